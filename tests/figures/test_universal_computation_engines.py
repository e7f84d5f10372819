"""A frozen random layer lets a linear output learn XOR."""

from __future__ import annotations

import pytest

from figures.universal_computation_engines import compute


@pytest.mark.parametrize("seed", range(6))
def test_the_bits_alone_are_at_chance_and_a_random_layer_is_enough(seed: int) -> None:
    accuracies = compute(seed)
    assert 0.43 < accuracies[0] < 0.53
    assert accuracies[128] > 0.98
    assert accuracies[256] > 0.995


@pytest.mark.parametrize("seed", range(6))
def test_a_wider_layer_is_a_better_one(seed: int) -> None:
    accuracies = compute(seed)
    by_width = [accuracies[width] for width in sorted(accuracies) if width]
    assert by_width == sorted(by_width)
    assert accuracies[8] < 0.65
