"""A page's Markdown → what it holds, with places: headings, links, images, citations, formulas.

This is a scan, not a parse: it finds the few things that checks and indexes need, outside code, comments and maths, by the
rules of Python-Markdown where these differ from CommonMark (a heading needs no space after `#`).
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, reduce
from typing import NamedTuple
from urllib.parse import unquote

from shortlist.maths import COMMENT, FORMULA, TAG
from shortlist.model import Body, Citation, Formula, Heading, Link
from shortlist.problems import Place, Problem, Problems
from shortlist.reading.citations import Group, is_labelled, parse_group
from shortlist.reading.source import Source

# What hides everything inside it, in one alternation, so that whatever begins first wins. The look-ahead saves trying
# each alternative at each character, three quarters of the time.
_OPAQUE = re.compile(
    rf"""
    (?: (?=[`~<\\$]) | ^(?=[ \t>]) )                       # Saves trying each alternative at each character.
    (?:
      (?P<fence>^[ \t>]*(?P<mark>`{{3,}}|~{{3,}})[^`\n]*\n(?:.*\n)*?[ \t>]*(?P=mark)[`~]*[ \t]*$)
    | (?P<comment>{COMMENT})
    | (?P<escape>\\[\\`*_{{}}\[\]()>\#+\-.!$@|~^])
    | (?P<code>(?P<ticks>(?<!`)`+)(?!`)(?:(?!\n[ \t]*\n)(?s:.))+?(?<!`)(?P=ticks)(?!`))
    | (?P<formula>{FORMULA})
    | (?P<raw>^[ ]{{0,3}}<(?P<element>pre|script|style)\b[^<>]*>(?s:.)*?</(?P=element)\s*>)
    | (?P<tag>{TAG})
    )
    """,
    re.MULTILINE | re.VERBOSE,
)
_BLOCKS = frozenset(
    "address article aside blockquote body canvas center colgroup dd details div dl dt fieldset figcaption figure footer form"
    " group h1 h2 h3 h4 h5 h6 header hgroup html iframe legend li main map menu nav noscript object ol option output p progress"
    " section summary table tbody td tfoot th thead tr ul video".split()
)
"""Elements whose tag at the beginning of a line opens an HTML block, as in Python-Markdown; those that hold code are left out."""
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_CODE = frozenset("code samp".split())
"""Inline elements that hold code."""
WITHOUT_LINKS = frozenset("a button code kbd math option pre samp script style svg textarea title".split())
"""Elements that can hold no link, so that nothing in them cites."""
_ABBREVIATION = re.compile(r"^[ ]{0,3}\*\[[^\]\n]+\]:[^\n]*", re.MULTILINE)
_OPENING = re.compile(r"\[(?=[^\[\]]*@)")
_OUT_OF_PLACE = "it stands in a link, HTML or an abbreviation, where nothing can cite; put it into the text"
_OPAQUE_START = "\0"
"""Stands at the start of what is blanked out, so that it neither indents its line nor leaves it empty."""
_OPENS_A_CONTAINER = re.compile(r"[ \t]*(?:[-*+][ \t]|\d+[.)][ \t]|!!!|\?\?\?|///|===|:[ \t]|\[\^[^\]]+\]:|[ \t])")
_HEADING = re.compile(r"^(?P<marks>\#{1,6})(?>(?:\\.|[^\\\n])*)$", re.MULTILINE)
_UNDERLINED = re.compile(
    r"(?:\A|^[ \t]*\n|^\#[^\n]*\n)(?P<text>(?![ ]{4}|[ \t]*\n|\t|\#)[^\n]+)\n(?P<line>=+|-+)[ ]*$", re.MULTILINE
)
_DEFINITION = re.compile(
    r"""
    ^[ \t>]*\*?\[(?P<label>[^\[\]]*)\]:[ ]*\n?[ ]*(?P<target>[^\s]+)[ ]*
    (?:\n[ ]*)?(?:(?P<quote>["']).*(?P=quote)[ ]*|\(.*\)[ ]*)?$
    """,
    re.MULTILINE | re.VERBOSE,
)
"""As Python-Markdown's `ReferenceProcessor`; an abbreviation of one word looks alike."""
_FOOTNOTE = re.compile(r"^[ ]{0,3}\[\^(?P<label>[^\]]+)\]:", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"\[\^([^\]\n]+)\](?!:)")
_BRACKET = re.compile(r"[\[\]]|\n[ \t>]*(?=\n)")
_ADDRESS = re.compile(reduce(lambda inner, _: rf"\((?>(?:[^()\n]|\n(?![ \t]*\n)|{inner})*)\)", range(6), "(?!)"))
"""Of a link, with its title. Parentheses in it five deep."""
_HTML_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]++)\s*+=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_WORD = re.compile(r"[^\W_][\w'’.-]*")
TODO = re.compile(r"TODO(?<=\bTODO)\b")
"""Marks what is still to be written, wherever it stands but in code. It begins with a letter, which is found fast."""


class _Bracketed(NamedTuple):
    """A link or image: `[text](target)`, `[text][label]`, `[label]`."""

    start: int
    """Of its text, as are all offsets from the beginning of the file."""
    text_end: int
    end: int
    target: str | None
    """Nothing if the label has no definition."""


def scan_page(source: Source, start: int) -> Body:
    """Everything from offset `start` on that checks, indexes and pages ask for."""
    return _Scan(source, start).body()


@lru_cache(maxsize=8)  # Asked for once for each problem of a page.
def visible_text(text: str, *, with_tags: bool = False) -> str:
    """Return the text with code, comments, formulas and HTML, or its tags not, blanked out, at the same offsets."""
    scan = _Scan(Source("", text), 0)
    return scan.with_tags if with_tags else scan.masked


class _Scan:
    """One pass over the text. `masked` is the text with everything opaque blanked out, at the same offsets."""

    def __init__(self, source: Source, start: int) -> None:
        self.source = source
        self.start = start
        self.opaque: list[re.Match[str]] = []
        readable = _without_indented_code(_OPAQUE.sub(self._blank, _blanked(source.text, [(0, start)])), start)
        self.opaque = [match for match in self.opaque if readable[match.start()] == _OPAQUE_START]
        self.readable = readable
        self.tags = list(self._tags())
        self.with_tags = _put_back(readable, self.tags)
        self.masked = _blanked(readable, self._html_blocks())

    def _blank(self, match: re.Match[str]) -> str:
        self.opaque.append(match)
        mark = max(match.start("mark") - match.start(), 0)  # What a fence is indented by, or quoted in, stays.
        return match[0][:mark] + _OPAQUE_START + re.sub(r"[^\n]", " ", match[0][mark + 1 :])

    def body(self) -> Body:
        definitions = [match for match in _DEFINITION.finditer(self.masked, self.start) if not match["label"].startswith("^")]
        links = list(self._links({_label(match["label"]): match["target"].strip("<>") for match in definitions}))
        # A group holds no brackets, so those of a link stay.
        elsewhere = [span for link in links for span in ((link.start, link.text_end), (link.text_end + 1, link.end))]
        elsewhere += [match.span() for match in (*definitions, *_ABBREVIATION.finditer(self.masked, self.start))]
        elsewhere += self._elements(WITHOUT_LINKS)
        groups = list(_groups(_blanked(self.masked, elsewhere)))
        cited = [group for group in groups if not group.fault]
        hidden = [(group.start, group.end) for group in cited] + [(link.text_end, link.end) for link in links]
        return Body(
            text=self.source.text[self.start :],
            words=self._count_words(hidden),
            headings=tuple(sorted(self._headings(), key=lambda heading: heading.place)),
            links=(*self._markdown_links(links), *self._html_links()),
            citations=tuple(Citation(item.key, self.source.place(item.offset)) for group in cited for item in group.items),
            formulas=tuple(self._formulas()),
            todos=tuple(self._todos()),
            start=self.source.place(self.start),
            problems=(*self._misplaced(groups), *self._unused_footnotes()),
        )

    def _tags(self) -> Iterator[tuple[int, str]]:
        text = self.source.text
        for match in self.opaque:
            if match["tag"] is not None:
                yield match.start(), match[0]
            elif match["raw"] is not None:
                start = match.start("element") - 1
                yield start, text[start : text.index(">", start) + 1]

    def _formulas(self) -> Iterator[Formula]:
        for match in self.opaque:
            if match["formula"] is not None and self.masked[match.start()] == _OPAQUE_START:
                name = "inline" if match["inline"] is not None else "display"
                latex = match[name]
                offset = match.start(name) + len(latex) - len(latex.lstrip())
                yield Formula(latex.strip(), self.source.place(offset), is_display=name == "display")

    def _todos(self) -> Iterator[Place]:
        comments = [(match.start(), match[0]) for match in self.opaque if match["comment"] is not None]
        shown = _put_back(self.masked, [(0, self.source.text[: self.start]), *comments])
        return (self.source.place(match.start()) for match in TODO.finditer(shown))

    def _headings(self) -> Iterator[Heading]:
        # From the source: code is blanked out in what is searched.
        text, place = self.source.text, self.source.place
        for match in _HEADING.finditer(self.masked, self.start):
            title = text[match.end("marks") : match.end()].strip().rstrip("#").rstrip()
            yield Heading(len(match["marks"]), title, place(match.start()))
        for match in _UNDERLINED.finditer(self.masked, self.start):
            start, end = match.span("text")
            yield Heading(1 if match["line"][0] == "=" else 2, text[start:end].strip(), place(start))
        yield from (Heading(int(tag[2]), tag, place(offset)) for offset, tag in self.tags if _name(tag) in HEADINGS)

    def _links(self, targets: Mapping[str, str]) -> Iterator[_Bracketed]:
        """Links and images, the inner ones of nested brackets too. `targets` are those of defined labels."""
        text, opened, latest, past = self.masked, list[int](), 0, 0
        for match in _BRACKET.finditer(text, self.start):
            if match.start() < past:
                continue  # The address or label of the link before.
            if match[0] == "[":
                latest = match.end()
                opened.append(latest)
            elif match[0] != "]":
                opened.clear()
            elif opened:
                start, past = opened.pop(), match.end()
                own = _label(text[start : past - 1]) if start == latest else ""  # A label holds no brackets.
                if address := _ADDRESS.match(text, past):
                    target: str | None = _without_title(self.source.text[past + 1 : address.end() - 1].strip())
                    past = address.end()
                elif is_labelled(text, past):
                    close = text.index("]", past)
                    target = targets.get(_label(text[past + 1 : close]) or own)
                    past = close + 1
                elif (target := targets.get(own)) is None or text.startswith(":", past):
                    continue
                yield _Bracketed(start, match.start(), past, target)

    def _markdown_links(self, links: Iterable[_Bracketed]) -> Iterator[Link]:
        for start, end, _, target in links:
            if target is not None:
                is_image = self.masked[start - 2 : start - 1] == "!"
                yield Link(target, self.source.text[start:end], self.source.place(start - 1 - is_image), is_image)

    def _unused_footnotes(self) -> Problems:
        marks = {mark[1] for mark in _FOOTNOTE_MARK.finditer(self.masked, self.start)}
        for label, offset in {note["label"]: note.start() for note in _FOOTNOTE.finditer(self.masked)}.items():
            if label not in marks:
                message = f"nothing refers to the footnote '[^{label}]'; write '[^{label}]' in the text, or delete it"
                yield self.source.problem(offset, "F131", message)

    def _misplaced(self, groups: list[Group]) -> Problems:
        """Brackets with keys that no reader will see as a citation."""
        for group in groups:
            if (self.masked[group.start - 1 : group.start], self.masked[group.end : group.end + 1]) == ("[", "]"):
                yield self._misplaced_at(group.start - 1, group.end + 1, "its brackets are doubled; write '[@key]'")
            elif group.fault:
                yield self._misplaced_at(group.start, group.end, group.fault)
        known = {group.start for group in groups}
        shown = _blanked(self.with_tags, self._elements(_CODE))
        for group in _groups(shown):
            if group.start not in known and not group.fault and shown[group.end : group.end + 1] not in ("(", "[", ":"):
                yield self._misplaced_at(group.start, group.end, _OUT_OF_PLACE)

    def _misplaced_at(self, start: int, end: int, reason: str) -> Problem:
        shown = " ".join(self.source.text[start:end].split())[:60]
        return self.source.problem(start, "C203", f"'{shown}' does not cite: {reason}")

    def _html_blocks(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of HTML that Markdown leaves alone: an element that begins a line, up to its end or the page's."""
        text = self.source.text
        for start, end in self._elements(_BLOCKS):
            if text[text.rfind("\n", 0, start) + 1 : start] in ("", " ", "  ", "   "):
                yield start, end or len(text)

    def _elements(self, names: frozenset[str]) -> Iterator[tuple[int, int]]:
        """The outermost elements of these names, from their tag past the one that closes it; 0 if none does."""
        name, start, depth = "", 0, 0
        for offset, tag in self.tags:
            if tag.endswith("/>"):
                continue
            if not depth and _name(tag) in names:
                name, start, depth = _name(tag), offset, 1
            elif depth and _name(tag).lstrip("/") == name:
                depth += -1 if tag[1] == "/" else 1
                if not depth:
                    yield start, offset + len(tag)
        if depth:
            yield start, 0

    def _html_links(self) -> Iterator[Link]:
        for offset, tag in self.tags:
            if (name := _name(tag)) in ("a", "img"):
                attributes = {match[1].lower(): match[match.lastindex or 0] for match in _HTML_ATTRIBUTE.finditer(tag)}
                is_image = name == "img"
                target = attributes.get("src", "") if is_image else attributes.get("href")
                if target is not None:
                    text = attributes.get("alt", "") if is_image else tag[1]
                    yield Link(target, text, self.source.place(offset), is_image, is_html=True)

    def _count_words(self, hidden: Iterable[tuple[int, int]]) -> int:
        """Words that a reader sees: of a link its text, of a citation nothing."""
        text = re.sub(r"^///.*$", " ", _blanked(self.readable, hidden), flags=re.MULTILINE)
        return len(_WORD.findall(text))


def _name(tag: str) -> str:
    """Return the name of a tag of HTML in lower case, with a slash before that of a closing one."""
    return tag.strip("<>").rstrip("/").split()[0].lower()


def _groups(text: str) -> Iterator[Group]:
    return (group for match in _OPENING.finditer(text) if (group := parse_group(text, match.start())))


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def target_path(target: str, path: str) -> str:
    """The file that a relative link in the page at `path` leads to."""
    file = unquote(target.partition("#")[0].partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path


def _without_indented_code(text: str, start: int) -> str:
    """The text with code blocks made by indentation blanked out: indented lines after a blank one, in nothing that indents."""
    lines = text[start:].split("\n")
    is_contained, may_be_code = False, True
    for number, line in enumerate(lines):
        if may_be_code and not is_contained and line.startswith(("    ", "\t")):
            lines[number] = " " * len(line)
        elif not line.strip():
            may_be_code = True
        else:
            may_be_code = False
            if not line.startswith((" ", "\t")):
                is_contained = _OPENS_A_CONTAINER.match(line) is not None
    return text[:start] + "\n".join(lines)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with these parts blanked out, at the same offsets."""
    parts, position = [], 0
    for start, end in sorted(spans):
        if end > position:
            start = max(start, position)
            parts += [text[position:start], re.sub(r"[^\n]", " ", text[start:end])]
            position = end
    return "".join([*parts, text[position:]])


def _put_back(masked: str, pieces: Iterable[tuple[int, str]]) -> str:
    """Return the masked text with pieces that were blanked out, given with their offsets, in order."""
    parts, position = [], 0
    for offset, piece in pieces:
        parts += [masked[position:offset], piece]
        position = offset + len(piece)
    return "".join([*parts, masked[position:]])


def _without_title(target: str) -> str:
    """`a.md "Title"` → `a.md`; `<a b.md>` → `a b.md`."""
    if target.startswith("<") and ">" in target:
        return target[1 : target.index(">")]
    return re.sub(r"""\s+(?:"[^"]*"|'[^']*')\s*$""", "", target)
