"""The keys of BibTeX entries: the form that all have, and the house's own from people, year and title."""

import re
from collections.abc import Collection
from itertools import chain, count

from shortlist.identifiers import arxiv_month
from shortlist.model import Entry
from shortlist.text import STOP_WORDS, fold

KEY = re.compile(r"[a-z][a-z0-9-]*")

_PREFIXES = frozenset("anti bi co de inter intra meta multi non pre re semi sub super uni un".split())
MAX_WORD_LENGTH = 30
"""Of a name or a word of a title in a key."""
_STOP_WORDS = STOP_WORDS | set("beyond one toward towards upon using via whether within without".split())


def make_key(entry: Entry, taken_keys: Collection[str], *, own: str = "", is_pick: bool = True) -> str:
    """Return `surname2021word`: family name of the first author without particles, year, first telling word of the title.

    The year of a pick is that of its first version, of other works that of publication. If the key is taken, also in another
    case, the next telling word is tried, then `-b`, `-c` and so on after the first. A key of the user's own is kept if it is
    of this form and free. `taken_keys` are in lower case.
    """
    surname = _surname(entry)
    if surname and own not in taken_keys and KEY.fullmatch(own) and re.fullmatch(rf"{surname}[12][0-9]{{3}}[a-z0-9-]+", own):
        return own
    posted = arxiv_month(entry.arxiv)
    start = f"{surname or 'anonymous'}{posted.year if posted and is_pick else entry.year or ''}"
    words = _telling_words(entry.title) or ["work"]
    suffixes = chain("bcdefghijklmnopqrstuvwxyz", map(str, count(27)))
    names = chain((start + word for word in words), (f"{start}{words[0]}-{suffix}" for suffix in suffixes))
    return next(name for name in names if name not in taken_keys)


def _surname(entry: Entry) -> str:
    people = entry.authors or entry.editors
    if not people:
        return ""
    words = people[0].family.split()
    while len(words) > 1 and words[0].islower():  # `van den Oord` is `oord`.
        words.pop(0)
    # Of a group the first word tells enough: `The ATLAS Collaboration`.
    if len(words) > 1 and not people[0].given:
        words = [word for word in words if word.lower() not in _STOP_WORDS][:1] or words[:1]
    name = _plain_letters("".join(words)) or _plain_letters(people[0].given)
    return name.lstrip("0123456789")[:MAX_WORD_LENGTH]


def _plain_letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text).lower())


def _telling_words(title: str) -> list[str]:
    """Return words that help to recognize a title. Of a compound its first part, unless that is a letter or a mere prefix."""
    words: list[str] = []
    for compound in fold(title).replace("'", "").replace("’", "").lower().split():
        parts = re.findall(r"[a-z0-9]+", compound)
        if len(parts) > 1 and (len(parts[0]) == 1 or parts[0] in _PREFIXES):
            parts[:2] = ["".join(parts[:2])]
        if parts and parts[0] not in _STOP_WORDS and (len(parts[0]) > 1 or not words and not parts[0].isdecimal()):
            words.append(parts[0][:MAX_WORD_LENGTH])
    return list(dict.fromkeys(words))
