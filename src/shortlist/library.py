"""Walk the content folders and load everything: the `Library`, and every problem that reading found."""

import os
import posixpath
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from rapidfuzz.distance import OSA

from shortlist.background import MIN_PAGES_TO_SHARE, start
from shortlist.model import (
    MONTH,
    AnyPage,
    Entries,
    Issue,
    IssueHeader,
    Library,
    Page,
    PageHeader,
    People,
    Settings,
    Summary,
    SummaryHeader,
)
from shortlist.problems import Place, Problem, did_you_mean
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.data import read_people, read_redirects, read_tags, read_terms, read_venues
from shortlist.reading.header import Header, has_header, read_header
from shortlist.reading.limits import read_body
from shortlist.reading.source import Source, cannot_be_read, is_link, read_source, stray
from shortlist.reading.svg import read_svg

Value = TypeVar("Value")

VOCABULARY = "data/tags.yml"
REDIRECTS, PEOPLE, TERMS, VENUES = "data/redirects.yml", "data/people.yml", "data/terms.yml", "data/venues.yml"


@lru_cache(maxsize=32_768)  # Headers and bodies of more pages than an archive has.
def _read(reader: Callable[..., Any], *inputs: Any) -> Any:
    """Return what a reader makes of its inputs. It is remembered, and not to be changed."""
    return reader(*inputs)


def load(root: Path, settings: Settings) -> tuple[Library, list[Problem]]:
    """Load everything under `root`. Return the library and every problem that reading found, in order.

    What cannot be read is left out of the library and is a problem; nothing is skipped silently. What a reader made of the same
    text before is used again, so that a save costs the preview what has changed.
    """
    reading = _Reading(root, settings)
    library = reading.library()
    return library, sorted(reading.problems)


class _Reading:
    """One walk through all files. Readers' values are returned, their problems kept."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.settings = settings
        self.problems: list[Problem] = []
        self.unread: set[str] = set()

    def library(self) -> Library:
        files = self.collect(files_below(self.root, self.settings.docs))
        paths = sorted(path for path in files if path.endswith(".md"))
        read_pages = partial(_read_pages, self.root, self.settings, paths)
        # Beside the bibliography, which takes longer to read, and to hand over.
        finish_pages = start(read_pages) if len(paths) >= MIN_PAGES_TO_SHARE else read_pages
        has_summaries = any(MONTH.fullmatch(Path(path).parent.name) and Path(path).name != "index.md" for path in paths)
        entries: Entries = self.file(self.settings.bibliography, read_bibtex, {}, is_needed=has_summaries)
        drawings = {path: size for path in files if path.endswith(".svg") and (size := self.collect(read_svg(self.root, path)))}
        pages, problems, unread = finish_pages()
        self.problems += problems
        self.unread |= unread
        library = Library(
            entries=entries,
            tags=self.file(VOCABULARY, read_tags, {}),
            redirects=self.file(REDIRECTS, read_redirects, {}),
            people=self.file(PEOPLE, read_people, People()),
            terms=self.file(TERMS, read_terms, {}),
            series_by_phrase=self.file(VENUES, read_venues, {}),
            drawings=drawings,
            settings=self.settings,
            files=frozenset(files),
            unread=frozenset(self.unread),
        )
        return with_pages(library, pages)

    def page(self, path: str) -> AnyPage | None:
        if (source := self.source(path)) is None:
            return None
        below = path.removeprefix(f"{self.settings.docs}/").removesuffix(".md")
        id = below.removesuffix("/index")
        is_dated = MONTH.fullmatch(posixpath.dirname(below)) is not None
        if not is_dated and not has_header(source):
            return Page(id, path, PageHeader.model_validate({}), partial(_read, read_body, source, 0))
        of_an_issue = (Summary, SummaryHeader) if id == below else (Issue, IssueHeader)
        kind, model = of_an_issue if is_dated else (Page, PageHeader)
        header: Header[Any] | None = self.collect(_read(read_header, source, model))
        if header is None or not header.is_sound:
            self.unread.add(path)
        if header is None:
            return None
        scan = partial(_read, read_body, source, header.body)
        return kind(id, path, header.fields, scan, header.places, source.text[: header.body])

    def file(
        self, path: str, reader: Callable[[Source], tuple[Value, list[Problem]]], default: Value, *, is_needed: bool = False
    ) -> Value:
        """Read a file that may be missing or empty, unless it is needed. If nothing could be read, checks do not rely on it."""
        if (source := self.source(path, is_needed=is_needed)) is None:
            return default
        value, problems = _read(reader, source)
        if problems and (value == default or path == PEOPLE):  # Of people, each part counts.
            self.unread.add(path)
        return self.collect((value, problems))

    def source(self, path: str, *, is_needed: bool = True) -> Source | None:
        source, problems = read_source(self.root, path, is_needed=is_needed)
        if source is None and problems:
            self.unread.add(path)
        return self.collect((source, problems))

    def collect(self, result: tuple[Value, list[Problem]]) -> Value:
        """Keep the problems, return the value."""
        value, problems = result
        self.problems += problems
        return value


def _read_pages(root: Path, settings: Settings, paths: Iterable[str]) -> tuple[list[AnyPage], list[Problem], set[str]]:
    """Return the pages that could be read, the problems, and the paths of what could not."""
    reading = _Reading(root, settings)
    pages = [page for path in paths if (page := reading.page(path)) is not None]
    return pages, reading.problems, reading.unread


def with_pages(library: Library, pages: Iterable[AnyPage]) -> Library:
    """Return the library with these pages, which are in the order of their paths, and no others."""
    pages = list(pages)
    issues = {page.id: page for page in reversed(pages) if isinstance(page, Issue)}
    summaries = {page.id: page for page in pages if isinstance(page, Summary)}
    listed = (f"{issue.id}/{slug}" for issue in issues.values() for slug in issue.picks)
    # Summaries that no issue lists come last; a check reports them.
    in_order = {id: summaries[id] for id in listed if id in summaries} | summaries
    others = {page.path: page for page in pages if isinstance(page, Page)}
    return replace(library, issues=issues, summaries=in_order, pages=others)


def missing_issue(name: str, issues: Iterable[str]) -> str:
    """Return the message about an issue that is not there. Meant is the one most like it, of several the newest."""
    if not MONTH.fullmatch(name):
        return f"there is no issue '{name}'{did_you_mean(name, issues)}"
    near = min(sorted(issues, reverse=True), key=partial(OSA.distance, name), default="")
    hint = f"did you mean '{near}'? " if near else ""
    return f"there is no issue '{name}'; {hint}'shortlist new {name}' starts it"


def files_below(root: Path, folder: str) -> tuple[list[str], list[Problem]]:
    """Return the paths from `root` of the files that MkDocs publishes, and what cannot be: symbolic links, unreadable folders.

    Names that begin with a dot are left out, as MkDocs does. Editors lock files by links of such names.
    """
    if stray(root, folder):
        return [], []  # The settings, which name it, are a problem already.
    files, links, errors = [], [], list[OSError]()
    for parent, folders, names in os.walk(root / folder, onerror=errors.append):
        below = Path(parent).relative_to(root).as_posix()
        folders[:], names = ([name for name in some if not name.startswith(".")] for some in (folders, names))
        links += [f"{below}/{name}" for name in (*folders, *names) if is_link(Path(parent, name))]
        files += [f"{below}/{name}" for name in names if f"{below}/{name}" not in links]
    message = "a symbolic link would publish what lies elsewhere; put the file itself here"
    return files, [
        *(Problem(Place(path), "F130", message) for path in links),
        *(cannot_be_read(Path(error.filename).relative_to(root).as_posix(), error) for error in errors),
    ]
