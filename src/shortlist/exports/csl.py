"""Works as CSL-JSON: the one form in which they leave the house. Every other format but BibTeX is written from it.

Pandoc, Zotero and every CSL processor read it. What BibTeX and biblatex mean by their types and fields is decided here, once.
Sources: CSL 1.0.2, appendix III and csl-data.json; BibTeXing (Patashnik, 1988), section 3; the biblatex manual, 2.1 and 2.2.

A preprint is an `article`, with arXiv for its publisher and the id for its number, as Zotero does it; of a published work the
arXiv id tells where it is archived.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import takewhile
from typing import Any

from shortlist.citations.references import ADDRESS_AS_VENUE, ARXIV_AS_VENUE, RANGE, field, kind_name
from shortlist.identifiers import arxiv_url, doi_url, safe_url
from shortlist.model import Entry, Person
from shortlist.text import MONTHS, clean, json_line, not_empty


class CslItem(dict[str, Any]):
    """Member → value. Texts are plain and clean: no LaTeX, no control characters, one line. What is missing reads as nothing."""

    def __missing__(self, name: str) -> str:
        return ""


@cache
def csl_item(entry: Entry) -> CslItem:
    """Return the work as a CSL item. A field whose text says nothing of its kind, such as a malformed DOI, is left out."""
    type_, arxiv, date = _type(entry), arxiv_of(entry), date_of(entry)
    members = {
        "id": clean(entry.key),
        "type": type_,
        "title": field(entry, "title"),  # As it is written; pages show it with typographic quotes.
        "author": list(map(_name, clean_people(entry.authors))),
        "editor": list(map(_name, clean_people(entry.editors))),
        "container-title": field(entry, *_CONTAINERS.get(type_, ())),
        "collection-title": field(entry, "series"),
        "publisher": _publisher(entry, type_),
        "publisher-place": field(entry, "address", "location"),
        **_numbers(entry, type_, arxiv),
        "page": RANGE.sub("-", field(entry, "pages") or field(entry, "eid", "articleno")).replace("–", "-"),
        "edition": field(entry, "edition"),
        "chapter-number": field(entry, "chapter"),
        "version": field(entry, "version"),
        "genre": "Preprint" if type_ == "article" else kind_name(entry),
        "issued": date and {"date-parts": [list(map(int, date.split("-")))]},
        "DOI": entry.doi if doi_url(entry.doi) else "",
        "URL": safe_url(entry.url) or arxiv_url(arxiv) or doi_url(entry.doi),
        "ISBN": field(entry, "isbn"),
        "ISSN": field(entry, "issn"),
    }
    return CslItem(not_empty(members))


def format_csl(entry: Entry) -> str:
    """Return the work as one JSON object in one line, without a line end."""
    return json_line(csl_item(entry))


_TYPES = {
    name: type_
    for type_, names in {
        "article-journal": "article",
        "paper-conference": "inproceedings conference",
        "book": "book mvbook booklet collection mvcollection proceedings mvproceedings manual reference",
        "chapter": "incollection inbook suppbook suppcollection inreference",
        "thesis": "phdthesis mastersthesis thesis",
        "report": "techreport report",
        "software": "software",
        "dataset": "dataset",
        "webpage": "online electronic www",
        "manuscript": "unpublished",
    }.items()
    for name in names.split()
}
_MAY_BE_PREPRINTS = ("article-journal", "webpage", "manuscript", "document")
_CONTAINERS = {
    "article-journal": ("journal", "journaltitle"),
    "paper-conference": ("booktitle",),
    "chapter": ("booktitle",),
}
_PUBLISHERS = {
    "thesis": ("school", "institution"),
    "report": ("institution", "organization", "publisher"),
    "paper-conference": ("publisher", "organization"),
}
_NUMBERS = {"article-journal": "issue"} | dict.fromkeys(("report", "software", "dataset", "document"), "number")


def _type(entry: Entry) -> str:
    """Return the CSL type. A work on arXiv that names no other venue is a preprint, as which type it may be entered."""
    type_ = _TYPES.get(entry.type, "document")
    if type_ in _MAY_BE_PREPRINTS and entry.arxiv and (not entry.venue or ARXIV_AS_VENUE.match(entry.venue)):
        return "article"
    return type_


def _publisher(entry: Entry, type_: str) -> str:
    """Return the publisher: of a thesis the school, of a report the institution."""
    if type_ == "article":
        return "arXiv"
    publisher = field(entry, *_PUBLISHERS.get(type_, ("publisher", "organization", "institution", "howpublished")))
    return "" if ADDRESS_AS_VENUE.match(publisher) else publisher


def _numbers(entry: Entry, type_: str, arxiv: str) -> dict[str, str]:
    if type_ == "article":
        return {"number": f"arXiv:{arxiv}" if arxiv else ""}
    return {
        "volume": field(entry, "volume"),
        _NUMBERS.get(type_, "collection-number"): field(entry, "number", "issue"),
        "archive": "arXiv" if arxiv else "",
        "archive_location": arxiv,
    }


def _name(person: Person) -> dict[str, str]:
    """Return a person's name in its parts; of a group, and of a person with one name only, the name as it is.

    Words in lower case before the last name (`van den`) are a particle, as BibTeX reads them.
    """
    family = person.family
    if not (person.given or person.suffix):
        return {"literal": family}
    particle = " ".join(takewhile(lambda word: word[:1].islower(), family.split(" ")[:-1]))
    parts = {
        "family": family.removeprefix(particle).lstrip(),
        "given": person.given,
        "non-dropping-particle": particle,
        "suffix": person.suffix,
    }
    return not_empty(parts)


# What the formats that are made from an item need in other forms.


def clean_people(people: Iterable[Person]) -> list[Person]:
    """Return people with clean names, without those who have none."""
    cleaned = (Person(*map(clean, person)) for person in people)
    return [person for person in cleaned if person.family]


@cache
def date_of(entry: Entry) -> str:
    """Return the date as ISO 8601 has it: `2021-04`, `2021`, or nothing."""
    if entry.year is None:
        return ""
    month = month_of(entry)
    return f"{entry.year:04}-{month:02}" if month else f"{entry.year:04}"


_MONTH_WORD = rf"\b(?:sept|{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in MONTHS)})\b"
_MONTH_BESIDE_YEAR = re.compile(
    rf"{_MONTH_WORD}\.?(?:[-–/]{_MONTH_WORD}\.?)?[\s\d,/–-]{{0,12}}(?<!\d)[12]\d{{3}}(?!\d)"
    rf"|(?<!\d)[12]\d{{3}}[\s,/–-]{{0,3}}{_MONTH_WORD}(?!(?-i: [a-z]))",
    re.IGNORECASE,
)
"""`May 2020`, `May 21, 2020`, `May/June 2020`, `2020 May`; not `2021, to appear in May` or `2021 (may change)`."""
_MONTH_NAME = re.compile("|".join(rf"\b({name[:3]})" for name in MONTHS), re.IGNORECASE)
"""The beginning of a month's name; its group has the number of the month."""
_MONTH_OF_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(?![0-9])")


def month_of(entry: Entry) -> int:
    """Return the number of the month, from the field `month`, else from `date`, else from what stands beside the year; or 0."""
    month, date = field(entry, "month"), field(entry, "date")
    if re.fullmatch(r"0?[1-9]|1[0-2]", month):
        return int(month)
    name = _MONTH_NAME.search(month)
    if name is None:
        if number := _MONTH_OF_DATE.match(date):
            return int(number[1])
        beside_year = _MONTH_BESIDE_YEAR.search(field(entry, "year") or date)
        name = _MONTH_NAME.search(beside_year[0] if beside_year else "")
    return (name and name.lastindex) or 0


def pages_of(item: CslItem) -> tuple[str, str]:
    """Return the first and the last page. One page, an article number or a list such as `1–4, 8` stands in the first."""
    pages = RANGE.sub("–", item["page"])
    match = _ONE_RANGE.fullmatch(pages)
    return (match[1], match[2]) if match else (pages, "")


_ONE_RANGE = re.compile(r"([^\s,;–]+)–([^\s,;–]+)")


def arxiv_of(entry: Entry) -> str:
    """Return the arXiv id, if it is one, or nothing."""
    return entry.arxiv if arxiv_url(entry.arxiv) else ""
