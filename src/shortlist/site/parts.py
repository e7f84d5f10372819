"""Lists that are too long for one page: which rows stand on which part, and at which address."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

from shortlist.citations.bibliography import MAX_CITING_PAGES, CitedWork
from shortlist.citations.references import format_entry
from shortlist.citations.section import fragment
from shortlist.model import Entry, FollowUp, Person, Summary
from shortlist.site.filters import author_id

T = TypeVar("T")

MAX_LENGTH = 700_000
"""Bytes of HTML that the rows of a page take, as estimated. A page stays below a million then."""

MAX_PREFIX = 4
"""Letters that part a list at most, so that no part is called `index` or `readme`, which mean the folder itself."""


@dataclass(frozen=True)
class Parts(Generic[T]):
    """A list in parts, by their names; the part of the list's own page is called ``.

    A part that is too long gives way to parts of its own, and stays as a page that leads to them: no address is lost while the
    list grows. It keeps the rows that belong to none of those.
    """

    address: str
    """Of the list's page: `papers/`. Parts lie below it: `papers/2021/`."""
    rows: Mapping[str, Sequence[T]]

    @property
    def is_split(self) -> bool:
        """Tells whether there is more than one part."""
        return len(self.rows) > 1

    def __iter__(self) -> Iterator[T]:
        """Return the rows of all parts, in their order."""
        return chain.from_iterable(self.rows.values())

    def anchored(self, anchor: Callable[[T], str]) -> Iterator[tuple[T, str]]:
        """Return each row with its address: `papers/2021/#` and its anchor."""
        return ((row, self.address_of(part) + fragment(anchor(row))) for part, rows in self.rows.items() for row in rows)

    def address_of(self, part: str) -> str:
        """Return the address of a part: `papers/2021/`."""
        return f"{self.address}{part}/" if part else self.address

    def links(self) -> Iterator[tuple[str, str]]:
        """Yield name and address of each part that has rows, but for the list's own page; years the newest first."""
        names = sorted(name for name, rows in self.rows.items() if rows and name)
        is_of_years = any(name[0].isdigit() for name in names)
        return ((name, self.address_of(name)) for name in (reversed(names) if is_of_years else names))


def in_parts(address: str, rows: Iterable[T], names: Callable[[T], Sequence[str]], length: Callable[[T], int]) -> Parts[T]:
    """Part rows by names from coarse to fine, until each part is short enough or its rows have no finer name."""

    def divide(part: str, rows: Sequence[tuple[T, int]], depth: int) -> dict[str, list[T]]:
        finer: dict[str, list[tuple[T, int]]] = {}
        own: list[tuple[T, int]] = []
        is_long = sum(length for _, length in rows) > MAX_LENGTH
        for row in rows:
            path = names(row[0]) if is_long else ()
            (finer.setdefault(path[depth], []) if depth < len(path) else own).append(row)
        parts = {part: [row for row, _ in own]}
        for name, some in finer.items():
            parts |= divide(name, some, depth + 1)
        return parts

    return Parts(address, divide("", [(row, length(row)) for row in rows], 0))  # Once each.


def parts_of_papers(address: str, summaries: Iterable[Summary], entries: Mapping[str, Entry]) -> Parts[Summary]:
    """Return a list of picks, in parts by year and month if it is long."""

    def length(summary: Summary) -> int:
        entry = entries[summary.paper]
        return 700 + 90 * len(entry.authors) + 2 * _length(entry.title, summary.gist, entry.venue)

    return in_parts(address, summaries, lambda summary: (summary.issue[:4], summary.issue), length)


def parts_of_authors(address: str, picks: Mapping[Person, Sequence[Summary]], entries: Mapping[str, Entry]) -> Parts[Person]:
    """Return authors, whose picks are given, in parts by the first letters of their anchors if they are many."""

    def length(person: Person) -> int:
        titles = [entries[summary.paper].title for summary in picks[person]]
        return 200 + 80 * len(titles) + _length(person.name, *titles)

    return in_parts(address, picks, lambda person: _beginnings(author_id(person)), length)


def parts_of_works(address: str, works: Iterable[CitedWork], entries: Mapping[str, Entry]) -> Parts[CitedWork]:
    """Return the works of the bibliography, in parts by the first letters of their keys if they are many."""

    def length(work: CitedWork) -> int:
        quotes = [citation.sentence for page in work.cited_on[:MAX_CITING_PAGES] for citation in page.citations]
        return 300 + 250 * len(quotes) + _length(format_entry(entries[work.key]), *quotes)

    return in_parts(address, works, lambda work: _beginnings(work.key), length)


def parts_of_updates(address: str, summaries: Iterable[Summary]) -> Parts[tuple[FollowUp, Summary]]:
    """Return the follow-ups of summaries, the newest day first, in parts by year, month and day if they are many."""

    def names(note: tuple[FollowUp, Summary]) -> Sequence[str]:
        day = note[0].date.isoformat()
        return day[:4], day[:7], day

    notes = ((follow_up, summary) for summary in summaries for follow_up in summary.since)
    newest_first = sorted(notes, key=lambda note: note[0].date, reverse=True)
    return in_parts(address, newest_first, names, lambda note: 600 + _length(note[0].text, note[0].link))


def _beginnings(text: str) -> list[str]:
    """Return the beginnings of a text that can be parts of an address: `du2021glm` → `d`, `du`, `du2`, `du20`."""
    if not "a" <= text[:1] <= "z":
        return ["other"]
    safe = re.match(rf"[a-z0-9-]{{1,{MAX_PREFIX}}}", text)
    return [text[:end] for end in range(1, safe.end() + 1)] if safe else []


def _length(*texts: str) -> int:
    """Return how many bytes texts take."""
    return sum(len(text.encode()) for text in texts)
