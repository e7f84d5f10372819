"""MDETR: the tokens of the sentence are the classes; a target spread over three of them keeps a loss of log 3."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.house import ACCENT, BLUE, INK, QUIET, SHADE, label, new_figure

PAGE = "2021-05/mdetr"
TITLE = "The sentence as the list of classes"
DESCRIPTION = (
    "A grid of three boxes and the eleven tokens of a caption. Each box has its target, a third each, on the three tokens that "
    "name it; the two cats share the word but no token. Below, the loss of a box falls from 2.40 to its floor, log 3 or 1.10, as "
    "the prediction moves to the right tokens."
)


# --8<-- [start:compute]
def compute(caption: str = "a black cat and a gray cat on the red sofa") -> dict[str, list]:
    """Return the target of each box over the tokens, and the loss of a box as its prediction moves to the right tokens."""
    tokens = caption.split()
    boxes = {"black cat": range(1, 4), "gray cat": range(5, 8), "sofa": range(9, 12)}  # tokens that name it, from 1
    t = np.array([[float(place in named) for place in range(1, len(tokens) + 1)] for named in boxes.values()])
    t /= t.sum(axis=1, keepdims=True)  # uniform over them

    def loss(t, p):  # soft token prediction
        return -(t * np.log(p)).sum()

    def prediction(logit):  # of the gray cat's box: this much more for its tokens than for the others
        p = np.exp(logit * (t[1] > 0))
        return p / p.sum()

    logits = np.linspace(0, 8, 33)
    return {
        "tokens": tokens,
        "boxes": list(boxes),
        "targets": t.tolist(),
        "logits": logits.tolist(),
        "right": [prediction(logit)[t[1] > 0].sum() for logit in logits],  # what falls on the right tokens
        "loss": [loss(t[1], prediction(logit)) for logit in logits],
        "floor": loss(t[1, t[1] > 0], t[1, t[1] > 0]),  # the target itself: its entropy
    }
# --8<-- [end:compute]


def draw(data: dict[str, Any]) -> Figure:
    """Draw the grid of targets, and below it the loss of one box."""
    figure = new_figure(height=310)
    grid, curve = figure.subplots(2, 1, height_ratios=[1, 1])
    for row, target in enumerate(data["targets"]):
        for column, share in enumerate(target):
            grid.add_patch(Rectangle((column + 0.04, -row - 0.46), 0.92, 0.92, color=ACCENT if share else SHADE))
    for column, token in enumerate(data["tokens"]):
        label(grid, token, (column + 0.5, 1), INK, xytext=(0, 0), ha="center")
        label(grid, str(column + 1), (column + 0.5, 1.75), QUIET, xytext=(0, 0), ha="center", fontsize=11)
    grid.set_xlim(0, 11)
    grid.set_ylim(-2.6, 2.1)
    grid.set_yticks([0, -1, -2], data["boxes"])
    grid.tick_params(length=0, labelcolor=INK)
    grid.set_xticks([])
    for side in ("left", "bottom"):
        grid.spines[side].set_visible(False)
    curve.axhline(data["floor"], color=QUIET, linewidth=1.2, linestyle=(0, (4, 3)))
    curve.plot(data["right"], data["loss"], color=BLUE)
    curve.plot(data["right"][0], data["loss"][0], "o", color=BLUE)
    curve.set_ylim(0, 2.7)
    curve.set_xlim(0, 1)
    curve.set_yticks([0, 1, 2])
    curve.set_xticks([0, 0.5, 1], ["0", "half", "all on the right tokens"])
    for tick, side in zip(curve.get_xticklabels(), ("center", "center", "right"), strict=True):
        tick.set_horizontalalignment(side)
    label(curve, "knows nothing", (data["right"][0], data["loss"][0]), BLUE, xytext=(9, 5))
    label(curve, f"floor: log 3 = {data['floor']:.2f}", (0.02, data["floor"]), QUIET, xytext=(0, -11))
    curve.set_title("loss of the gray cat’s box")
    return figure
