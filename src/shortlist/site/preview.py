"""A state of the site for the preview: its pages are made when somebody asks for them, and nothing is written beforehand.

MkDocs builds a whole site or nothing. This goes the same way, with the same events, as far as all pages need it, and the rest
of the way for the page that is asked for, so that a save costs the same in a small and in a large archive.
"""

from __future__ import annotations

import logging
import mimetypes
import posixpath
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from traceback import extract_tb
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import BytecodeCache, TemplateError, TemplateSyntaxError
from jinja2.bccache import Bucket
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.structure.files import File, Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from shortlist.model import Library
from shortlist.reading.cache import Memo
from shortlist.site.pages import LibraryPage, WholeIssuePage
from shortlist.site.plugin import ShortlistPlugin

HTML = "text/html; charset=utf-8"
NOT_FOUND = "404.html"


class CannotBuild(Exception):
    """The site, or a page of it, cannot be made; the message is a line for the author."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser gets."""

    body: bytes
    type: str = HTML
    status: int = 200
    location: str = ""
    """Where the browser should go instead."""
    note: str = ""
    """What to say instead of a body, as one line of plain text."""


class Compiled(BytecodeCache):
    """Compiled templates, in memory, for as long as their text stays the same: Jinja compares it."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja's event."""
        if (code := self._code.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Jinja's event."""
        self._code[bucket.key] = bucket.bytecode_to_string()


class Site:
    """The site of one library, as the preview shows it: with drafts, without share cards.

    It stays as it is whatever happens to the files, but for pictures and other files that are served as they stand. Raises
    `CannotBuild`. Its address may be asked for from several threads; `close` takes away what it wrote.
    """

    def __init__(
        self,
        root: Path,
        library: Library,
        address: str,
        call: Memo,
        compiled: Compiled,
        issue: str = "",
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.root = root
        self.library = library
        self.issue = issue
        self.complaints: list[str] = []
        """What MkDocs warned of, each once, and told."""
        self._tell = tell
        self._lock = threading.Lock()
        self._made: dict[str, bytes] = {}
        self._folder = TemporaryDirectory(prefix="shortlist-preview-")
        self._has_rest = False
        try:
            with self._reporting():
                self._begin(address, call, compiled)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Take away the folder of what other programs read."""
        self._folder.cleanup()

    def get(self, path: str) -> Answer:
        """What is at a path below the site's address: `2021-04/glm/`, or nothing for the home page.

        Raises `CannotBuild` when that page cannot be made.
        """
        name = posixpath.normpath(f"/{path}").lstrip("/")  # Nothing above the site.
        with self._lock, self._reporting():
            if path.endswith("/") or not name:
                name = posixpath.join(name, "index.html")
            elif f"{name}/index.html" in self._files:
                return Answer(b"", status=302, location=f"{self.mount}{quote(name)}/")
            return self._answer(name)

    def _begin(self, address: str, call: Memo, compiled: Compiled) -> None:
        """As `mkdocs.commands.build.build`, up to the first page."""
        config = self.config = _load_config(self.root, self._folder.name)
        # Where the site lies on its host; the preview is another host.
        self.mount = f"/{urlsplit(config.site_url or '').path.strip('/')}/".replace("//", "/")
        config.site_url = f"{address}{self.mount}"
        own = [plugin for plugin in config.plugins.values() if isinstance(plugin, ShortlistPlugin)]
        if not own:
            raise CannotBuild("mkdocs.yml:1:1: the plugin 'shortlist' is missing under 'plugins'; add it")
        own[0].given, own[0].call = self.library, call
        config.plugins.on_startup(command="serve", dirty=False)
        config = self.config = config.plugins.on_config(config)
        self.watched = [Path(path) for path in (*config.watch, config.theme.custom_dir) if path]
        config.plugins.on_pre_build(config=config)
        files = get_files(config)
        env = config.theme.get_env()
        env.bytecode_cache = compiled
        files.add_files_from_theme(env, config)
        self.files: Files = config.plugins.on_files(files, config=config)
        set_exclusions(self.files, config)
        self.nav = config.plugins.on_nav(get_navigation(self.files, config), config=config, files=self.files)
        self._files = {file.dest_uri: file for file in self.files if file.inclusion.is_included()}
        self._pages = list(self.files.documentation_pages(inclusion=InclusionLevel.is_included))
        for file in self._pages:
            page = file.page or Page(None, file, config)
            if not isinstance(page, LibraryPage) and file.generated_by is None:
                self._populate(page)  # Their titles stand on other pages too.
        self.env = config.plugins.on_env(env, config=config, files=self.files)
        # All at once: a broken one is found now, and what is served until the next state never changes.
        for folder in (config.theme.custom_dir,) if config.theme.custom_dir else ():
            for path in sorted(Path(folder).rglob("*.html")):
                self.env.get_template(path.relative_to(folder).as_posix())

    def _answer(self, name: str) -> Answer:
        if (file := self._files.get(name)) is not None:
            if file.page is None:
                return Answer(file.content_bytes, _type(name))
            if not self._is_wanted(file):
                return Answer(b"", status=404, note=f"This page is not part of the preview of {self.issue}.")
            return Answer(self._page(file.page))
        self._make_rest()
        path = Path(self._folder.name, name)
        if path.is_file():
            return Answer(path.read_bytes(), _type(name))
        return Answer(self._not_found().encode(), status=404)

    def _is_wanted(self, file: File) -> bool:
        """Whether the page belongs to the preview: with an issue, other issues do not."""
        is_of_an_issue = isinstance(file.page, LibraryPage | WholeIssuePage)
        return not self.issue or not is_of_an_issue or file.src_uri.startswith(f"{self.issue}/")

    def _populate(self, page: Page) -> None:
        """Markdown to HTML, as MkDocs does for all pages first."""
        config, files = self.config, self.files
        with self._current(page):
            page = config.plugins.on_pre_page(page, config=config, files=files) or page
            page.read_source(config)
            page.markdown = config.plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
            page.render(config, files)
            page.content = config.plugins.on_page_content(page.content or "", page=page, config=config, files=files)

    def _page(self, page: Page) -> bytes:
        """The whole page, made once."""
        if (made := self._made.get(page.file.dest_uri)) is not None:
            return made
        for needed in (*page.parts, page) if isinstance(page, WholeIssuePage) else (page,):
            if needed.content is None:
                self._populate(needed)
        config = self.config
        with self._current(page):
            page.active = True
            context = get_context(self.nav, self._pages, config, page)
            template = self.env.get_template(page.meta.get("template", "main.html"))
            context = config.plugins.on_page_context(context, page=page, config=config, nav=self.nav)
            output = config.plugins.on_post_page(template.render(context), page=page, config=config)
        page.validate_anchor_links(files=self.files, log_level=config.validation.links.anchors)
        made = self._made[page.file.dest_uri] = output.encode(errors="xmlcharrefreplace")
        return made

    def _not_found(self) -> str:
        config = self.config
        template = config.plugins.on_pre_template(self.env.get_template(NOT_FOUND), template_name=NOT_FOUND, config=config)
        context = get_context(self.nav, self._pages, config, base_url=self.mount)
        context = config.plugins.on_template_context(context, template_name=NOT_FOUND, config=config)
        return config.plugins.on_post_template(template.render(context), template_name=NOT_FOUND, config=config)

    def _make_rest(self) -> None:
        """Write what other programs read, once: the search index, exports, redirects. The index needs every page."""
        if self._has_rest:
            return
        for file in self._pages:
            if file.page and file.page.content is None and self._is_wanted(file):
                self._populate(file.page)
        self.config.plugins.on_post_build(config=self.config)
        self._has_rest = True

    @contextmanager
    def _current(self, page: Page) -> Iterator[None]:
        self.config._current_page = page
        try:
            yield
        finally:
            self.config._current_page = None
            page.active = False

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Turn what MkDocs logs into complaints, and what it raises into `CannotBuild`."""
        handler = _Handler(self.complaints, self._tell)
        logger = logging.getLogger("mkdocs")
        logger.propagate = False
        logger.addHandler(handler)
        try:
            yield
        except TemplateError as error:
            raise CannotBuild(f"{self._place(error)}the template cannot be used: {error.message}") from error
        except (Abort, MkDocsException) as error:
            raise CannotBuild("; ".join(handler.errors) or str(error)) from error
        except CannotBuild:
            raise
        except Exception as error:  # A template, or a page's plugin, may raise anything; the preview lives on.
            raise CannotBuild(f"{self._place(error)}{type(error).__name__}: {' '.join(str(error).split())}") from error
        finally:
            logger.removeHandler(handler)

    def _place(self, error: Exception) -> str:
        """Where in a template it happened: `overrides/summary.html:28:1: `; nothing if it happened elsewhere."""
        frames = [(frame.filename, frame.lineno) for frame in extract_tb(error.__traceback__)]
        if isinstance(error, TemplateSyntaxError):
            frames.append((error.filename or error.name or "", error.lineno))
        for path, line in reversed(frames):
            if path.endswith(".html"):
                name = Path(path).relative_to(self.root) if Path(path).is_relative_to(self.root) else path
                return f"{name}:{line}:1: "
        return ""


class _Handler(logging.Handler):
    """Keeps warnings, each once, and errors, which an exception follows."""

    def __init__(self, complaints: list[str], tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self.tell = tell
        self.complaints = complaints
        self.errors: list[str] = []
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """The event of `logging`."""
        if record.thread != self.thread:
            return
        line = " ".join(record.getMessage().split())
        if record.levelno >= logging.ERROR:
            self.errors.append(line)
        elif line not in self.complaints:
            self.complaints.append(line)
            self.tell(line)


def _load_config(root: Path, site: str) -> MkDocsConfig:
    """The settings, with plugins of their own: MkDocs would hand those of one build to the next, and both are asked for pages."""
    plugins: Any = MkDocsConfig.plugins
    plugins.plugin_cache.clear()
    try:
        return load_config(str(root / "mkdocs.yml"), site_dir=site)
    finally:
        plugins.plugin_cache.clear()


def _type(name: str) -> str:
    found: Any = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith(".js"):
        found = "text/javascript"  # What a system's own table says may be anything.
    return f"{found}; charset=utf-8" if found.startswith("text/") or found.endswith(("json", "xml")) else found
