"""Books as e-readers take them: lxml judges every part, and EPUBCheck the whole where it is installed."""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import etree

from shortlist.exports.epub import Books, epub_path
from shortlist.indexes import without_drafts
from shortlist.maths import to_html
from shortlist.model import Library
from shortlist.reading.settings import Settings
from tests.exports.judges import is_published
from tests.tiny import FIRST, SECOND, TinySite, notes_of

PLACE = Settings(site_name="Tiny & Co", site_description="A tiny site.", site_url="https://example.org/sub/", authority="example.org,2026")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><title>T</title></svg>'
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82"
)
NAMES = {
    "h": "http://www.w3.org/1999/xhtml",
    "m": "http://www.w3.org/1998/Math/MathML",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}


@dataclass(frozen=True)
class Book:
    """A book that has been held to what every book must be."""

    data: bytes
    parts: Mapping[str, Any]
    """Name below `EPUB/` → parsed XML."""

    def find(self, name: str, path: str) -> list[Any]:
        return self.parts[name].xpath(path, namespaces=NAMES)

    def text(self, name: str) -> str:
        return " ".join(self.find(name, "string(//h:body)").split())

    @property
    def spine(self) -> list[str]:
        return self.find("package.opf", "//o:itemref/@idref")


def opened(data: bytes) -> Book:
    """The book, if its container, its package and its links are sound. Source: EPUB 3.2."""
    archive = ZipFile(BytesIO(data))
    assert archive.testzip() is None
    first, *rest = archive.infolist()
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
    assert archive.read("mimetype") == b"application/epub+zip"
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    names = [info.filename for info in rest]
    assert len(set(names)) == len(names)
    parts = {
        name.removeprefix("EPUB/"): etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False)).getroottree()
        for name in names
        if name.endswith((".xhtml", ".opf", ".xml", ".svg"))
    }
    book = Book(data, parts)
    (root,) = parts["META-INF/container.xml"].xpath("//@full-path")
    assert root == "EPUB/package.opf"
    inside = {name.removeprefix("EPUB/") for name in names if name.startswith("EPUB/")} - {"package.opf"}
    assert_package(book, inside)
    for name in inside:
        if name.endswith(".xhtml"):
            assert_page(book, name, inside)
    return book


def assert_package(book: Book, inside: set[str]) -> None:
    """Every file is listed, with what it holds; the order names pages; the words that EPUB asks for are there."""
    items = {item.get("href"): item for item in book.find("package.opf", "//o:item")}
    assert items.keys() == inside
    ids = book.find("package.opf", "//@id")
    assert len(set(ids)) == len(ids)
    assert set(book.spine) <= {item.get("id") for item in items.values()}
    for name, item in items.items():
        has_formulas = name.endswith(".xhtml") and bool(book.find(name, "//m:math"))
        assert has_formulas == ("mathml" in item.get("properties", "").split()), name
    assert [name for name, item in items.items() if item.get("properties") == "nav"] == ["nav.xhtml"]
    (identifier,) = book.find("package.opf", "//dc:identifier/text()")
    assert identifier.startswith("urn:uuid:")
    assert book.find("package.opf", "//dc:language/text()") == ["en"]
    metas = {meta.get("property") for meta in book.find("package.opf", "//o:meta")}
    words = ["accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard", "accessibilitySummary"]
    assert metas >= {"dcterms:modified", *(f"schema:{word}" for word in words)}


def assert_page(book: Book, name: str, inside: set[str]) -> None:
    """No script, nothing from elsewhere; ids once each; each link leads to a place of the book or to a whole URL."""
    root = book.parts[name].getroot()
    assert root.get("lang") == root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert book.find(name, "//h:title/text()")
    assert book.find(name, "//h:script | //h:iframe | //h:style | //h:input | //@*[starts-with(name(), 'on')]") == []
    ids = book.find(name, "//@id")
    assert len(set(ids)) == len(ids)
    for source in book.find(name, "//@src | //h:link/@href"):
        assert source in inside
    assert all(image.get("alt") is not None for image in book.find(name, "//h:img"))
    for address in book.find(name, "//h:a/@href"):
        parts = urlsplit(address)
        if parts.scheme:
            assert parts.scheme in ("https", "http", "mailto")
            continue
        assert parts.path in inside, address
        if parts.fragment:
            assert parts.fragment in book.find(parts.path, "//@id"), address


def books(library: Library, place: Settings = PLACE, files: Mapping[str, bytes] = {}) -> Books:
    def read(path: str) -> bytes:
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    return Books(replace(library, settings=place), notes_of(library, "2021-04/second/#why"), read)


def book_of(library: Library, place: Settings = PLACE, files: Mapping[str, bytes] = {}, cover: bytes = b"") -> Book:
    return opened(books(library, place, files).book(library.issues["2021-04"], cover))


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def test_a_book_has_the_issue_in_its_order(site: TinySite) -> None:
    site.write("data/people.yml", "writers:\n  ada: {name: Ada Example}\n")
    site.write("docs/2021-04/first.svg", SVG)
    note = {"date": "2021-05-04", "text": "One came.", "link": "second.md#why"}
    why = "A square $x^2$.\n\n![A picture.](first.svg)\n/// figure-caption\nA caption.\n///\n\nSee [the second](second.md#key-insights)."
    site.summary("first", FIRST | {"by": ["ada"], "since": [note], "links": {"code": "https://example.org/code"}}, why)
    site.issue("It begins with [one](second.md).", picks=["second", "first"], considered=40)
    book = book_of(site.library(), files={"2021-04/first.svg": SVG.encode()}, cover=PNG)
    assert book.spine == ["cover.xhtml", "nav.xhtml", "index.xhtml", "pick-second.xhtml", "pick-first.xhtml", "references.xhtml"]
    assert [link.text for link in book.find("nav.xhtml", "//h:nav//h:a")] == ["April 2021", "A Second Paper", "A First Paper", "References"]
    assert book.find("nav.xhtml", "//h:nav//h:a/@href") == book.spine[2:]
    assert book.find("index.xhtml", "//h:a[.='one']/@href") == ["pick-second.xhtml"]
    assert "Out of more than 40 papers." in book.text("index.xhtml")
    text = book.text("pick-first.xhtml")
    end = 0
    said = ["Pick 2", "A First Paper", "The first paper.", "Ada Example, Zoë Example. Journal of Examples, 2020", "Summary by Ada Example"]
    for part in [*said, "Code", "Since then", "4 May 2021: One came. See Second", "Why", "A caption.", "Key insights"]:
        end = text.index(part, end) + len(part)
    assert book.find("pick-first.xhtml", "//h:figure//h:img/@src") == ["picture-1.svg"]
    assert book.find("pick-first.xhtml", "//m:math//m:annotation/text()") == ["x^2"]
    assert book.find("pick-first.xhtml", "//h:a[.='Second']/@href") == ["pick-second.xhtml#x-second_3a_why"]
    assert book.find("pick-first.xhtml", "//h:a[.='Code']/@href") == ["https://example.org/code"]
    assert book.find("package.opf", "//dc:title/text()") == ["Tiny & Co: April 2021"]
    assert book.find("package.opf", "//dc:creator/text()") == ["Ada Example"]
    assert book.find("package.opf", "//o:meta[@property='dcterms:modified']/text()") == ["2021-05-04T12:00:00Z"]
    assert [item.get("href") for item in book.find("package.opf", "//o:item[@properties='cover-image']")] == ["cover.png"]
    levels = [element.tag[-1] for element in book.find("pick-first.xhtml", "//h:h1 | //h:h2 | //h:h3 | //h:h4")]
    assert levels == ["2", "3", "3", "3"]


def test_works_are_numbered_once_and_lead_back(site: TinySite) -> None:
    site.summary("first", FIRST, "As [@bob2021second] and again [@ada2020first; @bob2021second] say.")
    book = book_of(site.library())
    links = [(name, link) for name in book.spine for link in book.find(name, "//h:a[@role='doc-noteref']")]
    assert [link.text for _, link in links] == ["1", "2", "1", "2", "1"]
    items = book.find("references.xhtml", "//h:ol/h:li")
    for name, link in links:
        page, _, id = link.get("href").partition("#")
        item = items[int(link.text) - 1]
        assert (page, id) == ("references.xhtml", item.get("id"))
        back = item.xpath(".//h:a[@role='doc-backlink']/@href", namespaces=NAMES)
        assert f"{name}#{link.get('id')}" in back
    assert len(book.find("references.xhtml", "//h:a[@role='doc-backlink']")) == len(links)


def test_folded_code_stands_open(site: TinySite) -> None:
    html = '<details><summary>Code</summary><pre><code>x = <span class="mi">1</span>\n</code></pre></details>'
    book = book_of(with_text(site.library(), "first", html))
    assert book.find("pick-first.xhtml", "//h:p/h:b/text() | //h:pre/h:code/text()") == ["Code", "x = 1\n"]


def test_formulas_of_tabs_stand_in_their_places(site: TinySite) -> None:
    x, y, z = map(to_html, "xyz")
    html = (
        f'<div class="tabbed-set tabbed-alternate" data-tabs="1:2"><div class="tabbed-labels"><label for="__tabbed_1_1">{x}</label>'
        f'<label for="__tabbed_1_2">{y}</label></div><div class="tabbed-content"><div class="tabbed-block"><p>{z}</p></div>'
        f'<div class="tabbed-block"><p>2</p></div></div></div>'
    )
    assert is_published(html)
    book = book_of(with_text(site.library(), "first", html))
    assert [text.strip() for text in book.find("pick-first.xhtml", "//m:annotation/text()")] == ["x", "z", "y"]


def with_text(library: Library, slug: str, html: str) -> Library:
    """The library with another text of a summary, as a conversion may give it."""
    path = library.summaries[f"2021-04/{slug}"].path
    pages = {page.path: library.conversions[page.path] for page in library.dated_pages}
    return replace(library, conversions=pages | {path: replace(pages[path], html=html, citations=())})


BAD_TITLES = ["]]> & <b>x</b> &amp; \\& \"quotes\"", "Emoji 🤖🔬 in a title", "עברית ועוד (English) מילים", "W" * 300, "$x^2$ and $\\sqrt{d}$"]


@pytest.mark.parametrize("title", BAD_TITLES)
def test_any_title_is_text(site: TinySite, title: str) -> None:
    library = site.library()
    entry = library.entries["ada2020first"]
    entries = dict(library.entries) | {entry.key: replace(entry, title=title, fields=dict(entry.fields) | {"title": title})}
    book = book_of(replace(library, entries=entries))
    assert book.find("nav.xhtml", "//h:a[@href='pick-first.xhtml']/text()") == [title]
    assert book.find("pick-first.xhtml", "//h:h2[1]/@dir") == ["auto"]
    assert book.find("pick-first.xhtml", "//h:h2//h:b") == []


def test_a_huge_text_fits(site: TinySite) -> None:
    for end in ("", "<br>"):  # The second is no XML.
        html = "<p>" + "word <em>x</em> &rsquo; " * 16_000 + end + "</p>"
        book = book_of(with_text(site.library(), "first", html))
        assert book.text("pick-first.xhtml").count("word x ’") == 16_000
        assert len(book.data) < 60_000


@pytest.mark.parametrize("count", [1, 40])
def test_an_issue_of_any_size(site: TinySite, count: int) -> None:
    many(site, count)
    book = book_of(site.library())
    assert book.spine == ["nav.xhtml", "index.xhtml", *(f"pick-p{n}.xhtml" for n in range(count)), "references.xhtml"]


def many(site: TinySite, count: int) -> None:
    """An issue of that many picks, in place of the two."""
    for slug in ("first", "second"):
        (site.root / f"docs/2021-04/{slug}.md").unlink()
    entries = [f"@misc{{e{n}, title = {{Work {n}}}, author = {{Example, Eve}}, year = {{2021}}}}\n" for n in range(count)]
    site.write("bib/references.bib", site.read("bib/references.bib") + "\n" + "\n".join(entries))
    for n in range(count):
        site.summary(f"p{n}", {"paper": f"e{n}", "gist": "A paper.", "tags": ["NLP"]}, "As [@ada2020first; @bob2021second] say.")
    site.issue(picks=[f"p{n}" for n in range(count)])


@pytest.mark.parametrize("name", ["references", "nav", "cover"])
def test_a_pick_may_be_called_as_another_page_of_the_book(site: TinySite, name: str) -> None:
    (site.root / "docs/2021-04/second.md").unlink()
    site.summary(name, SECOND, "What stands in it.")
    site.issue(picks=["first", name])
    book = book_of(site.library())
    assert book.spine == ["nav.xhtml", "index.xhtml", "pick-first.xhtml", f"pick-{name}.xhtml", "references.xhtml"]
    assert "What stands in it." in book.text(f"pick-{name}.xhtml")


def test_an_issue_without_picks_or_citations(site: TinySite) -> None:
    library = site.library()
    issue = library.issues["2021-04"].with_fields(picks=[])
    book = book_of(replace(library, issues={"2021-04": issue}, summaries={}))
    assert book.spine == ["nav.xhtml", "index.xhtml"]


def test_a_picture_that_e_readers_may_not_show_is_told(site: TinySite) -> None:
    site.write("docs/2021-04/other.webp", b"RIFF")
    site.summary("first", FIRST, "It is ![of a new kind.](other.webp)")
    book = book_of(site.library(), files={})
    assert "It is of a new kind." in book.text("pick-first.xhtml")
    assert book.find("pick-first.xhtml", "//h:img") == []


def test_drafts_are_left_out(site: TinySite) -> None:
    site.summary("second", SECOND | {"status": "draft"})
    site.summary("first", FIRST, "See [@bob2021second].")
    book = book_of(without_drafts(site.library()))
    assert book.spine == ["nav.xhtml", "index.xhtml", "pick-first.xhtml", "references.xhtml"]
    assert "Our summary: A Second" not in book.text("references.xhtml")


def test_without_its_address_links_to_the_rest_of_the_site_are_text(site: TinySite) -> None:
    site.summary("first", FIRST, "See [the start](../index.md) and [that](https://example.org/x).")
    book = book_of(site.library(), Settings(site_name="Tiny"))
    assert book.find("pick-first.xhtml", "//h:a[.='the start']/@href") == []
    assert book.find("pick-first.xhtml", "//h:a[.='that']/@href") == ["https://example.org/x"]
    assert "on the web" not in book.text("index.xhtml")


def test_the_same_tree_gives_the_same_bytes_and_a_moved_site_the_same_book(site: TinySite) -> None:
    library = site.library()
    one, again = (books(library).book(library.issues["2021-04"]) for _ in range(2))
    assert one == again
    (id, moved) = (
        book_of(library, place).find("package.opf", "//dc:identifier/text()") for place in (PLACE, replace(PLACE, site_url="https://x.example/"))
    )
    assert id == moved


@pytest.mark.parametrize(
    ("name", "expected"),
    [("The Shortlist", "2021-04/the-shortlist-2021-04.epub"), ("Café №", "2021-04/cafe-no-2021-04.epub"), ("短い", "2021-04/2021-04.epub")],
)
def test_the_file_has_the_site_s_name(site: TinySite, name: str, expected: str) -> None:
    assert epub_path(site.library().issues["2021-04"], replace(PLACE, site_name=name)) == expected


MARKUP = f"""
<h2 id="why">Why</h2><h6 id="DBLP:conf/x(1)">Least</h6><p id="why">Twice <a href="#DBLP:conf/x%281%29">there</a> <a href="#nowhere">gone</a></p>
<p><a href="../x" role=button aria-label='"'>x</a><img src="none.webp" alt="Far"><img alt="" src="a.svg" width="50%" height="3"></p>
<p lang="not a language" dir="sideways">{to_html(chr(92) + "sum_{i=1}^n x_i")}<sup id="fnref:a"><a class="footnote-ref" href="#fn:a">a</a></sup></p>
<table><thead><tr><th style="text-align: right;">H</th></tr></thead><tbody><tr><td colspan="0" scope>1</td></tr></tbody></table>
<ol start="x" type="disc" REVERSED><li value="3" id="fn:a">Note <a class="footnote-backref" href="#fnref:a">back</a></li></ol>
<div class="admonition note"><p class="admonition-title">Note</p><p>Text<br><!-- <p> <math --></p></div>
<p>{to_html("x^2")} <span id="nowhere"></span>{to_html("x <")} <math display=block><mi class=a>y</mi><annotation>z</annotation></math></p>
<table><tbody><tr><td><table><tbody><tr><td>Text\x0b\x00 &nosuch; &nbsp; &amp b</td></tr></tbody></table></td></tr></tbody></table>
<p><bdi>שלום</bdi> <abbr title="a &amp; b">ab</abbr> <time datetime="never">then</time></p>
"""


def test_hostile_markup_passes_the_checks() -> None:
    assert is_published(MARKUP)


def test_hostile_markup_is_made_fit(site: TinySite) -> None:
    book = book_of(with_text(site.library(), "first", MARKUP), files={"2021-04/first/a.svg": SVG.encode()})
    assert book.find("pick-first.xhtml", "//h:a[.='gone']/@href") == []
    (there,) = book.find("pick-first.xhtml", "//h:a[.='there']/@href")
    assert book.find("pick-first.xhtml", "//h:h6/@id") == [there.partition("#")[2]]
    assert book.find("pick-first.xhtml", "//m:mi/text()") == ["i", "n", "x", "i", "x", "x"]
    assert book.find("pick-first.xhtml", "//h:a[.='back']/@href | //h:a[.='a']/@href") == [
        "pick-first.xhtml#x-first_3a_fn_3a_a",
        "pick-first.xhtml#x-first_3a_fnref_3a_a",
    ]


def epubcheck() -> list[str]:
    """The command, which on Debian is a Java archive that some machines cannot start by its name."""
    path = shutil.which("epubcheck")
    if path is None:
        pytest.skip("epubcheck is not installed; on Debian and Ubuntu, apt-get install epubcheck")
    return ["java", "-jar", path] if Path(path).read_bytes()[:2] == b"PK" else [path]


def assert_valid(path: Path) -> None:
    quick = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1"}  # Most of its time goes into optimizing code that hardly runs.
    done = subprocess.run([*epubcheck(), str(path)], env=os.environ | quick, capture_output=True, encoding="utf-8", check=False)
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith(("ERROR", "WARNING", "FATAL"))]
    assert (said, done.returncode) == ([], 0)


def test_epubcheck_accepts_a_hostile_book(site: TinySite, tmp_path: Path) -> None:
    many(site, 6)
    library = site.library()
    entries = dict(library.entries)
    for n, title in enumerate(BAD_TITLES):
        fields = dict(entries[f"e{n}"].fields) | {"title": title}
        entries[f"e{n}"] = replace(entries[f"e{n}"], title=title, fields=fields, venue=title)
    site.write("docs/2021-04/a.svg", SVG)
    library = with_text(replace(library, entries=entries, files=library.files | {"docs/2021-04/a.svg"}), "p0", MARKUP)
    name = Settings(site_name=BAD_TITLES[0], site_url="https://example.org/")
    data = books(library, name, {"2021-04/p0/a.svg": SVG.encode(), "2021-04/a.svg": SVG.encode()}).book(library.issues["2021-04"], PNG)
    opened(data)
    file = tmp_path / "hostile.epub"
    file.write_bytes(data)
    assert_valid(file)


def test_epubcheck_accepts_the_published_books(sample_dir: Path) -> None:
    files = sorted(sample_dir.glob("20*/*.epub"))
    assert files
    for file in files:
        assert_valid(file)


def test_the_published_books_hold_their_issues(sample_dir: Path) -> None:
    for file in sample_dir.glob("20*/*.epub"):
        book = opened(file.read_bytes())
        picks = etree.HTML((file.parent / "index.html").read_text(encoding="utf-8")).xpath("//ol[contains(@class, 'sl-picks')]//h3/a/@href")
        assert [name for name in book.spine if name.startswith("pick-")] == [f"pick-{posixpath.basename(pick.rstrip('/'))}.xhtml" for pick in picks]
        assert len(book.find("package.opf", "//o:item[@media-type='image/svg+xml']")) == len(picks)
        assert date.fromisoformat(book.find("package.opf", "//dc:date/text()")[0]) <= date.today()
