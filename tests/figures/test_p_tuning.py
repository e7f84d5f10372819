"""A trained vector goes below the best word, and farther below where vectors are wider."""

from __future__ import annotations

import numpy as np
import pytest

from figures.p_tuning import compute

SEEDS = (8, 14, 20, 26, 32)


@pytest.fixture(scope="module", params=SEEDS)
def data(request: pytest.FixtureRequest) -> dict:
    return compute(request.param)


def test_the_trained_vector_is_below_the_best_word_in_every_model(data: dict) -> None:
    for runs in data["widths"].values():
        assert all(run["descent"][-1] < run["descent"][0] for run in runs)


def test_the_descent_never_rises(data: dict) -> None:
    for runs in data["widths"].values():
        for run in runs:
            assert np.diff(run["descent"]).max() < 1e-3


def test_wider_vectors_gain_more(data: dict) -> None:
    gains = {h: np.mean([run["descent"][0] - run["descent"][-1] for run in runs]) for h, runs in data["widths"].items()}
    assert gains[8] > 1.5 * gains[2]
    assert min(gains[8], gains[16], gains[32]) > 0.5
    for h in (8, 16, 32):
        assert np.mean([run["descent"][-1] for run in data["widths"][h]]) < 1.1


def test_the_path_leaves_the_words(data: dict) -> None:
    path = data["widths"][2][0]["path"]
    nearest = [np.linalg.norm(data["words"] - point, axis=1).min() for point in path]
    assert nearest[0] == 0, "it begins at a word"
    assert nearest[-1] > 0.1


def test_the_path_of_the_figure_is_on_its_map_and_begins_at_its_best_word() -> None:
    data = compute()
    run = data["widths"][2][0]
    assert np.abs(run["path"]).max() < data["grid"].max()

    def height(point: np.ndarray) -> float:
        column, row = (int(np.abs(data["grid"] - value).argmin()) for value in point)
        return data["heights"][row][column]

    assert height(run["path"][-1]) == pytest.approx(run["descent"][-1], abs=0.1)
    on_map = [word for word in data["words"] if np.abs(word).max() < data["grid"].max()]
    assert min(height(word) for word in on_map) > run["descent"][0] - 0.2
