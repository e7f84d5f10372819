"""EfficientNetV2: a fused block multiplies over four times as often everywhere, and early on takes no more time."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, QUIET, SHADE, label, new_figure

PAGE = "2021-05/efficientnetv2"
TITLE = "A fused block against MBConv, stage by stage"
DESCRIPTION = (
    "Two ratios over the stages 2 to 6 of EfficientNetV2-S. The fused block has between 4.5 and 5 times the multiplications of "
    "MBConv in every stage. Its time, on a model of an accelerator, is about the same as that of MBConv in stage 2 and rises to "
    "three times in stage 6. The search chose fused blocks in stages 2 and 3."
)


# --8<-- [start:compute]
def compute(batch: int = 1, bandwidth: float = 900e9) -> dict[str, list[float]]:
    """Return what a fused block costs relative to MBConv in the stages 2 to 6 of EfficientNetV2-S."""
    dense, depthwise = 62.5e12, 7.85e12  # multiply-adds a second: a V100 with its tensor cores, and without
    stages = [(75, 48, 4), (38, 64, 4), (19, 128, 4), (19, 160, 6), (10, 256, 6)]  # side, channels c, expansion e; at 300 px

    def convolution(side, c_in, c_out, kernel, groups=1):  # (multiply-adds, seconds)
        pixels = batch * side**2
        weights = kernel**2 * c_in * c_out / groups
        numbers = pixels * (c_in + c_out) + weights  # read once, written once, two bytes each
        arithmetic = pixels * weights / (dense if groups == 1 else depthwise)
        return np.array([pixels * weights, max(arithmetic, 2 * numbers / bandwidth)])  # the slower of the two decides

    def mbconv(side, c, e):  # fig. 2, left: widen, filter each channel by itself, narrow
        widen, narrow = convolution(side, c, e * c, 1), convolution(side, e * c, c, 1)
        return widen + convolution(side, e * c, e * c, 3, groups=e * c) + narrow

    def fused(side, c, e):  # fig. 2, right
        return convolution(side, c, e * c, 3) + convolution(side, e * c, c, 1)

    ratios = np.array([fused(*stage) / mbconv(*stage) for stage in stages])
    return {"multiplications": ratios[:, 0].tolist(), "time": ratios[:, 1].tolist()}
# --8<-- [end:compute]


def draw(data: dict[str, list[float]]) -> Figure:
    """Draw both ratios over the stages, and where the search changed from one block to the other."""
    figure = new_figure(height=280)
    axes = figure.subplots()
    stages = range(2, 7)
    axes.axvspan(1.6, 3.5, color=SHADE, zorder=0)
    axes.axhline(1, color=QUIET, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
    axes.plot(stages, data["multiplications"], color=BLUE, marker="o")
    axes.plot(stages, data["time"], color=ACCENT, marker="o")
    label(axes, "multiplications", (6, data["multiplications"][-1]), BLUE, xytext=(0, -13), ha="right")
    label(axes, "time", (5, data["time"][-2]), ACCENT, xytext=(-4, 11), ha="right")
    label(axes, "as MBConv", (6.4, 1), QUIET, xytext=(0, -10), ha="right")
    label(axes, "here the search\nchose fused blocks", (1.6, 3.2), QUIET, xytext=(6, 0))
    label(axes, "and here MBConv", (3.5, 3.2), QUIET, xytext=(8, 7))
    axes.set_xlim(1.6, 6.4)
    axes.set_ylim(0, 5.3)
    axes.set_xticks(stages, ["stage 2", "3", "4", "5", "6"])
    axes.set_yticks(range(1, 6), [f"{times}×" for times in range(1, 6)])
    axes.set_title("what a fused block costs, against MBConv")
    return figure
