"""Header of a page → its model with places, and what is wrong with it in words for authors."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from shortlist.model import NESTED_HEADERS, LinkKind
from shortlist.problems import Place, Problem, did_you_mean
from shortlist.reading.source import Source
from shortlist.reading.yaml import YamlData, read_yaml
from shortlist.text import quoted, shorten

Model = TypeVar("Model", bound=BaseModel)

MAX_LENGTH = 60_000
"""Characters of a header: enough for as many items as its lists may have."""


class Header(NamedTuple, Generic[Model]):
    """A header that was read, with the places of its fields."""

    fields: Model
    places: Mapping[str, Place]
    body: int
    """Offset of the first character after the header."""
    is_sound: bool = True
    """Else a problem was reported, and fields that are wrong or missing are empty; the rest can still be checked."""


_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def split_header(source: Source) -> tuple[int, int, int] | Problem:
    """Return the offsets of the header's start and end and of the body's start.

    The header is between two lines `---`, the first of which is the file's first line.
    """
    if not has_header(source):
        first_line = source.text.splitlines()[0][:40]
        message = f"expected a header that begins with a line '---', found '{first_line}'; see CONTRIBUTING.md"
        return source.problem(0, "F103", message)
    start = source.text.index("\n") + 1
    closing = _CLOSING.search(source.text, start)
    if closing is None:
        return source.problem(0, "F103", "the header is not closed; expected a line '---' after the last field")
    return start, closing.start(), min(closing.end() + 1, len(source.text))


def has_header(source: Source) -> bool:
    """Return whether a page begins with the line that opens a header."""
    first, end, _ = source.text.partition("\n")
    return end != "" and first.rstrip(" \t") == "---"


def read_header(source: Source, model: type[Model]) -> tuple[Header[Model] | None, list[Problem]]:
    """Read the header of a page and hold it against its model. Return no header when there is none in the file."""
    split = split_header(source)
    if isinstance(split, Problem):
        return None, [split]
    start, end, body = split
    if end - start > MAX_LENGTH:
        message = f"the header has {end - start:,} characters; at most {MAX_LENGTH:,} fit, shorten it"
        return _unread(model, body), [source.problem(start, "F147", message)]
    document, problems = read_yaml(source, start, end)
    if document is None:
        return _unread(model, body), problems
    header, more = with_model(source, document, model, body)
    return header, [*problems, *more]


def with_model(source: Source, document: YamlData, model: type[Model], body: int) -> tuple[Header[Model], list[Problem]]:
    """Hold data against a model. Fields that are wrong are reported and left empty."""
    if not isinstance(document.data, dict):
        message = f"expected fields such as '{next(iter(model.model_fields))}: …', found {shown(document.data)}"
        return _unread(model, body), [source.problem(0, "F108", message)]
    problems = [*_cut_texts(source, document)]
    try:
        return Header(model.model_validate(document.data), document.places, body), problems
    except ValidationError as error:
        errors: Any = error.errors(include_url=False)
    problems += [_problem(item, document, model, source.place(0)) for item in errors]
    wrong = {str(item["loc"][0]) for item in errors}
    return Header(_without(model, document.data, wrong), document.places, body, is_sound=False), problems


def _cut_texts(source: Source, document: YamlData) -> Iterator[Problem]:
    """Yield texts that end where YAML begins a comment, which nobody means in a sentence."""
    lines = source.text.split("\n")
    for path, place in document.places.items():
        if path.rpartition(".")[2] in ("gist", "text", "title"):
            written = lines[place.line - 1][place.column - 1 :]
            if not written.startswith(("'", '"', "|", ">", "#", "TODO")) and (comment := re.search(r"\S #", written)):
                rest = written[comment.end() - 1 :][:20]
                message = f"'{_name(path.split('.'))}' ends before '{rest}', where YAML begins a comment; put quotes around it"
                yield Problem(place, "F108", message)


def _unread(model: type[Model], body: int) -> Header[Model]:
    return Header(_without(model, {}, set()), {}, body, is_sound=False)


def _without(model: type[Model], data: Mapping[str, Any], wrong: set[str]) -> Model:
    """Return the model with the fields that are right, and empty ones in place of the others."""
    right = {name: data[name] for name in model.model_fields if name in data and name not in wrong | NESTED_HEADERS.keys()}
    return model.model_construct(**(_EMPTY | right))


_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("paper", "gist", "issue"), ""),
    **dict.fromkeys(("tags", "picks"), []),
    "published": date.min,
}


def _problem(error: dict[str, Any], document: YamlData, model: type[BaseModel], start: Place) -> Problem:
    location = [str(part) for part in error["loc"] if part != "[key]"]
    while location[1:] and ".".join(location) not in document.places and error["type"] != "missing":
        location.pop()  # A list of one item may be written without brackets.
    path, kind, name = ".".join(location), error["type"], _name(location)
    place = (document.key_places if "[key]" in error["loc"] else document.places).get(path, start)
    if kind == "missing":
        owner = ".".join(location[:-1])
        place = document.key_places.get(owner) or (document.places.get(owner, start) if owner else start)
        return Problem(place, "F107", f"field '{name}' is missing; expected {_expected(model, location)}")
    if kind == "extra_forbidden" or (kind == "literal_error" and "[key]" in error["loc"]):
        known = get_args(LinkKind) if kind == "literal_error" else tuple(_owner(model, location[:-1]).model_fields)
        hint = did_you_mean(location[-1], known) or f"; expected one of {', '.join(known)}"
        return Problem(document.key_places.get(path, start), "F106", f"unknown field '{name}'{hint}")
    if kind in ("string_too_long", "too_long"):
        what = "characters" if isinstance(error["input"], str) else "items"
        message = f"'{name}' has {len(error['input']):,} {what}; at most {error['ctx']['max_length']} fit, shorten it"
        return Problem(place, "F110", message)
    return Problem(place, "F108", f"'{name}' is {shown(error['input'])}; {_wanted(error)}")


def _name(location: Iterable[str]) -> str:
    """Return the name of a value for people, who count from one."""
    return ".".join(str(int(part) + 1) if part.isdecimal() else part for part in location)


_FILE = "expected the file's name without .md: lower-case letters, digits and hyphens"
_WRITER = "expected an id of data/people.yml, or a list of them"
_WANTED = {
    "paper": "expected a key of bib/references.bib, as in ada2020first",
    "issue": "expected a year and a month, as in 2021-04",
    "picks.*": _FILE,
    "start_here.pick": _FILE,
    "by": _WRITER,
    "by.*": _WRITER,
    "since": "expected a list of follow-ups, each with '- date: …', 'text: …' and 'link: …'",
    "string_type": "expected text; put quotes around it",
    "string_pattern_mismatch": "expected lower-case letters, digits and hyphens",
    "list_type": "expected a list, as in [one, two]",
    "dict_type": "expected indented lines 'name: value'",
    "int_type": "expected a whole number",
    "date_type": "expected a date, as in 2021-04-06, without quotes",
    "too_short": "expected at least one",
    "greater_than": "expected a number above zero",
    "less_than_equal": "expected less",
}
"""By the value's place in the header, and for others by pydantic's type of the error."""


def _wanted(error: dict[str, Any]) -> str:
    kind, value = error["type"], error["input"]
    path = ".".join("*" if isinstance(part, int) else part for part in error["loc"])
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if path in _WANTED:
        return _WANTED[path]
    if kind == "literal_error":
        return f"expected {error['ctx']['expected']}"
    if kind == "list_type" and isinstance(value, str) and "\n" not in value:
        return f"expected a list, as in [{shorten(value, 40)}]"
    if kind == "model_type":
        fields = NESTED_HEADERS[error["loc"][0]].model_fields.items()
        return "expected indented lines, " + ", ".join(f"'{name}: …'" for name, field in fields if field.is_required())
    return _WANTED.get(kind) or error["msg"].lower()


def shown(value: Any) -> str:
    """Return a value for a message."""
    if value is None:
        return "empty"
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "a mapping"
    if isinstance(value, int) and value.bit_length() > 1000:
        return "a number of hundreds of digits"
    return quoted(str(value))


def _expected(model: type[BaseModel], location: list[str]) -> str:
    description = _owner(model, location[:-1]).model_fields[location[-1]].description or "a value"
    sentence = description.split(". ")[0].rstrip(".")
    return sentence[0].lower() + sentence[1:]


def _owner(model: type[BaseModel], location: list[str]) -> type[BaseModel]:
    """Return the model that declares the fields at this place of a header."""
    return NESTED_HEADERS.get(location[0], model) if location else model
