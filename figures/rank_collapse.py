"""Rank collapse: how many digits of the tokens' differences are lost with each layer."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, GOLD, VIOLET, label, new_figure

PAGE = "2021-04/rank-collapse"
TITLE = "How fast attention makes all tokens equal"
DESCRIPTION = (
    "Digits lost of the differences between tokens, against layers. Fixed averaging loses half a digit a layer. Pure attention "
    "has lost 4 digits after two layers, 15 after three and 46 after four. A strong MLP delays the fall, and a skip connection "
    "loses nothing."
)


# --8<-- [start:compute]
def compute(seed: int = 0, n: int = 16, d: int = 16) -> dict:
    """Return the norm ‖res(X)‖₁,∞ after 0, 1, …, 6 layers."""
    rng = np.random.RandomState(seed)
    W_QK, W_V, W_1, W_2 = rng.randn(4, d, d) / np.sqrt(d)
    x_0, R_0 = rng.randn(d), rng.randn(n, d)
    R_0 -= R_0.mean(axis=0)
    P = rng.dirichlet(np.ones(n), n)  # looks at no token

    def norm(R):  # geometric mean of the 1-norm and the ∞-norm
        columns, rows = np.abs(R).sum(axis=0), np.abs(R).sum(axis=1)
        return np.sqrt(columns.max() * rows.max())

    # X = 1xᵀ + R; kept apart, R stays exact, however small
    def attention(x, R):
        q = np.exp(R @ W_QK.T @ x / np.sqrt(d))
        q /= q.sum()  # from 1xᵀ W_QK Rᵀ: the same for all
        e = np.expm1(R @ W_QK @ R.T / np.sqrt(d))  # what differs
        s = e @ q[:, None]
        D = q * (e - s) / (1 + s)  # softmax − 1qᵀ, exactly
        return (x + q @ R) @ W_V, D @ R @ W_V  # R³: Theorem 2.2

    def mlp(x, R):  # relu(a + b) − relu(a), exactly
        a, b = 4 * x @ W_1, 4 * R @ W_1
        new = np.where(a > 0, np.maximum(b, -a), np.maximum(a + b, 0))
        return np.maximum(a, 0) @ W_2, new @ W_2

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
        for _ in range(6):
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
        end = ends[name]
        lost = np.log10(curve[0]) - np.log10(curve[: end + 1])
        axes.plot(lost, color=colors[name], marker="o")
        label(axes, name, (end, lost[end]), colors[name], xytext=(7, 0))
        for layer in (2, 3, 4) if name == "attention" else ():
            label(axes, f"{lost[layer]:.0f}", (layer, lost[layer]), ACCENT, xytext=(-8, -4), ha="right")
    axes.set_xlim(-0.2, 8.4)
    axes.set_ylim(49, -3)
    axes.set_xticks(range(7))
    axes.spines["bottom"].set_bounds(0, 6)
    axes.set_xlabel("layers", x=0.37)
    axes.set_title("digits lost of the differences between tokens")
    return figure
