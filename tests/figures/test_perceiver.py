"""A few latents make the number of scores grow with the input, not with its square."""

from __future__ import annotations

import numpy as np
import pytest

from figures.perceiver import compute


def slope(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.diff(np.log(y)) / np.diff(np.log(x))


def test_the_lines_have_slope_two_and_one() -> None:
    data = compute()
    np.testing.assert_allclose(slope(data["M"], data["every pair"]), 2)
    np.testing.assert_allclose(slope(data["M"], data["look"]), 1)
    assert np.all(slope(data["M"], data["whole"]) <= 1)
    assert slope(data["M"], data["whole"])[-1] > 0.95


def test_a_whole_perceiver_is_cheaper_than_one_layer_above_6144_inputs() -> None:
    data = compute()
    cheaper = data["whole"] < data["every pair"]
    np.testing.assert_array_equal(cheaper, data["M"] > 6144)
    M, N = 6144, 512
    assert 8 * M * N + 8 * 6 * N**2 == M**2


@pytest.mark.parametrize("seed", range(4))
def test_a_small_one_makes_as_many_scores_as_the_formula_says(seed: int) -> None:
    data = compute(seed)
    assert sum(data["sizes"]) == data["formula"]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_inputs_does_not_matter_to_it(seed: int) -> None:
    data = compute(seed)
    assert data["moved by shuffling"] < 1e-12
    assert np.linalg.matrix_rank(data["read"], tol=0.1) > 4, "though its latents stay different from each other"
