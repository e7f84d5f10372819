"""Navigation of constant size: the top level and the page's own issue, never the whole archive.

MkDocs renders the navigation into every page, so its size times the number of pages decides how the build grows.
"""

from __future__ import annotations

from itertools import pairwise

from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page


def link_issue(title: str, pages: list[Page]) -> Section:
    """Make a section of an issue's page and its picks, in order, each linked to its neighbors.

    The first page heads the section.
    """
    section = Section(title, list(pages))
    for page in pages:
        page.parent = section
    for before, after in pairwise(pages):
        before.next_page, after.previous_page = after, before
    return section


def with_issue(nav: Navigation, section: Section | None) -> Navigation:
    """The top level, and after its second item (`Issues`) the section, if the page belongs to one."""
    items = list(nav.items)
    if section is not None:
        items.insert(2, section)
    return Navigation(items, list(nav.pages))
