"""The colors of figures: readable on both papers, and apart for every kind of eye. Cells in these colors."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from figures.house import COLORS, draw_cells

SERIES = ("accent", "blue", "gold", "violet")
# Linear RGB to linear RGB, at full severity. Source: Machado, Oliveira and Fernandes, "A physiologically-based model for
# simulation of color vision deficiency", IEEE TVCG 15(6), 2009, table of matrices.
EYES = {
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
MIN_DIFFERENCE = 12  # CIE76 ΔE; about 2.3 is just noticeable side by side.


def linear(color: str) -> np.ndarray:
    """Linear RGB in 0…1 of a color such as #1f6fb4 (IEC 61966-2-1)."""
    value = np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear RGB, white point D65."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ rgb.clip(0, 1)
    scaled = xyz / np.array([0.9505, 1.0, 1.089])
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    """Contrast as WCAG 2.2 defines it."""
    low, high = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ linear(color)) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_series_stay_apart(eye: str, scheme: int) -> None:
    seen = {name: lab(np.array(EYES[eye]) @ linear(COLORS[name][scheme])) for name in SERIES}
    for one, other in combinations(SERIES, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= MIN_DIFFERENCE, (one, other)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_lines_and_labels_have_contrast(scheme: int) -> None:
    paper = COLORS["paper"][scheme]
    assert all(contrast(COLORS[name][scheme], paper) >= 4.5 for name in ("ink", "quiet"))
    assert all(contrast(COLORS[name][scheme], paper) >= 3 for name in SERIES)


def test_cells_of_one_number_share_a_path_in_the_color_of_its_sign() -> None:
    axes = Figure().subplots()
    draw_cells(axes, np.array([[0, 2, 2], [-1, 0, 0]]), 4, corner=(10, 20))
    blue, accent = axes.patches
    assert (to_hex(blue.get_facecolor()), blue.get_alpha()) == (COLORS["blue"][0], 0.25)
    assert (to_hex(accent.get_facecolor()), accent.get_alpha()) == (COLORS["accent"][0], 0.5)
    assert blue.get_path().get_extents().bounds == (10, 21, 1, 1)
    assert accent.get_path().get_extents().bounds == (11, 20, 2, 1)


def test_a_table_of_zeros_draws_nothing() -> None:
    axes = Figure().subplots()
    draw_cells(axes, np.zeros((2, 3), int), 4)
    assert not axes.patches
