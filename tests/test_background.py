"""Work beside the build is done when it is waited for, whatever became of the process that was to do it."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from shortlist.background import start, start_all


def test_it_is_done_when_waited_for(tmp_path: Path) -> None:
    def work() -> None:
        time.sleep(0.05)
        (tmp_path / "done").write_text(str(os.getpid()), encoding="utf-8")

    start(work)()
    assert (tmp_path / "done").exists()


def test_beside_other_threads_it_is_done_here(tmp_path: Path) -> None:
    """A copy of a process with threads may hang."""
    goes_on = threading.Event()
    other = threading.Thread(target=goes_on.wait)
    other.start()
    try:
        start(lambda: (tmp_path / "pid").write_text(str(os.getpid()), encoding="utf-8"))()
    finally:
        goes_on.set()
        other.join()
    assert (tmp_path / "pid").read_text(encoding="utf-8") == str(os.getpid())


def test_what_failed_there_is_done_here(tmp_path: Path) -> None:
    here = os.getpid()

    def work() -> None:
        if os.getpid() != here:
            os._exit(3)
        (tmp_path / "done").touch()

    start(work)()
    assert (tmp_path / "done").exists()


def test_an_error_is_raised_where_it_can_be_seen(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        start(work)()
    assert "Traceback" not in capfd.readouterr().err


def test_a_first_value_is_there_before_the_second_work_is_done(tmp_path: Path) -> None:
    def second() -> str:
        for _ in range(200):
            if (tmp_path / "go on").exists():
                return "second"
            time.sleep(0.05)
        return "nobody had the first value"

    finish_first, finish_second = start_all(lambda: "first", second)
    assert finish_first() == "first"
    (tmp_path / "go on").touch()
    assert finish_second() == "second"


def test_after_one_that_failed_the_others_are_done_here(tmp_path: Path) -> None:
    here = os.getpid()

    def first() -> int:
        if os.getpid() != here:
            raise OSError("No space left on device")
        return os.getpid()

    assert [finish() for finish in start_all(first, os.getpid)] == [here, here]
