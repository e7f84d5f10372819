"""`shortlist fmt`: headers and the bibliography in the house form, nothing else of a file changed, not a byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import BaseModel

from shortlist.authoring.bibtex_form import UNREADABLE, format_bibtex
from shortlist.authoring.edits import OpenFile, open_file
from shortlist.authoring.files import CannotChange, changes
from shortlist.authoring.header_form import format_header
from shortlist.library import MONTH, files_below
from shortlist.problems import Problem
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.header import IssueHeader, PageHeader, SummaryHeader, split_header
from shortlist.reading.settings import settings_of
from shortlist.reading.yaml import read_yaml


def would_change(root: Path, is_wanted: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """Wanted files that are not in the house form, and why others cannot be read."""
    changed = []
    refused = []
    for path in _paths(root, is_wanted):
        try:
            file = open_file(root, path)
            if _formatted(file) != file.raw:
                changed.append(path)
        except CannotChange as error:
            refused.append(str(error))
    return changed, refused


def format_files(root: Path, is_wanted: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """Put wanted files into the house form. Returns those that changed, and why others stay as they are.

    Raises `CannotChange` if a file changes meanwhile; then none has been changed.
    """
    changed = []
    refused = []
    with changes(root) as staged:
        for path in _paths(root, is_wanted):
            try:
                file = open_file(root, path)
                text = _formatted(file)
                if text != file.raw:
                    staged.replace(root / path, text, was=file.raw)
                    changed.append(path)
            except CannotChange as error:
                refused.append(str(error))
    return changed, refused


def _paths(root: Path, is_wanted: Callable[[str], bool]) -> Iterator[str]:
    settings, _ = settings_of(root)
    pages = sorted(path for path in files_below(root, settings.docs)[0] if path.endswith(".md"))
    yield from filter(is_wanted, [settings.bibliography, *pages])


def _formatted(file: OpenFile) -> str:
    return _with_header(file) if file.path.endswith(".md") else _with_entries(file)


def _with_header(file: OpenFile) -> str:
    """The page with its header in the house form. Raises `CannotChange` if the header cannot be read."""
    source, model = file.source, _model_of(file.path)
    split = split_header(source)
    if isinstance(split, Problem):
        if model is PageHeader and not source.text.startswith("---"):
            return file.raw  # Such a page may do without.
        raise CannotChange(str(split))
    start, end, body = split
    document, problems = read_yaml(source, start, end)
    if problems:
        raise CannotChange(str(problems[0]))
    if document is None or not isinstance(document.data, dict):
        return file.raw  # Empty, or no fields: `shortlist check` says so.
    try:
        header = format_header(source.text[start:end], model)
    except ValueError as error:
        place = source.place(start)
        raise CannotChange(f"{place}: {error}") from None
    closing = "---\n" if source.text[body - 1] == "\n" else "---"
    new = f"---\n{header}{closing}"
    return file.with_fixes([source.fix(0, body, new)]) if new != source.text[:body] else file.raw


def _model_of(path: str) -> type[BaseModel]:
    folder, name = path.split("/")[-2:]
    if not MONTH.fullmatch(folder):
        return PageHeader
    return IssueHeader if name == "index.md" else SummaryHeader


def _with_entries(file: OpenFile) -> str:
    """The BibTeX file in the house form. Raises `CannotChange` if an entry cannot be read."""
    source = file.source
    if broken := next((problem for problem in read_bibtex(source)[1] if problem.code in UNREADABLE), None):
        raise CannotChange(str(broken))
    try:
        text = format_bibtex(source)
    except ValueError as error:
        raise CannotChange(f"{file.path}:1:1: {error}") from None
    return file.with_fixes([source.fix(0, len(source.text), text)]) if text != source.text else file.raw
