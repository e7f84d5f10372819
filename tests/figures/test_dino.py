"""Centering alone ends flat, sharpening alone in one answer; both together keep telling images apart."""

from __future__ import annotations

import numpy as np
import pytest

from figures.dino import compute


@pytest.mark.parametrize("seed", range(3))
def test_each_alone_ends_in_saying_nothing(seed: int) -> None:
    paths = compute(seed)
    flat, told = paths["centering"][-1]
    assert flat > 0.99
    assert told < 0.01
    flat, told = paths["sharpening"][-1]
    assert flat < 0.01
    assert told < 0.01
    flat, told = paths["both"][-1]
    assert told > 0.4
    assert 0.1 < flat < 0.6
    assert flat + told > 0.9, "hardly less than an answer so flat can tell"


def test_all_begin_with_something_to_say_and_none_tells_more_than_it_can() -> None:
    for path in compute().values():
        flat, told = np.array(path).T
        assert told[0] > 0.15
        assert np.all(told >= 0)
        assert np.all(flat + told <= 1 + 1e-9)
