"""Without noise the loss spreads everything; the higher the dropout rate, the closer the topics and the denser the crowd."""

from __future__ import annotations

import numpy as np
import pytest

from figures.simcse import RATES, compute


@pytest.mark.parametrize("seed", range(4))
def test_noise_buys_alignment_at_a_price_in_spread(seed: int) -> None:
    ends = compute(seed)
    alignment, uniformity = zip(*(ends[rate] for rate in RATES), strict=True)
    assert list(alignment) == sorted(alignment, reverse=True)
    assert list(uniformity) == sorted(uniformity)
    assert alignment[0] > 1.5 * alignment[1], "the first step from no noise to a little is the largest gain"
    assert uniformity[1] - uniformity[0] < 0.5, "and costs little"
    start = ends["start"]
    assert all(spread < start[1] - 0.3 for spread in uniformity[:4]), "training spreads the crowd"
    assert alignment[0] > 4 * start[0]


def test_without_noise_more_training_is_more_spread() -> None:
    """All that the loss can still do without noise, up to the most that six dimensions have room for."""
    short, long = compute(3, steps=20)[0], compute(3, steps=300)[0]
    assert long[1] < short[1] < compute(3)["start"][1]
    assert np.isclose(long[1], -3, atol=0.1)
