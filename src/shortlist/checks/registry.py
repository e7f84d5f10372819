"""The registry of rules: each function beside the sentence that it checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from shortlist.model import Library
from shortlist.problems import Problem

Check = Callable[[Library], Iterator[Problem]]

FAMILIES: Mapping[str, str] = {
    "F": "files and headers",
    "B": "BibTeX",
    "C": "citations",
    "X": "what must fit together",
    "S": "style",
}
"""First letter of a code → what its rules are about."""

SENTENCES: dict[str, str] = {}
"""Code → its rule in one sentence."""

CHECKS: dict[Check, set[str]] = {}
"""Function → the codes of the rules that it checks."""


def rule(code: str, sentence: str) -> Callable[[Check], Check]:
    """Register a function for a rule. A function may check several."""

    def register(check: Check) -> Check:
        SENTENCES[code] = sentence
        CHECKS.setdefault(check, set()).add(code)
        return check

    return register
