"""Barlow Twins: what becomes of the cross-correlation matrix under either half of the loss, and under both."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.house import BLUE, INK, QUIET, SHADE, new_figure

PAGE = "2021-04/barlow-twins"
TITLE = "What the two halves of the loss do alone"
DESCRIPTION = (
    "Four matrices of correlations between four features of two views. Before training all are about a half. With both sums "
    "of the loss the diagonal is 0.99 and the rest 0. With the diagonal's sum alone all are near 1: four copies of one "
    "feature. With the other sum alone all are near 0: features of noise."
)


# --8<-- [start:compute]
def compute(seed: int = 3, n: int = 250, lam: float = 0.05) -> dict:
    """Return C before training, and after with parts of the loss."""
    rng = np.random.RandomState(seed)
    mixing = np.linalg.qr(rng.randn(12, 12))[0]
    sources = rng.randn(n, 4)  # what two views of an image share

    def view():  # and 8 numbers that change from view to view
        shared = sources + 0.1 * rng.randn(n, 4)
        return np.hstack([shared, rng.randn(n, 8)]) @ mixing

    x_A, x_B = view(), view()
    W_0 = rng.randn(12, 1) + 0.3 * rng.randn(12, 4)  # near copies

    def normalized(z):  # over the batch
        return (z - z.mean(axis=0)) / z.std(axis=0)

    def correlation(W):  # eq. 2
        z_A, z_B = normalized(x_A @ W), normalized(x_B @ W)
        return z_A.T @ z_B / n

    def gradient(W, G):  # of eq. 1, the loss, by W; G: by C
        z_A, z_B = normalized(x_A @ W), normalized(x_B @ W)
        total = 0
        pairs = (x_A, z_A, z_B @ G.T / n), (x_B, z_B, z_A @ G / n)
        for x, z, g in pairs:
            g = g - g.mean(axis=0) - z * (g * z).mean(axis=0)
            total = total + x.T @ (g / (x @ W).std(axis=0))
        return total

    def train(diagonal, rest):  # Adam
        W, m, v = W_0, 0, 0
        for step in range(1, 251):
            C = correlation(W)
            G = 2 * np.where(np.eye(4), diagonal * (C - 1), rest * C)
            g = gradient(W, G)
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            m_hat, v_hat = m / (1 - 0.9**step), v / (1 - 0.999**step)
            W = W - 0.1 * m_hat / (np.sqrt(v_hat) + 1e-8)
        return correlation(W)

    return {
        "before": correlation(W_0),
        "both": train(1, lam),
        "diagonal only": train(1, 0),
        "rest only": train(0, lam),
    }
# --8<-- [end:compute]


FATES = {
    "before": ("before training", "rows: features of\nview A; columns:\nthose of view B"),
    "both": ("both sums", "four features\nthat all survive"),
    "diagonal only": ("diagonal only", "four near copies\nof one feature"),
    "rest only": ("the rest only", "nothing repeats,\nnothing survives"),
}


def draw(matrices: dict[str, np.ndarray]) -> Figure:
    """Draw the four matrices, each with what it means."""
    height = 268
    figure = new_figure(height=height, layout="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 440), ylim=(height, 0))
    axes.axis("off")
    for place, (name, C) in enumerate(matrices.items()):
        left, top = 6 + 220 * (place % 2), 14 + 126 * (place // 2)
        for (i, j), value in np.ndenumerate(np.abs(C)):
            x, y = left + 26 * j, top + 28 * i
            axes.add_patch(Rectangle((x, y), 25, 27, color=SHADE))
            axes.add_patch(Rectangle((x, y), 25, 27, color=BLUE, alpha=0.75 * value))
            text = f"{value:.2f}".removeprefix("0") if value >= 0.1 else "0"
            axes.text(x + 12.5, y + 13.5, text, ha="center", va="center", size=11, color=INK)
        title, meaning = FATES[name]
        axes.text(left + 110, top + 14, title, color=BLUE, weight="bold", size=11.5)
        axes.text(left + 110, top + 24, meaning, color=QUIET if name == "before" else INK, size=11.5, va="top", linespacing=1.3)
    return figure
