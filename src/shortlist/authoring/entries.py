"""The house form of BibTeX entries: one order of fields, one layout.

`bib/references.bib` shows it: two spaces, `=` in one column, no comma after the last field.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, count

from shortlist.authoring.http import CannotFetch
from shortlist.authoring.sources import is_private
from shortlist.authoring.wording import settle, to_latex
from shortlist.authoring.works import Found
from shortlist.checks.bibliography import check_entries
from shortlist.exports.bibtex import format_value
from shortlist.identifiers import arxiv_month, arxiv_url, doi_url
from shortlist.model import Person
from shortlist.reading.bibtex import KEY, read_bibtex
from shortlist.reading.bibtex_rules import ENTRY_TYPES
from shortlist.reading.source import Source
from shortlist.text import MONTHS, STOP_WORDS, fold, latex_to_text

FIELD_ORDER = (
    *("title", "subtitle", "titleaddon", "author"),
    *("journal", "journaltitle", "booktitle", "booksubtitle", "howpublished", "institution", "school", "organization", "type"),
    *("editor", "translator", "series", "volume", "number", "edition", "version", "chapter", "pages"),
    *("publisher", "address", "location", "year", "date", "month", "day"),
    *("eprint", "eprinttype", "archiveprefix", "primaryclass", "eprintclass", "doi", "isbn", "issn", "note", "url", "urldate"),
)
"""The order of fields in every entry. Fields that are not named here follow, in the order they came in."""

_COLUMN = len("archiveprefix")
"""So wide are the names before `=`, in all entries alike, so that a new field does not move the others."""


def format_entry(type_: str, key: str, fields: Mapping[str, str]) -> str:
    """An entry in the house form, with a line end after it.

    `fields` maps names to values without their outer braces, LaTeX and inner braces as they shall stand; a month's English name
    becomes its macro. Empty values are left out.
    """
    return format_written(type_, key, {name: format_value(name, value) for name, value in fields.items() if value})


def format_written(type_: str, key: str, values: Mapping[str, str]) -> str:
    """As `format_entry`, but of values as they stand in a file: `{…}`, `"…" # name`, `jul`."""
    lines = (f"  {name:<{_COLUMN}} = {values[name]}" for name in in_order(values))
    return ",\n".join([f"@{type_}{{{key}", *lines]) + "\n}\n"


def in_order(names: Mapping[str, object]) -> list[str]:
    """Names of fields in the house's order."""
    return sorted(names, key=lambda name: _PLACES.get(name.lower(), len(_PLACES)))


_PLACES = {name: place for place, name in enumerate(FIELD_ORDER)}


def entry(found: Found, taken_keys: Collection[str], *, is_pick: bool = True) -> str:
    """A work as an entry in the house form, with a key that is not taken.

    A user's own entry keeps its fields as they are, private ones aside, and a key that has the house's form. The text is read
    back and held to every rule for entries. Raises `CannotFetch` if one is broken: the source then says too little.
    """
    fields = _own_fields(found) if found.given is not None else _fields(found)
    type_ = found.given.type if found.given is not None else _type(found, fields)
    if type_ == "misc" and found.given is None:
        fields = _fields(found, type_)
    text = format_entry(type_, key(found, taken_keys, is_pick=is_pick), fields)
    entries, problems = read_bibtex(Source("", text))
    problems += check_entries(entries)
    if problems or len(entries) != 1:
        reason = problems[0].message if problems else "it cannot be read back"
        raise CannotFetch(f"{found.source} makes no sound entry: {reason}; add an entry of your own as BibTeX")
    return text


def key(found: Found, taken_keys: Collection[str], *, is_pick: bool = True) -> str:
    """`surname2021word`: family name of the first author without particles, year, first telling word of the title.

    The year of a pick is that of its first version, of other works that of publication. If the key is taken, also in another
    case, the next telling word is tried, then `-b`, `-c` and so on after the first. A user's own key is kept if it is of this
    form and free.
    """
    taken = {name.casefold() for name in taken_keys}
    surname = _surname(found)
    if (own := found.given) is not None and own.key not in taken and KEY.fullmatch(own.key):
        if surname and re.fullmatch(rf"{surname}[12][0-9]{{3}}[a-z0-9-]+", own.key):
            return own.key
    start = f"{surname or 'anonymous'}{(found.first_year if is_pick else None) or found.year or ''}"
    words = _telling_words(found.title) or ["work"]
    names = chain((start + word for word in words), (f"{start}{words[0]}-{letters}" for letters in _letters()))
    return next(name for name in names if name not in taken)


def _letters() -> Iterator[str]:
    """b, c, … z, then 27, 28, …"""
    yield from "bcdefghijklmnopqrstuvwxyz"
    yield from map(str, count(27))


def _surname(found: Found) -> str:
    people = found.authors or found.editors
    if not people:
        return ""
    words = people[0].family.split()
    while len(words) > 1 and words[0].islower():  # `van den Oord` is `oord`.
        words.pop(0)
    # Of a group the first word tells enough: `The ATLAS Collaboration`.
    if len(words) > 1 and not people[0].given:
        words = [word for word in words if word.lower() not in _STOP_WORDS][:1] or words[:1]
    name = _plain_letters("".join(words)) or _plain_letters(people[0].given)
    return re.sub(r"^[0-9]+", "", name)


def _plain_letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text).lower())


def _telling_words(title: str) -> list[str]:
    """Words of a title that help to recognize it. Of a compound its first part, unless that is a letter or a mere prefix."""
    words: list[str] = []
    for compound in re.sub(r"['’]", "", fold(latex_to_text(to_latex(title)))).lower().split():
        parts = [part for part in re.split(r"[^a-z0-9]+", compound) if part]
        if parts and (len(parts[0]) == 1 or parts[0] in _PREFIXES) and len(parts) > 1:
            parts[:2] = ["".join(parts[:2])]
        if parts and parts[0] not in _STOP_WORDS and (len(parts[0]) > 1 or len(words) == 0 and not parts[0].isdecimal()):
            words.append(parts[0][:30])
    return list(dict.fromkeys(words))


_PREFIXES = frozenset("anti bi co de inter intra meta multi non pre re semi sub super uni un".split())
_STOP_WORDS = STOP_WORDS | set("beyond one toward towards upon using via whether within without".split())

_VENUE_FIELDS = {
    "article": "journal",
    "inproceedings": "booktitle",
    "conference": "booktitle",
    "incollection": "booktitle",
    "inbook": "booktitle",
    "phdthesis": "school",
    "mastersthesis": "school",
    "thesis": "school",
    "techreport": "institution",
    "report": "institution",
}
"""Type → field that its venue stands in; of others that is `howpublished`."""


def _fields(found: Found, type_: str = "") -> dict[str, str]:
    type_ = type_ or found.type
    venue_field = _VENUE_FIELDS.get(type_, "howpublished")
    # A preprint posted long after its publication; the file's rules take the pair for a mistake.
    posted = arxiv_month(found.arxiv)
    arxiv = found.arxiv if posted and found.year and found.year >= posted.year - bool(found.venue) else ""
    fields = {
        "title": to_latex(found.title, is_title=True),
        "author": _names(found.authors, found.has_more_authors),
        venue_field: to_latex(found.venue, is_title=venue_field in ("journal", "booktitle")),
        "editor": _names(found.editors, False) if type_ in ("incollection", "inbook", "book", "proceedings") else "",
        "series": to_latex(found.series, is_title=True),
        "volume": to_latex(found.volume),
        "number": to_latex(found.number),
        "pages": to_latex(found.pages),
        "publisher": to_latex(found.publisher),
        "address": to_latex(found.address),
        "year": str(found.year or ""),
        "month": MONTHS[found.month - 1] if found.month else "",
        "eprint": arxiv,
        "archiveprefix": "arXiv" if arxiv else "",
        "primaryclass": found.primary_class if arxiv else "",
        "doi": found.doi,
        "url": _address(found, arxiv),
    }
    if not fields["author"]:
        fields["editor"] = _names(found.editors, False)
    return {name: value for name, value in fields.items() if value}


def _address(found: Found, arxiv: str) -> str:
    return arxiv_url(arxiv) or doi_url(found.doi) or found.url


def _type(found: Found, fields: Mapping[str, str]) -> str:
    """The work's type if its fields suffice for it, else `misc`, which needs none."""
    needed = ENTRY_TYPES.get(found.type)
    if needed is None or not all(any(map(fields.get, names)) for names in needed):
        return "misc"
    # A journal's preprint alone is no article.
    return found.type if found.type != "article" or found.venue else "misc"


def _own_fields(found: Found) -> dict[str, str]:
    assert found.given is not None
    return {name: value for name, value in found.given.fields.items() if not is_private(name, value)}


def _names(people: Collection[Person], has_more: bool) -> str:
    names = [name for name in map(_name, people) if name]
    return " and ".join([*names, "others"] if has_more else names)


def _name(person: Person) -> str:
    """`Family, Given`, `Family, Suffix, Given`; a name of one part that holds spaces stands in braces, as a group's does."""
    family, suffix, given = (_part(part) for part in (person.family, person.suffix, person.given))
    if not family:
        family, given = given, ""
    if not given and not suffix:
        return f"{{{family}}}" if " " in family and not family.startswith("{") else family
    return ", ".join([family, *([suffix] if suffix else []), given])


def _part(text: str) -> str:
    latex = to_latex(settle(text).replace("$", ""))
    # To BibTeX these part names, and `others` stands for the rest of them.
    return f"{{{latex}}}" if re.search(r",|(?:^|\s)and(?:\s|$)", latex, re.I) or latex.lower() == "others" else latex


