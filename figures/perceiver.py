"""Perceiver: how many attention scores a few latents need to read a long input."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, INK, LINE, QUIET, label, new_figure

PAGE = "2021-04/perceiver"
TITLE = "Attention scores against the number of inputs"
DESCRIPTION = (
    "Two lines on logarithmic axes. One layer of self-attention rises with slope two, to 2.5 billion scores at 50,176 "
    "pixels. The whole Perceiver, with eight looks and 48 blocks, rises with slope one at most and has 218 million there. "
    "The lines cross at 6,144 inputs."
)


# --8<-- [start:compute]
def compute(
    seed: int = 0, N: int = 512, looks: int = 8, blocks: int = 6
) -> dict:
    """Return attention scores by the number of inputs, M.

    Of one self-attention layer, of a look, and of a whole Perceiver;
    and what a small one does. It has no MLPs and trains no weights.
    """

    def perceive(x, latents, sizes):
        rng = np.random.RandomState(seed)
        D, C = latents.shape[1], x.shape[1]
        W_look = rng.randn(D, C) / np.sqrt(C)
        W_block = rng.randn(D, D) / np.sqrt(D)
        V_look = rng.randn(C, D) / np.sqrt(C)
        V_block = rng.randn(D, D) / np.sqrt(D)

        def attend(queries, W, rows, V):
            scores = queries @ W @ rows.T / np.sqrt(D)
            sizes.append(scores.size)  # what the figure counts
            weights = np.exp(scores)
            weights /= weights.sum(axis=1, keepdims=True)
            new = queries + 0.05 * weights @ rows @ V
            return new / np.linalg.norm(new, axis=1, keepdims=True)

        for _ in range(looks):  # latents ask, inputs answer
            # section 3.1: N × M scores
            latents = attend(latents, W_look, x, V_look)
            for _ in range(blocks):  # N × N, whatever M is
                latents = attend(latents, W_block, latents, V_block)
        return latents

    def whole(M, N):
        return looks * M * N + looks * blocks * N**2

    rng = np.random.RandomState(seed)
    x, latents, sizes = rng.randn(300, 5), rng.randn(12, 8), []
    read = perceive(x, latents, sizes)
    shuffled = perceive(rng.permutation(x), latents, [])
    M = 2.0 ** np.arange(9, 19)
    sums = {"every pair": M**2, "look": M * N, "whole": whole(M, N)}
    small = {"sizes": sizes, "formula": whole(300, 12), "read": read}
    moved = np.abs(read - shuffled).max()
    return {"M": M, **sums, **small, "moved by shuffling": moved}
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw both lines, their crossing, and the sizes of two inputs."""
    figure = new_figure(height=300)
    axes = figure.subplots()
    for count, name in ((12544, "video,\n12,544"), (50176, "pixels,\n50,176")):
        axes.axvline(count, ymin=0.16, color=LINE, zorder=0)
        axes.text(count, 1.3e5, name, ha="center", color=QUIET, size=11.5)
    axes.loglog(data["M"], data["every pair"], color=ACCENT)
    axes.loglog(data["M"], data["whole"], color=BLUE)
    axes.loglog(data["M"], data["look"], color=BLUE, linewidth=1, linestyle=(0, (4, 3)))
    axes.plot(6144, 6144**2, "o", color=INK, markersize=7)
    label(axes, "equal at\n6,144 inputs", (6144, 6144**2), INK, xytext=(-4, 26), ha="right")
    label(axes, "one layer\nof self-attention", (data["M"][-1], data["every pair"][-1]), ACCENT)
    label(axes, "a whole Perceiver:\n8 looks, 48 blocks", (data["M"][-1], data["whole"][-1]), BLUE)
    label(axes, "one of its looks", (data["M"][-1], data["look"][-1]), BLUE)
    axes.set_xlim(512, 4e6)
    axes.set_ylim(1e5, 2e11)
    axes.set_xticks([1e3, 1e4, 1e5], ["1,000", "10,000", "100,000"])
    axes.set_yticks([1e6, 1e8, 1e10], ["1 million", "100 million", "10 billion"])
    axes.spines["bottom"].set_bounds(512, 2.6e5)
    axes.set_xlabel("inputs", x=0.35)
    axes.set_title("attention scores")
    axes.minorticks_off()
    return figure
