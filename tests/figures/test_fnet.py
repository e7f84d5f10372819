"""The real part of a Fourier transform forgets exactly the odd half of its input."""

from __future__ import annotations

import numpy as np
import pytest

from figures.fnet import compute

SIZES = [(8, 8), (7, 9), (16, 12)]


def mixing(x: np.ndarray) -> np.ndarray:
    """The formula of the page, with matrices instead of a fast transform."""
    N, H = x.shape
    rows = np.exp(-2j * np.pi * np.outer(np.arange(N), np.arange(N)) / N)
    columns = np.exp(-2j * np.pi * np.outer(np.arange(H), np.arange(H)) / H)
    return (rows @ x @ columns).real


def test_the_layer_makes_the_same_of_the_even_half_and_nothing_of_the_odd() -> None:
    tables = compute()
    np.testing.assert_allclose(tables["even"] + tables["odd"], tables["x"])
    assert np.abs(tables["odd"]).max() == pytest.approx(0.5), "there is something to forget"
    np.testing.assert_allclose(tables["y of even"], tables["y of x"], atol=1e-12)
    np.testing.assert_allclose(tables["y of odd"], 0, atol=1e-12)
    for name in ("x", "even", "odd"):
        np.testing.assert_allclose(tables[f"y of {name}"], mixing(tables[name]), atol=1e-12)


@pytest.mark.parametrize(("N", "H"), SIZES)
@pytest.mark.parametrize("seed", range(3))
def test_half_of_the_output_repeats_the_other_half(N: int, H: int, seed: int) -> None:
    y = mixing(np.random.RandomState(seed).randn(N, H))
    np.testing.assert_allclose(y, y[np.ix_(-np.arange(N) % N, -np.arange(H) % H)], atol=1e-10)


@pytest.mark.parametrize(("N", "H"), SIZES)
def test_the_layer_keeps_half_of_the_dimensions(N: int, H: int) -> None:
    """Half, and half of the points that are their own mirror images."""
    layer = np.array([mixing(unit.reshape(N, H)).ravel() for unit in np.eye(N * H)])
    own_mirror = (2 - N % 2) * (2 - H % 2)
    assert np.linalg.matrix_rank(layer) == (N * H + own_mirror) / 2


def test_every_row_of_a_fourier_matrix_but_the_first_sums_to_zero() -> None:
    sums = np.exp(-2j * np.pi * np.outer(np.arange(16), np.arange(16)) / 16).sum(axis=1)
    np.testing.assert_allclose(sums, [16] + [0] * 15, atol=1e-12)
