"""HTML as plain text, to read in a mail program or a terminal: short lines, addresses behind their words."""

from collections.abc import Iterator
from textwrap import fill, indent
from xml.etree.ElementTree import Element

from shortlist.exports.portable import tree_of
from shortlist.extras import letters

WIDTH = 70
"""Characters of a line, if its words allow it. With marks of lists it stays below the 78 that RFC 5322, 2.1.1 recommends."""

_TIGHT = frozenset("ul ol table thead tbody tfoot".split())
_BLOCKS = _TIGHT | frozenset("body p h1 h2 h3 h4 h5 h6 li dl dt dd blockquote div pre hr figure figcaption caption tr".split())
_MARKS = {"li": "- ", "dd": "  ", "blockquote": "  "} | {f"h{level}": "#" * level + " " for level in range(1, 7)}


def plain_text(html: str) -> str:
    """Return HTML as text. Code keeps its lines, whatever their length."""
    return _text(tree_of(html)) + "\n"


def _text(element: Element) -> str:
    if element.tag == "pre":
        return "".join(element.itertext()).strip("\n")
    return ("\n" if element.tag in _TIGHT else "\n\n").join(filter(None, _paragraphs(element)))


def _paragraphs(element: Element) -> Iterator[str]:
    words = element.text or ""
    for number, child in enumerate(element, start=1):
        if child.tag in _BLOCKS:
            yield _filled(words)
            mark = _MARKS.get(child.tag, "")
            if element.tag == "ol":
                mark = f"{letters(number) if element.get('type') == 'a' else number}. "
            yield mark + indent(_text(child), " " * len(mark))[len(mark) :]
            words = ""
        else:
            words += _inline(child)
        words += child.tail or ""
    yield _filled(words)


def _inline(element: Element) -> str:
    text = (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)
    match element.tag:
        case "a" if url := element.get("href"):
            return f"[{text}]({url})"
        case "code":
            return f"`{text}`"
        case "br":
            return "\n"
        case "td" | "th":
            return f"| {text} "
        case "sup" if element.find("a") is not None:  # Citations, and marks of footnotes.
            return f" [{''.join(element.itertext())}]"
    return f" {text} " if element.tag in _BLOCKS else text


def _filled(text: str) -> str:
    return fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)
