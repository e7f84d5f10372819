"""A twin sees the same in a picture with shuffled patches; a picture with shuffled pixels has none."""

from __future__ import annotations

import numpy as np
import pytest

from figures.mlp_mixer import compute


@pytest.mark.parametrize("seed", range(4))
def test_the_twin_gives_the_same_outputs_and_only_it_does(seed: int) -> None:
    data = compute(seed)
    plain = data["network"]["plain"]
    np.testing.assert_allclose(data["twin"]["shuffled"], plain, atol=1e-12)
    for other in (data["network"]["shuffled"], data["network"]["mixed"], data["twin"]["mixed"], data["twin"]["plain"]):
        assert np.abs(other - plain).max() > 0.1


@pytest.mark.parametrize("seed", range(4))
def test_pictures_hold_the_same_pixels_and_shuffled_pixels_come_from_nearly_everywhere(seed: int) -> None:
    data = compute(seed)
    plain, shuffled, mixed = (np.sort(patches.ravel()) for patches in data["orders"].values())
    np.testing.assert_array_equal(plain, shuffled)
    np.testing.assert_array_equal(plain, mixed)
    row, column = np.divmod(np.arange(24 * 24), 24)
    patch = row // 6 * 4 + column // 6
    sources = [len(set(patch[data["R"][patch == new]])) for new in range(16)]
    assert min(sources) > 11, "of 16 patches"
