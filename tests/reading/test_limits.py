"""No text that someone sends keeps the parser busy for long, or ends in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.hostile import SHAPES, Shape
from shortlist.reading.limits import MAX_OPEN, find_excess
from shortlist.reading.source import Source
from tests.conftest import SAMPLE
from tests.tiny import TinySite


@pytest.mark.parametrize("path", sorted((SAMPLE / "docs").rglob("*.md")), ids=lambda path: path.stem)
def test_no_page_of_ours_comes_near_the_limits(path: Path) -> None:
    assert find_excess(Source(path.name, path.read_text(encoding="utf-8")), 0) is None


@pytest.mark.parametrize(
    "text",
    [
        "[a](b) " * 500,
        "$[0, 1)$ and " * MAX_OPEN,
        "(a)\n\n" * 500,
        "(a\n\n" * 500,
        "- a\n" * 500,
        "> a\n" * 500,
        "- " + "* " * 40,
        "a\n" + "-" * 200,
        "1 < 2 and " * 500,
        "| a | b |\n" * 500,
        "Line.\n" * 5_000,
        "    " * 10 + "- a",
    ],
)
def test_texts_for_readers_are_within_the_limits(text: str) -> None:
    assert find_excess(Source("a.md", text), 0) is None


def test_line_ends_in_a_row_are_limited() -> None:
    """The parser takes each block from the front of a list, which is quadratic in blank lines."""
    problem = find_excess(Source("a.md", "Words.\n" + "\n" * 2000), 0)
    assert problem
    assert str(problem) == "a.md:1:7: F147 more than 1,000 line ends stand in a row; delete them"


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.file == "page"], ids=lambda shape: shape.name.replace(" ", "-"))
def test_no_shape_ends_in_a_traceback(tmp_path: Path, shape: Shape) -> None:
    """How the time grows, `make bench hostile` shows; here each is short."""
    site = TinySite(tmp_path)
    site.summary("first", {"paper": "ada2020first", "gist": "A.", "tags": ["NLP"]}, shape.text(1200))
    assert all(":" in line for line in site.problems())
