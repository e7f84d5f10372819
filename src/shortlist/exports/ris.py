"""Works as RIS, written by rispy.

RIS has tags of two letters whose meaning depends on the type, and readers that differ. Sources: the RIS format specification
(Research Information Systems, 2001; types of 2011), and what Zotero and EndNote make of each tag on import. Where they part:

- An article's journal is T2: Zotero takes JO for an abbreviation. A paper's proceedings are T2 (EndNote) and C3 (Zotero).
- Editors are A2; of a whole book ED, since A2 would make them editors of the series.
- RIS knows no preprints: they are unpublished works (UNPB), as EndNote prints them; Zotero files them under articles.
- An arXiv id is the accession number (AN, with its prefix) in the database (DB) "arXiv": both programs have a field for each.
- M3 only tells what kind of thesis or report it is; elsewhere Zotero takes it for a DOI.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from rispy import RisWriter

from shortlist.exports.csl import CslItem, arxiv_of, date_of, family_of, pages_of

_TYPES = {
    "article-journal": "JOUR",
    "article": "UNPB",
    "paper-conference": "CONF",
    "chapter": "CHAP",
    "book": "BOOK",
    "thesis": "THES",
    "report": "RPRT",
    "software": "COMP",
    "dataset": "DATA",
    "webpage": "ELEC",
    "manuscript": "UNPB",
    "document": "GEN",
}


class _Writer(RisWriter):
    """Without numbers between the records, which RIS does not have, and with line ends as its specification wants them."""

    NEWLINE = "\r\n"
    DEFAULT_MAPPING = RisWriter.DEFAULT_MAPPING | {"ED": "editors"}
    DEFAULT_LIST_TAGS = [*RisWriter.DEFAULT_LIST_TAGS, "ED"]

    def set_header(self, count: int) -> str:
        return ""


_writer = cache(_Writer)


def format_ris(item: CslItem) -> str:
    """Return the work as a RIS record, with a line end after it. Values are one line each, so that none can pass for a tag."""
    return _writer().formats([{name: value for name, value in _record(item).items() if value}])


def _record(item: CslItem) -> dict[str, str | list[str]]:
    """Return the fields by rispy's names, in the order in which a person would look for them."""
    type_, date, (first_page, last_page) = item["type"], date_of(item), pages_of(item)
    arxiv = arxiv_of(item)
    container, series = item.get("container-title", ""), item.get("collection-title", "")
    return {
        "type_of_reference": _TYPES[type_],
        "title": item.get("title", ""),
        "authors": [_name(name) for name in item.get("author", ())],
        "editors" if type_ == "book" else "secondary_authors": [_name(name) for name in item.get("editor", ())],
        "secondary_title": container or series,
        "custom3": container if type_ == "paper-conference" else "",
        "tertiary_title": series if container else "",
        "volume": item.get("volume", ""),
        "number": item.get("issue", ""),
        "note": item.get("collection-number") or (item.get("number", "") if type_ not in ("article", "report") else ""),
        "start_page": first_page,
        "end_page": last_page,
        "section": item.get("chapter-number", ""),
        "edition": item.get("edition") or item.get("version", ""),
        "publisher": item.get("publisher", "") if type_ != "article" else "",
        "place_published": item.get("publisher-place", ""),
        "issn": _standard_number(item),
        "type_of_work": item.get("genre", "") if type_ in ("thesis", "report") else "",
        "year": date[:4],
        "date": f"{date.replace('-', '/')}//" if "-" in date else "",
        "doi": item.get("DOI", ""),
        "name_of_database": "arXiv" if arxiv else "",
        "accession_number": f"arXiv:{arxiv}" if arxiv else "",
        "urls": [item["URL"]] if "URL" in item else [],
        "id": item.get("id", ""),
    }


def _standard_number(item: CslItem) -> str:
    """Return what stands in SN; both programs read a report's own number there."""
    names = {"report": ("number",), "article-journal": ("ISSN",)}.get(item["type"], ("ISBN", "ISSN"))
    return next((item[name] for name in names if name in item), "")


def _name(name: Mapping[str, str]) -> str:
    """Return `Logan, Robert L., IV`."""
    return ", ".join(filter(None, (family_of(name), name.get("given"), name.get("suffix"))))
