"""Terms of the glossary are shown at their first use, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown import Markdown

from shortlist.glossary import GlossaryProcessor

MEANINGS = {
    "FID": "A distance.",
    "skip connection": "A path.",
    "ImageNet": "Pictures.",
    "ImageNet-21k": "More pictures.",
    "<": "Less.",
}


def convert(text: str) -> tuple[str, list[str]]:
    parser = Markdown(extensions=["tables", "abbr", "footnotes"])
    processor = GlossaryProcessor(parser, MEANINGS)
    parser.treeprocessors.register(processor, "glossary", 4)
    return parser.convert(text), processor.used


def marked(text: str) -> list[str]:
    page, used = convert(text)
    shown = [(element.text, element.get("title")) for element in html.fromstring(f"<div>{page}</div>").iter("abbr")]
    assert [meaning for _, meaning in shown] == [MEANINGS[term] for term in used]
    return [text for text, _ in shown]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("An FID of 3 is a good FID.", ["FID"]),
        ("FID", ["FID"]),
        ("Two skip connections, and *FID* in italics.", ["skip connections", "FID"]),
        ("ImageNet-21k, then ImageNet.", ["ImageNet-21k", "ImageNet"]),
        ("ImageNet-1k and pre-FID and FIDs2 and sFID", []),
        ("A [link to FID](https://example.org/) and `FID` and FID.", ["FID"]),
        ("## FID\n\nThe FID.", ["FID"]),
        ("| FID |\n|---|\n| 3 |", ["FID"]),
        ("    FID\n", []),
        (
            "<b>FID</b>, then FID.",
            [
                "FID",
            ],
        ),
        ("a\\<b and FID & ImageNet", ["FID", "ImageNet"]),
        ("FID[^1]\n\n[^1]: A note.\n", ["FID"]),
        ("", []),
    ],
)
def test_first_uses_are_marked(text: str, terms: list[str]) -> None:
    assert marked(text) == terms


def test_what_a_page_explains_itself_is_left_to_it() -> None:
    page, used = convert("The FID.\n\n*[FID]: Another meaning.\n")
    assert used == []
    assert 'title="Another meaning."' in page


@given(st.text("FIDs <>&*_`[]()\n-21k\\ImageNet", max_size=60))
def test_nothing_but_marks_is_added(text: str) -> None:
    plain = Markdown(extensions=["tables", "abbr", "footnotes"]).convert(text)
    page, used = convert(text)
    assert len(used) == len(set(used))
    for term in used:
        page = page.replace(f'<abbr title="{MEANINGS[term]}">', "", 1).replace("</abbr>", "", 1)
    assert page == plain
