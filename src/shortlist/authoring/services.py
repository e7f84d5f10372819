"""From the text that names a work to its record at arXiv, at the agency that registers its DOI, or at a site that offers BibTeX.

arXiv's API sends Atom: https://info.arxiv.org/help/api/user-manual.html. DOIs answer by content negotiation, with CSL-JSON in
the dialect of their agency, or with BibTeX: https://citation.doi.org/docs.html. An arXiv id is kept as `archive_location`, its
class as `archive_collection`.
"""

import html
import json
import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

from click import UsageError
from rapidfuzz import fuzz

from shortlist.authoring.dialects import plain, read_item
from shortlist.authoring.entries import Record, read_entry
from shortlist.authoring.http import Answer, CannotFetch, NotThere, arxiv_api, doi_resolver, fetch
from shortlist.authoring.own_files import Outcome, read_bibtex_records, read_own
from shortlist.identifiers import arxiv_month, bare_arxiv, bare_doi, doi_url, first_arxiv, first_doi, is_doi
from shortlist.model import Entry
from shortlist.problems import printable
from shortlist.reading.found_identifiers import identifiers_in
from shortlist.reading.names import read_name
from shortlist.reading.source import Source
from shortlist.text import quoted, shorten

# The text that names a work

ACCEPTED = (
    "an arXiv id or address, a DOI or its address, a page of OpenReview, ACL Anthology, PMLR, NeurIPS or ICLR proceedings,"
    " a file of BibTeX, RIS or CSL-JSON, or '-' for these on standard input"
)


@dataclass(frozen=True, slots=True)
class PaperSource:
    """One work or file as the user named it."""

    kind: Literal["arxiv", "doi", "page", "file"]
    id: str
    """arXiv id without version, DOI, address without its scheme, path, or `-` for standard input."""

    def __str__(self) -> str:
        return f"arXiv:{self.id}" if self.kind == "arxiv" else self.id


# Sites that offer BibTeX: form of a page's address → addresses to ask, one after the other.
_PAGES = {
    r"(?:www\.)?openreview\.net/(?:forum|pdf)\?(?:.*&)?id=([\w-]+).*": (
        # Venues before about 2023 are known to the first version of the interface only.
        r"https://api2.openreview.net/notes?id=\1",
        r"https://api.openreview.net/notes?id=\1",
    ),
    r"(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology)/([A-Z]\d\d-\d{4}|\d{4}\.[\w-]+\.\d+)(?:v\d+)?(?:/|\.pdf|\.bib)?": (
        r"https://aclanthology.org/\1.bib",
    ),
    r"proceedings\.mlr\.press/(\w+/[\w-]+?)(?:\.html|/[\w-]+\.pdf)": (r"https://proceedings.mlr.press/\1.html",),
    r"(\w+\.(?:neurips|nips|iclr)\.cc|proceedings\.mlsys\.org)/([\w/]+)/(?:hash|file)/(\w+)-[A-Z][a-z]+([\w-]*)\.\w+": (
        r"https://\1/\2/file/\3-Bibtex\4.bib",
    ),
}


def addresses_to_ask(page: str) -> list[str]:
    """Return the addresses at which a site offers the BibTeX of a paper, by that of its page without scheme; else none."""
    for form, addresses in _PAGES.items():
        if match := re.fullmatch(form, page.partition("#")[0], re.ASCII):
            return [match.expand(address) for address in addresses]
    return []


def parse_source(text: str) -> PaperSource:
    """Return the source that a text names.

    arXiv ids, new and old, with `arXiv:` and version or without, and addresses of their pages and files; DOIs with `doi:` or
    without, and their addresses, at publishers too, where arXiv's own DOIs count as arXiv ids; pages of sites that offer
    BibTeX; the path of a file; `-`. Raises `UsageError` for anything else, also for an arXiv id that cannot exist.
    """
    text = text.strip()
    page = re.sub(r"^https?://", "", text, flags=re.IGNORECASE)
    if first_arxiv(id := bare_arxiv(text).lower()) == id != "":
        if not arxiv_month(id):
            wanted = "expected YYMM.NNNNN, YYMM.NNNN before 2015, or archive/YYMMNNN before April 2007"
            raise UsageError(f"'{id}' is not an arXiv id; {wanted}")
        return PaperSource("arxiv", id)
    if is_doi(doi := bare_doi(text).rstrip(".,;")):  # Of the sentence that it was copied from.
        return PaperSource("doi", doi)
    if addresses_to_ask(page):
        return PaperSource("page", page)
    if doi := identifiers_in({"url": text}).get("doi", ""):
        return PaperSource("doi", doi)
    # Unlike `Path.is_file`, this takes texts that are too long for a path.
    if text == "-" or "://" not in text and os.path.isfile(text):  # noqa: PTH113
        return PaperSource("file", text)
    raise UsageError(_complaint(text))


def _complaint(text: str) -> str:
    shown = printable(quoted(text, 80))
    if not text:
        return f"nothing is named; expected {ACCEPTED}"
    if text.endswith((".bib", ".ris", ".json")) and "://" not in text:
        return f"there is no file {shown}"
    return f"{shown} cannot be added; expected {ACCEPTED}"


# Works


def look_up(sources: Sequence[PaperSource], only: Collection[str] = ()) -> list[Outcome]:
    """Return the works of each source, and why others are missing: one work of an id, all entries of a file, or `only` some.

    All arXiv ids go into one request.
    """
    atom = _fetch_atom([*{source.id: source for source in sources if source.kind == "arxiv"}])
    outcomes = []
    for source in sources:
        try:
            match source.kind:
                case "arxiv":
                    outcome = Outcome([_preprint(source.id, atom.get(source.id))])
                case "doi":
                    outcome = Outcome([fetch_doi(source.id)])
                case "page":
                    outcome = _fetch_page(source.id)
                case "file":
                    outcome = read_own(source.id, only)
        except CannotFetch as error:
            outcome = Outcome([], [str(error)])
        outcomes.append(outcome)
    return outcomes


# arXiv

_ATOM, _ARXIV = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"


def _fetch_atom(ids: Sequence[str]) -> Mapping[str, ElementTree.Element | CannotFetch]:
    """Return arXiv's entries by id, without those that do not exist. A failed request is the answer for each of the ids."""
    if not ids:
        return {}
    params = {"id_list": ",".join(ids), "max_results": str(len(ids))}  # Else only ten are sent.
    try:
        return _atom_entries(fetch(arxiv_api(), accept="application/atom+xml", params=params))
    except CannotFetch as error:
        return dict.fromkeys(ids, error)


def _atom_entries(answer: Answer) -> dict[str, ElementTree.Element]:
    """Return entries by id. Those without id or title, as arXiv sends for unknown ids, are left out.

    The standard library's parser is safe here, since a document type, the only place that can declare entities or name other
    files, is refused first, in the very text that is parsed.
    """
    text = answer.text
    try:
        feed = ElementTree.fromstring(text) if "<!DOCTYPE" not in text and "<!ENTITY" not in text else None
    except ElementTree.ParseError as error:
        raise CannotFetch(f"{answer.host} answered with broken or truncated Atom: {error}") from None
    if feed is None or feed.tag != f"{_ATOM}feed":
        raise CannotFetch(f"{answer.host} answered with {answer.media_type} that is not Atom")
    entries = {bare_arxiv(_text(entry, f"{_ATOM}id")).lower(): entry for entry in feed.iter(f"{_ATOM}entry")}
    return {id: entry for id, entry in entries.items() if id and _text(entry, f"{_ATOM}title")}


_WITHDRAWN = re.compile(
    r"\b(?:paper|article|submission|manuscript|preprint|work)\s+(?:has\s+been|was|is|being)\s+(?:\w+\s+)?withdrawn\b"
    r"|^\s*\W*withdrawn\b",
    re.IGNORECASE,
)
_VENUE = re.compile(
    r"\b(?:accepted|to appear|appears?|appeared|published|camera[- ]ready|in proceedings|oral|spotlight|poster)\b", re.IGNORECASE
)


def _preprint(id: str, entry: ElementTree.Element | CannotFetch | None) -> Record:
    source = f"arXiv:{id}"
    if isinstance(entry, CannotFetch):
        raise entry
    if entry is None or (month := arxiv_month(id)) is None:
        raise NotThere(f"{source} does not exist; check the number")
    comment, abstract = plain(_text(entry, f"{_ARXIV}comment")), _text(entry, f"{_ATOM}summary")
    for said in filter(_WITHDRAWN.search, (comment, abstract)):
        raise CannotFetch(f"{source} has been withdrawn: '{shorten(said, 100)}'")
    category = entry.find(f"{_ARXIV}primary_category")
    preprint = read_item(
        source,
        {
            "type": "article",
            "title": _text(entry, f"{_ATOM}title"),
            "author": [read_name(_text(author, f"{_ATOM}name"))._asdict() for author in entry.findall(f"{_ATOM}author")],
            # By the id, not by the date of submission, which may be of the year before.
            "issued": {"date-parts": [[month.year, month.month]]},
            "number": source,
            "publisher": "arXiv",
            "archive_collection": category.get("term", "") if category is not None else "",
            "abstract": abstract,
        },
    )
    publication, notes = _publication(first_doi(_text(entry, f"{_ARXIV}doi")), preprint)
    said = plain(_text(entry, f"{_ARXIV}journal_ref")) or (comment if _VENUE.search(comment) else "")
    if publication is None and said:
        notes.append(f"arXiv says '{shorten(said, 100)}'; if it is published there, name the venue in the entry")
    return Record(source, publication or preprint.entry, tuple(notes))


def _publication(doi: str, preprint: Record) -> tuple[Entry | None, list[str]]:
    """Return the publication whose DOI arXiv names, with the preprint's id, and notes for the user on whatever is taken."""
    notes = list(preprint.notes)
    if not doi or doi.startswith("10.48550/"):
        return None, notes
    try:
        record = fetch_doi(doi)
    except CannotFetch as error:
        return None, [*notes, f"the publication, DOI {doi}, is left out, since {error}"]
    published, own = record.entry, preprint.entry
    kept = {"eprint", "archiveprefix", "primaryclass", "abstract"}
    if published.title.isupper() or ("$" in own.fields["title"] and "$" not in published.fields["title"]):
        kept.add("title")
    else:
        notes = list(record.notes)  # Records have notes on their titles alone.
    if fuzz.token_sort_ratio(published.title.casefold(), own.title.casefold()) < 60:
        notes.append(f"the publication has another title, '{shorten(published.title, 100)}'; check that {doi} is the same work")
    if len(published.authors) < len(own.authors):  # Some publishers name the first author only.
        kept.add("author")
    return read_entry(published.type, {**published.fields, **{name: own.fields.get(name, "") for name in kept}})[0], notes


def _text(element: ElementTree.Element, tag: str) -> str:
    return " ".join(element.findtext(tag, "").split())


# DOIs

ACCEPT = "application/vnd.citationstyles.csl+json, application/x-bibtex;q=0.5"


def fetch_doi(doi: str) -> Record:
    """Return the record of a DOI.

    Raises `NotThere` if the DOI does not exist, `CannotFetch` if there is no answer, or none that names title, people and year.
    """
    try:
        path = doi_url(doi).removeprefix("https://doi.org/")
        answer = fetch(f"{doi_resolver()}/{path}", accept=ACCEPT)
    except NotThere:
        raise NotThere(f"the DOI {doi} does not exist, or its agency has no record of it; check it") from None
    text = answer.text
    if text.lstrip().startswith("@"):
        outcome = read_bibtex_records(Source(doi, text))
        if not outcome.records:
            raise CannotFetch(f"{answer.host} answered with BibTeX that cannot be read: {outcome.failures[0]}")
        entry = outcome.records[0].entry
        return Record(doi, read_entry(entry.type, {**entry.fields, "url": "", "doi": doi})[0])
    try:  # By what it is: some agencies send JSON as text, or a page as JSON.
        item = json.loads(text)
    except (ValueError, RecursionError):
        item = None
    if not isinstance(item, dict):
        raise CannotFetch(f"{answer.host} answered with {answer.media_type or 'a text'} that is not a whole record")
    return read_item(doi, {**item, "id": None, "URL": None, "DOI": doi})


# Pages of sites that offer BibTeX

_BIBTEX_IN_PAGE = re.compile(r"<(code|pre)\b[^<>]*\bid=[\"']bibtex[\"'][^<>]*>", re.IGNORECASE)


def _fetch_page(page: str) -> Outcome:
    """Return the work of a page, by the BibTeX that its site offers. Raises `CannotFetch` if there is none."""
    failure = CannotFetch(f"{page} offers no BibTeX")
    for address in addresses_to_ask(page):
        try:
            return _read_offered(page, fetch(address, accept=ACCEPT_BIBTEX))
        except CannotFetch as error:
            failure = error
    raise failure


ACCEPT_BIBTEX = "application/x-bibtex, text/plain, application/json, text/html;q=0.5"


def _read_offered(page: str, answer: Answer) -> Outcome:
    """Return the work of BibTeX, of BibTeX in a web page, or in a note of OpenReview."""
    text = answer.text
    if block := _BIBTEX_IN_PAGE.search(text):
        text = html.unescape(re.sub(r"<[^<>]*>", "", text[block.end() :].partition(f"</{block[1]}>")[0]))
    elif text.lstrip().startswith("{"):
        text = _bibtex_of_note(text)
    if "@" not in text or text.lstrip().startswith("<"):
        raise CannotFetch(f"{answer.host} offers no BibTeX for it")
    return read_bibtex_records(Source(page, text))


def _bibtex_of_note(text: str) -> str:
    """Return the BibTeX in the first note of an answer of OpenReview; its second interface puts values into objects."""
    try:
        value = json.loads(text)["notes"][0]["content"]["_bibtex"]
        return str(value["value"] if isinstance(value, dict) else value)
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
