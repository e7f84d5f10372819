"""New entries and picks go into files that people wrote: in the right place, and nothing else changes, not a byte."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from shortlist.authoring.files import CannotChange
from shortlist.authoring.insertions import Opened, open_file, refuse_unreadable, with_entries, with_picks
from shortlist.reading.bibtex import read_bibtex
from tests.tiny import BIBLIOGRAPHY, ROOT

NEW = "@misc{{{key},\n  title = {{New}}\n}}\n"


def new(*keys: str) -> dict[str, str]:
    return {key: NEW.format(key=key) for key in keys}


def insert(text: str, *keys: str) -> str:
    file = Opened.of("bib/references.bib", text)
    changed, entries = with_entries(file, read_bibtex(file.source)[0], new(*keys))
    assert set(keys) <= set(entries)
    return changed


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


def test_a_comment_stays_with_the_entry_below_it() -> None:
    before = "% The file.\n\n% Of a.\n@misc{a, title = {A}} % and more\n% Of c.\n% Its second line (really).\n@misc{c, title = {C}}\n"
    after = insert(before, "Ab", "b")
    assert after == (
        "% The file.\n\n@misc{Ab,\n  title = {New}\n}\n\n% Of a.\n@misc{a, title = {A}} % and more\n\n@misc{b,\n  title = {New}\n}\n"
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
    before = (ROOT / "bib/references.bib").read_text(encoding="utf-8")
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
    (tmp_path / "x.bib").write_text(BIBLIOGRAPHY.replace("A First {Paper}", "A First {Paper"))
    _, problems = read_bibtex(open_file(tmp_path, "x.bib").source)
    with pytest.raises(CannotChange, match=r"^x.bib:2:\d+: B301 .*; then run the command again$"):
        refuse_unreadable(problems)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"{BIBLIOGRAPHY}<<<<<<< HEAD\n=======\n>>>>>>> other\n".encode(), "x.bib:16:1: F133 '<<<<<<< HEAD' marks two versions that git could not merge; keep one and delete the marks"),
        (b"caf\xe9", "x.bib:1:4: F101 byte 0xe9 is not UTF-8; save the file as UTF-8"),
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
    ("picks: [a, b]", "picks: [a, b, n]"),
    ("picks: [a, b]  # note", "picks: [a, b, n]  # note"),
    ("picks: ['a', \"b\"]", "picks: ['a', \"b\", n]"),
    ("picks: [a, b, ]", "picks: [a, b, n, ]"),
    ("picks: []", "picks:\n  - n"),
    ("picks: [ ]", "picks:\n  - n"),
    ("picks: []  # none yet, [x]", "picks:  # none yet, [x]\n  - n"),
    ("picks:", "picks:\n  - n"),
    ("picks:   # none yet", "picks:   # none yet\n  - n"),
    ("picks:\n  - a\n  - b", "picks:\n  - a\n  - b\n  - n"),
    ("picks:\n- a\n- b", "picks:\n- a\n- b\n- n"),
    ("picks:\n  - a # one\n  # between\n  - 'b' # two\n  # end", "picks:\n  - a # one\n  # between\n  - 'b' # two\n  - n\n  # end"),
    ("picks:\n    -   a", "picks:\n    -   a\n    -   n"),
    ("picks: [\n  a,\n  b\n]", "picks: [\n  a,\n  b,\n  n\n]"),
    ("picks: [\n  a,  # one\n  b,  # two\n]", "picks: [\n  a,  # one\n  b,  # two\n  n,\n]"),
    ("picks: [\n  a,\n  b  # two, three\n]", "picks: [\n  a,\n  b,  # two, three\n  n\n]"),
    ("picks: [a,\n  b]", "picks: [a,\n  b, n]"),
    ('"picks" : [a]', '"picks" : [a, n]'),
    ("picks: [a]\ngist: 'Zoë’s 😀: picks: [x]'", "picks: [a, n]\ngist: 'Zoë’s 😀: picks: [x]'"),
    ("gist: 'Zoë’s 😀: picks: [x]'\npicks: [a]", "gist: 'Zoë’s 😀: picks: [x]'\npicks: [a, n]"),
]


@pytest.mark.parametrize(("before", "after"), FORMS)
def test_a_pick_is_added_in_the_form_of_the_list(before: str, after: str) -> None:
    for newline, mark in product(["\n", "\r\n"], ["", "\ufeff"]):
        text, expected = (mark + HEADER.format(picks=picks).replace("\n", newline) for picks in (before, after))
        assert with_picks(Opened.of("x", text), ["n"]) == expected


@pytest.mark.parametrize(("before", "after"), FORMS)
def test_several_picks_keep_their_order(before: str, after: str) -> None:
    text = with_picks(Opened.of("x", HEADER.format(picks=before)), ["n", "on", "12"])
    header = yaml.safe_load(text.split("---\n")[1])
    expected = yaml.safe_load(after)
    assert header == {"issue": "2021-07", "considered": 4000} | expected | {"picks": [*expected["picks"], "on", "12"]}


@pytest.mark.parametrize(
    "picks", ["picks: glm", "picks: ~", "picks: {a: b}", "picks:\n  -\n    a", "picks: !!seq []"]
)
def test_a_form_that_is_not_ours_is_refused_with_its_line(picks: str) -> None:
    with pytest.raises(CannotChange, match=r"^x:3(:\d+)?: "):
        with_picks(Opened.of("x", HEADER.format(picks=picks)), ["n"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER.format(picks="gist: x"), "x:1: the header has no field 'picks'; write 'picks: [n]' into it"),
        (HEADER.format(picks="picks: glm"), "x:3: 'picks' is written in a way that only a person can add to; add n by hand"),
        ("No header.\n", "x:1:1: F103 expected a header that begins with a line '---', found 'No header.'; see CONTRIBUTING.md"),
        ("---\npicks: [a\n---\n", "x:3:1: F104 "),
        ("---\n[a]\n---\n", "x:1: the header holds no fields"),
        ("---\n---\n", "x:1: the header holds no fields"),
    ],
)
def test_what_is_to_be_written_by_hand_is_said_with_the_line(text: str, message: str) -> None:
    with pytest.raises(CannotChange, match=f"^{re.escape(message)}"):
        with_picks(Opened.of("x", text), ["n"])


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
    changed = with_picks(Opened.of("x", HEADER.format(picks=picks)), [slug])
    assert yaml.safe_load(changed.split("---\n")[1])["picks"] == [*there, slug]
    assert len(changed) - len(HEADER.format(picks=picks)) <= len(slug) + 10
