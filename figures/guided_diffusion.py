"""Guided diffusion: what becomes of a class when its classifier pushes each step of the sampler."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, INK, QUIET, new_figure

PAGE = "2021-06/guided-diffusion"
TITLE = "The dial of a guided diffusion model"
DESCRIPTION = (
    "Samples on a line for four strengths of guidance. At 0 they cover both classes. At 1 they fill the wanted class, both "
    "halves of it. At 4 and 10 the half that lies near the other class empties, and the classifier is surer."
)


# --8<-- [start:compute]
def compute(seed: int = 0, n: int = 4000, T: int = 80) -> dict:
    """Return samples of a diffusion model on a line that is guided with strength s, and what becomes of their variety."""
    m = np.array([0.4, 3.0, -2.0])  # class y: two bumps of half its weight each; the other class: one
    sd = np.array([0.6, 0.6, 1.0])
    w = np.array([0.25, 0.25, 0.5])
    everything, y = [0, 1, 2], [0, 1]
    alpha = 1 - np.linspace(1e-3, 0.12, T)  # how much of the signal each step of noise leaves
    alpha_bar = np.cumprod(alpha)

    def log_density(x, bumps, a):  # of data with noise: x_t = √ᾱ x_0 + √(1 − ᾱ) ε; and its slope, the score
        var = a * sd[bumps] ** 2 + 1 - a
        gap = np.sqrt(a) * m[bumps] - x[:, None]
        each = w[bumps] * np.exp(-(gap**2) / (2 * var)) / np.sqrt(2 * np.pi * var)
        return np.log(each.sum(axis=1)), (each * gap / var).sum(axis=1) / each.sum(axis=1)

    def sample(s):
        rng = np.random.RandomState(seed)
        x = rng.randn(n)
        for t in reversed(range(T)):
            score = log_density(x, everything, alpha_bar[t])[1]  # what a trained diffusion model estimates
            mu = (x + (1 - alpha[t]) * score) / np.sqrt(alpha[t])
            Sigma = 1 - alpha[t]
            g = log_density(x, y, alpha_bar[t])[1] - score  # ∇ log p(y | x_t), by Bayes: the classifier
            x = mu + s * Sigma * g + (t > 0) * np.sqrt(Sigma) * rng.randn(n)  # the guided step
        return x

    rows = {}
    for s in (0, 1, 4, 10):
        x = sample(s)
        belief = np.exp(log_density(x, y, 1)[0] - log_density(x, everything, 1)[0])
        rows[s] = {"x": x, "belief": belief.mean(), "spread": x.std(), "near half": np.mean(x < 1.7)}
    grid = np.linspace(-5.5, 5.5, 221)
    of_class, of_all = (np.exp(log_density(grid, bumps, 1)[0]) for bumps in (y, everything))
    return {"rows": rows, "grid": grid, "class": 2 * of_class, "all": of_all}
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw the samples of each strength over the density of the class."""
    figure = new_figure(height=320)
    panels = figure.subplots(4, 1, sharex=True)
    for axes, (s, row) in zip(panels, data["rows"].items(), strict=True):
        heights, edges = np.histogram(row["x"], bins=np.linspace(-5.5, 5.5, 56), density=True)
        axes.stairs(heights, edges, fill=True, color=ACCENT, alpha=0.75)
        axes.plot(data["grid"], data["class"], color=INK, linewidth=1.2)
        axes.set_ylim(0, 0.95)
        axes.set_xlim(-5.5, 9.2)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_bounds(-5.5, 5.5)
        axes.text(-5.5, 0.62, f"s = {s}", color=ACCENT, weight="bold")
        axes.text(7.0, 0.3, f"{row['belief']:.{0 if s < 4 else 1}%}", ha="center", color=INK)
        axes.text(8.8, 0.3, f"{row['spread']:.1f}", ha="center", color=INK)
        axes.tick_params(bottom=False, labelbottom=False)
    panels[0].text(7.0, 0.62, "sure of\nthe class", ha="center", color=QUIET, size=11)
    panels[0].text(8.8, 0.62, "spread", ha="center", color=QUIET, size=11)
    panels[0].text(1.7, 0.56, "the wanted class", ha="center", color=INK, size=11)
    panels[0].text(-2.1, 0.32, "the other", ha="center", color=ACCENT, size=11)
    return figure
