"""The house form of BibTeX entries: one order of fields, one layout.

`bib/references.bib` shows it: two spaces, `=` in one column, no comma after the last field.
"""

from __future__ import annotations

from collections.abc import Mapping

from shortlist.exports.bibtex import format_value

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
