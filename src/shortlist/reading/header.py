"""The headers of summaries and issues: their fields, declared once, and their strict reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    WithJsonSchema,
)

from shortlist.model import Status
from shortlist.problems import Place, Problem, did_you_mean
from shortlist.reading.source import Source
from shortlist.reading.yaml import Document, read_yaml

LinkKind = Literal["code", "data", "demo", "project", "video", "slides", "poster", "discussion"]

GIST_LENGTH = 180

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Form:
    """What a validator asks for, as a JSON Schema can say it to an editor: a regular expression that both Python and
    JavaScript read alike. `patternErrorMessage` is what yaml-language-server prints instead of the expression."""

    pattern: str
    expected: str

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core_schema)
        form = {"pattern": self.pattern, "patternErrorMessage": self.expected}
        return schema | form if "pattern" not in schema else schema | {"allOf": [*schema.get("allOf", []), form]}


def _web_address(value: str) -> str:
    """An absolute http or https address with a host and without white space."""
    try:
        parts = urlsplit(value)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or re.search(r"\s", value):
        raise ValueError("expected an address that begins with https:// or http://")
    return value


def _one_line(value: str) -> str:
    if not value.strip():
        raise ValueError("expected a sentence")
    if "\n" in value.strip():
        raise ValueError("expected one line")
    return value.strip()


def _word(value: str) -> str:
    if not value.strip():
        raise ValueError("expected text")
    return value


WebAddress = Annotated[
    str,
    AfterValidator(_web_address),
    Form(r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]\S*$", "expected an address that begins with https:// or http://"),
]


def _plain(value: str) -> str:
    if "[@" in value:
        raise ValueError("expected plain text; cite in the page instead")
    return value


_WORD = Form(r"\S", "expected text")
_ONE_LINE = Form(r"^\s*\S[^\n]*\s*$", "expected a sentence in one line")
_PLAIN = Form(r"^(?![\s\S]*\[@)", "expected plain text; cite in the page instead")

Text = Annotated[str, AfterValidator(_word), _WORD, AfterValidator(_plain), _PLAIN]
Gist = Annotated[
    str,
    AfterValidator(_one_line),
    _ONE_LINE,
    AfterValidator(_plain),
    _PLAIN,
    Field(
        max_length=GIST_LENGTH,
        description=f"One sentence: what is new and why it counts. At most {GIST_LENGTH} characters, without citations. "
        "Shown in lists, search results and link previews.",
        examples=["One network reads and writes text, and with BERT's data beats BERT."],
    ),
]


_MARKUP = re.compile(r"`|\*\*|\]\(|\]\[|(?<!\w)[*_](?=\S)[^*_]+(?<=\S)[*_](?!\w)|\$(?=\S)[^$]+(?<=\S)\$(?!\d)")
"""Marks of code, links, emphasis and formulas."""
_END = re.compile(r"""[.!?…][)\]"'”’]*\Z""")


def _sentence(value: str) -> str:
    if (found := _MARKUP.search(value)) is not None:
        raise ValueError(f"expected plain text, without the Markdown '{found[0][:20]}'")
    if _END.search(value) is None:
        raise ValueError("expected a sentence that ends with a full stop")
    return value


Sentence = Annotated[
    str,
    AfterValidator(_one_line),
    _ONE_LINE,
    Field(max_length=GIST_LENGTH),
    AfterValidator(_plain),
    _PLAIN,
    AfterValidator(_sentence),
    Form(rf"^(?![\s\S]*(?:{_MARKUP.pattern}))", "expected plain text, without Markdown"),
    Form(_END.pattern.replace(r"\Z", r"\s*$"), "expected a sentence that ends with a full stop"),
]
Day = Annotated[
    date,
    Field(ge=date(1900, 1, 1), le=date(2999, 12, 31)),
    Form(r"^(?:19|2[0-9])[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$", "expected a date, as in 2021-04-06"),
]
Moment = Annotated[
    AwareDatetime,
    # YAML's timestamps with an offset are more than the format `date-time`, which is RFC 3339's.
    WithJsonSchema({"type": "string"}),
    Form(
        r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
        r"[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?)$",
        "expected a date and time with its offset from UTC, as in 2021-04-09T17:00:00+02:00",
    ),
]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Slug = Annotated[str, Field(pattern=rf"^{SLUG.pattern}$")]


class _Header(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _address_or_file(value: str) -> str:
    """A web address, or a path that begins no other scheme; whether it leads somewhere is a check's to say."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", value):
        return _web_address(value)
    if not value or re.search(r"[\s?]", value):
        raise ValueError("expected a page, as in ../2021-04/glm.md, or an address that begins with https:// or http://")
    return value


class FollowUpHeader(_Header):
    """What has happened since a paper was picked."""

    model_config = ConfigDict(title="Follow-up")

    date: Day = Field(description="The day it was written, as in 2021-05-04.", examples=["2021-05-04"])
    text: Sentence = Field(
        description=f"One sentence of plain text. At most {GIST_LENGTH} characters.",
        examples=["DINO trains a Vision Transformer without labels."],
    )
    link: Annotated[
        str,
        AfterValidator(_address_or_file),
        Form(
            r"^(?:[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]\S*|(?![A-Za-z][A-Za-z0-9+.-]*:|//)[^\s?]+)$",
            "expected a page, as in ../2021-04/glm.md, or an address that begins with https:// or http://",
        ),
    ] = Field(
        description="Where to read on: a page, as in ../2021-05/dino.md, a section of this one, as in #why, or an https:// "
        "address.",
        examples=["../2021-05/dino.md", "#why", "https://example.org/retraction"],
    )


class SummaryHeader(_Header):
    """Header of a summary, `docs/YYYY-MM/<slug>.md`."""

    model_config = ConfigDict(title="Header of a summary")

    paper: Text = Field(
        description="Key of the paper in bib/references.bib. Title, authors, venue and year come from there.",
        examples=["du2021glm"],
    )
    gist: Gist
    tags: list[Text] = Field(
        description="Topics, from data/tags.yml. Two to five, each once; only a draft may do without.",
        examples=[["NLP", "Pretraining"]],
    )
    links: dict[LinkKind, WebAddress] = Field(
        default_factory=dict,
        description=f"Further addresses by kind: {', '.join(get_args(LinkKind))}.",
        examples=[{"code": "https://github.com/THUDM/GLM"}],
    )
    since: list[FollowUpHeader] = Field(
        default_factory=list,
        description="What has happened since we picked the paper, and corrections, the newest last. Shown at the top of the "
        "page and at /updates/; the text itself stays as it is.",
    )
    status: Status = Field(
        "published", description="Drafts are shown by the preview and never built for the public.", examples=["draft"]
    )


class EventHeader(_Header):
    """The live discussion of an issue."""

    model_config = ConfigDict(title="Event")

    title: Text = Field(description="What it is called.", examples=["Live discussion of the April issue"])
    start: Moment = Field(
        description="Date and time with the offset from UTC, as in 2021-04-09T17:00:00+02:00.",
        examples=["2021-04-09T17:00:00+02:00"],
    )
    minutes: int = Field(gt=0, le=24 * 60, description="How long it lasts. At most a day.", examples=[60])
    url: WebAddress | None = Field(
        None, description="Where it takes place or was recorded.", examples=["https://example.org/live"]
    )


class IssueHeader(_Header):
    """Header of an issue, `docs/YYYY-MM/index.md`."""

    model_config = ConfigDict(title="Header of an issue")

    issue: Annotated[str, Field(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")] = Field(
        description="Year and month; equals the folder's name.", examples=["2021-04"]
    )
    published: Day = Field(description="Date of publication, as in 2021-04-06.", examples=["2021-04-06"])
    gist: Gist
    considered: int | None = Field(None, gt=0, le=10**9, description="How many papers the month offered.", examples=[4000])
    picks: list[Slug] = Field(
        description="File names of the summaries without .md, in the order of the picks. Every summary of the folder is "
        "listed once; only a draft may do without.",
        examples=[["glm", "p-tuning"]],
    )
    event: EventHeader | None = Field(None, description="The live discussion.")
    status: Status = Field(
        "published",
        description="Drafts are shown by the preview and never built for the public. A published issue lists no draft.",
        examples=["draft"],
    )


class PageHeader(_Header):
    """Header of any other page, such as `docs/about.md`."""

    title: Text = Field("", description="What the page is called.")
    description: Text = Field("", description="One sentence for search engines.")
    template: Literal[
        "home.html", "issues.html", "papers.html", "tags.html", "authors.html", "bibliography.html", "updates.html", "main.html"
    ] = Field("main.html", description="The template in overrides/ that shows it.")


@dataclass(frozen=True, slots=True)
class Header(Generic[Model]):
    """A header that was read, with the places of its fields."""

    fields: Model
    places: dict[str, Place]
    body: int
    """Offset of the first character after the header."""
    is_sound: bool = True
    """Else a problem was reported, and fields that are wrong or missing are empty; the rest can still be checked."""


_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def split_header(source: Source) -> tuple[int, int, int] | Problem:
    """Offsets of the header's start and end and of the body's start.

    The header stands between two lines `---`, the first of which is the file's first line.
    """
    if not re.match(r"---[ \t]*\n", source.text):
        found = source.text.splitlines()[0][:40]
        return source.problem(0, "F103", f"expected a header that begins with a line '---', found '{found}'; see CONTRIBUTING.md")
    start = source.text.index("\n") + 1
    closing = _CLOSING.search(source.text, start)
    if closing is None:
        return source.problem(0, "F103", "the header is not closed; expected a line '---' after the last field")
    return start, closing.start(), min(closing.end() + 1, len(source.text))


def read_header(source: Source, model: type[Model]) -> tuple[Header[Model] | None, list[Problem]]:
    """Read the header of a page and hold it against its model. No header is returned when there is none in the file."""
    split = split_header(source)
    if isinstance(split, Problem):
        return None, [split]
    start, end, body = split
    document, problems = read_yaml(source, start, end)
    if document is None:
        return Header(_without(model, {}, set()), {}, body, is_sound=False), problems
    if not isinstance(document.data, dict):
        found = f"expected fields such as '{_first_required(model)}: …', found {_quote(document.data)}"
        return Header(_without(model, {}, set()), {}, body, is_sound=False), [
            *problems,
            source.problem(0, "F108", found),
        ]
    try:
        return Header(model.model_validate(document.data), dict(document.places), body), problems
    except ValidationError as error:
        errors: list[dict[str, Any]] = [dict(item) for item in error.errors(include_url=False)]
    problems += [_problem(item, document, model, source.place(0)) for item in errors]
    wrong = {str(item["loc"][0]) for item in errors}
    return Header(_without(model, document.data, wrong), dict(document.places), body, is_sound=False), problems


def _without(model: type[Model], data: Mapping[str, Any], wrong: set[str]) -> Model:
    """The model with the fields that are right, and empty ones in place of the others."""
    right = {name: data[name] for name in model.model_fields if name in data and name not in wrong | {"event", "since"}}
    return model.model_construct(**(_EMPTY | right))


_EMPTY: dict[str, Any] = {
    "paper": "",
    "gist": "",
    "tags": [],
    "links": {},
    "since": [],
    "issue": "",
    "published": date.min,
    "picks": [],
    "event": None,
    "title": "",
}


def _problem(error: dict[str, Any], document: Document, model: type[BaseModel], start: Place) -> Problem:
    location = [str(part) for part in error["loc"] if part != "[key]"]
    path = ".".join(location)
    if error["type"] == "missing":
        owner = ".".join(location[:-1])
        parent = document.key_places.get(owner) or (document.places.get(owner, start) if owner else start)
        return Problem(parent, "F107", f"field '{path}' is missing; expected {_expected(model, location)}")
    if error["type"] == "extra_forbidden":
        known = _fields_at(model, location[:-1])
        hint = did_you_mean(location[-1], known) or f"; expected one of {', '.join(known)}"
        return Problem(document.key_places.get(path, start), "F106", f"unknown field '{path}'{hint}")
    if error["type"] in ("string_too_long", "too_long"):
        place = document.places.get(path, start)
        return Problem(place, "F110", f"'{path}' has {len(error['input'])} characters; at most {GIST_LENGTH} fit, shorten it")
    if error["type"] == "literal_error" and "[key]" in error["loc"]:
        known = list(_LINK_KINDS)
        hint = did_you_mean(location[-1], known) or f"; expected one of {', '.join(known)}"
        return Problem(document.key_places.get(path, start), "F106", f"unknown field '{path}'{hint}")
    return Problem(document.places.get(path, start), "F108", f"'{path}' is {_quote(error['input'])}; {_wanted(error)}")


_LINK_KINDS: tuple[str, ...] = get_args(LinkKind)

_WANTED = {
    "string_type": "expected text; put quotes around it",
    "list_type": "expected a list, as in [one, two]",
    "dict_type": "expected indented lines 'name: value'",
    "model_type": "expected indented lines 'name: value'",
    "int_type": "expected a whole number",
    "date_type": "expected a date, as in 2021-04-06",
    "datetime_type": "expected a date and time with its offset from UTC, as in 2021-04-09T17:00:00+02:00",
    "timezone_aware": "expected a date and time with its offset from UTC, as in 2021-04-09T17:00:00+02:00",
    "greater_than": "expected a number above zero",
    "less_than_equal": "expected less",
}


def _wanted(error: dict[str, Any]) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "literal_error":
            return f"expected {context['expected']}"
        case "value_error":
            return str(context["error"])
        case "string_pattern_mismatch" if "[0-9]{3}" in context["pattern"]:
            return "expected a year and a month, as in 2021-04"
        case "list_type" if error["loc"] == ("since",):
            return "expected a list of follow-ups, each with '- date: …', 'text: …' and 'link: …'"
        case "string_pattern_mismatch":
            return "expected the file's name without .md: lower-case letters, digits and hyphens"
        case kind:
            return _WANTED.get(kind) or error["msg"].lower()


def _quote(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "a mapping"
    if isinstance(value, int) and value.bit_length() > 1000:
        return "a number of hundreds of digits"
    text = str(value)
    return f"'{text[:60]}{'…' if len(text) > 60 else ''}'"


def _fields_at(model: type[BaseModel], location: list[str]) -> list[str]:
    """Names of the fields of the model itself, or of the one nested there."""
    return list(_owner(model, location).model_fields)


def _expected(model: type[BaseModel], location: list[str]) -> str:
    description = _owner(model, location[:-1]).model_fields[location[-1]].description or "a value"
    sentence = description.split(". ")[0].rstrip(".")
    return sentence[0].lower() + sentence[1:]


def _owner(model: type[BaseModel], location: list[str]) -> type[BaseModel]:
    """The model that declares the fields at this place of a header."""
    nested: dict[str, type[BaseModel]] = {"event": EventHeader, "since": FollowUpHeader}
    return nested.get(location[0], model) if location else model


def _first_required(model: type[BaseModel]) -> str:
    return next(name for name, field in model.model_fields.items() if field.is_required())
