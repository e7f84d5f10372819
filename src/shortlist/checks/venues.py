"""The rules for the venues of papers."""

from collections.abc import Iterator

from shortlist.checks.registry import rule
from shortlist.library import VENUES
from shortlist.model import Library
from shortlist.problems import Problem
from shortlist.reading.bibtex import VENUE_FIELDS
from shortlist.text import quoted


@rule("H614", "The venue of a pick belongs to a series of `data/venues.yml`.")
def check_missing_series(library: Library) -> Iterator[Problem]:
    if not library.series_by_phrase:
        return
    for key in library.summary_of:
        entry = library.entries.get(key)
        is_series = entry and entry.fields.keys() & {"journal", "journaltitle", "booktitle"}
        if entry and is_series and not library.series_of_venue.get(entry.venue):
            message = f"no series has the venue {quoted(entry.venue)}; add it to {VENUES}, with a short name for lists"
            place = next((entry.field_places[name] for name in VENUE_FIELDS if name in entry.field_places), entry.place)
            yield Problem(place, "H614", message)
