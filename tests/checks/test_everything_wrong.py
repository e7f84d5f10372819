"""One site that breaks nearly every rule, and all that is found in it, in order. To renew the list, see CONTRIBUTING.md."""

from __future__ import annotations

from shortlist.checks import check
from shortlist.problems import text_report
from tests.tiny import ROOT

FIXTURE = ROOT / "tests" / "fixtures" / "everything-wrong"


def test_everything_is_found_in_one_run() -> None:
    assert text_report(check(FIXTURE)[1]) == (FIXTURE / "expected.txt").read_text(encoding="utf-8")
