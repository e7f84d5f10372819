"""The reference formatter: an entry as the HTML that stands in a list of references.

The house form, for every type of entry, with what an entry lacks left out together with its punctuation:

    Authors. Title. Where it appeared, year. doi:…, arXiv:…

- Authors (else editors, "(ed.)") in reading order; of more than six the first six, then "et al.".
- The title as it was written, linked to the best address: DOI, then arXiv, then URL.
- The venue in italics, with volume, number and pages; "n.d." where there is no year.
- At most one DOI and one arXiv link. A venue that only says "arXiv" again is not printed.

Entries are not trusted. Every field is escaped on output, and rid of what no text needs: control characters and the
characters that reorder the text around them (Unicode Standard Annex 9, explicit embeddings, overrides and isolates).
Text with right-to-left letters or marks is wrapped in `<bdi>`. Addresses are http, https or mailto, or they are no
links.

The parts are strings of HTML. pybtex, which reads the entries, has templates for this too, but its rich text takes
over four times as long: a second of the build for 3,000 entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from shortlist.model import Entry, Person
from shortlist.reading.latex import to_text

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


class References:
    """Entries, formatted once each however often they are cited."""

    def __init__(self, entries: Mapping[str, Entry], context: Callable[[str], Context] | None = None) -> None:
        self.entries = entries
        self.context = context
        """Key → what to say about it on the page that is being made. May be replaced between pages."""
        self._html: dict[str, str] = {}
        self._short: dict[str, str] = {}

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def html(self, key: str) -> str:
        """The reference as inline HTML. Raises `KeyError` for an unknown key."""
        if (found := self._html.get(key)) is None:
            found = self._html[key] = format_entry(self.entries[key])
        return found

    def short(self, key: str) -> str:
        """The work in a few words of plain text, `Wang et al., 2019`. Raises `KeyError` for an unknown key."""
        if (found := self._short.get(key)) is None:
            found = self._short[key] = short_name(self.entries[key])
        return found

    def context_html(self, key: str) -> str:
        """Links to our summary of the work and to the other summaries that cite it, as inline HTML."""
        context = self.context(key) if self.context else Context()
        parts = []
        if context.summary:
            parts.append(f'<span class="reference-summary">Our summary: {_page_link(context.summary)}.</span>')
        if context.cited_by:
            links = ", ".join(map(_page_link, context.cited_by))
            more = f" and {_page_link(context.more)}" if context.more else ""
            parts.append(f'<span class="reference-cited-by">Also cited in {links}{more}.</span>')
        return " ".join(parts)


def format_entry(entry: Entry) -> str:
    """One entry as inline HTML, in the house form."""
    year = str(entry.year) if entry.year else "n.d."
    sentences = (_credits(entry), _title(entry), _joined(*_appearance(entry), year))
    return " ".join(filter(None, (*map(_closed, sentences), _joined(*_identifiers(entry)))))


def short_name(entry: Entry) -> str:
    """Who and when, as plain text: `Hinton, 2021`; `Cordonnier & Loukas, 2020`; `Wang et al., 2019`; `OpenAI, n.d.`."""
    people = entry.authors or entry.editors
    families = [_shortened(clean(person.family)) for person in people]
    if len(families) > 2 or (families and entry.has_more_authors):
        who = f"{families[0]} et al."
    else:
        who = " & ".join(families) or _shortened(_organization(entry) or clean(entry.title) or clean(entry.key))
    return f"{who}, {entry.year or 'n.d.'}"


def best_address(entry: Entry) -> str:
    """Where the work is best found: by DOI, by arXiv id, else at its URL. Empty if it has none that is safe."""
    return doi_address(entry.doi) or arxiv_address(entry.arxiv) or safe_address(entry.url)


def doi_address(doi: str) -> str:
    """The address of a DOI; empty unless it looks like one. Source: DOI Handbook, 2.2 and 3.8."""
    return f"https://doi.org/{quote(doi, safe=_SAFE_IN_DOI)}" if _DOI.fullmatch(doi) and not _UNFIT.search(doi) else ""


def arxiv_address(arxiv: str) -> str:
    """The address of an arXiv id, old or new; empty unless it looks like one."""
    return f"https://arxiv.org/abs/{arxiv}" if _ARXIV.fullmatch(arxiv) else ""


def safe_address(url: str) -> str:
    """The address if it is http, https or mailto, with what no address can hold percent-encoded; else nothing."""
    return quote(url, safe=_SAFE_IN_URL) if _WEB.match(url) and not _UNFIT.search(url) else ""


def clean(text: str) -> str:
    """The text without control characters and characters that reorder their surroundings, white space collapsed."""
    return " ".join(_UNFIT.sub("", _SPACE.sub(" ", text)).split()) if _NEEDS_WORK.search(text) else text


_SPACE = re.compile(r"[\s\u2028\u2029]")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_NEEDS_WORK = re.compile(rf"{_UNFIT.pattern}|\u2028|\u2029|\s\s|^\s|\s$")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\u200e\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_ARXIV = re.compile(r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]+)?")
_WEB = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)", re.IGNORECASE)
_SAFE_IN_DOI = "/:;()._-~,@!$&'*+="
_SAFE_IN_URL = "%/:=&?~#+!$,;'@()*[]"

_ARXIV_AS_VENUE = re.compile(r"\s*(?:arxiv\b|corr$|abs/)", re.IGNORECASE)
_ADDRESS_AS_VENUE = re.compile(r"\s*(?:https?://|www\.)\S+\s*$", re.IGNORECASE)
_RANGE = re.compile(r"(?<=\d)\s*[-‐‑–—]+\s*(?=\w*\d)")
_TERMINATED = re.compile(r"[.?!…](?:</\w+>)*$")
_LONGEST_SHORT_NAME = 60

_CHAPTERS = frozenset({"incollection", "inbook", "suppcollection", "suppbook"})
_IN_PROCEEDINGS = frozenset({"inproceedings", "conference"})
_KINDS = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
    "thesis": "Thesis",
    "techreport": "Technical report",
    "report": "Report",
    "software": "Software",
    "dataset": "Data set",
}
_BIBLATEX_KINDS = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
    "software": "Software",
    "datacd": "Data set",
}
"""What biblatex's localisation keys in the field `type` stand for."""


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
    return _field(entry, "organization") if entry.type not in _IN_PROCEEDINGS else ""


def _title(entry: Entry) -> str:
    address = best_address(entry)
    # An entry without title still needs something to click on, unless an identifier is printed anyway.
    title = _text(entry.title) or ("" if entry.doi or entry.arxiv else _text(address))
    return _linked(address, title)


def _appearance(entry: Entry) -> Iterator[str]:
    """Where it appeared: the parts that commas join."""
    if entry.type in _KINDS:
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
    if edition := _field(entry, "edition"):
        yield _text(edition if "ed" in edition.lower() else f"{edition} edition")
    if entry.type != "article" and (version := _field(entry, "version")):
        yield _text(f"version {version}")


def _in_a_book(entry: Entry) -> Iterator[str]:
    has_book = "booktitle" in entry.fields and bool(_venue(entry))
    if has_book:
        yield f"In {_joined(_editors(entry) if entry.authors else '', _venue(entry))}"
    yield _volume_in_series(entry)
    if chapter := _field(entry, "chapter"):
        yield _text(f"chapter {chapter}")
    yield _pages(entry)
    if not has_book:
        yield _venue(entry)
    elif entry.type in _CHAPTERS:
        yield _text(_field(entry, "publisher"))


def _in_a_journal(entry: Entry) -> Iterator[str]:
    """`Journal 12(3): 45–67`, or as much of it as there is."""
    venue, volume, number = _venue(entry), _field(entry, "volume"), _field(entry, "number", "issue")
    if not volume or _ARXIV_AS_VENUE.match(volume):
        yield venue
        yield _text(f"no. {number}" if number else "")
        yield _pages(entry)
        return
    pages = _RANGE.sub("–", _field(entry, "pages") or _field(entry, "eid", "articleno"))
    yield f"{venue} {_text(volume + (f'({number})' if number else '') + (f': {pages}' if pages else ''))}"


def _volume_in_series(entry: Entry) -> str:
    series, volume = _field(entry, "series"), _field(entry, "volume")
    if series:
        return _text(f"{series} {volume or _field(entry, 'number')}")
    return _text(f"vol. {volume}") if volume and not _ARXIV_AS_VENUE.match(volume) else ""


def _pages(entry: Entry) -> str:
    pages = _RANGE.sub("–", _field(entry, "pages"))
    return _text(f"{'pp.' if re.search('[–,]', pages) else 'p.'} {pages}") if pages else ""


def _kind(entry: Entry) -> str:
    """`PhD thesis`, `Technical report 2021-3`: as the entry's own `type` says it, else as its type means it."""
    own = _field(entry, "type")
    kind = _BIBLATEX_KINDS.get(own.lower(), own) or _KINDS[entry.type]
    return _text(f"{kind} {_field(entry, 'number')}")


def _venue(entry: Entry) -> str:
    venue = _text(entry.venue)
    if _ADDRESS_AS_VENUE.match(entry.venue) or (entry.arxiv and _ARXIV_AS_VENUE.match(entry.venue)):
        return ""
    return f"<i>{venue}</i>" if venue else ""


def _identifiers(entry: Entry) -> Iterator[str]:
    if entry.doi:
        yield _linked(doi_address(entry.doi), _text(f"doi:{entry.doi}"))
    if entry.arxiv:
        yield _linked(arxiv_address(entry.arxiv), _text(f"arXiv:{entry.arxiv}"))


def _field(entry: Entry, *names: str) -> str:
    """The first of these fields that the entry has, as plain text."""
    latex = next((entry.fields[name] for name in names if name in entry.fields), "")
    try:
        return clean(to_text(latex))
    except UnicodeDecodeError:  # A backslash at the end: the decoder of accents takes it for half a command.
        return clean(latex)


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
    return name if len(name) <= _LONGEST_SHORT_NAME else f"{name[: _LONGEST_SHORT_NAME - 1].rstrip()}…"


def _page_link(page: PageLink) -> str:
    return _linked(clean(page.href), _text(page.title))
