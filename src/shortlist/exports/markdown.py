"""Each page as Markdown that any program reads alike, and `llms.txt`, which leads programs to it.

Citations are `[1]`, `[see 1, p. 3; 2]`, and the references a numbered list: the same on a page, on paper and in a mail.
"""

import json
import posixpath
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urljoin

from shortlist.conversion import address_of, site_address
from shortlist.exports.commonmark import Writer, escape, link, reference
from shortlist.exports.wording import about, day, hours, links, names, short_names, writers
from shortlist.model import AnyPage, Issue, Library, Page, Summary
from shortlist.text import clean, counted, not_empty

RECENT_ISSUES = 6
"""Issues whose picks `llms.txt` lists; of earlier ones, their own Markdown does."""


class MarkdownPages:
    """Pages of one library, which holds no drafts and has conversions.

    `MarkdownPages(library).text(page)` is a page as a reader would copy it out: title, people, text, notes, references.
    `file(page)` has a YAML header before that. Links lead to the site, from the page itself if its address is not known; or stay
    as they are written, for files that lie beside one another as their sources do.
    """

    def __init__(self, library: Library, *, keeps_links: bool = False) -> None:
        self.library, settings = library, library.settings
        self.url = settings.url
        files = {path.removeprefix(f"{library.docs}/") for path in library.files}
        self.sources = {address_of(uri).strip("/"): uri for uri in files} if keeps_links else {}
        """Address of a page or a file → its path below the folder of pages."""

    def file(self, page: AnyPage) -> str:
        """Return the page with a header in YAML: title, people, date, tags, links. Each value is JSON, which is YAML as well."""
        fields = not_empty(dict(self._fields(page)))
        header = "".join(f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}\n" for name, value in fields.items())
        return f"---\n{header}---\n\n{self.text(page)}" if fields else self.text(page)

    def text(self, page: AnyPage) -> str:
        """Return the page without that header."""
        href = self._href(page.path.removeprefix(f"{self.library.docs}/"))
        text = Writer(href).write(self.library.conversions[page.path].html)
        picks = self._picks(page) if isinstance(page, Issue) else ()
        parts = [*self._head(page), text, _section("The picks", picks), self._references(page)]
        return "\n\n".join(filter(None, parts)) + "\n"

    def linked(self, page: AnyPage, target: str) -> str:
        """Return the address to print for the target of a link, as its source writes it."""
        uri = page.path.removeprefix(f"{self.library.docs}/")
        return self._href(uri)(site_address(target, uri))

    def _href(self, uri: str) -> Callable[[str], str]:
        """Return what returns the address to print for one that a page of the site has."""
        if self.sources:
            return partial(self._source, uri)
        return partial(urljoin, self.url + address_of(uri)) if self.url else str

    def _source(self, uri: str, seen: str) -> str:
        here = address_of(uri)
        path, hash, anchor = seen.partition("#")
        if source := self.sources.get(posixpath.normpath(f"/{here}{path}").strip("/")):
            return posixpath.relpath(source, posixpath.dirname(uri)) + hash + anchor
        return urljoin(self.url + here, seen)

    # What stands around the text.

    def _fields(self, page: AnyPage) -> Iterator[tuple[str, Any]]:
        yield "title", _title(page, self.library)
        yield "description", _description(page)
        if isinstance(page, Issue):
            yield "date", page.published
        elif isinstance(page, Summary):
            paper = self.library.entries[page.paper]
            yield "authors", list(map(clean, names(paper)))
            yield "date", self.library.issues[page.issue].published
            yield "written_by", writers(page, self.library)
            yield "tags", list(page.tags)
            yield "links", dict(links(page, paper))

    def _head(self, page: AnyPage) -> Iterator[str]:
        if title := _title(page, self.library):
            yield f"# {escape(title)}"
        if not isinstance(page, Page):
            yield escape(page.gist)
            yield from facts_of_issue(page) if isinstance(page, Issue) else self._facts(page)

    def _facts(self, page: Summary) -> Iterator[str]:
        issue, paper = self.library.issues[page.issue], self.library.entries[page.paper]
        yield escape(about(paper, ", ".join(names(paper))) + ".")
        yield " · ".join(link(name, url) for name, url in links(page, paper))
        by = f" Written by {escape(', '.join(writers(page, self.library)))}." if page.by else ""
        yield f"From {link(issue.title, self.linked(page, 'index.md'))}, dated {day(issue.published)}.{by}"
        notes = sorted(page.since, key=lambda note: note.date, reverse=True)  # Of one day as they are written, as on the page.
        yield _section("Since then", (f"- {day(note.date)}: {link(note.text, self.linked(page, note.link))}" for note in notes))

    def _picks(self, issue: Issue) -> Iterator[str]:
        start = issue.header.start_here
        for rank, summary in enumerate(self.library.picks(issue), start=1):
            paper = self.library.entries[summary.paper]
            why = f" Start here: {escape(start.why)}" if start and start.pick == summary.slug else ""
            title = link(paper.title, self.linked(issue, f"{summary.slug}.md"))
            yield f"{rank}. {title}. {escape(short_names(paper))}. {escape(summary.gist)}{why}"

    def _references(self, page: AnyPage) -> str:
        keys = dict.fromkeys(citation.key for citation in self.library.conversions[page.path].citations)
        return _section("References", (f"{number}. {self._reference(key, page)}" for number, key in enumerate(keys, start=1)))

    def _reference(self, key: str, page: AnyPage) -> str:
        own = self.library.summaries.get(self.library.summary_of.get(key, ""))
        if own is None or own.path == page.path:
            return reference(self.library.entries[key])
        target = posixpath.relpath(own.path, posixpath.dirname(page.path))
        return f"{reference(self.library.entries[key])} {link('Our summary', self.linked(page, target))}."


def facts_of_issue(issue: Issue) -> Iterator[str]:
    """Yield what an issue says of itself, each a paragraph."""
    header = issue.header
    yield f"Dated {day(issue.published)}."
    if header.selected_by:
        yield f"Selected by {header.selected_by}."
    if header.considered:
        yield f"Out of more than {counted(header.considered, 'paper')}."
    if event := header.event:
        yield f"{link(event.title, event.url) if event.url else escape(event.title)}: {hours(event)}."


def _title(page: AnyPage, library: Library) -> str:
    if isinstance(page, Summary):
        return clean(library.entries[page.paper].title)
    return page.title if isinstance(page, Issue) else page.header.title


def _description(page: AnyPage) -> str:
    return page.header.description if isinstance(page, Page) else page.gist


def _section(title: str, lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    return f"## {title}\n\n{text}" if text else ""


def markdown_address(path: str, docs: str) -> str:
    """Return the path below the site's root of the Markdown of the page at `path`: `2021-04/glm/index.md`."""
    return f"{address_of(path.removeprefix(f'{docs}/'))}index.md"


def llms_txt(library: Library) -> str:
    """Return the guide for programs: the newest issues with their picks, earlier ones, and other pages that are texts.

    The library holds no drafts. Source: https://llmstxt.org.
    """

    def item(page: AnyPage, title: str = "") -> str:
        said = f": {escape(_description(page))}" if _description(page) else ""
        return f"- {link(title or _title(page, library), settings.url + markdown_address(page.path, library.docs))}{said}"

    settings, issues = library.settings, list(library.issues.values())
    texts = (page for page in library.pages.values() if page.header.template == "main.html" and page.header.title)
    parts = [
        f"# {escape(settings.site_name)}",
        f"> {escape(settings.site_description)}",
        "Each page is Markdown, too, at its address with `index.md` at the end. All picks as data are in "
        f"{link('papers.json', settings.url + 'papers.json')}.",
        *(
            _section(issue.title, [item(issue, f"The issue of {issue.title}"), *map(item, library.picks(issue))])
            for issue in issues[:RECENT_ISSUES]
        ),
        _section("Earlier issues", map(item, issues[RECENT_ISSUES:])),
        _section("About", map(item, texts)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"
