"""A preview where some pages have errors: those stay as they were, all others follow what is saved."""

from collections.abc import Iterable, Mapping

from shortlist.library import with_pages
from shortlist.model import AnyPage, Issue, Library, Summary
from shortlist.problems import Problem

ADDRESS_TAKEN = "F130"
"""Code of a page that lies where none can, or has the address of another."""


def presentable(
    library: Library, problems: Iterable[Problem], last: Mapping[str, AnyPage]
) -> tuple[Library, dict[str, AnyPage]]:
    """Return the library as a preview can show it, and its pages as they last were without an error, by their paths.

    A page with an error is shown as it was in `last`, which holds such pages of before. One that is new is shown as it is, or
    left out when its header cannot be used; so are the summaries of an issue that is left out.
    """
    now = {page.path: page for page in library.all_pages}
    errors = [problem for problem in problems if not problem.is_warning]
    faulty = {problem.place.path for problem in errors}
    unusable = library.unread | {problem.place.path for problem in errors if problem.code == ADDRESS_TAKEN}
    sound = {path: page for path, page in now.items() if path not in faulty}
    sound |= {path: last[path] for path in faulty & last.keys()}
    usable = {path: page for path, page in now.items() if path not in unusable}
    pages = [page for _, page in sorted((usable | sound).items()) if _can_be_shown(page, library)]
    months = {page.id for page in pages if isinstance(page, Issue)}
    shown = with_pages(library, (page for page in pages if not isinstance(page, Summary) or page.issue in months))
    return shown, sound


def _can_be_shown(page: AnyPage, library: Library) -> bool:
    """Return whether all that the header names is there."""
    if not isinstance(page, Summary):
        return True
    is_named = page.paper in library.entries and library.tags.keys() >= set(page.tags)
    return is_named and library.people.writers.keys() >= set(page.by)
