"""MLP-Mixer: a network and its twin, which sees the same in a shuffled picture."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, GOLD, INK, QUIET, new_figure

PAGE = "2021-06/mlp-mixer"
TITLE = "A Mixer and its twin on shuffled pictures"
DESCRIPTION = (
    "A picture; the same with its 16 patches and the pixels in each shuffled; and with all pixels shuffled. Under each, eight "
    "outputs. A twin with reordered weights gives the same outputs for the second as the network for the first. For the third "
    "there is none: each of its patches gathers pixels from at least 13 of the 16 places."
)


# --8<-- [start:compute]
def compute(seed: int = 0, side: int = 24, P: int = 6) -> dict:
    """Return a shuffled picture, seen by a Mixer and by its twin."""
    rng = np.random.RandomState(seed)
    S, C, hidden = (side // P) ** 2, 24, 48  # S patches, C channels
    v, u = np.mgrid[0:side, 0:side] / side
    hills = v > 0.72 + 0.14 * np.sin(7 * u)
    sun = (u - 0.28) ** 2 + (v - 0.28) ** 2 < 0.02
    sky = np.where(sun, 0.2, 0.4 * v - 0.5)
    picture = np.where(hills, 0.4 - 0.3 * u, sky)

    def cut(picture):  # into S rows of P² pixels
        grid = picture.reshape(side // P, P, side // P, P)
        return grid.swapaxes(1, 2).reshape(S, P * P)

    def norm(X):
        X = X - X.mean(axis=1, keepdims=True)
        return X / X.std(axis=1, keepdims=True)

    def gelu(a):
        return a / (1 + np.exp(-1.702 * a))

    def mixer(patches, E, W_1, W_2, W_3, W_4, head):
        X = patches @ E  # one projection for all patches
        U = X + W_2 @ gelu(W_1 @ norm(X))  # eq. 1: down the columns
        Y = U + gelu(norm(U) @ W_3) @ W_4  # and along the rows
        return norm(Y).mean(axis=0) @ head

    shapes = [(P * P, C), (hidden, S), (S, hidden)]
    shapes += [(C, hidden), (hidden, C), (C, 8)]
    weights = [rng.randn(*s) * np.sqrt(2 / s[0]) for s in shapes]
    E, W_1, W_2, *rest = weights
    Pi, Q = rng.permutation(S), rng.permutation(P * P)
    R = rng.permutation(side * side)
    twin = [E[Q], W_1[:, Pi], W_2[Pi], *rest]  # W₁Πᵀ and ΠW₂
    orders = {"plain": cut(picture)}
    orders["shuffled"] = cut(picture)[Pi][:, Q]
    orders["mixed"] = cut(picture.ravel()[R].reshape(side, side))
    network = {name: mixer(X, *weights) for name, X in orders.items()}
    by_twin = {name: mixer(X, *twin) for name, X in orders.items()}
    outputs = {"network": network, "twin": by_twin}
    return {"orders": orders, "R": R, **outputs}
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw the three pictures, and under each the outputs beside those for the first."""
    figure = new_figure(height=300)
    pictures, bars = figure.subplots(2, 3, height_ratios=[3, 2])
    names = ["as it is", "patches and their\npixels shuffled", "all pixels\nshuffled"]
    for axes, patches, name in zip(pictures, data["orders"].values(), names, strict=True):
        axes.imshow(paste(patches), cmap="gray_r", vmin=-0.6, vmax=0.5, interpolation="none")
        axes.set_title(name, size=11.5)
        axes.set_axis_off()
    outputs = [data["network"]["plain"], data["twin"]["shuffled"], data["twin"]["mixed"]]
    names = ["a Mixer", "its twin", "no twin"]
    for axes, values, name, color in zip(bars, outputs, names, (BLUE, ACCENT, GOLD), strict=True):
        axes.bar(np.arange(8), values, color=color, width=0.7)
        axes.plot(np.arange(8), outputs[0], "_", color=INK, markersize=13, markeredgewidth=1.6)
        axes.set_title(name)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines[:].set_visible(False)
        axes.axhline(0, color=QUIET, linewidth=0.8)
        axes.set_ylim(-1.15 * np.abs(outputs).max(), 1.15 * np.abs(outputs).max())
    return figure


def paste(patches: np.ndarray) -> np.ndarray:
    """Return the square picture of which a row is a square patch."""
    n, P = (int(length**0.5) for length in patches.shape)
    return patches.reshape(n, n, P, P).swapaxes(1, 2).reshape(n * P, n * P)
