"""A page's Markdown → its HTML, and everything that the conversion learned about it.

A pure function of the source, the library's entries and the settings, without any site generator. `check` compares what is here
with the scan of the source, which knows the places; the site prints it.
"""

import posixpath
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from html import unescape
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import BACKTICK_RE, REFERENCE_RE, ReferenceInlineProcessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE
from pymdownx.snippets import SnippetMissingError

from shortlist.citations.extension import CitationExtension
from shortlist.citations.sentences import plain_text
from shortlist.glossary import GlossaryProcessor
from shortlist.library import with_pages
from shortlist.model import AnyPage, Body, Converted, Library
from shortlist.reading.markdown import HEADINGS


class Converter:
    """One Markdown parser with the site's extensions, for many pages."""

    def __init__(self, library: Library) -> None:
        self.entries, self.settings = library.entries, library.settings
        self.terms, self.drawings = library.terms, library.drawings
        self._pages: dict[str, tuple[str, Converted]] = {}
        self._begin()

    def fits(self, library: Library) -> bool:
        """Return whether it converts the pages of this library too. Of the same entries readers return the same object."""
        if self.entries is not library.entries:
            return False
        return (self.settings, self.terms, self.drawings) == (library.settings, library.terms, library.drawings)

    def _begin(self) -> None:
        """Make the parser."""
        settings = self.settings
        citations = CitationExtension(entries=self.entries, section=False)
        self.parser = Markdown(
            extensions=[*settings.extensions, citations],
            extension_configs={
                # An option of nothing is one that cannot be used, which is a problem already.
                name: {option: value for option, value in options.items() if value is not None}
                for name, options in settings.extension_configs.items()
            },
        )
        self.parser.inlinePatterns.register(_LabelledLink(REFERENCE_RE, self.parser), "reference", 170)
        # The stock patterns are tried at each character; the sign that one begins with is found ten times as fast.
        patterns = dict.fromkeys(("reference", "link", "short_reference"), r"\[(?<!!\[)")
        for name, pattern in {"backtick": rf"(?=[\\`])(?:{BACKTICK_RE})", **patterns}.items():
            self.parser.inlinePatterns[name].compiled_re = re.compile(pattern, re.DOTALL)
        # A list gives its items faster than a registry, which is asked for each pattern at each text.
        self.parser.treeprocessors["inline"].inlinePatterns = list(self.parser.inlinePatterns)
        if "smarty" in self.parser.treeprocessors:
            typography = _Typography(self.parser)
            typography.inlinePatterns = self.parser.treeprocessors["smarty"].inlinePatterns
            self.parser.treeprocessors.register(typography, "smarty", 6)
        self.glossary = GlossaryProcessor(self.parser, {name: term.meaning for name, term in self.terms.items()})
        self.parser.treeprocessors.register(self.glossary, "glossary", 4)
        self.observer = _Observer(self.parser, self.drawings)
        # After all other steps but the one that prints escaped characters.
        self.parser.treeprocessors.register(self.observer, "observer", 0.1)

    def convert(self, text: str, path: str) -> Converted:
        """Return the page at `path`, from the repository root, whose Markdown is `text`.

        The page is remembered: a build asks for what its check has made, and a preview for what has not changed.
        """
        if (known := self._pages.get(path)) and known[0] == text:
            return known[1]
        converted = self._converted(text, path)
        self.remember(text, path, converted)
        return converted

    def remember(self, text: str, path: str, converted: Converted) -> None:
        """Remember a page, which may come from the converter of another process."""
        self._pages[path] = text, converted

    def _converted(self, text: str, path: str) -> Converted:
        parser = self.parser.reset()
        self.observer.begin(path)
        try:
            html = parser.convert(text)
        except RecursionError:  # The parser calls itself for what stands in something else, and at times for what follows it.
            self._begin()  # It has lost its way.
            return replace(EMPTY, fault=_TOO_DEEP)
        except SnippetMissingError as error:
            name = str(error).partition("'")[2].rpartition("'")[0]
            return replace(EMPTY, fault=f"'{name}' is not among the snippets, nor a section of one; correct its name")
        cited = {citation.id for citation in parser.citations}
        return Converted(
            html=html,
            toc=getattr(parser, "toc_tokens", []),
            headings=tuple(self.observer.headings),
            citations=parser.citations,
            unknown=tuple(sorted(parser.unknown_citations)),
            links=tuple(self.observer.links),
            formulas=tuple(getattr(parser, "formulas", {}).values()),
            ids=frozenset(unescape(match[1] or match[2] or match[3] or "") for match in _ID.finditer(html)) - cited,
            terms=tuple(self.glossary.used),
            text=self.observer.text(),
        )


EMPTY = Converted("", [], (), (), (), (), (), frozenset(), (), "")
_TOO_DEEP = "lists, quotations, definitions or stress stand in each other deeper than the page can be read; nest less"


class Conversions(Mapping[str, Converted]):
    """Pages as readers see them, each converted once, when it is first asked for."""

    def __init__(self, library: Library) -> None:
        self.pages = {page.path: page for page in library.all_pages}
        self.converter = _converter(library)

    def __getitem__(self, path: str) -> Converted:
        return self.converter.convert(self.pages[path].body.text, path)

    def __iter__(self) -> Iterator[str]:
        return iter(self.pages)

    def __len__(self) -> int:
        return len(self.pages)


def with_conversions(library: Library, is_wanted: Callable[[str], bool] = bool) -> Library:
    """Return the library with its pages as readers see them. The texts of those with a wanted path are held to the rules."""
    return replace(library, conversions=Conversions(library), is_checked=is_wanted)


def with_results(library: Library, results: Mapping[str, tuple[Body, Converted]]) -> Library:
    """Return the library with the scans and conversions, by path, that a copy of this process has made of its pages."""
    converter = _converter(library)

    def with_result(page: AnyPage) -> AnyPage:
        if page.path not in results:
            return page
        body, converted = results[page.path]
        converter.remember(body.text, page.path, converted)
        return replace(page, scan=lambda: body)

    pages = sorted(map(with_result, library.all_pages), key=lambda page: page.path)
    return with_conversions(with_pages(library, pages), library.is_checked)


_latest: Converter | None = None


def _converter(library: Library) -> Converter:
    """Return the converter that was asked for last, if it fits, or else a new one."""
    global _latest
    if _latest is None or not _latest.fits(library):
        _latest = Converter(library)
    return _latest


class _LabelledLink(ReferenceInlineProcessor):
    """`[text][label]`. After a blank a bracket is a link of its own, as in CommonMark: Markdown would lose one of the two."""

    RE_LINK = re.compile(r"\[([^\]]*)\]")


class _Typography(InlineProcessor):
    """The step of the extension `smarty` without trying its fifteen patterns on texts in which they find nothing.

    Remove when Python-Markdown passes over such texts itself.
    """

    def _InlineProcessor__handleInline(self, data: str, index: int = 0) -> str:
        return super()._InlineProcessor__handleInline(data, index) if _TYPOGRAPHIC.search(data) else data


_TYPOGRAPHIC = re.compile(r"'|\"|--|\.\.\.|<<|>>")
_TEXTLESS = frozenset("code pre script style kbd textarea".split())
_ADDRESS = re.compile(r"://|\bwww\.")
_NOT_READ = re.compile(
    rf"<!--.*?-->|<(code|kbd|samp|pre|script|style)\b.*?</\1\s*>|<a\b[^>]*>(?=[^<]*(?:{_ADDRESS.pattern}))[^<]*</a\s*>|<[^>]*>",
    re.DOTALL,
)
_HTML_BLOCK = re.compile(r"<(?!!--|div class=\"highlight|pre\b|code\b)\w[^>]*>\s*[^\s]")
_QUOTES = {"&lsquo;": "'", "&rsquo;": "'", "&ldquo;": '"', "&rdquo;": '"'}
"""Typographic quotes of the extension `smarty` → the quotes as written."""
_LINKS = {"a": "href", "img": "src"}
_OWN_LINKS = ("footnote-ref", "footnote-backref", "toclink")
_ID = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*?\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class _Observer(Treeprocessor):
    """Notes what the complete tree holds, and makes addresses of the site of links to files."""

    def __init__(self, md: Markdown, drawings: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(md)
        self.drawings = drawings
        self.begin("")

    def begin(self, path: str) -> None:
        """Begin with the page whose source lies at this path."""
        self.path = path
        self.links: list[tuple[str, bool]] = []
        self.headings: list[int] = []
        self.texts: list[str] = []

    def run(self, root: Element) -> None:
        self.headings = [int(child.tag[1]) for child in root if child.tag in HEADINGS]
        contents = {link for toc in root.iterfind(".//div[@class='toc']") for link in toc.iter("a")}
        self._read(root, contents)

    def _read(self, element: Element, contents: Container[Element]) -> None:
        """Note an element and all in it, in the order in which they are read."""
        tag = element.tag
        if (key := _LINKS.get(tag)) and element not in contents:
            self._link(element, key)
        if element.text and tag not in _TEXTLESS and not (tag == "a" and _ADDRESS.search(element.text)):
            self.texts.append(element.text)
        self.texts += filter(None, (element.get("alt"), element.get("title")))
        for child in element:
            self._read(child, contents)
        if element.tail:  # What ends a line within a paragraph leaves a mark, as words do.
            self.texts.append("\3" * element.tail.startswith("\n") + element.tail)

    def text(self) -> str:
        """Return the text, that of HTML blocks included, without code and links of addresses that are written as HTML.

        Quotes are as they were written, not as they are printed.
        """
        formulas = getattr(self.md, "formulas", {})
        stash = enumerate(self.md.htmlStash.rawHtmlBlocks)
        blocks = {index: html for index, html in stash if index not in formulas and isinstance(html, str)}
        quotes = {index: _QUOTES[html] for index, html in blocks.items() if html in _QUOTES}
        text = "\n".join(self.texts)
        if quotes:
            text = HTML_PLACEHOLDER_RE.sub(lambda match: quotes.get(int(match[1]), match[0]), text)
        if any(html.startswith(("<code", "<kbd", "<samp", "<a ")) for html in blocks.values()):
            text = _NOT_READ.sub(" ", HTML_PLACEHOLDER_RE.sub(lambda match: blocks.get(int(match[1]), " "), text))
        return "\n".join([text, *(_NOT_READ.sub(" ", html) for html in blocks.values() if _HTML_BLOCK.match(html))])

    def _link(self, element: Element, key: str) -> None:
        url = element.get(key, "")
        if element.get("role") == "doc-noteref" or element.get("class") in _OWN_LINKS or AMP_SUBSTITUTE in url:
            return
        self.links.append((unescape(plain_text(url, self.md)), key == "src"))
        element.set(key, site_address(url, self.path))
        size = self.drawings.get(posixpath.normpath(posixpath.join(posixpath.dirname(self.path), url))) if key == "src" else None
        if size and not element.get("width"):  # So that the text below stays where it is while the drawing is fetched.
            element.set("width", size[0])
            element.set("height", size[1])


def site_address(url: str, uri: str) -> str:
    """Return an address as the page made of the file at `uri` has to write it: `glm.md#why` → `../glm/#why`.

    Where `uri` begins does not matter, as both pages begin there. Addresses of other sites and within the page stay as they are.
    """
    try:
        scheme, netloc, path, query, anchor = urlsplit(url)
    except ValueError:
        return url
    path = unquote(path)
    if scheme or netloc or not path or path.startswith(("/", "\\")) or not posixpath.splitext(path)[1]:
        return url
    target = posixpath.normpath(posixpath.join(posixpath.dirname(uri), path))
    path = relative(address_of(target), address_of(uri))
    return urlunsplit(("", "", path, query, anchor))


@lru_cache(maxsize=4096)
def address_of(uri: str) -> str:
    """Return the address below the site's root of the file at `uri` below the folder of pages: `2021-04/glm/`."""
    name, ending = posixpath.splitext(uri)
    if ending == ".md":
        folder, name = posixpath.split(name)
        uri = f"{folder if name in ('index', 'README') else posixpath.join(folder, name)}/".lstrip("/")
    return quote(uri)


def relative(address: str, other: str) -> str:
    """Return an address below the site's root as seen from another one: `../glm/`."""
    folder = posixpath.dirname(other)
    return posixpath.relpath(f"/{address}", f"/{folder}") + ("/" if address.endswith("/") or not address else "")
