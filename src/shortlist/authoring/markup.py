"""Text in the markup of services, as plain text, and as LaTeX.

Plain text here is Unicode without markup, but formulas stay between `$`. arXiv's titles hold LaTeX, Crossref's hold HTML and
MathML; either goes into a BibTeX field through `to_latex`, and reads as the same text again.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

from shortlist.latex import read_field
from shortlist.text import clean

_DROPPED = re.compile(r"<((?:mml:)?annotation(?:-xml)?|(?:jats:)?tex-math)\b.*?</\1>", re.DOTALL)
_MATHS = re.compile(r"<((?:mml:)?math)\b.*?</\1>", re.DOTALL)
_SMALL = re.compile(r"<((?:jats:)?su[bp])>([-0-9+=()]+)</\1>")
_BREAK = re.compile(r"</?(?:jats:)?(?:br|p|div|title)\b[^<>]*>")
_TAG = re.compile(
    r"</?(?:mml:[a-z]+|(?:jats:)?(?:a|b|em|i|s|span|strong|sub|sup|small|tt|u|font|bold|italic|sc|scp|inf|roman|monospace"
    r"|underline|inline-formula|alternatives|tex-math))\b[^<>]*>|<!\[CDATA\[|\]\]>"
)
_DIGITS = "0123456789+-=()"
_SMALL_DIGITS = {"b": str.maketrans(_DIGITS, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"), "p": str.maketrans(_DIGITS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")}


def from_html(text: str) -> str:
    """Return HTML, JATS or MathML as text: tags of publishers gone (`p<0.05` stays), entities resolved, also twice."""
    text = _SMALL.sub(lambda match: match[2].translate(_SMALL_DIGITS[match[1][-1]]), _DROPPED.sub("", text))
    # White space inside MathML is layout.
    text = _MATHS.sub(lambda match: "".join(re.sub(r"<[^<>]*>", "", match[0]).split()), text)
    return html.unescape(html.unescape(_TAG.sub("", _BREAK.sub(" ", text))))


def normalize_text(text: str) -> str:
    """Return a plain text in NFC, white space collapsed, without braces and backslashes, which few read in BibTeX."""
    text = unicodedata.normalize("NFC", clean(text))
    # Until nothing changes: what is left when a command has gone may be a formula.
    while (normalized := _normalized_once(text)) != text:
        text = normalized
    return text


def _normalized_once(text: str) -> str:
    pieces = (f"${piece}$" if is_formula else re.sub(r"[\\{}]", "", piece) for is_formula, piece in _split(text))
    return " ".join("".join(pieces).split())


# As Pandoc's tex_math_dollars: prices are no formulas.
_FORMULA = re.compile(r"(?<!\\)\$(?=[^\s$])((?:\\[^\\$]|[^\\$])+)(?<=[^\s\\])\$(?![0-9])")


def _split(text: str) -> Iterator[tuple[bool, str]]:
    """Yield formulas, without their dollars, and the text between them."""
    start = 0
    for match in _FORMULA.finditer(text):
        if _is_sound(match[1]):
            yield False, text[start : match.start()]
            yield True, match[1]
            start = match.end()
    yield False, text[start:]


def _is_sound(formula: str) -> bool:
    """Return whether the site can print a formula, and BibTeX can hold it, which counts the braces of `\\{`, too."""
    shown, problems = read_field(f"${formula}$")
    return bool(shown) and not problems and formula.count("{") == formula.count("}") and not re.search(r"(?<!\\)[%#]", formula)


_NAME = re.compile(r"[^\W_]+(?:[-‐/+][^\W_]+)*(?=: )")
_COMPOUND = re.compile(r"[^\W_]+(?:[-‐/][^\W_]+)*")


def to_latex(text: str, *, is_title: bool = False) -> str:
    """Return a plain text without braces as BibTeX field: `&`, `%`, `#`, `_` and `$` escaped, LaTeX's dashes and quotes.

    In a title, braces protect words with a capital after their first letter, and the name before a colon: `{GLM}: …`. A
    title all in capitals says nothing about its words.
    """
    pieces = list(_split(text))
    is_protected = is_title and any(char.islower() for is_formula, piece in pieces for char in piece if not is_formula)
    name = _NAME.match(pieces[0][1]) if is_protected else None
    latex = ""
    for is_formula, piece in pieces:
        if is_formula:
            latex += f"${piece}$"
            continue
        if name is not None and not latex:
            latex = f"{{{_escape(name[0])}}}" if name[0] != name[0].lower() else name[0]
            piece = piece[name.end() :]
        piece = _escape(piece)
        latex += _COMPOUND.sub(_protect, piece) if is_protected else piece
    return latex


_SPECIAL = re.compile(r"[&%#_$\\~^]|(?<![-–—])[–—](?![-–—])|(?<![`'“”])[“”](?![`'“”])")
"""Signs that need a backslash or a command, and dashes and quotes that stand alone, which LaTeX writes in ASCII."""
_COMMANDS = {
    "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "–": "--",
    "—": "---",
    "“": "``",
    "”": "''",
}


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda sign: _COMMANDS.get(sign[0], f"\\{sign[0]}"), text)


def _protect(compound: re.Match[str]) -> str:
    """Return a word with braces around its parts that have a capital inside: `{GAN}s`, `all-{MLP}`, `{GPT-3}`, `{U-Net}`."""
    parts = re.split(r"([-‐/])", compound[0])
    if len(parts) > 1 and len(parts[0]) == 1 and parts[0].isupper():
        return f"{{{compound[0]}}}"  # The letter alone would not keep the name.
    word = "".join(f"{{{part}}}" if any(map(str.isupper, part[1:])) else part for part in parts)
    word = re.sub(r"\}([-‐/])\{", r"\1", word)
    word = re.sub(r"\}((?:[-‐/][0-9]+)+)(?![^\W_])", r"\1}", word)
    return re.sub(r"([A-Z]{2}[0-9]*)s\}", r"\1}s", word)
