"""A converted page as HTML for programs that are not browsers: feed readers, mail programs, e-books.

Such programs drop or distort MathML, forms and folded parts, and show several texts on one page, whose ids would collide. What is
left here is well-formed, needs no style sheet, and leads to the page for the rest.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

from shortlist.identifiers import safe_url
from shortlist.maths import with_plain_formulas

_PLAIN = """
    p br hr h1 h2 h3 h4 h5 h6 ul dl dt dd blockquote div pre code em strong b i u s del ins sub sup kbd samp var mark q small
    cite dfn figure figcaption table caption thead tbody tfoot tr
"""
_KEPT: dict[str, tuple[str, ...]] = dict.fromkeys(_PLAIN.split(), ()) | {
    "a": ("href",),
    "img": ("src", "alt", "width", "height"),
    "ol": ("start", "type"),
    "li": ("value",),
    "td": ("colspan", "rowspan", "style"),
    "th": ("colspan", "rowspan", "style"),
    "abbr": ("title",),
    "time": ("datetime",),
}
"""Element → its attributes. Tags of other elements go, their content stays."""
_EVERYWHERE = ("dir", "lang")
_RENAMED = {"details": "div", "summary": "p", "label": "p"}
_VOID = ("br", "hr", "img")
_DROPPED = ("script", "style", "template", "svg", "math")
_ALIGNED = re.compile(r"text-align: (left|center|right);")
_UNFIT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Source: XML 1.0, production 2."""


def portable_html(html: str, url: str, *, has_pictures: bool = True) -> str:
    """Return the content of the page at `url`.

    Links and pictures have absolute addresses, those within the page lead to it. Formulas are text, or LaTeX in `<code>`. Boxes
    are open, and a link to the page stands for code that was folded away. Unwanted pictures are links with their texts.
    """
    walk = _Walk(url, has_pictures)
    walk.feed(with_plain_formulas(html))
    walk.close()
    return _UNFIT_IN_XML.sub("", "".join((*walk.parts, *(f"</{tag}>" for tag in reversed(walk.open)))))


class _Walk(HTMLParser):
    """Writes tags and text as they come. An end tag also ends what is still open inside its element."""

    def __init__(self, url: str, has_pictures: bool) -> None:
        super().__init__()
        self.url = url
        self.has_pictures = has_pictures
        self.parts: list[str] = []
        self.open: list[str] = []
        self.folded = 0
        """How many `details` stand around."""
        self.passed_over = ""
        self.depth = 0
        """How many elements of the name that is passed over are open."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if self.passed_over:
            self.depth += tag == self.passed_over
            return
        self.folded += tag == "details"
        is_folded_code = tag == "pre" and self.folded
        if is_folded_code:
            self.parts.append(f'<p><a href="{escape(self.url)}">Shown on the page</a></p>')
        if is_folded_code or tag in _DROPPED or _leads_back(attributes):
            self.passed_over, self.depth = tag, 1
        elif tag == "input":
            self.parts.append(("☑ " if "checked" in attributes else "☐ ") if attributes.get("type") == "checkbox" else "")
        elif tag == "img" and not self.has_pictures:
            self._name(attributes)
        else:
            self._begin(_RENAMED.get(tag, tag), attributes)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag not in _KEPT:
            return
        kept = {name: attributes[name] for name in (*_KEPT[tag], *_EVERYWHERE) if name in attributes}
        values = {name: self._value(name, value) for name, value in kept.items()}
        written = "".join(f' {name}="{escape(value)}"' for name, value in values.items() if value or name == "alt")
        self.parts.append(f"<{tag}{written}{' /' if tag in _VOID else ''}>")
        if tag not in _VOID:
            self.open.append(tag)

    def _name(self, picture: dict[str, str]) -> None:
        is_linked = "a" in self.open
        self._begin("i" if is_linked else "a", {"href": picture.get("src", "")})
        self.handle_data(f"Picture: {picture.get('alt', '')}".rstrip(": "))
        self.handle_endtag("i" if is_linked else "a")

    def _value(self, name: str, value: str) -> str:
        if name in ("href", "src"):
            return _absolute(self.url, value)
        return value if name != "style" or _ALIGNED.fullmatch(value) else ""

    def handle_endtag(self, tag: str) -> None:
        if self.passed_over:
            self.depth -= tag == self.passed_over
            self.passed_over = self.passed_over if self.depth else ""
            return
        self.folded -= tag == "details" and self.folded > 0
        tag = _RENAMED.get(tag, tag)
        while tag in self.open:
            last = self.open.pop()
            self.parts.append(f"</{last}>")
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self.passed_over:
            self.parts.append(escape(data, quote=False))


def _leads_back(attributes: dict[str, str]) -> bool:
    return "footnote-backref" in attributes.get("class", "") or attributes.get("role") == "doc-backlink"


def _absolute(url: str, address: str) -> str:
    """Return an address of the page at `url` in full; nothing if it is not one that can be followed from anywhere."""
    try:
        return safe_url(urljoin(url, address))
    except ValueError:
        return ""
