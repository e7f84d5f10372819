"""Attention alone triples the number of lost digits each layer; a skip connection ends it."""

from __future__ import annotations

import numpy as np
import pytest

from figures.rank_collapse import compute


@pytest.mark.parametrize("seed", range(4))
def test_attention_triples_the_lost_digits_and_a_skip_ends_it(seed: int) -> None:
    curves = {name: -np.log10(curve[:6]) for name, curve in compute(seed).items()}
    lost = curves["attention"]
    assert 3 < lost[5] / lost[4] < lost[4] / lost[3] < 3.5
    assert lost[4] > 30
    assert np.ptp(curves["attention + skip"]) < 0.2
    steps = np.diff(curves["averaging"])[1:]
    assert np.all((steps > 0.2) & (steps < 1.0)), "averaging loses about the same with each layer"
    assert lost[4] > curves["attention + MLP"][4] > 10, "an MLP only delays it"


@pytest.mark.parametrize("seed", range(4))
def test_each_layer_obeys_the_theorem(seed: int) -> None:
    """res' ≤ (4β/√d) res³ with β = ‖W_QK‖₁‖W_V‖∞. Source: Dong et al. 2021, theorem for one head and one layer."""
    d = 16
    W_QK, W_V, *_ = np.random.RandomState(seed).randn(4, d, d) / np.sqrt(d)
    beta = np.abs(W_QK).sum(axis=0).max() * np.abs(W_V).sum(axis=1).max()
    curve = compute(seed)["attention"][:6]
    for before, after in zip(curve, curve[1:], strict=False):
        assert after <= 4 * beta / np.sqrt(d) * before**3


def test_the_split_form_is_the_plain_forward_pass() -> None:
    """In double precision, until the residual drowns in rounding."""
    rng = np.random.RandomState(0)
    d, n = 16, 16
    W_QK, W_V, *_ = rng.randn(4, d, d) / np.sqrt(d)
    x, R = rng.randn(d), rng.randn(n, d)
    R -= R.mean(axis=0)
    R *= 8 / np.sqrt(np.abs(R).sum(axis=0).max() * np.abs(R).sum(axis=1).max())
    X = x + R
    for layer, norm in enumerate(compute(0)["attention"][1:4], start=1):
        scores = X @ W_QK @ X.T / np.sqrt(d)
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        X = weights / weights.sum(axis=1, keepdims=True) @ X @ W_V
        rest = X - X.mean(axis=0)
        plain = np.sqrt(np.abs(rest).sum(axis=0).max() * np.abs(rest).sum(axis=1).max())
        assert plain == pytest.approx(norm, rel=1e-6, abs=1e-13), layer
