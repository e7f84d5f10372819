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
from shortlist.identifiers import arxiv_url, doi_url
from shortlist.model import Issue, Library, Summary
from shortlist.text import clean

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
"""Of the site's own text; as LICENSE-content and `copyright` in mkdocs.yml say."""

CARD = "card.png"
"""The share card of an issue or summary, beside its page; at the site's root that of all other pages."""

LANGUAGE = "en"
LOCALE = "en_US"


class Metadata:
    """Heads of pages, as HTML.

    URLs in them are absolute; without `site_url` they are left out, and so are share cards, which the protocol wants to be
    named in full. All text is plain and escaped here.
    """

    def __init__(self, library: Library, site_name: str, site_url: str, *, has_cards: bool = False) -> None:
        self.library = library
        self.site_name = clean(site_name)
        self.site_url = site_url and f"{site_url.rstrip('/')}/"
        self.has_cards = has_cards and bool(site_url)
        self.publisher = self._thing("Organization", self.site_name)

    def of_summary(self, summary: Summary) -> str:
        """Return the head of a summary's page. Its issue and its paper are in the library."""
        issue = self.library.issues[summary.issue]
        entry = self.library.entries[summary.paper]
        review = {
            "keywords": [clean(tag) for tag in summary.tags],
            "license": LICENSE,
            "author": self.publisher,
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
            "license": LICENSE,
            "publisher": self.publisher,
            "isPartOf": self._thing("Periodical", self.site_name),
            "hasPart": [self._thing("Review", entry.title, f"{pick.id}/") for pick, entry in picks if entry],
        }
        thing = self._thing("PublicationIssue", issue.title, f"{issue.id}/", issue.gist, issue.published, issue.id) | parts
        return self._article(issue, issue.title, issue.published, thing)

    def of_page(self, title: str, description: str, address: str) -> str:
        """Return the head of any other page, whose address is relative to the site's root."""
        return "\n".join(self._open_graph("website", title, description, address))

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
        address = f"{page.id}/"
        dublin_core = {
            "DC.title": title,
            "DC.creator": self.site_name,
            "DC.publisher": self.site_name,
            "DC.date": day.isoformat(),
            "DC.language": LANGUAGE,
            "DC.type": "Text",
            "DC.rights": LICENSE,
            "DC.identifier": self._url(address),
            "DC.relation": relation,
        }
        of_article = [("article:published_time", day.isoformat()), *(("article:tag", tag) for tag in tags)]
        return "\n".join(
            (
                *(_alternates(PAPER, "Paper") if isinstance(page, Summary) else ()),
                *(_alternates(REFERENCES, "References") if has_references(self.library, page) else ()),
                '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">',
                *_metas("name", dublin_core.items()),
                *self._open_graph("article", title, page.gist, address, address, of_article),
                _json_ld(thing),
            )
        )

    def _open_graph(
        self, type_: str, title: str, description: str, address: str, folder: str = "", more: Iterable[tuple[str, str]] = ()
    ) -> Iterator[str]:
        """`folder` holds the page's share card."""
        properties = [
            ("og:type", type_),
            ("og:title", title),
            ("og:description", description),
            ("og:url", self._url(address)),
            ("og:site_name", self.site_name),
            ("og:locale", LOCALE),
            *more,
        ]
        if self.has_cards:
            properties += [
                ("og:image", self._url(f"{folder}{CARD}")),
                ("og:image:width", str(WIDTH)),
                ("og:image:height", str(HEIGHT)),
                ("og:image:alt", f"Title card: {title if folder else self.site_name}"),
            ]
        yield from _metas("property", properties)
        # The card takes its texts and its picture from the above.
        yield f'<meta name="twitter:card" content="{"summary_large_image" if self.has_cards else "summary"}">'


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


def _metas(attribute: str, values: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, value in values:
        if value:
            yield f'<meta {attribute}="{name}" content="{escape(clean(value))}">'


def _json_ld(thing: dict[str, Any]) -> str:
    text = json.dumps({"@context": "https://schema.org"} | _without_empty(thing), ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{text.translate(_UNSAFE_IN_SCRIPTS)}</script>'


_UNSAFE_IN_SCRIPTS = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""In JSON these stand in strings only, where an escape means the same. Unescaped, `</script>` or `<!--` would end the element."""


def _without_empty(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if value}
