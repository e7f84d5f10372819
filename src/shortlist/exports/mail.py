"""An issue as a mail that any program can send: in HTML and in plain text, with nothing to fetch and nothing to run.

Sources: RFC 5322 (messages); RFC 2046, 5.1.4 (a text in several forms). Gmail cuts mails of 102 kB and more, so a text that does
not fit is left to its page.
"""

import quopri
import re
from collections.abc import Iterable, Sequence
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

MAX_LENGTH = 98_500
"""Bytes of a mail's texts, as they are written in it. With its headers it stays below 100 kB."""
MAX_NAME_LENGTH = 100
"""Characters of the site's name."""

STYLES = Path(__file__).with_name("mail.css")

Forms = tuple[str, str]
"""A piece of the mail, shortened and whole."""


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

        The HTML goes first: a text for which it leaves no room has nothing that can be shortened. The same texts give the same
        bytes.
        """
        short = _in_plain_text(self.html(MAX_LENGTH // 3, is_short=True))
        html = self.html(MAX_LENGTH - _size(short.text))
        text = _in_plain_text(html)
        if _size(html.text) + _size(text.text) > MAX_LENGTH:
            text = short
        digest = sha256("\0".join((self.subject, html.text, text.text)).encode()).hexdigest()[:32]
        message = EmailMessage(policy=SMTP)
        message["Subject"] = self.subject
        if domain := self.settings.authority.partition(",")[0]:
            message["Message-ID"] = f"<{digest}@{domain}>"
        message["X-Unsent"] = "1"  # So that Outlook opens it for writing.
        message.set_content(text.text, cte="quoted-printable")
        message.add_alternative(html.text, subtype="html", cte="quoted-printable")
        message.set_boundary(f"=_{digest}")  # Which no quoted-printable text holds.
        return message, html, text

    def text(self) -> Part:
        """Return the HTML as plain text."""
        return _in_plain_text(self.html())

    def html(self, room: int = MAX_LENGTH, *, is_short: bool = False) -> Part:
        """Return a document of at most `room` bytes, as it is written in a mail; with nothing whole, if it is to be short.

        All texts are shortened before the first one is whole, and of later ones those are whole that fit.
        """
        room -= _size(self._document([], [*self._pieces]))
        chosen = dict.fromkeys(self._pieces, "")
        for form in (0,) if is_short else (0, 1):
            for name, forms in self._pieces.items():
                more = _size(forms[form]) - _size(chosen[name])
                if more <= room:
                    chosen[name] = forms[form]
                    room -= more
        shortened = [name for name, forms in self._pieces.items() if chosen[name] != forms[1]]
        return Part(self._document(filter(None, chosen.values()), shortened), shortened)

    def _document(self, texts: Iterable[str], shortened: Sequence[str]) -> str:
        facts = "<br>\n".join(map(inline_html, facts_of_issue(self.issue)))
        note = f"Shortened to fit into a mail: {counted(len(shortened), 'text')}." if shortened else ""
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
<h1><a href="{escape(self.url)}">{self.issue.title}</a></h1>
<p><strong>{escape(self.issue.gist)}</strong></p>
<p><small>{facts}</small></p>
<!--text-->
<hr>
<p><small>{note} <a href="{escape(self.url)}all/">The whole issue on one page</a></small></p>
</div>
</body>
</html>
"""
        return _INLINER.inline(document).replace("<!--text-->", "\n".join(texts))

    @cached_property
    def _pieces(self) -> dict[str, Forms]:
        rest = f'<p><a href="{escape(self.url)}">Read the editorial on the site</a></p>'
        editorial = lowered(portable_html(self.library.conversions[self.issue.path].html, self.url, has_pictures=False))
        pieces = {"index": (rest, editorial)} | {slug: self._piece(summary) for slug, summary in self.picks.items()}
        return {name: (_inlined(short), _inlined(whole)) for name, (short, whole) in pieces.items()}

    def _piece(self, summary: Summary) -> Forms:
        """Return what a pick says of itself, and its text; its title stands after its name if it does not begin with it."""
        url, start = escape(f"{self.settings.url}{summary.id}/"), self.issue.header.start_here
        why = f" Start here: {start.why}" if start and start.pick == summary.slug else ""
        head = (
            f'<h2 dir="auto"><a href="{url}">{escape(named_title(summary, self.library))}</a></h2>\n'
            f"<p><small>{escape(about(self.library.entries[summary.paper]))}</small></p>\n"
            f"<p><strong>{escape(summary.gist + why)}</strong></p>"
        )
        html = self.library.conversions[summary.path].html
        text = portable_html(html if self.is_full else _why(html), url, has_pictures=False)
        rest = f'<p><a href="{url}">Read {"it" if self.is_full else "more"} on the site</a></p>'
        return f"{head}\n{rest}", f"{head}\n{lowered(text)}\n{'' if self.is_full else rest}"


def _why(html: str) -> str:
    """Return the first section without its heading; a draft that has no headings yet as it is."""
    parts = re.split(r"<h2\b.*?</h2>", html, maxsplit=2, flags=re.DOTALL)
    return parts[1] if len(parts) > 1 else html


_INLINER = css_inline.CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)


def _inlined(html: str) -> str:
    return _INLINER.inline_fragment(html, STYLES.read_text(encoding="utf-8"))


def _in_plain_text(html: Part) -> Part:
    body = html.text[html.text.index("<div") : html.text.index("</body>")]
    return Part(f"{PlainWriter().write(body)}\n", html.shortened)


def _size(text: str) -> int:
    """Return how many bytes a text takes in a mail, with lines that end in CR LF, and an empty line before it."""
    encoded = quopri.encodestring(text.encode())
    return len(encoded) + encoded.count(b"\n") + 4 * bool(text)
