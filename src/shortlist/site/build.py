"""One build of the site: its pages, and everything that they share, computed when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import FileSystemBytecodeCache
from markdown.extensions.toc import slugify
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from shortlist.citations.bibliography import CitedWork, bibliography
from shortlist.citations.references import PageLink, References
from shortlist.citations.section import Context, fragment
from shortlist.conversion import Conversions, Converter
from shortlist.exports.cards import Card
from shortlist.exports.coins import coins_span
from shortlist.exports.files import export_files
from shortlist.exports.graph import graph
from shortlist.exports.metadata import CARD, Metadata
from shortlist.exports.redirects import redirect_pages, redirect_path
from shortlist.exports.search import Document
from shortlist.identifiers import safe_url
from shortlist.indexes import Relation, by_author, cited_by, published, related, summaries_by_tag, tags_together
from shortlist.model import WHOLE_ISSUE, FollowUp, Issue, Library, Person, Summary, Tag
from shortlist.reading.markdown import plain_text, target_path
from shortlist.reading.settings import Settings
from shortlist.site import filters
from shortlist.site.assets import merge_stylesheets, remove_unused_theme_files, theme_files, write, write_cards
from shortlist.site.pages import INDEX_PAGES, IssuePage, SitePage, SummaryPage, TagPage, WholeIssuePage
from shortlist.site.whole_issue import Part, pick_id, whole_issue
from shortlist.text import counted

MAX_CITING_PAGES = 3
"""A reference names this many other summaries that cite the work; the bibliography has them all."""


class Site:
    """The site of one library. What is the same for all pages is here; what differs is in `shortlist.site.pages`."""

    def __init__(
        self, loaded: Library, settings: Settings, config: MkDocsConfig, files: Files, *, is_preview: bool, issue: str
    ) -> None:
        """A preview has drafts too. With `issue`, only the pages of that issue are made, and lists hold nothing else."""
        self.library = loaded if is_preview else published(loaded)
        self.shown = _only_issue(self.library, issue) if issue else self.library
        self.listed = {pick.id: pick for shown in self.shown.issues.values() for pick in self.library.picks(shown)}
        """Id → pick of an issue that is shown, in the order readers see."""
        self.config = config
        self.files = files
        self.docs = settings.docs
        self.is_preview = is_preview
        self.references = References(self.library.entries)
        self.conversions = Conversions(self.library, Converter(self.references, settings))
        self._prepare_files(loaded)

    def _prepare_files(self, loaded: Library) -> None:
        """Take out what is not shown and what the theme does not need; add a page for each tag and each whole issue."""
        hidden_issues = loaded.issues.keys() - self.shown.issues.keys()
        hidden = {summary.path for id, summary in loaded.summaries.items() if id not in self.shown.summaries}
        for file in list(self.files):
            if f"{self.docs}/{file.src_uri}" in hidden or file.src_uri.partition("/")[0] in hidden_issues:
                self.files.remove(file)
        for uri in (*self._tags_by_uri, *(f"{id}/{WHOLE_ISSUE}.md" for id in self.shown.issues)):
            self.files.append(File.generated(self.config, uri, content=""))
        remove_unused_theme_files(self.files)
        merge_stylesheets(self.files, self.config)

    @cached_property
    def _tags_by_uri(self) -> Mapping[str, Tag]:
        return {f"tags/{tag.slug}.md": tag for tag in self.library.tags.values()}

    # Pages.

    def make_pages(self, nav: Navigation) -> Navigation:
        """Put a page of ours in the place of each that MkDocs has made, also in the navigation.

        The pages of an issue are linked to their neighbors. Pages of the top level have no order to page through. The navigation
        holds the top level alone: MkDocs renders it into every page, so its size times the number of pages decides how the
        build grows.
        """
        for file in self.files.documentation_pages(inclusion=InclusionLevel.is_in_serve):
            self._make_page(file)
        for issue in self.shown.issues.values():
            pages = [self._page_of(item) for item in (issue, *self.library.picks(issue))]
            for before, after in pairwise(pages):
                before.next_page, after.previous_page = after, before
            if (whole := self.files.get_file_from_path(f"{issue.id}/{WHOLE_ISSUE}.md")) is not None:
                WholeIssuePage(self, whole, pages[0], pages[1:])
        return Navigation(_own_pages(nav.items), _own_pages(nav.pages))

    def _make_page(self, file: File) -> SitePage:
        id = file.src_uri.removesuffix(".md").removesuffix("/index")
        if id in self.shown.issues:
            return IssuePage(self, file, self.shown.issues[id])
        if id in self.listed:
            return SummaryPage(self, file, self.listed[id])
        if file.src_uri in self._tags_by_uri:
            return TagPage(self, file, self._tags_by_uri[file.src_uri])
        return INDEX_PAGES.get(file.src_uri, SitePage)(self, file)

    def _page_of(self, item: Any) -> Any:
        if (page := self.page_at(self._uri(item.path))) is None:
            raise PluginError(f"{item.path} is not among the site's files; does 'exclude_docs' in mkdocs.yml hide it?")
        return page

    def page_at(self, uri: str) -> Page | None:
        """Return the page of a file below `docs/` if the site has it."""
        file = self.files.get_file_from_path(uri)
        return file.page if file else None

    def _uri(self, path: str) -> str:
        return path.removeprefix(f"{self.docs}/")

    @cached_property
    def latest(self) -> Issue | None:
        return next(iter(self.shown.issues.values()), None)

    def date_of(self, issue: Issue | None) -> str:
        return (issue.published if issue else date(1970, 1, 1)).isoformat()

    @cached_property
    def _cache_folder(self) -> Path:
        return Path(self.config.config_file_path).absolute().parent / ".cache"

    def template_cache(self) -> FileSystemBytecodeCache:
        """Return a cache of compiled templates, which are a fifth of what a preview does at each save."""
        folder = self._cache_folder / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        return FileSystemBytecodeCache(str(folder))

    @cached_property
    def theme_files(self) -> Mapping[str, str]:
        return theme_files(self.files)

    # What pages show of the library.

    @cached_property
    def related(self) -> Mapping[str, tuple[Relation, ...]]:
        return related(self.library)

    @cached_property
    def tags_together(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        return tags_together(self.shown)

    @cached_property
    def tagged(self) -> Mapping[str, list[Summary]]:
        """Tag → its picks."""
        return {name: self._listed(ids) for name, ids in summaries_by_tag(self.shown).items()}

    @cached_property
    def by_author(self) -> Mapping[Person, list[Summary]]:
        """Author → picks of their papers."""
        people = {person: self._listed(ids) for person, ids in by_author(self.shown).items()}
        return {person: summaries for person, summaries in people.items() if summaries}

    def _listed(self, ids: Iterable[str]) -> list[Summary]:
        return [self.listed[id] for id in ids if id in self.listed]

    def since(self, summary: Summary) -> list[tuple[FollowUp, str, str]]:
        """Return the follow-ups of a summary, newest first, each with the name and the address of what it leads to."""
        newest_first = sorted(summary.since, key=lambda follow_up: follow_up.date, reverse=True)
        return [(follow_up, *self._target(follow_up, summary)) for follow_up in newest_first]

    def _target(self, follow_up: FollowUp, summary: Summary) -> tuple[str, str]:
        if urlsplit(follow_up.link).scheme:
            host = urlsplit(follow_up.link).hostname or follow_up.link
            return host.removeprefix("www."), safe_url(follow_up.link)
        path = target_path(follow_up.link, summary.path)
        if path not in self.named:
            raise PluginError(f"a follow-up leads to {path}, which the site leaves out; is 'exclude_docs' to blame?")
        name, address = self.named[path]
        _, hash, anchor = follow_up.link.partition("#")
        section = _section(anchor, summary) if path == summary.path else ""
        return section or name, f"{address or './'}{hash}{anchor}"

    @cached_property
    def named(self) -> Mapping[str, tuple[str, str]]:
        """Path of a page's source → its name and address. Pages of other issues are known in the preview of one issue, too."""
        library = self.library
        pages = self.files.documentation_pages()
        named = {f"{self.docs}/{file.src_uri}": (unescape(file.page.title or ""), file.page.url) for file in pages if file.page}
        named |= {issue.path: (issue.title, filters.address(issue)) for issue in library.issues.values()}
        summaries = library.summaries.values()
        return named | {summary.path: (library.entries[summary.paper].title, filters.address(summary)) for summary in summaries}

    # Citations.

    @cached_property
    def cited_by(self) -> Mapping[str, Mapping[str, None]]:
        """Key → ids of the summaries that cite it, as an ordered set: it is asked for on each of their pages."""
        return {key: dict.fromkeys(ids) for key, ids in cited_by(self.library).items()}

    @cached_property
    def cited_works(self) -> tuple[CitedWork, ...]:
        # `exclude_docs` in mkdocs.yml may hide pages, which then cite nothing.
        pages = {path: page for path, page in self.library.pages.items() if self._is_included(path)}
        return bibliography(replace(self.shown, pages=pages), lambda path: self.conversions[path].citations)

    def _is_included(self, path: str) -> bool:
        file = self.files.get_file_from_path(self._uri(path))
        return file is not None and file.inclusion.is_included()

    def links_from(self, file: File | None = None) -> dict[str, PageLink]:
        """Pages that may cite, by the path of their source, summaries by their id too; as seen from a page, or from the root."""
        root = get_relative_url("-", file.url).removesuffix("-") if file else ""
        links = {path: PageLink(root + address, name) for path, (name, address) in self.named.items()}
        for issue in self.library.issues.values():
            links[issue.path] = PageLink(root + filters.address(issue), f"Editorial of {issue.title}")
        return links | {summary.id: links[summary.path] for summary in self.library.summaries.values()}

    def reference_context(self, id: str, file: File, key: str) -> Context:
        """Return what a page says about a cited work: our own summary of it, and the other summaries that cite it."""
        own = self.library.summary_of.get(key, "")
        citing = self.cited_by.get(key, {})
        others = [other for other in citing if other not in (id, own)]
        more = len(others) - MAX_CITING_PAGES
        return Context(
            self._link(own, file) if own and own != id else None,
            tuple(self._link(other, file) for other in others[:MAX_CITING_PAGES]),
            PageLink(self._bibliography_href(key, file), f"{more:,} more") if more > 0 else None,
            "" if own == id else coins_span(self.library.entries[key]),  # The page's head describes its own paper.
        )

    def _bibliography_href(self, key: str, file: File) -> str:
        page = self.page_at("bibliography.md")
        return get_relative_url(page.url, file.url) + fragment(f"ref-{key}") if page else ""

    def _link(self, id: str, file: File) -> PageLink:
        name, address = self.named[self.library.summaries[id].path]
        return PageLink(get_relative_url(address, file.url), name)

    def whole_issue(self, page: WholeIssuePage) -> tuple[list[str], str]:
        """Return the texts of an issue's pages, and their references, as HTML.

        Of a work it tells only of our own summary: who else cites it would be most of a long list.
        """

        def context(key: str) -> Context:
            own = self.library.summary_of.get(key, "")
            issue, _, slug = own.partition("/")
            if issue == page.issue.id:
                return Context(PageLink(f"#{pick_id(slug)}", self.named[self.library.summaries[own].path][0]))
            return Context(self._link(own, page.file) if own else None)

        parts = (page.editorial, *page.summaries)
        return whole_issue([Part(part.slug, part.text, part.converted.citations) for part in parts], self.references, context)

    # What other programs read.

    @cached_property
    def has_cards(self) -> bool:
        return bool(self.config.plugins["shortlist"].config.cards and not self.is_preview and self.config.site_url)

    @cached_property
    def metadata(self) -> Metadata:
        config = self.config
        return Metadata(self.library, config.site_name, config.site_url or "", has_cards=self.has_cards)

    def cards(self) -> Iterator[tuple[str, Card]]:
        """Yield path below the site's root, and share card, of every issue and summary, and of the site for all other pages."""
        name, library = self.config.site_name, self.library
        yield CARD, Card(name, self.config.site_description or "")
        for issue in library.issues.values():
            picks = library.picks(issue)
            yield f"{issue.id}/{CARD}", Card(issue.title, issue.gist, name, counted(len(picks), "pick"))
            for rank, pick in enumerate(picks, start=1):
                paper = library.entries[pick.paper]
                card = Card(paper.title, filters.short_names(paper), name, issue.title, str(rank), pick.gist)
                yield f"{pick.id}/{CARD}", card

    def documents(self) -> list[Document]:
        """Return what search finds: pages that are few and found by their titles, then issues with their picks, newest first."""
        pages = [file.page for file in self.files.documentation_pages() if isinstance(file.page, SitePage)]
        order = {filters.address(item): n for n, item in enumerate(self._in_order())}
        documents = [document for page in pages if (document := page.document()) is not None]
        return sorted(documents, key=lambda document: (order.get(document.address, -1), document.address))

    def _in_order(self) -> Iterator[Issue | Summary]:
        for issue in self.shown.issues.values():
            yield issue
            yield from self.library.picks(issue)

    def check_addresses(self) -> None:
        """Raise `PluginError` for what only MkDocs knows: follow-ups that lead to no page, redirects from another plugin's."""
        for summary in self.listed.values():
            self.since(summary)
        taken = {file.dest_uri for file in self.files}
        for redirect in self.library.redirects.values():
            if redirect_path(redirect) in taken:
                message = f"a page has the address '{redirect.old}'; take the redirect out"
                raise PluginError(f"{redirect.place}: X423 {message}")

    def write_exports(self) -> None:
        """Write what other programs read, but for the search index, which needs every page's text."""
        folder = Path(self.config.site_dir)
        for path, text in redirect_pages(self.library.redirects.values(), self.config.site_url or ""):
            write(folder / path, text)
        for path, text in export_files(self.shown):
            write(folder / path, text)
        addresses = {path: link.href for path, link in self.links_from().items()}
        related = {id: relations for id, relations in self.related.items() if id in self.shown.summaries}
        write(folder / "graph.json", graph(self.shown, self.cited_works, related, self.references, addresses))
        if self.has_cards:
            write_cards(folder, dict(self.cards()), self._cache_folder / "cards")


def _only_issue(library: Library, issue: str) -> Library:
    if issue not in library.issues:
        raise PluginError(f"there is no issue '{issue}' any more; end the preview, and begin one of another issue")
    summaries = {id: summary for id, summary in library.summaries.items() if summary.issue == issue}
    return replace(library, issues={issue: library.issues[issue]}, summaries=summaries)


def _own_pages(items: Iterable[Any]) -> list[Any]:
    """Return the items of a navigation, or of a section of it, with the pages that are now their files'."""
    items = [item.file.page if item.is_page else item for item in items]
    for item in items:
        if item.is_section:
            item.children = _own_pages(item.children)
    return items


def _section(anchor: str, summary: Summary) -> str:
    """Return the heading with this id; nothing if the id is not made of a heading's words."""
    headings = (plain_text(heading.text) for heading in summary.body.headings)
    return next((text for text in headings if slugify(text, "-") == anchor), "")
