"""`shortlist fmt`: headers and the bibliography in the house form, no other byte of a file changed.

A header has its fields in the order of their model, one line a value, and quotes only where YAML needs them. `tags` stand
in brackets, other lists have a line for each item. A field with a comment, and a text of several lines, stay as they are
written.

A bibliography has its entries sorted by key, each in the layout of `entries`, with DOI, arXiv id and address in their fields.
Values keep their LaTeX and macros, and what stands between entries travels with the entry below it. `@string` and `@preamble`
go before all entries, in their order.
"""

import re
from collections.abc import Callable
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel

from shortlist.authoring.edits import fixed, refuse_unreadable
from shortlist.authoring.entries import format_written
from shortlist.authoring.files import CannotChange, changes, open_file
from shortlist.library import files_below
from shortlist.model import MONTH, IssueHeader, PageHeader, SummaryHeader
from shortlist.problems import Problem
from shortlist.reading.bibtex import commands_of, read_bibtex
from shortlist.reading.bibtex_grammar import Command, Field
from shortlist.reading.header import has_header, split_header
from shortlist.reading.settings import settings_of
from shortlist.reading.source import Source
from shortlist.reading.yaml import as_fields, as_yaml, read_yaml
from shortlist.text import MONTHS


def format_files(root: Path, is_wanted: Callable[[str], bool], *, only_check: bool = False) -> tuple[list[str], list[str]]:
    """Put wanted files into the house form, or only look which would change.

    Returns those that change, and why others stay as they are. Raises `CannotChange` if a file changes meanwhile; then none
    has been changed.
    """
    settings, _ = settings_of(root)
    files, problems = files_below(root, settings.docs)
    pages = sorted(path for path in files if path.endswith(".md"))
    changed, refused = [], [str(problem) for problem in problems if problem.code == "F119"]
    with nullcontext() if only_check else changes(root) as staged:
        for path in filter(is_wanted, [settings.bibliography, *pages]):
            try:
                file = open_file(root, path, may_be_empty=path == settings.bibliography)
                formatted = _with_header(file) if path.endswith(".md") else _with_entries(file)
                if formatted.raw == file.raw:
                    continue
                if staged is not None:
                    staged.replace(file, formatted)
                changed.append(path)
            except CannotChange as error:
                refused.append(str(error))
    return changed, refused


# Headers


def _with_header(page: Source) -> Source:
    """Return the page with its header in the house form. Raises `CannotChange` if the header cannot be read."""
    model = _model_of(page.path)
    if model is PageHeader and not has_header(page):
        return page
    split = split_header(page)
    if isinstance(split, Problem):
        raise CannotChange(str(split))
    start, end, body = split
    header = format_header(page, start, end, model)
    closing = "---\n" if page.text[body - 1] == "\n" else "---"
    return page.with_fixes([page.fix(0, body, f"---\n{header}{closing}")])


def _model_of(path: str) -> type[BaseModel]:
    folder, name = path.split("/")[-2:]
    if not MONTH.fullmatch(folder):
        return PageHeader
    return IssueHeader if name == "index.md" else SummaryHeader


_COMMENT = re.compile(r"""(?:^|[\s\]}"'])#""")


def format_header(source: Source, begin: int, stop: int, model: type[BaseModel]) -> str:
    """Return the YAML of a header, between these offsets, in the house form.

    Comments and blank lines stay above what they stood above. Raises `CannotChange` for YAML that cannot be read, or would not
    be read as before.
    """
    document, problems = read_yaml(source, begin, stop)
    if document is None or problems:
        raise CannotChange(str(problems[0]))
    places = [document.key_places[name] for name in document.data] if isinstance(document.data, dict) else []
    if not places or any(place.column > 1 for place in places):
        return source.text[begin:stop]  # No fields: `shortlist check` says so. Or between braces, or indented as a whole.
    order = {name: number for number, name in enumerate(model.model_fields)}
    rows = source.text[begin:stop].split("\n")
    starts = [place.line - source.place(begin).line for place in places]
    blocks, above = {}, rows[: starts[0]]
    for name, (start, end) in zip(document.data, pairwise([*starts, len(rows)]), strict=True):
        written = rows[start:end]
        # Comments in the first column, and blank lines, are above the next field.
        own = 1 + max(number for number, row in enumerate(written) if not number or (row.strip() and not row.startswith("#")))
        blocks[name] = [*map(str.strip, above), *_format_field(name, document.data[name], written[:own])]
        above = written[own:]
    lines = [line for name in sorted(blocks, key=lambda name: order.get(name, len(order))) for line in blocks[name]]
    header = "\n".join([*lines, *map(str.strip, above)]).strip("\n") + "\n"
    again, problems = read_yaml(Source("", header), 0, len(header))
    if problems or again is None or again.data != document.data:
        message = "the header is written in a way that cannot be formatted without a loss; write it as the others are"
        raise CannotChange(f"{source.place(begin)}: {message}")
    return header


def _format_field(name: str, value: object, written: list[str]) -> list[str]:
    """Return the lines of a field: as they are written if they hold a comment or a text of several lines."""
    if _COMMENT.search("\n".join(written)):
        return written
    if name == "tags" and isinstance(value, list):
        return [f"{name}: {as_yaml(value)}"]
    try:
        return as_fields({name: value}).splitlines()
    except ValueError:
        return written


# The bibliography

_BLANK = " \t\n\r\f\v"
"""White space of BibTeX. A no-break space is not."""
_BLANK_LINES = re.compile(r"(?<![ \t\r\f\v])[ \t\r\f\v]*\n(?:[ \t\r\f\v]*\n)+")


def _with_entries(file: Source) -> Source:
    """Return the BibTeX file in the house form. Raises `CannotChange` if an entry cannot be read."""
    refuse_unreadable(read_bibtex(file)[1])
    return file.with_fixes([file.fix(0, len(file.text), format_bibliography(fixed(file, "S508")))])


def format_bibliography(source: Source) -> str:
    """Return the text in the house form. The source must hold no entry that cannot be read.

    Raises `CannotChange` if reading it would give other entries, as when `@string` gives a name a new meaning further down.
    """
    commands = list(commands_of(source))
    if not commands:
        return source.text
    formatted = _sorted(source.text, commands)
    if formatted != source.text and _entries_of(formatted) != _entries_of(source.text):
        message = "a macro that is defined twice, or below where it is used, keeps its entries from being sorted"
        raise CannotChange(f"{source.place(0)}: {message}")
    return formatted


def _sorted(text: str, commands: list[Command]) -> str:
    # A comment that a blank line parts from the first entry is about the file.
    head, _, above = _BLANK_LINES.sub("\n\n", text[: commands[0].start]).rpartition("\n\n")
    pieces = []
    for command, following in zip(commands, [*commands[1:], None], strict=True):
        pieces.append((command.is_entry, command.key, "\n".join(filter(None, (_trim(above), _format_command(text, command))))))
        above = text[command.end : following.start] if following else text[command.end :]
    pieces.sort(key=lambda piece: piece[:2])  # Definitions have no key, and stay in their order.
    return "\n\n".join(filter(None, [_trim(head), *(piece for *_, piece in pieces), _trim(above)])) + "\n"


def _trim(text: str) -> str:
    """Return the text without blank lines at either end, two of them on end, and spaces at its end."""
    return _BLANK_LINES.sub("\n\n", re.sub(rf"\A(?:[{_BLANK}]*\n)+", "", text)).rstrip(_BLANK)


def _format_command(text: str, command: Command) -> str:
    names = [field.name for field in command.fields]
    if not command.is_entry or len(set(names)) != len(names):
        # An entry with a field twice is a problem, and which of the two is right is for its author to say.
        return text[command.start : command.end]
    values = {field.name: _format_value_of(field) for field in command.fields}
    return format_written(command.name.lower(), command.key, values).rstrip("\n")


def _format_value_of(field: Field) -> str:
    """Return a value as it stands in the file on one line, and between braces if it is one text or number."""
    value = re.sub(f"[{_BLANK}]+", " ", field.written)  # As BibTeX does, where a line break is a space.
    if not field.is_one_text and not value.isdecimal():
        return value  # A macro, or several texts that `#` joins.
    inside = value[1:-1].strip(_BLANK) if field.is_one_text else value
    return inside[:3].lower() if field.name == "month" and inside in MONTHS else f"{{{inside}}}"


def _entries_of(text: str) -> dict[str, object]:
    return {key: (entry.type, entry.fields) for key, entry in read_bibtex(Source("", text))[0].items()}
