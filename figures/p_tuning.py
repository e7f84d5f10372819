"""P-tuning: a prompt that may lie between the words."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, GOLD, INK, label, new_figure

PAGE = "2021-04/p-tuning"
TITLE = "A prompt between the words"
DESCRIPTION = (
    "Left, a map of the loss over prompts of two numbers, with fifty dots, the words, and the path of a trained prompt from "
    "the best word down into the valley beside it. Right, the loss against the width of the embeddings from 2 to 32: the "
    "best word stays between 1.5 and 2, and the trained vector falls from 1.7 to 0.8."
)


# --8<-- [start:compute]
def compute(seed: int = 8, models: int = 6) -> dict:
    """Return the loss of frozen toy models with each word as their prompt, and with a vector that descends from the best."""

    def frozen_model(h, rng):
        e = 1.4 * rng.randn(50, h) / np.sqrt(h)  # embeddings: the words of its vocabulary
        subjects = 1.4 * rng.randn(6, h) / np.sqrt(h)  # e(x) of six facts
        y = rng.randint(5, size=6)  # and their answers, of five
        W_1, W_2 = 2.1 * rng.randn(2 * h, 32) / np.sqrt(h), 0.5 * rng.randn(32, 5)

        def loss(prompt):  # the mean of −log p(y | prompt, e(x)), and its gradient, which changes nothing but the prompt
            hidden = np.tanh(np.hstack([np.tile(prompt, (6, 1)), subjects]) @ W_1)
            p = np.exp(hidden @ W_2)
            p /= p.sum(axis=1, keepdims=True)
            error = (p - np.eye(5)[y]) / 6
            gradient = (error @ W_2.T * (1 - hidden**2)) @ W_1[:h].T
            return -np.log(p[range(6), y]).mean(), gradient.sum(axis=0)

        return e, loss

    def train(e, loss, steps=150):
        losses = [loss(word)[0] for word in e]
        h_1, path, descent = e[np.argmin(losses)], [], []
        for _ in range(steps):
            value, gradient = loss(h_1)
            path, descent = [*path, h_1], [*descent, value]
            h_1 = h_1 - 0.15 * gradient
        return {"path": np.array(path), "descent": descent, "best word": min(losses), "trained": descent[-1]}

    widths = {}
    for h in (2, 4, 8, 16, 32):
        widths[h] = [train(*frozen_model(h, np.random.RandomState(seed + model))) for model in range(models)]
    e, loss = frozen_model(2, np.random.RandomState(seed))
    grid = np.linspace(-3.6, 3.6, 31)
    landscape = np.array([[loss(np.array([a, b]))[0] for a in grid] for b in grid])
    return {"widths": widths, "words": e, "path": widths[2][0]["path"], "grid": grid, "landscape": landscape}
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw the map with the path, and the losses against the width."""
    figure = new_figure(height=262)
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
    shades = [(BLUE, alpha) for alpha in np.linspace(0.45, 0, 9)]
    left.contourf(data["grid"], data["grid"], data["landscape"], levels=np.linspace(0.6, 6, 10), colors=shades, extend="max")
    left.plot(*data["words"].T, "o", color=GOLD, markersize=4)
    left.plot(*data["path"].T, color=ACCENT, linewidth=2.5)
    left.plot(*data["path"][-1], "o", color=ACCENT, markersize=8)
    label(left, "50 words", (-2.9, -2.4), INK, xytext=(0, 0))
    label(left, "best word", data["path"][0], INK, xytext=(4, -9), ha="center", size=11)
    label(left, "trained", data["path"][-1], INK, xytext=(4, 12), ha="right")
    left.set_xlim(-3.6, 3.6)
    left.set_ylim(-3.6, 3.6)
    left.set_xticks([])
    left.set_yticks([])
    left.spines[["left", "bottom"]].set_visible(False)
    left.set_title("prompts of two numbers")
    runs = data["widths"]
    for name, color, text in (("best word", GOLD, "best word"), ("trained", ACCENT, "trained\nvector")):
        values = [np.mean([run[name] for run in runs[h]]) for h in runs]
        right.plot(np.log2(list(runs)), values, "o-", color=color)
        label(right, text, (5, values[-1]), color)
    right.set_xticks(np.log2(list(runs)), list(runs))
    right.set_xlim(0.7, 7.4)
    right.set_ylim(0, 2.2)
    right.set_yticks([0, 1, 2])
    right.spines["bottom"].set_bounds(1, 5)
    right.set_xlabel("numbers in a vector", x=0.36)
    right.set_title("loss")
    return figure
