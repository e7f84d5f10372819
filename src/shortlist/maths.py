"""LaTeX formulas → MathML, and the Markdown extension that does so on a page.

MathML needs no script: it shows in pages, feeds, e-mail and print. Where formulas begin and end is decided by
`pymdownx.arithmatex`, so that a page means the same with the stock tools.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markdown import Markdown
from pymdownx.arithmatex import ArithmatexExtension, BlockArithmatexProcessor, InlineArithmatexPattern


class FormulaError(ValueError):
    """LaTeX that cannot become MathML."""


@cache
def to_mathml(latex: str, *, is_display: bool = False) -> str:
    """MathML Core of one formula, with its LaTeX as `alttext`.

    Raises `FormulaError` with the reason when a command is unknown or braces do not balance.
    Source: MathML Core, https://www.w3.org/TR/mathml-core/.
    """
    if (fault := _unbalanced(latex)) is not None:
        raise FormulaError(fault)
    try:
        markup = convert(_ARG.sub(r"\\operatorname{arg}", latex), display="block" if is_display else "inline")
        # In HTML the element's name says it all; a namespace would only come back as a prefix.
        element = ElementTree.fromstring(markup.replace(_NAMESPACE, "", 1))
    except Exception as error:  # latex2mathml's errors share no base class; some are plain IndexError.
        reason = str(error) or type(error).__name__.removesuffix("Error")
        raise FormulaError(reason) from error
    for part in element.iter():
        # latex2mathml passes commands that it does not know through as identifiers.
        if part.text and part.text.startswith("\\") and len(part.text) > 1:
            raise FormulaError(f"unknown command {part.text}")
    _join_words(element)
    _unwrap(element)
    _embolden(element)
    if not is_display:
        del element.attrib["display"]  # `inline` is what it is anyway.
    element.set("alttext", latex)
    return ElementTree.tostring(element, encoding="unicode")


@cache
def to_text(latex: str) -> str:
    """The formula as plain characters on one line: `d_k`, `N²`, `x^(k+1)`, `a/b`. The LaTeX itself if it cannot be converted."""
    try:
        markup = to_mathml(latex, is_display=False)
    except FormulaError:
        return " ".join(latex.split())
    return " ".join(_plain(ElementTree.fromstring(markup)).split())


def _plain(element: ElementTree.Element) -> str:
    """The characters of an element and what is in it, with signs for what MathML says by position."""
    parts = [_plain(child) for child in element]
    match element.tag, parts:
        case (("msub" | "munder"), [base, low]):
            return f"{base}_{_grouped(low)}"
        case (("msup" | "mover"), [base, high]):
            return base + _raised(high)
        case (("msubsup" | "munderover"), [base, low, high]):
            return f"{base}_{_grouped(low)}{_raised(high)}"
        case "mfrac", [over, under]:
            return f"{_grouped(over)}/{_grouped(under)}"
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
    return (element.text or "") + "".join(parts)


def _grouped(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() or (text[:1], text[-1:]) == ("(", ")") else f"({text})"


def _raised(text: str) -> str:
    if text.isdecimal() and text.isascii():
        return text.translate(_RAISED)
    return text if text in _PRIMES else f"^{_grouped(text)}"


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PRIMES = ("′", "″", "‴", "'")

# The one operator's name of LaTeX that latex2mathml lacks. Remove when it knows \arg.
_ARG = re.compile(r"\\arg(?![A-Za-z])")

# First bold character → first and last plain one. MathML Core has no `mathvariant="bold"`, it has Unicode's bold letters.
_BOLD = ((0x1D400, "AZ"), (0x1D41A, "az"), (0x1D7CE, "09"))
_BOLD_ITALIC = ((0x1D468, "AZ"), (0x1D482, "az"), (0x1D7CE, "09"))
_LETTERS = {
    variant: {ord(plain[0]) + step: first + step for first, plain in rows for step in range(ord(plain[1]) - ord(plain[0]) + 1)}
    for variant, rows in (("bold", _BOLD), ("bold-italic", _BOLD_ITALIC))
}


def _embolden(element: ElementTree.Element) -> None:
    """Bold letters and digits as characters of their own, since browsers ignore the attribute."""
    for part in element.iter():
        if part.text and (letters := _LETTERS.get(part.get("mathvariant", ""))):
            del part.attrib["mathvariant"]
            part.text = part.text.translate(letters)


def _join_words(element: ElementTree.Element) -> None:
    r"""Make one identifier of the letters of `\mathrm{softmax}`, so that it is spaced and read as one word.

    An identifier of several letters is upright by itself. Source: MathML Core, 3.2.2.
    """
    for group in element.iter("mrow"):
        letters = list(group)
        if len(letters) > 1 and all(part.tag == "mi" and part.attrib == {"mathvariant": "normal"} for part in letters):
            word = ElementTree.Element("mi")
            word.text = "".join(part.text or "" for part in letters)
            group[:] = [word]


def _unwrap(element: ElementTree.Element) -> None:
    """Take out groups of one, which mean what they hold, and the group of all, which `<math>` is itself."""
    for index, child in enumerate(element):
        _unwrap(child)
        if child.tag == "mrow" and not child.attrib and len(child) == 1:
            element[index] = child[0]
    if element.tag == "math" and len(element) == 1 and element[0].tag == "mrow" and not element[0].attrib:
        element[:] = list(element[0])


_NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'


def _unbalanced(latex: str) -> str | None:
    """What is wrong with the braces. latex2mathml drops what it cannot match instead of saying so."""
    depth = 0
    for brace in re.findall(r"\\.|[{}]", latex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return "a '}' closes nothing"
    return "a '{' is not closed" if depth else None


class MathsExtension(ArithmatexExtension):
    """`$…$` and `$$…$$` as MathML. A formula that cannot be converted stays as its source in `<code>`; a check reports it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"inline_syntax": ["dollar"], "block_syntax": ["dollar"], **options})

    def extendMarkdown(self, md: Markdown) -> None:
        """Register arithmatex's processors, then put ours in their places."""
        super().extendMarkdown(md)
        inline = md.inlinePatterns["arithmatex-inline"]
        md.inlinePatterns.register(_Inline(inline.pattern, self.getConfigs(), md), "arithmatex-inline", 189.9)
        block = md.parser.blockprocessors["arithmatex-block"]
        md.parser.blockprocessors.register(_Block(block.pattern.pattern, self.getConfigs(), md), "arithmatex-block", 79.9)


WIDE = 11
"""A formula in a line that has more characters may be wider than a phone on which the text is enlarged. It scrolls, so the
keyboard must reach it.

Source: WCAG 2.2, 2.1.1 Keyboard; MathML Core, 2.1.3, has `tabindex` on every element.
"""
_TAGS = re.compile(r"<[^>]*>")


class _Inline(InlineArithmatexPattern):
    def __init__(self, pattern: str, config: dict[str, Any], md: Markdown) -> None:
        # Looking ahead for what can begin a match is four times as fast as trying the pattern at each character.
        super().__init__(rf"(?=[\\$])(?:{pattern})", config)
        self.md = md

    def handleMatch(self, m: Any, data: str) -> Any:
        groups = m.groups()
        latex = groups[2]
        if latex is None:
            return super().handleMatch(m, data)
        markup = _markup(latex, is_display=False)
        if len(_TAGS.sub("", markup)) > WIDE:
            markup = markup.replace("<math ", '<math tabindex="0" ', 1)
        return self.md.htmlStash.store(markup), m.start(0), m.end(0)


class _Block(BlockArithmatexProcessor):
    def __init__(self, pattern: str, config: dict[str, Any], md: Markdown) -> None:
        super().__init__(pattern, config, md)
        self.md = md

    def mathjax_output(self, parent: ElementTree.Element, math: str) -> None:
        """Called by `run` of the base class with the formula's source."""
        box = ElementTree.SubElement(
            parent, "div", {"class": "formula", "tabindex": "0", "role": "group", "aria-label": "Formula"}
        )
        box.text = self.md.htmlStash.store(_markup(math, is_display=True))


def _markup(latex: str, *, is_display: bool) -> str:
    try:
        return to_mathml(latex.strip(), is_display=is_display)
    except FormulaError:
        source = ElementTree.Element("code")
        source.text = latex
        return ElementTree.tostring(source, encoding="unicode")


def makeExtension(**options: Any) -> MathsExtension:
    """Entry point of Python-Markdown: `shortlist.maths`."""
    return MathsExtension(**options)
