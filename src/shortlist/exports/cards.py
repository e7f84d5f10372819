"""Share cards: the pictures that other sites and chat programs show beside a link.

A card is typeset by Typst from `card.typ`, with the fonts that Typst brings along, so that every machine draws the same pixels.
Sources: the Open Graph protocol (ogp.me), `og:image`; Unicode Standard Annex #9, rules P2 and P3, for the direction of a title.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from shortlist.text import clean

WIDTH, HEIGHT = 1200, 630

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


def draw(cards: Iterable[Card]) -> Iterator[bytes]:
    """Yield a PNG of `WIDTH` × `HEIGHT` pixels for each card. The same card gives the same bytes.

    No text is ever read as Typst: it is handed over as JSON. What is too long is cut, with an ellipsis.
    """
    import typst  # Here, since most builds have drawn every card before.

    compiler = typst.Compiler(str(TEMPLATE), ignore_system_fonts=True)
    for card in cards:
        png: Any = compiler.compile(format="png", ppi=72, sys_inputs={"card": _data(card)})  # One page, hence one picture.
        yield png


def fingerprint(card: Card) -> str:
    """Return what differs when the card, the template or the program that draws it does. Fit for a file's name."""
    return sha256(b"\0".join((_recipe(), _data(card).encode()))).hexdigest()[:32]


@cache
def _recipe() -> bytes:
    return b"\0".join((TEMPLATE.read_bytes(), version("typst").encode()))


def _data(card: Card) -> str:
    title = _fitting(card.title, 160) or _fitting(card.instead, 160)
    directions = map(unicodedata.bidirectional, title)
    data = {
        "title": title,
        "rtl": next((direction for direction in directions if direction in ("L", "R", "AL")), "L") != "L",
        "line": _fitting(card.line, 180),
        "site": _fitting(card.site, 30),
        "corner": _fitting(card.corner, 20),
        "rank": _fitting(card.rank, 3),
    }
    return json.dumps(data)


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
    return re.sub(r"\S{30,}", lambda word: "\u200b".join(re.findall(".{1,10}", word[0])), text)


_WITHOUT_GLYPH = re.compile("[^ -\u06ff\u1e00-\u25ff\ufb00-\ufb4f\U0001d400-\U0001d7ff]")
"""Libertinus Serif and New Computer Modern have the rest, by and large."""
