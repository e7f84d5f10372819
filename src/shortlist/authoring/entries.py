"""From a record to an entry in the house form: fields, key, and the layout of `bib/references.bib`.

Two spaces, `=` in one column, no comma after the last field.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from html import unescape

from shortlist.authoring.http import CannotFetch
from shortlist.authoring.markup import from_html, normalize_text, to_latex
from shortlist.checks.bibliography import check_entries
from shortlist.citations.references import RANGE
from shortlist.exports.bibtex import format_value
from shortlist.exports.csl import month_of
from shortlist.latex import latex_to_text, read_latex
from shortlist.model import Entry, Person
from shortlist.problems import Problem
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.bibtex_rules import ENTRY_TYPES, FIELD_ORDER, is_public
from shortlist.reading.found_identifiers import Fields, identifiers_in
from shortlist.reading.keys import make_key
from shortlist.reading.names import Names, read_names
from shortlist.reading.source import Source
from shortlist.text import MONTHS, clean

_COLUMN = len("archiveprefix")
"""Width of the names before `=`, in all entries alike, so that a new field does not move the others."""


def format_fields(type_: str, key: str, fields: Fields) -> str:
    """Return an entry in the house form, with a line end after it.

    `fields` maps names to values without their outer braces; a month's English name becomes its macro. Empty values are left
    out.
    """
    return format_written(type_, key, {name: format_value(name, value) for name, value in fields.items() if value})


def format_written(type_: str, key: str, values: Fields) -> str:
    """Return an entry of values as they stand in a file: `{…}`, `"…" # name`, `jul`."""
    names = sorted(values, key=lambda name: (*FIELD_ORDER, name.lower()).index(name.lower()))
    lines = (f"  {name:<{_COLUMN}} = {values[name]}" for name in names)
    return ",\n".join([f"@{type_}{{{key}", *lines]) + "\n}\n"


def read_entry(type_: str, fields: Fields) -> tuple[Entry, list[Problem]]:
    """Return an entry of these fields, without a key, as it is read from its text, and every problem that it would be."""
    entries, problems = read_bibtex(Source("", format_fields(type_, "new", fields)))
    return replace(entries["new"], key=""), [*problems, *check_entries(entries)]


@dataclass(frozen=True, slots=True)
class Record:
    """A work as its source describes it."""

    source: str
    """`arXiv:2103.10360`, `10.18653/v1/N19-1423`, `work.bib:3`."""
    entry: Entry
    """With the key that its source gives to it, or none, and with fields that the house leaves out, such as the abstract."""
    notes: tuple[str, ...] = ()
    """For the user, one line each."""


def make_entry(record: Record, taken_keys: Collection[str], *, is_pick: bool = True) -> Entry:
    """Return the entry of a record in the house form, with a key that is none of `taken_keys`, in lower case.

    A key that has the house's form is kept. Raises `CannotFetch`, with a line for each fault, if the entry breaks a rule: its
    source then says too little.
    """
    entry, problems = read_entry(*_house_fields(record.entry))
    if problems:
        raise CannotFetch("\n".join(_fault(problem, entry, record) for problem in problems))
    return replace(entry, key=make_key(entry, taken_keys, own=record.entry.key, is_pick=is_pick))


def _fault(problem: Problem, entry: Entry, record: Record) -> str:
    """Return the problem of an entry that was made of a record, at its place in the record's own file if it has one."""
    own = record.entry
    field = next((name for name, place in entry.field_places.items() if place == problem.place), "")
    place = own.field_places.get(field, own.place)
    message = problem.message.replace("entry 'new'", f"entry '{own.key}'" if own.key else "the entry")
    return f"{place if place.path else record.source}: {problem.code} {message}"


_TITLES = frozenset({"title", "subtitle", "booktitle", "journal", "series"})
_AS_WRITTEN = frozenset("eprint archiveprefix primaryclass doi url urldate year month".split())
_BIBTEX_NAMES = {"journaltitle": "journal", "location": "address"}
_THESES = {"phdthesis": "phdthesis", "mathesis": "mastersthesis"}
"""The field `type` as biblatex writes it → the type of BibTeX."""
_TYPED = frozenset("thesis report techreport phdthesis mastersthesis misc".split())
"""Types of entries whose field `type` says what they are."""


def _house_fields(entry: Entry) -> tuple[str, dict[str, str]]:
    """Return the type and the fields in BibTeX's names, without private ones, with people and texts as the house writes them."""
    fields = {**entry.fields, **identifiers_in(entry.fields, entry.key)}
    fields = {name: value for name, value in fields.items() if is_public(name, value)}
    for name, ours in _BIBTEX_NAMES.items():
        fields.setdefault(ours, fields.pop(name, ""))
    month = month_of(entry)
    fields |= {"year": str(entry.year or ""), "month": MONTHS[month - 1] if month else "", "date": ""}
    type_, fields = _house_type(entry.type, {name: value for name, value in fields.items() if value})
    for name, value in fields.items():
        if name in ("author", "editor"):
            names = read_names(unescape(value))
            fields[name] = " and ".join([*map(format_name, names.people), *(["others"] if names.has_more else [])])
        elif name == "pages":
            fields[name] = to_latex(RANGE.sub("–", re.sub(r"^pp?\. ?(?=\d)", "", latex_to_text(value))))
        elif name not in _AS_WRITTEN:
            fields[name] = _house_text(value, is_title=name in _TITLES)
    return type_, fields


def _house_type(type_: str, fields: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Return the type and its fields. A work without what its type needs, of which a program knew too little, is `misc`."""
    if type_ == "thesis" and fields.get("type") in _THESES:
        type_ = _THESES[fields.pop("type")]
    if type_ in ("phdthesis", "mastersthesis"):
        fields.setdefault("school", fields.pop("institution", ""))
    needed = ({*group} - {"eprint"} for group in ENTRY_TYPES.get(type_, ()))
    if type_ == "online" or not all(any(map(fields.get, group)) for group in needed):
        type_ = "misc"
        fields.setdefault("howpublished", fields.pop("booktitle", ""))
        fields = {**fields, **identifiers_in(fields)}  # One in the place of a venue.
    if type_ not in _TYPED:
        fields.pop("type", None)
    if type_ == "proceedings" and fields.get("booktitle") == fields.get("title"):
        fields.pop("booktitle", None)
    return type_, fields


_FORMULA = "\ue010"
"""A private character that holds the place of a formula."""


def _house_text(value: str, *, is_title: bool = False) -> str:
    """Return a field's text in Unicode, its formulas as they were, and in titles braces around words with capitals."""
    formulas: list[str] = []

    def hold(formula: str) -> str:
        if formula == r"\backslash":
            return "\\"
        formulas.append(f"${formula}$")
        return _FORMULA

    text = from_html(from_html(read_latex(value.replace(_FORMULA, "").replace(r"{\&}amp;", r"\&"), hold)[0]))
    held = iter(formulas)
    written = re.sub(_FORMULA, lambda _: next(held, ""), to_latex(re.sub(r"[{}]", "", clean(text)), is_title=is_title))
    return _with_own_braces(written, value) if is_title and not value.startswith("{{") else written


def _with_own_braces(written: str, value: str) -> str:
    """Put braces where the user has put single ones around a word with a capital: `{Wikipedia}`. Double ones say nothing."""
    if re.fullmatch(r"\{[^{}]*\}", value):
        return written
    words = set(re.findall(r"\{([^\W\d_]*[A-Z][^\W_]*)\}", re.sub(r"\{\{[^{}]*\}\}", "", value)))
    words -= set(re.findall(r"\{(\w+)\}", written))
    return re.sub(r"(?<![\w{])\w+(?![\w}])", lambda match: f"{{{match[0]}}}" if match[0] in words else match[0], written)


def format_name(person: Person) -> str:
    """Return `Family, Given` or `Family, Suffix, Given`; in braces a group, and what would be read in another way."""
    parts = (person.family, person.suffix, person.given)
    family, suffix, given = (to_latex(normalize_text(part).replace("$", "")) for part in parts)
    if not given and not suffix:
        return f"{{{family}}}" if " " in family or read_names(family).people != (Person(latex_to_text(family)),) else family
    between = f", {suffix}, " if suffix else ", "
    meant = Names((Person(latex_to_text(family), latex_to_text(given), suffix),))
    names = (f"{family}{between}{given}", f"{{{family}}}{between}{given}", f"{{{family}}}{between}{{{given}}}")
    return next((name for name in names if read_names(name) == meant), names[-1])
