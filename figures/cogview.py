"""CogView: where half precision overflows in attention and layer norm, and what moves the limit."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, QUIET, label, new_figure

PAGE = "2021-06/cogview"
TITLE = "Where half precision overflows"
DESCRIPTION = (
    "Share of results that are lost against the size of the activations, in 16-bit numbers. Attention scores overflow from "
    "about 50 on when the product is divided, from about 150 when the queries are divided first. A plain layer norm is "
    "lost between 50 and 90; divided by the largest value first, it never is."
)


# --8<-- [start:compute]
def compute(seed: int = 0, d: int = 64, width: int = 2560) -> dict:
    """Return the shares of scores and layer norms that are lost."""
    rng = np.random.RandomState(seed)
    q, k, x = rng.randn(64, d), rng.randn(64, d), rng.randn(64, width)

    def half(x):  # at most 65,504
        return x.astype(np.float16)

    def layer_norm(x):  # with squares in half precision
        x = x - x.mean(axis=1, keepdims=True)
        variance = np.mean(x * x, axis=1, dtype=np.float32)
        return x / np.sqrt(half(variance))[:, None]

    def relaxed(x):  # PB-relax (section 2.4): / largest value
        return layer_norm(x / np.abs(x).max(axis=1, keepdims=True))

    exact = x - x.mean(axis=1, keepdims=True)
    exact /= exact.std(axis=1, keepdims=True)
    sizes = np.round(2.0 ** np.arange(3, 10.1, 0.25))
    lost = {"late": [], "early": [], "plain": [], "relaxed": []}
    for size in sizes:
        Q, K, X = half(size * q), half(size * k), half(size * x)
        root = half(np.sqrt(d))
        with np.errstate(all="ignore"):  # overflow is our subject
            scores = {"late": Q @ K.T / root, "early": Q / root @ K.T}
            norms = {"plain": layer_norm(X), "relaxed": relaxed(X)}
        for name, score in scores.items():
            lost[name].append(np.mean(np.isinf(score)))
        for name, norm in norms.items():
            error = np.abs(norm - exact).max(axis=1)
            lost[name].append(np.mean(error > 0.1))
    return {"sizes": sizes, "lost": lost}
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw the shares that are lost, of attention above and of layer norms below."""
    figure = new_figure(height=320)
    panels = figure.subplots(2, 1, sharex=True)
    for axes, title in zip(panels, ("attention scores that are lost", "layer norms that are lost"), strict=True):
        axes.set_title(title)
        axes.set_ylim(-0.04, 1.04)
        axes.set_yticks([0, 0.5, 1], ["0", "50%", "100%"])
    colors = (ACCENT, BLUE, ACCENT, BLUE)
    for axes, lost, color in zip(np.repeat(panels, 2), data["lost"].values(), colors, strict=True):
        axes.plot(data["sizes"], lost, color=color)
    label(panels[0], "QKᵀ / √d", (76, 0.7), ACCENT, ha="right")
    label(panels[0], "(Q / √d) Kᵀ", (330, 0.45), BLUE)
    halves = [np.interp(0.5, lost, data["sizes"]) for lost in (data["lost"]["late"], data["lost"]["early"])]
    panels[0].annotate("", (halves[1], 0.5), (halves[0], 0.5), arrowprops={"arrowstyle": "->", "color": QUIET, "linewidth": 1.2})
    label(panels[0], f"× {halves[1] / halves[0]:.1f}", (np.sqrt(np.prod(halves)), 0.5), QUIET, xytext=(0, -9), ha="center")
    label(panels[1], "plain", (64, 0.7), ACCENT, ha="right")
    label(panels[1], "divided by the largest first", (110, 0.14), BLUE)
    axes.set_xscale("log", base=2)
    axes.set_xticks([8, 16, 32, 64, 128, 256, 512, 1024], ["8", "16", "32", "64", "128", "256", "512", "1024"])
    axes.set_xlabel("size of the activations (standard deviation)")
    return figure
