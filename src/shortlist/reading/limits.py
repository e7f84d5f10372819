"""Limits of a page's text, which keep the Markdown parser's time and depth within bounds.

Python-Markdown takes more than linear time for brackets that are not closed, for tags without an end, for headings of one
name, for one sign in a long row, and for fences, abbreviations, links, formulas, rows, quotes and escapes in great number; and it
calls itself for each list in a list. No page that is meant to be read comes near these limits. They can go where the parser is
linear.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from string import punctuation

from shortlist.model import Body
from shortlist.problems import Problem
from shortlist.reading.markdown import scan_page
from shortlist.reading.source import Source

MAX_LENGTH = 1_000_000
"""Characters of a page."""
MAX_OPEN = 100
"""Brackets and parentheses that are open at one place of a paragraph, and tags at one of the page."""
MAX_NESTED = 20
"""Lists and quotations in each other, by their marks in one line or by their indentation in steps of four spaces."""
MAX_RUN = 1000
"""Of one sign in a row."""
MAX_SIGNS = 5000
"""Of each kind that begins a link, a formula, code, a cell, an escape, a tag, attributes, a character or a quotation."""
_LINES = {
    "headings": (300, re.compile(r"^ {0,3}(?:#|-+ *$|=+ *$)", re.MULTILINE)),
    "code fences": (200, re.compile(r"^[ >]*(?:```|~~~)", re.MULTILINE)),
    "captions and folds": (100, re.compile(r"^[ >]*(?:///|!!!|\?\?\?|===)", re.MULTILINE)),
    "abbreviations": (200, re.compile(r"^ {0,3}\*\[", re.MULTILINE)),
    "definitions": (300, re.compile(r"^[ >]*:[ \t]", re.MULTILINE)),
    "labels": (1000, re.compile(r"^ {0,3}\[[^\n\]]*\]:", re.MULTILINE)),
}
"""Kind of line → how many of it a page may have, and its beginning."""

_MARK = r"(?:[-*+:>]|[0-9]{1,9}[.)])"
_NESTED = re.compile(
    rf"^[ \t]*(?:(?:{_MARK}[ \t]+|>)){{{MAX_NESTED}}}[ \t]*{_MARK}|^(?:[ ]{{4}}|\t){{{MAX_NESTED}}}[ \t]*{_MARK}[ \t]",
    re.MULTILINE,
)
_RULE = re.compile(r"[-*+ \t]*$", re.MULTILINE)
"""A line of marks alone is a line between two parts of a text."""
_SIGNS = re.compile(r"\n[ \t]*\n|[\[\]()>]|<(?=[A-Za-z/!?])")
_CLOSES = {"]": "[", ")": "(", ">": "<"}


def read_body(source: Source, start: int) -> Body:
    """Return what a page's Markdown, from `start` on, holds; of a page beyond the limits nothing but by what it exceeds them."""
    if excess := find_excess(source, start):
        return replace(scan_page(Source(source.path, source.text[:start]), start), problems=(excess,))
    return scan_page(source, start)


def find_excess(source: Source, start: int) -> Problem | None:
    """Return the first limit that a page exceeds from `start` on, at its place."""
    return next((source.problem(offset, "F147", message) for offset, message in _excess(source.text, start)), None)


def _excess(text: str, start: int) -> Iterator[tuple[int, str]]:
    if len(text) > MAX_LENGTH:
        yield start, f"the page has {len(text):,} characters; at most {MAX_LENGTH:,} fit, split it"
    for nested in _NESTED.finditer(text, start):
        if not _RULE.match(text, nested.start()):
            yield nested.start(), f"more than {MAX_NESTED} lists or quotations stand in each other; nest less"
    lines = text.count("\n", start) + 1
    for name, (most, pattern) in _LINES.items():
        for line in islice(pattern.finditer(text, start), most, None) if lines > most else ():
            yield line.start(), f"the page has more than {most} {name}; split it"
    for sign in "[{$`|\\<&'\"":
        if text.count(sign, start) > MAX_SIGNS:
            for offset in islice((offset for offset in range(start, len(text)) if text[offset] == sign), MAX_SIGNS, None):
                yield offset, f"the page has more than {MAX_SIGNS:,} signs '{sign}'; split it"
    for sign in f"{punctuation} \t\n":
        if (offset := text.find(sign * (MAX_RUN + 1), start)) >= 0:
            name = "line ends" if sign == "\n" else f"signs '{sign}'"
            yield offset, f"more than {MAX_RUN:,} {name} stand in a row; delete them"
    for sign in "[(<":
        if text.count(sign, start) > MAX_OPEN and (offset := _too_many_open(sign, text, start)) >= 0:
            yield offset, f"more than {MAX_OPEN} signs '{sign}' are open here; close them, or begin a new paragraph"


def _too_many_open(sign: str, text: str, start: int) -> int:
    """Return where a sign is open too often, since the paragraph's beginning, a tag since the page's; -1 if it is not."""
    is_open = 0
    for match in _SIGNS.finditer(text, start):
        if match[0] == sign:
            is_open += 1
        elif _CLOSES.get(match[0]) == sign:
            is_open = max(0, is_open - 1)
        elif "\n" in match[0] and sign != "<":
            is_open = 0
        if is_open > MAX_OPEN:
            return match.start()
    return -1
