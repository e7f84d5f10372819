"""FNet: the part of its input that a Fourier layer hears, and the part that it forgets."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.house import LINE, QUIET, draw_cells, new_figure

PAGE = "2021-06/fnet"
TITLE = "What the real part of a Fourier transform forgets"
DESCRIPTION = (
    "A table of tokens that draws the letter F is the sum of an even part, half the F plus half its mirror image, and an odd "
    "part, the one minus the other. The layer puts out the same for the table as for its even part alone, and nothing at all "
    "for the odd part."
)


# --8<-- [start:compute]
def compute(N: int = 16, H: int = 12) -> dict[str, np.ndarray]:
    """Return a table, its two halves, and the output for each."""
    x = np.zeros((N, H))  # N tokens with H features
    x[2:8, 2] = x[2, 2:6] = x[4, 2:5] = 1  # the letter F

    def mixing(x):  # eq. 3: ℜ Σ_n Σ_m x e^(−2πi (kn/N + lm/H))
        return np.fft.fft2(x).real

    # Token n changes places with N − n, feature m with H − m.
    mirrored = x[np.ix_(-np.arange(N) % N, -np.arange(H) % H)]
    even, odd = (x + mirrored) / 2, (x - mirrored) / 2

    # x = even + odd. Of e^(−iθ) = cos θ − i sin θ the real part keeps
    # the cosines, which are even: sums over the odd half cancel.
    outputs = {"y of x": mixing(x), "y of even": mixing(even)}
    halves = {"x": x, "even": even, "odd": odd}
    return {**halves, **outputs, "y of odd": mixing(odd)}
# --8<-- [end:compute]


def draw(tables: dict[str, np.ndarray]) -> Figure:
    """Draw the halves above, and what the layer makes of them below."""
    figure = new_figure(height=330)
    panels = figure.subplots(2, 3)
    names = ["a table of tokens", "= its even half", "+ its odd half", "output", "= the same output", "+ nothing"]
    loudest = np.sort(np.abs(tables["y of x"]).ravel())[-6]
    for axes, table, name in zip(panels.flat, tables.values(), names, strict=True):
        draw_table(axes, table / (loudest if name in names[3:] else 1))
        axes.set_title(name, size=11.5)
    panels[0, 0].set_ylabel("tokens", color=QUIET, size=11)
    panels[0, 0].set_xlabel("features", color=QUIET, size=11)
    return figure


def draw_table(axes: Axes, table: np.ndarray, shades: int = 6) -> None:
    """Draw a table of numbers from −1 to 1 as cells in a frame."""
    draw_cells(axes, np.rint(table.clip(-1, 1) * shades).astype(int), shades)
    axes.set_xlim(0, table.shape[1])
    axes.set_ylim(table.shape[0], 0)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set(visible=True, color=LINE)
