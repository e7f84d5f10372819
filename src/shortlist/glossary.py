"""Terms of the glossary, shown at their first use on a page: a tree processor of Python-Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

_PASSED_OVER = frozenset("a abbr code h1 h2 h3 h4 h5 h6 kbd math pre script style sup".split())
_WORD = re.compile(r"[^\W_]+")


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
        words = set(_WORD.findall("".join(root.itertext())))
        words |= {word[:-1] for word in words if word.endswith("s")}
        # Longer ones first, so that a term within another one does not take its place.
        self._mark(root, [term for term in self.longest_first if set(_WORD.findall(term)) <= words])

    def _mark(self, element: Element, terms: list[str]) -> None:
        """Mark the first uses in an element, and take them out of `terms`."""
        parts = list(element)
        _set_text(element, None, self._marked(element.text, terms))
        for child in parts:
            if child.tag not in _PASSED_OVER:
                self._mark(child, terms)
            _set_text(element, child, self._marked(child.tail, terms))

    def _marked(self, text: str | None, terms: list[str]) -> list[str | Element] | None:
        """Return a text in parts, first uses as elements; nothing where there is none."""
        if not text or isinstance(text, AtomicString) or not any(term in text for term in terms):
            return None
        parts: list[str | Element] = []
        end = 0
        for start, term, written in _first_uses(text, terms):
            abbreviation = Element("abbr", {"title": self.meanings[term]})
            abbreviation.text = AtomicString(written)
            parts += [text[end:start], abbreviation]
            end = start + len(written)
            terms.remove(term)
            self.used.append(term)
        return [*parts, text[end:]] if parts else None


def _first_uses(text: str, terms: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield where each term is first used in a text, the term, and as what it is written; uses do not overlap."""
    alternatives = "|".join(re.escape(term) for term in terms if term in text)
    seen = set()
    for match in re.finditer(rf"(?<![\w-])({alternatives})s?(?![\w-])", text):
        if match[1] not in seen:
            seen.add(match[1])
            yield match.start(), match[1], match[0]


def _set_text(parent: Element, before: Element | None, parts: list[str | Element] | None) -> None:
    """Set what follows a child, or what a parent begins with, to texts and elements."""
    if parts is None:
        return
    position = 0 if before is None else list(parent).index(before) + 1
    last = before
    for part in parts:
        if isinstance(part, Element):
            parent.insert(position, part)
            position += 1
            last = part
        elif last is None:
            parent.text = part
        else:
            last.tail = part
