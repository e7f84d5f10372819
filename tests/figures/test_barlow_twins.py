"""Either half of the loss alone fails in its own way; together they give features that differ and survive."""

from __future__ import annotations

import numpy as np
import pytest

from figures.barlow_twins import compute

OFF = ~np.eye(4, dtype=bool)
SEEDS = range(5)


@pytest.fixture(scope="module", params=SEEDS)
def matrices(request: pytest.FixtureRequest) -> dict[str, np.ndarray]:
    return compute(request.param)


def test_both_sums_give_nearly_the_identity(matrices: dict[str, np.ndarray]) -> None:
    assert np.diag(matrices["both"]).min() > 0.95
    assert np.abs(matrices["both"][OFF]).max() < 0.05


def test_the_diagonal_alone_makes_copies(matrices: dict[str, np.ndarray]) -> None:
    assert np.diag(matrices["diagonal only"]).min() > 0.95
    assert np.abs(matrices["diagonal only"][OFF]).mean() > 0.35


def test_the_rest_alone_makes_noise(matrices: dict[str, np.ndarray]) -> None:
    assert np.abs(np.diag(matrices["rest only"])).max() < 0.4
    assert np.abs(matrices["rest only"][OFF]).max() < 0.02


def test_before_training_it_is_neither(matrices: dict[str, np.ndarray]) -> None:
    assert np.diag(matrices["before"]).max() < 0.8


def test_no_feature_dies_whatever_the_weight_of_the_rest() -> None:
    for lam in (0.02, 0.1, 0.5):
        assert np.diag(compute(0, lam=lam)["both"]).min() > 0.9
