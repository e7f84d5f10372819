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
    """Return losses of frozen models: of words, of trained vectors.

    For several widths h, and for h = 2 on a map of all prompts.
    """

    def frozen_model(h, seed):
        rng = np.random.RandomState(seed)
        e = 1.4 * rng.randn(50, h) / np.sqrt(h)  # of its words
        subjects = 1.4 * rng.randn(6, h) / np.sqrt(h)  # e(x)
        y = rng.randint(5, size=6)  # and their answers, of five
        W_1 = 2.1 * rng.randn(2 * h, 32) / np.sqrt(h)
        W_2 = 0.5 * rng.randn(32, 5)

        def loss(prompt):  # −log p(y | prompt, e(x)), and its slope
            inputs = np.hstack([np.tile(prompt, (6, 1)), subjects])
            hidden = np.tanh(inputs @ W_1)
            p = np.exp(hidden @ W_2)
            p /= p.sum(axis=1, keepdims=True)
            back = (p - np.eye(5)[y]) @ W_2.T / 6 * (1 - hidden**2)
            slope = (back @ W_1[:h].T).sum(axis=0)  # no other
            return -np.log(p[range(6), y]).mean(), slope

        return e, loss

    def train(e, loss, steps=150):
        best = min(e, key=lambda word: loss(word)[0])  # eq. 1 of v1
        path, descent = [best], []
        for _ in range(steps):
            value, slope = loss(path[-1])
            descent.append(value)
            path.append(path[-1] - 0.15 * slope)  # eq. 3 of v1
        return {"path": np.array(path), "descent": descent}

    widths = {}
    for h in (2, 4, 8, 16, 32):
        toys = [frozen_model(h, seed + i) for i in range(models)]
        widths[h] = [train(e, loss) for e, loss in toys]
    e, loss = frozen_model(2, seed)
    grid = np.linspace(-3.6, 3.6, 31)
    heights = [[loss(np.r_[a, b])[0] for a in grid] for b in grid]
    landscape = {"words": e, "grid": grid, "heights": heights}
    return {"widths": widths, **landscape}
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw the map with the path, and the losses against the width."""
    figure = new_figure(height=262)
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
    shades = [(BLUE, alpha) for alpha in np.linspace(0.45, 0, 9)]
    left.contourf(data["grid"], data["grid"], data["heights"], levels=np.linspace(0.6, 6, 10), colors=shades, extend="max")
    left.plot(*data["words"].T, "o", color=GOLD, markersize=4)
    path = data["widths"][2][0]["path"]
    left.plot(*path.T, color=ACCENT, linewidth=2.5)
    left.plot(*path[-1], "o", color=ACCENT, markersize=8)
    label(left, "50 words", (-2.9, -2.4), INK, xytext=(0, 0))
    label(left, "best word", path[0], INK, xytext=(4, -9), ha="center", size=11)
    label(left, "trained", path[-1], INK, xytext=(4, 12), ha="right")
    left.set_xlim(-3.6, 3.6)
    left.set_ylim(-3.6, 3.6)
    left.set_xticks([])
    left.set_yticks([])
    left.spines[["left", "bottom"]].set_visible(False)
    left.set_title("prompts of two numbers")
    runs = data["widths"]
    for step, color, text in ((0, GOLD, "best word"), (-1, ACCENT, "trained\nvector")):
        values = [np.mean([run["descent"][step] for run in runs[h]]) for h in runs]
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
