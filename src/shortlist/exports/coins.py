"""COinS: a work as an OpenURL in the title of an empty `<span class="Z3988">`, for reference managers that read pages.

Formats: journal, book, dissertation; Dublin Core for what is none of them. Sources: ANSI/NISO Z39.88-2004 (KEV, version
`Z39.88-2004`), the COinS specification 1.0. Where the standard leaves a choice, it is what Zotero reads: its COinS translator
looks for spans by class and title in the document, shown or not, and takes `rft.au` in the form "Family, Given". So the span can
be `hidden`, which keeps its title from screen readers and from a pointer at rest.
"""

from collections.abc import Iterator
from functools import cache
from html import escape
from urllib.parse import quote_plus

from shortlist.exports.csl import clean_people, csl_item, date_of, pages_of
from shortlist.identifiers import arxiv_url
from shortlist.model import Entry, Person

_JOURNAL = "info:ofi/fmt:kev:mtx:journal"
_BOOK = "info:ofi/fmt:kev:mtx:book"
_DISSERTATION = "info:ofi/fmt:kev:mtx:dissertation"
_DUBLIN_CORE = "info:ofi/fmt:kev:mtx:dc"

# CSL type → format, genre (of Dublin Core the type, in Zotero's words), names of the title and of what the work stands in.
_SHAPES = {
    "article-journal": (_JOURNAL, "article", "atitle", "jtitle"),
    "article": (_JOURNAL, "preprint", "atitle", "jtitle"),
    "paper-conference": (_BOOK, "proceeding", "atitle", "btitle"),
    "chapter": (_BOOK, "bookitem", "atitle", "btitle"),
    "book": (_BOOK, "book", "btitle", ""),  # Of proceedings, `conference` would make Zotero take the title for that of a part.
    "report": (_BOOK, "report", "btitle", ""),
    "thesis": (_DISSERTATION, "", "title", ""),
    "software": (_DUBLIN_CORE, "computerProgram", "title", ""),
    "dataset": (_DUBLIN_CORE, "dataset", "title", ""),
    "webpage": (_DUBLIN_CORE, "webpage", "title", ""),
    "manuscript": (_DUBLIN_CORE, "manuscript", "title", ""),
    "document": (_DUBLIN_CORE, "document", "title", ""),
}
_OF_JOURNALS = {"volume": "volume", "issue": "issue", "spage": "first-page", "epage": "last-page", "issn": "ISSN"}
_OF_BOOKS = {"place": "publisher-place", "edition": "edition", "series": "collection-title", "isbn": "ISBN", "pub": "publisher"}
_MEMBERS = {
    _JOURNAL: _OF_JOURNALS,
    _BOOK: _OF_JOURNALS | _OF_BOOKS,
    _DISSERTATION: {"degree": "genre", "inst": "publisher"},
    _DUBLIN_CORE: {"publisher": "publisher"},
}
"""Format → its names of the rest, and the members of CSL that have it."""

_MAX_VALUE_LENGTH = 1000
"""Of each value: they stand on every page that cites the work."""


@cache
def coins_span(entry: Entry) -> str:
    """Return the work as an empty span, titled with an OpenURL context object: keys and percent-encoded values, none empty.

    It says nothing to people, and nothing to a search index.
    """
    # Colons and the like mean nothing in a query. Source: RFC 3986, 3.4.
    pairs = ((name, quote_plus(value[:_MAX_VALUE_LENGTH], safe="/:,()")) for name, value in _pairs(entry))
    context_object = "&".join(f"{name}={value}" for name, value in pairs if value)
    return f'<span class="Z3988" title="{escape(context_object)}" hidden></span>'


def _pairs(entry: Entry) -> Iterator[tuple[str, str]]:
    item = csl_item(entry)
    format, genre, title, container = _SHAPES[item["type"]]
    doi, preprint = item["DOI"], arxiv_url(entry.arxiv)
    yield "ctx_ver", "Z39.88-2004"
    yield "rft_val_fmt", format
    yield "rft_id", doi and f"info:doi/{doi}"
    yield "rft_id", preprint
    if not doi and item["URL"] != preprint:
        yield "rft_id", item["URL"]
    yield "rft.type" if format == _DUBLIN_CORE else "rft.genre", genre
    yield f"rft.{title}", item["title"]
    if container:
        yield f"rft.{container}", item["container-title"]
    for person in clean_people(entry.authors):
        yield "rft.au", _name(person)
    yield "rft.date", date_of(entry)
    first_page, last_page = pages_of(item)
    values = {**item, "first-page": first_page, "last-page": last_page}
    for name, member in _MEMBERS[format].items():
        yield f"rft.{name}", values.get(member, "")


def _name(person: Person) -> str:
    """Return `Logan, Robert L. IV`, as the standard writes names in full."""
    return Person(person.family, Person("", person.given, person.suffix).name).family_first
