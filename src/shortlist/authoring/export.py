"""The whole archive as plain Markdown with its pictures, in a folder of its own, from which any other generator builds.

Pages lie beside one another as in `docs/`, so that links and pictures are what their sources write. A list of what was written,
in the form of `sha256sum`, lets a second export tell its own files from those that somebody has changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from shortlist.authoring.files import PREFIX, SUFFIX, CannotChange
from shortlist.checks import load_and_check
from shortlist.exports.markdown import MarkdownPages, as_written
from shortlist.indexes import without_drafts
from shortlist.reading.markdown import target_path
from shortlist.reading.settings import settings_of
from shortlist.reading.source import stray
from shortlist.text import counted

WRITTEN = ".shortlist-export.sha256"


def export_markdown(root: Path, folder: Path) -> str:
    """Write all published pages and what they show into a folder, and return what was written.

    Raises `CannotChange`, with nothing written, while the files hold problems, and for a folder that holds anything else than an
    earlier export as it was written. What an earlier one wrote and this one does not is removed.
    """
    settings, problems = settings_of(root)
    library, more = load_and_check(root, settings)
    if errors := [problem for problem in (*problems, *more) if not problem.is_warning]:
        raise CannotChange(f"{errors[0]}\n{counted(len(errors), 'problem')}; nothing is written; see 'shortlist check'")
    library, docs = without_drafts(library), f"{library.docs}/"
    if folder.resolve().is_relative_to((root / docs).resolve()):
        raise CannotChange(f"'{folder}' is among the site's own pages; name a folder elsewhere")
    markdown = MarkdownPages(library, settings, as_written)
    texts = {page.path: markdown.file(page).encode() for page in library.all_pages}
    links = {target_path(link.target, page.path) for page in library.all_pages for link in page.body.links}
    shown = sorted(path for path in links & library.files if not path.endswith(".md"))
    others = {path: (root / path).read_bytes() for path in shown}
    removed = _write(folder, {path.removeprefix(docs): data for path, data in (texts | others).items()})
    gone = f", {counted(removed, 'file')} of an earlier export removed" if removed else ""
    return f"{folder}: {counted(len(texts), 'page')} and {counted(len(others), 'file')} that they show or link to{gone}"


def _write(folder: Path, files: Mapping[str, bytes]) -> int:
    """Write files as one export, and return how many of an earlier one were removed."""
    try:
        lines = (folder / WRITTEN).read_text(encoding="utf-8").splitlines() if (folder / WRITTEN).exists() else []
        earlier = dict.fromkeys(line.partition("  ")[2] for line in lines)
        if not lines and os.path.lexists(folder) and any(folder.iterdir()):
            raise CannotChange(f"'{folder}' is not empty, and not from 'shortlist export'; name a new folder, or empty it")
        for path in (WRITTEN, *earlier, *files):
            is_there = path != WRITTEN and os.path.lexists(folder / path)
            if stray(folder, path) or (is_there and _line(folder, path) not in lines):
                raise CannotChange(f"'{folder / path}' is not as it was written; move it away, or export elsewhere")
        new = [f"{hashlib.sha256(data).hexdigest()}  {path}" for path, data in files.items()]
        # First with both, so that an export that is interrupted can be made again.
        _replace(folder / WRITTEN, [*lines, *new])
        for path, data in files.items():
            _replace(folder / path, data)
        removed = [path for path in earlier if path not in files and (folder / path).exists()]
        for path in removed:
            (folder / path).unlink()
        _replace(folder / WRITTEN, new)
    except OSError as error:
        raise CannotChange(f"{error.filename or folder}: {error.strerror}") from None
    return len(removed)


def _line(folder: Path, path: str) -> str:
    return f"{hashlib.sha256((folder / path).read_bytes()).hexdigest()}  {path}"


def _replace(path: Path, data: bytes | list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{PREFIX}{path.name}{SUFFIX}")
    temporary.write_bytes(data if isinstance(data, bytes) else "".join(f"{line}\n" for line in data).encode())
    temporary.replace(path)
