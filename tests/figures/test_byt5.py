"""At equal size, most of a small mT5 is vocabulary and hardly any of ByT5."""

from __future__ import annotations

import numpy as np
import pytest

from figures.byt5 import compute

PUBLISHED = {"Small": 300e6, "Base": 582e6, "Large": 1.23e9, "XL": 3.74e9, "XXL": 12.9e9}  # xue2021byt5, table 1


def test_the_counted_parameters_are_the_published_ones() -> None:
    for size, models in compute().items():
        for parts in models.values():
            assert parts.sum() == pytest.approx(PUBLISHED[size], rel=0.005)


def test_the_shares_of_the_vocabulary() -> None:
    shares = {size: {model: parts[0] / parts.sum() for model, parts in models.items()} for size, models in compute().items()}
    assert shares["Base"]["mT5"] == pytest.approx(0.66, abs=0.01), "as the paper says"
    assert np.all(np.diff([share["mT5"] for share in shares.values()]) < 0)
    assert all(share["ByT5"] < 0.005 for share in shares.values())


def test_the_lead_in_network_shrinks_with_size() -> None:
    times = [models["ByT5"][1] / models["mT5"][1] for models in compute().values()]
    assert np.all(np.diff(times) < 0)
    assert times[0] > 6
    assert 1 < times[-1] < 1.25
