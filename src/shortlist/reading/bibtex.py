"""BibTeX text → entries with places, and every fault of the file at once.

pybtex's own tokenizer reads the file; this module notes where things stand and goes on after a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pybtex.database.input.bibtex import NAME_CHARS, LowLevelParser, UndefinedMacro, month_names
from pybtex.scanner import PrematureEOF, PybtexSyntaxError
from pybtex.utils import CaseInsensitiveDict

from shortlist.identifiers import bare_arxiv, bare_doi, is_url
from shortlist.latex import latex_to_text, read_latex
from shortlist.maths import to_mathml
from shortlist.model import Entry
from shortlist.problems import Fix, Problem, did_you_mean
from shortlist.reading.bibtex_rules import ENTRY_TYPES, TEXT_FIELDS, find_faults, is_private
from shortlist.reading.found_identifiers import identifiers_in, may_be_misplaced, misplaced
from shortlist.reading.names import Names, read_names
from shortlist.reading.source import Source
from shortlist.text import MONTHS

KEY = re.compile(r"[a-z][a-z0-9-]*")

_NEXT_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)


def read_bibtex(source: Source) -> tuple[dict[str, Entry], list[Problem]]:
    """Return all entries that can be read, in the order of the file, and all faults.

    Of a repeated key (also one that differs in case alone) the first entry is kept. Of a broken entry the key is kept;
    reading goes on with the next line that begins with `@`.
    """
    parser = _Parser(source)
    entries: dict[str, Entry] = {}
    seen: dict[str, Entry] = {}
    for entry in parser.entries():
        if (first := seen.get(entry.key.casefold())) is None:
            entries[entry.key] = seen[entry.key.casefold()] = entry
            continue
        same = entry.key == first.key
        code, what = ("B302", "is used twice") if same else ("B303", f"differs from '{first.key}' in case alone")
        parser.report(
            parser.offset_of_key,
            code,
            f"key '{entry.key}' {what}, first in line {first.place.line}; rename or delete one",
        )
    return {key: _with_volume(entry, seen) for key, entry in entries.items()}, parser.problems


_OF_A_VOLUME = ("booktitle", "editor", "publisher", "series", "volume", "address", "year")


def _with_volume(entry: Entry, entries: Mapping[str, Entry]) -> Entry:
    """Return an entry with what it lacks and the volume has that its `crossref` names."""
    if (volume := entries.get(entry.fields.get("crossref", "").casefold())) is None:
        return entry
    theirs = {"booktitle": volume.fields.get("title", ""), **volume.fields}
    fields = {**{name: theirs[name] for name in _OF_A_VOLUME if name in theirs}, **entry.fields}
    return replace(
        entry,
        fields=fields,
        editors=entry.editors or volume.editors,
        venue=entry.venue or latex_to_text(fields["booktitle"]),
        year=entry.year or volume.year,
    )


@dataclass(frozen=True, slots=True)
class Command:
    """An entry, `@string` or `@preamble` as it stands in the file."""

    name: str
    """As written: `article`, `STRING`."""
    key: str
    """Of the entry; empty for others."""
    fields: tuple[tuple[str, str], ...]
    """Names in lower case, and values as written."""
    start: int
    """Offset of the `@`."""
    end: int
    """Past the closing brace."""

    @property
    def is_entry(self) -> bool:
        return self.name.lower() not in _DEFINITIONS


_DEFINITIONS = ("string", "preamble")


def commands_of(source: Source) -> Iterator[Command]:
    """Yield every command of a BibTeX file that can be read, in its order, repeated keys too."""
    parser = _Parser(source)
    for name, (key, *_) in parser._commands(with_definitions=True):
        if name.lower() in _DEFINITIONS:
            yield Command(name, "", (), parser.command_start, parser.pos)
        elif name:
            fields = tuple((field, text) for (field, _), text in zip(parser.field_offsets, parser.written, strict=True))
            yield Command(name, key, fields, parser.command_start, parser.pos)


class _Parser(LowLevelParser):
    """pybtex's tokenizer, with offsets, and with a way on after every fault."""

    pos: int

    def __init__(self, source: Source) -> None:
        super().__init__(source.text, macros=CaseInsensitiveDict(month_names), handle_error=self._note)
        self.source = source
        self.problems: list[Problem] = []
        self.offset_of_key = 0
        self.offset_of_value = 0
        self.field_offsets: list[tuple[str, int]] = []
        self.written: list[str] = []
        """The fields' values as they stand in the file."""
        self.strings: list[tuple[str, int, int]] = []
        """Name of the field or macro, and where the text between braces or quotes is."""
        self.is_broken = False

    def report(self, offset: int, code: str, message: str, fix: Fix | None = None) -> None:
        self.problems.append(self.source.problem(offset, code, message, fix))

    def entries(self) -> Iterator[Entry]:
        for command, (key, fields, *_) in self._commands():
            if KEY.fullmatch(key) is None:
                message = f"key '{key}' is not of the form [a-z][a-z0-9-]*; use lower-case letters, digits and hyphens"
                self.report(self.offset_of_key, "B304", message)
            if command and command.lower() not in ENTRY_TYPES:
                hint = (
                    did_you_mean(command, ENTRY_TYPES) or "; expected a type of BibTeX or biblatex, such as 'article' or 'misc'"
                )
                self.report(self.command_start + 1, "B309", f"entry '{key}' is of the unknown type '{command}'{hint}")
            yield self._entry(command.lower(), key, fields)

    def _commands(self, *, with_definitions: bool = False) -> Iterator[tuple[str, tuple]]:
        while self.skip_to([self.AT]):
            self.command_start = self.pos - 1
            self.is_broken, self.field_offsets, self.written, self.strings = False, [], [], []
            self.offset_of_key = self.command_start
            self.current_entry_key = None
            try:
                command, body = self.parse_command()
            except PybtexSyntaxError as error:
                self._note(error)
            except Exception as error:  # SkipEntry of `@comment`, which pybtex does not export.
                if type(error).__name__ != "SkipEntry":
                    raise
            else:
                if not self.is_broken:
                    self._check_strings()
                    if with_definitions or command.lower() not in _DEFINITIONS:
                        yield command, body
            if self.is_broken:
                if self.current_entry_key:
                    # Keep the key, so that citations of a broken entry are not reported as unknown.
                    yield "", (self.current_entry_key, [])
                self._go_on()

    def _go_on(self) -> None:
        """Go on with the next line that begins like an entry: one missing brace must not hide the rest."""
        following = _NEXT_ENTRY.search(self.text, self.command_start + 1)
        self.pos = following.start() if following else self.end_pos

    def _check_strings(self) -> None:
        for name, start, end in self.strings:
            for fault in find_faults(self.text, start, end):
                what = f"entry '{self.current_entry_key}': field" if self.current_entry_key else "macro"
                fix = self.source.fix(start, end, fault.fixed) if fault.fixed is not None else None
                self.report(fault.offset, fault.code, f"{what} '{name}' {fault.message}", fix)

    # pybtex's methods, with the place noted before the work.

    def parse_entry_body(self, body_end: Any) -> None:
        self.eat_whitespace()
        self.offset_of_key = self.pos
        super().parse_entry_body(body_end)

    def parse_value(self) -> None:
        self.eat_whitespace()
        self.offset_of_value = start = self.pos
        if self.current_field_name:
            self.field_offsets.append((self.current_field_name.lower(), start))
        super().parse_value()
        self.written.append(self.text[start : self.pos].rstrip())

    def parse_field(self) -> None:
        # Nearly every field is a name and a text between braces, which one expression finds ten times as fast.
        if (field := _PLAIN_FIELD.match(self.text, self.pos)) is None:
            super().parse_field()
            return
        self.current_field_name = field["name"]
        self.offset_of_value = field.start("value")
        self.field_offsets.append((field["name"].lower(), self.offset_of_value))
        self.pos = field.end()
        self.current_value = [self._text_value(field["value"][1:-1])]
        self.written.append(field["value"])

    def update_lineno(self, value: str) -> None:
        """Do not count lines: offsets give them."""

    def flatten_string(self, parts: Any) -> str:
        return self._text_value(super().flatten_string(parts))

    def _text_value(self, value: str) -> str:
        """Note a text whose last brace or quote was read just now."""
        name = (self.current_field_name or "").lower()
        # A macro may stand for an address, too.
        is_text = name in TEXT_FIELDS if self.current_entry_key else name and "://" not in value
        if is_text:
            self.strings.append((name, self.pos - 1 - len(value), self.pos - 1))
        return value

    def _note(self, error: PybtexSyntaxError) -> None:
        what = f"entry '{self.current_entry_key}'" if self.current_entry_key else "this entry"
        if isinstance(error, UndefinedMacro):
            name = error.args[0]
            start = max(self.pos - len(name), 0)
            month = name[:3].lower() if name.capitalize() in MONTHS else ""
            fix = self.source.fix(start, start + len(name), month) if month else None
            hint = did_you_mean(name, list(self.macros)) or f"; put braces around a text, {{{name}}}, or define it with @string"
            hint = f"; write '{month}'" if month else hint
            self.report(start, "B305", f"{what} uses the undefined macro '{name}'{hint}", fix)
            return
        if self.is_broken:
            return
        self.is_broken = True
        field = f"field '{self.current_field_name}'" if self.current_field_name else "the entry"
        if error.args[0] == "unbalanced braces":
            self.report(self.pos - 1, "B316", f"{what}: {field} has a '}}' that closes nothing; add its '{{' or delete it")
            return
        following = _NEXT_ENTRY.search(self.text, self.command_start + 1)
        if isinstance(error, PrematureEOF) or (following and self.pos >= following.start()):
            # The fault shows at the end of the file or in a later entry, but the brace is missing where the value began.
            offset = self.offset_of_value if self.current_field_name else self.command_start
            self.report(offset, "B301", f"{what} is cut off: {field} is not closed; add the missing brace")
        else:
            character = self.text[self.pos : self.pos + 1].replace("\n", "end of line") or "end of file"
            self.report(self.pos, "B301", f"{what} cannot be read: {error.args[0]}, found '{character}'")

    def _entry(self, type_: str, key: str, raw_fields: list[tuple[str, list[str]]]) -> Entry:
        fields: dict[str, str] = {}
        offsets: dict[str, int] = {}
        written: dict[str, str] = {}
        noted = iter(zip(self.field_offsets, self.written, strict=False))  # A value that is cut off has an offset alone.
        for raw_name, parts in raw_fields:
            name = raw_name.lower()
            offset, text = next(((at, text) for (field, at), text in noted if field == name), (self.offset_of_key, ""))
            if name in fields:
                self.report(offset, "B306", f"entry '{key}' has field '{name}' twice; keep one")
                continue
            fields[name] = " ".join("".join(parts).split())
            offsets[name], written[name] = offset, text
        # Faults are found in the text as it stands in the file, where that is one text and not several joined, or a macro.
        texts = {name: text[1:-1] for name, text in written.items() if " ".join(text[1:-1].split()) == fields[name]}
        authors, editors = (read_names(texts.get(role, fields.get(role, ""))) for role in ("author", "editor"))
        changes = identifiers_in(fields, key) if may_be_misplaced(fields, key) else {}
        right = {**fields, **changes}
        entry = Entry(
            key=key,
            type=type_,
            fields=fields,
            place=self.source.place(self.offset_of_key),
            field_places={name: self.source.place(offset) for name, offset in offsets.items()},
            written=written,
            authors=authors.people,
            editors=editors.people,
            has_more_authors=authors.has_more,
            title=latex_to_text(fields.get("title", "")),
            venue=latex_to_text(next((right[name] for name in _VENUES if right.get(name)), "")),
            year=_year(fields),
            doi=bare_doi(latex_to_text(_without_escapes(right.get("doi") or fields.get("doi", "")))),
            arxiv=_arxiv(right),
            url=url if is_url(url := _without_escapes(right.get("url", "")).strip()) else "",
        )
        self._report_fields(entry, changes, offsets)
        self._report_faults(entry, texts, offsets, {"author": authors, "editor": editors})
        return entry

    def _report_fields(self, entry: Entry, changes: Mapping[str, str], offsets: dict[str, int]) -> None:
        """Report identifiers in fields of others, given the right values, and fields that shall not be here."""
        name, message = misplaced(entry.fields, changes)
        if message:
            fix = self._with_changes(changes, offsets, entry.written)
            self.report(offsets[name], "S508", f"entry '{entry.key}': {message}", fix)
        if private := [name for name, value in entry.fields.items() if is_private(name, value)]:
            message = f"entry '{entry.key}' holds what is not for publication, {' and '.join(private)}; delete it"
            fix = self._with_changes(dict.fromkeys(private, ""), offsets, entry.written)
            self.report(offsets[private[0]], "S509", message, fix)

    def _with_changes(self, changes: Mapping[str, str], offsets: dict[str, int], written: Mapping[str, str]) -> Fix | None:
        """Return the fix by which fields of this entry have other values, or go. New ones follow the last."""
        if any(value.count("{") != value.count("}") for value in changes.values()):
            return None
        edits = []
        for name in offsets.keys() & changes.keys():
            start, value = offsets[name], changes[name]
            before = None if value else _NAME_BEFORE.search(self.text, self.command_start, start)
            edits.append((before.start() if before else start, start + len(written[name]), f"{{{value}}}" if value else ""))
        last = max(offset + len(written[name]) for name, offset in offsets.items())
        new = (f",\n  {name} = {{{value}}}" for name, value in changes.items() if value and name not in offsets)
        edits.append((last, last, "".join(new)))
        parts, done = [], (first := min(edits)[0])
        for start, end, text in sorted(edits):
            parts += [self.text[done:start], text]
            done = end
        return self.source.fix(first, done, "".join(parts))

    def _report_faults(self, entry: Entry, texts: dict[str, str], offsets: dict[str, int], people: dict[str, Names]) -> None:
        """Report names and LaTeX that cannot be read; not braces and dollars, which `find_faults` has seen."""
        faults = [("B307", role, problem) for role, names in people.items() for problem in names.problems]
        for name in filter(TEXT_FIELDS.__contains__, entry.fields):
            problems = read_latex(texts.get(name, entry.fields[name]), to_mathml)[1]
            faults += [("B317", name, problem) for problem in problems if problem.found not in "{}$"]
        for code, name, problem in faults:
            start = offsets[name]
            offset = start + 1 + problem.offset if name in texts else max(self.text.find(problem.found, start, self.pos), start)
            self.report(offset, code, f"entry '{entry.key}': field '{name}' {problem.message}")


_PLAIN_FIELD = re.compile(
    rf"\s*+(?P<name>[{re.escape(NAME_CHARS)}][{re.escape(NAME_CHARS)}0-9]*+)\s*+=\s*+(?P<value>\{{(?:[^{{}}]++|\{{[^{{}}]*+\}})*+\}})"
    r"(?=\s*+[,})])"
)
"""Braces in it one deep; others, and everything that is wrong, are for pybtex to read."""

_NAME_BEFORE = re.compile(r",\s*[^\s,={}]+\s*=\s*\Z")
"""The comma before a field, its name and `=`, right before its value."""

_VENUES = ("journal", "journaltitle", "booktitle", "school", "institution", "howpublished", "publisher")


def _arxiv(fields: Mapping[str, str]) -> str:
    """Return the arXiv id from `eprint`, if that is of the arXiv, or else from the URL of its page."""
    if fields.get("archiveprefix", fields.get("eprinttype", "")).lower() == "arxiv":
        return bare_arxiv(fields.get("eprint", ""))
    return bare_arxiv(url) if "://" in (url := fields.get("url", "")) else ""


def _year(fields: Mapping[str, str]) -> int | None:
    match = re.match(r"\{?(\d{4})", fields.get("year", fields.get("date", "")))
    return int(match[1]) if match else None


def _without_escapes(value: str) -> str:
    return value.replace("\\_", "_").replace("\\%", "%").replace("\\&", "&")
