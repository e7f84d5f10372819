"""BEIR: every data set, not the mean: what each system gains and loses against plain word counting."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from figures.house import ACCENT, BLUE, INK, PAPER, QUIET, label, new_figure

PAGE = "2021-05/beir"
TITLE = "Nine systems against word counting, on each of 18 data sets"
DESCRIPTION = (
    "A row for each of nine systems, a dot for each of 18 data sets: its nDCG@10 minus that of BM25. The re-ranker is ahead on "
    "16 sets and behind on the two with arguments, ArguAna and Touché. ColBERT is ahead on nine. Three systems, SPARTA, DeepCT "
    "and DPR, are behind nearly everywhere."
)


# --8<-- [start:compute]
def compute() -> dict[str, dict[str, float]]:
    """Return the nDCG@10 of each system minus that of BM25, on each data set. Source: the paper's Table 2."""
    systems = ["BM25", "DeepCT", "SPARTA", "docT5query", "DPR", "ANCE", "TAS-B", "GenQ", "ColBERT", "re-ranker"]
    table = {
        "TREC-COVID": (0.656, 0.406, 0.538, 0.713, 0.332, 0.654, 0.481, 0.619, 0.677, 0.757),
        "BioASQ": (0.465, 0.407, 0.351, 0.431, 0.127, 0.306, 0.383, 0.398, 0.474, 0.523),
        "NFCorpus": (0.325, 0.283, 0.301, 0.328, 0.189, 0.237, 0.319, 0.319, 0.305, 0.350),
        "NQ": (0.329, 0.188, 0.398, 0.399, 0.474, 0.446, 0.463, 0.358, 0.524, 0.533),
        "HotpotQA": (0.603, 0.503, 0.492, 0.580, 0.391, 0.456, 0.584, 0.534, 0.593, 0.707),
        "FiQA-2018": (0.236, 0.191, 0.198, 0.291, 0.112, 0.295, 0.300, 0.308, 0.317, 0.347),
        "Signal-1M": (0.330, 0.269, 0.252, 0.307, 0.155, 0.249, 0.289, 0.281, 0.274, 0.338),
        "TREC-NEWS": (0.398, 0.220, 0.258, 0.420, 0.161, 0.382, 0.377, 0.396, 0.393, 0.431),
        "Robust04": (0.408, 0.287, 0.276, 0.437, 0.252, 0.392, 0.427, 0.362, 0.391, 0.475),
        "ArguAna": (0.315, 0.309, 0.279, 0.349, 0.175, 0.415, 0.429, 0.493, 0.233, 0.311),
        "Touché-2020": (0.367, 0.156, 0.175, 0.347, 0.131, 0.240, 0.162, 0.182, 0.202, 0.271),
        "CQADupStack": (0.299, 0.268, 0.257, 0.325, 0.153, 0.296, 0.314, 0.347, 0.350, 0.370),
        "Quora": (0.789, 0.691, 0.630, 0.802, 0.248, 0.852, 0.835, 0.830, 0.854, 0.825),
        "DBPedia": (0.313, 0.177, 0.314, 0.331, 0.263, 0.281, 0.384, 0.328, 0.392, 0.409),
        "SCIDOCS": (0.158, 0.124, 0.126, 0.162, 0.077, 0.122, 0.149, 0.143, 0.145, 0.166),
        "FEVER": (0.753, 0.353, 0.596, 0.714, 0.562, 0.669, 0.700, 0.669, 0.771, 0.819),
        "Climate-FEVER": (0.213, 0.066, 0.082, 0.201, 0.148, 0.198, 0.228, 0.175, 0.184, 0.253),
        "SciFact": (0.665, 0.630, 0.582, 0.675, 0.318, 0.507, 0.643, 0.644, 0.671, 0.688),
    }
    scores = np.array(list(table.values()))
    gains = scores[:, 1:] - scores[:, :1]
    return {system: dict(zip(table, column.tolist(), strict=True)) for system, column in zip(systems[1:], gains.T, strict=True)}
# --8<-- [end:compute]

ORDER = ("re-ranker", "ColBERT", "docT5query", "TAS-B", "GenQ", "ANCE", "SPARTA", "DeepCT", "DPR")  # the paper's averages


def draw(gains: dict[str, dict[str, float]]) -> Figure:
    """Draw a strip for each system, best average first."""
    figure = new_figure(height=330)
    axes = figure.subplots()
    axes.axvline(0, color=QUIET, linewidth=1.2)
    for row, system in enumerate(ORDER):
        for dataset, gain in gains[system].items():
            trained_on = (system, dataset) == ("DPR", "NQ")
            color = ACCENT if gain > 0 else BLUE
            axes.plot(gain, -row, "o", color=color, markerfacecolor=PAPER if trained_on else color, markersize=5.5)
        ahead = sum(gain > 0 for gain in gains[system].values())
        label(axes, f"{ahead}", (0.285, -row), INK, xytext=(0, 0), ha="right")
    label(axes, "both sets with arguments", (gains["re-ranker"]["Touché-2020"], 0), QUIET, xytext=(-8, 0), ha="right")
    label(axes, "trained on it", (gains["DPR"]["NQ"], -8), QUIET, xytext=(0, 12), ha="center")
    axes.set_xlim(-0.56, 0.29)
    axes.set_ylim(-8.6, 0.7)
    axes.set_yticks([-row for row in range(9)], ORDER)
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.spines["left"].set_visible(False)
    axes.set_xticks([-0.5, -0.25, 0, 0.25], ["−0.5", "−0.25", "as BM25", "+0.25"])
    axes.set_title("nDCG@10 against BM25, a dot a data set")
    axes.set_title("ahead on", loc="right")
    return figure
