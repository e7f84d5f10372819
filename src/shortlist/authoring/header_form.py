"""The house form of a header: fields in the order of their model, one line a value, plain text unless YAML needs quotes.

`tags` and `hide` stand in brackets, other lists have a line for each item. Comments and blank lines stay above what they stood
above, and comments behind a value stay behind it. What is nested in a way that no model knows stays as it is written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import yaml
from pydantic import BaseModel

from shortlist.reading.header import EventHeader, FollowUpHeader
from shortlist.reading.source import Source
from shortlist.reading.yaml import Loader, as_yaml, read_yaml

IN_BRACKETS = frozenset({"tags", "hide"})
_NESTED: dict[str, type[BaseModel]] = {"event": EventHeader, "since": FollowUpHeader}


def format_header(text: str, model: type[BaseModel]) -> str:
    """The YAML of a header, without the lines `---`, in the house form.

    Raises `ValueError` for YAML that would not be read as before, or not be stable. The text must be YAML that `read_yaml`
    reads without a problem, and a mapping.
    """
    formatted = _Header(text).formatted(model)
    if formatted != text and (
        _meaning(formatted) != _meaning(text)
        or _comments(formatted) != _comments(text)
        or _Header(formatted).formatted(model) != formatted
    ):
        raise ValueError("the header is written in a way that cannot be formatted without a loss; write it as the others are")
    return formatted


@dataclass
class _Line:
    """What is to be written as one line, and what goes with it."""

    text: str
    row: int
    """Where it stood, from 0."""
    above: list[str] = field(default_factory=list)
    """Comments and blank lines."""
    behind: list[str] = field(default_factory=list)
    """Comments."""

    def written(self, indent: str = "") -> Iterator[str]:
        above, behind = list(self.above), list(self.behind)
        if len(behind) > 1:
            above, behind = [*above, *behind], []
        for comment in above:
            yield f"{indent}{comment}" if comment else ""
        yield indent + "  ".join([self.text, *behind])


class _Header:
    def __init__(self, text: str) -> None:
        self.text = text
        self.rows = text.split("\n")
        self.starts = [0]
        for row in self.rows:
            self.starts.append(self.starts[-1] + len(row) + 1)
        self.node = yaml.compose(text, Loader)
        self.comments, self.layout = _comments_of(text, self.rows)

    def formatted(self, model: type[BaseModel]) -> str:
        if not isinstance(self.node, yaml.MappingNode) or self.node.flow_style:
            return self.text
        order = {name: place for place, name in enumerate(model.model_fields)}
        fields = self.node.value
        blocks: list[tuple[int, list[str]]] = []
        first_row = 0
        for number, (key, value) in enumerate(fields):
            row = key.start_mark.line
            above = self._layout(first_row, row)
            following = fields[number + 1][0].start_mark.line if number + 1 < len(fields) else len(self.rows)
            end = self._end(row, following)
            lines = self._field(key, value, end)
            blocks.append((order.get(key.value, len(order)), [*above, *lines]))
            first_row = end
        out = [line for _, lines in sorted(blocks, key=lambda block: block[0]) for line in lines]
        last = self._layout(first_row, len(self.rows))
        while last and not last[-1]:
            last.pop()
        while out and not out[0]:
            out.pop(0)
        return "".join(f"{line}\n" for line in [*out, *last])

    def _layout(self, first: int, last: int) -> list[str]:
        """Comments and blank lines of some rows."""
        return [self.layout[row] for row in range(first, last) if row in self.layout]

    def _end(self, row: int, following: int) -> int:
        """Past the last row of a field. Comments that are indented as its items are belong to it."""
        end = following
        while end - 1 > row and (
            self.layout.get(end - 1) == "" or (end - 1 in self.layout and self.rows[end - 1].startswith("#"))
        ):
            end -= 1
        return end

    def _field(self, key: yaml.ScalarNode, value: yaml.Node, end: int) -> list[str]:
        lines = self._lines(key, value)
        if lines is None:
            if key.start_mark.column:
                raise ValueError("the header is indented as a whole; begin its fields in the first column")
            return self.rows[key.start_mark.line : end]
        rows = range(key.start_mark.line, end)
        ends_in = value.end_mark.line if isinstance(value, yaml.CollectionNode) and value.flow_style else -1
        self._attach(lines, rows, ends_in)
        shown = [line for each, indent in lines for line in each.written(indent)]
        last_row = max(line.row for line, _ in lines)
        left = [row for row in rows if row in self.layout and row > last_row]
        return shown + [f"  {self.layout[row]}" if self.layout[row] else "" for row in left]

    def _attach(self, lines: list[tuple[_Line, str]], rows: range, ends_in: int) -> None:
        """Each comment and blank line to the next line below it, each comment behind a value to that.

        A comment in the row where brackets close is about all that is in them.
        """
        in_order = sorted((line for line, _ in lines), key=lambda line: line.row)
        starts = [line.row for line in in_order]
        for row in rows:
            following = bisect_right(starts, row)
            if row in self.layout:
                if following < len(in_order):
                    in_order[following].above.append(self.layout[row])
            elif row in self.comments:
                (lines[0][0] if row == ends_in else in_order[following - 1]).behind.append(self.comments[row])

    def _lines(self, key: yaml.ScalarNode, value: yaml.Node) -> list[tuple[_Line, str]] | None:
        """The lines of a field with their indents, or nothing for what stays as it is written."""
        name, row = self._name(key), key.start_mark.line
        if isinstance(value, yaml.ScalarNode):
            written = self._scalar(value)
            return None if written is None else [(_Line(f"{name}: {written}".rstrip(), row), "")]
        if isinstance(value, yaml.MappingNode):
            inner = self._pairs(value, key.value)
            if inner is None or not inner:
                return None if inner is None else [(_Line(f"{name}: {{}}", row), "")]
            return [(_Line(f"{name}:", row), ""), *((line, "  ") for line in inner)]
        if not isinstance(value, yaml.SequenceNode):
            return None
        if not value.value:
            inside = range(value.start_mark.line, value.end_mark.line)
            return None if self._has_comments(inside) else [(_Line(f"{name}: []", row), "")]
        if all(isinstance(item, yaml.MappingNode) for item in value.value):
            return self._items(name, row, value, key.value)
        return self._list(name, row, value, key.value)

    def _list(self, name: str, row: int, value: yaml.SequenceNode, field_name: str) -> list[tuple[_Line, str]] | None:
        last = value.value[-1].end_mark.line
        has_comments = self._has_comments(range(value.value[0].start_mark.line, last))
        if value.flow_style:
            has_comments = self._has_comments(range(value.start_mark.line, value.end_mark.line))
        elif field_name in IN_BRACKETS:
            has_comments = has_comments or self._has_comments(range(row + 1, last + 1))
        in_brackets = not has_comments and (field_name in IN_BRACKETS or bool(value.flow_style and field_name != "picks"))
        written = [self._scalar(item, in_brackets) if isinstance(item, yaml.ScalarNode) else None for item in value.value]
        if None in written or "" in written:
            return None
        if in_brackets:
            return [(_Line(f"{name}: [{', '.join(map(str, written))}]", row), "")]
        items = zip(written, value.value, strict=True)
        return [(_Line(f"{name}:", row), ""), *((_Line(f"- {one}", item.start_mark.line), "  ") for one, item in items)]

    def _items(self, name: str, row: int, value: yaml.SequenceNode, field_name: str) -> list[tuple[_Line, str]] | None:
        out = [(_Line(f"{name}:", row), "")]
        for item in value.value:
            pairs = self._pairs(item, field_name)
            if not pairs:
                return None
            # The dash is on the row of the item's first field, wherever that goes.
            first_row = min(line.row for line in pairs)
            for number, line in enumerate(pairs):
                if number == 0:
                    line.text = f"- {line.text}"
                out.append((line, "    " if number else "  "))
            if pairs[0].row != first_row and (first_row in self.comments or first_row - 1 in self.layout):
                return None  # Whether a comment is about the item or about the field nobody knows.
        return out

    def _pairs(self, node: yaml.MappingNode, field_name: str) -> list[_Line] | None:
        """Fields one below the other; in the order of their model, or as written if the order is the author's."""
        order = list(_NESTED[field_name].model_fields) if field_name in _NESTED else []
        pairs = []
        for key, value in node.value:
            written = self._scalar(value) if isinstance(value, yaml.ScalarNode) else None
            if written is None:
                return None
            pairs.append((key.value, _Line(f"{self._name(key)}: {written}".rstrip(), key.start_mark.line)))
        pairs.sort(key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
        return [line for _, line in pairs]

    def _has_comments(self, rows: Iterable[int]) -> bool:
        return any(row in self.comments or self.layout.get(row) for row in rows)

    def _name(self, key: yaml.ScalarNode) -> str:
        return as_yaml(key.value) if key.tag == _TEXT and key.style else self._source(key)

    def _source(self, node: yaml.Node) -> str:
        first, last = node.start_mark, node.end_mark
        return self.text[self.starts[first.line] + first.column : self.starts[last.line] + last.column]

    def _scalar(self, node: yaml.ScalarNode, in_brackets: bool = False) -> str | None:
        """On one line; nothing for a text of several."""
        if node.tag != _TEXT:
            written = self._source(node)
            return written if not node.style and not re.search(r"[\n!&]", written) else None
        if "\n" in node.value:
            return None
        return as_yaml(node.value, is_in_brackets=in_brackets)


_TEXT = "tag:yaml.org,2002:str"
_INDICATOR = re.compile(r"[|>][-+0-9]*")


def _comments_of(text: str, rows: list[str]) -> tuple[dict[int, str], dict[int, str]]:
    """Row → comment behind a value, and row → comment or nothing, of rows that hold no YAML."""
    behind: dict[int, str] = {}
    alone: dict[int, str] = {}
    taken: dict[int, int] = {}
    """Row → the column where its last token ends, or its length where a text of several rows goes on."""
    for token in yaml.scan(text, Loader):
        first, last = token.start_mark, token.end_mark
        if (first.line, first.column) == (last.line, last.column):
            continue
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            end = last.line if last.column == 0 else last.line + 1
            keeps = "+" in rows[first.line][first.column : first.column + 3]
            while not keeps and end - 1 > first.line and not rows[end - 1].strip():
                end -= 1
            taken.update((row, len(rows[row])) for row in range(first.line + 1, end))
            indicator = _INDICATOR.match(rows[first.line], first.column)
            taken[first.line] = indicator.end() if indicator else first.column + 1
            continue
        taken.update((row, len(rows[row])) for row in range(first.line, last.line))
        taken[last.line] = max(taken.get(last.line, 0), last.column)
    for number, row in enumerate(rows):
        if number not in taken:
            alone[number] = row.strip()
        elif rest := row[taken[number] :].strip():
            # PyYAML takes `[a]# b` for a comment, too. Nothing else can stand behind the last token of a row.
            behind[number] = rest
    return behind, alone


def _comments(text: str) -> list[str]:
    behind, alone = _comments_of(text, text.split("\n"))
    return sorted(filter(None, (*behind.values(), *alone.values())))


def _meaning(text: str) -> object:
    document, problems = read_yaml(Source("", text), 0, len(text))
    return document and document.data, [problem.code for problem in problems]
