"""Two cats share a word and no class; no prediction takes the loss of a box below log 3."""

from __future__ import annotations

import numpy as np
import pytest

from figures.mdetr import compute


def test_both_cats_are_cats_at_different_places() -> None:
    data = compute()
    black, gray, sofa = np.array(data["targets"])
    for target in (black, gray, sofa):
        assert target.sum() == pytest.approx(1)
    assert not np.any((black > 0) & (gray > 0))
    words = [{word for word, share in zip(data["tokens"], target, strict=True) if share} for target in (black, gray)]
    assert words == [{"a", "black", "cat"}, {"a", "gray", "cat"}]


def test_the_loss_falls_to_log_3_and_no_further() -> None:
    data = compute()
    loss = data["loss"]
    assert loss[0] == pytest.approx(np.log(11)), "knows nothing"
    assert loss == sorted(loss, reverse=True)
    assert data["floor"] == pytest.approx(np.log(3))
    assert 0 < loss[-1] - data["floor"] < 0.01
    assert data["right"][0] == pytest.approx(3 / 11)
    assert data["right"][-1] > 0.99


@pytest.mark.parametrize("seed", range(4))
def test_no_other_prediction_goes_below_the_floor(seed: int) -> None:
    data = compute()
    target = np.array(data["targets"][1])
    for p in np.random.RandomState(seed).dirichlet(np.where(target > 0, 5, 0.1), 1000):
        assert -(target[target > 0] * np.log(p[target > 0])).sum() >= data["floor"] - 1e-12
