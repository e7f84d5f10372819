"""The output of stock Markdown extensions, made fit for our pages: lettered footnotes, named boxes, abbreviations in focus.

A numbered list begins with the number that its first item has, as in CommonMark.
"""

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor


class ExtrasExtension(Extension):
    """Goes with `footnotes`, `abbr` and `pymdownx.tasklist`."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register after footnotes are numbered (15) and abbreviations found (7), and after raw HTML is back (30)."""
        md.parser.blockprocessors["olist"].LAZY_OL = False
        md.treeprocessors.register(_FootnotesAndAbbreviations(md), "footnotes-and-abbreviations", 6)
        md.postprocessors.register(_CheckBoxNames(md), "check-box-names", 5)


class _FootnotesAndAbbreviations(Treeprocessor):
    """Footnotes a, b, c, since citations are numbered; abbreviations that the keyboard reaches, to show what they stand for."""

    def run(self, root: Element) -> None:
        """Rewrite marks of footnotes, their list, and the names of links back; put abbreviations into the order of focus."""
        for mark in root.iterfind(".//a[@class='footnote-ref']"):
            mark.text = letters(int(mark.text or 0))
            mark.set("aria-label", f"Footnote {mark.text}")
        for notes in root.iterfind(".//div[@class='footnote']/ol"):
            notes.set("type", "a")
            for number, note in enumerate(notes, start=1):
                for link in note.iterfind(".//a[@class='footnote-backref']"):
                    link.set("title", f"Back to footnote {letters(number)} in the text")
        for abbreviation in root.iter("abbr"):
            abbreviation.set("tabindex", "0")


def letters(number: int) -> str:
    """Return a, b, …, z, aa, ab, … as lists of HTML count."""
    before, last = divmod(number - 1, 26)
    return (letters(before) if before else "") + chr(ord("a") + last)


class _CheckBoxNames(Postprocessor):
    """Items of a task list that screen readers read as done or not."""

    def run(self, text: str) -> str:
        """Name the boxes, which have no text of their own."""
        for state, name in ((" disabled checked", "Done"), (" disabled", "To do")):
            text = text.replace(f'<input type="checkbox"{state}/>', f'<input type="checkbox" aria-label="{name}"{state}/>')
        return text


def makeExtension(**options: Any) -> ExtrasExtension:
    """Entry point of Python-Markdown: `shortlist.extras`."""
    return ExtrasExtension(**options)
