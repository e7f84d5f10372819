"""What search knows of a page: its head, and the words of its text.

The theme's own search makes an entry of each section of a page's HTML. Its parser takes a seventh of the build, it never
sees what the head of a summary shows, its gist, authors and month, and its index of a thousand papers is three times as large.
"""

from __future__ import annotations

import re
from html import unescape

from shortlist.exports.search import Document, words_of
from shortlist.site.views import IssueView, PickView, TagView

LONGEST_OPENING = 180
"""As long as a gist: the most that is shown of a page that has none."""


def of_summary(pick: PickView, html: str) -> Document:
    tags = tuple(tag.name for tag in pick.tags)
    return Document(pick.address, pick.title, pick.gist, ", ".join(pick.authors), pick.issue_title, tags, words_of(text_of(html)))


def of_issue(issue: IssueView, html: str) -> Document:
    return Document(issue.address, issue.title, issue.gist, "", "Issue", (), words_of(text_of(html)))


def of_tag(tag: TagView) -> Document:
    return Document(tag.address, tag.name, tag.meaning, "", "Tag", (), frozenset())


def of_page(address: str, title: str, html: str) -> Document:
    """A page that is none of the library's: its own first words stand in for a gist."""
    text = text_of(html)
    return Document(address.removeprefix("./"), title, _opening(text), "", "", (), words_of(text))


def text_of(html: str) -> str:
    """The text of a page, headings included, formulas and what no reader sees left out.

    What is marked `data-search-exclude` is left out; an element so marked may hold none of its own kind.
    """
    shown = _UNSEEN.sub(" ", _EXCLUDED.sub(" ", html))
    return unescape(_OTHER_TAG.sub(" ", _TAG_IN_A_WORD.sub("", shown)))


def _opening(text: str) -> str:
    words = text.split()
    opening = " ".join(words)[: LONGEST_OPENING + 1]
    return opening if len(opening) <= LONGEST_OPENING else opening.rpartition(" ")[0] + " …"


_ATTRIBUTES = r"""[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*"""
_EXCLUDED = re.compile(rf"<(section|sup|[a-z][a-z0-9]*)\b{_ATTRIBUTES}\bdata-search-exclude\b{_ATTRIBUTES}>.*?</\1>", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|object|math)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_TAG_IN_A_WORD = re.compile(rf"</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|u)\b{_ATTRIBUTES}>")
_OTHER_TAG = re.compile(rf"</?[a-zA-Z]{_ATTRIBUTES}>")
