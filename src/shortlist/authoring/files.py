"""Changes to an author's files: one command at a time, each file the old one or the new one, nothing of a person's lost."""

from __future__ import annotations

import fcntl
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from click import ClickException

from shortlist.reading.settings import settings_of
from shortlist.reading.source import ELSEWHERE, stray

PREFIX, SUFFIX = ".shortlist-", ".tmp"
"""Of temporary files, which stand beside the file that they become, since a rename must not cross file systems."""


REMOVED = ".cache/removed"
"""Folder of the files that a command has taken out."""
LOCK = ".cache/changes.lock"


class CannotChange(ClickException):
    """A change that would lose something or cannot be made; the message is one line for the author."""


class Changes:
    """Changes that are staged first and then made together, each by one rename.

    A full disk or a file that cannot be written is found while staging, when nothing has changed yet. A kill between two
    renames leaves whole files, some old, some new: list them so that a second run completes the first.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._staged: list[tuple[Path, Path, bytes | None]] = []
        """Path, temporary file, and the bytes that were read; none of a file that must not be there."""
        self._moved: list[tuple[Path, Path]] = []
        """Path and new path. Made last."""

    def replace(self, path: Path, text: str, was: str) -> None:
        """Stage a new text for a file whose text was `was` when the command read it.

        Raises `CannotChange` if its owner has made the file read-only.
        """
        self._refuse_read_only(path)
        self._stage(path, text, was.encode())

    def create(self, path: Path, text: str) -> None:
        """Stage a file that must not be there yet, and its folder. Raises `CannotChange` if it is there."""
        self._refuse_stray(path)
        if os.path.lexists(path):
            raise CannotChange(f"{self._name(path)} is there already and stays as it is")
        self._refuse_read_only(next(folder for folder in path.parents if folder.exists()))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotChange(f"{self._name(path.parent)}: {error.strerror}") from None
        self._stage(path, text, None)

    def move(self, path: Path, target: Path) -> None:
        """Stage that a file gets another path, whatever it holds. Raises `CannotChange` if that is taken or one is read-only."""
        if os.path.lexists(target) and not target.samefile(path):  # Which it is after a run that was interrupted.
            raise CannotChange(f"{self._name(target)} is there already and stays as it is")
        for changed in (path, path.parent, target.parent):
            self._refuse_read_only(changed)
        self._moved.append((path, target))

    def remove(self, path: Path) -> Path:
        """Stage that a file goes. Return where it can be fetched back from."""
        target = self.root / REMOVED / path.name
        self._refuse_stray(target.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        self.move(path, target)
        return target

    def make(self) -> None:
        """Make the staged changes, in order. Raises `CannotChange`, and changes nothing, if a file is no longer as it was."""
        for path, _, was in self._staged:
            if os.path.lexists(path) if was is None else not path.is_file() or path.read_bytes() != was:
                raise self._overtaken(path, was)
        while self._staged:
            path, temporary, was = self._staged[0]
            try:
                if was is None:
                    _move_to_free_name(temporary, path)
                else:
                    temporary.replace(path)
            except FileExistsError:
                raise self._overtaken(path, was) from None
            except OSError as error:
                raise CannotChange(f"{self._name(path)}: {error.strerror}") from None
            self._staged.pop(0)
        for path, target in self._moved:
            try:
                if target.exists() and target.samefile(path):
                    path.unlink()
                else:
                    _move_to_free_name(path, target)
            except FileExistsError:
                raise self._overtaken(target, None) from None
            except OSError as error:
                raise CannotChange(f"{self._name(path)}: {error.strerror}") from None

    def discard(self) -> None:
        """Forget what is staged and not made."""
        for path, temporary, was in self._staged:
            temporary.unlink(missing_ok=True)
            if was is None:
                with suppress(OSError):
                    path.parent.rmdir()  # If it is empty.
        self._staged.clear()

    def _stage(self, path: Path, text: str, was: bytes | None) -> None:
        self._refuse_read_only(path.parent)
        temporary = path.with_name(f"{PREFIX}{path.name}{SUFFIX}")
        try:
            # Of commands that were killed: no other one is at work, since this one holds the lock.
            for leftover in set(path.parent.glob(f"{PREFIX}*{SUFFIX}")) - {staged for _, staged, _ in self._staged}:
                leftover.unlink(missing_ok=True)
            self._staged.append((path, temporary, was))
            with temporary.open("xb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            if was is not None:
                temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        except OSError as error:
            raise CannotChange(f"{self._name(path)} cannot be written: {error.strerror}; nothing has changed") from None

    def _overtaken(self, path: Path, was: bytes | None) -> CannotChange:
        what = "is there" if was is None else "has changed"
        return CannotChange(f"{self._name(path)} {what} meanwhile and stays as it is; run the command again")

    def _refuse_read_only(self, path: Path) -> None:
        """By the mode, too: root may write everywhere, and is often meant not to."""
        self._refuse_stray(path)
        try:
            mode = path.stat().st_mode
        except OSError as error:
            raise CannotChange(f"{self._name(path)}: {error.strerror}") from None
        if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
            name = self._name(path)
            raise CannotChange(f"{name} is read-only; allow writing with 'chmod u+w {name}'")

    def _refuse_stray(self, path: Path) -> None:
        if part := stray(self.root, self._name(path)):
            raise CannotChange(f"'{part}' {ELSEWHERE}")

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


@contextmanager
def changes(root: Path) -> Iterator[Changes]:
    """The only way to change a file of the archive: waits until no other command does, and makes all changes at the end.

    Read what the change depends on inside, or another command may have changed it. An exception makes none of the changes.
    """
    with ExitStack() as stack:
        if part := stray(root, LOCK):
            raise CannotChange(f"'{part}' {ELSEWHERE}")
        for problem in settings_of(root)[1]:
            if problem.code == "F149":
                raise CannotChange(str(problem))
        try:
            (root / LOCK).parent.mkdir(exist_ok=True)
            # Kept open: closing it, or the end of the process however it comes, lets the next one in.
            lock = os.open(root / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
            stack.callback(os.close, lock)
            _wait_for(lock)
        except OSError as error:
            raise CannotChange(f"{root / LOCK}: {error.strerror}") from None
        staged = Changes(root)
        stack.callback(staged.discard)
        yield staged
        staged.make()


def _wait_for(lock: int) -> None:
    """Take the lock; on a terminal, say why nothing happens until then."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if sys.stderr.isatty():
            print("another command is changing files; waiting for it …", file=sys.stderr, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


def _move_to_free_name(temporary: Path, path: Path) -> None:
    """Raises `FileExistsError`, and changes nothing, if somebody has made the file meanwhile, which a rename would replace."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # A file system without hard links.
        if os.path.lexists(path):
            raise FileExistsError from None
        temporary.replace(path)
    else:
        temporary.unlink()
