"""The bibliography: every work that the site cites or reviews, with the sentences that cite it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from shortlist.model import AnyPage, CitationLink, Entry, Library
from shortlist.text import sort_key

MAX_CITING_PAGES = 200
"""The list names this many pages that cite a work, with their sentences; graph.json has them all."""


@dataclass(frozen=True, slots=True)
class CitingPage:
    """A page that cites a work."""

    path: str
    """Of its source: `docs/2021-04/glm.md`."""
    citations: tuple[CitationLink, ...]
    """Of the work; at least one, in reading order."""


@dataclass(frozen=True, slots=True)
class CitedWork:
    """An entry that the site cites or reviews."""

    key: str
    summary: str
    """Id of our summary of it, or nothing."""
    cited_on: tuple[CitingPage, ...]
    """Summaries first, newest first; then editorials, newest first; then other pages by path. Our own summary is one of
    them if it cites the work."""


def bibliography(library: Library) -> tuple[CitedWork, ...]:
    """Return every entry that a page cites or a summary is about, by the first author's family name, then year and title.

    Editors stand in for authors, the title for both. Names are compared without diacritics and case. The library has conversions.
    """
    pages: Iterable[AnyPage] = chain(library.summaries.values(), library.issues.values(), library.pages.values())
    cited_on: dict[str, list[CitingPage]] = {key: [] for key in library.summary_of}
    for page in pages:
        by_key: dict[str, list[CitationLink]] = {}
        for citation in library.conversions[page.path].citations if page.body.citations else ():
            by_key.setdefault(citation.key, []).append(citation)
        for key, links in by_key.items():
            cited_on.setdefault(key, []).append(CitingPage(page.path, tuple(links)))
    keys = sorted((key for key in cited_on if key in library.entries), key=lambda key: _order(library.entries[key]))
    return tuple(CitedWork(key, library.summary_of.get(key, ""), tuple(cited_on[key])) for key in keys)


def _order(entry: Entry) -> tuple[str, int, str, str]:
    people = entry.authors or entry.editors
    return sort_key(people[0].family if people else entry.title), entry.year or 0, sort_key(entry.title), entry.key
