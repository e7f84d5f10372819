"""Fixed weights with a gate can look things up, at the price of channels."""

from __future__ import annotations

import numpy as np
import pytest

from figures.gmlp import compute


@pytest.mark.parametrize("seed", range(3))
def test_attention_needs_few_channels_and_the_gate_many(seed: int) -> None:
    data = compute(seed)
    gate, attention = (dict(zip(data["channels"], data["right"][name], strict=True)) for name in ("gate", "attention"))
    assert min(attention[d] for d in data["channels"] if d >= 16) > 0.97
    assert gate[16] < 0.2
    assert gate[128] < 0.7
    assert gate[512] > 0.95
    assert gate[1024] > 0.98


def test_the_gate_needs_more_channels_for_longer_texts() -> None:
    """The noise in what is heard grows with the number of pairs."""
    short, long = (compute(0, n=n)["right"]["gate"][5] for n in (6, 48))
    assert short > 0.9
    assert long < 0.5


@pytest.mark.parametrize("seed", range(3))
def test_attention_listens_where_the_answer_stands_which_moves(seed: int) -> None:
    listens = compute(seed)["listens"]
    assert all(np.argmax(weights) == answer and weights[answer] > 0.9 for weights, answer in listens)
    assert len({answer for _, answer in listens}) > 1
