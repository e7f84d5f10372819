"""Why summaries belong beside one another, in words."""

from __future__ import annotations

import pytest

from shortlist.exports.wording import reason, work_name
from shortlist.indexes import Relation
from shortlist.model import Entry, Person
from shortlist.problems import Place

PLACE = Place("")
TITLES = {
    "linformer": "Linformer: Self-Attention with Linear Complexity",
    "layer": "Layer Normalization",
    "long": "How to represent part-whole hierarchies in a neural network",
    "colon": "A title that is long before: and after its colon",
    "forty": "x" * 40,
    "more": "x" * 41,
    "none": "",
}
ENTRIES = {
    key: Entry(key, "misc", {}, PLACE, authors=(Person("Example", "Ada"),), title=title, year=2021)
    for key, title in TITLES.items()
}


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
    assert work_name(key, ENTRIES) == name


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
    assert reason(relation, ENTRIES) == words
