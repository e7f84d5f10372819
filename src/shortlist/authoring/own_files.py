"""Works of an author's file, or of standard input: BibTeX, RIS or CSL-JSON. Every sound one is read, whatever the others are."""

import json
import re
import sys
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import rispy
from click import open_file

from shortlist.authoring.dialects import Item, read_item
from shortlist.authoring.edits import fixed
from shortlist.authoring.entries import Record
from shortlist.authoring.http import MAX_BYTES, CannotFetch
from shortlist.exports.ris import RIS_TYPES
from shortlist.model import Entries, Entry
from shortlist.problems import Problem, did_you_mean
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.bibtex_grammar import read_commands
from shortlist.reading.bibtex_rules import is_public
from shortlist.reading.found_identifiers import identifiers_in, misplaced
from shortlist.reading.source import ESCAPED_BYTE, Source, decode_text, misread, not_utf_8, source_of
from shortlist.text import UNSEEN, is_hidden


@dataclass(frozen=True, slots=True)
class Outcome:
    """The works of a source, and a line for each fault because of which others are missing."""

    records: list[Record]
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """On the file as a whole, for its author."""


Work = tuple[str, Record | str]
"""A key, and its work or why it is missing; no key for what is in no entry that can be read."""


def read_own(file: str, only: Collection[str] = ()) -> Outcome:
    """Return the works of a file, or of standard input for `-`, in its order; `only` some, by their keys.

    Raises `CannotFetch` if it cannot be read.
    """
    path = "<stdin>" if file == "-" else file
    decoded, encoding = decode_text(_read(file, path))
    text, faults = _without_conflicts(source_of(path, decoded))
    if not text.text.strip():
        raise CannotFetch(f"{path} is empty")
    if re.match(r"\s*[\[{]", text.text):
        works = _json_works(text)
    elif _RIS_START.search(text.text.partition("@")[0]):  # A publisher may name itself first.
        works = _ris_works(text)
    else:
        works = _bibtex_works(text, faults)
    outcome = _outcome(path, works, only)
    if encoding != "UTF-8":
        outcome.notes.append(f"{path} is not UTF-8 and is read as {encoding}; compare what has accents")
    return outcome


def read_bibtex_records(source: Source) -> Outcome:
    """Return the works of BibTeX."""
    return _outcome(source.path, _bibtex_works(source), ())


MAX_FAILURES = 1_000
"""Works of a file that are told one by one; a file with more holds something else."""


def _outcome(path: str, works: Iterable[Work], only: Collection[str]) -> Outcome:
    outcome, keys = Outcome([]), set[str]()
    for key, work in works:
        keys.add(key)
        if only and key not in only:
            continue
        if isinstance(work, Record):
            outcome.records.append(work)
        elif len(outcome.failures) < MAX_FAILURES:
            outcome.failures.append(work)
        else:
            outcome.failures.append(f"{path}: what follows is not read, {MAX_FAILURES:,} faults are enough")
            break
    if not keys:
        outcome.failures.append(f"{path} holds no work")
    missing = [key for key in only if key not in keys]
    outcome.failures.extend(f"{path} has no sound entry '{key}'{did_you_mean(key, keys)}" for key in missing)
    return outcome


def _read(file: str, path: str) -> bytes:
    try:
        if file == "-" and sys.stdin.isatty():
            print("paste BibTeX, RIS or CSL-JSON, then press Control-D on a line of its own", file=sys.stderr, flush=True)
        with open_file(file, "rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise CannotFetch(f"{path}: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise CannotFetch(f"{path} has more than {MAX_BYTES // 1_000_000} MB; name a file with only the entries to add")
    return data


_CONFLICT = re.compile(r"^<{7}(?: [^\n]*)?$.*?(?:^>{7}(?: [^\n]*)?$|\Z)", re.MULTILINE | re.DOTALL)
_UNSEEN = re.compile(f"([\udc80-\udcff{UNSEEN}]).*")
"""Bytes that are not UTF-8, control characters, and marks that override the direction of text; one a line."""


def _without_conflicts(source: Source) -> tuple[Source, list[Problem]]:
    """Return the text without both sides of a merge conflict, and what is wrong with it."""
    faults = []
    for match in _UNSEEN.finditer(source.text):
        char = match[1]
        code, message = ("F101", not_utf_8(char)) if ESCAPED_BYTE.match(char) else ("F128", f"the file {is_hidden(char)}")
        faults.append(source.problem(match.start(), code, message))
    faults += misread(source)
    message = "two versions that git could not merge are left out; keep one and delete the marks"
    faults += [source.problem(match.start(), "F133", message) for match in _CONFLICT.finditer(source.text)]
    # Text that BibTeX takes for a comment between entries, and for a fault within one.
    return Source(source.path, _CONFLICT.sub(lambda match: re.sub(r"[^\n]", "=", match[0]), source.text)), faults


# BibTeX


_MENDED = ("B304", "B319", "S508", "S509")
"""Codes of what the house form mends: it makes keys, moves identifiers into their fields, and leaves private ones out."""


def _bibtex_works(source: Source, faults: Sequence[Problem] = ()) -> Iterator[Work]:
    """Yield the works of BibTeX, and the problems of entries that cannot be read. `faults` are those of the text itself.

    What there is one way to fix is no problem: the house form mends it, but for a key and the macro of a month that are missing.
    """
    source = fixed(source, "B301", "B305")
    entries, problems = read_bibtex(source)
    if not entries:
        fault = next(iter([*sorted(faults), *problems]), f"{source.path} holds no BibTeX entry")
        yield "", f"{fault}; RIS and CSL-JSON are read, too"
        return
    left = [problem for problem in problems if problem.fix is None and problem.code not in _MENDED]
    refused = _with_keys(source, entries, sorted([*faults, *left]))
    broken = {key for _, key in refused}
    for key, entry in entries.items():
        if entry.type not in ("", "xdata") and key not in broken:  # What `xdata` has is its users' already.
            yield key, _own(entry)
    for problem, key in refused:
        yield key, str(problem)


def _with_keys(source: Source, entries: Entries, faults: Sequence[Problem]) -> list[tuple[Problem, str]]:
    """Return faults, each with the key of the entry in which it is, or with nothing if that is none that was read."""
    commands = read_commands(source)[0] if faults else []
    keys = {source.offset(entry.place): key for key, entry in entries.items()}
    with_keys = []
    for fault in faults:
        offset = source.offset(fault.place)
        command = commands[bisect_right(commands, offset, key=lambda command: command.start) - 1]
        is_inside = command.start <= offset < command.end
        with_keys.append((fault, keys.get(command.key_offset, "") if is_inside else ""))
    return with_keys


def _own(entry: Entry) -> Record:
    """Return the record of an entry of the user's, with notes on what it will not have as it is written."""
    changes = identifiers_in(entry.fields, entry.key)
    _, moved = misplaced(entry.fields, changes)
    dropped = [name for name, value in entry.fields.items() if not is_public(name, value) and name not in changes]
    notes = [f"moved in '{entry.key}': {moved}"] if moved else []
    notes += [f"left out of '{entry.key}': {', '.join(dropped)}"] if dropped else []
    if not (entry.doi or entry.arxiv or entry.url):
        notes.append(f"'{entry.key}' has no DOI, arXiv id or URL; add one if there is one")
    return Record(f"{entry.place.path}:{entry.place.line}", entry, tuple(notes))


# CSL-JSON and RIS


def _work(place: str, item: Any) -> Work:
    """Return the work that CSL-JSON describes at a place."""
    try:
        record = read_item(place, item if isinstance(item, dict) else {})
    except CannotFetch as error:
        return "", str(error)
    return record.entry.key, record


_JSON_START = re.compile(r'\s*(?:\[|\{[^\[\]]*"items"\s*:\s*\[|\{[^\[\]{}]*"message"\s*:\s*(?=\{))')
"""The text before the works of a list, of an answer of Zotero's, and of Crossref's."""
_JSON_ITEM = re.compile(r"[^\s,]")
"""Its first character."""


def _json_works(source: Source) -> Iterator[Work]:
    """Yield the works of a list, or the one work, as far as the text is JSON."""
    text, decoder = source.text, json.JSONDecoder()
    offset = first.end() if (first := _JSON_START.match(text)) else 0
    while (start := _JSON_ITEM.search(text, offset)) and start[0] not in "]}":
        try:
            item, offset = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError) as error:
            place = source.place(getattr(error, "pos", start.start()))
            reason = getattr(error, "msg", "it is nested too deep")
            yield "", f"{place}: broken JSON: {reason}; what follows is not read"
            return
        yield _work(f"{source.path}:{source.place(start.start()).line}", item)


_CSL_TYPES = {ris: csl for csl, types in RIS_TYPES.items() for ris in types.split()}
_RIS_FIELDS = {
    "id": "id",
    "title": "title primary_title",
    "publisher": "publisher",
    "publisher-place": "place_published",
    "volume": "volume",
    "issue": "number",
    "number": "issn",
    "genre": "type_of_work",
    "archive_location": "accession_number",
    "DOI": "doi",
    "abstract": "abstract notes_abstract",
}
"""Field of CSL → tags of RIS, by their names in rispy."""
_WITH_CONTAINER = ("article-journal", "paper-conference", "chapter", "webpage")


_RIS_START = re.compile(r"^(?:[0-9]+\.?\s+)?TY  ?-", re.MULTILINE)
_WITH_ONE_BLANK = re.compile(r"(?:[0-9]+\.?\s+)?TY -")


def _ris_works(source: Source) -> Iterator[Work]:
    starts = [match.start() for match in _RIS_START.finditer(source.text)]
    for start, end in pairwise([*starts, len(source.text)]):
        place = f"{source.path}:{source.place(start).line}"
        text = source.text[start:end].strip()
        # Copied from a web page, a record has one blank for two. In others a line of a text may begin like that: `AI - based`.
        tag = "[A-Z][A-Z0-9]" if _WITH_ONE_BLANK.match(text) else r"ER(?= -[ \t]*$)"
        text = re.sub(rf"^({tag}) -", r"\1  -", text, flags=re.MULTILINE)
        # A value may begin in the line behind its tag, which rispy refuses.
        text = re.sub(r"(?<=^[A-Z][A-Z0-9]  -)\s*\n(?!\s*[A-Z][A-Z0-9]  -)", " ", text, flags=re.MULTILINE)
        try:
            [record] = rispy.loads(text if re.search(r"^ER  -", text, re.MULTILINE) else f"{text}\nER  - ")
        except (ValueError, OSError, KeyError, rispy.parser.ParseError) as error:
            yield "", f"{place}: a broken record of RIS: {error}"
        else:
            yield _work(place, _from_ris(record))


def _from_ris(record: Mapping[str, Any]) -> Item:
    """Return a record of RIS as CSL-JSON. Where programs use different tags, the first that is there counts."""

    def first(*names: str) -> str:
        return next((str(record[name]) for name in names if record.get(name)), "")

    type_ = _CSL_TYPES.get(record["type_of_reference"], "document")
    title = first("secondary_title", "journal_name", "alternate_title3", "alternate_title2")
    has_container = type_ in _WITH_CONTAINER
    return {
        **{name: first(*tags.split()) for name, tags in _RIS_FIELDS.items()},
        "type": type_,
        "author": _people(record, "authors", "first_authors"),
        "editor": _people(record, "secondary_authors", "editors"),
        "issued": {"raw": first("date", "year", "publication_year")},
        "container-title": title if has_container else "",
        "collection-title": first("tertiary_title") if has_container else title,
        "page": "-".join(filter(None, (first("start_page"), first("end_page")))),
        "URL": next(iter(record.get("urls", [])), ""),
    }


def _people(record: Mapping[str, Any], *tags: str) -> list[dict[str, str]]:
    """Return people in their parts: `Family, Given, Suffix`."""
    names: list[str] = next((record[tag] for tag in tags if record.get(tag)), [])
    parts = ("family", "given", "suffix")
    return [dict(zip(parts, map(str.strip, name.split(",", 2)), strict=False)) for name in names]
