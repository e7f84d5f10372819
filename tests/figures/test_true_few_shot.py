"""Five examples choose hardly better than chance, and their score flatters the winner."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from figures.true_few_shot import compute


def row(data: dict, n: int) -> dict:
    return next(row for row in data["rows"] if row["n"] == n)


def test_some_wording_is_chosen_and_more_examples_choose_better() -> None:
    rows = compute()["rows"]
    assert all(row["chosen"].sum() == pytest.approx(1) for row in rows)
    assert np.all(np.diff([row["true"] for row in rows]) > 0)
    assert np.all(np.diff([row["apparent"] for row in rows]) < 0)
    assert all(row["apparent"] > row["true"] for row in rows)


def test_five_examples_close_little_of_the_gap_and_flatter() -> None:
    data = compute()
    five, p = row(data, 5), data["p"]
    assert (five["true"] - p.mean()) / (p.max() - p.mean()) < 0.3
    assert five["chosen"][p < p.mean()].sum() >= 0.3, "a wording below the average"
    assert five["apparent"] - five["true"] > 0.25
    assert (row(data, 200)["true"] - p.mean()) / (p.max() - p.mean()) > 0.8


@pytest.mark.parametrize(("n", "ahead", "tie", "behind"), [(5, 0.50, 0.25, 0.25), (100, 0.92, 0.02, 0.06)])
def test_two_wordings_are_the_table_of_the_page(n: int, ahead: float, tie: float, behind: float) -> None:
    """A tie is drawn, so the better of two is chosen where it is ahead and in half of the ties."""
    better, worse = ([comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)] for p in (0.7, 0.6))
    joint = np.outer(better, worse)
    wins = [np.tril(joint, -1).sum(), np.trace(joint), np.triu(joint, 1).sum()]
    assert wins == pytest.approx([ahead, tie, behind], abs=0.006)
    chosen = row(compute(worst=0.6, best=0.7, N=2), n)["chosen"]
    assert chosen[1] == pytest.approx(wins[0] + wins[1] / 2)


def test_a_simulation_agrees() -> None:
    rng = np.random.RandomState(0)
    p = compute()["p"]
    scores = rng.binomial(5, p, size=(40_000, 12)) + 0.5 * rng.rand(40_000, 12)
    winner = scores.argmax(axis=1)
    five = row(compute(), 5)
    assert p[winner].mean() == pytest.approx(five["true"], abs=0.003)
    assert (scores.max(axis=1) // 1 / 5).mean() == pytest.approx(five["apparent"], abs=0.005)
