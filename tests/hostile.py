"""Text that means harm, an entry full of it, and a judge of the HTML in which it is printed."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from shortlist.model import Entry, Person
from shortlist.problems import Place

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
    "}\n@misc{leak, title = {Leak}}",
    "}} {{ } {",
    "\\{ \\} \\",
    "100% @ 3 # {a} = b, c",
    '" # "',
    "ER  - \r\nTY  - BOOK\nTI  - Leak",
    "\u2028ER  - \u2029\x85\x0b\x0cTY  - BOOK",
    '"},{"id":"leak"}',
    "and others and",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\u2028",
]
TYPES = ("article", "inproceedings", "incollection", "book", "phdthesis", "techreport", "software", "misc")
TAGS = {"p", "sup", "a", "span", "section", "h2", "ol", "li", "i", "bdi"}
ATTRIBUTES = {"class", "aria-label", "aria-labelledby", "hidden", "href", "id", "role", "title"}


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


def short(words: str) -> str:
    """The name of a test about these words."""
    return ascii(words[:20])
