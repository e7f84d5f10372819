"""BibTeX that is not quite BibTeX: one clear line a fault, at its place, and the rest of the file is read."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from shortlist.checks.bibliography import check_entries
from shortlist.problems import Problem
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.source import Source, decode
from tests.tiny import TinySite

PARTS = [
    "{A}",
    "{A {B {C}} D}",
    '"A"',
    '"A {"} B"',
    "12",
    "mac",
    "MAC",
    "jan",
    "{A\n\t B}",
    "{}",
    '""',
    "{a\\{b\\}c}",
    "{@misc}",
    "{,}",
]

BAD = Path(__file__).resolve().parents[1] / "fixtures" / "bibtex-bad"


def read(data: bytes, path: str = "x.bib") -> tuple[list[str], list[Problem]]:
    """The keys and all problems of a file."""
    source, problems = decode(path, data)
    if source is None:
        return [], problems
    entries, more = read_bibtex(source)
    return list(entries), sorted([*problems, *more, *check_entries(entries)])


@pytest.mark.parametrize("path", sorted(BAD.glob("*.bib")), ids=lambda path: path.stem)
def test_bad_files(path: Path) -> None:
    keys, problems = read(path.read_bytes(), path.name)
    said = "".join(f"{problem}\n" for problem in problems)
    assert said == path.with_suffix(".txt").read_text(encoding="utf-8")
    if problems and problems[0].code != "F101" and problems[0].place.line > 1:
        assert keys[0] == "before2020sound"
        assert keys[-1] == "zafter2020sound" or path.stem == "cut-off"


@pytest.mark.parametrize("name", ["markdown", "html", "ris", "json"])
def test_a_file_that_is_not_bibtex_is_one_problem_of_a_site(name: str, tmp_path: Path) -> None:
    """Not one of each citation, too."""
    site = TinySite(tmp_path)
    site.write("bib/references.bib", (BAD / f"{name}.bib").read_bytes())
    assert len(site.problems()) == 1


SOUND = b"@misc{sound, title = {A Sound Entry}, author = {Example, Ada}, year = {2020}}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"@misc{bad, title = {%s}}\n", "1:20: B301 entry 'bad' cannot be read: it has more than 2,000,000 characters in field 'title'"),
        (
            b"@misc{%s, title = {A}}\n",
            "1:7: B301 this entry cannot be read: its key 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' has more than 100",
        ),
        (b"@%s{bad, title = {A}}\n", "1:2: B309 entry 'bad' is of the unknown type 'xxxxx"),
        (b"@misc{bad, %s = {A}, title {A}}\n", "'=' is expected after 'title'"),
        (b"@misc{bad, title = %s}\n", "1:20: B305 entry 'bad' uses the undefined macro 'xxxxx"),
        (b"@string{bad = {%s}}\n", "1:15: B301 macro 'bad' cannot be read: it has more than 2,000,000 characters in field 'bad'"),
        (b"@misc{bad, title = {A %s\n", "1:20: B301 entry 'bad' is cut off: field 'title' is not closed"),
    ],
)
def test_ten_megabytes_in_one_place(text: bytes, said: str) -> None:
    keys, problems = read((text % (b"x" * 10_000_000)) + SOUND)
    assert "sound" in keys
    assert said in "\n".join(map(str, problems))
    assert all(len(str(problem)) < 400 for problem in problems)


@pytest.mark.parametrize("digits", [5_000, 100_000])
def test_a_number_of_very_many_digits(digits: int) -> None:
    number = b"1" * digits
    text = SOUND.replace(b"2020}", b"2020}, pages = {%s-2}, volume = %s, number = {%s}" % (number, number, number))
    assert read(text) == (["sound"], [])
    keys, [problem] = read(SOUND.replace(b"2020", number))
    assert (keys, problem.code) == (["sound"], "B314")
    assert len(str(problem)) < 200


@pytest.mark.parametrize(
    "part",
    [
        b"@misc{x,title={x",
        b"@misc{x,title={x\n",
        b"@",
        b"@ ",
        b"@misc",
        b"@misc{",
        b"@misc{\n",
        b'@misc{x,title="x\n',
        b'@misc{x,title="x"} ',
        b"{",
        b"}",
        b'"',
        b"@misc{x,a=b#",
        b"@misc{x y ",
        b"@misc{x,,,",
        b"@string{x=x#x}\n",
    ],
)
def test_time_is_linear_in_the_length(part: bytes) -> None:
    """Twenty thousand of them: quadratic time would be minutes."""
    started = process_time()
    read(part * 20_000)
    assert process_time() - started < 10


@given(st.text(alphabet=st.sampled_from("@misctrng{}()\",=#%\\ \n12<>'~&é")))
def test_whatever_stands_in_front_the_last_entry_is_read(text: str) -> None:
    keys, problems = read(f"{text}\n{SOUND.decode()}".encode())
    assert keys[-1:] == ["sound"]
    assert all(str(problem).isprintable() for problem in problems)


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from(PARTS), min_size=1, max_size=3), min_size=1))
def test_fields_are_those_of_pybtex(fields: dict[str, list[str]]) -> None:
    text = (
        "@string{mac = {A {B}}}\n@misc{key,\n"
        + "".join(f"{name} = {' # '.join(parts)},\n" for name, parts in fields.items())
        + "}\n"
    )
    entries, _ = read_bibtex(Source("x.bib", text))
    assert entries["key"].fields == dict(parse_string(text, "bibtex").entries["key"].fields.items())
