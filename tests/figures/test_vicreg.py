"""Each of the three terms has one job, which shows in what is left without it."""

from __future__ import annotations

import numpy as np
import pytest

from figures.vicreg import compute


def spread(Z: np.ndarray) -> np.ndarray:
    return Z.std(axis=0, ddof=1)


def likeness(Z: np.ndarray) -> float:
    return abs(np.corrcoef(Z.T)[0, 1])


def disagreement(A: np.ndarray, B: np.ndarray) -> float:
    return float(np.sqrt(((A - B) ** 2).sum(axis=1).mean()))


def loss(A: np.ndarray, B: np.ndarray) -> float:
    """The loss as the page writes it, with λ = μ = 25, ν = 1 and ε = 0.0001."""
    total = 25 * np.mean(np.sum((A - B) ** 2, axis=1))
    for Z in (A, B):
        C = np.cov(Z.T)
        d = len(C)
        total += 25 * sum(max(0.0, 1 - np.sqrt(C[j, j] + 1e-4)) for j in range(d)) / d
        total += sum(C[i, j] ** 2 for i in range(d) for j in range(d) if i != j) / d
    return float(total)


@pytest.mark.parametrize("seed", range(3))
def test_each_term_missing_leaves_its_own_fault(seed: int) -> None:
    tables = compute(seed)
    whole = tables["all three terms"]
    assert spread(whole[0]).min() > 0.9
    assert likeness(whole[0]) < 0.7
    assert spread(tables["without variance"][0]).max() < 0.05, "collapse"
    copies = tables["without covariance"][0]
    assert likeness(copies) > 0.95
    assert spread(copies).min() > 0.9, "not collapsed, but one feature told twice"
    parted = tables["without invariance"]
    assert spread(parted[0]).min() > 0.9
    assert likeness(parted[0]) < 0.2
    assert disagreement(*parted) > 2.5 * disagreement(*whole)


@pytest.mark.parametrize("seed", range(3))
def test_the_whole_loss_is_least_where_it_was_trained(seed: int) -> None:
    losses = {name: loss(A, B) for name, (A, B) in compute(seed).items()}
    assert min(losses, key=losses.get) == "all three terms"


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ([(0, 0), (0, 0), (0, 0), (0, 0)], 49.5),
        ([(1, 1), (1, 1), (-1, -1), (-1, -1)], 3.6),
        ([(1, 1), (1, -1), (-1, 1), (-1, -1)], 0),
    ],
)
def test_the_table_of_four_images(rows: list[tuple[int, int]], total: float) -> None:
    assert loss(np.array(rows), np.array(rows)) == pytest.approx(total, abs=0.05)


@pytest.mark.parametrize("seed", range(3))
def test_no_small_change_of_the_trained_map_lowers_the_loss_by_much(seed: int) -> None:
    """Another map of the two features is another map of the images; gradient descent has ended where none is better."""
    A, B = compute(seed)["all three terms"]
    rng = np.random.RandomState(seed)
    others = [np.eye(2) + 0.2 * rng.randn(2, 2) for _ in range(300)]
    assert min(loss(A @ M, B @ M) for M in others) > 0.98 * loss(A, B)


def test_close_to_collapse_the_root_pushes_and_the_variance_hardly() -> None:
    """A batch with two uncorrelated features, scaled by s: the slope of 50 max(0, 1 − √(s² Var + ε)), with and without root."""
    rows = np.array([(1, 1), (1, -1), (-1, 1), (-1, -1)])
    step = 1e-5

    def without_root(Z: np.ndarray) -> float:
        return 50 * np.maximum(0, 1 - Z.var(axis=0, ddof=1)).mean()

    def slope(f, s: float) -> float:
        return (f((s + step) * rows) - f((s - step) * rows)) / (2 * step)

    assert slope(lambda Z: loss(Z, Z), 0.1) < -50
    assert slope(without_root, 0.1) > -20
    assert slope(lambda Z: loss(Z, Z), 0.9) == pytest.approx(0), "above a standard deviation of 1 it is silent"
