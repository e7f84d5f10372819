"""A work as RIS, written by rispy.

RIS has tags of two letters whose meaning depends on the type, and readers that differ. Sources: the RIS format specification
(Research Information Systems, 2001; types of 2011), and what Zotero and EndNote make of each tag on import. Where they part:

- An article's journal is T2: Zotero takes JO for an abbreviation. A paper's proceedings are T2 (EndNote) and C3 (Zotero).
- Editors are A2; of a whole book ED, since A2 would make them editors of the series.
- RIS knows no preprints: they are unpublished works (UNPB), as EndNote prints them; Zotero files them under articles.
- An arXiv id is the accession number (AN, with its prefix) in the database (DB) "arXiv": both programs have a field for each.
- M3 only tells what kind of thesis or report it is; elsewhere Zotero takes it for a DOI.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from rispy import RisWriter

from shortlist.citations.works import Kind, Work
from shortlist.model import Person

_TYPES: dict[Kind, str] = {
    "article": "JOUR",
    "preprint": "UNPB",
    "paper": "CONF",
    "chapter": "CHAP",
    "book": "BOOK",
    "proceedings": "BOOK",
    "thesis": "THES",
    "report": "RPRT",
    "software": "COMP",
    "dataset": "DATA",
    "web": "ELEC",
    "unpublished": "UNPB",
    "other": "GEN",
}
_WHOLE_BOOKS = frozenset({"book", "proceedings"})
_WITH_KIND = frozenset({"thesis", "report"})


class _Writer(RisWriter):
    """Without numbers between the records, which RIS does not have, and with line ends as its specification wants them."""

    NEWLINE = "\r\n"
    DEFAULT_MAPPING = RisWriter.DEFAULT_MAPPING | {"ED": "editors"}
    DEFAULT_LIST_TAGS = [*RisWriter.DEFAULT_LIST_TAGS, "ED"]

    def set_header(self, count: int) -> str:
        return ""


def format_ris(work: Work) -> str:
    """The work as a RIS record, with a line end after it. Values are one line each, so that none can pass for a tag."""
    return _writer().formats([{name: value for name, value in _fields(work) if value}])


@cache
def _writer() -> _Writer:
    return _Writer()


def _fields(work: Work) -> Iterator[tuple[str, Any]]:
    """Names as rispy has them, in the order in which a person would look for them."""
    yield "type_of_reference", _TYPES[work.kind]
    yield "title", work.title
    yield "authors", [_name(person) for person in work.authors]
    yield "editors" if work.kind in _WHOLE_BOOKS else "secondary_authors", [_name(person) for person in work.editors]
    yield from _within(work)
    yield "volume", work.volume
    yield "number" if work.kind == "article" else "note", work.number if work.kind != "report" else ""
    yield "start_page", work.first_page
    yield "end_page", work.last_page
    yield "section", work.chapter
    yield "edition", work.edition or work.version
    yield "publisher", work.publisher if work.kind != "preprint" else ""
    yield "place_published", work.place
    yield "issn", _standard_number(work)
    yield "type_of_work", work.kind_name if work.kind in _WITH_KIND else ""
    yield "year", work.date[:4]
    yield "date", f"{work.date.replace('-', '/')}//" if work.month and work.year else ""
    yield "doi", work.doi
    yield "name_of_database", "arXiv" if work.arxiv else ""
    yield "accession_number", work.arxiv_name
    yield "urls", [work.address] if work.address else []
    yield "id", work.key


def _within(work: Work) -> Iterator[tuple[str, str]]:
    if work.container:
        yield "secondary_title", work.container
        yield "custom3", work.container if work.kind == "paper" else ""
        yield "tertiary_title", work.series
    else:
        yield "secondary_title", work.series


def _standard_number(work: Work) -> str:
    if work.kind == "report":
        return work.number  # Both programs read SN so.
    return work.issn if work.kind == "article" else work.isbn or work.issn


def _name(person: Person) -> str:
    """`Logan, Robert L., IV`."""
    return ", ".join(filter(None, (person.family, person.given, person.suffix)))
