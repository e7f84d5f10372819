"""Metadata in the head of a page: Dublin Core, Open Graph, JSON-LD, and links to the files that hold its citations.

There is no `citation_title` and the like: Google Scholar and Zotero would take the page for the paper.

Sources: DCMI Metadata Terms and "Expressing Dublin Core metadata using HTML/XHTML meta and link elements" (2008); the Open Graph
protocol (ogp.me); schema.org, types `Review`, `ScholarlyArticle` and `PublicationIssue`; HTML, "Restrictions for contents of
script elements".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from typing import Any

from shortlist.citations.fields import best_url
from shortlist.exports.cards import HEIGHT, WIDTH
from shortlist.exports.csl import CslItem, arxiv_of, csl_item, date_of, pages_of, people_of
from shortlist.exports.files import FORMATS, PAPER, REFERENCES, has_references
from shortlist.exports.publication import Publication
from shortlist.identifiers import arxiv_url, doi_url
from shortlist.model import Issue, Library, Summary, Writer
from shortlist.text import clean

CARD = "card.png"
"""The share card of an issue or summary, beside its page; at the site's root that of all other pages."""

LANGUAGE = "en"


class Metadata:
    """Heads of pages, as HTML.

    URLs in them are absolute; without `site_url` they are left out, and so are share cards, which the protocol wants to be
    named in full. All text is plain and escaped here.
    """

    def __init__(self, library: Library, publication: Publication, *, has_cards: bool = False) -> None:
        self.library = library
        self.site_name = publication.name
        self.site_url = publication.url
        self.license = publication.license_url
        self.has_cards = has_cards and bool(publication.url)
        self.publisher = self._thing("Organization", self.site_name)

    def of_summary(self, summary: Summary) -> str:
        """Return the head of a summary's page. Its issue and its paper are in the library."""
        issue = self.library.issues[summary.issue]
        entry = self.library.entries[summary.paper]
        review = {
            "keywords": [clean(tag) for tag in summary.tags],
            "license": self.license,
            "author": [_person(writer) for writer in self._writers(summary)] or self.publisher,
            "publisher": self.publisher,
            "isPartOf": self._thing("PublicationIssue", issue.title, f"{issue.id}/"),
            "itemReviewed": _without_empty(_work(csl_item(entry))),
        }
        thing = self._thing("Review", entry.title, f"{summary.id}/", summary.gist, issue.published) | review
        return self._article(summary, entry.title, issue.published, thing, best_url(entry), summary.tags)

    def of_issue(self, issue: Issue) -> str:
        """Return the head of an issue's page."""
        picks = [(pick, self.library.entries.get(pick.paper)) for pick in self.library.picks(issue)]
        parts = {
            "license": self.license,
            "publisher": self.publisher,
            "isPartOf": self._thing("Periodical", self.site_name),
            "hasPart": [self._thing("Review", entry.title, f"{pick.id}/") for pick, entry in picks if entry],
        }
        thing = self._thing("PublicationIssue", issue.title, f"{issue.id}/", issue.gist, issue.published, issue.id) | parts
        return self._article(issue, issue.title, issue.published, thing)

    def of_page(self, title: str, description: str, address: str) -> str:
        """Return the head of any other page, whose address is relative to the site's root."""
        return "\n".join(self._open_graph("website", title, description, address))

    def _writers(self, page: Summary | Issue) -> list[Writer]:
        return [self.library.people.writers[id] for id in page.by] if isinstance(page, Summary) else []

    def _url(self, address: str) -> str:
        return self.site_url and f"{self.site_url}{address}"

    def _thing(
        self, type_: str, name: str, address: str = "", description: str = "", day: date | None = None, number: str = ""
    ) -> dict[str, Any]:
        """Return something of this site as schema.org has it."""
        thing = {
            "@type": type_,
            "name": clean(name),
            "description": clean(description),
            "url": self._url(address),
            "issueNumber": number,
            "datePublished": day and day.isoformat(),
            "inLanguage": day and LANGUAGE,
        }
        return _without_empty(thing)

    def _article(
        self, page: Summary | Issue, title: str, day: date, thing: dict[str, Any], relation: str = "", tags: Iterable[str] = ()
    ) -> str:
        address, date = f"{page.id}/", day.isoformat()
        creators = [writer.name for writer in self._writers(page)] or [self.site_name]
        lines = (
            *(_alternates(PAPER, "Paper") if isinstance(page, Summary) else ()),
            *(_alternates(REFERENCES, "References") if has_references(self.library, page) else ()),
            *(line for name in creators for line in _filled(_CREATOR, name=name)),
            *_filled(_DUBLIN_CORE, title=title, site=self.site_name, date=date, url=self._url(address), relation=relation),
            f'<meta name="DC.rights" content="{self.license}">',
            *self._open_graph("article", title, page.gist, address, address, date, tags),
            _json_ld(thing),
        )
        return "\n".join(lines)

    def _open_graph(
        self, type: str, title: str, description: str, address: str, folder: str = "", date: str = "", tags: Iterable[str] = ()
    ) -> Iterator[str]:
        """`folder` holds the page's share card."""
        url = self._url(address)
        yield from _filled(
            _OPEN_GRAPH, type=type, title=title, description=description, url=url, site=self.site_name, date=date
        )
        for tag in tags:
            yield from _filled(_TAG, tag=tag)
        # A program takes the texts of the picture from the above.
        image = _IMAGE if self.has_cards else _NO_IMAGE
        yield from _filled(image, url=self._url(f"{folder}{CARD}"), title=title if folder else self.site_name)


def _person(writer: Writer) -> dict[str, Any]:
    return _without_empty({"@type": "Person", "name": clean(writer.name), "url": writer.url})


def _filled(template: str, **texts: str) -> list[str]:
    """Return the lines of a template with these texts, without those whose text is empty."""
    lines = template.format_map({name: escape(clean(text)) for name, text in texts.items()}).strip().split("\n")
    return [line for line in lines if 'content=""' not in line]


_DUBLIN_CORE = f"""
<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">
<meta name="DC.title" content="{{title}}">
<meta name="DC.publisher" content="{{site}}">
<meta name="DC.date" content="{{date}}">
<meta name="DC.language" content="{LANGUAGE}">
<meta name="DC.type" content="Text">
<meta name="DC.identifier" content="{{url}}">
<meta name="DC.relation" content="{{relation}}">
"""
_CREATOR = '<meta name="DC.creator" content="{name}">'
_OPEN_GRAPH = """
<meta property="og:type" content="{type}">
<meta property="og:title" content="{title}">
<meta property="og:description" content="{description}">
<meta property="og:url" content="{url}">
<meta property="og:site_name" content="{site}">
<meta property="og:locale" content="en_US">
<meta property="article:published_time" content="{date}">
"""
_TAG = '<meta property="article:tag" content="{tag}">'
_IMAGE = f"""
<meta property="og:image" content="{{url}}">
<meta property="og:image:width" content="{WIDTH}">
<meta property="og:image:height" content="{HEIGHT}">
<meta property="og:image:alt" content="Title card: {{title}}">
<meta name="twitter:card" content="summary_large_image">
"""
_NO_IMAGE = '<meta name="twitter:card" content="summary">'

_TYPES = {
    "chapter": "Chapter",
    "book": "Book",
    "thesis": "Thesis",
    "report": "Report",
    "software": "SoftwareSourceCode",
    "dataset": "Dataset",
    "webpage": "WebPage",
}


def _work(item: CslItem) -> dict[str, Any]:
    doi, arxiv, container, publisher = item["DOI"], arxiv_of(item), item["container-title"], item["publisher"]
    return {
        "@type": _TYPES.get(item["type"], "ScholarlyArticle"),
        "name": item["title"],
        "author": [
            # A single name is a group's, as far as BibTeX tells.
            {"@type": "Person" if person.given else "Organization", "name": person.name}
            for person in people_of(item, "author")
        ],
        "datePublished": date_of(item),
        "isPartOf": container and {"@type": "Periodical" if item["type"] == "article-journal" else "Book", "name": container},
        "pagination": "–".join(filter(None, pages_of(item))),
        "publisher": publisher and {"@type": "Organization", "name": publisher},
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in (("DOI", doi), ("arXiv", arxiv))
            if value
        ],
        "sameAs": list(dict.fromkeys(filter(None, (doi_url(doi), arxiv_url(arxiv), item["URL"])))),
    }


def _alternates(name: str, title: str) -> Iterator[str]:
    """Link to the files beside the page, in every format.

    The space in `rel` means nothing to HTML, which reads a list of words there. But the theme takes `link[rel=alternate]` for a
    translation of the site, and on each page view asks for a sitemap beside it. Remove when it looks at `hreflang`.
    """
    for ending, format in FORMATS.items():
        yield f'<link rel="alternate " type="{format.media_type}" title="{title} ({format.name})" href="{name}.{ending}">'


def _json_ld(thing: dict[str, Any]) -> str:
    text = json.dumps({"@context": "https://schema.org"} | _without_empty(thing), ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{text.translate(_UNSAFE_IN_SCRIPTS)}</script>'


_UNSAFE_IN_SCRIPTS = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""In JSON these stand in strings only, where an escape means the same. Unescaped, `</script>` or `<!--` would end the element."""


def _without_empty(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if value}
