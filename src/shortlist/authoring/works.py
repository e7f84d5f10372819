"""What a source says of a work, before it is an entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shortlist.authoring.wording import from_html, from_latex, settle, unknown_commands
from shortlist.identifiers import arxiv_month
from shortlist.model import Entry, Person


@dataclass(frozen=True, slots=True)
class Found:
    """One work as a source describes it. Texts are plain, as `wording.settle` writes them."""

    source: str
    """As the user named it: `arXiv:2103.10360`, `10.18653/v1/N19-1423`, `work.bib`."""
    type: str
    """Of BibTeX: `misc`, `article`, `inproceedings`, …"""
    title: str
    """Formulas stand between `$`."""
    authors: tuple[Person, ...]
    """All of them, be they 3,000: the file is the record, the site folds a long list."""
    year: int | None
    """Of publication; of a preprint, of its first version."""
    month: int | None = None
    """1 to 12."""
    editors: tuple[Person, ...] = ()
    venue: str = ""
    """Journal, proceedings, book, school or institution."""
    series: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    address: str = ""
    doi: str = ""
    """Of the publication; never the one that arXiv gives."""
    arxiv: str = ""
    """Without version."""
    primary_class: str = ""
    abstract: str = ""
    url: str = ""
    """Only if neither arXiv id nor DOI leads to the work."""
    has_more_authors: bool = False
    notes: tuple[str, ...] = ()
    """What the user should know, one line each."""
    given: Entry | None = None
    """The user's own entry, if the source is BibTeX. Its fields are kept."""

    @property
    def is_paper(self) -> bool:
        """Data sets and software may be cited, but are no picks."""
        return self.type not in NO_PAPERS

    @property
    def first_year(self) -> int | None:
        """Of the first version: the arXiv's, if there is one, else that of publication."""
        posted = arxiv_month(self.arxiv)
        return posted.year if posted else self.year


LONGEST = 10_000
"""So many characters of a text are read; an abstract has about 2,000, and the readers of markup may be slow."""

NO_PAPERS: Mapping[str, str] = MappingProxyType({"dataset": "a data set", "software": "software"})
"""Types that are no papers, in words."""


def title_of(raw: str, notes: list[str], *, is_html: bool = False) -> str:
    """A title as plain text; notes what the user has to mend in it."""
    if len(raw) > LONGEST:
        notes.append(f"the title is cut off after {LONGEST:,} characters; compare it with the paper")
    raw = raw[:LONGEST]
    text = from_latex(from_html(raw) if is_html else raw)
    if commands := unknown_commands(text):
        notes.append(f"the title holds the LaTeX command '{commands[0]}', which is left out; compare it with the paper")
    text = settle(text)
    # A full stop, but not of an abbreviation or of three dots.
    text = re.sub(r"(?<=[a-z]{4})\.$", "", text)
    if is_shouted(text):
        notes.append("the title is all in capitals; write it as the paper does")
    return text


def is_shouted(title: str) -> bool:
    """Whether a title of more than two words has capitals only."""
    return len(title.split()) > 2 and title == title.upper() != title.lower()


def plain(value: object) -> str:
    """A short text of a service: tags and LaTeX gone. Empty for anything that is neither a text nor a number."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return settle(from_latex(from_html(str(value)[:LONGEST])))


def name_of(value: object) -> str:
    """Part of a person's name. Without `$`, which no name has."""
    return plain(value).replace("$", "").strip(" ,;")


def person(text: str) -> Person | None:
    """A name in reading order, as arXiv gives it, or `Family, Given`. A group keeps its name whole."""
    name = name_of(text)
    if not name:
        return None
    if _GROUP.search(name) or " " not in name:
        return Person(name)
    family, comma, given = name.partition(", ")
    if comma:
        suffix = ""
        if _SUFFIX.fullmatch(given):  # `Robert Logan, Jr.`
            return _in_reading_order(family, given)
        if ", " in given:
            suffix, _, given = given.partition(", ")
            if not _SUFFIX.fullmatch(suffix):
                return Person(name)
        return Person(family, given, suffix)
    return _in_reading_order(name, "")


def _in_reading_order(name: str, suffix: str) -> Person:
    words = name.split()
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    # Particles, in small letters, belong to the family name: `Aaron van den Oord`.
    start = next((place for place, word in enumerate(words[1:-1], 1) if word.islower()), len(words) - 1)
    return Person(" ".join(words[start:]), " ".join(words[:start]), suffix)


_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV|VI{0,3}")
_GROUP = re.compile(
    r"\b(?:collaboration|consortium|team|group|project|university|institute|laborator(?:y|ies)|department|organi[sz]ation"
    r"|association|society|committee|foundation|center|centre|initiative|contributors|inc|ltd|gmbh|authors)\b|^the ",
    re.IGNORECASE,
)
