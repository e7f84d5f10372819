"""Guidance at 1 gives the class; beyond, certainty is paid for with variety."""

from __future__ import annotations

import numpy as np
import pytest

from figures.guided_diffusion import compute


@pytest.mark.parametrize("seed", range(3))
def test_certainty_rises_and_variety_falls_with_the_strength(seed: int) -> None:
    rows = list(compute(seed)["rows"].values())
    beliefs, spreads = [row["belief"] for row in rows], [row["spread"] for row in rows]
    assert np.all(np.diff(beliefs) > 0)
    assert beliefs[0] == pytest.approx(0.5, abs=0.03), "without guidance the classes are equally frequent"
    assert beliefs[3] > 0.995
    assert np.all(np.diff(spreads) < -0.1)
    near = [row["near half"] for row in rows]
    assert near[1] == pytest.approx(0.5, abs=0.04), "at 1 both halves of the class are there"
    assert near[2] < 0.2
    assert near[3] < 0.07


@pytest.mark.parametrize(("strength", "density"), [(0, "all"), (1, "class")])
def test_without_guidance_and_at_one_the_samples_follow_the_exact_density(strength: int, density: str) -> None:
    data = compute()
    heights, edges = np.histogram(data["rows"][strength]["x"], bins=np.linspace(-5.5, 5.5, 23), density=True)
    exact = np.interp((edges[:-1] + edges[1:]) / 2, data["grid"], data[density])
    assert np.abs(heights - exact).sum() * 0.5 / 2 < 0.06, "total variation"


def test_to_tilt_a_normal_distribution_is_to_shift_its_mean() -> None:
    """N(μ, Σ) times exp(s gᵀx) has the mean μ + s Σ g and the same covariance, here by sums on a grid."""
    mu, Sigma, g, s = np.array([0.5, -1.0]), np.array([[1.0, 0.4], [0.4, 0.5]]), np.array([1.0, -0.5]), 1.25
    x = np.stack(np.meshgrid(*[np.linspace(-9, 9, 301)] * 2), axis=-1).reshape(-1, 2)
    weights = np.exp(-0.5 * np.einsum("ni,ij,nj->n", x - mu, np.linalg.inv(Sigma), x - mu) + s * x @ g)
    weights /= weights.sum()
    mean = weights @ x
    np.testing.assert_allclose(mean, mu + s * Sigma @ g, atol=1e-6)
    np.testing.assert_allclose((x - mean).T @ (weights[:, None] * (x - mean)), Sigma, atol=1e-6)
