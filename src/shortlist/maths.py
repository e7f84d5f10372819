r"""LaTeX formulas → MathML Core and readable text, and the Markdown extension that shows them on a page.

MathML needs no script and shows in pages and print. Its LaTeX goes along as an annotation, which browsers hide.
Source: MathML Core, https://www.w3.org/TR/mathml-core/.
"""

import re
from functools import cache
from html import escape, unescape
from typing import Any
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags, unique
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, STX, AtomicString
from math_core import LatexError, LatexToMathML

FORMULA = (
    r"\$\$(?P<display>(?:\\[\s\S]|[^\\$`\n\x02\x03]|\n(?![ \t]*\n)|\$(?!\$))+?)\$\$"
    r"|\$(?=[^\s$])(?P<inline>(?>\\text\{[^{}`\n\x02\x03]*\}|\\[\s\S]|[^\\$`\n\x02\x03]|\n(?![ \t]*\n))+?)(?<!\s)\$(?!\d)"
)
r"""A formula in Markdown, `$$…$$` or `$…$`, as a pattern for any flags.

The rules are Pandoc's: the first `$` stands before no white space, the last one after no white space and before no digit, so
that `$5-$10 million` are prices. A formula ends in its own paragraph. `\$` is a dollar: look for escapes, `\\[\s\S]`, first.
The two control characters stand around what Markdown has already read, such as code.
"""


COMMENT = r"<!--(?:(?!<!--)[\s\S])*?-->"
TAG = r"""</?[A-Za-z][\w:-]*(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?>"""
"""HTML, in which no formula begins, as patterns for any flags."""


class FormulaError(ValueError):
    """LaTeX that cannot become MathML, with the offset of the fault in it."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


MAX_FORMULA_LENGTH = 3000
"""Of a formula. math-core has no limit of its own, and ends the process where braces are too deep."""

_CONVERTER = LatexToMathML(
    fancy_error=False,  # Else errors are drawings in colors for a terminal.
    allow_unreliable_rendering=True,  # Wide accents, which some browsers draw less wide.
    macros={
        "hbox": r"\text{#1}",
        "mbox": r"\text{#1}",
        "substack": r"\begin{subarray}{c}#1\end{subarray}",
    },
)


@cache
def to_mathml(latex: str, *, is_display: bool = False) -> str:
    """Return a formula as MathML, with its LaTeX as annotation.

    Raises `FormulaError` for what LaTeX would refuse, and for what browsers would show otherwise than LaTeX does.
    """
    if len(latex) > MAX_FORMULA_LENGTH:
        raise FormulaError(f"it is longer than {MAX_FORMULA_LENGTH:,} characters; take it apart", 0)
    source = _ENVIRONMENT.sub(_simplify, latex)
    try:
        _refuse_what_is_dropped(source)
        markup = _CONVERTER.convert_with_local_state(source, displaystyle=is_display)
        markup = _LAST_RULE.sub(r'\1 columnspan="99" style="\2padding-top: 0;padding-bottom: 0;">', markup.translate(_CHARACTERS))
        markup = _STYLE.sub(_classed, markup).replace("&ApplyFunction;", "\u2061")
    except LatexError as error:
        offset, _, message = str(error).partition(": ")
        raise FormulaError(_in_words(message), _offset_before(int(offset), latex)) from None
    except FormulaError as error:
        raise FormulaError(str(error), _offset_before(error.offset, latex)) from None
    opening, _, content = markup.removesuffix("</math>").partition(">")
    annotation = f'<annotation encoding="application/x-tex">{escape(latex, quote=False)}</annotation>'
    return f"{opening}><semantics><mrow>{content}</mrow>{annotation}</semantics></math>"


# What math-core does not know or numbers, one by one: there are no numbers here. Remove when it knows `split` and `alignedat`.
_ENVIRONMENT = re.compile(
    r"""
      \\(?P<edge>begin|end)\{
      (?: (?P<aligned>align\*?|split|align(?:ed)?at\*?(?:\}\{\d+)?) | (?P<gathered>(?:gather|multline)\*?) | equation\*? )
      \}
    | \\mathop\s*\{\s*\\(?:mathrm|text|operatorname)\s*\{(?P<operator>[^{}]*)\}\s*\}   # Would have its limits beside it.
    | \\text\{(?P<text>[^{}$]*\$[^{}]*)\}      # Holds formulas.
    | (?P<line>\\\\)(?:\*|\[-?[\d.]+[ ]*[a-z]{2}\])+     # A line's extra space, which would be printed.
    | \\.
    """,
    re.VERBOSE | re.DOTALL,
)


def _simplify(match: re.Match[str]) -> str:
    """Return an environment or line end as math-core knows it."""
    match match.lastgroup:
        case "operator":
            return f"\\operatorname*{{{match['operator']}}}"
        case "text":
            return re.sub(r"\$([^$]*)\$", r"}\1\\text{", match[0])
        case "line":
            return r"\\"
        case "aligned" | "gathered" as name:
            return f"\\{match['edge']}{{{name}}}"
        case "edge":
            return ""
    return match[0]


def _offset_before(offset: int, latex: str) -> int:
    """Return the offset in the formula as written that became this one when it was simplified."""
    for match in _ENVIRONMENT.finditer(latex):
        if match.start() >= offset:
            break
        offset = max(match.start(), offset + len(match[0]) - len(_simplify(match)))
    return offset


_PART = re.compile(
    r"""
      (?P<nothing>\A\s*\Z)
    | \\(?P<edge>begin|end)\s*\{[^{}]*\}
    | \\substack\s*\{(?:[^{}]|\{[^{}]*\})*\}                        # Has lines of its own.
    | \\(?:text|math|operatorname|mbox|hbox)[a-z]*\*?\s*\{[^{}]*\}  # Holds words.
    | (?P<reference>\\eqref\b)
    | (?P<line>\\\\)
    | \\(?:[A-Za-z]+|.)
    | (?P<comment>%)
    | (?P<words>\b[A-Za-z]{2,}\s+[A-Za-z]{3,}\b)
    """,
    re.VERBOSE | re.DOTALL,
)
_DROPPED = {
    "nothing": "it is empty",
    "line": r"'\\' breaks no line here; put the lines between '\begin{aligned}' and '\end{aligned}'",
    "reference": r"'\eqref' refers to a number, and formulas have no numbers here; name it in words",
    "comment": r"'%' hides the rest of the line; write '\%' for a percent sign",
    "words": r"words in a row lose their spaces; put them into '\text{…}', or write '\$' for dollars",
}


def _refuse_what_is_dropped(latex: str) -> None:
    """Raise `FormulaError` for what math-core, and LaTeX, would drop in silence."""
    if (start := latex.find("[@")) >= 0:
        raise FormulaError("nothing can cite here; put the citation behind the formula", start)
    depth = 0
    for part in _PART.finditer(latex):
        kind = part.lastgroup or ""
        if kind == "edge":
            depth += 1 if part["edge"] == "begin" else -1
        elif kind in _DROPPED and (kind != "line" or depth == 0):
            raise FormulaError(_DROPPED[kind], part.start())


_MESSAGES = r"""
    Unknown command "(.+)" → unknown command '\1'
    Unknown environment "(.+)" → unknown environment '\1'
    Unknown color "(.+)" → unknown color '\1'
    Expected closing token "\}" → a '{' is not closed
    Expected closing token "\\end → a '\\begin{…}' has no '\\end{…}'
    Expected closing token "(.+)" → '\1' is missing at the end
    Unmatched closing token: "(.+)" → a '\1' closes nothing
    Expected "(.+)", but found "(.+)" → '\2' stands where '\1' is expected
    Expected argument → something is missing here, after a command, '^' or '_'
    There must be a parenthesis after "(\\\w+) → a bracket is missing after '\1'
    '\^' or '_' directly → '^' and '_' follow one another; put braces around what is raised or lowered
    Duplicate → there are two '^' or two '_' here; put braces around what belongs together
    Math mode within → a '$' inside '\\text{…}'; close the text before the formula
    Unexpected "\$" → a '$' inside the formula; write '\\$' for a dollar sign
    Found "&" → '&' stands outside an environment; write '\\&' for the sign
    Found "(\\tag|\\label) → '\1' numbers a formula, and formulas have no numbers here; take it out
    Found "\\h\[dash\]line" → '\\hline' may only stand at the beginning of a row
    Found "(\\\w+)\W.+ may only appear (.+)\. → '\1' may only stand \2
    Not valid in text mode → this cannot stand inside '\\text{…}'
    Not valid in math mode → this can stand inside '\\text{…}' only
    Expected length with units, found "(.*)"|Found invalid unit "(.*)" → '\1\2' is not a length such as 1em
    Expected column specification, found "(.*)" → '\1' does not say how columns are set, as '{lr}' does
"""
"""Message of math-core, as a pattern → the same in an author's words."""


def _in_words(message: str) -> str:
    """Return an error of math-core as an author would put it."""
    for pattern, words in (line.strip().split(" → ") for line in _MESSAGES.strip().splitlines()):
        if match := re.match(pattern, message):
            return match.expand(words)
    return "it cannot be read from here on"


# A line below a table, which math-core draws above one more cell; it is as wide as the table.
_LAST_RULE = re.compile(r'(?<=<mtr>)(<mtd) style="(border-top: [^;]*;)[^"]*">(?=</mtd></mtr></mtable>)')

# Style attributes, which the pages' content security policy blocks, as classes.
_STYLE = re.compile(r'(<[^<>]*?) style="([^"]*)"')
_CLASSES = {
    "text-align: left": "left",
    "text-align: right": "right",
    "justify-items: start": "",
    "justify-items: end": "",
    "padding-left: 0": "flush-left",
    "padding-right: 0": "flush-right",
    "padding-left:1em": "apart",
    "padding-top: 0": "close",
    "padding-bottom: 0": "close-below",
    "padding-top: 0.1667em": "lower",
    "math-shift:compact": "cramped",
    "margin-left:-0.16666667em": "back-thin",
    "margin-left:-0.22222222em": "back-medium",
    "margin-left:-0.2777778em": "back-thick",
}
for _side in ("left", "right", "top"):
    _CLASSES |= {f"border-{_side}: 0.05em {line} currentcolor": f"{line}-{_side}" for line in ("solid", "dashed")}
    _CLASSES |= {
        f"padding-{_side}:{width}": f"{name}-{_side}"
        for width, name in {"0": "flush", "0.1667em": "thin", "0.2222em": "medium", "0.2778em": "thick"}.items()
    }
_CHARACTERS = {0xFE00: None, 0xFE01: None}
"""Marks of two kinds of script letters, which few fonts tell apart."""


def styles() -> str:
    """Return the CSS of the classes that formulas have."""
    return "".join(f".m-{name} {{ {declaration} }}\n" for declaration, name in _CLASSES.items() if name)


def _classed(match: re.Match[str]) -> str:
    if match[2].startswith("width:"):  # Stands in the attribute `width` too.
        return match[1]
    names = [_CLASSES.get(declaration.strip()) for declaration in match[2].split(";") if declaration]
    if None in names:
        raise FormulaError(r"colors, sizes of letters, negative spaces and '\mathop' are not shown; take them out", 0)
    return f'{match[1]} class="{" ".join(f"m-{name}" for name in names if name)}"'


def to_html(latex: str, *, is_display: bool = False) -> str:
    """Return a formula as it stands on a page: MathML, or its source in `<code>` if that cannot be had."""
    try:
        return to_mathml(latex.strip(), is_display=is_display)
    except FormulaError:
        return f"<code>{escape(latex.strip(), quote=False)}</code>"


@cache
def to_text(latex: str) -> str:
    """Return a formula as plain characters on one line: `d_k`, `N²`, `x^(k+1)`, `a/b`. What cannot be converted stays LaTeX."""
    try:
        element = ElementTree.fromstring(to_mathml(latex))
        text = re.sub("\u2061(?=[([])", "", _plain(element)).replace("\u2061", " ")
    except (FormulaError, RecursionError):  # The latter in a formula of hundreds of levels.
        return " ".join(latex.split())
    return " ".join(text.split())


def without_mathml(html: str) -> str:
    """Return HTML with readable text in the place of its formulas."""
    return MATH.sub(lambda match: escape(to_text(unescape(match[1]))), html)


def with_plain_formulas(html: str) -> str:
    """Return HTML with each formula as text; as LaTeX in `<code>` where it has rows or a sum, or text cannot say it."""
    return MATH.sub(lambda match: _plain_html(unescape(match[1])), html)


def _plain_html(latex: str) -> str:
    text = to_text(latex)
    has_text = set("\\∑∏∫⋃⋂").isdisjoint(text) and r"\begin" not in latex
    return escape(text, quote=False) if has_text else f"<code>{escape(latex, quote=False)}</code>"


MATH = re.compile(
    r'<math(?: display="block")?><semantics><mrow>(?>(?:[^<-]|-(?!->)|<(?!math\b|annotation\b))*)'
    r'<annotation encoding="application/x-tex">([^<]*+)</annotation></semantics></math>'
)
"""A formula as `to_mathml` writes it. One that begins in a comment does not end behind it."""


def _plain(element: ElementTree.Element) -> str:
    """Return the characters of an element and what is in it, with signs for what MathML says by position."""
    parts = [_plain(child) for child in element]
    match element.tag, parts:
        case "semantics", [shown, *_]:
            return shown
        case (("mover" | "munder"), [base, mark]) if "true" in (element.get("accent"), element.get("accentunder")):
            return base + _ACCENTS.get(mark, "")
        case (("msub" | "munder"), [base, low]):
            return f"{base}_{_grouped(low)}"
        case (("msup" | "mover"), [base, high]):
            return base + _raised(high)
        case (("msubsup" | "munderover"), [base, low, high]):
            return f"{base}_{_grouped(low)}{_raised(high)}"
        case "mfrac", [over, under]:
            return f"{over} choose {under}" if element.get("linethickness") else f"{_grouped(over)}/{_grouped(under)}"
        case "msqrt", _:
            return f"√{_grouped(''.join(parts))}"
        case "mroot", [base, degree]:
            return f"{_raised(degree)}√{_grouped(base)}"
        case "mtable", _:
            return "; ".join(parts)
        case "mtd", _:
            return "".join(parts) if "m-flush-left" in element.get("class", "") else f" {''.join(parts)}"
        case "mspace", _:
            return " " if float(element.get("width", "0").removesuffix("em").removesuffix("r")) > 0.2 else ""
    return (element.text or "") + "".join(part + (child.tail or "") for part, child in zip(parts, element, strict=True))


def _grouped(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() or (text[:1], text[-1:]) == ("(", ")") else f"({text})"


def _raised(text: str) -> str:
    raised = text.translate(_RAISED)
    return raised if not set(text) - set(map(chr, _RAISED)) else f"^{_grouped(text)}"


_RAISED = str.maketrans("0123456789+−=.ni′″‴∘", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼·ⁿⁱ′″‴°")
_ACCENTS = dict(
    zip(
        "ˆ\u0302˜~¯\u0332→\u20d7˙¨ˇ˘´`˚",
        "\u0302\u0302\u0303\u0303\u0304\u0304\u20d7\u20d7\u0307\u0308\u030c\u0306\u0301\u0300\u030a",
        strict=True,
    )
)
"""Accents as they stand by themselves → as they combine with the letter before."""


class MathsExtension(Extension):
    """Show formulas as MathML. One that cannot be converted stays as its source in `<code>`; a check reports it."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register before Markdown reads escapes, headings and paragraphs, and after it reads code."""
        md.registerExtension(self)
        md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$"]
        md.inlinePatterns.register(_Inline(_FORMULA_OR_PASSED_OVER, md), "formula", 189.9)
        md.parser.blockprocessors.register(_Block(md.parser), "formula", 79.9)
        md.treeprocessors.register(_Headings(md), "formulas-in-headings", 5.1)  # Before `toc` names them.
        md.treeprocessors.register(_Attributes(md), "formulas-in-attributes", 5.2)
        self.md = md

    def reset(self) -> None:
        """Forget the formulas of the page before; and, once all extensions are there, let the cells of tables hold formulas.

        `md.formulas` maps the number of each formula in Markdown's stash of HTML to its LaTeX, those on lines of their own first.
        """
        self.md.formulas = {}
        blocks = self.md.parser.blockprocessors
        if "table" in blocks and not isinstance(blocks["table"], _Table):
            blocks.register(_Table(self.md.parser, blocks["table"].config), "table", 75)


def _stashed(md: Markdown, latex: str, *, is_display: bool = False) -> str:
    """Return what stands on the page for a formula, as a placeholder."""
    md.formulas[md.htmlStash.html_counter] = latex.strip()
    markup = to_html(latex, is_display=is_display)
    shown, annotation, _ = markup.partition("<annotation")
    if annotation and not is_display and len(_TAGS.sub("", shown)) > WIDE:
        markup = f"<span{_BOX_IN_LINE}>{markup}</span>"
    return AtomicString(md.htmlStash.store(markup))


WIDE = 11
"""A formula in a line that has more characters may be wider than a phone on which the text is enlarged. It scrolls in a box,
which the keyboard must reach.

Source: WCAG 2.2, 2.1.1 Keyboard. HTML has `tabindex` on its own elements, and not on `math`.
"""
_TAGS = re.compile(r"<[^>]*>")
_BOX = {"class": "formula", "tabindex": "0", "role": "group", "aria-label": "Formula"}
_BOX_IN_LINE = "".join(f' {name}="{value}"' for name, value in (_BOX | {"class": "formula-in-line"}).items())


class _Inline(InlineProcessor):
    """Formulas in a paragraph; `$$…$$` is shown on a line of its own there too."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:
        """Return a formula, and let escapes and HTML pass."""
        if m["inline"]:
            return _stashed(self.md, m["inline"]), m.start(), m.end()
        if not m["display"]:
            return None, None, None
        box = ElementTree.Element("span", _BOX)
        box.text = _stashed(self.md, m["display"], is_display=True)
        return box, m.start(), m.end()


class _Block(BlockProcessor):
    """A formula that is all of a paragraph."""

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        """Return whether the block is a formula."""
        return (match := _ONLY_FORMULA.fullmatch(block.strip())) is not None and match["display"] is not None

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        """Append the formula in its box."""
        box = ElementTree.SubElement(parent, "div", _BOX)
        box.text = _stashed(self.parser.md, blocks.pop(0).strip()[2:-2], is_display=True)


_ONLY_FORMULA = re.compile(FORMULA)
_FORMULA_OR_PASSED_OVER = rf"(?=[\\$<])(?:\\[\s\S]|{COMMENT}|{TAG}|{FORMULA})"
"""Looking ahead for what can begin a match is four times as fast as trying the pattern at each character."""


class _Headings(Treeprocessor):
    """Names and ids of headings with formulas, from their text: `toc` would take the elements of a formula apart."""

    def run(self, root: ElementTree.Element) -> None:
        """Set what `toc` then keeps."""
        toc: Any = self.md.treeprocessors["toc"] if "toc" in self.md.treeprocessors else None
        used = {element.get("id", "") for element in root.iter()}
        for heading in root.iter():
            if toc is None or not toc.header_rgx.fullmatch(str(heading.tag)) or STX not in "".join(heading.itertext()):
                continue
            html = render_inner_html(remove_fnrefs(heading), self.md)
            if html == (text := without_mathml(html)):
                continue
            text = strip_tags(text)
            heading.attrib.setdefault("data-toc-label", text)
            if "id" not in heading.attrib:
                heading.set("id", unique(toc.slugify(unescape(text), toc.sep), used))


class _Attributes(Treeprocessor):
    """Text alternatives and titles, which hold no elements: formulas and HTML in them become plain characters."""

    def run(self, root: ElementTree.Element) -> None:
        """Put the text of what Markdown has stashed into the attributes."""
        for element in root.iter():
            for name in ("alt", "title"):
                if STX in (value := element.get(name, "")):
                    element.set(name, HTML_PLACEHOLDER_RE.sub(self._text, value))

    def _text(self, match: re.Match[str]) -> str:
        return unescape(strip_tags(without_mathml(str(self.md.htmlStash.rawHtmlBlocks[int(match[1])]))))


class _Table(TableProcessor):
    """Tables with cells that hold formulas with `|`."""

    def _split(self, row: str) -> list[str]:
        row = _CODE_OR_FORMULA.sub(lambda match: match[0].replace("|", _PIPE) if match["ticks"] is None else match[0], row)
        return [cell.replace(_PIPE, "|") for cell in super()._split(row)]


_CODE_OR_FORMULA = re.compile(rf"(?P<ticks>(?<!`)`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|\\[\s\S]|{FORMULA}")
_PIPE = "\x02pipe\x03"


def makeExtension(**options: Any) -> MathsExtension:
    """Entry point of Python-Markdown: `shortlist.maths`."""
    return MathsExtension(**options)
