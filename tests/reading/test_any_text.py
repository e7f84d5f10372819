"""Whatever the text is, reading it ends well. Apart from the unit tests, since Hypothesis takes a second to start."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from shortlist.latex import latex_to_text
from shortlist.maths import FormulaError, to_mathml
from shortlist.model import Body
from shortlist.problems import Place, Problem
from shortlist.reading.markdown import scan_page
from shortlist.reading.source import Source


def scan(text: str) -> Body:
    return scan_page(Source("page.md", text), 0)


@given(st.text(alphabet=st.sampled_from("ab[](){}!@#`$<>-=*_^:;,.\\\n /\"'&~|1\u00e9")))
def test_no_text_breaks_the_scan(text: str) -> None:
    body = scan(text)
    lines = text.split("\n")
    for found in (*body.links, *body.citations, *body.headings, *body.formulas):
        assert 1 <= found.place.line <= len(lines)
        assert 1 <= found.place.column <= len(lines[found.place.line - 1]) + 1


@given(st.text())
def test_a_line_of_text_is_printable_whatever_was_quoted(text: str) -> None:
    line = str(Problem(Place(text), "F101", text))
    assert line.isprintable()


@given(st.text(alphabet=st.sampled_from("ab12\\{}_^&$ +-=<>()[]'|frac")))
def test_no_formula_ends_in_another_error(latex: str) -> None:
    try:
        etree.fromstring(to_mathml(latex))
    except FormulaError:
        pass


@given(st.text(alphabet=st.sampled_from("abc\\{}$~'\"`^=.-vcH %&_\u00e9")))
def test_no_field_of_bibtex_breaks_its_reader(latex: str) -> None:
    latex_to_text(latex)
