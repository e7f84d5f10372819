"""Carbon: four factors that multiply, and how far apart two careful estimates from outside can be."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, GOLD, INK, VIOLET, label, new_figure

PAGE = "2021-05/carbon"
TITLE = "Four choices that multiply, and two that nobody told"
DESCRIPTION = (
    "On a logarithmic scale factors are lengths. Laid end to end, the least that network, chip, site and grid can save is 140 "
    "times, the most 1,000. Below, the emissions of one training run as an outsider estimates them reach from 51 to 1,020 "
    "kilograms, because overhead (2 times) and grid (10 times) are unknown."
)


# --8<-- [start:compute]
def compute() -> dict[str, list[float]]:
    """Return the products of the four factors, one after another, and the emissions (kg) that an outsider must allow for."""
    factors = {  # low end, high end of what the better choice saves
        "network": (10, 10),  # sparse instead of dense: over 10
        "chip": (2, 5),
        "site": (1.4, 2),
        "grid": (5, 10),
    }
    low, high = np.cumprod([(1, 1), *factors.values()], axis=0).T

    def emissions(chip_hours, watts, overhead, kg_per_kwh):  # section 2.5
        return chip_hours * watts / 1000 * overhead * kg_per_kwh

    barlow_twins = 124 * 32  # hours times V100s
    grid = 552.1 / 1287  # kg for each kWh, from the tonnes and MWh of GPT-3 (Table 4)
    outsider = [
        emissions(barlow_twins, 300, 1, grid / 10),  # an ideal site on a clean grid
        emissions(barlow_twins, 300, 2, grid / 10),
        emissions(barlow_twins, 300, 2, grid),  # a poor site on the average grid of the United States
    ]
    return {"low end": low.tolist(), "high end": high.tolist(), "outsider": outsider}
# --8<-- [end:compute]


def draw(data: dict[str, list[float]]) -> Figure:
    """Draw the factors as lengths, and below them the interval of the outsider."""
    figure = new_figure(height=240)
    above, below = figure.subplots(2, 1, height_ratios=[2.4, 1])
    colors = {"network": ACCENT, "chip": BLUE, "site": GOLD, "grid": VIOLET}
    for row, name in ((1, "low end"), (0, "high end")):
        _bars(above, data[name], row, list(colors.values()))
        label(above, f"{name} {data[name][-1]:,.0f}×", (data[name][-1], row), xytext=(6, 0))
    for (name, color), start, end in zip(colors.items(), data["high end"][:-1], data["high end"][1:], strict=True):
        label(above, name, (np.sqrt(start * end), 0), color, xytext=(0, -15), ha="center")
    above.set_xlim(1, 6000)
    above.set_ylim(-0.55, 1.6)
    above.set_title("what four better choices save: factors, end to end")
    _bars(below, data["outsider"], 0, [GOLD, VIOLET])
    low, high = data["outsider"][0], data["outsider"][-1]
    label(below, f"{low:.0f} kg", (low, 0), INK, xytext=(-6, 0), ha="right")
    label(below, f"{round(high, -1):,.0f} kg", (high, 0), INK, xytext=(6, 0))
    below.set_xlim(10, 10 * 6000)
    below.set_ylim(-0.3, 0.8)
    below.set_title("one run, estimated from outside: site and grid unknown")
    for axes in (above, below):
        axes.set_xscale("log")
        axes.axis("off")
    return figure


def _bars(axes: Axes, products: list[float], row: float, colors: list[str]) -> None:
    """Draw factors end to end, each with its size above it."""
    for start, end, color in zip(products[:-1], products[1:], colors, strict=True):
        axes.plot([start, end], [row, row], color=color, linewidth=15, solid_capstyle="butt")
        label(axes, f"{end / start:.2g}", (np.sqrt(start * end), row), color, xytext=(0, 15), ha="center")
