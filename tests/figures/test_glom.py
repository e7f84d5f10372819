"""Attention alone builds islands and melts them; evidence keeps them."""

from __future__ import annotations

import numpy as np
import pytest

from figures.glom import compute

every_seed = pytest.mark.parametrize("seed", range(6))
OBJECTS = [7, 17]  # the places where one object ends and the next begins


def borders(agreement: np.ndarray) -> list[int]:
    return (np.flatnonzero(agreement < 0.9) + 1).tolist()


@every_seed
def test_both_begin_with_speckles_and_find_the_three_objects(seed: int) -> None:
    for run in compute(seed, steps=20).values():
        assert run["islands"][0] >= 15
        assert OBJECTS in [borders(agreement) for agreement in run["agreement"]]


@every_seed
def test_attention_alone_ends_in_one_island(seed: int) -> None:
    run = compute(seed)["attention alone"]
    assert run["islands"][-1] == 1
    assert run["agreement"][-1].min() > 0.99
    assert np.all(np.diff(run["islands"][20:]) <= 0), "islands that have melted do not come back"


@every_seed
def test_evidence_keeps_the_three_islands(seed: int) -> None:
    run = compute(seed)["attention and evidence"]
    assert all(borders(agreement) == OBJECTS for agreement in run["agreement"][20:])
    last = run["agreement"][-1]
    across = np.isin(np.arange(1, 24), OBJECTS)
    assert last[~across].min() > 0.95
    assert last[across].max() < 0.4


def test_sharper_attention_only_delays_the_end() -> None:
    """The sharper the attention, the longer the three islands last; they melt all the same."""
    ends = [int(np.argmax(compute(0, steps=700, beta=beta)["attention alone"]["islands"] == 1)) for beta in (3, 4, 5, 6)]
    assert ends == sorted(ends)
    assert 0 < ends[0] < ends[-1] / 4
