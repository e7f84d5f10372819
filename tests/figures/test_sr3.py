"""Each path ends at one of the faces, after a first guess that is the blur; squared error prefers the blur."""

from __future__ import annotations

import numpy as np
import pytest

from figures.sr3 import compute


@pytest.mark.parametrize("seed", range(4))
def test_steps_end_at_one_of_the_faces(seed: int) -> None:
    ends = np.array(compute(seed)["paths"])[:, -1]
    assert np.mean(np.abs(np.abs(ends) - 1) < 0.2) >= 0.98
    assert np.mean(ends > 0) == 0.5, "a noise and its mirror image end at opposite faces"


@pytest.mark.parametrize("seed", range(4))
def test_the_guess_begins_as_the_blur_and_fans_out_late(seed: int) -> None:
    size = np.abs(compute(seed)["guesses"])
    assert size[:, 0].mean() < 0.15
    assert size[:, 50].mean() < 0.75
    assert size[:, -1].mean() > 0.9
    assert np.median(np.argmax(size > 0.9, axis=1)) > 50, "more than half of the steps before most are decided"


@pytest.mark.parametrize("seed", range(4))
def test_squared_error_prefers_the_blur(seed: int) -> None:
    data = compute(seed)
    assert data["squared error of 0"] == pytest.approx(1, abs=0.1)
    assert data["squared error of a result"] == pytest.approx(2, abs=0.2)


def test_the_guess_is_the_mean_of_what_fits() -> None:
    """By brute force: of many pictures damaged the same way, the mean of those that came out nearly the same."""
    rng = np.random.RandomState(7)
    data = compute(1)
    gamma = np.cumprod(1 - np.linspace(1e-4, 0.1, 100))[40]
    y_0 = rng.choice([-1, 1], 2_000_000) + 0.05 * rng.randn(2_000_000)
    damaged = np.sqrt(gamma) * y_0 + np.sqrt(1 - gamma) * rng.randn(2_000_000)
    for path, guess in list(zip(data["paths"], data["guesses"], strict=True))[:4]:
        near = np.abs(damaged - path[59]) < 0.01
        assert guess[59] == pytest.approx(y_0[near].mean(), abs=0.1)
