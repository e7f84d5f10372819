"""Files under docs/ are published as they are: only harmless kinds, and none in the place of the site's own files."""

from __future__ import annotations

import sys

import pytest

from tests.tiny import TinySite, not_on_windows

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.mark.parametrize("path", ["2021-04/first.svg", "2021-04/a photo.jpg", "table.csv", "2021-04/slides.pdf", ".hidden/a.js"])
def test_pictures_and_papers_may_lie_beside_pages(site: TinySite, path: str) -> None:
    site.write(f"docs/{path}", SVG)
    assert site.problems() == []


@pytest.mark.parametrize(
    "path",
    ["2021-04/evil.js", "x.html", "2021-04/first/index.html", "CNAME", "robots.txt", "_headers", "graph.json", "a.xhtml", "A.PNG", "x.md.bak", "x.md~", "#x.md#", "x.orig", "~$x.docx"],
)
def test_other_files_are_not_published(site: TinySite, path: str) -> None:
    site.write(f"docs/{path}", "x")
    (line,) = site.problems()
    assert line.startswith(f"docs/{path}:1:1: F143 the file would be published as it is; docs/ holds .md, .avif")


@pytest.mark.parametrize("path", ["assets/a.svg", "Assets/a.svg", "search/a.png", "2021-04/card.png", "README.md", "2021-04/readme.md"])
def test_files_of_the_site_are_not_replaced(site: TinySite, path: str) -> None:
    site.write(f"docs/{path}", SVG if path.endswith("svg") else "# Words\n\nMore words.\n")
    assert [line.split(" ")[1] for line in site.problems() if "F144" in line] == ["F144"]


@not_on_windows("no file has such a name")
@pytest.mark.parametrize("name", ["con.svg", "Aux.png", "nul.tar.svg", "com1.svg", "what?.png", "a:b.svg", "back\\slash.png", "a ", "a."])
def test_no_file_has_a_name_that_windows_refuses(site: TinySite, name: str) -> None:
    site.write(f"docs/2021-04/{name}", SVG)
    assert [line for line in site.problems() if f"F144 '{name}' cannot be the name of a file on Windows" in line]


@pytest.mark.parametrize("name", ["console.svg", "com.svg", "aux-2.png", "a.con.svg", "lpt10.svg"])
def test_names_that_begin_so_are_fine(site: TinySite, name: str) -> None:
    site.write(f"docs/2021-04/{name}", SVG)
    assert site.problems() == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere they are one file")
@pytest.mark.parametrize(("one", "other"), [("2021-04/A.svg", "2021-04/a.svg"), ("About.md", "about.md")])
def test_two_files_differ_in_more_than_capitals(site: TinySite, one: str, other: str) -> None:
    for path in (one, other):
        site.write(f"docs/{path}", SVG if path.endswith("svg") else "---\ntitle: About\n---\n\nWords.\n")
    assert site.problems() == [
        f"docs/{other}:1:1: F144 on Windows and macOS this is the same file as 'docs/{one}'; rename one"
    ]


@not_on_windows("a symbolic link needs a right of its own")
def test_an_editor_may_lock_a_page_with_a_hidden_link(site: TinySite) -> None:
    """As Emacs does while the page has changes that are not saved."""
    (site.root / "docs/2021-04/.#first.md").symlink_to("ada@example.1234:5678")
    assert site.problems() == []
