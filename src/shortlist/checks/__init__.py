"""The rules that the library must keep: all of them, every time."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from shortlist.background import MIN_PAGES_TO_SHARE, start

# Each of these registers its rules.
from shortlist.checks import citations, conversion, data, files, links, markup, pages  # noqa: F401
from shortlist.checks.bibliography import check_entries
from shortlist.checks.pages import check_future
from shortlist.checks.registry import CHECKS, FAMILIES, SENTENCES
from shortlist.conversion import with_conversions, with_results
from shortlist.library import load
from shortlist.model import AnyPage, Body, Converted, Library, Settings
from shortlist.problems import Problem, Problems
from shortlist.reading.settings import settings_of

__all__ = ["FAMILIES", "RULES", "check", "check_future", "check_library", "hints", "left_to_do", "load_and_check"]

RULES: Mapping[str, str] = dict(sorted(SENTENCES.items()))
"""Code → its rule in one sentence."""

ALLOWED_IN_DRAFTS = frozenset({"F112", "F115", "F132", "S502", "S503", "S505", "X408"})
"""Codes of the rules that a draft may break, so that an unfinished page can be previewed."""


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
    library = with_conversions(replace(library, shows_drafts=shows_drafts), is_wanted)
    if len(shown := library.checked_pages) < MIN_PAGES_TO_SHARE:
        return library, sorted({*problems, *check_library(library)})
    finish = start(partial(_check_texts, library, shown[1::2]))
    own, _ = _check_texts(library, shown[::2])
    entries = list(check_entries(library.entries))  # Meanwhile the copy hands over its results.
    others, results = finish()
    library = with_results(library, results)
    return library, sorted({*problems, *check_library(library, [*own, *entries, *others])})


def _check_texts(library: Library, shown: Iterable[AnyPage]) -> tuple[list[Problem], dict[str, tuple[Body, Converted]]]:
    """Hold the text of each page against the rules for it alone. Return what was made of the pages, too, by their paths."""
    made = {page.path: (page.body, library.conversions[page.path]) for page in shown}
    return [problem for of_page in made.values() for check in CHECKS["text"] for problem in check(*of_page, library)], made


def check_library(library: Library, found: Collection[Problem] | None = None) -> Problems:
    """Yield what breaks a rule, but for what drafts may lack: see `left_to_do`. Texts and entries may have been checked before.

    Of a page beyond the limits only that, since its text was left out.
    """
    if found is None:
        found = [*_check_texts(library, library.checked_pages)[0], *check_entries(library.entries)]
    excess = {problem.place.path for problem in found if problem.code == "F147"}
    for problem in chain(found, *(check(library) for check in CHECKS["library"])):
        if not _is_left(problem, library) and (problem.place.path not in excess or problem.code == "F147"):
            yield problem


def hints(library: Library) -> list[Problem]:
    """Return what is worth a look in a sound library, in order. It stops neither a build nor `shortlist check`."""
    return sorted(problem for check in CHECKS["hint"] for problem in check(library))


def left_to_do(library: Library) -> list[Problem]:
    """Return what keeps each draft from being published, in order."""
    checks = CHECKS["library"] if library.drafts else ()
    return sorted(problem for check in checks for problem in check(library) if _is_left(problem, library))


def _is_left(problem: Problem, library: Library) -> bool:
    """Return whether this is what a draft may lack."""
    return problem.code in ALLOWED_IN_DRAFTS and problem.place.path in library.drafts
