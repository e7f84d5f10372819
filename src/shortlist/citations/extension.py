"""Citations in Markdown: `[@key]` becomes a numbered link to a reference at the end of the page.

Works with Python-Markdown alone, with `CitationExtension(references=References(entries))` among its extensions.

Citations are resolved inside the parser, in three steps:

1. Among inline text, each group whose keys are all known becomes a `<sup>` without numbers. Code and maths are
   stashed by then, and links are recognised by the rules of `citation_syntax`, so nothing else is touched. A group
   with an unknown key stays as it is written.
2. When the tree is complete, the citations are numbered in the order in which a reader meets them, those of footnotes
   after those of the text, and the reference section is appended.
3. When the table of contents and the page's title have been made, a mark that keeps citations out of both is removed.

After conversion `md.cited` holds the cited keys in order of first citation, `md.unknown_citations` the unknown ones
in alphabetical order.

Source of the roles: Digital Publishing WAI-ARIA Module 1.1 (`doc-noteref`, `doc-bibliography`, `doc-backlink`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, HTML_PLACEHOLDER_RE, STX, AtomicString

from shortlist.citations.references import References
from shortlist.reading.citations import Group, find_groups
from shortlist.text import clean

TITLE = "References"
SECTION_ID = "references"

# Before footnotes (175), whose marks may follow a group, and links (170 and below); after code (190), maths (189.9)
# and backslash escapes (180).
_INLINE_PRIORITY = 178
# After everything that changes text: inline (20), attribute lists (8), abbreviations (7), typographic quotes (6).
# Before the table of contents (5), which lists the section.
_SECTION_PRIORITY = 5.5
# After the table of contents (5) and MkDocs's page title (1).
_UNMARK_PRIORITY = 0.5

_KEY = "data-citation-key"
_CLASS = "citation"
_NOT_CITABLE = ("a", "button", "code", "kbd", "label", "pre", "script", "style", "textarea")
_TAG = re.compile(r"<[^>]*>")
_ESCAPED = re.compile(f"{STX}([0-9]+){ETX}")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class CitationExtension(Extension):
    """Resolves citations against `references` and appends the reference section."""

    def __init__(self, *, references: References | None = None, **options: Any) -> None:
        self.config = {"references": [references or References({}), "The entries that may be cited"]}
        super().__init__(**options)
        self._unknown: set[str] = set()
        self.citation_ids: Mapping[str, Sequence[str]] = {}
        """Of the page converted last: cited keys, in order of first citation → ids of the links that cite each."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the processors."""
        self.md = md
        md.registerExtension(self)
        references: References = self.getConfig("references")
        md.inlinePatterns.register(_CitationProcessor(md, references, self._note_unknown), "citation", _INLINE_PRIORITY)
        section = _SectionProcessor(md, references, self._note_ids)
        md.treeprocessors.register(section, "references", _SECTION_PRIORITY)
        md.treeprocessors.register(_UnmarkProcessor(md), "citations-in-headings", _UNMARK_PRIORITY)

    def reset(self) -> None:
        """Forget the page before."""
        self._unknown.clear()
        self.md.cited = ()
        self.citation_ids = {}
        self.md.unknown_citations = ()

    def _note_ids(self, ids: Mapping[str, Sequence[str]]) -> None:
        self.citation_ids = ids

    def _note_unknown(self, key: str) -> None:
        self._unknown.add(key)
        self.md.unknown_citations = tuple(sorted(self._unknown))


# Step 1: groups become elements.


class _CitationProcessor(InlineProcessor):
    """Makes a `<sup>` of each group of known keys, directly after the word before it."""

    ANCESTOR_EXCLUDES = _NOT_CITABLE

    def __init__(self, md: Markdown, references: References, note_unknown: Callable[[str], None]) -> None:
        super().__init__(r"\[(?=[^\[\]]*@)", md)
        self.references = references
        self.note_unknown = note_unknown
        self.groups = _Groups(md)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:
        group = self.groups.at(m.start(), data)
        if group is None:
            return None, None, None
        if unknown := [item.key for item in group.items if item.key not in self.references]:
            for key in unknown:
                self.note_unknown(key)
            return None, None, None
        start = _end_of_word_before(data, group.start)
        self.groups.expect_replacement(start, group.end)
        return _unnumbered(group), start, group.end


class _Groups:
    """The groups of the text that Markdown is at work on.

    Whether a bracket is a group depends on the brackets around it, so the text is searched as a whole; but only once,
    though Markdown hands it over anew, with a placeholder, after each replacement.
    """

    def __init__(self, md: Markdown) -> None:
        self.md = md
        self._data = ""
        self._groups: dict[int, Group] = {}
        self._replaced: tuple[int, int] | None = None
        self._shift = 0

    def at(self, start: int, data: str) -> Group | None:
        """The group whose `[` is at `start` of `data`."""
        if data != self._data:
            self._follow(data)
        group = self._groups.get(start + self._shift)
        return group and Group(start, group.end - self._shift, group.items)

    def expect_replacement(self, start: int, end: int) -> None:
        """Markdown will go on with the same text, with something else between `start` and `end`."""
        self._replaced = start, end

    def _follow(self, data: str) -> None:
        if self._replaced:
            start, end = self._replaced
            if data.startswith(self._data[:start] + STX) and data.endswith(ETX + self._data[end:]):
                self._shift += len(self._data) - len(data)
                self._data, self._replaced = data, None
                return
        self._data, self._replaced, self._shift = data, None, 0
        self._groups = {group.start: group for group in find_groups(data, self.md.references)}


def _end_of_word_before(data: str, start: int) -> int:
    """Where the white space before `start` begins: a number belongs to its word, and not into the next line.

    The start of a text and a line break that the author asked for stay.
    """
    word_end = len(data[:start].rstrip(" \t\n\N{NO-BREAK SPACE}"))
    return start if word_end == 0 or "  \n" in data[word_end:start] else word_end


def _unnumbered(group: Group) -> Element:
    """`see <a data-citation-key="key"/>, <span class="locator">p. 3</span>` in a `<sup>`.

    The words are texts and tails of the `<sup>` and its children, where Markdown looks for emphasis and the like. It
    is told to leave plain words alone, which saves a good part of the time.
    """
    citation = Element("sup", {"class": _CLASS, "data-search-exclude": ""})
    citation.text = ""
    before = ""
    for item, following in zip(group.items, (*group.items[1:], None), strict=True):
        _append_words(citation, before + _spaced_prefix(item.prefix))
        SubElement(citation, "a", {_KEY: item.key})
        if item.locator:
            _append_words(citation, "" if item.locator[0] in _CLOSING else ", ")
            SubElement(citation, "span", {"class": "locator"}).text = item.locator
        before = "; " if following and (item.locator or following.prefix) else ", "
    if not any(_MAY_BE_MARKDOWN.search(item.prefix + item.locator) for item in group.items):
        for element in citation.iter():
            element.text, element.tail = AtomicString(element.text or ""), AtomicString(element.tail or "")
    return citation


_MAY_BE_MARKDOWN = re.compile(r"[^\w .,()\N{EN DASH}]|_")


_OPENING = tuple("([{\"'“‘«‹¿¡")
_CLOSING = tuple(")]}\"'”’»›.,:;!?")


def _spaced_prefix(prefix: str) -> str:
    return prefix if not prefix or prefix.endswith(_OPENING) else f"{prefix} "


def _append_words(element: Element, words: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


# Step 2: numbers, and the section.


@dataclass(slots=True)
class _Cited:
    """A reference of this page."""

    number: int
    places: list[str] = field(default_factory=list)
    """Ids of the links to it."""


class _SectionProcessor(Treeprocessor):
    """Numbers the citations and appends the reference section."""

    def __init__(self, md: Markdown, references: References, note_ids: Callable[[Mapping[str, Sequence[str]]], None]) -> None:
        super().__init__(md)
        self.references = references
        self.note_ids = note_ids

    def run(self, root: Element) -> None:
        cited: dict[str, _Cited] = {}
        citations = _in_reading_order(root)
        for citation in citations:
            self._number(citation, cited)
        self.md.cited = tuple(cited)
        self.note_ids({key: tuple(reference.places) for key, reference in cited.items()})
        if cited:
            ids = _prepare(root, set(citations))
            root.append(self._section(cited, f"{SECTION_ID}-of-page" if SECTION_ID in ids else SECTION_ID))

    def _number(self, citation: Element, cited: dict[str, _Cited]) -> None:
        children = list(citation)
        for child, following in zip(children, (*children[1:], None), strict=True):
            if (key := child.attrib.pop(_KEY, None)) is None or key not in self.references:
                continue
            reference = cited.setdefault(key, _Cited(len(cited) + 1))
            place = citation_id(len(reference.places) + 1, key)
            reference.places.append(place)
            name = f"Reference {reference.number}: {self.references.short(key)}"
            if following is not None and following.get("class") == "locator":
                name = f"{name}, {self._plain_text(following)}"
            child.text = AtomicString(str(reference.number))
            child.set("id", _attribute(place))
            child.set("href", _attribute(fragment(f"ref-{key}")))
            child.set("role", "doc-noteref")
            child.set("aria-label", _attribute(name))

    def _plain_text(self, element: Element) -> str:
        """What a reader sees of the element, with what Markdown has stashed away put back."""
        text = _ESCAPED.sub(lambda match: chr(int(match[1])), "".join(element.itertext()))
        text = HTML_PLACEHOLDER_RE.sub(lambda match: self._stashed_text(int(match[1])), text)
        return clean(unescape(text.replace(AMP_SUBSTITUTE, "&")))

    def _stashed_text(self, index: int) -> str:
        return _TAG.sub("", str(self.md.htmlStash.rawHtmlBlocks[index]))

    def _section(self, cited: dict[str, _Cited], section_id: str) -> Element:
        # Not a `div`: on leaving a `div` inside another, Material's search takes the outer one for left too.
        section = Element(
            "section",
            {
                "class": "references",
                "role": "doc-bibliography",
                "aria-labelledby": section_id,
                "data-search-exclude": "",
            },
        )
        section.text = "\n"
        # The search also makes an entry of each heading, wherever it stands.
        heading = SubElement(section, "h2", {"id": section_id, "data-search-exclude": ""})
        heading.text, heading.tail = TITLE, "\n"
        items = SubElement(section, "ol")
        items.text = items.tail = "\n"
        for key, reference in cited.items():
            item = SubElement(items, "li", {"id": _attribute(f"ref-{key}")})
            # Stashed, so that no later step reads a field as Markdown, a marker of some extension, or a relative link.
            html = f"{_item(key, reference, self.references)} {self.references.context_of(key).coins}"
            item.text = AtomicString(self.md.htmlStash.store(html.rstrip()))
            item.tail = "\n"
        section.tail = "\n"
        return section


def _item(key: str, reference: _Cited, references: References) -> str:
    parts = (
        f'<span class="reference">{references.html(key)}</span>',
        references.context_html(key),
        f'<span class="reference-backlinks">{" ".join(_backlinks(reference))}</span>',
    )
    return " ".join(filter(None, parts))


def reference_list(cited: Mapping[str, Sequence[str]], references: References) -> str:
    """The items of the list of references of a page that was put together of several.

    `cited` maps keys, in the order of their numbers, to the ids of the links that cite them. Works are not described to
    reference managers, which find each on the page that it comes from. Raises `KeyError` for an unknown key.
    """
    items = ((key, _Cited(number, list(places))) for number, (key, places) in enumerate(cited.items(), start=1))
    return "\n".join(f'<li id="{escape(f"ref-{key}")}">{_item(key, item, references)}</li>' for key, item in items)


def without_section(html: str) -> str:
    """A converted page that cites something, without its reference section, which comes last."""
    return html[: html.rindex(_SECTION)]


_SECTION = "<section aria-labelledby="
"""How a section begins that Python-Markdown prints, which sorts attributes. References hold no other."""


def _in_reading_order(root: Element) -> list[Element]:
    """The citations as a reader meets them: those of the text, then those of footnotes, wherever these are printed."""
    # Not by class, which an attribute list may have changed.
    citations = [element for element in root.iter("sup") if any(_KEY in child.attrib for child in element)]
    footnotes = (element for element in root.iter("div") if element.get("class") == "footnote")
    late = {citation for notes in footnotes for citation in notes.iter("sup")}
    return sorted(citations, key=late.__contains__)


def _prepare(root: Element, citations: set[Element]) -> set[str]:
    """Part neighbours, mark citations in headings; all the ids in use."""
    ids = set()
    for element in root.iter():
        if element_id := element.get("id"):
            ids.add(element_id)
        if element.tag in _HEADINGS:
            for citation in citations.intersection(element.iter("sup")):
                citation.set("id", _MARK)
        if len(element) > 1:
            _part_neighbours(element, citations)
    return ids


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MARK = "fnref-citation"
"""Python-Markdown and MkDocs leave a `<sup>` with such an id out of the names and ids that they make of headings."""


def _part_neighbours(parent: Element, citations: set[Element]) -> None:
    """Put a comma between a citation and a citation or footnote mark next to it: `2, 3`, never `23`."""
    previous: Element | None = None
    for child in parent:
        if previous is not None and child.tag == "sup" and not (previous.tail or "").strip():
            if child in citations and (previous in citations or _is_footnote_mark(previous)):
                previous.tail = ""
                child.text = ", " + (child.text or "")
            elif previous in citations and _is_footnote_mark(child):
                previous.tail = ""
                _append_words(previous, ", ")
        previous = child


def _is_footnote_mark(element: Element) -> bool:
    return element.tag == "sup" and element.get("id", "").startswith("fnref")


def _backlinks(reference: _Cited) -> Iterator[str]:
    """Links to each place that cites the reference, with names that tell the places apart."""
    many = len(reference.places) > 1
    for count, place in enumerate(reference.places, start=1):
        which = f"{_ordinal(count)} citation" if many else "citation"
        yield (
            f'<a href="{escape(fragment(place))}" role="doc-backlink"'
            f' aria-label="Back to the {which} of reference {reference.number}">'
            # The selector asks for the arrow as text, not as a picture.
            f"\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}{f'<sup>{count}</sup>' if many else ''}</a>"
        )


def _ordinal(number: int) -> str:
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def citation_id(number: int, key: str) -> str:
    """Id of the link at one of a page's citations of a key, which are numbered from 1 in reading order."""
    # The number stands before the key, so that no key can pass for another key and a number.
    return f"cite-{number}-{key}"


@lru_cache(maxsize=4096)
def fragment(element_id: str) -> str:
    """What leads to an element, as part of an address: `#ref-du2021glm`."""
    return "#" + quote(element_id, safe=":.$&-+?~/_")


def _attribute(value: str) -> str:
    """Python-Markdown takes `&amp;` in an attribute for already escaped; this makes it so."""
    return value.replace("&", "&amp;")


# Step 3.


class _UnmarkProcessor(Treeprocessor):
    """Removes the mark of citations in headings."""

    def run(self, root: Element) -> None:
        for citation in root.iter("sup"):
            if citation.get("id") == _MARK:
                del citation.attrib["id"]


def makeExtension(**options: Any) -> CitationExtension:
    """What Python-Markdown calls when the extension is given by the name of this module."""
    return CitationExtension(**options)
