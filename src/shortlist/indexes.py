"""Indexes: summaries by author and cited work; related summaries; the bibliography.

Values are ids, but for the bibliography, in the order readers see: newest issue first, picks in order.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from heapq import nsmallest
from itertools import chain, combinations
from math import log2
from typing import NamedTuple

from shortlist.model import AnyPage, CitationLink, Entry, Issue, Library, Person
from shortlist.reading.markdown import target_path
from shortlist.text import sort_key

MAX_RELATED = 3

MAX_CITING_SUMMARIES = 20
"""A work that more summaries than this cite says little about any two of them."""


class Relation(NamedTuple):
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


def by_author(library: Library) -> Mapping[Person, tuple[str, ...]]:
    """Map each author of a picked paper to the ids of the summaries of their papers.

    By family name, then given name, compared without diacritics and case. The bibliography knows people by their names alone,
    so people of one name are one author, however it is divided; the newest paper's way to divide it is kept. Names that
    `data/people.yml` joins are one author, too.
    """
    known = dict(library.people.author_of)
    index: dict[Person, dict[str, None]] = {}
    for summary in library.summaries.values():
        entry = library.entries.get(summary.paper)
        for person in entry.authors if entry else ():
            index.setdefault(known.setdefault(person.nfc, person), {})[summary.id] = None
    people = sorted(index, key=lambda person: (sort_key(person.family), sort_key(person.given), person.nfc))
    return {person: tuple(index[person]) for person in people}


def cited_by(library: Library) -> Mapping[str, Mapping[str, None]]:
    """Map each BibTeX key that a summary cites to the ids of those summaries, as an ordered set."""
    index: dict[str, dict[str, None]] = {}
    for summary in library.summaries.values():
        for citation in summary.body.citations:
            index.setdefault(citation.key, {})[summary.id] = None
    return index


def bibliography(library: Library) -> Mapping[str, Mapping[str, Sequence[CitationLink]]]:
    """Map every entry that a page cites or a summary is about to its citations by the path of the page, in reading order.

    Entries by the first author's family name, then year and title: editors stand in for authors, the title for both; names are
    compared without diacritics and case. Of pages summaries first, newest first, then editorials, newest first, then others by
    path. Our own summary is one of them if it cites the work. The library has conversions.
    """
    pages: Iterable[AnyPage] = chain(library.summaries.values(), library.issues.values(), library.pages.values())
    works: dict[str, dict[str, list[CitationLink]]] = {key: {} for key in library.summary_of}
    for page in pages:
        for citation in library.conversions[page.path].citations if page.body.citations else ():
            works.setdefault(citation.key, {}).setdefault(page.path, []).append(citation)
    keys = sorted(works.keys() & library.entries.keys(), key=lambda key: _order(library.entries[key]))
    return {key: works[key] for key in keys}


def _order(entry: Entry) -> tuple[str, int, str, str]:
    people = entry.authors or entry.editors
    return sort_key(people[0].family if people else entry.title), entry.year or 0, sort_key(entry.title), entry.key


_SHARED = 10**6
_DIRECT = 10**12
"""More than all shared works of two summaries together."""


def related(library: Library) -> Mapping[str, tuple[Relation, ...]]:
    """Map summaries to those that are closest to them. Summaries without any are not keys.

    A citation of the other's paper, in either direction, outweighs everything else, and so does a follow-up that leads to the
    other one; two of these outweigh one. Then the works that both cite count, a work of n citing summaries as 1 / log2(1 + n),
    but not the two papers themselves, whose citations count already. Of equals the newer comes first, then the earlier pick.
    That a summary cites its own paper relates it to nothing.
    """
    citing = {key: tuple(id for id in ids if id != library.summary_of.get(key)) for key, ids in cited_by(library).items()}
    followed = _followed(library)
    scores: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, another, score in _ties(library, citing, followed):
        scores[one][another] += score
        scores[another][one] += score
    rank = {id: number for number, id in enumerate(library.summaries)}
    keys = {id: {citation.key for citation in summary.body.citations} for id, summary in library.summaries.items()}

    def relation(id: str, other: str) -> Relation:
        own, theirs = library.summaries[id].paper, library.summaries[other].paper
        shared = sorted((keys[id] & keys[other]) - {own, theirs}, key=lambda key: (len(citing[key]), key))
        has_follow_up, is_follow_up = (id, other) in followed, (other, id) in followed
        return Relation(other, theirs in keys[id], own in keys[other], has_follow_up, is_follow_up, tuple(shared))

    return {
        id: tuple(
            relation(id, other)
            for other in nsmallest(MAX_RELATED, scores[id], key=lambda other: (-scores[id][other], rank[other]))
        )
        for id in library.summaries
        if id in scores
    }


def _ties(
    library: Library, citing: Mapping[str, tuple[str, ...]], followed: Set[tuple[str, str]]
) -> Iterator[tuple[str, str, int]]:
    """Yield what brings two summaries close to each other, and how much.

    Works that very many summaries cite would be most of the work and tell the least, so they are left out, and the time grows
    with the number of citations alone.
    """
    for key, ids in citing.items():
        if own := library.summary_of.get(key):
            yield from ((id, own, _DIRECT) for id in ids)
        if 1 < len(ids) <= MAX_CITING_SUMMARIES:
            # Whole numbers, so that the sum does not depend on the order of adding.
            weight = round(_SHARED / log2(1 + len(ids)))
            yield from ((*pair, weight) for pair in combinations(ids, 2))
    yield from ((*pair, _DIRECT) for pair in followed)


def _followed(library: Library) -> Set[tuple[str, str]]:
    """Return each summary with those of later issues that its follow-ups lead to."""
    by_path = {summary.path: summary for summary in library.summaries.values()}
    links = ((summary, target_path(note.link, summary.path)) for summary in by_path.values() for note in summary.since)
    pairs = ((summary, by_path[path]) for summary, path in links if path in by_path)
    return {(summary.id, other.id) for summary, other in pairs if other.issue > summary.issue}


def next_issue(library: Library) -> Issue | None:
    """Return the draft that is announced: the first whose author has given it a day after that of every published issue."""
    issues = library.issues.values()
    latest = max((issue.published for issue in issues if issue.status == "published"), default=date.min)
    ahead = (issue for issue in issues if issue.status == "draft" and issue.has_own_day and issue.published > latest)
    return min(ahead, key=lambda issue: issue.published, default=None)


def without_drafts(library: Library) -> Library:
    """Return the library without what is hidden from readers. The library of a preview keeps everything."""
    issues = {id: issue for id, issue in library.issues.items() if issue.path not in library.hidden}
    summaries = {id: summary for id, summary in library.summaries.items() if summary.path not in library.hidden}
    return replace(library, issues=issues, summaries=summaries)
