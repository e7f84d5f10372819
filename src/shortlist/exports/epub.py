"""An issue as an e-book: its text, figures and formulas, with one list of references, to read without a network.

Code that pages fold stands open, as in print: few e-readers fold, and a link would lead nowhere on a train.

Sources: EPUB 3.2 (packages, container, content documents); EPUB Accessibility 1.0; DPUB-ARIA 1.0; the ZIP file format.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from typing import ClassVar, NamedTuple
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from shortlist.checks.markup import MATHML, OF_MATHML
from shortlist.citations.section import SECTION_ID, TITLE
from shortlist.conversion import relative
from shortlist.exports.feeds import EPUB, SinceThen
from shortlist.exports.metadata import LANGUAGE, LICENSE
from shortlist.exports.portable import KEPT, UNFIT_IN_XML, Walk
from shortlist.exports.publication import Publication
from shortlist.exports.whole_issue import EDITORIAL, own_summaries, pick_id, whole_issue
from shortlist.exports.wording import day, links, names, published
from shortlist.inline import inline_html
from shortlist.maths import styles
from shortlist.model import WHOLE_ISSUE, Issue, Library, Summary
from shortlist.text import clean, counted, fold

STYLES = Path(__file__).with_name("epub.css")
MAX_NAME_LENGTH = 60

PICTURES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
"""Kinds of picture that every e-reader shows. Source: EPUB 3.2, section 3.1."""

Read = Callable[[str], bytes]
"""Path of a file below the folder of pages → what it holds. Raises `OSError`."""


def epub_path(issue: Issue, publication: Publication) -> str:
    """Return the path of an issue's book below the site's root: `2021-04/the-shortlist-2021-04.epub`."""
    name = re.sub("[^a-z0-9]+", "-", fold(publication.name).lower())[:MAX_NAME_LENGTH].strip("-")
    return f"{issue.id}/{f'{name}-' if name else ''}{issue.id}.epub"


@dataclass(frozen=True, slots=True)
class Books:
    """The books of one site. The library holds no drafts, and has conversions."""

    library: Library
    publication: Publication
    since: SinceThen
    read: Read

    def book(self, issue: Issue, cover: bytes = b"") -> bytes:
        """Return the issue as an EPUB, whose first page is the cover, a PNG, if there is one.

        The same issue gives the same bytes.
        """
        pictures = _Pictures(self.library, self.read)
        pages = self._pages(issue, pictures)
        title = clean(f"{self.publication.name}: {issue.title}")
        places = {id: f"{page.file}#{_name(id)}" for page in pages for id in page.walk.ids}
        places |= {page.id: page.file for page in pages}
        texts = {page.file: _document(page.title, page.kind, page.text(places)) for page in pages}
        contents = "".join(f'<li dir="auto"><a href="{page.file}">{escape(page.title)}</a></li>\n' for page in pages)
        navigation = f'<nav epub:type="toc" role="doc-toc">\n<h1>Contents</h1>\n<ol>\n{contents}</ol>\n</nav>'
        files: dict[str, bytes | str] = {"nav.xhtml": _document(f"{title}. Contents", "", navigation), **texts, **pictures.files}
        files["style.css"] = f"{STYLES.read_text(encoding='utf-8')}{styles()}"
        spine = ["nav.xhtml", *texts]
        if cover:
            picture = f'<img class="cover" role="doc-cover" src="cover.png" alt="{escape(title)}" />'
            page = f'<section epub:type="cover">\n{picture}\n</section>'
            files |= {"cover.xhtml": _document(title, "", page), "cover.png": cover}
            spine.insert(0, "cover.xhtml")
        files["package.opf"] = self._package(issue, title, files, spine)
        return _zipped(files)

    def _pages(self, issue: Issue, pictures: _Pictures) -> list[_Page]:
        """Return the pages in reading order: the editorial, the picks, the references."""
        picks = self.library.picks(issue)
        sources = {EDITORIAL: self._title_page(issue)} | {pick.slug: self._head(pick, rank) for rank, pick in enumerate(picks, 1)}
        conversions = [self.library.conversions[path] for path in (issue.path, *(pick.path for pick in picks))]
        parts = [
            (slug, f"{head}\n{page.html}", page.citations)
            for (slug, head), page in zip(sources.items(), conversions, strict=True)
        ]
        texts, references = whole_issue(parts, self.library.entries, own_summaries(self.library, issue))
        titles = [issue.title, *(clean(self.library.entries[pick.paper].title) for pick in picks)]
        ids = [EDITORIAL, *(pick_id(pick.slug) for pick in picks)]
        kinds = ["introduction", *("chapter" for _ in picks)]
        if references:
            texts.append(f'<h2>{TITLE}</h2>\n<ol class="references">\n{references}\n</ol>')
            titles, ids, kinds = [*titles, TITLE], [*ids, SECTION_ID], [*kinds, "bibliography"]
        address = f"{issue.id}/{WHOLE_ISSUE}/"
        walks = [_Walk(self.publication.url, address, pictures) for _ in texts]
        return [
            _Page(id, title, kind, walk, walk.of(text))
            for id, title, kind, walk, text in zip(ids, titles, kinds, walks, texts, strict=True)
        ]

    def _title_page(self, issue: Issue) -> str:
        """Return what stands before the editorial, as seen from its page."""
        header, picks = issue.header, self.library.picks(issue)
        facts = [day(issue.published)]
        if header.selected_by:
            facts.append(f"Selected by {inline_html(header.selected_by)}")
        considered = f" out of more than {counted(header.considered, 'paper')}" if header.considered else ""
        estimated = ", by their estimate" if considered and header.selected_by else ""
        facts.append(f"{counted(len(picks), 'pick')}{considered}{estimated}")
        start = next((pick for pick in picks if header.start_here and pick.slug == header.start_here.pick), None)
        if start and header.start_here:
            title = escape(clean(self.library.entries[start.paper].title))
            facts.append(f'Start with <a href="{start.slug}/">{title}</a>: {escape(header.start_here.why)}')
        facts.append(f'Text under <a href="{LICENSE}">CC BY 4.0</a>')
        if self.publication.url:
            facts.append('<a href="./">This issue on the web</a>')
        lines = "".join(f'<p class="quiet">{fact}</p>\n' for fact in facts)
        name = escape(clean(self.publication.name))
        return f'<p class="label">{name}</p>\n<h1>{issue.title}</h1>\n<p class="gist">{escape(issue.gist)}</p>\n{lines}<hr />'

    def _head(self, summary: Summary, rank: int) -> str:
        """Return what stands before the text of a pick, as seen from its page."""
        paper = self.library.entries[summary.paper]
        writers = " and ".join(clean(self.library.people.writers[id].name) for id in summary.by)
        tags = [(name, f"../../tags/{self.library.tags[name].slug}/") for name in summary.tags]
        lines = {
            "authors": escape(clean(", ".join(names(paper)))),
            "quiet published": escape(clean(published(paper))),
            "gist": escape(summary.gist),
            "quiet writers": escape(writers and f"Summary by {writers}"),
            "quiet links": _line(links(summary, paper)),
            "quiet tags": _line(tags),
        }
        head = "".join(f'<p class="{kind}" dir="auto">{line}</p>\n' for kind, line in lines.items() if line)
        return f'<p class="label">Pick {rank}</p>\n<h1 dir="auto">{paper.title_html}</h1>\n{head}{self._since(summary)}'

    def _since(self, summary: Summary) -> str:
        notes = []
        for note, name, address in self.since(summary):
            url = address if urlsplit(address).scheme else relative(address, f"{summary.id}/")
            notes.append(f'<li>{day(note.date)}: {escape(note.text)} See <a href="{escape(url)}">{escape(name)}</a></li>\n')
        return f"<h2>Since then</h2>\n<ul>\n{''.join(notes)}</ul>\n" if notes else ""

    def _package(self, issue: Issue, title: str, files: dict[str, bytes | str], spine: Iterable[str]) -> str:
        site = self.publication
        people = self.library.people.writers
        writers = dict.fromkeys(people[id].name for pick in self.library.picks(issue) for id in pick.by)
        days = [issue.published, *(note.date for pick in self.library.picks(issue) for note in pick.since)]
        elements = [
            f'<dc:identifier id="id">urn:uuid:{uuid5(NAMESPACE_URL, site.id(f"{issue.id}/book"))}</dc:identifier>',
            *_elements("dc:title", [title]),
            *_elements("dc:language", [LANGUAGE]),
            *_elements("dc:creator", writers or [site.name]),
            *_elements("dc:publisher", [site.name]),
            *_elements("dc:date", [str(issue.published)]),
            *_elements("dc:description", [issue.gist]),
            *_elements("dc:rights", [LICENSE]),
            *_elements("dc:source", [f"{site.url}{issue.id}/"] if site.url else []),
            # Days, which the files give; the clock would give other bytes each time.
            f'<meta property="dcterms:modified">{max(days)}T12:00:00Z</meta>',
            *(f'<meta property="schema:{name}">{value}</meta>' for name, value in _accessibility(files)),
        ]
        items = "\n".join(f'<item id="{name}" href="{name}" {_properties(name, text)}/>' for name, text in sorted(files.items()))
        order = "\n".join(f'<itemref idref="{name}" />' for name in spine)
        return UNFIT_IN_XML.sub(
            "",
            f'{_XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{LANGUAGE}">\n'
            f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{"".join(elements)}\n</metadata>\n'
            f"<manifest>\n{items}\n</manifest>\n<spine>\n{order}\n</spine>\n</package>\n",
        )


class _Page(NamedTuple):
    """One text of a book."""

    id: str
    title: str
    kind: str
    """As the role of DPUB-ARIA and the vocabulary of structure call it: `chapter`."""
    walk: _Walk
    parts: list[str]

    @property
    def file(self) -> str:
        return f"{self.id}.xhtml"

    def text(self, places: Mapping[str, str]) -> str:
        """Return the HTML, with its links to places of the book, id → address."""

        def address(match: re.Match[str]) -> str:
            place = places.get(unquote(unescape(match[1])))
            return f' href="{place}"' if place else ""

        return "".join(_PLACE.sub(address, part) if part.startswith("<a ") else part for part in self.parts)


_PLACE = re.compile(r' href="#([^"]*)"')


class _Pictures:
    """The pictures of a book, which are put into it as pages show them."""

    def __init__(self, library: Library, read: Read) -> None:
        self.library = library
        self.read = read
        self.names: dict[str, str] = {}
        """Path below the folder of pages → name in the book; empty if it cannot be shown."""
        self.files: dict[str, bytes | str] = {}

    def name(self, path: str) -> str:
        if path not in self.names:
            self.names[path] = self._add(path)
        return self.names[path]

    def _add(self, path: str) -> str:
        ending = posixpath.splitext(path)[1].lower()
        if ending not in PICTURES or f"{self.library.docs}/{path}" not in self.library.files:
            return ""
        name = f"picture-{len(self.files) + 1}{ending}"
        try:
            self.files[name] = self.read(path)
        except OSError:
            return ""
        return name


class _Walk(Walk):
    """Keeps ids and formulas, and shows pictures of the book, or their text alternatives."""

    kept: ClassVar = (
        KEPT
        | {name: tuple(sorted((OF_MATHML | {"xmlns"}) - {"tabindex"})) for name in MATHML}
        | dict.fromkeys(("bdi", "bdo", "ruby", "rt", "rp"), ())
        | dict.fromkeys(("div", "p", "span"), ("class",))
        | {"a": ("href", "role", "aria-label"), "ol": ("class", *KEPT["ol"])}
    )
    kept_everywhere: ClassVar = (*Walk.kept_everywhere, "id")
    dropped: ClassVar = ("script", "style", "template", "svg")
    shows_folded_code: ClassVar = True

    def __init__(self, root: str, address: str, pictures: _Pictures) -> None:
        """Begin a page at an address below the site's root, which is empty if it is not known."""
        super().__init__(root and f"{root}{address}")
        self.address = address
        self.pictures = pictures
        self.ids: dict[str, None] = {}
        self.has_formulas = False

    def is_left_out(self, attributes: dict[str, str]) -> bool:
        return False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "img" and not self.value("src", attributes.get("src", "")):
            self.handle_data(attributes.get("alt", ""))
        elif tag == "img":
            sizes = ("width", "height")
            super().begin(tag, {name: value for name, value in attributes.items() if name not in sizes or value.isdecimal()})
        elif tag == "math":
            super().begin(tag, attributes | {"xmlns": "http://www.w3.org/1998/Math/MathML"})
        elif tag not in ("span", "time") or attributes.get("class") == "caption-prefix":  # Other spans color code.
            super().begin(tag, attributes)

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
                return self.pictures.name(posixpath.normpath(posixpath.join(self.address, unquote(value))))
            case "href" if value.startswith("#"):
                return value
        return super().value(name, value)


_VALUES = {
    "dir": "ltr|rtl|auto",
    "lang": "[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*",
    "role": "doc-noteref|doc-backlink",
    "type": "[1aAiI]",
} | dict.fromkeys(("start", "value"), "-?[0-9]+") | dict.fromkeys(("colspan", "rowspan"), "[1-9][0-9]*")
"""What the value of an attribute must be, to be written."""


def _name(id: str) -> str:
    """Return an id as XML takes it, another one for each. Source: Namespaces in XML 1.0, production 4."""
    return "x-" + re.sub("[^A-Za-z0-9.-]", lambda character: f"_{ord(character[0]):x}_", id)


def _line(ways: Iterable[tuple[str, str]]) -> str:
    return " · ".join(f'<a href="{escape(url)}">{escape(name)}</a>' for name, url in ways)


_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


def _document(title: str, kind: str, html: str) -> str:
    section = f'<section epub:type="{kind}" role="doc-{kind}">\n{html}\n</section>' if kind else html
    text = (
        f'{_XML}<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        f' lang="{LANGUAGE}" xml:lang="{LANGUAGE}">\n<head>\n<title>{escape(title)}</title>\n'
        f'<link rel="stylesheet" type="text/css" href="style.css" />\n</head>\n<body>\n{section}\n</body>\n</html>\n'
    )
    return UNFIT_IN_XML.sub("", text)


def _elements(name: str, values: Iterable[str]) -> Iterator[str]:
    return (f"<{name}>{escape(clean(value))}</{name}>\n" for value in values)


def _properties(name: str, content: bytes | str) -> str:
    """Return the attributes of a file in the list of all."""
    ending = posixpath.splitext(name)[1]
    kind = {".xhtml": "application/xhtml+xml", ".css": "text/css"}.get(ending) or PICTURES[ending]
    has_formulas = ending == ".xhtml" and "<math" in content
    property = {"nav.xhtml": "nav", "cover.png": "cover-image"}.get(name) or ("mathml" if has_formulas else "")
    return f'media-type="{kind}"' + (f' properties="{property}"' if property else "") + " "


def _accessibility(files: dict[str, bytes | str]) -> Iterator[tuple[str, str]]:
    """Yield terms of schema.org. Source: EPUB Accessibility 1.0, section 2."""
    has_formulas = any("mathml" in _properties(name, text) for name, text in files.items())
    modes = ["textual", *(["visual"] if any(name.startswith("picture-") for name in files) else [])]
    features = ["structuralNavigation", "tableOfContents", "alternativeText", "displayTransformability"]
    yield from (("accessMode", mode) for mode in modes)
    yield "accessModeSufficient", "textual"
    yield from (("accessibilityFeature", feature) for feature in [*features, *(["MathML"] if has_formulas else [])])
    yield "accessibilityHazard", "none"
    yield "accessibilitySummary", "Figures have text alternatives, formulas are MathML, and every text can be read aloud."


def _zipped(files: dict[str, bytes | str]) -> bytes:
    """Return a container, whose type comes first, so that programs know it. Its files have no times, and are sorted."""
    container = (
        f'{_XML}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">\n<rootfiles>\n'
        '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml" />\n</rootfiles>\n</container>\n'
    )
    inside = {f"EPUB/{name}": content for name, content in sorted(files.items())}
    book = BytesIO()
    with ZipFile(book, "w") as archive:
        for name, content in {"mimetype": EPUB, "META-INF/container.xml": container, **inside}.items():
            info = ZipInfo(name)
            info.create_system = 3  # The same on each system.
            info.compress_type = ZIP_STORED if name == "mimetype" or name.endswith(".png") else ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=9)
    return book.getvalue()
