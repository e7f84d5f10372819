"""What to write in a header instead of something that a rule refuses. Comments, order and layout of the rest stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from shortlist.problems import Fix, Problem
from shortlist.reading.header import split_header
from shortlist.reading.source import Source
from shortlist.reading.yaml import as_yaml, compose


def new_value(header: str, name: str, text: str) -> Fix | None:
    """The scalar at a place such as `paper` or `tags.0` becomes another text. Nothing for a text that goes over several lines."""
    found = _find(header, name)
    if found is None or not isinstance(found[0], yaml.ScalarNode) or found[0].style in ("|", ">"):
        return None
    node, parent, source, start = found
    first, last = start + node.start_mark.index, start + node.end_mark.index
    if "\n" in source.text[first:last]:
        return None
    is_in_brackets = bool(getattr(parent, "flow_style", False))
    return source.fix(first, last, as_yaml(text, is_in_brackets=is_in_brackets))


def without_item(header: str, name: str, index: int) -> Fix | None:
    """A list without one of its items, which is not the first. Nothing if a comment would be lost."""
    found = _find(header, name)
    if found is None or not isinstance(found[0], yaml.SequenceNode) or not 0 < index < len(found[0].value):
        return None
    node, _, source, start = found
    assert isinstance(node, yaml.SequenceNode)
    before, item = node.value[index - 1], node.value[index]
    text = source.text
    first, last = start + item.start_mark.index, start + item.end_mark.index
    if node.flow_style:
        first = start + before.end_mark.index
        return None if "#" in text[first : start + item.start_mark.index] else source.fix(first, last, "")
    first, last = text.rfind("\n", 0, first) + 1, text.index("\n", last) + 1
    return source.fix(first, last, "") if re.fullmatch(r"[ ]*-[ ]+[^\s#]+[ ]*\n", text[first:last]) else None


def items_in_order(header: str, name: str, keys: Sequence[Any]) -> Fix | None:
    """A list of one item a line, or of several lines, sorted by `keys`. Comments go with the item below them."""
    found = _find(header, name)
    if found is None or not isinstance(found[0], yaml.SequenceNode) or found[0].flow_style or len(found[0].value) != len(keys):
        return None
    node, _, source, start = found
    text = source.text
    starts: list[int] = []
    for item in node.value:
        first = start + item.start_mark.index
        line = text.rfind("\n", 0, first) + 1
        if re.fullmatch(r"[ ]*-[ ]+", text[line:first]) is None:
            return None
        while text[text.rfind("\n", 0, line - 1) + 1 : line].lstrip().startswith("#"):
            line = text.rfind("\n", 0, line - 1) + 1
        starts.append(line)
    end = _end_of(node.value[-1], start, text)
    chunks = [text[first:last] for first, last in zip(starts, [*starts[1:], end], strict=True)]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return source.fix(starts[0], end, "".join(chunks[number] for number in order))


def _end_of(node: yaml.Node, start: int, text: str) -> int:
    """Past the last line of a node."""
    while isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    end = start + node.end_mark.index
    if node.end_mark.column == 0 and end > start + node.start_mark.index:
        return end  # A block of text ends with its last line.
    return text.index("\n", end) + 1


def _find(header: str, name: str) -> tuple[yaml.Node, yaml.Node | None, Source, int] | None:
    """The node at a place, what it stands in, the text, and where in it the YAML begins."""
    source = Source("", header)
    split = split_header(source)
    if isinstance(split, Problem):
        return None
    start, end, _ = split
    node = compose(source.text[start:end])
    parent: yaml.Node | None = None
    for part in name.split("."):
        parent = node
        if isinstance(parent, yaml.MappingNode):
            node = next((value for key, value in parent.value if key.value == part), None)
        elif isinstance(parent, yaml.SequenceNode) and part.isdecimal() and int(part) < len(parent.value):
            node = parent.value[int(part)]
        else:
            return None
    return (node, parent, source, start) if node is not None else None
