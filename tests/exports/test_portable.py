"""Content of pages outside of browsers: well-formed, without ids, leading to the page for what it leaves out."""

from __future__ import annotations

from html import escape
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import html as lxml_html

from shortlist.exports.portable import portable_html
from shortlist.maths import to_html
from tests.exports.judges import is_published

URL = "https://example.org/2021-04/first/"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p id="a" class="b" data-x="1" aria-label="c" tabindex="0">Text</p>', "<p>Text</p>"),
        (
            '<sup class="citation"><a aria-label="Reference 3" href="#ref-a" id="cite-1-a" role="doc-noteref">3</a></sup>',
            f'<sup><a href="{URL}#ref-a">3</a></sup>',
        ),
        ('<img alt="A" src="../first.svg" loading="lazy">', '<img alt="A" src="https://example.org/2021-04/first.svg" />'),
        ('<img alt="" src="a.svg">', f'<img alt="" src="{URL}a.svg" />'),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<td style="text-align: right;">1</td>', '<td style="text-align: right;">1</td>'),
        ('<li><input type="checkbox" checked disabled> Done</li>', "<li>☑ Done</li>"),
        ('<details class="code"><summary>Code</summary><pre><code>x = 1</code></pre></details>after',
         f'<div><p><b>Code</b></p><p><a href="{URL}">Shown on the page</a></p></div>after'),
        ("<details><summary>More</summary><p>Words</p></details>", "<div><p><b>More</b></p><p>Words</p></div>"),
        ("<details><summary></summary><p>Words</p></details>", "<div><p>Words</p></div>"),
        ('<div class="admonition warning"><p class="admonition-title">Warning</p><p>Care.</p></div>', "<div><p><b>Warning</b></p><p>Care.</p></div>"),
        ('<div data-tabs="1:1"><div class="tabbed-labels"><label for="__tabbed_1_1">One</label></div><div class="tabbed-content"><div><p>1</p></div></div></div>',
         "<div><div><div><p><b>One</b></p><p>1</p></div></div></div>"),
        ("<pre><span></span><code>x <span>=</span> 1</code></pre>", "<pre><code>x = 1</code></pre>"),
        ('<p>Note <a class="footnote-backref" href="#fnref:1">back</a></p>', "<p>Note </p>"),
        ('<p dir="rtl" lang="he">שלום</p>', '<p dir="rtl" lang="he">שלום</p>'),
        ("<p>a\x0bb</p>", "<p>ab</p>"),
        ("<!-- <b> -->a &amp; b &lt; &eacute;<BR>c", "a &amp; b &lt; é<br />c"),
        (f"<!-- <math here -->b {to_html('x^2')}", "b x²"),
        ("<math display=block><mi class=a>y</mi><annotation>z</annotation></math>", "y"),
        ('<p>a &amp b &lt c &nosuch; 1 < 2</p><li><input type="checkbox" disabled checked/>Done</li>',
         "<p>a &amp; b &lt; c &amp;nosuch; 1 &lt; 2</p><li>☑Done</li>"),
        ("<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table>", "<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table>"),
        ("<p>a<!-- </p> -- x --></p><p title='--><b>'>b</p>", '<p>a</p><p title="--&gt;&lt;b&gt;">b</p>'),
        ("<p title='a' title='b'>c&#1;</p>", '<p title="b">c</p>'),
    ],
)
def test_what_becomes_of_markup(html: str, expected: str) -> None:
    assert portable_html(html, URL) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<a href="java&#10;script:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<a href="http://[">x</a>',
        '<img src="https://evil.example/a.png" alt="Far">',
        '<img src="//evil.example/a.png" alt="Far">',
        '<img srcset="https://evil.example/a.png" alt="Far">',
        '<table><tr><td style="position: fixed">1</td></tr></table>',
        "<script>alert('</p>')</script>a &amp; b",
        "<p>open",
        "<p><em>a</p>b",
        "<p>a<b>c</p></b>",
        "<ul><li>a<li>b</ul>c",
        "<p>a</p></div>b",
        "<div/>b",
        "<p a='<'>b</p>",
        "<!-- open",
        "<!--> a -->b",
        "<!-- a --!> b -->c",
        "<!-- a <!-- b -->c",
        "<![CDATA[a]]>",
        "<?a?>b",
        to_html("x^2").replace("<mi>", '<mi onclick="f()">'),
        to_html("x^2").replace("<mi>", '<mi href="https://evil.example/">'),
        '<formula id="9"></formula>',
        '<div><label for="y"><input id="y" type="radio"> Tab</label></div>',
    ],
)
def test_what_the_checks_refuse_no_export_need_know(html: str) -> None:
    assert not is_published(html)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x^2", "x²"),
        (r"\sqrt{d}", "√d"),
        (r"\frac{1}{3}", "1/3"),
        ("a < b", "a&lt;b"),
        (r"\sum_{i=1}^n x_i", r"<code>\sum_{i=1}^n x_i</code>"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", r"<code>\begin{pmatrix} a &amp; b \\ c &amp; d \end{pmatrix}</code>"),
    ],
)
def test_formulas_are_readable(latex: str, expected: str) -> None:
    assert portable_html(f"<p>{to_html(latex)}</p>", URL) == f"<p>{expected}</p>"


_NAMES = st.sampled_from(["p", "ul", "li", "details", "summary", "pre", "span", "b", "A", "table", "td", "h2", "ruby", "div"])
_TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]))
_PAGES = st.recursive(
    st.one_of(_TEXTS.map(lambda text: escape(text, quote=False)), st.sampled_from(["<br>", "&nbsp;", "<img src=z alt='\"'>", "<!-- <p> -->", "<hr />"])),
    lambda inner: st.builds(lambda name, value, parts: f"<{name} id=x title='{value}'>{''.join(parts)}</{name}>", _NAMES, _TEXTS.map(escape), st.lists(inner)),
)


@given(st.lists(_PAGES).map("".join))
def test_whatever_a_page_may_hold_xml_and_html_read_it_alike(html: str) -> None:
    assume(is_published(html))
    out = portable_html(html, URL)
    root = ElementTree.fromstring(f"<div>{out}</div>")
    assert not any({"id", "class", "onclick"} & set(element.attrib) for element in root.iter())
    assert all(url.startswith("https://example.org/") for element in root.iter() for name in ("src", "href") if (url := element.get(name)))
    assert portable_html(out, URL) == out


def test_a_real_page_keeps_its_text() -> None:
    html = '<h2 id="why">Why</h2><div class="sl"><div><p>One <abbr title="m">two</abbr></p></div></div>'
    out = portable_html(html, URL)
    assert lxml_html.fromstring(out).text_content() == "WhyOne two"
    html5lib.HTMLParser(strict=True).parseFragment(out)
