"""`shortlist check --fix`: what rules are sure of is written, nothing else changes, and a second run finds nothing to do."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shortlist.authoring.mending import mend
from shortlist.checks import check
from shortlist.problems import Problem
from tests.authoring.commands import shortlist_here
from tests.tiny import FIRST, SECOND, TinySite

PAGE = "docs/2021-04/first.md"
OTHER = "docs/2021-04/second.md"
INDEX = "docs/2021-04/index.md"
BIB = "bib/references.bib"


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def everything(problem: Problem) -> bool:
    return True


def run(site: TinySite, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return shortlist_here(site.root, "check", *arguments, **environment)


SINCE = """\
since:
  # Comes first, and goes with it.
  - date: 2021-06-01
    text: "Later: it."
    link: second.md
  - date: 2021-05-01
    text: Earlier.
    link: second.md
tags: [NLP]
"""
SORTED = """\
since:
  - date: 2021-05-01
    text: Earlier.
    link: second.md
  # Comes first, and goes with it.
  - date: 2021-06-01
    text: "Later: it."
    link: second.md
tags: [NLP]
"""

MENDED: list[tuple[str, str, str, str, str]] = [
    ("case of a key", PAGE, "[@ada2020first]", "[see @Ada2020First, p. 2; @ADA2020first]", "[see @ada2020first, p. 2; @ada2020first]"),
    ("case of a paper", OTHER, "paper: bob2021second", "paper: 'Bob2021Second' # it", "paper: bob2021second # it"),
    ("case of a tag", PAGE, "[NLP]", "[nlp]", "[NLP]"),
    ("case of a tag in quotes", PAGE, "[NLP]", '\n  - "nlp"  # why\n', "\n  - NLP  # why\n"),
    ("a colon in a text", PAGE, "gist: The first paper.", "gist: It's the first: a paper: \"first\".", "gist: 'It''s the first: a paper: \"first\".'"),
    ("a colon in a follow-up", PAGE, "tags: [NLP]\n", SINCE.replace('"', "").replace("2021-05-01", "2021-06-02"), SINCE.replace("2021-05-01", "2021-06-02")),
    ("tag twice", PAGE, "[NLP]", "[NLP, Vision , NLP, NLP]", "[NLP, Vision]"),
    ("tag twice but for its case", PAGE, "[NLP]", "[nlp, NLP]", "[NLP]"),
    ("tag twice in rows", PAGE, "[NLP]", "\n- NLP # one\n-  NLP\n- Vision", "\n- NLP # one\n- Vision"),
    ("pick twice", INDEX, "[first, second]", "[first, second, 'first']", "[first, second]"),
    ("order of follow-ups", PAGE, "tags: [NLP]\n", SINCE, SORTED),
    ("DOI as an address", BIB, "{10.1000/first}", "{https://doi.org/10.1000/first}", "{10.1000/first}"),
    ("DOI in quotes", BIB, "{10.1000/first}", '"doi: 10.1000/first"', '"10.1000/first"'),
    ("arXiv id with a version", BIB, "{2101.00001}", "{2101.00001v12}", "{2101.00001}"),
    ("arXiv id as an address", BIB, "{2101.00001}", "{https://arxiv.org/abs/2101.00001v1}", "{2101.00001}"),
    ("no archive", BIB, ",\n  archiveprefix = {arXiv}", "", ",\n  archiveprefix = {arXiv}"),
    ("pages", BIB, "year = {2020}", "year = {2020}, pages = {1-9}", "year = {2020}, pages = {1--9}"),
    ("pages with a dash", BIB, "year = {2020}", "year = {2020}, pages = {1 – 9}", "year = {2020}, pages = {1--9}"),
    ("bare signs", BIB, "{A First {Paper}}", r"{A & B\& {C&D}: 5% of $a&b$ #1 &amp; &lt;}", r"{A \& B\& {C\&D}: 5\% of $a&b$ \#1 \& <}"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "wrong", "right"), [row[1:] for row in MENDED], ids=[row[0] for row in MENDED])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_mended(site: TinySite, path: str, old: str, wrong: str, right: str, newline: str) -> None:
    site.replace(path, old, wrong)
    broken = site.read(path)
    site.write(path, "\ufeff" + broken.replace("\n", newline))
    assert site.problems(), "the fault is found"
    _, refused = mend(site.root, everything)
    assert refused == []
    expected = broken.replace(wrong, right, 1) if wrong else broken.replace("{2101.00001}", "{2101.00001}" + right)
    assert (site.root / path).read_bytes().decode() == "\ufeff" + expected.replace("\n", newline)
    assert site.problems() == []
    assert mend(site.root, everything) == ([], [])


LEFT: list[tuple[str, str, str, str]] = [
    ("a colon and a comment", PAGE, "gist: The first paper.", "gist: a: b # c"),
    ("a colon in a second line", PAGE, "gist: The first paper.", "gist: One\n  two: three: four"),
    ("a colon in brackets that are open", PAGE, "tags: [NLP]", "tags: [NLP\nlinks: a: b"),
    ("near key", PAGE, "[@ada2020first]", "[@ada2020frist]"),
    ("near tag", PAGE, "[NLP]", "[NPL]"),
    ("near field", PAGE, "tags:", "tag:"),
    ("near pick", INDEX, "[first, second]", "[first, secnd]"),
    ("a tag twice with a reason", PAGE, "[NLP]", "\n  - NLP\n  - NLP  # twice because"),
    ("a sign that may be a formula", BIB, "{A First {Paper}}", "{A_1 first}"),
    ("HTML that is no letter", BIB, "{A First {Paper}}", "{A &nbsp; first}"),
    ("an address that is no DOI", BIB, "{10.1000/first}", "{https://example.org/10.1000/first}"),
    ("an eprint of who knows where", BIB, "{2101.00001},\n  archiveprefix = {arXiv}", "{hal-123}"),
    ("a value in parts", BIB, "{10.1000/first}", '"doi:" # "10.1000/first"'),
    ("an entry that is cut off", BIB, "doi = {10.1000/first}\n}", "title = {x & y"),
]


@pytest.mark.parametrize(("path", "old", "wrong"), [row[1:] for row in LEFT], ids=[row[0] for row in LEFT])
def test_what_is_left_to_the_author(site: TinySite, path: str, old: str, wrong: str) -> None:
    site.replace(path, old, wrong)
    before, problems = (site.root / path).read_bytes(), site.problems()
    assert problems
    assert mend(site.root, everything) == ([], [])
    assert ((site.root / path).read_bytes(), site.problems()) == (before, problems)


def break_everything(site: TinySite) -> None:
    site.replace(BIB, "{10.1000/first}", "{https://doi.org/10.1000/first}")
    site.replace(BIB, "A First {Paper}", "A & {Paper} & 5% of #1")
    site.replace(PAGE, "[NLP]", "[nlp, NLP, VISION, Robotics]")
    site.replace(PAGE, "[@ada2020first]", "[@Ada2020First]")
    site.issue(picks=["first", "second", "first"])


def test_the_command_says_what_it_mended_and_what_is_left(site: TinySite) -> None:
    break_everything(site)
    done = run(site, "--fix")
    assert done.returncode == 1
    assert done.stdout.startswith(f"{PAGE}:4:21: X402 unknown tag 'Robotics'")
    assert len(done.stdout.splitlines()) == 1
    mended = [line.split(": ")[2][:4] for line in done.stderr.splitlines() if line.startswith("mended: ")]
    assert sorted(mended) == ["B315", "B315", "B315", "C202", "S504", "S506", "X403", "X403", "X406"]
    assert "\n9 mended\n1 problem\n" in done.stderr
    done = run(site, "--fix", "--format", "json")
    assert [problem["code"] for problem in json.loads(done.stdout)] == ["X402"]
    assert "\n0 mended\n" in f"\n{done.stderr}"


def test_only_what_is_named_is_mended(site: TinySite) -> None:
    break_everything(site)
    bibliography = site.read(BIB)
    done = run(site, "--fix", INDEX)
    assert (done.returncode, done.stdout) == (0, "")
    assert "picks: [first, second]" in site.read(INDEX)
    assert site.read(BIB) == bibliography


def test_a_file_that_must_not_change_is_named(site: TinySite) -> None:
    break_everything(site)
    (site.root / INDEX).chmod(0o444)
    done = run(site, "--fix")
    assert done.returncode == 1
    assert f"not mended: {INDEX} is read-only" in done.stderr
    assert f"{INDEX}:5:24: X406" in done.stdout
    assert "{10.1000/first}" in site.read(BIB)


def test_a_merge_conflict_stays(site: TinySite) -> None:
    site.summary("first", FIRST, "A work [@Ada2020first].\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n")
    before = site.read(PAGE)
    done = run(site, "--fix")
    assert f"not mended: {PAGE}:11:1: F133" in done.stderr
    assert site.read(PAGE) == before


def test_json_holds_the_fix_that_a_text_editor_can_apply(site: TinySite) -> None:
    break_everything(site)
    for problem in json.loads(run(site, "--format", "json").stdout):
        if (fix := problem["fix"]) is not None:
            lines = site.read(problem["path"]).split("\n")
            assert "\n".join(lines[fix["line"] - 1 :])[fix["column"] - 1 :].startswith(fix["old"])


def test_rules_and_fixes_agree(site: TinySite) -> None:
    """What a message tells to write is what the fix writes."""
    break_everything(site)
    fixes = [problem for problem in check(site.root)[1] if problem.fix and "; write '" in problem.message]
    assert len(fixes) >= 6
    for problem in fixes:
        assert problem.fix is not None
        assert problem.message.rpartition("; write '")[2].split("'")[0] in problem.fix.new


tags = st.lists(st.sampled_from(["NLP", "nlp", "Vision", "'VISION'", '"NLP"', "Robotics"]), min_size=1, max_size=5)
title = st.text("aA &%#_$\\{}é", max_size=8).map(lambda text: text.replace("{", "{}").replace("}", "{}"))


@given(tags, tags, title, st.sampled_from(["{1-2}", "{2-1}", '"3–9"', "12"]), st.booleans())
@settings(max_examples=25, deadline=None)
def test_any_mixture_comes_to_rest(tmp_path_factory, first, second, title, pages, in_rows) -> None:  # type: ignore[no-untyped-def]
    site = TinySite(tmp_path_factory.mktemp("site"))
    written = "".join(f"\n  - {tag}" for tag in first) if in_rows else f"[{', '.join(first)}]"
    site.replace(PAGE, "[NLP]", written)
    site.replace(OTHER, "[Vision]", f"[{','.join(second)}]")
    site.replace(BIB, "title = {A First {Paper}}", f"pages = {pages}, title = {{{title}}}")
    mend(site.root, everything)
    after = {path: site.read(path) for path in (PAGE, OTHER, BIB)}
    assert mend(site.root, everything) == ([], [])
    assert {path: site.read(path) for path in after} == after
    assert not {"X403", "S504", "S507"} & set(site.codes())


@pytest.mark.parametrize(
    ("arguments", "environment", "is_colored"),
    [([], {}, True), (["--format", "github"], {}, False), (["--format", "json"], {}, False), ([], {"NO_COLOR": "1"}, False), ([], {"TERM": "dumb"}, False)],
)  # fmt: skip
def test_colors_on_a_terminal_only(site: TinySite, arguments: list[str], environment: dict[str, str], is_colored: bool) -> None:
    site.summary("second", SECOND | {"tags": ["Visoin"]})
    main, side = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"} | environment
    done = subprocess.run(
        [sys.executable, "-m", "shortlist", "check", *arguments], cwd=site.root, env=clean, stdout=side, stderr=subprocess.PIPE, check=False
    )  # fmt: skip
    os.close(side)
    shown = os.read(main, 100_000).decode()
    os.close(main)
    assert done.returncode == 1
    assert "X402" in shown
    assert ("\x1b[" in shown) == is_colored
    assert "\x1b" not in run(site, *arguments).stdout


def test_a_path_that_is_not_there_is_wrong_use(site: TinySite) -> None:
    done = run(site, "docs/2021-04/frist.md")
    assert done.returncode == 2
    assert "'docs/2021-04/frist.md' does not exist; did you mean 'docs/2021-04/first.md'?" in done.stderr




def test_bibtex_from_elsewhere_is_mended_before_it_is_added(site: TinySite) -> None:
    """`shortlist add` would refuse it otherwise, for what it can mend itself."""
    site.write(
        "x.bib",
        "@article{x, title={This & That}, author={Cleo Example}, journal={J}, pages={2-4}, year=2021,"
        " doi={https://doi.org/10.1000/x}, eprint={2101.00009v2}}\n",
    )
    done = subprocess.run(
        [sys.executable, "-m", "shortlist", "add", "--cite-only", "x.bib"], cwd=site.root, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    added = site.read(BIB)
    for value in (r"{This \& That}", "{2--4}", "{10.1000/x}", "{2101.00009}", "{arXiv}"):
        assert f"= {value}" in added
    assert site.codes() == ["S501"]
