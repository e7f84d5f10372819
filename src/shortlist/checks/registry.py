"""The registry of rules: each function beside the sentence that it checks."""

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
    "H": "hints, which stop nothing",
}
"""First letter of a code → what its rules are about."""

SENTENCES: dict[str, str] = {}
"""Code → its rule in one sentence."""

CHECKS: dict[Check, set[str]] = {}
"""Function → the codes of the rules that it checks."""

HINTS: dict[Check, set[str]] = {}
"""The same for rules that may be broken for a good reason."""


def rule(code: str, sentence: str) -> Callable[[Check], Check]:
    """Register a function for a rule. A function may check several; a hint has a function of its own."""

    def register(check: Check) -> Check:
        SENTENCES[code] = sentence
        (HINTS if code.startswith("H") else CHECKS).setdefault(check, set()).add(code)
        return check

    return register
