"""Terms of the glossary, shown at their first use on a page: a tree processor of Python-Markdown."""

import re
from collections.abc import Mapping
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
        text = "".join(root.itertext())
        # Longer ones first, so that a term within another one does not take its place.
        self.used, self.unused = [], [term for term in self.longest_first if term in text]
        self.pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, self.unused))})s?(?![\w-])")
        self._mark(root)

    def _mark(self, element: Element) -> None:
        """Mark the first uses in an element."""
        children = list(element)
        element.text = self._marked(element, 0, element.text)
        for number, child in enumerate(children, start=1):
            if child.tag not in _PASSED_OVER:
                self._mark(child)
            child.tail = self._marked(element, number + len(element) - len(children), child.tail)

    def _marked(self, parent: Element, position: int, text: str | None) -> str | None:
        """Put the first uses in a text into `parent`, from this position on; return the text before them."""
        if not text or isinstance(text, AtomicString) or not any(map(text.__contains__, self.unused)):
            return text
        uses = []
        for match in self.pattern.finditer(text):
            if match[1] in self.unused:
                self.unused.remove(match[1])
                self.used.append(match[1])
                uses.append(match)
        for match in reversed(uses):
            abbreviation = Element("abbr", {"title": self.meanings[match[1]]})
            abbreviation.text, abbreviation.tail = AtomicString(match[0]), text[match.end() :]
            parent.insert(position, abbreviation)
            text = text[: match.start()]
        return text
