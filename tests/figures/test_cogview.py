"""Dividing first moves the limit of half precision by √8 for scores, and removes it for layer norms."""

from __future__ import annotations

import numpy as np
import pytest

from figures.cogview import compute


def half_way(sizes: np.ndarray, lost: np.ndarray) -> float:
    return float(np.interp(0.5, lost, sizes))


@pytest.mark.parametrize("seed", range(3))
def test_dividing_the_queries_first_moves_the_limit_by_the_root_of_eight(seed: int) -> None:
    data = compute(seed)
    late, early = (np.array(data["lost"][name]) for name in ("late", "early"))
    at_64 = list(data["sizes"]).index(64)
    assert late[at_64] > 0.01
    assert early[at_64] == 0
    assert np.all(early <= late)
    assert half_way(data["sizes"], early) / half_way(data["sizes"], late) == pytest.approx(8**0.5, rel=0.04)


@pytest.mark.parametrize("seed", range(3))
def test_a_plain_layer_norm_is_lost_and_a_relaxed_one_never(seed: int) -> None:
    data = compute(seed)
    plain, relaxed = (np.array(data["lost"][name]) for name in ("plain", "relaxed"))
    assert np.all(plain[data["sizes"] <= 40] == 0)
    assert np.all(plain[data["sizes"] >= 128] == 1)
    assert np.all(relaxed == 0)


def test_the_limits_of_equal_entries() -> None:
    """With all entries of a query and a key equal to a, the largest product is 64 a², and an eighth of it."""
    assert np.finfo(np.float16).max == 65504
    with np.errstate(over="ignore"):
        assert np.isinf(np.float16(256) * np.float16(256))
        for a, overflows_late, overflows_early in ((31.5, False, False), (33, True, False), (90, True, False), (92, True, True)):
            q = np.full((1, 64), a, np.float16)
            assert np.isinf(q @ q.T).item() == overflows_late
            assert np.isinf((q / np.float16(8)) @ q.T).item() == overflows_early
