"""The sentence that cites, as plain text: what another page says of a citation.

Read from a page's Markdown, without a parser, since a sentence is needed where the page itself is not made. Around a
citation, the block is found that holds it: a paragraph, list item, row of a table, heading, footnote, block quote,
caption, or text of an admonition. Its marks are taken off, and it is cut into sentences.

A sentence ends at `.`, `?`, `!` or `…`, with the quotes and brackets that close there, before white space and something
that is no lower-case letter. A full stop after an abbreviation (`e.g.`, `Fig.`) or an initial (`J. Example`) ends none;
of those that may also stand last (`et al.`, `layer A.`) the next word decides. A group of citations directly after the
end belongs to the sentence before it, where the page prints its number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import chain

from shortlist.maths import to_text
from shortlist.model import Body, Citation
from shortlist.reading.citations import defined_labels, parse_group

LONGEST = 300
"""Characters of a sentence; a longer one is cut at word ends on both sides of the citation."""


@dataclass(frozen=True, slots=True)
class CitingSentence:
    """One citation of a page, as another page shows it."""

    key: str
    number: int
    """From 1: which of the page's citations of this key it is, in reading order. The page's link has this number in its id."""
    text: str
    """One line; empty where nothing but citations stands, as in a cell of a table."""


def citing_sentences(body: Body) -> tuple[CitingSentence, ...]:
    """Each citation of the page with its sentence, in reading order: those of footnotes after those of the text.

    Linear in the length of the text. Never raises.
    """
    if not body.citations:
        return ()
    sentences = _Sentences(body)
    # As `shortlist.citations.extension` numbers them.
    ordered = sorted(zip(map(sentences.offset, body.citations), body.citations, strict=True), key=sentences.is_in_footnote)
    counts: Counter[str] = Counter()
    found = []
    for offset, citation in ordered:
        counts[citation.key] += 1
        found.append(CitingSentence(citation.key, counts[citation.key], sentences.at(offset)))
    return tuple(found)


# Where a citation stands.

_MARK = "\x02"
"""Stands for a group of citations."""
_HOLD = "\x03"
"""Around the number of a text that no later step changes."""
_CELL_END = "\x04"
"""Between the cells of a table's row."""
_NO_CONTROLS = str.maketrans(dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127], " "))

_BLANK_LINE = re.compile(r"\n[ \t>]*(?=\n)")
_FOOTNOTE = re.compile(
    r"^[ ]{0,3}\[\^[^\]\n]+\]:.*(?:\n(?![ \t]*$).*)*(?:\n(?:[ \t]*\n)+(?:[ ]{4}|\t).*(?:\n(?![ \t]*$).*)*)*", re.MULTILINE
)


class _Sentences:
    """The sentences of a page. Each block is read once, however many citations it holds."""

    def __init__(self, body: Body) -> None:
        text = self.text = body.text.translate(_NO_CONTROLS)
        self.start = body.start
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.labels = defined_labels(text)
        self.bounds = [0, *(match.end() for match in _BLANK_LINE.finditer(text)), len(text)]
        self.footnotes = [match.span() for match in _FOOTNOTE.finditer(text)] if "[^" in text else []
        offsets = [self.offset(citation) for citation in body.citations]
        self.groups = {offset: self._group(offset) for offset in offsets}
        self.by_chunk: dict[int, list[tuple[int, int]]] = {}
        for span in dict.fromkeys(self.groups[offset] for offset in sorted(offsets)):
            self.by_chunk.setdefault(bisect_right(self.bounds, span[0]), []).append(span)
        self.texts: dict[tuple[int, int], str] = {}

    def offset(self, citation: Citation) -> int:
        """Of the citation's `@` in the text."""
        line = citation.place.line - self.start.line
        first = self.line_starts[min(max(line, 0), len(self.line_starts) - 1)]
        return min(first + citation.place.column - (self.start.column if line == 0 else 1), len(self.text))

    def is_in_footnote(self, at: tuple[int, Citation]) -> bool:
        return any(start <= at[0] < end for start, end in self.footnotes)

    def at(self, offset: int) -> str:
        """The sentence of the group that holds this offset."""
        span = self.groups[offset]
        if span not in self.texts:
            self._read(bisect_right(self.bounds, span[0]))
        return self.texts[span]

    def _group(self, offset: int) -> tuple[int, int]:
        """Where the group that holds the `@` begins and ends."""
        start = max(self.text.rfind("[", 0, offset), 0)
        end = max(self.text.find("]", offset), offset) + 1
        if "\\" in self.text[start:end]:  # Perhaps before a bracket, which then ends nothing.
            group = parse_group(self.text, start)
            end = max(group.end, offset + 1) if group else end
        return start, end

    def _read(self, chunk: int) -> None:
        """Find the sentences of all groups between two blank lines."""
        start, end = self.bounds[chunk - 1], self.bounds[min(chunk, len(self.bounds) - 1)]
        spans = self.by_chunk[chunk]
        parts = []
        for first, last in spans:
            parts += [self.text[start:first], _MARK]
            start = max(last, start)
        text = "".join([*parts, self.text[start : max(end, start)]])
        marked = iter(spans)
        for block in _blocks(text):
            if _MARK in block:
                for sentence in _marked_sentences(_plain(block, self.labels)):
                    self.texts[next(marked)] = sentence
        # Whatever hides a mark, such as an address with a citation in it, hides a sentence.
        self.texts.update(dict.fromkeys(marked, ""))


# Blocks.

_STRUCTURE = re.compile(r"^[ \t]*(?:[-+*>#|:!?=~`/]|\d+[.)][ \t]|\[\^)|\|", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]*>[ \t>]*")
_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d+[.)])[ \t]+")
_STARTER = re.compile(r"[ \t]*(?:#{1,6}|:[ \t]|\[\^[^\]]+\]:)[ \t]*")
_SEPARATOR = re.compile(r"[ \t]*(?:(?:!!!|\?\?\?\+?|===|///).*|(?:```|~~~).*|=+|-+)[ \t]*$")
_TITLE = re.compile(r'"(.*)"')
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$")
_PIPE = re.compile(r"[ \t]*(?<!\\)\|[ \t]*")


def _blocks(chunk: str) -> Iterator[str]:
    """The blocks of a text without blank lines."""
    if not _STRUCTURE.search(chunk):
        yield chunk
        return
    lines = [_QUOTE.sub("", line) for line in chunk.strip("\n").split("\n")]
    if any("|" in line and _RULE.match(line) for line in lines):
        yield from (_row(line) for line in lines)
        return
    is_list = False
    block: list[str] = []
    for line in lines:
        is_separator = _SEPARATOR.match(line) is not None
        item = _ITEM.match(line) if is_list or not block else None
        starter = item or _STARTER.match(line)
        if is_separator or starter:
            yield "\n".join(block)
            block = []
        if is_separator:
            title = _TITLE.search(line)
            yield title[1] if title else line
            continue
        # In Python-Markdown a list begins after a blank line only; what looks like an item within a paragraph is text.
        is_list = is_list or item is not None
        text = line[starter.end() :] if starter else line
        block.append(text)
        if starter and starter[0].lstrip().startswith("#"):
            yield text.rstrip("# \t")
            block = []
    yield "\n".join(block)


def _row(line: str) -> str:
    """A row of a table, its cells marked off."""
    return _PIPE.sub(_CELL_END, line.strip().strip("|").strip()) if not _RULE.match(line) else ""


# Marks.

_NEEDS_WORK = re.compile(r"[\\`*_\[<$&{]")
_OPAQUE = re.compile(
    r"""
      \\(?P<escape>[\\`*_{}\[\]()>\#+\-.!$@|~^<&])
    | (?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    | \$\$(?P<display>.+?)\$\$
    | \$(?P<maths>(?=\S)(?:\\.|[^\\$])+?(?<=\S))\$(?!\d)
    | <!--.*?-->
    | <(?P<address>(?:https?://|mailto:)[^<>\s]*)>
    | <(?P<break>br)\s*/?>
    | </?[A-Za-z][^<>]*>
    """,
    re.DOTALL | re.VERBOSE,
)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\((?:[^()]|\([^()]*\))*\)|\s?\[([^\[\]]*)\])")
_FOOTNOTE_MARK = re.compile(r"\s*\[\^[^\[\]]+\]")
_LABELLED = re.compile(r"!?\[([^\[\]]+)\]")
_ATTRIBUTES = re.compile(r"\{:?[ ]*[^{}\n]*[#.=][^{}\n]*\}")
_EMPHASIS = (
    ("*", re.compile(r"(\*{1,3})(?=[^\s*])(.{1,500}?)(?<=[^\s*])\1(?!\*)", re.DOTALL)),
    ("_", re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])(.{1,500}?)(?<=[^\s_])\1(?!\w)", re.DOTALL)),
)
_HELD = re.compile(f"{_HOLD}([0-9]+){_HOLD}")
_DEEPEST = 5


def _plain(block: str, labels: frozenset[str]) -> str:
    """The block as it is read, on one line, with a mark for each group of citations."""
    if _NEEDS_WORK.search(block):
        held: list[str] = []

        def hold(match: re.Match[str]) -> str:
            text = _held(match)
            marks = match[0].count(_MARK)
            if not text:
                return _MARK * marks
            held.append(text.replace(_MARK, ""))
            return f"{_HOLD}{len(held) - 1}{_HOLD}{_MARK * marks}"

        block = _OPAQUE.sub(hold, block)
        block = _without_brackets(block, labels)
        block = unescape(block) if "&" in block else block
        for mark, emphasis in _EMPHASIS:
            for _ in range(_DEEPEST if mark in block else 0):
                block, count = emphasis.subn(r"\2", block)
                if not count:
                    break
        block = _HELD.sub(lambda match: held[int(match[1])], block)
    return " ".join(block.split())


def _held(match: re.Match[str]) -> str:
    """What stands on the page in place of code, maths or a tag."""
    if match["maths"] or match["display"]:
        return to_text((match["maths"] or match["display"]).strip())
    if match["break"]:
        return " "
    return match["escape"] or (match["code"] or "").strip() or match["address"] or ""


def _without_brackets(text: str, labels: frozenset[str]) -> str:
    """Links and images as their texts, attribute lists and footnote marks gone. Marks of citations stay, wherever they are."""
    if "[" in text:
        text = _FOOTNOTE_MARK.sub(_marks_of, text) if "[^" in text else text
        for _ in range(_DEEPEST):
            text, count = _LINK.subn(lambda match: match[1] + _marks_of(match)[match[1].count(_MARK) :], text)
            if not count:
                break
        if labels:
            text = _LABELLED.sub(lambda match: match[1] if " ".join(match[1].split()).lower() in labels else match[0], text)
    return _ATTRIBUTES.sub(_marks_of, text) if "{" in text else text


def _marks_of(match: re.Match[str]) -> str:
    return _MARK * match[0].count(_MARK)


# Sentences.

_END = re.compile(rf"(?P<stop>[.?!…]+)[\"'”’»)\]*]*(?:\s?{_MARK})*(?=\s|$)")
_NEXT = re.compile(rf"[\s\"'“‘«(\[¿¡{_MARK}]*(\w?[\w’'-]*)")
_MARKS = re.compile(rf"\s*({_MARK}+)")
_EMPTY = re.compile(r"\s*(?:\(\s*\)|\[\s*\])")
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
    """For each mark of the text the sentence that holds it, without marks. A row of a table is one sentence."""
    ends: Iterable[int] = _ends(text) if _CELL_END not in text else ()
    text = text.replace(_CELL_END, " · ")
    start = 0
    for end in chain(ends, [len(text)]):
        if (mark := text.find(_MARK, start)) < 0:
            return
        if mark < end:
            yield from _without_marks(text[start:end].strip())
        start = end


def _ends(text: str) -> Iterator[int]:
    """Where sentences end, but for the last."""
    for match in _END.finditer(text):
        following = _NEXT.match(text, match.end())
        word = following[1] if following else ""
        if not word[:1].islower() and not _is_abbreviation(text, match, word):
            yield match.end()


def _is_abbreviation(text: str, stop: re.Match[str], following: str) -> bool:
    """Whether the full stop belongs to its word and the sentence goes on."""
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
    if len(text) <= LONGEST:
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
    """At most `LONGEST` characters of the text, with those at the offset, most of them before it."""
    room = LONGEST - 2
    start = max(0, min(offset - room * 2 // 3, len(text) - room))
    end = min(len(text), start + room)
    if start > 0:
        space = text.find(" ", start, offset)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", max(offset, start), end)
        end = space if space > start else end
    return f"{'…' if start > 0 else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
