"""HTML as plain text: readable as it stands, whatever the page holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortlist.exports.plain import PlainWriter
from shortlist.exports.portable import portable_html

LONG = "Words " * 20
URL = "https://example.org/a"


def plain(html: str) -> str:
    return PlainWriter().write(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>A <em>title</em></h2>\n<p>one\ntwo</p>\n<p>three</p>", "## A *title*\n\none two\n\nthree"),
        ("<p>a &lt; b<br />c &amp; <code>d  *</code></p>", "a < b c & `d *`"),
        (f'<p>See <a href="{URL}">there</a>, and <a>here</a>.</p>', f"See [there]({URL}), and here."),
        (f'<p>Said<sup><a href="{URL}#ref-a">1</a>, <a href="{URL}#fn:b">2</a></sup> 1<sup>st</sup></p>', "Said [1, 2] 1st"),
        (f'<p>Key<sup><a href="{URL}">1</a></sup> <q>so</q> <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>', f"Key[1]({URL}) “so” 漢(kan)"),
        ("<ul><li>one</li><li><p>two</p><p>three</p><ul><li>four</li></ul></li></ul>", "- one\n\n- two\n\n    three\n\n    - four"),
        ("<ol><li>one</li><li>two</li></ol><div><hr /><ol type=\"a\"><li>three</li></ol></div>", "1. one\n2. two\n\n---\n\n[a] three"),
        ('<ol start="5" type="a"><li>one</li><li>two</li></ol>', "5. one\n6. two"),
        ("<table><tr><td><div><pre>1</pre></div></td><td><div><pre><code>x</code></pre></div></td></tr></table>", "```\nx\n```"),
        ("<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("<blockquote><p>said</p><p>so</p></blockquote>", "> said\n> \n> so"),
        ("<p>so:</p><div><pre><code>x = $1  # \\*\n\n\n  <b>y</b>\n</code></pre></div>after", "so:\n\n```\nx = $1  # \\*\n\n\n  y\n```\n\nafter"),
        ("text <p>and a paragraph</p> and more", "text\n\nand a paragraph\n\nand more"),
        ("<dl><dt>term</dt><dd>meaning</dd></dl>", "term\n\n- meaning"),
        ("", ""),
    ],
)
def test_what_stands_for_what(html: str, expected: str) -> None:
    assert plain(html) == expected


@pytest.mark.parametrize(
    ("before", "after", "mark", "indentation"),
    [("<p>", "</p>", "", ""), ("<ul><li>", "</li></ul>", "- ", "    "), ("<blockquote>", "</blockquote>", "> ", "> ")],
)
def test_long_lines_are_broken_below_their_beginning(before: str, after: str, mark: str, indentation: str) -> None:
    first, *lines = plain(before + LONG + after).split("\n")
    assert first.startswith(f"{mark}Words")
    assert lines
    assert all(len(line) <= 78 and line.startswith(f"{indentation}Words") for line in lines)


def test_an_address_stays_whole() -> None:
    url = f"https://example.org/{'a-' * 60}"
    assert f"({url})" in plain(f'<p>{LONG}<a href="{url}">there</a> {LONG}</p>')


_NAMES = st.sampled_from(["a", "b", "p", "h2", "ul", "ol", "li", "dl", "dd", "table><tr><td", "pre", "code", "sup", "blockquote", "figure", "del", "div"])
_PAGES = st.recursive(
    st.sampled_from(["word ", "\n", "<br>"]),
    lambda inner: st.builds(lambda name, parts: f"<{name}>{''.join(parts)}</{'></'.join(reversed(name.split('><')))}>", _NAMES, st.lists(inner)),
)


@given(_PAGES)
def test_whatever_a_page_holds_all_words_are_there(html: str) -> None:
    assert plain(portable_html(html, "https://example.org/")).count("word") == html.count("word")
