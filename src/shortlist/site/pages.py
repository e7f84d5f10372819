"""Kinds of page: what each shows, says to crawlers and gives to search is decided here, once, by its class.

Pages are MkDocs' own with more attributes, which templates ask for what they show. `page.content` is HTML; titles and
descriptions are plain text.
"""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from html import unescape
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc
from mkdocs.utils import get_relative_url

from shortlist.citations.references import linked_entry
from shortlist.citations.section import SECTION_ID, TITLE, reference_section, section_id
from shortlist.conversion import EMPTY
from shortlist.exports.cards import COVER_HEIGHT, Card
from shortlist.exports.json_ld import issue_json_ld, summary_json_ld
from shortlist.exports.markdown import markdown_address
from shortlist.exports.search import Document
from shortlist.exports.whole_issue import EDITORIAL, pick_id, whole_issue
from shortlist.exports.wording import names, reason, short_names, venue_in_short
from shortlist.model import MAX_GIST_LENGTH, FollowUp, Issue, Note, Person, Summary, Tag, Term
from shortlist.site.filters import author_id
from shortlist.site.html import link_headings, mark_bare_urls, scrollable, text_of
from shortlist.site.parts import Parts, beginnings, in_parts
from shortlist.text import counted, shorten, sort_key

if TYPE_CHECKING:
    from shortlist.site.build import Site

MAX_CHOICE_LENGTH = 70
"""Characters of a choice's name: a menu is as wide as the longest one."""

MAX_TAG_NEIGHBORS = 4

MAX_NEWEST = 100
"""Papers on the page of a list that is in parts."""

MAX_USES = 20
"""The glossary names this many summaries that use a term."""

OTHER = "Other"
"""Heads the names that begin with none of the letters A to Z, even without diacritics."""


class SitePage(Page):
    """Any Markdown file of `docs/` without a kind of its own."""

    template: ClassVar[str] = "main.html"
    is_searched = True
    kind = ""
    """Of search: what to say of the page after its authors."""

    def __init__(self, site: Site, file: File, name: str = "", gist: str = "", issue: Issue | None = None) -> None:
        # MkDocs has made a page of its own, which knows the title and the section that the navigation gives it.
        given = file.page
        super().__init__((given and given.title) or name or None, file, site.config)
        self.parent = given.parent if given else None
        self.site = site
        self.converted = site.conversions.get(self.path, EMPTY)  # Which a page without a source of ours is.
        self.own_name = name
        self.gist = gist
        # For sitemap.xml. Other pages bear no day, and that of the build would change its bytes; but MkDocs needs the day of one.
        self.update_date = issue.published.isoformat() if issue else "" if site.latest else "1970-01-01"

    @property
    def name(self) -> str:
        """Title in the head, in search and on share cards."""
        if self.is_homepage:
            return self.site.config.site_name
        return self.own_name or str(self.meta.get("title") or self.title)

    @property
    def description(self) -> str:
        return self.gist or str(self.meta.get("description") or self.site.config.site_description or "")

    @property
    def tab(self) -> str:
        """Address of the page of the top level that this page lies under."""
        return self.url

    @property
    def path(self) -> str:
        """Path of the source, from the repository root."""
        return f"{self.site.docs}/{self.file.src_uri}"

    @property
    def root(self) -> str:
        """The site's root as seen from here."""
        return get_relative_url("-", self.url).removesuffix("-")

    @property
    def markdown_address(self) -> str:
        """Address of the page as Markdown, if there is that."""
        is_written = self.converted is not EMPTY and not self.site.is_preview
        return markdown_address(self.path, self.site.docs) if is_written else ""

    @property
    def html(self) -> str:
        """The content with its references, which all pages together would be most of what a build has to remember."""
        content = link_headings(self.content or "")
        context = partial(self.site.reference_context, self)
        section = reference_section(self.converted.citations, self.site.library.entries, context, self.converted.ids)
        return f"{content}\n{link_headings(mark_bare_urls(section))}" if section else content

    def read_source(self, config: MkDocsConfig) -> None:
        """Take the header, which may name another template, from the library."""
        page = self.site.library.pages.get(self.path)
        self.markdown = ""
        self.meta = {"template": self.template} | (page.header.model_dump(exclude_unset=True) if page else {})

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take the converted page, without its references."""
        converted = self.converted
        titles = (unescape(heading["name"]) for heading in converted.toc if heading["level"] == 1)
        self._title_from_render = next(titles, None)
        self.content = mark_bare_urls(scrollable(converted.html))
        references = [AnchorLink(TITLE, section_id(converted.ids), 2)] if converted.citations else []
        self.toc = TableOfContents([*get_toc(converted.toc), *references])

    def card(self) -> Card | None:
        """Return the share card, if the page has one of its own."""
        return None

    def document(self) -> Document:
        """Return what search finds the page by."""
        text = text_of(self.content or "")
        headings = " ".join(name for _, name in headings_of(self.converted.toc))
        gist = self.gist or str(self.meta.get("description") or textwrap.shorten(text, MAX_GIST_LENGTH, placeholder=" …"))
        return Document(self.url, self.name, gist, text, headings, kind=self.kind)


def headings_of(toc: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Yield id and text of each heading of a converted page."""
    for heading in toc:
        yield heading["id"], unescape(heading["name"])
        yield from headings_of(heading["children"])


class ForeignPage(SitePage):
    """A page of another plugin, which MkDocs reads and renders."""

    read_source, render = Page.read_source, Page.render


class LibraryPage(SitePage):
    """A page whose head comes from the library: an issue, a summary."""

    tab = "issues/"

    @property
    def has_references(self) -> bool:
        """Tells whether there are files of the works that the page cites."""
        return f"{self.url}references" in self.site.exported


class SummaryPage(LibraryPage):
    """`/2021-04/glm/`: one paper that was picked."""

    template = "summary.html"

    def __init__(self, site: Site, file: File, summary: Summary) -> None:
        self.summary = summary
        self.issue = site.library.issues[summary.issue]
        self.paper = site.library.entries[summary.paper]
        super().__init__(site, file, self.paper.title, summary.gist, self.issue)
        if summary.since:
            self.update_date = summary.since[-1].date.isoformat()
        picks = site.library.picks(self.issue)
        self.rank = picks.index(summary) + 1 if summary in picks else 0  # A preview also shows one that its issue does not list.
        self.kind = self.issue.title

    @property
    def related(self) -> Iterator[tuple[Summary, str]]:
        """Yield the summaries to read next, each with the reason."""
        library = self.site.library
        for relation in self.site.related.get(self.summary.id, ()):
            yield library.summaries[relation.summary], reason(relation, library.entries)

    @property
    def json_ld(self) -> str:
        return summary_json_ld(self.summary, self.site.library)

    def document(self) -> Document:
        """Return what search finds the page by: notes, venue, identifiers, code and other names of its authors too."""
        paper, library = self.paper, self.site.library
        in_short = library.short_venue(paper)
        repository = self.summary.links.get("code", "").split("/")[2:5]  # Host, owner, where the work was done, and name.
        document = super().document()
        return replace(
            document,
            text="\n".join(filter(None, (document.text, paper.venue, *(follow_up.text for follow_up in self.summary.since)))),
            name=library.name_above(self.summary),
            authors=", ".join(names(paper)),
            venue=f"{in_short} {paper.year or ''}".rstrip() if in_short else "",
            tags=tuple(self.summary.tags),
            also=" ".join(filter(None, (paper.arxiv, paper.doi, paper.key, *self._other_names(), *repository))),
        )

    def _other_names(self) -> Iterator[str]:
        """Yield all names of the authors who sign in several ways."""
        people = self.site.library.people
        for author in filter(None, (people.author_of.get(person.nfc) for person in self.paper.authors)):
            yield from (name.name for name in (author, *people.variants[author]))

    def card(self) -> Card:
        site_name, authors = self.site.config.site_name, short_names(self.paper)
        figure = f"{self.summary.id}.svg"
        path = Path(self.site.config.docs_dir, figure) if f"{self.site.docs}/{figure}" in self.site.library.files else None
        name = self.site.library.name_above(self.summary)
        return Card(self.name, authors, site_name, self.issue.title, str(self.rank), self.gist, name, path)


class IssuePage(LibraryPage):
    """`/2021-04/`: one month's selection."""

    template = "issue.html"

    def __init__(self, site: Site, file: File, issue: Issue) -> None:
        super().__init__(site, file, issue.title, issue.gist, issue)
        self.issue = issue
        self.kind = "Latest issue" if issue is site.latest else "Issue"
        self.picks = site.library.picks(issue)

    @property
    def neighbors(self) -> tuple[Issue | None, Issue | None]:
        """Return the next newer and the next older issue."""
        issues = [None, *self.site.library.issues.values(), None]
        number = issues.index(self.issue)
        return issues[number - 1], issues[number + 1]

    @property
    def json_ld(self) -> str:
        return issue_json_ld(self.issue, self.site.library)

    def card(self) -> Card:
        return Card(self.name, self.gist, self.site.config.site_name, counted(len(self.picks), "pick"))

    def cover(self) -> Card:
        """Return the cover of the issue's book: its share card, upright."""
        return replace(self.card(), height=COVER_HEIGHT)


class WholeIssuePage(LibraryPage):
    """`/2021-04/all/`: an issue and its summaries on one page. Search leads to the summaries themselves."""

    template = "issue-all.html"
    is_searched = False
    is_link = True  # Which MkDocs leaves out of the sitemap, as search engines are asked to leave out this page.

    def __init__(self, site: Site, file: File, editorial: IssuePage, summaries: Sequence[SummaryPage]) -> None:
        self.issue = editorial.issue
        super().__init__(site, file, f"{self.issue.title}, the whole issue", self.issue.gist, self.issue)
        self.editorial = editorial
        self.summaries = summaries

    def text(self) -> tuple[str, list[tuple[Summary, str, str]], str]:
        """Return the editorial, the summaries with the ids of their titles and their texts, and the references, all as HTML."""
        htmls = {page.file.name: page.content or "" for page in (self.editorial, *self.summaries)}
        texts, references = whole_issue(self.site.library, self.issue, htmls, lambda address: self.root + address)
        toc = [AnchorLink(str(escape(page.name)), pick_id(page.file.name), 2) for page in self.summaries]
        self.toc = TableOfContents([*toc, AnchorLink(TITLE, SECTION_ID, 2)] if references else toc)
        summaries = [(page.summary, pick_id(page.file.name), texts[page.file.name]) for page in self.summaries]
        return texts[EDITORIAL], summaries, references


class HomePage(SitePage):
    template = "home.html"


class IssuesPage(SitePage):
    template = "issues.html"


class ListPage(SitePage):
    """A list, or a part of one that is too long for a page: then its own page leads to the parts."""

    row: ClassVar[str] = ""
    """The macro of `partials/rows.html` that prints a row for the filter over all parts, where there is a filter."""
    preview: ClassVar[int] = 0
    """This many rows of a list in parts stand on its own page too."""
    max_size: ClassVar[int] = 500
    """A larger list is in parts, since no page should have more than a megabyte. See `size_of`."""

    def __init__(self, site: Site, file: File, part: str = "", whole: ListPage | None = None) -> None:
        super().__init__(site, file)
        self.part = part
        self.whole = whole or self
        self.parts: Parts[Any] = whole.parts if whole else self._all_parts()
        self.is_searched = not part

    def _all_parts(self) -> Parts[Any]:
        return in_parts(self.url, self.all_rows(), self.names_of, self.size_of, self.max_size)

    def all_rows(self) -> Iterable[Any]:
        """Return the rows of the whole list."""
        raise NotImplementedError

    def size_of(self, row: Any) -> int:
        """Return about how many kilobytes of HTML a row takes."""
        return 1

    def names_of(self, row: Any) -> Sequence[str]:
        """Return the names of the parts that a row may stand on, from coarse to fine."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        return f"{self.whole.name}: {self.part.capitalize()}" if self.part else super().name

    @property
    def tab(self) -> str:
        return self.whole.url

    @property
    def rows(self) -> Sequence[Any]:
        """The rows of the list that this page shows."""
        return self.parts.rows[self.part] or ([] if self.part else list(islice(self.parts, self.preview)))


class PicksPage(ListPage):
    """A list of picks, in parts by year and month."""

    preview = MAX_NEWEST

    def names_of(self, row: Summary) -> Sequence[str]:
        return row.issue[:4], row.issue

    def size_of(self, row: Summary) -> int:
        return 1 + len(self.site.library.entries[row.paper].authors) // 10


class TagPage(PicksPage):
    """`/tags/nlp/`: every pick with a tag."""

    template = "tag.html"
    kind = "Tag"
    tab = "tags/"

    def __init__(self, site: Site, file: File, part: str = "", whole: ListPage | None = None) -> None:
        self.tag = site.tags_by_uri[(whole.file if whole else file).src_uri]
        super().__init__(site, file, part, whole)
        self.title = self.own_name = self.tag.name
        self.gist = self.tag.meaning

    def all_rows(self) -> list[Summary]:
        return self.site.tagged[self.tag.name]

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Show the tag's meaning, which is not Markdown."""
        self.content = f"<p>{escape(self.tag.meaning)}</p>"

    @property
    def neighbors(self) -> list[tuple[Tag, int]]:
        """Return the tags that its picks have too, with the number of those that have both, the most frequent first."""
        counts = Counter(name for pick in self.all_rows() for name in set(pick.tags) - {self.tag.name})
        neighbors = [(tag, counts[tag.name]) for tag in self.site.library.tags.values() if counts[tag.name]]
        return sorted(neighbors, key=lambda neighbor: -neighbor[1])[:MAX_TAG_NEIGHBORS]


class PapersPage(PicksPage):
    """`/papers/`: every pick, and the choices among them. A choice without any pick is left out."""

    template = "papers.html"
    row = "paper"

    def all_rows(self) -> Iterable[Summary]:
        return self.site.shown.summaries.values()

    @cached_property
    def choices(self) -> dict[str, Any]:
        site, summaries = self.site, list(self.site.shown.summaries.values())
        issues = Counter(summary.issue for summary in summaries)
        papers = (site.library.entries[summary.paper] for summary in summaries)
        venues = (venue_in_short(paper, site.library) for paper in papers)
        return {
            "issues": [_choice(id, site.library.issues[id].title, count) for id, count in issues.items()],
            "tags": _choices(tag for summary in summaries for tag in dict.fromkeys(summary.tags)),
            "venues": _choices(filter(None, venues)),
            "with_code": sum("code" in summary.links for summary in summaries),
        }


class TagsPage(SitePage):
    template = "tags.html"

    @property
    def groups(self) -> Iterable[tuple[str, Iterable[Tag]]]:
        return groupby(self.site.library.tags.values(), key=lambda tag: tag.group)


class AuthorsPage(ListPage):
    """`/authors/`: everyone whose paper was picked, under their initials; in parts by the first letters of their anchors."""

    template = "authors.html"
    row = "author"
    max_size = 2000  # Most rows are short.

    def all_rows(self) -> Iterable[Person]:
        return self.site.picks_by

    def names_of(self, row: Person) -> Sequence[str]:
        return beginnings(author_id(row))

    @property
    def initials(self) -> list[tuple[str, list[Person]]]:
        people = sorted(self.rows, key=lambda person: _initial(person) == OTHER)
        return [(initial, list(group)) for initial, group in groupby(people, key=_initial)]


class GlossaryPage(SitePage):
    """`/glossary/`: the terms that pages use unexplained, each with the newest summaries that use it."""

    template = "glossary.html"

    @property
    def terms(self) -> list[tuple[Term, list[Summary], int]]:
        """Return each term with summaries that use it, and how many more there are."""
        uses = defaultdict(list)
        for summary in self.site.shown.summaries.values():
            for term in self.site.library.conversions[summary.path].terms:
                uses[term].append(summary)
        terms = sorted(self.site.library.terms.values(), key=lambda term: sort_key(term.name))
        return [(term, uses[term.name][:MAX_USES], len(uses[term.name]) - MAX_USES) for term in terms]


class BibliographyPage(ListPage):
    """`/bibliography/`: every work that is cited or was picked, and who cites it with which words; in parts by the first letters
    of their keys.
    """

    template = "bibliography.html"
    row = "work"
    max_citing_pages = 200
    """The list names this many pages that cite a work, with their sentences; graph.json has them all."""

    def all_rows(self) -> Iterable[str]:
        return self.site.works

    def names_of(self, row: str) -> Sequence[str]:
        return beginnings(row)

    def size_of(self, row: str) -> int:
        named = islice(self.site.works[row].values(), self.max_citing_pages)
        return 1 + sum(map(len, named)) // 2

    @property
    def totals(self) -> tuple[int, int]:
        """Return how many citations there are, and how many pages that cite."""
        works = self.site.works.values()
        return sum(len(citations) for cited_on in works for citations in cited_on.values()), len(set(chain.from_iterable(works)))

    def reference(self, key: str) -> str:
        """Return a work as HTML, its authors with links to their entries."""
        return linked_entry(self.site.library.entries[key], self._author)

    def _author(self, person: Person) -> str:
        """Return the address of an author's entry as seen from here, or nothing."""
        address = self.site.author_addresses.get(person.nfc)
        return self.root + address if address else ""


class UpdatesPage(ListPage):
    """`/updates/`: what has happened to picked papers since, the newest day first; in parts by year, month and day."""

    template = "updates.html"
    preview = MAX_NEWEST

    def all_rows(self) -> list[tuple[Summary, FollowUp]]:
        notes = ((summary, follow_up) for summary in self.site.shown.summaries.values() for follow_up in summary.since)
        return sorted(notes, key=lambda note: note[1].date, reverse=True)

    def names_of(self, row: tuple[Summary, FollowUp]) -> Sequence[str]:
        day = row[1].date.isoformat()
        return day[:4], day[:7], day

    @property
    def days(self) -> Iterable[tuple[date, Iterable[tuple[Summary, Note]]]]:
        notes = [(summary, self.site.note(follow_up, summary)) for summary, follow_up in self.rows]
        return groupby(notes, key=lambda row: row[1].date)


INDEX_PAGES: Mapping[str, type[SitePage]] = {
    "index.md": HomePage,
    "issues.md": IssuesPage,
    "papers.md": PapersPage,
    "tags.md": TagsPage,
    "authors.md": AuthorsPage,
    "bibliography.md": BibliographyPage,
    "glossary.md": GlossaryPage,
    "updates.md": UpdatesPage,
}
"""By the file's name in `docs/`. A site may do without any of them."""


def _choices(values: Iterable[str]) -> list[tuple[str, str]]:
    """Return each value once, by name without diacritics and case."""
    counts = Counter(values)
    return [_choice(value, value, counts[value]) for value in sorted(counts, key=lambda value: (sort_key(value), value))]


def _choice(value: str, name: str, count: int) -> tuple[str, str]:
    """Return a value as it stands in the address, and its name with how many papers have it. The filter counts anew."""
    return value, f"{shorten(name, MAX_CHOICE_LENGTH)} ({count:,})"


def _initial(person: Person) -> str:
    initial = sort_key(person.family)[:1].upper()
    return initial if "A" <= initial <= "Z" else OTHER
