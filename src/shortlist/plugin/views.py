"""What the templates show, as plain records. Templates format nothing and look nothing up.

All text is plain, not HTML: the templates escape. Addresses are relative to the site's root, for the filter `url`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from shortlist.citations.bibliography import CitedWork, works_html
from shortlist.citations.coins import context_object
from shortlist.citations.fields import arxiv_address, doi_address, safe_address
from shortlist.citations.references import PageLink, References
from shortlist.citations.relations import reason
from shortlist.citations.works import Works
from shortlist.exports.files import PAPER, REFERENCES, has_references
from shortlist.exports.formats import FORMATS
from shortlist.indexes import Relation, summaries_by_tag, tags_together
from shortlist.model import Entry, Event, Issue, Library, Summary, Tag

AUTHORS_IN_LISTS = 3
"""How many authors a list names before it counts the rest."""

MOST_NEIGHBORS = 4
"""As many other tags are named that a tag often stands beside."""

LONG_LIST = 300
"""A list of more works than this is laid out part by part, as it comes into view."""

LINK_NAMES = {
    "code": "Code",
    "data": "Data",
    "demo": "Demo",
    "project": "Project page",
    "video": "Video",
    "slides": "Slides",
    "poster": "Poster",
    "discussion": "Discussion",
}


@dataclass(frozen=True, slots=True)
class LinkView:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class DownloadView:
    """A file beside the page."""

    name: str
    """Of its format: `BibTeX`."""
    label: str
    """For who hears it without what stands around it: `BibTeX of this paper`."""
    href: str
    file: str
    """The name to save it under, which says more than that of its address."""


@dataclass(frozen=True, slots=True)
class TagView:
    name: str
    address: str
    meaning: str
    count: int


@dataclass(frozen=True, slots=True)
class TagGroupView:
    name: str
    tags: tuple[TagView, ...]


@dataclass(frozen=True, slots=True)
class DayView:
    text: str
    """`6 April 2021`."""
    iso: str
    """`2021-04-06`."""


@dataclass(frozen=True, slots=True)
class EventView:
    title: str
    text: str
    """`Friday 9 April 2021, 17:00–18:00 (UTC+2)`."""
    iso: str
    address: str


@dataclass(frozen=True, slots=True)
class PickView:
    """A summary in its head and in lists."""

    rank: int
    """From 1."""
    address: str
    title: str
    gist: str
    authors: tuple[str, ...]
    """All, in reading order; `et al.` last where the bibliography names no more."""
    short_authors: str
    """For lists: a few names and how many more there are."""
    venue: str
    """Where the paper was published, or `arXiv preprint`, or nothing."""
    year: str
    tags: tuple[TagView, ...]
    links: tuple[LinkView, ...]
    """The paper first, then what the header names."""
    issue_title: str
    issue_address: str
    coins: str
    """The paper as an OpenURL context object."""
    paper_files: tuple[DownloadView, ...]
    reference_files: tuple[DownloadView, ...]

    @property
    def code(self) -> str:
        """Address of the paper's code, or nothing."""
        return next((link.address for link in self.links if link.name == LINK_NAMES["code"]), "")


@dataclass(frozen=True, slots=True)
class NeighborView:
    """A tag that often stands beside another."""

    tag: TagView
    count: int
    """Of summaries that have both."""


@dataclass(frozen=True, slots=True)
class RelatedView:
    """What to read after a summary."""

    pick: PickView
    reason: str
    """In words, to follow the title."""


@dataclass(frozen=True, slots=True)
class BibliographyView:
    count: str
    """`69 works, cited 103 times on 11 pages.`"""
    works: str
    """Items of a list, as HTML."""
    is_long: bool
    """Too long for a browser to lay it out as a whole."""


@dataclass(frozen=True, slots=True)
class IssueView:
    address: str
    title: str
    """`April 2021`."""
    gist: str
    published: DayView
    considered: int | None
    picks: tuple[PickView, ...]
    event: EventView | None
    reference_files: tuple[DownloadView, ...]


class Views:
    """Every view of a library, made once a build."""

    def __init__(self, library: Library, works: Works) -> None:
        self.tagged = summaries_by_tag(library)
        self.tags = {tag.name: self._tag(tag) for tag in library.tags.values()}
        self.tag_groups = tuple(
            TagGroupView(group, tuple(self.tags[tag.name] for tag in library.tags.values() if tag.group == group))
            for group in dict.fromkeys(tag.group for tag in library.tags.values())
        )
        self.neighbors = {
            name: tuple(NeighborView(self.tags[other], count) for other, count in others[:MOST_NEIGHBORS])
            for name, others in tags_together(library).items()
        }
        self.picks: dict[str, PickView] = {}
        self.issues: dict[str, IssueView] = {}
        for issue in library.issues.values():
            picks = library.picks(issue)
            for rank, summary in enumerate(picks, start=1):
                self.picks[summary.id] = self._pick(rank, summary, issue, library, works)
            self.issues[issue.id] = _issue(issue, tuple(self.picks[summary.id] for summary in picks), library)

    @property
    def latest(self) -> IssueView | None:
        """The newest issue, if there is one."""
        return next(iter(self.issues.values()), None)

    def picks_with(self, tag: str) -> tuple[PickView, ...]:
        """Picks that have the tag, newest first."""
        return tuple(self.picks[id] for id in self.tagged[tag] if id in self.picks)

    def related(self, relations: Iterable[Relation], references: References) -> tuple[RelatedView, ...]:
        """The summaries of these relations, in their order."""
        return tuple(RelatedView(self.picks[found.summary], reason(found, references)) for found in relations)

    def _tag(self, tag: Tag) -> TagView:
        return TagView(tag.name, f"tags/{tag.slug}/", tag.meaning, len(self.tagged[tag.name]))

    def _pick(self, rank: int, summary: Summary, issue: Issue, library: Library, works: Works) -> PickView:
        entry = library.entries[summary.paper]
        authors = tuple(person.name for person in entry.authors)
        return PickView(
            rank=rank,
            address=f"{summary.id}/",
            title=entry.title,
            gist=summary.gist,
            authors=(*authors, "et al.") if entry.has_more_authors else authors,
            short_authors=_short_authors(authors, entry.has_more_authors),
            venue=entry.venue or ("arXiv preprint" if entry.arxiv else ""),
            year=str(entry.year or ""),
            tags=tuple(self.tags[name] for name in summary.tags),
            links=_links(summary, entry),
            issue_title=issue.title,
            issue_address=f"{issue.id}/",
            coins=context_object(works[summary.paper]),
            paper_files=_files(PAPER, "this paper", summary.slug),
            reference_files=_references(library, summary, "these references", summary.slug),
        )


def bibliography_view(works: Sequence[CitedWork], references: References, pages: Mapping[str, PageLink]) -> BibliographyView:
    """`pages` maps the source's path of every page that cites, and the id of every summary, to the page."""
    places = sum(len(page.sentences) for work in works for page in work.cited_on)
    citing = {page.path for work in works for page in work.cited_on}
    count = f"{counted(len(works), 'work')}, cited {counted(places, 'time')} on {counted(len(citing), 'page')}."
    return BibliographyView(count, works_html(works, references, pages), len(works) > LONG_LIST)


def counted(number: int, noun: str) -> str:
    """`1 paper`, `1,000 papers`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def month_name(day: date) -> str:
    """`April 2021`."""
    return f"{day:%B} {day.year}"


def day_view(day: date) -> DayView:
    return DayView(f"{day.day} {month_name(day)}", day.isoformat())


def _issue(issue: Issue, picks: tuple[PickView, ...], library: Library) -> IssueView:
    return IssueView(
        address=f"{issue.id}/",
        title=issue.title,
        gist=issue.gist,
        published=day_view(issue.published),
        considered=issue.considered,
        picks=picks,
        event=_event(issue.event) if issue.event else None,
        reference_files=_references(library, issue, "all works of this issue", issue.id),
    )


def _references(library: Library, page: Summary | Issue, what: str, name: str) -> tuple[DownloadView, ...]:
    return _files(REFERENCES, what, f"{name}-{REFERENCES}") if has_references(library, page) else ()


def _files(stem: str, what: str, name: str) -> tuple[DownloadView, ...]:
    """The files of a list of works that stand beside the page, in every format."""
    return tuple(
        DownloadView(format.name, f"{format.name} of {what}", f"{stem}.{ending}", f"{name}.{ending}")
        for ending, format in FORMATS.items()
    )


def _event(event: Event) -> EventView:
    end = event.start + timedelta(minutes=event.minutes)
    until = f"{end:%H:%M}" if end.date() == event.start.date() else f"{day_view(end.date()).text}, {end:%H:%M}"
    text = f"{event.start:%A} {day_view(event.start.date()).text}, {event.start:%H:%M}–{until} ({_offset(event)})"
    return EventView(event.title, text, event.start.isoformat(), event.url)


def _offset(event: Event) -> str:
    """`UTC`, `UTC+2`, `UTC−3:30`."""
    offset = event.start.utcoffset() or UTC.utcoffset(None)
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def _short_authors(authors: tuple[str, ...], has_more: bool) -> str:
    if len(authors) <= AUTHORS_IN_LISTS + 1 and not has_more:
        return ", ".join(authors)
    shown = ", ".join(authors[:AUTHORS_IN_LISTS])
    return f"{shown} et al." if has_more else f"{shown} and {len(authors) - AUTHORS_IN_LISTS} more"


def _links(summary: Summary, entry: Entry) -> tuple[LinkView, ...]:
    """The published paper, then arXiv, then what the header names."""
    address = doi_address(entry.doi) or safe_address(entry.url)
    arxiv = arxiv_address(entry.arxiv)
    links = []
    if address and not address.startswith("https://arxiv.org/"):
        links.append(LinkView("Paper", address))
    if arxiv:
        links.append(LinkView("arXiv", arxiv))
    return (*links, *(LinkView(LINK_NAMES[kind], address) for kind, address in summary.links.items()))
