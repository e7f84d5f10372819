"""Markdown as plain text: readable as it stands, whatever the page holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortlist.exports.plain import filled, plain_text

LONG = "Words " * 20


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("A formula $d_k^2$ and\n\n$$\n\\sqrt{n} = 1\n$$", "A formula d_k² and\n\n√n=1"),
        (r"Escaped \*stars\* and \[1\], 3 \$", "Escaped *stars* and [1], 3 $"),
        ("`$x$ \\* <b>` is code", "`$x$ \\* <b>` is code"),
        ("a &lt; b<br>c <kbd>Enter</kbd> &amp; d", "a < bc Enter & d"),
        ("![A curve.](https://example.org/a.svg)", "[Picture: A curve.](https://example.org/a.svg)"),
        ("<https://example.org/a>", "<https://example.org/a>"),
        ("- one\n- two\n\n1. three", "- one\n- two\n\n1. three"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("> said\n> so", "> said\n> so"),
        ("```python\nx = $1  # \\*\n\n\ny\n```\nafter", "```python\nx = $1  # \\*\n\n\ny\n```\n\nafter"),
        ("    x  =  1", "    x  =  1"),
        ("", ""),
    ],
)
def test_what_stands_for_what(markdown: str, expected: str) -> None:
    assert plain_text(markdown) == expected


@pytest.mark.parametrize("mark", ["", "- ", "12. ", "> ", "  - "])
def test_long_lines_are_broken_below_their_beginning(mark: str) -> None:
    lines = plain_text(mark + LONG).split("\n")
    assert len(lines) > 1
    assert all(len(line) <= 78 for line in lines)
    after = mark if ">" in mark else " " * len(mark)
    assert [line[: len(mark)] for line in lines[1:]] == [after] * (len(lines) - 1)
    assert re.findall("Words", "".join(lines)) == ["Words"] * 20


def test_an_address_stays_whole() -> None:
    url = f"https://example.org/{'a-' * 60}"
    assert url in filled(f"{LONG}{url} {LONG}").split("\n")


@given(st.lists(st.sampled_from(["word", "$x", "$", "`", "``", "\\", "&amp;", "<b>", "<", "[1]", "\n", "\n\n", "- ", "> ", "|", "    ", "~~~", "\n```\n"])))
def test_any_markdown_keeps_its_words(pieces: list[str]) -> None:
    assert plain_text("".join(pieces)).count("word") == pieces.count("word")
