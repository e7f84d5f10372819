"""`shortlist add`: from an arXiv id, a DOI or BibTeX to an entry, a page to write, and a pick."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import NamedTuple

from rapidfuzz.distance import OSA

from shortlist.authoring.entries import entry as entry_text
from shortlist.authoring.files import CannotChange, Changes, changes
from shortlist.authoring.http import CannotFetch, NoNetwork
from shortlist.authoring.insertions import open_file, refuse_unreadable, with_entries, with_picks
from shortlist.authoring.sources import Found, Source, UnusableBibtex, find_all
from shortlist.authoring.summaries import links_in, slug_for, summary_page
from shortlist.authoring.tagging import suggest_tags
from shortlist.authoring.works import NO_PAPERS
from shortlist.checks.bibliography import ids_of, same_work
from shortlist.library import MONTH, load
from shortlist.model import Entry, Issue
from shortlist.problems import printable
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.settings import Settings, settings_of
from shortlist.reading.source import Source as Text

SLOW = 1.0
"""Seconds after which a search says that it goes on."""


@dataclass
class Report:
    """What a run did, and what it could not do, in lines for the author."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    """Paths of the pages that are to be written now."""
    cited: list[str] = field(default_factory=list)
    """Keys of entries that were added without a page."""


class Known(NamedTuple):
    """An entry that is there already."""

    key: str
    why: str


def add(root: Path, sources: Sequence[Source], month: str) -> Report:
    """Add works to the bibliography and, if a month is named, to its issue. A work that is there already stays as it is.

    Each source succeeds or fails by itself: what is found is added, whatever becomes of the others. All that is found is added
    in one change, entries first, then pages, then picks, so that a second run completes one that was killed in between. The
    network is asked before, while other commands may work. Raises `CannotChange` when nothing could be changed.
    """
    settings, _ = settings_of(root)
    if month:
        _find_issue(root, settings, month)  # Before the network is asked for nothing.
    report = Report()
    known = _known(root, settings, sources, month)
    asked = [source for source in sources if source not in known]
    with _patience(f"looking up {', '.join(map(_shown, map(str, asked)))} …"):
        results = known | dict(zip(asked, find_all(asked) if asked else [], strict=True))
    found: list[tuple[Source, list[Found] | Known]] = []
    for source in sources:
        result = results[source]
        if isinstance(result, NoNetwork):
            hint = f"go on with BibTeX: paste it into '{_by_hand(month)}'"
            report.failed.append(f"{_shown(str(source))}: {_shown(str(result))}; {hint}")
        elif isinstance(result, UnusableBibtex):
            report.failed += [str(problem) for problem in result.problems]
        elif isinstance(result, CannotFetch):
            report.failed.append(f"{_shown(str(source))}: {_shown(str(result))}")
        else:
            found.append((source, result))
    if found:
        with changes(root) as staged:
            _Addition(root, settings, month, report).add(found, staged)
    return report


def _known(root: Path, settings: Settings, sources: Sequence[Source], month: str) -> dict[Source, Known]:
    """Sources of which the network could say nothing that matters: their entry is there, and their summary, if one is wanted."""
    ids = {source: source.id.lower() for source in sources if source.kind in ("arxiv", "doi")}
    found: dict[Source, Known] = {}
    entries = read_bibtex(open_file(root, settings.bibliography).source)[0] if ids else {}
    for entry in entries.values():
        doi, arxiv = ids_of(entry)
        for source, id in ids.items():
            if id == (arxiv if source.kind == "arxiv" else doi):
                found[source] = Known(entry.key, "the same arXiv id" if source.kind == "arxiv" else "the same DOI")
    if found and month:
        written = load(root, settings)[0].summary_of
        return {source: known for source, known in found.items() if known.key in written}
    return found


def _by_hand(month: str) -> str:
    return f"shortlist add - {f'--issue {month}' if month else '--cite-only'}"


def _find_issue(root: Path, settings: Settings, month: str) -> None:
    folder = root / settings.docs
    if not (folder / month / "index.md").is_file():
        known = [path.parent.name for path in folder.glob("*/index.md") if MONTH.fullmatch(path.parent.name)]
        near = min(known, key=lambda other: (OSA.distance(month, other), abs(_months(month) - _months(other))), default="")
        hint = f"did you mean {near}? Else start it" if near and OSA.distance(month, near) < 3 else "start it"
        raise CannotChange(f"there is no issue {month}; {hint} with 'shortlist new {month}'")


def _months(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number)


class _Addition:
    """One run under the lock, on the archive as it is now."""

    def __init__(self, root: Path, settings: Settings, month: str, report: Report) -> None:
        self.root = root
        self.docs = settings.docs
        self.month = month
        self.report = report
        self.bibliography = open_file(root, settings.bibliography)
        self.library, self.problems = load(root, settings)
        refuse_unreadable(self.problems)
        self.entries = dict(self.library.entries)
        self.summaries = {summary.paper: summary.path for summary in self.library.summaries.values() if summary.paper}
        self.new_entries: dict[str, str] = {}
        self.lines_of_entries: dict[int, str] = {}
        """Number of the report's line → key of the new entry whose place it will name."""
        self.new_pages: dict[str, str] = {}
        self.new_picks: list[str] = []
        if month:
            self.index = open_file(root, f"{self.docs}/{month}/index.md")
            self.issue = self._issue()
            self.taken = self._taken()

    def _issue(self) -> Issue:
        issue = self.library.issues.get(self.month)
        if issue is None or not issue.places:  # Without places, no field could be read.
            raise CannotChange(str(next(problem for problem in self.problems if problem.place.path == self.index.path)))
        return issue

    def _refuse_published(self) -> None:
        if self.issue.status == "published":
            line = self.issue.places["status"].line if "status" in self.issue.places else 1
            raise CannotChange(
                f"{self.index.path}:{line}: the issue is published, and a draft among its picks would stop the next build;"
                " make it a draft first, with 'status: draft'"
            )

    def _taken(self) -> set[str]:
        """Names that no new page can have: those of files, and of addresses that lead elsewhere.

        A pick without a file is free: it waits for its page.
        """
        files = {path.name.partition(".")[0].casefold() for path in (self.root / self.docs / self.month).iterdir()}
        old = {redirect.strip("/").removesuffix(".html") for redirect in self.library.redirects}
        return files | {path.partition("/")[2] for path in old if path.startswith(f"{self.month}/")}

    def add(self, found: list[tuple[Source, list[Found] | Known]], staged: Changes) -> None:
        for source, works in found:
            for work in [works] if isinstance(works, Known) else works:
                try:
                    if isinstance(work, Known):
                        self._complete(self._entry(work.key), work.why)
                    else:
                        self._add_work(work)
                except CannotFetch as error:  # Names its source itself.
                    self.report.failed.append(_shown(str(error)))
                except CannotChange as error:
                    self.report.failed.append(f"{_shown(str(source))}: {_shown(str(error))}")
        self._stage(staged)

    def _add_work(self, work: Found) -> None:
        text = entry_text(work, set(self.entries), is_pick=bool(self.month))
        new = next(iter(read_bibtex(Text("", text))[0].values()))
        known = same_work(new, self.entries.values())
        if known is not None:
            self._complete(*known, work.abstract)
            return
        if self.month:
            self._refuse_published()
            if not work.is_paper:
                raise CannotChange(f"it is {NO_PAPERS[work.type]}, no paper to pick; to cite it, add it with --cite-only")
        self.entries[new.key] = new
        self.new_entries[new.key] = text
        self.report.done += [f"{new.key}: {_shown(new.title)}", *(f"  note: {_shown(note)}" for note in work.notes)]
        self.lines_of_entries[len(self.report.done)] = new.key
        self.report.done.append("")
        if self.month:
            self._begin_page(new, work.abstract)
        else:
            self.report.cited.append(new.key)

    def _entry(self, key: str) -> Entry:
        if key not in self.entries:
            raise CannotChange(f"its entry '{key}' is gone meanwhile; run the command again")
        return self.entries[key]

    def _complete(self, entry: Entry, why: str, abstract: str = "") -> None:
        """Say where a work is that is there already. Add what an earlier run, or its author, left out."""
        where = f"{entry.place.path}:{entry.place.line}" if entry.key not in self.new_entries else "named before in this call"
        summary = self.summaries.get(entry.key, "")
        page = f", its summary is {summary}" if summary else ""
        self.report.done.append(f"{entry.key}: there already, with {why}, {where}{page}")
        own = summary.removeprefix(f"{self.docs}/{self.month}/").removesuffix(".md")
        if not self.month or entry.key in self.new_entries:
            pass
        elif not summary:
            self._refuse_published()
            self._refuse_unread()
            self.report.done.append("  it has no summary yet; that is begun now")
            self._begin_page(entry, abstract)
        elif summary == f"{self.docs}/{self.month}/{own}.md" and own not in (*self.issue.picks, *self.new_picks):
            self._refuse_published()
            self.report.done.append(f"  it is no pick yet; '{own}' goes into 'picks' of {self.index.path} now")
            self.new_picks.append(own)
        else:
            self.report.done.append("  nothing changes")

    def _refuse_unread(self) -> None:
        pages = [path for path in self.library.unread if path.endswith(".md") and path not in self.summaries.values()]
        if pages:
            raise CannotChange(f"{min(pages)} cannot be read and may be its summary; 'shortlist check' says what to mend")

    def _begin_page(self, entry: Entry, abstract: str) -> None:
        slug = slug_for(entry.title, entry.key, self.taken)
        self.taken.add(slug)
        tags = suggest_tags(self.library, entry.title, abstract)
        links = links_in(abstract)
        path = f"{self.docs}/{self.month}/{slug}.md"
        self.summaries[entry.key] = path
        self.new_pages[path] = summary_page(entry.key, [tag.tag for tag in tags], links)
        self.report.pages.append(path)
        self.report.done.append(f"  {path}: a draft to write")
        why = ", ".join(f"{tag.tag} ({_shown(tag.reason)})" for tag in tags)
        self.report.done.append(f"  tags: {why or 'none suggests itself'}; change them as you see fit")
        self.report.done += [f"  {kind}: {_shown(address)}" for kind, address in links.items()]
        if slug not in self.issue.picks:
            self.new_picks.append(slug)

    def _stage(self, staged: Changes) -> None:
        """In this order, so that what is there at any moment can be read, and a second run knows what is missing."""
        if self.new_entries:
            text, entries = with_entries(self.bibliography, self.library.entries, self.new_entries)
            staged.replace(self.root / self.bibliography.path, text, self.bibliography.raw)
            self._report_entries(entries)
        for path, page in self.new_pages.items():
            staged.create(self.root / path, page)
        if self.new_picks:
            staged.replace(self.root / self.index.path, with_picks(self.index, self.new_picks), self.index.raw)

    def _report_entries(self, entries: Mapping[str, Entry]) -> None:
        """Say where the new entries are, now that it is known."""
        for number, key in self.lines_of_entries.items():
            place = entries[key].place
            self.report.done[number] = f"  {place.path}:{place.line}: a new entry"


@contextmanager
def _patience(text: str) -> Iterator[None]:
    """Say on a terminal what takes longer than a second."""
    timer = Timer(SLOW, lambda: print(text, file=sys.stderr, flush=True))
    if sys.stderr.isatty():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shown(text: str) -> str:
    """Printable, in one line, and not for ever."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= 300 else f"{line[:299]}…"
