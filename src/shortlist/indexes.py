"""Who belongs to what: summaries by tag, by author, by the works they cite, and by one another; tags by one another.

Values are ids, in the order readers see: newest issue first, picks in order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import combinations
from math import log2
from unicodedata import normalize

from shortlist.model import Library, Person
from shortlist.reading.markdown import target_path
from shortlist.text import sort_key

MOST_RELATED = 3
"""As many related summaries are named."""

CLASSIC = 20
"""A work that more summaries than this cite says little about any two of them."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Why one summary belongs beside another."""

    summary: str
    """Id of the other one."""
    cites: bool = False
    """This summary cites the paper of the other one."""
    is_cited: bool = False
    """The other summary cites the paper of this one."""
    has_follow_up: bool = False
    """The other summary is of a later issue, and a follow-up of this one leads to it."""
    is_follow_up: bool = False
    """This summary is of a later issue, and a follow-up of the other one leads to it."""
    shared: tuple[str, ...] = ()
    """BibTeX keys of the works that both cite, but for their own papers; the rarest first, then by key."""


def summaries_by_tag(library: Library) -> Mapping[str, tuple[str, ...]]:
    """Tag → ids of the summaries that have it. Every tag of the vocabulary is a key, in its order."""
    found: dict[str, list[str]] = {name: [] for name in library.tags}
    for summary in library.summaries.values():
        for name in dict.fromkeys(summary.tags):
            if name in found:
                found[name].append(summary.id)
    return {name: tuple(ids) for name, ids in found.items()}


def by_author(library: Library) -> Mapping[Person, tuple[str, ...]]:
    """Author of a picked paper → ids of the summaries of their papers, each once.

    By family name, then given name, compared without diacritics and case. The bibliography knows people by their names alone,
    so people of one name are one author, however it parts the name; the newest paper's way to part it is kept.
    """
    people: dict[str, Person] = {}
    found: dict[str, dict[str, None]] = {}
    for summary in library.summaries.values():
        entry = library.entries.get(summary.paper)
        for person in entry.authors if entry else ():
            # One letter may be written as one character or as two. Source: Unicode Standard Annex 15.
            name = normalize("NFC", person.name)
            people.setdefault(name, person)
            found.setdefault(name, {})[summary.id] = None
    names = sorted(found, key=lambda name: (sort_key(people[name].family), sort_key(people[name].given), name))
    return {people[name]: tuple(found[name]) for name in names}


def tags_together(library: Library) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Tag → the tags that its summaries have too, and how many of them have both; the most first, then as in the vocabulary.

    Every tag of the vocabulary is a key.
    """
    found: dict[str, Counter[str]] = {name: Counter() for name in library.tags}
    for summary in library.summaries.values():
        for one, other in combinations(dict.fromkeys(name for name in summary.tags if name in found), 2):
            found[one][other] += 1
            found[other][one] += 1
    rank = {name: number for number, name in enumerate(library.tags)}
    return {name: tuple(sorted(counts.items(), key=lambda item: (-item[1], rank[item[0]]))) for name, counts in found.items()}


def cited_by(library: Library) -> Mapping[str, tuple[str, ...]]:
    """BibTeX key → ids of the summaries that cite it, each once. Works that no summary cites are not keys."""
    found: dict[str, list[str]] = {}
    for summary in library.summaries.values():
        for key in dict.fromkeys(citation.key for citation in summary.body.citations):
            found.setdefault(key, []).append(summary.id)
    return {key: tuple(ids) for key, ids in found.items()}


def related(library: Library) -> Mapping[str, tuple[Relation, ...]]:
    """Summary's id → the summaries that are closest to it, at most three. Summaries without any are not keys.

    A citation of the other's paper, in either direction, outweighs everything else, and so does a follow-up that leads to the
    other one; two of these outweigh one. Then the
    works that both cite count, a work of n citing summaries as 1 / log2(1 + n), but not the two papers themselves, whose
    citations count already. Of equals the newer comes first, then the smaller id. That a summary cites its own paper
    relates it to nothing.

    Works that more than `CLASSIC` summaries cite relate nobody, for they would be most of the work and tell the least. So
    the time grows with the number of citations alone.
    """
    citing = {key: tuple(id for id in ids if id != library.summary_of.get(key)) for key, ids in cited_by(library).items()}
    scores: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, ids in citing.items():
        if (own := library.summary_of.get(key)) is not None:
            for id in ids:
                scores[id][own] += _DIRECT
                scores[own][id] += _DIRECT
        if len(ids) <= CLASSIC:
            # Whole numbers, so that the sum does not depend on the order of adding.
            weight = round(_SHARED / log2(1 + len(ids))) if ids else 0
            for one, other in combinations(ids, 2):
                scores[one][other] += weight
                scores[other][one] += weight
    followed = _followed(library)
    for id, later in followed.items():
        for other in later:
            scores[id][other] += _DIRECT
            scores[other][id] += _DIRECT
    by_id = sorted(library.summaries.values(), key=lambda summary: summary.id)
    newest_first = sorted(by_id, key=lambda summary: summary.issue, reverse=True)
    rank = {summary.id: number for number, summary in enumerate(newest_first)}
    keys = {id: {citation.key for citation in summary.body.citations} for id, summary in library.summaries.items()}

    def relation(id: str, other: str) -> Relation:
        papers = {library.summaries[id].paper, library.summaries[other].paper}
        shared = sorted((keys[id] & keys[other]) - papers, key=lambda key: (len(citing[key]), key))
        cites, is_cited = library.summaries[other].paper in keys[id], library.summaries[id].paper in keys[other]
        has_follow_up, is_follow_up = other in followed[id], id in followed[other]
        return Relation(other, cites, is_cited, has_follow_up, is_follow_up, tuple(shared))

    return {
        id: tuple(
            relation(id, other)
            for other in nsmallest(MOST_RELATED, scores[id], key=lambda other: (-scores[id][other], rank[other]))
        )
        for id in library.summaries
        if id in scores
    }


def _followed(library: Library) -> Mapping[str, frozenset[str]]:
    """Summary's id → the summaries of later issues that its follow-ups lead to."""
    summary_at = {summary.path: summary for summary in library.summaries.values()}
    found = {}
    for summary in library.summaries.values():
        pages = (target_path(follow_up.link, summary.path) for follow_up in summary.since)
        others = (summary_at[page] for page in pages if page in summary_at)
        found[summary.id] = frozenset(other.id for other in others if other.issue > summary.issue)
    return found


_SHARED = 10**6
_DIRECT = 10**12
"""More than all shared works of two summaries together."""


def published(library: Library) -> Library:
    """The library without drafts: neither draft issues nor what stands in them, nor draft summaries."""
    issues = {id: issue for id, issue in library.issues.items() if issue.status == "published"}
    summaries = {
        id: summary for id, summary in library.summaries.items() if summary.status == "published" and summary.issue in issues
    }
    return replace(library, issues=issues, summaries=summaries)
