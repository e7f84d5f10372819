"""SimCSE: without noise the contrastive loss spreads everything; dropout buys alignment at some cost in spread."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, INK, PAPER, QUIET, label, new_figure

PAGE = "2021-05/simcse"
RATES = (0, 0.05, 0.1, 0.2, 0.5)
TITLE = "What dropout noise buys: alignment, at a price in spread"
DESCRIPTION = (
    "A plane of the two yardsticks, both better when smaller: alignment to the right, uniformity upward. Training without "
    "dropout goes from the crowded start to the best spread but the worst alignment. The higher the dropout rate, the better the "
    "alignment and the worse the spread."
)


# --8<-- [start:compute]
def compute(seed: int = 0, steps: int = 300, tau: float = 0.1) -> dict[float | str, tuple[float, float]]:
    """Return (alignment, uniformity) before training, and after it for each rate of dropout."""
    rng = np.random.RandomState(seed)
    topic = np.repeat(np.arange(12), 8)
    x = 1 + 0.5 * rng.randn(12, 24)[topic] + 0.3 * rng.randn(96, 24)  # 12 topics of 8 sentences; crowded: all share the 1
    W_0 = rng.randn(24, 6) / np.sqrt(24)  # the encoder: linear, to six features

    def unit(h):
        return h / np.linalg.norm(h, axis=1, keepdims=True)

    def yardsticks(W):
        squared = 2 - 2 * unit(x @ W) @ unit(x @ W).T
        pairs = ~np.eye(96, dtype=bool)
        positive = pairs & (topic[:, None] == topic)  # here: of one topic
        return squared[positive].mean(), np.log(np.exp(-2 * squared[pairs]).mean())  # eq. 2 and 3

    def back(h, gradient):  # through h / ‖h‖
        u = unit(h)
        return (gradient - u * (gradient * u).sum(axis=1, keepdims=True)) / np.linalg.norm(h, axis=1, keepdims=True)

    def train(dropout):
        W, mean, square = W_0.copy(), 0, 0
        for step in range(1, steps + 1):
            z, z2 = (x * (rng.rand(*x.shape) >= dropout) / (1 - dropout) for _ in range(2))  # two masks
            h, h2 = z @ W, z2 @ W
            p = np.exp((unit(h) @ unit(h2).T - 1) / tau)  # sim: the cosine
            p /= p.sum(axis=1, keepdims=True)
            error = (p - np.eye(96)) / (96 * tau)  # the gradient of the mean of ℓᵢ, eq. 4
            gradient = z.T @ back(h, error @ unit(h2)) + z2.T @ back(h2, error.T @ unit(h))
            mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2  # Adam
            W -= 0.02 * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        return yardsticks(W)

    return {"start": yardsticks(W_0)} | {rate: train(rate) for rate in (0, 0.05, 0.1, 0.2, 0.5)}
# --8<-- [end:compute]


def draw(ends: dict[float | str, tuple[float, float]]) -> Figure:
    """Draw the start, and the end of each training."""
    figure = new_figure(height=280)
    axes = figure.subplots()
    x, y = np.array([ends[rate] for rate in RATES]).T
    axes.plot(x, y, color=ACCENT, marker="o", markersize=7)
    axes.plot(x[0], y[0], color=BLUE, marker="o", markersize=8)
    axes.plot(*ends["start"], "o", color=INK, markerfacecolor=PAPER, markersize=8)
    label(axes, "start: a crowd", ends["start"], xytext=(10, 0))
    label(axes, "no dropout:\nspread, topics too", (x[0], y[0]), BLUE, xytext=(0, 24), ha="center")
    for rate in RATES[1:]:
        label(axes, f"dropout {rate:g}" if rate == 0.5 else f"{rate:g}", ends[rate], ACCENT, xytext=(9, 7))
    label(axes, "better", (0.02, -3.1), QUIET, xytext=(16, 22), arrowprops={"arrowstyle": "->", "color": QUIET, "linewidth": 1.2})
    axes.set_xlim(0, 1.65)
    axes.set_ylim(-3.15, -0.1)
    axes.set_xticks([0, 0.5, 1, 1.5], ["0", "0.5", "1", "1.5"])
    axes.set_yticks([-3, -2, -1], ["−3", "−2", "−1"])
    axes.set_xlabel("alignment: how far apart one topic is")
    axes.set_title("uniformity: how crowded all are")
    return figure
