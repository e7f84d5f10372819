"""The sentence around each citation of a page, as plain text: what another page quotes.

Read from the tree that the Markdown parser has made, block by block: a paragraph, list item, row of a table, heading or caption.

A sentence ends at `.`, `?`, `!` or `…`, with the quotes and brackets that close there, before white space and something
that is no lower-case letter. A full stop after an abbreviation (`e.g.`, `Fig.`) or an initial (`J. Example`) ends none;
of those that may also stand last (`et al.`, `layer A.`) the next word decides. A group of citations directly after the
end belongs to the sentence before it, where the page prints its number.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import unescape
from itertools import chain
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import AMP_SUBSTITUTE, ETX, HTML_PLACEHOLDER_RE, STX

from shortlist.maths import to_text

MAX_SENTENCE_LENGTH = 300
"""In characters; a longer sentence is cut at word ends on both sides of the citation."""

_MARK = "\x06"
"""Stands for a group of citations."""
_CELL_END = "\x07"
"""Between the cells of a table's row."""
_SKIPPED = frozenset({"script", "style", "footnote-backref"})
"""Tags and classes."""


def citing_sentences(root: Element, groups: Collection[Element], md: Markdown) -> Mapping[Element, str]:
    """Return the sentence of each group of citations of the tree."""
    sentences: dict[Element, str] = {}
    block: list[str | Element] = []
    """Texts and groups of the block that is being read."""

    def read(element: Element) -> None:
        """Read what an element shows, without its tail."""
        tag = element.tag
        is_block = tag not in ("td", "th") and md.is_block_level(tag)
        if is_block:
            end_block()
        if element in groups:
            block.append(element)
        elif tag in ("br", "img"):
            block.append(element.get("alt", " "))
        elif tag not in _SKIPPED and not element.get("id", "").startswith("fnref:") and element.get("class") not in _SKIPPED:
            block.append(element.text or "")
            for child in element:
                read(child)
                # White space around blocks is of the tree, not of the text.
                block.append(_CELL_END if child.tag in ("td", "th") else child.tail or "")
        if is_block:
            end_block()

    def end_block() -> None:
        if marked := [part for part in block if isinstance(part, Element)]:
            text = "".join(part.replace(_MARK, " ") if isinstance(part, str) else _MARK for part in block)
            text = " ".join(plain_text(text, md).replace(_CELL_END, f" {_CELL_END} ").split())
            sentences.update(zip(marked, _marked_sentences(text), strict=True))
        block.clear()

    read(root)
    return sentences


_ESCAPED = re.compile(f"{STX}([0-9]+){ETX}")
_OTHER_PLACEHOLDER = re.compile(f"{STX}[^{ETX}]*{ETX}")
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_FIRST_TAG = re.compile(r"<([a-zA-Z]\w*)")


def plain_text(text: str, md: Markdown) -> str:
    """Return a text of the tree as a reader sees it, with what Markdown has stashed away put back, but for blocks."""
    if STX in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1])), text.replace(AMP_SUBSTITUTE, "&"))
        text = HTML_PLACEHOLDER_RE.sub(lambda match: _stashed_text(int(match[1]), md), text)
        text = _OTHER_PLACEHOLDER.sub(" ", text)
    return unescape(text) if "&" in text else text


def _stashed_text(index: int, md: Markdown) -> str:
    if latex := getattr(md, "formulas", {}).get(index):
        return to_text(latex)
    html = str(md.htmlStash.rawHtmlBlocks[index])
    tag = _FIRST_TAG.match(html)
    return " " if tag and (tag[1].lower() == "br" or md.is_block_level(tag[1])) else _TAG.sub("", html)


_END = re.compile(rf"(?P<stop>[.?!…]++)[\"'”’»)\]*]*+(?>(?:\s?{_MARK})*)(?=\s|$)")
_NEXT = re.compile(rf"[\s\"'“‘«(\[¿¡{_MARK}]*+(\w?[\w’'-]*+)")
_MARKS = re.compile(rf"\s?({_MARK}+)")
_EMPTY = re.compile(r"\s?(?:\(\s*\)|\[\s*\])")

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
        text = _EMPTY.sub("", text).replace("[@", "@")
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
