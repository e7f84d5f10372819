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
        return self.texts == ((self.offset + 1, self.offset + len(self.written) - 1),)


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
    what = "is a web page and " if re.match(r"\s*<(?:!doctype|html|head)", source.text, re.IGNORECASE) else ""
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
        self.position = self.end = 0
        """Of what is read next, and the end of what was read last: white space may stand between them."""
        self.start = 0
        """Of the command that is read now."""
        self.limit = 0
        """Where the next entry begins: a value ends there at the latest, as one missing brace must not hide the rest."""
        self.what = ""
        """The command for messages: `entry 'key'`."""
        self.inside = (0, "")
        """The part that was begun last: its offset, and its name for messages."""

    def report(self, offset: int, code: str, message: str, fix: Fix | None = None) -> None:
        self.problems.append(self.source.problem(offset, code, message, fix))

    def commands(self) -> list[Command]:
        commands = []
        while (start := _COMMAND.search(self.text, self.position)) is not None:
            self._go_on(start.end())
            if start["opening"] is None:
                self._check_bare(start)
            elif start["name"].lower() != "comment":
                commands.append(self._command(start))
        return commands

    def _check_bare(self, start: re.Match[str]) -> None:
        """Report a line that begins like an entry. Elsewhere an `@` may be that of an address."""
        if not self.text[self.text.rfind("\n", 0, start.start()) + 1 : start.start()].strip():
            message = f"{quoted(start[0].strip())} begins no entry: '{{' and a key are expected behind it"
            self.report(start.start(), "B301", message)

    def _command(self, start: re.Match[str]) -> Command:
        self.start, self.what = start.start(), "this entry"
        if self.limit <= self.start:
            following = _NEXT_ENTRY.search(self.text, self.start + 1)
            self.limit = following.start() if following else len(self.text)
        self.inside = self.start, "the entry"
        name, key, key_offset, fields, is_broken = start["name"], "", self.start, [], False
        closing = "}" if start["opening"] == "{" else ")"
        try:
            if name.lower() == "preamble":
                self._value()
            elif name.lower() == "string":
                fields.append(self._macro())
            else:
                key_offset = self.position
                key = self._key()
                if key:
                    self.what, self.inside = f"entry '{key}'", (key_offset, f"key '{key}'")
                elif not self._is_at(","):
                    fields.append(self._field())
                while self._has_more(closing):
                    fields.append(self._field())
            if not self._is_at(closing):
                raise _Broken(self.position, f"'{closing}' expected, found {self._found()}")
            self.position += 1
        except _Broken as fault:
            self._report_broken(fault)
            self.position, fields, is_broken = self.limit, [], True
        return Command(name, key, tuple(fields), self.start, self.position, key_offset, is_broken)

    def _report_broken(self, fault: _Broken) -> None:
        offset, message = fault.offset, str(fault)
        if CONFLICT.match(self.text, self.text.rfind("\n", 0, offset) + 1):
            return  # Reported for the whole file.
        if offset == self.limit:
            # The fault shows at the end of the file or in a later entry, but the brace is missing where the value began.
            self.report(self.inside[0], "B301", f"{self.what} is cut off: {message}")
        elif fault.code == "B301":
            self.report(offset, "B301", f"{self.what} cannot be read: {message}")
        else:
            self.report(offset, fault.code, f"{self.what}: {self.inside[1]} {message}")

    def _is_at(self, sign: str) -> bool:
        return self.text.startswith(sign, self.position)

    def _found(self) -> str:
        return f"'{self.text[self.position]}'" if self.position < len(self.text) else "the end of the file"

    def _go_on(self, end: int) -> None:
        """Go on behind what ends there, past white space."""
        self.end = end
        self.position = blank.end() if (blank := _BLANK.match(self.text, end)) else end

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what begins here if it is of this form, and go on behind it."""
        if (match := pattern.match(self.text, self.position)) is not None:
            self._go_on(match.end())
        return match

    def _key(self) -> str:
        """Return the key. It may hold spaces, a fault of its form alone, or be empty before fields."""
        if _NO_KEY.match(self.text, self.position):
            return ""
        if (key := self._take(_KEY)) is None:
            raise _Broken(self.position, "it has no key; write one and a comma before its fields, as in '@article{key,'")
        if len(key[0]) > MAX_KEY_LENGTH:
            raise _Broken(key.start(), f"its key {quoted(key[0], 30)} has more than {MAX_KEY_LENGTH} characters; shorten it")
        return key[0]

    def _has_more(self, closing: str) -> bool:
        """Return whether another field follows, not the closing brace, and go on behind the comma."""
        what, comma = self.inside[1], self._take(_COMMAS)
        if self.position >= self.limit:
            raise _Broken(self.limit, f"{what} or the entry itself is not closed; add the missing brace")
        if self._is_at(closing):
            return False
        if comma is None:
            if _ASSIGNMENT.match(self.text, self.position) is None:
                raise _Broken(self.position, f"',' or the closing brace is expected after {what}, found {self._found()}")
            message = f"{self.what}: a comma is missing after {what}; add it"
            self.report(self.end, "B301", message, self.source.fix(self.end, self.end, ","))
        return True

    def _field(self) -> Field:
        start = self.position
        match = self._take(_BEGIN_OF_FIELD)
        if match is None:
            raise _Broken(start, f"the name of a field is expected, found {self._found()}")
        if not match["sign"]:
            raise _Broken(self.position, f"'=' is expected after {quoted(match['name'])}, found {self._found()}")
        name, offset = match["name"].lower(), self.position
        self.inside = offset, f"field '{name[:60]}'"
        value, texts = self._value()
        return Field(name, " ".join(value.split()), self.text[offset : self.end], start, offset, texts)

    def _macro(self) -> Field:
        begin = _BEGIN_OF_FIELD.match(self.text, self.position)
        if begin is not None:
            self.macros[begin["name"].lower()] = ""  # One that cannot be read is a problem once.
            self.what = f"macro {quoted(begin['name'])}"
        field = self._field()
        if len(field.value) > MAX_MACRO_LENGTH:
            raise _Broken(field.offset, f"it stands for more than {MAX_MACRO_LENGTH:,} characters; shorten it")
        self.macros[field.name] = field.value
        return field

    def _value(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return texts, numbers and macros joined, and where the texts stand."""
        parts, texts, length, offset = [], [], 0, self.position
        while True:
            start = self.position
            if (sign := self.text[start : start + 1]) in ("{", '"'):
                end = self._end_of_text(is_quoted=sign == '"')
                texts.append((start + 1, end))
                parts.append(self.text[start + 1 : end])
                self._go_on(end + 1)
            elif word := self._take(_WORD):
                if _MORE_WORDS.match(self.text, self.end) and not _ASSIGNMENT.match(self.text, self.position):
                    raise _Broken(start, f"the text of {self.inside[1]} stands without braces; put them around it")
                parts.append(word[0] if word[0].isdecimal() else self._text_of_macro(word))
            else:
                raise _Broken(start, f"a value is expected, found {self._found()}")
            length += len(parts[-1])
            if length > MAX_VALUE_LENGTH:
                raise _Broken(offset, f"it has more than {MAX_VALUE_LENGTH:,} characters in {self.inside[1]}; shorten it")
            if not self._is_at("#"):
                return "".join(parts), tuple(texts)
            self._go_on(self.position + 1)

    def _end_of_text(self, *, is_quoted: bool) -> int:
        """Return where the brace or quote stands that closes a text. BibTeX counts braces behind a backslash, too."""
        depth = 0
        for sign in _SIGN.finditer(self.text, self.position + 1, self.limit):
            if sign[0] == "{":
                depth += 1
            elif sign[0] == "}" and depth:
                depth -= 1
            elif sign[0] == "}" and is_quoted and '"' in self.text[sign.end() : self.limit]:
                raise _Broken(sign.start(), "has a '}' that closes nothing; add its '{' or delete it", "B316")
            elif sign[0] == ('"' if is_quoted else "}") and not depth:
                return sign.start()
        raise _Broken(self.limit, f"{self.inside[1]} is not closed; add the missing {'quote' if is_quoted else 'brace'}")

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
_KEY = re.compile(r"(?!@)(?:[^\s,}]++(?>(?:[ \t]++[^\s,}={\"]++)*)(?=\s*+[,}])|[^\s,}]++)")
_NAME_PATTERN = r"[A-Za-z!$&*+./:;<>?@\[\\\]^_`|~-][\w!$&*+./:;<>?@\[\\\]^`|~-]*+"
_BEGIN_OF_FIELD = re.compile(rf"(?P<name>{_NAME_PATTERN})\s*+(?P<sign>=?)")
_WORD = re.compile(rf"[0-9]++|{_NAME_PATTERN}")
_MORE_WORDS = re.compile(r"\s++[^\s,})#=@\"{]")
_ASSIGNMENT = re.compile(r"[A-Za-z][\w-]*+\s*+=\s*+(?:[{\"\w])")
"""A name, `=`, and how a value begins."""
_NO_KEY = re.compile(rf"(?:,\s*+)?{_ASSIGNMENT.pattern}")
_COMMAS = re.compile(r",[\s,]*+")
_SIGN = re.compile(r'[{}"]')
