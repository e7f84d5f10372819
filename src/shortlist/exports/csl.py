"""A work as CSL-JSON, which Pandoc, Zotero and every CSL processor read. Source: CSL 1.0.2, appendix III and csl-data.json.

A preprint is an `article`, with arXiv for its publisher and the id for its number, as Zotero does it; of a published work the
arXiv id tells where it is archived.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from shortlist.citations.works import Kind, Work
from shortlist.model import Person

_TYPES: dict[Kind, str] = {
    "article": "article-journal",
    "preprint": "article",
    "paper": "paper-conference",
    "chapter": "chapter",
    "book": "book",
    "proceedings": "book",
    "thesis": "thesis",
    "report": "report",
    "software": "software",
    "dataset": "dataset",
    "web": "webpage",
    "unpublished": "manuscript",
    "other": "document",
}
_NUMBERS: dict[Kind, str] = {
    "article": "issue",
    "report": "number",
    "software": "number",
    "dataset": "number",
    "other": "number",
}


def format_csl(work: Work) -> str:
    """The work as one JSON object in one line, without a line end. Members that would be empty are left out."""
    members = {name: value for name, value in _members(work) if value}
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))


def _members(work: Work) -> Iterator[tuple[str, Any]]:
    is_preprint = work.kind == "preprint"
    yield "id", work.key
    yield "type", _TYPES[work.kind]
    yield "title", work.title
    yield "author", _names(work.authors)
    yield "editor", _names(work.editors)
    yield "container-title", work.container
    yield "collection-title", work.series
    yield "publisher", work.publisher
    yield "publisher-place", work.place
    yield "volume", work.volume
    if is_preprint:
        yield "number", work.arxiv_name
    else:
        yield _NUMBERS.get(work.kind, "collection-number"), work.number
        yield "archive", "arXiv" if work.arxiv else ""
        yield "archive_location", work.arxiv
    yield "page", work.pages.replace("–", "-")
    yield "edition", work.edition
    yield "chapter-number", work.chapter
    yield "version", work.version
    yield "genre", "Preprint" if is_preprint else work.kind_name
    yield "issued", _date(work)
    yield "DOI", work.doi
    yield "URL", work.address
    yield "ISBN", work.isbn
    yield "ISSN", work.issn


def _date(work: Work) -> dict[str, Any]:
    if work.year is None:
        return {}
    return {"date-parts": [[work.year, work.month] if work.month else [work.year]]}


def _names(people: Sequence[Person]) -> list[dict[str, str]]:
    return [_name(person) for person in people if person.family]


def _name(person: Person) -> dict[str, str]:
    """A person's name in its parts; of a group, and of whoever has one name only, the name as it is."""
    if not person.given and not person.suffix:
        return {"literal": person.family}
    particle, family = _without_particle(person.family)
    parts = {
        "family": family,
        "given": person.given,
        "non-dropping-particle": particle,
        "suffix": person.suffix,
    }
    return {name: part for name, part in parts.items() if part}


def _without_particle(family: str) -> tuple[str, str]:
    """`van den`, `Oord`: BibTeX's rule, by which words in lower case before the last name belong to no name of their own."""
    words = family.split(" ")
    count = next((count for count, word in enumerate(words[:-1]) if not word[:1].islower()), len(words) - 1)
    return " ".join(words[:count]), " ".join(words[count:])
