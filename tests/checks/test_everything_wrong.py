"""One site that breaks nearly every rule, and all that is found in it, in order. To renew the list, see CONTRIBUTING.md."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import pytest

from shortlist.checks import check
from tests.tiny import ROOT

FIXTURE = ROOT / "tests" / "fixtures" / "everything-wrong"


def test_everything_is_found_in_one_run() -> None:
    assert "".join(f"{problem}\n" for problem in check(FIXTURE)[1]) == (FIXTURE / "expected.txt").read_text(encoding="utf-8")


PATHS = sorted({line.partition(":")[0] for line in (FIXTURE / "expected.txt").read_text(encoding="utf-8").splitlines()})


@pytest.mark.parametrize("path", PATHS)
def test_a_check_by_path_says_of_a_page_what_a_full_check_says(path: str) -> None:
    full, only = (
        [problem for problem in check(FIXTURE, is_wanted)[1] if problem.place.path == path] for is_wanted in (bool, path.__eq__)
    )
    assert only == full


TWO_PROCESSES = """
import os, pickle, sys
from pathlib import Path
from shortlist import checks, library as loading

os.cpu_count = lambda: 2
checks.MIN_PAGES_TO_SHARE = loading.MIN_PAGES_TO_SHARE = int(sys.argv[2])
library, problems = checks.check(Path(sys.argv[1]))
library.conversions.converter.parser = None  # All are known.
pages = [(page.path, page.body, library.conversions[page.path]) for page in library.all_pages]
sys.stdout.buffer.write(pickle.dumps((problems, pages)))
"""


def test_two_processes_find_and_make_what_one_does() -> None:
    """In processes of their own, since one with more threads, such as those of the tests, does not fork."""

    def outcome(min_pages_to_share: str) -> Any:
        command = [sys.executable, "-c", TWO_PROCESSES, str(FIXTURE), min_pages_to_share]
        return pickle.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    assert outcome("1") == outcome("1000")
