"""Who belongs to what: summaries by tag and by the works they cite.

Values are ids, in the order readers see: newest issue first, picks in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shortlist.model import Library


def summaries_by_tag(library: Library) -> Mapping[str, tuple[str, ...]]:
    """Tag → ids of the summaries that have it. Every tag of the vocabulary is a key, in its order."""
    found: dict[str, list[str]] = {name: [] for name in library.tags}
    for summary in library.summaries.values():
        for name in dict.fromkeys(summary.tags):
            if name in found:
                found[name].append(summary.id)
    return {name: tuple(ids) for name, ids in found.items()}


def cited_by(library: Library) -> Mapping[str, tuple[str, ...]]:
    """BibTeX key → ids of the summaries that cite it, each once. Works that no summary cites are not keys."""
    found: dict[str, list[str]] = {}
    for summary in library.summaries.values():
        for key in dict.fromkeys(citation.key for citation in summary.body.citations):
            found.setdefault(key, []).append(summary.id)
    return {key: tuple(ids) for key, ids in found.items()}


def published(library: Library) -> Library:
    """The library without drafts: neither draft issues nor what stands in them, nor draft summaries."""
    issues = {id: issue for id, issue in library.issues.items() if issue.status == "published"}
    summaries = {
        id: summary for id, summary in library.summaries.items() if summary.status == "published" and summary.issue in issues
    }
    return replace(library, issues=issues, summaries=summaries)
