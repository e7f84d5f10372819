"""Work beside the build, on a second core.

Writing thousands of small files is system time, a fifth of the build; a thread would wait for the interpreter's lock after
every one of them.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable


def start(work: Callable[[], None]) -> Callable[[], None]:
    """Begin work that only writes files, in a copy of this process. What comes back waits until it is done.

    Where a process cannot be copied safely (no `fork`, or more threads than one, as in the preview), and if the copy failed,
    waiting does the work itself, so that an error is raised where it can be seen.
    """
    if "fork" not in multiprocessing.get_all_start_methods() or threading.active_count() > 1:
        return work
    process = multiprocessing.get_context("fork").Process(target=_quietly, args=(work,), daemon=True)
    process.start()

    def finish() -> None:
        process.join()
        if process.exitcode:
            work()

    return finish


def _quietly(work: Callable[[], None]) -> None:
    """Leave Ctrl-C to the first process, which ends this one when it ends, and errors to the second try."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work()
    except Exception:
        sys.exit(1)
