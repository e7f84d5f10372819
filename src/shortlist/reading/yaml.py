"""YAML 1.1 as PyYAML's safe loader reads it, but strict, and with the place of every value.

A repeated key is a problem instead of a silent overwrite, and so are anchors, aliases and merge keys, which
hide or multiply values and are not needed here, and tags but YAML's own: a text that begins with `&` or `!` would lose a word.
Source: PyYAML's node graph, https://pyyaml.org/wiki/PyYAMLDocumentation.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import yaml

from shortlist.problems import Fix, Place, Problem
from shortlist.reading.source import Source
from shortlist.text import HIDDEN, is_hidden

# The C loader is ten times as fast and in every wheel of PyYAML; the other one is for builds from source without libyaml.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 50
_TOO_DEEP = f"more than {MAX_DEPTH} lists or mappings stand in each other"


class YamlData(NamedTuple):
    """Plain data with places. A path names a value: `gist`, `picks.0`, `links.code`."""

    data: Any
    places: Mapping[str, Place] = {}
    """Path → where the value begins."""
    ends: Mapping[str, Place] = {}
    """Path → the character after the value, unless it is a list or mapping in lines."""
    key_places: Mapping[str, Place] = {}
    """Path → where its key begins."""


def read_yaml(source: Source, start: int, end: int) -> tuple[YamlData | None, list[Problem]]:
    """Read `source.text[start:end]`. No document when the YAML is broken; repeated keys keep their first value."""
    text = source.text[start:end]
    try:
        refuse(text)
        loader = Loader(text)
        reader = _Reader(source, start, loader)
        node = loader.get_single_node()
        data = reader.value(node, "") if node is not None else None
    except yaml.YAMLError as error:
        return None, [yaml_problem(source, start, error)]
    return YamlData(data, reader.places, reader.ends, reader.key_places), reader.problems


_OPENS = re.compile(r"[\[{]|[-?] ")
_DEEPLY_INDENTED = re.compile(rf"^ {{{MAX_DEPTH}}}", re.MULTILINE)


_UNREADABLE = re.compile("[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML refuses or takes for line ends, which no editor shows."""


def refuse(text: str) -> None:
    """Raise `yaml.YAMLError` for such characters, for more than `MAX_DEPTH` lists or mappings in each other, and for broken YAML.

    libyaml's composer calls itself for each of them, and ends the process when the stack is full; its parser does not. It can go
    when libyaml has a limit of its own.
    """
    if (character := _UNREADABLE.search(text)) is not None:
        raise yaml.reader.ReaderError("", character.start(), character[0], "", "")
    if len(_OPENS.findall(text)) <= MAX_DEPTH and not _DEEPLY_INDENTED.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise yaml.MarkedYAMLError(problem=_TOO_DEEP, problem_mark=event.start_mark)  # type: ignore[arg-type]
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


_OWN_TAGS = "binary|bool|float|int|map|null|omap|pairs|seq|set|str|timestamp"
_PROPERTY = re.compile(rf"&\S*|!(?!(?:!|<tag:yaml\.org,2002:)(?:{_OWN_TAGS})>?(?!\S))\S*")
"""An anchor, or a tag that is not of the types of YAML 1.1, https://yaml.org/type/."""
_NOT_SUPPORTED = "anchors, aliases, merge keys and tags of YAML are not supported; write the values out"


class _Reader:
    """Builds plain data from nodes and notes places on the way."""

    def __init__(self, source: Source, start: int, loader: Any) -> None:
        self.source = source
        self.first = source.place(start)
        self.loader = loader
        self.problems: list[Problem] = []
        self.places: dict[str, Place] = {}
        self.ends: dict[str, Place] = {}
        self.key_places: dict[str, Place] = {}
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: str) -> Any:
        self.places[path] = place = _place(self.first, node.start_mark)
        self.ends[path] = _place(self.first, node.end_mark)
        if id(node) in self._seen:  # An alias, whose anchor is a problem.
            return None
        self._seen.add(id(node))
        self._check(node, place)
        if isinstance(node, yaml.MappingNode):
            return dict(self._items(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, _join(path, str(index))) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _items(self, node: yaml.MappingNode, path: str) -> Iterator[tuple[str, Any]]:
        for key_node, value_node in node.value:
            place = _place(self.first, key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem(place, "F104", "a key must be plain text"))
                continue
            key = key_node.value
            item_path = _join(path, key)
            self._check(key_node, place)
            if key == "<<":
                self.problems.append(Problem(place, "F109", _NOT_SUPPORTED))
            elif (first := self.key_places.setdefault(item_path, place)) is place:
                yield key, self.value(value_node, item_path)
            else:
                self.problems.append(Problem(place, "F105", f"key '{key}' is given twice, first in line {first.line}; keep one"))

    def _check(self, node: yaml.Node, place: Place) -> None:
        """Report an anchor, a tag that is not one of YAML's own, and a hidden character that is written as an escape."""
        if match := _PROPERTY.match(self.source.text, self.source.offset(place)):
            message = f"{_NOT_SUPPORTED}, or put quotes around a text that begins with '{match[0][0]}'"
            self.problems.append(Problem(place, "F109", message))
        hidden = HIDDEN.search(node.value) if isinstance(node, yaml.ScalarNode) else None
        if hidden and hidden[0] not in self.source.text:  # One that stands in the file itself has been reported.
            self.problems.append(Problem(place, "F128", f"the text {is_hidden(hidden[0])}"))

    def _scalar(self, node: yaml.Node) -> Any:
        try:
            return self.loader.construct_object(node)
        except Exception:  # PyYAML raises whatever `int()` and its like raise.
            # Looks like a date or number but is none (2021-02-30), or has a tag of its own: the model says what it wants.
            return node.value


def _place(first: Place, mark: Any) -> Place:
    """Return the place of a mark in a text that begins with the line of `first`.

    libyaml counts lines and columns in characters but `index` in bytes on some builds.
    """
    return Place(first.path, first.line + mark.line, mark.column + 1)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def yaml_problem(source: Source, start: int, error: yaml.YAMLError) -> Problem:
    """Return what PyYAML says of a text that begins at `start`, at its place, with a fix where there is but one."""
    first = source.place(start)
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark):
        if error.context == _IN_QUOTES:
            mark = error.context_mark
        offset = source.offset(_place(first, mark))
        message = f"the YAML cannot be read: {_explain(error, source.line(offset))}"
        return source.problem(offset, "F104", message, _quotes(source, offset, error))
    if isinstance(error, yaml.reader.ReaderError):
        message = f"the YAML cannot be read: it holds the character {error.character!r}; delete it"
        return source.problem(start + error.position, "F104", message)
    return source.problem(start, "F104", f"the YAML cannot be read: {error}")


_UNQUOTED = re.compile(r"[ ]*(?:-[ ]+)?[A-Za-z_]+:[ ]+(?P<text>[^\s\"'\[\]{}|>&*!%@`#?-][^#\n]*?)[ ]*$")


def _quotes(source: Source, offset: int, error: yaml.MarkedYAMLError) -> Fix | None:
    """Return the fix that puts quotes around a text that holds `: `, if it is in one line with its field's name."""
    if "mapping values are not allowed" not in (error.problem or ""):
        return None
    start = source.text.rfind("\n", 0, offset) + 1
    match = _UNQUOTED.match(source.line(offset))
    # A fault before the text is another one: the line goes on with what the line above began.
    if match is None or offset < start + match.start("text"):
        return None
    return source.fix(start + match.start("text"), start + match.end("text"), as_yaml(match["text"]))


_TEXT = re.compile(r"""[ ]*(?:-[ ]+)?[A-Za-z_]+:[ ]+(\[.*\]\(|!\[|\*|`|"[^"]*"(?=[^"]*\S)|'[^']*'(?=[^']*\S))""")
"""The beginning of a value that is a text for people: a link, picture, emphasis, code or words in quotation marks."""

_QUOTATION_MARKS = "\"'"
_IN_QUOTES = "while scanning a quoted scalar"
_WAYS_OUT = {
    "mapping values are not allowed": "put quotes around a text that holds ': '",
    "are not allowed": "put quotes around a text that begins with a special character",
    "alphabetic or numeric": "put quotes around a text that begins with a special character",
    "while scanning a block scalar": "begin the text in the line below, or put quotes around one that begins with > or |",
    "while parsing a quoted scalar": "write \\\\ for a backslash, or single quotes around the text",
    "cannot start any token": "put quotes around a text that begins with a special character, and indent with spaces alone",
    "a tab character": "indent with spaces alone",
    "while parsing a block": "write 'field: …' before each value, and indent alike what belongs together",
    "while scanning a simple key": "write 'field: …', or indent the line if it goes on with what the line above says",
    _IN_QUOTES: "close the quotation mark",
    "while parsing a flow sequence": "close the bracket, and part its items by commas",
    "while parsing a flow mapping": "close the brace, and part its fields by commas",
    "while parsing a flow node": "put quotes around what holds a special character, and close the bracket",
}
"""Words of PyYAML for what it has found, or for the place that it had reached → the way out."""


def _explain(error: yaml.MarkedYAMLError, line: str) -> str:
    problem = error.problem or "syntax error"
    if problem == _TOO_DEEP:
        return problem
    if (text := _TEXT.match(line)) is not None:
        first = text[1][0]
        return f"{problem}; put {'other ' if first in _QUOTATION_MARKS else ''}quotes around a text that begins with {first}"
    said = f"{problem} {error.context}"
    return problem + next((f"; {way_out}" for words, way_out in _WAYS_OUT.items() if words in said), "")


class _HouseDumper(yaml.SafeDumper):
    """Writes quotes only where YAML needs them, double ones if they need no escapes, and indents lists."""

    def choose_scalar_style(self) -> Any:
        text, style = getattr(self.event, "value", ""), super().choose_scalar_style()
        if "\n" in text:
            raise ValueError("a text of several lines")
        return '"' if style == "'" and '"' not in text and "\\" not in text else style

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


_HouseDumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))
_HouseDumper.add_representer(
    datetime, lambda dumper, moment: dumper.represent_scalar("tag:yaml.org,2002:timestamp", moment.isoformat())
)


def as_fields(data: Mapping[str, object]) -> str:
    """Return data as YAML, a line for each value. Raises `ValueError` for a text of several lines."""
    return _dump(dict(data), is_in_brackets=False)


def as_yaml(value: object) -> str:
    """Return a text or a list on one line, in a form that is right between brackets, too."""
    return _dump([value], is_in_brackets=True)[1:-2]


def _dump(data: object, *, is_in_brackets: bool) -> str:
    written = yaml.dump(
        data, Dumper=_HouseDumper, default_flow_style=is_in_brackets, width=float("inf"), allow_unicode=True, sort_keys=False
    )
    return str(written)
