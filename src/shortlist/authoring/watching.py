"""What has changed in an author's files, however their editor saves them.

By looking, not by the system's events: a look at some thousand files takes a few milliseconds, is the same on every system and
file system, and what an editor does between two looks (rename, write twice, swap files) is one change.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

Listing = Mapping[str, tuple[int, int, int]]
"""Path of a file → what tells its state."""

PAUSE = 0.05
"""Seconds between two looks, at least."""
SHARE = 30
"""And at least so many times as long as a look takes, so that looking takes 3 % of a core in a large archive too."""
REST = 0.05
"""Seconds without a change after which a save is over. Longer than a tick of any file system's clock that counts below
seconds, so that the next save shows."""
LONGEST = 2.0
"""Seconds after which a change is told, even if files go on changing."""

_PASSING = re.compile(r"\..*|.*~|#.*#|.*\.(?:sw[a-z]|tmp|bak|pyc|part)|[0-9]+|__pycache__|.*___jb_[a-z]+___")
"""Names of what editors, and `shortlist.authoring.files`, write beside a file for a moment. Vim tries a folder with a file
named 4913."""


def listing(roots: Iterable[Path]) -> Listing:
    """Every file at or below the roots, but those that only pass. What is not there, or goes while we look, is left out."""
    found: dict[str, tuple[int, int, int]] = {}
    folders = []
    for root in roots:
        try:
            state = root.stat()
        except OSError:
            continue
        if root.is_dir():
            folders.append(str(root))
        else:
            found[str(root)] = (state.st_mtime_ns, state.st_size, state.st_ino)
    while folders:
        try:
            entries = list(os.scandir(folders.pop()))
        except OSError:
            continue
        for entry in entries:
            if _PASSING.fullmatch(entry.name):
                continue
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    state = entry.stat()
                    found[entry.path] = (state.st_mtime_ns, state.st_size, state.st_ino)
    return found


def changes(roots: Callable[[], Iterable[Path]], before: Listing) -> Iterator[list[str]]:
    """Each time files differ from the last time, which ones, in order: new, other and deleted. Waits meanwhile.

    `roots` is asked at each look. Several changes in quick succession are one.
    """
    while True:
        start = time.perf_counter()
        now = listing(roots())
        took = time.perf_counter() - start
        if now != before:
            now = _settled(roots, now)
            if changed := sorted(path for path in {*before, *now} if before.get(path) != now.get(path)):
                yield changed
            before = now
        time.sleep(max(PAUSE, SHARE * took))


def _settled(roots: Callable[[], Iterable[Path]], now: Listing) -> Listing:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        time.sleep(REST)
        then = listing(roots())
        if then == now:
            break
        now = then
    return now
