"""Why one summary belongs beside another, in words."""

from collections.abc import Mapping

from shortlist.citations.references import short_name
from shortlist.indexes import Relation
from shortlist.model import Entry
from shortlist.text import clean

LONGEST_NAME = 40
"""Characters of a title, or of its part before the colon, that may name a work."""

MOST_NAMED = 2
"""Shared works that are named before the rest is counted."""


def reason(relation: Relation, entries: Mapping[str, Entry]) -> str:
    """Plain text, to stand on the page of the summary whose relation it is, after the other one's title.

    `follows up on this pick`, `cited in this summary`, `its summary cites this paper`, `both cite Linformer, Performer and 2
    more`. Raises `KeyError` for a shared work without an entry.
    """
    if relation.has_follow_up:
        return "follows up on this pick"
    if relation.is_follow_up:
        return "this pick follows up on it"
    if relation.cites and relation.is_cited:
        return "each summary cites the other’s paper"
    if relation.cites:
        return "cited in this summary"
    if relation.is_cited:
        return "its summary cites this paper"
    names = [work_name(key, entries) for key in relation.shared[:MOST_NAMED]]
    if more := len(relation.shared) - len(names):
        return f"both cite {', '.join(names)} and {more} more"
    return f"both cite {' and '.join(names)}"


def work_name(key: str, entries: Mapping[str, Entry]) -> str:
    """Return the name of a work in passing: its title up to the colon if that is short (`Linformer`), else a short whole title,
    else who and when (`Vaswani et al., 2017`). Raises `KeyError` for an unknown key.
    """
    title = clean(entries[key].title)
    for name in (title.partition(":")[0].rstrip(), title):
        if name and len(name) <= LONGEST_NAME:
            return name
    return short_name(entries[key])
