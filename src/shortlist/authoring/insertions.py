"""Where something new goes into a file that a person wrote. Nothing else of the file changes, not a byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import yaml

from shortlist.authoring.files import CannotChange
from shortlist.model import Entry
from shortlist.problems import Problem
from shortlist.reading.bibtex import entry_spans, read_bibtex
from shortlist.reading.header import split_header
from shortlist.reading.source import Source, decode
from shortlist.reading.yaml import read_yaml

Edit = tuple[int, int, str]
"""Offsets of what goes, usually nothing, and what comes in its place."""


@dataclass(frozen=True)
class Opened:
    """A file as it is, for edits."""

    path: str
    """From the repository root."""
    raw: str
    """Every byte decoded, line ends and byte order mark included."""
    source: Source
    """The same with line ends `\\n`, as everything else reads it."""

    @classmethod
    def of(cls, path: str, raw: str) -> Opened:
        return cls(path, raw, Source(path, raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")))

    def with_edits(self, edits: Iterable[Edit]) -> str:
        """The raw text after edits at places of the source. Line ends of what is new become those of the file."""
        newline = match[0] if (match := re.search(r"\r\n?|\n", self.raw)) else "\n"
        parts, done = [], 0
        for start, end, text in sorted(edits, key=itemgetter(0)):  # Those at one place stay in the order given.
            parts += [self.raw[done : self._raw_offset(start)], text.replace("\n", newline)]
            done = self._raw_offset(end)
        return "".join([*parts, self.raw[done:]])

    def _raw_offset(self, offset: int) -> int:
        offset += self.raw.startswith("\ufeff")
        for number, pair in enumerate(re.finditer("\r\n", self.raw)):
            if pair.start() - number >= offset:
                return offset + number
        return offset + self.raw.count("\r\n")


def open_file(root: Path, path: str) -> Opened:
    """Raises `CannotChange`, with the place, for a file that is missing, no UTF-8, or holds marks of a merge conflict."""
    try:
        data = (root / path).read_bytes()
    except OSError as error:
        raise CannotChange(f"{path}: {error.strerror}") from None
    source, problems = decode(path, data)
    for problem in problems:
        if source is None or problem.code == "F133":
            raise CannotChange(str(problem))
    return Opened.of(path, data.decode())


# The bibliography

_CANNOT_BE_READ = ("B301", "B316")


def refuse_unreadable(problems: Iterable[Problem]) -> None:
    """Raises `CannotChange` if reading found an entry that cannot be read: where it ends nobody knows."""
    if (broken := next((problem for problem in problems if problem.code in _CANNOT_BE_READ), None)) is not None:
        raise CannotChange(f"{broken}; then run the command again")


def with_entries(file: Opened, entries: Mapping[str, Entry], new: Mapping[str, str]) -> tuple[str, Mapping[str, Entry]]:
    """A BibTeX file with new entries, key → text, each behind its neighbor in the order of keys, and all entries read again.

    What is smaller than all others goes before the first one. A comment stays with the entry that it stands right above.
    `entries` are those of the file. Raises `CannotChange` if one of them would change.
    """
    source = file.source
    spans = entry_spans(source)
    insertions = [_insertion(source.text, spans, key, new[key].strip()) for key in sorted(new)]
    changed = file.with_edits((offset, offset, text) for offset, text in insertions)
    after, _ = read_bibtex(Opened.of(file.path, changed).source)
    others = {key: entry for key, entry in after.items() if key not in new}
    if _fields(others) != _fields(entries) or not new.keys() <= after.keys():
        raise CannotChange(f"{file.path}: cannot put {', '.join(new)} in without changing other entries; do so by hand")
    return changed, after


def _insertion(text: str, spans: Mapping[str, tuple[int, int]], key: str, entry: str) -> tuple[int, str]:
    neighbor = max((known for known in spans if known < key), default=None)
    if neighbor is None and spans:
        return _start_of_comment(text, min(start for start, _ in spans.values())), f"{entry}\n\n"
    offset = _end_of_line(text, spans[neighbor][1]) if neighbor else len(text)
    begins_line = not offset or text[offset - 1] == "\n"
    return offset, f"{'' if begins_line else chr(10)}\n{entry}\n"


def _fields(entries: Mapping[str, Entry]) -> dict[str, tuple[str, Mapping[str, str]]]:
    return {key: (entry.type, entry.fields) for key, entry in entries.items()}


def _end_of_line(text: str, offset: int) -> int:
    """Past the end of the line, unless another command begins in it."""
    end = text.find("\n", offset) + 1 or len(text)
    return offset if "@" in text[offset:end] else end


def _start_of_comment(text: str, offset: int) -> int:
    """Of the lines of comment right above, if there are any."""
    start = text.rfind("\n", 0, offset) + 1
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text[above:start].lstrip().startswith("%"):
            break
        start = above
    return start


# The picks of an issue


def yaml_word(word: str) -> str:
    """The word as YAML reads it back as text: `on` and `123` need quotes."""
    return word if yaml.safe_load(word) == word else f"'{word}'"


def with_picks(file: Opened, slugs: list[str]) -> str:
    """The index.md of an issue with more picks at the end, in the form of the list: `[a, b]`, or a line each, as the first get.

    Raises `CannotChange`, and says where what is to be written by hand, for every other form.
    """
    split = split_header(file.source)
    if isinstance(split, Problem):
        raise CannotChange(str(split))
    start, end, _ = split
    before, problems = read_yaml(file.source, start, end)
    if before is None or not isinstance(before.data, dict):
        raise CannotChange(str(problems[0]) if problems else f"{file.path}:1: the header holds no fields")
    text = file.source.text[start:end]
    words = [yaml_word(slug) for slug in slugs]
    if "picks" not in before.data:
        raise CannotChange(f"{file.path}:1: the header has no field 'picks'; write 'picks: [{', '.join(words)}]' into it")
    edits = _edits(text, words)
    if edits is not None:
        changed = file.with_edits((start + first, start + last, addition) for first, last, addition in edits)
        if _header_of(changed) == before.data | {"picks": [*(before.data["picks"] or []), *slugs]}:
            return changed
    line = before.key_places["picks"].line
    raise CannotChange(
        f"{file.path}:{line}: 'picks' is written in a way that only a person can add to; add {', '.join(words)} by hand"
    )


def _header_of(raw: str) -> Any:
    source = Opened.of("", raw).source
    split = split_header(source)
    document = None if isinstance(split, Problem) else read_yaml(source, *split[:2])[0]
    return document and document.data


def _edits(text: str, words: list[str]) -> list[Edit] | None:
    """What to change in the header's text; nothing for a form that is not known. The caller reads the result again."""
    # PyYAML's own loader counts in characters, libyaml's on some builds in bytes.
    mapping: Any = yaml.compose(text, yaml.SafeLoader)
    key, node = next((key, node) for key, node in mapping.value if key.value == "picks")
    if isinstance(node, yaml.SequenceNode) and node.value:
        return _after_last(text, node, words)
    colon = text.index(":", key.end_mark.index)
    found = _EMPTY.match(text, colon + 1)
    if found is None:
        return None
    lines = "".join(f"\n  - {word}" for word in words)
    return [(found.start(), max(found.start(), found.end("list")), ""), (found.end(), found.end(), lines)]


_EMPTY = re.compile(r"(?P<list>[ \t]*\[[ \t]*\])?[ \t]*(?:#[^\n]*)?(?=\n)")
"""A list without items behind its colon, to the end of the line."""


def _after_last(text: str, node: yaml.SequenceNode, words: list[str]) -> list[Edit] | None:
    last = node.value[-1]
    begin, after = last.start_mark.index, last.end_mark.index
    line_start = text.rfind("\n", 0, begin) + 1
    line_end = text.index("\n", after)
    lead = text[line_start:begin]
    if not node.flow_style:
        lines = "".join(f"\n{lead}{word}" for word in words)
        return [(line_end, line_end, lines)] if re.fullmatch(r"[ \t]*-[ \t]+", lead) else None
    behind = text[after : node.end_mark.index - 1]
    has_comma = "," in re.sub(r"#[^\n]*", "", behind)
    if lead.strip() or "\n" not in behind:
        return [(after, after, f", {', '.join(words)}")]
    # One item a line: the new one gets its own, and a comment stays with its item.
    lines = ",".join(f"\n{lead}{word}" for word in words)
    return ([] if has_comma else [(after, after, ",")]) + [(line_end, line_end, lines + ("," if has_comma else ""))]
