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
        assert all(run["trained"] < run["best word"] for run in runs)


def test_the_descent_never_rises_and_begins_at_the_best_word(data: dict) -> None:
    for runs in data["widths"].values():
        for run in runs:
            assert np.diff(run["descent"]).max() < 1e-3
            assert run["descent"][0] == pytest.approx(run["best word"])


def test_wider_vectors_gain_more(data: dict) -> None:
    gains = {h: np.mean([run["best word"] - run["trained"] for run in runs]) for h, runs in data["widths"].items()}
    assert gains[8] > 1.5 * gains[2]
    assert min(gains[8], gains[16], gains[32]) > 0.5
    for h in (8, 16, 32):
        assert np.mean([run["trained"] for run in data["widths"][h]]) < 1.1


def test_the_path_leaves_the_words(data: dict) -> None:
    nearest = [np.linalg.norm(data["words"] - point, axis=1).min() for point in data["path"]]
    assert nearest[0] == 0, "it begins at a word"
    assert nearest[-1] > 0.1


def test_the_path_of_the_figure_is_on_its_map() -> None:
    data = compute()
    assert np.abs(data["path"]).max() < data["grid"].max()
    column, row = (np.abs(data["grid"] - value).argmin() for value in data["path"][-1])
    assert data["landscape"][row, column] == pytest.approx(data["widths"][2][0]["trained"], abs=0.1)
