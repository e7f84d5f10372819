"""`shortlist list`: the contents of the archive, as a table for people and as JSON for scripts."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from shortlist.checks.citations import used_keys
from shortlist.model import Library
from shortlist.problems import printable

Row = Mapping[str, str | int | list[str] | None]


def _issues(library: Library) -> Iterator[Row]:
    for issue in library.issues.values():
        yield {
            "issue": issue.id,
            "status": issue.status,
            "published": issue.published.isoformat(),
            "picks": len(issue.picks),
            "path": issue.path,
            "gist": issue.gist,
        }


def _papers(library: Library) -> Iterator[Row]:
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


def _tags(library: Library) -> Iterator[Row]:
    count = Counter(name for summary in library.summaries.values() for name in set(summary.tags))
    for tag in library.tags.values():
        yield {"tag": tag.name, "slug": tag.slug, "group": tag.group, "summaries": count[tag.name], "meaning": tag.meaning}


def _unused(library: Library) -> Iterator[Row]:
    """Yield entries that no page cites, and tags that no summary has. Drafts count as use."""
    keys = used_keys(library)
    names = {name for summary in library.summaries.values() for name in summary.tags}
    entries = [("entry", entry.key, entry.place) for entry in library.entries.values() if entry.key not in keys]
    tags = [("tag", tag.name, tag.place) for tag in library.tags.values() if tag.name not in names]
    for kind, name, place in (*entries, *tags):
        yield {"kind": kind, "name": name, "path": place.path, "line": place.line}


LISTS: Mapping[str, Callable[[Library], Iterator[Row]]] = {
    "issues": _issues,
    "papers": _papers,
    "tags": _tags,
    "unused": _unused,
}


def _as_text(rows: Iterator[Row]) -> str:
    """Return a table with a heading."""
    listed = list(rows)
    table = [[*listed[0]], *([_cell(value) for value in row.values()] for row in listed)] if listed else []
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "".join("  ".join(map(str.ljust, row, widths)).rstrip() + "\n" for row in table)


def _cell(value: object) -> str:
    text = ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return printable(" ".join(text.split()))


def _as_json(rows: Iterator[Row]) -> str:
    """Return a list of objects. Members keep their names; new ones go to the end."""
    return json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n"


LAYOUTS = {"text": _as_text, "json": _as_json}
