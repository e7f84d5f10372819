"""One build of the site: its pages, and everything that they share, computed when it is first asked for."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.utils import get_relative_url, is_markdown_file

from shortlist.citations.references import page_link
from shortlist.citations.section import Context
from shortlist.conversion import address_of
from shortlist.exports.cards import CARD, Card
from shortlist.exports.coins import coins_span
from shortlist.exports.csl import csl_item
from shortlist.exports.epub import Books, epub_path
from shortlist.exports.feeds import Feeds
from shortlist.exports.files import export_files, exported_works
from shortlist.exports.graph import graph
from shortlist.exports.markdown import MarkdownPages, llms_txt, markdown_address
from shortlist.exports.papers import papers_json
from shortlist.exports.redirects import redirect_pages, redirect_path
from shortlist.exports.search import Document, as_script, search_files
from shortlist.identifiers import safe_url
from shortlist.indexes import (
    Relation,
    bibliography,
    by_author,
    cited_by,
    next_issue,
    related,
    without_drafts,
)
from shortlist.model import WHOLE_ISSUE, AnyPage, CitationLink, FollowUp, Issue, Library, Note, Notes, Person, Summary, Tag
from shortlist.reading.markdown import target_path
from shortlist.site.assets import card_images, light_colors, remove_unused_theme_files, squeeze_scripts, write
from shortlist.site.filters import author_id
from shortlist.site.html import name_files
from shortlist.site.pages import (
    INDEX_PAGES,
    ForeignPage,
    IssuePage,
    ListPage,
    SitePage,
    SummaryPage,
    TagPage,
    WholeIssuePage,
    headings_of,
)

MAX_CITING_PAGES = 3
"""A reference names this many other summaries that cite the work; the bibliography has them all."""

BookSizes = Mapping[str, tuple[str, int]]
"""Id of an issue → the path of its book below the site's root, and bytes."""


class Site:
    """The site of one library. What is the same for all pages is here; what differs is in `shortlist.site.pages`."""

    def __init__(self, loaded: Library, config: MkDocsConfig, files: Files, *, is_preview: bool) -> None:
        """A preview has drafts too. With the option `issue`, only pages of that issue are made, and lists hold nothing else."""
        self.options = config.plugins["shortlist"].config
        # Without pages that `exclude_docs` in mkdocs.yml hides.
        included = {f"{loaded.docs}/{file.src_uri}" for file in files if file.inclusion.is_included()}
        loaded = replace(loaded, pages={path: page for path, page in loaded.pages.items() if path in included})
        self.library = without_drafts(loaded)
        self.shown = _only_issue(self.library, self.options.issue) if self.options.issue else self.library
        self.only_issue = self.library.issues.get(self.options.issue)
        self.exported = exported_works(self.shown)
        self.config = config
        self.files = files
        self.settings, self.docs = loaded.settings, loaded.docs
        self.is_preview = is_preview
        self.next_issue = next_issue(loaded)
        self.conversions = loaded.conversions
        self.in_order: list[SitePage] = []
        """Pages of issues and of their picks, newest issue first."""
        self._prepare_files(loaded)

    def _prepare_files(self, loaded: Library) -> None:
        """Take out what is not shown and what the theme does not need; add a page for each tag."""
        hidden_issues = loaded.issues.keys() - self.shown.issues.keys()
        unseen = [summary for id, summary in loaded.summaries.items() if id not in self.shown.summaries]
        hidden = {path for path in loaded.files if is_markdown_file(path)} - {page.path for page in self.shown.all_pages}
        hidden |= self._files_of_drafts(unseen)
        for file in list(self.files):
            if f"{self.docs}/{file.src_uri}" in hidden or file.src_uri.partition("/")[0] in hidden_issues:
                self.files.remove(file)
        for uri in self.tags_by_uri:
            self._new_file(uri)
        for issue in self.shown.issues.values():  # To be made last: they name the size of a book that is made meanwhile.
            page = self.files.get_file_from_path(issue.path.removeprefix(f"{self.docs}/"))
            if page is not None:
                self.files.remove(page)
                self.files.append(page)
        remove_unused_theme_files(self.files, self.config.theme.get("favicon"))
        squeeze_scripts(self.files, self.config)
        self.colors = light_colors(self.files)

    def _files_of_drafts(self, drafts: Sequence[Summary]) -> set[str]:
        """Return the files that drafts alone show, or that bear their names.

        A preview has no drafts, and does not read what it does not show.
        """
        if not drafts or self.is_preview:
            return set()
        names = {summary.path.removesuffix(".md") for summary in drafts}
        named = {path for path in self.library.files if posixpath.splitext(path)[0] in names}
        return (named | _files_of(drafts)) - _files_of(self.shown.all_pages)

    @cached_property
    def tags_by_uri(self) -> Mapping[str, Tag]:
        return {f"tags/{tag.slug}.md": tag for tag in self.library.tags.values()}

    # Pages.

    def make_pages(self, nav: Navigation) -> Navigation:
        """Put a page of ours in the place of each that MkDocs has made, also in the navigation.

        The pages of an issue are linked to their neighbors. Pages of the top level have no order to page through. The navigation
        holds the top level alone: MkDocs renders it into every page, so its size times the number of pages decides how the
        build grows.
        """
        for file in self.files.documentation_pages(inclusion=InclusionLevel.is_in_serve):
            if isinstance(page := self._make_page(file), ListPage):
                self._make_parts(page)
        for issue in self.shown.issues.values():
            pages = [self._page_of(path) for path in (issue.path, *(pick.path for pick in self.library.picks(issue)))]
            self.in_order += pages
            for before, after in pairwise(pages):
                before.next_page, after.previous_page = after, before
            WholeIssuePage(self, self._new_file(f"{issue.id}/{WHOLE_ISSUE}.md"), pages[0], pages[1:])
        return Navigation(_own_pages(nav.items), _own_pages(nav.pages))

    def _make_page(self, file: File) -> SitePage:
        id = file.src_uri.removesuffix(".md").removesuffix("/index")
        if id in self.shown.issues:
            return IssuePage(self, file, self.shown.issues[id])
        if id in self.shown.summaries:
            return SummaryPage(self, file, self.shown.summaries[id])
        if file.src_uri in self.tags_by_uri:
            return TagPage(self, file)
        is_ours = f"{self.docs}/{file.src_uri}" in self.conversions
        return INDEX_PAGES.get(file.src_uri, SitePage if is_ours else ForeignPage)(self, file)

    def _make_parts(self, page: ListPage) -> None:
        for part in filter(None, page.parts.rows):
            type(page)(self, self._new_file(f"{page.file.src_uri.removesuffix('.md')}/{part}.md"), part, page)

    def _page_of(self, path: str) -> Any:
        file = self.files.get_file_from_path(path.removeprefix(f"{self.docs}/"))
        if file is None or not file.inclusion.is_included():
            raise PluginError(f"{path} is not among the site's files; does 'exclude_docs' in mkdocs.yml hide it?")
        return file.page

    def _new_file(self, uri: str) -> File:
        file = File.generated(self.config, uri, content="")
        self.files.append(file)
        return file

    def _addresses(self, name: str, anchor: Callable[[Any], str]) -> Iterable[tuple[Any, str]]:
        """Return each row of a list with its address. None if the site does without the list."""
        file = self.files.get_file_from_path(name)
        return file.page.parts.anchored(anchor) if file and isinstance(file.page, ListPage) else ()

    @cached_property
    def latest(self) -> Issue | None:
        return next(iter(self.shown.issues.values()), None)

    @cached_property
    def top_pages(self) -> Mapping[str, SitePage]:
        """Return the pages at the top by the names of their files."""
        return {page.file.src_uri: page for page in self.pages if "/" not in page.file.src_uri}

    # What pages show of the library.

    @cached_property
    def related(self) -> Mapping[str, tuple[Relation, ...]]:
        return related(self.library)

    @cached_property
    def tagged(self) -> Mapping[str, list[Summary]]:
        """Tag → its picks."""
        picks = self.shown.summaries.values()
        return {name: [pick for pick in picks if name in pick.tags] for name in self.library.tags}

    @cached_property
    def picks_by(self) -> Mapping[Person, list[Summary]]:
        """Author → their picks."""
        return {person: [self.shown.summaries[id] for id in ids] for person, ids in by_author(self.shown).items()}

    @cached_property
    def author_addresses(self) -> Mapping[str, str]:
        """Name of an author, in each form that it has here → the address of their entry. Empty without a page of authors."""
        entries = self._addresses("authors.md", author_id)
        variants = self.library.people.variants
        return {name.nfc: address for person, address in entries for name in (person, *variants.get(person, ()))}

    @cached_property
    def work_addresses(self) -> Mapping[str, str]:
        """Key → the address of the work in the bibliography. Empty without a page of it."""
        return dict(self._addresses("bibliography.md", "ref-{}".format))

    @cached_property
    def notes(self) -> Notes:
        """Return the follow-ups of all picks, once all pages are read. Raises `PluginError` if one leads to no page."""
        summaries = self.shown.summaries.values()
        notes = ((summary.id, [self.note(follow_up, summary) for follow_up in summary.since]) for summary in summaries)
        return {id: sorted(some, key=lambda note: note.date, reverse=True) for id, some in notes}

    def note(self, follow_up: FollowUp, summary: Summary) -> Note:
        """Return a follow-up of a summary with the name and the address of what it leads to."""
        return Note(follow_up.date, follow_up.text, *self._target(follow_up, summary))

    def _target(self, follow_up: FollowUp, summary: Summary) -> tuple[str, str]:
        url = urlsplit(follow_up.link)
        if url.scheme:
            return (url.hostname or follow_up.link).removeprefix("www."), safe_url(follow_up.link)
        path = target_path(follow_up.link, summary.path)
        if path not in self.titles and not self.is_preview:  # Which leaves out pages with errors.
            raise PluginError(f"a follow-up leads to {path}, which the site leaves out; is 'exclude_docs' to blame?")
        _, hash, anchor = follow_up.link.partition("#")
        section = dict(headings_of(self.conversions[path].toc)).get(anchor) if path == summary.path else ""
        return section or self.titles.get(path, path), f"{self._address_of(path) or './'}{hash}{anchor}"

    def _address_of(self, path: str) -> str:
        return address_of(path.removeprefix(f"{self.docs}/"))

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Path of a page's source → its title, once all pages are read.

        Those of other issues are known in the preview of one issue, too.
        """
        library = self.library
        titles = {page.path: page.title or "" for page in self.pages}
        titles |= {issue.path: issue.title for issue in library.issues.values()}
        return titles | {summary.path: library.entries[summary.paper].title for summary in library.summaries.values()}

    # Citations.

    @cached_property
    def cited_by(self) -> Mapping[str, Mapping[str, None]]:
        return cited_by(self.library)

    @cached_property
    def works(self) -> Mapping[str, Mapping[str, Sequence[CitationLink]]]:
        """The bibliography."""
        return bibliography(self.shown)

    @cached_property
    def citing_pages(self) -> Mapping[str, tuple[str, str]]:
        """Path of a source → what readers call its page, and its address."""
        library = self.library
        names = {summary.path: library.names[id] for id, summary in library.summaries.items()}
        names |= {issue.path: f"Editorial of {issue.title}" for issue in library.issues.values()}
        return {path: (names.get(path) or title, self._address_of(path)) for path, title in self.titles.items()}

    def reference_context(self, page: SitePage, key: str) -> Context:
        """Return what a page says about a cited work: our own summary of it, and the other summaries that cite it."""
        id = page.file.src_uri.removesuffix(".md")
        own = self.library.summary_of.get(key, "")
        citing = self.cited_by.get(key, {})
        # On every page that cites a classic: the time must not grow with the number of its citations.
        others = islice((other for other in citing if other not in (id, own)), MAX_CITING_PAGES)
        more = len(citing) - sum(known in citing for known in {id, own}) - MAX_CITING_PAGES
        address = self.work_addresses.get(key)
        href = page.root + address if address else ""
        return Context(
            self._link_to(own, page) if own and own != id else "",
            [self._link_to(other, page) for other in others],
            page_link(href, f"{more:,} more") if more > 0 else "",
            "" if own == id else coins_span(self.library.entries[key]),  # The page's head describes its own paper.
        )

    def _link_to(self, id: str, page: SitePage) -> str:
        """Return a link to a summary on a page."""
        return page_link(get_relative_url(f"{id}/", page.url), self.library.entries[self.library.summaries[id].paper].title)

    # What other programs read.

    @property
    def has_feeds(self) -> bool:
        """Tells whether the site can be followed. Nobody follows a preview, and a feed names the site in full."""
        return bool(self.settings.url) and not self.is_preview

    @cached_property
    def has_calendar(self) -> bool:
        return self.has_feeds and any(issue.header.event for issue in self.shown.issues.values())

    @property
    def has_cards(self) -> bool:
        """Tells whether there are share cards, which the protocol wants to be named in full."""
        return self.options.cards and self.has_feeds

    @property
    def pages(self) -> list[SitePage]:
        return [file.page for file in self.files.documentation_pages() if isinstance(file.page, SitePage)]

    def write_rows(self, macros: Any) -> None:
        """Write the file with all rows of each list in parts, which the filter on its pages reads. A macro prints a row."""
        for page in self.pages:
            if isinstance(page, ListPage) and page.row and page.parts.is_split and not page.part:
                print_row = getattr(macros, page.row)
                write(Path(self.config.site_dir, page.url, "rows.txt"), "\n".join(print_row(row, "") for row in page.parts))

    def documents(self) -> Iterator[Document]:
        """Return what search finds: pages that are few and found by their titles, then issues with their picks, newest first."""
        order = {page.url: number for number, page in enumerate(self.in_order)}
        of_issues = IssuePage, SummaryPage
        pages = sorted(self.pages, key=lambda page: (isinstance(page, of_issues), order.get(page.url, len(order)), page.url))
        return (page.document() for page in pages if page.is_searched)

    def check_addresses(self) -> None:
        """Raise `PluginError` for what only MkDocs knows: redirects from pages of other plugins."""
        taken = {file.dest_uri for file in self.files}
        for redirect in self.library.redirects.values():
            if redirect_path(redirect) in taken:
                message = f"a page has the address '{redirect.old}'; take the redirect out"
                raise PluginError(f"{redirect.place}: X423 {message}")

    def write_books(self, cache: Path) -> BookSizes:
        """Write the book of each issue. Share cards, one of which is a book's cover, are kept in `cache`."""
        if self.is_preview:
            return {}
        folder = Path(self.config.site_dir)
        shelf = Books(self.shown, self.notes, lambda path: Path(self.config.docs_dir, path).read_bytes())
        pages = (page for page in self.pages if isinstance(page, IssuePage) and self.has_cards)
        covers = dict(card_images({page.issue.id: page.cover() for page in pages}, self.colors, cache))
        written = {}
        for issue in self.shown.issues.values():
            path, book = epub_path(issue, self.settings), shelf.book(issue, covers.get(issue.id, b""))
            write(folder / path, book)
            written[issue.id] = path, len(book)
        return written

    def write_exports(self, cache: Path, books: Callable[[], BookSizes]) -> None:
        """Write what else programs and scripts read."""
        for path, content in self._exports(cache, books):
            write(Path(self.config.site_dir, path), content)

    def _exports(self, cache: Path, books: Callable[[], BookSizes]) -> Iterator[tuple[str, str] | tuple[str, bytes]]:
        library, is_offline = self.shown, self.options.offline
        for path, text in redirect_pages(self.library.redirects.values(), self.config.site_url or ""):
            yield path, name_files(text) if is_offline else text
        yield from export_files(self.exported)
        csl_item.cache_clear()  # Nothing below needs them; of a large archive they are a tenth of all memory.
        for path, text in search_files(self.documents()):
            yield path, text
            if is_offline and path.endswith(".json"):
                yield as_script(path, text)
        yield "papers.json", papers_json(library, self.exported, self.notes, books())
        yield "graph.json", graph(library, self.works, self.related)
        if self.has_feeds:
            from shortlist.exports.calendar import calendars  # Here: its library takes an eighth of all imports to import.

            yield from Feeds(library, self.notes, books()).files()
            yield from calendars(library)
        if not self.is_preview:
            markdown = MarkdownPages(library)
            for page in library.all_pages:
                yield markdown_address(page.path, self.docs), markdown.file(page)
            yield "llms.txt", llms_txt(library)
        if self.has_cards:
            site_card = Card(self.config.site_name, self.config.site_description or "")
            cards = {f"{page.url}{CARD}": card for page in self.pages if (card := page.card())}
            yield from card_images({CARD: site_card} | cards, self.colors, cache)


def _files_of(pages: Iterable[AnyPage]) -> set[str]:
    """Return the files that pages show or link to, but for pages."""
    paths = (target_path(link.target, page.path) for page in pages for link in page.body.links)
    return {path for path in paths if not path.endswith(".md")}


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
