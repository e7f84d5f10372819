"""`shortlist export` writes the archive into a folder of its own, and overwrites nothing of anybody else's."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shortlist.authoring.export import WRITTEN
from shortlist.cli import main
from tests.tiny import FIRST, SECOND, TinySite

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"/>'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinySite:
    site = TinySite(tmp_path / "repository")
    monkeypatch.chdir(site.root)
    return site


def export(folder: str = "../out") -> Result:
    return CliRunner().invoke(main, ["export", folder])


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_published_pages_and_what_they_show_are_written(site: TinySite) -> None:
    site.write("docs/2021-04/p.svg", SVG)
    site.write("docs/2021-04/unused.svg", SVG)
    site.summary("first", FIRST, why="![A](p.svg)\n/// figure-caption\nSee [it](second.md).\n///")
    site.write("bib/references.bib", site.read("bib/references.bib").replace("@misc{bob2021second", "@misc{third, title = {Third}, author = {Example, Ada}, year = {2020}, url = {https://example.org}}\n@misc{bob2021second"))
    site.summary("third", SECOND | {"status": "draft", "paper": "third"})
    site.issue(picks=["first", "second", "third"])
    assert export().output == "../out: 4 pages and 1 file that they show or link to\n"
    written = files(site.root.parent / "out")
    assert sorted(written) == [WRITTEN, "2021-04/first.md", "2021-04/index.md", "2021-04/p.svg", "2021-04/second.md", "index.md"]
    assert b"![A](p.svg)\n\n**Figure 1.** See [it](second.md)." in written["2021-04/first.md"]
    for line in written.pop(WRITTEN).decode().splitlines():
        digest, _, path = line.partition("  ")
        assert hashlib.sha256(written[path]).hexdigest() == digest


def test_a_second_export_follows_the_pages(site: TinySite) -> None:
    assert export().exit_code == 0
    before = files(site.root.parent / "out")
    assert (export().exit_code, files(site.root.parent / "out")) == (0, before)
    (site.root / "docs/2021-04/second.md").unlink()
    site.issue(picks=["first"], body="New words.")
    result = export()
    assert "1 file of an earlier export removed" in result.output
    after = files(site.root.parent / "out")
    assert before.keys() - after.keys() == {"2021-04/second.md"}
    assert b"New words." in after["2021-04/index.md"]


@pytest.mark.parametrize("path", ["notes.md", "2021-04/first.md", "2021-04/second.md"], ids=["another file", "one to write", "one to remove"])
def test_nothing_of_a_persons_is_overwritten(site: TinySite, path: str) -> None:
    out = site.root.parent / "out"
    if path == "notes.md":
        out.mkdir()
    else:
        export()
    (out / path).write_text("Mine.", encoding="utf-8")
    if path == "2021-04/second.md":
        (site.root / "docs/2021-04/second.md").unlink()
        site.issue(picks=["first"])
    before = files(out)
    result = export()
    assert result.exit_code == 1
    assert "name a new folder" in result.output or f"{path}' is not as it was written" in result.output
    assert files(out) == before


def test_an_interrupted_export_can_be_made_again(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    export()
    site.issue(body="New words.")
    site.summary("first", FIRST, why="New here, too.")
    real, calls = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 3:
            raise OSError(28, "No space left on device", str(target))
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", replace)
        result = export()
        assert (result.exit_code, "No space left on device" in result.output) == (1, True)
    assert export().exit_code == 0
    assert b"New words." in (site.root.parent / "out/2021-04/index.md").read_bytes()


def test_no_link_leads_out_of_the_folder(site: TinySite, tmp_path: Path) -> None:
    export()
    out, elsewhere = site.root.parent / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in (out / "2021-04").iterdir():
        path.rename(elsewhere / path.name)
    (out / "2021-04").rmdir()
    (out / "2021-04").symlink_to(elsewhere)
    before = files(elsewhere)
    assert export().exit_code == 1
    assert files(elsewhere) == before


@pytest.mark.parametrize(("folder", "message"), [("docs/out", "among the site's own pages"), ("mkdocs.yml", "Not a directory")])
def test_a_folder_that_will_not_do_is_named(site: TinySite, folder: str, message: str) -> None:
    result = export(folder)
    assert (result.exit_code, message in result.output) == (1, True)


def test_while_there_are_problems_nothing_is_written(site: TinySite) -> None:
    site.summary("first", FIRST, why="It cites [@nobody].")
    result = export()
    assert result.exit_code == 1
    assert re.search(r"docs/2021-04/first\.md:.*\n.*nothing is written", result.output)
    assert not (site.root.parent / "out").exists()
