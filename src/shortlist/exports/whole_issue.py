"""An issue and its summaries as one text: what their pages hold, put together without converting anything again.

Every page was written for an address of its own, so its ids, its links and the numbers of its citations are made to fit. The
prefix of an id is the page's slug and a colon, which no slug holds: whatever ids two pages have, they stay apart. `index` is
the editorial's, as its file is called.
"""

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from html import escape, unescape

from shortlist.citations.references import page_link
from shortlist.citations.section import Context, fragment, reference_list
from shortlist.model import Issue, Library

EDITORIAL = "index"
"""Slug of an issue's own page."""


def whole_issue(
    library: Library, issue: Issue, htmls: Mapping[str, str], href: Callable[[str], str]
) -> tuple[dict[str, str], str]:
    """Return the HTML of an issue's pages, made to fit together below the issue's address as `all/`, and the items of one list
    of references, which is empty if they cite nothing.

    `htmls` are the pages in reading order, by their slugs, without references. `href` returns the link to an address below the
    site's root.

    - Works are numbered once, in order of first citation, and listed once, with links to each place that cites them.
    - Ids get the page's prefix, and so does whatever refers to them.
    - Relative addresses lead where they led; those to a page that is among them, to its place here.
    - Headings of summaries go down one level, below the summary's title.

    Tags are told from text and comments, and their attributes from one another: HTML, 13.1.2, and as
    Python-Markdown passes an author's own HTML on.
    """
    cited: dict[str, list[str]] = {}
    for slug in htmls:
        for citation in library.conversions[f"{posixpath.dirname(issue.path)}/{slug}.md"].citations:
            cited.setdefault(citation.key, []).append(f"{slug}:{citation.id}")
    numbers = {escape(fragment(f"ref-{key}")): number for number, key in enumerate(cited, start=1)}
    texts = {slug: _moved(html, slug, htmls.keys(), numbers) for slug, html in htmls.items()}

    def context(key: str) -> Context:
        """Return our own summary of a work alone: who else cites it would be most of a long list."""
        if (id := library.summary_of.get(key)) is None:
            return Context()
        summary = library.summaries[id]
        link = f"#{pick_id(summary.slug)}" if summary.issue == issue.id else href(f"{id}/")
        return Context(page_link(link, library.entries[key].title))

    return texts, reference_list(cited, library.entries, context)


def lowered(html: str) -> str:
    """Return HTML whose headings stand below the title of a pick."""
    return re.sub(r"(</?h)([1-5])\b", lambda tag: f"{tag[1]}{int(tag[2]) + 1}", html)


def pick_id(slug: str) -> str:
    """Return the id of a summary's title. Neither a reference nor a citation has such an id."""
    return f"pick-{slug}"


_ATTRIBUTES = r"""[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*"""
_PIECE = re.compile(
    r"<!--.*?-->"
    # As `shortlist.citations.extension` and Python-Markdown, which sorts attributes, print a citation.
    r'|<a aria-label="Reference \d+: (?P<name>[^"]*)" href="(?P<reference>[^"]*)" id="(?P<id>[^"]*)" role="doc-noteref">\d+</a>'
    rf"|<[a-zA-Z][\w:-]*\s{_ATTRIBUTES}>",
    re.DOTALL,
)
# Names of attributes are looked for between values, never in them.
_ATTRIBUTE = re.compile(
    r"(?<=\s)(?:(?P<is_id>id|name|for|aria-(?:labelledby|describedby|controls|details|owns))|href|src)"
    r"""\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))"""
    r"""|"[^"]*"|'[^']*'""",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/")


def _moved(html: str, slug: str, slugs: Collection[str], numbers: Mapping[str, int]) -> str:
    """Return the content of one page, for the address of the whole issue.

    `slugs` are those of all its pages. `numbers` maps the address of each reference to its number.
    """

    def piece(match: re.Match[str]) -> str:
        if (number := numbers.get(match["reference"])) is not None:
            return (
                f'<a aria-label="Reference {number}: {match["name"]}" href="{match["reference"]}"'
                f' id="{slug}:{match["id"]}" role="doc-noteref">{number}</a>'
            )
        return match[0] if match[0].startswith("<!--") else _ATTRIBUTE.sub(attribute, match[0])

    def attribute(match: re.Match[str]) -> str:
        if (quoting := match.lastgroup) is None:
            return match[0]
        value = match[quoting]
        is_id = match["is_id"]
        moved = " ".join(f"{slug}:{id}" for id in value.split()) if is_id else _address(value, slug, slugs, numbers)
        name = match[0].partition("=")[0].rstrip()
        return f"{name}='{moved}'" if quoting == "single" else f'{name}="{moved}"'

    return _PIECE.sub(piece, html if slug == EDITORIAL else lowered(html))


def _address(written: str, slug: str, slugs: Collection[str], numbers: Mapping[str, int]) -> str:
    """Return an address of the page, as it stands in the attribute, as seen from the whole issue."""
    if written in numbers or _ABSOLUTE.match(unescape(written)):
        return written
    if written.startswith("#"):
        return f"#{slug}:{written[1:]}" if len(written) > 1 else written
    # A summary lies beside the page of the whole issue: what goes up from the one goes up from the other.
    if slug == EDITORIAL:
        written = "../" + written.removeprefix("./")
    elif not written.startswith("../"):
        written = f"../{slug}/" + written.removeprefix("./")
    path, hash, anchor = written.partition("#")
    other = path.removeprefix("../").removesuffix("/") or EDITORIAL
    if path not in ("../", f"../{other}/") or other not in slugs or (other == EDITORIAL and not anchor):
        return written
    if f"#{anchor}" in numbers:
        return f"#{anchor}"
    return f"#{other}:{anchor}" if anchor else f"#{pick_id(other)}"
