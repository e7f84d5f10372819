"""References: an entry as the HTML that stands in a list of references.

The house form, for every type of entry, with what an entry lacks left out together with its punctuation:

    Authors. Title. Where it appeared, year. doi:…, arXiv:…

- Authors (else editors, "(ed.)") in reading order; of more than six the first six, then "et al.".
- The title as it was written, linked to the best address: DOI, then arXiv, then URL.
- The venue in italics, with volume, number and pages; "n.d." where there is no year.
- At most one DOI and one arXiv link. A venue that only says "arXiv" again is not printed.

Entries are not trusted: `shortlist.text` cleans every field, and here it is escaped. Text with right-to-left
letters or marks is wrapped in `<bdi>`. Addresses are http, https or mailto, or they are no links.

The parts are strings of HTML. pybtex has templates for this too, but its rich text takes over four times as long: a second of
the build for 3,000 entries.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html import escape

from shortlist.identifiers import arxiv_url, doi_url, safe_url
from shortlist.latex import latex_to_text
from shortlist.model import Entry, Person
from shortlist.text import clean, shorten

MAX_AUTHORS = 6
"""Number of names that are printed before "et al."."""

KINDS = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
    "thesis": "Thesis",
    "techreport": "Technical report",
    "report": "Report",
    "software": "Software",
    "dataset": "Data set",
    # Localisation keys of biblatex, which stand in the field `type`.
    "mathesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis",
    "resreport": "Research report",
    "datacd": "Data set",
}
"""Type of entry, or what biblatex writes into the field `type` → what a reference says of it."""

ARXIV_AS_VENUE = re.compile(r"\s*(?:arxiv\b|corr$|abs/)", re.IGNORECASE)
"""A venue that only says where the preprint is."""

ADDRESS_AS_VENUE = re.compile(r"\s*(?:https?://|www\.)\S+\s*$", re.IGNORECASE)

RANGE = re.compile(r"(?<=\d)\s*[-‐‑–—]+\s*(?=\w*\d)")
"""The dash between two numbers, however it is written."""


@cache
def format_entry(entry: Entry) -> str:
    """Return the entry as inline HTML, in the house form."""
    return linked_entry(entry, _no_address)


def linked_entry(entry: Entry, author: Callable[[Person], str]) -> str:
    """Do as `format_entry` does, with names of authors as links where `author` returns an address."""
    return " ".join(filter(None, (_closed(_credits(entry, author)), *_after_credits(entry))))


@cache
def _after_credits(entry: Entry) -> tuple[str, ...]:
    """Return the sentences after the first: of most entries they are wanted twice, once behind names that are links."""
    appearance = _joined(*_appearance(entry), str(entry.year or "n.d."))
    return _closed(_title(entry)), _closed(appearance), _joined(*_identifiers(entry))


def _no_address(person: Person) -> str:
    return ""


@cache
def short_name(entry: Entry) -> str:
    """Return the work as plain text: `Hinton, 2021`; `Cordonnier & Loukas, 2020`; `Wang et al., 2019`; `OpenAI, n.d.`."""
    people = (entry.authors or entry.editors)[:3]  # Of a collaboration, thousands follow.
    families = [shorten(clean(person.family), _MAX_NAME_LENGTH) for person in people]
    if len(families) > 2 or (families and entry.has_more_authors):
        families = [f"{families[0]} et al."]
    title = _organization(entry) or clean(entry.title) or clean(entry.key)
    return f"{' & '.join(families) or shorten(title, _MAX_NAME_LENGTH)}, {entry.year or 'n.d.'}"


_MAX_NAME_LENGTH = 60
"""Of a short name: it is repeated at each citation."""

_CHAPTERS = frozenset({"incollection", "inbook", "suppcollection", "suppbook"})
_IN_PROCEEDINGS = frozenset({"inproceedings", "conference"})


# Fields, as clean plain text. Escaping is left to whoever knows the format that it goes into.


def field(entry: Entry, *names: str) -> str:
    """Return the first of these fields that the entry has, as plain text, or nothing."""
    for name in names:
        if name in entry.fields:
            return clean(latex_to_text(entry.fields[name]))
    return ""


def kind_name(entry: Entry) -> str:
    """Return `PhD thesis`, `Technical report`: as the entry's own `type` says it, else as its type means it, else nothing."""
    own = field(entry, "type")
    return KINDS.get(own.lower(), own) or KINDS.get(entry.type, "")


def best_url(entry: Entry) -> str:
    """Return where the work is best found: by DOI, by arXiv id, else at its URL. Empty if it has none that is safe."""
    return doi_url(entry.doi) or arxiv_url(entry.arxiv) or safe_url(entry.url)


# The parts of a reference, as HTML. Each is empty where the entry has nothing to say.


def _credits(entry: Entry, author: Callable[[Person], str]) -> str:
    if entry.authors:
        return _names(entry.authors, author, has_more=entry.has_more_authors)
    return _editors(entry) or _text(_organization(entry))


def _names(people: Sequence[Person], address: Callable[[Person], str] = _no_address, *, has_more: bool = False) -> str:
    names = [_linked(address(person), _text(person.name)) for person in people[:MAX_AUTHORS]]
    if has_more or len(people) > MAX_AUTHORS:
        return f"{', '.join(names)}{',' if len(names) > 1 else ''} et al."
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _editors(entry: Entry) -> str:
    return f"{_names(entry.editors)} ({'eds.' if len(entry.editors) > 1 else 'ed.'})" if entry.editors else ""


def _organization(entry: Entry) -> str:
    """Return the body behind a work that names no person."""
    return field(entry, "organization") if entry.type not in _IN_PROCEEDINGS else ""


def _title(entry: Entry) -> str:
    url = best_url(entry)
    # An entry without title still needs something to click on, unless an identifier is printed anyway.
    title = entry.title_html if "<math" in entry.title_html else _text(entry.title)  # Which keeps its direction.
    return _linked(url, title or ("" if entry.doi or entry.arxiv else _text(url)))


def _appearance(entry: Entry) -> Iterator[str]:
    """Yield the parts that tell where the work appeared, which commas join."""
    if entry.type in KINDS:
        yield _text(f"{kind_name(entry)} {field(entry, 'number')}")
        yield _venue(entry)
    elif entry.type in _IN_PROCEEDINGS or entry.type in _CHAPTERS:
        yield from _in_a_book(entry)
    elif entry.type == "article" and _venue(entry):
        yield from _in_a_journal(entry)
    else:
        yield from (_venue(entry), _volume_in_series(entry), _pages(entry))
    edition = field(entry, "edition")
    yield _part("{}" if "ed" in edition.lower() else "{} edition", edition)
    if entry.type != "article":
        yield _part("version {}", field(entry, "version"))


def _in_a_book(entry: Entry) -> Iterator[str]:
    book = _venue(entry) if "booktitle" in entry.fields else ""
    if book:
        yield f"In {_joined(_editors(entry) if entry.authors else '', book)}"
    yield _volume_in_series(entry)
    yield _part("chapter {}", field(entry, "chapter"))
    yield _pages(entry)
    if not book:
        yield _venue(entry)
    elif entry.type in _CHAPTERS:
        yield _text(field(entry, "publisher"))


def _in_a_journal(entry: Entry) -> Iterator[str]:
    """Yield `Journal 12(3): 45–67`, or as much of it as there is."""
    volume, number = _volume(entry), field(entry, "number", "issue")
    if not volume:
        yield from (_venue(entry), _part("no. {}", number), _pages(entry))
        return
    pages = RANGE.sub("–", field(entry, "pages") or field(entry, "eid", "articleno"))
    yield f"{_venue(entry)} {_text(volume + (number and f'({number})') + (pages and f': {pages}'))}"


def _volume_in_series(entry: Entry) -> str:
    if series := field(entry, "series"):
        return _text(f"{series} {_volume(entry) or field(entry, 'number')}")
    return _part("vol. {}", _volume(entry))


def _volume(entry: Entry) -> str:
    volume = field(entry, "volume")
    return "" if ARXIV_AS_VENUE.match(volume) else volume


def _pages(entry: Entry) -> str:
    pages = RANGE.sub("–", field(entry, "pages"))
    return _part("pp. {}" if re.search("[–,]", pages) else "p. {}", pages)


def _venue(entry: Entry) -> str:
    if ADDRESS_AS_VENUE.match(entry.venue) or (entry.arxiv and ARXIV_AS_VENUE.match(entry.venue)):
        return ""
    venue = _text(entry.venue)
    return venue and f"<i>{venue}</i>"


def _identifiers(entry: Entry) -> Iterator[str]:
    yield _linked(doi_url(entry.doi), _part("doi:{}", entry.doi))
    yield _linked(arxiv_url(entry.arxiv), _part("arXiv:{}", entry.arxiv))


# How parts are put together.


def _part(form: str, value: str) -> str:
    return _text(form.format(value)) if value else ""


def _text(words: str) -> str:
    """Return words of an entry, harmless to print."""
    words = clean(words)
    return f"<bdi>{escape(words)}</bdi>" if _RIGHT_TO_LEFT.search(words) else escape(words)


_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\u200e\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def _linked(url: str, html: str) -> str:
    return f'<a href="{escape(url)}">{html}</a>' if url and html else html


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _closed(sentence: str) -> str:
    """Return the sentence with a full stop, unless it ends in a mark of its own."""
    return sentence if not sentence or _ENDED.search(sentence[-40:]) else f"{sentence}."


_ENDED = re.compile(r"[.?!…](?:</\w+>)*$")


def page_link(href: str, title: str) -> str:
    """Return a link to a page of the site, as HTML."""
    return _linked(clean(href), _text(title))
