"""`shortlist list`: what the archive holds, as rows for scripts. Columns keep their names and order; new ones go to the end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from shortlist.checks.citations import used_keys
from shortlist.model import Library

Row = Mapping[str, str | int | list[str] | None]


def issues(library: Library) -> Iterator[Row]:
    for issue in library.issues.values():
        yield {
            "issue": issue.id,
            "status": issue.status,
            "published": issue.published.isoformat(),
            "picks": len(issue.picks),
            "path": issue.path,
            "gist": issue.gist,
        }


def papers(library: Library) -> Iterator[Row]:
    for summary in library.summaries.values():
        entry = library.entries.get(summary.paper)
        yield {
            "paper": summary.id,
            "status": summary.status,
            "key": summary.paper,
            "year": entry.year if entry else None,
            "tags": list(summary.tags),
            "path": summary.path,
            "title": entry.title if entry else "",
        }


def tags(library: Library) -> Iterator[Row]:
    count = Counter(name for summary in library.summaries.values() for name in set(summary.tags))
    for tag in library.tags.values():
        yield {"tag": tag.name, "slug": tag.slug, "group": tag.group, "summaries": count[tag.name], "meaning": tag.meaning}


def unused(library: Library) -> Iterator[Row]:
    """Entries that no page cites, and tags that no summary has. Drafts count as use."""
    keys = used_keys(library)
    for entry in library.entries.values():
        if entry.key not in keys:
            yield {"kind": "entry", "name": entry.key, "path": entry.place.path, "line": entry.place.line}
    names = {name for summary in library.summaries.values() for name in summary.tags}
    for tag in library.tags.values():
        if tag.name not in names:
            yield {"kind": "tag", "name": tag.name, "path": tag.place.path, "line": tag.place.line}


LISTS: Mapping[str, Callable[[Library], Iterator[Row]]] = {"issues": issues, "papers": papers, "tags": tags, "unused": unused}


def as_text(rows: Iterator[Row]) -> str:
    """A row a line, columns parted by tabs, no heading; items of a list by commas. Every value is printable and on one line."""
    return "".join("\t".join(map(_cell, row.values())) + "\n" for row in rows)


def as_json(rows: Iterator[Row]) -> str:
    return json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n"


FORMATS = {"text": as_text, "json": as_json}


def _cell(value: object) -> str:
    text = ",".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return "".join(char if char.isprintable() else " " for char in text)
