"""The scan of a page: what is found, where, and what is left alone."""

from __future__ import annotations

import markdown
import pytest

from shortlist.model import Body
from shortlist.problems import Place
from shortlist.reading.markdown import scan_page
from shortlist.reading.source import Source


def scan(text: str) -> Body:
    return scan_page(Source("page.md", text), 0)


OPAQUE = [
    "    {}",
    "\t{}",
    "`{}`",
    "``a ` {}``",
    "```\n{}\n```",
    "~~~ python\n{}\n~~~",
    "<!-- {} -->",
    "<!--\n\n{}\n\n-->",
    "$x + {}$",
    "$$\n{}\n$$",
    '<span title="{}">a</span>',
    "> ```\n> {}\n> ```",
]


@pytest.mark.parametrize("wrapper", OPAQUE)
@pytest.mark.parametrize("inner", ["[@key]", "[a](b.md)", "![](b.png)", "[a][b]", "[^1]"])
def test_code_comments_and_maths_hold_nothing(wrapper: str, inner: str) -> None:
    body = scan(f"Before.\n\n{wrapper.replace('{}', inner)}\n")
    assert (body.citations, body.links) == ((), ())


@pytest.mark.parametrize("wrapper", OPAQUE)
def test_what_follows_is_found_at_its_place(wrapper: str) -> None:
    text = f"{wrapper.replace('{}', 'x')}\n\nA [link](to.md) and [@key].\n"
    body = scan(text)
    line = text.count("\n")
    assert [(link.target, link.place) for link in body.links] == [("to.md", Place("page.md", line, 3))]
    assert [(citation.key, citation.place) for citation in body.citations] == [("key", Place("page.md", line, 22))]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[a](b.md)", [("b.md", "a", False)]),
        ('[a](b.md "Title")', [("b.md", "a", False)]),
        ("[a](<b c.md>)", [("b c.md", "a", False)]),
        ("[a](b_(c).md)", [("b_(c).md", "a", False)]),
        ('[a](b.md "c (d (e (f)))")', [("b.md", "a", False)]),
        ("![a](b.png)", [("b.png", "a", True)]),
        ("![](b.png)", [("b.png", "", True)]),
        ("[![a](b.png)](c.md)", [("b.png", "a", True), ("c.md", "![a](b.png)", False)]),
        ("[a\nb](c.md)", [("c.md", "a\nb", False)]),
        ("[a][b]\n\n[b]: c.md", [("c.md", "a", False)]),
        ("[a][]\n\n[A]: c.md 'Title'", [("c.md", "a", False)]),
        (r"\[a](b.md)", []),
        ("[a] (b.md)", []),
        ("- [x] done", []),
        ("> [a](b.md)", [("b.md", "a", False)]),
        ("| [a](b.md) |", [("b.md", "a", False)]),
        ('<img src="b.png" alt="a">', [("b.png", "a", True)]),
        ("<img src=b.png>", [("b.png", "", True)]),
        ("<img src='b.png' alt=\"'\">", [("b.png", "'", True)]),
        ("<img/>", [("", "", True)]),
    ],
)
def test_links(text: str, links: list[tuple[str, str, bool]]) -> None:
    assert [(link.target, link.text, link.is_image) for link in scan(text).links] == links


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# One\n\n## Two\n", [(1, "One"), (2, "Two")]),
        ("#One", [(1, "One")]),
        ("## Two ##", [(2, "Two")]),
        ("One\n===\n\nTwo\n---\n", [(1, "One"), (2, "Two")]),
        ("Text.\n\n---\n\nText.", []),
        ("| a |\n|---|\n", []),
        ("```\n# no\n```", []),
        ("## With `# code`", [(2, "With `# code`")]),
        ("<h1>One</h1>", [(1, "<h1>")]),
        ("<h2/>", [(2, "<h2/>")]),
        ("    # code", []),
    ],
)
def test_headings(text: str, headings: list[tuple[int, str]]) -> None:
    assert [(heading.level, heading.text) for heading in scan(text).headings] == headings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One two three.", 3),
        ("One [two](three/four.md) and [@five; @six].", 3),
        ("```\nnot these\n```\nbut these", 2),
        ("Let $a + b$ be.", 2),
        ("don’t self-supervised GPT-2", 3),
        ("/// table-caption\nOne two.\n///\n", 2),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", 4),
        ("", 0),
    ],
)
def test_words_are_what_a_reader_reads(text: str, words: int) -> None:
    assert scan(text).words == words


@pytest.mark.parametrize(
    "text",
    [
        "A stray ` tick.\n\n[@key]\n\nAnother ` tick.",
        "It costs $5.\n\n[@key]\n\nIt costs 6$ more.",
        "- item\n\n    [@key] of the item",
        "!!! note\n\n    [@key] of the note",
        "[^1]\n\n[^1]: Note.\n\n    [@key] of the note",
        "```python\n[@key]",
    ],
)
def test_what_a_page_shows_is_found(text: str) -> None:
    assert [citation.key for citation in scan(text).citations] == ["key"]


HTML_BLOCKS = [
    "<div>\n{}\n</div>",
    "<div>x {}</div>",
    "  <section>\n\n{}\n\n</section>",
    "<div>\n<div>\nx\n</div>\n{}\n</div>",
    "<figure>\n<figcaption>{}</figcaption>\n</figure>",
    "<details>\n<summary>{}</summary>\n</details>",
    "<table><tr><td>{}</td></tr></table>",
    "<div>\n{}",
]


@pytest.mark.parametrize("block", HTML_BLOCKS)
def test_a_citation_in_an_html_block_is_misplaced(block: str) -> None:
    """It would be printed as it stands: Python-Markdown itself is the judge."""
    text = f"Before [@key].\n\n{block.replace('{}', '[@key], *too*')}\n"
    assert "*too*" in markdown.markdown(text)
    assert [(problem.message[:8], problem.place.line > 2) for problem in scan(text).problems] == [("'[@key]'", True)]


@pytest.mark.parametrize(
    "text",
    [
        "<br>[@key]",
        "<label>[@key]</label>",
        '<a id="x"></a> [@key]',
        'The <a id="x"> [@key]',
        "<b>bold [@key]</b> text",
        "x\n\n<div>\nx\n</div>\n\n[@key]",
        "- x\n\n    <div>\n    [@key]\n    </div>",
        "A <kbd>Ctrl</kbd> [@key]",
    ],
)
def test_html_beside_a_citation_is_no_obstacle(text: str) -> None:
    body = scan(text)
    assert ([citation.key for citation in body.citations], body.problems) == (["key"], ())


@pytest.mark.parametrize(
    "text", ["a <code>[@key]</code>", "<pre>\n[@key]\n</pre>", "<script>\n[@key]\n</script>", r"\[@key]", "[@"]
)
def test_code_and_escapes_neither_cite_nor_are_misplaced(text: str) -> None:
    body = scan(text)
    assert (body.citations, body.problems) == ((), ())


@pytest.mark.parametrize(
    "part", ["[a](<!-- ", "[a](", "[a](b", "[a](()", "[@", "`", "$", "**", "<a ", "| ", "<a>", "<div>\n", "[@a ", "*[a]: ", "    ## a\n", "> # ", "- "]
)
def test_a_page_of_one_mark_is_scanned_at_once(part: str) -> None:
    """Twenty thousand of them: quadratic time would be minutes."""
    scan(part * 20_000)


def test_formulas_have_their_places() -> None:
    found = [
        (formula.source, formula.is_display, formula.place.line)
        for formula in scan("A $x$.\n\n$$\ny\n$$\n\n5$ or 6$ and \\$z\\$.\n").formulas
    ]
    assert found == [("x", False, 1), ("y", True, 4)]
