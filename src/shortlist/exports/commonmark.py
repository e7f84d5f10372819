r"""A page's HTML → CommonMark, with pipe tables and LaTeX between dollars.

- Citations are `[1]`, `[see 1, p. 3; 2]`, footnotes `[a]`, with their texts at the end. No bracket is a link by its label.
- Titles of tabs, notes and folded parts are bold, and what is folded is shown. Boxes of task lists are characters.

Sources: CommonMark 0.31.2; GitHub Flavored Markdown 0.29, 4.10 (tables).
"""

import re
from collections.abc import Callable, Iterator, Set
from functools import cache
from html import escape as html_escape
from textwrap import indent
from typing import ClassVar
from urllib.parse import quote
from xml.etree.ElementTree import Element

from shortlist.citations.references import format_entry
from shortlist.exports.portable import check_box, tree_of
from shortlist.extras import letters
from shortlist.maths import MATH
from shortlist.model import Entry
from shortlist.text import clean

_LOOSE = {"ul": "li/p", "ol": "li/p", "li": "p"}
"""Lists and their items → what they hold if blank lines part what is in them."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | set("p ul ol li dl dt dd blockquote details summary label div pre hr figure figcaption table".split())
_ALIGNED = {"text-align: left;": ":---", "text-align: center;": ":---:", "text-align: right;": "---:"}


class Writer:
    """Writes HTML that passes the checks."""

    raw: ClassVar[Set[str]] = frozenset(("del", "ins", "kbd", "mark", "sub", "sup"))
    """Elements that stay what they are."""

    def __init__(self, href: Callable[[str], str] = str) -> None:
        """`href` returns what to print for an address."""
        self.href = href

    def write(self, html: str) -> str:
        """Return a page, or words of one, as Markdown."""
        return self._text(tree_of(MATH.sub(_set_aside, html)))

    def _text(self, element: Element) -> str:
        paragraphs = _LOOSE.get(element.tag)
        is_tight = paragraphs is not None and element.find(paragraphs) is None
        return ("\n" if is_tight else "\n\n").join(filter(None, self._parts(element)))

    def _parts(self, element: Element) -> Iterator[str]:
        words = self.words(element.text)
        for number, child in enumerate(element, start=1):
            if child.tag in _BLOCKS:
                yield self.paragraph(words)
                yield self._block(child, element, number)
                words = ""
            else:
                words += self._inline(child)
            words += self.words(child.tail)
        yield self.paragraph(words)

    def _block(self, element: Element, parent: Element, number: int) -> str:
        tag = element.tag
        if tag == "pre":
            return _fenced("".join(element.itertext()).strip("\n"), parent.get("class", ""))
        if tag == "hr":
            return "## Notes" if parent.get("class") == "footnote" else "---"
        if tag == "table":
            return self._table(element)
        text = self._text(element)
        if tag in _HEADINGS:
            return "#" * int(tag[1]) + " " + text.replace("\n", " ")
        if tag in ("summary", "label") or element.get("class") == "admonition-title":
            return text and f"**{text}**"
        if tag == "blockquote":
            return indent(text, "> ", lambda line: True)
        if tag not in ("li", "dd"):
            return text
        if parent.get("type") == "a":
            return f"[{letters(number)}] {text}"
        # Python-Markdown wants four spaces, and CommonMark takes them.
        return (f"{number}. " if parent.tag == "ol" else "- ") + indent(text, "    ").lstrip()

    def _table(self, table: Element) -> str:
        captions = [self._text(caption) + "\n" for caption in table.iter("caption")]
        rows = [list(map(self._cell, row)) for row in table.iter("tr")]
        rows.insert(1, [_ALIGNED.get(cell.get("style", ""), "---") for cell in next(table.iter("tr"), ())])
        return "\n".join([*captions, *(f"| {' | '.join(row)} |" for row in rows)])

    def _cell(self, cell: Element) -> str:
        return " ".join(self._text(cell).replace("  \n", "<br>").split()).replace("|", "\\|")

    def _inline(self, element: Element) -> str:
        if element.tag == "sup" and element.find("a") is not None:  # Citations, and marks of footnotes: most links of a page.
            return f" [{''.join(element.itertext()).removeprefix(', ')}]"
        text = self.words(element.text) + "".join(self._inline(child) + self.words(child.tail) for child in element)
        match element.tag:
            case "formula":
                return element.text or ""
            case "a" if element.get("class") == "footnote-backref":
                return ""
            case "a" if url := element.get("href"):
                target, id = self.href(url), element.get("id")
                as_written = f'<a id="{html_escape(id or "")}" href="{html_escape(target)}">{text}</a>'
                return as_written if id else f"[{text}]({address(target)})"
            case "img":
                return f"![{self.words(element.get('alt'))}]({address(self.href(element.get('src', '')))})"
            case "em" | "i":
                return f"*{text}*"
            case "strong" | "b":
                return f"**{text}**"
            case "span" if element.get("class") == "caption-prefix":
                return f"**{text}**"
            case "code":
                return _code("".join(element.itertext()))
            case "br":
                return "  \n"
            case "input":
                return check_box(element.attrib)
            case tag if tag in self.raw:
                return f"<{tag}>{text}</{tag}>"
        return text

    def words(self, text: str | None) -> str:
        """Return text of a page as it is to be written."""
        return _escaped(text) if text else ""

    def paragraph(self, text: str) -> str:
        """Return what is written of a paragraph as it is to stand in lines."""
        return _AT_START.sub(r"\1\\\2", text.strip().replace("\n\n", "\n"))


def _set_aside(formula: re.Match[str]) -> str:
    """Return LaTeX, which nothing is to be done to."""
    mark = "$$\n" if formula[0].startswith('<math display="block"') else "$"
    return f"<formula>{mark}{formula[1].strip()}{mark[::-1]}</formula>"


def _fenced(code: str, kind: str) -> str:
    fence = _longer(code, 3)
    language = re.search(r"\blanguage-(\S+)", kind)
    return f"{fence}{language[1] if language else ''}\n{code}\n{fence}"


def _code(code: str) -> str:
    ticks = _longer(code, 1)
    edge = " " if code[:1] == "`" or code[-1:] == "`" else ""
    return f"{ticks}{edge}{code}{edge}{ticks}"


def _longer(code: str, least: int) -> str:
    """Return backticks that do not stand in the code."""
    return "`" * max([least, *(len(ticks) + 1 for ticks in re.findall("`+", code))])


# Words, links, references.


def link(words: str, url: str) -> str:
    """Return a link whose words are plain text."""
    return f"[{escape(words)}]({address(url)})"


def address(url: str) -> str:
    """Return a URL as it may stand between parentheses."""
    return re.sub(r"[()<>\s]", lambda match: quote(match[0]), url)


def escape(text: str) -> str:
    """Return plain text as Markdown that shows it as it is, alike in CommonMark and Python-Markdown."""
    return _AT_START.sub(r"\1\\\2", _escaped(clean(text)))


def _escaped(text: str) -> str:
    return _SIGN.sub(lambda match: _ENTITIES.get(match[0]) or f"\\{match[0]}", text)


# Each way begins with one of the signs of the look-ahead, which halves the time.
_SIGN = re.compile(
    r"(?=[\\`*\[\]$_<&~#!+>.)-])"
    r"(?:[\\`*\[\]$]|_(?:(?<![^\W_]_)|(?![^\W_]))|<(?=\S)|&(?=\#|\w+;)|~(?=~)|\#(?<= \#)(?=\#*$)|!$"
    r"|[-+>\#](?<=\n.)|[.)](?<=\n1.)(?=\s))"
)
_ENTITIES = {"<": "&lt;", "&": "&amp;", "~": "&#126;", "$": "&#36;"}
_AT_START = re.compile(r"^(|\d+(?=[.)](?:\s|$)))([-+>#.)])")


@cache
def reference(entry: Entry) -> str:
    """Return the entry in the house form."""
    return Writer().write(format_entry(entry))
