"""Limits of a page's text, which keep the Markdown parser's time and depth within bounds.

Python-Markdown takes more than linear time for brackets that are not closed, for tags without an end, for headings of one
name, for one sign in a long row, and for fences, abbreviations, links, formulas, rows, quotes and escapes in great number; and it
calls itself for each list in a list. No page that is meant to be read comes near these limits. They can go where the parser is
linear.
"""

from __future__ import annotations

import re
from dataclasses import replace
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
MAX_LINES = {
    "headings": 300,
    "code fences": 200,
    "captions and folds": 100,
    "abbreviations": 200,
    "definitions": 300,
    "labels": 1000,
}

_LINES = {
    "headings": re.compile(r"^ {0,3}(?:#|-+ *$|=+ *$)", re.MULTILINE),
    "code fences": re.compile(r"^[ >]*(?:```|~~~)", re.MULTILINE),
    "captions and folds": re.compile(r"^[ >]*(?:///|!!!|\?\?\?|===)", re.MULTILINE),
    "abbreviations": re.compile(r"^ {0,3}\*\[", re.MULTILINE),
    "definitions": re.compile(r"^[ >]*:[ \t]", re.MULTILINE),
    "labels": re.compile(r"^ {0,3}\[[^\n\]]*\]:", re.MULTILINE),
}
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
        return replace(scan_page(Source(source.path, source.text[:start]), start), excess=tuple(excess))
    return scan_page(source, start)


def find_excess(source: Source, start: int) -> list[Problem]:
    """Return the first place, from `start` on, at which a page exceeds a limit."""
    text = source.text
    if len(text) > MAX_LENGTH:
        return [source.problem(start, "F147", f"the page has {len(text):,} characters; at most {MAX_LENGTH:,} fit, split it")]
    for nested in _NESTED.finditer(text, start):
        if not _RULE.match(text, nested.start()):
            message = f"more than {MAX_NESTED} lists or quotations stand in each other; nest less"
            return [source.problem(nested.start(), "F147", message)]
    for name, pattern in _LINES.items():
        if (offset := _after(pattern, text, start, MAX_LINES[name])) is not None:
            return [source.problem(offset, "F147", f"the page has more than {MAX_LINES[name]} {name}; split it")]
    for sign in "[{$`|\\<&'\"":
        if text.count(sign, start) > MAX_SIGNS:
            offset = _after(re.compile(re.escape(sign)), text, start, MAX_SIGNS) or start
            return [source.problem(offset, "F147", f"the page has more than {MAX_SIGNS:,} signs '{sign}'; split it")]
    for sign in f"{punctuation} \t\n":
        if (offset := text.find(sign * (MAX_RUN + 1), start)) >= 0:
            name = "line ends" if sign == "\n" else f"signs '{sign}'"
            return [source.problem(offset, "F147", f"more than {MAX_RUN:,} {name} stand in a row; delete them")]
    for sign in "[(<":
        if text.count(sign, start) > MAX_OPEN and (offset := _too_many_open(sign, text, start)) is not None:
            message = f"more than {MAX_OPEN} signs '{sign}' are open here; close them, or begin a new paragraph"
            return [source.problem(offset, "F147", message)]
    return []


def _after(pattern: re.Pattern[str], text: str, start: int, number: int) -> int | None:
    """Return where a pattern is found once more than so many times."""
    for count, match in enumerate(pattern.finditer(text, start)):
        if count == number:
            return match.start()
    return None


def _too_many_open(sign: str, text: str, start: int) -> int | None:
    """Return where a sign is open too often: since the paragraph's beginning, a tag since the page's."""
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
    return None
