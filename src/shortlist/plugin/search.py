"""What the search index holds of a summary.

Material's search makes an entry of each section of a page's HTML. For summaries, nearly all of the pages, this module
does so instead: the theme's parser takes a seventh of the build, and it never sees what a summary's head shows, its gist,
authors and month. The search does not fold diacritics; names that have any are added in their plain form too.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape
from typing import Any

from markupsafe import escape

from shortlist.plugin.views import PickView
from shortlist.reading.folding import fold

BOOST = 2
"""What the head of a summary says of it counts twice as much as a word somewhere in a text."""

TAG_BOOST = 3
"""Who types a tag's whole name wants its page, not one of the many summaries that have it."""


def boost_tags(documents: list[dict[str, Any]], tags: Collection[str]) -> None:
    """Let the entries of tag pages, known by their addresses, come before the summaries that have the tag."""
    for document in documents:
        if document["location"] in tags:
            document["boost"] = TAG_BOOST


def documents(pick: PickView, html: str) -> list[dict[str, Any]]:
    """The entries of a summary's page, of which `html` is the text: one for its head, one for each section with an id.

    Texts are HTML of the few elements that Material's search keeps, without attributes. What is marked
    `data-search-exclude` is left out, as there; an element so marked may hold none of its own kind.
    """
    parts = _HEADING.split(_EXCLUDED.sub("", html))
    lines = (pick.gist, ", ".join(pick.authors), _folded_names(pick), pick.issue_title)
    head = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    found: list[dict[str, Any]] = [
        {
            "location": pick.address,
            "title": str(escape(pick.title)),
            "text": head + _text(parts[0]),
            "tags": [tag.name for tag in pick.tags],
            "boost": BOOST,
        }
    ]
    # Of each heading: its name, its id, what it says, what follows it.
    for id, heading, text in zip(parts[2::4], parts[3::4], parts[4::4], strict=True):
        found.append({"location": f"{pick.address}#{id}", "title": _text(heading), "text": _text(text)})
    return found


_ATTRIBUTES = r"""[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*"""
_EXCLUDED = re.compile(rf"<(section|sup|[a-z][a-z0-9]*)\b{_ATTRIBUTES}\bdata-search-exclude\b{_ATTRIBUTES}>.*?</\1>", re.DOTALL)
_HEADING = re.compile(rf"""<(h[1-6])\b{_ATTRIBUTES}\bid="([^"]*)"{_ATTRIBUTES}>(.*?)</\1>""", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|object)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_OTHER_TAGS = re.compile(rf"</?(?!(?:p|li|ol|ul|pre|code|sub|sup)\b)[a-zA-Z]{_ATTRIBUTES}>")
_KEPT_TAGS = re.compile(rf"<(p|li|ol|ul|pre|code|sub|sup)\s{_ATTRIBUTES}>")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot);)#?\w+;")
_LINE_END = re.compile(r"\s*\n\s*")


def _text(html: str) -> str:
    text = _KEPT_TAGS.sub(r"<\1>", _OTHER_TAGS.sub("", _UNSEEN.sub("", html))).strip()
    text = _ENTITY.sub(lambda match: escape(unescape(match[0])), text)
    return text if "<pre>" in text else _LINE_END.sub(" ", text)


def _folded_names(pick: PickView) -> str:
    """Authors that have diacritics, without them."""
    return ", ".join(folded for name in pick.authors if (folded := fold(name)) != name)
