"""A page holds only listed HTML, and anything else is reported at its place."""

from __future__ import annotations

import re

import pytest

from shortlist.checks import check
from tests.attacks import ADDRESSES, HOST
from tests.conftest import SAMPLE
from tests.test_conversion import read
from tests.tiny import ROOT


def found(text: str) -> list[str]:
    return [f"{problem.place.line}:{problem.place.column} {problem.code} {problem.message}" for problem in read(text)[1]]


HARMLESS = {
    "all that Markdown makes": '=== "A"\n\n    x\n\n=== "B"\n\n    y\n\n- [x] a\n- [ ] b\n\na[^a] ~~b~~ *c* **d** `e` $f$\n\n[^a]: Note.\n\n'
    "??? note\n    x\n\n!!! note\n    x\n\n| a | b |\n|--:|:-:|\n| 1 | 2 |\n\nTerm\n:   Words.\n\n> x\n\n1. a\n\n---\n\n"
    "![a](a.svg){ width=300 }\n\n/// figure-caption\nx\n///\n\n<https://x.org> <me@x.org>\n\n*[e]: f\n\n```python\nx = 1\n```",
    "elements of an author's": 'H<sub>2</sub>O, <kbd>Ctrl</kbd>, <abbr title="a > b">c</abbr>, <q lang="de">x</q><br/>y<br>',
    "attributes without quotes": "<table>\n<tr><td colspan=2 rowspan='1'>a</td></tr>\n</table>",
    "a comment": "<!-- a -- b > c -->\n\nWords <!-- x --> and <!-- <b> -->.",
    "signs that are no tags": "a < b, a <b, 1<2, <3, <- x ->, `<script>`",
    "a link by HTML": '<a href="https://x.org/?a=1&amp;b=2#c:d">x</a>',
    "a name": '<a name="there"></a>[x](#there)',
    "an open fold": "<details open>\n<summary>a</summary>\n<p>b</p>\n</details>",
    "several formulas": r"$\begin{cases}a&b\\c&d\end{cases}$, $\boxed{x}$, $\text{<b>}$, $\sqrt[3]{x}$, $a<b$, $\binom{a}{b}$",
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_does_no_harm_passes(text: str) -> None:
    assert found(text) == []


def test_the_pages_of_the_sample_and_the_examples_pass() -> None:
    library, problems = check(SAMPLE)
    assert [str(problem) for problem in problems if problem.code in ("F127", "F138")] == []
    assert len(library.all_pages) > 30
    examples = re.findall(r"^```text\n(.*?)^```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert len(examples) > 5
    wrong = [line for example in examples for line in found(example.partition("\n---\n")[2] or example) if "F138" in line]
    assert wrong == []


def test_the_list_is_that_of_the_instructions() -> None:
    """Each element that CONTRIBUTING names passes, and so does no other."""
    (block,) = re.findall(r"```text\n(a abbr .*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
    named = set(block.replace("h1 to h6", "h1 h2 h3 h4 h5 h6").split())
    others = "script style iframe object embed form button textarea select title meta link base svg section main x-a font".split()
    for name in named | set(others):
        end = "" if name in ("br", "col", "hr", "img", "wbr") else f"x</{name}>"
        refused = any("may not hold" in line for line in found(f"Words <{name}>{end} words."))
        assert refused == (name not in named), name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Words.\n\n<script>x</script>", "3:1 F138 a page may not hold '<script>'"),
        ("`<b onclick=x>`\n\n<b onclick=x>y</b>", "3:1 F138 '<b>' may not have the attribute 'onclick'"),
        ("*x*{ .a onclick=x }", "1:9 F138 '<em>' may not have the attribute 'onclick'"),
        ("Words\n\nwords [x][r]\n\n[r]: javascript:x", "3:7 F127 address 'javascript:x' is neither relative"),
        ("Words <javascript://x>", "1:8 F127 address 'javascript://x'"),
        ("[x](http://127.0.0.1:8000/2021-04/x/)", "1:1 F127 address 'http://127.0.0.1:8000/2021-04/x/' is neither relative"),
        ("<http://localhost>", "1:2 F127 address 'http://localhost' is neither relative"),
        ("[x](http://LOCALHOST:8000)", "1:1 F127 address 'http://LOCALHOST:8000' is neither relative"),
        ("[x](http://127.1/)", "1:1 F127 address 'http://127.1/' is neither relative"),
        ("[x](https://https://x.org)", "1:1 F127 address 'https://https://x.org'"),
        ("If a<b and c>d.", "1:5 F138 '<b>' may not have the attribute 'and'; leave it out, or write '&lt;' for the sign '<'"),
        ("[x](https://x.org){ href=javascript:x }", "1:26 F127 address 'javascript:x'"),
        ("Words <b>more\n\nwords</b>.", "1:7 F138 '<b>' is not closed in the same part of the page; write '</b>' behind its text"),
        ("Words</i>.", "1:6 F138 '</i>' closes nothing; delete it, or write what it ends"),
        ("Words <b/>.", "1:7 F138 '<b/>' is not closed"),
        ("<a/b>x</a>", "1:1 F138 '<a/b' is not a tag that browsers read in one way; write it plainly, or '&lt;' for the sign"),
        ("<i>x</i>\n\n<pre class='a mermaid'>x</pre>", "3:1 F138 the attribute 'class' of '<pre>' may not be 'a mermaid'"),
        ("x\n{ #__config }", "2:4 F138 the attribute 'id' of '<p>' may not be '__config'"),
        (f'<iframe src="{HOST}"></iframe>', "1:1 F138 a page may not hold '<iframe>'; link to it instead, in the header: 'links:'"),
        (f"![x]({HOST}/a.png)", f"1:1 F138 image '{HOST}/a.png' lies on another site"),
    ],
)
def test_a_fault_is_reported_where_it_stands(text: str, expected: str) -> None:
    assert [line for line in found(text) if expected in line], found(text)


def test_each_of_several_is_reported_at_its_own_place() -> None:
    text = "<b onclick=x style=y>a</b>\n\n" + "<b onclick=x>a</b>\n\n" * 2 + "*x*{ onclick=x }\n"
    assert [line.partition(" '")[0] for line in found(text)] == ["1:1 F138", "1:1 F138", "3:1 F138", "5:1 F138", "7:6 F138"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_refused_however_it_is_spelled(address: str) -> None:
    assert any("F127" in line for line in found(f'<a href="{address}">x</a>'))
    assert any(code in line for line in found(f"<img src='{address}' alt='x'>") for code in ("F127", "F138"))


@pytest.mark.parametrize("address", ["a.svg", "a.svg#x:y", "?x:y", "#x", "./a.svg", "mailto:me@x.org", "HTTPS://x.org/a:b", "https://localhost.run/docs", "http://localhostile.org/", "https://127.media.example.com/a"])
def test_other_addresses_are_not(address: str) -> None:
    assert not any("F127" in line for line in found(f'<a href="{address}">x</a>'))


@pytest.mark.parametrize("name", ["gone.py", "house.py:gone", "../mkdocs.yml", "https://evil.example/a.md", "it's.py"])
def test_a_snippet_that_is_not_there_is_a_problem(name: str) -> None:
    (line,) = found(f'Words.\n\n```python\n--8<-- "{name}"\n```')
    assert re.match(r"4:\d+ F147 '.*' is not among the snippets, nor a section of one; correct its name", line)
