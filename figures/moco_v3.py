"""MoCo v3: a frozen random patch projection keeps the distances between patches and everything in them."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, QUIET, label, new_figure

PAGE = "2021-05/moco-v3"
TITLE = "A frozen random layer loses nothing"
DESCRIPTION = (
    "Left: the distances between patches before and after a random square matrix lie along the line of equality, mostly within "
    "six percent. Right: a patch of 16 by 16 pixels in three colors, its token, which looks like noise, and the patch recovered "
    "from the token without a visible difference."
)


# --8<-- [start:compute]
def compute(seed: int = 0, patches: int = 200, side: int = 16) -> dict[str, np.ndarray]:
    """Return distances of patches before and after a random projection, and a patch, its token and what can be recovered."""
    rng = np.random.RandomState(seed)
    d = side * side * 3  # 768, as wide as a token of ViT-B
    u, v = np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side))
    spectrum = 1 / np.maximum(np.hypot(u, v), 1 / side)  # 1/f, as in photographs

    def smooth(count):
        return np.fft.ifft2(np.fft.fft2(rng.randn(count, side, side)) * spectrum).real

    gray, colors = smooth(patches), smooth(3 * patches).reshape(patches, 3, side, side)
    x = (gray[:, None] + 0.3 * colors).transpose(0, 2, 3, 1).reshape(patches, d)

    W = rng.randn(d, d) / np.sqrt(d)  # section 4.2: drawn once, never trained
    tokens = x @ W
    recovered = np.linalg.solve(W.T, tokens.T).T

    first, second = np.triu_indices(patches, 1)
    return {
        "before": np.linalg.norm(x[first] - x[second], axis=1),
        "after": np.linalg.norm(tokens[first] - tokens[second], axis=1),
        "patch": x[0].reshape(side, side, 3),
        "token": tokens[0].reshape(side, side, 3),
        "recovered": recovered[0].reshape(side, side, 3),
    }
# --8<-- [end:compute]


def draw(data: dict[str, np.ndarray]) -> Figure:
    """Draw the distances, and beside them one patch on its way through the layer and back."""
    figure = new_figure(height=290)
    rows: list[Any] = [["distances", name] for name in ("patch", "token", "recovered")]
    axes = figure.subplot_mosaic(rows, width_ratios=[5, 2])
    distances = axes["distances"]
    far = max(data["before"].max(), data["after"].max()) * 1.05
    near = min(data["before"].min(), data["after"].min()) * 0.9
    distances.plot([near, far], [near, far], color=QUIET, linewidth=1.2, linestyle=(0, (4, 3)))
    distances.plot(data["before"][::80], data["after"][::80], "o", color=ACCENT, markersize=3.5, markeredgewidth=0)
    label(distances, "equal", (far, far), QUIET, xytext=(-34, -3), ha="right")
    distances.set_xlim(near, far)
    distances.set_ylim(near, far)
    distances.set_xticks([])
    distances.set_yticks([])
    distances.set_xlabel("distance of two patches")
    distances.set_title("distance of their tokens")
    low, high = data["patch"].min(), data["patch"].max()
    for name, title in (("patch", "a patch"), ("token", "its token"), ("recovered", "recovered")):
        axes[name].imshow(((data[name] - low) / (high - low)).clip(0, 1), interpolation="nearest")
        axes[name].set_title(title, loc="center")
        axes[name].axis("off")
    return figure
