"""A page's Markdown → what it holds, with places: headings, links, images, citations, formulas.

This is a scan, not a parse: it finds the few things that checks and indexes need, outside code, comments and maths, by the
rules of Python-Markdown where these differ from CommonMark (a heading needs no space after `#`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown.extensions.toc import slugify, unique

from shortlist.model import Body, Citation, Formula, Heading, Link
from shortlist.reading.citation_syntax import find_groups
from shortlist.reading.source import Source

# What hides everything inside it, in one alternation, so that whatever begins first wins.
_OPAQUE = re.compile(
    r"""
      (?P<fence>^[ \t>]*(?P<mark>`{3,}|~{3,})[^`\n]*\n(?:.*\n)*?[ \t>]*(?P=mark)[`~]*[ \t]*$)
    | (?P<comment><!--(?s:.*?)-->)
    | (?P<escape>\\[\\`*_{}\[\]()>\#+\-.!$@|~^])
    | (?P<code>(?P<ticks>`+)(?!`)(?s:.+?)(?<!`)(?P=ticks)(?!`))
    | (?P<display>^[ \t]*\$\$(?P<display_source>(?s:.+?))\$\$[ \t]*$)
    | (?P<maths>\$(?P<source>(?=\S)(?:\\.|[^\\$])+?(?<=\S))\$(?!\d))
    | (?P<tag></?[A-Za-z][\w:-]*(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?>)
    """,
    re.MULTILINE | re.VERBOSE,
)
_UNCLOSED_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})[^`\n]*\n(?s:.*)\Z", re.MULTILINE)
_HEADING = re.compile(r"^(?P<marks>\#{1,6})(?P<text>(?:\\.|[^\\\n])*?)\#*[ \t]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?P<text>[^\s#>|+*-][^\n]*)\n(?P<line>=+|-+)[ \t]*$", re.MULTILINE)
_DEFINITION = re.compile(r"^[ ]{0,3}\[(?P<label>[^\]^@][^\]]*)\]:[ \t]*\n?[ \t]*<?(?P<target>[^\s>]+)>?", re.MULTILINE)
_FOOTNOTE = re.compile(r"^[ ]{0,3}\[\^(?P<label>[^\]]+)\]:", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\{:?[ ]*(?P<list>[^{}\n]*[#.=][^{}\n]*)\}")
_IMAGE_TAG = re.compile(r"<img\b", re.IGNORECASE)
_HTML_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_WORD = re.compile(r"[^\W_][\w'’.-]*")


@dataclass(frozen=True, slots=True)
class _Bracketed:
    """`[text](target)` or `[text][label]`, as offsets."""

    start: int
    end: int
    text: str
    target: str
    is_image: bool
    is_label: bool


def scan_page(source: Source, start: int) -> Body:
    """Everything from offset `start` on that checks, indexes and pages ask for."""
    return _Scan(source, start).body()


class _Scan:
    """One pass over the text. `masked` is the text with everything opaque blanked out, at the same offsets."""

    def __init__(self, source: Source, start: int) -> None:
        self.source = source
        self.start = start
        self.formulas: list[Formula] = []
        self.tags: list[tuple[int, str]] = []
        self.masked = self._mask(source.text, start)

    def body(self) -> Body:
        headings = list(self._headings())
        brackets = list(self._brackets())
        definitions = {match["label"].casefold(): match["target"] for match in _DEFINITION.finditer(self.masked)}
        footnotes = {match["label"] for match in _FOOTNOTE.finditer(self.masked)}
        return Body(
            text=self.source.text[self.start :],
            words=self._count_words(brackets),
            headings=tuple(headings),
            links=tuple(self._links(brackets, definitions)),
            citations=tuple(
                Citation(item.key, self.source.place(item.offset))
                for group in find_groups(self.masked)
                for item in group.items
            ),
            formulas=tuple(self.formulas),
            undefined=tuple(self._undefined(brackets, definitions, footnotes)),
            anchors=frozenset(self._anchors(headings)),
            start=self.source.place(self.start),
        )

    def _mask(self, text: str, start: int) -> str:
        def blank(match: re.Match[str]) -> str:
            kind = match.lastgroup if match.lastgroup in ("escape", "tag") else None
            if match["source"] is not None:
                self.formulas.append(Formula(match["source"].strip(), self.source.place(match.start("source"))))
            elif match["display_source"] is not None:
                latex = match["display_source"]
                offset = match.start("display_source") + len(latex) - len(latex.lstrip())
                self.formulas.append(Formula(latex.strip(), self.source.place(offset), is_display=True))
            elif kind == "tag" or match["tag"] is not None:
                self.tags.append((match.start(), match[0]))
            return re.sub(r"[^\n]", " ", match[0])

        masked = _OPAQUE.sub(blank, _blank_before(text, start))
        return _UNCLOSED_FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), masked)

    def _headings(self) -> Iterator[Heading]:
        found = []
        for match in _HEADING.finditer(self.masked, self.start):
            # From the source: code at the end is blanked out in what was searched.
            text = self.source.text[match.end("marks") : match.end()].strip().rstrip("#").rstrip()
            found.append((match.start(), Heading(len(match["marks"]), text, self.source.place(match.start()))))
        for match in _UNDERLINED.finditer(self.masked, self.start):
            level = 1 if match["line"][0] == "=" else 2
            text = self.source.text[match.start("text") : match.end("text")].strip()
            if level == 1 or set(match["text"]) - set("-:| "):
                found.append((match.start(), Heading(level, text, self.source.place(match.start()))))
        for offset, tag in self.tags:
            if (match := re.match(r"<h([1-6])\b", tag, re.IGNORECASE)) is not None:
                found.append((offset, Heading(int(match[1]), tag, self.source.place(offset))))
        return (heading for _, heading in sorted(found, key=lambda item: item[0]))

    def _anchors(self, headings: list[Heading]) -> Iterator[str]:
        """Ids as Python-Markdown's `toc` gives them, and ids written out in attribute lists and HTML tags."""
        used: set[str] = set()
        for match in _ATTRIBUTES.finditer(self.masked, self.start):
            used.update(re.findall(r"#([\w:.-]+)", match["list"]))
        for _, tag in self.tags:
            used.update(
                match[2] or match[3] or match[4]
                for match in _HTML_ATTRIBUTE.finditer(tag)
                if match[1].lower() in ("id", "name")
            )
        for heading in headings:
            if not heading.text.startswith("<") and not _ATTRIBUTES.search(heading.text):
                used.add(unique(slugify(plain_text(heading.text), "-"), used))
        return iter(used)

    def _brackets(self) -> Iterator[_Bracketed]:
        """Links, images and references to definitions, the inner ones of nested brackets too."""
        text = self.masked
        opened: list[int] = []
        for match in re.compile(r"[\[\]]").finditer(text, self.start):
            if match[0] == "[":
                opened.append(match.start())
                continue
            if not opened:
                continue
            begin, end = opened.pop(), match.start()
            is_image = text[begin - 1 : begin] == "!"
            first = begin - is_image
            following = text[end + 1 : end + 2]
            if following == "(":
                close = _closing_parenthesis(text, end + 1)
                if close is not None:
                    target = self.source.text[end + 2 : close].strip()
                    yield _Bracketed(
                        first, close + 1, self.source.text[begin + 1 : end], _without_title(target), is_image, False
                    )
            elif following == "[":
                close = text.find("]", end + 2)
                if close >= 0 and "\n\n" not in text[end:close]:
                    label = text[end + 2 : close] or text[begin + 1 : end]
                    yield _Bracketed(
                        first, close + 1, self.source.text[begin + 1 : end], " ".join(label.split()), is_image, True
                    )

    def _links(self, brackets: list[_Bracketed], definitions: dict[str, str]) -> Iterator[Link]:
        for bracketed in brackets:
            target = definitions.get(bracketed.target.casefold()) if bracketed.is_label else bracketed.target
            if target is not None:
                yield Link(target, bracketed.text, self.source.place(bracketed.start), bracketed.is_image)
        for offset, tag in self.tags:
            if _IMAGE_TAG.match(tag):
                attributes = {
                    match[1].lower(): match[2] or match[3] or match[4] or "" for match in _HTML_ATTRIBUTE.finditer(tag)
                }
                yield Link(
                    attributes.get("src", ""), attributes.get("alt", ""), self.source.place(offset), is_image=True
                )

    def _undefined(
        self, brackets: list[_Bracketed], definitions: dict[str, str], footnotes: set[str]
    ) -> Iterator[Link]:
        for bracketed in brackets:
            label = bracketed.target
            if (
                bracketed.is_label
                and label.casefold() not in definitions
                and not label.startswith(("^", "@"))
                and "@" not in label
            ):
                yield Link(label, bracketed.text, self.source.place(bracketed.start), bracketed.is_image)
        for match in re.compile(r"\[\^([^\]\n]+)\](?!:)").finditer(self.masked, self.start):
            if match[1] not in footnotes:
                yield Link(f"^{match[1]}", match[0], self.source.place(match.start()))

    def _count_words(self, brackets: list[_Bracketed]) -> int:
        text = list(self.masked)
        for group in find_groups(self.masked):
            text[group.start : group.end] = " " * (group.end - group.start)
        for bracketed in brackets:
            first = bracketed.start + bracketed.is_image + 1 + len(bracketed.text)
            text[first : bracketed.end] = " " * (bracketed.end - first)
        visible = re.sub(r"^///.*$", " ", "".join(text), flags=re.MULTILINE)
        return len(_WORD.findall(visible))


def plain_text(markdown: str) -> str:
    """A heading or cell without its marks: links show their text, citations and attribute lists are gone."""
    text = markdown
    for group in reversed(list(find_groups(text))):
        text = text[: group.start].rstrip() + text[group.end :]
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = _ATTRIBUTES.sub("", text)
    return re.sub(
        r"\\([\\`*_{}\[\]()>#+\-.!$@])", r"\1", re.sub(r"(?<!\\)[`*_]+(?=\S)|(?<=\S)(?<!\\)[`*_]+", "", text)
    ).strip()


def _blank_before(text: str, start: int) -> str:
    """The text with its header blanked out, at the same offsets."""
    return re.sub(r"[^\n]", " ", text[:start]) + text[start:]


def _closing_parenthesis(text: str, opening: int) -> int | None:
    """Offset of the `)` that closes the `(` at `opening`, on the same paragraph."""
    depth = 0
    for match in re.compile(r"[()]|\n[ \t]*\n").finditer(text, opening):
        if match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth -= 1
            if depth == 0:
                return match.start()
        else:
            return None
    return None


def _without_title(target: str) -> str:
    """`a.md "Title"` → `a.md`; `<a b.md>` → `a b.md`."""
    if target.startswith("<") and ">" in target:
        return target[1 : target.index(">")]
    return re.sub(r"""\s+(?:"[^"]*"|'[^']*')\s*$""", "", target)
