"""Edits of files that a person wrote: entries and picks put in place, fixes of `shortlist check --fix`. No other byte changes."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from shortlist.authoring.files import CannotChange, changes, open_file
from shortlist.checks import check
from shortlist.model import Entries, Entry, IssueHeader
from shortlist.problems import Fix, Place, Problem
from shortlist.reading.bibtex import commands_of, read_bibtex
from shortlist.reading.header import new_value, read_header, with_items, without_item
from shortlist.reading.source import Source
from shortlist.reading.yaml import as_yaml

# The bibliography

UNREADABLE = frozenset({"B301", "B316"})
"""Codes of entries whose end is not known."""


def refuse_unreadable(problems: Iterable[Problem]) -> None:
    """Raises `CannotChange` if an entry cannot be read."""
    if (broken := next((problem for problem in problems if problem.code in UNREADABLE), None)) is not None:
        raise CannotChange(f"{broken}; then run the command again")


def with_entries(file: Source, entries: Entries, new: Mapping[str, str]) -> Source:
    """Return a BibTeX file with new entries, key → text, in the order of keys.

    A comment stays with the entry right below it. `entries` are those of the file, all of them sound. Raises `CannotChange` if
    one could not be read any more.
    """
    if not file.text:
        return file.with_fixes([file.fix(0, 0, "\n".join(new[key] for key in sorted(new)))])
    keys = sorted(entries)
    following = {key: keys[position] for key in sorted(new) if (position := bisect_right(keys, key)) < len(keys)}
    changed = file.with_fixes(_insertion(file, entries.get(following.get(key, "")), new[key]) for key in sorted(new))
    if not {*entries, *new} <= {command.key for command in commands_of(changed)}:
        raise CannotChange(f"{file.path}: cannot put {', '.join(new)} in without changing other entries; do so by hand")
    return changed


def _insertion(source: Source, following: Entry | None, new: str) -> Fix:
    """Return the fix that puts a new entry above the one that follows it, or at the end."""
    text = source.text
    if following is None:
        newlines = 2 - len(text[-2:]) + len(text[-2:].rstrip("\n"))
        return source.fix(len(text), len(text), "\n" * newlines + new)
    offset = text.rindex("@", 0, source.offset(following.place))
    line = text.rfind("\n", 0, offset) + 1
    if text[line:offset].strip():
        return source.fix(offset, offset, f"\n{new}\n")
    while line and text[(above := text.rfind("\n", 0, line - 1) + 1) : line].lstrip(" \t").startswith("%"):
        line = above
    return source.fix(line, line, f"{new}\n")


# The picks of an issue


def with_picks(file: Source, picks: Sequence[str], fixes: Iterable[Fix] = ()) -> Source:
    """Return the index.md of an issue with these picks, in the form of its list, and with other fixes of its text.

    Of the picks there, some stay and more follow, or one goes, or one gets another name. Raises `CannotChange`, with the place,
    if there is no list of a form that can be changed.
    """
    header = read_header(file, IssueHeader)[0]
    changed = file.with_fixes([*_pick_fixes(file.text, header.fields.picks if header else [], picks), *fixes])
    after = read_header(changed, IssueHeader)[0]
    if after is None or after.fields.picks != picks:
        place = (header.places if header else {}).get("picks", Place(file.path))
        message = f"the list 'picks' is missing or has an unusual form; make it {as_yaml(picks)} by hand"
        raise CannotChange(f"{place}: {message}")
    return changed


def _pick_fixes(header: str, old: Sequence[str], new: Sequence[str]) -> list[Fix]:
    if len(new) > len(old):
        return with_items(header, "picks", new[len(old) :])
    index = next((index for index, pick in enumerate(old) if pick not in new), None)
    if index is None:
        return []
    is_out = len(new) < len(old)
    fix = without_item(header, "picks", index) if is_out else new_value(header, f"picks.{index}", new[index])
    return [fix] if fix else []


# Fixes

MAX_ROUNDS = 10
"""One fix may lay bare another fault, such as a second character in one field; and two rules could undo each other."""


def fix_problems(root: Path, is_wanted: Callable[[str], bool]) -> tuple[list[Problem], list[str]]:
    """Apply the fixes of problems in wanted files until none is left. Returns what was fixed, and why files could not be changed.

    Fixes of one round never overlap; a file changes only if it is as it was when it was checked.
    """
    done: list[Problem] = []
    refused: dict[str, str] = {}
    for _ in range(MAX_ROUNDS):
        before = len(done)
        with changes(root) as staged:
            fixable = (problem for problem in check(root, is_wanted)[1] if problem.fix and is_wanted(problem.place.path))
            for path, problems in groupby(fixable, key=lambda problem: problem.place.path):
                try:
                    file, of_file = open_file(root, path), list(problems)
                    if path not in refused and (fixes := _fitting(file, of_file)):
                        staged.replace(file, file.with_fixes(fixes))
                        done += [problem for problem in of_file if problem.fix in fixes]
                except CannotChange as error:
                    refused[path] = str(error)
        if len(done) == before:
            break
    return done, list(refused.values())


def fixed(source: Source, *codes: str) -> Source:
    """Return BibTeX with the fixes of faults of these codes applied."""
    for _ in range(MAX_ROUNDS):
        faults = (problem for problem in read_bibtex(source)[1] if problem.code in codes)
        if not (fixes := _fitting(source, faults)):
            break
        source = source.with_fixes(fixes)
    return source


def _fitting(source: Source, problems: Iterable[Problem]) -> list[Fix]:
    """Return the fixes that fit beside each other in a text, the first of those that do not."""
    fitting, end = [], 0
    for fix in sorted(dict.fromkeys(problem.fix for problem in problems if problem.fix), key=lambda fix: fix.place):
        start = source.offset(fix.place)
        if start >= end and source.text.startswith(fix.old, start):
            fitting.append(fix)
            end = start + len(fix.old)
    return fitting
