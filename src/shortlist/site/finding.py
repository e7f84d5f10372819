"""What the pages show on which papers are found: the list of all papers with its choices, and the authors.

Records as in `shortlist.site.views`, of which they consist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from string import ascii_uppercase
from typing import TypeVar

from shortlist.model import Person
from shortlist.site.views import PickView, Views
from shortlist.text import counted, shorten, sort_key

PART = 100
"""Rows of a part of a long list, which a browser lays out part by part, as they come into view."""

LONGEST_CHOICE = 70
"""Characters of a choice's name: a menu is as wide as the longest one."""

Row = TypeVar("Row")

OTHER = "Other"
"""Heads the names that begin with none of the letters A to Z, even without diacritics."""


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One value of a menu."""

    value: str
    """As it stands in the address."""
    text: str
    """With how many papers have it: `NLP (12)`. The filter counts anew in the browser."""


@dataclass(frozen=True, slots=True)
class PapersView:
    parts: tuple[tuple[PickView, ...], ...]
    """The picks of all issues, the newest first, in order."""
    count: str
    """`1,000 papers`."""
    issues: tuple[ChoiceView, ...]
    """Newest first."""
    tags: tuple[ChoiceView, ...]
    venues: tuple[ChoiceView, ...]
    """As printed: two years of a conference are two."""
    with_code: str
    """How many."""


@dataclass(frozen=True, slots=True)
class AuthorView:
    name: str
    """As in an index: `Oord, Ada van den`."""
    picks: tuple[PickView, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True)
class InitialView:
    """The authors under one initial."""

    name: str
    id: str
    parts: tuple[tuple[AuthorView, ...], ...]


@dataclass(frozen=True, slots=True)
class AuthorsView:
    count: str
    """`31 authors of 10 papers.`"""
    initials: tuple[InitialView, ...]


def papers_view(views: Views) -> PapersView:
    """Every pick, and the choices among them. Choices that no pick has are left out."""
    picks = tuple(pick for issue in views.issues.values() for pick in issue.picks)
    issues = ((issue.address.rstrip("/"), issue.title, len(issue.picks)) for issue in views.issues.values())
    return PapersView(
        parts=_parts(picks),
        count=counted(len(picks), "paper"),
        issues=tuple(_choice(*issue) for issue in issues if issue[-1]),
        tags=_choices(tag for pick in picks for tag in dict.fromkeys(tag.name for tag in pick.tags)),
        venues=_choices(pick.venue for pick in picks if pick.venue),
        with_code=f"{sum(bool(pick.code) for pick in picks):,}",
    )


def authors_view(authors: Mapping[Person, Sequence[str]], picks: Mapping[str, PickView]) -> AuthorsView:
    """The authors, in their order, under their initials. `authors` maps each to the ids of summaries, `picks` these to views."""
    listed = ((person, tuple(picks[id] for id in ids if id in picks)) for person, ids in authors.items())
    known = [(_initial(person), AuthorView(person.family_first, found)) for person, found in listed if found]
    known.sort(key=lambda item: item[0] == OTHER)
    papers = {pick.address for _, author in known for pick in author.picks}
    return AuthorsView(
        count=f"{counted(len(known), 'author')} of {counted(len(papers), 'paper')}.",
        initials=tuple(
            InitialView(initial, f"initial-{initial.lower()}", _parts([author for _, author in group]))
            for initial, group in groupby(known, key=lambda item: item[0])
        ),
    )


def _parts(rows: Sequence[Row]) -> tuple[tuple[Row, ...], ...]:
    return tuple(tuple(rows[start : start + PART]) for start in range(0, len(rows), PART))


def _choices(values: Iterable[str]) -> tuple[ChoiceView, ...]:
    """By name, without diacritics and case."""
    counts = Counter(values)
    return tuple(_choice(value, value, counts[value]) for value in sorted(counts, key=lambda value: (sort_key(value), value)))


def _choice(value: str, name: str, count: int) -> ChoiceView:
    return ChoiceView(value, f"{_short(name)} ({count:,})")


def _short(name: str) -> str:
    return shorten(name, LONGEST_CHOICE)


def _initial(person: Person) -> str:
    initial = sort_key(person.family)[:1].upper()
    return initial if initial and initial in ascii_uppercase else OTHER
