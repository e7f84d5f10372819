"""Prompt tuning: what a task stores shrinks 27,000-fold at the largest size, and the work of training by a third at all."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, label, new_figure

PAGE = "2021-05/prompt-tuning"
TITLE = "Two currencies: numbers stored, and work done"
DESCRIPTION = (
    "How many times less a prompt takes than full tuning, on a logarithmic scale, for five sizes of T5. With 100 vectors a task "
    "stores 1,500 times less at the smallest size and 27,000 times less at the largest; with five vectors twenty times less "
    "still. The work of a training step falls by the same 1.5 at every size."
)


# --8<-- [start:compute]
def compute(prompts: tuple[int, ...] = (5, 100), vocabulary: int = 32_128) -> dict[str, list[float]]:
    """Return for five sizes of T5 1.1 how many times less a prompt stores for a task, and works, than full tuning."""
    # Width e, inner width of the MLP, layers of encoder and of decoder, attention heads of 64.
    sizes = [(512, 1024, 8, 6), (768, 2048, 12, 12), (1024, 2816, 24, 16), (2048, 5120, 24, 32), (4096, 10240, 24, 64)]
    e, inner, layers, heads = np.array(sizes).T
    attention, mlp = 4 * e * 64 * heads, 3 * e * inner  # query, key, value, output; the MLP has a gate
    encoder = layers * (attention + mlp + 2 * e) + e  # with norms, whose weights are e each
    decoder = layers * (2 * attention + mlp + 3 * e) + e
    positions = 2 * 32 * heads  # a number for each head and range of distances
    theta = encoder + decoder + positions + 2 * vocabulary * e

    forward = to_activations = to_weights = 2 * theta  # operations for a token: a multiplication and an addition a weight
    full = forward + to_activations + to_weights
    frozen = forward + to_activations  # section 2: the gradient passes all layers to reach P_e, the only weights that change
    stored = {f"stored, {p} vectors": (theta / (p * e)).tolist() for p in prompts}
    return {"parameters": theta.tolist(), **stored, "work": (full / frozen).tolist()}
# --8<-- [end:compute]


def draw(data: dict[str, list[float]]) -> Figure:
    """Draw what is saved over the sizes of the model."""
    figure = new_figure(height=280)
    axes = figure.subplots()
    theta = data["parameters"]
    for name, color, text in (
        ("stored, 5 vectors", BLUE, "storage, 5 vectors"),
        ("stored, 100 vectors", BLUE, "storage, 100 vectors"),
        ("work", ACCENT, "work of a training step"),
    ):
        times = data[name]
        axes.plot(theta, times, color=color, marker="o")
        label(axes, text, (theta[1], times[1]), color, xytext=(6, -12 if color == BLUE else 11))
        last = f"{times[-1]:g}×" if times[-1] < 10 else f"{round(times[-1], -3):,.0f}×"
        label(axes, last, (theta[-1], times[-1]), color, xytext=(7, 0))
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(1, 2e6)
    axes.set_xticks(theta, ["Small\n77 M", "Base\n248 M", "Large\n783 M", "XL\n2.8 B", "XXL\n11 B"])
    axes.set_yticks([1, 10, 100, 1e3, 1e4, 1e5, 1e6], ["1×", "10×", "100×", "1,000×", "10,000×", "100,000×", "1,000,000×"])
    axes.minorticks_off()
    axes.set_title("how many times less than full tuning")
    return figure
