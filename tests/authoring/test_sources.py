"""What an author names: arXiv ids, DOIs, and BibTeX of the author's own."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortlist.authoring.http import CannotFetch
from shortlist.authoring.sources import PaperSource, Record, UnknownSource, UnusableBibtex, parse_source, read_records
from shortlist.model import Entry


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2103.10360", "2103.10360"),
        (" 2103.10360v2\n", "2103.10360"),
        ("arXiv:2103.10360v12", "2103.10360"),
        ("arxiv: 0704.0001", "0704.0001"),
        ("arXiv:2103.10360v2 [cs.CL]", "2103.10360"),
        ("cs/0112017", "cs/0112017"),
        ("ARXIV:CS.CL/0112017", "cs/0112017"),
        ("hep-th/9901001v1", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/2103.10360", "2103.10360"),
        ("http://www.arxiv.org/abs/2103.10360v1?context=cs", "2103.10360"),
        ("https://arxiv.org/pdf/2103.10360v2.pdf", "2103.10360"),
        ("https://arxiv.org/pdf/2103.10360", "2103.10360"),
        ("https://arxiv.org/html/2103.10360v3#S1", "2103.10360"),
        ("arxiv.org/abs/cs/0112017", "cs/0112017"),
        ("https://export.arxiv.org/abs/hep-th/9901001v1/", "hep-th/9901001"),
        ("10.48550/arXiv.2103.10360", "2103.10360"),
        ("https://doi.org/10.48550/ARXIV.2103.10360", "2103.10360"),
    ],
)
def test_arxiv_ids_and_addresses_are_recognized(text: str, id: str) -> None:
    assert parse_source(text) == PaperSource("arxiv", id)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("10.18653/v1/N19-1423", "10.18653/v1/N19-1423"),
        ("doi:10.18653/v1/N19-1423.", "10.18653/v1/N19-1423"),
        ("DOI 10.1109/5.771073", "10.1109/5.771073"),
        ("https://doi.org/10.1109/5.771073?nosfx=y", "10.1109/5.771073"),
        ("http://dx.doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0.CO;2-2", "10.1002/(SICI)1097<1::AID>3.0.CO;2-2"),
        ("doi.org/10.1000%2Fexample", "10.1000/example"),
    ],
)
def test_dois_and_their_addresses_are_recognized(text: str, id: str) -> None:
    assert parse_source(text) == PaperSource("doi", id)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing is named; expected an arXiv id"),
        ("2113.00001", "'2113.00001' is not an arXiv id; expected YYMM.NNNNN"),
        ("2103.1036", "'2103.1036' is not an arXiv id"),
        ("nonsense/0112017", "'nonsense/0112017' is not an arXiv id"),
        ("https://www.alphaxiv.org/abs/2103.10360v2", "did you mean '2103.10360'?"),
        ("arXiv-2103.10360", "did you mean '2103.10360'?"),
        ("https://dl.acm.org/doi/10.1145/3292500.3330701", "did you mean '10.1145/3292500.3330701'?"),
        ("https://openreview.net/forum?id=abc", "expected an arXiv id or address, a DOI or its address, a BibTeX file, or '-'"),
        ("wrk.bib", "there is no file 'wrk.bib'; did you mean 'work.bib'?"),
        ("no-such.txt", "'no-such.txt' cannot be added; expected"),
        ("a" * 5000, "…' cannot be added"),
        ("a\0b\x1b[2J", "cannot be added"),
        ("http://[", "cannot be added"),
        ("--help", "cannot be added"),
        ("10.1000/", "cannot be added"),
    ],
)
def test_anything_else_is_refused_in_one_line(text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work.bib").touch()
    with pytest.raises(UnknownSource) as refused:
        parse_source(text)
    message = str(refused.value)
    assert said in message
    assert message.isprintable()


def test_a_file_and_standard_input_are_sources(tmp_path: Path) -> None:
    (tmp_path / "work.bib").touch()
    assert parse_source(str(tmp_path / "work.bib")).kind == "file"
    assert parse_source("-").kind == "stdin"


@given(st.text())
def test_any_text_is_a_source_or_wrong_use(text: str) -> None:
    try:
        said = parse_source(text).id
    except UnknownSource as error:
        said = str(error)
    assert said
    assert said.isprintable()


# BibTeX


def bibtex(folder: Path, text: str | bytes) -> list[Record]:
    file = folder / "work.bib"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_records(parse_source(str(file)))


def test_an_own_entry(tmp_path: Path) -> None:
    [found] = bibtex(
        tmp_path,
        "@inproceedings{Own:Key,\n title={A {Title} of {\\'E}tudes}, author={Example, Ada and others}, booktitle={Examples}, year=2021,\n"
        " abstract={Not ours.}, file={:home/ada/work.pdf:PDF}, note={see /home/ada/notes.txt}, eprint={2103.00001}, archiveprefix={arXiv}}",
    )
    assert isinstance(found.work, Entry)
    assert (found.work.title, found.work.has_more_authors) == ("A Title of Études", True)
    assert (found.source, found.abstract) == (f"{tmp_path / 'work.bib'}:1", "Not ours.")
    assert found.notes == ("left out of 'Own:Key': abstract, file, note",)


def test_what_there_is_one_way_to_mend_is_mended(tmp_path: Path) -> None:
    [found] = bibtex(tmp_path, "@misc{a, title={T}, author={A}, year={2021b}, month=July, doi={10.1000/x}}")
    assert isinstance(found.work, Entry)
    assert (found.work.year, found.work.fields["month"], found.work.fields["year"]) == (2021, "July", "2021")


def test_an_own_entry_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    [found] = bibtex(tmp_path, "@misc{a, title={T}, author={A}, year=2021}")
    assert found.notes == ("'a' has no DOI, arXiv id or URL; add one if there is one",)


def test_identifiers_of_an_own_entry_are_moved_into_their_fields(tmp_path: Path) -> None:
    text = "@article{a, title={T}, author={A}, journal={ArXiv}, volume={abs/2103.00001}, year=2021, doi={https://doi.org/10.1000/x}}"
    [found] = bibtex(tmp_path, text)
    assert isinstance(found.work, Entry)
    assert found.notes == ("moved in 'a': journal 'ArXiv' and volume 'abs/2103.00001' belong into eprint '2103.00001' and doi '10.1000/x'",)
    assert (found.work.arxiv, found.work.fields["doi"], "journal" in found.work.fields) == ("2103.00001", "10.1000/x", False)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("@article{a,\n title = {Cut", ["2:10: B301"]),
        ("<<<<<<< HEAD\n@misc{a, title={T}, author={A}, year=2020}\n=======\n>>>>>>> b\n", ["1:1: F133"]),
        ("@misc{a, title={T}, author={A},\n<<<<<<< HEAD\n year=2020}\n", ["2:1: F133"]),
        ("@artcle{a, title={T}, author={A}, year=2020}", ["1:2: B309"]),
        ("@misc{a, title={T}}", ["1:7: B308"]),
        ("@misc{a, title={T_U}, author={A}, year=2020}", ["1:18: B315"]),
        ("@misc{a, title={T}, author={A}, year=2020}\n@misc{b, title={T}, author={A}}", ["2:7: B308"]),
        ("Just words.", ["1:1: B301"]),
        ("", ["1:1: F102"]),
        (b"@misc{a, title={\xe9}}", ["1:17: F101"]),
    ],
)
def test_faults_of_own_bibtex_have_their_place(text: str | bytes, codes: list[str], tmp_path: Path) -> None:
    with pytest.raises(UnusableBibtex) as refused:
        bibtex(tmp_path, text)
    assert [f"{one.place.line}:{one.place.column}: {one.code}" for one in refused.value.problems] == codes
    assert {one.place.path for one in refused.value.problems} == {str(tmp_path / "work.bib")}


def test_bibtex_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"@misc{a, title={One}, author={A}, year=2020} @misc{b, title={Two}, author={B}, year=2021}"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text)))
    assert [record.work.title for record in read_records(parse_source("-"))] == ["One", "Two"]


def test_a_file_that_cannot_be_read_or_is_too_large(tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="No such file"):
        read_records(PaperSource("file", str(tmp_path / "gone.bib")))
    with pytest.raises(CannotFetch, match="more than 10 MB"):
        bibtex(tmp_path, b"%" * 10_000_001)
