"""With zeros at the border each layer tells one more ring of cells where it is; without a border none."""

from __future__ import annotations

import numpy as np
import pytest

from figures.segformer import compute


@pytest.mark.parametrize("seed", range(5))
def test_the_number_of_values_follows_an_exact_law(seed: int) -> None:
    """A cell knows its distance to each border up to the number of layers: (2L + 1)² kinds of place, until all differ."""
    for layer, picture in enumerate(compute(seed)["zeros"]):
        assert len(np.unique(picture)) == min(2 * layer + 1, 16) ** 2


@pytest.mark.parametrize("side", [9, 20])
def test_the_law_holds_for_other_sizes(side: int) -> None:
    for layer, picture in enumerate(compute(side=side, layers=6)["zeros"]):
        assert len(np.unique(picture)) == min(2 * layer + 1, side) ** 2


@pytest.mark.parametrize("seed", range(5))
def test_without_a_border_all_cells_stay_the_same(seed: int) -> None:
    assert all(len(np.unique(picture)) == 1 for picture in compute(seed)["no border"])


def test_cells_of_the_same_value_are_those_far_from_the_same_borders() -> None:
    picture = compute()["zeros"][3]
    assert len(np.unique(picture[3:-3, 3:-3])) == 1, "the inside has not heard of the border"
    assert len(np.unique(picture[0, 3:-3])) == 1, "along the upper edge only the upper border is known"
