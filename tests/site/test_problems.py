"""A build refuses what `shortlist check` refuses, with the same words, before it writes anything."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.__main__ import cli

from tests.site.conftest import Build
from tests.tiny import ROOT, TinySite

Run = Callable[..., Build]

EVERYTHING_WRONG = ROOT / "tests" / "fixtures" / "everything-wrong"


def test_a_strict_build_fails_on_the_problems_of_check(site: TinySite, run: Run) -> None:
    site.replace("docs/2021-04/first.md", "tags: [NLP]", "tags: [nlp]")
    site.replace("docs/2021-04/second.md", "[@bob2021second]", "[@bob2021secnd]")
    built = run()
    assert built.failed
    assert built.log[: len(site.problems())] == [f"shortlist: {line}" for line in site.problems()]
    assert not built.site.exists()


def test_warnings_fail_a_strict_build_only(site: TinySite, run: Run) -> None:
    site.replace("docs/2021-04/first.md", "tags: [NLP]", "tags: [NLP, NLP]")
    assert run().failed
    built = run(strict=False)
    assert not built.failed
    assert "S504" in built.log[0]


def test_a_preview_shows_a_summary_that_its_issue_does_not_list(site: TinySite, run: Run) -> None:
    site.issue(picks=["first"])
    built = run(strict=False, command="serve")
    assert "X404" in built.log[0]
    head = built.page("2021-04/second/").xpath("//article//header")[0]
    assert (head.xpath("string(h1)"), head.xpath("string(p[@class='sl-gist'])")) == ("A Second Paper", "The second paper.")
    assert "pick" not in head.xpath("string(p[@class='sl-label'])")


def test_errors_fail_every_build(site: TinySite, run: Run) -> None:
    site.replace("docs/2021-04/first.md", "tags: [NLP]", "tags: [NPL]")
    assert run(strict=False).failed


@pytest.mark.parametrize("command", [["mkdocs", "build", "--strict"], ["shortlist", "check"]])
def test_no_mistake_of_an_author_shows_a_traceback(tmp_path: Path, command: list[str]) -> None:
    root = tmp_path / "site"
    shutil.copytree(EVERYTHING_WRONG, root)
    done = subprocess.run(
        [Path(sys.executable).with_name(command[0]), *command[1:]],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    for line in (EVERYTHING_WRONG / "expected.txt").read_text(encoding="utf-8").splitlines():
        assert line in done.stdout + done.stderr


def test_a_build_finds_the_bibliography_where_a_check_does(site: TinySite, run: Run) -> None:
    site.replace("mkdocs.yml", "  - bibtex:\n      bib_file: bib/references.bib\n      enable_inline_citations: false\n", "")
    assert run().log == site.problems() == []
    (site.root / "bib/references.bib").rename(site.root / "other.bib")
    assert run().log[:-1] == [f"shortlist: {line}" for line in site.problems()] != []


def test_a_build_of_some_pages_is_refused(site: TinySite) -> None:
    done = CliRunner().invoke(cli, ["build", "--dirty", "-f", str(site.root / "mkdocs.yml")])
    assert done.exit_code == 1
    assert "'--dirty' builds only some pages" in done.output


def test_settings_that_cannot_be_used_stop_the_build(site: TinySite, run: Run) -> None:
    site.replace("mkdocs.yml", "toc, admonition", "{toc: {slugify: !!python/name:os.path.basename }}, admonition")
    built = run()
    assert built.failed
    assert built.log[0].startswith("shortlist: mkdocs.yml:")
    assert "F104 the Python name 'os.path.basename' cannot be used" in built.log[0]
    assert [f"shortlist: {line}" for line in site.problems()] == built.log[:1]


def test_a_quiet_build_names_what_it_stops_for(site: TinySite) -> None:
    site.replace("docs/2021-04/first.md", "tags: [NLP]", "tags: [NLP, NLP]")
    command = [Path(sys.executable).with_name("mkdocs"), "build", "--strict", "--quiet"]
    done = subprocess.run(command, cwd=site.root, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert site.problems()[0] in done.stderr
    assert "1 problem; nothing was built" in done.stderr
