"""RoFormer: a sum of 32 cosines fades with distance, with bumps; half of its clock hands never complete a turn in training."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Wedge

from figures.house import ACCENT, BLUE, FAINT, INK, LINE, label, new_figure

PAGE = "2021-05/roformer"
TITLE = "How a score fades with distance, and which angles a model has seen"
DESCRIPTION = (
    "Above, the score of equal contents against their distance, on a logarithmic scale: it falls from 1 to 0.28 at distance "
    "1,000, but up and down, and is higher at 100 than at 64. Below, the angles that each of the 32 pairs passes within 512 "
    "tokens: the first 16 turn full circle, the others only through smaller and smaller wedges."
)


# --8<-- [start:compute]
def compute(d: int = 64, base: float = 10_000, longest: int = 1_400, trained: int = 512) -> dict[str, list[float]]:
    """Return the score of equal contents at each distance, relative to distance 0, and each pair's turns in training."""
    theta = base ** (-2 * np.arange(d // 2) / d)  # radians per token: pair i turns by θᵢ

    def rotate(x, m):  # eq. 15: R_m x, pair i of x turned by mθᵢ; as complex numbers, a product (eq. 12)
        pairs = (x[0::2] + 1j * x[1::2]) * np.exp(1j * m * theta)
        return np.stack([pairs.real, pairs.imag], axis=1).ravel()

    q = k = np.ones(d)  # equal contents, all pairs equally strong
    n = 17  # anywhere: only the distance counts
    scores = [rotate(q, n + distance) @ rotate(k, n) for distance in range(longest + 1)]  # eq. 16
    score = np.array(scores) / (q @ k)
    return {
        "score": score.tolist(),
        "tendency": [score[round(m / 1.4) : round(m * 1.4) + 1].mean().item() for m in range(1, 1_001)],
        "turns": (trained * theta / (2 * np.pi)).tolist(),  # of each pair, within the length of training
    }
# --8<-- [end:compute]


def draw(data: dict[str, list[float]]) -> Figure:
    """Draw the fading score, and below it 32 clocks with the angles their hands have passed."""
    figure = new_figure(height=330)
    above, below = figure.subplots(2, 1, height_ratios=[5, 3])
    score = data["score"]
    distances = [*range(1, 130), *range(130, 1_001, 3)]
    above.plot(distances, [score[distance] for distance in distances], color=FAINT, linewidth=0.9)
    rounds = np.unique(np.geomspace(1, 1_000, 30).round().astype(int))
    above.plot(rounds, [data["tendency"][distance - 1] for distance in rounds], color=ACCENT, linewidth=2.6)
    label(above, "on average", (2, data["tendency"][1]), ACCENT, xytext=(6, 8))
    for distance, lift in ((10, 12), (64, -12), (100, 10), (1000, 11)):
        above.plot(distance, score[distance], "o", color=INK, clip_on=False)
        label(above, f"{score[distance]:.2f}", (distance, score[distance]), xytext=(0, lift), ha="center")
    above.set_xscale("log")
    above.set_xlim(1, 1000)
    above.set_ylim(0, 1.05)
    above.set_yticks([0, 0.5, 1], ["0", "½", "1"])
    above.set_xticks([1, 10, 100, 1000], ["1 token apart", "10", "100", "1,000"])
    above.minorticks_off()
    above.set_title("score of equal contents")
    for pair, turns in enumerate(data["turns"]):
        x, y = pair % 16, -(pair // 16) * 2.4
        below.plot(x, y, "o", markersize=22, markeredgewidth=0, color=BLUE if turns >= 1 else LINE)
        if turns < 1:
            below.add_patch(Wedge((x, y), 0.43, 90 - 360 * turns, 90, color=ACCENT, zorder=3))
    below.set_xlim(-0.5, 15.5)
    below.set_ylim(-2.9, 1.3)
    below.set_aspect("equal", anchor="W")
    below.axis("off")
    label(below, "Within 512 tokens, 16 pairs pass through all angles …", (-0.5, 1), BLUE, xytext=(0, 0))
    label(below, "… and 16 only through these.", (-0.5, -1.4), ACCENT, xytext=(0, 0))
    return figure
