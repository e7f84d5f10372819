"""Formulas: MathML, and what cannot become any."""

from __future__ import annotations

import re

import markdown
import pytest
from lxml import etree

from shortlist.maths import FormulaError, MathsExtension, to_mathml


@pytest.mark.parametrize(
    ("latex", "mathml"),
    [
        ("x", "<mi>x</mi>"),
        ("x<y", "<mi>x</mi><mo>&lt;</mo><mi>y</mi>"),
        (r"\frac{a}{b}", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
        ("a_{ij}^2", "<msubsup><mi>a</mi><mrow><mi>i</mi><mi>j</mi></mrow><mn>2</mn></msubsup>"),
        (r"\mathrm{res}(X)", "<mi>res</mi><mo>(</mo><mi>X</mi>"),
        (r"\mathrm{d}x", "<mi>d</mi><mi>x</mi>"),
        (r"x_{\mathrm{in}}", "<msub><mi>x</mi><mi>in</mi></msub>"),
        (r"\{x\}", "<mi>x</mi>"),
        (r"\arg\min_x f", "<mo>arg</mo>"),
        (r"\mathbf{1}", "<mn>𝟏</mn>"),
        (r"\boldsymbol{x}", "<mi>𝒙</mi>"),
    ],
)
def test_a_formula_is_mathml_with_its_source(latex: str, mathml: str) -> None:
    found = to_mathml(latex)
    assert mathml in re.sub(r' (?:mathvariant|stretchy)="[^"]*"', "", found)
    assert etree.fromstring(found).get("alttext") == latex


def test_a_display_formula_says_so() -> None:
    assert etree.fromstring(to_mathml("x", is_display=True)).get("display") == "block"


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\frac{a", "a '{' is not closed"),
        ("a}", "a '}' closes nothing"),
        (r"\nonsense{x}", r"unknown command \nonsense"),
        (r"\left( x", "ExtraLeftOrMissingRight"),
        ("a_", "MissingSuperScriptOrSubscript"),
        ("", "NoAvailableTokens"),
    ],
)
def test_what_cannot_be_converted_says_why(latex: str, reason: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(reason)):
        to_mathml(latex)


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("Let $x$ be.", ["x"]),
        ("$5 or $6", []),
        (r"\$x\$", []),
        ("`$x$`", []),
        ("$$\nx\n$$", ["x"]),
        ("| a |\n|---|\n| $x$ |", ["x"]),
    ],
)
def test_formulas_on_a_page(text: str, formulas: list[str]) -> None:
    page = markdown.markdown(text, extensions=[MathsExtension(), "tables"])
    assert re.findall(r'alttext="([^"]*)"', page) == formulas


def test_a_formula_that_cannot_be_converted_stays_readable() -> None:
    page = markdown.markdown(r"So $\nonsense{<b>}$.", extensions=[MathsExtension()])
    assert page == r"<p>So <code>\nonsense{&lt;b&gt;}</code>.</p>"
