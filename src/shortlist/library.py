"""Walk the content folders and load everything: the `Library`, and every problem that reading found."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from shortlist.model import Event, FollowUp, Issue, Library, Page, Redirect, Summary
from shortlist.problems import Place, Problem
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.data import read_tags
from shortlist.reading.header import (
    EventHeader,
    FollowUpHeader,
    Header,
    IssueHeader,
    Model,
    PageHeader,
    SummaryHeader,
    read_header,
)
from shortlist.reading.keeping import Call, plainly
from shortlist.reading.markdown import scan_page, target_path
from shortlist.reading.redirects import read_redirects
from shortlist.reading.settings import Settings
from shortlist.reading.source import Source, read_source

T = TypeVar("T")

VOCABULARY = "data/tags.yml"
REDIRECTS = "data/redirects.yml"
"""Optional."""

MONTH = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])")


def load(root: Path, settings: Settings, call: Call = plainly) -> tuple[Library, list[Problem]]:
    """Everything under `root`, and every problem that reading found, in order.

    What cannot be read is left out of the library and is a problem; nothing is skipped silently. A file that
    cannot be opened is a problem too. `call` may know what a reader made of the same text before.
    """
    loader = _Loader(root, settings, call)
    loader.load()
    return loader.library(), sorted(loader.problems)


class _Loader:
    def __init__(self, root: Path, settings: Settings, call: Call) -> None:
        self.root = root
        self.settings = settings
        self.call = call
        self.problems: list[Problem] = []
        self.files: list[str] = []
        self.unread: set[str] = set()
        self.issues: dict[str, Issue] = {}
        self.summaries: dict[str, Summary] = {}
        self.pages: dict[str, Page] = {}

    def load(self) -> None:
        found, links = files_below(self.root, self.settings.docs)
        self.files = sorted(found)
        for path in links:
            message = "a symbolic link would publish what lies elsewhere; put the file itself here"
            self.problems.append(Problem(Place(path), "F130", message))
        for path in self.files:
            if path.endswith(".md"):
                self._load_page(path)
        self._check_folders()
        source = self._read(self.settings.bibliography)
        self.entries = self._collect(self.call(read_bibtex, source)) if source else {}
        source = self._read(VOCABULARY)
        self.tags = self._collect(self.call(read_tags, source)) if source else {}
        if not self.tags:
            self.unread.add(VOCABULARY)
        source = self._read(REDIRECTS) if (self.root / REDIRECTS).exists() else None
        self.redirects: dict[str, Redirect] = self._collect(self.call(read_redirects, source)) if source else {}

    def library(self) -> Library:
        newest_first = sorted(self.issues.values(), key=lambda issue: issue.id, reverse=True)
        issues = {issue.id: issue for issue in newest_first}
        listed = [f"{issue.id}/{slug}" for issue in newest_first for slug in issue.picks]
        order = {id: number for number, id in reversed(list(enumerate(listed)))}
        # Summaries that no issue lists come last; a check reports them.
        summaries = sorted(self.summaries.values(), key=lambda summary: (order.get(summary.id, len(order)), summary.id))
        return Library(
            issues=issues,
            summaries={summary.id: summary for summary in summaries},
            entries=self.entries,
            tags=self.tags,
            pages=self.pages,
            redirects=self.redirects,
            docs=self.settings.docs,
            files=frozenset(self.files),
            unread=frozenset(self.unread),
        )

    def _load_page(self, path: str) -> None:
        source = self._read(path)
        if source is None:
            return
        below = path.removeprefix(f"{self.settings.docs}/").split("/")
        if len(below) != 2 or not MONTH.fullmatch(below[0]):
            self._load_plain_page(source)
        elif below[1] == "index.md":
            self._load_issue(source, below[0])
        else:
            self._load_summary(source, f"{below[0]}/{below[1].removesuffix('.md')}")

    def _load_issue(self, source: Source, folder: str) -> None:
        header = self._header(source, IssueHeader)
        if header is None:
            return
        fields = header.fields
        self.issues[folder] = Issue(
            id=folder,
            path=source.path,
            published=fields.published,
            gist=fields.gist,
            picks=tuple(fields.picks),
            body=self.call(scan_page, source, header.body),
            considered=fields.considered,
            event=_event(fields.event),
            status=fields.status,
            places=header.places,
            header=source.text[: header.body],
        )
        if fields.issue and fields.issue != folder:
            message = f"'issue' is '{fields.issue}' but the folder is '{folder}'; make them equal"
            place = header.places["issue"]
            self.problems.append(Problem(place, "F111", message))

    def _load_summary(self, source: Source, id: str) -> None:
        header = self._header(source, SummaryHeader)
        if header is None:
            return
        fields = header.fields
        self.summaries[id] = Summary(
            id=id,
            path=source.path,
            paper=fields.paper,
            gist=fields.gist,
            tags=tuple(fields.tags),
            body=self.call(scan_page, source, header.body),
            links={str(kind): address for kind, address in fields.links.items()},
            since=tuple(_follow_up(one, source.path) for one in fields.since),
            status=fields.status,
            places=header.places,
            header=source.text[: header.body],
        )

    def _load_plain_page(self, source: Source) -> None:
        body, title = 0, ""
        if re.match(r"---[ \t]*\n", source.text):
            header = self._header(source, PageHeader)
            if header is None:
                return
            body, title = header.body, header.fields.title
        self.pages[source.path] = Page(source.path, self.call(scan_page, source, body), title)

    def _header(self, source: Source, model: type[Model]) -> Header[Model] | None:
        header = self._collect(self.call(read_header, source, model))
        if header is None or not header.is_sound:
            self.unread.add(source.path)
        return header

    def _check_folders(self) -> None:
        docs = self.settings.docs
        first_page: dict[str, str] = {}
        for path in self.files:
            folder, slash, _ = path.removeprefix(f"{docs}/").partition("/")
            if slash and path.endswith(".md"):
                first_page.setdefault(folder, path)
        files = set(self.files)
        for folder, first in first_page.items():
            if MONTH.fullmatch(folder) and f"{docs}/{folder}/index.md" not in files:
                message = f"issue '{folder}' has no index.md; write {docs}/{folder}/index.md with its header and editorial"
                self.problems.append(Problem(Place(first), "F117", message))
            elif folder[:2].isdigit() and not MONTH.fullmatch(folder):
                message = f"folder '{folder}' is not a month; name it as in '2021-04'"
                self.problems.append(Problem(Place(first), "F118", message))

    def _read(self, path: str) -> Source | None:
        try:
            source = self._collect(read_source(self.root, path))
        except FileNotFoundError:
            self.problems.append(Problem(Place(path), "F119", "the file is missing; every part of the site needs it"))
            source = None
        except OSError as error:
            self.problems.append(Problem(Place(path), "F119", f"cannot be read: {error.strerror}"))
            source = None
        if source is None:
            self.unread.add(path)
        return source

    def _collect(self, result: tuple[T, list[Problem]]) -> T:
        """Keep the problems, hand on the value."""
        value, problems = result
        self.problems += problems
        return value


def files_below(root: Path, folder: str) -> tuple[list[str], list[str]]:
    """Paths from `root` of the files that MkDocs publishes, and of symbolic links.

    Names that begin with a dot are left out, as MkDocs does.
    """
    found, links = [], []
    for parent, folders, names in os.walk(root / folder):
        below = Path(parent).relative_to(root).as_posix()
        for name in (*folders, *names):
            if Path(parent, name).is_symlink():
                links.append(f"{below}/{name}")
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [f"{below}/{name}" for name in names if not name.startswith(".") and f"{below}/{name}" not in links]
    return found, links


def _event(header: EventHeader | None) -> Event | None:
    return Event(header.title, header.start, header.minutes, header.url or "") if header else None


def _follow_up(header: FollowUpHeader, path: str) -> FollowUp:
    """Of the summary at `path`."""
    page = "" if urlsplit(header.link).scheme else target_path(header.link, path)
    return FollowUp(header.date, header.text, header.link, page)
