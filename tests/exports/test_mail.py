"""The mail edition as other programs read it: Python's mail parser, html5lib, and rules of mail programs one by one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import HealthCheck, given, reject
from hypothesis import settings as examples
from hypothesis import strategies as st
from pydantic import ValidationError

from shortlist.exports.mail import Edition
from shortlist.exports.markdown import facts_of_issue
from shortlist.inline import inline_html
from shortlist.model import Event, Library
from shortlist.reading.settings import Settings
from shortlist.text import clean
from tests.hostile import HOSTILE, short
from tests.tiny import FILLER, FIRST, SECOND, TinySite

HTML = "{http://www.w3.org/1999/xhtml}"
URL = "https://example.org/2021-04/"
MAX_BYTES = 100_000
PLACE = Settings(site_name="Tiny", site_url="https://example.org", authority="example.org,2026")


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def edition(site: TinySite, *, is_full: bool = False, library: Library | None = None, **settings: Any) -> Edition:
    library = library or site.library()
    library = replace(library, settings=replace(library.settings, authority="example.org,2026", **settings))
    return Edition(library, library.issues["2021-04"], is_full=is_full)


def read(edition: Edition, *, holds_signs: bool = False) -> tuple[EmailMessage, str, str]:
    """The message with its HTML and its text, held to what every mail must be. A title that holds tags may show them."""
    raw = edition.message()[0].as_bytes()
    assert len(raw) < MAX_BYTES
    assert raw.isascii()
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    assert set(message.keys()) == {"Subject", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type"}
    text, html = message.iter_parts()
    assert [part.defects for part in (message, text, html)] == [[], [], []]
    assert [part.get_content_type() for part in (message, text, html)] == ["multipart/alternative", "text/plain", "text/html"]
    texts = [part.get_content().replace("\r\n", "\n") for part in (html, text)]
    assert_html(texts[0])
    assert holds_signs or not re.search(r"</?(?:a|p|div|h\d|sup|em|strong|table|t[dhr]|br|span|math)\b[^<>]*>", texts[1])
    lines = [line for line in texts[1].split("\n") if not line.startswith(("#", "|"))]
    assert all(len(line) <= 78 or " " not in line.strip(" >-") for line in lines), "titles, tables and what cannot be broken are longer"
    return message, texts[0], texts[1]


def assert_html(html: str) -> None:
    """Nothing that mail programs fetch, run, or drop with what it says."""
    tree = html5lib.HTMLParser(strict=True).parse(html)
    for element in tree.iter():
        assert not set(element.attrib) & {"id", "class", "src", "srcset", "background", "onclick"}
        assert "url(" not in element.get("style", "")
        if element.tag == f"{HTML}a" and "href" in element.attrib:
            assert re.match("https?://|mailto:", element.get("href"))
    tags = {str(element.tag).removeprefix(HTML) for element in tree.iter()}
    assert not tags & {"script", "link", "img", "svg", "math", "iframe", "object", "form", "input", "base", "template"}
    (style,) = tree.iter(f"{HTML}style")
    assert "url(" not in style.text
    assert "@import" not in style.text
    assert re.findall("@media [^{]*(?= {)", style.text) == ["@media screen", "@media (prefers-color-scheme: dark)"]
    assert style.text.replace(" ", "").startswith("@media")  # All else was copied to the elements.
    assert [meta.get("content") for meta in tree.iter(f"{HTML}meta") if meta.get("name") == "color-scheme"] == ["light dark"]


def test_what_stands_where(site: TinySite) -> None:
    site.summary("first", FIRST, "Why it matters, $x^2$.")
    message, html, text = read(edition(site))
    assert message["Subject"] == "Tiny, April 2021"
    assert message["Message-ID"].endswith("@example.org>")
    for part in (html, text):
        for words in ("Two papers.", "Editorial.", "Dated 6 April 2021.", "A First Paper", "The first paper.", "Why it matters, x².", f"{URL}first/", f"{URL}all/"):
            assert words in part
        assert "Plain words" not in part, "the key insights are on the site"
        assert part.index("A First Paper") < part.index("A Second Paper")
    references = "Numbers in brackets are references, which the pages list."
    assert (references in html, references in " ".join(text.split())) == (False, True), "those of HTML are links"


@pytest.mark.parametrize(("status", "expected"), [("published", "Tiny, April 2021"), ("draft", "Draft: Tiny, April 2021")])
def test_plain_text_begins_with_the_subject(site: TinySite, status: str, expected: str) -> None:
    library = site.library()
    issue = library.issues["2021-04"].with_fields(status=status)
    message, _, text = read(edition(site, library=replace(library, issues={"2021-04": issue})))
    assert message["Subject"] == expected
    assert text.startswith(f"# [{expected}]({URL})\n")


def test_full_texts(site: TinySite) -> None:
    short, (_, html, text) = read(edition(site)), read(edition(site, is_full=True))
    for part in (html, text):
        assert " ".join(part.split()).count("Plain words that fill the page.") == 100
        assert part.count("Key insights") == 2
    assert html.count("<h2") == short[1].count("<h2") == 2, "one for each pick; its sections stand below it"


def test_titles_in_the_text_are_bold(site: TinySite) -> None:
    site.summary("first", FIRST, "!!! warning\n    Care.\n\n<details><summary>Proof</summary><p>By hand.</p></details>")
    _, html, text = read(edition(site, is_full=True))
    for title in ("Warning", "Proof"):
        assert f"<b>{title}</b>" in html
        assert f"\n**{title}**\n" in text


def test_a_picture_is_its_words_and_a_link(site: TinySite) -> None:
    site.write("docs/2021-04/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    site.summary("first", FIRST, "![A curve that falls.](a.svg)\n/// figure-caption\nHow it falls.\n///")
    _, html, text = read(edition(site))
    assert f'<a href="{URL}a.svg">Picture: A curve that falls.</a>' in html
    assert f"[Picture: A curve that falls.]({URL}a.svg)" in text
    assert "How it falls." in html


@pytest.mark.parametrize(
    "title",
    ["A ]]> B & C <b>", "Fire \N{FIRE} \U0001f469\u200d\U0001f52c", "שלום עולם (Hello)", ("Word " * 60).strip(), *filter(clean, HOSTILE)],
    ids=short,
)
def test_titles_of_any_kind_are_text(site: TinySite, title: str) -> None:
    library = site.library()
    entry = replace(library.entries["bob2021second"], title=title)
    library = replace(library, entries=library.entries | {"bob2021second": entry})
    _, html, text = read(edition(site, library=library), holds_signs=True)
    headings = html5lib.parse(html).iter(f"{HTML}h2")
    shown = ["".join(heading.itertext()) for heading in headings]
    assert len(shown) == 2
    assert html.count("dir=\"auto\"") == 2
    (line,) = re.findall(r"^## \[(?!A First)(.*)\]\(https", text, re.MULTILINE)
    assert line.split() == shown[1].split()


@pytest.mark.parametrize("name", ["Tiny\r\nBcc: eve@evil.example", "Tiny\n\nBody", "Eve <eve@evil.example>, x", "Tiny\u2028X: y\x00", "\N{FIRE}" * 300, "N" * 50_000])
def test_no_field_makes_a_header(site: TinySite, name: str) -> None:
    message, _, _ = read(edition(site, site_name=name))
    assert message["Subject"].endswith(", April 2021") or "…" in message["Subject"]
    assert len(message["Subject"].splitlines()) == 1


def test_without_an_authority_the_sender_names_the_message(site: TinySite) -> None:
    library = site.library()
    anonymous = Edition(library, library.issues["2021-04"])
    assert anonymous.message()[0]["Message-ID"] is None


def test_the_same_issue_gives_the_same_bytes(site: TinySite) -> None:
    once, again = edition(site).message()[0], edition(site).message()[0]
    assert once.as_bytes() == again.as_bytes()
    site.summary("first", FIRST, "Another text.")
    assert edition(site).message()[0]["Message-ID"] != once["Message-ID"], "mail programs show one id once"


def test_a_text_that_does_not_fit_is_left_to_its_page(site: TinySite) -> None:
    library = site.library()
    path = "docs/2021-04/first.md"
    conversion = replace(library.conversions[path], html=f"<h2>Why</h2><p>{'a &amp; b' * 40_000}</p>")
    library = replace(library, conversions=dict(library.conversions) | {path: conversion})
    for is_full in (False, True):
        edition_ = edition(site, is_full=is_full, library=library)
        _, html, text = read(edition_)
        _, part, plain = edition_.message()
        assert part.shortened == plain.shortened == ["first"]
        assert "Shortened to fit into a mail: 1 text." in html
        assert f'href="{URL}first/"' in html
        for shown in (html, text):
            assert "It cites" in shown.partition("A Second Paper")[2], "a later text that fits stands whole"
            assert "Editorial." in shown
        assert "Read it on the site" not in text, "the title has the address"


def test_a_mail_without_room_for_both_forms_has_the_whole_html_and_the_texts_that_fit(site: TinySite) -> None:
    site.issue("Words. " * 8_000)
    edition_ = edition(site)
    _, html, text = read(edition_)
    assert "Shortened" not in html
    assert "Read the editorial on the site" in " ".join(text.split())
    assert edition_.message()[2].shortened == ["index"]
    assert "It cites" in text


def test_an_editorial_that_does_not_fit_is_left_to_its_page(site: TinySite) -> None:
    site.issue("Long. " * 60_000)
    _, html, text = read(edition(site))
    for part in (html, text):
        assert "Read the editorial on the site" in part
        assert "It cites" in part


def many(site: TinySite, count: int, title: str = "Title") -> Library:
    slugs = [f"p{number}" for number in range(count)]
    entries = "".join(f"@misc{{k{slug}, title = {{{title} {slug}}}, author = {{Example, Ada}}, year = {{2021}}, url = {{https://example.org/{slug}}}}}\n" for slug in slugs)
    site.write("bib/references.bib", site.read("bib/references.bib") + entries)
    for slug in slugs:
        site.summary(slug, {"paper": f"k{slug}", "gist": f"Gist of {slug}.", "tags": ["NLP"]}, FILLER + FILLER[:1500])
    site.issue(picks=[*slugs, "first", "second"])
    return site.library()


def test_forty_picks_are_all_there_with_their_gists(site: TinySite) -> None:
    edition_ = edition(site, library=many(site, 40))
    _, html, text = read(edition_)
    for part in (html, text):
        assert all(f"Gist of p{number}." in part for number in range(40))
    _, part, _ = edition_.message()
    assert 0 < len(part.shortened) < 40
    assert "p0" not in part.shortened
    assert f"Shortened to fit into a mail: {len(part.shortened)} texts." in html


def test_where_not_even_titles_fit_the_note_counts_those_left_out(site: TinySite) -> None:
    library = many(site, 98)
    entries = {key: replace(entry, title="字" * 900) if key.startswith("kp") else entry for key, entry in library.entries.items()}
    edition_ = edition(site, library=replace(library, entries=entries))
    read(edition_)
    assert len(edition_.message()[1].shortened) > 90


def test_one_pick_and_none(site: TinySite) -> None:
    library = site.library()
    for picks in (["first"], []):
        issue = library.issues["2021-04"].with_fields(picks=picks)
        _, html, _ = read(Edition(replace(library, issues={"2021-04": issue}, settings=PLACE), issue))
        assert html.count("<h2") == len(picks)


@pytest.mark.parametrize(
    ("start", "minutes", "words"),
    [
        (date(2021, 4, 9), None, "Friday 9 April 2021"),
        (datetime(2021, 3, 28, 1, 30, tzinfo=timezone(timedelta(hours=1))), 90, "Sunday 28 March 2021, 01:30–03:00 (UTC+1)"),
    ],
)
def test_an_event(site: TinySite, start: date, minutes: int | None, words: str) -> None:
    """Offsets are written down, so that a change of summer time in between moves nothing."""
    library = site.library()
    event = Event(title="Talk <b>& more", start=start, minutes=minutes, url="https://example.org/live?a=1&b=2")
    issue = library.issues["2021-04"].with_fields(event=event)
    _, html, text = read(edition(site, library=replace(library, issues={"2021-04": issue})))
    assert f'<a href="https://example.org/live?a=1&amp;b=2">Talk &lt;b&gt;&amp; more</a>: {words}.' in html
    assert f"[Talk <b>& more](https://example.org/live?a=1&b=2): {words}." in " ".join(text.split())


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> TinySite:
    return TinySite(tmp_path_factory.mktemp("shared"))


@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_title_of_an_event_is_text(shared: TinySite, title: str) -> None:
    library = shared.library()
    try:
        event = Event(title=title, start=date(2021, 4, 9), url="https://example.org/live")
    except ValidationError:  # Of several lines, or markup.
        reject()
    issue = library.issues["2021-04"].with_fields(event=event)
    for fact in facts_of_issue(issue):
        assert "<script" not in inline_html(fact)


def test_where_to_start(site: TinySite) -> None:
    site.issue(start_here={"pick": "second", "why": "It is short."})
    for part in read(edition(site))[1:]:
        assert "The second paper. Start here: It is short." in part


def test_right_to_left_and_notes_in_a_full_text(site: TinySite) -> None:
    site.summary("second", SECOND, "שלום[^1] `code` and a table:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: A note with $a/b$.")
    for part in read(edition(site, is_full=True))[1:]:
        assert "שלום" in part
        assert "A note with a/b." in part
