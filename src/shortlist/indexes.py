"""Who belongs to what: summaries by tag, by the works they cite, and by one another.

Values are ids, in the order readers see: newest issue first, picks in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import combinations
from math import log2

from shortlist.model import Library

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


def cited_by(library: Library) -> Mapping[str, tuple[str, ...]]:
    """BibTeX key → ids of the summaries that cite it, each once. Works that no summary cites are not keys."""
    found: dict[str, list[str]] = {}
    for summary in library.summaries.values():
        for key in dict.fromkeys(citation.key for citation in summary.body.citations):
            found.setdefault(key, []).append(summary.id)
    return {key: tuple(ids) for key, ids in found.items()}


def related(library: Library) -> Mapping[str, tuple[Relation, ...]]:
    """Summary's id → the summaries that are closest to it, at most three. Summaries without any are not keys.

    A citation of the other's paper, in either direction, outweighs everything else; that in both outweighs one. Then the
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
    by_id = sorted(library.summaries.values(), key=lambda summary: summary.id)
    newest_first = sorted(by_id, key=lambda summary: summary.issue, reverse=True)
    rank = {summary.id: number for number, summary in enumerate(newest_first)}
    keys = {id: {citation.key for citation in summary.body.citations} for id, summary in library.summaries.items()}

    def relation(id: str, other: str) -> Relation:
        papers = {library.summaries[id].paper, library.summaries[other].paper}
        shared = sorted((keys[id] & keys[other]) - papers, key=lambda key: (len(citing[key]), key))
        cites, is_cited = library.summaries[other].paper in keys[id], library.summaries[id].paper in keys[other]
        return Relation(other, cites, is_cited, tuple(shared))

    return {
        id: tuple(
            relation(id, other)
            for other in nsmallest(MOST_RELATED, scores[id], key=lambda other: (-scores[id][other], rank[other]))
        )
        for id in library.summaries
        if id in scores
    }


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
