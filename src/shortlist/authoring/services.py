"""Records of arXiv and of the agencies that register DOIs, as CSL-JSON.

arXiv's API sends Atom: https://info.arxiv.org/help/api/user-manual.html. DOIs answer by content negotiation, with CSL-JSON in
the dialect of their agency, or with BibTeX: https://citation.doi.org/docs.html. An arXiv id is kept as `archive_location`, its
class as `archive_collection`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from rapidfuzz import fuzz

from shortlist.authoring.entries import TYPES
from shortlist.authoring.http import Answer, CannotFetch, Fetcher, NoNetwork, NotThere
from shortlist.authoring.markup import from_html, normalize_text
from shortlist.authoring.sources import PaperSource, Record, UnusableBibtex, read_records
from shortlist.exports.csl import CslItem, csl_item, csl_name
from shortlist.identifiers import arxiv_month, bare_arxiv, doi_url, first_doi
from shortlist.latex import read_latex
from shortlist.model import Person
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.names import read_name
from shortlist.reading.source import Source
from shortlist.text import clean, shorten

Result = list[Record] | CannotFetch | UnusableBibtex


def look_up(sources: Sequence[PaperSource], fetcher: Fetcher | None = None) -> list[Result]:
    """Return the works of each source, or why there are none: one work of an id, all entries of a BibTeX file.

    All arXiv ids go into one request.
    """
    fetcher = fetcher or Fetcher()
    atom = _fetch_atom([*{source.id: source for source in sources if source.kind == "arxiv"}], fetcher)
    results: list[Result] = []
    for source in sources:
        try:
            if source.kind == "arxiv":
                results.append([_preprint(source.id, atom.get(source.id), fetcher)])
            else:
                results.append([fetch_doi(source.id, fetcher)] if source.kind == "doi" else read_records(source))
        except (CannotFetch, UnusableBibtex) as error:
            results.append(error)
    return results


# arXiv

IDS_PER_REQUEST = 50
_ATOM, _ARXIV = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"


def _fetch_atom(ids: Sequence[str], fetcher: Fetcher) -> dict[str, ElementTree.Element | CannotFetch]:
    """Return arXiv's entries by id, without those that do not exist. A failed request is the answer for each of its ids."""
    entries: dict[str, ElementTree.Element | CannotFetch] = {}
    for start in range(0, len(ids), IDS_PER_REQUEST):
        batch = ids[start : start + IDS_PER_REQUEST]
        # Without max_results, only ten are sent.
        params = {"id_list": ",".join(batch), "max_results": str(len(batch))}
        try:
            entries |= _atom_entries(fetcher.get(fetcher.arxiv_api, accept="application/atom+xml", params=params))
        except CannotFetch as error:
            entries |= dict.fromkeys(batch, error)
    return entries


def _atom_entries(answer: Answer) -> dict[str, ElementTree.Element]:
    """Return entries by id. Those without id or title, as arXiv sends for unknown ids, are left out.

    The standard library's parser is safe here, since a document type, the only place that can declare entities or name other
    files, is refused first, in the very text that is parsed.
    """
    text = _decode(answer, f"{answer.host} answered with")
    try:
        feed = ElementTree.fromstring(text) if "<!DOCTYPE" not in text and "<!ENTITY" not in text else None
    except ElementTree.ParseError as error:
        raise CannotFetch(f"{answer.host} answered with broken or truncated Atom: {error}") from None
    if feed is None or feed.tag != f"{_ATOM}feed":
        raise CannotFetch(f"{answer.host} answered with {answer.media_type} that is not Atom")
    entries = {bare_arxiv(_text(entry, f"{_ATOM}id")).lower(): entry for entry in feed.iter(f"{_ATOM}entry")}
    return {id: entry for id, entry in entries.items() if id and _text(entry, f"{_ATOM}title")}


def _decode(answer: Answer, where: str) -> str:
    try:
        return answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotFetch(f"{where} bytes that are not UTF-8") from None


_WITHDRAWN = re.compile(
    r"\b(?:paper|article|submission|manuscript|preprint|work)\s+(?:has\s+been|was|is|being)\s+(?:\w+\s+)?withdrawn\b"
    r"|^\s*\W*withdrawn\b",
    re.IGNORECASE,
)
_VENUE = re.compile(
    r"\b(?:accepted|to appear|appears?|appeared|published|camera[- ]ready|in proceedings|oral|spotlight|poster)\b", re.IGNORECASE
)


def _preprint(id: str, entry: ElementTree.Element | CannotFetch | None, fetcher: Fetcher) -> Record:
    source = f"arXiv:{id}"
    if isinstance(entry, CannotFetch):
        raise entry
    if entry is None or (month := arxiv_month(id)) is None:
        raise NotThere(f"{source} does not exist; check the number")
    comment, abstract = plain(_text(entry, f"{_ARXIV}comment")), _text(entry, f"{_ATOM}summary")
    for said in filter(_WITHDRAWN.search, (comment, abstract)):
        hint = "to cite it all the same, add an entry of your own as BibTeX"
        raise CannotFetch(f"{source} has been withdrawn: '{shorten(said, 100)}'; {hint}")
    notes: list[str] = []
    category = entry.find(f"{_ARXIV}primary_category")
    names = [csl_name(read_name(_part_of_name(_text(author, f"{_ATOM}name")))) for author in entry.findall(f"{_ATOM}author")]
    preprint = CslItem(
        {
            "type": "article",
            "title": _title_of(_text(entry, f"{_ATOM}title"), notes),
            "author": [name for name in names if name],
            # By the id, not by the date of submission, which may be of the year before.
            "issued": {"date-parts": [[month.year, month.month]]},
            "number": source,
            "publisher": "arXiv",
            "archive_collection": category.get("term", "") if category is not None else "",
            "abstract": abstract,
        }
    )
    if not preprint["author"]:
        raise CannotFetch(f"{source} names no authors; add an entry of your own as BibTeX")
    publication = _publication(first_doi(_text(entry, f"{_ARXIV}doi")), preprint, fetcher, notes)
    journal = plain(_text(entry, f"{_ARXIV}journal_ref"))
    if publication is None and journal:
        notes.append(f"arXiv says that it is published: '{shorten(journal, 100)}'; name the venue in the entry")
    elif publication is None and _VENUE.search(comment):
        notes.append(f"arXiv's comment says '{shorten(comment, 100)}'; if it is published there, name the venue in the entry")
    return Record(source, publication or preprint, tuple(notes))


def _publication(doi: str, preprint: CslItem, fetcher: Fetcher, notes: list[str]) -> CslItem | None:
    """Return the publication whose DOI arXiv names, with the preprint's id."""
    if not doi or doi.startswith("10.48550/"):
        return None
    try:
        record = fetch_doi(doi, fetcher)
    except NotThere:
        notes.append(f"arXiv names the DOI {doi}, which does not exist; the entry is that of the preprint")
        return None
    except (CannotFetch, NoNetwork) as error:
        notes.append(f"the publication, DOI {doi}, is left out, since {error}")
        return None
    published = record.work
    assert isinstance(published, dict)
    notes += record.notes
    ours, theirs = preprint["title"], published["title"]
    if fuzz.token_sort_ratio(theirs.casefold(), ours.casefold()) < 60:
        notes.append(f"the publication has another title, '{shorten(theirs, 100)}'; check that {doi} is the same work")
    kept = {"archive_collection", "abstract"}
    if _is_all_capitals(theirs) or ("$" in ours and "$" not in theirs):
        kept.add("title")
    if len(published["author"]) < len(preprint["author"]):  # Some publishers name the first author only.
        kept.add("author")
    archive = {"archive": "arXiv", "archive_location": preprint["number"].removeprefix("arXiv:")}
    return CslItem({**published, **archive, **{name: preprint[name] for name in kept}})


def _text(element: ElementTree.Element, tag: str) -> str:
    return " ".join(element.findtext(tag, "").split())


# DOIs

ACCEPT = "application/vnd.citationstyles.csl+json, application/x-bibtex;q=0.5"


def fetch_doi(doi: str, fetcher: Fetcher) -> Record:
    """Return the record of a DOI.

    Raises `NotThere` if the DOI does not exist, `CannotFetch` if there is no answer, or none that names title, people and year.
    """
    try:
        path = doi_url(doi).removeprefix("https://doi.org/")
        answer = fetcher.get(f"{fetcher.doi_resolver}/{path}", accept=ACCEPT)
    except NotThere:
        raise NotThere(f"the DOI {doi} does not exist, or its agency has no record of it; check it") from None
    notes: list[str] = []
    work = _normalized(doi, _received(doi, answer), notes)
    needed = {"title": work["title"], "authors": work["author"] or work["editor"], "year": work["issued"]}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise CannotFetch(f"the record of {doi} names no {' and no '.join(missing)}; add an entry of your own as BibTeX")
    return Record(doi, work, tuple(notes))


def _received(doi: str, answer: Answer) -> Mapping[str, Any]:
    where = f"{answer.host} answered for {doi} with"
    text = _decode(answer, where)
    # By what it is: some agencies send JSON as text, or a page as JSON.
    start = text.lstrip()[:1]
    if start == "@" or "bibtex" in answer.media_type:
        entries, problems = read_bibtex(Source("", text))
        entry = next((entry for entry in entries.values() if entry.type), None)
        if entry is None:
            reason = problems[0].message if problems else "there is no entry in it"
            raise CannotFetch(f"{where} BibTeX that cannot be read: {reason}")
        return {**csl_item(entry), "title": entry.fields.get("title", "")}
    if start == "{":
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise CannotFetch(f"{where} broken or truncated JSON; try again") from None
    if "html" in answer.media_type or start == "<":
        raise CannotFetch(f"{where} a web page instead of a record; add an entry of your own as BibTeX")
    kind = answer.media_type or "text of no stated type"
    raise CannotFetch(f"{where} {kind}, expected CSL-JSON or BibTeX; add an entry of your own as BibTeX")


# Dialects of CSL-JSON. Nothing is taken for granted: a field may be a text or a list of texts, null, or of another kind.

_SERIES = re.compile(r"^(?:lecture notes|communications in|advances in intelligent|studies in|ifip |leibniz international)", re.I)
_MEETING = re.compile(r"\b(?:proceedings|conference|workshops?|symposium|meeting)\b|\b(?:19|20)[0-9]{2}\b", re.IGNORECASE)


def _normalized(doi: str, record: Mapping[str, Any], notes: list[str]) -> CslItem:
    """Return a record in one form: plain texts, one title, people by their parts, one date, one container."""

    def text(*names: str) -> str:
        return next((text for name in names for text in _texts(record.get(name))), "")

    kind = text("type").lower()
    if kind not in TYPES:
        notes.append(f"the record calls it '{kind[:40]}', for which BibTeX has no type; the entry is of type 'misc'")
    container, series = _container(record)
    event, type_ = record.get("event"), TYPES.get(kind, "misc")
    if kind == "article" and container:
        kind = "article-journal"
    if type_ == "incollection" and (event or (series and _MEETING.search(container)) or _SERIES.match(container)):
        kind = "paper-conference"
    publisher = text(*(["institution"] if type_ in ("phdthesis", "techreport", "misc") else []), "publisher")
    date, arxiv = _date(record), _preprint_of(record)
    posted = arxiv_month(arxiv)
    csl = {
        "type": kind,
        "genre": text("genre", "degree"),
        "title": _title(record, notes),
        "author": _names(record.get("author")),
        "editor": _names(record.get("editor")),
        "issued": {"date-parts": [date]} if date else {},
        "container-title": container,
        "collection-title": series,
        "publisher": re.sub(r"^.* \((IEEE)\)$|(.*) \([A-Z]{3,6}\)$", r"\1\2", publisher),
        "publisher-place": plain(event.get("location")) if isinstance(event, dict) else text("event-place", "publisher-place"),
        "volume": text("volume"),
        "issue": text("issue"),
        "page": text("page", "article-number"),
        "archive_location": arxiv if posted and date and date[0] >= posted.year - 1 else "",
        "DOI": doi,
        "abstract": text("abstract"),
    }
    return CslItem((name, value) for name, value in csl.items() if value)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _texts(value: object) -> list[str]:
    """Return the texts of a value that may be a text, a number, an object with a name, or a list of these."""
    items = (item.get("name") if isinstance(item, dict) else item for item in _list(value))
    return [text for text in map(plain, items) if text]


def _title(record: Mapping[str, Any], notes: list[str]) -> str:
    parts = [next((raw for raw in _list(record.get(name)) if isinstance(raw, str)), "") for name in ("title", "subtitle")]
    title, subtitle = (_title_of(raw, notes, is_html=True) for raw in parts)
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}{' ' if title.endswith((':', '?', '!')) else ': '}{subtitle}"
    return title


def _container(record: Mapping[str, Any]) -> tuple[str, str]:
    """Return the journal or book, and the series it is part of. Springer's volumes name both, in either order."""
    names = _texts(record.get("container-title"))
    series = next(iter(_texts(record.get("collection-title"))), "")
    if len(names) > 1:
        series = next(filter(_SERIES.match, names), names[1])
        names = [name for name in names if name != series]
    container = next(iter(names or _texts(record.get("event-title")) or _texts(record.get("event"))), "")
    return container, "" if series == container else series


def _date(record: Mapping[str, Any]) -> list[int]:
    """Return year and month of print, by which a journal is cited, else of publication in any form."""
    for name in ("published-print", "issued", "published", "published-online"):
        date = record.get(name)
        said = [date[form] for form in ("date-parts", "raw", "literal") if date.get(form)] if isinstance(date, dict) else []
        if said and (match := re.match(r"\D*([12]\d{3})(?:\D+(1[0-2]|0?[1-9])(?!\d))?", str(said[0])[:100], re.ASCII)):
            return [int(number) for number in match.groups() if number]
    return []


def _preprint_of(record: Mapping[str, Any]) -> str:
    """Return the arXiv id of the work's preprint, if its record names it."""
    relation = record.get("relation")
    preprints = _list(relation.get("has-preprint")) if isinstance(relation, dict) else []
    named = [str(preprint.get("id")) for preprint in preprints if isinstance(preprint, dict)]
    ids = map(bare_arxiv, (*named, plain(record.get("archive_location")), plain(record.get("number"))))
    return next(filter(arxiv_month, ids), "")


# Texts and names

MAX_TEXT_LENGTH = 10_000
"""Characters of a text that are read; an abstract has about 2,000, and readers of markup may be slow."""


def plain(value: object) -> str:
    """Return a short text of a service without tags and LaTeX; empty for anything but a text or a number."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return normalize_text(read_latex(clean(from_html(str(value)[:MAX_TEXT_LENGTH])))[0])


def _title_of(raw: str, notes: list[str], *, is_html: bool = False) -> str:
    """Return a title as plain text; notes what the user has to correct in it."""
    if len(raw) > MAX_TEXT_LENGTH:
        notes.append(f"the title is cut off after {MAX_TEXT_LENGTH:,} characters; compare it with the paper")
    text, problems = read_latex(clean(from_html(raw[:MAX_TEXT_LENGTH]) if is_html else raw[:MAX_TEXT_LENGTH]))
    if command := next((problem.found for problem in problems if problem.found.startswith("\\")), ""):
        notes.append(f"the title holds the LaTeX command '{command}', which is left out; compare it with the paper")
    # A full stop, but not of an abbreviation or of three dots.
    text = re.sub(r"(?<=[a-z]{4})\.$", "", normalize_text(text))
    if _is_all_capitals(text):
        notes.append("the title is all in capitals; write it as the paper does")
    return text


def _is_all_capitals(title: str) -> bool:
    return len(title.split()) > 2 and title == title.upper() != title.lower()


def _names(people: object) -> list[dict[str, str]]:
    names = []
    for person in _list(people):
        if not isinstance(person, dict):
            continue
        family, given, suffix = (_part_of_name(person.get(part)) for part in ("family", "given", "suffix"))
        particles = [_part_of_name(person.get(part)) for part in ("dropping-particle", "non-dropping-particle")]
        family = " ".join(filter(None, [*particles, family]))
        name = str(person.get("literal") or person.get("name") or "")
        is_split = bool(family or given)
        names.append(csl_name(Person(family or given, family and given, suffix) if is_split else read_name(_part_of_name(name))))
    return [name for name in names if name and not name.get("literal", "").startswith(":")]  # DataCite's `:unav`: unavailable.


def _part_of_name(value: object) -> str:
    return plain(value).replace("$", "").strip(" ,;")  # No name has a formula.
