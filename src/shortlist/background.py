"""Work in a copy of this process, beside what goes on here."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")

MIN_PAGES_TO_SHARE = 200
"""From this number of pages on a second process pays."""


def start(work: Callable[[], T]) -> Callable[[], T]:
    """Begin work in a copy of this process; return a function that waits for its value, which is pickled.

    A thread would wait for the interpreter's lock. Where a process cannot be copied safely (Windows has no `fork`, libraries of
    macOS do not survive it, nor do threads, which the preview has), where it would not pay (one processor), and if the copy
    failed, waiting does the work itself, so that an error is raised where it can be seen.
    """
    return start_all(work)[0]


def start_all(*works: Callable[[], Any]) -> Sequence[Callable[[], Any]]:
    """Do as `start` does with works that one copy does in turn; return functions that are to be called in the same order."""
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    if not can_fork or (os.cpu_count() or 1) < 2:
        return works
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_send, args=(sender, works), daemon=True)
    gc.freeze()  # Or both would look for garbage among all that is here, which takes long and copies its memory.
    process.start()
    sender.close()

    def finish(work: Callable[[], Any]) -> Any:
        try:
            return receiver.recv()
        except EOFError:
            return work()
        finally:
            if work is works[-1]:
                process.join()

    return [partial(finish, work) for work in works]


def _send(sender: Connection, works: Iterable[Callable[[], Any]]) -> None:
    """Leave Ctrl-C to the first process, which ends this one when it ends, and errors to its second try."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception):
        for work in works:
            sender.send(work())
