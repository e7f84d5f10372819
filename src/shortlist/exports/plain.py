"""Markdown for reading as it stands, in a mail or a terminal: short lines, formulas as text, neither HTML nor escapes."""

import re
import textwrap
from html import unescape

from shortlist.maths import FORMULA, to_text

WIDTH = 76
"""Characters of a line, if its words allow it. Source: RFC 5322, 2.1.1, which recommends at most 78."""

_FENCED = re.compile(r"^(?P<indent>[ ]*)(?P<fence>`{3,}|~{3,})[^\n]*\n(?s:.)*?^(?P=indent)(?P=fence)[`~]*[ ]*$", re.MULTILINE)
_INLINE = re.compile(
    rf"""
      (?P<code>(?P<ticks>(?<!`)`+)(?!`).+?(?<!`)(?P=ticks)(?!`))
    | \\(?P<escaped>[^\w\s])
    | {FORMULA}
    | (?P<picture>!\[)
    | (?P<tag></?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>)
    | (?P<entity>&\#?\w+;)
    """,
    re.VERBOSE | re.DOTALL,
)
_NEW_LINE = re.compile(r"\n(?=[ ]*(?:(?:[-*+]|[0-9]{1,3}[.)])[ ]|[|>]))")
_MARK = re.compile(r"[ ]*(?:(?:[-*+]|[0-9]{1,3}[.)])[ ]+|>[ ]?)")


def plain_text(markdown: str) -> str:
    """Return CommonMark as plain text. Code and tables keep their lines, the first whatever their length."""
    parts, end = [], 0
    for code in _FENCED.finditer(markdown):
        parts += [_paragraphs(markdown[end : code.start()]), textwrap.dedent(code[0])]
        end = code.end()
    return "\n\n".join(filter(None, (*parts, _paragraphs(markdown[end:]))))


def filled(text: str, start: str = "", after: str = "") -> str:
    """Return text in lines, the first after `start`, the others after `after`. Addresses stay whole."""
    lines = textwrap.TextWrapper(WIDTH, start, after, break_long_words=False, break_on_hyphens=False)
    return lines.fill(" ".join(text.split()))


def _paragraphs(markdown: str) -> str:
    paragraphs = re.split(r"\n\s*\n", markdown.strip("\n"))
    return "\n\n".join(_paragraph(paragraph) for paragraph in paragraphs if paragraph.strip())


def _plain(match: re.Match[str]) -> str:
    if match["picture"]:
        return "[Picture: "
    if formula := match["display"] or match["inline"]:
        return to_text(formula.strip())
    return match["code"] or match["escaped"] or unescape(match["entity"] or "")


def _paragraph(text: str) -> str:
    is_code = text.startswith("    ") and _MARK.match(text) is None
    return text if is_code else "\n".join(map(_line, _NEW_LINE.split(_INLINE.sub(_plain, text))))


def _line(text: str) -> str:
    """Return an item of a list, a line of a quotation, a row of a table or a paragraph."""
    mark = _MARK.match(text)
    start = mark[0] if mark else ""
    after = start if ">" in start else " " * (2 if text.startswith("|") else len(start))
    return filled(text[len(start) :], start, after)
