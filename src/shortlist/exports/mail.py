"""An issue as a mail that any program can send: in HTML and in plain text, with nothing to fetch and nothing to run.

Sources: RFC 5322 (messages); RFC 2046, 5.1.4 (a text in several forms). Gmail cuts mails of 102 kB and more, so a text that does
not fit is left to its page.
"""

import quopri
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import NamedTuple

import css_inline

from shortlist.exports.markdown import facts_of_issue
from shortlist.exports.plain import PlainWriter
from shortlist.exports.portable import portable_html
from shortlist.exports.whole_issue import lowered
from shortlist.exports.wording import LANGUAGE, about, named_title
from shortlist.inline import inline_html
from shortlist.model import Issue, Library, Summary
from shortlist.text import clean, counted, shorten

MAX_LENGTH = 99_900
"""Bytes of a mail."""
MAX_NAME_LENGTH = 100
"""Characters of the site's name."""

STYLES = Path(__file__).with_name("mail.css")

Piece = tuple[str, str, str]
"""HTML of a piece of the mail: what stands above its text, the link that can stand for the text, and the text."""
Forms = tuple[str, str]
"""A piece of the HTML or the plain text, shortened and whole."""


class Part(NamedTuple):
    """The mail in HTML or plain text."""

    text: str
    shortened: list[str]
    """Slugs of the picks whose text did not fit; `index` is the editorial."""


class Edition:
    """One issue as a mail: its editorial, and of each pick the gist and *Why*, or the full text.

    The library has conversions, and its settings a `site_url`.
    """

    def __init__(self, library: Library, issue: Issue, *, is_full: bool = False) -> None:
        self.library = library
        self.issue = issue
        self.is_full = is_full
        self.settings = library.settings
        self.url = f"{self.settings.url}{issue.id}/"
        self.name = shorten(clean(self.settings.site_name), MAX_NAME_LENGTH)
        self.subject = f"{'Draft: ' if issue.status == 'draft' else ''}{self.name}, {issue.title}"
        self.picks = {summary.slug: summary for summary in library.picks(issue)}

    def message(self) -> tuple[EmailMessage, Part, Part]:
        """Return the mail with its HTML and its text. Sender, receivers and date are for whoever sends it to set.

        The HTML goes first, and the text gets what it leaves. The same texts give the same bytes.
        """
        room = MAX_LENGTH - len(self._message("", "").as_bytes())
        least = self._plain_document((short for short, _ in self._plain_pieces.values()), [*self._plain_pieces])
        html = self.html(room - min(_size(least), room // 3))
        text = self.text(room - _size(html.text))
        return self._message(html.text, text.text), html, text

    def _message(self, html: str, text: str) -> EmailMessage:
        digest = sha256("\0".join((self.subject, html, text)).encode()).hexdigest()[:32]
        message = EmailMessage(policy=SMTP)
        message["Subject"] = self.subject
        if domain := self.settings.authority.partition(",")[0]:
            message["Message-ID"] = f"<{digest}@{domain}>"
        message["X-Unsent"] = "1"  # So that Outlook opens it for writing.
        message.set_content(text, cte="quoted-printable")
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        message.set_boundary(f"=_{digest}")  # Which no quoted-printable text holds.
        return message

    def html(self, room: int = MAX_LENGTH) -> Part:
        """Return a document of at most `room` bytes, as it is written in a mail."""
        pieces = {name: (_inlined(head + rest), _inlined(head + text)) for name, (head, rest, text) in self._pieces.items()}
        return _fitted(pieces, room, self._document)

    def text(self, room: int = MAX_LENGTH) -> Part:
        """Return plain text of at most `room` bytes, as it is written in a mail."""
        return _fitted(self._plain_pieces, room, self._plain_document)

    def _document(self, texts: Iterable[str], shortened: Sequence[str]) -> str:
        document = f"""\
<!DOCTYPE html>
<html lang="{LANGUAGE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{escape(self.subject)}</title>
<style>{STYLES.read_text(encoding="utf-8")}</style>
</head>
<body>
<div role="main">
<p><small><a href="{escape(self.settings.url)}">{escape(self.name)}</a></small></p>
{self._head(self.issue.title)}
<!--text-->
<hr>
{self._foot(_note(shortened))}
</div>
</body>
</html>
"""
        return _INLINER.inline(document).replace("<!--text-->", "\n".join(texts))

    def _plain_document(self, texts: Iterable[str], shortened: Sequence[str]) -> str:
        references = "Numbers in brackets are references, which the pages list."
        foot = self._foot(f"{_note(shortened)} {references}")
        return "\n\n".join((_plain(self._head(self.subject)), *texts, _plain(f"<hr>{foot}"))) + "\n"

    def _head(self, title: str) -> str:
        facts = "<br>\n".join(map(inline_html, facts_of_issue(self.issue)))
        return f"""\
<h1><a href="{escape(self.url)}">{escape(title)}</a></h1>
<p><strong>{escape(self.issue.gist)}</strong></p>
<p><small>{facts}</small></p>"""

    def _foot(self, note: str) -> str:
        return f'<p><small>{note} <a href="{escape(self.url)}all/">The whole issue on one page</a></small></p>'

    @cached_property
    def _pieces(self) -> dict[str, Piece]:
        rest = f'<p><a href="{escape(self.url)}">Read the editorial on the site</a></p>'
        editorial = lowered(portable_html(self.library.conversions[self.issue.path].html, self.url, has_pictures=False))
        return {"index": ("", rest, editorial)} | {slug: self._piece(summary) for slug, summary in self.picks.items()}

    @cached_property
    def _plain_pieces(self) -> dict[str, Forms]:
        """A pick's head is its own short form, since its title has the address of the page."""
        return {name: (_plain(head or rest), _plain(head + text)) for name, (head, rest, text) in self._pieces.items()}

    def _piece(self, summary: Summary) -> Piece:
        """Return what a pick says of itself, and its text; its title stands after its name if it does not begin with it."""
        url, start = escape(f"{self.settings.url}{summary.id}/"), self.issue.header.start_here
        why = f" Start here: {start.why}" if start and start.pick == summary.slug else ""
        head = (
            f'<h2 dir="auto"><a href="{url}">{escape(named_title(summary, self.library))}</a></h2>\n'
            f"<p><small>{escape(about(self.library.entries[summary.paper]))}</small></p>\n"
            f"<p><strong>{escape(summary.gist + why)}</strong></p>\n"
        )
        html = self.library.conversions[summary.path].html
        text = portable_html(html if self.is_full else _why(html), url, has_pictures=False)
        rest = f'<p><a href="{url}">Read {"it" if self.is_full else "more"} on the site</a></p>'
        return head, rest, lowered(text) if self.is_full else f"{lowered(text)}\n{rest}"


def _why(html: str) -> str:
    """Return the first section without its heading; a draft that has no headings yet as it is."""
    parts = re.split(r"<h2\b.*?</h2>", html, maxsplit=2, flags=re.DOTALL)
    return parts[1] if len(parts) > 1 else html


_INLINER = css_inline.CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)


def _inlined(html: str) -> str:
    return _INLINER.inline_fragment(html, STYLES.read_text(encoding="utf-8"))


def _plain(html: str) -> str:
    return PlainWriter().write(html)


def _note(shortened: Sequence[str]) -> str:
    return f"Shortened to fit into a mail: {counted(len(shortened), 'text')}." if shortened else ""


def _fitted(pieces: Mapping[str, Forms], room: int, document: Callable[[Iterable[str], Sequence[str]], str]) -> Part:
    """Return the document of the pieces for which there is room.

    All are shortened before the first one is whole, and of later ones those are whole that fit. `document` takes the texts, and
    the names of those that are not whole.
    """
    room -= _size(document([], [*pieces]))
    chosen = dict.fromkeys(pieces, "")
    for form in (0, 1):
        for name, forms in pieces.items():
            more = _size(forms[form]) - _size(chosen[name])
            if more <= room:
                chosen[name] = forms[form]
                room -= more
    shortened = [name for name, forms in pieces.items() if chosen[name] != forms[1]]
    return Part(document(filter(None, chosen.values()), shortened), shortened)


def _size(text: str) -> int:
    """Return how many bytes a text takes in a mail, with lines that end in CR LF, and an empty line before it."""
    encoded = quopri.encodestring(text.encode())
    return len(encoded) + encoded.count(b"\n") + 4 * bool(text)
