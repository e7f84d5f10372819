"""The records that everything else works on. Frozen, plain, and free of input and output."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from html import unescape
from typing import Annotated, Any, Generic, Literal, NamedTuple, Self, TypeVar, get_args
from unicodedata import normalize

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    field_validator,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from shortlist.identifiers import is_url, license_url
from shortlist.inline import inline_html
from shortlist.latex import latex_to_html
from shortlist.problems import Place, Problem
from shortlist.text import HIDDEN, clean, fold, month, typographic

Status = Literal["draft", "published"]
AnyHeader = TypeVar("AnyHeader", "SummaryHeader", "IssueHeader", "PageHeader")
DatedHeader = TypeVar("DatedHeader", "SummaryHeader", "IssueHeader")

SECTIONS = ("Why", "Key insights")
"""The sections that a summary must have, in their order, where the settings name no others."""
WORDS = range(250, 901)
"""How many words a summary may have, where the settings say nothing else."""

BUILT_IN_EXTENSIONS = ("toc", "tables", "fenced_code")
"""Markdown extensions that MkDocs always adds, before all others. Source: `mkdocs.config.defaults`."""

WHOLE_ISSUE = "all"
"""Below an issue's address, the page that has all of its text; no summary may be called so."""


class Person(NamedTuple):
    """One name of an author or editor list, as plain text (LaTeX accents resolved, braces gone)."""

    family: str
    """With particles and without suffix: `van den Oord`. The whole name of a group: `OpenAI`."""
    given: str = ""
    suffix: str = ""
    """`Jr.`, `IV`."""

    @property
    def name(self) -> str:
        """In reading order: `Robert L. Logan IV`."""
        return " ".join(filter(None, (self.given, self.family, self.suffix)))

    @property
    def family_first(self) -> str:
        """As an index of names has it: `Logan, Robert L., IV`."""
        return ", ".join(filter(None, (self.family, self.given, self.suffix)))

    @property
    def nfc(self) -> str:
        """The name in one spelling, since a letter may be one character or two. Source: Unicode Standard Annex 15."""
        return normalize("NFC", self.name)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the BibTeX file."""

    key: str
    type: str
    """Lower case: `article`, `inproceedings`, …"""
    fields: Mapping[str, str]
    """Lower-case name → value as written, LaTeX and protecting braces included, macros resolved, white space
    collapsed. Names of people are in `authors` and `editors` too."""
    place: Place
    """Of the key."""
    field_places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    """Of each field's value."""
    written: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """Each field's value as it stands in the file: `{A {Title}}`, `jan # "~1"`."""
    authors: tuple[Person, ...] = ()
    editors: tuple[Person, ...] = ()
    has_more_authors: bool = False
    """The list ended in `and others`."""
    title: str = ""
    """Plain text with the capitals it was written with, and typographic quotes."""
    venue: str = ""
    """Journal, proceedings, book, school or institution as plain text; empty for a preprint."""
    year: int | None = None
    doi: str = ""
    """Bare: `10.18653/v1/N19-1423`."""
    arxiv: str = ""
    """Bare id without version: `2103.10360`, `cs/0112017`."""
    url: str = ""
    """The `url` field, if it is http, https or mailto."""

    @property
    def title_html(self) -> str:
        """The title as HTML, its formulas as MathML."""
        return latex_to_html(clean(self.fields.get("title", "")), typographic)

    @property
    def name(self) -> str:
        """The start of the title up to its colon, if that is short enough for a name: `ViViT: A Video …` → `ViViT`."""
        name, colon, _ = self.title.partition(": ")
        return name if colon and len(name) <= MAX_NAME_LENGTH else ""

    def __hash__(self) -> int:
        """Mappings have no hash of their own; equal entries agree in these fields at least. Makes `functools.cache` possible."""
        return hash((self.key, self.title, self.year))


Entries = Mapping[str, Entry]
"""Key → entry."""


class Citation(NamedTuple):
    """One key inside one `[@…]` of a page."""

    key: str
    place: Place
    """Of the `@`."""


class Heading(NamedTuple):
    level: int
    """1 to 6."""
    text: str
    place: Place


class Link(NamedTuple):
    """A Markdown link or image."""

    target: str
    """As written, without the title: `perceiver.md#why`, `https://…`."""
    text: str
    """The link's text or the image's text alternative."""
    place: Place
    is_image: bool = False
    is_html: bool = False
    """Written as a tag of HTML, whose address the site prints as it stands."""


class Formula(NamedTuple):
    """LaTeX source between dollars."""

    source: str
    place: Place
    is_display: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """The parts of a page's Markdown with their places, outside code, comments and maths."""

    text: str = field(repr=False)
    """The Markdown after the header."""
    words: int = 0
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    citations: tuple[Citation, ...] = ()
    formulas: tuple[Formula, ...] = ()
    todos: tuple[Place, ...] = ()
    """Of each `TODO`, in the header and in comments too."""
    start: Place = Place("", 1, 1)
    """Of the first character after the header."""
    problems: tuple[Problem, ...] = ()
    """Those of the scan alone: citations that are none, footnotes that nothing refers to, limits that the page exceeds."""


# Headers


def _web_url(value: str) -> str:
    if not is_url(value) or value.lower().startswith("mailto:"):
        raise ValueError("expected an address that begins with https:// or http://")
    return value


def _url_or_page(value: str) -> str:
    """Take a URL, or the path of a page, a section of it, or of this page; whether it leads somewhere is for a check to say."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", value):
        return _web_url(value)
    if not re.fullmatch(r"[^\s?#/\\][^\s?#\\]*\.md(?:#\S+)?|#\S+", value):
        raise ValueError("expected a page, as in ../2021-04/first.md, or an address that begins with https:// or http://")
    return value


def _plain(value: str) -> str:
    if not value.strip():
        raise ValueError("expected text")
    if "[@" in value:
        raise ValueError("expected plain text; cite in the page instead")
    return value


def _one_line(value: str) -> str:
    if not value.strip():
        raise ValueError("expected a sentence")
    if "\n" in value.strip():
        raise ValueError("expected one line")
    if (markup := _MARKUP.search(value)) is not None:
        raise ValueError(f"expected plain text, without the markup '{markup[0][:20]}'")
    return value.strip()


_MARKUP = re.compile(
    r"`|\*\*|~~|\]\(|\]\[|(?<!\w)[*_](?=\S)[^*_]+(?<=\S)[*_](?!\w)|\$(?=\S)[^$]+(?<=\S)\$(?!\d)|\\[a-zA-Z(\[]+"
    r"|&(?:#\w+|[a-z]+);|\[cite|【|:contentReference|\{\{[<%]|</(?:a|b|i|u|em|strong|su[bp]|code|span)>"
)
"""Marks of code, links, emphasis, formulas, LaTeX, characters, chatbots, templates and HTML."""


def _inline_markdown(value: str) -> str:
    if HIDDEN.search(unescape(inline_html(value))):
        raise ValueError("expected text without references to invisible characters")
    return value


def _day_or_time(value: object) -> date:
    """Take a day, or a time that says its offset from UTC, of the years that any other day has."""
    if isinstance(value, date) and 1900 <= value.year <= 2999 and (not isinstance(value, datetime) or value.tzinfo):
        return value
    time = "a time with its offset from UTC, as in 2021-04-09T17:00:00+02:00"
    raise ValueError(f"expected a day, as in 2021-04-09, or {time}, without quotes")


def _sentence(value: str) -> str:
    if not value.rstrip(")]\"'”’").endswith((".", "!", "?", "…")):
        raise ValueError("expected a sentence that ends with a full stop")
    return value


MAX_GIST_LENGTH = 180
MAX_NAME_LENGTH = 60
"""Characters of what readers call a paper. A title that is no longer needs no other name."""
MAX_TAGS = MAX_WRITERS = 40
MAX_PICKS = MAX_FOLLOW_UPS = 100
MAX_SHORT_NAME_LENGTH, MAX_PHRASE_LENGTH = 24, 200
MONTH = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

LinkKind = Literal["code", "data", "demo", "project", "video", "slides", "poster", "discussion"]
WebUrl = Annotated[str, AfterValidator(_web_url), Field(json_schema_extra={"pattern": "^https?://"})]
Text = Annotated[str, AfterValidator(_plain)]
Prose = Annotated[str, AfterValidator(_one_line), AfterValidator(_plain), AfterValidator(typographic)]
Line = Annotated[Prose, Field(max_length=MAX_GIST_LENGTH)]
Gist = Annotated[
    Line,
    Field(
        description=f"One sentence: what is new and why it counts. At most {MAX_GIST_LENGTH} characters, without citations. "
        "Shown in lists, search results and link previews.",
        examples=["One network reads and writes text, and with BERT's data beats BERT."],
    ),
]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
Slug = Annotated[str, Field(pattern=rf"^{SLUG.pattern}$")]


class _Header(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FollowUp(_Header):
    """An event after a paper was picked: a correction, or a later work that answers it."""

    date: Day = Field(description="The day it was written, as in 2021-05-04.", examples=["2021-05-04"])
    text: Annotated[Line, AfterValidator(_sentence)] = Field(
        description=f"One sentence of plain text. At most {MAX_GIST_LENGTH} characters.",
        examples=["A second paper repeats the experiment with ten times the data."],
    )
    link: Annotated[str, AfterValidator(_url_or_page)] = Field(
        description="Where to read on: a page, as in ../2021-05/second.md, a section of this one, as in #why, or an https:// "
        "address.",
        examples=["../2021-05/second.md", "#why", "https://example.org/retraction"],
    )


class Note(NamedTuple):
    """A follow-up as pages show it."""

    date: date
    text: str
    name: str
    """Of what it leads to."""
    address: str
    """Of a page of this site, or a URL."""


Notes = Mapping[str, Sequence[Note]]
"""Id of a summary → its follow-ups, newest first."""


class SummaryHeader(_Header):
    """Header of a summary, `docs/YYYY-MM/<slug>.md`."""

    paper: Text = Field(
        description="Key of the paper in bib/references.bib. Title, authors, venue and year come from there.",
        examples=["ada2020first"],
    )
    name: Annotated[str, AfterValidator(_plain), AfterValidator(_one_line), Field(max_length=MAX_NAME_LENGTH)] | None = Field(
        None,
        description=f"What readers call it, where that does not stand before the colon of the title. At most {MAX_NAME_LENGTH} "
        "characters. Shown above the title; search finds it first.",
        examples=["DINO"],
    )
    gist: Gist
    tags: list[Text] = Field(
        max_length=MAX_TAGS,
        description="Topics, from data/tags.yml. Two to five, each once; only a draft may do without.",
        examples=[["NLP", "Pretraining"]],
    )
    links: dict[LinkKind, WebUrl] = Field(
        default_factory=dict,
        description=f"Further addresses by kind: {', '.join(get_args(LinkKind))}.",
        examples=[{"code": "https://example.org/first"}],
    )
    by: Annotated[list[Slug], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)] = Field(
        max_length=MAX_WRITERS,
        default_factory=list,
        description="Who wrote the summary: an id of data/people.yml, or a list of them. Shown as byline.",
        examples=["ada"],
    )
    since: list[FollowUp] = Field(
        max_length=MAX_FOLLOW_UPS,
        default_factory=list,
        description="What has happened since the issue, and corrections, the newest last. The newest is shown at the top of the "
        "page, the others below its text, all at /updates/; the text itself stays as it is.",
    )
    status: Status = Field(
        "published", description="Drafts are shown by the preview and never built for the public.", examples=["draft"]
    )


class Event(_Header):
    """The live discussion of an issue."""

    title: Prose = Field(description="What it is called.", examples=["Live discussion of the April issue"])
    start: Annotated[date | datetime, PlainValidator(_day_or_time)] = Field(
        description="A day; or a time with its offset from UTC, which then needs `minutes`.",
        examples=["2021-04-09", "2021-04-09T17:00:00+02:00"],
    )
    minutes: Annotated[int, Field(gt=0, le=24 * 60)] | None = Field(
        None, validate_default=True, description="How long it lasts, from a time on. At most a day.", examples=[60]
    )
    url: WebUrl | None = Field(None, description="Where it takes place or was recorded.", examples=["https://example.org/live"])

    @field_validator("minutes")
    @classmethod
    def _have_a_time(cls, minutes: int | None, info: ValidationInfo) -> int | None:
        start = info.data.get("start")
        if isinstance(start, datetime) and minutes is None:
            raise PydanticCustomError("missing", "Field required")
        if start and not isinstance(start, datetime) and minutes is not None:
            raise ValueError("expected a time in 'start', since a day has no minutes; name the time, or delete 'minutes'")
        return minutes


class StartHere(_Header):
    """The pick to read if one reads one."""

    pick: Slug = Field(description="File name of the summary without .md.", examples=["p-tuning"])
    why: Annotated[Line, AfterValidator(_sentence)] = Field(
        description=f"One sentence of plain text: why this one. At most {MAX_GIST_LENGTH} characters.",
        examples=["It needs no other paper to be understood."],
    )


class IssueHeader(_Header):
    """Header of an issue, `docs/YYYY-MM/index.md`."""

    issue: Annotated[str, Field(pattern=rf"^{MONTH.pattern}$")] = Field(
        description="Year and month; equals the folder's name.", examples=["2021-04"]
    )
    published: Day = Field(description="Date of publication, as in 2021-04-06.", examples=["2021-04-06"])
    gist: Gist
    considered: int | None = Field(
        None,
        gt=0,
        le=10**9,
        description="How many papers the month offered at least: a count, or the estimate of whoever `selected_by` names.",
        examples=[4000],
    )
    picks: list[Slug] = Field(
        max_length=MAX_PICKS,
        description="File names of the summaries without .md, in the order of the picks. Every summary of the folder is "
        "listed once; only a draft may do without.",
        examples=[["first", "second"]],
    )
    start_here: StartHere | None = Field(None, description="The pick to read first, or alone.")
    selected_by: Annotated[str, Field(max_length=500), AfterValidator(_plain), AfterValidator(_inline_markdown)] | None = Field(
        None,
        description="Whose selection it is, where it is not the editors' own. One paragraph of Markdown: emphasis, code, links.",
        examples=["The editors of [Zeta Alpha](https://www.zeta-alpha.com/)"],
    )
    event: Event | None = Field(None, description="The live discussion.")
    status: Status = Field(
        "published",
        description="Drafts are shown by the preview and never built for the public. Drafts among the picks of a published issue "
        "are left out.",
        examples=["draft"],
    )


class Writer(_Header):
    """Somebody who writes summaries here."""

    name: Text = Field(description="As a byline has it.", examples=["Ada Example"])
    url: WebUrl | None = Field(None, description="Where to find out more.", examples=["https://example.org/ada"])


class PeopleFile(_Header):
    """`data/people.yml`: authors of papers with all their names, and writers of summaries."""

    model_config = ConfigDict(title="People", json_schema_extra={"examples": [{"authors": {"Mario Lučić": ["Mario Lucic"]}}]})

    authors: dict[Text, list[Text]] = Field(
        default_factory=dict,
        description="The name that an author of papers is listed by, with the other names in the bibliography that mean the same "
        "person. An empty list says that a name which looks like another one is a person of its own.",
        examples=[{"Mario Lučić": ["Mario Lucic"]}],
    )
    writers: dict[Slug, Writer] = Field(
        default_factory=dict,
        description="Who writes here, by the id that a summary has in 'by'.",
        examples=[{"ada": {"name": "Ada Example", "url": "https://example.org/ada"}}],
        json_schema_extra={"additionalProperties": False},
    )


_SERIES: JsonDict = {"ICCV": {"Conference on Computer Vision": "Proceedings of the 2021 Conference on Computer Vision"}}


class VenuesFile(_Header):
    """`data/venues.yml`: the short names of conferences and journals, and how the bibliography writes them."""

    model_config = ConfigDict(title="Venues", json_schema_extra={"examples": [{"series": _SERIES}]})

    series: dict[
        Annotated[Text, Field(max_length=MAX_SHORT_NAME_LENGTH)],
        Annotated[dict[Annotated[Text, Field(max_length=MAX_PHRASE_LENGTH)], Text], Field(min_length=1)],
    ] = Field(
        default_factory=dict,
        description="Series by the short name that lists show, each with the phrases that its venues hold, and with such a venue "
        "beside each as an example. Case, accents, signs and words with digits do not matter.",
        examples=[_SERIES],
    )


class PageHeader(_Header):
    """Header of any other page, such as `docs/about.md`."""

    title: Prose = Field("", description="What the page is called.")
    description: Prose = Field("", description="One sentence for search engines.")
    template: Literal[
        "home.html",
        "issues.html",
        "papers.html",
        "tags.html",
        "authors.html",
        "bibliography.html",
        "glossary.html",
        "updates.html",
        "main.html",
    ] = Field("main.html", description="The template in overrides/ that shows it.")


NESTED_HEADERS: Mapping[str, type[BaseModel]] = {
    "event": Event,
    "start_here": StartHere,
    "since": FollowUp,
    "writers": Writer,
}
"""Field of a header, or of a data file → the model of what it holds."""

# Pages


class CitationLink(NamedTuple):
    """One citation as the page shows it."""

    key: str
    number: int
    """Of the reference, from 1 in order of first citation."""
    id: str
    """Of the link in the text: `cite-2-ada2020first` is the second citation of this key."""
    sentence: str
    """The sentence around it, on one line; empty where nothing but citations stands, as in a cell of a table."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A page as readers see it."""

    html: str = field(repr=False)
    """Without the reference section."""
    toc: list[Any]
    """Headings as nested tokens of Python-Markdown's `toc`."""
    headings: tuple[int, ...]
    """Levels of the headings that part the page."""
    citations: tuple[CitationLink, ...]
    """In reading order."""
    unknown: tuple[str, ...]
    """Cited keys without an entry, in alphabetical order."""
    links: tuple[tuple[str, bool], ...]
    """Addresses of Markdown's links and images as written, and whether each is an image."""
    formulas: tuple[str, ...]
    """LaTeX."""
    ids: frozenset[str]
    """Of elements, those of citations left out."""
    terms: tuple[str, ...]
    """Terms of the glossary, where they are first used."""
    text: str = field(repr=False)
    """The text outside code, links and formulas, piece by piece. Escaped characters are numbers between `\\x02` and `\\x03`."""
    fault: str = ""
    """Why the page could not be converted; then all else is empty."""


@dataclass(frozen=True, slots=True)
class _Page(Generic[AnyHeader]):
    """A Markdown page of the site, with its header."""

    id: str
    """`2021-04`, `2021-04/first`, `about`."""
    path: str
    """`docs/2021-04/first.md`."""
    header: AnyHeader
    scan: Callable[[], Body] = field(repr=False, compare=False)
    """Scans the text when it is first asked for."""
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    """Header field → where its value is; of list items and mapping values as `tags.0`, `links.code`."""
    header_text: str = field(default="", repr=False, compare=False)
    """The file's text up to the body, for rules that make fixes."""

    def with_fields(self, **fields: object) -> Self:
        """Return the page with other values in its header."""
        return replace(self, header=self.header.model_copy(update=fields))

    @property
    def body(self) -> Body:
        return self.scan()


class Page(_Page[PageHeader]):
    """Any other page than those of an issue, such as `docs/about.md`."""


class _Dated(_Page[DatedHeader]):
    """A page of an issue. Fields of the header can be read as the page's own."""

    @property
    def gist(self) -> str:
        return self.header.gist

    @property
    def status(self) -> Status:
        return self.header.status


class Summary(_Dated[SummaryHeader]):
    """The page about one picked paper."""

    @property
    def issue(self) -> str:
        """Id of the issue: `2021-04`."""
        return self.id.partition("/")[0]

    @property
    def slug(self) -> str:
        return self.id.partition("/")[2]

    @property
    def paper(self) -> str:
        """BibTeX key."""
        return self.header.paper

    @property
    def tags(self) -> Sequence[str]:
        return self.header.tags

    @property
    def links(self) -> Mapping[LinkKind, str]:
        """Kind (`code`, `video`, …) → URL."""
        return self.header.links

    @property
    def by(self) -> Sequence[str]:
        """Ids of its writers."""
        return self.header.by

    @property
    def since(self) -> Sequence[FollowUp]:
        """In the order of their days."""
        return self.header.since


class Issue(_Dated[IssueHeader]):
    """One month's selection."""

    @property
    def month(self) -> date:
        """The first day of the month that the issue is named after."""
        return date.fromisoformat(f"{self.id}-01")

    @property
    def title(self) -> str:
        """`April 2021`."""
        return month(self.month)

    @property
    def published(self) -> date:
        return self.header.published

    @property
    def has_own_day(self) -> bool:
        """Tells whether an author has given the day, and not `shortlist new`, whose remark stands behind it until then."""
        return re.search(r"^published:[^\n]*#[^\n]*'shortlist publish'", self.header_text, re.MULTILINE) is None

    @property
    def picks(self) -> Sequence[str]:
        """Slugs, in order."""
        return self.header.picks


AnyPage = Issue | Summary | Page


class Tag(NamedTuple):
    name: str
    slug: str
    """The name in lower case with hyphens; its page is `/tags/<slug>/`."""
    group: str
    meaning: str
    place: Place


class Term(NamedTuple):
    """A term that summaries use, and what it means in one sentence."""

    name: str
    slug: str
    """Its anchor on the page of the glossary."""
    meaning: str
    place: Place


class Redirect(NamedTuple):
    """An address that a page had, and the one it has now. Both are relative to the site's root."""

    old: str
    """`2021-04/first-old/`, `posts/first.html`."""
    new: str
    """`2021-04/first/`; `./` for the home page."""
    place: Place
    """Of the old address."""
    new_place: Place


@dataclass(frozen=True)
class People:
    """Authors of papers who sign in several ways, and writers of summaries."""

    variants: Mapping[Person, Sequence[Person]] = field(default_factory=dict)
    """Author, by the name that lists show → the other names of the same person."""
    writers: Mapping[str, Writer] = field(default_factory=dict)
    """By id."""

    @cached_property
    def author_of(self) -> Mapping[str, Person]:
        """Name in reading order, of those declared here → its author."""
        return {name.nfc: author for author, others in self.variants.items() for name in (author, *others)}


def words_of_venue(venue: str) -> str:
    """Return the words by which venues are compared, without accents, case and signs: those with digits change every year."""
    return " ".join(word for word in re.findall(r"\w+", fold(venue).casefold()) if not any(map(str.isdigit, word)))


def series_of(venue: str, phrases: Mapping[str, str]) -> str:
    """Return the short name of the series of the first phrase that a venue holds, word by word, or nothing."""
    words = f" {words_of_venue(venue)} "
    return next((short for phrase, short in phrases.items() if f" {phrase} " in words), "")


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths are from the repository root, with forward slashes."""

    docs: str = "docs"
    """The folder of the pages, `docs_dir`."""
    bibliography: str = "bib/references.bib"
    """The BibTeX file, `bib_file` of the plugin `bibtex` or else of `shortlist`."""
    site_name: str = ""
    site_description: str = ""
    """Both are one line of plain text."""
    site_url: str = ""
    authority: str = ""
    """Of lasting ids, an option of the plugin `shortlist`: a domain, and a year in which it was the publisher's."""
    license: str = "CC-BY-4.0"
    """Of the site's text, as its SPDX id; like the next two, an option of the plugin `shortlist`."""
    sections: tuple[str, ...] = SECTIONS
    """The sections that a summary must have, in their order."""
    words: range = WORDS
    """How many words a summary may have."""
    extensions: tuple[str, ...] = BUILT_IN_EXTENSIONS
    """Names of the Markdown extensions, in their order."""
    extension_configs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Name of an extension → its options."""

    @property
    def url(self) -> str:
        """Return the site's address, which ends with a slash. Empty if it is not known; then what needs it is left out."""
        return self.site_url and f"{self.site_url.rstrip('/')}/"

    @property
    def license_url(self) -> str:
        return license_url(self.license)

    @property
    def license_name(self) -> str:
        """Return the license as its people write it: `CC BY-SA 4.0`."""
        name, _, version = self.license.rpartition("-")
        return f"{name.replace('CC-', 'CC ')} {version}"

    def lasting_id(self, path: str) -> str:
        """Return the id of what has this path: a `tag:` URI, or its URL where no authority is set. Source: RFC 4151."""
        return f"tag:{self.authority}:{path}" if self.authority else f"{self.url}{path}"


@dataclass(frozen=True)
class Library:
    """Everything loaded. Ids are the keys; iteration is in the order readers see: newest issue first, picks in order."""

    issues: Mapping[str, Issue] = field(default_factory=dict)
    summaries: Mapping[str, Summary] = field(default_factory=dict)
    entries: Entries = field(default_factory=dict)
    tags: Mapping[str, Tag] = field(default_factory=dict)
    pages: Mapping[str, Page] = field(default_factory=dict)
    """Path → page, of those that are neither issue nor summary."""
    redirects: Mapping[str, Redirect] = field(default_factory=dict)
    """Old address → redirect."""
    people: People = field(default_factory=People)
    terms: Mapping[str, Term] = field(default_factory=dict)
    """Of the glossary, by name."""
    series_by_phrase: Mapping[str, str] = field(default_factory=dict)
    """The words of a phrase, as `words_of_venue` returns them → the short name of its series; the longest first."""
    drawings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Path of an SVG → its width and height in pixels."""
    settings: Settings = field(default_factory=Settings)
    conversions: Mapping[str, Converted] = field(default_factory=dict, repr=False, compare=False)
    """Path → page as readers see it, converted when it is first asked for."""
    is_checked: Callable[[str], bool] = field(default=bool, repr=False, compare=False)
    """Tells of a page's path whether its text is held to the rules."""
    files: frozenset[str] = frozenset()
    """Every file under `docs`, as paths from the repository root."""
    shows_drafts: bool = False
    """It is a preview's, in which nothing is hidden."""
    unread: frozenset[str] = frozenset()
    """Files that could not be read in full, so that nothing is said of what they seem to lack."""

    @property
    def docs(self) -> str:
        """The folder of the pages."""
        return self.settings.docs

    def picks(self, issue: Issue) -> list[Summary]:
        """Return the issue's summaries in the order of its `picks`. Picks without a file are left out; a check reports them."""
        ids = (f"{issue.id}/{slug}" for slug in issue.picks)
        return [self.summaries[id] for id in ids if id in self.summaries]

    @property
    def dated_pages(self) -> tuple[Issue | Summary, ...]:
        """Issues and summaries."""
        return (*self.issues.values(), *self.summaries.values())

    @property
    def all_pages(self) -> tuple[AnyPage, ...]:
        return (*self.pages.values(), *self.dated_pages)

    @cached_property
    def checked_pages(self) -> tuple[Page | Issue | Summary, ...]:
        """Pages whose text is held to the rules."""
        return tuple(page for page in self.all_pages if self.is_checked(page.path))

    @property
    def checked_summaries(self) -> list[Summary]:
        return [page for page in self.checked_pages if isinstance(page, Summary)]

    @cached_property
    def drafts(self) -> frozenset[str]:
        """Paths of the pages that are drafts."""
        return frozenset(page.path for page in self.dated_pages if page.status == "draft")

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Paths of drafts and of the summaries in draft issues, which readers do not see."""
        if self.shows_drafts:
            return frozenset()
        issues = {id for id, issue in self.issues.items() if issue.status == "draft"}
        return self.drafts | {summary.path for summary in self.summaries.values() if summary.issue in issues}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Id → what readers call the paper: `name` of the header, else the start of the title. Empty if neither says it."""
        names = {}
        for id, summary in self.summaries.items():
            entry = self.entries.get(summary.paper)
            names[id] = summary.header.name or (entry.name if entry else "")
        return names

    def name_above(self, summary: Summary) -> str:
        """Return the name to show above the title, which a title that begins with it does not need."""
        name = self.names[summary.id]
        return "" if self.entries[summary.paper].title.casefold().startswith(name.casefold()) else name

    def is_unread(self, ending: str) -> bool:
        """Return whether a file of this ending could not be read in full."""
        return any(path.endswith(ending) for path in self.unread)

    def short_venue(self, entry: Entry) -> str:
        """Return the short name of the series of an entry's venue, or the venue as it is: `ICML`, `Sensory Communication`."""
        return self.series_of_venue.get(entry.venue) or entry.venue

    @cached_property
    def series_of_venue(self) -> Mapping[str, str]:
        """Venue, of all entries → the short name of its series, or nothing."""
        return {venue: series_of(venue, self.series_by_phrase) for venue in {entry.venue for entry in self.entries.values()}}

    @cached_property
    def summary_of(self) -> Mapping[str, str]:
        """BibTeX key → id of the first summary, oldest first, whose paper it is."""
        summary_of: dict[str, str] = {}
        for summary in sorted(self.summaries.values(), key=lambda summary: summary.id):
            if summary.paper:
                summary_of.setdefault(summary.paper, summary.id)
        return summary_of
