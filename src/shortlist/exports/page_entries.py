"""Entries of our own pages, by which others cite them: a summary, an issue."""

import re

from shortlist.exports.wording import writers
from shortlist.model import Entry, Issue, Library, Person, Summary
from shortlist.reading.names import read_name
from shortlist.reading.settings import Settings
from shortlist.text import MONTHS, clean


def page_entries(library: Library, settings: Settings) -> dict[str, Entry]:
    """Return summaries and issues as works, by the paths of their files without the ending: `2021-04/glm/summary`."""
    entries = {f"{id}/summary": summary_entry(summary, library, settings) for id, summary in library.summaries.items()}
    return entries | {f"{id}/issue": issue_entry(issue, settings) for id, issue in library.issues.items()}


def summary_entry(summary: Summary, library: Library, settings: Settings) -> Entry:
    """Return the summary as a work. Its title names the paper and its authors are ours, so that nobody takes it for the paper."""
    paper, issue = library.entries[summary.paper], library.issues[summary.issue]
    authors = list(map(read_name, writers(summary, library)))
    title = f"Summary of ``{paper.fields.get('title', '')}''"
    return _entry(summary, issue, settings, title, f"Summary of “{clean(paper.title)}”", authors)


def issue_entry(issue: Issue, settings: Settings) -> Entry:
    """Return the issue as a work."""
    title = f"{settings.site_name}, {issue.title}"
    return _entry(issue, issue, settings, _latex(title), title, [])


def _entry(page: Summary | Issue, issue: Issue, settings: Settings, latex: str, title: str, authors: list[Person]) -> Entry:
    """Return a `misc`, which every style of BibTeX knows. The site's name stands in braces: it is not to be taken apart."""
    name, day = settings.site_name, issue.published
    author = " and ".join(_latex(writer.family_first) for writer in authors) or f"{{{_latex(name)}}}"
    url = settings.url and f"{settings.url}{page.id}/"
    fields = {
        "title": latex,
        "author": author,
        "howpublished": _latex(f"{name}, {issue.title}"),
        "year": str(day.year),
        "month": MONTHS[day.month - 1],
        "url": url,
    }
    return Entry(
        key=f"shortlist-{page.id.replace('/', '-')}",
        type="misc",
        fields={field: value for field, value in fields.items() if value},
        place=page.body.start,
        authors=tuple(authors) or (Person(name),),
        title=title,
        year=day.year,
        url=url,
    )


def _latex(text: str) -> str:
    return re.sub(r"[&%#_$]", r"\\\g<0>", text)
