"""BibTeX text → entries with places, and every fault of the file at once."""

import re
from collections.abc import Iterator, Mapping

from shortlist.identifiers import bare_arxiv, bare_doi, is_url
from shortlist.latex import latex_to_text
from shortlist.model import Entry
from shortlist.problems import Fix, Problem, did_you_mean
from shortlist.reading.bibtex_grammar import Command, Field, read_commands
from shortlist.reading.bibtex_rules import ENTRY_TYPES, TEXT_FIELDS, find_faults, is_private, named_entries
from shortlist.reading.found_identifiers import identifiers_in, literal, may_be_misplaced, misplaced
from shortlist.reading.keys import KEY, make_key
from shortlist.reading.names import Names, read_names
from shortlist.reading.source import Source
from shortlist.text import quoted, shorten, typographic


def read_bibtex(source: Source) -> tuple[dict[str, Entry], list[Problem]]:
    """Return all entries that can be read, in the order of the file, and all faults.

    Of a repeated key (also one that differs in case alone) the first entry is kept. Of a broken entry the key is kept, so that
    citations of it are not reported as unknown.
    """
    commands, problems = read_commands(source)
    first = {command.key.casefold(): command for command in reversed(commands) if command.key}
    entries: dict[str, Entry] = {}
    taken = set(first)
    for command in commands:
        if command.is_entry and not command.key and not command.is_broken:
            problems.append(_keyless(source, command, taken))
            continue
        known = first.get(command.key.casefold(), command)
        if known is not command:
            repetition = _repetition(source, command, known)
            problems.append(repetition)
            if repetition.fix is not None:  # A copy has no other faults.
                continue
        reading = _Reading(source, command)
        if command.key:
            entry = reading.entry(reading.inherited(first))
            if known is command:
                entries[command.key] = entry
        reading.check_texts()
        problems += reading.problems
    return entries, problems


def _keyless(source: Source, command: Command, taken: set[str]) -> Problem:
    """Return the problem of an entry without a key, with the one that the house would give, which is taken from then on."""
    key = make_key(_Reading(source, command).entry({}), taken, is_pick=False)
    taken.add(key)
    offset = command.key_offset
    fix = source.fix(offset, offset, key if source.text.startswith(",", offset) else f"{key},")
    return source.problem(offset, "B301", f"this entry has no key; write '{key},' here", fix)


def commands_of(source: Source) -> Iterator[Command]:
    """Yield every command of a BibTeX file that can be read, in its order, repeated keys too."""
    return (command for command in read_commands(source)[0] if not command.is_broken)


def _repetition(source: Source, command: Command, known: Command) -> Problem:
    line = source.place(known.key_offset).line
    here, there = (source.text[which.start : which.end].split() for which in (command, known))
    if here == there and not command.is_broken:
        end = command.end + source.text.startswith("\n", command.end)
        message = f"entry '{command.key}' stands here again, word for word as in line {line}; delete it"
        return source.problem(command.key_offset, "B302", message, source.fix(command.start, end, ""))
    is_same = command.key == known.key
    what = "is used twice" if is_same else f"differs from '{known.key}' in case alone"
    message = f"key '{command.key}' {what}, first in line {line}; rename or delete one"
    return source.problem(command.key_offset, "B302" if is_same else "B303", message)


_OF_A_VOLUME = "booktitle editor publisher series volume address year".split()


class _Reading:
    """One command, and what is wrong with it."""

    def __init__(self, source: Source, command: Command) -> None:
        self.source = source
        self.command = command
        self.problems: list[Problem] = []
        self.fields: dict[str, Field] = {}
        for field in command.fields:
            if self.fields.setdefault(field.name, field) is not field:
                self.report(field.offset, "B306", f"entry '{command.key}' has field '{field.name}' twice; keep one")

    def report(self, offset: int, code: str, message: str, fix: Fix | None = None) -> None:
        self.problems.append(self.source.problem(offset, code, message, fix))

    def inherited(self, commands: Mapping[str, Command]) -> dict[str, str]:
        """Return what the entry has from others: from the volume that `crossref` names, and from the sets that `xdata` names.

        Source: The biblatex Package, 3.20, sections 2.4.1.1 and 3.13.6. What is inherited is not handed on.
        """
        inherited: dict[str, str] = {}
        for name, key in named_entries({name: field.value for name, field in self.fields.items()}):
            if (other := commands.get(key.casefold())) is None:
                hint = "add that entry, or here what it would have"
                message = f"entry '{self.command.key}': {name} names {quoted(key)}, which is not in the file; {hint}"
                self._report_field(name, "B319", message)
                continue
            theirs = {field.name: field.value for field in other.fields}
            if name == "crossref":
                theirs = {"booktitle": theirs.get("title", ""), **theirs}
                theirs = {name: theirs[name] for name in _OF_A_VOLUME if theirs.get(name)}
            inherited = {**theirs, **inherited}
        return inherited

    def entry(self, inherited: Mapping[str, str]) -> Entry:
        """Return the entry with what it has from others. Of that nothing is reported: it has its own place."""
        command = self.command
        self._check_key_and_type()
        own = {name: field.value for name, field in self.fields.items()}
        fields = {**own, **inherited, **own}
        authors, editors = (self._people(self.fields.get(role), fields.get(role, "")) for role in ("author", "editor"))
        changes = identifiers_in(fields, command.key) if may_be_misplaced(fields, command.key) else {}
        right = {**fields, **changes}
        self._check_fields(own, changes)
        return Entry(
            key=command.key,
            type="" if command.is_broken else command.name.lower(),
            fields=fields,
            place=self.source.place(command.key_offset),
            field_places={name: self.source.place(field.offset) for name, field in self.fields.items()},
            written={name: field.written for name, field in self.fields.items()},
            authors=authors.people,
            editors=editors.people,
            has_more_authors=authors.has_more,
            title=typographic(latex_to_text(fields.get("title", ""))),
            venue=latex_to_text(next((right[name] for name in VENUE_FIELDS if right.get(name)), "")),
            year=_year(fields),
            doi=bare_doi(latex_to_text(literal(right.get("doi") or fields.get("doi", "")))),
            arxiv=_arxiv(right),
            url=url if is_url(url := literal(right.get("url", ""))) else "",
        )

    def check_texts(self) -> None:
        """Report what LaTeX would stumble over, in macros too; those may stand for an address."""
        what = f"entry '{self.command.key}': field" if self.command.key else "macro"
        for field in self.command.fields:
            if field.name in TEXT_FIELDS if self.command.key else "://" not in field.value:
                for start, end in field.texts:
                    self.problems += find_faults(self.source, start, end, f"{what} '{field.name}'")

    def _check_key_and_type(self) -> None:
        key, type_ = self.command.key, shorten(self.command.name, 60)
        if KEY.fullmatch(key) is None:
            message = f"key '{key}' is not of the form [a-z][a-z0-9-]*; use lower-case letters, digits and hyphens"
            self.report(self.command.key_offset, "B304", message)
        if type_.lower() not in ENTRY_TYPES and not self.command.is_broken:
            hint = did_you_mean(type_, ENTRY_TYPES) or "; expected a type of BibTeX or biblatex, such as 'article' or 'misc'"
            self.report(self.command.start + 1, "B309", f"entry '{key}' is of the unknown type '{type_}'{hint}")

    def _people(self, field: Field | None, value: str) -> Names:
        """Return the people of a field, which are read where they stand in the file if that is one text: faults have places."""
        if field is None:
            return read_names(value)
        names = read_names(self.source.text[slice(*field.texts[0])] if field.is_one_text else value)
        for fault in names.problems:
            offset = field.texts[0][0] + fault.offset if field.is_one_text else field.offset
            self.report(offset, "B307", f"entry '{self.command.key}': field '{field.name}' {fault.message}")
        return names

    def _check_fields(self, own: Mapping[str, str], changes: Mapping[str, str]) -> None:
        """Report identifiers in fields of others, given the right values, and fields that shall not be here."""
        name, message = misplaced(own, changes)
        if message:
            self._report_field(name, "S508", f"entry '{self.command.key}': {message}", changes)
        if private := [name for name, value in own.items() if is_private(name, value)]:
            message = f"entry '{self.command.key}' holds what is not for publication, {' and '.join(private)}; delete it"
            self._report_field(private[0], "S509", message, dict.fromkeys(private, ""))

    def _report_field(self, name: str, code: str, message: str, changes: Mapping[str, str] | None = None) -> None:
        self.report(self.fields[name].offset, code, message, self._with_changes(changes) if changes else None)

    def _with_changes(self, changes: Mapping[str, str]) -> Fix | None:
        """Return the fix by which fields of this entry have other values, and stand last, or go. Each gets a line."""
        if any(value.count("{") != value.count("}") for value in changes.values()):
            return None
        fields = self.command.fields
        lines = [f"{field.name} = {field.written}" for field in fields if field.name not in changes]
        lines += [f"{name} = {{{value}}}" for name, value in changes.items() if value]
        return self.source.fix(fields[0].start, fields[-1].offset + len(fields[-1].written), ",\n  ".join(lines))


VENUE_FIELDS = "journal journaltitle booktitle school institution howpublished publisher".split()
"""A venue is the first of these that an entry has."""


def _arxiv(fields: Mapping[str, str]) -> str:
    """Return the arXiv id from `eprint`, if that is of the arXiv, or else from the URL of its page."""
    if fields.get("archiveprefix", fields.get("eprinttype", "")).lower() == "arxiv":
        return bare_arxiv(fields.get("eprint", ""))
    return bare_arxiv(url) if "://" in (url := fields.get("url", "")) else ""


def _year(fields: Mapping[str, str]) -> int | None:
    match = re.search(r"(?<!\d)([12]\d{3})", fields.get("year", fields.get("date", "")))
    return int(match[1]) if match else None
