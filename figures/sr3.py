"""SR3: denoising step by step ends at one of two faces, where regression answers with their average."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, QUIET, label, new_figure

PAGE = "2021-05/sr3"
TITLE = "How many small steps choose one face"
DESCRIPTION = (
    "Left: one pixel over 100 steps, from noise to one of the two values that fit, plus or minus one; half of the paths end at "
    "each, none at their average, zero. Right: what the network takes for the result at each step. It begins near zero, the "
    "blur, and fans out late."
)


# --8<-- [start:compute]
def compute(seed: int = 0, T: int = 100, noises: int = 200) -> dict[str, list]:
    """Return paths from noise to a result, in a world where y₀ is +1 or −1 (± 0.05) and x cannot tell which."""
    rng = np.random.RandomState(seed)
    alpha = 1 - np.linspace(1e-4, 0.1, T)  # each step of the damage keeps √α of the picture …
    gamma = np.cumprod(alpha)  # … and t steps together keep √γ
    spread = 0.05

    def f(y, gamma):  # the perfect network: E[ε | ỹ, γ], which training with squared error approaches
        variance = gamma * spread**2 + 1 - gamma
        side = np.tanh(np.sqrt(gamma) * y / variance)  # P(face +1) − P(face −1)
        y_0 = side + np.sqrt(gamma) * spread**2 / variance * (y - np.sqrt(gamma) * side)
        return (y - np.sqrt(gamma) * y_0) / np.sqrt(1 - gamma)

    z = rng.randn(T + 1, noises)
    z = np.hstack([z, -z])  # each noise and its mirror image
    z[0] = 0  # the last step adds none
    y = z[T]  # pure noise
    paths, guesses = [y], []
    for t in reversed(range(T)):  # Algorithm 2
        epsilon = f(y, gamma[t])
        guesses.append((y - np.sqrt(1 - gamma[t]) * epsilon) / np.sqrt(gamma[t]))  # ŷ₀, were this the last step
        y = (y - (1 - alpha[t]) / np.sqrt(1 - gamma[t]) * epsilon) / np.sqrt(alpha[t]) + np.sqrt(1 - alpha[t]) * z[t]
        paths.append(y)
    truth = np.concatenate([spread * rng.randn(noises) + 1, spread * rng.randn(noises) - 1])
    return {
        "paths": np.array(paths).T.tolist(),
        "guesses": np.array(guesses).T.tolist(),
        "squared error of 0": np.mean(truth**2),
        "squared error of a result": np.mean((truth[:, None] - y) ** 2),
    }
# --8<-- [end:compute]


def draw(data: dict[str, list]) -> Figure:
    """Draw some of the paths and what the network makes of them on the way."""
    figure = new_figure(height=270)
    left, right = figure.subplots(1, 2, sharey=True)
    shown = [*range(5), *range(200, 205)]  # five noises and their mirror images
    panels = ((left, data["paths"], "one pixel, step by step"), (right, data["guesses"], "the network’s guess"))
    for axes, curves, title in panels:
        for index in shown:
            curve = curves[index]
            axes.plot(range(0, len(curve), 2), curve[::2], color=ACCENT if curve[-1] > 0 else BLUE, linewidth=1.2)
        axes.axhline(0, color=QUIET, linewidth=1.4, linestyle=(0, (4, 3)), zorder=0)
        axes.set_title(title)
        for text, side in zip(axes.set_xticks([0, 100], ["noise", "result"]), ("left", "right"), strict=True):
            text.label1.set_horizontalalignment(side)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlim(0, 102)
    left.set_ylim(-2.6, 2.6)
    left.set_yticks([-2, -1, 0, 1, 2], ["−2", "−1", "0", "1", "2"])
    for text, value, color in (("one\nface", 1, ACCENT), ("the\nblur", 0, QUIET), ("the\nother", -1, BLUE)):
        label(right, text, (102, value), color)
    return figure
