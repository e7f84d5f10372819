"""Text as somebody types it on a plain keyboard."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not decompose into a plain letter and a mark.
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ð": "d",
        "þ": "th",
        "Þ": "Th",
    }
)


def fold(text: str) -> str:
    """The text without diacritics, as somebody types it on a plain keyboard: `Lučić` → `Lucic`."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def sortable(text: str) -> str:
    """Folded and without case, from the first letter or digit on: `“Why?”` stands under W."""
    folded = fold(text).casefold()
    return folded[next((index for index, character in enumerate(folded) if character.isalnum()), 0) :]
