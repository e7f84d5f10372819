"""All picks as data: `papers.json`. Texts are plain; addresses of this site are relative to its root.

Its form is `schemas/papers.json`, which is kept by hand: a field is added in both.

Source: RFC 8259 (JSON), JSON Schema.
"""

import posixpath
from collections.abc import Mapping
from typing import Any

from shortlist.exports.bibtex import format_bibtex
from shortlist.exports.files import FORMATS, Works
from shortlist.exports.wording import links, names
from shortlist.identifiers import arxiv_month
from shortlist.model import Issue, Library, Notes, Summary
from shortlist.reading.markdown import target_path
from shortlist.text import clean, json_line

VERSION = 1
"""Counts up when a reader of an older file would go wrong. New fields do not count."""


def papers_json(library: Library, works: Works, notes: Notes, books: Mapping[str, tuple[str, int]]) -> str:
    """Return all picks as JSON on one line. The library holds no drafts. `books` has the paths of books by the ids of issues."""
    settings, issues = library.settings, list(library.issues.values())
    document = {
        "version": VERSION,
        "name": settings.site_name,
        "url": settings.url,
        "license": settings.license_url,
        "issues": [_issue(issue, library, works, books) for issue in issues],
        "papers": [
            _paper(summary, rank, library, works, notes)
            for issue in issues
            for rank, summary in enumerate(library.picks(issue), start=1)
        ],
    }
    return json_line(document) + "\n"


def _paper(summary: Summary, rank: int, library: Library, works: Works, notes: Notes) -> dict[str, Any]:
    entry = library.entries[summary.paper]
    month = arxiv_month(entry.arxiv)
    return {
        "id": summary.id,
        "address": f"{summary.id}/",
        "issue": summary.issue,
        "rank": rank,
        "published": str(library.issues[summary.issue].published),
        "key": entry.key,
        "name": library.names[summary.id],
        "title": clean(entry.title),
        "authors": list(map(clean, names(entry))),
        "venue": clean(entry.venue),
        "year": entry.year,
        "doi": entry.doi,
        "arxiv": entry.arxiv,
        "first_on_arxiv": month and str(month),
        "gist": summary.gist,
        "tags": summary.tags,
        "links": [{"name": name, "url": url} for name, url in links(summary, entry)],
        "writers": [library.people.writers[id].model_dump() for id in summary.by],
        "words": summary.body.words,
        "figure": _figure(summary, library),
        "since": [note._asdict() | {"date": str(note.date)} for note in notes[summary.id]],
        "files": _files(summary.id, works),
        "citation": format_bibtex(works[f"{summary.id}/summary"][0]),
    }


def _issue(issue: Issue, library: Library, works: Works, books: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    header, event = issue.header, issue.header.event
    return {
        "id": issue.id,
        "address": f"{issue.id}/",
        "title": issue.title,
        "published": str(issue.published),
        "gist": issue.gist,
        "picks": [summary.id for summary in library.picks(issue)],
        "start_here": f"{issue.id}/{header.start_here.pick}" if header.start_here else None,
        "considered": header.considered,
        "selected_by": header.selected_by,
        "event": event and event.model_dump() | {"start": event.start.isoformat()},
        "files": _files(issue.id, works),
        "book": books[issue.id][0] if issue.id in books else None,
        "citation": format_bibtex(works[f"{issue.id}/issue"][0]),
    }


def _figure(summary: Summary, library: Library) -> str:
    paths = (target_path(link.target, summary.path) for link in summary.body.links if link.is_image)
    return next((posixpath.relpath(path, library.docs) for path in paths if path in library.files), "")


def _files(id: str, works: Works) -> list[str]:
    stems = (f"{id}/{name}" for name in ("paper", "references", "summary", "issue"))
    return [f"{stem}.{ending}" for stem in stems if stem in works for ending in FORMATS]
