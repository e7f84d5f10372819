"""Terms of the glossary, shown at their first use on a page: a tree processor of Python-Markdown."""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

_PASSED_OVER = frozenset("a abbr code h1 h2 h3 h4 h5 h6 kbd math pre script style sup".split())


class GlossaryProcessor(Treeprocessor):
    """Puts the first use of each term into `<abbr>`, outside code, links and headings. A plural in -s is a use, too.

    `used` has those terms, in reading order.
    """

    def __init__(self, md: Markdown, meanings: Mapping[str, str]) -> None:
        super().__init__(md)
        self.meanings = meanings
        self.longest_first = sorted(meanings, key=len, reverse=True)
        self.used: list[str] = []

    def run(self, root: Element) -> None:
        self.used = []
        text = "".join(root.itertext())
        # Longer ones first, so that a term within another one does not take its place.
        self._mark(root, [term for term in self.longest_first if term in text])

    def _mark(self, element: Element, terms: list[str]) -> None:
        """Mark the first uses in an element, and take them out of `terms`."""
        children = list(element)
        self._mark_text(element, None, terms)
        for child in children:
            if child.tag not in _PASSED_OVER:
                self._mark(child, terms)
            self._mark_text(element, child, terms)

    def _mark_text(self, parent: Element, before: Element | None, terms: list[str]) -> None:
        """Mark the first uses in the text that an element begins with, or in that behind one of its children."""
        text = parent.text if before is None else before.tail
        if not text or isinstance(text, AtomicString) or not (here := [term for term in terms if term in text]):
            return
        position = 0 if before is None else list(parent).index(before) + 1
        uses = list(_first_uses(text, here))
        for start, term, written in reversed(uses):
            abbreviation = Element("abbr", {"title": self.meanings[term]})
            abbreviation.text, abbreviation.tail = AtomicString(written), text[start + len(written) :]
            parent.insert(position, abbreviation)
            text = text[:start]
        if before is None:
            parent.text = text
        else:
            before.tail = text
        for _, term, _ in uses:
            terms.remove(term)
            self.used.append(term)


def _first_uses(text: str, terms: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield where each term is first used in a text, the term, and as what it is written; uses do not overlap."""
    alternatives = "|".join(re.escape(term) for term in terms)
    seen = set()
    for match in re.finditer(rf"(?<![\w-])({alternatives})s?(?![\w-])", text):
        if match[1] not in seen:
            seen.add(match[1])
            yield match.start(), match[1], match[0]
