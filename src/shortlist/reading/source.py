"""A file's text with the places of its characters."""

import os
import posixpath
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, islice
from json import detect_encoding
from pathlib import Path, PurePath

from shortlist.problems import Fix, Place, Problem, Problems
from shortlist.text import HIDDEN, UNSEEN, is_hidden


@dataclass(frozen=True)
class Source:
    """Text of one file. Line ends are `\\n` and a byte order mark is gone, however the file was written."""

    path: str
    """From the repository root, with forward slashes."""
    text: str
    raw: str = field(default="", repr=False, compare=False)
    """The text with line ends and byte order mark as in its file, where it was read from one."""

    @cached_property
    def _line_starts(self) -> "array[int]":  # Quoted for Python 3.11, where arrays take no type.
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

    def with_fixes(self, fixes: Iterable[Fix]) -> "Source":
        """Return the text with fixes applied. New line ends become those of the file, and no other byte changes."""
        mark = "\ufeff" if self.raw.startswith("\ufeff") else ""
        raw = self.raw.removeprefix(mark) or self.text
        # As in the text, where every line end is one character.
        characters = re.findall(r"(?s)\r\n|.", raw) if "\r" in raw else raw
        newline = match[0] if (match := re.search(r"\r\n?|\n", raw)) else "\n"
        new, done = mark, 0
        for fix in sorted(fixes, key=lambda fix: fix.place):  # Those at one place stay in the order given.
            start = self.offset(fix.place)
            new += "".join(characters[done:start]) + fix.new.replace("\n", newline)
            done = start + len(fix.old)
        return source_of(self.path, new + "".join(characters[done:]))


_HIDDEN_IN_BIBTEX = re.compile(f"[{UNSEEN}]")
"""The others are taken out of a field by the fix of another rule."""

ELSEWHERE = "is a symbolic link or leads out of the archive; put the file or folder itself in its place"


_MISREAD = re.compile("(\ufffd|Ã[\x80-\xbf\u0152-\u2122]|Â[\xa0-\xbf]|â€).*")
"""The sign for what cannot be read; and letters and quotation marks in UTF-8 that were read as Windows-1252. One a line."""
CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
"""Git's marks around two versions of a text. `=======` alone may underline a heading."""


def stray(root: Path, path: str) -> str:
    """Return the first part of a path that is a symbolic link below `root`, or the whole path if it leads out; else nothing.

    Links are committed like files, and whatever follows them would read, empty or overwrite what lies elsewhere.
    """
    parts = PurePath(path).parts  # On Windows, `\\` parts them too, and `C:` leads out.
    if ".." in parts or PurePath(path).anchor:
        return path
    return next((part for part in accumulate(parts, posixpath.join) if is_link(root / part)), "")


def is_link(path: Path) -> bool:
    """Return whether a path is known to be a symbolic link: what may not be looked at is for the reader to report."""
    return os.path.islink(path)  # noqa: PTH114 - `Path.is_symlink` raises an exception then.


def read_source(root: Path, path: str, *, is_needed: bool = True) -> tuple[Source | None, list[Problem]]:
    """Read a file strictly as UTF-8, with or without a byte order mark, with any line ends.

    Returns no source but a problem when the file is empty or cannot be read at all; one that is not needed may be missing or
    empty. One that is not UTF-8 is a problem, and is read as far as that goes, so that its other problems show.
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


def source_of(path: str, text: str) -> Source:
    """Return a file's text with line ends `\\n`, and without a byte order mark."""
    return Source(path, text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), text)


def decode_text(data: bytes) -> tuple[str, str]:
    """Return a file's text, and the encoding that it seems to have: `UTF-8`, `UTF-16`, `UTF-32` or `Windows-1252`.

    The wide ones show in a byte order mark, or in the zeros among the first four bytes (RFC 4627, section 3). Windows-1252 is a
    text no part of which beyond ASCII is UTF-8. A byte that stands for nothing becomes a lone surrogate (PEP 383).
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:4].count(0) > 1:
        encoding = detect_encoding(data)
        return data.decode(encoding, "replace"), encoding[:6].upper()
    text = data.decode("utf-8", "surrogateescape")
    if not ESCAPED_BYTE.search(text) or _BEYOND_ASCII.search(ESCAPED_BYTE.sub("", text)):
        return text, "UTF-8"
    return ESCAPED_BYTE.sub(lambda char: byte_of(char[0]).decode("cp1252", "surrogateescape"), text), "Windows-1252"


ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\0-\x7f]")


def byte_of(char: str) -> bytes:
    """Return the byte that a lone surrogate stands for."""
    return char.encode("utf-8", "surrogateescape")


def misread(source: Source) -> Problems:
    """Yield the lines in which a text was read in a wrong encoding before it was saved."""
    for match in _MISREAD.finditer(source.text):
        message = f"'{match[1]}' comes from reading a text in a wrong encoding; write the characters that are meant"
        yield source.problem(match.start(), "F101", message)


def not_utf_8(char: str) -> str:
    """Return the message about the byte that a lone surrogate stands for."""
    return f"byte 0x{byte_of(char).hex()} is not UTF-8; save the file as UTF-8"


def decode(path: str, data: bytes) -> tuple[Source | None, list[Problem]]:
    """Do as `read_source` does, with a file's bytes."""
    text, encoding = decode_text(data)
    written = source_of(path, text)
    if not written.text.strip():
        return None, [Problem(Place(path), "F102", "the file is empty; write it or delete it")]
    source = replace(written, text=ESCAPED_BYTE.sub("\N{REPLACEMENT CHARACTER}", written.text))
    problems = []
    if encoding != "UTF-8":
        first = _BEYOND_ASCII.search(written.text) if encoding == "Windows-1252" else None
        message = f"the file seems to be {encoding}, not UTF-8; open it as that, and save it as UTF-8"
        problems.append(source.problem(first.start() if first else 0, "F101", message))
    elif (byte := ESCAPED_BYTE.search(written.text)) is not None:
        problems.append(source.problem(byte.start(), "F101", not_utf_8(byte[0])))
    else:
        problems += islice(misread(source), 1)
    hidden = _HIDDEN_IN_BIBTEX if path.endswith(".bib") else HIDDEN
    if (unseen := hidden.search(source.text)) is not None:
        problems.append(source.problem(unseen.start(), "F128", f"the file {is_hidden(unseen[0])}"))
    if (conflict := CONFLICT.search(source.text)) is not None:
        message = f"'{conflict[0][:40]}' marks two versions that git could not merge; keep one and delete the marks"
        problems.append(source.problem(conflict.start(), "F133", message))
    return source, problems
