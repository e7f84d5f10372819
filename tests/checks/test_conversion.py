"""What `check` passes is what readers see: pages as people send them, and the rules that hold source and page together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortlist.checks.conversion import LOOKALIKES, UNREAD, any_of
from shortlist.reading.source import decode
from tests.tiny import FIRST, ROOT, TinySite

PAGES = ROOT / "tests" / "fixtures" / "pages"
PAGE = "docs/2021-04/first.md"


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    """A site with the Markdown extensions of the real one, and a picture beside its pages."""
    site = TinySite(tmp_path)
    (extensions,) = re.findall(
        r"^markdown_extensions:\n(?:[ \n].*\n)+", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE
    )
    site.write(
        "mkdocs.yml", re.sub(r"^markdown_extensions:.*\n", lambda _: extensions, site.read("mkdocs.yml"), flags=re.MULTILINE)
    )
    site.write("docs/2021-04/a.png", "a picture")
    return site


def found(site: TinySite) -> list[str]:
    """Line within the text and code of each problem."""
    return [f"{int(line.split(':')[1]) - 8} {line.split()[1]}" for line in site.problems()]


TEXTS = {
    "aligned-formulas.md": ["5 F125"],
    "blocked-by-the-policy.md": ["1 F138", "3 F138", "5 F138"],
    "blocked-by-the-policy-too.md": ["1 F138", "3 F138", "5 F138", "7 S510", "7 F138"],
    "citations-that-are-none.md": ["1 F135"] * 4 + ["1 C203", "1 F135"],
    "formulas.md": ["2 F125", "2 F125", "5 F125"],
    "formulas-of-other-macros.md": ["3 F125"],
    "formulas-refused-once.md": [],
    "heading-anchor.md": ["3 F121"],
    "money.md": [],
    "not-a-formula-silently.md": ["5 F135", "5 F135"],
    "other-dialects.md": ["9 F135", "11 F135", "14 F135", "14 F135", "16 F135", "18 F135", "20 F135"],
    "raw-html-addresses.md": ["2 F120", "2 F120"],
    "raw-html-link.md": ["1 F120"],
    "raw-syntax.md": ["1 F135", "1 F135", "1 F135", "1 F135", "14 F135", "15 F135", "18 F137"],
    "table-pipe.md": [],
}
"""Text of a summary → line and code of each problem."""


@pytest.mark.parametrize(("name", "expected"), TEXTS.items())
def test_a_text_is_right_on_the_page_or_a_problem(site: TinySite, name: str, expected: list[str]) -> None:
    source, _ = decode(name, (PAGES / name).read_bytes())
    assert source
    site.summary("first", FIRST, why=source.text.replace("devlin2019bert", "ada2020first"))
    assert found(site) == expected, site.problems()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("gist-with-markdown.yml", "F108 'gist' is 'A *bold* claim of $O(n^2)$ and `code`.'; expected plain text"),
        (
            "gist-with-a-link.yml",
            "F108 'gist' ends before '# 1 with *emphasis*,', where YAML begins a comment; put quotes around it",
        ),
        ("quoted-date.yml", "F108 'since.1.date' is '2021-08-09'; expected a date, as in 2021-04-06, without quotes"),
    ],
)
def test_a_header_is_right_or_a_problem(site: TinySite, name: str, problem: str) -> None:
    fields = (PAGES / name).read_text(encoding="utf-8")
    gist = "" if "gist:" in fields else "gist: The first paper.\n"
    body = site.read(PAGE).partition("\n---\n")[2]
    site.write(PAGE, f"---\npaper: ada2020first\n{gist}{fields}tags: [NLP]\n---\n{body}")
    (line,) = site.problems()
    assert problem in line


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ('He said "so" { onclick="pwn()" }', '9:14: F135 \'{ onclick="pwn()" }\''),
        ("It's {: title='a b' } here", "9:6: F135 '{: title='a b' }'"),
        ('He said "so" {{ "y" }}', "9:14: F135 '{{ \"y\" }}'"),
        ('“So” ==a "q" b==', "9:6: F135 '==a \"q\" b=='"),
        ('So [a] (second.md "title")', "9:4: F135 '[a] (second.md \"title\")'"),
    ],
)
def test_quotes_are_judged_as_they_were_written(site: TinySite, words: str, shown: str) -> None:
    """Not as they are printed, which is typographic."""
    site.summary("first", FIRST, words)
    [problem] = site.problems()
    assert f"{PAGE}:{shown} would be printed as it stands" in problem


@pytest.mark.parametrize("patterns", [LOOKALIKES, UNREAD], ids=["shown", "written"])
def test_the_search_for_any_of_many_patterns_misses_none(patterns: dict[str, str]) -> None:
    holds_any = any_of(patterns)

    @given(st.sampled_from([*patterns]).flatmap(lambda pattern: st.from_regex(re.compile(pattern, re.MULTILINE))))
    def finds(text: str) -> None:
        assert holds_any(text) == any(re.search(pattern, text, re.MULTILINE) for pattern in patterns)

    finds()


def test_a_paragraph_that_begins_with_code_or_a_formula_is_text(site: TinySite) -> None:
    site.write(PAGE, (PAGES / "paragraph-begins-with-code-or-formula.md").read_bytes())
    assert [line.split()[1] for line in site.problems()] == ["C201", "F120", "F121", "C201"]


def test_a_note_that_holds_only_code_is_not_empty(site: TinySite) -> None:
    site.replace(PAGE, "## Key insights", "## Key insights\n\n??? note \"In code\"\n    ```python\n    x = 1\n    ```\n")
    assert site.problems() == []
