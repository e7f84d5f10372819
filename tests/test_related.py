"""Which summaries belong beside one another, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from shortlist.citations.references import References
from shortlist.citations.relations import reason, work_name
from shortlist.indexes import CLASSIC, Relation, related
from shortlist.model import Body, Citation, Entry, FollowUp, Library, Person, Summary
from shortlist.problems import Place

PLACE = Place("")


def library(cited: Mapping[str, str], followed: Mapping[str, str] | None = None) -> Library:
    """Summary's id → the keys it cites, parted by spaces; and → the paths of pages to which its follow-ups lead. A summary's
    paper has the key of its slug, in capitals.
    """
    summaries = {
        id: Summary(
            id=id,
            path=f"docs/{id}.md",
            paper=id.partition("/")[2].upper(),
            gist="",
            tags=(),
            body=Body(text="", citations=tuple(Citation(key, PLACE) for key in keys.split())),
            since=tuple(FollowUp(date(2021, 6, 1), "", path, path) for path in (followed or {}).get(id, "").split()),
        )
        for id, keys in cited.items()
    }
    return Library(summaries=summaries)


def others(library: Library, id: str) -> list[str]:
    return [relation.summary for relation in related(library).get(id, ())]


def test_a_citation_relates_both_ways() -> None:
    found = related(library({"2021-04/a": "A B", "2021-04/b": "B", "2021-04/c": "C"}))
    assert found == {
        "2021-04/a": (Relation("2021-04/b", cites=True),),
        "2021-04/b": (Relation("2021-04/a", is_cited=True),),
    }


def test_shared_works_relate_and_are_named_rarest_first() -> None:
    cited = {"2021-04/a": "x y A", "2021-04/b": "y x B", "2021-04/c": "y C"}
    assert related(library(cited))["2021-04/a"] == (
        Relation("2021-04/b", shared=("x", "y")),
        Relation("2021-04/c", shared=("y",)),
    )


def test_rare_works_count_more_than_common_ones() -> None:
    cited = {"2021-04/a": "x y", "2021-04/b": "x", "2021-04/c": "y", "2021-03/d": "x"}
    assert others(library(cited), "2021-04/a") == ["2021-04/c", "2021-04/b", "2021-03/d"]


def test_a_citation_outweighs_any_number_of_shared_works() -> None:
    many = " ".join(f"x{number}" for number in range(200))
    cited = {"2021-04/a": f"{many} C", "2021-04/b": many, "2020-01/c": ""}
    assert others(library(cited), "2021-04/a") == ["2020-01/c", "2021-04/b"]


def test_citing_each_other_outweighs_one_citation() -> None:
    cited = {"2021-04/a": "B C", "2021-04/b": "", "2020-01/c": "A"}
    assert others(library(cited), "2021-04/a") == ["2020-01/c", "2021-04/b"]


def test_the_two_papers_themselves_are_not_shared_works() -> None:
    """Both cite B, which is b's own paper; a cites it, and no more is to be said."""
    found = related(library({"2021-04/a": "A B", "2021-04/b": "B"}))
    assert found["2021-04/a"] == (Relation("2021-04/b", cites=True),)


def test_a_third_summary_s_paper_is_a_shared_work() -> None:
    found = related(library({"2021-04/a": "C", "2021-04/b": "C", "2021-03/c": "C"}))
    assert found["2021-04/a"] == (Relation("2021-03/c", cites=True), Relation("2021-04/b", shared=("C",)))


def test_its_own_paper_relates_a_summary_to_nothing() -> None:
    assert related(library({"2021-04/a": "A A", "2021-04/b": "B"})) == {}


def test_of_equals_the_newest_issue_comes_first_then_the_smaller_id() -> None:
    cited = {"2021-05/z": "x", "2021-05/b": "x", "2021-04/c": "x", "2021-06/d": "x", "2021-01/a": "x"}
    expected = ["2021-06/d", "2021-05/b", "2021-05/z"]
    assert others(library(cited), "2021-01/a") == expected
    assert others(library(dict(reversed(cited.items()))), "2021-01/a") == expected


def test_a_follow_up_relates_both_ways() -> None:
    found = related(library({"2021-04/a": "", "2021-05/b": "", "2021-05/c": ""}, {"2021-04/a": "docs/2021-05/b.md"}))
    assert found == {
        "2021-04/a": (Relation("2021-05/b", has_follow_up=True),),
        "2021-05/b": (Relation("2021-04/a", is_follow_up=True),),
    }


def test_a_follow_up_counts_like_a_citation() -> None:
    cited = {"2021-04/a": "x C", "2021-05/b": "", "2021-06/c": "", "2021-06/d": "x"}
    assert others(library(cited, {"2021-04/a": "docs/2021-05/b.md"}), "2021-04/a") == ["2021-06/c", "2021-05/b", "2021-06/d"]
    assert others(library(cited | {"2021-05/b": "A"}, {"2021-04/a": "docs/2021-05/b.md"}), "2021-04/a")[0] == "2021-05/b"


def test_what_is_no_later_pick_follows_no_pick() -> None:
    """Corrections may lead anywhere: to an older pick, one of the same issue, the page itself, or no summary."""
    cited = {"2021-03/z": "", "2021-04/a": "", "2021-04/b": ""}
    paths = "docs/2021-03/z.md docs/2021-04/a.md docs/2021-04/b.md docs/about.md"
    assert related(library(cited, {"2021-04/a": paths})) == {}


def test_many_follow_ups_to_one_summary_count_once() -> None:
    cited = {"2021-04/a": "", "2021-05/b": "", "2021-05/c": "A"}
    followed = {"2021-04/a": "docs/2021-05/b.md docs/2021-05/b.md docs/2021-05/b.md docs/2021-05/c.md"}
    assert others(library(cited, followed), "2021-04/a") == ["2021-05/c", "2021-05/b"]


def test_a_classic_relates_nobody() -> None:
    cited = {f"2021-04/s{number:03}": "x" for number in range(CLASSIC + 1)}
    assert related(library(cited)) == {}
    del cited["2021-04/s000"]
    assert len(related(library(cited))) == CLASSIC


def test_a_paper_that_everybody_cites_is_related_to_three() -> None:
    cited = {f"2021-04/s{number:03}": "HUB" for number in range(300)} | {"2021-01/hub": ""}
    found = related(library(cited))
    assert [relation.summary for relation in found["2021-01/hub"]] == ["2021-04/s000", "2021-04/s001", "2021-04/s002"]
    assert all(found[id] == (Relation("2021-01/hub", cites=True),) for id in cited if id != "2021-01/hub")


TITLES = {
    "linformer": "Linformer: Self-Attention with Linear Complexity",
    "layer": "Layer Normalization",
    "long": "How to represent part-whole hierarchies in a neural network",
    "colon": "A title that is long before: and after its colon",
    "forty": "x" * 40,
    "more": "x" * 41,
    "none": "",
}
REFERENCES = References(
    {
        key: Entry(key, "misc", {}, PLACE, authors=(Person("Example", "Ada"),), title=title, year=2021)
        for key, title in TITLES.items()
    }
)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("linformer", "Linformer"),
        ("layer", "Layer Normalization"),
        ("long", "Example, 2021"),
        ("colon", "A title that is long before"),
        ("forty", "x" * 40),
        ("more", "Example, 2021"),
        ("none", "Example, 2021"),
    ],
)
def test_what_a_work_is_called_in_passing(key: str, name: str) -> None:
    assert work_name(key, REFERENCES) == name


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        (Relation("o", cites=True, has_follow_up=True), "follows up on this pick"),
        (Relation("o", is_cited=True, is_follow_up=True), "this pick follows up on it"),
        (Relation("o", cites=True, shared=("layer",)), "cited in this summary"),
        (Relation("o", is_cited=True), "its summary cites this paper"),
        (Relation("o", cites=True, is_cited=True), "each summary cites the other’s paper"),
        (Relation("o", shared=("layer",)), "both cite Layer Normalization"),
        (Relation("o", shared=("linformer", "layer")), "both cite Linformer and Layer Normalization"),
        (Relation("o", shared=("linformer", "layer", "long", "more")), "both cite Linformer, Layer Normalization and 2 more"),
    ],
)
def test_reasons(relation: Relation, words: str) -> None:
    assert reason(relation, REFERENCES) == words
