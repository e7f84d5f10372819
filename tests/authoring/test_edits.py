"""Fixes, new entries and new picks go into files that people wrote: in the right place, and no other byte changes."""

from __future__ import annotations

import json
import os
import re
from contextlib import chdir, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from shortlist.authoring.edits import fix_problems, refuse_unreadable, with_entries, with_picks
from shortlist.authoring.files import CannotChange, open_file
from shortlist.checks import check
from shortlist.cli import main
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.source import Source, source_of
from tests.authoring.commands import shortlist_here
from tests.conftest import SAMPLE
from tests.tiny import BIBLIOGRAPHY, FIRST, SECOND, TinySite, not_on_windows

PAGE = "docs/2021-04/first.md"
OTHER = "docs/2021-04/second.md"
INDEX = "docs/2021-04/index.md"
BIB = "bib/references.bib"


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def everything(path: str) -> bool:
    return True


def run(site: TinySite, *arguments: str, **environment: str) -> CompletedProcess[str]:
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
FIXED: list[tuple[str, str, str, str, str]] = [
    ("case of a key", PAGE, "[@ada2020first]", "[see @Ada2020First, p. 2; @ADA2020first]", "[see @ada2020first, p. 2; @ada2020first]"),
    ("case of a paper", OTHER, "paper: bob2021second", "paper: 'Bob2021Second' # it", "paper: bob2021second # it"),
    ("case of a tag", PAGE, "[NLP]", "[nlp]", "[NLP]"),
    ("case of a tag in quotes", PAGE, "[NLP]", '\n  - "nlp"  # why\n', "\n  - NLP  # why\n"),
    ("a colon in a text", PAGE, "gist: The first paper.", "gist: It's the first: a paper: \"first\".", "gist: 'It''s the first: a paper: \"first\".'"),
    ("a colon in a follow-up", PAGE, "tags: [NLP]\n", SINCE.replace('"', "").replace("2021-05-01", "2021-06-02"), SINCE.replace("2021-05-01", "2021-06-02")),
    ("tag twice", PAGE, "[NLP]", "[NLP, Vision , NLP, NLP]", "[NLP, Vision]"),
    ("tag twice but for its case", PAGE, "[NLP]", "[nlp, NLP]", "[NLP]"),
    ("tag twice in rows", PAGE, "[NLP]", "\n- NLP\n-  NLP\n- Vision # one", "\n- NLP\n- Vision # one"),
    ("pick twice", INDEX, "[first, second]", "[first, second, 'first']", "[first, second]"),
    ("DOI as an address", BIB, "{10.1000/first}", "{https://doi.org/10.1000/first}", "{10.1000/first}"),
    ("DOI in quotes", BIB, "{10.1000/first}", '"doi: 10.1000/first"', '"10.1000/first"'),
    ("arXiv id with a version", BIB, "{2101.00001}", "{2101.00001v12}", "{2101.00001}"),
    ("arXiv id as an address", BIB, "{2101.00001}", "{https://arxiv.org/abs/2101.00001v1}", "{2101.00001}"),
    ("no archive", BIB, ",\n  archiveprefix = {arXiv}", "", ",\n  archiveprefix = {arXiv}"),
    ("pages", BIB, "year = {2020}", "year = {2020}, pages = {1-9}", "year = {2020}, pages = {1--9}"),
    ("pages with a dash", BIB, "year = {2020}", "year = {2020}, pages = {1 – 9}", "year = {2020}, pages = {1--9}"),
    ("bare signs", BIB, "{A First {Paper}}", r"{A & B\& {C&D}: 5% of $\begin{matrix}a&b\end{matrix}$ #1 &amp; &lt;}", r"{A \& B\& {C\&D}: 5\% of $\begin{matrix}a&b\end{matrix}$ \#1 \& <}"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "wrong", "right"), [row[1:] for row in FIXED], ids=[row[0] for row in FIXED])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_fixed(site: TinySite, path: str, old: str, wrong: str, right: str, newline: str) -> None:
    site.replace(path, old, wrong)
    broken = site.read(path)
    site.write(path, "\ufeff" + broken.replace("\n", newline))
    assert site.problems(), "the fault is found"
    _, refused = fix_problems(site.root, everything)
    assert refused == []
    expected = broken.replace(wrong, right, 1) if wrong else broken.replace("{2101.00001}", "{2101.00001}" + right)
    assert (site.root / path).read_bytes().decode() == "\ufeff" + expected.replace("\n", newline)
    assert site.problems() == []
    assert fix_problems(site.root, everything) == ([], [])


LEFT: list[tuple[str, str, str, str]] = [
    ("a colon and a comment", PAGE, "gist: The first paper.", "gist: a: b # c"),
    ("a colon in a second line", PAGE, "gist: The first paper.", "gist: One\n  two: three: four"),
    ("a colon in brackets that are open", PAGE, "tags: [NLP]", "tags: [NLP\nlinks: a: b"),
    ("near key", PAGE, "[@ada2020first]", "[@ada2020frist]"),
    ("near tag", PAGE, "[NLP]", "[NPL]"),
    ("near field", PAGE, "tags:", "tag:"),
    ("near pick", INDEX, "[first, second]", "[first, secnd]"),
    ("a tag twice below a reason", PAGE, "[NLP]", "\n  - NLP  # because\n  - NLP"),
    ("a tag twice with a reason", PAGE, "[NLP]", "\n  - NLP\n  - NLP  # twice because"),
    ("a sign that may be a formula", BIB, "{A First {Paper}}", "{A_1 first}"),
    ("HTML that is no letter", BIB, "{A First {Paper}}", "{A &nbsp; first}"),
    ("an address that is not a DOI", BIB, "{10.1000/first}", "{https://example.org/10.1000/first}"),
    ("an eprint of who knows where", BIB, "{2101.00001},\n  archiveprefix = {arXiv}", "{hal-123}"),
    ("a value in parts", BIB, "{10.1000/first}", '"doi:" # "10.1000/first"'),
    ("an entry that is cut off", BIB, "doi = {10.1000/first}\n}", "title = {x & y"),
]


@pytest.mark.parametrize(("path", "old", "wrong"), [row[1:] for row in LEFT], ids=[row[0] for row in LEFT])
def test_what_is_left_to_the_author(site: TinySite, path: str, old: str, wrong: str) -> None:
    site.replace(path, old, wrong)
    before, problems = (site.root / path).read_bytes(), site.problems()
    assert problems
    assert fix_problems(site.root, everything) == ([], [])
    assert ((site.root / path).read_bytes(), site.problems()) == (before, problems)


def test_a_writer_who_is_named_twice_is_named_once(site: TinySite) -> None:
    site.write("data/people.yml", "writers:\n  ada: {name: Ada Example}\n")
    site.replace(PAGE, "tags: [NLP]", "tags: [NLP]\nby: [ada, ada]")
    fix_problems(site.root, everything)
    assert ("\nby: [ada]\n" in site.read(PAGE), site.problems()) == (True, [])


def break_everything(site: TinySite) -> None:
    site.replace(BIB, "{10.1000/first}", "{https://doi.org/10.1000/first}")
    site.replace(BIB, "A First {Paper}", "A & {Paper} & 5% of #1")
    site.replace(PAGE, "[NLP]", "[nlp, NLP, VISION, Robotics]")
    site.replace(PAGE, "[@ada2020first]", "[@Ada2020First]")
    site.issue(picks=["first", "second", "first"])


def test_the_command_says_what_it_fixed_and_what_is_left(site: TinySite) -> None:
    break_everything(site)
    done = run(site, "--fix")
    assert done.returncode == 1
    assert done.stdout.startswith(f"{PAGE}:4:21: X402 unknown tag 'Robotics'")
    assert len(done.stdout.splitlines()) == 1
    fixed = [line.split(": ")[2][:4] for line in done.stderr.splitlines() if line.startswith("fixed: ")]
    assert sorted(fixed) == ["B315", "B315", "B315", "C201", "S504", "S506", "X402", "X402", "X406"]
    assert "\n9 fixed\n1 problem\n" in done.stderr
    done = run(site, "--fix", "--format", "json")
    assert [problem["code"] for problem in json.loads(done.stdout)] == ["X402"]
    assert "\n0 fixed\n" in f"\n{done.stderr}"


def test_only_what_is_named_is_fixed(site: TinySite) -> None:
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
    assert f"not fixed: {INDEX} is read-only" in done.stderr
    assert f"{INDEX}:5:24: X406" in done.stdout
    assert "{10.1000/first}" in site.read(BIB)


def test_a_merge_conflict_stays(site: TinySite) -> None:
    site.summary("first", FIRST, "A work [@Ada2020first].\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n")
    before = site.read(PAGE)
    done = run(site, "--fix")
    assert f"not fixed: {PAGE}:11:1: F133" in done.stderr
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
    fixes = [(problem.fix, problem.message) for problem in check(site.root)[1] if problem.fix]
    told = [(fix, match[1]) for fix, message in fixes if (match := re.search("; (?:write|did you mean) '([^']+)'", message))]
    assert len(told) >= 6
    for fix, right in told:
        assert right in fix.new


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
    fix_problems(site.root, everything)
    after = {path: site.read(path) for path in (PAGE, OTHER, BIB)}
    assert fix_problems(site.root, everything) == ([], [])
    assert {path: site.read(path) for path in after} == after
    assert not {"S504", "S507"} & set(site.codes())
    assert "did you mean" not in "".join(site.problems())


@not_on_windows("there is no pseudo-terminal")
@pytest.mark.parametrize(
    ("arguments", "environment", "is_colored"),
    [([], {}, True), (["--format", "github"], {}, False), (["--format", "json"], {}, False), ([], {"NO_COLOR": "1"}, False), ([], {"TERM": "dumb"}, False)],
)  # fmt: skip
def test_colors_on_a_terminal_only(
    site: TinySite, monkeypatch: pytest.MonkeyPatch, arguments: list[str], environment: dict[str, str], is_colored: bool
) -> None:
    site.summary("second", SECOND | {"tags": ["Visoin"]})
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in ({"TERM": "xterm"} | environment).items():
        monkeypatch.setenv(name, value)
    shell, side = os.openpty()
    with os.fdopen(side, "w", encoding="utf-8") as terminal, redirect_stdout(terminal), chdir(site.root), pytest.raises(SystemExit, match="1"):
        main(["check", *arguments])
    shown = os.read(shell, 100_000).decode()
    os.close(shell)
    assert "X402" in shown
    assert ("\x1b[" in shown) == is_colored
    assert "\x1b" not in run(site, *arguments).stdout


def test_a_path_that_is_not_there_is_wrong_use(site: TinySite) -> None:
    done = run(site, "docs/2021-04/frist.md")
    assert done.returncode == 2
    assert "'docs/2021-04/frist.md' does not exist" in done.stderr




def test_bibtex_from_elsewhere_is_fixed_before_it_is_added(site: TinySite) -> None:
    """`shortlist add` would refuse it otherwise, for what it can fix itself."""
    site.write(
        "x.bib",
        "@article{x, title={This & That}, author={Cleo Example}, journal={J}, pages={2-4}, year=2021,"
        " doi={https://doi.org/10.1000/x}, eprint={2101.00009v2}}\n",
    )
    done = shortlist_here(site.root, "add", "--cite-only", "x.bib")
    assert (done.returncode, done.stderr) == (0, "")
    added = site.read(BIB)
    for value in (r"{This \& That}", "{2--4}", "{10.1000/x}", "{2101.00009}", "{arXiv}"):
        assert f"= {value}" in added
    assert site.problems() == []


# New entries and picks

NEW = "@misc{{{key},\n  title = {{New}}\n}}\n"


def new(*keys: str) -> dict[str, str]:
    return {key: NEW.format(key=key) for key in keys}


def insert(text: str, *keys: str) -> str:
    file = source_of("bib/references.bib", text)
    return with_entries(file, read_bibtex(file)[0], new(*keys)).raw


def keys(text: str) -> list[str]:
    """In the order of the file, as pybtex reads it."""
    return list(parse_string(text, "bibtex").entries)


def is_insertion(before: str, after: str) -> bool:
    """Whether all of `before` stands in `after` in order, whole lines only."""
    lines = iter(after.splitlines(keepends=True))
    return all(any(line == other for other in lines) for line in before.splitlines(keepends=True))


# Entries


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("aa", ["aa", "ada2020first", "bob2021second"]),
        ("ada2021", ["ada2020first", "ada2021", "bob2021second"]),
        ("zoe", ["ada2020first", "bob2021second", "zoe"]),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_entry_goes_to_its_place(key: str, order: list[str], newline: str, mark: str) -> None:
    before = mark + BIBLIOGRAPHY.replace("\n", newline)
    after = insert(before, key)
    assert keys(after.removeprefix(mark)) == order
    assert after.startswith(mark)
    assert is_insertion(before.removeprefix(mark), after.removeprefix(mark))
    assert after.count("\n") == after.count(newline)
    assert re.search(r"\n(\r?\n){2}", after) is None, "no more than one empty line"


def test_several_entries_go_to_their_places_at_once() -> None:
    after = insert(BIBLIOGRAPHY, "zoe", "ba", "aa", "bb", "az")
    assert keys(after) == ["aa", "ada2020first", "az", "ba", "bb", "bob2021second", "zoe"]
    assert is_insertion(BIBLIOGRAPHY, after)


def test_several_entries_in_an_empty_file_are_parted() -> None:
    assert insert("", "b", "a") == f"{NEW.format(key='a')}\n{NEW.format(key='b')}"


def test_a_comment_stays_with_the_entry_below_it() -> None:
    before = "% The file.\n\n% Of a.\n@misc{a, title = {A}} % and more\n% Of c.\n% Its second line (really).\n@misc{c, title = {C}}\n"
    after = insert(before, "Ab", "b")
    assert after == (
        "% The file.\n\n@misc{Ab,\n  title = {New}\n}\n\n% Of a.\n@misc{a, title = {A}} % and more\n@misc{b,\n  title = {New}\n}\n\n"
        "% Of c.\n% Its second line (really).\n@misc{c, title = {C}}\n"
    )


def test_macros_stay_in_front() -> None:
    before = '@string{jox = "Journal"}\n@preamble{"x"}\n\n@article{b, title = {B}, journal = jox}\n'
    after = insert(before, "a")
    assert after.index("@preamble") < after.index("@misc{a") < after.index("@article{b")


@pytest.mark.parametrize(
    "before", ["@misc{a, title = {A}}", "@misc{a, title = {A}} @misc{c, title = {C}}", "% Nothing yet.\n", "% Nothing yet."]
)
def test_lines_that_do_not_end_where_usual(before: str) -> None:
    after = insert(before, "b")
    assert sorted(keys(after)) == sorted([*keys(before), "b"])
    assert "".join(after.split()).replace("@misc{b,title={New}}", "") == "".join(before.split())


def test_an_order_that_is_not_ours_is_left_alone() -> None:
    before = "@misc{z, title = {Z}}\n\n@misc{a, title = {A}}\n\n@misc{m, title = {M}}\n"
    after = insert(before, "b")
    assert keys(after) == ["z", "a", "b", "m"]
    assert is_insertion(before, after)


def test_braces_in_quotes_and_comments_do_not_mislead() -> None:
    before = '@misc{a, title = "A {brace} @misc", note = {on two\nlines}}\n\n% } and {\n@misc{c, title = {C}}\n'
    after = insert(before, "b")
    assert keys(after) == ["a", "b", "c"]
    assert is_insertion(before, after)


def test_into_the_real_bibliography() -> None:
    before = (SAMPLE / "bib/references.bib").read_text(encoding="utf-8")
    after = insert(before, "kaa2021new")
    assert is_insertion(before, after)
    assert keys(after) == sorted([*keys(before), "kaa2021new"])


KEYS = st.from_regex(r"\A[a-z][a-z0-9-]{0,5}\Z")


@settings(deadline=None, max_examples=50)
@given(
    st.lists(KEYS, unique=True, max_size=6),
    st.lists(KEYS, unique=True, min_size=1, max_size=3),
    st.sampled_from(["\n", "\n\n", " % why\n\n", "\n% a } comment\n", " "]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_file_keeps_its_bytes(there: list[str], added: list[str], between: str, newline: str) -> None:
    added = [key for key in added if key not in there]
    before = between.join(f"@misc{{{key}, title = {{T {key}}}}}" for key in there).replace("\n", newline)
    after = insert(before, *added)
    assert set(keys(after)) == {*there, *added}
    squeezed = "".join(after.split())
    for key in added:
        squeezed = squeezed.replace("".join(NEW.format(key=key).split()), "", 1)
    assert squeezed == "".join(before.split())


def test_a_broken_file_is_refused_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_text(BIBLIOGRAPHY.replace("A First {Paper}", "A First {Paper"), encoding="utf-8")
    _, problems = read_bibtex(open_file(tmp_path, "x.bib"))
    with pytest.raises(CannotChange, match=r"^x.bib:2:\d+: B301 .*; then run the command again$"):
        refuse_unreadable(problems)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"{BIBLIOGRAPHY}<<<<<<< HEAD\n=======\n>>>>>>> other\n".encode(), "x.bib:16:1: F133 '<<<<<<< HEAD' marks two versions that git could not merge; keep one and delete the marks"),
        (b"caf\xe9", "x.bib:1:4: F101 the file seems to be Windows-1252, not UTF-8; open it as that, and save it as UTF-8"),
        (b" ", "x.bib:1:1: F102 the file is empty; write it or delete it"),
        (None, "x.bib: No such file or directory"),
    ],
)
def test_what_cannot_be_opened_is_said_with_the_place(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "x.bib").write_bytes(content)
    with pytest.raises(CannotChange, match=f"^{re.escape(message)}$"):
        open_file(tmp_path, "x.bib")


# Picks

HEADER = "---\nissue: 2021-07  # a note\n{picks}\nconsidered: 4000\n---\n\npicks: [no, header]\n"

FORMS = [
    ("picks: [a, b]  # note", "picks: [a, b, n]  # note"),
    ("picks: ['a', \"b\", ]", "picks: ['a', \"b\", n, ]"),
    ("picks: []  # none yet, [x]", "picks:  # none yet, [x]\n  - n"),
    ("picks:   # none yet", "picks:   # none yet\n  - n"),
    ("picks:\n- a\n- b", "picks:\n- a\n- b\n- n"),
    ("picks:\n  - a # one\n  # between\n  - 'b' # two\n  # end", "picks:\n  - a # one\n  # between\n  - 'b' # two\n  - n\n  # end"),
    ("picks: [\n  a,  # one\n  b  # two\n]", "picks: [\n  a,  # one\n  b, n  # two\n]"),
    ('"picks" : [a]', '"picks" : [a, n]'),
    ("gist: 'Zoë’s 😀: picks: [x]'\npicks: [a]", "gist: 'Zoë’s 😀: picks: [x]'\npicks: [a, n]"),
]


@pytest.mark.parametrize(("before", "after"), FORMS)
def test_a_pick_is_added_in_the_form_of_the_list(before: str, after: str) -> None:
    for mark, newline in (("", "\n"), ("\ufeff", "\r\n")):
        text, expected = (mark + HEADER.format(picks=picks).replace("\n", newline) for picks in (before, after))
        assert with_picks(source_of("x", text), yaml.safe_load(after)["picks"]).raw == expected
    picks = [*yaml.safe_load(after)["picks"], "on", "12"]
    text = with_picks(Source("x", HEADER.format(picks=before)), picks).text
    header = yaml.safe_load(text.split("---\n")[1])
    assert header == {"issue": "2021-07", "considered": 4000} | yaml.safe_load(after) | {"picks": picks}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        *((HEADER.format(picks=f"picks: {picks}"), "3:8") for picks in ("glm", "~", "{a: b}")),
        (HEADER.format(picks="picks:\n  -\n    a"), "4:3"),
        *((text, "1:1") for text in (HEADER.format(picks="gist: x"), "No header.\n", "---\n[a]\n---\n", "---\n---\n")),
    ],
)
def test_a_form_that_is_not_known_is_refused_with_its_place(text: str, place: str) -> None:
    message = f"x:{place}: the list 'picks' is missing or has an unusual form; make it [a, n] by hand"
    with pytest.raises(CannotChange, match=f"^{re.escape(message)}$"):
        with_picks(Source("x", text), ["a", "n"])


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.from_regex(r"\A[a-z0-9]{1,6}\Z"), max_size=5),
    st.from_regex(r"\A[a-z0-9]{1,4}(-[a-z0-9]{1,3})?\Z"),
    st.booleans(),
    st.sampled_from(["", "  # note, [x]"]),
)
def test_any_slug_reads_back_as_text(there: list[str], slug: str, is_flow: bool, note: str) -> None:
    quoted = [f"'{one}'" for one in there]
    picks = f"picks: [{', '.join(quoted)}]{note}" if is_flow or not there else "picks:\n" + "\n".join(f"  - {one}{note}" for one in quoted)
    changed = with_picks(Source("x", HEADER.format(picks=picks)), [*there, slug]).text
    assert yaml.safe_load(changed.split("---\n")[1])["picks"] == [*there, slug]
    assert len(changed) - len(HEADER.format(picks=picks)) <= len(slug) + 10
