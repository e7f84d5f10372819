"""What templates ask of the model, in words for readers."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from markupsafe import Markup

from shortlist.exports.wording import short_names
from shortlist.model import Entry, Event, Person
from shortlist.problems import Place
from shortlist.site import filters


def entry(count: int = 0, **fields: object) -> Entry:
    people = tuple(Person(f"Family{number}") for number in range(1, count + 1))
    return Entry("key", "misc", {}, Place("bib/references.bib"), authors=people, **fields)


def event(minutes: int, offset: float = 0) -> Event:
    start = datetime(2021, 4, 9, 17, tzinfo=timezone(timedelta(hours=offset)))
    return Event(title="Discussion", start=start, minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "offset", "words"),
    [
        (60, 2, "Friday 9 April 2021, 17:00–18:00 (UTC+2)"),
        (60, -3.5, "Friday 9 April 2021, 17:00–18:00 (UTC−3:30)"),
        (8 * 60, 0, "Friday 9 April 2021, 17:00–10 April 2021, 01:00 (UTC)"),
    ],
)
def test_hours_of_an_event(minutes: int, offset: float, words: str) -> None:
    assert filters.hours(event(minutes, offset)) == words


def test_a_day_without_hours_is_a_day() -> None:
    assert filters.hours(Event(title="Talk", start=date(2021, 4, 9))) == "Friday 9 April 2021"


@pytest.mark.parametrize(
    ("count", "has_more", "short", "whole"),
    [
        (1, False, "Family1", "Family1"),
        (4, False, "Family1, Family2, Family3, Family4", "Family1, Family2, Family3, Family4"),
        (5, False, "Family1, Family2, Family3 and 2 more", "Family1, Family2, Family3, Family4, Family5"),
        (2, True, "Family1, Family2 et al.", "Family1, Family2, et al."),
        (5, True, "Family1, Family2, Family3 et al.", "Family1, Family2, Family3, Family4, Family5, et al."),
    ],
)
def test_names_of_authors(count: int, has_more: bool, short: str, whole: str) -> None:
    paper = entry(count, has_more_authors=has_more)
    assert short_names(paper) == short
    assert ", ".join(filters.names(paper)) == whole


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"venue": "ICML", "year": 2021, "arxiv": "2103.10360"}, "ICML, 2021"),
        ({"year": 2021, "arxiv": "2103.10360"}, "arXiv preprint, 2021"),
        ({"year": 2021}, "2021"),
        ({}, ""),
    ],
)
def test_where_and_when_a_paper_was_published(fields: dict[str, object], words: str) -> None:
    assert filters.published(entry(**fields)) == words


def test_days_and_months() -> None:
    assert filters.day(date(2021, 4, 6)) == "6 April 2021"
    assert filters.month(date(2021, 4, 6)) == "April 2021"


@pytest.mark.parametrize(
    ("title", "html"),
    [
        ("P-tuning of a U-Net", '<span class="sl-unbroken">P-tuning</span> of a <span class="sl-unbroken">U-Net</span>'),
        ("Self-supervised", "Self-supervised"),
        ("A & <b> x-y", "A &amp; &lt;b&gt; <span class=\"sl-unbroken\">x-y</span>"),
        (Markup("<i>x-y</i>"), "<i>x-y</i>"),
    ],
)
def test_no_line_ends_after_the_first_letter_of_a_word(title: str, html: str) -> None:
    assert filters.unbroken(title) == html
