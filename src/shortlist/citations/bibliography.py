"""The bibliography: every work that the site cites or reviews, with the sentences that cite it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from shortlist.model import AnyPage, CitationLink, Entry, Library
from shortlist.text import sort_key

MAX_CITING_PAGES = 200
"""The list names this many pages that cite a work, with their sentences; graph.json has them all."""


def bibliography(library: Library) -> Mapping[str, Mapping[str, Sequence[CitationLink]]]:
    """Map every entry that a page cites or a summary is about to its citations by the path of the page, in reading order.

    Entries by the first author's family name, then year and title: editors stand in for authors, the title for both; names are
    compared without diacritics and case. Of pages summaries first, newest first, then editorials, newest first, then others by
    path. Our own summary is one of them if it cites the work. The library has conversions.
    """
    pages: Iterable[AnyPage] = chain(library.summaries.values(), library.issues.values(), library.pages.values())
    works: dict[str, dict[str, list[CitationLink]]] = {key: {} for key in library.summary_of}
    for page in pages:
        for citation in library.conversions[page.path].citations if page.body.citations else ():
            works.setdefault(citation.key, {}).setdefault(page.path, []).append(citation)
    keys = sorted(works.keys() & library.entries.keys(), key=lambda key: _order(library.entries[key]))
    return {key: works[key] for key in keys}


def _order(entry: Entry) -> tuple[str, int, str, str]:
    people = entry.authors or entry.editors
    return sort_key(people[0].family if people else entry.title), entry.year or 0, sort_key(entry.title), entry.key
