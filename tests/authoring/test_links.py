"""Links that somebody commits lead neither reading, nor writing, nor emptying out of the archive. Each attack is made for real."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.__main__ import cli

from tests.authoring.commands import shortlist_here
from tests.tiny import TinySite, not_on_windows

pytestmark = not_on_windows("a symbolic link needs a right of its own")

COMMANDS = (("fmt",), ("check", "--fix"), ("new", "2021-08"), ("publish", "2021-04"), ("mv", "2021-04/first", "other"), ("remove", "2021-04/first"))
REFUSAL = "is a symbolic link or leads out of the archive"


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    """A site with something to do for each command, beside a folder that is none of its business."""
    site = TinySite(tmp_path / "archive")
    site.issue(folder="2021-04", status="draft")
    site.replace("bib/references.bib", "author = {Example, Bob}", "author   =   {Example, Bob}")
    outside = tmp_path / "precious"
    for name in ("notes.txt", "references.bib", "tags.yml", "2021-04/first.md", "2021-04/index.md", "changes.lock"):
        (outside / name).parent.mkdir(parents=True, exist_ok=True)
        (outside / name).write_text("precious\n", encoding="utf-8")
    return site


def precious(site: TinySite) -> dict[str, str]:
    outside = site.root.parent / "precious"
    return {str(path.relative_to(outside)): path.read_text(encoding="utf-8") for path in outside.rglob("*") if path.is_file()}


def link(site: TinySite, path: str, target: str) -> None:
    """Make `path` a link to something in the folder outside, in the place of what is there."""
    file = site.root / path
    if file.exists():
        file.rename(site.root.parent / "moved-away")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.symlink_to(site.root.parent / "precious" / target)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("path", "target"),
    [
        (".cache", "."),
        (".cache/changes.lock", "notes.txt"),
        (".cache/changes.lock", "none-yet"),
        ("bib", "."),
        ("bib/references.bib", "references.bib"),
        ("docs", "."),
        ("site", "."),
    ],
)
def test_no_command_follows_a_link(site: TinySite, command: tuple[str, ...], path: str, target: str) -> None:
    link(site, path, target)
    before = precious(site)
    done = shortlist_here(site.root, *command)
    assert precious(site) == before
    assert done.returncode == 1
    assert REFUSAL in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("path", "target", "command"),
    [
        (".cache/removed", ".", ("remove", "2021-04/first")),
        ("docs/2021-05", ".", ("mv", "2021-04/first", "2021-05/first")),
        ("docs/2021-08", ".", ("new", "2021-08")),
        ("data/redirects.yml", "notes.txt", ("mv", "2021-04/first", "other")),
    ],
)
def test_deeper_links(site: TinySite, path: str, target: str, command: tuple[str, ...]) -> None:
    link(site, path, target)
    before = precious(site)
    done = shortlist_here(site.root, *command)
    assert precious(site) == before
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")


@pytest.mark.parametrize("option", ["docs_dir: {}", "site_dir: {}", "plugins: [shortlist: {{bib_file: {}/references.bib}}]"])
@pytest.mark.parametrize("folder", ["../precious", "docs/../../precious", "{outside}"])
def test_settings_do_not_lead_out(site: TinySite, option: str, folder: str) -> None:
    written = option.format(folder.format(outside=site.root.parent / "precious"))
    site.write("mkdocs.yml", f"site_name: Tiny\n{written}\n")
    before = precious(site)
    for command in COMMANDS:
        done = shortlist_here(site.root, *command)
        assert (done.returncode, precious(site)) == (1, before)
        assert done.stderr.startswith("Error: mkdocs.yml:1:1: F149 ")
    assert [line for line in site.problems() if line.startswith("mkdocs.yml:1:1: F149") and REFUSAL in line]


@pytest.mark.parametrize("path", ["bib", "data", "docs", "bib/references.bib", "data/tags.yml", "mkdocs.yml"])
def test_a_check_reads_no_link(site: TinySite, path: str) -> None:
    link(site, path, "references.bib" if "." in path else ".")
    assert [line for line in site.problems() if " F149 " in line and REFUSAL in line]


@pytest.mark.parametrize(("path", "target"), [("site", "."), ("site/2021-04", "."), (".cache", "."), (".cache/cards", "."), ("docs", ".")])
def test_a_build_empties_and_fills_no_folder_outside(site: TinySite, path: str, target: str) -> None:
    link(site, path, target)
    before = precious(site)
    with chdir(site.root):
        done = CliRunner(catch_exceptions=False).invoke(cli, ["build"])
    assert precious(site) == before
    assert done.exit_code == 1
    assert REFUSAL in done.output
