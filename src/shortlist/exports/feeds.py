"""Atom feeds: of summaries, of issues, of each tag, of follow-ups.

Sources: RFC 4287 (Atom); Associating Style Sheets with XML documents 1.0. Readers refuse large feeds, from 512 kB on, so a text
that no longer fits is left to its page.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from html import escape
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from feedgenerator import Atom1Feed, Enclosure

from shortlist.exports.portable import head_html, note_html, portable_html
from shortlist.exports.wording import LANGUAGE, named_title, short_names, writers
from shortlist.model import Issue, Library, Notes, Summary

MAX_SUMMARIES = 30
MAX_ISSUES = 6
MAX_OF_TAG = 20
MAX_UPDATES = 20

MAX_TEXTS_LENGTH = 400_000
"""Bytes of all texts in a feed, escaped. With titles, gists and addresses it stays below 500 kB."""

EPUB = "application/epub+zip"

STYLES = "assets/feed.css"
"""For people who open a feed."""

Entry = dict[str, Any]
"""An entry in the words of feedgenerator."""


class Feeds:
    """The feeds of one site. The library holds no drafts, and has conversions."""

    def __init__(
        self,
        library: Library,
        notes: Notes,
        books: Mapping[str, tuple[str, int]],
    ) -> None:
        """`books` names the books of issues: id → path below the site's root, and bytes."""
        self.library = library
        self.settings = library.settings
        self.notes = notes
        self.books = books
        self.entry_of = cache(self._of_summary)  # Feeds of tags have the same entries.

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the path below the site's root and the text of each feed."""
        name, summaries = self.settings.site_name, self.library.summaries
        issues = islice(self.library.issues.values(), MAX_ISSUES)
        yield "feed.xml", self._feed("feed.xml", name, map(self.entry_of, islice(summaries, MAX_SUMMARIES)))
        yield "issues/feed.xml", self._feed("issues/feed.xml", f"{name}: issues", map(self._of_issue, issues))
        for tag in self.library.tags.values():
            path = f"tags/{tag.slug}/feed.xml"
            tagged = (id for id, summary in summaries.items() if tag.name in summary.tags)
            yield path, self._feed(path, f"{name}: {tag.name}", map(self.entry_of, islice(tagged, MAX_OF_TAG)))
        updates = sorted(self._updates(), key=lambda entry: entry["pubdate"], reverse=True)
        yield "updates/feed.xml", self._feed("updates/feed.xml", f"{name}: updates", updates[:MAX_UPDATES])

    def _feed(self, path: str, title: str, entries: Iterable[Entry]) -> str:
        settings = self.settings
        feed = _Atom(
            title=title,
            link=f"{settings.url}{path.removesuffix('feed.xml')}",
            description=settings.site_description,
            language=LANGUAGE,
            author_name=settings.site_name,
            feed_url=f"{settings.url}{path}",
            feed_guid=settings.lasting_id(path),
            feed_copyright=settings.license_url,
        )
        left = MAX_TEXTS_LENGTH
        for entry in entries:
            text = entry["content"]
            length = len(escape(text).encode())
            if length <= left:
                left -= length
            else:
                text = f'<p><a href="{escape(entry["link"])}">Read it on the site</a></p>'
            feed.add_item(**entry | {"content": f"<p><strong>{entry['description']}</strong></p>\n{text}"})
        styles = "../" * path.count("/") + STYLES
        return feed.writeString("utf-8").replace("\n", f'\n<?xml-stylesheet type="text/css" href="{styles}"?>\n', 1) + "\n"

    def _entry(self, path: str, title: str, gist: str, published: datetime, text: str, id: str = "", **more: Any) -> Entry:
        """Return an entry of plain title and gist. `id` stands for the path where several entries lead to one page."""
        return {
            "title": title,
            "link": f"{self.settings.url}{path}",
            "description": escape(gist),
            "unique_id": self.settings.lasting_id(id or path),
            "pubdate": published,
            "updateddate": published,
            "content": text,
        } | more

    def _of_summary(self, id: str) -> Entry:
        summary = self.library.summaries[id]
        issue = self.library.issues[summary.issue]
        picked = _noon(issue.published) - timedelta(minutes=issue.picks.index(summary.slug))
        url = f"{self.settings.url}{summary.id}/"
        head = head_html(summary, self.library, self.notes[summary.id], partial(urljoin, self.settings.url))
        text = portable_html(self.library.conversions[summary.path].html, url)
        return self._entry(
            f"{summary.id}/",
            named_title(summary, self.library),
            summary.gist,
            picked,
            head + text,
            updateddate=max([picked, *(_noon(follow_up.date) for follow_up in summary.since)]),
            categories=list(summary.tags),
            author_name=", ".join(writers(summary, self.library)) or None,
        )

    def _of_issue(self, issue: Issue) -> Entry:
        """Return the editorial and the picks with their gists."""
        day = _noon(issue.published)
        editorial = portable_html(self.library.conversions[issue.path].html, f"{self.settings.url}{issue.id}/")
        picks = "\n".join(map(self._pick, self.library.picks(issue)))
        path, size = self.books[issue.id]
        book = Enclosure(f"{self.settings.url}{path}", str(size), EPUB)
        text = f"{editorial}\n<h2>The picks</h2>\n{picks}"
        return self._entry(f"{issue.id}/", issue.title, issue.gist, day, text, enclosures=[book])

    def _pick(self, summary: Summary) -> str:
        paper, url = self.library.entries[summary.paper], f"{self.settings.url}{summary.id}/"
        title = f'<h3><a href="{escape(url)}">{escape(named_title(summary, self.library))}</a></h3>'
        return f"{title}\n<p>{escape(summary.gist)}</p>\n<p>{escape(short_names(paper))}</p>"

    def _updates(self) -> Iterator[Entry]:
        """Yield an entry for each follow-up, whose id is the day and its number among those of the day."""
        for summary in self.library.summaries.values():
            title = named_title(summary, self.library)
            days: list[date] = []
            for note in sorted(self.notes[summary.id], key=lambda note: note.date):
                noted = _noon(note.date) + timedelta(minutes=days.count(note.date))
                id = f"{summary.id}/since-{note.date}-{days.count(note.date) + 1}"
                days.append(note.date)
                text = f"<p>{note_html(note, urljoin(self.settings.url, note.address))}</p>"
                yield self._entry(f"{summary.id}/", title, note.text, noted, text, id)


def _noon(day: date) -> datetime:
    """Return noon in UTC, at which nearly everywhere it is that day."""
    return datetime.combine(day, time(12), UTC)


class _Atom(Atom1Feed):
    """Atom whose bytes depend on nothing but the entries, and that says to people what it is."""

    def latest_post_date(self) -> datetime:
        """Return when the feed last changed; of an empty one, not the time of the build."""
        return max((item["updateddate"] for item in self.items), default=_noon(date(1970, 1, 1)))

    def add_root_elements(self, handler: Any) -> None:
        """Add a note in XHTML, which feed readers pass over (RFC 4287, section 6)."""
        super().add_root_elements(handler)
        handler.startElement("p", {"xmlns": "http://www.w3.org/1999/xhtml"})
        handler.characters("This is a feed. To follow it, give its address to a feed reader. The same for browsers: ")
        handler.addQuickElement("a", self.feed["title"], {"href": self.feed["link"]})
        handler.endElement("p")
