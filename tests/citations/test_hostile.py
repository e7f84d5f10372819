"""Entries that mean harm: whatever a field holds is printed as text, or not at all."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shortlist.citations.fields import clean
from shortlist.citations.references import Context, PageLink, References, format_entry, short_name
from shortlist.identifiers import safe_url
from shortlist.model import Entry, Person
from shortlist.problems import Place
from tests.citations.records import parser

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</a></li></ol></section><h1>Own</h1>",
    "<!-- not closed",
    "]]><![CDATA[",
    "{{ config }} {% raw %}",
    "**bold** _em_ `code` [link](http://x.org) ![image](x) $x$ ~~~",
    "[@a] [TOC] [^1]",
    "Title { onclick=alert(1) #own .x }",
    "///Footnotes Go Here///",
    "&lt;b&gt; &amp; &#60;script&#62; &copy",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x0260\x03 \x02amp\x03",
    "\x00\x01\x07\x08\x0b\x1b[31m\x7f\x85\x9f",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnitset\N{LEFT-TO-RIGHT ISOLATE} \N{POP DIRECTIONAL FORMATTING}",
    "\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK} עברית العربية",
    "\ufeff\ufffe\uffff\ud800",
    "line\u2028separator\nnew\r\nline\ttab",
    "WHO",
    "\\def\\x{\\x\\x}\\x",
    "ends in \\",
]
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//x.org",
    "/x",
    "x",
    "http:",
    "http://",
    "https:///x",
    "mailto:",
    "https://x.org/\N{RIGHT-TO-LEFT OVERRIDE}x",
    "https://x.org/\x00",
]
TAGS = {"p", "sup", "a", "span", "section", "h2", "ol", "li", "i", "bdi"}
ATTRIBUTES = {"class", "data-search-exclude", "aria-label", "aria-labelledby", "hidden", "href", "id", "role", "title"}


class Judge(HTMLParser):
    """Reads HTML apart from the code that wrote it, and refuses whatever that never writes."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        self.open.append(tag)
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            if name == "href":
                assert urlsplit(value or "").scheme in ("", "http", "https", "mailto"), value

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        pytest.fail(f"a declaration: {decl}")

    unknown_decl = handle_decl
    handle_pi = handle_decl

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def judged_text(html: str) -> str:
    """The text that a browser shows, after the judge has found no fault."""
    judge = Judge()
    judge.feed(html)
    judge.close()
    assert judge.open == []
    return "".join(judge.text)


def hostile_entry(words: str, type_: str = "article") -> Entry:
    names = (
        "volume",
        "number",
        "pages",
        "series",
        "edition",
        "publisher",
        "organization",
        "type",
        "chapter",
        "version",
        "eid",
    )
    person = Person(words, words, words)
    return Entry(
        key="a",
        type=type_,
        fields=dict.fromkeys(names, words) | {"booktitle": words},
        place=Place("r.bib"),
        authors=(person, person),
        editors=(person,),
        has_more_authors=True,
        title=words,
        venue=words,
        year=2001,
        doi=words,
        arxiv=words,
        url=words,
    )


@pytest.mark.parametrize("type_", ["article", "inproceedings", "incollection", "book", "phdthesis", "software", "misc"])
@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:20]))
def test_a_field_is_only_text(words: str, type_: str) -> None:
    html = format_entry(hostile_entry(words, type_))
    # Fields are read as LaTeX; names, title and venue are plain text already and show to the letter.
    assert " ".join(clean(words).split()) in judged_text(html)
    html.encode()  # No lone surrogate is left to break the writing of the page.


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:20]))
def test_a_page_stays_whole(words: str) -> None:
    references = References(
        {"a": hostile_entry(words)}, lambda key: Context(PageLink("../a/", words), (PageLink("../b/", words),))
    )
    md = parser(references)
    html = md.convert("Word [@a].\n\nMore [@a].\n\n*[WHO]: World\n")
    text = judged_text(html)
    assert html.count("<section") == html.count("</section>") == html.count("<li ") == 1
    assert html.endswith("</section>")
    assert html.count('role="doc-noteref"') == html.count('role="doc-backlink"') == 2
    assert " ".join(clean(words).split()) in text
    assert [token["name"] for token in md.toc_tokens] == ["References"]
    html.encode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_link_but_to_the_web_or_mail(address: str) -> None:
    entry = Entry("a", "misc", {}, Place("r.bib"), title="T", url=address, doi=address, arxiv=address)
    assert safe_url(address) == ""
    assert "<a" not in format_entry(replace(entry, title="T"))
    assert "href" not in format_entry(replace(entry, doi="", arxiv="", title=""))


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://x.org/a_b?c=d&e=f#g", "https://x.org/a_b?c=d&e=f#g"),
        ("HTTP://x.org", "HTTP://x.org"),
        ("mailto:me@x.org", "mailto:me@x.org"),
        ("https://x.org/%C3%A9", "https://x.org/%C3%A9"),
        ("https://x.org/é", "https://x.org/%C3%A9"),
        ('https://x.org/"><script>', "https://x.org/%22%3E%3Cscript%3E"),
        ("https://x.org/a b`c\\d{e}|f^g", "https://x.org/a%20b%60c%5Cd%7Be%7D%7Cf%5Eg"),
    ],
)
def test_an_address_holds_only_what_an_address_may(address: str, safe: str) -> None:
    assert safe_url(address) == safe


def test_text_of_the_other_direction_is_kept_apart() -> None:
    entry = Entry("a", "misc", {}, Place("r.bib"), authors=(Person("עברית"),), title="T\N{RIGHT-TO-LEFT OVERRIDE}T", year=2001)
    assert format_entry(entry) == "<bdi>עברית</bdi>. TT. 2001."


def test_a_megabyte_is_printed_once() -> None:
    words = "word " * 200_000
    entry = Entry("a", "misc", {}, Place("r.bib"), authors=(Person("A"),), title=words, year=2001)
    html = parser(References({"a": entry})).convert("Word [@a].\n\n" * 20)
    assert len(words) <= len(html) < len(words) + 10_000
    assert len(short_name(hostile_entry(words))) < 150


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_only_text(words: str) -> None:
    html = parser(References({"a": hostile_entry(words)})).convert("Word [@a].")
    judged_text(html)
    html.encode()
