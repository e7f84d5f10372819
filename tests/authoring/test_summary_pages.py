"""A summary that is just begun: its name, its links, its suggested tags."""

from __future__ import annotations

import random
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shortlist.authoring.summaries import links_in, slug_for, summary_page
from shortlist.authoring.tagging import suggest_tags
from shortlist.checks import check
from shortlist.model import Entry, Library, Summary, Tag
from shortlist.problems import Place
from shortlist.reading.header import SummaryHeader, read_header
from shortlist.reading.source import Source
from tests.tiny import ROOT


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("GLM: General Language Model Pretraining", "glm"),
        ("ViViT: A Video Vision Transformer", "vivit"),
        ("MLP-Mixer: An all-MLP Architecture for Vision", "mlp-mixer"),
        ("Barlow Twins: Self-Supervised Learning", "barlow-twins"),
        ("An Image Is Worth 16x16 Words: Transformers", "image-worth-16x16-words"),
        ("On the Shape of Things", "shape-things"),
        ("Lučić’s Théorème", "lucics-theoreme"),
        ("What Is It?", "what-is-it"),
        ("$\\pi$", "pi"),
        ("深度学习", "li2021deep"),
        ("…", "li2021deep"),
        (": no name", "no-name"),
        ("x" * 200, "x" * 40),
        ("Incomprehensibilities of counterrevolutionaries everywhere", "incomprehensibilities"),
        ("Index: A List", "index-2"),
    ],
)
def test_a_name_is_short_and_of_the_title(title: str, slug: str) -> None:
    assert slug_for(title, "li2021deep", set()) == slug


def test_a_taken_name_gets_the_next_number() -> None:
    assert slug_for("GLM: More", "key", {"glm", "glm-2"}) == "glm-3"


@given(st.text(max_size=60), st.from_regex(r"\A[a-z][a-z0-9-]{0,9}\Z"), st.sets(st.sampled_from(["a", "b", "paper-1", "x-2"])))
def test_any_title_has_a_name_that_can_be_an_address(title: str, key: str, taken: set[str]) -> None:
    slug = slug_for(title, key, taken)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert slug not in taken | {"index"}
    assert len(slug) <= 45


@pytest.mark.parametrize(
    ("abstract", "links"),
    [
        ("Code is at https://github.com/a/b-c.d.", {"code": "https://github.com/a/b-c.d"}),
        ("(http://www.github.com/a/b/tree/main)", {"code": "https://www.github.com/a/b"}),
        ("[https://gitlab.com/a/b.git]", {"code": "https://gitlab.com/a/b"}),
        ("See https://a-b.github.io/kite/.", {"project": "https://a-b.github.io/kite"}),
        ("https://github.com/a", {}),
        ("https://github.com.evil.example/a/b", {}),
        ("https://evil.example/github.com/a/b", {}),
        ("javascript:alert('https://github.com/a/b')", {"code": "https://github.com/a/b"}),
        ("No address.", {}),
    ],
)
def test_addresses_of_code_and_project_are_found(abstract: str, links: dict[str, str]) -> None:
    assert links_in(abstract) == links


@given(
    st.from_regex(r"\A[a-z][a-z0-9-]{0,9}\Z"),
    st.lists(st.text(min_size=1, max_size=9).filter(str.strip), max_size=4),
    st.text(max_size=80),
)
def test_any_header_reads_back_as_it_was_meant(key: str, tags: list[str], abstract: str) -> None:
    links = links_in(f"https://github.com/a/b{abstract}")
    tags = [tag for tag in tags if "[@" not in tag and tag.isprintable()]
    page = summary_page(key, tags, links)
    header, problems = read_header(Source("x.md", page), SummaryHeader)
    assert problems == []
    assert header is not None
    assert header.fields == SummaryHeader(paper=key, gist="TODO", tags=tags, links=links, status="draft")


def test_the_skeleton_has_the_sections_and_says_what_belongs_there() -> None:
    page = summary_page("du2021glm", ["NLP"], {})
    assert re.findall(r"^## .*$", page, re.MULTILINE) == ["## Why", "## Key insights"]
    assert page.count("TODO") == 3
    assert "[@du2021glm]" in page
    assert yaml.safe_load(page.split("---\n")[1])["tags"] == ["NLP"]


# Tags

TAGS = {"Vision": "Images and video.", "Audio": "Speech and sound.", "Attention": "How tokens exchange information.", "Theory": "What can be proved."}


def library(*summaries: tuple[str, str, tuple[str, ...]], tags: dict[str, str] | None = None) -> Library:
    """Of summaries, each a title, a gist and tags."""
    place, body = Place("x"), None
    vocabulary = {name: Tag(name, name.lower(), "Topics", meaning, place) for name, meaning in (tags or TAGS).items()}
    entries = {f"k{number}": Entry(f"k{number}", "misc", {}, place, title=title) for number, (title, _, _) in enumerate(summaries)}
    pages = {f"2021-04/s{number}": Summary(f"2021-04/s{number}", "x", f"k{number}", gist, tags, body) for number, (_, gist, tags) in enumerate(summaries)}
    return Library(tags=vocabulary, entries=entries, summaries=pages)


def suggested(library: Library, title: str, abstract: str = "") -> list[tuple[str, str]]:
    return [(suggestion.tag, suggestion.reason) for suggestion in suggest_tags(library, title, abstract)]


def test_words_of_a_tag_and_of_its_meaning_suggest_it() -> None:
    assert suggested(library(), "Speeches without Attentive Images") == [
        ("Attention", "'attentive'"),
        ("Vision", "'images'"),
        ("Audio", "'speeches'"),
    ]


def test_summaries_that_share_telling_words_suggest_their_tags() -> None:
    known = library(
        ("Kites over Kitezh", "Kites fly.", ("Theory",)),
        ("Kites Again", "More kites and strings.", ("Theory",)),
        ("Boats", "They float.", ("Audio",)),
        ("Trains", "They roll.", ("Audio",)),
    )
    assert suggested(known, "Kites and Strings", "Strings of kites over Kitezh fly again.") == [("Theory", "as in 2021-04/s0")]


@pytest.mark.parametrize("title", ["", "Zzz", "…", "深度学习", "the of and", "-" * 500])
def test_what_tells_nothing_suggests_nothing(title: str) -> None:
    assert suggested(library(), title) == []
    assert suggested(Library(), title) == []


def test_suggestions_are_of_the_vocabulary_and_at_most_four() -> None:
    real, _ = check(ROOT)
    words = [word for summary in real.summaries.values() for word in summary.body.text.split()]
    chance = random.Random(7)
    for _ in range(20):
        found = suggest_tags(real, " ".join(chance.sample(words, 8)), " ".join(chance.sample(words, 150)))
        names = [suggestion.tag for suggestion in found]
        assert len(names) == len(set(names)) <= 4
        assert set(names) <= set(real.tags)


def test_suggestions_are_mostly_those_that_an_editor_chose() -> None:
    """Of each summary as if it were new. A guard against a change that makes them useless; the numbers leave room."""
    real, _ = check(ROOT)
    right = wrong = missed = 0
    for id, summary in real.summaries.items():
        others = Library(
            entries=real.entries, tags=real.tags, summaries={other: one for other, one in real.summaries.items() if other != id}
        )
        names = {suggestion.tag for suggestion in suggest_tags(others, real.entries[summary.paper].title, summary.gist)}
        right += len(names & set(summary.tags))
        wrong += len(names - set(summary.tags))
        missed += len(set(summary.tags) - names)
    assert right / (right + wrong) > 0.5
    assert right / (right + missed) > 0.4
