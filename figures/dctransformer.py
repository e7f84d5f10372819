"""DCTransformer: a picture as a list of triples, and what the beginning of the list decodes to."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.house import BLUE, INK, SHADE, new_figure

PAGE = "2021-04/dctransformer"
TITLE = "A list whose length follows the picture"
DESCRIPTION = (
    "Left, 64 blocks of a picture with the number of triples each of them takes: one or two in the plain blocks, up to 34 "
    "on the edge of a disk and in a texture. Right, the picture decoded from the first 64, 128 and 231 of its 462 triples "
    "and from all of them: first a coarse mosaic, then finer detail."
)


# --8<-- [start:compute]
def compute(disk: tuple[int, int] = (20, 22)) -> dict:
    """Return a picture as triples, and what the first n show."""
    y, x = np.mgrid[:64, :64]
    picture = 96.0 + x  # plain: a slow ramp
    picture[(x - disk[0]) ** 2 + (y - disk[1]) ** 2 < 13**2] = 210
    texture = 128 + 70 * np.sign(np.sin(0.9 * x) * np.sin(1.1 * y))
    picture = np.where((x >= 40) & (y >= 40), texture, picture)
    u = np.arange(8)[:, None]
    alpha = np.where(u == 0, np.sqrt(1 / 8), 1 / 2)
    C = np.cos((2 * u.T + 1) * u * np.pi / 16) * alpha
    steps = np.array([  # of quantization, as in the JPEG standard
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ])  # fmt: skip
    blocks = (picture - 128).reshape(8, 8, 8, 8).swapaxes(1, 2)
    D = np.round(C @ blocks @ C.T / steps)  # D_uv of every block

    def low_frequencies_first(uv):
        return sum(uv), uv[1 - sum(uv) % 2]

    zigzag = sorted(np.ndindex(8, 8), key=low_frequencies_first)
    triples = []
    for c, uv in enumerate(zigzag):  # the channels
        for place in np.ndindex(8, 8):
            if D[place][uv] != 0:
                triples.append((c, place, D[place][uv]))

    def decode(n):
        D = np.zeros((8, 8, 8, 8))
        for c, place, value in triples[:n]:
            D[place][zigzag[c]] = value
        blocks = C.T @ (D * steps) @ C
        return blocks.swapaxes(1, 2).reshape(64, 64) + 128

    lengths = 64, 128, len(triples) // 2, len(triples)
    decoded = {n: decode(n) for n in lengths}
    made = {"picture": picture, "triples": triples, "decoded": decoded}
    return {**made, "per block": (D != 0).sum(axis=(2, 3))}  # fig. 1
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw the blocks with their numbers of triples, and four beginnings of the list as pictures."""
    figure = new_figure(height=252, layout="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 440), ylim=(252, 0))
    axes.axis("off")
    axes.text(8, 18, "triples in each block", color=INK)
    for (row, column), n in np.ndenumerate(data["per block"]):
        axes.add_patch(Rectangle((8 + 27 * column, 28 + 27 * row), 26, 26, color=SHADE))
        axes.add_patch(Rectangle((8 + 27 * column, 28 + 27 * row), 26, 26, color=BLUE, alpha=min(0.75, n / 40)))
        axes.text(21 + 27 * column, 41.5 + 27 * row, n, ha="center", va="center", size=11, color=INK)
    for place, (n, picture) in enumerate(data["decoded"].items()):
        left, top = 238 + 102 * (place % 2), 28 + 111 * (place // 2)
        name = f"first {n} triples" if n < len(data["triples"]) else f"all {n} triples"
        axes.text(left, top - 6 if place < 2 else top + 9, name, size=11.5, color=INK)
        show(axes, picture, left, top if place < 2 else top + 14, 94)
    return figure


def show(axes: Axes, picture: np.ndarray, left: float, top: float, side: float) -> None:
    """Show a gray picture as a square."""
    extent = (left, left + side, top + side, top)
    picture = 8 * np.round(picture / 8)  # fewer grays, a smaller file
    axes.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="none", extent=extent, aspect="auto")
