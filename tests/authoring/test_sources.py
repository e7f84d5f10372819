"""Sources that an author names: arXiv ids, DOIs, pages of papers, files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click import UsageError
from hypothesis import given
from hypothesis import strategies as st

from shortlist.authoring.services import PaperSource, addresses_to_ask, parse_source


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
        ("https://ar5iv.labs.arxiv.org/html/2103.10360", "2103.10360"),
        ("https://ar5iv.org/abs/2103.10360v1", "2103.10360"),
        ("https://arxiv.org/pdf/2103.10360v2.pdf", "2103.10360"),
        ("https://arxiv.org/pdf/2103.10360", "2103.10360"),
        ("https://arxiv.org/html/2103.10360v3#S1", "2103.10360"),
        ("arxiv.org/abs/cs/0112017", "cs/0112017"),
        ("https://export.arxiv.org/abs/hep-th/9901001v1/", "hep-th/9901001"),
        ("10.48550/arXiv.2103.10360", "2103.10360"),
        ("https://doi.org/10.48550/ARXIV.2103.10360", "2103.10360"),
        ("https://www.alphaxiv.org/abs/2103.10360v2", "2103.10360"),
        ("alphaxiv.org/overview/2103.10360", "2103.10360"),
        ("https://huggingface.co/papers/2103.10360", "2103.10360"),
        ("https://hf.co/papers/2103.10360?query=glm", "2103.10360"),
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
        ("https://dl.acm.org/doi/pdf/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("https://link.springer.com/chapter/10.1007/978-3-030-58452-8_13", "10.1007/978-3-030-58452-8_13"),
    ],
)
def test_dois_and_their_addresses_are_recognized(text: str, id: str) -> None:
    assert parse_source(text) == PaperSource("doi", id)


OPENREVIEW = [f"https://{host}.openreview.net/notes?id=rJ4km2R5t7" for host in ("api2", "api")]
NEURIPS = "paper_files/paper/2023/file/91edff07232fb1b55a505a9e9f6c0ff3-Bibtex-Conference.bib"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("https://openreview.net/forum?id=rJ4km2R5t7", OPENREVIEW),
        ("https://openreview.net/forum?noteId=x&id=rJ4km2R5t7&referrer=%5BHome%5D(%2F)#discussion", OPENREVIEW),
        ("http://www.openreview.net/pdf?id=rJ4km2R5t7", OPENREVIEW),
        ("https://aclanthology.org/2021.acl-long.1/", ["https://aclanthology.org/2021.acl-long.1.bib"]),
        ("https://aclanthology.org/2020.findings-emnlp.139v2.pdf", ["https://aclanthology.org/2020.findings-emnlp.139.bib"]),
        ("https://www.aclweb.org/anthology/N19-1423/", ["https://aclanthology.org/N19-1423.bib"]),
        ("https://proceedings.mlr.press/v139/radford21a.html", ["https://proceedings.mlr.press/v139/radford21a.html"]),
        ("http://proceedings.mlr.press/v139/radford21a/radford21a.pdf", ["https://proceedings.mlr.press/v139/radford21a.html"]),
        (
            "https://proceedings.neurips.cc/paper/2020/hash/1457c0d6bfcb4967418bfb8ac142f64a-Abstract.html",
            ["https://proceedings.neurips.cc/paper/2020/file/1457c0d6bfcb4967418bfb8ac142f64a-Bibtex.bib"],
        ),
        (
            "https://papers.nips.cc/paper_files/paper/2023/hash/91edff07232fb1b55a505a9e9f6c0ff3-Abstract-Conference.html",
            [f"https://papers.nips.cc/{NEURIPS}"],
        ),
        (
            "https://proceedings.iclr.cc/paper_files/paper/2023/file/91edff07232fb1b55a505a9e9f6c0ff3-Paper-Conference.pdf",
            [f"https://proceedings.iclr.cc/{NEURIPS}"],
        ),
    ],
)
def test_pages_of_sites_that_offer_bibtex(text: str, asked: list[str]) -> None:
    page = parse_source(text)
    assert page.kind == "page"
    assert addresses_to_ask(page.id) == asked


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing is named; expected an arXiv id"),
        ("2113.00001", "'2113.00001' is not an arXiv id; expected YYMM.NNNNN"),
        ("2103.1036", "'2103.1036' is not an arXiv id"),
        ("nonsense/0112017", "'nonsense/0112017' is not an arXiv id"),
        ("https://example.org/abs/2103.10360v2", "cannot be added; expected an arXiv id"),
        ("https://huggingface.co/papers/2113.00001", "'2113.00001' is not an arXiv id"),
        ("https://openreview.net/group?id=ICLR.cc%2F2021", "cannot be added; expected"),
        ("https://aclanthology.org/events/acl-2021/", "cannot be added; expected"),
        ("https://openreview.net.example.org/forum?id=abc", "cannot be added; expected"),
        ("arXiv-2103.10360", "cannot be added; expected an arXiv id"),
        ("https://www.nature.com/articles/s41586-021-03819-2", "expected an arXiv id or address, a DOI or its address, a page of"),
        ("wrk.bib", "there is no file 'wrk.bib'"),
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
    with pytest.raises(UsageError) as refused:
        parse_source(text)
    message = str(refused.value)
    assert said in message
    assert message.isprintable()


def test_a_file_and_standard_input_are_sources(tmp_path: Path) -> None:
    (tmp_path / "work.bib").touch()
    assert parse_source(str(tmp_path / "work.bib")).kind == "file"
    assert parse_source("-") == PaperSource("file", "-")


@given(st.text())
def test_any_text_is_a_source_or_wrong_use(text: str) -> None:
    try:
        said = parse_source(text).id
    except UsageError as error:
        said = str(error)
    assert said
    assert said.isprintable()
