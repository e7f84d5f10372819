"""LaTeX of BibTeX fields as plain Unicode text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import cache
from html import escape

import latexcodec  # noqa: F401  # Registers the codec `ulatex`: the decoder of accents that pybtex itself stands on.

from shortlist import maths

# The type stubs of `codecs` know bytes only.
_decode: Callable[[str, str], str] = codecs.decode  # type: ignore[assignment]

_NEEDS_WORK = re.compile(r"[\\{}$~]|--|``|''")
_MATHS = re.compile(r"(?<!\\)(\$\$?)(.+?)(?<!\\)\1", re.DOTALL)
_FONT = re.compile(
    r"\\(?:emph|mbox|url|text(?:it|bf|sc|tt|rm|sf|up|sl|normal)?|math(?:rm|bf|it|sf|cal|bb))\s*(?=\{)"
    r"|\\(?:em|bf|it|sc|tt|rm|sf|sl)(?![A-Za-z])\s*"
)
_NAME = re.compile(r"\\(LaTeX|TeX|BibTeX)(?![A-Za-z])(?:\{\}|\\(?= ))?")


_HELD = "\0"
"""Stands for a formula while the text around it is read."""


@cache
def to_text(latex: str) -> str:
    """Return the plain text of a field: accents resolved, braces and font commands gone, quotes and dashes typeset.

    Formulas become readable text. A command that nobody knows keeps its name, so that nothing is lost unseen.
    White space is collapsed.
    """
    if not _NEEDS_WORK.search(latex):
        return " ".join(latex.split())
    formulas = [maths.to_text(match[2]) for match in _MATHS.finditer(latex)]
    return _with_formulas(_without_commands(_MATHS.sub(_HELD, latex)), formulas)


@cache
def to_html(latex: str) -> str:
    """Return a field as HTML: its text, with formulas as MathML."""
    if "$" not in latex:
        return escape(to_text(latex))
    formulas = [maths.to_html(match[2]) for match in _MATHS.finditer(latex)]
    return _with_formulas(escape(_without_commands(_MATHS.sub(_HELD, latex))), formulas)


def _with_formulas(text: str, formulas: list[str]) -> str:
    rest = iter(formulas)
    return re.sub(_HELD, lambda _: next(rest, ""), text)


def _without_commands(latex: str) -> str:
    text = _FONT.sub("", _NAME.sub(r"\1", latex))
    if "\\" in text:
        # A brace between an accent's command and its letter, `{\'{\i}}`, is more than the codec reads.
        text = re.sub(r"(\\[\"'`^~=.])\{(\\?[A-Za-z])\}", r"\1\2", text)
        # A backslash at the end escapes nothing, and the codec would take it for a truncated file.
        text = _decode(re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", text), "ulatex")
    text = re.sub(r"(?<!\\)[{}]", "", text)
    text = re.sub(r"\\([{}$])", r"\1", text)
    for source, target in (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", " ")):
        text = text.replace(source, target)
    return " ".join(text.split())
