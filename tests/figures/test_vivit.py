"""Factorizing removes nearly all pairs, and less than half of the arithmetic."""

from __future__ import annotations

import pytest

from figures.vivit import compute

PARTS = ("alone", "pairs", "second")


def total(row: dict[str, float]) -> float:
    return sum(row[part] for part in PARTS)


@pytest.mark.parametrize("variant", compute())
def test_the_formula_gives_the_printed_number_within_one_percent(variant: str) -> None:
    row = compute()[variant]
    assert total(row) == pytest.approx(row["printed"], rel=0.01)


def test_pairs_fall_sixteenfold_and_the_whole_by_little_more_than_a_third() -> None:
    rows = compute()
    joint, factorized = rows["joint"], rows["factorized encoder"]
    assert 15 < joint["pairs"] / factorized["pairs"] < 17
    assert 0.35 < 1 - total(factorized) / total(joint) < 0.4
    assert factorized["second"] < 0.01 * total(factorized), "the second encoder is nearly free"
    assert factorized["alone"] > 0.9 * total(factorized), "what is left is work for each token alone"
    assert 3.3 < joint["ms"] / factorized["ms"] < 3.5


def test_pairs_take_over_with_longer_clips() -> None:
    """The share of pairs is no constant: with four times as many time steps they are most of the joint model's work."""
    short, long = compute(n_t=16)["joint"], compute(n_t=64)["joint"]
    assert short["pairs"] < short["alone"]
    assert long["pairs"] > long["alone"]
