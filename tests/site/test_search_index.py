"""The search index: the head of each page, and which words stand in its text.

Held against the text that Material's own search takes from the same pages, and decoded as the description says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser

from shortlist.exports.search import HEADS, OFTEN, WORDS, Document, search_files, words_of
from shortlist.site.html import text_of
from shortlist.text import STOP_WORDS, fold
from tests.citations.records import render
from tests.site.conftest import Build, decoded
from tests.tiny import FIRST, TinySite

Run = Callable[..., Build]

PAGES = [
    "No heading at all.",
    "Before.\n\n## Why\n\nTwo *words* and `code`.\n\n## Key insights\n\n- one\n- two\n\n    more\n\n1. first\n",
    "## A $x_1 < y$ title [@a]\n\nText [@a; @b], more $\\alpha$ text.\n\n### Below\n\nDeeper & `<b>`.",
    '## Table\n\n| a | b |\n|---|---|\n| 1 | [link](https://example.org/?a=1&b=2 "T > S") |\n\nAfter[^1].\n\n[^1]: A note with *marks*.',
    "## Code\n\n```python\nif a < b:\n\n    return  a\n```\n\nAfter.",
    "## Raw\n\n<div title=\"a > b\">Raw <b>bold</b></div>\n\n<script>alert('no')</script>\n\n<!-- hidden -->\n\nAfter.",
    '!!! note "Title"\n    Inside.\n\n    ## Within\n\n    Still inside.\n\n## Out\n\nOutside.',
    "## Twice\n\nOne.\n\n## Twice\n\nTwo.",
]


@pytest.mark.parametrize("markdown", PAGES)
def test_words_are_those_of_the_theme_s_own_search(markdown: str) -> None:
    html = render(markdown)
    judge = Parser()
    judge.feed(html)
    judge.close()
    shown = [section for section in judge.data if not section.is_excluded()]
    text = " ".join(TAG.sub(" ", part) for section in shown for part in [*section.title, " ", *section.text])
    expected = {word for word in WORD.findall(unescape(text).lower()) if len(word) > 1}
    assert words_of(text_of(html)).keys() == expected - STOP_WORDS


TAG = re.compile(r"<[^<>]*>")
WORD = re.compile(r"[a-z0-9]+")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lučić, Lučić and LUCIC", {"lucic"}),
        ("e\u0301tude nai\u0308ve", {"etude", "naive"}),
        ("self-supervised pre–training (2021)", {"self", "supervised", "pre", "training", "2021"}),
        ("The A of x", set()),
        ("Straße Łuk ﬁne", {"strasse", "luk", "fine"}),
        ("深度学习 и сети", {"深度学习", "сети"}),
        ("under_score don't", {"score", "don"}),
        ("84.15–85.7%, 1,000 and 2103.03230.", {"84.15", "85.7", "1000", "2103.03230"}),
        ("84,15 of 2,097,152", {"84.15", "2097152"}),
        ("हिन्दी שָׁלוֹם", {"हनद", "שלום"}),
        ("a U-Net, GPT-3 and e-mail", {"net", "unet", "gpt", "gpt3", "mail", "email"}),
        ("water is 水, or λ", {"water", "水"}),
        ("", set()),
    ],
)
def test_words_as_somebody_types_them(text: str, words: set[str]) -> None:
    assert words_of(text).keys() == words


def test_words_are_counted() -> None:
    assert words_of("Bee, bee “bee”: Lučić—lucic") == {"bee": 3, "lucic": 2}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p><p>three</p>", "One two three"),
        ("<p>H<sub>2</sub>O and <em>em</em>bedded</p>", "H2O and embedded"),
        ('<p title="a > b">x &amp; y</p>', "x & y"),
        ("<h2>Head</h2>\n<script>no()</script><style>no</style><!-- no -->", "Head"),
        ("<table><tr><th>a</th><td>b</td></tr></table>", "a b"),
        ("<p>where <math><mi>softmax</mi></math> is</p>", "where … is"),  # Formulas are not text.
        ('<p>said <sup class="citation"><a href="#r">1</a></sup>, or not.</p>', "said, or not."),
        ("<p>a < b and <b>bold</b>", "a < b and bold"),
        ("", ""),
    ],
)
def test_the_text_of_a_page(html: str, text: str) -> None:
    assert " ".join(text_of(html).split()) == text


def test_a_block_of_a_page_is_a_line_of_its_text() -> None:
    html = "<h2>Why\n</h2>\n<p>Soft\nbreaks <em>join</em>.</p><ul><li>one</li>\n<li>two</li></ul>"
    assert text_of(html) == "Why\nSoft breaks join.\none\ntwo"


def test_a_page_without_a_gist_shows_how_it_begins(site: TinySite, run: Run) -> None:
    site.write("docs/short.md", "---\ntitle: Short\n---\n\nShort *text*.\n")
    site.write("docs/long.md", f"---\ntitle: Long\n---\n\n{'word ' * 100}\n")
    search = run().site / "search"
    titles = [page["title"] for page in json.loads((search / "search_index.json").read_text(encoding="utf-8"))["docs"]]
    gists = dict(zip(titles, json.loads((search / "words.json").read_text(encoding="utf-8"))["gists"], strict=True))
    assert gists["Short"] == "Short text."
    assert gists["Long"].endswith("word …")
    assert len(gists["Long"]) <= 180


def page(address: str, text: str, title: str = "Title", tags: tuple[str, ...] = (), headings: str = "") -> Document:
    return Document(address, title, "", text, headings, tags=tags)


def written(documents: list[Document]) -> dict[str, Any]:
    """Path → content of the files, those of JSON parsed."""
    return {path: json.loads(text) if path.endswith(".json") else text for path, text in search_files(documents)}


def places(documents: list[Document]) -> dict[str, dict[int, bool]]:
    return decoded(written(documents)[WORDS])


@given(st.lists(st.dictionaries(st.sampled_from(["alpha", "beta", "gamma"]), st.integers(1, 9)), max_size=60), st.integers(0, 3000))
@settings(max_examples=60, deadline=None)
def test_every_word_is_found_on_its_pages_and_no_others(bodies: list[dict[str, int]], gap: int) -> None:
    bodies = [*bodies, *({} for _ in range(gap)), {"alpha": 1}]
    documents = [page(f"{number}/", " ".join(f"{word} " * count for word, count in body.items())) for number, body in enumerate(bodies)]
    expected: dict[str, dict[int, bool]] = {}
    for number, body in enumerate(bodies):
        for word, count in body.items():
            expected.setdefault(word, {})[number] = count >= OFTEN
    assert places(documents) == expected


def test_words_of_the_head_are_not_kept_twice() -> None:
    assert places([page("a/", "title nlp rest", tags=("NLP",)), page("b/", "nlp")]) == {"nlp": {1: False}, "rest": {0: False}}


def test_a_text_is_about_the_words_of_its_headings() -> None:
    assert places([page("a/", "Corrections\nmade", headings="Corrections")]) == {"corrections": {0: True}, "made": {0: False}}


def test_an_empty_site_has_an_index() -> None:
    files = written([])
    assert files[HEADS]["docs"] == []
    assert files[WORDS] == {"words": "", "places": "", "gists": [], "also": []}


@pytest.mark.parametrize(
    ("name", "plain"), [("Zoë Łuk", "Zoe Luk"), ("Ångström", "Angstrom"), ("Straße", "Strasse"), ("Ada", "Ada")]
)
def test_names_can_be_typed_on_a_plain_keyboard(name: str, plain: str) -> None:
    assert fold(name) == plain


def test_each_page_is_in_the_index_once(run: Run) -> None:
    locations = addresses(run())
    assert len(set(locations)) == len(locations)
    assert {"", "2021-04/", "2021-04/first/", "tags/nlp/"} <= set(locations)


@pytest.mark.parametrize("picks", [["first"], ["first", "first", "second"]])
def test_a_preview_finds_each_page_once_whatever_its_issue_lists(site: TinySite, run: Run, picks: list[str]) -> None:
    site.issue(picks=picks)
    locations = addresses(run(strict=False, command="serve"))
    assert len(set(locations)) == len(locations)
    assert {"2021-04/", "2021-04/first/", "2021-04/second/"} <= set(locations)


def test_a_rebuild_gives_the_same_index(site: TinySite, run: Run) -> None:
    before = (run().site / INDEX).read_bytes()
    assert (run().site / INDEX).read_bytes() == before


def test_hidden_drafts_are_not_in_the_index(site: TinySite, run: Run) -> None:
    site.issue(picks=["second"])
    site.summary("first", FIRST | {"status": "draft"})
    site.replace("docs/2021-04/index.md", "picks: [second]", "picks: [first, second]")
    site.replace("docs/2021-04/index.md", "issue: 2021-04", "issue: 2021-04\nstatus: draft")
    assert not [address for address in addresses(run()) if address.startswith("2021-04/")]


def test_the_index_does_not_hold_what_the_theme_s_search_would(run: Run) -> None:
    """Nor is the theme's own script for it published."""
    site = run().site
    assert not (site / "assets" / "javascripts" / "workers").exists()
    assert set(json.loads((site / INDEX).read_text(encoding="utf-8"))) == {"docs", "stop"}


INDEX = "search/search_index.json"


def addresses(built: Build) -> list[str]:
    return [page["location"] for page in json.loads((built.site / INDEX).read_text(encoding="utf-8"))["docs"]]
