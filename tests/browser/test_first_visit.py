"""What a first visit to a summary costs: bytes and requests, counted by the host, and how much of the page jumps."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page

from bench.measure import COMPRESSED, first_visit
from tests.browser.conftest import Server, StaticHost, site_prefix

SUMMARIES = ["2021-04/glm", "2021-04/vivit", "2021-04/perceiver"]  # The first and the last have the most formulas and references.
PAGES = ["", "issues/", "2021-04/", "2021-04/vivit/", "tags/", "tags/vision/", "bibliography/", "about/"]

OpenPage = Callable[..., Page]

WATCH_LAYOUT = """window.jumped = 0
    new PerformanceObserver(list => { for (const entry of list.getEntries()) jumped += entry.value })
        .observe({ type: "layout-shift", buffered: true })"""


class CountingHost(StaticHost):
    """Compresses texts as hosts do, and counts what it sends."""

    def __init__(self, *arguments: Any, sent: list[tuple[str, int]], **options: Any) -> None:
        self.sent = sent
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        """Send a file."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.sent.append((self.path, 0))
            self.send_error(404)
            return
        body = path.read_bytes()
        is_text = path.suffix in COMPRESSED
        body = gzip.compress(body, 6, mtime=0) if is_text else body
        self.sent.append((self.path, len(body)))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def sent() -> list[tuple[str, int]]:
    """Path and bytes of each answer so far."""
    return []


@pytest.fixture
def host(sample_dir: Path, sent: list[tuple[str, int]]) -> Iterator[str]:
    """The address of the site on the host that counts."""
    prefix = site_prefix(sample_dir)
    with Server(("127.0.0.1", 0), partial(CountingHost, directory=str(sample_dir), prefix=prefix, sent=sent)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("summary", SUMMARIES)
def test_a_first_visit_is_light(open_page: OpenPage, host: str, sent: list[tuple[str, int]], sample_dir: Path, summary: str) -> None:
    page = open_page(is_new=True, base_url=host)
    page.goto(f"{summary}/")
    page.wait_for_load_state("networkidle")  # Half a second without a request.
    files = dict(sent)
    assert len(files) == len(sent), "fetched twice"
    # Browsers with windows do so themselves.
    page.evaluate("Promise.all([...document.querySelectorAll('link[rel=icon]')].map(icon => fetch(icon.href)))")
    files = dict(sent)
    assert len(files) <= 15
    assert sum(files.values()) == first_visit(sample_dir, summary), "the benchmark counts something else"


def test_every_summary_is_light(sample_dir: Path) -> None:
    """By the count that the test above holds to a browser's, without the figure, which has a limit of its own."""
    for file in sample_dir.glob("2*/*/index.html"):
        page = file.parent.relative_to(sample_dir).as_posix()
        if file.parent.name != "all":
            figure = gzip.compress((sample_dir / f"{page}.svg").read_bytes(), 6)
            limit = 68_000 if "<math" in file.read_text(encoding="utf-8") else 35_000
            assert first_visit(sample_dir, page) - len(figure) <= limit, page


def test_nothing_jumps_while_a_page_loads(open_page: OpenPage, host: str) -> None:
    pages = [open_page(is_new=True, base_url=host, viewport={"width": width, "height": 760}) for width in (360, 1280)]
    for page in pages:
        page.add_init_script(WATCH_LAYOUT)
    for address in PAGES:
        for page in pages:
            page.goto(address)
        for page in pages:
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(100)
            assert page.evaluate("jumped") < 0.02, (address, page.viewport_size)
