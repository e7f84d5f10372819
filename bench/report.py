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
    """What the builds of one peer gave."""

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
    """Whether citations became anything; where they stay text, formatting references costs nothing."""

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


MEASURES = (
    Measure("time, median", lambda result: result.time, lambda result: f"{result.time:.1f} s"),
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
    known = result and base and measure.value(base)
    return [text, f"{measure.value(result) / measure.value(base):.2f}" if known else "-"]


def align(rows: Sequence[Sequence[str]]) -> str:
    """Columns two spaces apart, the first one left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.rjust(width) if number else cell.ljust(width)
                  for number, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


@dataclass(frozen=True)
class Budget:
    what: str
    limit: str
    judge: Callable[[Figures], tuple[float, float, str] | None]
    """The figures → (measured, limit, measured as text), or nothing where the run cannot tell."""


@dataclass(frozen=True)
class Figures:
    """What the budgets are judged by; nothing where it was not measured."""

    ours: Result | None = None
    zensical: Result | None = None
    growth: float | None = None
    paints: Mapping[str, Paint] | None = None


BUDGETS = (
    Budget("strict build of 1,000 papers", "at most 8 s",
           lambda found: found.ours and (found.ours.time, 8, f"{found.ours.time:.1f} s")),
    Budget("strict build against Zensical's cold build", "below it",
           lambda found: found.ours and found.zensical
           and (found.ours.time, found.zensical.time, f"{found.ours.time:.1f} s to {found.zensical.time:.1f} s")),
    Budget("time, 1,000 to 10,000 papers", "at most 10.5 times",
           lambda found: found.growth and (found.growth, 10.5, f"{found.growth:.1f} times")),
    Budget("peak memory at 1,000 papers", "at most 250 MB",
           lambda found: found.ours and (found.ours.memory, 250e6, megabytes(found.ours.memory))),
    Budget("size of site/ at 1,000 papers", "at most 35 MB",
           lambda found: found.ours and (found.ours.site, 35e6, megabytes(found.ours.site))),
    Budget("search index at 1,000 papers, compressed", "at most 400 kB",
           lambda found: found.ours and (found.ours.index_gzip, 400e3, kilobytes(found.ours.index_gzip))),
    Budget("save to reloaded page, one-issue preview", "at most 1 s", lambda found: None),  # `make bench preview`.
    Budget("bytes to read one summary, first visit", "at most 120 kB",
           lambda found: found.ours and (found.ours.first_visit, 120e3, kilobytes(found.ours.first_visit))),
    Budget("largest contentful paint, processor 4 times slower", "at most 1 s",
           lambda found: found.paints
           and (slowest := max(paint.seconds for paint in found.paints.values()), 1, f"{slowest:.2f} s")),
    Budget("layout shift of that visit", "at most 0.02",
           lambda found: found.paints
           and (most := max(paint.jumped for paint in found.paints.values()), 0.02, f"{most:.3f}")),
)


def paints(found: Mapping[str, Paint]) -> str:
    """One line a page."""
    rows = [["first visit, processor 4 times slower", "largest paint", "layout shift"]]
    rows += [[name, f"{paint.seconds:.2f} s", f"{paint.jumped:.3f}"] for name, paint in found.items()]
    return align(rows)


def budgets(figures: Figures) -> str:
    """One line a budget: what, limit, what was measured, met or not met."""
    return align([["budget", "limit", "measured", ""], *(_judged(budget, figures) for budget in BUDGETS)])


def _judged(budget: Budget, figures: Figures) -> list[str]:
    found = budget.judge(figures)
    if not found:
        return [budget.what, budget.limit, "-", "not measured here"]
    measured, limit, text = found
    below = measured < limit if budget.limit == "below it" else measured <= limit
    return [budget.what, budget.limit, text, "met" if below else "not met"]


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
    lines = info.read_text().splitlines() if info.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
