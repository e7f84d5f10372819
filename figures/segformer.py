"""SegFormer: how zeros at the border tell a cell where it is."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, GOLD, QUIET, VIOLET, new_figure

PAGE = "2021-06/segformer"
TITLE = "Position from nothing but a border of zeros"
DESCRIPTION = (
    "An empty picture of 16 by 16 cells after 1, 2, 4 and 8 convolutions, a color for each value. With zeros around it there "
    "are 9, 25, 81 and 256 values: after eight layers no two cells are alike. With its own other side around it there is one."
)


# --8<-- [start:compute]
def compute(seed: int = 0, side: int = 16, layers: int = 8) -> dict:
    """Return an empty picture after each of some convolutions."""
    filters = np.random.RandomState(seed).randn(layers, 3, 3)

    def convolve(x, w, border):  # the convolution of eq. 3, alone
        padded = np.pad(x, 1, mode=border)
        y = np.zeros((side, side))
        for i in range(3):
            for j in range(3):
                y += w[i, j] * padded[i : i + side, j : j + side]
        return y

    def run(border):
        pictures = [np.ones((side, side))]  # the same everywhere
        for w in filters:
            pictures.append(convolve(pictures[-1], w, border))
        return pictures

    # Zeros around the picture, or its own opposite side.
    return {"zeros": run("constant"), "no border": run("wrap")}
# --8<-- [end:compute]


def draw(pictures: dict[str, list[np.ndarray]]) -> Figure:
    """Draw some layers, each value in a color of its own."""
    figure = new_figure(height=285)
    colors = LinearSegmentedColormap.from_list("house", [BLUE, VIOLET, ACCENT, GOLD, "#f3efe6"])
    names = {"zeros": "zeros around", "no border": "no border"}
    for row, (name, layers) in zip(figure.subplots(2, 4), pictures.items(), strict=True):
        for axes, layer in zip(row, (1, 2, 4, 8), strict=True):
            values, numbers = np.unique(layers[layer], return_inverse=True)
            ranks = numbers.reshape(layers[layer].shape) / max(1, len(values) - 1)
            axes.imshow(ranks, cmap=colors, vmin=0, vmax=1, interpolation="none")
            axes.set_xticks([])
            axes.set_yticks([])
            axes.spines[:].set_visible(False)
            axes.set_xlabel("all the same" if len(values) == 1 else f"{len(values)} values")
            if name == "zeros":
                axes.set_title(f"{layer} layer{'s' * (layer > 1)}", color=QUIET)
        row[0].set_ylabel(names[name])
    return figure
