"""From a record to an entry in the house form: fields, key, and the layout of `bib/references.bib`.

Two spaces, `=` in one column, no comma after the last field.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from shortlist.authoring.http import CannotFetch
from shortlist.authoring.markup import escaped, from_html, normalize_text, to_latex
from shortlist.authoring.sources import Record
from shortlist.checks.bibliography import check_entries
from shortlist.citations.fields import RANGE
from shortlist.exports.bibtex import format_value
from shortlist.exports.csl import CslItem, date_of, people_of
from shortlist.identifiers import arxiv_month, arxiv_url, bare_arxiv, bare_doi, doi_url, is_doi
from shortlist.latex import latex_to_text, read_latex
from shortlist.model import Entry, Person
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.bibtex_rules import ENTRY_TYPES, FIELD_ORDER, is_public
from shortlist.reading.found_identifiers import identifiers_in
from shortlist.reading.keys import make_key
from shortlist.reading.names import Names, read_names
from shortlist.reading.source import Source
from shortlist.text import MONTHS, clean

_POSITIONS = {name: position for position, name in enumerate(FIELD_ORDER)}
_COLUMN = len("archiveprefix")
"""Width of the names before `=`, in all entries alike, so that a new field does not move the others."""


def format_fields(type_: str, key: str, fields: Mapping[str, str]) -> str:
    """Return an entry in the house form, with a line end after it.

    `fields` maps names to values without their outer braces; a month's English name becomes its macro. Empty values are left
    out.
    """
    return format_written(type_, key, {name: format_value(name, value) for name, value in fields.items() if value})


def format_written(type_: str, key: str, values: Mapping[str, str]) -> str:
    """Return an entry of values as they stand in a file: `{…}`, `"…" # name`, `jul`."""
    names = sorted(values, key=lambda name: _POSITIONS.get(name.lower(), len(_POSITIONS)))
    lines = (f"  {name:<{_COLUMN}} = {values[name]}" for name in names)
    return ",\n".join([f"@{type_}{{{key}", *lines]) + "\n}\n"


def make_entry(record: Record, taken_keys: Collection[str], *, is_pick: bool = True) -> Entry:
    """Return a record as an entry in the house form, with a key that is none of `taken_keys`, in lower case.

    A user's own entry says the same in the house's way, and keeps a key that has the house's form. The text is read back and
    checked by every rule for entries. Raises `CannotFetch` if one is broken: the source then says too little.
    """
    work = record.work
    if isinstance(work, Entry):
        type_, fields = _own_fields(work)
    else:
        type_, fields = _fields(work)
    entries, problems = read_bibtex(Source("", format_fields(type_, "new", fields)))
    problems += check_entries(entries)
    if problems or len(entries) != 1:
        reason = problems[0].message.replace("entry 'new'", "it") if problems else "it cannot be read back"
        hint = "" if isinstance(work, Entry) else "; add an entry of your own as BibTeX"
        raise CannotFetch(f"{record.source} gives no valid entry: {reason}{hint}")
    entry = entries["new"]
    return replace(entry, key=make_key(entry, taken_keys, own=record.key, is_pick=is_pick))


# A user's own entry

_TITLES = frozenset({"title", "subtitle", "booktitle", "journal", "series"})
_AS_WRITTEN = frozenset("eprint archiveprefix primaryclass doi url urldate year month".split())
_BIBTEX_NAMES = {"journaltitle": "journal", "location": "address"}
_THESES = {"phdthesis": "phdthesis", "mathesis": "mastersthesis"}
"""The field `type` as biblatex writes it → the type of BibTeX."""
_TYPED = frozenset("thesis report techreport phdthesis mastersthesis misc".split())
"""Types of entries whose field `type` says what they are."""


def _own_fields(entry: Entry) -> tuple[str, dict[str, str]]:
    """Return the type and the fields in BibTeX's names, without private ones, with people and texts as the house writes them."""
    fields = {name: value for name, value in entry.fields.items() if is_public(name, value)}
    fields |= identifiers_in(fields, entry.key)
    for name, ours in _BIBTEX_NAMES.items():
        fields.setdefault(ours, fields.pop(name, ""))
    fields |= _own_date(fields)
    type_, fields = _own_type(entry.type, {name: value for name, value in fields.items() if value})
    for name, value in fields.items():
        if name in ("author", "editor"):
            names = read_names(value)
            fields[name] = " and ".join([*map(_name, names.people), *(["others"] if names.has_more else [])])
        elif name == "pages":
            fields[name] = to_latex(RANGE.sub("–", re.sub(r"^pp?\. ?(?=\d)", "", latex_to_text(value))))
        elif name not in _AS_WRITTEN:
            fields[name] = _own_text(value, is_title=name in _TITLES)
    return type_, fields


def _own_type(type_: str, fields: dict[str, str]) -> tuple[str, dict[str, str]]:
    if type_ == "thesis" and fields.get("type") in _THESES:
        type_ = _THESES[fields.pop("type")]
    if type_ in ("phdthesis", "mastersthesis"):
        fields.setdefault("school", fields.pop("institution", ""))
    lacks = {"article": "journal", "techreport": "institution"}.get(type_, "title")
    if type_ == "online" or lacks not in fields:
        type_ = "misc"
    if type_ not in _TYPED:
        fields.pop("type", None)
    if type_ == "proceedings" and fields.get("booktitle") == fields.get("title"):
        fields.pop("booktitle", None)
    return type_, fields


def _own_date(fields: Mapping[str, str]) -> dict[str, str]:
    """Return year and month as BibTeX has them. The day goes, as in the house."""
    date, month = fields.get("date", ""), fields.get("month", "").lower()
    year, number = re.match(r"\{?(\d{4})", fields.get("year") or date), re.match(r"\d{4}-(0[1-9]|1[0-2])", date)
    number = number or re.fullmatch(r"\{?(0?[1-9]|1[0-2])\}?", month)
    name = MONTHS[int(number[1]) - 1] if number else next((name for name in MONTHS if name[:3].lower() in month), "")
    return {"year": year[1] if year else "", "month": name, "date": ""}


_FORMULA = "\ue010"
"""A private character that holds the place of a formula."""


def _own_text(value: str, *, is_title: bool = False) -> str:
    """Return a field's text in Unicode, its formulas as they were, and in titles braces around words with capitals."""
    formulas: list[str] = []

    def hold(formula: str) -> str:
        if formula == r"\backslash":
            return "\\"
        formulas.append(f"${formula}$")
        return _FORMULA

    text = from_html(read_latex(value.replace(_FORMULA, "").replace(r"{\&}amp;", r"\&"), hold)[0])
    held = iter(formulas)
    written = re.sub(_FORMULA, lambda _: next(held, ""), escaped(re.sub(r"[{}]", "", clean(text)), is_title=is_title))
    return _with_own_braces(written, value) if is_title and not value.startswith("{{") else written


def _with_own_braces(written: str, value: str) -> str:
    """Put braces where the user has put single ones around a word with a capital: `{Wikipedia}`. Double ones say nothing."""
    if re.fullmatch(r"\{[^{}]*\}", value):
        return written
    words = set(re.findall(r"\{([^\W\d_]*[A-Z][^\W_]*)\}", re.sub(r"\{\{[^{}]*\}\}", "", value)))
    words -= set(re.findall(r"\{(\w+)\}", written))

    def braced(match: re.Match[str]) -> str:
        if match[0] not in words:
            return match[0]
        words.remove(match[0])  # The first of each is enough.
        return f"{{{match[0]}}}"

    return re.sub(r"(?<![\w{])\w+(?![\w}])", braced, written)


# Fields of CSL-JSON

TYPES: Mapping[str, str] = {
    # CSL's own names, and those that Crossref has left in its answers for years.
    **dict.fromkeys(("article-journal", "journal-article", "article-magazine", "article-newspaper"), "article"),
    **dict.fromkeys(("paper-conference", "proceedings-article"), "inproceedings"),
    **dict.fromkeys(("chapter", "book-chapter", "book-section", "book-part", "reference-entry", "entry"), "incollection"),
    **dict.fromkeys(("book", "monograph", "edited-book", "reference-book"), "book"),
    **dict.fromkeys(("thesis", "dissertation"), "phdthesis"),
    **dict.fromkeys(("report", "report-component", "report-series"), "techreport"),
    **dict.fromkeys(("article", "posted-content", "manuscript", "preprint", "webpage", "post", "post-weblog"), "misc"),
    **dict.fromkeys(("standard", "speech", "patent", "document", "other", ""), "misc"),
    "proceedings": "proceedings",
    "dataset": "dataset",
    "software": "software",
    "computer_program": "software",
}
"""CSL type → BibTeX type."""

_VENUES = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
_PUBLISHERS = {"phdthesis": "school", "mastersthesis": "school", "techreport": "institution", "misc": "howpublished"}
"""BibTeX type → the field that the container, and the publisher, stand in."""


def _fields(csl: CslItem) -> tuple[str, dict[str, str]]:
    """Return the type and the fields of CSL-JSON. The type is `misc`, which needs no fields, if the others do not suffice."""
    type_ = TYPES.get(csl["type"], "misc")
    if type_ == "phdthesis" and "master" in csl["genre"].lower():
        type_ = "mastersthesis"
    fields = _fields_of(type_, csl)
    # A journal's preprint alone is not an article.
    if type_ == "article" and "journal" not in fields or not all(any(map(fields.get, names)) for names in ENTRY_TYPES[type_]):
        return "misc", _fields_of("misc", csl)
    return type_, fields


def _fields_of(type_: str, csl: CslItem) -> dict[str, str]:
    year, _, month = date_of(csl).partition("-")
    container, publisher = csl["container-title"], csl["publisher"]
    arxiv = csl["archive_location"] or csl["number"].removeprefix("arXiv:")
    posted = arxiv_month(arxiv)
    if not posted or int(year or 0) < posted.year - bool(container):
        # A preprint posted long after its publication; the rules for entries take the pair for a mistake.
        arxiv = ""
    if type_ == "misc":
        publisher = container or ("" if arxiv and publisher == "arXiv" else publisher)
    authors, editors = (" and ".join(map(_name, people_of(csl, role))) for role in ("author", "editor"))
    fields = {
        "title": to_latex(csl["title"], is_title=True),
        "author": authors,
        _VENUES.get(type_, ""): to_latex(container, is_title=True),
        "editor": editors if not authors or type_ in ("incollection", "book", "proceedings") else "",
        "series": to_latex(csl["collection-title"], is_title=True),
        "volume": to_latex(csl["volume"]),
        "number": to_latex(csl["issue"] or csl["collection-number"] or ("" if posted else csl["number"])),
        "pages": to_latex(RANGE.sub("–", csl["page"])),
        _PUBLISHERS.get(type_, "publisher"): to_latex(publisher) if type_ != "article" else "",  # The journal says enough.
        "address": to_latex(csl["publisher-place"]),
        "year": year,
        "month": MONTHS[int(month) - 1] if month else "",
        "eprint": arxiv,
        "archiveprefix": "arXiv" if arxiv else "",
        "primaryclass": csl["archive_collection"] if arxiv else "",
        "doi": csl["DOI"],
        "url": _url_of(csl["URL"], arxiv, csl["DOI"]),
    }
    return {name: value for name, value in fields.items() if name and value}


def _url_of(url: str, arxiv: str, doi: str) -> str:
    """Return a page of its own, or that of arXiv, or that of the DOI."""
    is_own = url and not arxiv_month(bare_arxiv(url)) and not is_doi(bare_doi(url))
    return url if is_own else arxiv_url(arxiv) or doi_url(doi) or url


def _name(person: Person) -> str:
    """Return `Family, Given` or `Family, Suffix, Given`; in braces a group, and what would be read in another way."""
    parts = (person.family, person.suffix, person.given)
    family, suffix, given = (to_latex(normalize_text(part).replace("$", "")) for part in parts)
    if not given and not suffix:
        return f"{{{family}}}" if " " in family or read_names(family).people != (Person(latex_to_text(family)),) else family
    between = f", {suffix}, " if suffix else ", "
    meant = Names((Person(latex_to_text(family), latex_to_text(given), suffix),))
    names = (f"{family}{between}{given}", f"{{{family}}}{between}{given}", f"{{{family}}}{between}{{{given}}}")
    return next((name for name in names if read_names(name) == meant), names[-1])
