"""The reference formatter: an entry as the HTML that stands in a list of references.

The house form, for every type of entry, with what an entry lacks left out together with its punctuation:

    Authors. Title. Where it appeared, year. doi:…, arXiv:…

- Authors (else editors, "(ed.)") in reading order; of more than six the first six, then "et al.".
- The title as it was written, linked to the best address: DOI, then arXiv, then URL.
- The venue in italics, with volume, number and pages; "n.d." where there is no year.
- At most one DOI and one arXiv link. A venue that only says "arXiv" again is not printed.

Entries are not trusted: `shortlist.citations.fields` cleans every field, and here it is escaped. Text with right-to-left
letters or marks is wrapped in `<bdi>`. Addresses are http, https or mailto, or they are no links.

The parts are strings of HTML. pybtex, which reads the entries, has templates for this too, but its rich text takes
over four times as long: a second of the build for 3,000 entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from shortlist.citations.fields import ADDRESS_AS_VENUE, ARXIV_AS_VENUE, KINDS, RANGE, best_url, field, kind_name
from shortlist.identifiers import arxiv_url, doi_url
from shortlist.model import Entry, Person
from shortlist.text import clean, shorten

MOST_AUTHORS = 6
"""As many names are printed before "et al."."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of the site, as seen from the page that is being made."""

    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the site knows about a cited work, as seen from the page that is being made."""

    summary: PageLink | None = None
    """Our summary of the work, if it was picked."""
    cited_by: tuple[PageLink, ...] = ()
    """The other summaries that cite it, as many as are named."""
    more: PageLink | None = None
    """Where the rest of them is listed, with how many they are as its title: `12 more`."""
    coins: str = ""
    """The work for reference managers, as an empty span; nothing if the page's head describes it already."""


class References:
    """Entries as the references of a page."""

    def __init__(self, entries: Mapping[str, Entry], context: Callable[[str], Context] | None = None) -> None:
        self.entries = entries
        self.context = context
        """Key → what to say about it on the page that is being made. May be replaced between pages."""

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def html(self, key: str) -> str:
        """The reference as inline HTML. Raises `KeyError` for an unknown key."""
        return format_entry(self.entries[key])

    def short(self, key: str) -> str:
        """The work in a few words of plain text, `Wang et al., 2019`. Raises `KeyError` for an unknown key."""
        return short_name(self.entries[key])

    def context_of(self, key: str) -> Context:
        return self.context(key) if self.context else Context()

    def context_html(self, key: str) -> str:
        """Links to our summary of the work and to the other summaries that cite it, as inline HTML."""
        context = self.context_of(key)
        parts = []
        if context.summary:
            parts.append(f'<span class="reference-summary">Our summary: {_page_link(context.summary)}.</span>')
        if context.cited_by:
            links = ", ".join(map(_page_link, context.cited_by))
            more = f" and {_page_link(context.more)}" if context.more else ""
            parts.append(f'<span class="reference-cited-by">Also cited in {links}{more}.</span>')
        return " ".join(parts)


@cache
def format_entry(entry: Entry) -> str:
    """One entry as inline HTML, in the house form."""
    year = str(entry.year) if entry.year else "n.d."
    sentences = (_credits(entry), _title(entry), _joined(*_appearance(entry), year))
    return " ".join(filter(None, (*map(_closed, sentences), _joined(*_identifiers(entry)))))


@cache
def short_name(entry: Entry) -> str:
    """Who and when, as plain text: `Hinton, 2021`; `Cordonnier & Loukas, 2020`; `Wang et al., 2019`; `OpenAI, n.d.`."""
    people = entry.authors or entry.editors
    families = [_shortened(clean(person.family)) for person in people]
    if len(families) > 2 or (families and entry.has_more_authors):
        who = f"{families[0]} et al."
    else:
        who = " & ".join(families) or _shortened(_organization(entry) or clean(entry.title) or clean(entry.key))
    return f"{who}, {entry.year or 'n.d.'}"


_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\u200e\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_TERMINATED = re.compile(r"[.?!…](?:</\w+>)*$")
_LONGEST_SHORT_NAME = 60

_CHAPTERS = frozenset({"incollection", "inbook", "suppcollection", "suppbook"})
_IN_PROCEEDINGS = frozenset({"inproceedings", "conference"})


# The parts of a reference, as HTML. Each is empty where the entry has nothing to say.


def _credits(entry: Entry) -> str:
    if entry.authors:
        return _names(entry.authors, entry.has_more_authors)
    return _editors(entry) or _text(_organization(entry))


def _names(people: Sequence[Person], has_more: bool = False) -> str:
    names = [_text(person.name) for person in people[:MOST_AUTHORS]]
    if has_more or len(people) > MOST_AUTHORS:
        return f"{', '.join(names)}{',' if len(names) > 1 else ''} et al."
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _editors(entry: Entry) -> str:
    return f"{_names(entry.editors)} ({'eds.' if len(entry.editors) > 1 else 'ed.'})" if entry.editors else ""


def _organization(entry: Entry) -> str:
    """Who stands behind a work that names nobody."""
    return field(entry, "organization") if entry.type not in _IN_PROCEEDINGS else ""


def _title(entry: Entry) -> str:
    address = best_url(entry)
    # An entry without title still needs something to click on, unless an identifier is printed anyway.
    title = _text(entry.title) or ("" if entry.doi or entry.arxiv else _text(address))
    return _linked(address, title)


def _appearance(entry: Entry) -> Iterator[str]:
    """Where it appeared: the parts that commas join."""
    if entry.type in KINDS:
        yield _kind(entry)
        yield _venue(entry)
    elif entry.type in _IN_PROCEEDINGS or entry.type in _CHAPTERS:
        yield from _in_a_book(entry)
    elif entry.type == "article" and _venue(entry):
        yield from _in_a_journal(entry)
    else:
        yield _venue(entry)
        yield _volume_in_series(entry)
        yield _pages(entry)
    if edition := field(entry, "edition"):
        yield _text(edition if "ed" in edition.lower() else f"{edition} edition")
    if entry.type != "article" and (version := field(entry, "version")):
        yield _text(f"version {version}")


def _in_a_book(entry: Entry) -> Iterator[str]:
    has_book = "booktitle" in entry.fields and bool(_venue(entry))
    if has_book:
        yield f"In {_joined(_editors(entry) if entry.authors else '', _venue(entry))}"
    yield _volume_in_series(entry)
    if chapter := field(entry, "chapter"):
        yield _text(f"chapter {chapter}")
    yield _pages(entry)
    if not has_book:
        yield _venue(entry)
    elif entry.type in _CHAPTERS:
        yield _text(field(entry, "publisher"))


def _in_a_journal(entry: Entry) -> Iterator[str]:
    """`Journal 12(3): 45–67`, or as much of it as there is."""
    venue, volume, number = _venue(entry), field(entry, "volume"), field(entry, "number", "issue")
    if not volume or ARXIV_AS_VENUE.match(volume):
        yield venue
        yield _text(f"no. {number}" if number else "")
        yield _pages(entry)
        return
    pages = RANGE.sub("–", field(entry, "pages") or field(entry, "eid", "articleno"))
    yield f"{venue} {_text(volume + (f'({number})' if number else '') + (f': {pages}' if pages else ''))}"


def _volume_in_series(entry: Entry) -> str:
    series, volume = field(entry, "series"), field(entry, "volume")
    if series:
        return _text(f"{series} {volume or field(entry, 'number')}")
    return _text(f"vol. {volume}") if volume and not ARXIV_AS_VENUE.match(volume) else ""


def _pages(entry: Entry) -> str:
    pages = RANGE.sub("–", field(entry, "pages"))
    return _text(f"{'pp.' if re.search('[–,]', pages) else 'p.'} {pages}") if pages else ""


def _kind(entry: Entry) -> str:
    """`PhD thesis`, `Technical report 2021-3`: as the entry's own `type` says it, else as its type means it."""
    return _text(f"{kind_name(entry)} {field(entry, 'number')}")


def _venue(entry: Entry) -> str:
    venue = _text(entry.venue)
    if ADDRESS_AS_VENUE.match(entry.venue) or (entry.arxiv and ARXIV_AS_VENUE.match(entry.venue)):
        return ""
    return f"<i>{venue}</i>" if venue else ""


def _identifiers(entry: Entry) -> Iterator[str]:
    if entry.doi:
        yield _linked(doi_url(entry.doi), _text(f"doi:{entry.doi}"))
    if entry.arxiv:
        yield _linked(arxiv_url(entry.arxiv), _text(f"arXiv:{entry.arxiv}"))


# How parts are put together.


def _text(words: str) -> str:
    """Words of an entry, harmless to print."""
    words = clean(words)
    return f"<bdi>{escape(words)}</bdi>" if _RIGHT_TO_LEFT.search(words) else escape(words)


def _linked(address: str, html: str) -> str:
    return f'<a href="{escape(address)}">{html}</a>' if address and html else html


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _closed(sentence: str) -> str:
    """With a full stop, unless it ends in a mark of its own."""
    return sentence if not sentence or _TERMINATED.search(sentence[-40:]) else f"{sentence}."


def _shortened(name: str) -> str:
    """At most 60 characters: a short name is repeated at each citation."""
    return shorten(name, _LONGEST_SHORT_NAME)


def _page_link(page: PageLink) -> str:
    return _linked(clean(page.href), _text(page.title))
