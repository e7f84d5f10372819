"""The bibliography: every work that the site cites or reviews, with the sentences that cite it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import chain

from shortlist.citations.references import PageLink, linked_entry
from shortlist.citations.relations import LONGEST_NAME
from shortlist.citations.section import fragment
from shortlist.model import CitationLink, Entry, Issue, Library, Page, Person, Summary
from shortlist.text import counted, sort_key


@dataclass(frozen=True, slots=True)
class CitingPage:
    """A page that cites a work."""

    path: str
    """Of its source: `docs/2021-04/glm.md`."""
    citations: tuple[CitationLink, ...]
    """Of the work; at least one, in reading order."""


@dataclass(frozen=True, slots=True)
class CitedWork:
    """An entry that the site cites or reviews."""

    key: str
    summary: str
    """Id of our summary of it, or nothing."""
    cited_on: tuple[CitingPage, ...]
    """Summaries first, newest first; then editorials, newest first; then other pages by path. Our own summary is one of
    them if it cites the work."""


def bibliography(library: Library, citations: Callable[[str], Iterable[CitationLink]]) -> tuple[CitedWork, ...]:
    """Return every entry that a page cites or a summary is about, by the first author's family name, then year and title.

    Editors stand in for authors, the title for both. Names are compared without diacritics and case. `citations` returns those of
    the page whose source has a path.
    """
    others = (library.pages[path] for path in sorted(library.pages))
    pages: Iterable[Summary | Issue | Page] = chain(library.summaries.values(), library.issues.values(), others)
    cited_on: dict[str, list[CitingPage]] = {key: [] for key in library.summary_of}
    for page in pages:
        by_key: dict[str, list[CitationLink]] = {}
        for citation in citations(page.path) if page.body.citations else ():
            by_key.setdefault(citation.key, []).append(citation)
        for key, links in by_key.items():
            cited_on.setdefault(key, []).append(CitingPage(page.path, tuple(links)))
    keys = sorted((key for key in cited_on if key in library.entries), key=lambda key: _order(library.entries[key]))
    return tuple(CitedWork(key, library.summary_of.get(key, ""), tuple(cited_on[key])) for key in keys)


def _order(entry: Entry) -> tuple[str, int, str, str]:
    people = entry.authors or entry.editors
    return sort_key(people[0].family if people else entry.title), entry.year or 0, sort_key(entry.title), entry.key


MAX_CITING_PAGES = 200
"""A work names this many pages that cite it, with their sentences; graph.json has them all."""


def work_item(
    work: CitedWork, entries: Mapping[str, Entry], pages: Mapping[str, PageLink], author: Callable[[Person], str]
) -> str:
    """Return a work as an item of a list, with the id `ref-<key>`, our summary of it, and who cites it with which words.

    `pages` maps a source's path, and of a summary also its id, to the page as seen from the one that is being made. `author`
    returns the address of an author's entry, if there is one.
    """
    return "".join(_parts(work, linked_entry(entries[work.key], author), pages))


def _parts(work: CitedWork, entry: str, pages: Mapping[str, PageLink]) -> Iterator[str]:
    yield f'<li id="{escape(f"ref-{work.key}")}"><p>{entry}</p>'
    own = pages[work.summary] if work.summary else None
    if own:
        yield f"<p>Our summary: {_link(own.href, own.title)}.</p>"
    # That our own summary cites the work goes without saying.
    others = [page for page in work.cited_on if pages[page.path] is not own]
    if others:
        yield "<ul>"
        for page in others[:MAX_CITING_PAGES]:
            yield f"<li>Cited in {_quotes(page, pages[page.path])}</li>"
        if (more := len(others) - MAX_CITING_PAGES) > 0:
            yield f"<li>Cited on {counted(more, 'more page')}</li>"
        yield "</ul>"
    yield "</li>"


def _quotes(page: CitingPage, link: PageLink) -> str:
    """A link to the page, to the place of the first citation, with its sentence; then every other sentence with its own link."""
    first = page.citations[0]
    quotes: dict[str, str] = {}
    for citation in page.citations:
        name = _short(link.title) if citation is first else "again"
        anchor = _link(link.href + fragment(citation.id), name)
        sentence = citation.sentence
        quotes.setdefault(sentence, f"{anchor}: <q>{escape(sentence, quote=False)}</q>" if sentence else anchor)
    return " and ".join(quotes.values())


def _short(title: str) -> str:
    """The title up to its colon if that is short, as people say it: `GLM`, not `GLM: General Language Model …`."""
    head, colon, _ = title.partition(": ")
    return head if colon and len(head) <= LONGEST_NAME else title


def _link(href: str, title: str) -> str:
    return f'<a href="{escape(href)}">{escape(title, quote=False)}</a>'
