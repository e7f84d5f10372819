"""BibTeX text → its commands with places, and what in it is not BibTeX.

Source: Oren Patashnik, `bibtex.web` of BibTeX 0.99d, part "Reading the database file(s)". Text between commands is a comment.
Reading goes on after every fault, and takes time linear in the length: a value ends at the latest where the next entry begins.
"""

import re
from typing import NamedTuple

from shortlist.problems import Fix, Problem, did_you_mean
from shortlist.reading.source import CONFLICT, Source
from shortlist.text import MONTHS, quoted, shorten

MAX_KEY_LENGTH = 100
MAX_VALUE_LENGTH = 2_000_000
"""Characters of a field. The longest list of authors so far, of two experiments at CERN, has 150,000."""
MAX_MACRO_LENGTH = 1_000
"""Characters of an `@string`. Macros made of macros double with every line."""


class Field(NamedTuple):
    """A field of an entry, or the macro that `@string` defines."""

    name: str
    """In lower case."""
    value: str
    """Macros resolved, outer braces gone, white space collapsed."""
    written: str
    """As it stands in the file: `{A {Title}}`, `jan # "~1"`."""
    start: int
    """Offset of the name."""
    offset: int
    """Of the value."""
    texts: tuple[tuple[int, int], ...]
    """Where texts between braces or quotes stand, without these."""

    @property
    def is_one_text(self) -> bool:
        """True for all but numbers, macros, and values that `#` joins."""
        return len(self.texts) == 1 and self.texts[0][1] - self.texts[0][0] == len(self.written) - 2


class Command(NamedTuple):
    """An entry, `@string` or `@preamble` as it stands in the file."""

    name: str
    """As written: `article`, `STRING`."""
    key: str
    """Of the entry; empty for one without, and for others."""
    fields: tuple[Field, ...]
    start: int
    """Offset of the `@`."""
    end: int
    """Past the closing brace."""
    key_offset: int
    is_broken: bool = False
    """It could not be read to its end; nothing of it but the key is known."""

    @property
    def is_entry(self) -> bool:
        return self.name.lower() not in _DEFINITIONS


_DEFINITIONS = ("string", "preamble")


def read_commands(source: Source) -> tuple[list[Command], list[Problem]]:
    """Return every command of a BibTeX file, in its order, repeated keys too, and what could not be read."""
    reader = _Reader(source)
    commands = reader.commands()
    if not any(command.is_entry for command in commands) and (fault := _other_language(source)):
        return [], [fault]
    return commands, reader.problems


def _other_language(source: Source) -> Problem | None:
    """Return the problem of a text without entries that is not made of comments."""
    if all(line.lstrip()[:1] in ("", "%", "@") for line in source.text.splitlines()):
        return None
    what = "is a web page and " if re.match(r"\s*<(?:!doctype|html|head|\?xml)", source.text, re.IGNORECASE) else ""
    return source.problem(0, "B301", f"the file {what}holds no BibTeX entry; expected one that begins as in '@article{{key,'")


class _Broken(Exception):
    """The rest of a command cannot be read."""

    def __init__(self, offset: int, message: str, code: str = "B301") -> None:
        super().__init__(message)
        self.offset = offset
        self.code = code


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.problems: list[Problem] = []
        self.macros = {month[:3].lower(): month for month in MONTHS}
        self.start = 0
        """Of the command that is read now."""
        self.limit: int | None = None
        self.what = ""
        """The command for messages: `entry 'key'`."""
        self.inside = (0, "")
        """The part that was begun last: its offset, and its name for messages."""

    def report(self, offset: int, code: str, message: str, fix: Fix | None = None) -> None:
        self.problems.append(self.source.problem(offset, code, message, fix))

    def commands(self) -> list[Command]:
        commands, position = [], 0
        while (start := _COMMAND.search(self.text, position)) is not None:
            position = start.end()
            name, opening = start["name"], start["opening"]
            if opening is None:
                self._check_bare(start)
            elif name.lower() != "comment":
                commands.append(self._command(start, name, opening))
                position = commands[-1].end
        return commands

    def _check_bare(self, start: re.Match[str]) -> None:
        """Report a line that begins like an entry. Elsewhere an `@` may be that of an address."""
        if not self.text[self.text.rfind("\n", 0, start.start()) + 1 : start.start()].strip():
            message = f"{quoted(start[0].strip())} begins no entry: '{{' and a key are expected behind it"
            self.report(start.start(), "B301", message)

    def _command(self, start: re.Match[str], name: str, opening: str) -> Command:
        self.start, self.limit, self.what = start.start(), None, "this entry"
        self.inside = self.start, "the entry"
        key, key_offset, fields = "", start.start(), []
        closing = "}" if opening == "{" else ")"
        try:
            position = self._skip(start.end())
            if name.lower() == "preamble":
                _, _, position = self._value(position)
            elif name.lower() == "string":
                macro, position = self._macro(position)
                fields.append(macro)
            else:
                key_offset = position
                key, position = self._key(position)
                if key:
                    self.what, self.inside = f"entry '{key}'", (key_offset, f"key '{key}'")
                elif not self._is_at(",", position):
                    field, position = self._field(position)
                    fields.append(field)
                while not self._is_at(closing, position := self._next_field(position, closing)):
                    field, position = self._field(position)
                    fields.append(field)
            if not self._is_at(closing, position):
                raise _Broken(position, f"'{closing}' expected, found {self._found(position)}")
        except _Broken as fault:
            self._report_broken(fault)
            return Command(name, key, (), start.start(), self._end_of_value(), key_offset, is_broken=True)
        return Command(name, key, tuple(fields), start.start(), position + 1, key_offset)

    def _report_broken(self, fault: _Broken) -> None:
        offset, message = fault.offset, str(fault)
        if CONFLICT.match(self.text, self.text.rfind("\n", 0, offset) + 1):
            return  # Reported for the whole file.
        if offset == self._end_of_value():
            # The fault shows at the end of the file or in a later entry, but the brace is missing where the value began.
            self.report(self.inside[0], "B301", f"{self.what} is cut off: {message}")
        elif fault.code == "B301":
            self.report(offset, "B301", f"{self.what} cannot be read: {message}")
        else:
            self.report(offset, fault.code, f"{self.what}: {self.inside[1]} {message}")

    def _end_of_value(self) -> int:
        """Return where the next entry begins: one missing brace must not hide the rest."""
        if self.limit is None:
            following = _NEXT_ENTRY.search(self.text, self.start + 1)
            self.limit = following.start() if following else len(self.text)
        return self.limit

    def _is_at(self, sign: str, position: int) -> bool:
        return self.text.startswith(sign, position)

    def _found(self, position: int) -> str:
        return f"'{self.text[position]}'" if position < len(self.text) else "the end of the file"

    def _skip(self, position: int) -> int:
        return match.end() if (match := _BLANK.match(self.text, position)) else position

    def _key(self, position: int) -> tuple[str, int]:
        """Return the key and where it ends. It may hold spaces, a fault of its form alone, or be empty before fields."""
        if _NO_KEY.match(self.text, position):
            return "", position
        key = _KEY.match(self.text, position)
        if key is None or self._is_at("@", position):
            raise _Broken(position, "it has no key; write one and a comma before its fields, as in '@article{key,'")
        if len(key[0]) > MAX_KEY_LENGTH:
            raise _Broken(position, f"its key {quoted(key[0], 30)} has more than {MAX_KEY_LENGTH} characters; shorten it")
        return key[0], self._skip(key.end())

    def _next_field(self, position: int, closing: str) -> int:
        """Return where the next field begins, or the closing brace stands, past the comma."""
        comma, what = _COMMAS.match(self.text, position), self.inside[1]
        following = comma.end() if comma else position
        if self.text[following : following + 1] in ("", "@") and following >= self._end_of_value():
            raise _Broken(self._end_of_value(), f"{what} or the entry itself is not closed; add the missing brace")
        if comma or self._is_at(closing, position):
            return following
        if _ASSIGNMENT.match(self.text, position) is None:
            raise _Broken(position, f"',' or the closing brace is expected after {what}, found {self._found(position)}")
        before = self._end_before(position)
        message = f"{self.what}: a comma is missing after {what}; add it"
        self.report(before, "B301", message, self.source.fix(before, before, ","))
        return position

    def _end_before(self, position: int) -> int:
        """Return where the text before a position ends, without the white space behind it."""
        return self.start + len(self.text[self.start : position].rstrip())

    def _field(self, position: int) -> tuple[Field, int]:
        # Nearly every field is a name and a text between braces, which one expression finds ten times as fast.
        plain = _PLAIN_FIELD.match(self.text, position)
        if plain is not None and "@" not in (written := plain["value"]) and len(written) <= MAX_VALUE_LENGTH:
            name, offset = plain["name"].lower(), plain.start("value")
            self.inside = offset, f"field '{name}'"
            inside = offset + 1, offset + len(written) - 1
            return Field(name, " ".join(written[1:-1].split()), written, position, offset, (inside,)), plain.end()
        match = _NAME.match(self.text, position)
        if match is None:
            raise _Broken(position, f"the name of a field is expected, found {self._found(position)}")
        equals = self._skip(match.end())
        if not self._is_at("=", equals):
            raise _Broken(equals, f"'=' is expected after {quoted(match[0])}, found {self._found(equals)}")
        offset = self._skip(equals + 1)
        self.inside = offset, f"field {quoted(match[0].lower())}"
        value, texts, end = self._value(offset)
        written = self.text[offset : self._end_before(end)]
        return Field(match[0].lower(), " ".join(value.split()), written, position, offset, texts), end

    def _macro(self, position: int) -> tuple[Field, int]:
        name = _NAME.match(self.text, position)
        if name is not None:
            self.macros[name[0].lower()] = ""  # One that cannot be read is a problem once.
            self.what = f"macro {quoted(name[0])}"
        field, end = self._field(position)
        if len(field.value) > MAX_MACRO_LENGTH:
            raise _Broken(field.offset, f"it stands for more than {MAX_MACRO_LENGTH:,} characters; shorten it")
        self.macros[field.name] = field.value
        return field, end

    def _value(self, position: int) -> tuple[str, tuple[tuple[int, int], ...], int]:
        """Return texts, numbers and macros joined, where the texts stand, and where all ends."""
        parts, texts, length, offset = [], [], 0, position
        while True:
            if self._is_at("{", position) or self._is_at('"', position):
                end = self._end_of_text(position)
                texts.append((position + 1, end))
                parts.append(self.text[position + 1 : end])
                end += 1
            elif word := _WORD.match(self.text, position):
                end = word.end()
                if _MORE_WORDS.match(self.text, end) and not _ASSIGNMENT.match(self.text, self._skip(end)):
                    raise _Broken(position, f"the text of {self.inside[1]} stands without braces; put them around it")
                parts.append(word[0] if word[0].isdecimal() else self._text_of_macro(word))
            else:
                raise _Broken(position, f"a value is expected, found {self._found(position)}")
            length += len(parts[-1])
            if length > MAX_VALUE_LENGTH:
                raise _Broken(offset, f"it has more than {MAX_VALUE_LENGTH:,} characters in {self.inside[1]}; shorten it")
            position = self._skip(end)
            if not self._is_at("#", position):
                return "".join(parts), tuple(texts), position
            position = self._skip(position + 1)

    def _end_of_text(self, position: int) -> int:
        """Return where the brace or quote stands that closes a text. BibTeX counts braces behind a backslash, too."""
        limit, depth = self._end_of_value(), 0
        is_quoted = self._is_at('"', position)
        for sign in _SIGN.finditer(self.text, position + 1, limit):
            if sign[0] == "{":
                depth += 1
            elif sign[0] == "}" and depth:
                depth -= 1
            elif sign[0] == "}" and is_quoted and '"' in self.text[sign.end() : limit]:
                raise _Broken(sign.start(), "has a '}' that closes nothing; add its '{' or delete it", "B316")
            elif sign[0] == ('"' if is_quoted else "}") and not depth:
                return sign.start()
        raise _Broken(limit, f"{self.inside[1]} is not closed; add the missing {'quote' if is_quoted else 'brace'}")

    def _text_of_macro(self, word: re.Match[str]) -> str:
        if (value := self.macros.get(word[0].lower())) is not None:
            return value
        name = shorten(word[0], 60)
        month = name[:3].lower() if any(month.startswith(name.capitalize()) for month in MONTHS if name[3:]) else ""
        fix = self.source.fix(word.start(), word.end(), month) if month else None
        hint = did_you_mean(name, list(self.macros)) or f"; put braces around a text, {{{name}}}, or define it with @string"
        hint = f"; write '{month}'" if month else hint
        self.report(word.start(), "B305", f"{self.what} uses the undefined macro '{name}'{hint}", fix)
        return ""


_BLANK = re.compile(r"\s*+")
_COMMAND = re.compile(r"@\s*+(?P<name>[A-Za-z][\w:./+-]*+)\s*+(?P<opening>[{(])?")
_NEXT_ENTRY = re.compile(r"^[ \t]*+@[ \t]*+[A-Za-z]+[ \t]*+[{(]", re.MULTILINE)
_KEY = re.compile(r"[^\s,}]++(?>(?:[ \t]++[^\s,}={\"]++)*)(?=\s*+[,}])|[^\s,}]++")
_NAME_PATTERN = r"[A-Za-z!$&*+./:;<>?@\[\\\]^_`|~-][\w!$&*+./:;<>?@\[\\\]^`|~-]*+"
_NAME = re.compile(_NAME_PATTERN)
_WORD = re.compile(rf"[0-9]++|{_NAME_PATTERN}")
_MORE_WORDS = re.compile(r"\s++[^\s,})#=@\"{]")
_ASSIGNMENT = re.compile(r"[A-Za-z][\w-]*+\s*+=\s*+(?:[{\"\w])")
"""A name, `=`, and how a value begins."""
_NO_KEY = re.compile(rf"(?:,\s*+)?{_ASSIGNMENT.pattern}")
_COMMAS = re.compile(r",[\s,]*+")
_SIGN = re.compile(r'[{}"]')
_PLAIN_FIELD = re.compile(rf"(?P<name>{_NAME_PATTERN})\s*+=\s*+(?P<value>\{{(?>(?:[^{{}}]++|\{{[^{{}}]*+\}})*)\}})\s*+(?=[,}})])")
"""Braces in it one deep; others, and everything that is wrong, are for `_value` to read."""
