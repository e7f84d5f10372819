"""Plain text: folded, sorted, cleaned, shortened, counted; LaTeX as text and as HTML; words of the English language."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import cache

import latexcodec  # noqa: F401  # Registers the codec `ulatex`: the decoder of accents that pybtex itself stands on.
from markupsafe import escape

from shortlist import maths

MONTHS = tuple("January February March April May June July August September October November December".split())

STOP_WORDS = frozenset(
    "a about after all also an and any are as at be because been but by can could do does for from had has have how if in into "
    "is it its just may more most no nor not of on only or other our out over should so some such than that the their them "
    "then there these they this those through to too under up very was we were what when where which while who why will with "
    "would you your".split()
)
"""Words that nearly every text has."""

# Letters that Unicode does not decompose into a plain letter and a mark.
_PLAIN_LETTERS = str.maketrans(
    dict(zip("øØłŁđĐıßæÆœŒðþÞ", ("o", "O", "l", "L", "d", "D", "i", "ss", "ae", "AE", "oe", "OE", "d", "th", "Th"), strict=True))
)

_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_UNCLEAN = re.compile(rf"{_UNFIT.pattern}|\u2028|\u2029|\s\s|^\s|\s$")


def fold(text: str) -> str:
    """Return the text without diacritics, as it is typed on a plain keyboard: `Lučić` → `Lucic`."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def sort_key(text: str) -> str:
    """Return the text folded and without case, from the first letter or digit on: `“Why?”` is sorted under W."""
    folded = fold(text).casefold()
    return folded[next((index for index, character in enumerate(folded) if character.isalnum()), 0) :]


def clean(text: str) -> str:
    """Return the text without characters that no text needs, white space collapsed.

    These are control characters, and those that reorder the text around them. Source: Unicode Standard Annex 9.
    """
    return " ".join(_UNFIT.sub("", re.sub(r"\s", " ", text)).split()) if _UNCLEAN.search(text) else text


def shorten(text: str, length: int) -> str:
    """Return the text cut to a length, with `…` where it was cut."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def quoted(text: str, length: int = 60) -> str:
    """Return the text in quotes for a message, cut to a length."""
    return f"'{shorten(text, length)}'"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 paper`, `1,000 papers`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def month_number(name: str) -> int:
    """Return the number of the month that a name or its abbreviation begins with, or 0: `Sept.` is 9."""
    start = name[:3].capitalize()
    return next((number for number, month in enumerate(MONTHS, 1) if month[:3] == start), 0)


# LaTeX

# The type stubs of `codecs` know bytes only.
_decode: Callable[[str, str], str] = codecs.decode  # type: ignore[assignment]

_COMMANDS = re.compile(r"[\\{}$~]|--|``|''")
_HELD = re.compile(
    r"(?<!\\)(?P<dollars>\$\$?)(?P<formula>.+?)(?<!\\)(?P=dollars)"
    r"|\\text(?P<sign>backslash|asciitilde|asciicircum)(?![A-Za-z])(?:\{\}|[ ]*)",
    re.DOTALL,
)
_SIGNS = {"backslash": "\\", "asciitilde": "~", "asciicircum": "^"}
_FONT = re.compile(
    r"\\(?:emph|mbox|url|text(?:it|bf|sc|tt|rm|sf|up|sl|normal)?|math(?:rm|bf|it|sf|cal|bb))\s*(?=\{)"
    r"|\\(?:em|bf|it|sc|tt|rm|sf|sl)(?![A-Za-z])\s*"
)
_LOGO = re.compile(r"\\(LaTeX|TeX|BibTeX)(?![A-Za-z])(?:\{\}|\\(?= ))?")
_MARK = "\0"
"""Stands for a formula, or a sign that would be a command, while the text around it is read."""


@cache
def latex_to_text(latex: str) -> str:
    """Return the plain text of a BibTeX field: accents resolved, braces and font commands gone, quotes and dashes typeset.

    Formulas become readable text. A command that is not known keeps its name, so that nothing is lost unseen. White space is
    collapsed.
    """
    if not _COMMANDS.search(latex):
        return " ".join(latex.split())
    return _typeset(latex, maths.to_text)


@cache
def latex_to_html(latex: str) -> str:
    """Return a BibTeX field as HTML: its text, with formulas as MathML."""
    return _typeset(latex, maths.to_html, lambda text: str(escape(text)))


def formulas(latex: str) -> list[str]:
    """Return the formulas of a BibTeX field, as LaTeX."""
    return [match["formula"] for match in _HELD.finditer(latex) if match["formula"]]


def _typeset(latex: str, formula: Callable[[str], str], text: Callable[[str], str] = str) -> str:
    """Return a field with its formulas and the text around them as these functions say."""
    held = iter([formula(match["formula"]) if match["formula"] else _SIGNS[match["sign"]] for match in _HELD.finditer(latex)])
    return re.sub(_MARK, lambda _: next(held, ""), text(_without_commands(_HELD.sub(_MARK, latex))))


def _without_commands(latex: str) -> str:
    text = _FONT.sub("", _LOGO.sub(r"\1", latex))
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
