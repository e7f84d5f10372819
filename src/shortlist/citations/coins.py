"""COinS: a work as an OpenURL in the title of an empty `<span class="Z3988">`, for reference managers that read pages.

Formats: journal, book, dissertation; Dublin Core for what is none of them. Sources: ANSI/NISO Z39.88-2004 (KEV, version
`Z39.88-2004`), the COinS specification 1.0. Where the standard leaves a choice, it is what Zotero reads: its COinS translator
looks for spans by class and title in the document, shown or not, and takes `rft.au` in the form "Family, Given". So the span can
be `hidden`, which keeps its title from screen readers and from a pointer at rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import quote_plus

from shortlist.citations.fields import arxiv_address
from shortlist.citations.works import Kind, Work
from shortlist.model import Person

_JOURNAL = "info:ofi/fmt:kev:mtx:journal"
_BOOK = "info:ofi/fmt:kev:mtx:book"
_DISSERTATION = "info:ofi/fmt:kev:mtx:dissertation"
_DUBLIN_CORE = "info:ofi/fmt:kev:mtx:dc"

# Kind → format, genre (of Dublin Core the type, in Zotero's words), names of the title and of what the work stands in.
_SHAPES: dict[Kind, tuple[str, str, str, str]] = {
    "article": (_JOURNAL, "article", "atitle", "jtitle"),
    "preprint": (_JOURNAL, "preprint", "atitle", "jtitle"),
    "paper": (_BOOK, "proceeding", "atitle", "btitle"),
    "chapter": (_BOOK, "bookitem", "atitle", "btitle"),
    "book": (_BOOK, "book", "btitle", ""),
    "proceedings": (_BOOK, "book", "btitle", ""),  # As `conference` Zotero would take the title for that of a part.
    "report": (_BOOK, "report", "btitle", ""),
    "thesis": (_DISSERTATION, "", "title", ""),
    "software": (_DUBLIN_CORE, "computerProgram", "title", ""),
    "dataset": (_DUBLIN_CORE, "dataset", "title", ""),
    "web": (_DUBLIN_CORE, "webpage", "title", ""),
    "unpublished": (_DUBLIN_CORE, "manuscript", "title", ""),
    "other": (_DUBLIN_CORE, "document", "title", ""),
}
# The format of journals has no publisher.
_NAMES_OF_PUBLISHER = {_BOOK: "pub", _DISSERTATION: "inst", _DUBLIN_CORE: "publisher"}


def coins_span(work: Work) -> str:
    """The work as an empty span. It says nothing to people, and nothing to a search index."""
    return f'<span class="Z3988" title="{escape(context_object(work))}" hidden></span>'


def context_object(work: Work) -> str:
    """The work as an OpenURL context object: keys and percent-encoded values, joined by `&`.

    Empty values are left out, and very long ones cut: they stand on every page that cites the work.
    """
    return "&".join(f"{name}={_encoded(value[:_LONGEST])}" for name, value in _pairs(work) if value)


_LONGEST = 1000

# Colons, slashes and the like mean nothing in a query and are left alone, for the sake of size. Source: RFC 3986, 3.4.
_READABLE = "/:,()"
_PLAIN = re.compile(r"[A-Za-z0-9 /:,()._-]*")


def _encoded(value: str) -> str:
    # Most values need no more, and it takes a third of the time.
    return value.replace(" ", "+") if _PLAIN.fullmatch(value) else quote_plus(value, safe=_READABLE)


def _pairs(work: Work) -> Iterator[tuple[str, str]]:
    format, genre, title, container = _SHAPES[work.kind]
    yield "ctx_ver", "Z39.88-2004"
    yield "rft_val_fmt", format
    yield "rft_id", work.doi and f"info:doi/{work.doi}"
    yield "rft_id", arxiv_address(work.arxiv)
    if not work.doi and work.address != arxiv_address(work.arxiv):
        yield "rft_id", work.address
    yield "rft.type" if format == _DUBLIN_CORE else "rft.genre", genre
    yield f"rft.{title}", work.title
    if container:
        yield f"rft.{container}", work.container
    for person in work.authors or work.editors:
        yield "rft.au", _name(person)
    yield "rft.date", work.date
    if format in (_JOURNAL, _BOOK):
        yield from _within(work, format)
    if format == _DISSERTATION:
        yield "rft.degree", work.kind_name
    if format in _NAMES_OF_PUBLISHER:
        yield f"rft.{_NAMES_OF_PUBLISHER[format]}", work.publisher


def _within(work: Work, format: str) -> Iterator[tuple[str, str]]:
    yield "rft.volume", work.volume
    yield "rft.issue", work.number if format == _JOURNAL else ""
    yield "rft.spage", work.first_page
    yield "rft.epage", work.last_page
    yield "rft.issn", work.issn
    if format == _BOOK:
        yield "rft.place", work.place
        yield "rft.edition", work.edition
        yield "rft.series", work.series
        yield "rft.isbn", work.isbn


def _name(person: Person) -> str:
    """`Logan, Robert L. IV`, as the standard writes names in full."""
    return ", ".join(filter(None, (person.family, " ".join(filter(None, (person.given, person.suffix))))))
