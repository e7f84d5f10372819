"""What is written down twice is made from one source: the tables of CONTRIBUTING.md, and its page on the site."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import markdown
import pytest

from shortlist.checks import FAMILIES, RULES
from shortlist.model import Event, FollowUp, IssueHeader, StartHere, SummaryHeader
from tests.tiny import ROOT
from tools import generate


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return generate.files()


def test_all_that_is_made_is_current(made: dict[str, str]) -> None:
    stale = [name for name, text in made.items() if (ROOT / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run: make generate"


def test_what_is_wholly_made_is_folded_in_pull_requests(made: dict[str, str]) -> None:
    """And nothing else is: a change to a schema that people write is to be seen."""
    patterns = re.findall(r"^(\S+) linguist-generated$", (ROOT / ".gitattributes").read_text(encoding="utf-8"), re.MULTILINE)
    marked = {path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern)}
    assert marked == {*made} - {"CONTRIBUTING.md"}


def test_a_second_run_changes_nothing(made: dict[str, str]) -> None:
    assert generate.with_tables(made["CONTRIBUTING.md"]) == made["CONTRIBUTING.md"]


def test_every_rule_has_a_row_with_an_anchor_and_an_example(made: dict[str, str]) -> None:
    for text in (made["CONTRIBUTING.md"], made["docs/contribute.md"]):
        rows = dict(re.findall(r'^\| <a id="([a-z]\d{3})" href="#\1">[A-Z]\d{3}</a> \| (.*) \|$', text, re.MULTILINE))
        assert list(rows) == [code.lower() for family in FAMILIES for code in RULES if code.startswith(family)]
        for code, rule in RULES.items():
            assert rows[code.lower()].startswith(rule)
            assert re.search(rf":\d+:\d+: {code} \S", rows[code.lower()])


def test_every_field_has_a_row(made: dict[str, str]) -> None:
    text = made["CONTRIBUTING.md"]
    for owner, model in {"": SummaryHeader, "since.": FollowUp, "event.": Event, "start_here.": StartHere}.items():
        for name, field in model.model_fields.items():
            required = "**Required.** " if field.is_required() else ""
            assert f"| `{owner}{name}` | {required}{field.description}" in text
    section = text.partition("## Header of an issue")[2].partition("\n## ")[0]
    assert all(f"| `{name}` | " in section for name in IssueHeader.model_fields)


def test_code_looks_the_same_on_the_site(made: dict[str, str]) -> None:
    """Citations in code are written as HTML there, for the stock plugin's sake; a reader sees no difference."""

    def shown(text: str) -> list[str]:
        page = html5lib.parse(markdown.markdown(text, extensions=["tables", "fenced_code"]), namespaceHTMLElements=False)
        return [" ".join("".join(code.itertext()).split()) for code in page.iter("code")]

    assert shown(made["docs/contribute.md"]) == shown(made["CONTRIBUTING.md"])


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("See [it](docs/2021-04/glm.md#why) and [that](#problems).", "See [it](2021-04/glm.md#why) and [that](#problems)."),
        ("A [site](https://example.org/docs/).", "A [site](https://example.org/docs/)."),
        ("As `[it](README.md)` says.", "As `[it](README.md)` says."),
        ("```text\n[it](README.md)\n```", "```text\n[it](README.md)\n```"),
        ("In `# --8<-- [start:a]`.", "In <code># --8&lt;-- &#91;start:a]</code>."),
        ("As `[@a|b]`, ``[see @a]``.", "As <code>&#91;@a&#124;b]</code>, <code>&#91;see @a]</code>."),
        ("```text\na < [@b] & `c`\n\nd\n```", "<pre><code>a &lt; &#91;@b] &amp; `c`\n\nd\n</code></pre>"),
    ],
)
def test_the_page_is_the_source_seen_from_docs(text: str, page: str) -> None:
    assert generate.as_page(f"# T\n\n{text}\n") == f"{generate.HEAD}\n{page}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# T\n\nSee [the tests](tests/tiny.py).\n", "links to 'tests/tiny.py', which is not on the site"),
        ("No title.\n", "expected a title"),
        ("# T\n\n<!-- made: nothing known -->\n<!-- end -->\n", "asks for 'nothing known', which nobody makes"),
    ],
)
def test_what_cannot_become_a_page_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(generate.Unfit, match=re.escape(message)) as raised:
        generate.as_page(generate.with_tables(text))
    assert "\n" not in str(raised.value)


def test_the_command_writes_what_has_changed_and_nothing_else(
    made: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "files", lambda: made)
    for name, text in made.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "docs/contribute.md").unlink()
    assert generate.main() == 0
    assert capsys.readouterr().out == "docs/contribute.md\n"
    assert generate.main() == 0
    assert capsys.readouterr().out == ""
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in made} == made

    # What cannot be written is said in one line, and the others stay as they are.
    for name in ("CONTRIBUTING.md", "docs/contribute.md"):
        (tmp_path / name).write_text("Old.\n", encoding="utf-8")
    (tmp_path / "docs/contribute.md").chmod(0o444)
    assert generate.main() == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert "docs/contribute.md is read-only" in printed.err
    assert (tmp_path / "CONTRIBUTING.md").read_text(encoding="utf-8") == "Old.\n"
