"""A work of the bibliography and who cites it."""

from __future__ import annotations

from lxml import html

from shortlist.citations.bibliography import MAX_CITING_PAGES, CitedWork, CitingPage, work_item
from shortlist.citations.references import PageLink
from shortlist.model import CitationLink
from tests.citations.records import ENTRIES


def test_a_classic_names_so_many_pages_and_counts_the_others() -> None:
    pages = [CitingPage(f"p{number}.md", (CitationLink("a", 1, "cite-1", f"Sentence {number}."),)) for number in range(MAX_CITING_PAGES + 2)]
    links = {page.path: PageLink(f"../{page.path}", page.path) for page in pages}
    for count, last in ((0, None), (1, None), (MAX_CITING_PAGES, None), (MAX_CITING_PAGES + 2, "Cited on 2 more pages")):
        work = CitedWork("a", "", tuple(pages[:count]))
        items = [item.text_content() for item in html.fromstring(work_item(work, ENTRIES, links, lambda person: "")).xpath(".//ul/li")]
        assert [item for item in items if "Sentence" not in item] == [last] * bool(last)
        assert items[:MAX_CITING_PAGES] == [f"Cited in p{number}.md: Sentence {number}." for number in range(min(count, MAX_CITING_PAGES))]
