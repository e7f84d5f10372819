"""Pretrained convolutions: how far a word is heard after some layers with a window of 7."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import BLUE, INK, QUIET, draw_cells, label, new_figure

PAGE = "2021-06/pretrained-convolutions"
TITLE = "The reach of twelve layers with a window of seven"
DESCRIPTION = (
    "A cone: with each layer a position hears three more on each side, 36 after twelve. The weight stays near the middle, more "
    "than nine tenths of it within 12 positions. A question 60 positions away is outside; attention hears it in one layer."
)


# --8<-- [start:compute]
def compute(layers: int = 12, window: int = 7, far: int = 60) -> dict:
    """Return how strongly a token hears others, layer by layer."""
    r = window // 2
    w = np.ones(window) / window  # one channel's filter, w_j
    distance = np.arange(-far, far + 1)
    heard = [1.0 * (distance == 0)]  # at first each token only itself
    for _ in range(layers):
        u = np.pad(heard[-1], r)
        o = np.zeros(len(distance))
        for j in range(-r, r + 1):  # o_t = Σ_j w_j u_(t+j)
            o += w[j + r] * u[r + j : len(u) - r + j]
        heard.append(o)

    reach = [int(np.abs(distance[row > 0]).max()) for row in heard]
    near = np.abs(distance) <= reach[-1] // 3
    result = {"distance": distance, "heard": heard, "reach": reach}
    return {**result, "within a third": float(heard[-1][near].sum())}
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw the cone, and the question outside it."""
    figure = new_figure(height=300)
    axes = figure.subplots()
    question = data["distance"][0]
    table = np.stack([row / row.max() for row in data["heard"]])
    shades = 8
    draw_cells(axes, np.ceil(table * shades).astype(int), shades, (question - 0.5, -0.5))
    layers = np.arange(len(table))
    for side in (-1, 1):
        axes.plot(side * (np.array(data["reach"]) + 0.5), layers, color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
    axes.plot([question], [0], "o", color=BLUE, markersize=8)
    axes.annotate("", (-1, 1), (question, 0.15), arrowprops={"arrowstyle": "->", "color": BLUE, "linewidth": 1.4})
    label(axes, "a question", (question, -0.4), BLUE, xytext=(9, -3))
    label(axes, "attention hears it\nin one layer", (question, 2.2), BLUE, xytext=(0, 0))
    label(axes, "nothing comes\nfrom beyond 36", (question, 8), QUIET, xytext=(0, 0))
    top = len(table) - 1
    axes.set_xlim(question - 3, 46)
    axes.set_ylim(-1.3, top + 2.6)
    axes.set_xticks([question, -36, -12, 12, 36])
    axes.set_xticklabels(["60", "36", "12", "12", "36"])
    axes.set_yticks([1, 4, 8, 12])
    axes.set_xlabel("distance in tokens")
    axes.set_title("layers")
    axes.plot([-12, 12], [top + 0.9, top + 0.9], color=INK, linewidth=1.2)
    label(axes, f"{data['within a third']:.0%} of the weight", (0, top + 1.6), INK, xytext=(0, 0), ha="center")
    return figure
