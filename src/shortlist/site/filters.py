"""Template filters: one small function for each question that a template asks of the model.

All text is plain, since templates escape. Addresses are paths from the site's root, for the filter `url`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup, escape

from shortlist.citations.section import fragment
from shortlist.exports.coins import coins_span
from shortlist.exports.files import FORMATS
from shortlist.exports.wording import day, elsewhere, first_authors, hours, links, names, published, venue, venue_in_short
from shortlist.identifiers import arxiv_month
from shortlist.inline import inline_html
from shortlist.model import Issue, Person, Summary, Tag
from shortlist.reading.data import slug
from shortlist.text import clean, counted, fold, month

WORDS_PER_MINUTE = 230
"""Of English prose, read silently. Source: Brysbaert 2019, How many words do we read per minute? (238, fewer with formulas)."""


def address(item: Issue | Summary | Tag) -> str:
    """Return the path of the page about it: `2021-04/glm/`."""
    return f"tags/{item.slug}/" if isinstance(item, Tag) else f"{item.id}/"


def minutes(summaries: Iterable[Summary]) -> str:
    """Return the time it takes to read them all: `3 minutes`."""
    return counted(max(1, round(sum(summary.body.words for summary in summaries) / WORDS_PER_MINUTE)), "minute")


def files(stem: str) -> Iterator[tuple[str, str, str]]:
    """Yield the exports of a list of works beside its page: path, and the format's name and media type."""
    for ending, format in FORMATS.items():
        yield f"{stem}.{ending}", format.name, format.media_type


def author_id(person: Person) -> str:
    """Return the anchor of an author's entry, which people share whose names differ in signs alone: `lucic-mario`."""
    id = slug(fold(person.family_first))
    return f"author-{id}" if not id or id.startswith(("initial-", "sl-")) else id


def author_links(addresses: Mapping[str, str], people: Iterable[Person], root: str) -> Markup:
    """Return authors as HTML, with links to their entries at /authors/. `root` is the site's, as seen from the page."""
    links = ((escape(person.name), escape(addresses.get(person.nfc, ""))) for person in people)
    return Markup(", ".join(f'<a href="{root}{address}">{name}</a>' if address else name for name, address in links))


_SHORT_BEGINNING = re.compile(r"\b\w{1,2}-\w+")


def unbroken(title: str) -> Markup:
    """Return a title as HTML in which no line ends after the first letter or two of a word, as in P-tuning."""
    html = str(escape(title))
    return Markup(html if "<" in html else _SHORT_BEGINNING.sub(r'<span class="sl-unbroken">\g<0></span>', html))


FILTERS = {
    function.__name__: function
    for function in (
        *(address, clean, fragment, counted, month, day, hours, minutes, arxiv_month),
        *(names, first_authors, author_id, venue, venue_in_short, published, links, elsewhere, files, unbroken),
    )
} | {"coins": coins_span, "inline": inline_html}
