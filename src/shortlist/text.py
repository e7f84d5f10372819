"""Plain text: folded, sorted, cleaned, shortened, counted; values as JSON; words of the English language."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

MONTHS = tuple("January February March April May June July August September October November December".split())

STOP_WORDS = frozenset(
    "a about after all also an and any are as at be because been but by can could do does for from had has have how if in into "
    "is it its just more most no nor not of on only or other our out over should so some such than that the their them "
    "then there these they this those through to too under up very was we were what when where which while who why will with "
    "would you your".split()
)
"""Words that nearly every text has."""

# Letters that Unicode does not decompose into a plain letter and a mark.
_PLAIN_LETTERS = str.maketrans(
    dict(zip("øØłŁđĐıßæÆœŒðþÞ", ("o", "O", "l", "L", "d", "D", "i", "ss", "ae", "AE", "oe", "OE", "d", "th", "Th"), strict=True))
)

UNSEEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\U000e0000-\U000e007f"
"""Of a class of characters: controls, marks that turn the text around them, and tags. They can make a text look like another one.

Source: Unicode Standard Annex 9; Unicode Technical Report 36, 3.1.
"""
INVISIBLE = "\u00ad\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
"""Soft hyphens, spaces of no width and the like, which hide words from a search. What joins or parts letters stays."""
HIDDEN = re.compile(f"[{UNSEEN}{INVISIBLE}\u2028\u2029\ue000-\uf8ff]")
"""With ends of lines that browsers do not show, and those of one font alone, such as the bullets of a word processor."""
_UNFIT = re.compile(rf"[{UNSEEN}{INVISIBLE}\ufffe\uffff\ud800-\udfff]")


def month(day: date) -> str:
    """Return `April 2021`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def is_hidden(character: str) -> str:
    """Return what is wrong with a character of `HIDDEN`, after the name of what holds it."""
    return f"holds the character {character!r}, which is invisible and can turn text around; delete it"


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
    if text.isprintable() and "  " not in text and text == text.strip():
        return text  # As nearly all are. What is below takes twenty times as long.
    return " ".join(_UNFIT.sub("", re.sub(r"\s", " ", text)).split())


def typographic(text: str) -> str:
    """Return the text with typographic quotes and apostrophes for straight ones: `the "site's" own` → `the “site’s” own`."""
    if "'" not in text and '"' not in text:
        return text
    for straight, opening, closing in (('"', "“", "”"), ("'", "‘", "’")):
        text = re.sub(rf"(?:(?<=^)|(?<=[\s(\[“‘—–-])){straight}(?=\S)", opening, text).replace(straight, closing)
    return text


def shorten(text: str, length: int) -> str:
    """Return the text cut to a length, with `…` where it was cut."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def quoted(text: str, length: int = 60) -> str:
    """Return the text in quotes for a message, cut to a length."""
    return f"'{shorten(text, length)}'"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 paper`, `1,000 papers`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def not_empty(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that have a value."""
    return {name: value for name, value in members.items() if value}


def json_line(value: object) -> str:
    """Return a value as JSON on one line, as short as it can be."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
