"""Located findings, and the forms in which they are printed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from shortlist.text import counted


class Place(NamedTuple):
    """A line and column in a source file."""

    path: str
    """From the repository root, with forward slashes."""
    line: int = 1
    """From 1."""
    column: int = 1
    """From 1, in characters."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Fix(NamedTuple):
    """The right text instead of a wrong one: at one place of the problem's file, `old` becomes `new`.

    Only where there is one way to fix a fault; a near name is a guess, and stays a question in the message.
    """

    place: Place
    """In the problem's file."""
    old: str
    """Exactly what stands there, with line ends `\\n`; empty if `new` is put in."""
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault at one place, with the repair named in the message.

    Problems sort by path, then line, column and code, which is the order in which they are printed.
    """

    place: Place
    code: str
    """A family letter and three digits (design §7). Codes are never used again for another rule."""
    message: str
    """The text that is wrong (quoted), the text that is expected, how to fix it."""
    fix: Fix | None = field(default=None, compare=False)
    """Made by the rule that wrote the message, so that the two cannot disagree. `shortlist check --fix` applies it."""

    @property
    def is_warning(self) -> bool:
        """True for a matter of style. `mkdocs build --strict` and `shortlist check` refuse it all the same."""
        return self.severity == "warning"

    @property
    def severity(self) -> str:
        """`error`, `warning`, or `hint`, which stops nothing."""
        return {"H": "hint", "S": "warning"}.get(self.code[:1], "error")

    def __str__(self) -> str:
        """Return one line of printable characters, whatever was quoted."""
        return printable(f"{self.place}: {self.code} {self.message}")


Problems = Iterator[Problem]
"""As rules and readers yield them."""


def printable(text: str) -> str:
    """Return the text with escapes for what cannot be printed: a terminal must not obey what a stranger has written."""
    if text.isprintable():
        return text
    return "".join(part if part.isprintable() else repr(part)[1:-1] for part in text)


def json_report(problems: Iterable[Problem]) -> str:
    """Return a JSON list of objects: path, line, column, code, severity, message, fix (null, or line, column, old and new)."""
    objects = [
        {
            **p.place._asdict(),
            "code": p.code,
            "severity": p.severity,
            "message": p.message,
            "fix": p.fix and {"line": p.fix.place.line, "column": p.fix.place.column, "old": p.fix.old, "new": p.fix.new},
        }
        for p in problems
    ]
    return json.dumps(objects, indent=2) + "\n"


def github_report(problems: Iterable[Problem]) -> str:
    """Return workflow commands that GitHub shows on the changed lines.

    Source: GitHub's documentation, "Workflow commands for GitHub Actions", with the escapes of its `actions/toolkit`.
    """
    return "".join(
        f"::{p.severity.replace('hint', 'notice')} file={_escape_property(p.place.path)},"
        f"line={p.place.line},col={p.place.column},title={p.code}::{_escape_data(p.message)}\n"
        for p in problems
    )


REPORTS = {"json": json_report, "github": github_report}


def summary_line(problems: list[Problem], hints: list[Problem] | None = None) -> str:
    """Return how many problems there are, for the last line of a report: `3 problems, 1 hint`."""
    count = counted(len(problems), "problem") if problems else "no problems"
    return f"{count}, {counted(len(hints), 'hint')}" if hints else count


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known name, or nothing when none is near.

    Near is at most one edit (insertion, deletion, substitution or swap of neighbours) per three characters of
    `name`, ignoring case. Among equally near names the first one alphabetically is offered. Else it is the only name that
    holds `name`, of three characters or more: a key without its last word, a file without the folder of another issue.
    """
    names = sorted(known)
    limit = max(1, len(name) // 3)
    if best := process.extractOne(name, names, scorer=OSA.distance, processor=str.casefold, score_cutoff=limit):
        return f"; did you mean '{printable(best[0])}'?"
    longer = [other for other in names if name.casefold() in other.casefold()]
    return f"; did you mean '{printable(longer[0])}'?" if len(longer) == 1 and len(name) > 2 else ""


def in_other_case(name: str, known: Iterable[str]) -> str:
    """Return the known name that differs in case alone, or nothing. Where names differ in more than case, it is not a guess."""
    return next((other for other in known if other.casefold() == name.casefold()), "")


def _escape_data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
