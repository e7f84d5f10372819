"""Calendars, as a calendar library reads them back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from icalendar import Calendar

from shortlist.exports.calendar import calendars
from shortlist.reading.settings import Settings
from tests.tiny import TinySite

PLACE = Settings(site_name="Tiny; site", site_url="https://example.org/", authority="example.org,2026")


def events(tmp_path: Path, **event: Any) -> dict[str, icalendar.Event]:
    """Path → the only event of the calendar there, each calendar held to RFC 5545, 3.1 and 3.6."""
    site = TinySite(tmp_path)
    if event:
        site.issue(event=event)
    found = {}
    for path, text in calendars(replace(site.library(), settings=PLACE)):
        assert text.endswith("END:VCALENDAR\r\n")
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        assert "\n" not in text.replace("\r\n", "")
        assert "TZID" not in text
        calendar = Calendar.from_ical(text)
        assert {"PRODID", "VERSION"} <= set(calendar)
        (found[path],) = calendar.events
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(found[path])
    return found


def test_a_day_is_a_day(tmp_path: Path) -> None:
    found = events(tmp_path, title="Talk; with \\ signs", start="2021-04-09")
    assert list(found) == ["calendar.ics", "2021-04/calendar.ics"]
    for event in found.values():
        assert (event.start, event.end) == (date(2021, 4, 9), date(2021, 4, 10))
        assert str(event["SUMMARY"]) == "Talk; with \\ signs"
        assert event["URL"] == "https://example.org/2021-04/"
        assert event["DTSTAMP"].dt == datetime(2021, 4, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        ("2021-03-28T00:30:00+01:00", 120, datetime(2021, 3, 27, 23, 30, tzinfo=UTC)),
        ("2021-10-31T02:30:00+02:00", 60, datetime(2021, 10, 31, 0, 30, tzinfo=UTC)),
        ("2021-04-09T23:30:00-03:30", 1440, datetime(2021, 4, 10, 3, 0, tzinfo=UTC)),
    ],
    ids=["summer time begins", "summer time ends", "a day long"],
)
def test_a_time_is_its_instant_and_lasts_as_long_as_it_says(tmp_path: Path, start: str, minutes: int, expected: datetime) -> None:
    event = events(tmp_path, title="Talk", start=start, minutes=minutes)["calendar.ics"]
    assert (event.start, event.end - event.start) == (expected, timedelta(minutes=minutes))


def test_a_long_title_and_an_emoji_are_folded_between_characters(tmp_path: Path) -> None:
    title = "שלום \N{FIRE} " * 20 + "end"
    assert str(events(tmp_path, title=title, start="2021-04-09")["calendar.ics"]["SUMMARY"]) == title


def test_without_events_there_is_no_calendar(tmp_path: Path) -> None:
    assert events(tmp_path) == {}
