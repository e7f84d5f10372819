"""A window of 7 reaches exactly three tokens farther with each layer, and hears little at the edge."""

from __future__ import annotations

import numpy as np
import pytest

from figures.pretrained_convolutions import compute


def test_the_reach_is_exactly_three_tokens_a_layer() -> None:
    data = compute()
    for layer, row in enumerate(data["heard"]):
        assert np.all(row[np.abs(data["distance"]) > 3 * layer] == 0)
        assert np.all(row[np.abs(data["distance"]) <= 3 * layer] > 0)
        assert row.sum() == pytest.approx(1)
    assert data["reach"] == [3 * layer for layer in range(13)]


def test_nearly_all_weight_stays_within_a_third_of_the_reach() -> None:
    data = compute()
    assert 0.9 < data["within a third"] < 0.96
    assert data["heard"][12][data["distance"] == 36][0] < 1e-9
    sd = [np.sqrt(row @ data["distance"] ** 2) for row in data["heard"]]
    np.testing.assert_allclose(sd, 2 * np.sqrt(np.arange(13)), atol=1e-9)  # the variance of one window is 4


def test_what_is_heard_is_what_a_network_of_such_filters_puts_out() -> None:
    """A single mark in a long text, averaged twelve times by numpy's own convolution."""
    text = np.zeros(201)
    text[100] = 1
    for _ in range(12):
        text = np.convolve(text, np.full(7, 1 / 7), mode="same")
    np.testing.assert_allclose(text[40:161], compute()["heard"][12], atol=1e-15)
