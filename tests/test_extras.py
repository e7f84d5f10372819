"""What authors know from Material for MkDocs works with the settings of this site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html
from markdown import Markdown

from shortlist.extras import ExtrasExtension

ROOT = Path(__file__).parents[1]


def converted(text: str) -> html.HtmlElement:
    """Convert with the extensions of mkdocs.yml; MkDocs' own tags in it are read as nothing."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!ENV", lambda *_: None)
    Loader.add_constructor("!relative", lambda *_: str(ROOT / "figures"))
    listed = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)["markdown_extensions"]
    configs: dict[str, Any] = {}
    for extension in listed:
        configs |= extension if isinstance(extension, dict) else {extension: {}}
    return html.fromstring(f"<div>{Markdown(extensions=list(configs), extension_configs=configs).convert(text)}</div>")


def test_a_list_begins_with_the_number_that_is_written() -> None:
    page = converted("1. one\n\n```\nx\n```\n\n2. two\n\nWords.\n\n2019\\. It is so.")
    assert page.xpath("//ol/@start") == ["2"]


def test_footnotes_are_lettered() -> None:
    notes = "".join(f"\n[^n{number}]: Note {number}.\n" for number in range(28))
    page = converted(" ".join(f"x[^n{number}]" for number in range(28)) + "\n" + notes)
    marks = page.xpath("//sup/a")
    assert [mark.text for mark in marks][:3] + [mark.text for mark in marks][25:] == ["a", "b", "c", "z", "aa", "ab"]
    assert marks[1].get("aria-label") == "Footnote b"
    assert page.xpath("//div[@class='footnote']/ol/@type") == ["a"]
    assert page.xpath("(//a[@class='footnote-backref'])[27]/@title") == ["Back to footnote aa in the text"]


def test_a_footnote_that_is_referred_to_twice_keeps_its_letter() -> None:
    page = converted("x[^a] y[^b] z[^a]\n\n[^a]: A.\n[^b]: B.")
    assert [mark.text for mark in page.xpath("//sup/a")] == ["a", "b", "a"]
    assert [link.get("title")[:18] for link in page.xpath("//a[@class='footnote-backref']")] == ["Back to footnote a"] * 2 + [
        "Back to footnote b"
    ]


def test_tabs() -> None:
    page = converted('=== "One"\n\n    First.\n\n=== "Two"\n\n    $x$\n')
    assert [label.text for label in page.xpath("//div[@class='tabbed-labels']/label")] == ["One", "Two"]
    assert [block.text_content().strip()[:6] for block in page.xpath("//div[@class='tabbed-block']")][0] == "First."
    assert page.xpath("//div[@class='tabbed-block'][2]//math")


@pytest.mark.parametrize(("marks", "is_open"), [("???", False), ("???+", True)])
def test_details(marks: str, is_open: bool) -> None:
    page = converted(f'{marks} note "Title"\n\n    Body.\n')
    [details] = page.xpath("//details[@class='note']")
    assert details.xpath("summary/text()") == ["Title"]
    assert ("open" in details.attrib) is is_open


def test_boxes_of_a_task_list_have_names() -> None:
    page = converted("- [x] one\n- [ ] two\n")
    boxes = page.xpath("//li/input[@type='checkbox'][@disabled]")
    assert [(box.get("aria-label"), "checked" in box.attrib) for box in boxes] == [("Done", True), ("To do", False)]


def test_struck_out_words_and_what_is_about_so_much() -> None:
    page = converted("~~gone~~ from ~100 to ~200")
    assert page.xpath("//del/text()") == ["gone"]
    assert not page.xpath("//sub")


def test_abbreviations_are_within_the_reach_of_the_keyboard() -> None:
    page = converted("The ELBO.\n\n*[ELBO]: Evidence lower bound")
    assert page.xpath("//abbr[@tabindex='0']/@title") == ["Evidence lower bound"]


def test_nothing_needs_a_style_of_its_own() -> None:
    page = converted('=== "A"\n\n    x\n\n??? note\n\n    y\n\n- [ ] z\n\n$$\n\\begin{cases} a & b \\\\ c & d \\end{cases}\n$$')
    assert not page.xpath("//*[@style] | //style | //script")


def test_it_works_beside_no_other_extension() -> None:
    assert Markdown(extensions=[ExtrasExtension()]).convert("a[^1]") == "<p>a[^1]</p>"
