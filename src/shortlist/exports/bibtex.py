"""Entries as BibTeX: one layout for all, fields as they were written.

LaTeX and protecting braces stay, macros are resolved, so that reading the text back gives the same entry. Months are written as
BibTeX's own macros, which styles translate. Source: BibTeXing (Patashnik, 1988), section 2; btxdoc's grammar has no escapes, so
what would break it, an unmatched brace, is left out.
"""

import re

from shortlist.model import Entry
from shortlist.reading.bibtex_rules import is_public
from shortlist.text import MONTHS, clean

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_COMMANDS = frozenset({"comment", "preamble", "string"})
_UNFIT_IN_KEYS = re.compile(r"[\s\"#%'(),={}~\\@]+")


def format_bibtex(entry: Entry) -> str:
    """Return the entry as BibTeX, with a line end after it. It reads as one entry with its public fields."""
    type_ = entry.type if _NAME.fullmatch(entry.type) and entry.type not in _COMMANDS else "misc"
    lines = [f"  {name} = {format_value(name, value)}" for name, value in entry.fields.items() if is_public(name, value)]
    key = _UNFIT_IN_KEYS.sub("-", clean(entry.key))
    return ",\n".join([f"@{type_}{{{key}", *lines]) + "\n}\n"


def format_value(name: str, value: str) -> str:
    """Return a field's value as it stands in a file: between braces, or the macro of a month."""
    if name == "month" and value in MONTHS:
        return value[:3].lower()
    return f"{{{_balanced(clean(value))}}}"


def _balanced(value: str) -> str:
    """Return the value without braces that have no counterpart.

    BibTeX counts braces whether or not a backslash stands before them.
    """
    if "{" not in value and "}" not in value:
        return value
    unmatched: list[int] = []
    for brace in re.finditer("[{}]", value):
        if brace[0] == "}" and unmatched and value[unmatched[-1]] == "{":
            unmatched.pop()
        else:
            unmatched.append(brace.start())
    lost = set(unmatched)
    return "".join(character for index, character in enumerate(value) if index not in lost) if lost else value
