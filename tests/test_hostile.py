"""Entries that mean harm: whatever a field holds is printed as text, or not at all, by everything that writes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown import Markdown

from shortlist.citations.extension import CitationExtension
from shortlist.citations.references import format_entry, page_link, short_name
from shortlist.citations.section import Context, reference_section
from shortlist.exports.cards import Card
from shortlist.exports.coins import coins_span
from shortlist.identifiers import safe_url
from shortlist.model import Entry, Person
from shortlist.problems import Place
from shortlist.text import clean
from tests.citations.records import EXTENSIONS, OPTIONS, parser
from tests.exports import test_cards, test_coins, test_round_trips
from tests.hostile import HOSTILE, TYPES, hostile_entry, judged_text, short
from tests.site import test_metadata

ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//x.org",
    "/x",
    "x",
    "http:",
    "http://",
    "https:///x",
    "mailto:",
    "https://x.org/\N{RIGHT-TO-LEFT OVERRIDE}x",
    "https://x.org/\x00",
]


def reference(words: str) -> None:
    for type_ in TYPES:
        printed = format_entry(hostile_entry(words, type_))
        # Fields are read as LaTeX; names, title and venue are plain text already and show to the letter.
        assert " ".join(clean(words).split()) in judged_text(printed), type_
        printed.encode()  # No lone surrogate is left to break the writing of the page.


def page(words: str) -> None:
    entries = {"a": hostile_entry(words)}
    md = Markdown(extensions=[*EXTENSIONS, CitationExtension(entries=entries, section=False)], extension_configs=OPTIONS)
    text = md.convert("Word [@a].\n\nMore [@a].\n\n*[WHO]: World\n")
    context = Context(page_link("../a/", words), (page_link("../b/", words),))
    printed = f"{text}\n{reference_section(md.citations, entries, lambda key: context)}"
    text = judged_text(printed)
    assert printed.count("<section") == printed.count("</section>") == printed.count("<li ") == 1
    assert printed.endswith("</section>")
    assert printed.count('role="doc-noteref"') == printed.count('role="doc-backlink"') == 2
    assert " ".join(clean(words).split()) in text
    printed.encode()


def files(words: str) -> None:
    for type_ in TYPES:
        test_round_trips.assert_whole(words, type_)
    test_round_trips.assert_title_is_text(words)


def coins(words: str) -> None:
    for type_ in TYPES:
        span = coins_span(hostile_entry(words, type_))
        (work,) = test_coins.found(span)
        assert {name.partition(".")[0] for name in work} <= {"ctx_ver", "rft_val_fmt", "rft"}, type_
        assert len(work["rft_val_fmt"]) == 1
        # As Zotero reads it: a value ends at the next `&`, and each part has one `=`.
        title = html.fromstring(span).get("title")
        assert all(part.count("=") == 1 for part in title.split("&")), type_


def head(words: str) -> None:
    paper = replace(hostile_entry(words), authors=(Person(words, words, words),))
    hostile = test_metadata.library(paper, words, (words,))
    tame = replace(paper, title="T", authors=(Person("F", "G"),), venue="", doi="", arxiv="", url="", fields={})
    plain = test_metadata.library(tame)
    for address in ("2021-04/first", "2021-04"):
        found, usual = test_metadata.head(hostile, address, site_name=clean(words)), test_metadata.head(plain, address)
        assert set(test_metadata.metas(found)) <= set(test_metadata.metas(usual))
        assert len(found.xpath("link")) == len(usual.xpath("link"))
        assert set(test_metadata.json_ld(found)) <= set(test_metadata.json_ld(usual))
        assert test_metadata.json_ld(found)["@type"] == test_metadata.json_ld(usual)["@type"]


def card(words: str) -> None:
    """Of a share card."""
    test_cards.assert_within_margins(Card(words, words, words, words, name=words))


WRITERS = [reference, page, files, coins, head, card]


@pytest.mark.parametrize("words", HOSTILE, ids=short)
@pytest.mark.parametrize("assert_only_text", WRITERS, ids=lambda writer: writer.__name__)
def test_a_field_is_only_text(assert_only_text: Callable[[str], None], words: str) -> None:
    assert_only_text(words)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_link_but_to_the_web_or_mail(address: str) -> None:
    entry = Entry("a", "misc", {}, Place("r.bib"), title="T", url=address, doi=address, arxiv=address)
    assert safe_url(address) == ""
    assert "<a" not in format_entry(replace(entry, title="T"))
    assert "href" not in format_entry(replace(entry, doi="", arxiv="", title=""))


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://x.org/a_b?c=d&e=f#g", "https://x.org/a_b?c=d&e=f#g"),
        ("HTTP://x.org", "HTTP://x.org"),
        ("mailto:me@x.org", "mailto:me@x.org"),
        ("https://x.org/%C3%A9", "https://x.org/%C3%A9"),
        ("https://x.org/é", "https://x.org/%C3%A9"),
        ('https://x.org/"><script>', "https://x.org/%22%3E%3Cscript%3E"),
        ("https://x.org/a b`c\\d{e}|f^g", "https://x.org/a%20b%60c%5Cd%7Be%7D%7Cf%5Eg"),
    ],
)
def test_an_address_holds_only_what_an_address_may(address: str, safe: str) -> None:
    assert safe_url(address) == safe


def test_text_of_the_other_direction_is_kept_apart() -> None:
    entry = Entry("a", "misc", {}, Place("r.bib"), authors=(Person("עברית"),), title="T\N{RIGHT-TO-LEFT OVERRIDE}T", year=2001)
    assert format_entry(entry) == "<bdi>עברית</bdi>. TT. 2001."


def test_a_megabyte_is_printed_once() -> None:
    words = "word " * 200_000
    entry = Entry("a", "misc", {}, Place("r.bib"), authors=(Person("A"),), title=words, year=2001)
    html = parser({"a": entry}).convert("Word [@a].\n\n" * 20)
    assert len(words) <= len(html) < len(words) + 10_000
    assert len(short_name(hostile_entry(words))) < 150


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_only_text(words: str) -> None:
    html = parser({"a": hostile_entry(words)}).convert("Word [@a].")
    judged_text(html)
    html.encode()
