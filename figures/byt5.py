"""ByT5: what models of equal size spend on a vocabulary, and what is left for the network."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, FAINT, INK, QUIET, label, new_figure

PAGE = "2021-06/byt5"
TITLE = "What the vocabulary leaves for the network"
DESCRIPTION = (
    "Share of the parameters in the network, for five sizes. In ByT5 it is nearly all. In mT5 it is 15% at Small, 34% at Base "
    "and 84% at XXL; the rest is vocabulary. So the network of ByT5 is 6.8 times as large at Small, and 1.2 times at XXL."
)


# --8<-- [start:compute]
def compute() -> dict[str, dict[str, np.ndarray]]:
    """Return each model's parameters, in vocabulary and network."""
    # Width, width inside a feed-forward layer, heads of 64 channels,
    # layers of the encoder and of the decoder (Table 1).
    shapes = {
        ("Small", "mT5"): (512, 1024, 6, 8, 8),
        ("Small", "ByT5"): (1472, 3584, 6, 12, 4),
        ("Base", "mT5"): (768, 2048, 12, 12, 12),
        ("Base", "ByT5"): (1536, 3968, 12, 18, 6),
        ("Large", "mT5"): (1024, 2816, 16, 24, 24),
        ("Large", "ByT5"): (1536, 3840, 16, 36, 12),
        ("XL", "mT5"): (2048, 5120, 32, 24, 24),
        ("XL", "ByT5"): (2560, 6720, 32, 36, 12),
        ("XXL", "mT5"): (4096, 10240, 64, 24, 24),
        ("XXL", "ByT5"): (4672, 12352, 64, 36, 12),
    }
    units = {"mT5": 250_112, "ByT5": 384}  # bytes, marks and padding

    sizes = {}
    for (size, model), shape in shapes.items():
        d, d_ff, heads, encoder, decoder = shape
        vocabulary = 2 * units[model] * d  # to read and to write
        # Attention has matrices for queries, keys, values and output.
        attention = 4 * d * 64 * heads
        feed_forward = 3 * d * d_ff  # with a gate; no biases
        network = encoder * (attention + feed_forward)
        network += decoder * (2 * attention + feed_forward)
        pair = sizes.setdefault(size, {})
        pair[model] = np.array([vocabulary, network])
    return sizes
# --8<-- [end:compute]


def draw(sizes: dict[str, dict[str, np.ndarray]]) -> Figure:
    """Draw the shares as bars, mT5 above ByT5, and beside them how many times as large the network is."""
    figure = new_figure(height=320)
    axes = figure.subplots()
    for place, (size, models) in enumerate(sizes.items()):
        for row, model in enumerate(("mT5", "ByT5")):
            vocabulary, network = models[model] / models[model].sum()
            y = 3 * place + row
            axes.barh(y, network, color=BLUE if model == "mT5" else ACCENT, height=0.86)
            axes.barh(y, vocabulary, left=network, color=FAINT, alpha=0.35, height=0.86)
            label(axes, model, (0, y), QUIET, xytext=(-4, 0), ha="right", size=11)
        total = models["ByT5"].sum() / 1e9
        named = f"{total:.3g}B" if total >= 1 else f"{1000 * total:.0f}M"
        axes.text(-0.135, 3 * place + 0.5, f"{size}\n{named}", ha="right", va="center")
        times = models["ByT5"][1] / models["mT5"][1]
        axes.text(1.03, 3 * place + 0.5, f"× {times:.1f}", va="center", weight="bold" if times > 2 else "normal", color=INK)
    axes.text(0.02, -0.7, "network", color=INK, va="bottom")
    axes.text(0.98, -0.7, "vocabulary", color=QUIET, va="bottom", ha="right")
    axes.text(1.03, -0.7, "ByT5’s\nnetwork", color=INK, va="bottom")
    axes.set_xlim(-0.32, 1.2)
    axes.set_ylim(13.6, -2.4)
    axes.set_axis_off()
    return figure
