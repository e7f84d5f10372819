"""The additions of extensions, as plain Markdown; read by CommonMark's own rules where it matters."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown
from markdown_it import MarkdownIt

from shortlist.exports.commonmark import escape, link, plain_markdown, reference
from shortlist.model import Entry, Person
from shortlist.problems import Place
from shortlist.text import clean

CODE = '```python\nx = "~~a~~"\n\n/// caption\n??? "no"\n```'


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ('=== "One"\n\n    First.\n\n    ```py\n    x\n    ```\n\n=== "Two"\n\n    Second.\n\nAfter.', "**One**\n\nFirst.\n\n```py\nx\n```\n\n**Two**\n\nSecond.\n\nAfter."),
        ('??? note "Proof"\n\n    By hand.\n    \n    - [x] done\n    - [ ] open\n\nAfter.', "**Proof**\n\nBy hand.\n\n- ☑ done\n- ☐ open\n\nAfter."),
        ('!!! warning\n    Care.\n\n    ???+ "In it"\n        Deep.', "**Warning**\n\nCare.\n\n**In it**\n\nDeep."),
        ('!!! note ""\n    Care.\nAfter.', "Care.\n\nAfter."),
        ("/// details | Open\n    type: note\n\nText.\n///\n\nAfter.", "**Open**\n\nText.\n\nAfter."),
        ("![A](a.svg)\n/// figure-caption\nSeen.\n///\nAfter.", "![A](a.svg)\n\n**Figure 1.** Seen.\n\nAfter."),
        ("1. One\n\n    /// caption\n    In a list.\n    ///\n\n2. Two", "1. One\n\n    In a list.\n\n2. Two"),
        ("A[^b], C[^a].\n\n[^a]: Note\nwraps.\n\n    More.\n\n[^b]: Two[^a].", "A[b], C[a]."),
        ("It is ~~eight~~ four.", "It is <del>eight</del> four."),
        ("HTML it is.\n\n*[HTML]: A language\n*[CSS]: Another", "HTML it is.\n\n- HTML: A language\n- CSS: Another"),
        ("Term\n:   Meaning\n    goes on.", "Term\n\n-   Meaning\n    goes on."),
        ("##Why { #why .x }\n\n![A](a.svg){ width=300 } and *b*{.c}\n{: .d }", "## Why\n\n![A](a.svg) and *b*"),
        ("A<!-- private -->.\n\n<!-- more\nof it -->\n\nB `<!-- c -->`.", "A.\n\n\n\nB `<!-- c -->`."),
        ('A.\n\n[b]: c.md "Title"\n[d]: <e f.md>\n\nG [1].', "A.\n\nG [1]."),
        (CODE, CODE),
        ("<pre>\n/// caption\n</pre>", "<pre>\n/// caption\n</pre>"),
        ('A:\n\n    === "code"\n    - [x] too', 'A:\n\n    === "code"\n    - [x] too'),
        ("`{ .a }` `` `~~b~~` `` $x_{i=1}$ {not: one} \\~~c~~", "`{ .a }` `` `~~b~~` `` $x_{i=1}$ {not: one} \\~~c~~"),
        ("A\n===\n\nB\n---", "A\n===\n\nB\n---"),
        ("", ""),
    ],
)
def test_what_extensions_add_is_put_into_plain_words(source: str, plain: str) -> None:
    assert plain_markdown(source, ["Figure 1."])[0] == plain


def test_footnotes_stand_apart_in_the_order_of_their_letters() -> None:
    source = "A[^b], C[^a].\n\n[^a]: Note\nwraps.\n\n    More.\n\n    ```text\n    code\n    ```\n\n[^b]: Two[^a]."
    assert plain_markdown(source, ())[1] == "[a] Note\nwraps.\n\nMore.\n\n```text\ncode\n```\n\n[b] Two[a]."


def test_captions_take_the_numbers_of_the_page() -> None:
    source = "/// table-caption\nA.\n///\n\n/// caption\nB.\n///\n\n/// figure-caption | 7\nC.\n///"
    assert plain_markdown(source, ["Table 1.", "Figure 7."])[0] == "**Table 1.** A.\n\nB.\n\n**Figure 7.** C."


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.sampled_from(" *_`[]<>&#+-.!()|\\~1"), max_size=40))
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    """As the text of a paragraph. Bare addresses and smileys stay what they are, since no renderer here changes them."""
    words = clean(text)
    for render in (markdown, MarkdownIt("commonmark").render):
        paragraphs = html5lib.parseFragment(render(f"A\n\n{escape(text)}\n\nB"), namespaceHTMLElements=False).findall("p")
        assert [(paragraph.text, len(paragraph)) for paragraph in paragraphs] == [("A", 0), *([(words, 0)] if words else []), ("B", 0)]


@pytest.mark.parametrize("url", ["https://example.org/(a", "https://example.org/a b", "https://example.org/<b>)"])
def test_a_link_leads_where_it_should(url: str) -> None:
    for render in (markdown, MarkdownIt("commonmark").render):
        shown = render(link("a [b] *c*", url))
        assert shown.count("<a ") == 1
        assert "a [b] *c*</a>" in shown


def test_a_reference_of_untrusted_fields_is_text() -> None:
    title = "A *b* <script>x</script> [c](javascript:d) `e` 1 < 2 & 3"
    entry = Entry("k", "misc", {"title": title}, Place("r.bib", 1, 1), authors=(Person("Ex_ample_", "*Ada*"),), title=title, year=2021, url="https://example.org/(x")
    for render in (markdown, MarkdownIt("commonmark").render):
        shown = render(f"1. {reference(entry)}")
        assert shown.count("<a ") == 1
        assert not re.search("<(?:script|em|code)>", shown)
        assert "*Ada* Ex_ample_. <a" in shown
