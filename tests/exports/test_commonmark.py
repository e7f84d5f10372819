"""The additions of extensions, as plain Markdown; read by CommonMark's own rules where it matters."""

from __future__ import annotations

import re
from functools import cache

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown
from markdown_it import MarkdownIt

from shortlist.conversion import Converter
from shortlist.exports.commonmark import Writer, escape, link, reference
from shortlist.model import Entry, Library, Person
from shortlist.problems import Place
from shortlist.reading.settings import settings_of
from shortlist.text import clean
from tests.conftest import SAMPLE

CODE = '```python\nx = "~~a~~"\n\n/// caption\n??? "no"\n```'
NOTES = "A[^b], C[^a].\n\n[^a]: Note\n    wraps.\n\n    More.\n\n    ```text\n    code\n    ```\n\n[^b]: Two."


@cache
def converter() -> Converter:
    """Reads Markdown as this archive does."""
    return Converter(Library(settings=settings_of(SAMPLE)[0]))


def plain(source: str) -> str:
    return Writer().write(converter().convert(source, "docs/2021-04/a.md").html)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('=== "One"\n\n    First.\n\n    ```py\n    x\n    ```\n\n=== "Two"\n\n    Second.\n\nAfter.', "**One**\n\nFirst.\n\n```py\nx\n```\n\n**Two**\n\nSecond.\n\nAfter."),
        ('??? note "Proof"\n\n    By hand.\n\n    - [x] done\n    - [ ] open\n\nAfter.', "**Proof**\n\nBy hand.\n\n- ☑ done\n- ☐ open\n\nAfter."),
        ('!!! warning\n    Care.\n\n    ???+ "In it"\n        Deep.', "**Warning**\n\nCare.\n\n**In it**\n\nDeep."),
        ('!!! note ""\n    Care.\n\nAfter.', "Care.\n\nAfter."),
        ("/// details | Open\n    type: note\n\nText.\n///\n\nAfter.", "**Open**\n\nText.\n\nAfter."),
        ("![A](a.svg)\n/// figure-caption\nSeen.\n///\n\nAfter.", "![A](../a.svg)\n\n**Figure 1.** Seen.\n\nAfter."),
        ("/// table-caption\nA.\n///\n\n/// caption\nB.\n///", "**Table 1.** A.\n\nB."),
        ("1. One\n\n    - in it\n\n2. Two", "1. One\n\n    - in it\n\n2. Two"),
        ("- One\n    - in it\n- Two `` ` ``", "- One\n    - in it\n- Two `` ` ``"),
        (NOTES, "A [b], C [a].\n\n## Notes\n\n[a] Note\nwraps.\n\nMore.\n\n```text\ncode\n```\n\n[b] Two."),
        ("It is ~~eight~~ *four*, **H**<sub>2</sub>.", "It is <del>eight</del> *four*, **H**<sub>2</sub>."),
        ("HTML it is.\n\n*[HTML]: A language", '<abbr title="A language">HTML</abbr> it is.'),
        ("A <q>b</q> <ruby>漢<rt>kan</rt></ruby>", "A <q>b</q> <ruby>漢<rt>kan</rt></ruby>"),
        ('<p id="a">A</p>\n\n<a name="b"></a>B', '<a id="a"></a>A\n\n<a id="b"></a>B'),
        ('```python linenums="1" title="f.py"\nx = 1\n\ny = 2\n```', "f.py\n\n```python\nx = 1\n\ny = 2\n```"),
        ('```python linenums="9"\nx = 1\n```', "```python\nx = 1\n```"),
        ("Key<sup>[1](https://example.net/)</sup>", "Key<sup>[1](https://example.net/)</sup>"),
        ("5. A\n6. B", "5. A\n6. B"),
        ('<ol type="a"><li>A</li><li value="4">B</li></ol>', "1. A\n4. B"),
        ("<table><tr><td>a<ul><li>b</li><li>c</li></ul></td><td>d</td></tr></table>", "| a<br>- b<br>- c | d |\n| --- | --- |"),
        ("<table><tr><th>a</th></tr><tr><td colspan=2>b</td><td>c</td></tr></table>", "| a |  |  |\n| --- | --- | --- |\n| b |  | c |"),
        ("<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>", "a\n\n| b | c |\n| --- | --- |\n\nd"),
        ("Term\n:   Meaning\n    goes on.", "Term\n\n- Meaning\n    goes on."),
        ("##Why { #why .x }\n\n![A](a.svg){ width=300 } and *b*{.c}", "## Why\n\n![A](../a.svg) and *b*"),
        ("A<!-- private -->.\n\n<!-- more\nof it -->\n\nB `<!-- c -->`.", "A.\n\nB `<!-- c -->`."),
        ("<!-- <math here -->\n\nA $x^2$.", "A $x^2$."),
        ('A [b].\n\n[b]: c.md "Title"\n', "A [b](../c/)."),
        ('<a id="b" href="#b">B</a> [c](https://example.net/(d))', '<a id="b" href="#b">B</a> [c](https://example.net/%28d%29)'),
        (CODE, CODE),
        ("````text\n```\n````", "````text\n```\n````"),
        ("<pre>\n/// caption\n</pre>", "```\n/// caption\n```"),
        ('A:\n\n    === "code"\n    - [x] too', 'A:\n\n```text\n=== "code"\n- [x] too\n```'),
        ("`{ .a }` `` `~~b~~` `` $x_{i=1}$ {not: one} \\~~c~~", "`{ .a }` `` `~~b~~` `` $x_{i=1}$ {not: one} &#126;~c&#126;~"),
        ("$$\n\\sum_i x_i\n$$\n\nFor \\$5 a\\_b \\[1\\].", "$$\n\\sum_i x_i\n$$\n\nFor &#36;5 a_b \\[1\\]."),
        ("| a | b |\n|:--|--:|\n| `|` | $|x|$<br>y |", "| a | b |\n| :--- | ---: |\n| `\\|` | $\\|x\\|$<br>y |"),
        ("A\n===\n\n> B\n>\n> C  \nD\n\n---\n", "# A\n\n> B\n> \n> C  \n> D\n\n---"),
        ("One\n\\- two\n1\\. three", "One\n\\- two\n1\\. three"),
        ("", ""),
    ],
)
def test_what_extensions_add_is_put_into_plain_words(source: str, expected: str) -> None:
    assert plain(source) == expected


@pytest.mark.parametrize("options", [{"linenums_style": "inline"}, {"css_class": "a", "anchor_linenums": True}, {"linenums_style": "pymdownx-inline"}])
def test_code_has_no_numbers_of_lines(options: dict[str, object]) -> None:
    html = markdown('```python linenums="1"\nx\n\ny\n```', extensions=["pymdownx.superfences", "pymdownx.highlight"], extension_configs={"pymdownx.highlight": options})
    assert Writer().write(html).endswith("\nx\n\ny\n```")


@pytest.mark.parametrize("html", ["<em>a <i>b</i> c</em>", "<b><strong>a b c</strong></b>"])
def test_stress_in_the_same_stress_is_that_stress(html: str) -> None:
    assert Writer().write(html).strip("*") == "a b c"


def test_terms_of_the_glossary_are_words() -> None:
    assert Writer().write('<p>An <abbr title="A meaning.">FID</abbr> of 3.</p>') == "An FID of 3."


def test_titles_say_what_they_said() -> None:
    written = Writer().write('<p><abbr tabindex="0" title="`a` [b](c) \\* $d$ &quot;e&quot; &lt;f> *g*">A</abbr></p>')
    for render in (markdown, MarkdownIt("commonmark").render):
        (abbreviation,) = html5lib.parseFragment(render(written), namespaceHTMLElements=False).iter("abbr")
        assert abbreviation.get("title") == '`a` [b](c) \\* $d$ "e" <f> *g*'


def test_tables_in_tables_are_written_once() -> None:
    assert Writer().write("<table><tr><td>a" * 30 + "</td></tr></table>" * 30).count("a") == 30


@pytest.mark.parametrize(
    "html",
    ["<b> spaced </b>word", "a<b>Note:</b>text", "<em>(a)</em>b", "中文<b>「重」</b>中", "<i>a</i><i>b</i>", "a<b></b>b", "<b>a</b>b", "<span><b>(a)</b></span>b"]
    + ["<em>a <b>b.</b></em>c", "a<b>b.</b><code>c</code>", "<b>Note.</b> a", "<b>b</b><i>c</i>", "<i><b>a</b></i>b"],
)
def test_stress_is_read_alike(html: str) -> None:
    for render in (markdown, MarkdownIt("commonmark").render):
        shown = render(Writer().write(f"<p>{html}</p>"))
        assert "*" not in shown
        assert clean(re.sub("<[^>]*>", "", shown)) == clean(re.sub("<[^>]*>", "", html))
        assert len(re.findall("<(?:b|strong|i|em)>", shown)) == len(re.findall("<(?:b|i|em)>(?!</)", html))


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
