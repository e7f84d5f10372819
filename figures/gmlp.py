"""gMLP: to look something up with fixed weights and a gate, and with attention."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, label, new_figure

PAGE = "2021-06/gmlp"
TITLE = "A lookup by fixed weights, and by attention"
DESCRIPTION = (
    "Above: attention listens to another position in each of three texts, the one that holds the answer; fixed weights listen "
    "to all positions alike in every text. Below: share of right answers against channels. Attention is right from 16 channels "
    "on; fixed weights and a gate need about 500."
)


# --8<-- [start:compute]
def compute(seed: int = 0, n: int = 24, words: int = 64) -> dict:
    """Return how often a gate and attention look up a value, of n."""
    rng = np.random.RandomState(seed)
    channels = [4, 8, 16, 32, 64, 128, 256, 512, 1024]
    right = {"gate": [], "attention": []}
    listens = []  # weights in some texts, and the right place

    for d in channels:
        K, V = rng.choice([-1.0, 1.0], (2, words, d))  # two codes
        score = {"gate": 0, "attention": 0}
        for _ in range(400):
            keys = rng.permutation(words)[:n]
            values = rng.randint(words, size=n)
            answer = rng.randint(n)
            k, v = K[keys], V[values]  # a pair at each of n positions
            q = k[answer]  # the question holds one of the keys

            # W is the same for each text. As q ⊙ q = 1, the result is
            # the value and n − 1 other terms, which act as noise.
            z_1, z_2, W = q, v * k, np.ones(n)
            gate = z_1 * (W @ z_2)  # eq. 4

            # Attention computes its weights from the text.
            a = np.exp(8 * (k @ q - d) / np.sqrt(d))
            a /= a.sum()
            attention = a @ v

            heard = {"gate": gate, "attention": attention}
            for name, vector in heard.items():
                score[name] += np.argmax(V @ vector) == values[answer]
            if d == 32 and len(listens) < 3:
                listens.append((a, answer))
        for name, count in score.items():
            right[name].append(float(count / 400))
    result = {"channels": channels, "right": right}
    return {**result, "listens": listens, "n": n}
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw what the two listen to, and how many channels each needs."""
    figure = new_figure(height=330)
    above, below = figure.subplots(2, 1, height_ratios=[2, 3])
    positions = np.arange(data["n"])
    for row, (weights, _) in enumerate(data["listens"]):
        heard = weights > 0.01
        above.plot(positions[~heard], np.full(np.sum(~heard), -row), "o", color=ACCENT, markersize=2)
        for position in positions[heard]:
            above.plot(position, -row, "o", color=ACCENT, markersize=10 * np.sqrt(weights[position]))
        label(above, f"attention, text {row + 1}", (-1.3, -row), ACCENT, ha="right", size=11.5)
    above.plot(positions, np.full(data["n"], -3), "o", color=BLUE, markersize=5)
    label(above, "fixed weights, any text", (-1.3, -3), BLUE, ha="right", size=11.5)
    above.set_title("where the question listens")
    above.set_xlim(-12.5, data["n"])
    above.set_ylim(-3.6, 0.6)
    above.set_axis_off()
    for name, color in (("attention", ACCENT), ("gate", BLUE)):
        below.plot(data["channels"], data["right"][name], color=color, marker="o")
    below.set_xscale("log", base=2)
    below.set_xticks(data["channels"], [str(d) for d in data["channels"]])
    below.set_yticks([0, 0.5, 1], ["0", "50%", "100%"])
    below.set_xlabel("channels")
    below.set_title("answers that are right")
    label(below, "attention", (9.5, 0.68), ACCENT)
    label(below, "fixed weights and a gate", (128, 0.3), BLUE)
    return figure
