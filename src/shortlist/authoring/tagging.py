"""Which tags may fit a paper: those that its words name, and those of summaries that share telling words with it.

A suggestion, which an author will change; so it is simple, and says its reason.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from math import log

from shortlist.model import Library, Tag
from shortlist.text import fold

MOST = 4
"""As many tags are suggested."""
_NEIGHBORS = 5
_NAMED, _MEANT, _NEAR = 2.0, 1.0, 2.0
"""What it counts that a text has a word of a tag's name, or of its meaning, and that all neighbors have the tag."""
_ENOUGH = 1.2
_ALIKE = 4.0
"""Neighbors that are alike by less in all say little, and count less."""

_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:i[sz](?:ation|ing|ed|ers?|es?)|ions?|ives?|ing|ed|es|s|e)$")
_STOP = frozenset(
    "about after all also and any are because been between both but can does each else ever for from gets has have how into its"
    " itself less like many may more most much new not off one only other our out over same set show shows since some such than"
    " that the their them then there these they this those three through too two under use used using was ways well what when"
    " where which while who why will with within without work yet you model models network networks paper propose method approach"
    " result results learn learns learning large deep neural state art task tasks train trains trained training data alone before"
    " instead become becomes input inputs one another moved know knowledge given under gets reads writes read write".split()
)
"""Words of every abstract."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    tag: str
    reason: str
    """As in `'video'`, or `as in GLM`."""


def suggest_tags(library: Library, title: str, abstract: str) -> list[Suggestion]:
    """At most four tags of the vocabulary, the likeliest first; none if nothing tells."""
    ours = _stems(f"{title} {abstract}")
    in_title = _stems(title).keys()
    scores: dict[str, float] = defaultdict(float)
    reasons: dict[str, str] = {}
    shared_by = Counter(stem for tag in library.tags.values() for stem in _stems(f"{tag.name} {tag.meaning}"))
    for tag in library.tags.values():
        for stem, weight in _words_of(tag).items():
            if stem in ours:
                scores[tag.name] += weight * (1.5 if stem in in_title else 1) / shared_by[stem]
                reasons.setdefault(tag.name, f"'{ours[stem]}'")
    for name, share, example in _of_neighbors(library, ours):
        scores[name] += _NEAR * share
        reasons.setdefault(name, f"as in {example}")
    best = sorted((name for name in library.tags if scores[name] >= _ENOUGH), key=lambda name: -scores[name])
    return [Suggestion(name, reasons[name]) for name in best[:MOST]]


def _words_of(tag: Tag) -> Mapping[str, float]:
    return dict.fromkeys(_stems(tag.meaning), _MEANT) | dict.fromkeys(_stems(tag.name), _NAMED)


def _of_neighbors(library: Library, ours: Mapping[str, str]) -> Iterable[tuple[str, float, str]]:
    """Tag, the share of the neighbors that have it, weighed by how alike they are, and the most alike one of them."""
    texts = {}
    for summary in library.summaries.values():
        entry = library.entries.get(summary.paper)
        texts[summary.id] = _stems(f"{entry.title if entry else ''} {summary.gist}").keys()
    known_in = Counter(stem for stems in texts.values() for stem in stems)
    alike = {
        id: sum(log(len(texts) / known_in[stem]) for stem in stems & ours.keys()) / (1 + log(1 + len(stems)))
        for id, stems in texts.items()
    }
    nearest = nlargest(_NEIGHBORS, (id for id in alike if alike[id] > 0), key=lambda id: alike[id])
    total = max(_ALIKE, sum(alike[id] for id in nearest))
    shares: dict[str, float] = defaultdict(float)
    examples: dict[str, str] = {}
    for id in nearest:
        for name in library.summaries[id].tags:
            if name in library.tags:
                shares[name] += alike[id] / total
                examples.setdefault(name, id)
    return [(name, share, examples[name]) for name, share in shares.items()]


@cache  # For several works in one call.
def _stems(text: str) -> dict[str, str]:
    """Stem → the word as written first, of all telling words; of `self-supervised` the whole and its parts."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(fold(text).casefold()):
        parts = match[0].split("-")
        for word in dict.fromkeys(("".join(parts), *parts)):
            if len(word) > 2 and word not in _STOP:
                found.setdefault(_ENDING.sub("", word), match[0])
    return found
