"""What a task stores shrinks more the larger the model is; what a step works shrinks by a third at every size."""

from __future__ import annotations

import numpy as np
import pytest

from figures.prompt_tuning import compute


def test_storage_falls_with_size_and_work_does_not() -> None:
    data = compute()
    stored = data["stored, 100 vectors"]
    assert stored == sorted(stored)
    assert stored[0] < 2_000
    assert stored[-1] > 20_000, "as the paper claims for its largest model"
    assert data["stored, 5 vectors"] == pytest.approx([20 * times for times in stored])
    assert data["work"] == pytest.approx([1.5] * 5)


def test_the_sizes_are_those_of_the_released_models() -> None:
    """In millions, as the checkpoints' model cards and the paper print them: 11 billion for the largest."""
    assert np.array(compute()["parameters"]) / 1e6 == pytest.approx([77, 248, 783, 2_850, 11_135], rel=0.005)
    assert 5 * 4096 == 20_480


def test_the_operations_of_a_linear_layer() -> None:
    """Forward, gradient of the input and gradient of the weights are one product of the same size each."""
    n, p, q = 7, 5, 3
    X, W, G = np.ones((n, p)), np.ones((p, q)), np.ones((n, q))
    operations = [2 * left.shape[0] * left.shape[1] * right.shape[1] for left, right in ((X, W), (G, W.T), (X.T, G))]
    assert operations == [2 * n * p * q] * 3
