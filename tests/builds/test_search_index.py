"""The search index of summaries, held against the index that Material's own search makes of the same pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from material.plugins.search.plugin import Parser

from shortlist.plugin.search import documents
from shortlist.plugin.views import PickView, TagView
from shortlist.reading.folding import fold
from tests.builds.conftest import Build
from tests.citations.records import render
from tests.tiny import FIRST, TinySite

Run = Callable[..., Build]

PICK = PickView(
    rank=1,
    address="2021-04/first/",
    title="Rates & <Odds>",
    gist="What is new.",
    authors=("Ada Example", "Zoë Łuk"),
    head_authors="Ada Example, Zoë Łuk",
    more_authors="",
    more_count="",
    short_authors="Ada Example, Zoë Łuk",
    venue="",
    year="2021",
    first_seen="",
    minutes="1 minute",
    tags=(TagView("NLP", "tags/nlp/", "Text.", 1),),
    links=(),
    issue_title="April 2021",
    issue_address="2021-04/",
    issue_size=2,
    coins="",
    paper_files=(),
    reference_files=(),
)

PAGES = [
    "No heading at all.",
    "Before.\n\n## Why\n\nTwo *words* and `code`.\n\n## Key insights\n\n- one\n- two\n\n    more\n\n1. first\n",
    "## A $x_1 < y$ title [@a]\n\nText [@a; @b], more $\\alpha$ text.\n\n### Below\n\nDeeper & `<b>`.",
    '## Table\n\n| a | b |\n|---|---|\n| 1 | [link](https://example.org/?a=1&b=2 "T > S") |\n\nAfter[^1].\n\n[^1]: A note with *marks*.',
    "## Code\n\n```python\nif a < b:\n\n    return  a\n```\n\nAfter.",
    "## Raw\n\n<div title=\"a > b\">Raw <b>bold</b></div>\n\n<script>alert('no')</script>\n\n<!-- hidden -->\n\nAfter.",
    '!!! note "Title"\n    Inside.\n\n    ## Within\n\n    Still inside.\n\n## Out\n\nOutside.',
    "## Twice\n\nOne.\n\n## Twice\n\nTwo.",
    "## Hidden { data-search-exclude }\n\nShown.\n\nNot shown.\n{ data-search-exclude }\n",
]


@pytest.mark.parametrize("markdown", PAGES)
def test_sections_are_those_of_the_theme_s_own_search(markdown: str) -> None:
    html = render(markdown)
    head, *sections = documents(PICK, html)
    judge = Parser()
    judge.feed(html)
    judge.close()
    expected = [section for section in judge.data if not section.is_excluded()]
    first = expected.pop(0) if expected and not expected[0].title else None
    assert head["text"].endswith(words(first.text) if first else "</p>")
    assert [section["title"] for section in sections] == [words(section.title) for section in expected]
    assert [squeezed(section["text"]) for section in sections] == [squeezed(words(section.text)) for section in expected]
    # Material leaves the first section without an id if nothing stands before it; ours always has its own.
    ids = [section["location"].partition("#")[2] for section in sections]
    assert all(ids)
    assert len(set(ids)) == len(ids)


def words(parts: list[str]) -> str:
    return "".join(parts).strip()


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_head_of_a_summary_can_be_found() -> None:
    (head,) = documents(PICK, "")
    assert head == {
        "location": "2021-04/first/",
        "title": "Rates &amp; &lt;Odds&gt;",
        "text": "<p>What is new.</p><p>Ada Example, Zoë Łuk</p><p>Zoe Luk</p><p>April 2021</p>",
        "tags": ["NLP"],
        "boost": 2,
    }


@pytest.mark.parametrize(
    ("name", "plain"), [("Zoë Łuk", "Zoe Luk"), ("Ångström", "Angstrom"), ("Straße", "Strasse"), ("Ada", "Ada")]
)
def test_names_can_be_typed_on_a_plain_keyboard(name: str, plain: str) -> None:
    assert fold(name) == plain


def test_each_page_is_in_the_index_once(run: Run) -> None:
    locations = [document["location"] for document in index(run())]
    assert len(set(locations)) == len(locations)
    assert {"", "2021-04/", "2021-04/first/", "2021-04/first/#why", "tags/nlp/"} <= set(locations)


def test_a_rebuild_does_not_repeat_entries(site: TinySite, run: Run) -> None:
    before = len(index(run()))
    assert len(index(run())) == before


def test_hidden_drafts_are_not_in_the_index(site: TinySite, run: Run) -> None:
    site.issue(picks=["second"])
    site.summary("first", FIRST | {"status": "draft"})
    site.replace("docs/2021-04/index.md", "picks: [second]", "picks: [first, second]")
    site.replace("docs/2021-04/index.md", "issue: 2021-04", "issue: 2021-04\nstatus: draft")
    assert not [document for document in index(run()) if document["location"].startswith("2021-04/")]


def index(built: Build) -> list[dict[str, Any]]:
    return json.loads((built.site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
