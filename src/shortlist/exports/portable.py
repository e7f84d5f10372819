"""A converted page as HTML for programs that are not browsers: feed readers, mail programs, e-books.

Such programs drop or distort MathML, forms and folded parts, and show several texts on one page, whose ids would collide. What is
left here is well-formed, needs no style sheet, and leads to the page for the rest.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Set
from html import escape, unescape
from html.parser import HTMLParser
from typing import ClassVar
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from shortlist.exports.wording import day
from shortlist.identifiers import safe_url
from shortlist.maths import with_plain_formulas
from shortlist.model import Note

_ATTRIBUTES = {
    "a": "href",
    "img": "src alt width height",
    "ol": "start type",
    "li": "value",
    "td": "colspan rowspan style",
    "th": "colspan rowspan style",
    "abbr": "title",
    "time": "datetime",
}
_PLAIN = """
    p br hr h1 h2 h3 h4 h5 h6 ul dl dt dd blockquote div pre code em strong b i u s del ins sub sup kbd samp var mark q small
    cite dfn figure figcaption table caption thead tbody tfoot tr
"""
KEPT = {tag: frozenset(f"dir lang {_ATTRIBUTES.get(tag, '')}".split()) for tag in (*_PLAIN.split(), *_ATTRIBUTES)}
"""Element → its attributes. Tags of other elements go, their content stays."""
_RENAMED = {"details": "div", "summary": "p", "label": "p"}
_VOID = ("br", "hr", "img", "input", "wbr", "col")
_STYLES = ("text-align: left;", "text-align: center;", "text-align: right;")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot);)[A-Za-z][A-Za-z0-9]*;")
_CAPITAL = re.compile("</?[a-z]*[A-Z]")
UNFIT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Source: XML 1.0, production 2."""


def portable_html(html: str, url: str, *, has_pictures: bool = True) -> str:
    """Return the content of the page at `url`.

    Links and pictures have absolute addresses, those within the page lead to it. Formulas are text, or LaTeX in `<code>`. Boxes
    are open, and a link to the page stands for code that was folded away. Unwanted pictures are links with their texts.
    """
    return UNFIT_IN_XML.sub("", Walk(url, has_pictures).html(with_plain_formulas(html)))


def links_html(links: Iterable[tuple[str, str]]) -> str:
    """Return names and addresses as links in one line."""
    return " · ".join(f'<a href="{escape(url)}">{escape(name)}</a>' for name, url in links)


def note_html(note: Note, url: str) -> str:
    """Return a follow-up with a link to what it leads to."""
    return f"{escape(note.text)} See {links_html([(note.name, url)])}"


def since_html(notes: Iterable[Note], href: Callable[[str], str]) -> str:
    """Return a section with the follow-ups of a summary; nothing if there are none. `href` returns the link to an address."""
    items = "".join(f"<li>{day(note.date)}: {note_html(note, href(note.address))}</li>\n" for note in notes)
    return items and f"<h2>Since then</h2>\n<ul>\n{items}</ul>"


class Walk:
    """Writes the tags and the pieces of text of a page, one after the other."""

    kept: ClassVar[Mapping[str, Set[str]]] = KEPT
    dropped: ClassVar[Set[str]] = {"script", "style", "template", "svg", "math"}
    shows_folded_code: ClassVar[bool] = False

    def __init__(self, url: str, has_pictures: bool = True) -> None:
        self.url = url
        self.has_pictures = has_pictures
        self.parts: list[str] = []
        self.around: list[str] = []
        """Names of the elements that are open, as the page has them."""

    def html(self, html: str) -> str:
        """Return the HTML of a page as it is to be. No text of it holds `<`, and no value of an attribute `<`, `>` or a quote."""
        self._content(tree_of(html))
        return "".join(self.parts)

    def _content(self, element: Element) -> None:
        self.text(element.text)
        for child in element:
            self._element(child)
            self.text(child.tail)

    def _element(self, element: Element) -> None:
        tag, attributes = element.tag, element.attrib
        if tag in self.dropped or self.is_left_out(attributes):
            return
        if tag == "pre" and "details" in self.around and not self.shows_folded_code:
            self.parts.append(f'<p><a href="{escape(self.url)}">Shown on the page</a></p>')
        elif tag == "input":
            self.text(("☑ " if "checked" in attributes else "☐ ") if attributes.get("type") == "checkbox" else "")
        elif tag == "img" and not self.has_pictures:
            end = self.begin("i" if "a" in self.around else "a", {"href": attributes.get("src", "")})
            self.text(f"Picture: {attributes.get('alt', '')}".rstrip(": "))
            self.parts.append(end)
        else:
            end = self.begin(_RENAMED.get(tag, tag), attributes)
            self.around.append(tag)
            self._content(element)
            self.around.pop()
            self.parts.append(end)

    def is_left_out(self, attributes: Mapping[str, str]) -> bool:
        """Return whether an element goes with what it holds: here, one that leads back to the text from what is left out."""
        return "footnote-backref" in attributes.get("class", "") or attributes.get("role") == "doc-backlink"

    def begin(self, tag: str, attributes: Mapping[str, str]) -> str:
        """Write the tag that begins an element, and return the one that ends it; nothing if the element is not kept."""
        if (kept := self.kept.get(tag)) is None:
            return ""
        values = [(name, self.value(name, value)) for name, value in attributes.items() if name in kept]
        written = "".join(f' {name}="{escape(value)}"' for name, value in values if value or name == "alt")
        self.parts.append(f"<{tag}{written}{' /' if tag in _VOID else ''}>")
        return "" if tag in _VOID else f"</{tag}>"

    def value(self, name: str, value: str) -> str:
        """Return what to write as the value of an attribute; nothing to leave it out."""
        if name in ("href", "src"):
            return _absolute(self.url, value)
        return value if name != "style" or value in _STYLES else ""

    def text(self, text: str | None) -> None:
        if text:
            self.parts.append(escape(text, quote=False))


def _absolute(url: str, address: str) -> str:
    """Return an address of the page at `url` in full; nothing if it is not one that can be followed from anywhere."""
    if address.startswith("https://"):  # Most, and there is nothing to join.
        return safe_url(address)
    try:
        return safe_url(urljoin(url, address))
    except ValueError:
        return ""


def tree_of(html: str) -> Element:
    """Return a page as a tree. Most are XML, which is read in a tenth of the time."""
    if not _CAPITAL.search(html):
        builder, parser = TreeBuilder(), expat.ParserCreate()
        parser.StartElementHandler = builder.start
        parser.EndElementHandler = builder.end
        parser.CharacterDataHandler = builder.data
        try:
            parser.Parse(f"<html>{_NAMED.sub(lambda entity: escape(unescape(entity[0])), html)}</html>", True)
            return builder.close()
        except (expat.ExpatError, ValueError):
            pass
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.handle_endtag("html")
    return reader.builder.close()


class _Reader(HTMLParser):
    """Reads what is not XML. An end tag also ends what is still open inside its element."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.open: list[str] = []
        self.handle_starttag("html", [])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.open.append(tag)
        if tag in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open:
            self.builder.end(self.open[-1])
            if self.open.pop() == tag:
                break

    def handle_data(self, data: str) -> None:
        self.builder.data(data)
