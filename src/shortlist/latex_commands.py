r"""The LaTeX commands that BibTeX fields hold, by what becomes of them as plain text.

Sources: Scott Pakin, "The Comprehensive LaTeX Symbol List", 2024, chapters 1 and 2; The biblatex Package, 3.20, section 4.6.4;
https://ui.adsabs.harvard.edu/help/actions/journal-macros.
"""

import unicodedata
from collections.abc import Callable
from functools import partial

MAX_MARKS = 30
"""Combining marks on one letter: Unicode Standard Annex 15, Stream-Safe Text Format. NFC sorts marks in quadratic time."""


def _table(text: str) -> dict[str, str]:
    """`name sign name sign …`"""
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
    """Small digits and signs; other raised or lowered text stays as it is: `2nd`."""
    table = dict(zip("0123456789+-=()", digits, strict=True))
    return "".join(table[char] for char in text) if all(char in table for char in text) else text


_DOTLESS = {"ı": "i", "ȷ": "j"}
_SPACING = {unicodedata.normalize("NFKD", sign)[1]: sign for sign in "´¨¯˘˙˚˛˝¸"}
_SPACING |= {ACCENTS["`"]: "`", ACCENTS["^"]: "^", ACCENTS["~"]: "~", ACCENTS["v"]: "ˇ"}


def _accented(mark: str, text: str) -> str | None:
    """The text with a mark on its first letter, outside the marks that it has. The accent of an empty group is a sign."""
    text = text.lstrip()
    if not text:
        return _SPACING.get(mark)
    letter = _DOTLESS.get(text[0], text[0])
    end = next((index for index, char in enumerate(text) if index and not unicodedata.combining(char)), len(text))
    if not letter.isalpha() or end > MAX_MARKS:
        return None
    return letter + text[1:end] + mark + text[end:]


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
    " NoCaseChange else fi bibnamefont bibfnamefont selectfont unskip ignorespaces nobreak linebreak allowbreak - / @ !".split()
)
"""Font commands and others without a text of their own; an argument is printed."""
