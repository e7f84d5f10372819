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
from shortlist.authoring.markup import from_html, from_latex, normalize_text, unknown_commands
from shortlist.authoring.sources import Csl, Record, Source, UnusableBibtex, read_records
from shortlist.exports.csl import csl_item
from shortlist.identifiers import arxiv_month, bare_arxiv, doi_url, first_doi
from shortlist.reading import source as text_source
from shortlist.reading.bibtex import read_bibtex
from shortlist.text import shorten

Result = list[Record] | CannotFetch | UnusableBibtex


def look_up(sources: Sequence[Source], fetcher: Fetcher | None = None) -> list[Result]:
    """Return the works of each source, or why there are none: one work of an id, all entries of a BibTeX file.

    All arXiv ids go into one request.
    """
    fetcher = fetcher or Fetcher()
    preprints = fetch_arxiv([source.id for source in sources if source.kind == "arxiv"], fetcher)
    results: list[Result] = []
    for source in sources:
        try:
            if source.kind == "arxiv":
                preprint = preprints[source.id]
                results.append([preprint] if isinstance(preprint, Record) else preprint)
            else:
                results.append([fetch_doi(source.id, fetcher)] if source.kind == "doi" else read_records(source))
        except (CannotFetch, UnusableBibtex) as error:
            results.append(error)
    return results


# arXiv

IDS_PER_REQUEST = 50
_ATOM, _ARXIV = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"


def fetch_arxiv(ids: Sequence[str], fetcher: Fetcher) -> dict[str, Record | CannotFetch]:
    """Return the preprint of each id (without version), or the publication that arXiv names for it.

    A failure stands in its id's place, so that one does not hide the others.
    """
    records: dict[str, Record | CannotFetch] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), IDS_PER_REQUEST):
        batch = wanted[start : start + IDS_PER_REQUEST]
        # Without max_results, only ten are sent.
        params = {"id_list": ",".join(batch), "max_results": str(len(batch))}
        try:
            entries = _atom_entries(fetcher.get(fetcher.arxiv_api, accept="application/atom+xml", params=params))
        except CannotFetch as error:
            records |= dict.fromkeys(batch, error)
            continue
        for id in batch:
            try:
                records[id] = _preprint(id, entries.get(id.lower()), fetcher)
            except CannotFetch as error:
                records[id] = error
    return records


def _atom_entries(answer: Answer) -> dict[str, ElementTree.Element]:
    """Return entries by id. Those without id or title, as arXiv sends for unknown ids, are left out.

    The standard library's parser is safe here, since a document type, the only place that can declare entities or name other
    files, is refused first, in the very text that is parsed.
    """
    is_page = "html" in answer.media_type or b"<html" in answer.body[:2000].lower()
    not_atom = CannotFetch(f"{answer.host} answered with {'a web page' if is_page else 'something else'} instead of Atom")
    text = _decode(answer, f"{answer.host} answered with")
    if is_page or "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise not_atom
    try:
        feed = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise CannotFetch(f"{answer.host} answered with broken or truncated Atom: {error}") from None
    if feed.tag != f"{_ATOM}feed":
        raise not_atom
    entries = {}
    for entry in feed.findall(f"{_ATOM}entry"):
        if (id := bare_arxiv(_text(entry, f"{_ATOM}id"))) and _text(entry, f"{_ATOM}title"):
            entries[id.lower()] = entry
    return entries


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


def _preprint(id: str, entry: ElementTree.Element | None, fetcher: Fetcher) -> Record:
    source = f"arXiv:{id}"
    if entry is None:
        raise NotThere(f"{source} does not exist; check the number")
    comment, abstract = plain(_text(entry, f"{_ARXIV}comment")), _text(entry, f"{_ATOM}summary")
    for said in filter(_WITHDRAWN.search, (comment, abstract)):
        hint = "to cite it all the same, add an entry of your own as BibTeX"
        raise CannotFetch(f"{source} has been withdrawn: '{shorten(said, 100)}'; {hint}")
    notes: list[str] = []
    month = arxiv_month(id)
    category = entry.find(f"{_ARXIV}primary_category")
    names = (read_name(_text(author, f"{_ATOM}name")) for author in entry.findall(f"{_ATOM}author"))
    preprint: Csl = {
        "type": "article",
        "title": _title_of(_text(entry, f"{_ATOM}title"), notes),
        "author": [name for name in names if name],
        # By the id, not by the date of submission, which may be of the year before.
        "issued": {"date-parts": [[month.year, month.month]] if month else []},
        "number": source,
        "publisher": "arXiv",
        "archive_collection": category.get("term", "") if category is not None else "",
        "abstract": abstract,
    }
    if not preprint["author"]:
        raise CannotFetch(f"{source} names no authors; add an entry of your own as BibTeX")
    publication = _publication(first_doi(_text(entry, f"{_ARXIV}doi")), preprint, fetcher, notes)
    journal = plain(_text(entry, f"{_ARXIV}journal_ref"))
    if publication is None and journal:
        notes.append(f"arXiv says that it is published: '{shorten(journal, 100)}'; name the venue in the entry")
    elif publication is None and _VENUE.search(comment):
        notes.append(f"arXiv's comment says '{shorten(comment, 100)}'; if it is published there, name the venue in the entry")
    return Record(source, publication or preprint, tuple(notes))


def _publication(doi: str, preprint: Csl, fetcher: Fetcher, notes: list[str]) -> Csl | None:
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
    years = [csl["issued"]["date-parts"][0][0] for csl in (preprint, published) if csl["issued"]["date-parts"]]
    if len(years) == 2 and years[1] < years[0] - 1:
        notes.append(f"it was published in {years[1]}, long before its preprint, which the entry does not name")
    if _is_all_capitals(theirs) or ("$" in ours and "$" not in theirs):
        published = published | {"title": ours}
    # Some publishers name the first author only.
    if len(published.get("author", [])) < len(preprint["author"]):
        published = published | {"author": preprint["author"]}
    archive = {"archive": "arXiv", "archive_location": preprint["number"].removeprefix("arXiv:")}
    return published | archive | {name: preprint[name] for name in ("archive_collection", "abstract")}


def _text(element: ElementTree.Element, tag: str) -> str:
    child = element.find(tag)
    return "" if child is None else " ".join("".join(child.itertext()).split())


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
    work = _normalized(_received(doi, answer), notes) | {"DOI": doi}
    people = work.get("author") or work.get("editor")
    missing = [
        name for name, value in (("title", work.get("title")), ("authors", people), ("year", work.get("issued"))) if not value
    ]
    if missing:
        raise CannotFetch(f"the record of {doi} names no {' and no '.join(missing)}; add an entry of your own as BibTeX")
    return Record(doi, work, tuple(notes))


def _received(doi: str, answer: Answer) -> Csl:
    where = f"{answer.host} answered for {doi} with"
    text = _decode(answer, where)
    # By what it is: some agencies send JSON as text, or a page as JSON.
    start = text.lstrip()[:1]
    if start == "@" or "bibtex" in answer.media_type:
        entries, problems = read_bibtex(text_source.Source("", text))
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


def _normalized(record: Mapping[str, Any], notes: list[str]) -> Csl:
    """Return a record in one form: plain texts, one title, people by their parts, one date, one container."""
    kind = plain(record.get("type")).lower()
    if kind not in TYPES:
        notes.append(f"the record calls it '{kind[:40]}', for which BibTeX has no type; the entry is of type 'misc'")
    container, series = _container(record)
    event = record.get("event")
    type_ = TYPES.get(kind, "misc")
    if kind == "article" and container:
        kind = "article-journal"
    if type_ == "incollection" and (event or (series and _MEETING.search(container)) or _SERIES.match(container)):
        kind = "paper-conference"
    institution = _first(record.get("institution"))
    publisher = plain(institution.get("name") if isinstance(institution, dict) else institution)
    if not publisher or type_ not in ("phdthesis", "techreport", "misc"):
        publisher = re.sub(r"^.* \((IEEE)\)$|(.*) \([A-Z]{3,6}\)$", r"\1\2", plain(record.get("publisher")))
    place = plain(event.get("location") if isinstance(event, dict) else record.get("event-place"))
    date = _date(record)
    arxiv = _preprint_of(record)
    posted = arxiv_month(arxiv)
    csl = {
        "type": kind,
        "genre": plain(record.get("genre") or record.get("degree")),
        "title": _title(record, notes),
        "author": _names(record.get("author")),
        "editor": _names(record.get("editor")),
        "issued": {"date-parts": [date]} if date else {},
        "container-title": container,
        "collection-title": series,
        "publisher": publisher,
        "publisher-place": place or plain(record.get("publisher-place")),
        "volume": plain(_first(record.get("volume"))),
        "issue": plain(_first(record.get("issue"))),
        "page": plain(_first(record.get("page")) or _first(record.get("article-number"))),
        "archive_location": arxiv if posted and date and date[0] >= posted.year - 1 else "",
        "abstract": plain(record.get("abstract")),
    }
    return {name: value for name, value in csl.items() if value}


def _first(value: object) -> Any:
    return next((item for item in value if item), "") if isinstance(value, list) else value


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _title(record: Mapping[str, Any], notes: list[str]) -> str:
    title, subtitle = (
        _title_of(from_html(raw[:MAX_LENGTH]), notes, is_cut=len(raw) > MAX_LENGTH) if isinstance(raw, str) else ""
        for raw in (_first(record.get(name)) for name in ("title", "subtitle"))
    )
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}{' ' if title.endswith((':', '?', '!')) else ': '}{subtitle}"
    return title


def _container(record: Mapping[str, Any]) -> tuple[str, str]:
    """Return the journal or book, and the series it is part of. Springer's volumes name both, in either order."""
    names = [name for name in map(plain, _list(record.get("container-title"))) if name]
    series = plain(_first(record.get("collection-title")))
    if len(names) > 1:
        series = next(filter(_SERIES.match, names), names[1])
        names = [name for name in names if name != series]
    event = record.get("event")
    meeting = event.get("name") if isinstance(event, dict) else record.get("event-title") or event
    container = names[0] if names else plain(meeting)
    return container, "" if series == container else series


def _date(record: Mapping[str, Any]) -> list[int]:
    """Return year and month of print, by which a journal is cited, else of publication in any form."""
    for name in ("published-print", "issued", "published", "published-online"):
        date = record.get(name)
        if not isinstance(date, dict):
            continue
        numbers = [int(part) for part in _list(_first(date.get("date-parts")))[:2] if re.fullmatch(r"[0-9]{1,4}", str(part))]
        if not numbers and (raw := re.match(r"([0-9]{4})(?:-([0-9]{2}))?", str(date.get("raw") or date.get("literal") or ""))):
            numbers = [int(part) for part in raw.groups() if part]
        if numbers and 1000 <= numbers[0] <= 2999:
            return numbers if len(numbers) > 1 and 1 <= numbers[1] <= 12 else numbers[:1]
    return []


def _preprint_of(record: Mapping[str, Any]) -> str:
    """Return the arXiv id of the work's preprint, if its record names it."""
    relations = record.get("relation")
    preprints = _list(relations.get("has-preprint")) if isinstance(relations, dict) else []
    named = [preprint.get("id") for preprint in preprints if isinstance(preprint, dict)]
    ids = (bare_arxiv(plain(name)) for name in (*named, record.get("archive_location"), record.get("number")))
    return next((id for id in ids if arxiv_month(id)), "")


# Texts and names

MAX_LENGTH = 10_000
"""Characters of a text that are read; an abstract has about 2,000, and readers of markup may be slow."""


def plain(value: object) -> str:
    """Return a short text of a service without tags and LaTeX; empty for anything but a text or a number."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return normalize_text(from_latex(from_html(str(value)[:MAX_LENGTH])))


def _title_of(raw: str, notes: list[str], *, is_cut: bool = False) -> str:
    """Return a title as plain text; notes what the user has to correct in it."""
    if is_cut or len(raw) > MAX_LENGTH:
        notes.append(f"the title is cut off after {MAX_LENGTH:,} characters; compare it with the paper")
    text = from_latex(raw[:MAX_LENGTH])
    if commands := unknown_commands(text):
        notes.append(f"the title holds the LaTeX command '{commands[0]}', which is left out; compare it with the paper")
    # A full stop, but not of an abbreviation or of three dots.
    text = re.sub(r"(?<=[a-z]{4})\.$", "", normalize_text(text))
    if _is_all_capitals(text):
        notes.append("the title is all in capitals; write it as the paper does")
    return text


def _is_all_capitals(title: str) -> bool:
    return len(title.split()) > 2 and title == title.upper() != title.lower()


def _names(people: object) -> list[Csl]:
    names = []
    for person in _list(people):
        if not isinstance(person, dict):
            continue
        family, given, suffix = (_part_of_name(person.get(part)) for part in ("family", "given", "suffix"))
        particles = [_part_of_name(person.get(part)) for part in ("dropping-particle", "non-dropping-particle")]
        family = " ".join(filter(None, [*particles, family]))
        if family or given:
            names.append(_name(family, given, suffix))
        else:
            names.append(read_name(str(person.get("literal") or person.get("name") or "")))
    return [name for name in names if name and not name.get("literal", "").startswith(":")]  # DataCite's `:unav`: unavailable.


def _name(family: str, given: str = "", suffix: str = "") -> Csl:
    """Return a person's name by its parts; of a group, and of a person with one name, the name as it is."""
    if not (family and given):
        return {"literal": family or given} if family or given else {}
    return {"family": family, "given": given} | ({"suffix": suffix} if suffix else {})


def _part_of_name(value: object) -> str:
    return plain(value).replace("$", "").strip(" ,;")  # No name has a formula.


_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV|VI{0,3}")
_GROUP = re.compile(
    r"\b(?:collaboration|consortium|team|group|project|university|institute|laborator(?:y|ies)|department|organi[sz]ation"
    r"|association|society|committee|foundation|center|centre|initiative|contributors|inc|ltd|gmbh|authors)\b|^the ",
    re.IGNORECASE,
)


def read_name(text: str) -> Csl:
    """Return a name in reading order, as arXiv gives it, or `Family, Given`, by its parts. A group keeps its name whole."""
    name = _part_of_name(text)
    parts = name.split(", ")
    suffix = parts.pop(1) if len(parts) > 1 and _SUFFIX.fullmatch(parts[1]) else ""
    if _GROUP.search(name) or len(parts) > 2 or len(name.split()) < 2:
        return _name(name)
    if len(parts) == 2:
        return _name(parts[0], parts[1], suffix)
    words = parts[0].split()
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    # Particles, in small letters, belong to the family name: `Aaron van den Oord`.
    start = next((number for number, word in enumerate(words[1:-1], 1) if word.islower()), len(words) - 1)
    return _name(" ".join(words[start:]), " ".join(words[:start]), suffix)
