"""An issue as an e-book: its text, figures and formulas, with one list of references, to read without a network.

Code that pages fold stands open, as in print: few e-readers fold, and a link would lead nowhere on a train.

Sources: EPUB 3.2 (packages, container, content documents); EPUB Accessibility 1.0; DPUB-ARIA 1.0; the ZIP file format.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from typing import ClassVar, NamedTuple
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from shortlist.citations.section import SECTION_ID, TITLE
from shortlist.conversion import relative
from shortlist.exports.feeds import EPUB
from shortlist.exports.markdown import facts_of_issue
from shortlist.exports.portable import UNFIT_IN_XML, Walk, head_html
from shortlist.exports.whole_issue import EDITORIAL, pick_id, whole_issue
from shortlist.exports.wording import LANGUAGE, names, writers
from shortlist.inline import inline_html
from shortlist.maths import MATH, styles
from shortlist.model import WHOLE_ISSUE, Issue, Library, Notes, Settings, Summary
from shortlist.text import clean, fold

STYLES = Path(__file__).with_name("epub.css")
PACKAGE = Path(__file__).with_name("epub.opf")
MAX_NAME_LENGTH = 60

PICTURES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
"""Kinds of picture that every e-reader shows. Source: EPUB 3.2, section 3.1."""
TYPES = PICTURES | {".xhtml": "application/xhtml+xml", ".css": "text/css"}

Read = Callable[[str], bytes]
"""Path of a file below the folder of pages → what it holds."""


def epub_path(issue: Issue, settings: Settings) -> str:
    """Return the path of an issue's book below the site's root: `2021-04/the-shortlist-2021-04.epub`."""
    name = re.sub("[^a-z0-9]+", "-", fold(settings.site_name).lower())[:MAX_NAME_LENGTH].strip("-")
    return f"{issue.id}/{f'{name}-' if name else ''}{issue.id}.epub"


@dataclass(frozen=True, slots=True)
class Books:
    """The books of one site. The library holds no drafts, and has conversions."""

    library: Library
    notes: Notes
    read: Read

    @property
    def settings(self) -> Settings:
        return self.library.settings

    def book(self, issue: Issue, cover: bytes = b"") -> bytes:
        """Return the issue as an EPUB, whose first page is the cover, a PNG, if there is one.

        The same issue gives the same bytes.
        """
        files: dict[str, bytes | str] = {"style.css": STYLES.read_text(encoding="utf-8") + styles()}
        pages = self._pages(issue, files)
        title = f"{self.settings.site_name}: {issue.title}"
        contents = "".join(f'<li dir="auto"><a href="{page.file}">{escape(page.title)}</a></li>\n' for page in pages)
        navigation = f'<nav epub:type="toc" role="doc-toc">\n<h1>Contents</h1>\n<ol>\n{contents}</ol>\n</nav>'
        spine = {"nav.xhtml": _document(f"{title}. Contents", navigation)}
        if cover:
            files["cover.png"] = cover
            picture = f'<img class="cover" role="doc-cover" src="cover.png" alt="{escape(title)}" />'
            spine = {"cover.xhtml": _document(title, f'<section epub:type="cover">\n{picture}\n</section>')} | spine
        places = {id: f"{page.file}#{_name(id)}" for page in pages for id in page.ids} | {page.id: page.file for page in pages}
        spine |= {page.file: _document(page.title, page.html(places)) for page in pages}
        files |= spine
        return _zipped(files | {"package.opf": self._package(issue, title, files, spine)})

    def _pages(self, issue: Issue, files: dict[str, bytes | str]) -> "list[_Page]":
        """Return the pages in reading order: the editorial, the picks, the references. Their pictures come into the files."""
        url, picks, conversions = self.settings.url, self.library.picks(issue), self.library.conversions
        texts = {EDITORIAL: f"{self._title_page(issue)}\n{conversions[issue.path].html}"}
        texts |= {pick.slug: f"{self._head(pick, rank)}\n{conversions[pick.path].html}" for rank, pick in enumerate(picks, 1)}
        htmls, references = whole_issue(self.library, issue, texts, lambda address: url and f"{url}{address}")
        bodies = list(htmls.values())
        names = [(EDITORIAL, issue.title, "introduction")]
        names += [(pick_id(pick.slug), clean(self.library.entries[pick.paper].title), "chapter") for pick in picks]
        if references:
            bodies.append(f'<h2>{TITLE}</h2>\n<ol class="references">\n{references}\n</ol>')
            names.append((SECTION_ID, TITLE, "bibliography"))

        @cache
        def picture(path: str) -> str:
            ending = posixpath.splitext(path)[1].lower()
            if ending not in PICTURES:
                return ""
            name = f"picture-{picture.cache_info().misses}{ending}"
            files[name] = self.read(path)
            return name

        pages = []
        for name, html in zip(names, bodies, strict=True):
            walk = _Walk(url, f"{issue.id}/{WHOLE_ISSUE}/", picture)
            pages.append(_Page(*name, walk.html(html), tuple(walk.ids)))
        return pages

    def _title_page(self, issue: Issue) -> str:
        """Return what stands before the editorial, as seen from its page."""
        license = f'Text under <a href="{self.settings.license_url}">{self.settings.license_name}</a>.'
        facts = [*map(inline_html, facts_of_issue(issue)), license]
        if (start := issue.header.start_here) and f"{issue.id}/{start.pick}" in self.library.summaries:
            facts.append(f'<a href="{start.pick}/">Start here</a>: {escape(start.why)}')
        if self.settings.url:
            facts.append('<a href="./">This issue on the web</a>')
        lines = "".join(f'<p class="quiet">{fact}</p>\n' for fact in facts)
        name = escape(self.settings.site_name)
        return f'<p class="label">{name}</p>\n<h1>{issue.title}</h1>\n<p class="gist">{escape(issue.gist)}</p>\n{lines}<hr />'

    def _head(self, summary: Summary, rank: int) -> str:
        """Return what stands before the text of a pick, as seen from its page."""
        paper = self.library.entries[summary.paper]
        notes, authors = self.notes[summary.id], ", ".join(names(paper))
        head = head_html(summary, self.library, notes, lambda address: _seen(address, summary), authors)
        title = f'<h1 dir="auto">{paper.title_html}</h1>'
        return f'<p class="label">Pick {rank}</p>\n{title}\n<p class="gist" dir="auto">{escape(summary.gist)}</p>\n{head}'

    def _package(self, issue: Issue, title: str, files: Mapping[str, bytes | str], spine: Iterable[str]) -> str:
        picks = self.library.picks(issue)
        creators = dict.fromkeys(name for pick in picks for name in writers(pick, self.library))
        text = PACKAGE.read_text(encoding="utf-8").format(
            language=LANGUAGE,
            id=uuid5(NAMESPACE_URL, self.settings.lasting_id(f"{issue.id}/book")),
            title=escape(title),
            creators="\n".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in creators or [self.settings.site_name]),
            publisher=escape(self.settings.site_name),
            date=issue.published,
            gist=escape(issue.gist),
            license=self.settings.license_url,
            # A day that the files give: the clock would give other bytes each time.
            modified=max([issue.published, *(note.date for pick in picks for note in pick.since)]),
            items="\n".join(f'<item id="{name}" href="{name}" {_properties(name, files[name])} />' for name in sorted(files)),
            spine="\n".join(f'<itemref idref="{name}" />' for name in spine),
        )
        return UNFIT_IN_XML.sub("", text)


def _seen(address: str, summary: Summary) -> str:
    """Return an address below the site's root as seen from a summary's page; a URL as it is."""
    return address if urlsplit(address).scheme else relative(address, f"{summary.id}/")


class _Page(NamedTuple):
    """One text of a book."""

    id: str
    title: str
    kind: str
    """As the role of DPUB-ARIA and the vocabulary of structure call it: `chapter`."""
    text: str
    """HTML, of which no text holds tags."""
    ids: tuple[str, ...]

    @property
    def file(self) -> str:
        return f"{self.id}.xhtml"

    def html(self, places: Mapping[str, str]) -> str:
        """Return the HTML, with its links to places of the book, id → address."""

        def address(match: re.Match[str]) -> str:
            place = places.get(unquote(unescape(match[2])))
            return f'{match[1]} href="{place}"' if place else match[1]

        return f'<section epub:type="{self.kind}" role="doc-{self.kind}">\n{_PLACE.sub(address, self.text)}\n</section>'


_PLACE = re.compile(r'(<a\b[^>]*?) href="#([^"]*)"')


class _Walk(Walk):
    """Keeps ids, classes and formulas, and shows pictures of the book, or their text alternatives."""

    attributes: ClassVar = Walk.attributes | {"id", "class", "role", "aria-label"}
    is_whole: ClassVar = True

    def __init__(self, root: str, address: str, picture: Callable[[str], str]) -> None:
        """Begin a page at an address below the site's root, which is empty if it is not known."""
        super().__init__(root and f"{root}{address}")
        self.address = address
        self.picture = picture
        """Path below the folder of pages → name in the book, if it can be shown."""
        self.ids: dict[str, None] = {}

    def html(self, html: str) -> str:
        """Pass over formulas: most of the elements of a page are in them, and they are fit for books."""
        return super().html(MATH.sub(lambda formula: f'<formula value="{escape(formula[0])}"/>', html))

    def begin(self, tag: str, attributes: Mapping[str, str]) -> str:
        if tag == "formula":
            self.parts.append(attributes["value"])
            return ""
        if tag == "img" and not self.value("src", attributes.get("src", "")):
            self.text(attributes.get("alt"))
            return ""
        return super().begin(tag, attributes)

    def value(self, name: str, value: str) -> str:
        if (pattern := _VALUES.get(name)) and re.fullmatch(pattern, value) is None:
            return ""
        match name:
            case "id" if value in self.ids:
                return ""
            case "id":
                self.ids[value] = None
                return _name(value)
            case "src":
                return self.picture(posixpath.normpath(posixpath.join(self.address, unquote(value))))
            case "href" if value.startswith("#"):
                return value
        return super().value(name, value)


_VALUES = {
    "dir": "ltr|rtl|auto",
    "lang": "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*",
    "role": "doc-noteref|doc-backlink|group",
    "type": "[1aAiI]",
    "width": "[0-9]+",
    "height": "[0-9]+",
} | dict.fromkeys(("start", "value"), "-?[0-9]+") | dict.fromkeys(("colspan", "rowspan"), "[1-9][0-9]*")
"""Attribute → the pattern that its value must match to be written."""


def _name(id: str) -> str:
    """Return an id as XML takes it, another one for each. Source: Namespaces in XML 1.0, production 4."""
    return "x-" + re.sub("[^A-Za-z0-9.-]", lambda character: f"_{ord(character[0]):x}_", id)


def _document(title: str, html: str) -> str:
    html = html.replace("<math", '<math xmlns="http://www.w3.org/1998/Math/MathML"')
    text = (
        f'{_XML}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{LANGUAGE}" xml:lang="{LANGUAGE}">\n<head>\n<title>{escape(title)}</title>\n'
        f'<link rel="stylesheet" type="text/css" href="style.css" />\n</head>\n<body>\n{html}\n</body>\n</html>\n'
    )
    return UNFIT_IN_XML.sub("", text)


def _properties(name: str, content: bytes | str) -> str:
    """Return what the list of all files says of one."""
    property = {"nav.xhtml": "nav", "cover.png": "cover-image"}.get(name)
    if isinstance(content, str) and "<math" in content:
        property = "mathml"
    return f'media-type="{TYPES[posixpath.splitext(name)[1]]}"' + (f' properties="{property}"' if property else "")


_XML = '<?xml version="1.0" encoding="utf-8"?>\n'
_CONTAINER = (
    f'{_XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">\n<rootfiles>\n'
    '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml" />\n</rootfiles>\n</container>\n'
)


def _zipped(files: dict[str, bytes | str]) -> bytes:
    """Return a container, whose type comes first, so that programs know it. Its files have no times, and are sorted."""
    inside = {f"EPUB/{name}": content for name, content in sorted(files.items())}
    book = BytesIO()
    with ZipFile(book, "w") as archive:
        for name, content in {"mimetype": EPUB, "META-INF/container.xml": _CONTAINER, **inside}.items():
            info = ZipInfo(name)
            info.create_system = 3  # The same on each system.
            info.compress_type = ZIP_STORED if name == "mimetype" or name.endswith(".png") else ZIP_DEFLATED
            archive.writestr(info, content)
    return book.getvalue()
