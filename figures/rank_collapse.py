"""Rank collapse: how many digits of the tokens' differences are lost with each layer."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, GOLD, VIOLET, label, new_figure

PAGE = "2021-04/rank-collapse"
TITLE = "How fast attention makes all tokens equal"
DESCRIPTION = (
    "Residual on a logarithmic scale against layers. Fixed averaging loses half a digit a layer. Pure attention loses about "
    "three times as many digits with each layer and is below 1e-39 after four. A strong MLP delays the fall, and a skip "
    "connection keeps the residual where it began."
)


# --8<-- [start:compute]
def compute(seed: int = 0, layers: int = 6, n: int = 16, d: int = 16) -> dict[str, list[float]]:
    """Return the norm ‖res(X)‖₁,∞ after 0, 1, …, `layers` layers: averaging, attention, with an MLP, with a skip."""
    rng = np.random.RandomState(seed)
    W_QK, W_V, W_1, W_2 = rng.randn(4, d, d) / np.sqrt(d)
    x_0, R_0 = rng.randn(d), rng.randn(n, d)
    R_0 -= R_0.mean(axis=0)
    P = rng.dirichlet(np.ones(n), n)  # weights that do not look at the tokens

    def norm(R):  # of the paper: geometric mean of the 1-norm and the ∞-norm
        return np.sqrt(np.abs(R).sum(axis=0).max() * np.abs(R).sum(axis=1).max())

    def attention(x, R):  # X = 1xᵀ + R; kept apart, R stays exact far below the rounding error of x
        q = np.exp(R @ W_QK.T @ x / np.sqrt(d))
        q /= q.sum()  # from 1xᵀ W_QK Rᵀ: the same weights for every token
        e = np.expm1(R @ W_QK @ R.T / np.sqrt(d))  # R W_QK Rᵀ: where tokens attend differently
        D = q * (e - e @ q[:, None]) / (1 + e @ q[:, None])  # softmax − 1qᵀ, without cancellation
        return (x + q @ R) @ W_V, D @ R @ W_V  # R three times: the cube

    def mlp(x, R):  # relu(a + b) − relu(a), again without cancellation
        a, b = 4 * x @ W_1, 4 * R @ W_1
        return np.maximum(a, 0) @ W_2, np.where(a > 0, np.maximum(b, -a), np.maximum(a + b, 0)) @ W_2

    def skip(x, R):
        y, S = attention(x, R)
        return x + y, R + S

    steps = {
        "averaging": lambda x, R: (x, P @ R @ W_V),
        "attention": attention,
        "attention + MLP": lambda x, R: mlp(*attention(x, R)),
        "attention + skip": skip,
    }
    curves = {}
    for name, step in steps.items():
        x, R = x_0, 8 * R_0 / norm(R_0)
        curves[name] = [norm(R)]
        for _ in range(layers):
            x, R = step(x, R)
            x, R = x + R.mean(axis=0), R - R.mean(axis=0)
            curves[name].append(norm(R))
    return curves
# --8<-- [end:compute]


def draw(curves: dict[str, list[float]]) -> Figure:
    """Draw the digits that are left, layer by layer."""
    figure = new_figure(height=290)
    axes = figure.subplots()
    colors = {"averaging": GOLD, "attention": ACCENT, "attention + MLP": VIOLET, "attention + skip": BLUE}
    ends = {"averaging": 6, "attention": 4, "attention + MLP": 4, "attention + skip": 6}
    for name, curve in curves.items():
        logs = np.log10(np.maximum(curve, 1e-60))
        shown = [layer for layer in range(len(logs)) if layer <= ends[name]]
        axes.plot(shown, logs[shown], color=colors[name], marker="o")
        label(axes, name, (shown[-1], logs[shown[-1]]), colors[name])
    axes.set_xlim(-0.2, 8.2)
    axes.set_ylim(-46, 4)
    axes.set_xticks(range(7))
    axes.set_yticks([0, -10, -20, -30, -40], ["1", "10⁻¹⁰", "10⁻²⁰", "10⁻³⁰", "10⁻⁴⁰"])
    axes.set_xlabel("layers")
    axes.set_title("distance of the tokens from being all the same")
    return figure
