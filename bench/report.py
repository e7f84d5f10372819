"""Results → text: one aligned table, the machine, and which budgets were met."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.paint import Paint

BUDGET_PAPERS = 1000
"""The budgets are about an archive of this size, and only a run of this size can tell whether they are met."""


@dataclass(frozen=True)
class Result:
    """The figures of the builds of one peer."""

    seconds: tuple[float, ...]
    """Wall time of each run."""
    memory: int
    """Bytes; the largest of all runs."""
    site: int
    index: int
    index_gzip: int
    first_visit: int
    """Bytes to read one summary, as `measure.first_visit` counts them."""
    has_references: bool
    """False where citations stay text, so that formatting references costs nothing."""

    @property
    def time(self) -> float:
        return median(self.seconds)


@dataclass(frozen=True)
class Measure:
    label: str
    value: Callable[[Result], float]
    text: Callable[[Result], str]


def megabytes(count: float) -> str:
    return f"{count / 1e6:.1f} MB"


def kilobytes(count: float) -> str:
    return f"{count / 1e3:,.0f} kB"


def seconds(count: float) -> str:
    return f"{count:.1f} s"


def times(ratio: float) -> str:
    return f"{ratio:.2f} times"


MEASURES = (
    Measure("time, median", lambda result: result.time, lambda result: seconds(result.time)),
    Measure("peak memory", lambda result: result.memory, lambda result: megabytes(result.memory)),
    Measure("size of site/", lambda result: result.site, lambda result: megabytes(result.site)),
    Measure("search index", lambda result: result.index, lambda result: kilobytes(result.index)),
    Measure("search index, gzip -9", lambda result: result.index_gzip, lambda result: kilobytes(result.index_gzip)),
)


def table(results: Mapping[str, Result | None], base: str) -> str:
    """One row a measure and two columns a peer: the value, and the ratio to the base peer. None is a failed build."""
    rows = [["", *(cell for name in results for cell in _heading(name, base))]]
    for measure in MEASURES:
        row = [measure.label]
        for name, result in results.items():
            row += _cells(measure, name, result, results.get(base), base)
        rows.append(row)
    spread = ["time, fastest to slowest"]
    for name, result in results.items():
        text = f"{min(result.seconds):.1f} to {max(result.seconds):.1f} s" if result else "-"
        spread += [text] if name == base else [text, ""]
    rows.insert(2, spread)
    return align(rows)


def _heading(name: str, base: str) -> list[str]:
    return [name] if name == base else [name, f"/ {base}"]


def _cells(measure: Measure, name: str, result: Result | None, base: Result | None, base_name: str) -> list[str]:
    text = measure.text(result) if result else "failed"
    if name == base_name:
        return [text]
    if not (result and base and measure.value(base)):
        return [text, "-"]
    return [text, f"{measure.value(result) / measure.value(base):.2f}"]


def align(rows: Sequence[Sequence[str]]) -> str:
    """Columns two spaces apart, the first one left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


@dataclass(frozen=True)
class Figures:
    """The figures that budgets are judged by; None where one was not measured."""

    ours: Result | None = None
    zensical: Result | None = None
    large: Result | None = None
    """Ours on ten times as many papers."""
    paints: Mapping[str, Paint] | None = None
    checks: Mapping[str, tuple[float, int]] | None = None
    """CHECK_ALL and CHECK_ONE → seconds, bytes of memory."""


@dataclass(frozen=True)
class Budget:
    what: str
    limit: float
    text: Callable[[float], str]
    value: Callable[[Figures], float | None]
    """The figures → what was measured, or nothing where the run cannot tell."""


CHECK_ALL, CHECK_ONE = "all pages", "one page by its path"
BUDGETS = (
    Budget("strict build of 1,000 papers", 5.5, seconds, lambda run: run.ours.time if run.ours else None),
    Budget("that, to Zensical's cold build", 1, times, lambda run: _ratio(run.ours, run.zensical)),
    Budget("time, 1,000 to 10,000 papers", 10, times, lambda run: _ratio(run.large, run.ours)),
    Budget("peak memory at 1,000 papers", 200e6, megabytes, lambda run: run.ours.memory if run.ours else None),
    Budget("peak memory at 10,000 papers", 1e9, megabytes, lambda run: run.large.memory if run.large else None),
    Budget("size of site/ at 1,000 papers", 80e6, megabytes, lambda run: run.ours.site if run.ours else None),
    Budget("search index, compressed", 400e3, kilobytes, lambda run: run.ours.index_gzip if run.ours else None),
    Budget("check, all pages", 5, seconds, lambda run: run.checks[CHECK_ALL][0] if run.checks else None),
    Budget("check, one page by its path", 1, seconds, lambda run: run.checks[CHECK_ONE][0] if run.checks else None),
    Budget("save to reloaded page, one-issue preview", 1, seconds, lambda run: None),  # `make bench preview`.
    Budget("bytes of a first visit to one summary", 60e3, kilobytes, lambda run: run.ours.first_visit if run.ours else None),
    Budget(
        "largest contentful paint, processor 4 times slower",
        1,
        seconds,
        lambda run: max(paint.seconds for paint in run.paints.values()) if run.paints else None,
    ),
    Budget(
        "layout shift of that visit",
        0.02,
        lambda shift: f"{shift:.3f}",
        lambda run: max(paint.jumped for paint in run.paints.values()) if run.paints else None,
    ),
)


def _ratio(of: Result | None, to: Result | None) -> float | None:
    return of.time / to.time if of and to else None


def paints(found: Mapping[str, Paint]) -> str:
    """One line a page."""
    rows = [["first visit, processor 4 times slower", "largest paint", "layout shift"]]
    rows += [[name, f"{paint.seconds:.2f} s", f"{paint.jumped:.3f}"] for name, paint in found.items()]
    return align(rows)


def checks(found: Mapping[str, tuple[float, int]]) -> str:
    """One line a command."""
    rows = [["shortlist check", "time, median", "peak memory"]]
    rows += [[name, f"{seconds:.2f} s", megabytes(memory)] for name, (seconds, memory) in found.items()]
    return align(rows)


def budgets(figures: Figures) -> str:
    """One line a budget: what, limit, what was measured, met or not met."""
    return align([["budget", "limit", "measured", ""], *(_judged(budget, budget.value(figures)) for budget in BUDGETS)])


def _judged(budget: Budget, measured: float | None) -> list[str]:
    row = [budget.what, budget.text(budget.limit)]
    if measured is None:
        return [*row, "-", "not measured here"]
    return [*row, budget.text(measured), "met" if measured <= budget.limit else "not met"]


def unformatted(results: Mapping[str, Result | None]) -> str:
    """One line for each peer whose pages print citations as they were written."""
    names = [name for name, result in results.items() if result and not result.has_references]
    return "".join(f"{name}: citations stay text in its pages; no reference was formatted.\n" for name in names)


def machine() -> str:
    """Cores, processor and Python of this machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {_processor()}, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
