"""Edits of a header as fixes. Comments, order and layout of the rest stay.

A value is named as in `yaml.YamlData`: `paper`, `tags.0`, `links.code`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from shortlist.problems import Fix, Problem
from shortlist.reading.header import split_header
from shortlist.reading.source import Source
from shortlist.reading.yaml import YamlData, as_yaml, read_yaml


def new_value(header: str, name: str, value: object) -> Fix | None:
    """Return the fix that gives a scalar another value; none for a scalar of several lines."""
    source = Source("", header)
    document = _read(source)
    if name not in document.places:
        return None
    start, end = _span(source, document, name)
    return None if "\n" in header[start:end] else source.fix(start, end, as_yaml(value))


def without_item(header: str, name: str, index: int) -> Fix | None:
    """Return the fix that takes an item, not the first, out of a list; none beside a comment, which may be about it."""
    source = Source("", header)
    document = _read(source)
    start, end = (_span(source, document, f"{name}.{number}")[1] for number in (index - 1, index))
    return None if "#" in header[start : header.index("\n", end)] else source.fix(start, end, "")


def with_items(header: str, name: str, items: Sequence[str]) -> list[Fix]:
    """Return the fixes that add items to the end of a list, in its form, or a line each to an empty one; none if they cannot."""
    source = Source("", header)
    document = _read(source)
    if name not in document.places:
        return []
    start, end = _span(source, document, name)
    value = document.data[name]
    if not isinstance(value, list) or not value:
        if re.fullmatch(r"(?:\[\s*\])?", header[start:end]) is None:
            return []
        start = header.rindex(":", 0, start) + 1 if end > start else start
        return [source.fix(start, end, ""), _lines(source, end, "  - ", items)]
    is_in_brackets = header[start] == "["
    start, end = _span(source, document, f"{name}.{len(value) - 1}")
    if is_in_brackets:
        return [source.fix(end, end, "".join(f", {as_yaml(item)}" for item in items))]
    lead = header[header.rfind("\n", 0, start) + 1 : start]
    return [_lines(source, end, lead, items)] if re.fullmatch(r"[ ]*-[ ]+", lead) else []


def _lines(source: Source, offset: int, lead: str, items: Sequence[str]) -> Fix:
    end = source.text.index("\n", offset)
    return source.fix(end, end, "".join(f"\n{lead}{as_yaml(item)}" for item in items))


def _read(source: Source) -> YamlData:
    split = split_header(source)
    document = None if isinstance(split, Problem) else read_yaml(source, *split[:2])[0]
    return document or YamlData(None)


def _span(source: Source, document: YamlData, name: str) -> tuple[int, int]:
    start, end = document.places[name], document.ends[name]
    return source.offset(start.line, start.column), source.offset(end.line, end.column)
