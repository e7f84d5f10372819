"""The four factors multiply to 140 and 1,000; an outsider's estimates of one run are a factor of 20 apart."""

from __future__ import annotations

import pytest

from figures.carbon import compute


def test_the_factors_multiply() -> None:
    data = compute()
    assert data["low end"][-1] == pytest.approx(10 * 2 * 1.4 * 5) == pytest.approx(140)
    assert data["high end"][-1] == pytest.approx(10 * 5 * 2 * 10) == pytest.approx(1000)
    for row in ("low end", "high end"):
        assert data[row][0] == 1
        assert data[row] == sorted(data[row])


def test_the_outsider_is_left_with_a_factor_of_20() -> None:
    low, middle, high = compute()["outsider"]
    assert high / low == pytest.approx(20)
    assert middle / low == pytest.approx(2)
    assert (low, high) == (pytest.approx(51, abs=0.5), pytest.approx(1020, abs=5)), "the numbers of the page"
    assert low / (0.4290 / 10) == pytest.approx(124 * 32 * 0.3, rel=1e-3), "kilowatt-hours times the grid"
