"""GLM: the order of the tokens, their two positions, and the mask that makes one network read and write."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.house import ACCENT, BLUE, GOLD, INK, QUIET, SHADE, new_figure

PAGE = "2021-04/glm"
TITLE = "Who sees whom in GLM"
DESCRIPTION = (
    "A grid of ten tokens that look, in rows, and the same ten that are seen, in columns. The five tokens of the damaged "
    "text see each other in both directions and nothing of the spans. Each token of a span sees the damaged text, what "
    "stands before it in the spans, and nothing after it."
)


# --8<-- [start:compute]
def compute(
    n: int = 6, spans: tuple = ((5, 6), (3,)), seed: int = 0
) -> dict:
    """Return GLM's input without spans, and who depends on whom."""
    starts = {span[0] for span in spans}
    removed = {token for span in spans for token in span}
    tokens, place_of = [], {}
    for token in range(1, n + 1):  # part A: one mask for each span
        if token in starts or token not in removed:
            tokens.append("M" if token in starts else f"x{token}")
            place_of[token] = len(tokens)
    A = len(tokens)
    id_1, id_2, targets = list(range(1, A + 1)), [0] * A, [""] * A
    for span in spans:  # part B: each span between S and E
        words = [f"x{token}" for token in span]
        tokens += ["S", *words]
        targets += [*words, "E"]
        id_1 += [place_of[span[0]]] * (len(span) + 1)  # of its M
        id_2 += range(1, len(span) + 2)
    i, j = np.indices((len(tokens), len(tokens)))
    # fig. 2d: i sees all of A, and in B what stands before it (eq. 2)
    mask = (j < A) | ((i >= A) & (j <= i))

    rng = np.random.RandomState(seed)
    x = rng.randn(len(tokens), 8)
    layers = rng.randn(3, 2, 8, 8) / np.sqrt(8)

    def network(x):  # three layers of attention under the mask
        for W_QK, W_V in layers:
            scores = x @ W_QK @ x.T / np.sqrt(8)
            weights = np.where(mask, np.exp(scores), 0)
            weights /= weights.sum(axis=1, keepdims=True)
            x = x + weights @ x @ W_V
        return x

    def changed_by(token):
        other = network(x + (i[:, :1] == token))
        return np.any(other != network(x), axis=1)

    depends = np.array([changed_by(k) for k in range(len(x))]).T
    return {
        "A": A, "tokens": tokens, "id 1": id_1, "id 2": id_2,
        "targets": targets, "mask": mask, "depends": depends,
    }  # fmt: skip
# --8<-- [end:compute]


CELL, LEFT, TOP = 22, 52, 74  # points


def draw(data: dict) -> Figure:
    """Draw who depends on whom, with the position ids above, the outputs at the right, and what each block means."""
    height = 304
    figure = new_figure(height=height, layout="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 440), ylim=(height, 0))
    axes.axis("off")
    A = data["A"]
    for (i, j), sees in np.ndenumerate(data["depends"]):
        color = SHADE if not sees else BLUE if i < A else GOLD if j < A else ACCENT
        corner = (LEFT + CELL * j + 3 * (j >= A), TOP + CELL * i + 3 * (i >= A))
        axes.add_patch(Rectangle(corner, CELL - 1, CELL - 1, color=color, alpha=0.85 if sees else 1))
    for row, name in enumerate(("id 1", "id 2")):
        write_row(axes, name, data[name], A, 20 + 16 * row, QUIET)
    write_row(axes, "input", data["tokens"], A, 66, INK)
    for i, (token, target) in enumerate(zip(data["tokens"], data["targets"], strict=True)):
        y = TOP + CELL * (i + 0.5) + 3 * (i >= A)
        axes.text(LEFT - 8, y, token, ha="right", va="center", color=INK, size=11.5)
        axes.text(LEFT + 11.1 * CELL, y, target, ha="center", va="center", color=ACCENT, size=11.5)
    axes.text(LEFT + 11.1 * CELL, 66, "output", ha="center", color=ACCENT, size=11.5)
    notes = (
        (TOP + 8, BLUE, "The damaged\ntext reads itself,\nboth ways."),
        (TOP + 122, GOLD, "Spans read the\ndamaged text"),
        (TOP + 164, ACCENT, "and what is\nwritten so far."),
    )
    for y, color, text in notes:
        axes.text(324, y, text, va="top", color=color, size=12, linespacing=1.3)
    return figure


def write_row(axes: Axes, name: str, values: list, A: int, y: float, color: str) -> None:
    """Write a value above each column."""
    axes.text(LEFT - 8, y, name, ha="right", color=color, size=11.5)
    for j, value in enumerate(values):
        axes.text(LEFT + CELL * (j + 0.5) + 3 * (j >= A), y, value, ha="center", color=color, size=11.5)
