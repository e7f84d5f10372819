"""The records that everything else works on. Frozen, plain, and free of input and output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from shortlist.problems import Place
from shortlist.text import clean, latex_to_html

Status = Literal["draft", "published"]

WHOLE_ISSUE = "all"
"""Below an issue's address, the page that has all of its text; no summary may be called so."""


@dataclass(frozen=True, slots=True)
class Person:
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
    """Plain text with the capitals it was written with."""
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
        return latex_to_html(clean(self.fields.get("title", "")))

    def __hash__(self) -> int:
        """Mappings have no hash of their own; equal entries agree in these fields at least. Makes `functools.cache` possible."""
        return hash((self.key, self.title, self.year))


@dataclass(frozen=True, slots=True)
class Citation:
    """One key inside one `[@…]` of a page."""

    key: str
    place: Place
    """Of the `@`."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """What looks like a citation and would be printed as it stands."""

    text: str
    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    """1 to 6."""
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Link:
    """A Markdown link or image."""

    target: str
    """As written, without the title: `perceiver.md#why`, `https://…`."""
    text: str
    """The link's text or the image's text alternative."""
    place: Place
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """LaTeX source between dollars."""

    source: str
    place: Place
    is_display: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What a page's Markdown holds, found outside code, comments and maths."""

    text: str = field(repr=False)
    """The Markdown after the header."""
    words: int = 0
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    citations: tuple[Citation, ...] = ()
    formulas: tuple[Formula, ...] = ()
    misplaced: tuple[Misplaced, ...] = ()
    open_fences: tuple[Place, ...] = ()
    """Of code fences that nothing closes."""
    undefined: tuple[Link, ...] = ()
    """`[text][label]` without a definition of the label; `target` is the label."""
    unused: tuple[Link, ...] = ()
    """Definitions of footnotes that no `[^label]` refers to; `target` is the label."""
    todos: tuple[Place, ...] = ()
    """Of each `TODO`, in comments too."""
    anchors: frozenset[str] = frozenset()
    """The ids that the page's HTML will have, of headings and of explicit `{ #id }` lists."""
    start: Place = Place("", 1, 1)
    """Of the first character after the header."""


@dataclass(frozen=True, slots=True)
class Page:
    """Any other Markdown page of the site, such as `docs/about.md`."""

    path: str
    body: Body
    title: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What has happened since a paper was picked: a correction, or a later work that answers it."""

    day: date
    text: str
    """One sentence."""
    link: str
    """As written: relative to the page's file, or an http(s) address."""
    page: str = ""
    """Path of the file that it leads to: `docs/2021-05/dino.md`. Empty if that is another site."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The page about one picked paper."""

    id: str
    """`2021-04/glm`."""
    path: str
    """`docs/2021-04/glm.md`."""
    paper: str
    """BibTeX key."""
    gist: str
    tags: tuple[str, ...]
    body: Body
    links: Mapping[str, str] = field(default_factory=dict)
    """Kind (`code`, `video`, …) → address."""
    since: tuple[FollowUp, ...] = ()
    """In the order of their days."""
    status: Status = "published"
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    """Header field → where its value is; of list items and mapping values as `tags.0`, `links.code`."""
    header: str = field(default="", repr=False, compare=False)
    """The file's text up to the body, for rules that know how to mend it."""

    @property
    def issue(self) -> str:
        """Id of the issue: `2021-04`."""
        return self.id.partition("/")[0]

    @property
    def slug(self) -> str:
        return self.id.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Event:
    """The live discussion of an issue."""

    title: str
    start: datetime
    """With its UTC offset."""
    minutes: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One month's selection."""

    id: str
    """`2021-04`."""
    path: str
    published: date
    gist: str
    picks: tuple[str, ...]
    """Slugs, in order."""
    body: Body
    considered: int | None = None
    event: Event | None = None
    status: Status = "published"
    places: Mapping[str, Place] = field(default_factory=dict, repr=False, compare=False)
    header: str = field(default="", repr=False, compare=False)

    @property
    def month(self) -> date:
        """The first day of the month that the issue is named after."""
        return date.fromisoformat(f"{self.id}-01")

    @property
    def title(self) -> str:
        """`April 2021`."""
        return f"{self.month:%B} {self.month.year}"


@dataclass(frozen=True, slots=True)
class Tag:
    name: str
    slug: str
    """The name in lower case with hyphens; its page is `/tags/<slug>/`."""
    group: str
    meaning: str
    place: Place


@dataclass(frozen=True, slots=True)
class Redirect:
    """An address that a page had, and the one it has now. Both are relative to the site's root."""

    old: str
    """`2021-04/glm-old/`, `posts/glm.html`."""
    new: str
    """`2021-04/glm/`; `./` for the home page."""
    place: Place
    """Of the old address."""
    new_place: Place


@dataclass(frozen=True)
class Library:
    """Everything loaded. Ids are the keys; iteration is in the order readers see: newest issue first, picks in order."""

    issues: Mapping[str, Issue] = field(default_factory=dict)
    summaries: Mapping[str, Summary] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    tags: Mapping[str, Tag] = field(default_factory=dict)
    pages: Mapping[str, Page] = field(default_factory=dict)
    """Path → page, of those that are neither issue nor summary."""
    redirects: Mapping[str, Redirect] = field(default_factory=dict)
    """Old address → redirect."""
    docs: str = "docs"
    """The folder of the pages."""
    files: frozenset[str] = frozenset()
    """Every file under `docs`, as paths from the repository root."""
    unread: frozenset[str] = frozenset()
    """Files that could not be read in full, so that nothing is said of what they seem to lack."""

    def picks(self, issue: Issue) -> list[Summary]:
        """The issue's summaries in the order of its `picks`. Picks without a file are left out; a check reports them."""
        ids = (f"{issue.id}/{slug}" for slug in issue.picks)
        return [self.summaries[id] for id in ids if id in self.summaries]

    @property
    def dated_pages(self) -> tuple[Issue | Summary, ...]:
        """Issues and summaries."""
        return (*self.issues.values(), *self.summaries.values())

    @property
    def bodies(self) -> Iterator[Body]:
        """The texts of all pages."""
        return (page.body for page in (*self.pages.values(), *self.dated_pages))

    @cached_property
    def drafts(self) -> frozenset[str]:
        """Paths of the pages that are drafts."""
        return frozenset(page.path for page in self.dated_pages if page.status == "draft")

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Paths of drafts and of the summaries in draft issues."""
        issues = {id for id, issue in self.issues.items() if issue.status == "draft"}
        return self.drafts | {summary.path for summary in self.summaries.values() if summary.issue in issues}

    def is_unread(self, ending: str) -> bool:
        """Return whether a file of this ending could not be read in full."""
        return any(path.endswith(ending) for path in self.unread)

    @cached_property
    def summary_of(self) -> Mapping[str, str]:
        """BibTeX key → id of the first summary, oldest first, whose paper it is."""
        found: dict[str, str] = {}
        for summary in sorted(self.summaries.values(), key=lambda summary: summary.id):
            if summary.paper:
                found.setdefault(summary.paper, summary.id)
        return found
