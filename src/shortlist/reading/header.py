"""Header of a page → its model with places, and what is wrong with it in words for authors; and edits of it as fixes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from shortlist.model import NESTED_HEADERS, LinkKind
from shortlist.problems import Fix, Place, Problem, Problems, did_you_mean
from shortlist.reading.source import Source
from shortlist.reading.yaml import YamlData, as_yaml, read_yaml
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


def _cut_texts(source: Source, document: YamlData) -> Problems:
    """Yield texts that end where YAML begins a comment, which nobody means in a sentence."""
    for path, place in document.places.items():
        if path.rpartition(".")[2] in ("gist", "text", "title"):
            written = source.text[source.offset(place) :].partition("\n")[0]
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
    location = [str(part) for part in error["loc"]]
    while ".".join(location) not in document.places and error["type"] != "missing":
        location.pop()  # pydantic's word for a key; or the index in a list of one item, which may be written without brackets.
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


# Edits of a header, or of a data file in YAML, as fixes. Comments, order and layout of the rest stay. A value is named as in
# `yaml.YamlData`: `paper`, `tags.0`, `links.code`.


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
        start = header.rindex(":", 0, start) + 1
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
