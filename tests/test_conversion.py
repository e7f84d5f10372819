"""Generated pages of all constructs mixed: whatever passes the comparison of source and page is what readers see."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown import Markdown

from shortlist.checks import check, check_library
from shortlist.conversion import address_of, site_address, with_conversions
from shortlist.model import Converted, Library, Page, PageHeader
from shortlist.problems import Problem
from shortlist.reading.markdown import scan_page
from shortlist.reading.settings import settings_of
from shortlist.reading.source import Source
from tests.citations.records import ENTRIES
from tests.tiny import FIRST, ROOT, TinySite

SETTINGS, _ = settings_of(ROOT)
PATH = "docs/page.md"


def read(text: str) -> tuple[Converted, list[Problem]]:
    """Return a page as readers see it, and the problems of its text."""
    library = Library(
        entries=ENTRIES,
        pages={PATH: Page("page", PATH, PageHeader.model_validate({}), lambda: scan_page(Source(PATH, text), 0))},
        files=frozenset({PATH, "docs/other.md", "docs/a.svg"}),
        settings=SETTINGS,
    )
    library = with_conversions(library)
    problems = [problem for problem in check_library(library) if problem.place.path == PATH]
    return library.conversions[PATH], problems


PLAIN = st.sampled_from(["word", "two words", "`code [@a]`", "$x$", "[@a]", "[other](other.md)", "*stress*", "[see @a, p. 3; @b]"])
INLINE = PLAIN | st.sampled_from(
    [
        *("word", "two words", "`code [@a]`", "``a`b``", "$x$", "$p(x|y)$", "$a_i$ and $b_i$", r"\*", r"\$5", "5 \\% of"),
        *("[@a]", "[@b]", "[see @a, p. 3; @b]", "[@a][@b]", "[other](other.md)", "[here](#one)", "![a](a.svg)", "[ref][r]"),
        *("<!-- note [@a] -->", "<br>", "<b>bold</b>", "*stress*", "**much**", "$5-$10 million", "$4M", "1/$2", "a_b_c", "~100"),
        *("[^1]", "https://x.org", "<https://x.org>", "me@example.org", "@a says", "[@ a]", r"\(x\)", "$$y$$", "a|b", "x^2^"),
        *("&amp;", "<span title='[@a]'>x</span>", '<a href="other.md">o</a>', "- 3", "[a b]", "~~old~~", "{x}", "[[@a]]", "\\cite{a}"),
        *("<script>x</script>", "<b onclick='x'>", "</div>", "<a/x/href=javascript:x>", "[x](javascript:y)", "*x*{ onclick=x }"),
        *("<!-->", "<textarea>", "<x", "<?x", "<![CDATA[", "<img src=//x.org/a alt=x>", "<i title='>'>x</i>", "<javascript:x>"),
    ]
)
LINE = st.lists(PLAIN | INLINE, min_size=1, max_size=5).map(" ".join)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)


def indented(text: str, by: str = "    ", first: str = "    ") -> str:
    return first + text.replace("\n", f"\n{by}")


BLOCK = st.one_of(
    TEXT,
    LINE.map("## {}".format),
    LINE.map("### {}".format),
    LINE.map(lambda line: f"{line}\n---"),
    st.lists(TEXT, min_size=1, max_size=3).map(lambda items: "\n".join(indented(item, first="- ") for item in items)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda items: "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1))),
    st.tuples(LINE, TEXT).map(lambda pair: f"- {pair[0]}\n\n{indented(pair[1])}"),
    st.tuples(LINE, LINE).map(lambda pair: f"- {pair[0]}\n    - {pair[1]}"),
    st.tuples(LINE, LINE).map(lambda pair: f"- {pair[0]}\n  - {pair[1]}"),
    TEXT.map(lambda text: indented(text, "> ", "> ")),
    TEXT.map(lambda text: f"!!! note\n{indented(text)}"),
    TEXT.map(lambda text: f"??? note \"Title\"\n{indented(text)}"),
    TEXT.map(lambda text: f'=== "Tab"\n\n{indented(text)}'),
    TEXT.map(lambda text: f"```\n{text}\n```"),
    TEXT.map(indented),
    TEXT.map(lambda text: f"<div>\n{text}\n</div>"),
    TEXT.map(lambda text: f"/// caption\n{text}\n///"),
    TEXT.map(lambda text: f"Term\n:   {indented(text, first='')}"),
    st.tuples(LINE, LINE).map(lambda cells: f"| A | B |\n|---|---|\n| {cells[0]} | {cells[1]} |"),
    LINE.map(lambda line: f"{line}\n$$\nx = {{y}}\n$$\n{line}"),
    st.sampled_from(["$$\nx\n$$", "$$ x $$ (1)", "---", "[r]: other.md", "[^1]: Note [@a].", "*[word]: Meaning", "<!-- [@a] -->"]),
    st.tuples(LINE, LINE).map(lambda pair: f"{pair[0]}\n- {pair[1]}"),
)
PAGE = st.lists(BLOCK, min_size=1, max_size=6).map("\n\n".join).map(lambda text: f"## One\n\nCites [@a].\n\n{text}\n")


def visible(page: Converted) -> html.HtmlElement:
    """Return the page without its code, formulas and comments."""
    tree = html.fromstring(f"<div>{page.html}</div>")
    for element in tree.xpath(".//code | .//pre | .//*[local-name()='math'] | .//comment() | .//kbd"):
        element.drop_tree()
    return tree


@settings(max_examples=300, deadline=None)
@given(PAGE)
def test_what_passes_is_what_readers_see(text: str) -> None:
    page, problems = read(text)
    if problems:
        return
    body = scan_page(Source(PATH, text), 0)
    tree = visible(page)
    shown = tree.text_content()
    # Citations: each that the scan counts is a link, and each link is counted.
    assert sorted(citation.key for citation in body.citations) == sorted(citation.key for citation in page.citations)
    assert page.html.count('role="doc-noteref"') == len(body.citations)
    # Nothing is printed raw.
    assert not re.search(r"\[@|\[\[|\$\$|\\cite|@a says|\]\(", shown), shown
    assert len(html.fromstring(f"<div>{page.html}</div>").xpath(".//*[local-name()='math']")) == len(body.formulas)
    # A browser runs nothing, and follows nothing but addresses.
    everything = html.fromstring(f"<div>{page.html}</div>")
    assert not everything.xpath(".//script | .//textarea | .//@onclick | .//img[not(@src='../a.svg' or @src='a.svg')]")
    assert not any("javascript:" in address for address in everything.xpath(".//@href | .//@src"))
    # Links lead where the site has a page; ids agree.
    written = [link for link in body.links if not link.is_html and not link.target.startswith("https:")]
    assert len(written) == sum(not target.startswith("https:") for target, _ in page.links)
    ids = tree.xpath(".//@id")
    assert {id for id in ids if not id.startswith("cite-")} <= page.ids
    assert len(ids) == len(set(ids))
    for link in body.links:
        if link.target.startswith("#"):
            assert link.target[1:] in ids
    assert "other.md" not in tree.xpath(".//@href")


FAULTS = {
    "a paragraph that begins with code is no code": "`BERT-Large` beats it [@nobody], [gone](gone.md).",
    "a paragraph that begins with a formula is no code": "$x$ are weights [@nobody].",
    "a comment before a paragraph": "<!-- a comment --> beats it [@nobody].",
    "a table's row": "| A | B |\n|---|---|\n| p(x|y) [@a] | all |",
    "a formula in a paragraph": "It is \\(x\\).",
    "a heading in pre": "<pre>\n## Not one\n</pre>\n\n[x](#not-one)",
    "an id of a heading with a formula": "### The $d_k$ scaling\n\n[x](#the-scaling)",
    "a link in HTML": 'See <a href="other.md">it</a>.',
    "a handle": "As @a says.",
    "code that is not closed": "The `code runs on.",
    "a formula before a digit": "It is $x$5.",
    "a note without text": "!!! note\nWords.",
    "a note whose title would be lost": "!!! note Its title\n\n    Words.",
    "a paragraph outside of its item": "- one\n\n  two\n\n- three",
    "a formula outside of its item": "1. one\n\n   $$\n   x\n   $$",
    "code outside of its item": "- one\n\n  ```\n  x\n  ```",
    "a formula in a block of HTML": "<div>\nIt is $y_1$.\n</div>",
    "a formula in the meaning of an abbreviation": "The ELBO.\n\n*[ELBO]: A bound, $x$",
    "a formula that another paragraph ends": "It is $a +\n\nb$ at most.",
    "a formula that nothing ends": "It is $\\theta of it.",
    "a formula that cites": "It is $x \\text{ by [@a]}$.",
    "MathML": "<math><mi>x</mi></math>",
    "formulas of GitLab": "It is $`x`$.",
    "a block of GitHub": "```math\nx\n```",
    "formulas of MathJax": "It is \\\\(x\\\\).",
    "a command of LaTeX": "It goes on \\ldots and on.",
    "a command of LaTeX with an option": "\\includegraphics[width=1cm]{a.svg}",
    "an escape of LaTeX": "It is 5\\% of R\\&D.",
    "quotation marks of LaTeX": "It is ``so'' they say.",
    "a dash of LaTeX": "It is---so they say---so.",
    "a line that ends in a backslash": "One\\\ntwo.",
    "a role of MyST": "See {math}`x^2`.",
    "a directive of MyST": "```{note}\nWords.\n```",
    "a cell of Quarto": "```{python}\nx = 1\n```",
    "a reference of Quarto": "See @fig-one.",
    "raw LaTeX of Pandoc": "See `\\LaTeX`{=latex}.",
    "a footnote of Pandoc": "Words.^[A note with $x$.]",
    "a list of Pandoc": "1) one\n2) two",
    "a list right behind stress": "**Method**\n- one",
    "a list right behind a citation": "It is so [@a]\n1. one",
    "a list of letters": "a. one\nb. two",
    "a caption of Pandoc": "| A | B |\n|---|---|\n| 1 | 2 |\n\n: Its caption",
    "a table of Pandoc": "Right     Left\n-------     ------\n12        12",
    "a block of lines": "| One line\n| and another",
    "a title of Pandoc": "Words.\n\n% Title",
    "a directive of reStructuredText": ".. note::\n\n   Words.",
    "a link of reStructuredText": "See `it <https://x.org>`_ there.",
    "a footnote of reStructuredText": "Words [1]_ too.",
    "a heading of reStructuredText": "Method\n^^^^^^\n\nWords.",
    "a table of reStructuredText": "=====  =====\nA      B\n=====  =====",
    "a comment of Obsidian": "Words %%a comment%% too.",
    "a comment of kramdown": "Words {::comment}x{:/comment} too.",
    "a comment of CriticMarkup": "Words {>>a comment<<} too.",
    "a heading of MediaWiki": "== Heading ==",
    "bullets of a word processor": "Words:\n• one\n• two",
    "dashes of a word processor": "– one\n– two",
    "spaces that do not break lines": "-\xa0one\n-\xa0two",
    "a link with a space that does not break a line": "[it]\xa0(other.md)",
    "a blank line with a space that does not break a line": "Words:\n\xa0\n- one",
    "a link with its brackets turned around": "(it)[other.md]",
    "a link without an address": "[it]()",
    "a link without a text": "See [](other.md).",
    "a key in a text alternative": "![By @a](a.svg)",
    "a key in the text of a link": "[@a](other.md)",
    "a key as the label of a link": "[@c]: https://x.org",
    "a comment that would be a row": "| A | B |\n|---|---|\n| 1 | 2 |\n  <!-- c -->\n\nWords.",
    "a token that is struck out": "The <s> token and </s>.",
    "a character that is none": "A &notanentity; too.",
    "a character with a digit that is none": "It is &a11; here.",
    "a character's name without its end": "It is &copy 2021.",
    "a cell of a notebook": "In [1]: x = 1",
    "a magic of a notebook": "Words.\n\n%matplotlib inline",
    "numbers without a blank": "1.one\n2.two",
    "a target of reStructuredText": "Words.\n\n.. _there:",
    "a header of another tool": "+++\ntitle = 1\n+++",
    "a label without a definition in stress": "See [*it*][there].",
    "a task without a blank": "- [ ] one\n- [] two",
    "a task without a blank behind its box": "- [ ] one\n- [x]two",
    "a list of Pandoc with blank lines": "1) one\n\n2) two\n\n3) three",
    "a list of Pandoc in an item": "- one\n    1) a\n    2) b",
    "a list of numbers in parentheses": "(1) one\n\n(2) two",
    "a list of examples of Pandoc": "(@) one\n(@good) two",
    "bullets of a word processor, with blank lines": "• one\n\n• two",
    "a character of one font alone": "It is &#xf0b7; here.",
    "a paragraph that a word processor has indented": "Words.\n\n    This is prose that somebody has indented as books do.",
    "a table of tabs": "Model\tAccuracy\nBERT\t84",
    "lists that would be one": "1. one\n2. two\n\n- three",
    "a footnote of two paragraphs": "It is.[^a]\n\n[^a]: One.\n\n  Two.",
    "a footnote with two meanings": "It is.[^a]\n\n[^a]: One.\n[^a]: Two.",
    "a label with two addresses": "See [it].\n\n[it]: https://x.org/1\n[it]: https://x.org/2",
    "a heading of AsciiDoc": "=== Method\n\nWords.",
    "a title of AsciiDoc": "= Method of all\n\nWords.",
    "a heading that does not begin its line": "  ### Method\n\nWords.",
    "a heading of seven marks": "####### Method\n\nWords.",
    "a heading without words": "###\n\nWords.",
    "BBCode": "[b]much[/b] and [url=https://x.org]it[/url]",
    "a block of Obsidian": "It is so. ^some-id",
    "a width of Obsidian": "![It is.|300](a.svg)\n\n/// caption\nSo.\n///",
    "a target of MyST": "(there)=\n### Method",
    "a blank of LaTeX": "See Fig.\\ 1.",
    "a range of LaTeX": "It has 3--5 layers.",
    "a range of LaTeX in a locator": "So [@a, pp. 3--5].",
    "a line end of LaTeX": "It is so \\\\\nand so.",
    "an anchor of Pandoc": "It is []{#_Toc1 .anchor}so.",
    "a block of Obsidian's plugins": "```dataview\nLIST\n```",
    "a tie of LaTeX": "See Figure~1.",
    "a tie of LaTeX before a citation": "So say Ada et al.~[@a].",
    "a text that a blank parts from its label": "See [the long text] [there].\n\n[there]: https://x.org",
    "a text that a line end parts from its label": "See [the long text]\n[there].\n\n[there]: https://x.org",
    "an end of a heading without words": "## ##\n\nWords.",
    "a tag of Jekyll": "Words.\n{% endhighlight %}",
    "a source of a chatbot": "It is so 【12†source】.",
    "a source of Gemini": "It is so [cite: 12, 14].",
    "the beginning of a source of Gemini": "[cite_start]It is so.",
    "a source of ChatGPT": "It is so citeturn0search1.",
    "a footnote of LaTeX": "It is so\\footnote{Mostly}.",
    "keys of Material": "Press ++ctrl+c++ now.",
    "an insertion of Material": "It is ^^so^^ now.",
    "an address beside a link of HTML": 'See www.example.org or <a href="https://x.org">the www.x.org</a> there.',
    "an address without its scheme": "See www.example.org there.",
    "emojis of GitHub": "It is so :+1: :tada:!",
    "a box of Obsidian": "- [/] half",
    "numbers in circles": "① one\n② two",
    "signs before lines": "✅ one\n✅ two",
    "signs behind a line": "It has:\n🚀 one\n🚀 two",
    "Roman numbers": "i. one\nii. two",
    "a rule right below a sentence": "It is so.\n---\n\nWords.",
    "a block without an end": "| A |\n|---|\n| 1 |\n\n/// caption\nSo.\n\nWords.",
    "stress before signs that ends within a word": "It is **“so”**ish.",
    "a fence with marked lines": "```js {1,3-4} showLineNumbers\nx\n```",
    "a fence with a file": "```python:a.py\nx\n```",
    "a fence that ends with words": "```python\nx\n```python",
    "a fence whose end is indented": "```python\nx\n  ```\nWords.",
    "an address with a blank": "[it](https:// x.org)",
    "an address with its title in other marks": "[it](https://x.org (Title))",
    "an address without a host": "[it](http:/x.org)",
}


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS)
def test_each_known_fault_is_reported(text: str) -> None:
    assert read(f"Cites [@a].\n\n{text}")[1]


SOUND = {
    "a formula in a quotation": "> It is\n>\n> $$\n> \\begin{aligned}\n> a &= b \\\\\n> c &= d\n> \\end{aligned}\n> $$",
    "a formula over two lines of a quotation": "> It is $a +\n> b$ at most.",
    "a formula of many lines in an item": "1. It is\n\n    $$\n    \\begin{aligned}\n    a &= b \\\\\n      c &= d\n    \\end{aligned}\n    $$",
    "a formula in a text alternative": "![It is $x^2$.](a.svg)\n\n/// caption\nSo.\n///",
    "a formula in a title": 'See [it](other.md "It is $x^2$").',
    "a formula in a comment": "See <!-- $x$ and [@nobody] --> it.",
    "the contents": "[TOC]",
    "signs at the beginning of cells": "| A | B |\n|---|--:|\n| + LoRA | -1 |\n| - heads | --- |\n| % of all | (a) x |\n| 1. | * y |",
    "letters in prose": "It has three parts: (a) one,\n(b) two, and\n(c) three; i) and ii) as well.",
    "paragraphs in items": "- one\n\n    two\n\n    - three\n\n        four",
    "lines of an item": "- one\n  goes on\n- two\ngoes on",
    "prices": "$5/hr, \\$40k, $40k a year, US$1, 10$, A$2; $HOME is in `$HOME`/`$PATH`, C:\\Users\\ada too.",
    "signs": "A* search, C++, C#, 5 %, ~100, 3 * 4, a_b_c, 2^10, |x|, P(A|B), ->, <=, !=, a -- b, f(x)[0.5], x[0][1], AT&T; [CLS].",
    "signs of code and metrics": "C++11, C++17; a==b and c==d; mAP@[.5:.95], AP@[0.5:0.95], P@1; \\[1\\]; [www.x.org](https://www.x.org).",
    "signs before paragraphs": "✅ one\n\n✅ two",
    "blocks in blocks": "//// details | More\n![x](a.svg)\n\n/// caption\nSo.\n///\n////",
    "signs behind what is no plain text": "It is so [@a].\n\n### 1. Method\n\n| A | B |\n|---|---|\n| **x** | + LoRA |\n| `y` | 1. z |",
    "a heading with letters of the theme's": "### SL policy\n\nIt is so.",
    "names with a sign": "It uses Who&When; Tanks&Temples; and R&D; too.",
    "code of other tools": "`{{ x }}`, `\\(x\\)`, `**kwargs`, `--flag`, `<s>`, `''`, ``a`b``.\n\n````text\n```{python}\n$`x`$\n1) a\n2) b\n```\n````",
    "notes": '!!! warning inline end "Mind"\n\n    One.\n\n!!! note\n\n    Two.\n\n!!! quote ""\n\n    Three.',
    "fences": '```python title="a.py"\nx = 1\n```\n\n``` { .json }\n{}\n```',
    "a quotation and its author": "> To be.\n>\n> — Hamlet, 1603",
    "prose that is code": "```text\nA prompt.\n\n    This is prose that somebody has indented as books do.\n```\n\n    def this(is, a, line, of, code, that, goes, on): pass",
    "signs at the beginning of cells and lines": "| # params | A |\n|---|---|\n| # of all | x |\n\nThe loss is L\n= E[x] and x~N(0,1), in 5min~10min.",
    "lists of a word processor": "-\tone\n-\ttwo\n\nWords.\n\n1.\tone\n2.\ttwo\n\n* * *\n\nTerm\n:\tWords.",
    "a long paragraph in an item": "- one\n\n    This is prose that somebody has indented as Markdown asks for.\n\n???+ note\n\n    This is prose that somebody has indented as Markdown asks for.",
    "numbers in prose": "It has three parts: (1) one,\n(2) two, and\n(3) three.\n\n(Ada says so.)\n\n(Bob does not.)",
    "links by their labels": "See [one] [two] and [@a] [one].\n\n[one]: https://x.org/1\n[two]: https://x.org/2",
    "brackets before a link": "[one] [one], \\[CLS] [one], x[0] [one], [CLS] [it](other.md), [^1] [one].\n\n[one]: https://x.org\n[^1]: A note.",
    "boxes before a link": "- [ ] [one]\n- [x] [one]\n\n[one]: https://x.org",
    "a fence that shows one that is indented": "```markdown\n- one\n\n    ```\n    x\n    ```\n```",
    "headings that are underlined": "Does it scale?\n--------------\n\nYes.\n\nIt scales:\n---\n\nSo.\n\nIt does.\n--------\n\nSo.",
    "addresses in links": "[the site www.x.org](https://www.x.org), <a href=\"https://x.org\">the www.x.org</a>,"
    " <a href=\"https://x.org\">the https://x.org</a>\n\n<p>See <a href=\"https://x.org\">the www.x.org</a></p>",
    "signs before two lines": "\n\n".join(f"{sign} 3 for the first and\n{sign} 4 for the second." for sign in "≈€§©«…°∑±»×№"),
    "names that end in turn and a number": "It has return0value1 and turn1value2.",
    "a comment below a table": "| A | B |\n|---|---|\n| 1 | 2 |\n<!-- c -->\n\nWords.",
    "spaces that do not break lines": "It is 5\xa0km, and ten\xa0[@a].",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_what_is_right_passes(text: str) -> None:
    assert read(f"Cites [@a].\n\n{text}")[1] == []


def test_text_alternatives_and_titles_hold_plain_characters() -> None:
    page, _ = read('![It is $x^2$.](a.svg "Of $d_k$")')
    [image] = html.fromstring(page.html).xpath("//img")
    assert (image.get("alt"), image.get("title")) == ("It is x².", "Of d_k")


def test_prices_and_formulas_are_told_apart() -> None:
    page, problems = read("Cites [@a].\n\nIt costs $5-$10 million, $4M–$12M; the loss is\n$$\nx\n$$\nand $p(x|y)$.\n")
    assert problems == []
    assert page.formulas == ("x", "p(x|y)")


@pytest.mark.parametrize(
    ("url", "uri", "address"),
    [
        ("glm.md", "2021-04/perceiver.md", "../glm/"),
        ("glm.md#why", "2021-04/index.md", "glm/#why"),
        ("../2021-04/index.md", "2021-05/dino.md", "../../2021-04/"),
        ("index.md", "2021-04/glm.md", "../"),
        ("../index.md", "2021-04/index.md", "../"),
        ("about.md", "index.md", "about/"),
        ("a%20b.svg", "2021-04/glm.md", "../a%20b.svg"),
        ("glm%2Emd", "2021-04/perceiver.md", "../glm/"),
        ("a.svg", "2021-04/index.md", "a.svg"),
        ("glm.md", "2021-04/glm.md", "./"),
        ("#why", "2021-04/glm.md", "#why"),
        ("https://x.org/a.md", "2021-04/glm.md", "https://x.org/a.md"),
        ("mailto:me@x.org", "index.md", "mailto:me@x.org"),
        ("/a.md", "index.md", "/a.md"),
    ],
)
def test_links_to_files_become_addresses(url: str, uri: str, address: str) -> None:
    assert site_address(url, uri) == address


def test_addresses_of_files() -> None:
    assert [address_of(uri) for uri in ("index.md", "2021-04/index.md", "2021-04/glm.md", "2021-04/a.svg")] == [
        "",
        "2021-04/",
        "2021-04/glm/",
        "2021-04/a.svg",
    ]


def test_a_page_too_deep_for_the_parser_is_a_problem_and_spoils_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No text within the limits is known to be; the next version of an extension may bring some."""
    convert = Markdown.convert

    def shallow(self: Markdown, text: str) -> str:
        if "DEEP" in text:
            self.parser.state.set("list")  # As it is when the stack is full in a list.
            raise RecursionError
        return convert(self, text)

    monkeypatch.setattr(Markdown, "convert", shallow)
    site = TinySite(tmp_path)
    site.write("docs/about.md", "# About\n\nDEEP\n")
    site.summary("first", FIRST, "Text.\n\n- a list")
    assert site.problems() == [
        "docs/about.md:1:1: F147 lists, quotations, definitions or stress stand in each other deeper than the page can be read; nest less"
    ]
    html = check(site.root)[0].conversions["docs/2021-04/first.md"].html
    assert "<li>a list</li>" in html.replace("\n", "")
