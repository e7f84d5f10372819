"""The list of triples follows the content, and its beginning is a blurred picture."""

from __future__ import annotations

from collections import Counter
from math import cos, pi, sqrt

import numpy as np
import pytest

from figures.dctransformer import compute

every_picture = pytest.mark.parametrize("disk", [(20, 22), (30, 20), (18, 34), (24, 24)])


def squared_distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(((one - other) ** 2).sum())


@every_picture
def test_plain_blocks_take_two_triples_and_the_others_many(disk: tuple[int, int]) -> None:
    data = compute(disk)
    blocks = data["picture"].reshape(8, 8, 8, 8).swapaxes(1, 2)
    plain = np.ptp(blocks, axis=(2, 3)) <= 7
    counts = data["per block"]
    assert counts[plain].max() <= 2
    assert counts[~plain].mean() > 10
    assert counts[~plain].sum() > 0.75 * counts.sum()
    assert (~plain).sum() < 0.4 * plain.size
    assert counts.sum() == len(data["triples"])
    assert len(data["triples"]) < 64 * 64 / 6


@every_picture
def test_a_longer_beginning_is_a_better_picture(disk: tuple[int, int]) -> None:
    data = compute(disk)
    whole = data["decoded"][len(data["triples"])]
    distances = [squared_distance(picture, whole) for picture in data["decoded"].values()]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] == 0
    assert np.sqrt(squared_distance(whole, data["picture"]) / whole.size) < 10, "all triples: the picture, but for rounding"
    first = next(iter(data["decoded"].values())).reshape(8, 8, 8, 8)
    assert np.mean(np.ptp(first, axis=(1, 3)) < 1e-9) > 0.8, "the first 64 triples: one gray for nearly every block"


def test_the_list_runs_from_coarse_channels_to_fine_ones() -> None:
    """The channels are in the zigzag of the JPEG standard, figure 5: right, down and left, down, …"""
    data = compute()
    channels = [channel for channel, _, _ in data["triples"]]
    assert channels == sorted(channels)
    assert Counter(place for _, place, _ in data["triples"]) == dict(np.ndenumerate(data["per block"]))


def test_a_value_is_what_the_formula_of_the_page_gives() -> None:
    data = compute()
    steps = {(0, 0): 16, (0, 1): 11, (1, 0): 12, (2, 0): 14, (1, 1): 12, (0, 2): 10}  # in the order of the zigzag
    for channel, ((u, v), step) in enumerate(steps.items()):
        for row, column in ((1, 1), (4, 2), (7, 7), (5, 6)):
            block = data["picture"][8 * row : 8 * row + 8, 8 * column : 8 * column + 8] - 128
            alpha = [1 / sqrt(2)] + [1] * 7
            D = sum(block[x, y] * cos((2 * x + 1) * u * pi / 16) * cos((2 * y + 1) * v * pi / 16) for x in range(8) for y in range(8))
            D *= alpha[u] * alpha[v] / 4
            listed = {place: value for c, place, value in data["triples"] if c == channel}
            assert listed.get((row, column), 0) == pytest.approx(D / step, abs=0.5 + 1e-9)
