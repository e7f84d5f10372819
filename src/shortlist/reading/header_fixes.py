"""Edits of a header as fixes. Comments, order and layout of the rest stay.

A value is named as in `yaml.YamlData`: `paper`, `tags.0`, `links.code`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from shortlist.problems import Fix, Problem
from shortlist.reading.header import split_header
from shortlist.reading.source import Source
from shortlist.reading.yaml import as_yaml, compose

_DASH = re.compile(r"[ ]*-[ ]+")


def new_value(header: str, name: str, text: str) -> Fix | None:
    """Return the fix that makes a scalar another text; none for a scalar of several lines."""
    node = _find(header, name)
    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):
        return None
    start, end = _span(node)
    return None if "\n" in header[start:end] else Source("", header).fix(start, end, as_yaml(text))


def without_item(header: str, name: str, index: int) -> Fix | None:
    """Return the fix that takes an item, not the first, out of a list; none if a comment would be lost."""
    node = _find(header, name)
    if not isinstance(node, yaml.SequenceNode) or not 0 < index < len(node.value):
        return None
    start, end = _span(node.value[index])
    if node.flow_style:
        before = _span(node.value[index - 1])[1]
        return None if "#" in header[before:start] else Source("", header).fix(before, end, "")
    start, end = header.rfind("\n", 0, start) + 1, header.index("\n", end) + 1
    is_alone = re.fullmatch(r"[ ]*-[ ]+[^\s#]+[ ]*\n", header[start:end])
    return Source("", header).fix(start, end, "") if is_alone else None


def with_items(header: str, name: str, items: Sequence[str]) -> list[Fix]:
    """Return the fixes that add items to the end of a list, in its form, or a line each to an empty one; none if they cannot."""
    node = _find(header, name)
    if node is None:
        return []
    source = Source("", header)
    start, end = _span(node)
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        if re.fullmatch(r"(?:\[\s*\])?", header[start:end]) is None:
            return []
        start = header.rindex(":", 0, start) + 1 if end > start else start
        return [source.fix(start, end, ""), _lines(source, end, "  - ", items)]
    start, end = _span(node.value[-1])
    if node.flow_style:
        return [source.fix(end, end, "".join(f", {as_yaml(item)}" for item in items))]
    lead = header[header.rfind("\n", 0, start) + 1 : start]
    return [_lines(source, end, lead, items)] if _DASH.fullmatch(lead) else []


def _lines(source: Source, offset: int, lead: str, items: Sequence[str]) -> Fix:
    end = source.text.index("\n", offset)
    return source.fix(end, end, "".join(f"\n{lead}{as_yaml(item)}" for item in items))


def items_in_order(header: str, name: str, keys: Sequence[Any]) -> Fix | None:
    """Return the fix that sorts the items of a list by `keys`. Comments go with the item below them."""
    node = _find(header, name)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or len(node.value) != len(keys):
        return None
    rows = header.split("\n")
    starts = []
    for mark in (item.start_mark for item in node.value):
        if _DASH.fullmatch(rows[mark.line][: mark.column]) is None:
            return None
        start = mark.line
        while rows[start - 1].lstrip().startswith("#"):
            start -= 1
        starts.append(start)
    end = next(number for number, row in enumerate(rows) if number > starts[-1] and re.match(r"---|[^\s-]", row))
    items = ["".join(f"{row}\n" for row in rows[start:stop]) for start, stop in zip(starts, [*starts[1:], end], strict=True)]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    source = Source("", header)
    first, last = source.offset(starts[0] + 1, 1), source.offset(end + 1, 1)
    return source.fix(first, last, "".join(items[number] for number in order))


def _span(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.index, node.end_mark.index


def _find(header: str, name: str) -> yaml.Node | None:
    """Return the node of a value, with offsets in the header."""
    split = split_header(Source("", header))
    if isinstance(split, Problem):
        return None
    start, end, _ = split
    node = compose(" " * (start - 1) + header[start - 1 : end])
    for part in name.split("."):
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and part.isdecimal() and int(part) < len(node.value):
            node = node.value[int(part)]
        else:
            return None
    return node
