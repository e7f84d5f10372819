"""Preprints from arXiv's API. Source: https://info.arxiv.org/help/api/user-manual.html"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from xml.etree import ElementTree

from rapidfuzz import fuzz

from shortlist.authoring.doi import find_doi
from shortlist.authoring.http import Answer, CannotFetch, Fetcher, NoNetwork, NotThere
from shortlist.authoring.works import Found, is_shouted, person, plain, title_of
from shortlist.identifiers import arxiv_month, bare_arxiv, first_doi
from shortlist.text import shorten

AT_ONCE = 50
"""So many ids go into one request."""

_ATOM, _OWN = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"


def find_arxiv(ids: Sequence[str], fetcher: Fetcher) -> Mapping[str, Found | CannotFetch]:
    """What arXiv says of these ids (without versions), and of the publications that it names, what their DOI says.

    An id that does not exist and a withdrawn paper are a `CannotFetch` in their place, so that one does not hide the others.
    Raises `CannotFetch` when arXiv gives no answer at all.
    """
    found: dict[str, Found | CannotFetch] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), AT_ONCE):
        batch = wanted[start : start + AT_ONCE]
        # Without max_results, only ten are sent.
        params = {"id_list": ",".join(batch), "max_results": str(len(batch))}
        entries = _entries(fetcher.get(fetcher.arxiv_api, accept="application/atom+xml", params=params))
        for id in batch:
            found[id] = _work(id, entries.get(id.lower()), fetcher)
    return found


def _entries(answer: Answer) -> dict[str, ElementTree.Element]:
    """Entries by id. Error entries and those without id or title, as arXiv sends for unknown ids, are left out.

    The standard library's parser is safe here, since a document type, the only place that can declare entities or name other
    files, is refused first; what is parsed is the very text that was searched, so no other encoding can hide one.
    """
    try:
        text = answer.body.decode("utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise CannotFetch(f"{answer.host} answered with {_kind(answer)} instead of Atom")
        feed = ElementTree.fromstring(text)
    except UnicodeDecodeError:
        raise CannotFetch(f"{answer.host} answered with bytes that are no UTF-8") from None
    except ElementTree.ParseError as error:
        what = f"{_kind(answer)} instead of Atom" if "html" in answer.media_type else f"broken or truncated Atom: {error}"
        raise CannotFetch(f"{answer.host} answered with {what}") from None
    if feed.tag != f"{_ATOM}feed":
        raise CannotFetch(f"{answer.host} answered with {_kind(answer)} instead of Atom")
    entries = {}
    for entry in feed.findall(f"{_ATOM}entry"):
        address = _text(entry, f"{_ATOM}id")
        if (id := bare_arxiv(address)) and _text(entry, f"{_ATOM}title"):
            entries[id.lower()] = entry
    return entries


def _kind(answer: Answer) -> str:
    return "a web page" if "html" in answer.media_type or b"<html" in answer.body[:2000].lower() else "something else"


def _work(id: str, entry: ElementTree.Element | None, fetcher: Fetcher) -> Found | CannotFetch:
    source = f"arXiv:{id}"
    if entry is None:
        return NotThere(f"{source} does not exist; check the number")
    comment, abstract = plain(_text(entry, f"{_OWN}comment")), _text(entry, f"{_ATOM}summary")
    for said in (comment, abstract):
        if _WITHDRAWN.search(said):
            return CannotFetch(
                f"{source} has been withdrawn: '{_short(said)}'; to cite it all the same, add an entry of your own as BibTeX"
            )
    notes: list[str] = []
    title = title_of(_text(entry, f"{_ATOM}title"), notes)
    authors = tuple(filter(None, (person(_text(author, f"{_ATOM}name")) for author in entry.findall(f"{_ATOM}author"))))
    if not authors:
        return CannotFetch(f"{source} names no authors; add an entry of your own as BibTeX")
    month = arxiv_month(id)
    primary = entry.find(f"{_OWN}primary_category")
    found = Found(
        source=source,
        type="misc",
        title=title,
        authors=authors,
        # By the id, not by the date of submission, which may be of the year before.
        year=month.year if month else None,
        month=month.month if month else None,
        arxiv=id,
        primary_class=primary.get("term", "") if primary is not None else "",
        abstract=" ".join(abstract.split()),
    )
    published = _published(entry, found, fetcher, notes)
    journal = plain(_text(entry, f"{_OWN}journal_ref"))
    if published is None and journal:
        notes.append(f"arXiv says that it is published: '{_short(journal)}'; name the venue in the entry")
    elif published is None and _VENUE.search(comment):
        notes.append(f"arXiv's comment says '{_short(comment)}'; if it is published there, name the venue in the entry")
    return replace(published or found, notes=tuple(notes))


def _published(entry: ElementTree.Element, preprint: Found, fetcher: Fetcher, notes: list[str]) -> Found | None:
    """The publication whose DOI arXiv names, with the preprint's id; nothing if there is none."""
    doi = first_doi(_text(entry, f"{_OWN}doi"))
    if not doi or doi.startswith("10.48550/"):
        return None
    try:
        published = find_doi(doi, fetcher)
    except NotThere:
        notes.append(f"arXiv names the DOI {doi}, which does not exist; the entry is that of the preprint")
        return None
    except (CannotFetch, NoNetwork) as error:
        notes.append(f"the publication, DOI {doi}, is left out, since {error}")
        return None
    notes += published.notes
    if fuzz.token_sort_ratio(published.title.casefold(), preprint.title.casefold()) < 60:
        notes.append(f"the publication has another title, '{_short(published.title)}'; check that {doi} is the same work")
    title = published.title
    if is_shouted(title) or ("$" in preprint.title and "$" not in title):
        title = preprint.title
    if published.year and preprint.year and published.year < preprint.year - 1:
        notes.append(f"it was published in {published.year}, long before its preprint, which the entry does not name")
    return replace(
        published,
        source=preprint.source,
        title=title,
        # Some publishers name the first author only.
        authors=published.authors if len(published.authors) >= len(preprint.authors) else preprint.authors,
        arxiv=preprint.arxiv,
        primary_class=preprint.primary_class,
        abstract=preprint.abstract,
    )


_WITHDRAWN = re.compile(
    r"\b(?:paper|article|submission|manuscript|preprint|work)\s+(?:has\s+been|was|is|being)\s+(?:\w+\s+)?withdrawn\b"
    r"|^\s*\W*withdrawn\b",
    re.IGNORECASE,
)
_VENUE = re.compile(
    r"\b(?:accepted|to appear|appears?|appeared|published|camera[- ]ready|in proceedings|oral|spotlight|poster)\b", re.IGNORECASE
)


def _text(element: ElementTree.Element, tag: str) -> str:
    found: Iterable[str] = () if (child := element.find(tag)) is None else child.itertext()
    return " ".join("".join(found).split())


def _short(text: str) -> str:
    return shorten(text, 100)
