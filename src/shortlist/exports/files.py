"""Files that citations can be taken away in: their formats, their addresses, and the works that each holds."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from shortlist.exports.bibtex import format_bibtex
from shortlist.exports.csl import format_csl
from shortlist.exports.ris import format_ris
from shortlist.exports.wording import writers
from shortlist.model import Body, Entry, Issue, Library, Person, Summary
from shortlist.reading.names import read_name
from shortlist.text import MONTHS, clean, not_empty


class Format(NamedTuple):
    name: str
    """As a reader knows it."""
    media_type: str
    write: Callable[[Entry], str]
    separator: str
    file: str = "{}"
    """The text around the works, which take the place of `{}`."""

    def joined(self, works: Iterable[str]) -> str:
        """Return the text of a file that holds these works, as they are written, in their order."""
        return self.file.format(self.separator.join(works))


FORMATS = {
    "bib": Format("BibTeX", "application/x-bibtex", format_bibtex, "\n"),
    "ris": Format("RIS", "application/x-research-info-systems", format_ris, "\r\n"),
    "csl.json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", format_csl, ",\n", "[{}]\n"),
}
"""By the ending of the file's name."""


Works = Mapping[str, Sequence[Entry]]
"""Path of a file below the site's root, without the ending → its works."""


def export_files(works: Works) -> Iterator[tuple[str, str]]:
    """Yield the path below the site's root, as in `2021-04/glm/paper.bib`, and the text of every export.

    A work that many pages cite is written once. One format comes after the other, since the texts of all works need much memory.
    """
    for ending, format in FORMATS.items():
        write = cache(format.write)
        for address, entries in works.items():
            yield f"{address}.{ending}", format.joined(map(write, entries))


def exported_works(library: Library) -> Works:
    """Return the works of each file that holds any. The library holds no drafts.

    - `paper` beside a summary: the paper itself.
    - `references` beside a summary: what it cites, in order of first citation.
    - `references` beside an issue: the papers picked, and what the issue's pages cite, each once, in the order of reading.
    - `references` beside the bibliography: everything cited or picked anywhere, by key.
    - `summary` and `issue` beside those: our own page.

    Keys that the bibliography does not have are left out; a check reports them.
    """
    keys = {f"{id}/paper": [summary.paper] for id, summary in library.summaries.items()}
    keys |= {f"{page.id}/references": _references(library, page) for page in library.dated_pages}
    others = (_cited(page.body) for page in library.pages.values())
    keys["bibliography/references"] = sorted({*chain(*keys.values(), *others)})
    known = library.entries
    works = {path: [known[key] for key in dict.fromkeys(listed) if key in known] for path, listed in keys.items()}
    works |= {f"{summary.id}/summary": [page_entry(summary, library)] for summary in library.summaries.values()}
    works |= {f"{issue.id}/issue": [page_entry(issue, library)] for issue in library.issues.values()}
    return {path: entries for path, entries in works.items() if entries}


def _references(library: Library, page: Summary | Issue) -> list[str]:
    keys = _cited(page.body)
    if isinstance(page, Issue):
        for summary in library.picks(page):
            keys += [summary.paper, *_cited(summary.body)]
    return keys


def _cited(body: Body) -> list[str]:
    return [citation.key for citation in body.citations]


def page_entry(page: Summary | Issue, library: Library) -> Entry:
    """Return our own page as a work, by which others cite it: a `misc`, which every style of BibTeX knows.

    The title of a summary names the paper and its authors are ours, so that nobody takes it for the paper. The site's name stands
    in braces where it is the author: it is not to be taken apart.
    """
    settings, authors = library.settings, list[Person]()
    name = settings.site_name
    if isinstance(page, Summary):
        issue, paper = library.issues[page.issue], library.entries[page.paper]
        authors += map(read_name, writers(page, library))
        title, latex = f"Summary of “{clean(paper.title)}”", f"Summary of ``{paper.fields.get('title', '')}''"
    else:
        issue, title = page, f"{name}, {page.title}"
        latex = _latex(title)
    day = issue.published
    fields = {
        "title": latex,
        "author": " and ".join(_latex(writer.family_first) for writer in authors) or f"{{{_latex(name)}}}",
        "howpublished": _latex(f"{name}, {issue.title}"),
        "year": str(day.year),
        "month": MONTHS[day.month - 1],
        "url": settings.url and f"{settings.url}{page.id}/",
    }
    return Entry(
        key=f"shortlist-{page.id.replace('/', '-')}",
        type="misc",
        fields=not_empty(fields),
        place=page.body.start,
        authors=tuple(authors) or (Person(name),),
        title=title,
        year=day.year,
        url=fields["url"],
    )


def _latex(text: str) -> str:
    return re.sub(r"[&%#_$]", r"\\\g<0>", text)
