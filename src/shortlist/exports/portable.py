"""A converted page as HTML for programs that are not browsers: feed readers, mail programs, e-books.

Such programs drop or distort MathML, forms and folded parts, and show several texts on one page, whose ids would collide. What is
left here is well-formed, needs no style sheet, and leads to the page for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from html.parser import HTMLParser
from typing import ClassVar
from urllib.parse import urljoin
from xml.parsers import expat

from shortlist.identifiers import safe_url
from shortlist.maths import with_plain_formulas

_PLAIN = """
    p br hr h1 h2 h3 h4 h5 h6 ul dl dt dd blockquote div pre code em strong b i u s del ins sub sup kbd samp var mark q small
    cite dfn figure figcaption table caption thead tbody tfoot tr
"""
KEPT: dict[str, tuple[str, ...]] = dict.fromkeys(_PLAIN.split(), ()) | {
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
_RENAMED = {"details": "div", "summary": "p", "label": "p"}
_VOID = ("br", "hr", "img")
_ALIGNED = re.compile(r"text-align: (left|center|right);")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot);)[A-Za-z][A-Za-z0-9]*;")
UNFIT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Source: XML 1.0, production 2."""


def portable_html(html: str, url: str, *, has_pictures: bool = True) -> str:
    """Return the content of the page at `url`.

    Links and pictures have absolute addresses, those within the page lead to it. Formulas are text, or LaTeX in `<code>`. Boxes
    are open, and a link to the page stands for code that was folded away. Unwanted pictures are links with their texts.
    """
    return UNFIT_IN_XML.sub("", "".join(Walk(url, has_pictures).of(with_plain_formulas(html))))


class Walk(HTMLParser):
    """Writes tags and text as they come. An end tag also ends what is still open inside its element."""

    kept: ClassVar[Mapping[str, tuple[str, ...]]] = KEPT
    kept_everywhere: ClassVar[tuple[str, ...]] = ("dir", "lang")
    dropped: ClassVar[tuple[str, ...]] = ("script", "style", "template", "svg", "math")
    shows_folded_code: ClassVar[bool] = False

    def __init__(self, url: str, has_pictures: bool = True) -> None:
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

    def of(self, html: str) -> list[str]:
        """Return the tags and the pieces of text of a page. Most are XML, which is read in a third of the time."""
        xml = f"<html>{_NAMED.sub(lambda entity: escape(unescape(entity[0])), html)}</html>"
        try:
            expat.ParserCreate().Parse(xml, True)
        except (expat.ExpatError, ValueError):
            self.feed(html)
            self.close()
        else:
            parser = expat.ParserCreate()
            parser.buffer_text = True
            parser.StartElementHandler = self._start_xml
            parser.EndElementHandler = lambda tag: self.handle_endtag(tag.lower())
            parser.CharacterDataHandler = self.handle_data
            parser.Parse(xml, True)
        return [*self.parts, *(f"</{tag}>" for tag in reversed(self.open))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, {name: value or "" for name, value in attrs})

    def _start_xml(self, tag: str, attributes: dict[str, str]) -> None:
        self._start(tag.lower(), {name.lower(): value for name, value in attributes.items()})

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.passed_over:
            self.depth += tag == self.passed_over
            return
        self.folded += tag == "details"
        is_folded_code = tag == "pre" and self.folded and not self.shows_folded_code
        if is_folded_code:
            self.parts.append(f'<p><a href="{escape(self.url)}">Shown on the page</a></p>')
        if is_folded_code or tag in self.dropped or self.is_left_out(attributes):
            self.passed_over, self.depth = tag, 1
        elif tag == "input":
            self.parts.append(("☑ " if "checked" in attributes else "☐ ") if attributes.get("type") == "checkbox" else "")
        elif tag == "img" and not self.has_pictures:
            self._name(attributes)
        else:
            self.begin(_RENAMED.get(tag, tag), attributes)

    def is_left_out(self, attributes: dict[str, str]) -> bool:
        """Return whether an element goes with what it holds: here, one that leads back to the text from what is left out."""
        return "footnote-backref" in attributes.get("class", "") or attributes.get("role") == "doc-backlink"

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Write the tag that begins an element, if it is kept."""
        if tag not in self.kept:
            return
        if not attributes and tag not in _VOID:
            self.parts.append(f"<{tag}>")
            self.open.append(tag)
            return
        kept = {name: attributes[name] for name in (*self.kept[tag], *self.kept_everywhere) if name in attributes}
        values = {name: self.value(name, value) for name, value in kept.items()}
        written = "".join(f' {name}="{escape(value)}"' for name, value in values.items() if value or name == "alt")
        self.parts.append(f"<{tag}{written}{' /' if tag in _VOID else ''}>")
        if tag not in _VOID:
            self.open.append(tag)

    def _name(self, picture: dict[str, str]) -> None:
        is_linked = "a" in self.open
        self.begin("i" if is_linked else "a", {"href": picture.get("src", "")})
        self.handle_data(f"Picture: {picture.get('alt', '')}".rstrip(": "))
        self.handle_endtag("i" if is_linked else "a")

    def value(self, name: str, value: str) -> str:
        """Return what to write as the value of an attribute; nothing to leave it out."""
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


def _absolute(url: str, address: str) -> str:
    """Return an address of the page at `url` in full; nothing if it is not one that can be followed from anywhere."""
    try:
        return safe_url(urljoin(url, address))
    except ValueError:
        return ""
