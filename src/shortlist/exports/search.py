"""The index that `overrides/assets/search-engine.js` reads, once a reader opens the search.

- The heads of the pages come first, with which most answers can be given: texts that are searched and shown.
- A second file has their gists, which are longer than all the rest of a head. Of the texts below the heads it says which words
  stand there and how often: a sorted list of all words of the site and, for each, the pages that have it. That is a third of what
  the same words take page by page.
- A page is fetched only to show the sentence of a hit.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shortlist.text import STOP_WORDS, fold, json_line, not_empty

HEADS = "search/search_index.json"
WORDS = "search/words.json"

OFTEN = 4
"""A text is about a word that stands there so many times, or in a heading."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
"""Of a number in base 32, from its last digit: those from the 33rd on say that another one follows."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page as search knows it. Texts are plain, not HTML."""

    address: str
    """Below the site's root."""
    title: str
    gist: str
    text: str
    """One block of the page a line."""
    headings: str = ""
    name: str = ""
    """Of the paper, unless the title begins with it."""
    authors: str = ""
    kind: str = ""
    """Shown after the authors: the issue of the page, or its kind. Empty for pages that hold no paper."""
    venue: str = ""
    """Short, with the year."""
    tags: tuple[str, ...] = ()
    also: str = ""
    """More texts that find the page and are not shown: identifiers, other names of the authors."""


def words_of(text: str) -> dict[str, int]:
    """Return how often each word stands in a text, as somebody types it: lower case, no diacritics, no punctuation.

    A point between two digits is part of a word, 85.7; a comma may stand for it, and 1,000 is `1000`. Stop words and single
    characters are left out, since looking for one of them finds nothing that a reader wants: but `U-Net` is also the word `unet`,
    and a Chinese character is a word.
    The same rules are those of the script that searches.
    """
    text = _COMMA.sub(".", _THOUSANDS.sub("", text.lower()))
    words = Counter(_ROUGHLY_A_WORD.findall(text))
    words.update(compound.replace("-", "") for compound in _WITH_A_LETTER.findall(text))
    for word in [word for word in words if not word.isascii()]:
        count = words.pop(word)
        for part in _WORD.findall(_folded(word)):
            words[part] += count
    return {word: count for word, count in words.items() if (len(word) > 1 or word > "\u2e80") and word not in STOP_WORDS}


def _folded(word: str) -> str:
    """Return a word in lower case without any marks, those of Indic scripts and of Hebrew included."""
    return "".join(letter for letter in fold(word).lower() if unicodedata.category(letter)[0] != "M")


def search_files(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Yield the files by their paths; pages that are found equally well are shown in the order given.

    `docs` has the names of MkDocs' own index, so that whatever reads that finds the pages here too.
    """
    pages_with: dict[str, list[tuple[int, bool]]] = {}
    heads, gists, also = [], [], []
    for number, page in enumerate(documents):
        places = (number, False), (number, True)  # Two for all words of a page: of a large archive, a quarter of all memory.
        heads.append(_head(page))
        gists.append(page.gist)
        also.append(page.also)
        said = words_of(" ".join((page.title, page.gist, page.name, page.authors, page.kind, page.venue, *page.tags)))
        for word, count in words_of(page.text + f"\n{page.headings}" * OFTEN).items():
            if word not in said:  # What the head says need not be said again.
                pages_with.setdefault(word, []).append(places[count >= OFTEN])
    words = sorted(pages_with)
    yield HEADS, json_line({"docs": heads, "stop": " ".join(sorted(STOP_WORDS))})
    steps = " ".join(_steps(pages_with[word]) for word in words)
    yield WORDS, json_line({"words": " ".join(words), "places": steps, "gists": gists, "also": also})


def as_script(path: str, text: str) -> tuple[str, str]:
    """Return a file of JSON as a script: browsers let none read a file from disk, but a script may be one."""
    return path.removesuffix("on"), f"(globalThis.searchFiles ??= {{}})['{path}'] = {text}"


def _head(page: Document) -> dict[str, object]:
    more = {"name": page.name, "authors": page.authors, "kind": page.kind, "venue": page.venue, "tags": page.tags}
    return {"location": page.address, "title": page.title} | not_empty(more)


def _steps(pages: Sequence[tuple[int, bool]]) -> str:
    """Return pages, rising, and how often each has a word: the distance from the page before, twice, and one more for often.

    A step to the next page is a `0`, if the word stands there less than `OFTEN` times.
    """
    steps = []
    before = -1
    for page, is_often in pages:
        step = (page - before - 1) << 1 | is_often
        before = page
        while step > 31:
            steps.append(DIGITS[32 + (step & 31)])
            step >>= 5
        steps.append(DIGITS[step])
    return "".join(steps)


_ROUGHLY_A_WORD = re.compile(r"[^\x00-/:-@\[-`{-\x7f\s]+(?:\.(?<=[0-9].)(?=[0-9])[^\x00-/:-@\[-`{-\x7f\s]+)*")
"""Takes the signs of other scripts for letters; twice as fast."""
_WORD = re.compile(r"[^\W_]+(?:(?<=[0-9])\.(?=[0-9])[^\W_]+)*")
# They begin with a sign, which is found ten times as fast as a place after a digit.
_THOUSANDS = re.compile(r",(?<=[0-9],)(?=[0-9]{3}(?![0-9]))")
_COMMA = re.compile(r",(?<=[0-9],)(?=[0-9])")
_WITH_A_LETTER = re.compile(r"\b(?:[a-z0-9]-[a-z0-9]{2,}|[a-z][a-z0-9]+-[a-z0-9])\b")
"""A compound with a part of one character, such as `u-net` and `gpt-3`: that part alone would not be indexed."""
