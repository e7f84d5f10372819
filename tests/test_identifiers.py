"""DOIs, arXiv ids and URLs: what is one, what is written around it, and where it leads."""

from __future__ import annotations

import pytest

from shortlist.identifiers import (
    arxiv_month,
    arxiv_url,
    bare_arxiv,
    bare_doi,
    doi_url,
    first_arxiv,
    first_doi,
    is_url,
)


@pytest.mark.parametrize(
    ("arxiv", "month"),
    [
        ("0704.0001", "April 2007"),
        ("2103.10360", "March 2021"),
        ("cs/0112017", "December 2001"),
        ("hep-th/9108028", "August 1991"),
        ("math.GT/0309136", "September 2003"),
    ],
)
def test_an_arxiv_id_tells_the_month(arxiv: str, month: str) -> None:
    found = arxiv_month(arxiv)
    assert found is not None
    assert f"{found:%B %Y}" == month


@pytest.mark.parametrize("arxiv", ["", "2113.00001", "2100.00001", "cs/0100001", "12", "x/y", "2103.10360/../.."])
def test_what_is_no_arxiv_id_tells_no_month(arxiv: str) -> None:
    assert arxiv_month(arxiv) is None


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2103.10360v2", "2103.10360"),
        ("arXiv:2103.10360v2 [cs.CL]", "2103.10360"),
        ("math.GT/0309136v1", "math/0309136"),
        ("http://www.arxiv.org/abs/2103.10360v1?context=cs", "2103.10360"),
        ("https://arxiv.org/pdf/cs/0112017v2.pdf", "cs/0112017"),
        ("arxiv.org/html/2103.10360#S1", "2103.10360"),
        ("https://doi.org/10.48550/ARXIV.2103.10360", "2103.10360"),
        ("Attention", "Attention"),
        ("https://arxiv.org/abs/Attention", "Attention"),
        ("https://arxiv.org/list/cs.CL/recent", ""),
        ("https://example.org/abs/2103.10360", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_an_arxiv_id_without_what_is_around_it(text: str, id: str) -> None:
    assert bare_arxiv(text) == id
    assert arxiv_url(id) in (f"https://arxiv.org/abs/{id}", "")


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("doi:10.18653/v1/N19-1423", "10.18653/v1/N19-1423"),
        ("DOI 10.1109/5.771073", "10.1109/5.771073"),
        ("https://doi.org/10.1109/5.771073?nosfx=y", "10.1109/5.771073"),
        ("http://dx.doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0.CO;2-2", "10.1002/(SICI)1097<1::AID>3.0.CO;2-2"),
        ("doi.org/10.1000%2Fexample", "10.1000/example"),
        ("https://example.org/10.1000/x", "https://example.org/10.1000/x"),
    ],
)
def test_a_doi_without_what_is_around_it(text: str, doi: str) -> None:
    assert bare_doi(text) == doi


def test_a_doi_leads_to_its_resolver() -> None:
    assert doi_url("10.1002/a<1>2#3") == "https://doi.org/10.1002/a%3C1%3E2%233"
    assert doi_url("10.1000") == doi_url("10.1000/a b") == doi_url("javascript:10.1000/x") == ""


def test_identifiers_inside_a_text() -> None:
    assert first_doi("see https://dl.acm.org/doi/10.1145/3292500.3330701") == "10.1145/3292500.3330701"
    assert first_arxiv("arXiv-2103.10360 of 1.2103.10361") == "2103.10360"
    assert first_doi("none") == first_arxiv("none") == ""
    assert first_arxiv("arxiv" * 20_000) == "", "at once: quadratic time would be minutes"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("https://a.b/c", True), ("mailto:a@b.c", True), ("HTTP://a.b", True)]
    + [(text, False) for text in ("", "a.b", "ftp://a.b", "https://", "https:///x", "https://[", "https://a b", "javascript:x")],
)
def test_urls(text: str, expected: bool) -> None:
    assert is_url(text) == expected
