"""A file's text with the places of its characters."""

from __future__ import annotations

import os
import posixpath
import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path, PurePosixPath

from shortlist.problems import Fix, Place, Problem
from shortlist.text import HIDDEN, UNSEEN, is_hidden


@dataclass(frozen=True)
class Source:
    """Text of one file. Line ends are `\\n` and a byte order mark is gone, however the file was written."""

    path: str
    """From the repository root, with forward slashes."""
    text: str

    @cached_property
    def _line_starts(self) -> array[int]:
        starts = array("I", [0])  # A ninth of a list's memory, for each page of an archive.
        find = self.text.find
        while (end := find("\n", starts[-1])) >= 0:
            starts.append(end + 1)
        return starts

    def place(self, offset: int) -> Place:
        """Return line and column of the character at `offset` (0-based); of the end of the text when `offset` is past it."""
        offset = min(offset, len(self.text))
        line = bisect_right(self._line_starts, offset)
        return Place(self.path, line, offset - self._line_starts[line - 1] + 1)

    def offset(self, place: Place) -> int:
        """Return the offset of a place; of the end of the text for a line that is not there."""
        return self._line_starts[place.line - 1] + place.column - 1 if place.line <= len(self._line_starts) else len(self.text)

    def line(self, offset: int) -> str:
        """Return the line that the character at `offset` stands in."""
        return self.text[self.text.rfind("\n", 0, offset) + 1 :].partition("\n")[0]

    def problem(self, offset: int, code: str, message: str, fix: Fix | None = None) -> Problem:
        """Return a problem at the character at `offset`."""
        return Problem(self.place(offset), code, message, fix)

    def fix(self, start: int, end: int, new: str) -> Fix:
        """Return the fix by which the text from `start` to `end` becomes `new`."""
        return Fix(self.place(start), self.text[start:end], new)


_HIDDEN_IN_BIBTEX = re.compile(f"[{UNSEEN}]")
"""The others are taken out of a field by the fix of another rule."""

ELSEWHERE = "is a symbolic link or leads out of the archive; put the file or folder itself in its place"


_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
"""Git's marks around two versions of a text. `=======` alone may underline a heading."""


def is_conflict_mark(text: str, line: int) -> bool:
    """Return whether one of git's marks stands at an offset where a line begins."""
    return _CONFLICT.match(text, line) is not None


def stray(root: Path, path: str) -> str:
    """Return the first part of a path that is a symbolic link below `root`, or the whole path if it leads out; else nothing.

    Links are committed like files, and whatever follows them would read, empty or overwrite what lies elsewhere.
    """
    parts = PurePosixPath(path).parts
    if ".." in parts or path.startswith("/"):
        return path
    return next((part for part in accumulate(parts, posixpath.join) if is_link(root / part)), "")


def is_link(path: Path) -> bool:
    """Return whether a path is known to be a symbolic link: what may not be looked at is for the reader to report."""
    return os.path.islink(path)  # noqa: PTH114 - `Path.is_symlink` raises an exception then.


def read_source(root: Path, path: str, *, is_needed: bool = True) -> tuple[Source | None, list[Problem]]:
    """Read a file strictly as UTF-8, with or without a byte order mark, with any line ends.

    Returns no source but a problem when the file is empty, not UTF-8, or cannot be read at all. One that is not needed may be
    missing or empty.
    """
    if part := stray(root, path):
        return None, [Problem(Place(path), "F149", f"'{part}' {ELSEWHERE}")]
    try:
        data = (root / path).read_bytes()
        return decode(path, data) if is_needed or data.strip() else (None, [])
    except FileNotFoundError:
        missing = Problem(Place(path), "F119", "the file is missing; every part of the site needs it")
        return None, [missing] if is_needed else []
    except OSError as error:
        return None, [cannot_be_read(path, error)]


def cannot_be_read(path: str, error: OSError) -> Problem:
    """Return the problem of a file or folder that the system does not let one read."""
    return Problem(Place(path), "F119", f"cannot be read: {error.strerror}")


def decode(path: str, data: bytes) -> tuple[Source | None, list[Problem]]:
    """Do as `read_source` does, with a file's bytes."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Bytes after the fault may be anything, those before it are sound and give the place.
        before = Source(path, data[: error.start].decode("utf-8-sig").replace("\r\n", "\n"))
        what = ", the file is UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
        message = f"byte 0x{data[error.start]:02x} is not UTF-8{what}; save the file as UTF-8"
        return None, [before.problem(len(before.text), "F101", message)]
    if not text.strip():
        return None, [Problem(Place(path), "F102", "the file is empty; write it or delete it")]
    source = Source(path, text.replace("\r\n", "\n").replace("\r", "\n"))
    problems = []
    hidden = _HIDDEN_IN_BIBTEX if path.endswith(".bib") else HIDDEN
    if (unseen := hidden.search(source.text)) is not None:
        problems.append(source.problem(unseen.start(), "F128", f"the file {is_hidden(unseen[0])}"))
    if (conflict := _CONFLICT.search(source.text)) is not None:
        message = f"'{conflict[0][:40]}' marks two versions that git could not merge; keep one and delete the marks"
        problems.append(source.problem(conflict.start(), "F133", message))
    return source, problems
