"""The rules for the venues of papers."""

from __future__ import annotations

from collections.abc import Iterator

from shortlist.checks.registry import rule
from shortlist.library import VENUES
from shortlist.model import Entry, Library
from shortlist.problems import Place, Problem
from shortlist.reading.bibtex import VENUE_FIELDS
from shortlist.text import quoted


@rule("X435", "The venue of a BibTeX entry belongs to one series of `data/venues.yml` at most.")
def check_series(library: Library) -> Iterator[Problem]:
    for entry in library.entries.values():
        series = library.series_of_venue.get(entry.venue, ())
        if len(series) > 1:
            names = " and ".join(f"'{short}'" for short in series)
            message = f"venue {quoted(entry.venue)} belongs to {names}; give one of them a longer phrase in {VENUES}"
            yield Problem(_place(entry), "X435", message)


@rule("H614", "The venue of a pick belongs to a series of `data/venues.yml`.")
def check_missing_series(library: Library) -> Iterator[Problem]:
    if not library.venues.series:
        return
    for key in library.summary_of:
        entry = library.entries.get(key)
        is_series = entry and entry.fields.keys() & {"journal", "journaltitle", "booktitle"}
        if entry and is_series and not library.series_of_venue.get(entry.venue):
            message = f"no series has the venue {quoted(entry.venue)}; add it to {VENUES}, with a short name for lists"
            yield Problem(_place(entry), "H614", message)


def _place(entry: Entry) -> Place:
    """Return the place of the entry's venue."""
    return next((entry.field_places[name] for name in VENUE_FIELDS if name in entry.field_places), entry.place)
