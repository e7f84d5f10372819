"""LaTeX → text: every accent on every letter, the commands that programs write, and hostile input."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shortlist.latex import ACCENTS, JOURNALS, MAX_MARKS, MAX_NESTED_COMMANDS, read_latex

MARKS = {
    "grave": "`", "acute": "'", "circumflex": "^", "tilde": "~", "macron": "=", "breve": "u", "dot above": ".", "diaeresis": '"',
    "hook above": "h", "ring above": "r", "double acute": "H", "caron": "v", "double vertical line above": "U",
    "double grave": "G", "inverted breve": "f", "dot below": "d", "cedilla": "c", "ogonek": "k", "macron below": "b",
    "double inverted breve": "t",
}  # fmt: skip
"""Twenty accents by their names in Unicode, which are the judge of the table."""
ALIASES = {"acute": "ACUTE ACCENT", "grave": "GRAVE ACCENT", "circumflex": "CIRCUMFLEX ACCENT",
    "double acute": "DOUBLE ACUTE ACCENT", "double grave": "DOUBLE GRAVE ACCENT"}  # fmt: skip
LETTERS = {
    **{chr(code): chr(code) for code in (*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1))},
    r"\i": "i",
    r"\j": "j",
    r"\ae": "æ",
    r"\AE": "Æ",
    r"\o": "ø",
    r"\O": "Ø",
    r"\oe": "œ",
    r"\OE": "Œ",
}
"""Sixty letters as LaTeX → the letter that carries the mark."""


def text_of(latex: str) -> str:
    """The text of a field that has no problem."""
    text, problems = read_latex(latex)
    assert problems == []
    return text


def mark_of(name: str) -> str:
    return unicodedata.lookup(f"COMBINING {ALIASES.get(name, name.upper())}")


def test_there_are_twenty_accents_and_sixty_letters() -> None:
    assert len(set(MARKS.values())) == 20 == len(ACCENTS) - 1
    assert len(LETTERS) == 60


@pytest.mark.parametrize("name", MARKS)
def test_every_accent_on_every_letter_in_every_spelling(name: str) -> None:
    command = "\\" + MARKS[name]
    for latex, letter in LETTERS.items():
        expected = unicodedata.normalize("NFC", letter + mark_of(name))
        bare = f"{command} {latex}" if command[1].isalpha() else f"{command}{latex}"
        for spelling in (f"{{{bare}}}", f"{command}{{{latex}}}", f"{{{command}{{{latex}}}}}"):
            assert text_of(spelling) == expected, spelling
            assert text_of(f"x{spelling}y") == f"x{expected}y", spelling


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        # R2, R3
        (r"Mart\'{\i}n", "Martín"),
        (r"Mart{\'{\i}}n", "Martín"),
        (r"Mart{\'\i}n", "Martín"),
        (r"Mart\'\i n", "Martín"),
        (r"Mart\'{i}n", "Martín"),
        (r"Mart\'{ı}n", "Martín"),
        (r"\={\i}\^{\i}\"{\i}\`{\i}\u{\i}\v{\j}", "īîïìĭǰ"),
        (r"Kone{\v{c}}n{\`y}", "Konečnỳ"),
        (r"Nguy{\~{\^e}}n", "Nguyễn"),
        (r"Nguy{\~\^e}n", "Nguyễn"),
        (r"Tr{\`{\^a}}n", "Trần"),
        (r"Ph{\d a}m", "Phạm"),
        (r"\d{\^o} \^{\d o}", "ộ ộ"),
        (r"W\c{e}", "Wȩ"),
        (r"\'{\ae}", "ǽ"),
        (r"\'  e", "é"),
        (r"\'{ab}c", "ábc"),
        (r"\t{oo}", "o͡o"),
        (r"\textcommabelow{s}", "ș"),
        # R4
        (r"O{\textquoteright}Neil", "O’Neil"),
        (r"{\textquotedblleft}Survey{\textquotedblright} {\textendash} x", "“Survey” – x"),
        (r"L{\textsubscript{1}} and 2\textsuperscript{nd}, 10\textsuperscript{-3}", "L₁ and 2nd, 10⁻³"),
        (r"13\,TeV {\textbar} x\/y\@z\dots", "13 TeV | xyz…"),
        (r"{\textless}b{\textgreater} 3\textmu m a\textunderscore b", "<b> 3µm a_b"),
        (r"The \mkbibemph{word} \mkbibquote{of \mkbibquote{it}} \mkbibparens{a}", "The word “of ‘it’” (a)"),
        (r"\enquote{a} \enquote{b \enquote{c} d}", "“a” “b ‘c’ d”"),
        (r"Doe, {\relax Th}.", "Doe, Th."),
        (r"\noopsort{1973a}1973", "1973"),
        (r"\href{https://a.org/x_y}{A page}", "A page"),
        (r"\url{https://a.org/\~{}x\_y%20z}", "https://a.org/~x_y%20z"),
        (r"\foreignlanguage{german}{Wort}", "Wort"),
        (r"\apj\ \mnras", "Astrophysical Journal Monthly Notices of the Royal Astronomical Society"),
        # Fonts, dashes, spaces, signs
        (r"\emph{a} {\em b} \textbf{\textit{c}} \textsc{D}{\bf e}\mbox{f}", "a b c Def"),
        (r"\pkg{lme4} for \proglang{R}", "lme4 for R"),
        (r"1--2, a---b, ``q'', `s', a-b, why?", "1–2, a—b, “q”, ‘s', a-b, why?"),
        (r"!`a! ?`b?", "¡a! ¿b?"),
        (r"a~b\ c\quad d", "a b c d"),
        (r"\& \% \# \_ \$ \{ \} {\textbackslash}pi {\textasciitilde}2x \^{} \~{}", r"& % # _ $ { } \pi ~2x ^ ~"),
        (r"\LaTeX\ and \TeX{} and {\BibTeX}", "LaTeX and TeX and BibTeX"),
        (r"50 % of R&D", "50 % of R&D"),
        (r"\L{}\'od\'z \aa ngstr\"om {\ss}", "Łódź ångström ß"),
        (r"Ivan{\ifmmode \check{c}\else \v{c}\fi{}}i\ifmmode\acute{c}\else\'{c}\fi{}", "Ivančić"),
        (r"12th $\{$USENIX$\}$ symposium", "12th USENIX symposium"),
        ("{{Title}}  with\n{ACRONYM}s", "Title with ACRONYMs"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_programs_write(latex: str, text: str) -> None:
    assert text_of(latex) == text


def test_every_journal_of_ads_is_named() -> None:
    assert {name: text_of(f"\\{name}") for name in JOURNALS} == JOURNALS
    assert len(JOURNALS) > 20


def test_formulas_are_handed_to_the_caller() -> None:
    latex = r"RL$^2$, \(a\), \[b\], $$c$$, \ensuremath{\gamma} and $\{0,1\}^n$ for \$5"
    assert text_of(latex) == r"RL$^2$, $a$, $b$, $c$, $\gamma$ and $\{0,1\}^n$ for $5"
    assert read_latex(latex, lambda formula: f"<{formula}>") == (r"RL<^2>, <a>, <b>, <c>, <\gamma> and <\{0,1\}^n> for $5", [])


@pytest.mark.parametrize(
    ("latex", "offset", "found", "said"),
    [
        (r"A \nonsense{x} B", 2, r"\nonsense", r"holds the command '\nonsense', which the site cannot print"),
        (r"\textbfx y", 0, r"\textbfx", "cannot print"),
        (r"\'\in", 2, r"\in", r"'\in', which the site cannot print"),
        (r"\ifmmode a", 0, r"\ifmmode", "cannot print"),
        (r"a\?b", 1, r"\?", r"'\?', which the site cannot print"),
        (r"x \'1", 2, r"\'1", "an accent on what is not a letter"),
        (r"x \v{$y$}", 2, r"\v{$y$}", "an accent on what is not a letter"),
        (r"x {\'}", 3, r"\'", "nothing to apply it to"),
        (r"x \~", 2, r"\~", "nothing to apply it to"),
        (r"\url x", 0, r"\url", "without an argument in braces"),
        ("a{b", 1, "{", "nothing closes"),
        ("a}b", 1, "}", "closes nothing"),
        ("a $5", 2, "$", "no second one closes"),
        (r"a ${x$", 2, "${x$", "braces do not match"),
        (r"a \(b", 2, r"\(", "cannot print"),
        ("a\\", 1, "\\", "ends in a backslash"),
    ],
)
def test_problems_show_exactly_what_stands_there(latex: str, offset: int, found: str, said: str) -> None:
    [problem] = read_latex(latex)[1]
    assert (problem.offset, problem.found) == (offset, found)
    assert latex[offset:].startswith(found)
    assert said in problem.message


def test_an_unknown_command_stays_and_what_follows_is_read() -> None:
    text, problems = read_latex(r"A \foo{b} \'e \bar c")
    assert text == r"A \foo b é \bar c"
    assert [problem.found for problem in problems] == [r"\foo", r"\bar"]


# Hostile input

PIECES = st.sampled_from(
    ["\\", "{", "}", "$", "$$", "\\(", "\\)", "\\[", "\\]", "~", "--", "``", "''", "\\'", "\\~", "\\v", "\\i", " ", "a", "é", "\u0301",
     "\\url", "\\href", "\\emph", "\\enquote", "\\textsuperscript", "\\ensuremath", "\\foo", "\\&", "%", "&", "[", "]", "\n", "\0", "\ud800"]
)  # fmt: skip
LATEX = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


@settings(deadline=None)
@given(LATEX)
def test_it_never_raises_and_is_sound(latex: str) -> None:
    text, problems = read_latex(latex)
    assert text == " ".join(text.split())
    assert problems == sorted(problems, key=lambda problem: problem.offset)
    for problem in problems:
        assert latex[problem.offset :].startswith(problem.found)
        assert problem.found


@given(st.text(st.characters(exclude_characters="\\{}$~`'-?!", exclude_categories=["Cs"])))
def test_text_without_latex_is_only_normalized(text: str) -> None:
    assert read_latex(text) == (unicodedata.normalize("NFC", " ".join(text.split())), [])


@given(st.lists(st.tuples(st.sampled_from(sorted(MARKS)), st.booleans()), min_size=1, max_size=5), st.sampled_from("aeouyn"))
def test_stacked_accents_are_composed_from_the_inside(stack: list[tuple[str, bool]], letter: str) -> None:
    latex, expected = letter, letter
    for name, is_braced in stack:
        command = "\\" + MARKS[name]
        latex = f"{command}{{{latex}}}" if is_braced else f"{command} {latex}" if command[1].isalpha() else f"{command}{latex}"
        expected += mark_of(name)
    assert text_of(f"{{{latex}}}") == unicodedata.normalize("NFC", expected)


HOSTILE = {
    "groups": lambda size: "{" * size + "}" * size,
    "open groups": lambda size: "{" * size,
    "accents in groups": lambda size: "\\'{" * size,
    "accents": lambda size: "\\'" * size,
    "backslashes": lambda size: "\\" * size,
    "dollars": lambda size: "$" * size + "a",
    "displays": lambda size: "$$a" * size,
    "formulas": lambda size: "\\(" * size,
    "mixed formulas": lambda size: "\\(\\[" * size,
    "addresses": lambda size: "\\url{" * size,
    "marks": lambda size: "~a" + "\u0301\u0323" * size,
    "long arguments": lambda size: "\\textsuperscript{" * 90 + "a" * size + "}" * 90,
    "branches": lambda size: "\\ifmmode" * size + "\\else",
    "half branches": lambda size: "\\ifmmode" * size,
    "commands": lambda size: "\\foo" * size,
    "one long word": lambda size: "\\" + "a" * size,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_linear(name: str) -> None:
    """Sixteen times the input takes nowhere near 256 times as long. Processor time, the best of three, on a busy machine."""

    def seconds(size: int) -> float:
        latex = HOSTILE[name](size)
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            read_latex(latex)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(16_000) < 80 * max(seconds(1_000), 0.001)


def test_nesting_has_an_end() -> None:
    deep = "\\emph{" * 10_000 + "a" + "}" * 10_000
    assert text_of(deep) == "a", "fonts and groups may be nested as deep as they like"
    nested = "\\'{" * MAX_NESTED_COMMANDS + "a"
    problem = read_latex("b" + "\\'{" + nested)[1][-1]
    assert (problem.offset, problem.found) == (1 + 3 * MAX_NESTED_COMMANDS, "\\'")
    assert "which the site cannot print" in problem.message


def test_a_letter_carries_so_many_marks_only() -> None:
    for marks, count in ((MAX_MARKS, 0), (MAX_MARKS + 1, 1)):
        assert len(read_latex("\\'{" * marks + "a" + "}" * marks)[1]) == count
