"""Universal computation engines: what a frozen random layer makes learnable."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, label, new_figure

PAGE = "2021-04/universal-computation-engines"
TITLE = "What random frozen weights already do"
DESCRIPTION = (
    "Accuracy on unseen pairs of bit strings against the width of a frozen random layer. A linear output on the bits "
    "themselves is at chance. On the random layer it rises from 54% at a width of 8 to more than 99% at 128."
)


# --8<-- [start:compute]
def compute(seed: int = 0) -> dict[int, float]:
    """Return the accuracy by the width of a frozen random layer.

    The output is linear, and trained; 0 is the width of no layer.
    """
    rng = np.random.RandomState(seed)
    # all pairs of strings of five bits
    bits = (np.arange(2**10)[:, None] >> np.arange(10)) & 1
    y = bits[:, :5] ^ bits[:, 5:]  # Bit XOR (section 2.1)
    x = 2 * bits - 1  # −1 and 1
    order = rng.permutation(len(x))
    seen, unseen = order[:512], order[512:]

    def accuracy(features):  # section 3.9: only the output is trained
        inputs = np.hstack([features, np.ones((len(x), 1))])
        F = inputs[seen]  # least squares, by the normal equations
        W_out = np.linalg.solve(F.T @ F, F.T @ (2 * y[seen] - 1))
        return np.mean((inputs[unseen] @ W_out > 0) == y[unseen])

    accuracies = {0: accuracy(x)}
    for width in (8, 16, 32, 64, 128, 256):
        W = rng.randn(10, width) / np.sqrt(10)  # never trained
        b = rng.randn(width) / 2
        accuracies[width] = accuracy(np.maximum(x @ W + b, 0))
    return accuracies
# --8<-- [end:compute]


def draw(accuracies: dict[int, float]) -> Figure:
    """Draw the accuracy against the width, with the line of a linear output on the bits."""
    figure = new_figure(height=262)
    axes = figure.subplots()
    widths = [width for width in accuracies if width]
    values = [100 * accuracies[width] for width in widths]
    axes.plot(np.log2(widths), values, "o-", color=ACCENT)
    for width, value in zip(widths, values, strict=True):
        label(axes, f"{value:.0f}", (np.log2(width), value), ACCENT, xytext=(0, 12), ha="center")
    axes.hlines(100 * accuracies[0], 3, 8, color=BLUE)
    label(axes, "on a frozen,\nrandom layer", (8, values[-1]), ACCENT, xytext=(10, -24))
    label(axes, "on the bits\nthemselves", (8, 100 * accuracies[0]), BLUE, xytext=(10, 0))
    axes.set_xticks(np.log2(widths), map(str, widths))
    axes.set_xlim(2.8, 9.8)
    axes.set_ylim(40, 108)
    axes.set_yticks([50, 75, 100])
    axes.spines["bottom"].set_bounds(3, 8)
    axes.spines["left"].set_bounds(40, 100)
    axes.set_xlabel("width of the random layer", x=0.39)
    axes.set_title("XOR of unseen strings: accuracy of a trained linear output, %")
    return figure
