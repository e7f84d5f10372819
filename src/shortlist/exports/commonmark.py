r"""A page's HTML → CommonMark, with pipe tables and LaTeX between dollars.

- Citations are `[1]`, `[see 1, p. 3; 2]`, footnotes `[a]`, with their texts at the end. No bracket is a link by its label.
- Titles of tabs, notes and folded parts are bold, and what is folded is shown. Boxes of task lists are characters.

Sources: CommonMark 0.31.2; GitHub Flavored Markdown 0.29, 4.10 (tables).
"""

import re
from collections.abc import Callable, Iterator, Set
from functools import cache
from html import escape as html_escape
from itertools import repeat
from string import punctuation
from textwrap import indent
from typing import ClassVar
from unicodedata import category
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
_LINES = _BLOCKS | set("html td th caption".split())
"""Elements whose text begins and ends with a line or a cell."""
_ALIGNED = {"text-align: left;": ":---", "text-align: center;": ":---:", "text-align: right;": "---:"}
_STRESS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_NO_CELL = Element("td")
_IN_CELL = re.compile(r"  \n|\n\n+|\n(?= *(?:-|\d+\.) )")
"""Between lines, paragraphs and items."""
_NOTE = re.compile(r"#(?:ref-|fn\W)")
"""Anchors of references and footnotes."""
_IN_WORDS = {"q": "“{}”", "rt": "({})", "rp": ""}
"""Elements → what stands for them where they cannot stay what they are."""


class Writer:
    """Writes HTML that passes the checks as Markdown."""

    raw: ClassVar[Set[str]] = frozenset("abbr del ins kbd mark q rp rt ruby sub sup".split())
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
        number = _number(element.get("start"), 1) - 1
        for child in element:
            number = _number(value, 0) if (value := child.get("value")) else number + 1
            if child.tag in _BLOCKS:
                yield self.paragraph(words)
                yield self._block(child, element, number)
                words = ""
            else:
                words += self._inline(child, element, words)
            words += self.words(child.tail)
        yield self.paragraph(words)

    def _block(self, element: Element, parent: Element, number: int) -> str:
        tag = element.tag
        if tag == "pre":
            return _fenced(_without_numbers(element).strip("\n"), parent.get("class", ""))
        if tag == "hr":
            return "## Notes" if parent.get("class") == "footnote" else "---"
        if tag == "table":
            return self._table(element, parent)
        if tag == "ol" and element.get("type") == "a" and parent[0].tag != "hr":
            del element.attrib["type"]  # Letters are for footnotes, which stand below a line. CommonMark has numbers alone.
        text = self._text(element)
        if tag in _HEADINGS:
            return "#" * int(tag[1]) + " " + text.replace("\n", " ")
        if tag in ("summary", "label") or element.get("class") == "admonition-title":
            return text and f"**{text}**"
        if tag == "blockquote":
            return indent(text, "> ", lambda line: True)
        if tag not in ("li", "dd"):
            return _anchor(element) + text if tag == "p" else text
        if parent.get("type") == "a":
            return f"[{letters(number)}] {text}"
        # Python-Markdown wants four spaces, and CommonMark takes them.
        return (f"{number}. " if parent.tag == "ol" else "- ") + indent(text, "    ").lstrip()

    def _table(self, table: Element, parent: Element) -> str:
        captions = [self._text(caption) for caption in table.findall("caption")]
        rows = [row for part in table for row in ([part] if part.tag == "tr" else part.findall("tr"))]
        if table.find(".//pre") is not None or table.find(".//table") is not None:  # Which no cell can hold.
            for code in table.iterfind(".//td[@class='code']/div"):
                code.set("class", parent.get("class", ""))
            texts = [self._text(cell) for row in rows for cell in row if not _is_line_numbers(cell)]
            return "\n\n".join(filter(None, (*captions, *texts)))
        cells = [list(_in_columns(row)) for row in rows]
        width = max(map(len, cells), default=0)
        lines = [[*map(self._cell, row), *repeat("", width - len(row))] for row in cells]
        aligned = [_ALIGNED.get(cell.get("style", ""), "---") for cell in next(iter(cells), ())]
        lines.insert(1, [*aligned, *repeat("---", width - len(aligned))])
        return "\n".join([*(f"{caption}\n" for caption in captions), *(f"| {' | '.join(line)} |" for line in lines)])

    def _cell(self, cell: Element) -> str:
        text = _IN_CELL.sub("<br>" if self.raw else " ", self._text(cell))
        return " ".join(text.split()).replace("|", "\\|")

    def _inline(self, element: Element, parent: Element, before: str) -> str:
        tag = element.tag
        if tag == "sup" and (mark := element.find("a")) is not None and _NOTE.search(mark.get("href", "")):
            return f" [{''.join(element.itertext()).removeprefix(', ')}]"
        text = self.words(element.text)
        for child in element:
            text += self._inline(child, element, text) + self.words(child.tail)
        match tag:
            case "formula":
                return element.text or ""
            case "a" if element.get("class") == "footnote-backref":
                return ""
            case "a" if url := element.get("href"):
                target, id = self.href(url), element.get("id")
                as_written = f'<a id="{_value(id or "")}" href="{_value(target)}">{text}</a>'
                return as_written if id else f"[{text}]({address(target)})"
            case "img":
                return f"![{self.words(element.get('alt'))}]({address(self.href(element.get('src', '')))})"
            case _ if tag in _STRESS:
                return self._emphasis(element, parent, before, text)
            case "span" if element.get("class") == "caption-prefix":
                return f"**{text}**"
            case "a" | "span":
                return _anchor(element) + text
            case "code":
                return _code("".join(element.itertext()))
            case "br":
                return "  \n"
            case "input":
                return check_box(element.attrib)
            case "abbr" if "tabindex" not in element.attrib:  # A term of the glossary, which is the site's.
                return text
            case _ if tag in self.raw:
                title = element.get("title")
                return f'<{tag} title="{_value(title)}">{text}</{tag}>' if title else f"<{tag}>{text}</{tag}>"
        return _IN_WORDS[tag].format(text) if tag in _IN_WORDS else text

    def _emphasis(self, element: Element, parent: Element, before: str, text: str) -> str:
        """Return text between stars, or between tags where CommonMark takes stars for text: 0.31.2, 6.2."""
        mark, words = _STRESS[element.tag], text.strip()
        if not words or _STRESS.get(parent.tag) == mark:
            return text
        start, _, end = text.partition(words)
        edge = "" if parent.tag in _LINES else "x"
        before = (before or edge) + start
        after = end or element.tail or (edge if element is parent[-1] else "x")
        begins = words[0].isalnum() or _parts_words(before[-1:])
        ends = words[-1].isalnum() or _parts_words(after[:1])
        if self.raw and (not begins or not ends or "*" in (before[-1:], words[0], words[-1])):
            return f"{start}<{element.tag}>{words}</{element.tag}>{end}"
        return f"{start}{mark}{words}{mark}{end}"

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


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch("[0-9]{1,9}", value) else otherwise


def _anchor(element: Element) -> str:
    """Return what links to the element's id lead to."""
    id = element.get("id") or element.get("name")
    return f'<a id="{_value(id)}"></a>' if id else ""


def _value(text: str) -> str:
    """Return the value of an attribute, in which Python-Markdown would find code, links and escapes."""
    return re.sub(r"[`\\\[\]$\n]", lambda sign: f"&#{ord(sign[0])};", html_escape(text))


def _parts_words(sign: str) -> bool:
    """Return whether this is the end of a line, white space or punctuation."""
    return not sign or sign.isspace() or sign in punctuation or category(sign).startswith("P")


def _in_columns(row: Element) -> Iterator[Element]:
    """Yield the cells of a row, and nothing for each further column that one takes."""
    for cell in row:
        yield cell
        yield from repeat(_NO_CELL, min(_number(cell.get("colspan"), 1), 100) - 1)


def _is_line_numbers(cell: Element) -> bool:
    """Return whether this stands beside code. Portable HTML has no classes."""
    return cell.find(".//pre") is not None and not re.search(r"[^\d\s]", "".join(cell.itertext()))


def _without_numbers(pre: Element) -> str:
    """Return code without the numbers of its lines."""
    for span in pre.iter("span"):
        if span.get("class", "").startswith("linenos"):
            span.text = ""
    return "".join(pre.itertext())


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
