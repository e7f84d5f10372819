"""Laws that hold for any text."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from shortlist.citations.extension import CitationExtension
from tests.citations.records import ENTRIES, parser, render, render_without
from tests.citations.test_extension import UNTOUCHED
from tests.reading.test_citations import find_groups

PIECES = [
    *"[]()@!*_`^\\;,:.<>&|#$-=~{}\"' \n\té\N{RIGHT-TO-LEFT MARK}",
    *(
        "\n\n",
        "    ",
        "- ",
        "> ",
        "## ",
        "| ",
        "\n|---|\n",
        "$$",
        "```\n",
        "!!! note\n    ",
        "/// caption\n",
        "\n///\n",
    ),
    *("a", "b", "x", "word ", "@a", "[@a]", "[@b, p. 3]", "[see @a; @b]", "[^1]", "[^1]: ", "](u)", "[l]: u\n"),
    *("<a>", "</a>", "<!--", "-->", "<b t='", "'>", "&amp;", "http://x.y/", "me@x.org", "*[a]: b\n", "[TOC]", "{#a}"),
]
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=60)
_WITHOUT_ENTRIES = parser({})
_WITH_ENTRIES = parser()
INLINE = st.lists(st.sampled_from([*"[]()@;, ab!:^*\\", "@a", "@b", "[@a]", " see ", "][", "](u)"]), max_size=15).map("".join)


@settings(max_examples=100, deadline=None)
@given(MARKDOWN)
def test_without_entries_nothing_changes(text: str) -> None:
    assert _WITHOUT_ENTRIES.reset().convert(text) == render_without(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(UNTOUCHED), max_size=8))
def test_what_does_not_cite_alone_does_not_cite_in_company(blocks: list[str]) -> None:
    text = "\n\nA paragraph between.\n\n".join(blocks)
    assert render(text) == render_without(text)


@settings(max_examples=100, deadline=None)
@given(MARKDOWN)
def test_every_number_has_its_reference_and_back(text: str) -> None:
    md = _WITH_ENTRIES.reset()
    html = md.convert(text)
    assert re.findall(r'<li id="ref-([^"]*)"', html) == list(dict.fromkeys(link.key for link in md.citations))
    places = re.findall(r' id="(cite-[^"]*)" role="doc-noteref"', html)
    assert len(places) == len(set(places))
    assert set(places) == set(re.findall(r'<a href="#([^"]*)" role="doc-backlink"', html))
    assert "data-citation-key" not in html


@settings(max_examples=100, deadline=None)
@given(INLINE)
def test_the_parser_cites_what_the_grammar_finds(text: str) -> None:
    """So that checks, which read the grammar, and pages agree."""
    md = Markdown(extensions=[CitationExtension(entries=ENTRIES)])
    md.convert(f"x{text}")
    keys = [[item.key for item in group.items] for group in find_groups(f"x{text}")]
    known = [key for group in keys if all(key in ENTRIES for key in group) for key in group]
    assert [link.key for link in md.citations] == known


@settings(max_examples=100, deadline=None)
@given(MARKDOWN)
def test_groups_are_apart_and_in_order(text: str) -> None:
    groups = list(find_groups(text))
    for group, following in zip(groups, groups[1:], strict=False):
        assert group.end <= following.start
    for group in groups:
        offsets = [item.offset for item in group.items]
        assert offsets == sorted(offsets)
        assert all(group.start < offset < group.end for offset in offsets)
