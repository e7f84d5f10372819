"""Markdown to read as it stands, in a mail or a terminal: short lines, no escapes, no tags."""

from textwrap import fill
from typing import ClassVar

from shortlist.exports.commonmark import Writer

WIDTH = 70
"""Characters of a line, if its words allow it. With marks of lists it stays below the 78 that RFC 5322, 2.1.1 recommends."""


class PlainWriter(Writer):
    """Writes portable HTML. Code and tables keep their lines, whatever their length."""

    raw: ClassVar = frozenset()

    def words(self, text: str | None) -> str:
        return text or ""

    def paragraph(self, text: str) -> str:
        return fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)
