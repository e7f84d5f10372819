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
    """Return samples on a line, guided to class y with strength s."""
    m = np.array([0.4, 3.0, -2.0])  # two bumps of class y, one not
    sd = np.array([0.6, 0.6, 1.0])
    w = np.array([0.25, 0.25, 0.5])
    y, everything = [0, 1], [0, 1, 2]
    alpha = 1 - np.linspace(1e-3, 0.12, T)
    alpha_bar = np.cumprod(alpha)

    def density(x, bumps, a):  # of x_t = √ᾱ x_0 + √(1 − ᾱ) ε
        var = a * sd[bumps] ** 2 + 1 - a
        gap = np.sqrt(a) * m[bumps] - x[:, None]
        p = w[bumps] * np.exp(-(gap**2) / (2 * var))
        p /= np.sqrt(2 * np.pi * var)
        score = (p * gap / var).sum(axis=1) / p.sum(axis=1)  # ∇ log p
        return p.sum(axis=1), score

    def sample(s):
        rng = np.random.RandomState(seed)
        x = rng.randn(n)
        for t in reversed(range(T)):
            Sigma = 1 - alpha[t]
            # What a trained diffusion model estimates:
            score = density(x, everything, alpha_bar[t])[1]
            mu = (x + Sigma * score) / np.sqrt(alpha[t])
            # The classifier, by Bayes' rule: g = ∇ log p(y | x_t).
            g = density(x, y, alpha_bar[t])[1] - score
            noise = rng.randn(n) if t else 0
            # Algorithm 1, eq. 10: a draw from N(μ + s Σ g, Σ)
            x = mu + s * Sigma * g + np.sqrt(Sigma) * noise
        return x

    rows = {}
    for s in (0, 1, 4, 10):
        x = sample(s)
        belief = density(x, y, 1)[0] / density(x, everything, 1)[0]
        rows[s] = {"x": x, "belief": belief.mean(), "spread": x.std()}
        rows[s]["near half"] = np.mean(x < 1.7)
    grid = np.linspace(-5.5, 5.5, 221)
    p_y, p = (density(grid, bumps, 1)[0] for bumps in (y, everything))
    return {"rows": rows, "grid": grid, "class": 2 * p_y, "all": p}
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
