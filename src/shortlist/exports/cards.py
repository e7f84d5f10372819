"""Share cards: the pictures that other sites and chat programs show beside a link.

A card is typeset by Typst from `card.typ`, with the fonts that Typst brings along, so that every machine draws the same pixels.
It has the site's light colors, and the figure of its page where title and authors leave room for it.
Sources: the Open Graph protocol (ogp.me), `og:image`; Unicode Standard Annex #9, rules P2 and P3, for the direction of a title.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from shortlist.text import clean

CARD = "card.png"
"""The card of an issue or summary, beside its page; at the site's root that of all other pages."""

WIDTH, HEIGHT = 1200, 630
FIGURE_SIZE = 540, 400
COVER_HEIGHT = 1600
"""Of the cover of an e-book, which is as wide as a card."""
MAX_FIGURE_BYTES = 100_000

TEMPLATE = Path(__file__).with_name("card.typ")


@dataclass(frozen=True, slots=True)
class Card:
    """Texts of a card, plain, of any kind and length."""

    title: str
    line: str = ""
    """Below the title: authors, or what a page is about."""
    site: str = ""
    """Beside the mark."""
    corner: str = ""
    """Opposite to the site: `April 2021`."""
    rank: str = ""
    """A large, quiet numeral."""
    instead: str = ""
    """Stands for a title in a script that the fonts do not have, such as Chinese."""
    name: str = ""
    """Above the title: what everyone calls the paper."""
    figure: Path | None = None
    """An SVG file that shows what the page is about."""
    height: int = HEIGHT


COLORS = {"paper": "#ffffff", "shade": "#eeeeee", "ink": "#000000", "quiet": "#555555", "accent": "#000000"}
"""Of a site whose theme has none of these names."""


def draw(card: Card, colors: Mapping[str, str] = COLORS) -> bytes:
    """Return a card as a PNG of `WIDTH` × `HEIGHT` pixels; a cover in three quarters of its size.

    The same card gives the same bytes.
    No text is ever read as Typst: it is handed over as JSON. What is too long is cut, with an ellipsis. A figure that Typst
    cannot read is left out.
    """
    import typst  # Here, since most builds have drawn every card before.

    inputs = {"card": _texts(card, colors), "figure": _drawing(_source(card))}
    ppi = 72 if card.height == HEIGHT else 54
    png: Any  # One page, hence one picture.
    try:
        png = _compiler().compile(format="png", ppi=ppi, sys_inputs=inputs)
    except typst.TypstError:
        png = _compiler().compile(format="png", ppi=ppi, sys_inputs=inputs | {"figure": ""})
    return png


@cache
def _compiler() -> Any:
    from typst import Compiler

    return Compiler(str(TEMPLATE), ignore_system_fonts=True)


def fingerprint(card: Card, colors: Mapping[str, str] = COLORS) -> str:
    """Return what differs when the card, the template or the program that draws it does. Fit for a file's name."""
    return sha256(b"\0".join((_recipe(), _texts(card, colors).encode(), _source(card)))).hexdigest()[:32]


@cache
def _recipe() -> bytes:
    return b"\0".join((TEMPLATE.read_bytes(), Path(__file__).read_bytes(), version("typst").encode()))


def _texts(card: Card, colors: Mapping[str, str]) -> str:
    title = _fitting(card.title, 160) or _fitting(card.instead, 160)
    directions = map(unicodedata.bidirectional, title)
    data = {
        "title": title,
        "rtl": next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L",
        "name": _fitting(card.name, 28),
        "line": _fitting(card.line, 180),
        "site": _fitting(card.site, 30),
        "corner": _fitting(card.corner, 20),
        "rank": _fitting(card.rank, 3),
        "height": card.height,
        "colors": {name: colors.get(name, color) for name, color in COLORS.items()},
    }
    return json.dumps(data)


def _source(card: Card) -> bytes:
    return card.figure.read_bytes() if card.figure else b""


def _drawing(source: bytes) -> str:
    """Return an SVG for Typst: in its light colors, in a box of `FIGURE_SIZE` pixels. Empty if that cannot be had.

    Typst knows neither custom properties nor media queries, and what has no whole number of pixels loses a row of them. It
    would draw for hours what shows groups of groups again and again; such a figure, and a very large one, is left out.
    Sources: CSS Custom Properties for Cascading Variables, `var()`; SVG 2, `viewBox`.
    """
    svg = _MEDIA_QUERY.sub("", source.decode(errors="replace")) if len(source) <= MAX_FIGURE_BYTES else ""
    root = _ROOT.search(svg)
    if root is None or "viewBox" not in root[0] or _REPEATABLE_GROUP.search(_PLAIN_CLIP.sub("", svg)):
        return ""
    tag = _SIZE.sub("", root[0])
    values = dict(_PROPERTY.findall(svg))
    width, height = FIGURE_SIZE
    inside = _VAR.sub(lambda use: values.get(use[1], use[0]), svg[root.end() :])
    return f'{tag[:-1]} width="{width}" height="{height}">{inside}'


def _fitting(text: str, length: int) -> str:
    """Return the text without symbols that the fonts do not have, such as emoji, cut to a length, very long words breakable.

    Empty when a letter is missing from the fonts: a row of boxes says less than nothing.
    """
    text = unicodedata.normalize("NFC", clean(text))
    if any(unicodedata.category(character)[0] in "LMN" for character in _WITHOUT_GLYPH.findall(text)):
        return ""
    text = " ".join(_WITHOUT_GLYPH.sub("", text).split())
    if len(text) > length:
        text = f"{text[: length - 1].rstrip()}…"
    return re.sub(r"[^\s-]{30,}", lambda word: "\u200b".join(re.findall(".{1,10}", word[0])), text)


_WITHOUT_GLYPH = re.compile("[^ -\u06ff\u1e00-\u25ff\ufb00-\ufb4f\U0001d400-\U0001d7ff]")
"""Libertinus Serif and New Computer Modern have the rest, by and large."""

_ROOT = re.compile(r"<svg\b[^<>]*[^<>/]>")
_SIZE = re.compile(r"\s(?:width|height)=(?:\"[^\"]*\"|'[^']*')")
_MEDIA_QUERY = re.compile(r"@media[^{}@]*+\{(?>(?:[^{}]*+\{[^{}]*+\})*)[^{}]*+\}")
_PROPERTY = re.compile(r"(?<![\w-])(--[\w-]+):\s*([^;{}\"<]{1,40})")
_VAR = re.compile(r"var\((--[\w-]+)\)")
_PLAIN_CLIP = re.compile(r"<clipPath id=\"\w+\">\s*<(?:rect|path)(?: (?:x|y|width|height|d)=\"[^\"<>(]*\")+ ?/>\s*</clipPath>")
_REPEATABLE_GROUP = re.compile(r"<clipPath|<(?:a|filter|g|marker|mask|pattern|svg|switch|symbol|use)\b[^<>]*\sid=")
