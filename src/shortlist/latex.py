r"""LaTeX of BibTeX fields as plain Unicode text, and what of it has no plain text.

One pass over the field with a stack of open groups; no recursion, and time linear in the length. An accent puts a combining
mark behind any letter, and NFC composes them, so there is no table of accented letters that could have gaps.

Own tables instead of pylatexenc 2.11 (measured): 230 µs a field, where this takes 20; unknown commands are dropped without a
word; `\href` fails with `IndexError` and nested braces with `RecursionError`; `%` begins a comment; `\h`, `\G`, `\U`, `\f`, `\t`,
`\textbar` and `\mbox` are lacking; marks of `\~\^e` are composed in the wrong order.

Sources of the tables: Scott Pakin, "The Comprehensive LaTeX Symbol List", 2024, chapters 1 and 2; The biblatex Package, 3.20,
section 4.6.4; https://ui.adsabs.harvard.edu/help/actions/journal-macros.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from markupsafe import escape

from shortlist import maths

MAX_NESTED_COMMANDS = 100
"""Commands within arguments of commands; those deeper are not known. Each level copies its text: this keeps the time linear."""
MAX_MARKS = 30
"""Combining marks on one letter: Unicode Standard Annex 15, Stream-Safe Text Format. NFC sorts marks in quadratic time."""
MAX_FOUND = 30
"""Characters of the field that a problem shows."""


class FieldProblem(NamedTuple):
    """One place of a field that has no reading as plain text, or as people, or more than one."""

    offset: int
    found: str
    """Exactly what stands there: `\\nosuch`, `\\'1`, `{`; the whole formula where one cannot be converted."""
    message: str
    """To follow "field 'title' "."""


def latex_to_text(latex: str) -> str:
    """Return the plain text of a BibTeX field, its formulas as readable text."""
    return read_field(latex)[0]


@cache
def read_field(latex: str) -> tuple[str, list[FieldProblem]]:
    """Return the plain text of a BibTeX field, its formulas as readable text, and every problem, those of formulas too."""

    def as_text(formula: str) -> str:
        maths.to_mathml(formula)
        return maths.to_text(formula)

    return read_latex(latex, as_text)


@cache
def latex_to_html(latex: str, styled: Callable[[str], str] = str) -> str:
    """Return a BibTeX field as HTML: its text as `styled` makes it, with formulas as MathML."""
    formulas: list[str] = []

    def hold(formula: str) -> str:
        formulas.append(maths.to_html(formula))
        return "\0"

    text, _ = read_latex(latex.replace("\0", ""), hold)
    first, *others = str(escape(styled(text))).split("\0")
    return first + "".join(formula + part for formula, part in zip(formulas, others, strict=True))


def read_latex(latex: str, formula: Callable[[str], str] = "${}$".format) -> tuple[str, list[FieldProblem]]:
    r"""Return the plain text of a field, NFC and with white space collapsed, and every problem in the order of the field.

    `formula` turns the LaTeX between `$…$`, `$$…$$`, `\(…\)`, `\[…\]` or in `\ensuremath{…}` into text. A command that is not
    known is reported and stays in the text as it was written.
    """
    text = with_accents(latex)
    if _SPECIAL.search(text) is None and _PROTECTED.fullmatch(text) is not None:
        return _normalize(text.replace("{", "").replace("}", "")), []
    reader = _Reader(latex, formula)
    reader.read()
    return _normalize("".join(reader.out)), sorted(reader.problems, key=lambda problem: problem.offset)


def with_accents(latex: str) -> str:
    r"""Return a field with the letters that most programs write as `{\'e}`, `{\v{c}}`, `{\o}`: nearly all LaTeX that there is."""
    return _LETTER.sub(_letter, latex) if "\\" in latex else latex


def _letter(match: re.Match[str]) -> str:
    if match["symbol"]:
        return SYMBOLS.get(match["symbol"], match[0])
    mark = ACCENTS.get(match["mark"] or match["accent"])
    return unicodedata.normalize("NFC", (match["letter"] or match["argument"]) + mark) if mark else match[0]


def _normalize(text: str) -> str:
    text = " ".join(text.split())
    return text if text.isascii() or _TOO_MANY_MARKS.search(text) else unicodedata.normalize("NFC", text)


_Waiting = list[tuple[int, Callable[[str], str | None]]]
"""Open commands, outermost first: the offset of each, and a function from its argument to text, or None if there is no such text.
The argument is the next group, command or letter."""


class _Group(NamedTuple):
    """An open group."""

    offset: int
    """Its own, or of the first command whose argument it is."""
    start: int
    """Index of its text in the output."""
    commands: _Waiting
    """The commands whose argument it is."""


class _Reader:
    def __init__(self, latex: str, formula: Callable[[str], str]) -> None:
        self.latex = latex
        self.formula = formula
        self.out: list[str] = []
        self.stack: list[_Group] = []
        self.waiting: _Waiting = []
        self.problems: list[FieldProblem] = []
        self.depth = 0
        """Open commands."""
        self.position = 0
        """Behind what was read last."""
        self.last_else = latex.rfind("\\else")
        self.closers = _closing_braces(latex)

    def read(self) -> None:
        while (token := _TOKEN.match(self.latex, self.position)) is not None:
            start, kind = token.start(), token.lastgroup or ""
            self.position = token.end()
            if kind == "plain":
                self._plain(token)
            elif kind in ("word", "sign"):
                self._command(token[kind], token)
            elif kind == "open":
                self._open(start)
            elif kind == "close":
                self._close(start)
            elif kind in ("display", "inline", "paren", "bracket"):
                self._formula(token[kind], token)
            else:
                if kind == "stray":
                    self._report(start, _STRAY[token[0]])
                self._emit(_LIGATURES.get(token[0], token[0]))
        self._drop_waiting(self.position)
        if self.stack:  # The first says enough, and its text is printed.
            offset = self.stack[0].offset
            self._report(offset, "has a '{' that nothing closes for LaTeX; add its '}' or delete it", offset + 1)

    def _plain(self, token: re.Match[str]) -> None:
        if not self.waiting:
            self.out.append(token[0])
        elif argument := token[0].lstrip():
            end = _end_of_letter(argument)
            self.position -= len(argument) - end
            self._emit(argument[:end])

    def _report(self, offset: int, message: str, end: int = 0) -> None:
        found = self.latex[offset : end or self.position].strip()[:MAX_FOUND]
        self.problems.append(FieldProblem(offset, found, message.replace("{}", f"'{found}'")))

    def _emit(self, text: str) -> None:
        """Write text, which is the argument of the commands that wait for one."""
        commands, self.waiting = self.waiting, []
        for offset, command in reversed(commands):
            self.depth -= 1
            if (result := command(text)) is None:
                self._report(offset, "has {}, an accent on what is not a letter")
            else:
                text = result
        self.out.append(text)

    def _open(self, offset: int) -> None:
        self.stack.append(_Group(self.waiting[0][0] if self.waiting else offset, len(self.out), self.waiting))
        self.waiting = []

    def _close(self, offset: int) -> None:
        self._drop_waiting(offset)
        if not self.stack:
            self._report(offset, "has a '}' that closes nothing for LaTeX; add its '{' or delete it")
            return
        group = self.stack.pop()
        if group.commands:
            text = "".join(self.out[group.start :])
            del self.out[group.start :]
            self.waiting = group.commands
            self._emit(text)

    def _drop_waiting(self, end: int) -> None:
        for offset, _ in self.waiting:
            self._report(offset, "has {} with nothing to apply it to", end)
        self._forget_waiting()

    def _forget_waiting(self) -> None:
        self.depth -= len(self.waiting)
        self.waiting = []

    def _formula(self, latex: str, token: re.Match[str]) -> None:
        if latex in (r"\{", r"\}"):
            return  # Google Scholar writes protecting braces so: `$\{$USENIX$\}$`.
        closers = _closing_braces(latex)
        if -1 in {*closers, *closers.values()}:
            self._report(token.start(), "has the formula {}, whose braces do not match")
            self._emit(token[0])
        else:
            self._emit(self._converted(latex, token.start(token.lastgroup or 0)))

    def _converted(self, formula: str, offset: int) -> str:
        try:
            return self.formula(formula)
        except maths.FormulaError as error:
            message = f"holds the formula '{formula}', which cannot be converted: {error}; fix the LaTeX"
            self.problems.append(FieldProblem(offset + error.offset, formula, message))
            return f"${formula}$"

    def _command(self, name: str, token: re.Match[str]) -> None:
        start = token.start()
        if (symbol := SYMBOLS.get(name)) is not None:
            self._emit(symbol)
        elif name in WRAPPERS and self.depth < MAX_NESTED_COMMANDS:
            self.depth += 1
            self.waiting.append((start, WRAPPERS[name]))
        elif name in DROPPED or name in VERBATIM:
            if (text := self._verbatim()) is None:
                self._report(start, "has {} without an argument in braces")
            elif name == "ensuremath":
                self._emit(self._converted(text, token.end() + 1))
            elif name in VERBATIM:
                self._emit(_ESCAPED.sub(r"\1", text))
        elif name == "ifmmode" and self.position <= self.last_else:
            # APS and INSPIRE: `\ifmmode \check{c}\else \v{c}\fi{}`. Text is not maths.
            self.position = self.latex.index("\\else", self.position)
        elif name not in SILENT:
            self._forget_waiting()  # One problem is enough of `\'\nosuch`.
            self._report(start, "holds the command {}, which the site cannot print; write the characters themselves")
            self.out.append(token[0] + " " * token[0][-1].isalpha())

    def _verbatim(self) -> str | None:
        """Return the group that begins here as it was written, and go on behind it; nothing if there is none."""
        if (end := self.closers.get(self.position, -1)) < 0:
            return None
        text = self.latex[self.position + 1 : end]
        self.position = end + 1
        return text


def _closing_braces(latex: str) -> dict[int, int]:
    """Offset of each opening brace → that of its closing one. Either is -1 for a brace without the other."""
    opened: list[int] = []
    closers = {}
    for brace in re.finditer(r"\\.|[{}]", latex, re.DOTALL):
        if brace[0] == "{":
            opened.append(brace.start())
        elif brace[0] == "}":
            closers[opened.pop() if opened else -1] = brace.start()
    return closers | dict.fromkeys(opened, -1)


_SPECIAL = re.compile(r"[\\$~`]|--|''")
_LETTER = re.compile(
    r"""
    \{\\(?: (?P<mark>[`'^"~=.])(?P<letter>[A-Za-z])
         | (?P<accent>[`'^"~=.a-zA-Z])\{(?P<argument>[A-Za-z])\}
         | (?P<symbol>[A-Za-z]{1,2})
        )\}
    """,
    re.VERBOSE,
)
_TOO_MANY_MARKS = re.compile(rf"[^\w\x00-\x7f]{{{MAX_MARKS + 1}}}")
"""Or as many other signs beyond ASCII: then the text stays as it is, too."""
_PROTECTED = re.compile(r"(?>(?:[^{}]++|\{[^{}]*+\})*)")
"""Text with groups that protect capitals."""
_TOKEN = re.compile(
    r"""
      (?P<plain>[^\\{}$~`'!?-]+)
    | \\(?P<word>[A-Za-z]++)\*?\s*
    | \\\((?P<paren>(?>(?:[^\\]|\\[^()])*))\\\)
    | \\\[(?P<bracket>(?>(?:[^\\]|\\[^\[\]])*))\\\]
    | \\(?P<sign>.)
    | (?P<open>\{)
    | (?P<close>\})
    | \$\$(?P<display>(?>(?:[^\\$]|\\.)+))\$\$
    | \$(?P<inline>(?>(?:[^\\$]|\\.)+))\$
    | (?P<ligature>---?|``|''|[?!]`|~|[`'!?-])
    | (?P<stray>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_ESCAPED = re.compile(r"\\([&%#_$~{}])(?:\{\})?")
_STRAY = {"$": r"has a '$' that no second one closes; write '\$' for the sign", "\\": "ends in a backslash"}
_LIGATURES = {"---": "—", "--": "–", "``": "“", "`": "‘", "''": "”", "?`": "¿", "!`": "¡", "~": " "}

# Commands, by what becomes of them as plain text.


def _table(text: str) -> dict[str, str]:
    """Return name → sign, from `name sign name sign …`."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


ACCENTS = _table(
    "` \u0300 ' \u0301 ^ \u0302 ~ \u0303 = \u0304 u \u0306 . \u0307 \" \u0308 h \u0309 r \u030a H \u030b v \u030c U \u030e"
    " G \u030f f \u0311 d \u0323 c \u0327 k \u0328 b \u0331 t \u0361 textcommabelow \u0326"
)
"""Command → combining mark. That of `\\t` joins two letters."""

JOURNALS = {
    name: journal
    for name, _, journal in (
        line.strip().partition(" ")
        for line in """\
            aj Astronomical Journal; aap Astronomy and Astrophysics; aaps Astronomy and Astrophysics Supplement Series;
            actaa Acta Astronomica; ao Applied Optics; apj Astrophysical Journal; apjl Astrophysical Journal Letters;
            apjs Astrophysical Journal Supplement Series; aplett Astrophysical Letters; apss Astrophysics and Space Science;
            araa Annual Review of Astronomy and Astrophysics; baas Bulletin of the American Astronomical Society;
            gca Geochimica et Cosmochimica Acta; grl Geophysical Research Letters; icarus Icarus;
            jcap Journal of Cosmology and Astroparticle Physics; jcp Journal of Chemical Physics;
            jgr Journal of Geophysical Research; jqsrt Journal of Quantitative Spectroscopy and Radiative Transfer;
            memras Memoirs of the Royal Astronomical Society; mnras Monthly Notices of the Royal Astronomical Society;
            na New Astronomy; nar New Astronomy Reviews; nat Nature; nphysa Nuclear Physics A;
            pasa Publications of the Astronomical Society of Australia; pasj Publications of the Astronomical Society of Japan;
            pasp Publications of the Astronomical Society of the Pacific; physrep Physics Reports; physscr Physica Scripta;
            planss Planetary and Space Science; pra Physical Review A; prb Physical Review B; prc Physical Review C;
            prd Physical Review D; pre Physical Review E; prl Physical Review Letters; procspie Proceedings of SPIE;
            psj Planetary Science Journal; qjras Quarterly Journal of the Royal Astronomical Society; solphys Solar Physics;
            ssr Space Science Reviews""".split(";")
    )
}
"""ADS's macros."""
SYMBOLS = {
    **_table(
        "ss ß SS SS ae æ AE Æ oe œ OE Œ o ø O Ø l ł L Ł aa å AA Å i ı j ȷ dh ð DH Ð dj đ DJ Đ ng ŋ NG Ŋ th þ TH Þ S § P ¶"
        " copyright © textcopyright © pounds £ textsterling £ dag † ddag ‡ textdagger † textdaggerdbl ‡ textregistered ®"
        " texttrademark ™ textdegree ° textmu µ textmugreek μ texteuro € euro € textyen ¥ textcent ¢ textquoteleft ‘"
        " textquoteright ’ textquotedblleft “ textquotedblright ” textquotesingle ' textquotedbl \" quotesinglbase ‚"
        " quotedblbase „ guillemotleft « guillemotright » guillemetleft « guillemetright » guilsinglleft ‹ guilsinglright › lq ‘"
        " rq ’ textendash – textemdash — textbar | textless < textgreater > textunderscore _ textbackslash \\ textasciitilde ~"
        " textasciicircum ^ textasciigrave ` textasciiacute ´ textbraceleft { textbraceright } textdollar $ textpercent %"
        " textellipsis … dots … ldots … textbullet • textperiodcentered · textsection § textparagraph ¶ textexclamdown ¡"
        " textquestiondown ¿ texttimes × textpm ± textdiv ÷ textonehalf ½ textonequarter ¼ textthreequarters ¾"
        " textordfeminine ª textordmasculine º textonesuperior ¹ texttwosuperior ² textthreesuperior ³ textnumero № textohm Ω"
        " textrightarrow → textleftarrow ← textminus − textasteriskcentered ∗ slash / TeX TeX LaTeX LaTeX LaTeXe LaTeX2ε"
        " BibTeX BibTeX & & % % # # _ _ $ $ { { } }"
    ),
    **dict.fromkeys("space quad qquad thinspace enspace newline par".split(), " "),
    **dict.fromkeys("\\ \n\t,;:", " "),
    **JOURNALS,
}
"""Command → text."""


def _small(digits: str, text: str) -> str:
    """Return small digits and signs; other raised or lowered text stays as it is: `2nd`."""
    table = dict(zip("0123456789+-=()", digits, strict=True))
    return "".join(table[char] for char in text) if all(char in table for char in text) else text


_DOTLESS = {"ı": "i", "ȷ": "j"}
_SPACING = {unicodedata.normalize("NFKD", sign)[1]: sign for sign in "´¨¯˘˙˚˛˝¸"}
_SPACING |= {ACCENTS["`"]: "`", ACCENTS["^"]: "^", ACCENTS["~"]: "~", ACCENTS["v"]: "ˇ"}


def _accented(mark: str, text: str) -> str | None:
    """Return the text with a mark on its first letter, outside the marks that it has. The accent of an empty group is a sign."""
    text = text.lstrip()
    if not text:
        return _SPACING.get(mark)
    letter, end = _DOTLESS.get(text[0], text[0]), _end_of_letter(text)
    if not letter.isalpha() or end > MAX_MARKS:
        return None
    return letter + text[1:end] + mark + text[end:]


def _end_of_letter(text: str) -> int:
    """Return the length of the first letter with the marks that it has."""
    return next((index for index, char in enumerate(text) if index and not unicodedata.combining(char)), len(text))


def _quoted(text: str) -> str:
    return f"“{text.translate(str.maketrans('“”', '‘’'))}”"


WRAPPERS: dict[str, Callable[[str], str | None]] = {
    **{name: partial(_accented, mark) for name, mark in ACCENTS.items()},
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript"), partial(_small, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")),
    **dict.fromkeys(("textsubscript", "mkbibsubscript"), partial(_small, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")),
    **dict.fromkeys(("enquote", "mkbibquote", "textquote"), _quoted),
    "mkbibparens": "({})".format,
    "mkbibbrackets": "[{}]".format,
    "MakeUppercase": str.upper,
    "MakeLowercase": str.lower,
}
"""Command → what it makes of its argument; nothing where it makes no sense."""
VERBATIM = frozenset("url nolinkurl path detokenize ensuremath".split())
"""Commands whose argument is taken as it was written."""
DROPPED = frozenset(
    "href bibinfo foreignlanguage textcolor noopsort SortNoop thanks footnote label hspace vspace phantom".split()
)
"""Commands whose first argument is not text; what follows it is."""
SILENT = frozenset(
    "emph mbox hbox text textit textbf textsc texttt textrm textsf textup textsl textmd textnormal textlf underline uline"
    " mkbibemph mkbibitalic mkbibbold mathrm mathbf mathit mathsf mathcal mathbb mathtt em bf it sc tt rm sf sl bfseries"
    " itshape scshape ttfamily rmfamily sffamily slshape upshape mdseries normalfont small footnotesize large relax protect"
    " NoCaseChange else fi bibnamefont bibfnamefont selectfont unskip ignorespaces nobreak linebreak allowbreak - / @ !"
    " pkg proglang code".split()
)
"""Font commands and others without a text of their own; an argument is printed."""
