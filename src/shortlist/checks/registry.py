"""The registry of rules: each function beside the sentence that it checks."""

from collections.abc import Callable, Iterator, Mapping

from shortlist.problems import Problem

Check = Callable[..., Iterator[Problem]]

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

CHECKS: Mapping[str, dict[Check, set[str]]] = {"library": {}, "entry": {}, "text": {}, "hint": {}}
"""What a function asks of → the functions, each with the codes of the rules that it checks.

It is called with the library, with each entry, with each page's text (as it is written, as readers see it, and the library), or
with the library again for rules that may be broken for a good reason.
"""


def rule(code: str, sentence: str, *, of: str = "library") -> Callable[[Check], Check]:
    """Register a function for a rule. A function may check several; a hint has a function of its own."""

    def register(check: Check) -> Check:
        SENTENCES[code] = sentence
        CHECKS["hint" if code.startswith("H") else of].setdefault(check, set()).add(code)
        return check

    return register
