"""Works of an author's own file, or pasted: BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import io
import re
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortlist.authoring.entries import Record, make_entry
from shortlist.authoring.http import CannotFetch
from shortlist.authoring.own_files import Outcome, read_own
from shortlist.checks.bibliography import ids_of
from shortlist.model import Person
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.source import Source
from tests.authoring.commands import shortlist_here
from tests.conftest import SAMPLE
from tests.exports.judges import exported
from tests.tiny import BIBLIOGRAPHY, TinySite

# BibTeX


def read(folder: Path, text: str | bytes, *only: str, name: str = "work.bib") -> Outcome:
    file = folder / name
    file.write_bytes(text.encode(errors="surrogatepass") if isinstance(text, str) else text)
    return read_own(str(file), only)


def reasons(outcome: Outcome) -> list[str]:
    """Why works of a file are not added."""
    lines = [*map(str, outcome.failures)]
    for record in outcome.records:
        try:
            make_entry(record, ())
        except CannotFetch as error:
            lines.append(str(error))
    return lines


def bibtex(folder: Path, text: str | bytes) -> list[Record]:
    outcome = read(folder, text)
    assert outcome.failures == []
    return outcome.records


def test_an_own_entry(tmp_path: Path) -> None:
    [found] = bibtex(
        tmp_path,
        "@inproceedings{Own:Key,\n title={A {Title} of {\\'E}tudes}, author={Example, Ada and others}, booktitle={Examples}, year=2021,\n"
        " abstract={Not ours.}, file={:home/ada/work.pdf:PDF}, note={see /home/ada/notes.txt}, eprint={2103.00001}, archiveprefix={arXiv}}",
    )
    assert (found.entry.title, found.entry.has_more_authors) == ("A Title of Études", True)
    assert (found.source, found.entry.fields["abstract"]) == (f"{tmp_path / 'work.bib'}:1", "Not ours.")
    assert found.notes == ("left out of 'Own:Key': abstract, file, note",)


def test_what_there_is_one_way_to_mend_is_mended(tmp_path: Path) -> None:
    [found] = bibtex(tmp_path, "@misc{a, title={T}, author={A}, year={2021b}, month=July, doi={10.1000/x}}")
    entry = make_entry(found, ())
    assert (entry.year, entry.fields["month"], entry.fields["year"]) == (2021, "July", "2021")


NO_KEY = """\
@misc{, title={One Plain Word}, author={Example, Ada}, year=2021, url={https://example.org/a}}
@misc{title={Two Plain Words}, author={Example, Ada}, year=2021, url={https://example.org/b}}
@article{
  title={One Plain Word Again},
  author={Example, Ada}, journal={ArXiv}, volume={abs/2103.00001}, year={2021}
}
@misc{, title={Of Nobody}, year=2021}
@misc{}
"""


def test_an_entry_without_a_key_is_given_one(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    file = site.write("work.bib", NO_KEY)
    done = shortlist_here(site.root, "add", str(file), "--cite-only")
    assert [line for line in done.stdout.splitlines() if ": One" in line or ": Two" in line] == [
        "example2021plain: One Plain Word",
        "example2021two: Two Plain Words",
        "example2021word: One Plain Word Again",
    ]
    assert [line.partition(";")[0] for line in done.stderr.splitlines()] == [
        f"Error: {file}:8:7: B301 this entry cannot be read: it has no key",
        f"Error: {file}:7:7: B308 entry 'anonymous2021nobody' lacks author or editor",
    ]
    assert site.problems() == []


def test_a_key_that_is_missing_in_the_shared_file_is_a_problem_with_a_fix(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    site.write("bib/references.bib", BIBLIOGRAPHY + NO_KEY.partition("@misc{, title={Of")[0])
    assert [line.partition(":")[2] for line in site.problems()] == [
        "16:7: B301 this entry has no key; write 'example2021plain,' here",
        "17:7: B301 this entry has no key; write 'example2021two,' here",
        "19:3: B301 this entry has no key; write 'example2021word,' here",
    ]
    assert shortlist_here(site.root, "check", "--fix").returncode == 0
    assert shortlist_here(site.root, "fmt").returncode == 0
    assert {"example2021plain", "example2021two", "example2021word"} <= site.library().entries.keys()


def test_an_own_entry_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    [found] = bibtex(tmp_path, "@misc{a, title={T}, author={A}, year=2021}")
    assert found.notes == ("'a' has no DOI, arXiv id or URL; add one if there is one",)


def test_identifiers_of_an_own_entry_are_moved_into_their_fields(tmp_path: Path) -> None:
    text = "@article{a, title={T}, author={A}, journal={ArXiv}, volume={abs/2103.00001}, year=2021, doi={https://doi.org/10.1000/x}}"
    [found] = bibtex(tmp_path, text)
    assert found.notes == ("moved in 'a': journal 'ArXiv' and volume 'abs/2103.00001' should be eprint '2103.00001' and doi '10.1000/x'",)
    entry = make_entry(found, ())
    assert (entry.arxiv, entry.fields["doi"], "journal" in entry.fields) == ("2103.00001", "10.1000/x", False)


GOOD = "@misc{good, title={A Sound One}, author={Sound, Ann}, year=2021, url={https://example.org/}}\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("@article{a,\n title = {Cut", ["2:10: B301"]),
        ("<<<<<<< HEAD\n@misc{a, title={T}, author={A}, year=2020}\n=======\n>>>>>>> b\n", ["1:1: F133"]),
        ("@misc{a, title={T}, author={A},\n<<<<<<< HEAD\n year=2020\n>>>>>>> b\n}\n", ["2:1: B301", "2:1: F133"]),
        ("@artcle{a, title={T}, author={A}, year=2020}", ["1:2: B309"]),
        ("@misc{a, title={T}}", ["1:7: B308"]),
        ("@misc{a, title={T_U}, author={A}, year=2020}", ["1:18: B315"]),
        ("@misc{a, title={From $1 to $2}, author={A}, year=2020}", ["1:22: B315"]),
        ("@misc{a, title={NaÃ¯ve}, author={A}, year=2020}", ["1:19: F101"]),
        ("@misc{a, title={T}, author={A}, year=2020, year=2021}", ["1:49: B306"]),
        ("@misc{a, title={T}, author={A}}\n@misc{b, title={U}}", ["1:7: B308", "2:7: B308"]),
        ("@misc{a, title={é}, author={A}, year=2020}".encode().replace(b"A}", b"\xe9}"), ["1:29: F101"]),
        ("@misc{a, title={T\x07}, author={A}, year=2020}", ["1:18: F128"]),
    ],
)
@pytest.mark.parametrize("is_last", [False, True])
def test_what_is_not_sound_is_told_with_its_place_and_the_rest_is_kept(
    text: str | bytes, codes: list[str], is_last: bool, tmp_path: Path
) -> None:
    text = text.encode() if isinstance(text, str) else text
    outcome = read(tmp_path, (GOOD.encode() if is_last else b"") + text + (b"" if is_last else b"\n" + GOOD.encode()))
    assert "good" in [record.entry.key for record in outcome.records]
    said = [re.fullmatch(r"(.*):(\d+):(\d+: [A-Z]\d{3}) .*", line) for line in reasons(outcome)]
    assert [f"{int(line[2]) - is_last}:{line[3]}" for line in said if line] == codes
    assert {line[1] for line in said if line} == {str(tmp_path / "work.bib")}


def test_a_repeated_key_refuses_the_second_entry_alone(tmp_path: Path) -> None:
    outcome = read(tmp_path, GOOD + GOOD.replace("good", "other") + GOOD.replace("A Sound", "Another"))
    assert [record.entry.key for record in outcome.records] == ["good", "other"]
    assert [str(failure) for failure in outcome.failures] == [
        f"{tmp_path / 'work.bib'}:3:7: B302 key 'good' is used twice, first in line 1; rename or delete one"
    ]


def test_text_between_entries_refuses_none(tmp_path: Path) -> None:
    outcome = read(tmp_path, f"{GOOD}% from ada@example.org\n@misc{{{{}}}}\n{GOOD.replace('good', 'other')}")
    assert {"good", "other"} <= {record.entry.key for record in outcome.records}
    assert len(reasons(outcome)) == 1


def test_some_entries_are_picked_by_their_keys(tmp_path: Path) -> None:
    text = GOOD + GOOD.replace("good", "other") + "@misc{bad, title={T}}\n@misc{cut, title={"
    outcome = read(tmp_path, text, "other", "bad", "goud")
    assert [record.entry.key for record in outcome.records] == ["other", "bad"]
    path = tmp_path / "work.bib"
    assert reasons(outcome) == [
        f"{path} has no sound entry 'goud'; did you mean 'good'?",
        f"{path}:3:7: B308 entry 'bad' lacks author or editor, and year or date; add it",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Just words.", "1:1: B301 the file holds no BibTeX entry; expected one that begins as in"),
        ("<!DOCTYPE html><p>ada@example.org", "1:1: B301 the file is a web page and holds no BibTeX entry"),
        ("# A heading\n\n[@key]", "1:1: B301 the file holds no BibTeX entry"),
        ("% Nothing yet.\n", "holds no BibTeX entry"),
        (bytes(range(256)) * 4, "1:1: F128 the file holds the character '\\x00'"),
        ("", "is empty"),
        (" \n\t", "is empty"),
        ("[]", "holds no work"),
        ('{"items": []}', "holds no work"),
        ('<?xml version="1.0"?><xml><records/></xml>', "1:1: B301 the file holds no BibTeX entry; expected"),
        ("%0 Journal Article\n%A Sound, Ann\n", "holds no BibTeX entry; RIS and CSL-JSON are read, too"),
    ],
)
def test_a_file_without_an_entry(text: str | bytes, said: str, tmp_path: Path) -> None:
    try:
        outcome = read(tmp_path, text)
    except CannotFetch as error:
        outcome = Outcome([], [str(error)])
    assert outcome.records == []
    [failure] = map(str, outcome.failures)
    assert said in failure
    assert failure.isprintable()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"])
@pytest.mark.parametrize("text", [GOOD.replace("Ann", "Zoë"), GOOD.replace("Sound, Ann", "Särkkää, Zoë-Ölaf")])
def test_other_encodings_are_read_and_told(text: str, encoding: str, tmp_path: Path) -> None:
    outcome = read(tmp_path, text.encode(encoding))
    assert [read_bibtex(Source("", text))[0]["good"].authors] == [record.entry.authors for record in outcome.records]
    name = {"cp1252": "Windows-1252", "latin-1": "Windows-1252"}.get(encoding, encoding[:6].upper())
    said = [f"{tmp_path / 'work.bib'} is not UTF-8 and is read as {name}; compare what has accents"]
    assert outcome.notes == ([] if encoding == "utf-8-sig" else said)


def test_bibtex_on_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = b"@misc{a, title={One}, author={A}, year=2020} @misc{b, title={Two}, author={B}, year=2021}"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text), isatty=lambda: False))
    assert [record.entry.title for record in read_own("-").records] == ["One", "Two"]
    assert capsys.readouterr().err == ""


def test_a_terminal_is_told_what_to_paste_and_how_to_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"\n"), isatty=lambda: True))
    with pytest.raises(CannotFetch, match=r"^<stdin> is empty$"):
        read_own("-")
    assert capsys.readouterr().err == "paste BibTeX, RIS or CSL-JSON, then press Control-D on a line of its own\n"


def test_a_file_that_cannot_be_read_or_is_too_large(tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="No such file"):
        read_own(str(tmp_path / "gone.bib"))
    with pytest.raises(CannotFetch, match="more than 10 MB"):
        bibtex(tmp_path, b"%" * 10_000_001)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" + "{}," * 100_000 + "{}]", "what follows is not read, 1,000 faults are enough"),
        ("TY  - JOUR\n" * 100_000, "what follows is not read, 1,000 faults are enough"),
        ("@misc{}\n" * 100_000, "1:7: B301 this entry cannot be read"),
        ("\a\n" * 100_000, "1:1: F128 the file holds the character"),
        ("<<<<<<< ours\n" * 100_000, "F133 two versions that git could not merge are left out"),
    ],
)
def test_a_huge_file_of_something_else_is_not_told_line_by_line(text: str, said: str, tmp_path: Path) -> None:
    try:
        outcome = read(tmp_path, text)
    except CannotFetch as error:
        outcome = Outcome([], [str(error)])
    assert outcome.records == []
    assert said in str(outcome.failures[-1])
    assert len(outcome.failures) <= 1001


# RIS and CSL-JSON

RIS = """\
TY  - JOUR
A1  - Sound, Ann
A1  - Example Data Team
T1  - A Sound One
JO  - Journal of Soundness
Y1  - 2021/04/01/
VL  - 2
SP  - 3
EP  - 9
DO  - https://doi.org/10.1000/sound
ER  -

TY  - CPAPER
TI  - Without People
ER  -
"""


def test_ris_of_others(tmp_path: Path) -> None:
    outcome = read(tmp_path, RIS.replace("\n", "\r\n"), name="work.ris")
    [record] = outcome.records
    entry = make_entry(record, ())
    assert (entry.title, entry.venue, entry.year, entry.doi) == ("A Sound One", "Journal of Soundness", 2021, "10.1000/sound")
    assert entry.authors == (Person("Sound", "Ann"), Person("Example Data Team"))
    assert (entry.type, entry.fields["pages"], entry.fields["month"]) == ("article", "3--9", "April")
    assert [str(failure) for failure in outcome.failures] == [
        f"the record of {tmp_path / 'work.ris'}:13 names no authors and no year"
    ]


CSL = """\
[
  {"id": "zotero/1", "type": "article-journal", "title": "A Sound One", "container-title": "Journal of Soundness",
   "author": [{"family": "Sound", "given": "Ann"}, {"literal": "Example Data Team"}], "issued": {"date-parts": [["2021", 4]]},
   "DOI": "10.1000/sound"},
  {"type": "book", "title": 3},
  "nothing",
  {"type": "book"
"""


@pytest.mark.parametrize("end", ["ER  - ", "ER -", "ER -\n\n"])
def test_a_line_of_an_abstract_may_look_like_a_tag_with_one_blank(end: str, tmp_path: Path) -> None:
    text = f"TY  - JOUR\nTI  - A Sound One\nAU  - Sound, Ann\nPY  - 2021\nJO  - J\nAB  - We compare\nAI - based methods.\nDO  - 10.1000/x\n{end}"
    [record] = read(tmp_path, text).records
    assert record.entry.fields["abstract"] == "We compare AI - based methods."
    assert record.entry.doi == "10.1000/x"


def test_csl_json_of_others(tmp_path: Path) -> None:
    outcome = read(tmp_path, CSL, name="work.json")
    [record] = outcome.records
    entry = make_entry(record, ())
    assert (entry.title, entry.venue, entry.year, entry.doi) == ("A Sound One", "Journal of Soundness", 2021, "10.1000/sound")
    assert entry.authors == (Person("Sound", "Ann"), Person("Example Data Team"))
    path = tmp_path / "work.json"
    assert [str(failure).partition(";")[0] for failure in outcome.failures] == [
        f"the record of {path}:5 names no title and no authors and no year",
        f"the record of {path}:6 names no title and no authors and no year",
        f"{path}:8:1: broken JSON: Expecting ',' delimiter",
    ]


WORK = '{"type": "article-journal", "title": "A Sound One", "container-title": "J", "author": [{"family": "A. Sound"}], "issued": '


@pytest.mark.parametrize(
    "text",
    [
        WORK + '"2021-04"}',
        WORK + '[{"year": 2021, "month": 4}]}',
        f'{{"items": [{WORK}{{"literal": "2021"}}}}]}}',
        f'{{"status": "ok", "message": {WORK}{{"season": 2, "date-parts": [[2021, 4]]}}}}}}',
        f'{{"status": "ok", "message": {{"items": [{WORK}{{"raw": "2021-04-01"}}}}]}}}}',
        "TY  - JOUR\nTI  - A Sound One\nAU  - A. Sound\nPY  - 2021\nJO  - J\nER  - ",
        "TY  - JOUR\nTI  -\n      A Sound One\nDO  - \nAU  - \n\nA. Sound\nPY  - 2021\nJO  - J\nER  - ",
        "TY - JOUR\nTI - A Sound One\nAU - A. Sound\nPY - 2021\nJO - J\nER -",
        "Provider: Example\nDatabase: Examples\n\nTY  - JOUR\nTI  - A Sound One\nAU  - Sound, A.\nPY  - 2021\nJO  - J\nER  - ",
    ],
)
def test_a_work_in_the_form_of_other_programs(text: str, tmp_path: Path) -> None:
    [record] = read(tmp_path, text).records
    entry = make_entry(record, ())
    assert (entry.title, entry.authors, entry.year, entry.venue) == ("A Sound One", (Person("Sound", "A."),), 2021, "J")


@pytest.mark.parametrize("text", ["[", "{", "[[" * 50_000, '{"a":' * 50_000, "TY  - ", "TY  - JOUR\nTI  - A", "[1,,2]", "[] x", "@misc{\0"])
def test_no_text_breaks_the_readers(text: str | bytes, tmp_path: Path) -> None:
    assert read(tmp_path, text).records == []


LINES = st.lists(st.text(max_size=30) | st.sampled_from(RIS.splitlines() + CSL.splitlines() + [GOOD, "<<<<<<< a", ">>>>>>> b"]), max_size=15)


@given(st.sampled_from(["", "TY  - JOUR\n", "[", '{"title": ']), LINES)
def test_any_lines_give_works_or_reasons(tmp_path_factory: pytest.TempPathFactory, start: str, lines: list[str]) -> None:
    try:
        outcome = read(tmp_path_factory.getbasetemp(), start + "\n".join(lines))
    except CannotFetch as error:
        outcome = Outcome([], [str(error)])
    said = [*map(str, outcome.failures), *(note for record in outcome.records for note in record.notes)]
    assert all("\n" not in line for line in said)
    for record in outcome.records:
        with suppress(CannotFetch):  # It says too little.
            assert make_entry(record, ()).title


ENTRIES = read_bibtex(Source("r.bib", (SAMPLE / "bib/references.bib").read_text(encoding="utf-8")))[0]


@pytest.mark.parametrize("ending", ["ris", "csl.json"])
def test_exports_of_the_site_come_back(ending: str, tmp_path: Path) -> None:
    """Title, people, year, venue and ids; a preprint's venue is no more than arXiv."""
    outcome = read(tmp_path, exported(ENTRIES.values(), ending), name=f"references.{ending}")
    assert outcome.failures == []
    again = [make_entry(record, (), is_pick=False) for record in outcome.records]
    for entry, before in zip(again, ENTRIES.values(), strict=True):
        assert [getattr(entry, name) for name in SAME] == [getattr(before, name) for name in SAME]
        assert ids_of(entry) == ids_of(before)
        assert entry.key == before.key
        assert entry.url == before.url or before.doi


SAME = ("title", "authors", "year", "venue")
