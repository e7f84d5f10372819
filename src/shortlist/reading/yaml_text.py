"""A text as YAML, with quotes only where it needs them."""

from __future__ import annotations

import re

import yaml


def as_yaml(text: str, *, is_in_brackets: bool = False) -> str:
    """The text on one line, as YAML reads it back: plain if that is possible, else in double quotes, else in single ones."""
    double, single = f'"{text}"', "'" + text.replace("'", "''") + "'"
    for written in (text, double, single):
        if _reads_as(text, written, is_in_brackets):
            return written
    # What nobody sees, and both kinds of quotes beside backslashes: escaped. YAML 1.1, section 5.7.
    escaped = "".join(
        {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}.get(char)
        or (char if char.isprintable() else f"\\U{ord(char):08X}" if ord(char) > 0xFFFF else f"\\u{ord(char):04X}")
        for char in text
    )
    return f'"{escaped}"'


def _reads_as(text: str, written: str, is_in_brackets: bool) -> bool:
    # PyYAML's two loaders disagree about tabs, and about signs such as `?` between brackets.
    if "\n" in written or "\t" in written or (is_in_brackets and written == text and not _TAME.fullmatch(text)):
        return False
    try:
        found = yaml.load(f"[{written}]" if is_in_brackets else f"a: {written}", _Loader)
    except (yaml.YAMLError, ValueError):  # PyYAML raises ValueError for a day that no month has.
        return False
    return isinstance(found, list | dict) and found == ([text] if is_in_brackets else {"a": text})


_TAME = re.compile(r"\w[\w .+/-]*")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
