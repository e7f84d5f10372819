"""A margin saves events where the curve only flickers, and costs no accuracy."""

from __future__ import annotations

import numpy as np
import pytest

from figures.variable_rate_speech import compute

every_seed = pytest.mark.parametrize("seed", range(6))


@every_seed
def test_a_margin_of_one_level_has_a_third_of_the_events_and_no_greater_error(seed: int) -> None:
    codes = compute(seed)["codes"]
    rounding, waiting = codes[0.5], codes[1.0]
    assert len(rounding["events"]) >= 3 * len(waiting["events"])
    assert waiting["error"] <= 1.1 * rounding["error"]
    assert rounding["within"]["pause"] >= 3 * waiting["within"]["pause"], "flicker in the pause"
    assert rounding["within"]["burst"] <= 2 * waiting["within"]["burst"], "the burst keeps its events"
    assert waiting["within"]["burst"] > waiting["within"]["held sound"], "though that lasts three times as long"


@every_seed
def test_events_fall_with_the_margin(seed: int) -> None:
    events = [len(code["events"]) for code in compute(seed)["codes"].values()]
    assert events == sorted(events, reverse=True)


@every_seed
def test_a_margin_of_half_a_level_is_rounding(seed: int) -> None:
    data = compute(seed)
    np.testing.assert_array_equal(data["codes"][0.5]["q"], np.round(data["x"]))


@every_seed
def test_the_code_stays_within_the_margin_and_the_runs_decode_to_it(seed: int) -> None:
    data = compute(seed)
    for margin, code in data["codes"].items():
        assert np.abs(data["x"] - code["q"]).max() <= margin
        values, lengths = zip(*code["events"], strict=True)
        np.testing.assert_array_equal(np.repeat(values, lengths), code["q"])
        assert all(one != following for one, following in zip(values, values[1:], strict=False)), "an event is a change"
