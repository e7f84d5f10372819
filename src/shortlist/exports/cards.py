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
from io import BytesIO
from pathlib import Path
from typing import Any

from shortlist.citations.fields import clean

WIDTH, HEIGHT = 1200, 630

TEMPLATE = Path(__file__).with_name("card.typ")

COLORS = 24
"""Five colors and their blends at the edges of letters. A palette makes a file a third of what Typst writes."""

LONG_WORD = 30
"""A word of more characters may be broken, after every tenth."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows, as plain text of any kind and length."""

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
    """A PNG of `WIDTH` × `HEIGHT` pixels for each card. The same card gives the same bytes.

    No text is ever read as Typst: it is handed over as JSON. What is too long is cut, with an ellipsis.
    """
    # Imported here, since most builds have drawn every card before.
    import typst
    from PIL import Image

    compiler = typst.Compiler(str(TEMPLATE), ignore_system_fonts=True)
    for card in cards:
        drawn: Any = compiler.compile(format="png", ppi=72, sys_inputs={"card": _data(card)})
        found = BytesIO()
        with Image.open(BytesIO(drawn)) as picture:
            picture.convert("RGB").quantize(COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(found, "PNG")
        yield found.getvalue()


def fingerprint(card: Card) -> str:
    """Differs when the card, the template or one of the programs that draw it does. Fit for a file's name."""
    return sha256(b"\0".join((_recipe(), _data(card).encode()))).hexdigest()[:32]


@cache
def _recipe() -> bytes:
    return b"\0".join((TEMPLATE.read_bytes(), version("typst").encode(), version("pillow").encode(), str(COLORS).encode()))


def _data(card: Card) -> str:
    title = _fitting(card.title, 160) or _fitting(card.instead, 160)
    data: dict[str, Any] = {
        "title": title,
        "words": re.findall(r"[^\s\u200b-]+-*|-+", title),
        "rtl": _is_right_to_left(title),
        "line": _fitting(card.line, 180),
        "site": _fitting(card.site, 30),
        "corner": _fitting(card.corner, 20),
        "rank": _fitting(card.rank, 3),
    }
    return json.dumps(data)


def _fitting(text: str, length: int) -> str:
    """The text without symbols that the fonts do not have, cut to a length, long words breakable.

    Empty when a letter is missing from the fonts: a row of boxes says less than nothing.
    """
    text = " ".join("".join(filter(_is_kept, unicodedata.normalize("NFC", clean(text)))).split())
    if not all(map(_has_glyph, text)):
        return ""
    if len(text) > length:
        text = f"{text[: length - 1].rstrip()}…"
    return re.sub(rf"\S{{{LONG_WORD},}}", lambda word: re.sub(r".{10}(?=.)", "\\g<0>\u200b", word[0]), text)


def _is_kept(character: str) -> bool:
    """Symbols such as emoji, and invisible characters, may go without a loss; letters may not."""
    return _has_glyph(character) or unicodedata.category(character)[0] in "LMN"


def _has_glyph(character: str) -> bool:
    """Whether the fonts have it, by and large: Libertinus Serif, New Computer Modern and DejaVu Sans Mono.

    Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic; punctuation and symbols; ligatures; letters for mathematics.
    """
    code = ord(character)
    return (
        0x20 <= code < 0x700
        or 0x1E00 <= code < 0x2000
        or 0x2010 <= code < 0x2028
        or 0x202F <= code < 0x2060
        or 0x2070 <= code < 0x2600
        or 0xFB00 <= code < 0xFB50
        or 0x1D400 <= code < 0x1D800
    )


def _is_right_to_left(text: str) -> bool:
    kinds = map(unicodedata.bidirectional, text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"
