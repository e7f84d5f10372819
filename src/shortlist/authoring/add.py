"""`shortlist add`: from an id, an address or a file to entries, pages to write, and picks."""

import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from shortlist.authoring.edits import refuse_unreadable, with_entries, with_picks
from shortlist.authoring.entries import Record, format_fields, make_entry
from shortlist.authoring.files import CannotChange, Changes, changes, open_file
from shortlist.authoring.http import CannotFetch
from shortlist.authoring.own_files import Outcome
from shortlist.authoring.pages import code_in, slug_for, suggest_tags, summary_page
from shortlist.authoring.services import PaperSource, look_up
from shortlist.checks.bibliography import Works
from shortlist.library import load, missing_issue
from shortlist.model import Entry, Issue, Library, Settings
from shortlist.problems import Place
from shortlist.reading.settings import settings_of
from shortlist.text import shorten

NOT_PAPERS = ("dataset", "software")
"""Types of entries that may be cited, but are not picked."""


def add_works(root: Path, sources: Sequence[PaperSource], month: str, only: Collection[str] = ()) -> "Addition":
    """Add works to the bibliography and, if a month is named, to its issue. A work that is there already stays as it is.

    Each work succeeds or fails by itself; of files, `only` some may be wanted, by their keys. All that is found is added in one
    change, entries first, then pages, then picks, so that a second run completes one that was killed in between. The network is
    asked before, while other commands may work. Raises `CannotChange` when nothing could be changed.
    """
    settings, _ = settings_of(root)
    library, _ = load(root, settings)
    if month and not (root / settings.docs / month / "index.md").is_file():
        raise CannotChange(missing_issue(month, library.issues))
    known = _known(library, sources, month)
    unknown = [source for source in sources if source not in known]
    asked = [_shown(source) for source in unknown if source.kind != "file"]
    if asked and sys.stderr.isatty():
        print(f"looking up {', '.join(asked)} …", file=sys.stderr, flush=True)
    outcomes = known | dict(zip(unknown, look_up(unknown, only), strict=True))
    addition = Addition(root, settings, month)
    for source, outcome in outcomes.items():
        addition.done += outcome.notes
        addition.failed += _failures(source, outcome, month)
    if works := [work for source in sources for work in outcomes[source].records]:
        with changes(root) as staged:
            addition.load()
            for work in works:
                addition.try_to_add(work)
            addition.stage(staged)
    return addition


def _failures(source: PaperSource, outcome: Outcome, month: str) -> list[str]:
    """Return a line for each work that could not be read. Problems of a file begin with their place."""
    if source.kind == "file":
        return outcome.failures
    by_hand = f"go on with BibTeX: paste it into 'shortlist add - {f'--issue {month}' if month else '--cite-only'}'"
    return [f"{_shown(source)}: {_shown(failure)}; {by_hand}" for failure in outcome.failures]


def _known(library: Library, sources: Sequence[PaperSource], month: str) -> dict[PaperSource, Outcome]:
    """Return sources for which the network need not be asked: their entry is there, and their summary, if one is wanted."""
    works = Works(library.entries.values())
    known = {}
    for source in sources:
        arxiv, doi = (source.id if source.kind == kind else "" for kind in ("arxiv", "doi"))
        entry = Entry("", "misc", {}, Place(""), arxiv=arxiv, doi=doi)
        match = works.find(entry)
        if match and (not month or match.entry.key in library.summary_of):
            known[source] = Outcome([Record(str(source), entry)])
    return known


class Addition:
    """One run: what it says, and what is to be written."""

    def __init__(self, root: Path, settings: Settings, month: str) -> None:
        self.root, self.settings, self.month = root, settings, month
        self.done: list[str] = []
        """Lines for the author."""
        self.failed: list[str] = []
        """A work's faults, in a line each."""
        self.entries: dict[str, Entry] = {}
        """New entries by their keys."""
        self.pages: dict[str, str] = {}
        """Path → text of the pages that are to be written now."""
        self.picks: list[str] = []
        """New picks of the issue."""
        self.known = 0
        """Works that were there already."""
        self.folder = f"{settings.docs}/{month}"

    def load(self) -> None:
        """Read the archive as it is now, under the lock. Raises `CannotChange` if it cannot be added to."""
        self.bibliography = open_file(self.root, self.settings.bibliography, may_be_empty=True)
        self.library, problems = load(self.root, self.settings)
        refuse_unreadable(problems)
        self.taken_keys = {key.casefold() for key in self.library.entries}
        self.works = Works(self.library.entries.values())
        self.summaries = {summary.paper: summary.path for summary in self.library.summaries.values() if summary.paper}
        if self.month:
            self.index = open_file(self.root, f"{self.folder}/index.md")
            issue = self.library.issues.get(self.month)
            if issue is None or not issue.places:  # Without places, no field could be read.
                raise CannotChange(str(next(problem for problem in problems if problem.place.path == self.index.path)))
            self.issue: Issue = issue
            self.taken = self._taken_names()

    @property
    def summary(self) -> str:
        """The numbers of works that were added, were there already, and failed; nothing for one work."""
        counts = len(self.entries), self.known, len(self.failed)
        return "{:,} added, {:,} there already, {:,} failed".format(*counts) if sum(counts) > 1 else ""

    def _taken_names(self) -> set[str]:
        """Return names that no new page can have: those of files, and of addresses that lead elsewhere.

        A pick without a file is free: it waits for its page.
        """
        start = f"{self.month}/"
        old = {address.removeprefix(start).strip("/") for address in self.library.redirects if address.startswith(start)}
        names = old | {path.name for path in (self.root / self.folder).iterdir()}
        return {name.partition(".")[0].casefold() for name in names}

    def try_to_add(self, work: Record) -> None:
        try:
            self._add(work)
        except CannotFetch as error:
            self.failed.append("\n".join(map(_shown, str(error).splitlines())))

    def _add(self, work: Record) -> None:
        if (match := self.works.find(work.entry)) is not None:
            self._complete(match.entry, match.reason, work)
            return
        if self.month and work.entry.type in NOT_PAPERS:
            reason = f"of type '{work.entry.type}', so not a paper to pick"
            raise CannotFetch(f"{work.source}: {reason}; to cite it, add it with --cite-only")
        entry = make_entry(work, self.taken_keys, is_pick=bool(self.month))
        # Its type may be another one now; these are the years within which `check` takes two entries for one work.
        if (match := self.works.find(entry, max_years_apart=1)) is not None:
            self._complete(match.entry, match.reason, work)
            return
        self.entries[entry.key] = entry
        self.taken_keys.add(entry.key)
        self.works.add(entry)
        self.done.append(f"{_renamed(work, entry)}: {_shown(entry.title)}")
        self.done += [f"  note: {_shown(note)}" for note in work.notes]
        self.done.append(f"  {self.bibliography.path}: a new entry")
        if self.month:
            self._begin_page(entry, work)

    def _complete(self, entry: Entry, why: str, work: Record) -> None:
        """Say where a work is that is there already. Add what an earlier run, or its author, left out."""
        summary = self.summaries.get(entry.key, "")
        where = "named before in this call" if entry.key in self.entries else f"{entry.place.path}:{entry.place.line}"
        page = f", its summary is {summary}" if summary else ""
        self.known += 1
        self.done.append(f"{_renamed(work, entry)}: there already, with {why}, {where}{page}")
        slug = summary.removeprefix(f"{self.folder}/").removesuffix(".md")
        if not self.month:
            return
        if not summary:
            pages = [path for path in self.library.unread if path.endswith(".md") and path not in self.summaries.values()]
            if pages:
                raise CannotFetch(f"{min(pages)} cannot be read and may be its summary; 'shortlist check' says what to fix")
            self.done.append("  it has no summary yet; that is begun now")
            self._begin_page(entry, work)
        elif "/" not in slug and slug not in (*self.issue.picks, *self.picks):
            self.done.append(f"  it is not a pick yet; '{slug}' goes into 'picks' of {self.index.path} now")
            self.picks.append(slug)
        else:
            self.done.append("  nothing changes")

    def _begin_page(self, entry: Entry, work: Record) -> None:
        abstract = work.entry.fields.get("abstract", "")
        slug = slug_for(entry.title, entry.key, self.taken)
        self.taken.add(slug)
        tags = suggest_tags(self.library.tags.values(), f"{entry.title} {abstract}")
        path = self.summaries[entry.key] = f"{self.folder}/{slug}.md"
        self.pages[path] = summary_page(entry.key, tags, code_in(abstract), self.library.settings)
        publish = f"shortlist publish {self.month}/{slug}"
        hint = f"; readers see it after '{publish}'" if self.issue.status == "published" else ""
        shown = ", ".join(tags) or "none suggests itself"
        self.done += [f"  {path}: a draft to write{hint}", f"  tags: {shown}; change them as you see fit"]
        if slug not in self.issue.picks:
            self.picks.append(slug)

    def stage(self, staged: Changes) -> None:
        """In this order, so that what is there at any moment can be read, and a second run knows what is missing."""
        if self.entries:
            texts = {key: format_fields(entry.type, key, entry.fields) for key, entry in self.entries.items()}
            staged.replace(self.bibliography, with_entries(self.bibliography, self.library.entries, texts))
        for path, page in self.pages.items():
            staged.create(path, page)
        if self.picks:
            staged.replace(self.index, with_picks(self.index, [*self.issue.picks, *self.picks]))


def _renamed(work: Record, entry: Entry) -> str:
    """Return the key of an entry, behind the one that its source has for it: `Roe_2021 → roe2021kites`."""
    own = work.entry.key
    return entry.key if own in ("", entry.key) else f"{_shown(own)} → {entry.key}"


def _shown(value: object) -> str:
    """Return a text in one line, and not too long."""
    return shorten(" ".join(str(value).split()), 300)
