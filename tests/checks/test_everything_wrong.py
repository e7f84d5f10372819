"""One site that breaks nearly every rule, and all that is found in it, in order. To renew the list, see CONTRIBUTING.md."""

from __future__ import annotations

import pytest

from shortlist.checks import check
from shortlist.problems import text_report
from tests.tiny import ROOT

FIXTURE = ROOT / "tests" / "fixtures" / "everything-wrong"


def test_everything_is_found_in_one_run() -> None:
    assert text_report(check(FIXTURE)[1]) == (FIXTURE / "expected.txt").read_text(encoding="utf-8")


PATHS = sorted({line.partition(":")[0] for line in (FIXTURE / "expected.txt").read_text(encoding="utf-8").splitlines()})


@pytest.mark.parametrize("path", PATHS)
def test_a_check_by_path_says_of_a_page_what_a_full_check_says(path: str) -> None:
    full, only = (
        [problem for problem in check(FIXTURE, is_wanted)[1] if problem.place.path == path] for is_wanted in (bool, path.__eq__)
    )
    assert only == full
