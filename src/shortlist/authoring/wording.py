"""Titles and names as services write them, as plain text, and as LaTeX.

Plain text here is Unicode without markup, but formulas stay between `$` as they are. arXiv's titles hold LaTeX, Crossref's hold
HTML and MathML; what comes out of either goes into a BibTeX field through `to_latex`, and reads as the same text again.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser

from shortlist.text import clean, latex_to_text

# From LaTeX and HTML to plain text.


def from_latex(text: str) -> str:
    r"""Plain text of LaTeX, formulas kept. A command that nobody knows keeps its backslash, for `unknown_commands` to find."""
    text = _PAREN_MATHS.sub(r"$\1$", clean(_PRIVATE.sub("", text))).replace("$$", "$")
    formulas: list[str] = []
    pieces = []
    for is_formula, piece in _split(text):
        if is_formula:
            pieces.append(f"\ue000{len(formulas)}\ue001")
            formulas.append(piece)
        else:
            pieces.append(piece)
    latex = re.sub(r"(?<!\\)%", r"\%", "".join(pieces))  # For arXiv a sign like any other, for the decoder a comment.
    latex = re.sub(r"(?<!\\)\$", r"\$", latex)
    try:
        plain = latex_to_text(latex)
    except UnicodeDecodeError:  # Half a command.
        plain = latex
    return re.sub("\ue000(\\d+)\ue001", lambda found: f"${formulas[int(found[1])]}$", plain)


def unknown_commands(text: str) -> list[str]:
    r"""LaTeX commands that `from_latex` has left: `\foo`."""
    return [command for is_formula, piece in _split(text) if not is_formula for command in _COMMAND.findall(piece)]


def from_html(text: str) -> str:
    """Plain text of HTML as publishers send it: tags gone, entities resolved (also twice), MathML and TeX as formula or text."""
    if "<" not in text and "&" not in text:
        return text
    parser = _Tags()
    parser.feed(text.replace("<![CDATA[", "").replace("]]>", ""))
    parser.close()
    # What was escaped twice holds entities still.
    return html.unescape("".join(parser.pieces))


def settle(text: str) -> str:
    """The one way to write a plain text: NFC, white space collapsed, typographic quotes and dashes for LaTeX's, no braces.

    BibTeX has no way to write a backslash, a brace, `~` or `^` that every reader understands; the first two go, the others
    become the sign that looks like it.
    """
    text = unicodedata.normalize("NFC", clean(text))
    # Until nothing changes: what is left when a command has gone may be a formula.
    while (settled := _settled_once(text)) != text:
        text = settled
    return text


def _settled_once(text: str) -> str:
    pieces = []
    for is_formula, piece in _split(text):
        if is_formula:
            pieces.append(f"${piece}$")
            continue
        piece = re.sub(r"[\\{}]", "", piece)
        for source, target in _TYPOGRAPHY:
            piece = piece.replace(source, target)
        pieces.append(piece)
    return " ".join("".join(pieces).split())


_PAREN_MATHS = re.compile(r"\\\(((?:(?!\\[()]).)*)\\\)")
_PRIVATE = re.compile("[\ue000\ue001]")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_TYPOGRAPHY = (
    *(("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), (",,", "„"), ("!`", "¡"), ("?`", "¿")),
    *(("~", "∼"), ("^", "ˆ")),
)

# As Pandoc's tex_math_dollars: prices are no formulas.
_FORMULA = re.compile(r"(?<!\\)\$(?=[^\s$])((?:\\[^\\$]|[^\\$])+)(?<=[^\s\\])\$(?![0-9])")


def _split(text: str) -> Iterator[tuple[bool, str]]:
    """Formulas, without their dollars, and what stands between."""
    start = 0
    for found in _FORMULA.finditer(text):
        if _is_sound(found[1]):
            yield False, text[start : found.start()]
            yield True, found[1]
            start = found.end()
    yield False, text[start:]


def _is_sound(formula: str) -> bool:
    """Whether the site can print a formula, and BibTeX can hold it."""
    depth = 0
    for brace in re.findall(r"[{}]", formula):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    if depth or re.search(r"(?<!\\)[%#]|\\[{}]", formula):
        return False
    shown = latex_to_text(f"${formula}$")
    return bool(shown) and "\\" not in shown and "$" not in shown


_TAGS = frozenset(
    "a b br em i p s span strong sub sup small tt u font div title italic bold sc scp inf roman monospace underline"
    " inline-formula alternatives tex-math".split()
)
_SMALL = {
    "sub": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
    "sup": str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"),
}


class _Tags(HTMLParser):
    """Takes the tags that publishers use out of a text; any other `<` is a sign: `p<0.05`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.maths = 0
        """In how many <math> we are. Inside, white space is layout, and annotations are the formula again."""
        self.formula: str | None = None
        self.small = ""
        self.is_dropped = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = _local(tag)
        if tag.startswith("mml:") or name == "math" or self.maths:
            self.maths += name == "math"
            if name in ("annotation", "annotation-xml"):
                self.is_dropped = True
        elif name not in _TAGS:
            self.pieces.append(self.get_starttag_text() or "")
        elif name in ("br", "p", "div", "title"):
            self.pieces.append(" ")
        elif name in _SMALL:
            self.small = name
        elif name == "tex-math":
            self.is_dropped = True  # A whole LaTeX document around a formula, which stands beside it as MathML.

    def handle_endtag(self, tag: str) -> None:
        name = _local(tag)
        if name == "math" and self.maths:
            self.maths -= 1
        if name in ("annotation", "annotation-xml", "tex-math"):
            self.is_dropped = False
        self.small = "" if name == self.small else self.small
        if name in ("p", "div", "title"):
            self.pieces.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.small = ""
        self.is_dropped = False

    def handle_data(self, data: str) -> None:
        if self.is_dropped:
            return
        if self.maths:
            data = "".join(data.split())
        if self.small and all(ord(sign) in _SMALL[self.small] for sign in data):
            data = data.translate(_SMALL[self.small])
        self.pieces.append(data)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


# From plain text to LaTeX.


def to_latex(text: str, *, is_title: bool = False) -> str:
    """A BibTeX field of a plain text that reads as this text again: `&`, `%`, `#`, `_` and `$` escaped, dashes and quotes as
    LaTeX's, letters as they are.

    In a title, braces protect what has a capital after its first letter, and the one word before a colon: `{GLM}: …`. A
    style that lower-cases titles leaves these alone. A title all in capitals says nothing about its words.
    """
    pieces = list(_split(settle(text)))
    is_protected = is_title and any(sign.islower() for is_formula, piece in pieces for sign in piece if not is_formula)
    name = _NAME.match(text) if is_protected else None
    latex = []
    for is_formula, piece in pieces:
        if is_formula:
            latex.append(f"${piece}$")
            continue
        if name is not None and not latex:
            latex.append(f"{{{_escaped(name[0])}}}" if name[0] != name[0].lower() else _escaped(name[0]))
            piece = piece[name.end() :]
        if is_protected:
            start = 0
            for found in _COMPOUND.finditer(piece):
                latex.append(_escaped(piece[start : found.start()]) + _protected(found[0]))
                start = found.end()
            piece = piece[start:]
        latex.append(_escaped(piece))
    return "".join(latex)


_SPECIAL = re.compile(r"[&%#_$]")
_DASH = re.compile(r"(?<![-–—])(?:–|—)(?![-–—])")
_QUOTE = re.compile(r"(?<![`'“”])(?:“|”)(?![`'“”])")
_LATEX = {"–": "--", "—": "---", "“": "``", "”": "''"}


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", text)
    for pattern in (_DASH, _QUOTE):
        text = pattern.sub(lambda found: _LATEX[found[0]], text)
    return text


_NAME = re.compile(r"[^\W_]+(?:[-‐/+][^\W_]+)*(?=: )")
_COMPOUND = re.compile(r"[^\W_]+(?:[-‐/][^\W_]+)*")
_PLURAL = re.compile(r"([A-Z0-9]*[A-Z]{2,}[0-9]*)s")


def _protected(word: str) -> str:
    """A word, perhaps a compound, with braces around its parts that have a capital inside: `{GAN}s`, `all-{MLP}`, `{GPT-3}`."""
    parts = re.split(r"([-‐/])", word)  # Parts at even places, what joins them at odd ones.
    needs = [_has_inner_capital(part) for part in parts[::2]]
    if len(needs) > 1 and len(parts[0]) == 1 and parts[0].isupper():
        return f"{{{word}}}"  # `U-Net`, `P-Tuning`: the letter alone would not keep the name.
    if not any(needs):
        return word
    for place in range(1, len(needs)):
        if parts[2 * place].isdecimal():
            needs[place] = needs[place - 1]  # `{EPIC-KITCHENS-100}`
    latex = ""
    place = 0
    while place < len(needs):
        last = place
        while needs[place] and last + 1 < len(needs) and needs[last + 1]:
            last += 1
        run = "".join(parts[2 * place : 2 * last + 1])
        if not needs[place]:
            latex += run
        elif (plural := _PLURAL.fullmatch(run)) is not None:
            latex += f"{{{plural[1]}}}s"
        else:
            latex += f"{{{run}}}"
        latex += parts[2 * last + 1] if last + 1 < len(needs) else ""
        place = last + 1
    return latex


def _has_inner_capital(part: str) -> bool:
    return any(sign.isupper() for sign in part[1:])
