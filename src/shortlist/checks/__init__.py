"""The rules that the library must keep: all of them, every time."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from shortlist.background import start

# Each of these registers its rules.
from shortlist.checks import bibliography, citations, conversion, files, links, markup, pages, people, redirects, terms, venues  # noqa: F401
from shortlist.checks.pages import check_future, check_limits
from shortlist.checks.registry import CHECKS, FAMILIES, HINTS, SENTENCES, Check
from shortlist.conversion import with_conversions, with_results
from shortlist.library import load
from shortlist.model import Body, Converted, Library
from shortlist.problems import Problem
from shortlist.reading.codes import READING
from shortlist.reading.settings import Settings, settings_of

__all__ = ["FAMILIES", "RULES", "check", "check_future", "check_library", "hints", "left_to_do", "load_and_check"]

RULES: Mapping[str, str] = dict(sorted({**READING, **SENTENCES}.items()))
"""Code → its rule in one sentence."""

ALLOWED_IN_DRAFTS = frozenset({"F112", "F115", "F132", "S502", "S503", "S505", "X408"})
"""Codes of the rules that a draft may break, so that an unfinished page can be previewed."""

MIN_PAGES_TO_SHARE = 200
"""From this number of pages on a second process pays."""

_OF_TEXTS = {check for check in CHECKS if check.__module__ in (conversion.__name__, markup.__name__)}
"""The checks that ask of a page for its own text alone."""


def check(root: Path, is_wanted: Callable[[str], bool] = bool, today: date | None = None) -> tuple[Library, list[Problem]]:
    """Load everything under `root` and hold it against every rule. Return all problems in order.

    Only pages with a wanted path are converted and held to the rules for what readers see. With `today`, an issue dated later is
    a problem.
    """
    settings, problems = settings_of(root)
    library, more = load_and_check(root, settings, is_wanted)
    return library, sorted([*problems, *more, *(check_future(library, today) if today else ())])


def load_and_check(
    root: Path, settings: Settings, is_wanted: Callable[[str], bool] = bool, *, shows_drafts: bool = False
) -> tuple[Library, list[Problem]]:
    """Do as `check` does, with the settings given. Links to drafts are right where those are shown."""
    library, problems = load(root, settings)
    library = with_conversions(replace(library, shows_drafts=shows_drafts), settings, is_wanted)
    if len(library.checked_pages) < MIN_PAGES_TO_SHARE:
        return library, sorted({*problems, *check_library(library)})
    own, others = ([page.path for page in library.checked_pages[part::2]] for part in (0, 1))
    finish = start(partial(_check_texts, library, others))
    found, _ = _check_texts(library, own)
    more, results = finish()
    library = with_results(library, settings, results)
    return library, sorted({*problems, *found, *more, *check_library(library, CHECKS.keys() - _OF_TEXTS)})


def _check_texts(library: Library, paths: Collection[str]) -> tuple[list[Problem], dict[str, tuple[Body, Converted]]]:
    """Hold the texts of the pages at these paths against the rules for each by itself; return what was made of them, too."""
    library = replace(library, is_checked=frozenset(paths).__contains__)
    problems = list(check_library(library, _OF_TEXTS))
    return problems, {page.path: (page.body, library.conversions[page.path]) for page in library.checked_pages}


def check_library(library: Library, checks: Iterable[Check] = CHECKS) -> Iterator[Problem]:
    """Yield what breaks a rule, but for what drafts may lack: see `left_to_do`.

    Of a page beyond the limits only that, since its text was left out.
    """
    excess = {problem.place.path for problem in check_limits(library)}
    for check in checks:
        for problem in check(library):
            path = problem.place.path
            if path in excess and problem.code != "F147":
                continue
            if problem.code not in ALLOWED_IN_DRAFTS or path not in library.drafts:
                yield problem


def hints(library: Library) -> list[Problem]:
    """Return what is worth a look in a sound library, in order. It stops neither a build nor `shortlist check`."""
    return sorted(problem for check in HINTS for problem in check(library))


def left_to_do(library: Library) -> list[Problem]:
    """Return what keeps each draft from being published, in order."""
    problems = (problem for check, codes in CHECKS.items() if codes & ALLOWED_IN_DRAFTS for problem in check(library))
    return sorted(problem for problem in problems if problem.code in ALLOWED_IN_DRAFTS and problem.place.path in library.drafts)
