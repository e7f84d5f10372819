"""The reference section that closes a page, as a pure function of what the page cites.

Source of the roles: Digital Publishing WAI-ARIA Module 1.1 (`doc-bibliography`, `doc-backlink`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import quote

from shortlist.citations.references import format_entry
from shortlist.model import CitationLink, Entries

TITLE = "References"
SECTION_ID = "references"


@dataclass(frozen=True, slots=True)
class Context:
    """The site's knowledge of a cited work, as links of HTML on the page that is being made."""

    summary: str = ""
    """To our summary of the work, if it was picked."""
    cited_by: Sequence[str] = ()
    """To the other summaries that cite it, as many as are named."""
    more: str = ""
    """To the list of the rest of them: `12 more`."""
    coins: str = ""
    """The work for reference managers, as an empty span; nothing if the page's head describes it already."""


def reference_section(
    citations: Iterable[CitationLink],
    entries: Entries,
    context: Callable[[str], Context] = lambda key: Context(),
    ids: Collection[str] = (),
) -> str:
    """Return the section with the references of a page, in order of first citation; nothing if it cites nothing.

    `ids` are those of the page's text, which come first.
    """
    cited: dict[str, list[str]] = {}
    for citation in citations:
        cited.setdefault(citation.key, []).append(citation.id)
    if not cited:
        return ""
    id = section_id(ids)
    return (
        f'<section aria-labelledby="{id}" class="references" role="doc-bibliography">\n'
        f'<h2 id="{id}">{TITLE}</h2>\n'
        f"<ol>\n{reference_list(cited, entries, context)}\n</ol>\n</section>"
    )


def section_id(ids: Collection[str]) -> str:
    """Return the id of the section on a page with these ids."""
    return f"{SECTION_ID}-of-page" if SECTION_ID in ids else SECTION_ID


def reference_list(cited: Mapping[str, Sequence[str]], entries: Entries, context: Callable[[str], Context]) -> str:
    """Return the items of a list of references.

    `cited` maps keys, in the order of their numbers, to the ids of the links that cite them. Raises `KeyError` for an unknown
    key.
    """
    return "\n".join(
        f'<li id="{escape(f"ref-{key}")}">{" ".join(_item(number, ids, format_entry(entries[key]), context(key)))}</li>'
        for number, (key, ids) in enumerate(cited.items(), start=1)
    )


def _item(number: int, ids: Sequence[str], reference: str, context: Context) -> Iterator[str]:
    yield f'<span class="reference">{reference}</span>'
    if context.summary:
        yield f'<span class="reference-summary">Our summary: {context.summary}.</span>'
    if context.cited_by:
        more = f" and {context.more}" if context.more else ""
        yield f'<span class="reference-cited-by">Also cited in {", ".join(context.cited_by)}{more}.</span>'
    yield from _backlinks(number, ids)
    if context.coins:
        yield context.coins


def _backlinks(number: int, ids: Sequence[str]) -> Iterator[str]:
    """Links to each citation of the reference, with names that tell them apart."""
    many = len(ids) > 1
    for count, id in enumerate(ids, start=1):
        which = f"citation {count}" if many else "the citation"
        yield (
            f'<a href="{escape(fragment(id))}" role="doc-backlink" aria-label="Back to {which} of reference {number}">'
            # The selector asks for the arrow as text, not as a picture.
            f"\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}{f'<sup>{count}</sup>' if many else ''}</a>"
        )


def citation_id(number: int, key: str) -> str:
    """Return the id of the link at one of a page's citations of a key, which are numbered from 1 in reading order."""
    # The number stands before the key, so that no key can pass for another key and a number.
    return f"cite-{number}-{key}"


@lru_cache(maxsize=4096)
def fragment(element_id: str) -> str:
    """Return what leads to an element, as part of an address: `#ref-du2021glm`."""
    return "#" + quote(element_id, safe=":.$&-+?~/_")
