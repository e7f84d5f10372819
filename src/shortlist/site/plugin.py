"""MkDocs' events, each a few lines that call the rest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import escape
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc
from mkdocs.utils import get_relative_url

from shortlist.checks import load_and_check
from shortlist.citations.bibliography import bibliography
from shortlist.citations.references import PageLink, References
from shortlist.citations.section import SECTION_ID, TITLE, Context, fragment, reference_section, toc_token
from shortlist.conversion import Conversions, Converter
from shortlist.exports.coins import coins_span
from shortlist.exports.files import export_files
from shortlist.exports.graph import graph
from shortlist.exports.metadata import Metadata
from shortlist.exports.redirects import redirect_pages, redirect_path
from shortlist.exports.search import Document, search_index
from shortlist.indexes import by_author, cited_by, published, related
from shortlist.model import WHOLE_ISSUE, Issue, Library, Redirect, Summary
from shortlist.problems import Problem, summary_line
from shortlist.reading.cache import Memo, uncached
from shortlist.reading.settings import Settings, settings_of
from shortlist.site.addresses import marked
from shortlist.site.background import start
from shortlist.site.cards import cards, write_cards
from shortlist.site.finding import authors_view, papers_view
from shortlist.site.navigation import link_neighbors
from shortlist.site.pages import LibraryPage, WholeIssuePage
from shortlist.site.search import of_issue, of_page, of_summary, of_tag
from shortlist.site.styles import one_stylesheet
from shortlist.site.tables import scrollable
from shortlist.site.theme_files import theme_files
from shortlist.site.updates import by_day, follow_up_views
from shortlist.site.views import Views, bibliography_view
from shortlist.site.whitespace import squeeze
from shortlist.site.whole_issue import EDITORIAL, Part, WholeIssueView, pick_id, whole_issue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from mkdocs.utils.templates import TemplateContext

    from shortlist.site.updates import FollowUpView

log = get_plugin_logger(__name__)

BIBLIOGRAPHY = "bibliography.md"
"""The page that lists every work that is cited. A site may do without."""

PAPERS = "papers.md"
"""The page that lists every pick. A site may do without."""

AUTHORS = "authors.md"
"""The page that lists the authors of the picks. A site may do without."""

UPDATES = "updates.md"
"""The page that lists what has happened to picked papers since. A site may do without."""

MOST_CITED_BY = 3
"""As many other summaries are named that cite a work too; the bibliography has them all."""


class ShortlistConfig(Config):
    """What else the plugin needs stands in `docs_dir` and in `bib_file` of the plugin `bibtex`."""

    bib_file = config_options.Type(str, default="")
    """The BibTeX file, where the plugin `bibtex` is not configured."""
    cards = config_options.Type(bool, default=True)
    """Whether share cards are drawn. The preview draws none: nobody shares its addresses."""


class ShortlistPlugin(BasePlugin[ShortlistConfig]):
    """Builds The Shortlist from its library."""

    is_preview = False
    given: Library | None = None
    """The library, loaded and checked already: `shortlist serve` reports problems itself."""
    call: Memo = staticmethod(uncached)
    """How it calls what takes long: `shortlist serve` keeps values from one build to the next."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Note whether drafts are shown. Having this event also makes MkDocs keep the object across rebuilds."""
        self.is_preview = command == "serve"

    # Before `bibtex`, whose own reading of a broken file ends in a traceback.
    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load and check everything, before anything is written. Nothing is kept from an earlier build."""
        root = Path(config.config_file_path).absolute().parent
        settings = _settings(config, root)
        config.extra["is_preview"] = self.is_preview
        _stand_in_for("bibtex", config)
        _stand_in_for("material/search", config)
        library = self.given or _sound_library(root, settings, config)
        self.library = library if self.is_preview else published(library)
        shown = self.library
        self.hidden = {s.path for id, s in library.summaries.items() if id not in shown.summaries}
        self.hidden_folders = {f"{settings.docs}/{id}" for id in library.issues if id not in shown.issues}
        self.docs = settings.docs
        self.related = related(self.library)
        # Ordered sets: on the page of each summary that cites a classic, it is asked for by itself.
        self.cited_by = {key: dict.fromkeys(ids) for key, ids in cited_by(self.library).items()}
        self.references = References(self.library.entries)
        self.views = Views(self.library)
        has_cards = self.config.cards and not self.is_preview and bool(config.site_url)
        self.cards = dict(cards(self.views, config.site_name, config.site_description or "")) if has_cards else {}
        self.card_cache = root / ".cache" / "cards"
        self.metadata = Metadata(self.library, config.site_name, config.site_url or "", has_cards=has_cards)
        self.conversions = Conversions(self.library, Converter(self.references, settings))
        self.texts: dict[str, str] = {}
        """Id → HTML of the page with this id without its references."""
        self.documents: dict[str, Document] = {}
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Take drafts out; add a page for each tag, and one for the whole of each issue."""
        for hidden in [file for file in files if self._is_hidden(f"{self.docs}/{file.src_uri}")]:
            files.remove(hidden)
        for tag in self.library.tags.values():
            files.append(File.generated(config, f"tags/{tag.slug}.md", content=""))
        for id in self.library.issues:
            files.append(File.generated(config, f"{id}/{WHOLE_ISSUE}.md", content=""))
        for ballast in [file for file in files if _is_ballast(file.src_uri)]:
            files.remove(ballast)
        one_stylesheet(files, config)
        self.theme_files = theme_files(files)
        found = {path: files.get_file_from_path(self._uri(path)) for path in self.library.pages}
        # `exclude_docs` in mkdocs.yml may hide pages, which then cite nothing.
        self.files = {path: file for path, file in found.items() if file and file.inclusion.is_included()}
        self.bibliography = self.files.get(f"{self.docs}/{BIBLIOGRAPHY}")
        self.updates = self.files.get(f"{self.docs}/{UPDATES}")
        cited_in = replace(self.library, pages={path: self.library.pages[path] for path in self.files})
        # Most pages do not ask.
        self.cited_works = cache(partial(bibliography, cited_in, lambda path: self.conversions[path].citations))
        self.tag_of_file = {f"tags/{tag.slug}.md": tag.name for tag in self.library.tags.values()}
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Link the pages of each issue to their neighbors. Pages of the top level have no order to page through."""
        for page in nav.pages:
            page.previous_page = page.next_page = None
        for issue in self.library.issues.values():
            sources: tuple[Issue | Summary, ...] = (issue, *self.library.picks(issue))
            pages = [self._page(source, nav, files, config) for source in sources]
            link_neighbors(pages)
            whole = files.get_file_from_path(f"{issue.id}/{WHOLE_ISSUE}.md")
            if whole is not None:
                WholeIssuePage(whole, config, issue.id, pages)
        return nav

    def _page(self, source: Issue | Summary, nav: Navigation, files: Files, config: MkDocsConfig) -> Page:
        file = files.get_file_from_path(self._uri(source.path))
        if file is None:
            raise PluginError(f"{source.path} is not among the site's files; does 'exclude_docs' in mkdocs.yml hide it?")
        view = self.views.picks[source.id] if isinstance(source, Summary) else self.views.issues[source.id]
        title = str(escape(view.title))
        # MkDocs has made a page of its own, which only a navigation that lists it needs.
        return file.page if file.page in nav.pages else LibraryPage(file, config, title, source.body.text)

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give pages of the library their titles and templates. Texts are escaped, since the theme prints them as they are."""
        id = self._id(page)
        if id in self.views.issues:
            issue = self.views.issues[id]
            page.meta = _meta("issue.html", issue.title, issue.gist)
        elif id in self.views.picks:
            pick = self.views.picks[id]
            page.meta = _meta("summary.html", pick.title, pick.gist) | {"tags": [tag.name for tag in pick.tags]}
        elif isinstance(page, WholeIssuePage):
            issue = self.views.issues[page.issue]
            page.meta = _meta("issue-all.html", f"{issue.title}, the whole issue", issue.gist)
        elif (name := self.tag_of_file.get(page.file.src_uri)) is not None:
            tag = self.views.tags[name]
            page.meta = _meta("tag.html", tag.name, tag.meaning)
        # MkDocs would print today's date into sitemap.xml, and the same tree would not build to the same bytes.
        page.update_date = self._date(id)
        return markdown

    def _context(self, id: str, file: File, key: str) -> Context:
        """What the page with this id tells of a reference: our own summary of the work, and the other summaries that cite it."""
        own = self.library.summary_of.get(key, "")
        cited_by = self.cited_by.get(key, {})
        not_others = {id, own}
        others = islice((other for other in cited_by if other not in not_others), MOST_CITED_BY)
        more = len(cited_by) - sum(one in cited_by for one in not_others) - MOST_CITED_BY
        return Context(
            self._link(own, file) if own and own != id else None,
            tuple(self._link(other, file) for other in others),
            PageLink(self._bibliography_href(key, file), f"{more:,} more") if more > 0 else None,
            "" if own == id else coins_span(self.library.entries[key]),  # The page's head describes its own paper.
        )

    def _bibliography_href(self, key: str, file: File) -> str:
        """Where the bibliography lists a work; empty if the site has none."""
        found = self.bibliography
        return get_relative_url(found.url, file.url) + fragment(f"ref-{key}") if found else ""

    def _link(self, id: str, file: File) -> PageLink:
        pick = self.views.picks[id]
        return PageLink(get_relative_url(pick.address, file.url), pick.title)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Note what search finds a page by, put tables into boxes that scroll, and mark links that show their own address.

        The text of a tag's page is the tag's meaning, which is no Markdown.
        """
        id = self._id(page)
        if (name := self.tag_of_file.get(page.file.src_uri)) is not None:
            tag = self.views.tags[name]
            self.documents[id] = of_tag(tag)
            return f"<p>{escape(tag.meaning)}</p>"
        if (path := f"{self.docs}/{page.file.src_uri}") in self.conversions.bodies:
            converted = self.conversions[path]
            context = partial(self._context, id, page.file)
            section = reference_section(converted.citations, self.references, context, converted.ids)
            self.texts[id] = marked(scrollable(converted.html))
            html = f"{converted.html}\n{section}" if section else converted.html
            page.toc = get_toc([*converted.toc, toc_token(converted.ids)] if section else converted.toc)
        if id in self.views.picks:
            self.documents[id] = of_summary(self.views.picks[id], html)
        elif id in self.views.issues:
            self.documents[id] = of_issue(self.views.issues[id], html)
        # No second time into the search index, which leads to the summaries themselves.
        elif not isinstance(page, WholeIssuePage):
            title = config.site_name if page.is_homepage else str(page.title)
            self.documents[id] = of_page(page.url, title, html)
        return marked(scrollable(html))

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Begin to write what other programs read: all pages are known by now, and the site's folder is empty."""
        _refuse_taken(self.library.redirects.values(), files)
        self.follow_ups = self._follow_ups()
        write = partial(self._write_exports, Path(config.site_dir), config.site_url or "")
        self.finish_exports = write if self.given else start(write)  # `shortlist serve` may not want them at all.
        env.globals["theme_files"] = self.theme_files
        return env

    def _follow_ups(self) -> Mapping[str, tuple[FollowUpView, ...]]:
        tags = {f"{self.docs}/tags/{tag.slug}.md": self.views.tags[tag.name] for tag in self.library.tags.values()}
        pages = self._pages() | {path: PageLink(tag.address, tag.name) for path, tag in tags.items()}
        pages |= {self.library.issues[id].path: PageLink(issue.address, issue.title) for id, issue in self.views.issues.items()}
        try:
            return follow_up_views(self.library, self.views.picks, pages)
        except KeyError as error:
            path = error.args[0]
            raise PluginError(f"a follow-up leads to {path}, which the site leaves out; is 'exclude_docs' to blame?") from None

    def _write_exports(self, site: Path, site_url: str) -> None:
        for path, text in redirect_pages(self.library.redirects.values(), site_url):
            _write(site / path, text)
        for path, text in export_files(self.library):
            _write(site / path, text)
        addresses = {path: page.href for path, page in self._pages().items()}
        _write(site / "graph.json", graph(self.library, self.cited_works(), self.related, self.references, addresses))
        write_cards(site, self.cards, self.card_cache)

    def on_page_context(self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        """Hand the template its view."""
        id = self._id(page)
        context["place"] = self._place(id, page)
        context["issue"] = self.views.issues.get(id)
        context["pick"] = self.views.picks.get(id)
        context["shortlist"] = self.views
        context["metadata"] = self._metadata(id, page, config)
        context["follow_ups"] = self.follow_ups.get(id, ())
        context["has_updates"] = self.updates is not None
        if page.file is self.updates:
            context["updates"] = by_day(self.follow_ups)
        context["related"] = self.views.related(self.related.get(id, ()), self.references)
        if page.file is self.bibliography:
            context["bibliography"] = bibliography_view(self.cited_works(), self.references, self._pages(page.file))
        if isinstance(page, WholeIssuePage):
            issue = context["issue"] = self.views.issues[page.issue]
            context["whole"] = self._whole(page)
            context["follow_ups"] = {pick.address: self.follow_ups.get(pick.address.rstrip("/"), ()) for pick in issue.picks}
        if (name := self.tag_of_file.get(page.file.src_uri)) is not None:
            context["tag"] = self.views.tags[name]
            context["tag_picks"] = self.views.picks_with(name)
            context["tag_neighbors"] = self.views.neighbors[name]
        if page.file.src_uri == PAPERS:
            context["papers"] = papers_view(self.views)
        if page.file.src_uri == AUTHORS:
            context["authors"] = authors_view(by_author(self.library), self.views.picks)
        return context

    def _place(self, id: str, page: Page) -> str:
        """Address of the page of the top level that this page lies under."""
        if id in self.views.picks or id in self.views.issues or isinstance(page, WholeIssuePage):
            return "issues/"
        return "tags/" if page.file.src_uri in self.tag_of_file else page.url

    def _whole(self, page: WholeIssuePage) -> WholeIssueView:
        """All of an issue. Of a work it tells only of our own summary: who else cites it would be most of a long list."""

        def context(key: str) -> Context:
            own = self.library.summary_of.get(key, "")
            issue, _, slug = own.partition("/")
            if issue == page.issue:
                return Context(PageLink(f"#{pick_id(slug)}", self.views.picks[own].title))
            return Context(self._link(own, page.file) if own else None)

        editorial, *summaries = (self._part(part) for part in page.parts)
        picks = self.views.issues[page.issue].picks
        whole = whole_issue(editorial, list(zip(picks, summaries, strict=True)), self.references, context)
        toc = [AnchorLink(str(escape(text.pick.title)), text.id, 2) for text in whole.summaries]
        page.toc = TableOfContents([*toc, AnchorLink(TITLE, SECTION_ID, 2)] if whole.references else toc)
        return whole

    def _part(self, page: Page) -> Part:
        id = self._id(page)
        citations = self.conversions[f"{self.docs}/{page.file.src_uri}"].citations
        return Part(id.partition("/")[2] or EDITORIAL, self.texts[id], citations)

    def _metadata(self, id: str, page: Page, config: MkDocsConfig) -> str:
        if id in self.views.picks:
            return self.metadata.of_summary(self.library.summaries[id])
        if id in self.views.issues:
            return self.metadata.of_issue(self.library.issues[id])
        if (name := self.tag_of_file.get(page.file.src_uri)) is not None:
            return self.metadata.of_page(name, self.views.tags[name].meaning, page.url)
        if isinstance(page, WholeIssuePage):
            issue = self.views.issues[page.issue]
            return self.metadata.of_page(issue.title, issue.gist, page.url)
        title = config.site_name if page.is_homepage else str(page.title)
        return self.metadata.of_page(title, page.meta.get("description") or config.site_description or "", page.url)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Take out the white space that only indents templates."""
        return squeeze(output)

    def on_template_context(self, context: TemplateContext, *, template_name: str, config: MkDocsConfig) -> TemplateContext:
        """The 404 page offers the latest issue. The sitemap leaves out what search engines are asked to leave out."""
        context["shortlist"] = self.views
        if template_name == "sitemap.xml":
            context["pages"] = [file for file in context["pages"] if not isinstance(file.page, WholeIssuePage)]
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the search index, and wait for the exports."""
        # Pages of the library in its own order, the newest first, after those that are few and found by their titles.
        in_order = [id for issue in self.library.issues.values() for id in (issue.id, *(s.id for s in self.library.picks(issue)))]
        first = [self.documents[id] for id in self.documents.keys() - set(in_order)]
        # In a preview of one issue the others have none.
        documents = sorted(first, key=lambda page: page.address) + [self.documents[id] for id in in_order if id in self.documents]
        _write(Path(config.site_dir) / "search" / "search_index.json", search_index(documents))
        self.finish_exports()

    def _pages(self, file: File | None = None) -> dict[str, PageLink]:
        """Pages that may cite, by the path of their source, summaries by their id too; as seen from a page, or from the root."""
        root = get_relative_url("-", file.url).removesuffix("-") if file else ""
        found = {}
        for path, other in self.files.items():
            # MkDocs' own address of the home page is `./`.
            found[path] = PageLink(root + other.url.removeprefix("./"), str(other.page and other.page.title))
        for issue in self.library.issues.values():
            found[issue.path] = PageLink(f"{root}{issue.id}/", f"Editorial of {self.views.issues[issue.id].title}")
        for summary in self.library.summaries.values():
            found[summary.id] = found[summary.path] = PageLink(f"{root}{summary.id}/", self.views.picks[summary.id].title)
        return found

    def _uri(self, path: str) -> str:
        """Where a source lies in the folder of pages."""
        return path.removeprefix(f"{self.docs}/")

    def _is_hidden(self, path: str) -> bool:
        """Whether a file is a draft, or lies in the folder of a draft issue."""
        return path in self.hidden or any(path.startswith(f"{folder}/") for folder in self.hidden_folders)

    def _id(self, page: Page) -> str:
        """Id of the issue or summary that the page shows; of other pages the source's path."""
        return page.file.src_uri.removesuffix(".md").removesuffix("/index")

    def _date(self, id: str) -> str:
        """Date of publication of the page's issue, or of the latest one; of a summary the day of its latest follow-up."""
        if id in self.library.summaries and self.library.summaries[id].since:
            return self.library.summaries[id].since[-1].date.isoformat()
        issue = self.library.issues.get(id.partition("/")[0]) or next(iter(self.library.issues.values()), None)
        return (issue.published if issue else date(1970, 1, 1)).isoformat()


def _refuse_taken(redirects: Collection[Redirect], files: Files) -> None:
    """Raises `PluginError` for a redirect from a page that only MkDocs and its plugins know of; the checks know all others."""
    taken = {file.dest_uri for file in files} if redirects else ()
    for redirect in redirects:
        if redirect_path(redirect) in taken:
            where = f"{redirect.place}"
            raise PluginError(f"{where}: X423 a page has the address '{redirect.old}'; take the redirect out")


def _write(path: Path, text: str) -> None:
    """Write a file of the site, line ends as they are."""
    try:
        path.write_bytes(text.encode())
    except FileNotFoundError:  # Rare: most stand beside a page. Asking each time takes as long as writing.
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def _is_ballast(uri: str) -> bool:
    """Source maps, which serve the theme's own developers, colors that this site does not have, and the theme's search, which
    ours stands in for.

    Together they weigh twice what the rest of the theme does.
    """
    return uri.endswith(".map") or uri.startswith(
        ("assets/javascripts/lunr/", "assets/javascripts/workers/", "assets/stylesheets/palette.")
    )


def _meta(template: str, title: str, description: str) -> dict[str, Any]:
    return {"template": template, "title": str(escape(title)), "description": str(escape(description))}


def _settings(config: MkDocsConfig, root: Path) -> Settings:
    named = [plugin.config.get("bib_file") for name in ("bibtex", "shortlist") if (plugin := config.plugins.get(name))]
    if not any(named):
        raise PluginError("the plugin 'bibtex' with its option 'bib_file' is missing under 'plugins' in mkdocs.yml")
    return settings_of(root, Path(config.config_file_path).name)[0]


def _stand_in_for(name: str, config: MkDocsConfig) -> None:
    """Keep a stock plugin, which the theme or our own settings ask for, and take over its work.

    - `bibtex` names the BibTeX file. Its rewriting by regular expressions damages links, code and maths that contain `@`.
      Remove when mkdocs-bibtex resolves citations inside the Markdown parser and reports faults with file and line.
    - `search` has the theme show the search at all. See `shortlist.site.search` for what is wrong with its index.
    """
    if (plugin := config.plugins.get(name)) is None:
        return
    for methods in config.plugins.events.values():
        # In place: MkDocs is in the middle of one of these lists.
        methods[:] = [method for method in methods if getattr(method, "__self__", None) is not plugin]


def _sound_library(root: Path, settings: Settings, config: MkDocsConfig) -> Library:
    library, problems = load_and_check(root, settings)
    _report(problems, is_strict=bool(config.strict))
    return library


def _report(problems: list[Problem], *, is_strict: bool) -> None:
    """Log every problem.

    Raises `PluginError`, which ends the build without a traceback, unless there are only warnings and the build is not strict.
    """
    for problem in problems:
        (log.warning if problem.is_warning else log.error)(str(problem))
    if any(is_strict or not problem.is_warning for problem in problems):
        raise PluginError(f"{summary_line(problems)}; nothing was built")
