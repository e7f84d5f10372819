"""From CSL-JSON of services and of authors' files, whose dialects differ, to entries.

Nothing is taken for granted: a field may be a text or a list of texts, null, or of another kind.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from shortlist.authoring.entries import Record, format_name, read_entry
from shortlist.authoring.http import CannotFetch
from shortlist.authoring.markup import from_html, normalize_text, to_latex
from shortlist.identifiers import arxiv_month, bare_arxiv, bare_doi, is_doi, safe_url
from shortlist.latex import read_latex
from shortlist.model import Person
from shortlist.reading.names import read_name, starts_with_initial
from shortlist.text import MONTHS, clean

Item = Mapping[str, Any]
"""A work in CSL-JSON."""


def read_item(source: str, item: Item) -> Record:
    """Return the record of a work that CSL-JSON describes. Raises `CannotFetch` if it names no title, people or year."""
    type_, fields = _fields(item)
    needed = {"title": fields["title"], "authors": fields["author"] or fields["editor"], "year": fields["year"]}
    if missing := [name for name, value in needed.items() if not value]:
        raise CannotFetch(f"the record of {source} names no {' and no '.join(missing)}")
    entry, _ = read_entry(type_, fields)
    problems = read_latex(clean(from_html(_raw_title(item, "title"))))[1]
    lost = [problem.found for problem in problems if problem.found.startswith("\\")]
    notes = [f"the title holds the LaTeX command '{found}', which is left out; compare it with the paper" for found in lost[:1]]
    if len(entry.title.split()) > 2 and entry.title.isupper():
        notes.append("the title is all in capitals; write it as the paper does")
    return Record(source, replace(entry, key=_raw(item, "id")), tuple(notes))


_TYPES = {
    name: type_
    for type_, names in {
        # CSL's own names, and those that Crossref has left in its answers for years.
        "article": "article-journal journal-article article-magazine article-newspaper",
        "inproceedings": "paper-conference proceedings-article",
        "incollection": "chapter book-chapter book-section book-part reference-entry entry",
        "book": "book monograph edited-book reference-book",
        "phdthesis": "thesis dissertation",
        "techreport": "report report-component report-series",
        "software": "software computer_program",
        "proceedings": "proceedings",
        "dataset": "dataset",
    }.items()
    for name in names.split()
}
"""CSL type → BibTeX type; others are `misc`."""

_VENUES = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
_PUBLISHERS = {"phdthesis": "school", "mastersthesis": "school", "techreport": "institution", "misc": "howpublished"}
"""BibTeX type → the field that the container, and the publisher, stand in."""
_SERIES = re.compile(r"^(?:lecture notes|communications in|advances in intelligent|studies in|ifip |leibniz international)", re.I)
_MEETING = re.compile(r"\b(?:proceedings|conference|workshops?|symposium|meeting)\b|\b(?:19|20)[0-9]{2}\b", re.IGNORECASE)


def _fields(record: Item) -> tuple[str, dict[str, str]]:
    """Return the type and the fields of BibTeX, some of them empty."""
    text = partial(_text, record)
    container, series = _container(record)
    event, type_ = record.get("event"), _type(record, container, series)
    publisher = _publisher(record, type_)
    year, month = _date(record)
    arxiv = _preprint_of(record)
    posted = arxiv_month(arxiv)
    # One posted long after its publication is left out; the rules for entries take the pair for a mistake.
    arxiv = arxiv if posted and year >= posted.year - bool(container) else ""
    doi, url = bare_doi(_raw(record, "DOI")), safe_url(_raw(record, "URL"))
    number = text("issue") or (text("number") if type_ == "techreport" else "")
    appeared_in = container if type_ in _VENUES else publisher
    if type_ == "misc" or (not appeared_in and type_ in ("book", *_VENUES, *_PUBLISHERS)):
        type_, publisher = "misc", container or publisher
    authors, editors = (" and ".join(_names(record.get(role))) for role in ("author", "editor"))
    texts = {
        "title": _title(record),
        "series": series,
        "volume": text("volume"),
        "number": number,
        "pages": text("page", "article-number"),
        _PUBLISHERS.get(type_, "publisher"): publisher if type_ != "article" else "",  # The journal says enough.
        **({_VENUES[type_]: container} if type_ in _VENUES else {}),
        "address": plain(event.get("location")) if isinstance(event, dict) else text("event-place", "publisher-place"),
    }
    return type_, {
        **{name: to_latex(value) for name, value in texts.items()},
        "author": authors,
        "editor": editors if not authors or type_ in ("incollection", "book", "proceedings") else "",
        "year": str(year or ""),
        "month": MONTHS[month - 1] if month else "",
        "eprint": arxiv,
        "archiveprefix": "arXiv" if arxiv else "",
        "primaryclass": text("archive_collection") if arxiv else "",
        "doi": doi if is_doi(doi) else "",
        "url": url,
        "abstract": text("abstract"),
    }


def _publisher(record: Item, named: str) -> str:
    """Return who published a work of this type, without the acronym after the name, but for IEEE, which is its name."""
    publisher = _text(record, *(["institution"] if named in _PUBLISHERS else []), "publisher")
    return re.sub(r"^.* \((IEEE)\)$|(.*) \([A-Z]{3,6}\)$", r"\1\2", publisher)


def _type(record: Item, container: str, series: str) -> str:
    """Return the type of BibTeX that a record names. A paper of a conference may pass for a chapter, as Springer's do."""
    kind = _text(record, "type").lower()
    type_ = _TYPES.get(kind, "misc")
    if kind == "article" and container:
        return "article"
    if type_ == "incollection" and (record.get("event") or (series and _MEETING.search(container)) or _SERIES.match(container)):
        return "inproceedings"
    if type_ == "phdthesis" and "master" in _text(record, "genre", "degree").lower():
        return "mastersthesis"
    return type_


def _text(record: Item, *names: str) -> str:
    """Return the first text of the first of these fields that has one."""
    return next((text for name in names for text in _texts(record.get(name))), "")


def _raw(record: Item, name: str) -> str:
    return str(record.get(name) or "")[:MAX_TEXT_LENGTH]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _texts(value: object) -> list[str]:
    """Return the texts of a value that may be a text, a number, an object with a name, or a list of these."""
    items = (item.get("name") if isinstance(item, dict) else item for item in _list(value))
    return [text for text in map(plain, items) if text]


def _title(record: Item) -> str:
    parts = (plain(_raw_title(record, name)) for name in ("title", "subtitle"))
    # Without a full stop, but that of an abbreviation or of three dots.
    title, subtitle = (re.sub(r"(?<=[a-z]{4})\.$", "", part) for part in parts)
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}{' ' if title.endswith((':', '?', '!')) else ': '}{subtitle}"
    return title


def _raw_title(record: Item, name: str) -> str:
    return next((raw[:MAX_TEXT_LENGTH] for raw in _list(record.get(name)) if isinstance(raw, str)), "")


def _container(record: Item) -> tuple[str, str]:
    """Return the journal or book, and the series it is part of. Springer's volumes name both, in either order."""
    names = _texts(record.get("container-title"))
    series = next(iter(_texts(record.get("collection-title"))), "")
    if len(names) > 1:
        series = next(filter(_SERIES.match, names), names[1])
        names = [name for name in names if name != series]
    container = next(iter(names or _texts(record.get("event-title")) or _texts(record.get("event"))), "")
    return container, "" if series == container else series


def _date(record: Item) -> tuple[int, int]:
    """Return year and month of print, by which a journal is cited, else of publication in any form; 0 for what is not said."""
    for name in ("published-print", "issued", "published", "published-online"):
        for part in _parts_of_date(record.get(name)):
            # A number behind an `s`, as in `season 2`, is not a month.
            match = re.search(r"(?<!\d)([12]\d{3})(?:[^\ds]+(1[0-2]|0?[1-9])(?!\d))?", str(part)[:100], re.ASCII)
            if match:
                return int(match[1]), int(match[2] or 0)
    return 0, 0


def _parts_of_date(date: object) -> list[object]:
    """Return what may say year and month, the most trusted first. Other numbers of a date are flags, seasons and clocks."""
    if isinstance(date, list) and date and isinstance(date[0], dict):
        date = date[0]
    if not isinstance(date, dict):
        return [date]
    return [*map(date.get, ("date-parts", "raw", "literal", "date-time")), [date.get("year"), date.get("month")]]


def _preprint_of(record: Item) -> str:
    """Return the arXiv id of the work's preprint, if its record names it."""
    relation = record.get("relation")
    preprints = _list(relation.get("has-preprint")) if isinstance(relation, dict) else []
    named = [str(preprint.get("id")) for preprint in preprints if isinstance(preprint, dict)]
    ids = map(bare_arxiv, (*named, *(plain(record.get(name)) for name in ("archive_location", "number", "DOI", "URL"))))
    return next(filter(arxiv_month, ids), "")


# Texts and names

MAX_TEXT_LENGTH = 10_000
"""Characters of a text that are read; an abstract has about 2,000, and readers of markup may be slow."""


def plain(value: object) -> str:
    """Return a short text of a service without tags and LaTeX; empty for anything but a text or a number."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return normalize_text(read_latex(clean(from_html(str(value)[:MAX_TEXT_LENGTH])))[0])


def _names(people: object) -> list[str]:
    """Return the names of people as BibTeX has them.

    One that is not taken apart is that of a group, but for `Family, Given`, and for a `G. Family` that stands as the family
    name, as in IEEE's RIS.
    """
    names = []
    for person in (person for person in _list(people) if isinstance(person, dict)):
        parts = ("dropping-particle", "non-dropping-particle", "family", "given", "suffix")
        *family, given, suffix = (_part_of_name(person.get(part)) for part in parts)
        name = " ".join(filter(None, family))
        literal = _part_of_name(str(person.get("literal") or person.get("name") or ""))
        is_person = "," in (literal or name) or (not literal and starts_with_initial(name))
        whole = read_name(literal or name) if is_person else Person(literal or name)
        names.append(format_name(Person(name or given, name and given, suffix) if given or suffix else whole))
    return [name for name in names if name and not _UNNAMED.fullmatch(name)]


_UNNAMED = re.compile(r"\{:\}|:\(?[a-z]{3,4}\)?")
"""Stands at arXiv between a group and its members; unavailable, unknown and the like.

Source: DataCite Metadata Schema, "Standard values for unknown information".
"""


def _part_of_name(value: object) -> str:
    return plain(value).strip(" ,;")
