"""From what a user names, an arXiv id, a DOI, or BibTeX, to what is known of the works."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from shortlist.authoring.arxiv import find_arxiv
from shortlist.authoring.doi import find_doi, found_in
from shortlist.authoring.http import MAX_BYTES as LIMIT
from shortlist.authoring.http import CannotFetch, Fetcher
from shortlist.authoring.mending import mended
from shortlist.authoring.works import NO_PAPERS, Found
from shortlist.checks.bibliography import check_entries
from shortlist.identifiers import arxiv_month, bare_arxiv, bare_doi, first_arxiv, first_doi, is_doi
from shortlist.model import Entry
from shortlist.problems import Place, Problem, did_you_mean, printable
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.source import Source as Text
from shortlist.reading.source import decode

__all__ = ["Found", "Source", "UnknownSource", "UnusableBibtex", "find", "find_all", "read_source"]

ACCEPTED = "an arXiv id or address, a DOI or its address, a BibTeX file, or '-' for BibTeX on standard input"


class UnknownSource(ValueError):
    """Wrong use: a text that names no work; the message is one line for the user."""


class UnusableBibtex(Exception):
    """The user's BibTeX has faults, each with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Source:
    """Where works can be found."""

    kind: Literal["arxiv", "doi", "file", "stdin"]
    id: str
    """arXiv id without version, DOI, path, or `-`."""

    def __str__(self) -> str:
        return f"arXiv:{self.id}" if self.kind == "arxiv" else self.id


def read_source(text: str) -> Source:
    """What a text names.

    arXiv ids, new and old, with `arXiv:` and version or without, and addresses of their pages and files; DOIs with `doi:` or
    without, and their addresses, where arXiv's own DOIs count as arXiv ids; the path of a file; `-`. Raises `UnknownSource`
    for anything else, also for an arXiv id that cannot exist.
    """
    text = text.strip()
    if text == "-":
        return Source("stdin", "-")
    if first_arxiv(id := bare_arxiv(text).lower()) == id != "":
        if not arxiv_month(id):
            wanted = "expected YYMM.NNNNN, YYMM.NNNN before 2015, or archive/YYMMNNN before April 2007"
            raise UnknownSource(f"'{id}' is no arXiv id; {wanted}")
        return Source("arxiv", id)
    if is_doi(doi := bare_doi(text).rstrip(".,;")):  # Of the sentence that it was copied from.
        return Source("doi", doi)
    if "://" not in text and _is_file(text):
        return Source("file", text)
    raise UnknownSource(_complaint(text))


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # Too long for a path, or with a null byte.
        return False


def _complaint(text: str) -> str:
    shown = printable(f"'{text[:80]}{'…' if len(text) > 80 else ''}'")
    if not text:
        return f"nothing is named; expected {ACCEPTED}"
    readable = unquote(text[:300])
    if arxiv_month(near := first_arxiv(readable)) or ("://" in text and (near := first_doi(readable))):
        return f"{shown} is nothing that can be added; did you mean '{near}'?"
    if text.endswith(".bib") and "://" not in text:
        folder = Path(text).parent
        names = [path.name for path in folder.glob("*.bib")] if folder.is_dir() else []
        return f"there is no file {shown}{did_you_mean(Path(text).name, names)}"
    return f"{shown} is nothing that can be added; expected {ACCEPTED}"


def find(source: Source, fetcher: Fetcher | None = None) -> list[Found]:
    """The works that a source names: one of an id, all entries of a BibTeX file, in its order.

    Raises `CannotFetch` (with `NoNetwork`, `NotThere`) or `UnusableBibtex`.
    """
    result = find_all([source], fetcher)[0]
    if isinstance(result, Exception):
        raise result
    return result


def find_all(sources: Sequence[Source], fetcher: Fetcher | None = None) -> list[list[Found] | CannotFetch | UnusableBibtex]:
    """As `find`, of several sources, with one request for all arXiv ids. A failure stands in its place."""
    fetcher = fetcher or Fetcher()
    ids = [source.id for source in sources if source.kind == "arxiv"]
    try:
        preprints = dict(find_arxiv(ids, fetcher)) if ids else {}
    except CannotFetch as error:
        preprints = dict.fromkeys(ids, error)
    results: list[list[Found] | CannotFetch | UnusableBibtex] = []
    for source in sources:
        try:
            if source.kind == "arxiv":
                work = preprints[source.id]
                results.append([work] if isinstance(work, Found) else work)
            elif source.kind == "doi":
                results.append([find_doi(source.id, fetcher)])
            else:
                results.append(_read_bibtex(source))
        except (CannotFetch, UnusableBibtex) as error:
            results.append(error)
    return results


# BibTeX of the user's own.

PRIVATE = frozenset(
    "abstract annotation annote biburl bibsource bibtex_show comment creationdate date-added date-modified file groups"
    " keyword keywords localfile mendeley-groups mendeley-tags modificationdate owner preview priority qualityassured"
    " ranking readstatus selected timestamp".split()
)
"""Fields in which programs keep what concerns nobody else, and abstracts, which are not ours to publish."""

_PRIVATE_PATH = re.compile(r"file:|(?:^|[\s{:;])(?:~?/(?:home|Users|mnt|media|tmp|var)/|~/|[A-Za-z]:[\\/])")


def is_private(name: str, value: str) -> bool:
    """Whether a field of a user's entry stays out of the shared file."""
    if name in ("note", "howpublished", "url") and _PRIVATE_PATH.search(value):
        return True
    return name in PRIVATE or name.startswith("bdsk-")


def _read_bibtex(source: Source) -> list[Found]:
    path = "<stdin>" if source.kind == "stdin" else source.id
    try:
        if source.kind == "stdin":
            data = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with Path(source.id).open("rb") as file:
                data = file.read(LIMIT + 1)
    except OSError as error:
        raise CannotFetch(f"{path}: {error.strerror}") from None
    if len(data) > LIMIT:
        raise CannotFetch(f"{path} has more than {LIMIT // 1_000_000} MB; name a file with the entries to add only")
    text, problems = decode(path, data)
    if text is None:
        raise UnusableBibtex(problems)
    # What there is one way to mend, such as a DOI with its address, would be refused in the shared file.
    right = mended(text, _faults)
    if left := [*problems, *_faults(right)]:
        # With the places of what the user wrote.
        raise UnusableBibtex(sorted({*problems, *(fault for fault in _faults(text) if fault.fix is None)}) or left)
    entries, _ = read_bibtex(right)
    if not entries:
        hint = "expected one that begins as in '@article{key,'"
        raise UnusableBibtex([Problem(Place(path), "B301", f"there is no BibTeX entry in it; {hint}")])
    return [_own(entry, f"{path}:{entry.place.line}") for entry in entries.values()]


def _faults(text: Text) -> list[Problem]:
    entries, faults = read_bibtex(text)
    # The key becomes the house's anyway.
    return [*(fault for fault in faults if fault.code != "B304"), *check_entries(entries)]


def _own(entry: Entry, source: str) -> Found:
    found = found_in(entry, source)
    notes = [f"{source} is {NO_PAPERS[entry.type]}, no paper"] if entry.type in NO_PAPERS else []
    if dropped := [name for name, value in entry.fields.items() if is_private(name, value)]:
        notes.append(f"left out of '{entry.key}': {', '.join(dropped)}")
    return replace(found, notes=(*notes, *found.notes), given=entry)
