"""Edits of a header, or of a data file in YAML, as fixes. Comments, order and layout of the rest stay.

A value is named as in `yaml.YamlData`: `paper`, `tags.0`, `links.code`.
"""

import re
from collections.abc import Sequence

from shortlist.problems import Fix, Problem
from shortlist.reading.header import split_header
from shortlist.reading.source import Source
from shortlist.reading.yaml import YamlData, as_yaml, read_yaml


def new_value(header: str, name: str, value: object, remark: str = "") -> Fix | None:
    """Return the fix that gives a scalar another value; none for a scalar of several lines.

    A remark behind it goes if it holds these words.
    """
    source = Source("", header)
    start, end = _spans(source).get(name, (0, len(header)))  # All of it is never one value.
    if "\n" in header[start:end]:
        return None
    if remark and (behind := re.compile(rf"[ \t]*#[^\n]*{re.escape(remark)}[^\n]*").match(header, end)):
        end = behind.end()
    return source.fix(start, end, as_yaml(value))


def without_item(header: str, name: str, index: int) -> Fix | None:
    """Return the fix that takes an item out of a list; none beside a comment, which may be about it."""
    source = Source("", header)
    spans = _spans(source)
    if index:
        start, end = spans[f"{name}.{index - 1}"][1], spans[f"{name}.{index}"][1]
    elif f"{name}.1" in spans:
        start, end = spans[f"{name}.0"][0], spans[f"{name}.1"][0]
    else:
        (start, _), (first, end) = spans[name], spans[f"{name}.0"]
        return source.fix(first, end, "") if header[start] == "[" else source.fix(start, end, "[]")
    return None if "#" in header[start : header.index("\n", end)] else source.fix(start, end, "")


def with_items(header: str, name: str, items: Sequence[str]) -> list[Fix]:
    """Return the fixes that add items to the end of a list, in its form, or a line each to an empty one; none if they cannot."""
    source = Source("", header)
    spans = _spans(source)
    start, end = spans.get(name, (0, len(header)))
    if f"{name}.0" not in spans:
        if re.fullmatch(r"(?:\[\s*\])?", header[start:end]) is None:
            return []
        start = header.rindex(":", 0, start) + 1 if end > start else start
        return [source.fix(start, end, ""), _lines(source, end, "  - ", items)]
    last_start, last_end = next(spans[path] for path in reversed(spans) if path.rpartition(".")[0] == name)
    if header[start] == "[":
        return [source.fix(last_end, last_end, "".join(f", {as_yaml(item)}" for item in items))]
    lead = header[header.rfind("\n", 0, last_start) + 1 : last_start]
    return [_lines(source, last_end, lead, items)] if re.fullmatch(r"[ ]*-[ ]+", lead) else []


def _lines(source: Source, offset: int, lead: str, items: Sequence[str]) -> Fix:
    end = source.text.index("\n", offset)
    return source.fix(end, end, "".join(f"\n{lead}{as_yaml(item)}" for item in items))


def _spans(source: Source) -> dict[str, tuple[int, int]]:
    """Return the offsets of each value's start and end, by its name."""
    split = split_header(source)
    start, end = (0, len(source.text)) if isinstance(split, Problem) else split[:2]
    document = read_yaml(source, start, end)[0] or YamlData(None)
    return {name: (source.offset(place), source.offset(document.ends[name])) for name, place in document.places.items()}
