"""What Material's search knows of a page beyond its text.

The theme indexes a page's rendered text, so what the templates show, a summary's authors and gist, is added here. It does not
fold diacritics; names that have any are added in their plain form too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from markupsafe import escape

from shortlist.plugin.views import PickView

BOOST = 2
"""What the head of a summary says of it counts twice as much as a word somewhere in a text."""

TAG_BOOST = 4
"""Who types a tag's whole name wants its page, not one of the many summaries that have it."""

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


def complete(documents: list[dict[str, Any]], picks: Mapping[str, PickView], tags: Collection[str]) -> None:
    """Give the entry of each summary its gist, authors and month, and take the tags from entries of its sections.

    `documents` are the entries of Material's index, with HTML in their texts; `picks` maps addresses to summaries, `tags` are
    the addresses of tag pages.
    """
    for document in documents:
        address, _, anchor = document["location"].partition("#")
        if address in tags:
            document["boost"] = TAG_BOOST
        pick = picks.get(address)
        if pick is None:
            continue
        if anchor:
            # The page's own entry has them; on every section they would only repeat.
            document.pop("tags", None)
            continue
        lines = (pick.gist, ", ".join(pick.authors), _folded_names(pick), pick.issue_title)
        document["boost"] = BOOST
        document["text"] = "".join(f"<p>{escape(line)}</p>" for line in lines if line) + document["text"]


def _folded_names(pick: PickView) -> str:
    """Authors that have diacritics, without them."""
    return ", ".join(folded for name in pick.authors if (folded := fold(name)) != name)
