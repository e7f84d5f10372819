"""Feeds as feed readers take them: feedparser, the grammar of RFC 4287, and its rules that no grammar can say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from shortlist.exports.feeds import Feeds
from shortlist.indexes import without_drafts
from shortlist.reading.settings import Settings
from tests.tiny import FIRST, ROOT, SECOND, TinySite, notes_of

ATOM = "{http://www.w3.org/2005/Atom}"
PLACE = Settings(site_name="Tiny", site_description="A tiny site.", site_url="https://example.org/sub/", authority="example.org,2026")
MAX_BYTES = 500_000
SCHEMA = etree.RelaxNG(file=ROOT / "tests/fixtures/atom.rng")


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def feeds(site: TinySite, place: Settings = PLACE) -> Mapping[str, str]:
    """Path → text of every feed, each held to what every feed must be."""
    library = replace(without_drafts(site.library()), settings=place)
    files = dict(Feeds(library, notes_of(library, "2021-04/second/"), {id: (f"{id}/book.epub", 9) for id in library.issues}).files())
    for text in files.values():
        assert_atom(text)
    return files


def assert_atom(text: str) -> None:
    """RFC 4287, appendix B; 4.1.1, 4.1.2, 4.2: authors; absolute links; unique ids; dates with offsets."""
    assert len(text.encode()) <= MAX_BYTES
    root = etree.fromstring(text.encode())
    SCHEMA.assertValid(root)
    entries = root.findall(f"{ATOM}entry")
    for thing in (root, *entries):
        assert sum(link.get("rel") == "alternate" for link in thing.findall(f"{ATOM}link")) == 1
        for date in (*thing.findall(f"{ATOM}updated"), *thing.findall(f"{ATOM}published")):
            assert datetime.fromisoformat(date.text).tzinfo is not None
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["alternate", "self"]
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert all(link.get("href").startswith("https://") for link in root.iter(f"{ATOM}link"))
    ids = [root.findtext(f"{ATOM}id"), *(entry.findtext(f"{ATOM}id") for entry in entries)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"(tag|https):[^\s<>]+", id) for id in ids)
    parsed = feedparser.parse(text.encode())
    assert not parsed.bozo
    assert (parsed.version, len(parsed.entries)) == ("atom10", len(entries))
    for entry in entries:
        assert not re.search(r'\s(id|class|data-[\w-]+|aria-[\w-]+|tabindex)=|<math|(href|src)="(?!https?:|mailto:)', entry.findtext(f"{ATOM}content"))


def test_what_stands_where(site: TinySite) -> None:
    parsed = {path: feedparser.parse(text) for path, text in feeds(site).items()}
    assert {path: [entry.title for entry in feed.entries] for path, feed in parsed.items()} == {
        "feed.xml": ["A First Paper", "A Second Paper"],
        "issues/feed.xml": ["April 2021"],
        "tags/nlp/feed.xml": ["A First Paper"],
        "tags/vision/feed.xml": ["A Second Paper"],
        "updates/feed.xml": [],
    }
    first, second = parsed["feed.xml"].entries
    assert (first.link, first.id) == ("https://example.org/sub/2021-04/first/", "tag:example.org,2026:2021-04/first/")
    assert (first.summary, [tag.term for tag in first.tags]) == ("The first paper.", ["NLP"])
    assert first.published == first.updated == "2021-04-06T12:00:00+00:00"
    assert second.published == "2021-04-06T11:59:00+00:00", "readers sort by it"
    text = first.content[0].value
    assert '<sup><a href="https://example.org/sub/2021-04/first/#ref-ada2020first">1</a></sup>' in text
    assert "References" not in text
    assert "https://doi.org/10.1000/first" in text
    issue = parsed["issues/feed.xml"].entries[0].content[0].value
    assert "Editorial." in issue
    assert '<a href="https://example.org/sub/2021-04/second/">A Second Paper</a>' in issue


def test_a_moved_site_sends_nothing_twice(site: TinySite) -> None:
    moved = Settings(site_name="Tiny", site_url="https://elsewhere.example/", authority="example.org,2026")
    here, there = feeds(site), feeds(site, moved)
    for path, text in here.items():
        assert re.findall("<id>[^<]*", text) == re.findall("<id>[^<]*", there[path])


def test_without_an_authority_ids_are_addresses(site: TinySite) -> None:
    ids = re.findall("<id>([^<]*)", feeds(site, Settings(site_name="Tiny", site_url="https://example.org/"))["feed.xml"])
    assert ids == ["https://example.org/feed.xml", "https://example.org/2021-04/first/", "https://example.org/2021-04/second/"]


def test_a_follow_up_updates_its_summary_and_is_an_entry(site: TinySite) -> None:
    notes = [
        {"date": "2021-05-04", "text": "One came.", "link": "second.md"},
        {"date": "2021-05-04", "text": "Another came.", "link": "https://example.org/another"},
    ]
    site.summary("first", FIRST | {"since": notes[:1]})
    before = feedparser.parse(feeds(site)["updates/feed.xml"])
    site.summary("first", FIRST | {"since": notes})
    after = {path: feedparser.parse(text) for path, text in feeds(site).items()}
    entry = after["feed.xml"].entries[0]
    assert (entry.published, entry.updated) == ("2021-04-06T12:00:00+00:00", "2021-05-04T12:00:00+00:00")
    assert "Another came. See" in entry.content[0].value
    assert after["feed.xml"].feed.updated == "2021-05-04T12:00:00+00:00"
    newest, older = after["updates/feed.xml"].entries
    assert (newest.summary, older.summary) == ("Another came.", "One came.")
    assert older.id == before.entries[0].id != newest.id


def test_a_feed_names_few_of_many_authors(site: TinySite) -> None:
    site.replace("bib/references.bib", "Example, Ada and", "Example, Ada and Adams, Bo and Brown, Cy and Clark, Di and")
    text = feedparser.parse(feeds(site)["feed.xml"]).entries[0].content[0].value
    assert "<small>Ada Example, Bo Adams, Cy Brown and 2 more. Journal of Examples, 2020</small>" in text


def test_an_empty_feed_has_no_time_of_the_build(site: TinySite) -> None:
    assert feedparser.parse(feeds(site)["updates/feed.xml"]).feed.updated == "1970-01-01T12:00:00+00:00"


@pytest.mark.parametrize(
    "title",
    ["A ]]> B & C <b>", "Fire \N{FIRE} \U0001f469\u200d\U0001f52c", "שלום עולם (Hello)", "Word " * 60],
    ids=["markup", "emoji", "right to left", "long"],
)
def test_titles_of_any_kind(site: TinySite, title: str) -> None:
    site.replace("bib/references.bib", "A Second Paper", title.replace("&", r"\&").strip())
    titles = [entry.title for entry in feedparser.parse(feeds(site)["feed.xml"]).entries]
    assert len(titles) == 2
    shown = etree.fromstring(feeds(site)["feed.xml"].encode()).findall(f"{ATOM}entry/{ATOM}title")[1].text
    assert shown == " ".join(site.library().entries["bob2021second"].title.split())


def test_a_text_that_does_not_fit_is_left_to_its_page(site: TinySite) -> None:
    library = site.library()
    conversions = dict(library.conversions)
    path = "docs/2021-04/first.md"
    conversions[path] = replace(conversions[path], html="<p>a &amp; b</p>" * 30_000)
    text = dict(Feeds(replace(library, conversions=conversions, settings=PLACE), notes_of(library, ""), {"2021-04": ("2021-04/book.epub", 9)}).files())["feed.xml"]
    assert_atom(text)
    first, second = feedparser.parse(text).entries
    assert "Read it on the site" in first.content[0].value
    assert "Plain words that fill the page." in second.content[0].value


@pytest.mark.parametrize(("number", "in_feed", "of_tag"), [(1, 1, 1), (40, 30, 20)])
def test_any_number_of_picks_keeps_its_order(site: TinySite, number: int, in_feed: int, of_tag: int) -> None:
    slugs = site.only_picks(number)
    text = feeds(site)
    entries = feedparser.parse(text["feed.xml"]).entries
    assert [entry.title for entry in entries] == [f"Title {slug}" for slug in slugs[:in_feed]]
    dates = [entry.published for entry in entries]
    assert dates == sorted(set(dates), reverse=True)
    assert len(feedparser.parse(text["tags/nlp/feed.xml"]).entries) == of_tag
    assert feedparser.parse(text["issues/feed.xml"]).entries[0].content[0].value.count("<h3>") == number


def test_the_same_library_gives_the_same_bytes(site: TinySite) -> None:
    site.summary("second", SECOND, "A formula $x^2$.")
    assert feeds(site) == feeds(site)
