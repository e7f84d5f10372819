"""Publications by their DOI, through content negotiation.

Source: https://citation.doi.org/docs.html. Answers are CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html,
appendix III) in the dialects of the agencies that register DOIs, or BibTeX.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from shortlist.authoring.http import Answer, CannotFetch, Fetcher, NotThere
from shortlist.authoring.wording import from_html, from_latex, settle
from shortlist.authoring.works import NO_PAPERS, Found, name_of, person, plain, title_of
from shortlist.citations.fields import RANGE
from shortlist.identifiers import arxiv_month, bare_arxiv, is_doi
from shortlist.model import Entry, Person
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.source import Source
from shortlist.text import month_number

ACCEPT = "application/vnd.citationstyles.csl+json, application/x-bibtex;q=0.5"


def find_doi(doi: str, fetcher: Fetcher) -> Found:
    """What the DOI's agency says of the work.

    Raises `NotThere` if the DOI does not exist, `CannotFetch` if there is no answer, or none that names title, people and year.
    A data set or software is found too, with a note.
    """
    try:
        answer = fetcher.get(f"{fetcher.doi_resolver}/{quote(doi, safe=_SAFE)}", accept=ACCEPT)
    except NotThere:
        raise NotThere(f"the DOI {doi} does not exist, or its agency has no record of it; check it") from None
    found = _read(doi, answer)
    missing = [what for what, value in (("title", found.title), ("authors", _people(found)), ("year", found.year)) if not value]
    if missing:
        raise CannotFetch(f"the record of {doi} names no {' and no '.join(missing)}; add an entry of your own as BibTeX")
    return found


def _people(found: Found) -> tuple[Person, ...]:
    return found.authors or found.editors


def _read(doi: str, answer: Answer) -> Found:
    where = f"{answer.host} answered for {doi} with"
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotFetch(f"{where} bytes that are no UTF-8") from None
    # By what it is: some agencies send JSON as text, or a page as JSON.
    start = text.lstrip()[:1]
    if start == "@" or "bibtex" in answer.media_type:
        return _of_bibtex(doi, text, where)
    if start == "{":
        try:
            record = json.loads(text)
        except (ValueError, RecursionError):
            raise CannotFetch(f"{where} broken or truncated JSON; try again") from None
        return _of_csl(doi, record)
    if "html" in answer.media_type or start == "<":
        raise CannotFetch(f"{where} a web page instead of a record; add an entry of your own as BibTeX")
    kind = answer.media_type or "text of no stated type"
    raise CannotFetch(f"{where} {kind}, expected CSL-JSON or BibTeX; add an entry of your own as BibTeX")


def _of_bibtex(doi: str, text: str, where: str) -> Found:
    entries, problems = read_bibtex(Source("", text))
    entry = next((entry for entry in entries.values() if entry.type), None)
    if entry is None:
        reason = problems[0].message if problems else "there is no entry in it"
        raise CannotFetch(f"{where} BibTeX that cannot be read: {reason}")
    return replace(found_in(entry, doi), doi=doi)


def found_in(entry: Entry, source: str) -> Found:
    """What a BibTeX entry says, as plain text."""
    notes: list[str] = []
    fields = entry.fields

    def first(*names: str) -> str:
        return settle(from_latex(from_html(next((fields[name] for name in names if fields.get(name)), ""))))

    month = re.match(r"([a-z]{3})|([0-9]{1,2})$", fields.get("month", "").strip("{} ").lower())
    number = 0 if month is None else month_number(month[1]) if month[1] else int(month[2])
    return Found(
        source=source,
        type=entry.type,
        title=title_of(fields.get("title", ""), notes, is_html=True),
        authors=_clean_people(entry.authors),
        editors=_clean_people(entry.editors),
        has_more_authors=entry.has_more_authors,
        year=entry.year,
        month=number if 1 <= number <= 12 else None,
        venue=first(*_VENUES.get(entry.type, ("journal", "booktitle", "howpublished"))),
        series=first("series"),
        volume=first("volume"),
        number=first("number"),
        pages=first("pages"),
        publisher="" if entry.type == "article" else first("publisher"),
        address=first("address"),
        doi=entry.doi if is_doi(entry.doi) else "",
        arxiv=entry.arxiv if arxiv_month(entry.arxiv) else "",
        primary_class=first("primaryclass", "eprintclass"),
        abstract=first("abstract"),
        url=entry.url,
        notes=tuple(notes),
    )


_VENUES: Mapping[str, tuple[str, ...]] = {
    "article": ("journal", "journaltitle"),
    "phdthesis": ("school", "institution"),
    "mastersthesis": ("school", "institution"),
    "techreport": ("institution",),
}


def _clean_people(people: tuple[Person, ...]) -> tuple[Person, ...]:
    cleaned = (Person(name_of(one.family), name_of(one.given), name_of(one.suffix)) for one in people)
    return tuple(one for one in cleaned if one.family)


# CSL-JSON. Nothing of it is taken for granted: a field may be a text or a list of texts, null, or of another kind.

_TYPES: Mapping[str, str] = {
    # CSL's own names, and those that Crossref has left in its answers for years.
    **dict.fromkeys(("article-journal", "journal-article", "article-magazine", "article-newspaper"), "article"),
    **dict.fromkeys(("paper-conference", "proceedings-article"), "inproceedings"),
    **dict.fromkeys(("chapter", "book-chapter", "book-section", "book-part", "reference-entry", "entry"), "incollection"),
    **dict.fromkeys(("book", "monograph", "edited-book", "reference-book"), "book"),
    **dict.fromkeys(("thesis", "dissertation"), "phdthesis"),
    **dict.fromkeys(("report", "report-component", "report-series"), "techreport"),
    **dict.fromkeys(("article", "posted-content", "manuscript", "preprint", "webpage", "post", "post-weblog"), "misc"),
    **dict.fromkeys(("standard", "speech", "patent", "other", ""), "misc"),
    "proceedings": "proceedings",
    "dataset": "dataset",
    "software": "software",
    "computer_program": "software",
}

_SERIES = re.compile(r"^(?:lecture notes|communications in|advances in intelligent|studies in|ifip |leibniz international)", re.I)
_MEETING = re.compile(r"\b(?:proceedings|conference|workshops?|symposium|meeting)\b|\b(?:19|20)[0-9]{2}\b", re.IGNORECASE)


def _of_csl(doi: str, record: Mapping[str, Any]) -> Found:
    notes: list[str] = []
    kind = plain(record.get("type")).lower()
    type_ = _TYPES.get(kind)
    if type_ is None:
        notes.append(f"the record calls it '{kind[:40]}', for which BibTeX has no type; the entry is of type 'misc'")
        type_ = "misc"
    venue, series = _venue(record)
    if type_ == "misc" and kind == "article" and venue:
        type_ = "article"
    if type_ == "incollection" and (record.get("event") or (series and _MEETING.search(venue)) or _SERIES.match(venue)):
        type_ = "inproceedings"
    if type_ in NO_PAPERS:
        notes.append(f"{doi} is {NO_PAPERS[type_]}, no paper")
    if type_ == "phdthesis" and "master" in plain(record.get("genre") or record.get("degree")).lower():
        type_ = "mastersthesis"
    publisher = plain(record.get("publisher"))
    publisher = re.sub(r"^.* \(IEEE\)$|(.*) \([A-Z]{3,6}\)$", lambda found: found[1] or "IEEE", publisher)
    if type_ in ("phdthesis", "mastersthesis", "techreport"):
        venue, publisher = _institution(record) or publisher, ""
    elif type_ == "misc" and not venue:
        venue, publisher = _institution(record) or publisher, ""
    elif type_ == "article":
        publisher = ""  # The journal says enough, as in the rest of the file.
    year, month = _date(record)
    arxiv = _preprint(record)
    if year and (posted := arxiv_month(arxiv)) and year < posted.year - 1:
        arxiv = ""
    return Found(
        source=doi,
        type=type_,
        title=_title(record, notes),
        authors=_names(record.get("author")),
        editors=_names(record.get("editor")),
        year=year,
        month=month,
        venue=venue,
        series=series,
        volume=plain(_one(record.get("volume"))),
        number=plain(_one(record.get("issue"))),
        pages=RANGE.sub("–", plain(_one(record.get("page")) or _one(record.get("article-number")))),
        publisher=publisher,
        address=_place(record) if type_ == "inproceedings" else "",
        doi=doi,
        arxiv=arxiv,
        abstract=plain(record.get("abstract")),
        notes=tuple(notes),
    )


def _one(value: object) -> object:
    return next((one for one in value if one), "") if isinstance(value, list) else value


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _title(record: Mapping[str, Any], notes: list[str]) -> str:
    raw, more = (_one(record.get(name)) for name in ("title", "subtitle"))
    title = title_of(raw, notes, is_html=True) if isinstance(raw, str) else ""
    subtitle = title_of(more, notes, is_html=True) if isinstance(more, str) else ""
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}{' ' if title.endswith((':', '?', '!')) else ': '}{subtitle}"
    return title


def _venue(record: Mapping[str, Any]) -> tuple[str, str]:
    """The journal or book, and the series that it stands in. Springer's volumes name both, in either order."""
    names = [name for name in map(plain, _list(record.get("container-title"))) if name]
    series = plain(_one(record.get("collection-title")))
    if len(names) > 1:
        in_series = [name for name in names if _SERIES.match(name)]
        series = in_series[0] if in_series else names[1]
        names = [name for name in names if name != series]
    venue = names[0] if names else ""
    if not venue and isinstance(event := record.get("event"), dict):
        venue = plain(event.get("name"))
    elif not venue:
        venue = plain(record.get("event-title") or record.get("event"))
    return venue, "" if series == venue else series


def _institution(record: Mapping[str, Any]) -> str:
    first = _one(record.get("institution"))
    return plain(first.get("name") if isinstance(first, dict) else first)


def _place(record: Mapping[str, Any]) -> str:
    event = record.get("event")
    return plain(event.get("location")) if isinstance(event, dict) else plain(record.get("event-place"))


def _date(record: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Year and month of print, by which a journal is cited, else of publication in any form."""
    for name in ("published-print", "issued", "published", "published-online"):
        date = record.get(name)
        if not isinstance(date, dict):
            continue
        parts = _one(date.get("date-parts"))
        numbers = [int(part) for part in _list(parts)[:2] if re.fullmatch(r"[0-9]{1,4}", str(part))]
        if not numbers and (raw := re.match(r"([0-9]{4})(?:-([0-9]{2}))?", str(date.get("raw") or date.get("literal") or ""))):
            numbers = [int(part) for part in raw.groups() if part]
        if numbers and 1000 <= numbers[0] <= 2999:
            month = numbers[1] if len(numbers) > 1 and 1 <= numbers[1] <= 12 else None
            return numbers[0], month
    return None, None


def _names(people: object) -> tuple[Person, ...]:
    found: list[Person] = []
    for one in _list(people):
        if not isinstance(one, dict):
            continue
        family, given = name_of(one.get("family")), name_of(one.get("given"))
        particles = (name_of(one.get(name)) for name in ("dropping-particle", "non-dropping-particle"))
        family = " ".join(part for part in (*particles, family) if part)
        if family or given:
            # Who has one name only has it in either field.
            found.append(Person(family, given, name_of(one.get("suffix"))) if family else Person(given))
        elif named := person(str(one.get("literal") or one.get("name") or "")):
            found.append(named)
    return tuple(one for one in found if not one.family.startswith(":"))  # DataCite's `:unav`: unavailable.


def _preprint(record: Mapping[str, Any]) -> str:
    """The arXiv id of the work's preprint, if its publisher has named it."""
    relations = record.get("relation")
    for relation in _list(relations.get("has-preprint")) if isinstance(relations, dict) else ():
        id = str(relation.get("id", "")) if isinstance(relation, dict) else ""
        if arxiv_month(arxiv := bare_arxiv(id)):
            return arxiv
    return ""


_SAFE = "/:;()._-~,@!$&'*+="
