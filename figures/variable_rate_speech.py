"""SlowAE: a quantizer that keeps its level until the signal has left a margin around it."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, FAINT, GOLD, INK, LINE, new_figure

PAGE = "2021-04/variable-rate-speech"
TITLE = "A quantizer that waits"
DESCRIPTION = (
    "The same noisy curve twice, with its code as stairs and a mark for each event. Plain rounding makes 150 events, most "
    "of them flicker where the curve rests near a border of two levels. With a margin of one level there are 37, about half "
    "of them in the burst, and the code is no farther from the curve."
)


# --8<-- [start:compute]
def compute(seed: int = 0) -> dict:
    """Return a noisy curve, and its codes by the margin m."""
    t = np.arange(300)
    wave = 3 * np.sin(2 * np.pi * (t - 60) / 15)
    sections = {  # of the curve without noise
        "pause": (0, 60, 0 * t),
        "burst": (60, 90, wave),
        "held sound": (90, 180, 0 * t + 2),
        "glide": (180, 240, 2 - 4 * (t - 180) / 60),
        "silence": (240, 300, 0 * t - 2),
    }
    clean = np.concatenate([c[a:b] for a, b, c in sections.values()])
    clean += 0.45  # so that it rests near a border of two levels
    x = clean + 0.35 * np.random.RandomState(seed).randn(len(t))

    def schmitt(m):  # with m = 0.5 this is plain rounding
        q = [round(x[0])]
        for value in x[1:]:
            stays = abs(value - q[-1]) <= m
            q.append(q[-1] if stays else round(value))
        return np.array(q)

    def run_lengths(q):  # events (fig. 1d): a value, and how long
        starts = np.flatnonzero(np.diff(q, prepend=q[0] - 1))
        lengths = np.diff(starts, append=len(q)).tolist()
        return list(zip(q[starts].tolist(), lengths, strict=True))

    codes = {}
    for m in (0.5, 0.75, 1.0, 1.25, 1.5):
        q = schmitt(m)
        codes[m] = {
            "q": q,
            "events": run_lengths(q),
            "within": {
                name: len(run_lengths(q[a:b]))
                for name, (a, b, _) in sections.items()
            },
            "error": np.sqrt(np.mean((q - clean) ** 2)),
        }
    places = {name: (a, b) for name, (a, b, _) in sections.items()}
    return {"x": x, "codes": codes, "clean": clean, "places": places}
# --8<-- [end:compute]


def draw(data: dict) -> Figure:
    """Draw the curve under plain rounding and under a margin of one level, with a mark for each event."""
    figure = new_figure(height=330)
    panels = figure.subplots(2, 1, sharex=True)
    for axes, m, color, name in ((panels[0], 0.5, GOLD, "plain rounding"), (panels[1], 1.0, ACCENT, "a margin of one level")):
        code = data["codes"][m]
        axes.hlines(range(-3, 5), 0, 300, color=LINE, linewidth=0.8)
        axes.plot(data["x"], color=FAINT, linewidth=1)
        axes.step(range(300), code["q"], where="mid", color=color)
        starts = np.cumsum([0] + [length for _, length in code["events"]])[:-1]
        axes.vlines(starts, -5.6, -4.4, color=color, linewidth=1)
        axes.set_title(f"{name}: {len(code['events'])} events", color=color)
        axes.set_ylim(-5.8, 4.6)
        axes.set_xlim(0, 300)
        axes.set_yticks([-5, -2, 0, 2], ["events", "−2", "0", "2"])
        axes.vlines([end for _, end in data["places"].values()], -5.6, 4.4, color=LINE, linewidth=1)
        axes.set_xticks([])
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.tick_params(left=False)
    for name, (start, end) in data["places"].items():
        panels[1].text((start + end) / 2, -7.2, name, ha="center", color=INK, size=11.5)
    return figure
