"""All picks as data: `papers.json`, whose form is `schemas/papers.json`, which `make generate` makes from the models here.

Source: RFC 8259 (JSON), JSON Schema. Texts are plain; addresses of this site are relative to its root.
"""

import posixpath
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shortlist.exports.bibtex import format_bibtex
from shortlist.exports.files import FORMATS, exported_works
from shortlist.exports.wording import links, names
from shortlist.identifiers import arxiv_month
from shortlist.model import Entry, Issue, Library, Note, Notes, Summary
from shortlist.reading.markdown import target_path
from shortlist.reading.settings import Settings
from shortlist.text import clean

Works = Mapping[str, Sequence[Entry]]
"""Path of a file without the ending → its works."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NamedLink(_Record):
    name: str
    url: str


class WriterRecord(_Record):
    name: str
    url: str | None


class PaperRecord(_Record):
    id: str = Field(description="Of the summary; lasting.", examples=["2021-04/first"])
    address: str
    issue: str = Field(description="Id of its issue.")
    rank: int = Field(description="Its place in the issue, from 1.")
    published: date
    key: str = Field(description="In the bibliography.")
    name: str = Field(description="What readers call the paper. May be empty.")
    title: str
    authors: list[str]
    venue: str
    year: int | None
    doi: str
    arxiv: str
    first_on_arxiv: date | None = Field(description="The first day of the month.")
    gist: str
    tags: list[str]
    links: list[NamedLink]
    writers: list[WriterRecord] = Field(description="Of the summary.")
    words: int = Field(description="Of the summary.")
    figure: str = Field(description="Address of its first picture, or nothing.")
    since: list[Note] = Field(description="What has happened since, the newest first.")
    files: list[str] = Field(description="Addresses of the paper, its references and the summary as BibTeX, RIS and CSL-JSON.")
    citation: str = Field(description="The summary as BibTeX.")


class EventRecord(_Record):
    title: str
    start: datetime | date
    minutes: int | None
    url: str | None


class IssueRecord(_Record):
    id: str
    address: str
    title: str
    published: date
    gist: str
    picks: list[str] = Field(description="Ids of its papers, in their order.")
    start_here: str | None = Field(description="Id of the paper to read first.")
    considered: int | None
    selected_by: str | None = Field(description="Markdown.")
    event: EventRecord | None
    files: list[str]
    book: str | None = Field(description="Address of the issue as an e-book, an EPUB.")
    citation: str = Field(description="The issue as BibTeX.")


class Papers(_Record):
    model_config = ConfigDict(extra="forbid", frozen=True, title="papers.json")

    version: Literal[1] = 1
    """Counts up when a reader of an older file would go wrong. New fields do not count."""
    name: str
    url: str = Field(description="To which addresses are relative. Empty if it is not known.")
    license: str = Field(description="Of the texts.")
    issues: list[IssueRecord] = Field(description="Newest first.")
    papers: list[PaperRecord] = Field(description="Newest issue first, picks in their order.")


def papers_json(library: Library, settings: Settings, notes: Notes, books: Mapping[str, tuple[str, int]]) -> str:
    """Return all picks as JSON on one line. The library holds no drafts. `books` has the paths of books by the ids of issues."""
    works = exported_works(library, settings)
    issues = list(library.issues.values())
    document = Papers(
        name=settings.site_name,
        url=settings.url,
        license=settings.license_url,
        issues=[_issue(issue, library, works, books) for issue in issues],
        papers=[
            _paper(summary, rank, library, works, notes)
            for issue in issues
            for rank, summary in enumerate(library.picks(issue), start=1)
        ],
    )
    return document.model_dump_json() + "\n"


def _paper(summary: Summary, rank: int, library: Library, works: Works, notes: Notes) -> PaperRecord:
    entry = library.entries[summary.paper]
    return PaperRecord(
        id=summary.id,
        address=f"{summary.id}/",
        issue=summary.issue,
        rank=rank,
        published=library.issues[summary.issue].published,
        key=entry.key,
        name=library.names[summary.id],
        title=clean(entry.title),
        authors=list(map(clean, names(entry))),
        venue=clean(entry.venue),
        year=entry.year,
        doi=entry.doi,
        arxiv=entry.arxiv,
        first_on_arxiv=arxiv_month(entry.arxiv),
        gist=summary.gist,
        tags=list(summary.tags),
        links=[NamedLink(name=name, url=url) for name, url in links(summary, entry)],
        writers=[WriterRecord(**library.people.writers[id].model_dump()) for id in summary.by],
        words=summary.body.words,
        figure=_figure(summary, library),
        since=list(notes[summary.id]),
        files=_files(summary.id, works),
        citation=format_bibtex(works[f"{summary.id}/summary"][0]),
    )


def _issue(issue: Issue, library: Library, works: Works, books: Mapping[str, tuple[str, int]]) -> IssueRecord:
    header = issue.header
    return IssueRecord(
        id=issue.id,
        address=f"{issue.id}/",
        title=issue.title,
        published=issue.published,
        gist=issue.gist,
        picks=[summary.id for summary in library.picks(issue)],
        start_here=f"{issue.id}/{header.start_here.pick}" if header.start_here else None,
        considered=header.considered,
        selected_by=header.selected_by,
        event=EventRecord(**header.event.model_dump()) if header.event else None,
        files=_files(issue.id, works),
        book=books[issue.id][0] if issue.id in books else None,
        citation=format_bibtex(works[f"{issue.id}/issue"][0]),
    )


def _figure(summary: Summary, library: Library) -> str:
    paths = (target_path(link.target, summary.path) for link in summary.body.links if link.is_image)
    return next((posixpath.relpath(path, library.docs) for path in paths if path in library.files), "")


def _files(id: str, works: Works) -> list[str]:
    stems = (f"{id}/{name}" for name in ("paper", "references", "summary", "issue"))
    return [f"{stem}.{ending}" for stem in stems if stem in works for ending in FORMATS]
