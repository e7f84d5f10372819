"""DINO: centering and sharpening each end in saying nothing; together they keep the teacher's answers informative."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, GOLD, PAPER, QUIET, SHADE, label, new_figure

PAGE = "2021-05/dino"
TITLE = "Two ways to say nothing, and what keeps off both"
DESCRIPTION = (
    "A plane: to the right how flat the teacher's answers are, upward how much an answer tells about the image. Training with "
    "centering alone ends at the right corner, in a flat answer that tells nothing; with sharpening alone at the left corner, in "
    "the same single output for every image. With both the path climbs toward the most that answers so sharp can tell."
)


# --8<-- [start:compute]
def compute(seed: int = 0, steps: int = 800, K: int = 6, batch: int = 128) -> dict[str, list[tuple[float, float]]]:
    """Return (entropy of the teacher's answers, what they tell of the image), in units of log K, every 20 steps."""

    def softmax(g):
        e = np.exp(g - g.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def entropy(P):
        return -(P * np.log(P + 1e-12)).sum(axis=-1).mean() / np.log(K)

    def train(centering, tau_t, tau_s=0.1, m=0.98, rate=0.01):
        rng = np.random.RandomState(seed)
        kinds = rng.randn(6, 12)  # images of six kinds
        theta_s = 0.02 * rng.randn(13, K)  # a linear student; the last row is its bias
        theta_t, c, path = theta_s.copy(), np.zeros(K), []
        for step in range(steps + 1):
            image = kinds[rng.randint(6, size=batch)] + 0.5 * rng.randn(batch, 12)
            views = np.vstack([image, image]) + 1.5 * rng.randn(2 * batch, 12)
            x = np.hstack([views, np.ones((2 * batch, 1))])
            g_t = x @ theta_t
            P_t = softmax((g_t - c) / tau_t)
            P_s = softmax(x @ theta_s / tau_s)  # eq. 1
            answers = np.roll(P_t, batch, axis=0)  # what the teacher says about the other view
            theta_s -= rate * x.T @ (P_s - answers) / (2 * batch * tau_s)  # the gradient of eq. 3, H(P_t(x), P_s(x'))
            theta_t = m * theta_t + (1 - m) * theta_s  # no gradient reaches the teacher
            if centering:
                c = 0.9 * c + 0.1 * g_t.mean(axis=0)  # eq. 4
            if step % 20 == 0:
                flat = entropy(P_t)
                path.append((flat, entropy(P_t.mean(axis=0)) - flat))  # the second is KL(answer ‖ mean answer)
        return path

    return {
        "centering": train(centering=True, tau_t=0.1),  # as warm as the student: nothing is sharpened
        "sharpening": train(centering=False, tau_t=0.04),
        "both": train(centering=True, tau_t=0.04),
    }
# --8<-- [end:compute]


def draw(paths: dict[str, list[tuple[float, float]]]) -> Figure:
    """Draw the three ways through the plane of what answers can be."""
    figure = new_figure(height=300)
    axes = figure.subplots()
    axes.fill([0, 1, 0], [0, 0, 1], color=SHADE, zorder=0)
    colors = {"centering": GOLD, "sharpening": BLUE, "both": ACCENT}
    for name, path in paths.items():
        x, y = np.array(path).T
        axes.plot(x, y, color=colors[name], linewidth=1.8)
        axes.plot(x[0], y[0], marker="o", color=colors[name], markerfacecolor=PAPER, clip_on=False, zorder=3)
        axes.plot(x[-1], y[-1], marker="o", color=colors[name], markersize=8, clip_on=False, zorder=3)
    label(axes, "both", paths["both"][-1], ACCENT, xytext=(10, 4))
    label(axes, "centering alone", (0.86, 0.1), GOLD, ha="right")
    label(axes, "sharpening alone", (0.2, 0.17), BLUE, xytext=(14, 0))
    label(axes, "start", paths["both"][0], QUIET, xytext=(-8, -2), ha="right")
    label(axes, "edge: all that an answer\nas flat as this can tell", (0.42, 0.75), QUIET)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.set_xticks([0, 1], ["one answer\nfor everything", "a flat\nanswer"])
    axes.set_yticks([0, 1], ["nothing", "kind of\nimage"])
    axes.set_title("what an answer tells about the image")
    return figure
