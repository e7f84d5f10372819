"""Files that citations can be taken away in: their formats, their addresses, and the works that each holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from shortlist.exports.bibtex import format_bibtex
from shortlist.exports.csl import csl_item, format_csl
from shortlist.exports.ris import format_ris
from shortlist.model import Body, Entry, Issue, Library, Page, Summary

PAPER = "paper"
REFERENCES = "references"
BIBLIOGRAPHY = "bibliography"


class Format(NamedTuple):
    name: str
    """As a reader knows it."""
    media_type: str


FORMATS = {
    "bib": Format("BibTeX", "application/x-bibtex"),
    "ris": Format("RIS", "application/x-research-info-systems"),
    "csl.json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json"),
}
"""By the ending of the file's name."""


def format_works(ending: str, entries: Iterable[Entry]) -> str:
    """Return the text of a file with this ending that holds these works, in their order."""
    works = [_format_work(ending, entry) for entry in entries]
    return "[" + ",\n".join(works) + "]\n" if ending == "csl.json" else ("\r\n" if ending == "ris" else "\n").join(works)


@cache  # A work is cited on many pages.
def _format_work(ending: str, entry: Entry) -> str:
    if ending == "bib":
        return format_bibtex(entry)
    return (format_ris if ending == "ris" else format_csl)(csl_item(entry))


def export_files(library: Library) -> Iterator[tuple[str, str]]:
    """Yield the path below the site's root, as in `2021-04/glm/paper.bib`, and the text of every export.

    The library holds no drafts.
    """
    for address, keys in addresses(library):
        for ending in FORMATS:
            yield f"{address}.{ending}", format_works(ending, [library.entries[key] for key in keys])


def addresses(library: Library) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the path without its ending, and the keys, of every list of works that has any.

    - `paper` beside a summary: the paper itself.
    - `references` beside a summary: what it cites, in order of first citation.
    - `references` beside an issue: the papers picked, and what the issue's pages cite, each once, in the order of reading.
    - `references` beside the bibliography: everything cited or picked anywhere, by key.

    Keys that the bibliography does not have are left out; a check reports them.
    """
    lists = [(f"{summary.id}/{PAPER}", [summary.paper]) for summary in library.summaries.values()]
    lists += [(f"{page.id}/{REFERENCES}", _references(library, page)) for page in library.summaries.values()]
    lists += [(f"{page.id}/{REFERENCES}", _references(library, page)) for page in library.issues.values()]
    lists.append((f"{BIBLIOGRAPHY}/{REFERENCES}", sorted(_anywhere(library))))
    for address, keys in lists:
        if known := tuple(key for key in dict.fromkeys(keys) if key in library.entries):
            yield address, known


def has_references(library: Library, page: Summary | Issue) -> bool:
    """Return whether there are `references` beside the page."""
    return any(key in library.entries for key in _references(library, page))


def _references(library: Library, page: Summary | Issue) -> list[str]:
    keys = _cited(page.body)
    if isinstance(page, Issue):
        for summary in library.picks(page):
            keys += [summary.paper, *_cited(summary.body)]
    return keys


def _cited(body: Body) -> list[str]:
    return [citation.key for citation in body.citations]


def _anywhere(library: Library) -> set[str]:
    pages: Iterable[Issue | Summary | Page] = chain(library.issues.values(), library.summaries.values(), library.pages.values())
    return {key for page in pages for key in _cited(page.body)} | {summary.paper for summary in library.summaries.values()}
