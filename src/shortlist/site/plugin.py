"""MkDocs' events, each a few lines that call the rest."""

from __future__ import annotations

import gc
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from jinja2.bccache import Bucket, BytecodeCache
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from shortlist.background import start_all
from shortlist.checks import load_and_check
from shortlist.conversion import with_conversions
from shortlist.model import AnyPage
from shortlist.problems import Problem
from shortlist.reading.settings import settings_of
from shortlist.reading.source import ELSEWHERE, stray
from shortlist.site.assets import merge_stylesheets
from shortlist.site.build import Site
from shortlist.site.faults import presentable
from shortlist.site.filters import FILTERS, author_links
from shortlist.site.html import name_files, squeeze
from shortlist.text import counted

if TYPE_CHECKING:
    from jinja2 import Environment

log = get_plugin_logger(__name__)

CARDS = ".cache/cards"
"""Where share cards are kept."""


class ProblemsFound(PluginError):
    """The files hold problems, which have been logged; nothing was built. The message says how many there are."""


class ShortlistConfig(Config):
    """Plugin options. `docs_dir` and `bib_file` are those of MkDocs and of the plugin `bibtex`."""

    bib_file = config_options.Type(str, default="")
    """The BibTeX file, where the plugin `bibtex` is not configured."""
    cards = config_options.Type(bool, default=True)
    """Draw share cards. A preview draws none: nobody shares its addresses."""
    repository = config_options.Optional(config_options.URL())
    """Address of the repository on GitHub, to which the foot of each page leads."""
    authority = config_options.Type(str, default="")
    """Of the ids in feeds and calendar: a domain and a year in which it was the publisher's, `example.org,2026`."""
    mailing_list = config_options.Optional(config_options.URL())
    """Where one can subscribe by mail, if one can."""
    license = config_options.Optional(config_options.Type(str))
    """Of the texts, as the SPDX id of a Creative Commons license."""
    sections = config_options.Optional(config_options.Type(list))
    """Headings that a summary must have, in their order."""
    words = config_options.Optional(config_options.Type(list))
    """The least and the most words of a summary."""
    offline = config_options.Type(bool, default=False)
    """Make a site that also works when its pages are opened as files."""
    drafts = config_options.Type(bool, default=False)
    """Build the site as a preview shows it, drafts too, with a note on each page; for those who review, not for the public."""
    issue = config_options.Type(str, default="")
    """Make only the pages of this issue, for its preview."""


class Compiled(BytecodeCache):
    """Templates as code, from one build of a process to the next. In memory: code in a file might be somebody else's."""

    def __init__(self) -> None:
        self.codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code, unless its template has changed, which jinja2 sees."""
        if code := self.codes.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        self.codes[bucket.key] = bucket.bytecode_to_string()


_COMPILED = Compiled()
"""Compiling templates is a fifth of what a preview does at each save."""


@contextmanager
def collector_off() -> Iterator[None]:
    """Search for no garbage for a while, and go on then if it was searched for before."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class ShortlistPlugin(BasePlugin[ShortlistConfig]):
    """Builds the site from the library."""

    is_preview = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note whether this is a preview. Having this event also makes MkDocs keep the object across rebuilds."""
        if dirty:
            raise PluginError("'--dirty' builds only some pages, which cannot be right: pages show one another; build without it")
        self.is_preview = command == "serve"
        self.sound_pages: Mapping[str, AnyPage] = {}
        """Pages of a preview as they last were without an error."""

    # Before `bibtex`, whose own reading of a broken file ends in a traceback.
    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load and check everything, before anything is written."""
        gc.unfreeze()  # What an earlier build of this process has loaded.
        _disable("bibtex", config)
        _disable("material/search", config)
        self.root = Path(config.config_file_path).absolute().parent
        self.is_preview = self.is_preview or self.config.drafts
        _refuse_links(self.root, Path(config.site_dir))
        self.settings, problems = settings_of(self.root, Path(config.config_file_path).name)
        if f".{urlsplit(config.site_url or '').hostname}".endswith(_EXAMPLES) and not self.is_preview:
            log.info(f"'site_url' is an example, '{config.site_url}', and all pages name it; set SITE_URL to publish them")
        if features := config.theme.get("features"):
            log.warning("mkdocs.yml has '%s' under 'theme.features', which needs the theme's script; no page has it", features[0])
        if not config.site_url:
            log.info("mkdocs.yml has no 'site_url': feeds, calendar and share cards are left out, for they name the site in full")
        with collector_off():  # What is loaded stays, and next to nothing is left over.
            self.library, more = load_and_check(self.root, self.settings, self._is_converted, shows_drafts=self.is_preview)
        problems += more
        is_strict = bool(config.strict)
        _log(problems, is_strict=is_strict)
        if self.is_preview and not is_strict:
            problems = self._left_after_keeping_pages(problems)
        if any(is_strict or not problem.is_warning for problem in problems):
            raise ProblemsFound(f"{counted(len(problems), 'problem')}; nothing was built")
        if not self.is_preview:
            gc.freeze()  # All that is loaded stays: looking through it for cycles would take a tenth of the time from here on.
        return config

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Refuse other forms of addresses, before the site's folder is emptied."""
        if not config.use_directory_urls:
            raise PluginError(
                "addresses of this site end in '/': take 'use_directory_urls: false' and the plugin 'offline' out of mkdocs.yml; "
                "for a site that opens from disk, set the option 'offline: true' of the plugin 'shortlist'"
            )

    def _is_converted(self, path: str) -> bool:
        """A preview of one issue converts, and checks as readers see it, that issue and the pages of the top level."""
        docs, issue = self.settings.docs, self.config.issue
        return not issue or posixpath.dirname(path) in (docs, f"{docs}/{issue}")

    def _left_after_keeping_pages(self, problems: list[Problem]) -> list[Problem]:
        """Keep pages with errors as they were, and return the problems of files that all pages share."""
        library, self.sound_pages = presentable(self.library, problems, self.sound_pages)
        if self.config.issue and self.config.issue not in library.issues:
            return problems
        self.library = with_conversions(library, self._is_converted)
        pages = f"{self.settings.docs}/"
        return [p for p in problems if not p.place.path.startswith(pages) or p.place.path == self.settings.bibliography]

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Begin the site: from here on everything is known."""
        self.site = Site(self.library, config, files, is_preview=self.is_preview)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Make the pages."""
        return self.site.make_pages(nav)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Begin to write what programs and scripts read: all pages are known by now, and the site's folder is empty."""
        self.site.check_addresses()
        env.bytecode_cache = _COMPILED
        env.autoescape = True
        env.filters |= FILTERS
        env.filters["author_links"] = partial(author_links, self.site.author_addresses)
        env.globals |= {"site": self.site, "library": self.site.library, "notes": self.site.notes}
        books = cache(partial(self.site.write_books, self.root / CARDS))
        exports = partial(self.site.write_exports, self.root / CARDS, books)
        self.finish_books, self.finish_exports = map(cache, start_all(books, exports))
        # What only pages need comes after the copy. A preview cuts nothing, which would take time at each save.
        stylesheets = merge_stylesheets(files, config, is_cut=not self.is_preview)
        env.globals |= {"stylesheets": stylesheets, "books": self.finish_books}
        self.rows = env.get_template("partials/rows.html").module
        return env

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Take out the white space that only indents templates, and name the files of addresses where no server does."""
        output = squeeze(output)
        return name_files(output) if self.config.offline else output

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the rows of long lists, which a template prints, and wait for the exports."""
        self.site.write_rows(self.rows)
        self.finish_books()
        self.finish_exports()


_EXAMPLES = (".example", ".example.com", ".example.net", ".example.org", ".invalid", ".test", ".localhost")
"""Domains that nobody has. Source: RFC 2606."""


def _refuse_links(root: Path, site: Path) -> None:
    """Raise `PluginError` if emptying the site's folder, or writing into it or the cache, would reach what lies elsewhere."""
    paths = [CARDS]
    if site.is_relative_to(root):
        paths += [site.relative_to(root).as_posix(), *(path.relative_to(root).as_posix() for path in site.glob("*"))]
    if part := next(filter(None, (stray(root, path) for path in paths)), ""):
        raise PluginError(f"'{part}' {ELSEWHERE}")


def _disable(name: str, config: MkDocsConfig) -> None:
    """Keep a stock plugin, which the theme or our own settings ask for, and take over its work.

    - `bibtex` names the BibTeX file. Its rewriting by regular expressions damages links, code and maths that contain `@`.
      Remove when mkdocs-bibtex resolves citations inside the Markdown parser and reports faults with file and line.
    - `search` has the theme show the search at all. See `shortlist.site.html` for what is wrong with its index.
    """
    if (plugin := config.plugins.get(name)) is None:
        return
    for methods in config.plugins.events.values():
        # In place: MkDocs is in the middle of one of these lists.
        methods[:] = [method for method in methods if getattr(method, "__self__", None) is not plugin]


def _log(problems: Iterable[Problem], *, is_strict: bool) -> None:
    """Log every problem. One that stops the build is an error, which `--quiet` shows too."""
    for problem in problems:
        (log.error if is_strict or not problem.is_warning else log.warning)(str(problem))
