"""`python -m bench preview`: how long a save takes to show, in a preview of one issue and in one of all issues.

The clock starts before an author's file is written and stops when an HTTP client that asks as the script of MkDocs' live reload
does (it waits at the address that tells of a new state, then gets the page anew) has the whole page with the new text. What a
browser needs to lay the page out is not in it. The steps: the change is *noticed* (the next look, and the rest after a save), the
site is *built*, the *page* is sent. The preview says how long the second took.

Exit status: 0 when every save showed, whether or not the budgets were met; 1 when one did not; 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import yaml

from bench import report
from bench.archive import Archive, Paper, make_archive
from bench.peers import write_ours

PROJECT = Path(__file__).resolve().parents[1]
BUDGETS = {"one issue": 1.3, "all": 10.0}
"""Seconds, at 1,000 papers."""
PATIENCE = 120
COMMAND = [sys.executable, "-c", "from shortlist.cli import main; main()", "serve", "--addr", "127.0.0.1:0"]


@dataclass(frozen=True, slots=True)
class Save:
    """How long one save took to show, in seconds."""

    noticed: float
    built: float
    page: float

    @property
    def total(self) -> float:
        return self.noticed + self.built + self.page


class Failure(Exception):
    """A save did not show; the message says which."""


class Running:
    """A preview that has begun."""

    def __init__(self, folder: Path, issue: str) -> None:
        start = time.perf_counter()
        environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
        command = [*COMMAND, *([issue] if issue else [])]
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8"
        )
        self.address = urlsplit(self.said(r"Preview of .* at (\S+)"))
        self.seconds = time.perf_counter() - start

    def said(self, pattern: str) -> str:
        """Return the next words of the preview in this form. Raises `Failure` if it ends first."""
        assert self.process.stderr
        for line in self.process.stderr:
            if (found := re.search(pattern, line)) is not None:
                return found[1]
        raise Failure("the preview has ended")

    def get(self, path: str) -> str:
        connection = HTTPConnection(self.address.hostname or "", self.address.port, timeout=PATIENCE)
        connection.request("GET", path)
        text = connection.getresponse().read().decode()
        connection.close()
        return text

    def save(self, path: Path, text: str, page: str, wanted: str) -> Save:
        """Raises `Failure` when the page does not hold what is wanted."""
        state = re.findall(r'src="/livereload/(\d+)\.js"', self.get(page))[-1]
        start = time.perf_counter()
        path.write_text(text, encoding="utf-8", newline="\n")
        while self.get(f"/livereload/{state}/0") == state:
            if time.perf_counter() - start > PATIENCE:
                raise Failure(f"{path.name} was saved and nothing happened")
        told = time.perf_counter()
        shown = self.get(page)
        end = time.perf_counter()
        if wanted not in shown:
            raise Failure(f"{page} does not show what was saved in {path.name}")
        built = float(self.said(r"\(([0-9.]+) s\)$"))
        return Save(told - start - built, built, end - told)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    print(report.machine(), flush=True)
    groups = yaml.safe_load((PROJECT / "data" / "tags.yml").read_text(encoding="utf-8"))
    archive = make_archive(options.papers, options.seed, [tag for group in groups.values() for tag in group])
    print(f"{len(archive.papers):,} papers, {len(archive.works):,} entries, seed {options.seed}, {options.runs} saves each\n")
    try:
        with TemporaryDirectory(prefix="bench-preview-") as folder:
            write_ours(Path(folder, "site"), archive, PROJECT)
            rows, worst = _measure(Path(folder, "site"), archive, options.runs)
    except Failure as reason:
        print(f"failed: {reason}", file=sys.stderr)
        return 1
    print(report.align([["preview of", "saved", "noticed", "built", "page", "in all, median", "slowest"], *rows]))
    if options.papers == report.BUDGET_PAPERS:
        for name, seconds in worst.items():
            limit = BUDGETS[name]
            met = "met" if seconds <= limit else "not met"
            print(f"save to reloaded page, {name}: at most {limit:g} s, measured {seconds:.2f} s, {met}")
    return 0


def _measure(folder: Path, archive: Archive, runs: int) -> tuple[list[list[str]], dict[str, float]]:
    """Rows of the table, and the slowest median of each preview."""
    paper = archive.papers[-1]
    rows, worst = [], {}
    for name, issue in (("one issue", paper.issue), ("all", "")):
        with _running(folder, issue) as preview:
            page = f"/{paper.issue}/{paper.slug}/"
            preview.get(page)
            medians = []
            for what, save in _saves(folder, paper, page).items():
                found = [save(preview, f"Number {number}.") for number in range(runs)]
                steps = [median(values) for values in zip(*((one.noticed, one.built, one.page) for one in found), strict=True)]
                totals = [one.total for one in found]
                medians.append(median(totals))
                rows.append([name, what, *map(_milliseconds, (*steps, medians[-1], max(totals)))])
            worst[name] = max(medians)
            print(f"{name}: begins in {preview.seconds:.1f} s", flush=True)
    print()
    return rows, worst


def _saves(folder: Path, paper: Paper, page: str) -> dict[str, Callable[[Running, str], Save]]:
    """Return an author's saves: a page's text, what many pages show of it, the bibliography."""
    source, bibliography = folder / "docs" / paper.issue / f"{paper.slug}.md", folder / "bib" / "references.bib"
    text, entries = source.read_text(encoding="utf-8"), bibliography.read_text(encoding="utf-8")
    title = re.compile(rf"(@\w+{{{re.escape(paper.work.key)},.*?\btitle *= *{{)", re.DOTALL)
    assert title.search(entries)
    return {
        "text": lambda preview, new: preview.save(source, f"{text}\n{new}\n", page, new),
        "gist, on the home page": lambda preview, new: preview.save(
            source, re.sub(r"gist: .*", f"gist: {new}", text), "/", new
        ),
        "BibTeX": lambda preview, new: preview.save(
            bibliography, title.sub(lambda match: f"{match[1]}{new.removesuffix('.')} ", entries, count=1), page, new[:-1]
        ),
    }


@contextmanager
def _running(folder: Path, issue: str) -> Iterator[Running]:
    preview = Running(folder, issue)
    try:
        yield preview
    finally:
        preview.process.send_signal(signal.SIGINT)
        preview.process.communicate(timeout=PATIENCE)


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench preview", description=__doc__)
    parser.add_argument("papers", nargs="?", type=int, default=report.BUDGET_PAPERS, help="how many papers (1000)")
    parser.add_argument("--seed", type=int, default=1, help="of the synthetic content (1)")
    parser.add_argument("--runs", type=int, default=7, help="saves of each kind (7)")
    options = parser.parse_args(arguments)
    if options.papers < 1 or options.runs < 1:
        parser.error("expected numbers from 1")
    return options
