"""Citations in Markdown: `[@key]` becomes a numbered link to a reference at the end of the page.

Works with Python-Markdown alone, with `CitationExtension(entries=entries)` among its extensions, or by its name with the option
`bib_file`.

Citations are resolved inside the parser, in three steps:

1. Among inline text, after Markdown has taken its links and raw HTML, each group whose keys are all known becomes a `<sup>`
   without numbers. Code and maths are stashed by then. A group with an unknown key stays as it is written.
2. When the tree is complete, the citations are numbered in the order in which a reader meets them, those of footnotes
   after those of the text.
3. When the table of contents and the page's title have been made, a mark that keeps citations out of both is removed.

After conversion `md.citations` holds the citations in reading order and `md.unknown_citations` the unknown keys.
A page that lists its references itself, with `shortlist.citations.section`, sets `section=False`.

Source of the roles: Digital Publishing WAI-ARIA Module 1.1 (`doc-noteref`).
"""

import re
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE, AtomicString

from shortlist.citations.references import short_name
from shortlist.citations.section import citation_id, fragment, reference_section
from shortlist.citations.sentences import citing_sentences, plain_text
from shortlist.model import CitationLink, Entries
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.citations import Group, is_labelled, parse_group
from shortlist.reading.markdown import HEADINGS, WITHOUT_LINKS
from shortlist.reading.source import read_source
from shortlist.text import clean

# After links (170 to 120) and raw HTML (90), so that the parser itself decides what is text; before emphasis.
_INLINE_PRIORITY = 85
# After everything that changes text: inline (20), attribute lists (8), abbreviations (7), typographic quotes (6).
# Before the table of contents (5), which names headings.
_NUMBERS_PRIORITY = 5.5
# After the table of contents (5) and MkDocs's page title (1).
_UNMARK_PRIORITY = 0.5

_KEY = "data-citation-key"
_CLASS = "citation"
# A tag alone, as Python-Markdown 3.11 reads one: its quoted values may hold `<` and `>`.
_NOT_CITABLE = re.compile(rf"""<(/?)(?:{"|".join(WITHOUT_LINKS)})\b(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)


class CitationExtension(Extension):
    """Resolves citations against `entries`, and appends the reference section unless `section` is false."""

    def __init__(self, *, entries: Entries, section: bool = True) -> None:
        super().__init__()
        self.entries = entries
        self.section = section

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the processors."""
        self.md = md
        md.registerExtension(self)
        md.inlinePatterns.register(_CitationProcessor(md, self.entries), "citation", _INLINE_PRIORITY)
        md.treeprocessors.register(_NumberProcessor(md, self.entries), "citations", _NUMBERS_PRIORITY)
        md.treeprocessors.register(_UnmarkProcessor(md), "citations-in-headings", _UNMARK_PRIORITY)
        if self.section:
            # After all others, so that no step reads a field as Markdown, a marker of some extension, or a relative link.
            md.treeprocessors.register(_SectionProcessor(md, self.entries), "references", -1)

    def reset(self) -> None:
        """Forget the page before."""
        self.md.citations = ()
        self.md.unknown_citations = set()


# Step 1: groups become elements.


class _CitationProcessor(InlineProcessor):
    """Makes a `<sup>` of each group of known keys, directly after the word before it."""

    ANCESTOR_EXCLUDES = (*WITHOUT_LINKS, "label")  # The title of a tab is a label.

    def __init__(self, md: Markdown, entries: Entries) -> None:
        super().__init__(r"\[(?=[^\[\]]*@)", md)
        self.entries = entries

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int | None, int | None]:
        group = parse_group(data, m.start())
        if not group or group.fault or is_labelled(data, group.end) or self._is_in_control(data, m.start()):
            return None, None, None
        if unknown := {item.key for item in group.items if item.key not in self.entries}:
            self.md.unknown_citations |= unknown
            return None, None, None
        # A number belongs to its word, and not into the next line; at the start of a text there is no word.
        word_end = len(data[: group.start].rstrip(" \t\n\N{NO-BREAK SPACE}"))
        return _unnumbered(group), word_end or group.start, group.end

    def _is_in_control(self, data: str, end: int) -> bool:
        """Return whether an element of raw HTML that can hold no link is open at `end`."""
        is_open = False
        stash, html = self.md.treeprocessors["inline"].stashed_nodes, self.md.htmlStash.rawHtmlBlocks
        for match in INLINE_PLACEHOLDER_RE.finditer(data, 0, end):
            node = stash.get(match[1])
            if isinstance(node, str) and (stashed := HTML_PLACEHOLDER_RE.fullmatch(node)):
                tag = _NOT_CITABLE.fullmatch(str(html[int(stashed[1])]))
                is_open = not tag[1] if tag else is_open
        return is_open


def _unnumbered(group: Group) -> Element:
    """`see <a data-citation-key="key"/>, <span class="locator">p. 3</span>` in a `<sup>`.

    The words are texts and tails of the `<sup>` and its children, where Markdown looks for emphasis and the like. It
    is told to leave plain words alone, which saves a good part of the time.
    """
    citation = Element("sup", {"class": _CLASS})
    citation.text = ""
    before = ""
    for item, following in zip_longest(group.items, group.items[1:]):
        prefix = item.prefix if not item.prefix or item.prefix.endswith(_OPENING) else f"{item.prefix} "
        _append_words(citation, before + prefix)
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


def _append_words(element: Element, words: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


# Step 2: numbers.


class _NumberProcessor(Treeprocessor):
    """Numbers the citations, and finds the sentence of each."""

    def __init__(self, md: Markdown, entries: Entries) -> None:
        super().__init__(md)
        self.entries = entries

    def run(self, root: Element) -> None:
        if not (groups := _in_reading_order(root)):
            return
        _prepare(root, set(groups))
        sentences = citing_sentences(root, set(groups), self.md)
        numbers: dict[str, int] = {}
        counts: Counter[str] = Counter()
        citations = []
        for group in groups:
            for child, following in zip_longest(group, group[1:]):
                if (key := child.attrib.pop(_KEY, "")) not in self.entries:
                    continue
                counts[key] += 1
                citation = CitationLink(
                    key, numbers.setdefault(key, len(numbers) + 1), citation_id(counts[key], key), sentences.get(group, "")
                )
                citations.append(citation)
                self._link(child, citation, following)
        self.md.citations = tuple(citations)

    def _link(self, link: Element, citation: CitationLink, following: Element | None) -> None:
        name = f"Reference {citation.number}: {short_name(self.entries[citation.key])}"
        if following is not None and following.get("class") == "locator":
            name = f"{name}, {clean(plain_text(''.join(following.itertext()), self.md))}"
        link.text = AtomicString(str(citation.number))
        attributes = {"id": citation.id, "href": fragment(f"ref-{citation.key}"), "role": "doc-noteref", "aria-label": name}
        # Python-Markdown takes `&amp;` in an attribute for already escaped; this makes it so.
        link.attrib.update((name, value.replace("&", "&amp;")) for name, value in attributes.items())


def _in_reading_order(root: Element) -> list[Element]:
    """The citations as a reader meets them: those of the text, then those of footnotes, wherever these are printed."""
    # Not by class, which an attribute list may have changed.
    citations = [element for element in root.iter("sup") if any(_KEY in child.attrib for child in element)]
    if citations:
        footnotes = (element for element in root.iter("div") if element.get("class") == "footnote")
        late = {citation for notes in footnotes for citation in notes.iter("sup")}
        citations.sort(key=late.__contains__)
    return citations


def _prepare(root: Element, citations: set[Element]) -> None:
    """Part neighbors, and mark citations in headings."""
    for element in root.iter():
        if element.tag in HEADINGS:
            for citation in citations.intersection(element.iter("sup")):
                citation.set("id", _MARK)
        if len(element) > 1:
            _part_neighbors(element, citations)


_MARK = "fnref-citation"
"""Python-Markdown and MkDocs leave a `<sup>` with such an id out of the names and ids that they make of headings."""


def _part_neighbors(parent: Element, citations: set[Element]) -> None:
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


# Step 3.


class _UnmarkProcessor(Treeprocessor):
    """Removes the mark of citations in headings."""

    def run(self, root: Element) -> None:
        for citation in root.iter("sup"):
            if citation.get("id") == _MARK:
                del citation.attrib["id"]


class _SectionProcessor(Treeprocessor):
    """Appends the reference section to a page that nothing is known about."""

    def __init__(self, md: Markdown, entries: Entries) -> None:
        super().__init__(md)
        self.entries = entries

    def run(self, root: Element) -> None:
        if section := reference_section(self.md.citations, self.entries):
            root[-1].tail = "\n"
            SubElement(root, "p").text = self.md.htmlStash.store(section)


def makeExtension(*, bib_file: str = "", entries: Entries | None = None, section: bool = True) -> CitationExtension:
    """Entry point of Python-Markdown: `shortlist.citations.extension`, with a BibTeX file in place of `entries`.

    Raises `ValueError` with what is wrong with the file.
    """
    if bib_file:
        path = Path(bib_file)
        source, problems = read_source(path.parent, path.name)
        entries, faults = read_bibtex(source) if source else ({}, [])
        if found := [*problems, *faults]:
            raise ValueError("\n".join(map(str, found)))
    return CitationExtension(entries=entries or {}, section=section)
