"""An archive begins with no issue, no paper, and no file of data."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.authoring.commands import shortlist_here
from tests.site.conftest import Build
from tests.tiny import BIBLIOGRAPHY, FIRST, TinySite

DATA = ("data/tags.yml", "data/people.yml", "data/terms.yml", "data/redirects.yml", "data/venues.yml")
BIB = "bib/references.bib"
INDEX_PAGES = ("issues", "papers", "tags", "authors", "bibliography", "glossary", "updates")


@pytest.fixture
def nothing(site: TinySite) -> TinySite:
    """Only a home page and the pages of lists, as a new archive has them."""
    for folder in ("bib", "data", "docs/2021-04"):
        shutil.rmtree(site.root / folder)
    for name in INDEX_PAGES:
        site.write(f"docs/{name}.md", f"---\ntitle: {name.title()}\ntemplate: {name}.html\n---\n\nWords.\n")
    return site


def test_the_home_page_says_that_the_first_issue_is_to_come(nothing: TinySite, run: Callable[..., Build]) -> None:
    built = run()
    assert (built.failed, built.log) == (False, [])
    assert "The first issue is to come." in built.text("")
    assert "Nothing is cited yet." in built.text("bibliography/")
    # The home page links to a page about the selection, which each archive writes for itself.
    assert dead_links(built.site) <= {"/about/"}


def dead_links(site: Path) -> set[str]:
    """Addresses to which pages and their heads lead, and where there is nothing."""
    dead = set()
    for path in site.rglob("index.html"):
        page = Build(site, [], False).page(path.relative_to(site).as_posix())
        for link in page.xpath("//@href | //@src"):
            address = urljoin(f"/{path.relative_to(site).parent.as_posix()}/".replace("/./", "/"), link.partition("#")[0].partition("?")[0])
            if ":" not in address and not (site / address[1:] / ("index.html" if address.endswith("/") else "")).is_file():
                dead.add(address)
    return dead


def test_the_preview_has_the_same_home_page(nothing: TinySite, run: Callable[..., Build]) -> None:
    assert "The first issue is to come." in run(command="serve").text("")


@pytest.mark.parametrize("content", [None, "", " \n", "# Nothing yet.\n"], ids=["missing", "empty", "blank", "comment"])
def test_files_of_data_and_the_bibliography_need_hold_nothing(nothing: TinySite, content: str | None) -> None:
    for path in (*DATA, BIB) if content is not None else ():
        nothing.write(path, content.replace("#", "%") if path == BIB else content)
    assert nothing.problems() == []


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["check"], 0),
        (["fmt"], 0),
        (["fmt", "--check"], 0),
        *((["list", what], 0) for what in ("issues", "papers", "tags", "unused")),
        (["publish", "2021-07"], 1),
        (["mv", "2021-07/one", "2021-07/two"], 1),
        (["remove", "2021-07/one"], 1),
        (["add", "2103.10360", "--issue", "2021-07"], 1),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_every_command_has_an_answer(nothing: TinySite, arguments: list[str], status: int) -> None:
    answer = shortlist_here(nothing.root, *arguments)
    assert answer.returncode == status
    if status:
        assert answer.stderr.startswith("Error: there is no ")
        assert answer.stderr.count("\n") == 1


def test_the_first_paper_makes_what_is_missing(nothing: TinySite) -> None:
    nothing.write("mine.bib", BIBLIOGRAPHY.partition("\n\n")[0])
    assert shortlist_here(nothing.root, "new", "2021-07").returncode == 0
    assert nothing.problems() == []
    added = shortlist_here(nothing.root, "add", "mine.bib", "--issue", "2021-07")
    assert (added.returncode, added.stderr) == (0, "")
    assert "@article{" in nothing.read(BIB)
    assert nothing.problems() == []


def test_a_tag_needs_its_vocabulary(site: TinySite) -> None:
    (site.root / DATA[0]).unlink()
    assert site.codes() == ["X402", "X402"]


@pytest.mark.parametrize(("content", "code"), [(None, "F119"), ("", "F102")])
def test_a_paper_needs_the_bibliography(site: TinySite, content: str | None, code: str) -> None:
    (site.root / BIB).unlink()
    if content is not None:
        site.write(BIB, content)
    site.summary("first", FIRST | {"tags": []})
    assert code in site.codes()
    assert "X401" not in site.codes()
