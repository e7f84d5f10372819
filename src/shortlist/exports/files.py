"""Which works can be taken away where: the addresses of exports, and the keys of the works that each holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from shortlist.exports.formats import FORMATS, Exports
from shortlist.model import Body, Issue, Library, Page, Summary

PAPER = "paper"
REFERENCES = "references"
BIBLIOGRAPHY = "bibliography"


def files(library: Library, exports: Exports) -> Iterator[tuple[str, str]]:
    """Path below the site's root, as in `2021-04/glm/paper.bib`, and text of every export. The library holds no drafts."""
    for address, keys in addresses(library):
        for ending in FORMATS:
            yield f"{address}.{ending}", exports.text(ending, keys)


def addresses(library: Library) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Path without its ending, and keys, of every list of works that has any.

    - `paper` beside a summary: the paper itself.
    - `references` beside a summary: what it cites, in order of first citation.
    - `references` beside an issue: the papers picked, and what the issue's pages cite, each once, in the order of reading.
    - `references` beside the bibliography: everything cited or picked anywhere, by key.

    Keys that the bibliography does not have are left out; a check reports them.
    """
    lists = [(f"{summary.id}/{PAPER}", [summary.paper]) for summary in library.summaries.values()]
    lists += [(f"{summary.id}/{REFERENCES}", _cited(summary.body)) for summary in library.summaries.values()]
    lists += [(f"{issue.id}/{REFERENCES}", _of_issue(library, issue)) for issue in library.issues.values()]
    lists.append((f"{BIBLIOGRAPHY}/{REFERENCES}", sorted(_anywhere(library))))
    for address, keys in lists:
        if known := tuple(key for key in dict.fromkeys(keys) if key in library.entries):
            yield address, known


def has_references(library: Library, page: Summary | Issue) -> bool:
    """Whether there are `references` beside the page."""
    keys = _cited(page.body) if isinstance(page, Summary) else _of_issue(library, page)
    return any(key in library.entries for key in keys)


def _cited(body: Body) -> list[str]:
    return [citation.key for citation in body.citations]


def _of_issue(library: Library, issue: Issue) -> list[str]:
    keys = _cited(issue.body)
    for summary in library.picks(issue):
        keys += [summary.paper, *_cited(summary.body)]
    return keys


def _anywhere(library: Library) -> set[str]:
    pages: Iterable[Issue | Summary | Page] = chain(library.issues.values(), library.summaries.values(), library.pages.values())
    cited = {key for page in pages for key in _cited(page.body)}
    return cited.union(summary.paper for summary in library.summaries.values())
