"""The house form of a BibTeX file: entries sorted by key, each in the layout of `shortlist.authoring.entries`.

Nothing that is written is lost: values keep their LaTeX and macros, and what stands between entries travels with the entry
below it. `@string` and `@preamble` go before all entries, in their order, since the entries below them may use them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shortlist.authoring.entries import format_written
from shortlist.exports.bibtex import format_value
from shortlist.reading.bibtex import Command, commands_of, read_bibtex
from shortlist.reading.source import Source

_BLANK = " \t\n\r\f\v"
"""What means nothing in BibTeX. A no-break space does."""

UNREADABLE = frozenset({"B301", "B316"})
"""Codes of entries of which nobody knows where they end."""


def format_bibtex(source: Source) -> str:
    """The text in the house form.

    Raises `ValueError` if reading it would give other entries, as when `@string` gives a name a new meaning further down.
    The source must hold no problem of `UNREADABLE`.
    """
    commands = list(commands_of(source))
    if not commands:
        return source.text
    formatted = _formatted(source.text, commands)
    if formatted != source.text and _meaning(formatted) != _meaning(source.text):
        raise ValueError("a macro that is defined twice, or below where it is used, keeps its entries from being sorted")
    return formatted


def _formatted(text: str, commands: list[Command]) -> str:
    head = ""
    pieces: list[_Piece] = []
    position = 0
    for command in commands:
        between = text[position : command.start]
        position = command.end
        # What stands on the line of the last brace is about what it closes.
        line, newline, between = between.partition("\n") if pieces else ("", "", between)
        if line.strip() and newline:
            pieces[-1].text += f" {line.strip()}"
        elif line.strip():
            between = line
        if not pieces:
            # A comment that a blank line parts from the first entry is about the file.
            head, between = _parted(between)
        pieces.append(_Piece(command, _without_blank_ends(between), _command(text, command)))
    tail = text[position:]
    line, newline, rest = tail.partition("\n")
    if line.strip():
        pieces[-1].text += f" {line.strip()}"
    definitions = [piece for piece in pieces if not piece.command.is_entry]
    entries = sorted((piece for piece in pieces if piece.command.is_entry), key=lambda piece: piece.command.key)
    parts = [_without_blank_ends(head)]
    parts += ["\n".join(filter(None, (piece.above, piece.text))) for piece in (*definitions, *entries)]
    parts.append(_without_blank_ends(rest))
    return "\n\n".join(filter(None, parts)) + "\n"


class _Piece:
    def __init__(self, command: Command, above: str, text: str) -> None:
        self.command = command
        self.above = above
        """What stood before it since the last one."""
        self.text = text


def _parted(between: str) -> tuple[str, str]:
    """The paragraphs before the last blank line, and what is below it."""
    blank = list(re.finditer(r"\n[ \t]*(?=\n)", between))
    return (between[: blank[-1].start()], between[blank[-1].end() :]) if blank else ("", between)


def _without_blank_ends(text: str) -> str:
    """Without blank lines at either end, and spaces at the end."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", text).rstrip(_BLANK)


def _command(text: str, command: Command) -> str:
    written = text[command.start : command.end]
    names = [name for name, _ in command.fields]
    if not command.is_entry or len(set(names)) != len(names):
        return written  # An entry with a field twice is a problem, and which of the two is right is for its author to say.
    values = {name: _value(name, value) for name, value in command.fields}
    return format_written(command.name.lower(), command.key, values).rstrip("\n")


def _value(name: str, written: str) -> str:
    """A value as it stands in the file, on one line, its texts between braces."""
    parts = [_part(part) for part in _parts(written)]
    if len(parts) > 1:
        return " # ".join(parts)
    if not parts[0].startswith("{"):
        return f"{{{parts[0]}}}" if parts[0].isdecimal() else parts[0]
    inside = parts[0][1:-1].strip(_BLANK)
    if name == "month" and not (macro := format_value(name, inside)).startswith("{"):
        return macro
    return f"{{{inside}}}"


def _part(part: str) -> str:
    if part.startswith(("{", '"')):
        return "{" + re.sub(f"[{_BLANK}]+", " ", part[1:-1]) + "}"  # As BibTeX does, where a line break is a space.
    return part


def _parts(written: str) -> Iterator[str]:
    """What `#` joins: texts with their braces or quotes, macros, numbers."""
    position = start = depth = 0
    quoted = False
    while position < len(written):
        char = written[position]
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == '"' and not depth:
            quoted = not quoted
        elif char == "#" and not depth and not quoted:
            yield written[start:position].strip()
            start = position + 1
        position += 1
    yield written[start:].strip()


def _meaning(text: str) -> object:
    """What is read: of every entry type, key and fields, in the order of keys; and the faults, wherever they stand now."""
    source = Source("", text)
    entries, problems = read_bibtex(source)
    read = sorted((entry.key, entry.type, sorted(entry.fields.items())) for entry in entries.values())
    return read, sorted(problem.code for problem in problems), sorted(command.key for command in commands_of(source))
