"""Fusing costs over four times the multiplications everywhere, and time only late in the network."""

from __future__ import annotations

import numpy as np
import pytest

from figures.efficientnetv2 import compute


@pytest.mark.parametrize("batch", [1, 8, 64])
def test_arithmetic_grows_everywhere_and_time_only_late(batch: int) -> None:
    data = compute(batch=batch)
    assert all(4.5 < ratio < 5 for ratio in data["multiplications"])
    assert data["time"] == sorted(data["time"])
    assert data["time"][0] < 1.05
    assert data["time"][1] < 1.3, "the last stage that the search fused"
    assert data["time"][2] > 1.7, "the first that it did not"
    assert data["time"][-1] > 2.5


def test_multiplications_are_the_weights_that_the_page_counts() -> None:
    """MBConv 2ec² + 9ec, fused 10ec²: a weight is used once for each pixel."""
    sizes = [(48, 4), (64, 4), (128, 4), (160, 6), (256, 6)]
    assert compute()["multiplications"] == pytest.approx([10 * e * c**2 / (2 * e * c**2 + 9 * e * c) for c, e in sizes])
    assert (2 * 4 * 48**2 + 9 * 4 * 48, 10 * 4 * 48**2) == (20_160, 92_160)


def test_with_memory_as_fast_as_one_likes_fusing_saves_no_time_anywhere() -> None:
    assert min(compute(bandwidth=1e16)["time"]) > 2
    assert np.all(np.array(compute(bandwidth=1e16)["time"]) > compute()["time"]), "it is memory that MBConv waits for"
