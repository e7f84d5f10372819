"""What each format says of each kind of work."""

from __future__ import annotations

from typing import Any

import pytest

from shortlist.model import Entry, Person
from shortlist.problems import Place
from tests.citations.records import entry
from tests.exports.judges import exported, read_csl, read_ours, read_ris

TITLE = "title = {A {First} Paper \\& More}, author = {Example, Ada and {The Group}}, year = {2021}, month = apr"


def ris(bibtex: str) -> dict[str, Any]:
    (record,) = read_ris(exported([entry(bibtex)], "ris"))
    return record


def csl(bibtex: str) -> dict[str, Any]:
    (item,) = read_csl(exported([entry(bibtex)], "csl.json"))
    return item


def test_bibtex_looks_the_same_for_all() -> None:
    text = """@String{joe = "Journal of Examples"}
    @ARTICLE(a, Title="A {First} Paper", author = {Example, Zo{\\"e}}, journal = joe # {, B}, year=2021, MONTH = 5 )"""
    assert exported([entry(text)], "bib") == (
        "@article{a,\n"
        "  title = {A {First} Paper},\n"
        '  author = {Example, Zo{\\"e}},\n'
        "  journal = {Journal of Examples, B},\n"
        "  year = {2021},\n"
        "  month = {5}\n"
        "}\n"
    )


def test_months_are_macros_that_styles_translate() -> None:
    assert "  month = apr\n" in exported([entry("@misc{a, month = apr}")], "bib")
    assert "  month = {April 1--3}\n" in exported([entry("@misc{a, month = apr # { 1--3}}")], "bib")


def test_braces_without_counterpart_are_left_out() -> None:
    """None can come out of a file that could be read."""
    hostile = Entry("a", "misc", {"title": "} {a} { {b}", "note": "}}", "series": "{", "abstract": "{}"}, Place("r.bib"))
    assert read_ours(exported([hostile], "bib"))["a"].fields == {"title": "{a} {b}", "note": "", "series": ""}


def test_ris_of_an_article() -> None:
    bibtex = (
        f"@article{{a, {TITLE}, journal = {{J. of Examples}}, volume = 3, number = 4, pages = {{5--6}}, doi = {{10.1000/x}}}}"
    )
    assert ris(bibtex) == {
        "TY": "JOUR",
        "TI": "A First Paper & More",
        "AU": ["Example, Ada", "The Group"],
        "T2": "J. of Examples",
        "VL": "3",
        "IS": "4",
        "SP": "5",
        "EP": "6",
        "PY": "2021",
        "DA": "2021/04//",
        "DO": "10.1000/x",
        "UR": ["https://doi.org/10.1000/x"],
        "ID": "a",
    }


@pytest.mark.parametrize(
    ("bibtex", "expected"),
    [
        (
            "@misc{a, %s, eprint = {2103.10360v2}, archiveprefix = {arXiv}}",
            {"TY": "UNPB", "DB": "arXiv", "AN": "arXiv:2103.10360", "UR": ["https://arxiv.org/abs/2103.10360"]},
        ),
        (
            "@inproceedings{a, %s, booktitle = {Proceedings}, editor = {Editor, Eve}, publisher = {P}, eprint = {cs/0112017}, archiveprefix = {arXiv}}",
            {"TY": "CONF", "T2": "Proceedings", "C3": "Proceedings", "A2": ["Editor, Eve"], "PB": "P", "AN": "arXiv:cs/0112017"},
        ),
        (
            "@incollection{a, %s, booktitle = {B}, series = {S}, chapter = 3, isbn = {1}}",
            {"TY": "CHAP", "T2": "B", "T3": "S", "SE": "3", "SN": "1"},
        ),
        (
            "@book{a, title = {B}, editor = {Editor, Eve}, series = {S}, edition = {2nd}, address = {Here}}",
            {"TY": "BOOK", "ED": ["Editor, Eve"], "T2": "S", "ET": "2nd", "CY": "Here"},
        ),
        ("@phdthesis{a, %s, school = {S}}", {"TY": "THES", "PB": "S", "M3": "PhD thesis"}),
        ("@techreport{a, %s, institution = {I}, number = {7}}", {"TY": "RPRT", "PB": "I", "SN": "7", "M3": "Technical report"}),
        ("@software{a, %s, version = {1.0}}", {"TY": "COMP", "ET": "1.0"}),
        ("@dataset{a, %s}", {"TY": "DATA"}),
        ("@online{a, %s, url = {https://x.org/a_b?c&d}}", {"TY": "ELEC", "UR": ["https://x.org/a_b?c&d"]}),
        ("@unpublished{a, %s}", {"TY": "UNPB"}),
        ("@misc{a, %s, howpublished = {Talk}, url = {javascript:alert(1)}}", {"TY": "GEN", "PB": "Talk"}),
    ],
)
def test_ris_of_other_types(bibtex: str, expected: dict[str, Any]) -> None:
    record = ris(bibtex.replace("%s", TITLE))
    assert {tag: record[tag] for tag in expected} == expected
    assert "M3" not in record or record["TY"] in ("THES", "RPRT")
    assert "javascript:alert(1)" not in str(record)


def test_ris_has_the_line_ends_of_its_specification() -> None:
    text = exported([entry("@misc{a, title = {A}}"), entry("@misc{b, title = {B}}")], "ris")
    assert text == "TY  - GEN\r\nTI  - A\r\nID  - a\r\nER  - \r\n\r\nTY  - GEN\r\nTI  - B\r\nID  - b\r\nER  - \r\n"


def test_csl_of_an_article() -> None:
    bibtex = (
        f"@article{{a, {TITLE}, journal = {{J. of Examples}}, volume = 3, number = 4, pages = {{5--6}}, doi = {{10.1000/x}}}}"
    )
    assert csl(bibtex) == {
        "id": "a",
        "type": "article-journal",
        "title": "A First Paper & More",
        "author": [{"family": "Example", "given": "Ada"}, {"literal": "The Group"}],
        "container-title": "J. of Examples",
        "volume": "3",
        "issue": "4",
        "page": "5-6",
        "issued": {"date-parts": [[2021, 4]]},
        "DOI": "10.1000/x",
        "URL": "https://doi.org/10.1000/x",
    }


@pytest.mark.parametrize(
    ("bibtex", "expected"),
    [
        (
            "@misc{a, %s, eprint = {2103.10360v2}, archiveprefix = {arXiv}}",
            {"type": "article", "genre": "Preprint", "publisher": "arXiv", "number": "arXiv:2103.10360"},
        ),
        (
            "@article{a, %s, journal = {arXiv preprint arXiv:2103.10360}, volume = {abs/2103.10360}, eprint = {2103.10360}, archiveprefix = {arXiv}}",
            {"type": "article", "publisher": "arXiv"},
        ),
        (
            "@inproceedings{a, %s, booktitle = {P}, series = {S}, number = 5, eprint = {2103.10360}, archiveprefix = {arXiv}}",
            {
                "type": "paper-conference",
                "container-title": "P",
                "collection-title": "S",
                "collection-number": "5",
                "archive": "arXiv",
                "archive_location": "2103.10360",
            },
        ),
        (
            "@incollection{a, %s, booktitle = {B}, editor = {Editor, Eve}, chapter = 3}",
            {"type": "chapter", "editor": [{"family": "Editor", "given": "Eve"}], "chapter-number": "3"},
        ),
        (
            "@book{a, %s, publisher = {P}, isbn = {1}, edition = 2}",
            {"type": "book", "publisher": "P", "ISBN": "1", "edition": "2"},
        ),
        ("@proceedings{a, %s}", {"type": "book"}),
        ("@mastersthesis{a, %s, school = {S}}", {"type": "thesis", "publisher": "S", "genre": "Master’s thesis"}),
        (
            "@thesis{a, %s, type = {mathesis}, institution = {S}}",
            {"type": "thesis", "publisher": "S", "genre": "Master’s thesis"},
        ),
        ("@report{a, %s, institution = {I}, number = 7}", {"type": "report", "publisher": "I", "number": "7", "genre": "Report"}),
        ("@software{a, %s, version = {1.0}}", {"type": "software", "version": "1.0"}),
        ("@dataset{a, %s}", {"type": "dataset"}),
        ("@online{a, %s, url = {https://x.org}}", {"type": "webpage", "URL": "https://x.org"}),
        ("@unpublished{a, %s}", {"type": "manuscript"}),
        ("@misc{a, %s, howpublished = {\\url{https://x.org}}}", {"type": "document"}),
    ],
)
def test_csl_of_other_types(bibtex: str, expected: dict[str, Any]) -> None:
    item = csl(bibtex.replace("%s", TITLE))
    assert {name: item[name] for name in expected} == expected
    assert ("archive" in item) == ("archive" in expected)
    assert "volume" not in item


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("van den Oord, Aaron", {"non-dropping-particle": "van den", "family": "Oord", "given": "Aaron"}),
        ("Ludwig van Beethoven", {"non-dropping-particle": "van", "family": "Beethoven", "given": "Ludwig"}),
        ("Logan, IV, Robert L.", {"family": "Logan", "given": "Robert L.", "suffix": "IV"}),
        ("Ebrahimi Kahou, Samira", {"family": "Ebrahimi Kahou", "given": "Samira"}),
        ("d'Alembert, Jean", {"family": "d'Alembert", "given": "Jean"}),
        ("{van Gogh Museum}", {"literal": "van Gogh Museum"}),
        ("Plato", {"literal": "Plato"}),
    ],
)
def test_parts_of_names(name: str, parts: dict[str, str]) -> None:
    assert csl(f"@misc{{a, author = {{{name}}}}}")["author"] == [parts]


def test_others_are_not_a_person() -> None:
    bibtex = "@misc{a, author = {Example, Ada and others}}"
    assert csl(bibtex)["author"] == [{"family": "Example", "given": "Ada"}]
    assert ris(bibtex)["AU"] == ["Example, Ada"]
    assert "author = {Example, Ada and others}" in exported([entry(bibtex)], "bib")


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2021", "2021"),
        ("year = 2021, month = 12", "2021/12//"),
        ("year = 2021, month = {Sept.}", "2021/09//"),
        ("year = 2021, month = {13}", "2021"),
        ("year = 2021, month = {²}", "2021"),
        ("year = 2021, month = {Spring}", "2021"),
        ("year = 2021, month = {Nov.--Jan.}", "2021/11//"),
        ("year = 2021, month = {Summary}", "2021"),
        ("year = 2021, month = jan, date = {2021-05-03}", "2021/01//"),
        ("date = {2021-04-06}", "2021/04//"),
        ("date = {2021-04/2021-05}", "2021/04//"),
        ("date = {2021-13}", "2021"),
        ("year = {May 2021}", "2021/05//"),
        ("year = 2021, month = {21 Dec.}", "2021/12//"),
        ("month = apr", ""),
    ],
)
def test_dates(fields: str, date: str) -> None:
    record = ris(f"@misc{{a, title = {{T}}, {fields}}}")
    assert record.get("DA", record.get("PY", "")) == date
    assert ("PY" in record) == bool(date)


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [
        ("5--6", "5", "6"),
        ("5", "5", None),
        ("e123", "e123", None),
        ("1--4, 8", "1–4, 8", None),
        ("A12–A15", "A12", "A15"),
        ("", None, None),
    ],
)
def test_pages(pages: str, first: str | None, last: str | None) -> None:
    record = ris(f"@article{{a, title = {{T}}, journal = {{J}}, pages = {{{pages}}}}}")
    assert (record.get("SP"), record.get("EP")) == (first, last)


def test_no_works_are_an_empty_file() -> None:
    assert [exported([], ending) for ending in ("bib", "ris", "csl.json")] == ["", "", "[]\n"]


def test_a_name_that_is_all_suffix() -> None:
    person = Entry("a", "misc", {}, Place("r.bib"), authors=(Person("", "Ada", "Jr."), Person("", "", "")))
    assert "author" not in read_csl(exported([person], "csl.json"))[0]
