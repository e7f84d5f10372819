"""A page's Markdown → its HTML, and everything that the conversion learned about it.

A pure function of the source, the library's entries and the settings, without any site generator. `check` compares what is here
with the scan of the source, which knows the places; the site prints it.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from shortlist.citations.extension import CitationExtension, CitationLink, plain_text
from shortlist.citations.references import References
from shortlist.model import Library
from shortlist.reading.settings import Settings


@dataclass(frozen=True, slots=True)
class Converted:
    """A page as readers see it."""

    html: str
    """Without the reference section."""
    toc: list[Any]
    """Headings as nested tokens of Python-Markdown's `toc`."""
    citations: tuple[CitationLink, ...]
    """In reading order."""
    unknown: tuple[str, ...]
    """Cited keys without an entry, in alphabetical order."""
    links: tuple[tuple[str, bool], ...]
    """Addresses of Markdown's links and images as written, and whether each is an image."""
    formulas: tuple[str, ...]
    """LaTeX."""
    ids: frozenset[str]
    """Of elements, those of citations left out."""
    text: str
    """The text outside code and formulas, line by line. What the author escaped is not in it."""


class Converter:
    """One Markdown parser with the site's extensions, for many pages."""

    def __init__(self, references: References, settings: Settings) -> None:
        citations = CitationExtension(references=references, section=False)
        self.docs = settings.docs
        self.parser = Markdown(
            extensions=[*settings.extensions, citations],
            extension_configs={name: dict(options) for name, options in settings.extension_configs.items()},
        )
        # Its pattern is tried at each character; looking ahead for what can begin a match takes a quarter of the time.
        self.parser.inlinePatterns.register(BacktickInlineProcessor(rf"(?=[\\`])(?:{BACKTICK_RE})"), "backtick", 190)
        self.observer = _Observer(self.parser, settings.use_directory_urls)
        # After all other steps but the one that prints escaped characters.
        self.parser.treeprocessors.register(self.observer, "observer", 0.1)

    def convert(self, text: str, path: str) -> Converted:
        """Return the page at `path`, from the repository root, whose Markdown is `text`."""
        parser = self.parser.reset()
        self.observer.begin(path.removeprefix(f"{self.docs}/"))
        html = parser.convert(text)
        return Converted(
            html=html,
            toc=getattr(parser, "toc_tokens", []),
            citations=parser.citations,
            unknown=parser.unknown_citations,
            links=tuple(self.observer.links),
            formulas=tuple(getattr(parser, "formulas", {}).values()),
            ids=frozenset(self.observer.ids),
            text="\n".join(self.observer.texts),
        )


class Conversions:
    """The pages of a library, each converted once, when it is first asked for."""

    def __init__(self, library: Library, converter: Converter) -> None:
        self.bodies = {
            page.path: page.body for pages in (library.pages, library.issues, library.summaries) for page in pages.values()
        }
        self.converter = converter
        self._converted: dict[str, Converted] = {}

    def __getitem__(self, path: str) -> Converted:
        if (converted := self._converted.get(path)) is None:
            converted = self._converted[path] = self.converter.convert(self.bodies[path].text, path)
        return converted


_TEXTLESS = frozenset({"code", "pre", "script", "style", "kbd", "textarea"})
_LINKS = {"a": "href", "img": "src"}
_OWN_LINKS = ("footnote-ref", "footnote-backref", "toclink")
_ID = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class _Observer(Treeprocessor):
    """Notes what the complete tree holds, and makes addresses of the site of links to files."""

    def __init__(self, md: Markdown, use_directory_urls: bool) -> None:
        super().__init__(md)
        self.use_directory_urls = use_directory_urls
        self.begin("")

    def begin(self, uri: str) -> None:
        """Begin with the page whose source lies at `uri` below the folder of pages."""
        self.uri = uri
        self.links: list[tuple[str, bool]] = []
        self.ids: set[str] = set()
        self.texts: list[str] = []

    def run(self, root: Element) -> None:
        for element in root.iter():
            tag = element.tag
            if key := _LINKS.get(tag):
                self._link(element, key)
            if (id := element.get("id")) and element.get("role") != "doc-noteref":
                self.ids.add(plain_text(id, self.md))
            if element.text and tag not in _TEXTLESS:
                self.texts.append(element.text)
            if element.tail:
                self.texts.append(element.tail)
        formulas = getattr(self.md, "formulas", {})
        for index, html in enumerate(self.md.htmlStash.rawHtmlBlocks):
            if index not in formulas and isinstance(html, str) and ("id" in html or "name" in html):
                self.ids.update(match[1] or match[2] or match[3] for match in _ID.finditer(html))

    def _link(self, element: Element, key: str) -> None:
        url = element.get(key, "")
        if element.get("role") == "doc-noteref" or element.get("class") in _OWN_LINKS or AMP_SUBSTITUTE in url:
            return
        self.links.append((unescape(plain_text(url, self.md)), key == "src"))
        element.set(key, site_address(url, self.uri, self.use_directory_urls))


def site_address(url: str, uri: str, use_directory_urls: bool = True) -> str:
    """Return an address as the page made of the file at `uri` has to write it: `glm.md#why` → `../glm/#why`.

    Paths are below the folder of pages. Addresses of other sites, and those within the page, stay as they are.
    """
    try:
        scheme, netloc, path, query, anchor = urlsplit(url)
    except ValueError:
        return url
    if scheme or netloc or not path or path.startswith(("/", "\\")) or not posixpath.splitext(path)[1]:
        return url
    target = posixpath.normpath(posixpath.join(posixpath.dirname(uri), unquote(path)))
    path = relative(address_of(target, use_directory_urls), address_of(uri, use_directory_urls))
    return urlunsplit(("", "", path, query, anchor))


@lru_cache(maxsize=4096)
def address_of(uri: str, use_directory_urls: bool = True) -> str:
    """Return the address below the site's root of the file at `uri` below the folder of pages: `2021-04/glm/`."""
    name, ending = posixpath.splitext(uri)
    if ending == ".md":
        folder, name = posixpath.split(name)
        is_index = name in ("index", "README")
        if not use_directory_urls:
            uri = posixpath.join(folder, f"{'index' if is_index else name}.html")
        else:
            uri = f"{folder if is_index else posixpath.join(folder, name)}/".lstrip("/")
    return quote(uri)


def relative(address: str, other: str) -> str:
    """Return an address below the site's root as seen from another one: `../glm/`."""
    folder = posixpath.dirname(other)
    return posixpath.relpath(f"/{address}", f"/{folder}") + ("/" if address.endswith("/") or not address else "")
