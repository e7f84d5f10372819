"""Works as RIS, written by rispy.

RIS has tags of two letters whose meaning depends on the type, and readers that differ. Sources: the RIS format specification
(Research Information Systems, 2001; types of 2011), and what Zotero and EndNote make of each tag on import. Where they part:

- An article's journal is T2: Zotero takes JO for an abbreviation. A paper's proceedings are T2 (EndNote) and C3 (Zotero).
- Editors are A2; of a whole book ED, since A2 would make them editors of the series.
- RIS knows no preprints: they are unpublished works (UNPB), as EndNote prints them; Zotero files them under articles.
- An arXiv id is the accession number (AN, with its prefix) in the database (DB) "arXiv": both programs have a field for each.
- M3 only tells what kind of thesis or report it is; elsewhere Zotero takes it for a DOI.
"""

from functools import cache
from typing import Any

from rispy import RisWriter

from shortlist.exports.csl import arxiv_of, clean_people, csl_item, date_of, pages_of
from shortlist.model import Entry
from shortlist.text import not_empty

RIS_TYPES = {
    "article-journal": "JOUR EJOUR JFULL MGZN NEWS INPR",
    "article": "UNPB",
    "paper-conference": "CONF CPAPER",
    "chapter": "CHAP ECHAP",
    "book": "BOOK EBOOK EDBOOK",
    "thesis": "THES",
    "report": "RPRT",
    "software": "COMP",
    "dataset": "DATA",
    "webpage": "ELEC BLOG",
    "manuscript": "UNPB",
    "document": "GEN",
}
"""Type of CSL → types of RIS, the one to write first; the others are those of other programs."""


class _Writer(RisWriter):
    """Without numbers between the records, which RIS does not have, and with line ends as its specification wants them."""

    NEWLINE = "\r\n"
    DEFAULT_MAPPING = RisWriter.DEFAULT_MAPPING | {"ED": "editors"}
    DEFAULT_LIST_TAGS = [*RisWriter.DEFAULT_LIST_TAGS, "ED"]

    def set_header(self, count: int) -> str:
        return ""


_writer = cache(_Writer)


def format_ris(entry: Entry) -> str:
    """Return the work as a RIS record, with a line end after it. Values are one line each, so that none can pass for a tag."""
    return _writer().formats([not_empty(_record(entry))])


def _record(entry: Entry) -> dict[str, Any]:
    """Return the fields by rispy's names, in the order in which a person would look for them. Some may be empty."""
    item, arxiv, date = csl_item(entry), arxiv_of(entry), date_of(entry)
    type_, (first_page, last_page) = item["type"], pages_of(item)
    container, series = item["container-title"], item["collection-title"]
    return {
        "type_of_reference": RIS_TYPES[type_].split()[0],
        "title": item["title"],
        "authors": [person.family_first for person in clean_people(entry.authors)],
        "editors" if type_ == "book" else "secondary_authors": [person.family_first for person in clean_people(entry.editors)],
        "secondary_title": container or series,
        "custom3": type_ == "paper-conference" and container,
        "tertiary_title": container and series,
        "volume": item["volume"],
        "number": item["issue"],
        "note": item["collection-number"] or (type_ not in ("article", "report") and item["number"]),
        "start_page": first_page,
        "end_page": last_page,
        "section": item["chapter-number"],
        "edition": item["edition"] or item["version"],
        "publisher": type_ != "article" and item["publisher"],
        "place_published": item["publisher-place"],
        # Both programs read a report's own number in SN.
        "issn": {"report": item["number"], "article-journal": item["ISSN"]}.get(type_, item["ISBN"] or item["ISSN"]),
        "type_of_work": type_ in ("thesis", "report") and item["genre"],
        "year": date[:4],
        "date": "-" in date and f"{date.replace('-', '/')}//",
        "doi": item["DOI"],
        "name_of_database": arxiv and "arXiv",
        "accession_number": arxiv and f"arXiv:{arxiv}",
        "urls": item["URL"] and [item["URL"]],
        "id": item["id"],
    }
