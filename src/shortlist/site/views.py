"""What the templates show, as plain records. Templates format nothing and look nothing up.

All text is plain, not HTML: the templates escape. Addresses are relative to the site's root, for the filter `url`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from itertools import groupby, islice
from operator import attrgetter

from shortlist.citations.bibliography import CitedWork, works_html
from shortlist.citations.references import PageLink, References
from shortlist.citations.relations import reason
from shortlist.exports.coins import context_object
from shortlist.exports.files import FORMATS, PAPER, REFERENCES, has_references
from shortlist.identifiers import arxiv_month, arxiv_url, doi_url, safe_url
from shortlist.indexes import Relation, summaries_by_tag, tags_together
from shortlist.model import WHOLE_ISSUE, Entry, Event, Issue, Library, Summary, Tag
from shortlist.text import counted

AUTHORS_IN_LISTS = 3
"""How many authors a list names before it counts the rest."""

AUTHORS_IN_HEADS = 10
"""How many authors a summary's head names before it folds the rest."""

WORDS_A_MINUTE = 230
"""Of English prose, read silently. Source: Brysbaert 2019, How many words do we read per minute? (238, fewer with formulas)."""

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
    heading: str
    """The title as HTML, with formulas."""
    gist: str
    authors: tuple[str, ...]
    """All, in reading order; `et al.` last where the bibliography names no more."""
    head_authors: str
    """For the head: the first of them."""
    more_authors: str
    """The rest, which the head folds; empty if there is none."""
    more_count: str
    """`and 14 more`."""
    short_authors: str
    """For lists: a few names and how many more there are."""
    venue: str
    """Where the paper was published, or `arXiv preprint`, or nothing."""
    year: str
    first_seen: str
    """The month in which the paper appeared on arXiv, `March 2021`; empty if it is not there."""
    minutes: str
    """What reading the summary takes: `3 minutes`."""
    tags: tuple[TagView, ...]
    links: tuple[LinkView, ...]
    """The paper first, then what the header names."""
    issue_title: str
    issue_address: str
    issue_size: int
    """How many picks the issue has."""
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
    whole_address: str
    """Of the page that has all of its text."""
    title: str
    """`April 2021`."""
    month: str
    """`April`."""
    year: str
    gist: str
    published: DayView
    count: str
    """`10 picks`."""
    considered: str
    """Out of how many papers: `more than 4,000 papers`; empty if the header does not say."""
    picks: tuple[PickView, ...]
    event: EventView | None
    newer: LinkView | None
    """The next issue."""
    older: LinkView | None
    """The previous issue."""
    reference_files: tuple[DownloadView, ...]


@dataclass(frozen=True, slots=True)
class YearView:
    year: str
    issues: tuple[IssueView, ...]
    """Newest first."""


class Views:
    """Every view of a library, made once a build."""

    def __init__(self, library: Library) -> None:
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
        issues = tuple(library.issues.values())
        for issue, newer, older in zip(issues, (None, *issues), (*issues[1:], None), strict=False):
            picks = library.picks(issue)
            for rank, summary in enumerate(picks, start=1):
                self.picks[summary.id] = self._pick(rank, summary, issue, library)
            views = tuple(self.picks[summary.id] for summary in picks)
            self.issues[issue.id] = _issue(issue, views, _neighbor(newer), _neighbor(older), library)

    @property
    def latest(self) -> IssueView | None:
        """The newest issue, if there is one."""
        return next(iter(self.issues.values()), None)

    @property
    def years(self) -> tuple[YearView, ...]:
        """All issues, newest first."""
        return _by_year(self.issues.values())

    @property
    def earlier(self) -> tuple[YearView, ...]:
        """All issues but the newest, newest first."""
        return _by_year(islice(self.issues.values(), 1, None))

    def picks_with(self, tag: str) -> tuple[PickView, ...]:
        """Picks that have the tag, newest first."""
        return tuple(self.picks[id] for id in self.tagged[tag] if id in self.picks)

    def related(self, relations: Iterable[Relation], references: References) -> tuple[RelatedView, ...]:
        """The summaries of these relations, in their order."""
        return tuple(RelatedView(self.picks[found.summary], reason(found, references)) for found in relations)

    def _tag(self, tag: Tag) -> TagView:
        return TagView(tag.name, f"tags/{tag.slug}/", tag.meaning, len(self.tagged[tag.name]))

    def _pick(self, rank: int, summary: Summary, issue: Issue, library: Library) -> PickView:
        entry = library.entries[summary.paper]
        authors = tuple(person.name for person in entry.authors)
        all_authors = (*authors, "et al.") if entry.has_more_authors else authors
        posted = arxiv_month(entry.arxiv)
        return PickView(
            rank=rank,
            address=f"{summary.id}/",
            title=entry.title,
            heading=entry.title_html,
            gist=summary.gist,
            authors=all_authors,
            head_authors=", ".join(all_authors[:AUTHORS_IN_HEADS]),
            more_authors=", ".join(all_authors[AUTHORS_IN_HEADS:]),
            more_count=f"and {len(authors) - AUTHORS_IN_HEADS} more" if len(authors) > AUTHORS_IN_HEADS else "and others",
            short_authors=_short_authors(authors, entry.has_more_authors),
            venue=entry.venue or ("arXiv preprint" if entry.arxiv else ""),
            year=str(entry.year or ""),
            first_seen=month_name(posted) if posted else "",
            minutes=counted(max(1, round(summary.body.words / WORDS_A_MINUTE)), "minute"),
            tags=tuple(self.tags[name] for name in summary.tags),
            links=_links(summary, entry),
            issue_title=issue.title,
            issue_address=f"{issue.id}/",
            issue_size=len(issue.picks),
            coins=context_object(entry),
            paper_files=_files(PAPER, "this paper", summary.slug),
            reference_files=_references(library, summary, "these references", summary.slug),
        )


def bibliography_view(works: Sequence[CitedWork], references: References, pages: Mapping[str, PageLink]) -> BibliographyView:
    """`pages` maps the source's path of every page that cites, and the id of every summary, to the page."""
    places = sum(len(page.citations) for work in works for page in work.cited_on)
    citing = {page.path for work in works for page in work.cited_on}
    count = f"{counted(len(works), 'work')}, cited {counted(places, 'time')} on {counted(len(citing), 'page')}."
    return BibliographyView(count, works_html(works, references, pages), len(works) > LONG_LIST)


def month_name(day: date) -> str:
    """`April 2021`."""
    return f"{day:%B} {day.year}"


def day_view(day: date) -> DayView:
    return DayView(f"{day.day} {month_name(day)}", day.isoformat())


def _by_year(issues: Iterable[IssueView]) -> tuple[YearView, ...]:
    return tuple(YearView(year, tuple(of_year)) for year, of_year in groupby(issues, key=attrgetter("year")))


def _neighbor(issue: Issue | None) -> LinkView | None:
    return LinkView(issue.title, f"{issue.id}/") if issue else None


def _issue(
    issue: Issue, picks: tuple[PickView, ...], newer: LinkView | None, older: LinkView | None, library: Library
) -> IssueView:
    return IssueView(
        address=f"{issue.id}/",
        whole_address=f"{issue.id}/{WHOLE_ISSUE}/",
        title=issue.title,
        month=f"{issue.month:%B}",
        year=str(issue.month.year),
        gist=issue.gist,
        published=day_view(issue.published),
        count=counted(len(picks), "pick"),
        considered=f"more than {issue.considered:,} papers" if issue.considered else "",
        picks=picks,
        event=_event(issue.event) if issue.event else None,
        newer=newer,
        older=older,
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
    return EventView(event.title, text, event.start.isoformat(), event.url or "")


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
    """The published paper, then arXiv and the PDF there, then what the header names."""
    address = doi_url(entry.doi) or safe_url(entry.url)
    arxiv = arxiv_url(entry.arxiv)
    links = []
    if address and not address.startswith("https://arxiv.org/"):
        links.append(LinkView("Paper", address))
    if arxiv:
        links += [LinkView("arXiv", arxiv), LinkView("PDF", arxiv.replace("/abs/", "/pdf/", 1))]
    return (*links, *(LinkView(LINK_NAMES[kind], address) for kind, address in summary.links.items()))
