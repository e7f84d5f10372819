"""`shortlist serve`: MkDocs' own live-reload server, with the problems on every page, and one issue alone if that is asked for.

Each save builds into a new folder, which takes the place of the last one when all went well. A page with errors stays as it was.
Where a file that all pages share has errors, nothing changes but the strip of problems.
"""

import errno
import os
import re
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from html import escape
from ipaddress import ip_address
from logging import ERROR, WARNING, LogRecord, getLogger
from logging.handlers import BufferingHandler
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from traceback import extract_tb
from typing import Any
from urllib.parse import urlsplit

import click
import mkdocs
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.livereload import LiveReloadServer

from shortlist.library import VOCABULARY, missing_issue
from shortlist.model import MONTH
from shortlist.problems import printable
from shortlist.reading.settings import SETTINGS, settings_of
from shortlist.site.plugin import ProblemsFound, ShortlistPlugin, collector_off
from shortlist.text import counted

MAX_LINES = 30
"""A page shows this many problems; the terminal has them all."""

POLL_INTERVAL = 0.2
"""Seconds between two looks at the files. A look at a thousand of them takes 20 ms."""

PREFIX = "shortlist-preview-"
"""Of temporary folders, before the number of their process."""

ALL_STAY, SOME_STAY = "pages stay as they were", "pages with errors stay as they were"

STYLE = """\
.preview-problems { position: sticky; z-index: 10; bottom: 0; box-sizing: border-box; max-height: 30vh; padding: .4rem 1rem;
  overflow: auto; border-top: 3px solid var(--sl-accent, currentcolor); background: var(--sl-shade, Canvas);
  color: var(--sl-ink, CanvasText); font: 14px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
.preview-problems summary { font-weight: 600; cursor: pointer }
.preview-problems ul { margin: 0; padding: 0; list-style: none; font-family: ui-monospace, monospace }
html:has(.preview-problems) { scroll-padding-bottom: 30vh }
.preview-note { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; font: 18px/1.5 system-ui, sans-serif }
@media print { .preview-problems { display: none } }"""
STYLE_PATH = "/livereload/preview.css"
SCRIPT_PATH = re.compile(r"/livereload/([0-9]{1,15})\.js")
"""Of files of the preview's own: the site's policy, which it sends, lets no style and no script stand in a page."""
MAX_PATH_LENGTH = 4000
TIMEOUT = 5
"""Seconds for which a browser may send nothing of a request that it has begun."""
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]/@]+)(?::[0-9]+)?", re.IGNORECASE)

NOTE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Preview</title><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"></head>
<body><main class="preview-note"><h1>Preview</h1><p>{text}.</p></main>
</body>
</html>
"""


class Preview(LiveReloadServer):
    """The site as the files are now, in browsers that follow what is saved."""

    def __init__(self, project: Path, folder: Path, host: str, port: int, issue: str) -> None:
        self.project = project
        self.issue = issue
        self.host = host.lower()
        self.lines: list[str] = []
        """Problems, and whatever else is wrong."""
        self.policy = ""  # Of the last build; none before the first.
        self.stays = ""
        """Says what is older than the files, since these cannot be shown."""
        self.plugin: ShortlistPlugin | None = None
        mount_path = urlsplit(settings_of(project)[0].site_url).path
        super().__init__(self.renew, host, port, str(folder / "site"), mount_path, POLL_INTERVAL)
        self.error_handler = self._error_page

    def renew(self) -> None:
        """Build the site from the files as they are now. Nothing that the files hold makes it raise an exception."""
        start = time.perf_counter()
        shown, new = Path(self.root), Path(self.root).with_name("new")
        with collector_off():  # Nearly all that is there stays; looking through it takes a quarter of the time.
            self.lines, self.stays = self._build(new)
        is_held = self.stays == ALL_STAY
        shutil.rmtree(new if is_held else shown, ignore_errors=True)
        if not is_held and shown.exists():  # Windows keeps a file that is being sent.
            shutil.copytree(new, shown, dirs_exist_ok=True)
        elif not is_held:
            new.rename(shown)
        click.echo("".join(f"{line}\n" for line in self.lines), nl=False)
        click.echo(f"{self._summary()} ({time.perf_counter() - start:.2f} s)", err=True)

    def _summary(self) -> str:
        problems = counted(len(self.lines), "problem") if self.lines else "no problems"
        return f"{problems}; {self.stays}" if self.stays and Path(self.root).exists() else problems

    def _build(self, target: Path) -> tuple[list[str], str]:
        """Build into a folder; return what is wrong, and what that kept as it was."""
        settings, problems = settings_of(self.project)
        files = (self.project / path for path in (settings.bibliography, VOCABULARY))
        # Folders, since an editor may delete a file for a moment; but never the whole repository.
        folders = (path if path.parent == self.project else path.parent for path in files)
        self._watch(map(str, (self.project / SETTINGS, self.project / settings.docs, *folders)))
        if problems:
            return list(map(str, problems)), ALL_STAY
        failure: Exception | None = None
        with _logged() as records:
            try:
                build(self._configured(target), serve_url=self.url)
            except Exception as error:  # A template or a plugin may raise anything; the preview lives on.
                failure = error
        if failure and not isinstance(failure, Abort):
            return [self._described(failure)], ALL_STAY
        count = str(failure.__context__) if failure and isinstance(failure.__context__, ProblemsFound) else ""
        messages = [record.getMessage() for record in records if record.getMessage() != count]  # Which is said anyway.
        lines = (printable(" ".join(message.removeprefix("shortlist: ").split())) for message in messages)
        has_errors = any(record.levelno >= ERROR for record in records)
        return list(dict.fromkeys(lines)), ALL_STAY if failure else SOME_STAY if has_errors else ""

    def _configured(self, target: Path) -> MkDocsConfig:
        config = load_config(str(self.project / SETTINGS), site_dir=str(target))
        config.site_url = self.url
        self.policy = config.theme.get_env().get_template("partials/policy.html").render().strip()
        plugin: Any = config.plugins.get("shortlist")
        if plugin is None:
            raise MkDocsException("mkdocs.yml:1:1: the plugin 'shortlist' is missing under 'plugins'; add it")
        if plugin is not self.plugin:  # MkDocs keeps it from one build to the next.
            config.plugins.on_startup(command="serve", dirty=False)
            self.plugin = plugin
        plugin.config.issue = self.issue
        self._watch([config.docs_dir, *config.watch, *filter(None, [config.theme.custom_dir])])
        return config

    def _watch(self, paths: Iterable[str]) -> None:
        for path in paths:
            if path not in self._watched_paths and Path(path).exists():
                self.watch(path)

    def _described(self, error: Exception) -> str:
        """Return a line about an error, with its place if it happened in a template: `overrides/summary.html:28:1: …`."""
        name = "" if isinstance(error, MkDocsException) else f"{type(error).__name__}: "
        frames = reversed(extract_tb(error.__traceback__))
        place = next((f"{frame.filename}:{frame.lineno}:1: " for frame in frames if frame.filename.endswith(".html")), "")
        return printable(" ".join(f"{place.removeprefix(f'{self.project}/')}{name}{error}".split()))

    def server_activate(self) -> None:
        """Say where the preview is, as soon as it can be reached."""
        super().server_activate()
        click.echo(f"Preview of {self.issue or 'all issues'} at {self.start_url} (Ctrl-C ends it)", err=True)

    @property
    def start_url(self) -> str:
        return self.url + (f"{self.issue}/" if self.issue else "")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that leaves a page drops its connections."""

    def _error_page(self, code: int) -> bytes:
        missing = "This page does not exist, or cannot be shown until its problems are fixed"
        text = missing if Path(self.root).exists() else "There is nothing to show until the problems are fixed"
        if self.issue:
            text += f". The preview shows {self.issue} and the index pages alone; <code>shortlist serve</code> shows all"
        return self._inject_js_into_html(NOTE.format(text=text).encode(), self._visible_epoch)

    def get_request(self) -> tuple[Any, Any]:
        """Accept a connection. One on which nothing comes is dropped in time."""
        connection, address = super().get_request()
        connection.settimeout(TIMEOUT)
        return connection, address

    def serve_request(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer under our own name, with the site's content security policy, so that an author sees what readers will.

        Under another name the page of a stranger may have sent its reader's browser here, and would read the answer.
        """
        if not self._is_ours(environ.get("HTTP_HOST", "localhost")):  # Browsers always say it.
            start_response("421 Misdirected Request", [("Content-Type", "text/plain")])
            return [f"The preview is at {self.url} only.\n".encode()]
        # No file has a longer path, or either of these signs in it.
        path = environ["PATH_INFO"] = environ["PATH_INFO"][:MAX_PATH_LENGTH].replace("\0", "?")
        if path == STYLE_PATH:
            start_response("200 OK", [("Content-Type", "text/css")])
            return [STYLE.encode()]
        if match := SCRIPT_PATH.fullmatch(path):
            start_response("200 OK", [("Content-Type", "application/javascript")])
            return [super()._inject_js_into_html(b"", int(match[1])).removeprefix(b"<script>").removesuffix(b"</script>")]
        policy = [("Content-Security-Policy", self.policy)] if self.policy else []
        return super().serve_request(environ, lambda status, headers: start_response(status, [*headers, *policy]))

    def _is_ours(self, host: str) -> bool:
        """Return whether a request's `Host` names this server: as it was told, or as this machine, or by an address if by any."""
        if (match := HOST.fullmatch(host)) is None:
            return False
        name, own = match["name"].strip("[]").lower(), str(self.server_address[0]).lower()
        with suppress(ValueError):
            address = ip_address(name)
            return address.is_loopback or name == own or ip_address(own).is_unspecified
        return name in ("localhost", self.host) or (own in ("0.0.0.0", "::") and name == socket.gethostname().lower())

    # The one place where MkDocs' server has a page in hand before it is sent. Ours to write when MkDocs renames it.
    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        before, end, after = content.rpartition(b"</body>")
        own = f'{self._strip()}<link rel="stylesheet" href="{STYLE_PATH}">\n<script src="/livereload/{epoch}.js"></script>\n'
        return before + own.encode() + end + after

    def _strip(self) -> str:
        if not self.lines:
            return ""
        more = len(self.lines) - MAX_LINES
        shown = self.lines[:MAX_LINES] + ([f"and {more:,} more; the terminal has them all"] if more > 0 else [])
        items = "".join(f"<li>{escape(line)}</li>" for line in shown)
        return (
            f'<div class="preview-problems" role="status" aria-label="Problems" tabindex="0">\n'
            f"<details open><summary>{self._summary()}</summary>\n<ul>\n{items}\n</ul>"
            "</details></div>\n"
        )


@contextmanager
def _logged() -> Iterator[list[LogRecord]]:
    """Collect what MkDocs, whose forks have other names, and its plugins warn of, instead of printing it."""
    handler, logger = BufferingHandler(sys.maxsize), getLogger(mkdocs.__name__)
    handler.setLevel(WARNING)
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield handler.buffer
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates


def serve(root: Path, host: str, port: int, issue: str, *, is_strict: bool, opens: bool) -> int:
    """Show the site, or one issue and the index pages, until Ctrl-C; return the exit status.

    With `is_strict`, problems at the start end it with 1. Raises `click.ClickException` if the address cannot be had, and
    `click.UsageError` if there is no such issue.
    """
    _find_issue(root, issue)
    port = _free_port(host, port)
    getLogger(LiveReloadServer.__module__).setLevel(ERROR)  # The terminal is for problems.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # So that folders are taken away.
    _remove_leftovers()
    with TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        preview = Preview(root, Path(folder), host, port, issue)
        try:
            preview.renew()
            if is_strict and preview.lines:
                return 1
            if opens:
                click.launch(preview.start_url)
            preview.serve()
        except KeyboardInterrupt:
            click.echo(err=True)
        finally:
            preview.shutdown(wait=preview.serve_thread.is_alive())
    return 0


def _remove_leftovers() -> None:
    """Remove the folders of previews that were killed: ours, and of processes that are no more."""
    if not hasattr(os, "getuid"):  # Windows, where each user has a folder of their own, and asking for a process may end it.
        return
    for folder in Path(gettempdir()).glob(f"{PREFIX}[0-9]*-*"):
        with suppress(OSError):
            number = int(folder.name.removeprefix(PREFIX).partition("-")[0][:9])
            if folder.lstat().st_uid == os.getuid() and not _is_alive(number):
                shutil.rmtree(folder, ignore_errors=True)  # Which follows no links.


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def _find_issue(root: Path, issue: str) -> None:
    """Raise a usage error when there is no such issue."""
    known = sorted(path.name for path in (root / settings_of(root)[0].docs).glob("*") if MONTH.fullmatch(path.name))
    if issue and issue not in known:
        raise click.UsageError(missing_issue(issue, known))


def _free_port(host: str, port: int) -> int:
    """Return the port, or a free one instead of 0. Raises `click.ClickException` if the address cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.create_server((host, port), family=family) as listener:
            return int(listener.getsockname()[1])
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise click.ClickException(f"cannot listen at {host}:{port}: {error.strerror}; choose another --addr") from None
    name = f"[{host}]" if ":" in host else host
    free = f"{name}:{_free_port(host, 0)}"
    raise click.ClickException(f"{name}:{port} is in use, perhaps by another preview; {free} is free: --addr {free}")
