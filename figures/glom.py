"""GLOM: attention among neighbors builds islands and melts them again, unless evidence holds them."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, GOLD, INK, new_figure

PAGE = "2021-04/glom"
TITLE = "Islands that stay, and islands that melt"
DESCRIPTION = (
    "Two pictures of 24 places over 512 steps on a logarithmic scale; the color is what the vector at a place says. In "
    "both, speckled evidence for three objects becomes three even islands within a few steps. With attention alone the "
    "islands run into each other and one color is left. With a tenth of evidence at each step the three islands stay."
)


# --8<-- [start:compute]
def compute(
    seed: int = 0, steps: int = 512, beta: float = 5
) -> dict[str, dict]:
    """Return the vectors of a level at each step, and their islands.

    With attention alone, and with evidence from below as well.
    """
    rng = np.random.RandomState(seed)
    objects = np.linalg.qr(rng.randn(8, 3))[0].T  # at right angles
    x = np.arange(24)  # places: the objects cover 7, 10 and 7
    there = np.repeat([0, 1, 2], [7, 10, 7])
    evidence = objects[there] + 0.2 * rng.randn(24, 8)

    def unit(z):
        return z / np.linalg.norm(z, axis=-1, keepdims=True)

    evidence = unit(evidence)  # of the bottom-up network
    distance = np.abs(x[:, None] - x)
    near = (distance > 0) & (distance <= 6)

    def attn(level):  # fig. 1's smoother: query = key = value
        cosines = unit(level) @ unit(level).T
        weights = np.where(near, np.exp(beta * cosines), 0)
        return weights / weights.sum(axis=1, keepdims=True) @ level

    runs = {}
    shares = {"attention alone": 0, "attention and evidence": 0.1}
    for name, w_bu in shares.items():
        levels = [evidence]
        for _ in range(steps):  # top-down influence is left out
            own = (0.6 - w_bu) * levels[-1]  # fig. 1: green arrows
            heard = 0.4 * attn(levels[-1])
            levels.append(own + w_bu * evidence + heard)
        u = unit(levels)
        agreement = (u[:, 1:] * u[:, :-1]).sum(axis=-1)
        runs[name] = {
            "seen": levels @ objects.T,
            "agreement": agreement,
            "islands": 1 + (agreement < 0.9).sum(axis=1),  # fig. 2
        }
    return runs
# --8<-- [end:compute]


def draw(runs: dict[str, dict]) -> Figure:
    """Draw both runs from top to bottom, a column for each place."""
    figure = new_figure(height=325)
    panels = figure.subplots(1, 2, sharey=True)
    rows = np.floor(2 ** np.linspace(0, 9, 73)).astype(int) - 1  # steps 0 to 511, each doubling as high as the one before
    for axes, (name, run) in zip(panels, runs.items(), strict=True):
        axes.imshow(mixed(run["seen"][rows]), interpolation="none", extent=(0, 24, 9, 0), aspect="auto")
        axes.set_title(name, color=INK)
        axes.set_xticks([])
        axes.set_yticks([np.log2(1 + step) for step in (0, 3, 10, 30, 100, 511)], ["start", "3", "10", "30", "100", "511 steps"])
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.tick_params(left=False)
        end = run["islands"][-1]
        axes.set_xlabel(f"{'one island' if end == 1 else 'three islands'} at the end", color=ACCENT if end == 1 else BLUE)
    return figure


def mixed(seen: np.ndarray) -> np.ndarray:
    """Return a color for each vector: those of the three objects, mixed as the vector resembles them."""
    shares = np.maximum(seen, 0)
    shares = shares / shares.sum(axis=-1, keepdims=True)
    return np.round(shares @ np.array([to_rgb(color) for color in (BLUE, GOLD, ACCENT)]), 2)
