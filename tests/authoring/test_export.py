"""`shortlist export` writes the archive into a new folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

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
    assert sorted(written) == ["2021-04/first.md", "2021-04/index.md", "2021-04/p.svg", "2021-04/second.md", "index.md"]
    assert b"![A](p.svg)\n\n**Figure 1.** See [it](second.md)." in written["2021-04/first.md"]


def test_a_folder_that_is_there_stays_as_it_is(site: TinySite) -> None:
    assert export().exit_code == 0
    before = files(site.root.parent / "out")
    site.issue(body="New words.")
    result = export()
    assert (result.exit_code, result.output) == (1, "Error: '../out' is there already; name a new folder\n")
    assert files(site.root.parent / "out") == before


@pytest.mark.parametrize(("folder", "message"), [("mkdocs.yml", "is there already"), ("mkdocs.yml/out", "Not a directory")])
def test_a_folder_that_will_not_do_is_named(site: TinySite, folder: str, message: str) -> None:
    result = export(folder)
    assert (result.exit_code, message in result.output) == (1, True)


def test_while_there_are_problems_nothing_is_written(site: TinySite) -> None:
    site.summary("first", FIRST, why="It cites [@nobody].")
    result = export()
    assert result.exit_code == 1
    assert re.match(r"Error: nothing is written: 1 problem\ndocs/2021-04/first\.md:", result.output)
    assert not (site.root.parent / "out").exists()
