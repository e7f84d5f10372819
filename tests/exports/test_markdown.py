"""Pages as plain Markdown, read by Python-Markdown alone, which knows none of our extensions."""

from __future__ import annotations

from pathlib import Path

import pytest

from shortlist.exports.markdown import MarkdownPages, on_site
from shortlist.indexes import without_drafts
from shortlist.reading.settings import settings_of
from tests.tiny import FIRST, TinySite


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def text_of(site: TinySite, path: str = "docs/2021-04/first.md", url: str = "https://example.org/") -> str:
    library = without_drafts(site.library())
    page = next(page for page in library.all_pages if page.path == path)
    return MarkdownPages(library, settings_of(site.root)[0], on_site(library, url)).text(page)


def test_a_summary_stands_by_itself(site: TinySite) -> None:
    site.summary("first", FIRST | {"links": {"code": "https://example.org/code"}}, why="See [it](second.md#why) [see @bob2021second, p. 3; @ada2020first].")
    text = text_of(site)
    assert text.startswith("# A First Paper\n\nThe first paper.\n\nAda Example, Zoë Example. Journal of Examples, 2020.\n\n[Paper](https://doi.org/10.1000/first) · [Code](https://example.org/code)\n\nFrom [April 2021](https://example.org/2021-04/), dated 6 April 2021.\n\n## Why\n")
    assert "See [it](https://example.org/2021-04/second/#why) [see 1, p. 3; 2].\n\nIt cites [2].\n" in text
    first, second = text.partition("## References\n\n")[2].splitlines()
    assert first == "1. Bob Example. [A Second Paper](https://arxiv.org/abs/2101.00001). 2021. [arXiv:2101.00001](https://arxiv.org/abs/2101.00001) [Our summary](https://example.org/2021-04/second/)."
    assert second.startswith("2. Ada Example and Zoë Example. [A First Paper](https://doi.org/10.1000/first). *Journal of Examples*, 2020.")
