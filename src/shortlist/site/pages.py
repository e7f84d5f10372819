"""Kinds of page: what each shows, says to crawlers and gives to search is decided here, once, by its class.

Pages are MkDocs' own with more methods. `page.content` is HTML; titles and descriptions are plain text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from html import unescape
from itertools import groupby
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, ClassVar

from markupsafe import Markup, escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc

from shortlist.citations.bibliography import works_html
from shortlist.citations.relations import reason
from shortlist.citations.section import SECTION_ID, TITLE, reference_section, toc_token
from shortlist.conversion import Converted
from shortlist.exports.files import has_references
from shortlist.exports.search import Document, words_of
from shortlist.model import Issue, Person, Summary, Tag
from shortlist.reading.markdown import plain_text
from shortlist.site import filters
from shortlist.site.html import mark_bare_urls, opening, scrollable_tables, text_of
from shortlist.site.whole_issue import pick_id
from shortlist.text import shorten, sort_key

if TYPE_CHECKING:
    from shortlist.site.build import Site

MAX_CHOICE_LENGTH = 70
"""Characters of a choice's name: a menu is as wide as the longest one."""

MAX_TAG_NEIGHBORS = 4
AUTHORS_IN_HEADS = 10
"""The head of a summary names this many authors before it folds the rest."""

LONG_LIST = 300
"""A list of more works than this is laid out part by part, as it comes into view."""

OTHER = "Other"
"""Heads the names that begin with none of the letters A to Z, even without diacritics."""

Context = dict[str, Any]


class SitePage(Page):
    """Any Markdown file of `docs/` without a kind of its own."""

    template: ClassVar[str] = "main.html"

    def __init__(self, site: Site, file: File) -> None:
        # MkDocs has made a page of its own, which knows the title and the section that the navigation gives it.
        given = file.page
        super().__init__(given.title if given else None, file, site.config)
        self.parent = given.parent if given else None
        self.site = site
        # MkDocs would print today's date into sitemap.xml, and the same tree would not build to the same bytes.
        self.update_date = site.date_of(site.latest)

    @property
    def name(self) -> str:
        """Title in the head, in search and on share cards."""
        if self.is_homepage:
            return self.site.config.site_name
        return str(self.meta.get("title") or unescape(self.title or ""))

    @property
    def description(self) -> str:
        return str(self.meta.get("description") or self.site.config.site_description or "")

    @property
    def id(self) -> str:
        """Id of a summary or an issue; other pages have none."""
        return self.file.src_uri.removesuffix(".md").removesuffix("/index")

    @property
    def tab(self) -> str:
        """Address of the page of the top level that this page lies under."""
        return self.url

    @property
    def path(self) -> str:
        """Path of the source, from the repository root."""
        return f"{self.site.docs}/{self.file.src_uri}"

    @property
    def slug(self) -> str:
        return self.file.name

    @property
    def converted(self) -> Converted:
        return self.site.conversions[self.path]

    @cached_property
    def text(self) -> str:
        """HTML without references."""
        return mark_bare_urls(scrollable_tables(self.converted.html))

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take the converted page, and append its references."""
        if self.path not in self.site.conversions.bodies:  # Of another plugin.
            super().render(config, files)
            return
        headings = self.site.conversions.bodies[self.path].headings
        self._title_from_render = next((plain_text(heading.text) for heading in headings if heading.level == 1), None)
        converted, context = self.converted, partial(self.site.reference_context, self.id, self.file)
        section = reference_section(converted.citations, self.site.references, context, converted.ids)
        self.content = f"{self.text}\n{mark_bare_urls(section)}" if section else self.text
        self.toc = get_toc([*converted.toc, toc_token(converted.ids)] if section else converted.toc)

    def context(self) -> Context:
        """Return the template's variables."""
        return {}

    def metadata(self) -> str:
        """Return what the head tells machines, as HTML."""
        return self.site.metadata.of_page(self.name, self.description, self.url)

    def document(self) -> Document | None:
        """Return what search finds the page by."""
        text = text_of(self.content or "")
        return Document(self.url, self.name, opening(text), "", "", (), words_of(text))


class LibraryPage(SitePage):
    """A page whose head comes from the library: an issue, a summary, a tag."""

    def read_source(self, config: MkDocsConfig) -> None:
        """Read nothing: the library holds what the source says."""
        self.markdown = ""
        self.meta = {"template": self.template}


class SummaryPage(LibraryPage):
    """`/2021-04/glm/`: one paper that was picked."""

    template = "summary.html"
    tab = "issues/"

    def __init__(self, site: Site, file: File, summary: Summary) -> None:
        super().__init__(site, file)
        self.summary = summary
        self.issue = site.library.issues[summary.issue]
        self.entry = site.library.entries[summary.paper]
        self.title = self.title or self.name
        self.update_date = summary.since[-1].date.isoformat() if summary.since else site.date_of(self.issue)

    @property
    def name(self) -> str:
        return self.entry.title

    @property
    def description(self) -> str:
        return self.summary.gist

    def read_source(self, config: MkDocsConfig) -> None:
        """Tell the theme's plugin the tags, too."""
        super().read_source(config)
        self.meta["tags"] = list(self.summary.tags)

    def context(self) -> Context:
        site, names = self.site, filters.names(self.entry)
        more = len(self.entry.authors) - AUTHORS_IN_HEADS
        return {
            "summary": self.summary,
            "issue": self.issue,
            "paper": self.entry,
            "rank": site.library.picks(self.issue).index(self.summary) + 1,
            "authors": names[:AUTHORS_IN_HEADS],
            "more_authors": names[AUTHORS_IN_HEADS:],
            "more_count": f"and {more} more" if more > 0 else "and others",
            "since": site.since(self.summary),
            "related": [
                (site.library.summaries[relation.summary], reason(relation, site.references))
                for relation in site.related.get(self.summary.id, ())
            ],
            "has_references": has_references(site.library, self.summary),
        }

    def metadata(self) -> str:
        return self.site.metadata.of_summary(self.summary)

    def document(self) -> Document:
        summary, words = self.summary, words_of(text_of(self.content or ""))
        authors = ", ".join(filters.names(self.entry))
        return Document(self.url, self.name, summary.gist, authors, self.issue.title, tuple(summary.tags), words)


class IssuePage(LibraryPage):
    """`/2021-04/`: one month's selection."""

    template = "issue.html"
    tab = "issues/"

    def __init__(self, site: Site, file: File, issue: Issue) -> None:
        super().__init__(site, file)
        self.issue = issue
        self.title = self.title or self.name
        self.update_date = site.date_of(issue)

    @property
    def name(self) -> str:
        return self.issue.title

    @property
    def description(self) -> str:
        return self.issue.gist

    def context(self) -> Context:
        issues = list(self.site.library.issues.values())
        number = issues.index(self.issue)
        return {
            "issue": self.issue,
            "picks": self.site.library.picks(self.issue),
            "newer": issues[number - 1] if number else None,
            "older": issues[number + 1] if number + 1 < len(issues) else None,
            "has_references": has_references(self.site.library, self.issue),
        }

    def metadata(self) -> str:
        return self.site.metadata.of_issue(self.issue)

    def document(self) -> Document:
        return Document(self.url, self.name, self.issue.gist, "", "Issue", (), words_of(text_of(self.content or "")))


class WholeIssuePage(LibraryPage):
    """`/2021-04/all/`: an issue and its summaries on one page, put together when all of them are converted."""

    template = "issue-all.html"
    tab = "issues/"

    def __init__(self, site: Site, file: File, editorial: IssuePage, summaries: Sequence[SummaryPage]) -> None:
        super().__init__(site, file)
        self.editorial = editorial
        self.summaries = summaries
        self.issue = editorial.issue
        self.title = self.issue.title
        self.update_date = site.date_of(self.issue)

    @property
    def name(self) -> str:
        return f"{self.issue.title}, the whole issue"

    @property
    def description(self) -> str:
        return self.issue.gist

    def context(self) -> Context:
        (editorial, *texts), references = self.site.whole_issue(self)
        toc = [AnchorLink(str(escape(page.name)), pick_id(page.slug), 2) for page in self.summaries]
        self.toc = TableOfContents([*toc, AnchorLink(TITLE, SECTION_ID, 2)] if references else toc)
        summaries = [
            (page.summary, pick_id(page.slug), text, self.site.since(page.summary))
            for page, text in zip(self.summaries, texts, strict=True)
        ]
        return {"issue": self.issue, "editorial": editorial, "summaries": summaries, "references": references}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Leave the text to the template, whose context has it."""
        self.content = ""

    def metadata(self) -> str:
        return self.site.metadata.of_page(self.issue.title, self.description, self.url)

    def document(self) -> None:
        """Search leads to the summaries themselves."""


class TagPage(LibraryPage):
    """`/tags/nlp/`: every pick with a tag."""

    template = "tag.html"
    tab = "tags/"

    def __init__(self, site: Site, file: File, tag: Tag) -> None:
        super().__init__(site, file)
        self.tag = tag
        self.title = tag.name

    @property
    def name(self) -> str:
        return self.tag.name

    @property
    def description(self) -> str:
        return self.tag.meaning

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Show the tag's meaning, which is not Markdown."""
        self.content = str(Markup("<p>{}</p>").format(self.tag.meaning))

    def context(self) -> Context:
        neighbors = self.site.tags_together[self.tag.name][:MAX_TAG_NEIGHBORS]
        return {
            "tag": self.tag,
            "summaries": self.site.tagged[self.tag.name],
            "neighbors": [(self.site.library.tags[name], count) for name, count in neighbors],
        }

    def document(self) -> Document:
        return Document(self.url, self.name, self.tag.meaning, "", "Tag", (), frozenset())


class HomePage(SitePage):
    template = "home.html"

    def context(self) -> Context:
        latest, *earlier = self.site.shown.issues.values() or (None,)
        return {
            "latest": latest,
            "picks": self.site.library.picks(latest) if latest else (),
            "earlier": earlier,
            "has_updates": self.site.page_at("updates.md") is not None,
        }


class IssuesPage(SitePage):
    template = "issues.html"

    def context(self) -> Context:
        return {"issues": self.site.shown.issues.values()}


class PapersPage(SitePage):
    """`/papers/`: every pick, and the choices among them. A choice without any pick is left out."""

    template = "papers.html"

    def context(self) -> Context:
        site, summaries = self.site, list(self.site.listed.values())
        issues = Counter(summary.issue for summary in summaries)
        venues = (filters.venue(site.library.entries[summary.paper]) for summary in summaries)
        return {
            "summaries": summaries,
            "issues": [_choice(id, site.library.issues[id].title, count) for id, count in issues.items()],
            "tags": _choices(tag for summary in summaries for tag in dict.fromkeys(summary.tags)),
            "venues": _choices(filter(None, venues)),
            "with_code": sum("code" in summary.links for summary in summaries),
        }


class TagsPage(SitePage):
    template = "tags.html"

    def context(self) -> Context:
        groups = groupby(self.site.library.tags.values(), key=lambda tag: tag.group)
        return {"groups": [(name, list(tags)) for name, tags in groups], "tagged": self.site.tagged}


class AuthorsPage(SitePage):
    """`/authors/`: everyone whose paper was picked, under their initials."""

    template = "authors.html"

    def context(self) -> Context:
        people = sorted(self.site.by_author, key=lambda person: _initial(person) == OTHER)
        return {
            "authors": self.site.by_author,
            "papers": {summary.id for summaries in self.site.by_author.values() for summary in summaries},
            "initials": [(initial, list(group)) for initial, group in groupby(people, key=_initial)],
        }


class BibliographyPage(SitePage):
    """`/bibliography/`: every work that is cited or was picked, and who cites it with which words."""

    template = "bibliography.html"

    def context(self) -> Context:
        works = self.site.cited_works
        return {
            "count": len(works),
            "citations": sum(len(page.citations) for work in works for page in work.cited_on),
            "pages": len({page.path for work in works for page in work.cited_on}),
            "works": Markup(works_html(works, self.site.references, self.site.links_from(self.file))),
            "is_long": len(works) > LONG_LIST,
        }


class UpdatesPage(SitePage):
    """`/updates/`: what has happened to picked papers since, the newest day first."""

    template = "updates.html"

    def context(self) -> Context:
        notes = [(summary, *note) for summary in self.site.listed.values() for note in self.site.since(summary)]
        notes.sort(key=lambda note: note[1].date, reverse=True)
        return {"days": [(day, list(of_day)) for day, of_day in groupby(notes, key=lambda note: note[1].date)]}


INDEX_PAGES: Mapping[str, type[SitePage]] = {
    "index.md": HomePage,
    "issues.md": IssuesPage,
    "papers.md": PapersPage,
    "tags.md": TagsPage,
    "authors.md": AuthorsPage,
    "bibliography.md": BibliographyPage,
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
    return initial if initial and initial in ascii_uppercase else OTHER
