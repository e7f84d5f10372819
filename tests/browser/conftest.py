"""A real browser on the real site.

The browser is the one that `make test` found or installed. Without one these tests fail: a skipped browser test looks
like a passed one. Every page is watched: an error in the console, a script that throws, a request that fails or leaves
for another host fails the test that opened it.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tools.browser import QUIET, NoBrowser, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request

# Belt and braces: should a page ask for another host, the request is reported and gets nowhere.
NO_OTHER_HOSTS = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


class StaticHost(SimpleHTTPRequestHandler):
    """Serves a folder under a path, as a static host does: index.html for folders, 404.html for what is not there."""

    def __init__(self, *arguments: Any, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        """The file for an address; outside the prefix there is none."""
        if not path.startswith(self.prefix):
            return os.path.join(self.directory, "outside the site")  # noqa: PTH118 (the base class speaks strings)
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """A folder without index.html is not there."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Not found has the site's own page."""
        if code != HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        with open(os.path.join(self.directory, "404.html"), "rb") as file:  # noqa: PTH118, PTH123
            body = file.read()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent."""


class Server(ThreadingHTTPServer):
    """A browser that leaves a page drops its connections; that is no error of the server's."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report faults only."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def site_prefix(site: Path) -> str:
    """The path that the site is built for, from the address that the home page calls its own; 404.html relies on it."""
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', (site / "index.html").read_text(encoding="utf-8"))
    return urlsplit(canonical[1]).path if canonical else "/"


@contextmanager
def serve(site: Path, prefix: str) -> Iterator[str]:
    """Serve a folder, which need not be there yet; its address, with a closing slash."""
    handler = partial(StaticHost, directory=str(site), prefix=prefix)
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def site_url(sample_dir: Path) -> Iterator[str]:
    """The address of the served site, with a closing slash."""
    with serve(sample_dir, site_prefix(sample_dir)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, headless and, as Playwright starts it, without its sandbox, which root may not have; started once."""
    try:
        path = find()
    except NoBrowser as problem:
        pytest.fail(str(problem), pytrace=False)
    if path is None:
        pytest.fail("no Chromium on this machine; `make test` gets one, or says what to install", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, NO_OTHER_HOSTS])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(browser: Browser, site_url: str) -> Pages:
    return Pages(browser, site_url)


@pytest.fixture
def complaints(pages: Pages) -> Iterator[list[str]]:
    """What this test's pages did wrong so far. A test that provokes a fault asserts it here and clears the list."""
    pages.complaints.clear()
    yield pages.complaints
    if pages.complaints:
        pytest.fail("\n".join(["the page misbehaved:", *dict.fromkeys(pages.complaints)]), pytrace=False)


@pytest.fixture
def open_page(pages: Pages, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens watched pages without cookies and storage; takes Playwright's context options, such as `color_scheme="dark"`,
    `java_script_enabled=False` or `viewport={"width": 360, "height": 740}`. With `base_url` they are pages of another site.
    """
    opened: list[Page] = []

    def open_page(**options: Any) -> Page:
        opened.append(pages.take(options))
        return opened[-1]

    yield open_page
    for page in opened:
        pages.give_back(page)


class Pages:
    """Lends pages, and lends a page again that is as good as new: a new one takes three times what loading it takes.

    Not lent again is a page that was given what cannot be taken from it: a script for each document, another window, or rights
    beyond those that it was opened with. Of files, the browser remembers those that it has loaded; a test to which that matters
    asks for a page that `is_new`.
    """

    MOST_FREE = 6
    LASTING = ("add_init_script", "expose_function", "expose_binding")
    LASTING_OF_CONTEXTS = ("add_init_script", "expose_function", "expose_binding", "grant_permissions", "new_cdp_session", "set_offline", "new_page", "route", "add_cookies")
    LOOKS = {"color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none"}
    """Options that an open page can be given too, and what they are without."""

    def __init__(self, browser: Browser, site_url: str) -> None:
        self.browser = browser
        self.site_url = site_url
        self.complaints: list[str] = []
        self._free: list[tuple[str, Page]] = []
        self._lent: dict[Page, tuple[str, dict[str, Any]]] = {}
        self._spent: set[Page] = set()

    def take(self, options: dict[str, Any]) -> Page:
        """A page with these options, in a context of its own; with `is_new` none that another test had."""
        is_new = options.pop("is_new", False)
        key = "" if is_new else repr(sorted((name, value) for name, value in options.items() if name not in {"viewport", *self.LOOKS}))
        found = next((one for one in self._free if key and one[0] == key), None)
        if found:
            self._free.remove(found)
            page = found[1]
            page.set_viewport_size(options.get("viewport", {"width": 1280, "height": 720}))
            page.emulate_media(media="null", **self.LOOKS | {name: options[name] for name in self.LOOKS if name in options})
        else:
            options = {"base_url": self.site_url, "locale": "en-GB", "timezone_id": "UTC"} | options
            context = self.browser.new_context(**options)
            watch(context, options["base_url"], self.complaints)
            page = context.new_page()
            for owner, names in ((page, self.LASTING), (context, self.LASTING_OF_CONTEXTS)):
                for name in names:
                    setattr(owner, name, self._marking(page, getattr(owner, name)))
        self._lent[page] = key, options
        return page

    def give_back(self, page: Page) -> None:
        """Take a page back, and close it unless it can be lent again."""
        key, options = self._lent.pop(page)
        context = page.context
        if not key or page in self._spent or page.is_closed() or len(context.pages) > 1:
            self._spent.discard(page)
            context.close()
            return
        if options.get("java_script_enabled", True):
            page.evaluate("try { localStorage.clear(); sessionStorage.clear() } catch {}")
        page.goto("about:blank")
        page.unroute_all(behavior="ignoreErrors")  # Only now: what the page still asks for would get to the server.
        context.clear_cookies()
        page.mouse.up()
        page.mouse.move(0, 0)
        self._free.append((key, page))
        if len(self._free) > self.MOST_FREE:
            self._free.pop(0)[1].context.close()

    def _marking(self, page: Page, method: Callable[..., Any]) -> Callable[..., Any]:
        def marked(*arguments: Any, **options: Any) -> Any:
            self._spent.add(page)
            return method(*arguments, **options)

        return marked


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """One watched page with no options. Addresses are relative to the site: `page.goto("2021-04/")`."""
    return open_page()


def watch(context: BrowserContext, site_url: str, complaints: list[str]) -> None:
    """Write down whatever a reader's browser would not forgive, or a reader's privacy."""
    host = urlsplit(site_url).netloc

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != host:
            complaints.append(f"request to another host: {request.url}")

    def on_failure(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # Aborted: the reader went on before it arrived.
            complaints.append(f"failed request: {request.url} ({request.failure})")

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text} ({message.location['url']})")

    def on_error(error: Error) -> None:
        complaints.append(f"script error: {error}")

    context.on("request", on_request)
    context.on("requestfailed", on_failure)
    context.on("console", on_console)
    context.on("weberror", lambda found: on_error(found.error))
