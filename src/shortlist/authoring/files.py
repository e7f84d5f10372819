"""Changes to an author's files: one command at a time, each file the old one or the new one, nothing of a person's lost."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from click import ClickException
from filelock import FileLock

from shortlist.problems import Problem, printable, summary_line
from shortlist.reading.settings import settings_of
from shortlist.reading.source import ELSEWHERE, Source, decode, source_of, stray

PREFIX, SUFFIX = ".shortlist-", ".tmp"
"""Of temporary files, which stand beside the file that they become, since a rename must not cross file systems."""


REMOVED = ".cache/removed"
"""Folder of the files that a command has taken out."""
LOCK = ".cache/changes.lock"


class CannotChange(ClickException):
    """A change that would lose something or cannot be made; the message is one line for the author, or a few."""

    def format_message(self) -> str:
        """Return the message, fit for a terminal whatever it names."""
        return "\n".join(map(printable, self.message.split("\n")))


def not_ready(what: str, problems: list[Problem]) -> CannotChange:
    """Return the refusal to go on while there are problems, with all of them."""
    return CannotChange("\n".join([f"{what}: {summary_line(problems)}", *map(str, problems)]))


def open_file(root: Path, path: str, *, may_be_empty: bool = False) -> Source:
    """Return a file with its line ends, to be changed.

    Raises `CannotChange`, with the place, for one that is missing, empty, not UTF-8, or holds marks of a merge conflict. With
    `may_be_empty`, a missing one is an empty one.
    """
    try:
        data = b"" if may_be_empty and not os.path.lexists(root / path) else (root / path).read_bytes()
    except OSError as error:
        raise CannotChange(f"{path}: {error.strerror}") from None
    source, problems = decode(path, data)
    for problem in problems:
        if problem.code in ("F101", "F133") or (source is None and not (may_be_empty and problem.code == "F102")):
            raise CannotChange(str(problem))
    return source or source_of(path, data.decode())


class Changes:
    """Changes that are staged first and then made together, each by one rename, in the order in which they were staged.

    A full disk or a file that cannot be written is found while staging, when nothing has changed yet. A kill between two
    renames leaves whole files, some old, some new: list them so that a second run completes the first.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._renames: list[tuple[Path, Path, bytes | None]] = []
        """From, to, and the bytes that are replaced; none where nothing may be."""

    def replace(self, file: Source, new: Source) -> None:
        """Stage a new text for a file as the command read it. Raises `CannotChange` if its owner has made it read-only."""
        path = self.root / file.path
        if not file.raw and not os.path.lexists(path):
            return self.create(file.path, new.raw)
        self._refuse_read_only(path, path.parent)
        self._stage(path, new.raw, file.raw.encode())

    def create(self, name: str, text: str) -> None:
        """Stage a file that must not be there yet, and its folder. Raises `CannotChange` if it is there."""
        path = self.root / name
        self._refuse_stray(path)
        if os.path.lexists(path):
            raise CannotChange(f"{self._name(path)} is there already and stays as it is")
        self._refuse_read_only(next(folder for folder in path.parents if folder.exists()))
        path.parent.mkdir(parents=True, exist_ok=True)
        self._stage(path, text, None)

    def move(self, name: str, new_name: str) -> None:
        """Stage that a file gets another path, whatever it holds. Raises `CannotChange` if that is taken or one is read-only."""
        path, target = self.root / name, self.root / new_name
        if not _is_free(target, path):
            raise CannotChange(f"{self._name(target)} is there already and stays as it is")
        self._refuse_read_only(path, path.parent, target.parent)
        self._renames.append((path, target, None))

    def remove(self, name: str) -> str:
        """Stage that a file goes. Return where it can be fetched back from."""
        kept = f"{REMOVED}/{Path(name).name}"
        folder = self.root / REMOVED
        self._refuse_stray(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (self.root / kept).unlink(missing_ok=True)
        self.move(name, kept)
        return kept

    def make(self) -> None:
        """Make the staged changes. Raises `CannotChange`, and changes nothing, if a file is no longer as it was."""
        for source, path, was in self._renames:
            if not (_is_free(path, source) if was is None else path.is_file() and path.read_bytes() == was):
                raise self._overtaken(path, was)
        while self._renames:
            source, path, was = self._renames[0]
            if was is None:
                self._move_to_free_name(source, path)
            else:
                source.replace(path)
            self._renames.pop(0)

    def discard(self) -> None:
        """Forget what is staged and not made."""
        for source, path, was in self._renames:
            if source.name.startswith(PREFIX):
                source.unlink(missing_ok=True)
                if was is None:
                    with suppress(OSError):
                        path.parent.rmdir()  # If it is empty.

    def _stage(self, path: Path, text: str, was: bytes | None) -> None:
        temporary = path.with_name(f"{PREFIX}{path.name}{SUFFIX}")
        try:
            self._renames.append((temporary, path, was))
            with temporary.open("wb") as file:  # It may be there since a command was killed.
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            if was is not None:
                temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        except OSError as error:
            raise CannotChange(f"{self._name(path)} cannot be written: {error.strerror}; nothing has changed") from None

    def _move_to_free_name(self, source: Path, path: Path) -> None:
        """Raises `CannotChange` if somebody has made the file meanwhile, which a rename would replace."""
        with suppress(OSError):  # A file system without hard links, or the file is there.
            path.hardlink_to(source)
        if not _is_free(path, source):
            raise self._overtaken(path, None)
        if os.path.lexists(path):
            source.unlink()
        else:
            source.replace(path)

    def _overtaken(self, path: Path, was: bytes | None) -> CannotChange:
        what = "is there" if was is None else "has changed"
        return CannotChange(f"{self._name(path)} {what} meanwhile and stays as it is; run the command again")

    def _refuse_read_only(self, *paths: Path) -> None:
        """By the mode, too: root may write everywhere, and is often meant not to."""
        for path in paths:
            self._refuse_stray(path)
            if not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
                name = self._name(path)
                raise CannotChange(f"{name} is read-only; allow writing with 'chmod u+w {name}'")

    def _refuse_stray(self, path: Path) -> None:
        if part := stray(self.root, self._name(path)):
            raise CannotChange(f"'{part}' {ELSEWHERE}")

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _is_free(path: Path, source: Path) -> bool:
    """Return whether nothing is at a path but the file that shall go there, which it may be after an interrupted run."""
    return not os.path.lexists(path) or path.samefile(source)


@contextmanager
def changes(root: Path) -> Iterator[Changes]:
    """The only way to change a file of the archive: waits until no other command does, and makes all changes at the end.

    Read what the change depends on inside, or another command may have changed it. An exception makes none of the changes.
    """
    if part := stray(root, LOCK):
        raise CannotChange(f"'{part}' {ELSEWHERE}")
    for problem in settings_of(root)[1]:
        if problem.code == "F149":
            raise CannotChange(str(problem))
    try:
        (root / LOCK).parent.mkdir(exist_ok=True)
        # The end of the process, however it comes, lets the next one in too.
        with FileLock(root / LOCK, mode=0o644):
            staged = Changes(root)
            try:
                yield staged
                staged.make()
            finally:
                staged.discard()
    except OSError as error:
        path = str(error.filename2 or error.filename).removeprefix(f"{root}{os.sep}")
        raise CannotChange(f"{path}: {error.strerror}") from None
