"""The sentence around each citation of a page, as plain text: what another page quotes.

Read from the tree that the Markdown parser has made, block by block: a paragraph, list item, row of a table, heading or caption.

A sentence ends at `.`, `?`, `!` or `…`, with the quotes and brackets that close there, before white space and something
that is no lower-case letter. A full stop after an abbreviation (`e.g.`, `Fig.`) or an initial (`J. Example`) ends none;
of those that may also stand last (`et al.`, `layer A.`) the next word decides. A group of citations directly after the
end belongs to the sentence before it, where the page prints its number.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from xml.etree.ElementTree import Element

MAX_SENTENCE_LENGTH = 300
"""In characters; a longer sentence is cut at word ends on both sides of the citation."""

_MARK = "\x06"
"""Stands for a group of citations."""
_CELL_END = "\x07"
"""Between the cells of a table's row."""
_SKIPPED = frozenset({"script", "style", "footnote-backref"})
"""Tags and classes."""


def citing_sentences(
    root: Element, groups: Collection[Element], is_block: Callable[[str], bool], plain: Callable[[str], str]
) -> Mapping[Element, str]:
    """Return the sentence of each group of citations of the tree.

    `is_block` tells elements that part a text from those within it; `plain` puts back what the parser has stashed away.
    """
    reader = _Reader(groups, is_block, plain)
    reader.read(root)
    return reader.sentences


class _Reader:
    """Reads a tree block by block."""

    def __init__(self, groups: Collection[Element], is_block: Callable[[str], bool], plain: Callable[[str], str]) -> None:
        self.groups = groups
        self.is_block = is_block
        self.plain = plain
        self.sentences: dict[Element, str] = {}
        self.parts: list[str] = []
        self.marked: list[Element] = []
        """Groups of the block that is being read."""

    def read(self, element: Element) -> None:
        """Read what an element shows, without its tail."""
        tag = element.tag
        is_block = tag not in ("td", "th") and self.is_block(tag)
        if is_block:
            self._end_block()
        if element in self.groups:
            self.marked.append(element)
            self.parts.append(_MARK)
        elif tag in ("br", "img"):
            self.parts.append(element.get("alt", " "))
        elif tag not in _SKIPPED and not element.get("id", "").startswith("fnref:") and element.get("class") not in _SKIPPED:
            self._add(element.text)
            for child in element:
                self.read(child)
                # White space around blocks is of the tree, not of the text.
                self._add(_CELL_END if child.tag in ("td", "th") else child.tail)
        if is_block:
            self._end_block()

    def _add(self, text: str | None) -> None:
        if text:
            self.parts.append(text.replace(_MARK, " ") if _MARK in text else text)

    def _end_block(self) -> None:
        if self.marked:
            text = " ".join(self.plain("".join(self.parts)).replace(_CELL_END, f" {_CELL_END} ").split())
            self.sentences.update(zip(self.marked, _marked_sentences(text), strict=True))
            self.marked = []
        self.parts.clear()


_END = re.compile(rf"(?P<stop>[.?!…]++)[\"'”’»)\]*]*+(?>(?:\s?{_MARK})*)(?=\s|$)")
_NEXT = re.compile(rf"[\s\"'“‘«(\[¿¡{_MARK}]*+(\w?[\w’'-]*+)")
_MARKS = re.compile(rf"\s?({_MARK}+)")
_EMPTY = re.compile(r"\s?(?:\(\s*\)|\[\s*\])")
_STILL_CITES = re.compile(r"\[(?=@)")

_NEVER_LAST = frozenset(
    "e.g i.e cf vs viz ca approx resp fig figs eq eqs sec sect ch chap tab no nos p pp vol ref refs app thm def alg dr prof mr"
    " mrs ms st dept univ proc conf trans jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
"""Abbreviations that something follows, in lower case."""
_PERHAPS_LAST = frozenset("al etc jr sr inc ltd co corp ed eds".split())
"""Abbreviations that may end a sentence."""
_BEGINNERS = frozenset(
    "a after all also although an and another any as at because before between both but by despite each even every few finally"
    " first for from given he hence her here his how however i if in indeed instead it its later like many most much neither no"
    " none nor not nothing now of on once one only or other others our over part perhaps second she several since so some still"
    " such than that the their then there these they thirdly this those though three through thus to two under unlike until we"
    " what when where whether which while who why with within without yet you".split()
)
"""Words that begin a sentence and no name: they tell the end of `part A.` from the initial of `A. Example`."""


def _marked_sentences(text: str) -> Iterator[str]:
    """The sentence around each mark of the text, without marks. A row of a table is one sentence."""
    ends: Iterable[int] = _ends(text) if _CELL_END not in text else ()
    text = text.removesuffix(_CELL_END).strip().replace(_CELL_END, "·")
    start = 0
    for end in chain(ends, [len(text)]):
        if (mark := text.find(_MARK, start)) < 0:
            return
        if mark < end:
            yield from _without_marks(text[start:end].strip())
        start = end


def _ends(text: str) -> Iterator[int]:
    """Yield the ends of sentences, but for the last."""
    for match in _END.finditer(text):
        following = _NEXT.match(text, match.end())
        word = following[1] if following else ""
        if not word[:1].islower() and not _is_abbreviation(text, match, word):
            yield match.end()


def _is_abbreviation(text: str, stop: re.Match[str], following: str) -> bool:
    """Return whether the full stop belongs to its word and the sentence goes on."""
    if stop["stop"] != ".":
        return False
    word = text[max(0, stop.start() - 20) : stop.start()].rpartition(" ")[2].lstrip("([\"'“‘«")
    if word.lower() in _NEVER_LAST:
        return True
    if word.lower() in _PERHAPS_LAST:
        return not following[:1].isupper()
    is_initial = len(word) == 1 and word.isupper()
    is_dotted = "." in word and all(len(part) <= 2 for part in word.split("."))
    return (is_initial or is_dotted) and following.lower() not in _BEGINNERS


def _without_marks(sentence: str) -> Iterator[str]:
    """The sentence for each of its marks; the same each time, unless it is too long."""
    text, *pieces = _MARKS.split(sentence)
    offsets: list[int] = []
    for marks, piece in zip(pieces[::2], pieces[1::2], strict=True):
        offsets += [len(text)] * len(marks)
        # `et al. [@a].` has two full stops with a number between them.
        text += piece[1:] if text.endswith(".") and piece.startswith(".") else piece
    if len(text) <= MAX_SENTENCE_LENGTH:
        text = _tidied(text)
        yield from [text] * len(offsets)
        return
    for offset in offsets:
        yield _tidied(_around(text, offset))


def _tidied(text: str) -> str:
    """Without what citations leave behind, and without anything that looks like one."""
    if "(" in text or "[" in text:
        text = _STILL_CITES.sub("", _EMPTY.sub("", text))
    return text.strip()


def _around(text: str, offset: int) -> str:
    """At most `MAX_SENTENCE_LENGTH` characters of the text, with those at the offset, most of them before it."""
    room = MAX_SENTENCE_LENGTH - 2
    start = max(0, min(offset - room * 2 // 3, len(text) - room))
    end = min(len(text), start + room)
    if start > 0:
        space = text.find(" ", start, offset)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", max(offset, start), end)
        end = space if space > start else end
    return f"{'…' if start > 0 else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
