"""Work in a copy of this process, beside what goes on here."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")


def start(work: Callable[[], T]) -> Callable[[], T]:
    """Begin work in a copy of this process; return a function that waits for its value, which is pickled.

    A thread would wait for the interpreter's lock. Where a process cannot be copied safely (Windows has no `fork`, libraries of
    macOS do not survive it, nor do threads, which the preview has), where it would not pay (one processor), and if the copy
    failed, waiting does the work itself, so that an error is raised where it can be seen.
    """
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    if not can_fork or (os.cpu_count() or 1) < 2:
        return work
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_send, args=(sender, work), daemon=True)
    process.start()
    sender.close()

    def finish() -> T:
        try:
            value: T = receiver.recv()
        except EOFError:
            return work()
        finally:
            process.join()
        return value

    return finish


def _send(sender: Connection, work: Callable[[], Any]) -> None:
    """Leave Ctrl-C to the first process, which ends this one when it ends, and errors to its second try."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception):
        sender.send(work())
