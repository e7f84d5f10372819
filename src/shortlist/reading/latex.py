"""LaTeX of BibTeX fields as plain Unicode text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree

import latexcodec  # noqa: F401  # Registers the codec `ulatex`: the decoder of accents that pybtex itself stands on.

# The type stubs of `codecs` know bytes only.
_decode: Callable[[str, str], str] = codecs.decode  # type: ignore[assignment]

_NEEDS_WORK = re.compile(r"[\\{}$~]|--|``|''")
_MATHS = re.compile(r"(?<!\\)\$(.+?)(?<!\\)\$", re.DOTALL)
_FONT = re.compile(
    r"\\(?:emph|mbox|url|text(?:it|bf|sc|tt|rm|sf|up|sl|normal)?|math(?:rm|bf|it|sf|cal|bb))\s*(?=\{)"
    r"|\\(?:em|bf|it|sc|tt|rm|sf|sl)(?![A-Za-z])\s*"
)
_NAME = re.compile(r"\\(LaTeX|TeX|BibTeX)(?![A-Za-z])(?:\{\}|\\(?= ))?")


@cache
def to_text(latex: str) -> str:
    """Plain text of a field: accents resolved; protecting braces, dollars and font commands gone; quotes and dashes typeset.

    Maths becomes the characters of its MathML. A command that nobody knows keeps its name, so that nothing is lost unseen.
    White space is collapsed.
    """
    if not _NEEDS_WORK.search(latex):
        return " ".join(latex.split())
    text = _MATHS.sub(lambda match: _maths_to_text(match[1]), latex)
    text = _FONT.sub("", _NAME.sub(r"\1", text))
    if "\\" in text:
        # A brace between an accent's command and its letter, `{\'{\i}}`, is more than the codec reads.
        text = re.sub(r"(\\[\"'`^~=.])\{(\\?[A-Za-z])\}", r"\1\2", text)
        # A backslash at the end escapes nothing, and the codec would take it for a truncated file.
        text = _decode(re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", text), "ulatex")
    text = re.sub(r"(?<!\\)[{}]", "", text)
    text = re.sub(r"\\([{}$])", r"\1", text)
    for source, target in (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", " ")):
        text = text.replace(source, target)
    return " ".join(text.split())


def _maths_to_text(latex: str) -> str:
    # Imported here because few fields hold maths and the module takes 50 ms to load.
    from latex2mathml.converter import convert

    try:
        return "".join(ElementTree.fromstring(convert(latex)).itertext())
    except Exception:  # The library's own errors share no base class; the source is better than nothing.
        return latex
