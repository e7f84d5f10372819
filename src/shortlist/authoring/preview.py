"""The preview: the site as the files are now, in a browser that follows what is saved.

Whatever is saved, the preview goes on: while something cannot be read, pages stay as they were, and say so.
"""

from __future__ import annotations

import errno
import gc
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import click

from shortlist.authoring.watching import Listing, changes, listing
from shortlist.checks import check
from shortlist.library import VOCABULARY
from shortlist.model import MONTH, Library
from shortlist.problems import Problem, as_text, did_you_mean, summary_line
from shortlist.reading.cache import BuildCache
from shortlist.reading.settings import settings_of
from shortlist.site.preview import Answer, CannotBuild, Compiled, Site
from shortlist.text import counted

OWN = "/_preview/"
"""Addresses that are the preview's, not the site's."""

LONGEST_WAIT = 10
"""Seconds after which a browser that waits for a change is answered all the same. It opens about six connections to one host,
and with more windows than that the others have to have their turn."""

MOST_LINES = 30
"""As many problems are shown on a page; the terminal has them all."""

MOST_NAMED = 3
"""As many changed files are named in the terminal."""

CODE = "src"
"""The folder of the engine, of which a running preview knows only what was there when it started."""

SETTINGS = "mkdocs.yml"


class Preview:
    """What is shown, and how it comes to be.

    One thread calls `renew`, any number of others `get` and `wait`.
    """

    def __init__(self, root: Path, address: str, issue: str = "") -> None:
        self.root = root
        self.address = address
        self.issue = issue
        self.kept = BuildCache()
        self.compiled = Compiled()
        self.lines: tuple[str, ...] = ()
        """What is wrong with the files."""
        self.is_held = False
        """Whether the site is an older state, since the files cannot be shown."""
        self.site: Site | None = None
        self._sound: Site | None = None
        """An older state, of which every page that was asked for could be made."""
        self._failures: dict[str, str] = {}
        """Path → why the page cannot be made."""
        self._code_changed = False
        self._number = 0
        self._born = time.time_ns()
        self.roots = self._roots()
        """What to watch: all that pages are made of."""
        self._condition = threading.Condition()

    @property
    def state(self) -> str:
        """Another text whenever there is something else to see, from the next preview too."""
        return f"{self._born}-{self._number}"

    def renew(self, changed: Iterable[str] = ()) -> list[Problem]:
        """Read the files again, of which these have changed, and show what they hold now; the problems, as `check` has them.

        Never raises for what the files hold.
        """
        gc.disable()  # Nearly all that is there stays; looking through it takes a quarter of the time.
        try:
            return self._renew(changed)
        finally:
            gc.enable()

    def _renew(self, changed: Iterable[str]) -> list[Problem]:
        self._code_changed |= any(Path(path).is_relative_to(self.root / CODE) for path in changed)
        self.kept.next_build()
        site, lines, problems = None, [], list[Problem]()
        try:
            library, problems = check(self.root, self.kept)
            if all(problem.is_warning for problem in problems):
                site = self._make(library)
        except OSError as error:
            lines.append(f"{_below(str(error.filename), self.root)}:1:1: cannot be read: {error.strerror}")
        except CannotBuild as error:
            lines.append(str(error))
        except Exception as error:  # A fault of ours; the author's next save may do without it.
            lines.append(f"{type(error).__name__}: {' '.join(str(error).split())}")
        if self._code_changed:
            lines.append(f"{CODE}/ has changed; this preview runs the old code until you end it and start it again")
        with self._condition:
            self._show(site)
            self.lines = (*map(str, problems), *lines)
            self.is_held = site is None
            self._number += 1
            self._condition.notify_all()
        self.roots = self._roots()
        for line in lines:
            click.echo(line)
        return problems

    def _make(self, library: Library) -> Site:
        return Site(self.root, library, self.address, self.kept, self.compiled, self.issue, click.echo)

    def _roots(self) -> list[Path]:
        settings = settings_of(self.root)[0]
        own = (SETTINGS, settings.docs, settings.bibliography, str(Path(VOCABULARY).parent), "overrides", CODE)
        return list(dict.fromkeys((*(self.root / name for name in own), *(self.site.watched if self.site else ()))))

    def _show(self, site: Site | None) -> None:
        if site is None:
            return
        old, self.site = self.site, site
        if old and not self._failures:
            old, self._sound = self._sound, old
        self._failures = {}
        if old:
            old.close()

    def close(self) -> None:
        """Take away what was written for the preview."""
        for site in (self.site, self._sound):
            if site:
                site.close()

    def wait(self, seen: str, seconds: float) -> str:
        """The state, as soon as it is another one than the one seen, or after so many seconds."""
        with self._condition:
            self._condition.wait_for(lambda: self.state != seen, seconds)
            return self.state

    def get(self, path: str) -> Answer:
        """What a browser gets for a path from the host's root; pages come with the strip and the script of the preview."""
        with self._condition:
            state, site, sound = self.state, self.site, self._sound
            lines, is_held = self.lines, self.is_held
        if site is None:
            note = "There is nothing to show until the problems are mended."
            return self._page(Answer(b"", status=503, note=note), state, lines, is_held=True)
        if not path.startswith(site.mount):
            if path == "/":
                return Answer(b"", status=302, location=site.mount)
            return self._page(Answer(b"", status=404), state, lines, is_held=is_held)
        below = path.removeprefix(site.mount)
        failure = ""
        try:
            answer = site.get(below)
        except CannotBuild as error:
            failure = str(error)
            self._fail(below, failure)
            answer = _get(sound, below)
        if answer.location or not answer.type.startswith("text/html"):
            return answer
        lines = tuple(dict.fromkeys((*lines, *site.complaints, *filter(None, [failure]))))
        return self._page(answer, state, lines, is_held=is_held or bool(failure))

    def _fail(self, path: str, reason: str) -> None:
        """Tell the terminal, once."""
        if self._failures.get(path) != reason:
            self._failures[path] = reason
            click.echo(reason)

    def _page(self, answer: Answer, state: str, lines: Sequence[str], *, is_held: bool) -> Answer:
        """The page with the strip and the script before the end of its body."""
        body = answer.body or _note(answer.note or "This page does not exist.", self.issue).encode()
        added = _strip(lines, is_held=is_held) if lines else ""
        added += f'<script src="{OWN}preview.js" data-state="{state}"></script>\n'
        before, end, after = body.rpartition(b"</body>")
        body = before + added.encode() + end + after if end else body + added.encode()
        return Answer(body, answer.type, answer.status)


def _get(site: Site | None, path: str) -> Answer:
    """What an older state had."""
    try:
        if site:
            return site.get(path)
    except CannotBuild:
        pass
    return Answer(b"", status=503, note="This page cannot be shown until the problems are mended.")


def _strip(lines: Sequence[str], *, is_held: bool) -> str:
    held = "; the page stays as it was" if is_held else ""
    shown = [f"<li>{escape(line)}</li>" for line in lines[:MOST_LINES]]
    if more := len(lines) - len(shown):
        shown.append(f"<li>and {more:,} more; the terminal has them all</li>")
    return (
        f'<link rel="stylesheet" href="{OWN}preview.css">\n'
        '<div class="preview-problems" role="status" aria-label="Problems" tabindex="0" data-search-exclude>\n'
        f"<details open><summary>{_count(len(lines))}{held}</summary>\n<ul>\n{''.join(shown)}\n</ul></details></div>\n"
    )


def _note(text: str, issue: str) -> str:
    """A small page of the preview's own."""
    more = f"<p>It shows {escape(issue)} and the index pages; <code>shortlist serve</code> shows all.</p>" if issue else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Preview</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<link rel="stylesheet" href="{OWN}preview.css"></head>\n<body><main class="preview-note">'
        f"<h1>Preview</h1><p>{escape(text)}</p>{more}</main>\n</body>\n</html>\n"
    )


class _Handler(BaseHTTPRequestHandler):
    """Answers browsers; `server.preview` knows what."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        """A page, a file, or one of the preview's own."""
        address = urlsplit(self.path)
        path = unquote(address.path, errors="replace")
        preview = self.server.preview
        if preview is None or "\0" in path:
            self._send(Answer(b"", "text/plain", 404))
        elif path == f"{OWN}state":
            seen = parse_qs(address.query).get("seen", [""])[0]
            self._send(Answer(preview.wait(seen, LONGEST_WAIT).encode(), "text/plain"))
        elif path in _FILES:
            name, type_ = _FILES[path]
            self._send(Answer(Path(__file__).with_name(name).read_bytes(), type_))
        else:
            self._send(preview.get(path))

    do_HEAD = do_GET

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.location:
            self.send_header("Location", answer.location)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: the terminal is for problems."""


_FILES = {f"{OWN}preview.js": ("preview.js", "text/javascript"), f"{OWN}preview.css": ("preview.css", "text/css")}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    preview: Preview | None = None

    def __init__(self, host: str, port: int) -> None:
        self.address_family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """As a plain TCP server does: the base class asks the network for the host's name, which may take seconds."""
        socket.socket.setsockopt(self.socket, socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a browser that leaves a page drops its connections."""


def serve(root: Path, host: str, port: int, issue: str, *, is_strict: bool, opens: bool) -> int:
    """Show the site, or one issue and the index pages, until Ctrl-C. The exit status.

    With `is_strict`, problems at the start end it with 1. Raises `click.ClickException` if the address cannot be had, and
    `click.UsageError` if there is no such issue.
    """
    _find_issue(root, issue)
    server = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    preview = Preview(root, f"http://{shown}:{server.server_port}", issue)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # So that `finally` has its turn.
    try:
        before = listing(preview.roots)
        _report(preview, preview.renew())
        if is_strict and (preview.lines or (preview.site and preview.site.complaints)):
            return 1
        server.preview = preview
        thread.start()
        place = f"{preview.address}{preview.site.mount if preview.site else '/'}{f'{issue}/' if issue else ''}"
        click.echo(f"Preview of {issue or 'all issues'} at {place} (Ctrl-C ends it)", err=True)
        if opens:
            click.launch(place)
        _follow(preview, before)
    except KeyboardInterrupt:
        click.echo(err=True)
    finally:
        if thread.is_alive():
            server.shutdown()
        server.server_close()
        preview.close()
    return 0


def _follow(preview: Preview, before: Listing) -> None:
    for changed in changes(lambda: preview.roots, before):
        start = time.perf_counter()
        problems = preview.renew(changed)
        names = [_below(path, preview.root) for path in changed[:MOST_NAMED]]
        more = f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
        _report(preview, problems, f"{', '.join(names)}{more}: {time.perf_counter() - start:.2f} s, ")


def _report(preview: Preview, problems: list[Problem], what: str = "") -> None:
    """Problems as `shortlist check` prints them."""
    click.echo(as_text(problems), nl=False)
    held = "; pages stay as they were" if preview.is_held and preview.site else ""
    count = summary_line(problems) if len(problems) == len(preview.lines) else _count(len(preview.lines))
    click.echo(f"{what}{count}{held}", err=True)


def _count(number: int) -> str:
    return counted(number, "problem")


def _find_issue(root: Path, issue: str) -> None:
    """Raises a usage error when there is no such issue."""
    docs = root / settings_of(root)[0].docs
    if issue and not (MONTH.fullmatch(issue) and (docs / issue).is_dir()):
        known = sorted(path.name for path in docs.iterdir() if MONTH.fullmatch(path.name)) if docs.is_dir() else []
        hint = did_you_mean(issue, known) or f"; the newest is '{known[-1]}'" if known else ""
        raise click.UsageError(f"there is no issue '{issue}'{hint}")


def _listen(host: str, port: int) -> _Server:
    """Take the address. Raises `click.ClickException` if it cannot be had."""
    try:
        return _Server(host, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise click.ClickException(f"cannot listen at {host}:{port}: {error.strerror}; choose another --addr") from None
    free = next((other for other in range(port + 1, min(port + 100, 65536)) if _is_free(host, other)), None)
    name = f"[{host}]" if ":" in host else host
    hint = f"{name}:{free} is free: --addr {name}:{free}" if free else "choose another one with --addr"
    raise click.ClickException(f"{name}:{port} is in use, perhaps by another preview; {hint}")


def _is_free(host: str, port: int) -> bool:
    try:
        _Server(host, port).server_close()
    except OSError:
        return False
    return True


def _below(path: str, root: Path) -> str:
    return Path(path).relative_to(root).as_posix() if Path(path).is_relative_to(root) else path
