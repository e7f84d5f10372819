"""The search index: what `overrides/assets/search-engine.js` reads, in one file, once a reader opens the search.

It holds the head of each page as text, which is searched and shown, and of the text below it only which words stand there:
a sorted list of all words of the site and, for each, the pages that have it. That is a third of what the same words take
page by page, and a browser need not read any text to find something.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shortlist.text import STOP_WORDS, fold

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
"""Of a number in base 32, from its last digit: those from the 33rd on say that another one follows."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page as search knows it. Texts are plain, not HTML."""

    address: str
    """Below the site's root."""
    title: str
    gist: str
    authors: str
    kind: str
    """Shown after the authors: the issue of the page, or its kind."""
    tags: tuple[str, ...]
    words: frozenset[str]
    """Of its text, as `words_of` gives them."""


def words_of(text: str) -> frozenset[str]:
    """Return the distinct words of a text, as somebody types them: lower case, no diacritics, no punctuation.

    Single characters and stop words are left out: looking for one of them finds nothing that a reader wants. The same rules
    are those of the script that searches.
    """
    words: set[str] = set()
    for word in set(_ROUGHLY_A_WORD.findall(text)):
        if word.isascii():
            words.add(word.lower())
        else:
            words.update(_WORD.findall(fold(word).lower()))
    return frozenset(word for word in words if len(word) > 1 and word not in STOP_WORDS)


def search_index(documents: Iterable[Document]) -> str:
    """Return the index as JSON; pages that are found equally well are shown in the order given.

    `docs` has the form of MkDocs' own index, so that whatever reads that finds the pages here too.
    """
    pages_with: dict[str, list[int]] = {}
    heads = []
    for number, page in enumerate(documents):
        heads.append(_head(page))
        # What the head says need not be said again.
        for word in page.words - words_of(" ".join((page.title, page.gist, page.authors, page.kind, *page.tags))):
            pages_with.setdefault(word, []).append(number)
    words = sorted(pages_with)
    index = {
        "docs": heads,
        "stop": " ".join(sorted(STOP_WORDS)),
        "words": " ".join(words),
        "places": " ".join(_steps(pages_with[word]) for word in words),
    }
    return json.dumps(index, ensure_ascii=False, separators=(",", ":"))


def _head(page: Document) -> dict[str, object]:
    more = {"authors": page.authors, "kind": page.kind, "tags": page.tags}
    return {"location": page.address, "title": page.title, "text": page.gist} | {name: more[name] for name in more if more[name]}


def _steps(numbers: Sequence[int]) -> str:
    """Return rising numbers, each as its distance from the one before: `[0, 1, 40]` → `0`, `0`, `61`. A step of one is a `0`."""
    steps = []
    before = -1
    for number in numbers:
        step, before = number - before - 1, number
        while step > 31:
            steps.append(DIGITS[32 + (step & 31)])
            step >>= 5
        steps.append(DIGITS[step])
    return "".join(steps)


_ROUGHLY_A_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f][^\W_]*)*")
_WORD = re.compile(r"[^\W_]+")
