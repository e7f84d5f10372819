"""What counts as a change of an author's files, however they are saved."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue

import pytest

from shortlist.authoring.watching import changes, listing

LONG = 20
"""Seconds after which something does not happen any more."""
SHORT = 0.5
"""Seconds in which nothing may happen: several looks."""


class Watched:
    """A folder that is watched by a thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: Queue[list[str]] = Queue()
        self.has_ended = False
        before = listing([folder])
        threading.Thread(target=self._watch, args=(before,), daemon=True).start()

    def _watch(self, before: dict) -> None:
        with suppress(InterruptedError):
            for changed in changes(self._roots, before):
                self.found.put([Path(path).relative_to(self.folder).as_posix() for path in changed])

    def _roots(self) -> list[Path]:
        if self.has_ended:
            raise InterruptedError
        return [self.folder]

    def next(self) -> list[str]:
        return self.found.get(timeout=LONG)

    def is_quiet(self) -> bool:
        try:
            self.found.get(timeout=SHORT)
        except Empty:
            return True
        return False


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    (tmp_path / "page.md").write_text("old")
    (tmp_path / "2021-04").mkdir()
    watched = Watched(tmp_path)
    yield watched
    watched.has_ended = True


def test_a_save_is_one_change(watched: Watched) -> None:
    (watched.folder / "page.md").write_text("new")
    assert watched.next() == ["page.md"]
    assert watched.is_quiet()


def test_a_save_of_the_same_length_is_a_change(watched: Watched) -> None:
    for text in ("new", "net", "neu"):
        (watched.folder / "page.md").write_text(text)
        assert watched.next() == ["page.md"]


def test_vim_saves_once(watched: Watched) -> None:
    """It tries the folder, writes a swap file, moves the old file away, writes the new one and deletes the backup."""
    folder = watched.folder
    (folder / ".page.md.swp").write_text("swap")
    (folder / "4913").write_text("")
    (folder / "4913").unlink()
    (folder / "page.md").rename(folder / "page.md~")
    (folder / "page.md").write_text("new")
    (folder / "page.md~").unlink()
    (folder / ".page.md.swp").unlink()
    assert watched.next() == ["page.md"]
    assert watched.is_quiet()


def test_an_editor_that_renames_saves_once(watched: Watched) -> None:
    (watched.folder / "page.md.tmp").write_text("new")
    (watched.folder / "page.md.tmp").replace(watched.folder / "page.md")
    assert watched.next() == ["page.md"]
    assert watched.is_quiet()


def test_saves_in_quick_succession_are_one_change(watched: Watched) -> None:
    for number in range(10):
        (watched.folder / "page.md").write_text(f"new {number}")
    assert watched.next() == ["page.md"]
    assert watched.is_quiet()


@pytest.mark.parametrize("name", [".shortlist-x1.tmp", ".page.md.swp", "4913", "page.md~", "#page.md#", ".#page.md", "page.md___jb_tmp___", "x.pyc"])
def test_what_only_passes_is_no_change(name: str, watched: Watched) -> None:
    (watched.folder / name).write_text("passing")
    (watched.folder / "2021-04" / name).write_text("passing")
    assert watched.is_quiet()


def test_new_renamed_and_deleted_files_are_changes(watched: Watched) -> None:
    (watched.folder / "2021-05").mkdir()
    (watched.folder / "2021-05" / "new.md").write_text("new")
    assert watched.next() == ["2021-05/new.md"]
    (watched.folder / "2021-05").rename(watched.folder / "2021-06")
    assert watched.next() == ["2021-05/new.md", "2021-06/new.md"]
    (watched.folder / "2021-06" / "new.md").unlink()
    assert watched.next() == ["2021-06/new.md"]


def test_what_cannot_be_seen_hides_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "page.md").write_text("text")
    found = listing([tmp_path, tmp_path / "not there"])
    assert {Path(path).name for path in found} == {"page.md", "loop"}


def test_a_file_that_never_rests_is_told_of_all_the_same(watched: Watched) -> None:
    stop = threading.Event()

    def scribble() -> None:
        while not stop.wait(0.01):
            (watched.folder / "log.md").write_text("x" * (len((watched.folder / "log.md").read_text()) + 1))

    (watched.folder / "log.md").write_text("")
    thread = threading.Thread(target=scribble)
    thread.start()
    try:
        assert watched.next() == ["log.md"]
    finally:
        stop.set()
        thread.join()
