"""`shortlist check --fix`: what rules know to be right is written; what they only suspect is left to the author."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from shortlist.authoring.files import CannotChange, changes
from shortlist.authoring.insertions import Edit, Opened, open_file
from shortlist.checks import check
from shortlist.problems import Fix, Problem
from shortlist.reading.source import Source

ROUNDS = 10
"""One fix may lay bare another fault, such as a second sign in one field. Not for ever: two rules could undo each other."""


def mend(root: Path, is_wanted: Callable[[Problem], bool]) -> tuple[list[Problem], list[str]]:
    """Apply the fixes of wanted problems until none is left. Returns the problems mended, and why files could not be changed.

    Fixes of one round never overlap; each file changes at once, and only if it is as it was when it was checked.
    """
    mended: list[Problem] = []
    refused: dict[str, str] = {}
    for _ in range(ROUNDS):
        with changes(root) as staged:
            found = [
                problem
                for problem in check(root)[1]
                if problem.fix and is_wanted(problem) and problem.place.path not in refused
            ]
            by_path: dict[str, list[Problem]] = defaultdict(list)
            for problem in found:
                by_path[problem.place.path].append(problem)
            before = len(mended)
            for path, problems in by_path.items():
                try:
                    file = open_file(root, path)
                    edits, done = _fitting(file.source, problems)
                    if done:
                        text = file.with_edits(edits)
                        staged.replace(root / path, text, was=file.raw)
                        mended += done
                except CannotChange as error:
                    refused[path] = str(error)
        if len(mended) == before:
            break
    return mended, list(refused.values())


def mended(source: Source, faults: Callable[[Source], Iterable[Problem]]) -> Source:
    """A text with the fixes of its faults applied in the same way, for what is in no file of the archive yet."""
    for _ in range(ROUNDS):
        edits, done = _fitting(source, faults(source))
        if not done:
            break
        source = Source(source.path, Opened(source.path, source.text, source).with_edits(edits))
    return source


def _fitting(source: Source, problems: Iterable[Problem]) -> tuple[list[Edit], list[Problem]]:
    """As many fixes as fit beside each other in a text, and the problems that they mend."""
    taken: dict[Fix, tuple[int, int]] = {}
    done = []
    for problem in problems:
        fix = problem.fix
        if fix is None:
            continue
        if fix not in taken:
            start = source.offset(fix.place.line, fix.place.column)
            end = start + len(fix.old)
            if source.text[start:end] != fix.old or any(start < last and first < end for first, last in taken.values()):
                continue
            taken[fix] = start, end
        done.append(problem)
    return [(*span, fix.new) for fix, span in taken.items()], done
