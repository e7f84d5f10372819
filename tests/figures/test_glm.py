"""The mask alone makes one network an encoder on the left and a decoder on the right."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from figures.glm import compute

CASES = [
    (6, ((5, 6), (3,))),
    (6, ((3,), (5, 6))),
    (9, ((2, 3, 4), (9,), (6, 7))),
    (4, ((1, 2, 3, 4),)),
    (4, ((2,), (3,), (1,))),
    (5, ()),
]
every_case = pytest.mark.parametrize(("n", "spans"), CASES)


def test_the_tokens_and_ids_are_those_of_the_page() -> None:
    data = compute()
    assert " ".join(data["tokens"]) == "x1 x2 M x4 M S x5 x6 S x3"
    assert "".join(map(str, data["id 1"])) == "1234555533"
    assert "".join(map(str, data["id 2"])) == "0000012312"
    assert data["targets"] == ["", "", "", "", "", "x5", "x6", "E", "x3", "E"]


@every_case
@pytest.mark.parametrize("seed", range(3))
def test_a_random_network_depends_on_what_the_mask_shows_and_on_nothing_else(n: int, spans: tuple, seed: int) -> None:
    data = compute(n, spans, seed)
    np.testing.assert_array_equal(data["depends"], data["mask"])


@every_case
def test_the_text_reads_itself_and_spans_read_what_stands_before_them(n: int, spans: tuple) -> None:
    data = compute(n, spans)
    depends, A = data["depends"], data["A"]
    assert depends[:A, :A].all()
    assert not depends[:A, A:].any(), "the damaged text must not see what is to be written"
    assert depends[A:, :A].all()
    np.testing.assert_array_equal(depends[A:, A:], np.tri(len(data["tokens"]) - A, dtype=bool))


@every_case
def test_nothing_is_lost_and_each_span_is_at_the_place_of_its_mask(n: int, spans: tuple) -> None:
    data = compute(n, spans)
    A = data["A"]
    words = [token for token in data["tokens"] if token.startswith("x")]
    assert sorted(words) == sorted(f"x{token}" for token in range(1, n + 1))
    masks = [place for place, token in enumerate(data["tokens"][:A], start=1) if token == "M"]
    assert sorted(set(data["id 1"][A:])) == masks
    assert data["id 2"][:A] == [0] * A
    written = [target for target in data["targets"] if target]
    assert written.count("E") == len(spans)


def test_the_order_of_the_spans_changes_what_is_read_but_not_the_text() -> None:
    inputs = [compute(9, order) for order in permutations(((2, 3, 4), (9,), (6, 7)))]
    assert len({" ".join(data["tokens"][: data["A"]]) for data in inputs}) == 1
    assert len({" ".join(data["tokens"]) for data in inputs}) == 6
