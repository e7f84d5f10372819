"""True few-shot learning: how well a wording is chosen by so few examples, exactly."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, QUIET, SHADE, label, new_figure

PAGE = "2021-06/true-few-shot"
TITLE = "What a few examples can tell about twelve wordings"
DESCRIPTION = (
    "Accuracy of the wording that scores best, against the number of examples that choose it. On five examples the winner "
    "scores 93% and is worth 63%, little more than a wording drawn at random, 60%. The best, 70%, is nearly reached with 200."
)


# --8<-- [start:compute]
def compute(worst=0.5, best=0.7, N: int = 12) -> dict:
    """Return what the best of N wordings on n examples is worth."""
    p = np.linspace(worst, best, N)  # true accuracies
    z, weight = np.polynomial.legendre.leggauss(8)
    z, weight = (z + 1) / 2, weight / 2  # to integrate from 0 to 1
    # Fig. 3 and 4 of the paper have 5 to 40 examples.
    sizes = [1, 2, 3, 5, 8, 12, 20, 30, 40, 60, 100, 140, 200]
    rows = []
    f = np.ones((N, 1))  # f[i, k]: wording i is right on k of n
    for n in range(1, max(sizes) + 1):
        right, wrong = f * p[:, None], f * (1 - p[:, None])
        f = np.pad(wrong, ((0, 0), (0, 1)))  # as many right as before
        f[:, 1:] += right  # or one more
        if n not in sizes:
            continue
        less = f.cumsum(axis=1) - f
        # When T others tie with the winner, one of them is drawn:
        # 1 / (1 + T) = ∫ z^T dz.
        behind = less[:, None, :] + z[:, None] * f[:, None, :]
        wins = np.zeros((N, n + 1))  # i is chosen, with k right
        for i in range(N):
            others = np.delete(behind, i, axis=0).prod(axis=0)
            wins[i] = f[i] * (weight @ others)
        chosen = wins.sum(axis=1)
        apparent = wins.sum(axis=0) @ np.arange(n + 1) / n
        row = {"n": n, "true": chosen @ p, "apparent": apparent}
        rows.append({**row, "chosen": chosen})
    return {"p": p, "rows": rows}
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw the winner's score on the examples and its worth, with luck between them."""
    figure = new_figure(height=290)
    axes = figure.subplots()
    n, true, apparent = (np.array([row[name] for row in data["rows"]]) for name in ("n", "true", "apparent"))
    axes.set_xscale("log")
    axes.fill_between(n, 100 * true, 100 * apparent, color=SHADE)
    for worth, name in ((60, "a wording drawn at random"), (70, "the best of the twelve")):
        axes.plot([1, 200], [worth, worth], color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
        label(axes, name, (1, worth), QUIET, xytext=(4, -9), size=11)
    axes.plot(n, 100 * apparent, color=BLUE, marker="o")
    axes.plot(n, 100 * true, color=ACCENT, marker="o")
    axes.text(2.9, 80, "luck", color=QUIET, style="italic")
    five = data["rows"][list(n).index(5)]
    label(axes, f"{five['apparent']:.0%}", (5, 100 * five["apparent"]), BLUE, xytext=(5, 7))
    label(axes, f"{five['true']:.0%}", (5, 100 * five["true"]), ACCENT, xytext=(0, 11), ha="center")
    label(axes, "the winner’s score on the examples", (10, 88), BLUE)
    label(axes, "its true accuracy", (26, 62.6), ACCENT)
    axes.set_xlim(0.9, 230)
    axes.set_ylim(48, 101)
    axes.set_xticks([1, 2, 5, 10, 20, 50, 100, 200], ["1", "2", "5", "10", "20", "50", "100", "200"])
    axes.set_yticks([50, 60, 70, 80, 90, 100], ["50%", "60%", "70%", "80%", "90%", "100%"])
    axes.tick_params(which="minor", bottom=False)
    axes.set_xlabel("number of examples that choose among twelve wordings")
    return figure
