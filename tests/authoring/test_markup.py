"""Plain text becomes LaTeX that reads as the same text again, and markup of services becomes plain text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortlist.authoring.dialects import plain
from shortlist.authoring.markup import from_html, normalize_text, to_latex
from shortlist.latex import latex_to_text
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.source import Source
from tests.conftest import SAMPLE

ENTRIES = read_bibtex(Source("bib/references.bib", (SAMPLE / "bib/references.bib").read_text(encoding="utf-8")))[0]
WORDS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(list("ABab01 $\\{}&%#_^~-–—`'“”\"@,=:/.()<>\u202e\n")), min_size=1, max_size=40
)  # fmt: skip


def printable(text: str) -> str:
    return latex_to_text(to_latex(text))


def test_capitals_are_protected_as_in_the_file() -> None:
    """Braces around every word that the file protects, but for proper names in plain capitals."""
    for record in ENTRIES.values():
        ours = re.findall(r"\{([^{}]*)\}", to_latex(normalize_text(record.title), is_title=True))
        theirs = re.findall(r"\{([^{}]*)\}", record.fields["title"])
        assert set(ours) <= set(theirs)
        assert all(re.fullmatch(r"[A-Z][a-z]+", word) for word in set(theirs) - set(ours))


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        ("GLM: General Language", "{GLM}: General Language"),
        ("Perceiver: General Perception", "{Perceiver}: General Perception"),
        ("mixup: Beyond Risk", "mixup: Beyond Risk"),
        ("An all-MLP Architecture", "An all-{MLP} Architecture"),
        ("On GANs and a GAN's Cost", "On {GAN}s and a {GAN}'s Cost"),
        ("U-Net with BERT-Networks", "{U-Net} with {BERT}-Networks"),
        ("From GPT-3 to EPIC-KITCHENS-100", "From {GPT-3} to {EPIC-KITCHENS-100}"),
        ("End-to-End, 16x16", "End-to-End, 16x16"),
        ("IEEE/CVF Talks", "{IEEE/CVF} Talks"),
        ("A McCulloch Cell in 3D", "A {McCulloch} Cell in {3D}"),
        ("DISCRETE COSINE TRANSFORM", "DISCRETE COSINE TRANSFORM"),
        ("Études on ÉCOLE", "Études on {ÉCOLE}"),
        ("R&D: 100% of #1_x", r"R\&D: 100\% of \#1\_x"),
        ("Costs $5 to $10", r"Costs \$5 to \$10"),
        ("The $\\ell_1$-norm at $O(n)$", "The $\\ell_1$-norm at $O(n)$"),
        ("From $\\{0,1\\}^n$ to $\\{x$", "From $\\{0,1\\}^n$ to $x$"),
        ("“One” – two—three", "``One'' -- two---three"),
        ("Broken $\\nosuch{$ {braces} and \\", "Broken $nosuch$ braces and"),
    ],
)
def test_titles_become_latex(title: str, latex: str) -> None:
    assert to_latex(normalize_text(title), is_title=True) == latex


@given(WORDS)
def test_text_is_normalized_at_once(text: str) -> None:
    assert normalize_text(normalize_text(text)) == normalize_text(text)


@given(st.text(st.sampled_from(list("ab1 $.,&%#_-–“”:()"))))
def test_plain_text_without_formulas_comes_back_letter_by_letter(text: str) -> None:
    read = plain(text)
    if "$" not in read:
        assert printable(read) == read


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("p<0.05 &amp;amp; <i>q</i>", "p<0.05 & q"),
        ("CO<sub>2</sub> at 10<jats:sup>-3</jats:sup>, x<sub>max</sub>", "CO₂ at 10⁻³, xmax"),
        ("<jats:title>A</jats:title><jats:p>B</jats:p>", " A  B "),
        ("<mml:math><mml:mi>x</mml:mi> <mml:mo>=</mml:mo> <annotation>x=1</annotation></mml:math>", "x="),
        ("<tex-math>\\begin{document}x\\end{document}</tex-math> y", " y"),
        ("&lt;b&gt;", "<b>"),
    ],
)
def test_markup_of_publishers_becomes_text(html: str, text: str) -> None:
    assert from_html(html) == text
