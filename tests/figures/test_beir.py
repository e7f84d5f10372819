"""No system wins everywhere: the counts that the paper's text gives, from the cells of its Table 2."""

from __future__ import annotations

import pytest

from figures.beir import ORDER, compute


def ahead(system: str) -> int:
    return sum(gain > 0 for gain in compute()[system].values())


def test_there_are_nine_systems_and_18_data_sets() -> None:
    gains = compute()
    assert set(gains) == set(ORDER)
    assert all(len(of_system) == 18 for of_system in gains.values())


def test_the_re_ranker_loses_only_on_arguments() -> None:
    behind = [dataset for dataset, gain in compute()["re-ranker"].items() if gain < 0]
    assert behind == ["ArguAna", "Touché-2020"]


@pytest.mark.parametrize(("system", "count"), [("re-ranker", 16), ("ColBERT", 9)])
def test_the_counts_of_the_page(system: str, count: int) -> None:
    assert ahead(system) == count


def test_what_the_text_of_the_paper_says_of_the_dense_systems() -> None:
    gains = compute()
    assert sum(gains["TAS-B"][name] > gains["DPR"][name] for name in gains["DPR"]) == 17
    assert sum(gains["TAS-B"][name] > gains["ANCE"][name] for name in gains["ANCE"]) == 14
    assert max(ahead(system) for system in ("SPARTA", "DeepCT", "DPR")) <= 2
    assert [name for name, gain in gains["DPR"].items() if gain > 0] == ["NQ"], "the set that it was trained on"
    assert gains["TAS-B"]["TREC-COVID"] - gains["ANCE"]["TREC-COVID"] == pytest.approx(-0.173)
    assert gains["TAS-B"]["Touché-2020"] - gains["ANCE"]["Touché-2020"] == pytest.approx(-0.078)
