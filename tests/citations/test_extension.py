"""Where citations are read and where not: Markdown on the left, HTML on the right, in the short form of `records`."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown import markdown

from tests.citations.records import in_short, parser, render, render_without

CITED = [
    # Groups
    ("Word [@a].", "<p>Word<sup>{1 a}</sup>.</p>"),
    ("Word[@a].", "<p>Word<sup>{1 a}</sup>.</p>"),
    ("[@a] begins.", "<p><sup>{1 a}</sup> begins.</p>"),
    ("Word [@a; @b].", "<p>Word<sup>{1 a}, {2 b}</sup>.</p>"),
    ("Word [@a;@b;\n@c].", "<p>Word<sup>{1 a}, {2 b}, {3 c}</sup>.</p>"),
    ("Word [see @a].", "<p>Word<sup>see {1 a}</sup>.</p>"),
    ("Word [@a, p. 3].", "<p>Word<sup>{1 a}, ‹p. 3›</sup>.</p>"),
    ("Word [see @a, p. 3; @b].", "<p>Word<sup>see {1 a}, ‹p. 3›; {2 b}</sup>.</p>"),
    ("Word [@a; see also @b].", "<p>Word<sup>{1 a}; see also {2 b}</sup>.</p>"),
    ("Word [@a, pp. 3--4, 9].", "<p>Word<sup>{1 a}, ‹pp. 3--4, 9›</sup>.</p>"),
    ("Word [(@a)].", "<p>Word<sup>({1 a}‹)›</sup>.</p>"),
    ("Word [@a.].", "<p>Word<sup>{1 a}‹.›</sup>.</p>"),
    ("Word [see *esp.* @a].", "<p>Word<sup>see <em>esp.</em> {1 a}</sup>.</p>"),
    ("Word [@a, **p.** `3`].", "<p>Word<sup>{1 a}, ‹<strong>p.</strong> <code>3</code>›</sup>.</p>"),
    ("Word [@a, $x$].", r'<p>Word<sup>{1 a}, ‹<span class="arithmatex">\(x\)</span>›</sup>.</p>'),
    ("Word [A &amp; B @a].", "<p>Word<sup>A &amp; B {1 a}</sup>.</p>"),
    ("Word [A & B < C @a].", "<p>Word<sup>A &amp; B &lt; C {1 a}</sup>.</p>"),
    (r"Word [@a, \*3\*].", "<p>Word<sup>{1 a}, ‹*3*›</sup>.</p>"),
    (r"Word [@a, x\] y].", "<p>Word<sup>{1 a}, ‹x] y›</sup>.</p>"),
    ("Word [@a, me@example.org].", "<p>Word<sup>{1 a}, ‹me@example.org›</sup>.</p>"),
    ("Word [@a, <b>p.</b> 3].", "<p>Word<sup>{1 a}, ‹<b>p.</b> 3›</sup>.</p>"),
    # Wrapped over lines
    ("Word\n[@a].", "<p>Word<sup>{1 a}</sup>.</p>"),
    ("Word [see\n@a,\np. 3].", "<p>Word<sup>see {1 a}, ‹p. 3›</sup>.</p>"),
    ("Word  \n[@a].", "<p>Word<br />\n<sup>{1 a}</sup>.</p>"),
    # Numbers
    ("[@a] and [@b] and [@a].", "<p><sup>{1 a}</sup> and<sup>{2 b}</sup> and<sup>{1 a 2}</sup>.</p>"),
    ("Word [@b; @a; @b].", "<p>Word<sup>{1 b}, {2 a}, {1 b 2}</sup>.</p>"),
    ("*Word [@b]* and [@a].", "<p><em>Word<sup>{1 b}</sup></em> and<sup>{2 a}</sup>.</p>"),
    # Neighbours
    ("Word [@a] [@b].", "<p>Word<sup>{1 a}</sup><sup>, {2 b}</sup>.</p>"),
    ("Word [@a][@b][@c].", "<p>Word<sup>{1 a}</sup><sup>, {2 b}</sup><sup>, {3 c}</sup>.</p>"),
    ("Word [@a], [@b].", "<p>Word<sup>{1 a}</sup>,<sup>{2 b}</sup>.</p>"),
    # Keys
    ("Word [@x_y; @_u].", "<p>Word<sup>{1 x_y}, {2 _u}</sup>.</p>"),
    ("Word [@2020a].", "<p>Word<sup>{1 2020a}</sup>.</p>"),
    ("Word [@a.b; @a:b; @a-b; @a+b; @a/b].", "<p>Word<sup>{1 a.b}, {2 a:b}, {3 a-b}, {4 a+b}, {5 a/b}</sup>.</p>"),
    ("Word [@dblp:conf/x].", "<p>Word<sup>{1 dblp:conf/x}</sup>.</p>"),
    ("Word [@https://x.y/z].", "<p>Word<sup>{1 https://x.y/z}</sup>.</p>"),
    ("Word [@été].", "<p>Word<sup>{1 été}</sup>.</p>"),
    # Amid other marks
    ("**Word [@a]**", "<p><strong>Word<sup>{1 a}</sup></strong></p>"),
    ("**Word**[@a]", "<p><strong>Word</strong><sup>{1 a}</sup></p>"),
    ("`word` [@a]", "<p><code>word</code><sup>{1 a}</sup></p>"),
    ("[word](u) [@a]", '<p><a href="u">word</a><sup>{1 a}</sup></p>'),
    ("Word (as in [@a])", "<p>Word (as in<sup>{1 a}</sup>)</p>"),
    ("Word [see [@a]]", "<p>Word [see<sup>{1 a}</sup>]</p>"),
    ("Word! ![@a]", "<p>Word! !<sup>{1 a}</sup></p>"),
    ("Word [@a] (2001)", "<p>Word<sup>{1 a}</sup> (2001)</p>"),
    ("[@a]: many agree", "<p><sup>{1 a}</sup>: many agree</p>"),
    ("Word [@a]{ .x }", '<p>Word<sup class="citation x">{1 a}</sup></p>'),
    ("Word [@a]{ class=x }", '<p>Word<sup class="x">{1 a}</sup></p>'),
    ("<b>Word [@a]</b>", "<p><b>Word<sup>{1 a}</sup></b></p>"),
    # Places
    ("Word [@a]\n====\n\nText.", '<h1 id="word">Word<sup>{1 a}</sup></h1>'),
    ("## Word [@a]", '<h2 id="word">Word<sup>{1 a}</sup></h2>'),
    ("### [@a] Word {#own}", '<h3 id="own"><sup>{1 a}</sup> Word</h3>'),
    ("- One [@a]\n- Two [@b]", "<li>One<sup>{1 a}</sup></li>\n<li>Two<sup>{2 b}</sup></li>"),
    ("1. One\n\n    Two [@a]", "<p>Two<sup>{1 a}</sup></p>\n</li>"),
    ("- [x] Done [@a]", '<input type="checkbox" disabled checked/> Done<sup>{1 a}</sup></li>'),
    ("| H [@a] |\n|---|\n| D [@b] |", "<th>H<sup>{1 a}</sup></th>"),
    ("| H [@a] |\n|---|\n| D [@b; @a] |", "<td>D<sup>{2 b}, {1 a 2}</sup></td>"),
    ("> Word [see\n> @a]", "<blockquote>\n<p>Word<sup>see {1 a}</sup></p>\n</blockquote>"),
    ("Term [@a]\n:   Meaning [@b]", "<dt>Term<sup>{1 a}</sup></dt>\n<dd>Meaning<sup>{2 b}</sup></dd>"),
    (
        '!!! note "Title [@a]"\n    Body [@b]',
        '<p class="admonition-title">Title<sup>{1 a}</sup></p>\n<p>Body<sup>{2 b}</sup></p>',
    ),
    ('=== "Tab"\n\n    Body [@a]', '<div class="tabbed-block">\n<p>Body<sup>{1 a}</sup></p>'),
    ("/// caption\nFigure [@a].\n///", "<figcaption>\n<p>Figure<sup>{1 a}</sup>.</p>\n</figcaption>"),
    ("/// details | More [@a]\nBody [@b]\n///", "<summary>More<sup>{1 a}</sup></summary>\n<p>Body<sup>{2 b}</sup></p>"),
    ("<div markdown>\nBody [@a]\n</div>", "<div>\n<p>Body<sup>{1 a}</sup></p>\n</div>"),
    ("WHO [@a]\n\n*[WHO]: World", '<p><abbr title="World">WHO</abbr><sup>{1 a}</sup></p>'),
]

UNTOUCHED = [
    # Links and images
    "[word @a](u)",
    "[word [@a] word](u)",
    '[*word* @a](u "title @b")',
    "[@a](u)",
    "[word @a][label]\n\n[label]: http://x",
    "[word [@a] word][label]\n\n[label]: http://x",
    "[word @a] [label]\n\n[label]: http://x",
    "[word @a][nothing]",
    "[word @a][]",
    "[@a]\n\n[@a]: http://x",
    "Word\n\n[@a]: http://x",
    "![word @a](u)",
    "![word [@a]](u)",
    "![word @a][label]\n\n[label]: http://x",
    "[![@a](i)](u)",
    "<http://x.example/[@a]>",
    # Code and maths
    "`[@a]`",
    "``a ` [@a]``",
    "`#!python x[@a]`",
    "    [@a]",
    "```\n[@a]\n```",
    "```python\nx[@a]\n```",
    "- Item\n\n    ```\n    [@a]\n    ```",
    "Word $[@a]$ word",
    "$$\n[@a]\n$$",
    # HTML
    "Word <!-- [@a] --> word",
    "<!--\n[@a]\n-->",
    '<span title="[@a]">word</span>',
    '<div title="[@a]">\nword [@a]\n</div>',
    '<a href="u">word [@a]</a>',
    """<a href="u>v" title='<w>'>word [@a]</a>""",
    "<code>[@a]</code>",
    "<kbd>[@a]</kbd>",
    "<script>\nx = [@a];\n</script>",
    # Addresses and handles
    "me@example.org",
    "[me@example.org]",
    "<me@example.org>",
    "[me+a@example.org](mailto:me@example.org)",
    "@a and @b",
    "(@a)",
    "[https://social.example/@a]",
    # Escapes
    r"\[@a]",
    r"\[@a\]",
    r"[@a\]",
    r"[\@a]",
    r"\@a",
    # Not the syntax
    "[-@a]",
    "[see -@a]",
    "[@a @b]",
    "[@a, @b]",
    "[see; @a]",
    "[@a; ]",
    "[@{a}]",
    "[@@a]",
    "[@ a]",
    "[@]",
    "[@a",
    "@a]",
    "[see\n\n@a]",
    "[^@a]",
    # Unknown keys
    "[@nobody]",
    "[@nobody, *p. 3*; @a]",
    "[see @a; @nobody]",
    "[@A]",
    "## Word [@nobody]",
    # A tab's label is a control, which can hold no link.
    '=== "Tab [@a]"\n\n    Body',
    # The meaning of an abbreviation becomes an attribute.
    "WHO\n\n*[WHO]: World [@a]",
]


@pytest.mark.parametrize(("markdown", "html"), CITED)
def test_is_cited(markdown: str, html: str) -> None:
    assert html in in_short(render(markdown))


@pytest.mark.parametrize("markdown", UNTOUCHED)
def test_is_left_as_it_is(markdown: str) -> None:
    assert render(markdown) == render_without(markdown)


def test_snippets_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "part.md").write_text("Included [@a].\n", encoding="utf-8")
    shown = in_short(parser().convert('Before [@b].\n\n--8<-- "part.md"'))
    assert shown == "<p>Before<sup>{1 b}</sup>.</p>\n<p>Included<sup>{2 a}</sup>.</p>"


@pytest.mark.parametrize(
    ("markdown", "cited", "unknown"),
    [
        ("Word.", (), ()),
        ("[@b] [@a] [@b]", ("b", "a", "b"), ()),
        ("[@nobody] [@a; @else]", (), ("else", "nobody")),
        ("[@nobody] [@a]", ("a",), ("nobody",)),
        ("`[@nobody]` [@nobody](u)", (), ()),
    ],
)
def test_what_the_parser_knows_afterwards(markdown: str, cited: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    md = parser()
    md.convert(markdown)
    assert (tuple(link.key for link in md.citations), md.unknown_citations) == (cited, set(unknown))


def test_any_program_that_uses_python_markdown_may_name_a_bibtex_file(tmp_path: Path) -> None:
    file = tmp_path / "works.bib"
    name = "shortlist.citations.extension"
    file.write_text("@misc{a, author={Example, Ada}, title={On Examples}, year=2020}", encoding="utf-8")
    html = markdown("Word [@a].", extensions=[name], extension_configs={name: {"bib_file": str(file)}})
    assert html.count('role="doc-noteref"') == 1
    assert "On Examples" in html
    file.write_text("@misc{a, author={Example", encoding="utf-8")
    with pytest.raises(ValueError, match="works.bib:1:"):
        markdown("Word [@a].", extensions=[name], extension_configs={name: {"bib_file": str(file)}})
    with pytest.raises(ValueError, match="gone.bib:1:1: F119 the file is missing"):
        markdown("Word [@a].", extensions=[name], extension_configs={name: {"bib_file": str(tmp_path / "gone.bib")}})
