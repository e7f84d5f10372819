"""COinS: what a reference manager finds on a page, read the way it reads it."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from lxml import html

from shortlist.citations.section import Context, reference_section
from shortlist.exports.coins import coins_span
from tests.citations.records import ENTRIES, entry, parser
from tests.hostile import hostile_entry

JOURNAL = "info:ofi/fmt:kev:mtx:journal"
BOOK = "info:ofi/fmt:kev:mtx:book"
DISSERTATION = "info:ofi/fmt:kev:mtx:dissertation"
DUBLIN_CORE = "info:ofi/fmt:kev:mtx:dc"
COMMON = (
    "title = {On {Examples} \\& More: A=B}, author = {van der Example, Ada and Example, Jr., Bob}, year = {2021}, month = mar"
)


def found(spans: str) -> list[dict[str, list[str]]]:
    """The works in a piece of HTML, found as Zotero's COinS translator finds them."""
    page = html.fromstring(f"<div>{spans}</div>")
    return [parse_qs(span.get("title"), strict_parsing=True) for span in page.xpath("//span[@class='Z3988'][@title]")]


def coins(bibtex: str) -> dict[str, list[str]]:
    (work,) = found(coins_span(entry(bibtex)))
    assert work.pop("ctx_ver") == ["Z39.88-2004"]
    return work


def test_an_article() -> None:
    assert coins(
        f"@article{{a, {COMMON}, journal = {{J. of Examples}}, volume = 3, number = 4, pages = {{5--6}}, doi = {{10.1000/a<b>&c}}}}"
    ) == {
        "rft_val_fmt": [JOURNAL],
        "rft_id": ["info:doi/10.1000/a<b>&c"],
        "rft.genre": ["article"],
        "rft.atitle": ["On Examples & More: A=B"],
        "rft.jtitle": ["J. of Examples"],
        "rft.au": ["van der Example, Ada", "Example, Bob Jr."],
        "rft.date": ["2021-03"],
        "rft.volume": ["3"],
        "rft.issue": ["4"],
        "rft.spage": ["5"],
        "rft.epage": ["6"],
    }


@pytest.mark.parametrize(
    ("bibtex", "expected"),
    [
        (
            "@misc{a, %s, eprint = {2103.10360}, archiveprefix = {arXiv}}",
            {"rft_val_fmt": JOURNAL, "rft.genre": "preprint", "rft_id": "https://arxiv.org/abs/2103.10360"},
        ),
        (
            "@inproceedings{a, %s, booktitle = {Proceedings}, publisher = {Press}, series = {LNCS}, url = {https://x.org/?a=b&c}}",
            {
                "rft_val_fmt": BOOK,
                "rft.genre": "proceeding",
                "rft.btitle": "Proceedings",
                "rft.pub": "Press",
                "rft.series": "LNCS",
                "rft_id": "https://x.org/?a=b&c",
            },
        ),
        ("@incollection{a, %s, booktitle = {Book}}", {"rft_val_fmt": BOOK, "rft.genre": "bookitem", "rft.btitle": "Book"}),
        (
            "@book{a, %s, publisher = {P}, isbn = {1}}",
            {"rft_val_fmt": BOOK, "rft.genre": "book", "rft.pub": "P", "rft.isbn": "1"},
        ),
        ("@techreport{a, %s, institution = {Inst}}", {"rft_val_fmt": BOOK, "rft.genre": "report", "rft.pub": "Inst"}),
        ("@phdthesis{a, %s, school = {S}}", {"rft_val_fmt": DISSERTATION, "rft.inst": "S", "rft.degree": "PhD thesis"}),
        ("@software{a, %s}", {"rft_val_fmt": DUBLIN_CORE, "rft.type": "computerProgram"}),
        ("@dataset{a, %s}", {"rft_val_fmt": DUBLIN_CORE, "rft.type": "dataset"}),
        ("@online{a, %s}", {"rft_val_fmt": DUBLIN_CORE, "rft.type": "webpage"}),
        ("@patent{a, %s}", {"rft_val_fmt": DUBLIN_CORE, "rft.type": "document"}),
    ],
)
def test_other_types(bibtex: str, expected: dict[str, str]) -> None:
    work = coins(bibtex % COMMON)
    assert {name: work[name] for name in expected} == {name: [value] for name, value in expected.items()}
    titles = [work[name] for name in ("rft.title", "rft.atitle", "rft.btitle") if name in work]
    assert titles[0] == ["On Examples & More: A=B"]
    assert work["rft.au"] == ["van der Example, Ada", "Example, Bob Jr."]


def test_neither_editors_nor_others_are_authors() -> None:
    assert "rft.au" not in coins("@book{a, title = {T}, editor = {Example, Ada}, year = 2021}")
    assert coins("@book{a, title = {T}, author = {OpenAI and others}, year = 2021}")["rft.au"] == ["OpenAI"]


def test_a_huge_field_does_not_stand_on_every_page() -> None:
    assert len(coins_span(hostile_entry("word " * 200_000))) < 20_000


def test_a_page_describes_each_work_once() -> None:
    md = parser(ENTRIES)
    md.convert("Word [@a; @b]. More [@a].")
    section = reference_section(md.citations, ENTRIES, lambda key: Context(coins=coins_span(ENTRIES[key])))
    assert [work["rft.title"] for work in found(section)] == [["On a"], ["On b"]]


def test_people_notice_nothing() -> None:
    (span,) = html.fromstring(f"<div>{coins_span(ENTRIES['a'])}</div>")
    assert "hidden" in span.attrib
    assert not span.text
    assert len(span) == 0
