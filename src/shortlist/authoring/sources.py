"""The text that names a work: an arXiv id, a DOI, or BibTeX. Reads BibTeX; `services` asks for the rest."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from click import UsageError

from shortlist.authoring.edits import fixed
from shortlist.authoring.http import MAX_BYTES, CannotFetch
from shortlist.checks.bibliography import check_entries
from shortlist.exports.csl import CslItem
from shortlist.identifiers import arxiv_month, bare_arxiv, bare_doi, first_arxiv, first_doi, is_doi
from shortlist.model import Entry
from shortlist.problems import Place, Problem, did_you_mean, printable
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.bibtex_rules import is_public
from shortlist.reading.found_identifiers import identifiers_in, misplaced
from shortlist.reading.source import Source, decode
from shortlist.text import quoted

ACCEPTED = "an arXiv id or address, a DOI or its address, a BibTeX file, or '-' for BibTeX on standard input"


class UnknownSource(UsageError):
    """A text that names no work; the message is one line for the user."""


class UnusableBibtex(Exception):
    """The user's BibTeX has faults, each with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class PaperSource:
    """One work or BibTeX file as the user named it."""

    kind: Literal["arxiv", "doi", "file", "stdin"]
    id: str
    """arXiv id without version, DOI, path, or `-`."""

    def __str__(self) -> str:
        return f"arXiv:{self.id}" if self.kind == "arxiv" else self.id


@dataclass(frozen=True, slots=True)
class Record:
    """A work as its source describes it."""

    source: str
    """`arXiv:2103.10360`, `10.18653/v1/N19-1423`, `work.bib:3`."""
    work: CslItem | Entry
    """CSL-JSON of a service, with formulas between `$`, or the user's own entry, whose fields are kept."""
    notes: tuple[str, ...] = ()
    """For the user, one line each."""

    @property
    def abstract(self) -> str:
        fields = self.work.fields if isinstance(self.work, Entry) else self.work
        return fields.get("abstract", "")


def parse_source(text: str) -> PaperSource:
    """Return the source that a text names.

    arXiv ids, new and old, with `arXiv:` and version or without, and addresses of their pages and files; DOIs with `doi:` or
    without, and their addresses, where arXiv's own DOIs count as arXiv ids; the path of a file; `-`. Raises `UnknownSource`
    for anything else, also for an arXiv id that cannot exist.
    """
    text = text.strip()
    if text == "-":
        return PaperSource("stdin", "-")
    if first_arxiv(id := bare_arxiv(text).lower()) == id != "":
        if not arxiv_month(id):
            wanted = "expected YYMM.NNNNN, YYMM.NNNN before 2015, or archive/YYMMNNN before April 2007"
            raise UnknownSource(f"'{id}' is not an arXiv id; {wanted}")
        return PaperSource("arxiv", id)
    if is_doi(doi := bare_doi(text).rstrip(".,;")):  # Of the sentence that it was copied from.
        return PaperSource("doi", doi)
    if "://" not in text and _is_file(text):
        return PaperSource("file", text)
    raise UnknownSource(_complaint(text))


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # Too long for a path, or with a null byte.
        return False


def _complaint(text: str) -> str:
    shown = printable(quoted(text, 80))
    if not text:
        return f"nothing is named; expected {ACCEPTED}"
    readable = unquote(text[:300])
    if arxiv_month(near := first_arxiv(readable)) or ("://" in text and (near := first_doi(readable))):
        return f"{shown} cannot be added; did you mean '{near}'?"
    if text.endswith(".bib") and "://" not in text:
        folder = Path(text).parent
        names = [path.name for path in folder.glob("*.bib")] if folder.is_dir() else []
        return f"there is no file {shown}{did_you_mean(Path(text).name, names)}"
    return f"{shown} cannot be added; expected {ACCEPTED}"


# BibTeX of the user's own.

def read_records(source: PaperSource) -> list[Record]:
    """Return all entries of a BibTeX file or of standard input, in its order.

    Raises `CannotFetch` if it cannot be read, `UnusableBibtex` for its faults.
    """
    path = "<stdin>" if source.kind == "stdin" else source.id
    data = _read(source, path)
    text, problems = decode(path, data)
    if text is None:
        raise UnusableBibtex(problems)
    # What there is one way to fix, such as a DOI with its address, would be refused in the shared file.
    right = fixed(text, _faults)
    if left := [*problems, *_faults(right)]:
        # With the places of what the user wrote.
        raise UnusableBibtex(sorted({*problems, *(fault for fault in _faults(text) if fault.fix is None)}) or left)
    entries, _ = read_bibtex(right)
    if not entries:
        hint = "expected one that begins as in '@article{key,'"
        raise UnusableBibtex([Problem(Place(path), "B301", f"there is no BibTeX entry in it; {hint}")])
    written, _ = read_bibtex(text)
    return [_own(entry, f"{path}:{entry.place.line}", written.get(entry.key, entry)) for entry in entries.values()]


def _read(source: PaperSource, path: str) -> bytes:
    try:
        if source.kind == "stdin":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(source.id).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CannotFetch(f"{path}: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise CannotFetch(f"{path} has more than {MAX_BYTES // 1_000_000} MB; name a file with only the entries to add")
    return data


def _faults(text: Source) -> list[Problem]:
    entries, faults = read_bibtex(text)
    # The key becomes the house's anyway, and private fields are left out. Without journal or institution a work is `misc`.
    entries |= {key: replace(entry, type="misc") for key, entry in entries.items() if entry.type in ("article", "techreport")}
    return [*(fault for fault in faults if fault.code not in ("B304", "S509")), *check_entries(entries)]


def _own(entry: Entry, source: str, written: Entry) -> Record:
    """Return the record of an entry of the user's, with notes on what it has not as it was written."""
    _, moved = misplaced(written.fields, identifiers_in(written.fields, written.key))
    dropped = [name for name, value in entry.fields.items() if not is_public(name, value)]
    notes = [f"moved in '{entry.key}': {moved}"] if moved else []
    notes += [f"left out of '{entry.key}': {', '.join(dropped)}"] if dropped else []
    if not (entry.doi or entry.arxiv or entry.url):
        notes.append(f"'{entry.key}' has no DOI, arXiv id or URL; add one if there is one")
    return Record(source, entry, tuple(notes))
