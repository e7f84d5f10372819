"""A paragraph of Markdown becomes HTML that is safe, or is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from shortlist.inline import inline_html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Example", "Ada Example"),
        ("*Ada* of **A** & `B`, a < b", "<em>Ada</em> of <strong>A</strong> &amp; <code>B</code>, a &lt; b"),
        ("[Ada](https://example.org/?a=1&b=2)", '<a href="https://example.org/?a=1&amp;b=2">Ada</a>'),
        ("<https://example.org/>", '<a href="https://example.org/">https://example.org/</a>'),
    ],
)
def test_what_a_paragraph_may_hold(text: str, expected: str) -> None:
    assert inline_html(text) == expected


@given(st.text("ab<>[]()!\"'=/*`# \n-&;:.", max_size=40) | st.sampled_from(["<b>", "<a href='x'>y</a>", "a\n\nb", "# A", "> a", "- a"]))
def test_nothing_else_comes_of_it(text: str) -> None:
    try:
        made = inline_html(text)
    except ValueError:
        return
    elements = html.fragment_fromstring(made, create_parent="div").xpath(".//*")
    assert {element.tag for element in elements} <= {"a", "em", "strong", "code"}
    assert all(set(element.attrib) == ({"href"} if element.tag == "a" else set()) for element in elements)
    assert all(element.get("href").startswith(("https://", "http://", "mailto:")) for element in elements if element.tag == "a")
