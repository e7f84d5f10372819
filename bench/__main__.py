"""`python -m bench`: builds a synthetic archive with this project and with its peers, and prints one table.

Three more benchmarks have modules of their own: `python -m bench preview`, `python -m bench search` for readers' queries, and
`python -m bench hostile` for texts that mean harm.

Exit status: 0 when every build succeeded, whether or not the budgets were met; 1 when one failed; 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import yaml

from bench import hostile, measure, paint, preview, report, search
from bench.archive import Archive, make_archive
from bench.paint import Paint
from bench.peers import PEERS, NotInstalled, Peer, Skip, Tool
from bench.report import Figures, Result

PROJECT = Path(__file__).resolve().parents[1]
BASE = "ours"
MANY_PAPERS = 5000
"""From here on one run is the default, and only ours: a peer that prints the whole navigation on every page writes some fifty
gigabytes at 10,000 papers."""
GROWTH = 10
CITATION = "[@"
LOG_LINES = 20


class Failure(Exception):
    """A build did not do what it should; the message holds what the tool said last."""


@dataclass
class Contest:
    """One peer and its sources, ready to be built again and again."""

    peer: Peer
    tool: Tool
    folder: Path
    archive: Archive

    def run(self, log: Path) -> Result:
        """Builds once, from nothing, and measures what came of it. Raises `Failure`."""
        done = self.build(log)
        last = self.pages[-1]
        index, index_gzip = measure.search_index(self.site)
        has_references = CITATION not in (self.site / last).read_text(encoding="utf-8")
        size = measure.size(self.site)
        first_visit = measure.first_visit(self.site, last.removesuffix("/index.html"))
        result = Result((done["seconds"],), int(done["memory"]), size, index, index_gzip, first_visit, has_references)
        shutil.rmtree(self.site)
        return result

    def build(self, log: Path) -> dict[str, float]:
        """Builds once, from nothing, into `site`; what `measure.build` returns.

        Raises:
            Failure: the tool gave a non-zero exit status, or a page is missing.
        """
        for left_over in (self.site, self.folder / ".cache"):
            shutil.rmtree(left_over, ignore_errors=True)
        # Share cards are drawn once in the life of a page, not once a build; nobody else draws any.
        environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "CARDS": "false"}
        done = measure.build(self.tool.command, self.folder, environment, log)
        if done["status"]:
            raise Failure(f"exit status {done['status']}\n{_last_lines(log)}")
        if missing := [name for name in self.pages if not (self.site / name).is_file()]:
            raise Failure(f"{len(missing)} pages were not built, such as {missing[0]}\n{_last_lines(log)}")
        return done

    def check(self, runs: int, log: Path, *paths: str) -> tuple[float, int]:
        """Checks the content with `shortlist check`; returns the median of the seconds, and bytes of the peak memory.

        Raises:
            Failure: it found a problem.
        """
        command = [sys.executable, "-m", "shortlist", "check", *paths]
        done = [measure.build(command, self.folder, dict(os.environ), log) for _ in range(runs)]
        if any(run["status"] for run in done):
            raise Failure(f"shortlist check\n{_last_lines(log)}")
        return median(run["seconds"] for run in done), int(max(run["memory"] for run in done))

    @property
    def checks(self) -> dict[str, tuple[str, ...]]:
        """Name of a check → the paths that are arguments of its command."""
        last = self.archive.papers[-1]
        return {report.CHECK_ALL: (), report.CHECK_ONE: (f"docs/{last.issue}/{last.slug}.md",)}

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def pages(self) -> list[str]:
        return [f"{paper.issue}/{paper.slug}/index.html" for paper in self.archive.papers]


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["preview"]:
        return preview.main(arguments[1:])
    if arguments == ["search"]:
        return search.main()
    if arguments[:1] == ["hostile"]:
        return hostile.main(arguments[1:])
    options = _options(arguments)
    if options.only_build_dir:
        PEERS[BASE].write(options.only_build_dir, _archive(options.papers, options), options.project)
        print(f"{options.only_build_dir}: {options.papers} papers")
        return 0
    print(report.machine(), flush=True)
    try:
        with TemporaryDirectory(prefix="bench-") as folder:
            return _growth(options, Path(folder)) if options.growth else _comparison(options, Path(folder))
    except NotInstalled as error:
        print(f"{error}; `make bench` installs what is needed", file=sys.stderr)
        return 1


def _comparison(options: argparse.Namespace, folder: Path) -> int:
    """Every peer on one archive."""
    archive = _archive(options.papers, options)
    contests = _contests(options.peers, archive, folder, options.project)
    results, failures = _measure(contests, options.runs, folder / "log")
    print(f"\n{_what(archive, options)}\n\n{report.table(results, BASE)}")
    for contest in contests:
        print(contest.peer.note)
    print(report.unformatted(results), end="")
    figures = Figures()
    if ours := next((contest for contest in contests if contest.peer.name == BASE and results[BASE]), None):
        try:
            checks = {name: ours.check(options.runs, folder / "log", *paths) for name, paths in ours.checks.items()}
        except Failure as reason:
            failures["check"] = str(reason)
            checks = {}
        print(f"\n{report.checks(checks)}", end="")
        if options.papers == report.BUDGET_PAPERS:
            painted = _paints(ours, folder / "log", options.project)
            figures = Figures(results[BASE], results.get("zensical"), paints=painted, checks=checks)
    print(f"\n{report.budgets(figures)}", end="")
    return _close(failures)


def _paints(contest: Contest, log: Path, project: Path) -> dict[str, Paint] | None:
    """Measure when the pages show, and print it page by page; without a browser print the reason."""
    try:
        browser = paint.find_browser(project)
        contest.build(log)
    except (paint.NoBrowser, Failure) as reason:
        print(f"\nlargest contentful paint: not measured: {reason}")
        return None
    pages = {"home page": "", "a summary": contest.pages[-1].removesuffix("index.html"), "all papers": "papers/"}
    found = paint.paints(browser, contest.site, pages)
    print(f"\n{report.paints(found)}", end="")
    return found


def _growth(options: argparse.Namespace, folder: Path) -> int:
    """Ours on an archive and on one ten times as large."""
    results: dict[str, Result | None] = {}
    failures: dict[str, str] = {}
    for papers, runs in ((options.papers, options.runs), (GROWTH * options.papers, 1)):
        part = folder / str(papers)
        contests = _contests([BASE], _archive(papers, options), part, options.project)
        found, failed = _measure(contests, runs, folder / "log")
        name = f"{papers:,} papers"
        results[name] = found[BASE]
        if failed:
            failures[name] = failed[BASE]
        shutil.rmtree(part)
    (base, small), (_, large) = results.items()
    print(f"\n{BASE}, seed {options.seed}, cold and strict\n\n{report.table(results, base)}")
    print(report.unformatted(results))
    figures = Figures(small, large=large) if options.papers == report.BUDGET_PAPERS else Figures()
    print(report.budgets(figures), end="")
    return _close(failures)


def _contests(names: Sequence[str], archive: Archive, folder: Path, project: Path) -> list[Contest]:
    """Writes the sources of each peer; says why where a peer is left out."""
    contests = []
    for peer in (PEERS[name] for name in names):
        try:
            tool = peer.prepare(PROJECT / ".cache" / "bench")
        except Skip as reason:
            print(f"{peer.name}: left out: {reason}", flush=True)
            continue
        print(f"{peer.name}: {', '.join(tool.versions)}", flush=True)
        peer.write(folder / peer.name, archive, project)
        contests.append(Contest(peer, tool, folder / peer.name, archive))
    return contests


def _measure(contests: Sequence[Contest], runs: int, log: Path) -> tuple[dict[str, Result | None], dict[str, str]]:
    """Results and failures by peer. The peers take turns, so that what else the machine does meets all of them."""
    found: dict[str, list[Result]] = {contest.peer.name: [] for contest in contests}
    failures: dict[str, str] = {}
    for _ in range(runs):
        for contest in contests:
            name = contest.peer.name
            if name in failures:
                continue
            try:
                found[name].append(contest.run(log))
            except Failure as reason:
                failures[name] = str(reason)
    return {name: None if name in failures else _merge(results) for name, results in found.items()}, failures


def _merge(results: Sequence[Result]) -> Result:
    """Times of all runs, the largest memory, and the sizes of the last run, which are the same in each."""
    seconds = tuple(second for result in results for second in result.seconds)
    return replace(results[-1], seconds=seconds, memory=max(result.memory for result in results))


def _close(failures: dict[str, str]) -> int:
    for name, reason in failures.items():
        print(f"\n{name}: failed: {reason}", file=sys.stderr)
    return 1 if failures else 0


def _archive(papers: int, options: argparse.Namespace) -> Archive:
    tags_file = options.project / "data" / "tags.yml"
    groups = yaml.safe_load(tags_file.read_text(encoding="utf-8"))
    return make_archive(papers, options.seed, [tag for group in groups.values() for tag in group])


def _what(archive: Archive, options: argparse.Namespace) -> str:
    return (
        f"{len(archive.papers):,} papers in {len(archive.issues):,} issues, {len(archive.works):,} entries, "
        f"seed {options.seed}, {options.runs} cold strict build{'s' if options.runs > 1 else ''} each"
    )


def _last_lines(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-LOG_LINES:])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("papers", nargs="?", type=_positive, default=1000, help="how many papers (1000)")
    parser.add_argument("--seed", type=int, default=1, help="of the synthetic content (1)")
    parser.add_argument(
        "--peers", type=_peers, metavar="NAMES", help=f"of {','.join(PEERS)} (all; {BASE} alone from {MANY_PAPERS} papers)"
    )
    parser.add_argument("--runs", type=_positive, help=f"builds of each peer (3; 1 from {MANY_PAPERS} papers)")
    parser.add_argument(
        "--growth", action="store_true", help=f"build {BASE} with that many papers and with {GROWTH} times as many, and compare"
    )
    parser.add_argument(
        "--only-build-dir",
        type=Path,
        metavar="DIR",
        help="write the archive into a new folder, ready for `mkdocs build`, and stop",
    )
    parser.add_argument(
        "--project", type=Path, default=PROJECT, metavar="DIR", help="whose settings, theme and vocabulary are used (this one)"
    )
    options = parser.parse_args(arguments)
    if options.only_build_dir and options.only_build_dir.exists():
        parser.error(f"{options.only_build_dir} exists; name a folder that does not")
    if not (options.project / "data" / "tags.yml").is_file():
        parser.error(f"{options.project} has no data/tags.yml")
    many = options.papers >= MANY_PAPERS
    options.peers = options.peers or ([BASE] if many else list(PEERS))
    options.runs = options.runs or (1 if many else 3)
    return options


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1")
    return int(text)


def _peers(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(f"unknown peer '{name}'; expected {', '.join(PEERS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
