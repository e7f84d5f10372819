"""Only the distance counts; a sum of 32 fades, with bumps; half of the pairs never complete a turn in training."""

from __future__ import annotations

import numpy as np
import pytest

from figures.roformer import compute


def test_the_score_fades_on_average_and_not_step_by_step() -> None:
    score = np.array(compute(longest=2100)["score"])
    means = [score[first : last + 1].mean() for first, last in ((1, 16), (1, 64), (257, 512), (1025, 2048))]
    assert means == sorted(means, reverse=True)
    assert means[0] > 0.6
    assert means[-1] < 0.2
    assert np.sum(np.diff(score[:100]) > 0) >= 30
    assert score[0] == pytest.approx(1)


def test_the_numbers_of_the_page() -> None:
    score = compute()["score"]
    assert [score[distance] for distance in (10, 64, 100, 1000)] == pytest.approx([0.66, 0.43, 0.56, 0.28], abs=0.005)


@pytest.mark.parametrize("base", [10_000, 500_000])
def test_the_score_is_the_sum_of_cosines_and_half_of_the_pairs_stay_below_a_turn(base: float) -> None:
    data = compute(base=base)
    theta = base ** (-np.arange(32) / 32)
    cosines = np.cos(np.outer(np.arange(1401), theta)).mean(axis=1)
    assert data["score"] == pytest.approx(cosines.tolist(), abs=1e-9)
    assert np.sum(np.array(data["turns"]) >= 1) == (16 if base == 10_000 else 11)


@pytest.mark.parametrize("seed", range(3))
def test_a_shift_of_both_positions_changes_nothing(seed: int) -> None:
    """With matrices of rotation, for any contents."""
    rng = np.random.RandomState(seed)
    theta = 10_000 ** (-np.arange(32) / 32)

    def rotate(x: np.ndarray, m: int) -> np.ndarray:
        blocks = [np.array([[np.cos(m * t), -np.sin(m * t)], [np.sin(m * t), np.cos(m * t)]]) for t in theta]
        return np.concatenate([block @ pair for block, pair in zip(blocks, x.reshape(32, 2), strict=True)])

    q, k = rng.randn(2, 64)
    product = rotate(q, 5) @ rotate(k, 3)
    for shift in (1, 100, 5000):
        assert rotate(q, 5 + shift) @ rotate(k, 3 + shift) == pytest.approx(product, abs=1e-9)
    assert np.linalg.norm(rotate(q, 777)) == pytest.approx(np.linalg.norm(q))
