"""A work in the terms that machine formats share: what it is, what it stands in, who published it, when and where.

Each format (COinS, RIS, CSL-JSON, JSON-LD) is then one table from these terms to its own. What BibTeX and biblatex mean by
their types and fields is decided here, once. Sources: BibTeXing (Patashnik, 1988), section 3; the biblatex manual, 2.1 and 2.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shortlist.citations.fields import (
    ADDRESS_AS_VENUE,
    ARXIV_AS_VENUE,
    RANGE,
    arxiv_address,
    clean,
    doi_address,
    field,
    kind_name,
    safe_address,
)
from shortlist.model import Entry, Person

Kind = Literal[
    "article",
    "preprint",
    "paper",
    "chapter",
    "book",
    "proceedings",
    "thesis",
    "report",
    "software",
    "dataset",
    "web",
    "unpublished",
    "other",
]

OTHERS = Person("others")
"""Stands last where the bibliography names no more people, so that nobody takes the list for complete. BibTeX's own word."""


@dataclass(frozen=True, slots=True)
class Work:
    """One work. All text is plain and clean: no LaTeX, no control characters, one line. What is not known is empty."""

    key: str
    kind: Kind
    kind_name: str
    """Of theses, reports and the like: `PhD thesis`."""
    title: str
    authors: tuple[Person, ...]
    """Ends in `OTHERS` if there are more."""
    editors: tuple[Person, ...]
    container: str
    """The journal of an article, the proceedings of a paper, the book of a chapter."""
    publisher: str
    """Of theses the school, of reports the institution."""
    place: str
    series: str
    volume: str
    number: str
    """Of articles the issue, of reports their own."""
    edition: str
    chapter: str
    version: str
    first_page: str
    last_page: str
    """Empty where there is only one page, or an article number."""
    isbn: str
    issn: str
    year: int | None
    month: int | None
    doi: str
    """Bare, and of the right form."""
    arxiv: str
    """Bare, and of the right form."""
    address: str
    """Where the entry says that the work is; else by arXiv id, else by DOI."""

    @property
    def pages(self) -> str:
        """`90–93`."""
        return f"{self.first_page}–{self.last_page}" if self.last_page else self.first_page

    @property
    def date(self) -> str:
        """`2021-04`, `2021`, or nothing. Source: ISO 8601."""
        return "" if self.year is None else f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"

    @property
    def arxiv_name(self) -> str:
        """`arXiv:2103.10360`, as arXiv asks to be cited. Source: https://info.arxiv.org/help/arxiv_identifier.html"""
        return f"arXiv:{self.arxiv}" if self.arxiv else ""


class Works:
    """The works of a bibliography, each made once, when it is first asked for."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.entries = entries
        self._works: dict[str, Work] = {}

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __getitem__(self, key: str) -> Work:
        """Raises `KeyError` for an unknown key."""
        if (found := self._works.get(key)) is None:
            found = self._works[key] = make_work(self.entries[key])
        return found


def make_work(entry: Entry) -> Work:
    """What the entry says, in shared terms. A field whose text says nothing of its kind, such as a malformed DOI, is left out."""
    kind = _kind(entry)
    first, last = _pages(field(entry, "pages") or field(entry, "eid", "articleno"))
    year, month = entry.year, _month(entry)
    doi = entry.doi if doi_address(entry.doi) else ""
    arxiv = entry.arxiv if arxiv_address(entry.arxiv) else ""
    return Work(
        key=clean(entry.key),
        kind=kind,
        kind_name=kind_name(entry),
        title=clean(entry.title),
        authors=(*map(_person, entry.authors), *((OTHERS,) if entry.has_more_authors else ())),
        editors=tuple(map(_person, entry.editors)),
        container=_container(entry, kind),
        publisher=_publisher(entry, kind),
        place=field(entry, "address", "location"),
        series=field(entry, "series"),
        volume="" if kind == "preprint" else field(entry, "volume"),
        number=field(entry, "number", "issue"),
        edition=field(entry, "edition"),
        chapter=field(entry, "chapter"),
        version=field(entry, "version"),
        first_page=first,
        last_page=last,
        isbn=field(entry, "isbn"),
        issn=field(entry, "issn"),
        year=year,
        month=month,
        doi=doi,
        arxiv=arxiv,
        address=safe_address(entry.url) or arxiv_address(arxiv) or doi_address(doi),
    )


_KINDS: Mapping[str, Kind] = {
    "article": "article",
    "inproceedings": "paper",
    "conference": "paper",
    "proceedings": "proceedings",
    "mvproceedings": "proceedings",
    "book": "book",
    "mvbook": "book",
    "booklet": "book",
    "collection": "book",
    "mvcollection": "book",
    "manual": "book",
    "reference": "book",
    "incollection": "chapter",
    "inbook": "chapter",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "inreference": "chapter",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "software": "software",
    "dataset": "dataset",
    "online": "web",
    "electronic": "web",
    "www": "web",
    "unpublished": "unpublished",
}
_MAY_BE_PREPRINTS = frozenset({"article", "web", "unpublished", "other"})


def _kind(entry: Entry) -> Kind:
    """A work on arXiv that names no other venue is a preprint, as which type it may be entered."""
    kind = _KINDS.get(entry.type, "other")
    if kind in _MAY_BE_PREPRINTS and entry.arxiv and (not entry.venue or ARXIV_AS_VENUE.match(entry.venue)):
        return "preprint"
    return kind


def _container(entry: Entry, kind: Kind) -> str:
    if kind == "article":
        return field(entry, "journal", "journaltitle")
    if kind in ("paper", "chapter"):
        return field(entry, "booktitle")
    return ""


def _publisher(entry: Entry, kind: Kind) -> str:
    if kind == "preprint":
        return "arXiv"
    names = {
        "thesis": ("school", "institution"),
        "report": ("institution", "organization", "publisher"),
        "paper": ("publisher", "organization"),
    }.get(kind, ("publisher", "organization", "institution", "howpublished"))
    publisher = field(entry, *names)
    return "" if ADDRESS_AS_VENUE.match(publisher) else publisher


def _person(person: Person) -> Person:
    return Person(clean(person.family), clean(person.given), clean(person.suffix))


_ONE_RANGE = re.compile(r"([^\s,;–]+)–([^\s,;–]+)")


def _pages(pages: str) -> tuple[str, str]:
    """First and last page; of a list such as `1–4, 8` the whole as the first."""
    pages = RANGE.sub("–", pages)
    found = _ONE_RANGE.fullmatch(pages)
    return (found[1], found[2]) if found else (pages, "")


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(?![0-9])")


def _month(entry: Entry) -> int | None:
    month = field(entry, "month").lower()
    if month.isascii() and month.isdecimal():
        return int(month) if len(month) <= 2 and 1 <= int(month) <= 12 else None
    if month:
        return _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else None
    date = _DATE.match(field(entry, "date"))
    return int(date[1]) if date else None
