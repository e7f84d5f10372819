"""The live discussions as calendar files. Sources: RFC 5545 (iCalendar), RFC 7986 (a calendar's name)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import icalendar

from shortlist.model import Event, Issue, Library, Settings
from shortlist.text import clean

CALENDAR = "calendar.ics"
"""At the site's root the calendar of all events; beside an issue its own event."""


def calendars(library: Library) -> Iterator[tuple[str, str]]:
    """Yield the path below the site's root and the text of each calendar. None is empty, which the standard forbids."""
    events = [(issue, issue.header.event) for issue in library.issues.values()]
    components = {issue.id: _event(issue, event, library.settings) for issue, event in events if event}
    if components:
        yield CALENDAR, _calendar(library.settings, *components.values())
    for id, component in components.items():
        yield f"{id}/{CALENDAR}", _calendar(library.settings, component)


def _calendar(settings: Settings, *events: icalendar.Event) -> str:
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{settings.site_name}//shortlist//EN")
    calendar.add("version", "2.0")
    calendar.add("name", settings.site_name)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical().decode()


def _event(issue: Issue, event: Event, settings: Settings) -> icalendar.Event:
    """Return an event in UTC, which needs no rules of time zones; a day without an hour lasts until the next day."""
    start = event.start
    end: date
    if isinstance(start, datetime):
        start = start.astimezone(UTC)
        end = start + timedelta(minutes=event.minutes or 0)
    else:
        end = start + timedelta(days=1)
    page = f"{settings.url}{issue.id}/"
    component = icalendar.Event()
    component.add("uid", settings.lasting_id(f"{issue.id}/event"))
    component.add("dtstamp", datetime.combine(issue.published, time(), UTC))  # Of the tree, not of the build.
    component.add("dtstart", start)
    component.add("dtend", end)
    component.add("summary", clean(event.title))
    component.add("description", f"{issue.title}: {issue.gist}\n{page}")
    component.add("url", event.url or page)
    return component
