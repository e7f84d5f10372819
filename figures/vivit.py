"""ViViT: where the arithmetic of four ways to attend goes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.house import ACCENT, BLUE, FAINT, INK, PAPER, QUIET, new_figure

PAGE = "2021-04/vivit"
TITLE = "Where the arithmetic of a video Transformer goes"
DESCRIPTION = (
    "Five bars, one for each variant. Joint attention: 270 billion multiply-adds for each token alone and 181 for pairs of "
    "tokens. The factorized encoder: 271 for each token alone, 11 for pairs, 0.5 for the second encoder. Factorizing "
    "removes nearly all pairs and only 38% of the whole. The numbers that the paper prints lie within 1% of the bars' ends."
)


# --8<-- [start:compute]
def compute(
    n_t: int = 16, n: int = 196, d: int = 768, L: int = 12
) -> dict[str, dict[str, float]]:
    """Return the multiply-adds of each variant, in billions.

    For each token alone, for pairs, and in a second encoder.
    """
    N = n_t * n  # tubelets of a clip

    def encoder(T, K, layers, width=12):  # eq. 2, 3: T tokens see K
        # queries, keys, values and output take 4d², the MLP 8d²
        alone = T * layers * width * d**2
        pairs = T * layers * 2 * K * d  # scores, and sums of values
        return np.array([alone, pairs])

    # 16 × 16 pixels of 2 frames in 3 colors make a token
    embed = np.array([N * d * 16 * 16 * 2 * 3, 0])
    frame = encoder(n + 1, n + 1, L)  # with a class token
    second = encoder(n_t + 1, n_t + 1, 4).sum()  # over time steps
    joint = embed + encoder(N + 1, N + 1, L)
    factorized = embed + n_t * frame
    # attends twice (eq. 4, 5), to its step and to its place: 4d² more
    twice = embed + encoder(N, n + n_t, L, width=16)
    # half of the heads (eq. 7) for either
    halves = embed + encoder(N, (n + n_t) / 2, L)
    rows = {  # with the GFLOPs and milliseconds of the paper
        "joint": (*joint, 0, 455.2, 58.9),
        "factorized encoder": (*factorized, second, 284.4, 17.4),
        "factorized self-attention": (*twice, 0, 372.3, 31.7),
        "factorized dot product": (*halves, 0, 277.1, 22.9),
        "averaging over time": (*factorized, 0, 283.9, 17.3),
    }
    return {
        name: {
            "alone": alone / 1e9,
            "pairs": pairs / 1e9,
            "second": second / 1e9,
            "printed": printed,
            "ms": ms,
        }
        for name, (alone, pairs, second, printed, ms) in rows.items()
    }
# --8<-- [end:compute]


SEEN = {  # what the center patch of the second of four time steps attends to: its own step, its own place, all
    "joint": "all",
    "factorized encoder": "step",
    "factorized self-attention": "step and place",
    "factorized dot product": "step and place",
    "averaging over time": "step",
}
LEFT, SCALE = 102, 0.5  # points: where bars begin, and a billion multiply-adds


def draw(rows: dict[str, dict[str, float]]) -> Figure:
    """Draw a bar for each variant, with what a patch attends to, the printed total and the run time."""
    height = 316
    figure = new_figure(height=height, layout="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 440), ylim=(height, 0))
    axes.axis("off")
    for place, (variant, row) in enumerate(rows.items()):
        top = 31 + 57 * place
        draw_frames(axes, SEEN[variant], top + 17)
        axes.text(LEFT, top + 11, variant, color=INK)
        left = float(LEFT)
        for part, color in (("alone", QUIET), ("pairs", ACCENT), ("second", BLUE)):
            width = SCALE * row[part]
            axes.add_patch(Rectangle((left, top + 17), width, 20, color=color))
            left += width
        axes.plot(LEFT + SCALE * row["printed"], top + 27, "o", color=INK, markersize=6)
        axes.text(LEFT + SCALE * row["printed"] + 7, top + 31, f"{row['printed']:.0f}", color=INK)
        axes.text(433, top + 31, f"{row['ms']:.1f} ms", ha="right", color=INK)
    for x, side, text in ((8, "left", "a patch sees"), (LEFT, "left", "multiply-adds, billions"), (433, "right", "run time")):
        axes.text(x, 19, text, ha=side, color=QUIET, size=11.5)
    for start, text in ((0.0, "each token alone"), (rows["joint"]["alone"], "pairs")):
        axes.text(LEFT + 6 + SCALE * start, 62, text, color=PAPER, size=11.5)
    return figure


def draw_frames(axes: Axes, seen: str, top: float) -> None:
    """Draw four time steps of three by three patches, shaded where the dark patch attends."""
    for step in range(4):
        for row, column in np.ndindex(3, 3):
            own = (step, row, column) == (1, 1, 1)
            sees = seen == "all" or step == 1 or (seen == "step and place" and row == column == 1)
            color = INK if own else ACCENT if sees else FAINT
            spot = (8 + 22 * step + 6.5 * column, top + 7 * row)
            axes.add_patch(Rectangle(spot, 5.5, 6, color=color, alpha=1 if own else 0.7 if sees else 0.25))
