"""A random square layer keeps distances nearly and the patches themselves entirely."""

from __future__ import annotations

import numpy as np
import pytest

from figures.moco_v3 import compute


@pytest.mark.parametrize("seed", range(3))
def test_a_frozen_random_layer_loses_nothing(seed: int) -> None:
    data = compute(seed)
    assert np.corrcoef(data["before"], data["after"])[0, 1] > 0.94
    ratio = data["after"] / data["before"]
    assert np.mean(np.abs(ratio - 1) < 0.1) > 0.98
    low, high = np.percentile(ratio, [1, 99])
    assert 0.92 < low < 0.97
    assert 1.03 < high < 1.08
    assert np.abs(data["recovered"] - data["patch"]).max() < 1e-8 * np.abs(data["patch"]).max()


def test_a_token_does_not_look_like_its_patch() -> None:
    """Neighbors in a patch are alike; those in a token have nothing to do with each other."""

    def likeness(image: np.ndarray) -> float:
        return np.corrcoef(image[:, 1:].ravel(), image[:, :-1].ravel())[0, 1]

    data = compute()
    assert likeness(data["patch"]) > 0.4
    assert abs(likeness(data["token"])) < 0.2
