"""Largest contentful paint and layout shift of a page, in a browser on a slow processor."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from tools.browser import QUIET
from tools.host import serve

SLOWER = 4
"""Times that the processor is slowed down, about to that of a phone."""
RUNS = 5
SETTLED = 500
"""Milliseconds after loading in which something larger might still be painted, or something jump."""

_WATCH = """window.painted = 0
    window.jumped = 0
    const watch = (type, note) =>
        new PerformanceObserver(list => list.getEntries().forEach(note)).observe({ type, buffered: true })
    watch("largest-contentful-paint", entry => { painted = entry.startTime })
    watch("layout-shift", entry => { jumped += entry.hadRecentInput ? 0 : entry.value })"""


class NoBrowser(Exception):
    """There is no browser to measure with; the message says how to get one."""


@dataclass(frozen=True)
class Paint:
    """Medians of first visits to one page."""

    seconds: float
    """Largest contentful paint. Source: https://www.w3.org/TR/largest-contentful-paint/."""
    jumped: float
    """Cumulative layout shift. Source: https://github.com/WICG/layout-instability."""


def paints(browser: str, site: Path, pages: Mapping[str, str]) -> dict[str, Paint]:
    """Name of a page → what was measured, given its address below the site, which is served from this machine.

    Every visit is a first one, with an empty cache; the very first does not count. `browser` is what `find_browser` found.
    """
    from playwright.sync_api import sync_playwright

    with serve(site) as root, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=QUIET)
        found = {}
        for name, address in pages.items():
            visits = [_visit(chromium, root + address) for _ in range(1 + RUNS)][1:]
            found[name] = Paint(median(visit.seconds for visit in visits), median(visit.jumped for visit in visits))
        chromium.close()
        return found


def _visit(browser: Any, address: str) -> Paint:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(_WATCH)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(SETTLED)
    painted, jumped = page.evaluate("[painted, jumped]")
    context.close()
    return Paint(painted / 1000, jumped)


def find_browser(project: Path) -> str:
    """The browser that CHROMIUM names, or the one that `make test` found. Raises `NoBrowser`."""
    noted = project / ".venv" / "chromium"
    path = os.environ.get("CHROMIUM") or (noted.read_text(encoding="utf-8").strip() if noted.is_file() else "")
    if not Path(path).is_file() or find_spec("playwright") is None:
        raise NoBrowser("no browser, run `make test` once")
    return path
