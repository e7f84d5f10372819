"""A page for crawlers, as JSON-LD: a summary is a review of a paper, an issue holds summaries.

All text is plain. URLs are absolute; without `site_url` they are left out.
Sources: schema.org, types `Review`, `ScholarlyArticle` and `PublicationIssue`; HTML, "Restrictions for contents of script
elements".
"""

import re
from datetime import date
from typing import Any

from shortlist.exports.csl import clean_people, csl_item, date_of, pages_of
from shortlist.exports.wording import LANGUAGE
from shortlist.identifiers import arxiv_url, doi_url
from shortlist.model import Entry, Issue, Library, Settings, Summary
from shortlist.text import clean, json_line, not_empty


def summary_json_ld(summary: Summary, library: Library) -> str:
    """Return a summary as a script for the head of its page. Its issue and its paper are in the library."""
    settings, issue, entry = library.settings, library.issues[summary.issue], library.entries[summary.paper]
    writers = [library.people.writers[id] for id in summary.by]
    people = [not_empty({"@type": "Person", "name": clean(writer.name), "url": writer.url}) for writer in writers]
    review = {
        "keywords": [clean(tag) for tag in summary.tags],
        "license": settings.license_url,
        "author": people or _publisher(settings),
        "publisher": _publisher(settings),
        "isPartOf": _thing("PublicationIssue", issue.title, settings, f"{issue.id}/"),
        "itemReviewed": not_empty(_work(entry)),
    }
    return _script(_thing("Review", entry.title, settings, f"{summary.id}/", issue.published) | review)


def issue_json_ld(issue: Issue, library: Library) -> str:
    """Return an issue as a script for the head of its page."""
    settings = library.settings
    picks = library.picks(issue)
    parts = {
        "license": settings.license_url,
        "publisher": _publisher(settings),
        "isPartOf": _thing("Periodical", settings.site_name, settings),
        "hasPart": [_thing("Review", library.entries[pick.paper].title, settings, f"{pick.id}/") for pick in picks],
    }
    thing = _thing("PublicationIssue", issue.title, settings, f"{issue.id}/", issue.published)
    return _script(thing | {"issueNumber": issue.id} | parts)


def _publisher(settings: Settings) -> dict[str, Any]:
    return _thing("Organization", settings.site_name, settings)


def _thing(type_: str, name: str, settings: Settings, address: str = "", day: date | None = None) -> dict[str, Any]:
    """Return something of this site as schema.org has it."""
    thing = {
        "@type": type_,
        "name": clean(name),
        "url": settings.url and f"{settings.url}{address}",
        "datePublished": day and day.isoformat(),
        "inLanguage": day and LANGUAGE,
    }
    return not_empty(thing)


_TYPES = {
    "chapter": "Chapter",
    "book": "Book",
    "thesis": "Thesis",
    "report": "Report",
    "software": "SoftwareSourceCode",
    "dataset": "Dataset",
    "webpage": "WebPage",
}


def _work(entry: Entry) -> dict[str, Any]:
    item = csl_item(entry)
    container, publisher = item["container-title"], item["publisher"]
    return {
        "@type": _TYPES.get(item["type"], "ScholarlyArticle"),
        "name": item["title"],
        "author": [
            # A single name is a group's, as far as BibTeX tells.
            {"@type": "Person" if person.given else "Organization", "name": person.name}
            for person in clean_people(entry.authors)
        ],
        "datePublished": date_of(entry),
        "isPartOf": container and {"@type": "Periodical" if item["type"] == "article-journal" else "Book", "name": container},
        "pagination": "–".join(filter(None, pages_of(item))),
        "publisher": publisher and {"@type": "Organization", "name": publisher},
        "sameAs": list(dict.fromkeys(filter(None, (doi_url(entry.doi), arxiv_url(entry.arxiv), item["URL"])))),
    }


def _script(thing: dict[str, Any]) -> str:
    text = json_line({"@context": "https://schema.org"} | not_empty(thing))
    safe = _UNSAFE_IN_SCRIPTS.sub(lambda character: f"\\u{ord(character[0]):04x}", text)
    return f'<script type="application/ld+json">{safe}</script>'


_UNSAFE_IN_SCRIPTS = re.compile("[<>&\u2028\u2029]")
"""In JSON these stand in strings only, where an escape means the same. Unescaped, `</script>` or `<!--` would end the element."""
