"""A converted page as HTML for programs that are not browsers: feed readers, mail programs, e-books.

Such programs drop or distort MathML, forms and folded parts, and show several texts on one page, whose ids would collide. What is
left here is well-formed, needs no style sheet, and leads to the page for the rest.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape, unescape
from html.parser import HTMLParser
from typing import ClassVar
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from shortlist.checks.markup import ELEMENTS, VOID
from shortlist.exports.wording import about, day, links, writers
from shortlist.identifiers import safe_url
from shortlist.maths import with_plain_formulas
from shortlist.model import Library, Note, Summary

_RENAMED = {"details": "div", "summary": "p", "label": "p"}
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot);)[A-Za-z][A-Za-z0-9]*;")
_CAPITAL = re.compile("</?[a-z]*[A-Z]")
UNFIT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Source: XML 1.0, production 2."""


def portable_html(html: str, url: str, *, has_pictures: bool = True) -> str:
    """Return the content of the page at `url`.

    Links and pictures have absolute addresses, those within the page lead to it. Formulas are text, or LaTeX in `<code>`. Boxes
    are open, their titles and those of tabs bold, and a link to the page stands for code that was folded away. Unwanted pictures
    are links with their texts.
    """
    return UNFIT_IN_XML.sub("", Walk(url, has_pictures).html(with_plain_formulas(html)))


def links_html(links: Iterable[tuple[str, str]]) -> str:
    """Return names and addresses as links in one line."""
    return " · ".join(f'<a href="{escape(url)}">{escape(name)}</a>' for name, url in links)


def note_html(note: Note, url: str) -> str:
    """Return a follow-up with a link to what it leads to."""
    return f"{escape(note.text)} See {links_html([(note.name, url)])}"


def head_html(summary: Summary, library: Library, notes: Iterable[Note], href: Callable[[str], str], authors: str = "") -> str:
    """Return what stands above the text of a summary: its paper, who wrote it, links and follow-ups.

    `href` returns the link to an address. It names few authors of the paper, unless told whom.
    """
    paper, by = library.entries[summary.paper], ", ".join(writers(summary, library))
    lines = [escape(about(paper, authors)), escape(by and f"Summary by {by}"), links_html(links(summary, paper))]
    facts = "".join(f'<p dir="auto"><small>{line}</small></p>\n' for line in lines if line)
    items = "".join(f"<li>{day(note.date)}: {note_html(note, href(note.address))}</li>\n" for note in notes)
    return f"{facts}<h2>Since then</h2>\n<ul>\n{items}</ul>\n" if items else facts


class Walk:
    """Writes the tags and the pieces of text of a page, one after the other.

    A page holds nothing but what `shortlist.checks.markup` lets pass: elements that are closed, and no script.
    """

    attributes: ClassVar = frozenset("alt colspan dir height href lang rowspan src start style title type value width".split())
    """Those that are kept, of any element."""
    is_whole: ClassVar = False
    """Tells whether folded code is shown, and links from a footnote back to the text."""

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
        is_untitled = tag in ("summary", "label") and not element.text and not len(element)
        is_way_back = "footnote-backref" in attributes.get("class", "")
        if tag == "annotation" or is_untitled or (is_way_back and not self.is_whole):
            return
        if tag == "pre" and "details" in self.around and not self.is_whole:
            self.parts.append(f'<p><a href="{escape(self.url)}">Shown on the page</a></p>')
        elif tag == "input":
            self.text(check_box(attributes))
        elif tag == "img" and not self.has_pictures:
            end = self.begin("i" if "a" in self.around else "a", {"href": attributes.get("src", "")})
            self.text(f"Picture: {attributes.get('alt', '')}".rstrip(": "))
            self.parts.append(end)
        else:
            end = self.begin(tag, attributes)
            self.around.append(tag)
            self._content(element)
            self.around.pop()
            self.parts.append(end)

    def begin(self, tag: str, attributes: Mapping[str, str]) -> str:
        """Write the tag that begins an element, and return the one that ends it; nothing if the element is not kept."""
        kind = attributes.get("class")
        is_title = tag in ("summary", "label") or kind == "admonition-title"
        tag = "b" if kind == "caption-prefix" else _RENAMED.get(tag, tag)
        if tag in ("span", "time") or tag not in ELEMENTS:
            return ""
        values = [(name, self.value(name, value)) for name, value in attributes.items() if name in self.attributes]
        written = "".join(f' {name}="{escape(value)}"' for name, value in values if value or name == "alt")
        self.parts.append(f"<{tag}{written}{' /' if tag in VOID else ''}>{'<b>' if is_title else ''}")
        return "" if tag in VOID else f"{'</b>' if is_title else ''}</{tag}>"

    def value(self, name: str, value: str) -> str:
        """Return what to write as the value of an attribute; nothing to leave it out."""
        if name not in ("href", "src"):
            return value
        return safe_url(value if value.startswith("https://") else urljoin(self.url, value))  # Most need no joining.

    def text(self, text: str | None) -> None:
        if text:
            self.parts.append(escape(text, quote=False))


def check_box(attributes: Mapping[str, str]) -> str:
    """Return the box of a task list as a character; of other controls, nothing."""
    return ("☑" if "checked" in attributes else "☐") if attributes.get("type") == "checkbox" else ""


def tree_of(html: str) -> Element:
    """Return a page as a tree, with each tab behind its title."""
    tree = _parsed(html)
    for tabs in tree.findall(".//div[@data-tabs]") if "data-tabs" in html else ():
        labels = tabs.findall("div[@class='tabbed-labels']/label")
        for label, tab in zip(labels, tabs.findall("div[@class='tabbed-content']/div"), strict=False):
            tab.insert(0, label)
        for titles in tabs.findall("div[@class='tabbed-labels']"):
            tabs.remove(titles)
    return tree


def _parsed(html: str) -> Element:
    """Most pages are XML, which is read in a tenth of the time."""
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
    reader.feed(f"<html>{html}</html>")
    return reader.builder.close()


class _Reader(HTMLParser):
    """Reads what is not XML, such as `<br>`."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)
