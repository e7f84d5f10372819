"""Previous and next pages: of an issue's page and its picks, in order.

The navigation that every page shows is the top level alone. MkDocs renders it into every page, so its size times the number
of pages decides how the build grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mkdocs.structure.pages import Page


def link_neighbors(pages: Sequence[Page]) -> None:
    """Link each page to the one before it and the one after it."""
    for before, after in pairwise(pages):
        before.next_page, after.previous_page = after, before
