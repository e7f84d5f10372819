"""Formulas: MathML, readable text, where they begin and end, and what cannot become any."""

from __future__ import annotations

import re

import markdown
import pytest
from lxml import etree, html

from shortlist.latex import latex_to_html, latex_to_text
from shortlist.maths import FormulaError, MathsExtension, to_html, to_mathml, to_text, with_plain_formulas


def bare(mathml: str) -> str:
    """Elements and characters, without what says how they are spaced."""
    shown = mathml.partition("<annotation")[0]
    return re.sub(r"<mspace/>|</?mrow[^>]*>|</?(?:math|semantics)[^>]*>| (?:\w+)=\"[^\"]*\"", "", shown)


@pytest.mark.parametrize(
    ("latex", "mathml"),
    [
        ("x", "<mi>x</mi>"),
        ("x<y", "<mi>x</mi><mo>&lt;</mo><mi>y</mi>"),
        (r"\frac{a}{b}", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
        ("a_{ij}^2", "<msubsup><mi>a</mi><mi>i</mi><mi>j</mi><mn>2</mn></msubsup>"),
        (r"\mathrm{res}(X)", "<mi>res</mi><mo>(</mo><mi>X</mi><mo>)</mo>"),
        (r"\mathrm{d}x", "<mi>d</mi><mi>x</mi>"),
        (r"x_{\mathrm{in}}", "<msub><mi>x</mi><mi>in</mi></msub>"),
        (r"\{x\}", "<mo>{</mo><mi>x</mi><mo>}</mo>"),
        (r"\arg\min_x f", "<mi>arg</mi><mo>\u2061</mo><msub><mi>min</mi><mi>x</mi></msub><mo>\u2061</mo><mi>f</mi>"),
        # MathML Core has no alphabets of other kinds: letters are characters of their own.
        (r"\mathbf{1}\boldsymbol{x}\mathbf{\Sigma}\boldsymbol\theta", "<mi>𝟏</mi><mi>𝒙</mi><mi>𝚺</mi><mi>𝜽</mi>"),
        (r"\mathbb R\mathbb{1}\mathbb{ABC}", "<mi>ℝ</mi><mi>𝟙</mi><mi>𝔸𝔹ℂ</mi>"),
        (r"\mathcal O\mathscr{L}\mathtt{code}", "<mi>𝒪</mi><mi>ℒ</mi><mi>𝚌𝚘𝚍𝚎</mi>"),
        (r"\text{R\&D} \text{50\%} \text{a {b} c}", "<mtext>R&amp;D</mtext><mtext>50%</mtext><mtext>a\xa0b\xa0c</mtext>"),
        (r"\bigl\|x\bigr\|", "<mo>‖</mo><mi>x</mi><mo>‖</mo>"),
        (r"\left\{x \middle| y\right\}", "<mo>{</mo><mi>x</mi><mo>|</mo><mi>y</mi><mo>}</mo>"),
        (r"\operatorname*{arg\,max}", "<mi>arg\u2009max</mi>"),
        (r"\mbox{if }", "<mtext>if\xa0</mtext>"),
        (r"\text{if $x>0$ or}", "<mtext>if\xa0</mtext><mi>x</mi><mo>&gt;</mo><mn>0</mn><mtext>\xa0or</mtext>"),
    ],
)
def test_a_formula_is_mathml_with_its_source(latex: str, mathml: str) -> None:
    found = to_mathml(latex)
    assert bare(found) == mathml
    assert etree.fromstring(found).xpath("string(.//annotation[@encoding='application/x-tex'])") == latex


def test_a_display_formula_says_so() -> None:
    assert etree.fromstring(to_mathml("x", is_display=True)).get("display") == "block"


def test_operators_stand_apart_from_what_they_are_applied_to() -> None:
    assert '<mo lspace="0.1667em">\u2061</mo>' in to_mathml(r"\log p")
    assert '<mo lspace="0.2778em" rspace="0">:</mo>' in to_mathml("a := 2")


@pytest.mark.parametrize(
    "latex", [r"\max_x f", r"\operatorname*{arg\,max}_x f", r"\mathop{\mathrm{argmax}}_x f", r"\sum_{\substack{a\\b}} f"]
)
def test_limits_stand_below_in_a_display_formula(latex: str) -> None:
    assert "<munder>" in to_mathml(latex, is_display=True)
    assert "<msub>" not in to_mathml(latex, is_display=True)


@pytest.mark.parametrize("name", ["aligned", "align", "align*", "split", "alignat", "alignedat"])
def test_lines_are_aligned_and_not_numbered(name: str) -> None:
    columns = "{2}" if name.startswith("aligned") and "at" in name or name == "alignat" else ""
    math = etree.fromstring(to_mathml(rf"\begin{{{name}}}{columns} a &= b \\[1ex] c &= d \end{{{name}}}", is_display=True))
    rows = [[("".join(cell.itertext()), cell.get("class")) for cell in row] for row in math.iter("mtr")]
    left, right = "m-right m-flush-right", "m-left m-flush-left"
    assert rows == [[("a", left), ("=b", right)], [("c", left), ("=d", right)]]


def test_a_line_below_a_table_is_as_wide_as_the_table() -> None:
    assert '<mtd columnspan="99" class="m-solid-top m-close m-close-below">' in to_mathml(r"\begin{array}{l|r} a & b \\ \hline\end{array}")


@pytest.mark.parametrize("name", ["gathered", "gather", "multline*", "equation"])
def test_other_environments_are_not_numbered(name: str) -> None:
    lines = "a" if name == "equation" else r"a \\ b"
    assert bare(to_mathml(rf"\begin{{{name}}}{lines}\end{{{name}}}")).count("mn>") == 0


@pytest.mark.parametrize(
    "latex",
    [
        r"f = \begin{cases} x & \text{if } x>0 \\ 0 & \text{otherwise} \end{cases}",
        r"\begin{array}{l|r} a & b \\ \hline c & d\end{array}",
        r"a\!b \negmedspace \negthickspace c \cfrac12 \kern2pt",
        r"\begin{matrix} a \\ b \end{matrix}",
    ],
)
def test_nothing_asks_for_a_style_that_pages_forbid(latex: str) -> None:
    assert ' style="' not in to_mathml(latex)
    assert ' style="' not in to_mathml(latex, is_display=True)


@pytest.mark.parametrize(
    ("latex", "offset", "reason"),
    [
        (r"\frac{a", 7, "a '{' is not closed"),
        ("a}", 1, "a '}' closes nothing"),
        (r"é\nonsense{x}", 1, r"unknown command '\nonsense'"),
        (r"\left( x", 8, r"'\right' is missing at the end"),
        ("a_", 2, "something is missing here, after a command, '^' or '_'"),
        ("", 0, "it is empty"),
        ("a^b^c", 3, "there are two '^' or two '_' here; put braces around what belongs together"),
        ("a^_b", 2, "'^' and '_' follow one another; put braces around what is raised or lowered"),
        (r"a=b \\ c=d", 4, r"'\\' breaks no line here; put the lines between '\begin{aligned}' and '\end{aligned}'"),
        (r"\begin{equation}a \\ b\end{equation}", 18, r"'\\' breaks no line here; put the lines between"),
        (r"\begin{align*} a &= \foo \end{align*}", 20, r"unknown command '\foo'"),
        (r"\begin{aligned} a", 17, r"a '\begin{…}' has no '\end{…}'"),
        (r"\begin{foo} a \end{foo}", 6, "unknown environment 'foo'"),
        (r"\begin{aligned}a\end{cases}", 16, r"'\end{cases}' stands where '\end{aligned}' is expected"),
        ("a < b & c", 6, r"'&' stands outside an environment; write '\&' for the sign"),
        ("50%", 2, r"'%' hides the rest of the line; write '\%' for a percent sign"),
        (r"x=y \tag{1}", 4, r"'\tag' numbers a formula, and formulas have no numbers here; take it out"),
        (r"\eqref{a}", 0, r"'\eqref' refers to a number, and formulas have no numbers here; name it in words"),
        (r"\text{if $x>0}", 9, r"a '$' inside '\text{…}'; close the text before the formula"),
        ("-sign and the US", 1, r"words in a row lose their spaces; put them into '\text{…}', or write '\$' for dollars"),
        (r"\DeclareMathOperator{\KL}{KL}", 0, r"unknown command '\DeclareMathOperator'"),
        (r"\hspace*{1em}x", 0, r"unknown command '\hspace*'"),
        (r"\left x", 6, r"a bracket is missing after '\left'"),
        (r"a \hline", 2, r"'\hline' may only stand at the beginning of a row"),
        (r"\color{red}{x}", 0, r"colors, sizes of letters, negative spaces and '\mathop' are not shown; take them out"),
    ],
)
def test_what_cannot_be_converted_says_where_and_why(latex: str, offset: int, reason: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(reason)) as caught:
        to_mathml(latex)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    "latex", ["{" * 200_000, r"\frac" * 100_000, r"\sqrt" * 590 + "x", "{" * 1400 + "x" + "}" * 1400, r"\left(" * 300]
)
def test_no_formula_is_too_deep(latex: str) -> None:
    assert to_html(latex)
    assert to_text(latex)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("d_k", "d_k"),
        ("N^2", "N²"),
        ("^2", "²"),
        (r"\mathcal{O}(n^{1.5})", "𝒪(n¹·⁵)"),
        ("10^{-4}", "10⁻⁴"),
        (r"\{0,1\}^n", "{0,1}ⁿ"),
        ("x^{k+1}", "x^(k+1)"),
        (r"\frac12", "1/2"),
        (r"\frac{a}{b+1}", "a/(b+1)"),
        (r"\sqrt{T}", "√T"),
        (r"\sqrt[3]{x}", "³√x"),
        (r"\hat{x}", "x̂"),
        (r"\binom nk", "(n choose k)"),
        (r"\log p + \log(x)", "log p+log(x)"),
        (r"\arg\max_x f", "arg max_x f"),
        (r"90^\circ", "90°"),
        (r"\text{R\&D}", "R&D"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a=b; c=d"),
        (r"\begin{matrix} a & b \\ c & d \end{matrix}", "a b; c d"),
        (r"\nonsense  {x}", r"\nonsense {x}"),
    ],
)
def test_a_formula_as_text(latex: str, text: str) -> None:
    assert to_text(latex) == text


def formulas(text: str) -> list[str]:
    """LaTeX of the formulas on the page of a Markdown text."""
    page = markdown.markdown(text, extensions=[MathsExtension(), "tables"])
    return re.findall(r"<annotation[^>]*>([^<]*)</annotation>", page)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let $x$ be.", ["x"]),
        ("$5 or $6", []),
        ("Training costs $5-$10 million, or $4M–$12M, ($5,$6), $0.50/$1.50 per token.", []),
        ("From $ x$ to $y $.", []),
        (r"\$x\$", []),
        (r"\\$x$", ["x"]),
        (r"$\$5$", [r"\$5"]),
        (r"$\text{if $x$}$ and $y$", [r"\text{if $x$}", "y"]),
        ("`$x$`", []),
        ("$`x`$", []),
        ("$a\nb$", ["a\nb"]),
        ("$a\n\nb$", []),
        ("$$\nx\n$$", ["x"]),
        ("The loss is\n$$\nx\n$$\nwhere $$L$$ is.", ["x", "L"]),
        ("$$\nx\n$$.", ["x"]),
        ("- a\n\n    $$x$$\n\n> $$y$$", ["x", "y"]),
        ("    $$x$$", []),
        ("| a |\n|---|\n| $x$ |", ["x"]),
        ("| a | b |\n|---|---|\n| `$|` $ | $p(x|y)$ |", ["p(x|y)"]),
        ("| a | b |\n|---|---|\n| $|x|$ | $\\|y\\|$ |", ["|x|", r"\|y\|"]),
        ("| a | b |\n|---|---|\n| US$5 | $6 |", []),
    ],
)
def test_formulas_on_a_page(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


@pytest.mark.parametrize(
    "text", [r"$\text{a}" * 2000, r"$$a\\" * 2000, "$a" * 2000, "$$" * 2000, "$" + r"\text{a}" * 2000, "$`|" * 2000]
)
def test_what_never_ends_is_read_in_linear_time(text: str) -> None:
    formulas(text)
    formulas(f"| a | b |\n|---|---|\n| {text} | c |")


@pytest.mark.parametrize("html", ["<!-- <math -->", "<math><semantics><mrow>", "<!-- <math><semantics><mrow> -->"])
def test_what_begins_like_a_formula_swallows_none_and_is_read_in_linear_time(html: str) -> None:
    assert with_plain_formulas(html * 20_000 + to_html("x^2")) == html * 20_000 + "x²"


def test_a_pipe_in_a_formula_cuts_no_row_off() -> None:
    page = markdown.markdown("| A | B |\n|---|---|\n| $p(x|y)$ | rest |", extensions=["tables", MathsExtension()])
    assert re.search(r"</math></td>\n<td>rest</td>", page)


def test_the_extension_says_which_formulas_it_found() -> None:
    parser = markdown.Markdown(extensions=[MathsExtension()])
    parser.convert(r"So $x$ and $\nonsense$.")
    assert list(parser.formulas.values()) == ["x", r"\nonsense"]
    parser.reset().convert("None.")
    assert parser.formulas == {}


def test_a_formula_that_cannot_be_converted_stays_readable() -> None:
    page = markdown.markdown(r"So $\nonsense{<b>}$.", extensions=[MathsExtension()])
    assert page == r"<p>So <code>\nonsense{&lt;b&gt;}</code>.</p>"


def test_headings_are_named_by_the_text_of_their_formulas() -> None:
    parser = markdown.Markdown(extensions=["toc", "footnotes", MathsExtension()])
    parser.convert(
        "## The $d_k$ scaling[^1]\n\n## On $\\mathcal{O}(n^2)$\n\n## On $\\mathcal{O}(n^2)$\n\n## `x < $y$`\n\n## $a<b$\n\n[^1]: A."
    )
    tokens = [(token["id"], token["name"]) for token in parser.toc_tokens]  # type: ignore[attr-defined]
    assert tokens == [
        ("the-d_k-scaling", "The d_k scaling"),
        ("on-on2", "On 𝒪(n²)"),
        ("on-on2_1", "On 𝒪(n²)"),
        ("x-y", "x &lt; $y$"),
        ("ab", "a&lt;b"),
    ]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{RL}$^2$ in $\mathcal{O}(n^{1.5})$ at $10^{-3}$", "RL² in 𝒪(n¹·⁵) at 10⁻³"),
        (r"From $\{0,1\}^n$ to $\sqrt{s} = 13$", "From {0,1}ⁿ to √s=13"),
        (r"Some $\sim$100 routes at {\textasciitilde}2x", "Some ∼100 routes at ~2x"),
        (r"The {\textbackslash}pi and $$x$$ of it, \textasciicircum{}", r"The \pi and x of it, ^"),
        (r"$\frac{1}{2}$ of \$5 costs \$2.50", "1/2 of $5 costs $2.50"),
        ("A ``plain'' title -- {GLM}", "A “plain” title – GLM"),
    ],
)
def test_formulas_in_bibtex_fields(latex: str, text: str) -> None:
    assert latex_to_text(latex) == text
    shown = html.fromstring(f"<p>{latex_to_html(latex)}</p>")
    for formula in shown.xpath("//math"):
        formula.tail = to_text(formula.xpath("string(.//annotation)")) + (formula.tail or "")
        formula.drop_tree()
    assert shown.text_content() == text


def test_the_box_of_a_long_formula_has_the_focus_and_not_the_formula() -> None:
    """HTML has no `tabindex` on `math`; Nu Html Checker says so."""
    page = markdown.markdown("So $a_1 + b_2 = c_3 + d_4 + e_5 + f_6$ and $x$.", extensions=["shortlist.maths"])
    assert page.count('<span class="formula-in-line" tabindex="0" role="group" aria-label="Formula"><math') == 1
    assert "<math tabindex" not in page
