"""Invariants of the site as it is published. They hold for any issues, and for none; nothing here counts what a new issue changes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import html5lib
import pytest
from lxml import html
from pybtex.database import parse_file

from shortlist.checks import check
from shortlist.exports.search import words_of
from shortlist.indexes import without_drafts
from shortlist.model import Library
from shortlist.reading.settings import settings_of
from shortlist.text import typographic
from tests.conftest import ROOT

HOST = "https://example.org/"


@pytest.fixture(scope="module")
def library() -> Library:
    return without_drafts(check(ROOT)[0])


@pytest.fixture(scope="module")
def pages(site_dir: Path) -> dict[str, html.HtmlElement]:
    """Address → parsed page, of every page of the site but those that only lead on to another."""
    parsed = {
        path.relative_to(site_dir).as_posix().removesuffix("index.html"): html.fromstring(path.read_text(encoding="utf-8"))
        for path in site_dir.rglob("*.html")
    }
    return {address: page for address, page in parsed.items() if not page.xpath("//meta[@http-equiv='refresh']")}


def test_the_preview_follows_the_code_that_pages_show() -> None:
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    shown = re.findall(r"^ +base_path: \[!relative \$config_dir/(\w+)\]", settings, re.MULTILINE)
    (watched,) = re.findall(r"^watch: \[(.*)\]", settings, re.MULTILINE)
    assert shown == ["figures"]
    assert {*shown} <= {*watched.split(", ")}


def test_the_content_has_no_problems() -> None:
    assert [str(problem) for problem in check(ROOT)[1]] == []


def test_every_summary_has_a_page_and_stands_once_in_its_issue(library: Library, pages: dict[str, html.HtmlElement]) -> None:
    for issue in library.issues.values():
        listed = pages[f"{issue.id}/"].xpath("//section[@aria-labelledby='picks']//h3/a/@href")
        assert listed == [f"{slug}/" for slug in issue.picks]
        assert all(f"{issue.id}/{slug}/" in pages for slug in issue.picks)


def test_every_id_resolves(library: Library) -> None:
    for summary in library.summaries.values():
        assert summary.paper in library.entries
        assert set(summary.tags) <= set(library.tags)
        assert {citation.key for citation in summary.body.citations} <= set(library.entries)


def test_every_page_has_one_title_and_text(pages: dict[str, html.HtmlElement]) -> None:
    for address, page in pages.items():
        assert len(page.xpath("//h1")) == 1, address
        assert page.xpath("string(//h1)").strip(), address
        assert page.xpath("string(//title)").strip(), address
        assert len(page.xpath("string(//article)").split()) > 10, address


def test_titles_tell_pages_apart(pages: dict[str, html.HtmlElement]) -> None:
    titles = Counter(page.xpath("string(//title)") for page in pages.values())
    name = settings_of(ROOT)[0].site_name
    assert [title for title, count in titles.items() if count > 1] in ([], [name])  # Home and 404.


def test_nothing_of_the_source_shows(pages: dict[str, html.HtmlElement]) -> None:
    """No citation, caption mark, formula or template that was not understood."""
    raw = re.compile(r"\[@|@\w+\]|^///|\\\(|\\\[|\$\$|\{\{|\{%|\[\^", re.MULTILINE)
    for address, page in pages.items():
        text = "".join(page.xpath("//article//text()[not(ancestor::pre or ancestor::code)]"))
        assert raw.findall(text) == [], address


def test_links_inside_the_site_lead_somewhere(pages: dict[str, html.HtmlElement], site_dir: Path) -> None:
    @cache
    def ids(address: str) -> frozenset[str]:
        return frozenset(pages[address].xpath("//@id"))

    for address, page in pages.items():
        if address == "404.html":
            continue
        for attribute in ("href", "src"):
            for target in page.xpath(f"//*[not(self::link[@rel='canonical'])]/@{attribute}"):
                parts = urlsplit(urljoin(HOST + address, target))
                if f"{parts.scheme}://{parts.netloc}/" != HOST:
                    continue
                path = unquote(parts.path).removeprefix("/")
                assert (site_dir / path).exists(), f"{address} links to {target}"
                if parts.fragment and path in pages and not parts.fragment.startswith("__"):
                    assert unquote(parts.fragment) in ids(path), f"{address} links to {target}"


def test_pages_are_what_a_browser_reads(site_dir: Path) -> None:
    """Judged by the HTML standard's own parsing rules; the theme's two omissions are allowed."""
    for path in [site_dir / "index.html", *site_dir.glob("20*/**/index.html")]:
        parser = html5lib.HTMLParser()
        parser.parse(path.read_text(encoding="utf-8"))
        assert [error for _, error, _ in parser.errors if error not in ("non-void-element-with-trailing-solidus",)] == [], path


def test_ids_are_unique(pages: dict[str, html.HtmlElement]) -> None:
    for address, page in pages.items():
        twice = [id for id, count in Counter(page.xpath("//article//@id")).items() if count > 1]
        assert twice == [], address


def test_tables_have_captions(pages: dict[str, html.HtmlElement], library: Library) -> None:
    for summary in library.summaries.values():
        for table in pages[f"{summary.id}/"].xpath("//article//table"):
            assert table.xpath("ancestor::figure/figcaption"), summary.path


def test_search_finds_pages_that_exist(site_dir: Path, pages: dict[str, html.HtmlElement], library: Library) -> None:
    documents = json.loads((site_dir / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    addresses = [document["location"].partition("#")[0] for document in documents]
    assert set(addresses) <= set(pages)
    assert {f"{id}/" for id in (*library.summaries, *library.issues)} <= set(addresses)


def searched(site_dir: Path) -> str:
    """All that a search can find."""
    return "\n".join(path.read_text(encoding="utf-8") for path in (site_dir / "search").glob("*.json"))


def words_of_references_alone(pages: Iterable[html.HtmlElement]) -> set[str]:
    """Words of lists of references that no page has anywhere else."""
    in_references, elsewhere = set(), set()
    for page in deepcopy(list(pages)):
        for list_ in page.xpath("//section[@role='doc-bibliography']"):
            in_references |= words_of(list_.text_content()).keys()
            list_.drop_tree()
        elsewhere |= words_of(page.text_content()).keys()
    return in_references - elsewhere


def test_references_are_not_searched(site_dir: Path, library: Library, pages: dict[str, html.HtmlElement]) -> None:
    """A work that is only cited would otherwise be found on every page that cites it."""
    text = searched(site_dir)
    words = set(json.loads((site_dir / "search/words.json").read_text(encoding="utf-8"))["words"].split())
    assert words.isdisjoint(words_of_references_alone(pages.values()))
    picked = {summary.paper for summary in library.summaries.values()}
    for entry in library.entries.values():
        if entry.key not in picked and len(entry.title) > 30:
            assert entry.title not in text, entry.key


def test_quoted_sentences_stand_on_their_pages(site_dir: Path, pages: dict[str, html.HtmlElement]) -> None:
    """Judged by the text that the page shows: what the bibliography quotes is there, word for word, formulas aside."""

    @cache
    def text(address: str) -> str:
        article = deepcopy(pages[address].xpath("//article")[0])
        for hidden in article.xpath(".//sup[contains(@class, 'citation')] | .//annotation"):
            hidden.drop_tree()
        return " ".join(article.text_content().split())

    graph = json.loads((site_dir / "graph.json").read_text(encoding="utf-8"))
    for work in graph["works"]:
        for one in work["citations"]:
            address = f"{one['summary']}/" if "summary" in one else one["page"]
            if one.get("sentence", "").isascii():
                assert one.get("sentence", "") in text(address), address


def test_exports_list_the_references_in_the_order_of_the_page(
    library: Library, pages: dict[str, html.HtmlElement], site_dir: Path
) -> None:
    for summary in library.summaries.values():
        printed = [id.removeprefix("ref-") for id in pages[f"{summary.id}/"].xpath("//li[starts-with(@id, 'ref-')]/@id")]
        assert _keys(site_dir / summary.id / "references.bib") == printed
        assert _keys(site_dir / summary.id / "paper.bib") == [summary.paper]


def test_an_issue_exports_its_picks_and_all_that_they_cite(library: Library, site_dir: Path) -> None:
    for issue in library.issues.values():
        picks = library.picks(issue)
        wanted = {citation.key for page in (issue, *picks) for citation in page.body.citations}
        keys = _keys(site_dir / issue.id / "references.bib")
        assert sorted(keys) == sorted(wanted | {summary.paper for summary in picks})


def test_the_bibliography_exports_every_work(library: Library, site_dir: Path) -> None:
    """Each entry is cited somewhere: a check sees to it."""
    file = site_dir / "bibliography/references.bib"
    assert (_keys(file) if library.entries else []) == sorted(library.entries)


def _keys(path: Path) -> list[str]:
    return list(parse_file(path, "bibtex").entries)


def test_reference_managers_find_each_work_once(library: Library, pages: dict[str, html.HtmlElement]) -> None:
    for summary in library.summaries.values():
        page = pages[f"{summary.id}/"]
        works = [parse_qs(title) for title in page.xpath("//span[@class='Z3988']/@title")]
        titles = [typographic((work.get("rft.atitle") or work.get("rft.btitle") or work["rft.title"])[0]) for work in works]
        cited = {citation.key for citation in summary.body.citations} | {summary.paper}
        assert titles[0] == library.entries[summary.paper].title
        assert sorted(titles) == sorted(library.entries[key].title for key in cited)


def test_pages_say_what_they_are(library: Library, pages: dict[str, html.HtmlElement]) -> None:
    for summary in library.summaries.values():
        page = pages[f"{summary.id}/"]
        review = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
        entry = library.entries[summary.paper]
        assert review["@type"] == "Review"
        assert review["url"] == HOST + f"{summary.id}/" == page.xpath("string(//link[@rel='canonical']/@href)")
        assert review["itemReviewed"]["name"] == entry.title == page.xpath("string(//h1)")
        assert [author["name"] for author in review["itemReviewed"]["author"]] == [who.name for who in entry.authors]
    for address, page in pages.items():
        assert page.xpath("//meta[starts-with(@name, 'citation_')]") == [], address
        if address != "404.html":
            assert len(page.xpath("//meta[@property='og:title']")) == 1, address


def test_search_does_not_know_what_is_for_machines(site_dir: Path) -> None:
    text = searched(site_dir)
    for machine in ("Z3988", "ctx_ver", "rft.", "schema.org", "Copy BibTeX"):
        assert machine not in text
