"""From what names a work to records: texts that do, recorded answers of the services, and everything that may come instead."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import responses
from click import UsageError
from hypothesis import given
from hypothesis import strategies as st
from responses import matchers

from shortlist.authoring import services
from shortlist.authoring.entries import Record, make_entry
from shortlist.authoring.http import ARXIV_API, Answer, CannotFetch
from shortlist.authoring.services import PaperSource, addresses_to_ask, fetch_doi, look_up, parse_source
from shortlist.model import Entry, Person

RESPONSES = Path(__file__).resolve().parents[1] / "fixtures/responses"
CSL = "application/vnd.citationstyles.csl+json"


def recorded(name: str) -> bytes:
    return (RESPONSES / name).read_bytes()


@pytest.fixture
def net():
    """No network but what a test records."""
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def arxiv(net: responses.RequestsMock, name: str, *ids: str) -> None:
    wanted = {"id_list": ",".join(ids), "max_results": str(len(ids))}
    net.get(ARXIV_API, recorded(name), content_type="application/atom+xml", match=[matchers.query_param_matcher(wanted)])


def doi(net: responses.RequestsMock, doi: str, body: bytes | str, content_type: str = CSL, status: int = 200) -> None:
    net.get(f"https://doi.org/{doi}", body, content_type=content_type, status=status)


def find(source: PaperSource) -> Record:
    [outcome] = look_up([source])
    for failure in outcome.failures:
        raise CannotFetch(failure)
    [record] = outcome.records
    return record


# arXiv


def test_a_preprint(net: responses.RequestsMock) -> None:
    arxiv(net, "arxiv-one.xml", "2103.10360")
    found = find(parse_source("https://arxiv.org/pdf/2103.10360v2"))
    entry = make_entry(found, ())
    assert entry.authors[::6] == (Person("Du", "Zhengxiao"), Person("Tang", "Jie"))
    assert (entry.type, dict(entry.fields) | {"author": ""}) == (
        "misc",
        {
            "title": "{GLM}: General Language Model Pretraining with Autoregressive Blank Infilling",
            "author": "",
            "year": "2021",
            "month": "March",
            "eprint": "2103.10360",
            "archiveprefix": "arXiv",
            "primaryclass": "cs.CL",
            "url": "https://arxiv.org/abs/2103.10360",
        },
    )
    assert found.entry.fields["abstract"] == "An invented abstract about language models and blank infilling."
    assert found.notes == (
        "arXiv says 'To be published in ACL 2022. 16 pages, 4 figures'; if it is published there, name the venue in the entry",
    )
    assert net.calls[0].request.headers["User-Agent"].startswith("shortlist/")


def test_a_command_that_a_title_loses_is_named() -> None:
    assert csl(title=r"\ours{}: A Title").notes == ("the title holds the LaTeX command '\\ours', which is left out; compare it with the paper",)
    assert csl(title=r"\emph{A} Title").notes == ()


def test_a_title_in_capitals_is_told() -> None:
    assert csl(title="ATTENTION IS ALL").notes == ("the title is all in capitals; write it as the paper does",)
    assert csl(title="GPT-4 AND").notes == ()


def test_several_preprints_are_one_request_whatever_the_order_of_the_answer(
    net: responses.RequestsMock
) -> None:
    arxiv(net, "arxiv-several.xml", "2103.10360", "1710.09412")
    works = look_up([parse_source(text) for text in ("2103.10360", "1710.09412v1", "2103.10360v1")])
    assert [work.records[0].source for work in works] == ["arXiv:2103.10360", "arXiv:1710.09412", "arXiv:2103.10360"]


def test_an_old_id(net: responses.RequestsMock) -> None:
    arxiv(net, "arxiv-old.xml", "cs/0112017")
    found = find(parse_source("cs.CL/0112017v1"))
    assert (found.entry.year, found.entry.fields["month"], found.entry.arxiv) == (2001, "December", "cs/0112017")


@pytest.mark.parametrize("name", ["arxiv-unknown.xml", "arxiv-error.xml"])
def test_an_id_that_does_not_exist(name: str, net: responses.RequestsMock) -> None:
    arxiv(net, name, "2106.99999")
    with pytest.raises(CannotFetch, match=r"^arXiv:2106\.99999 does not exist; check the number$"):
        find(parse_source("2106.99999"))


def test_one_unknown_id_does_not_hide_the_others(net: responses.RequestsMock) -> None:
    arxiv(net, "arxiv-unknown-among.xml", "2106.99999", "1710.09412")
    unknown, known = look_up([PaperSource("arxiv", "2106.99999"), PaperSource("arxiv", "1710.09412")])
    assert unknown.failures == ["arXiv:2106.99999 does not exist; check the number"]
    assert len(known.records) == 1


def test_a_withdrawn_paper_is_refused(net: responses.RequestsMock) -> None:
    arxiv(net, "arxiv-withdrawn.xml", "2106.00002")
    with pytest.raises(
        CannotFetch, match="arXiv:2106.00002 has been withdrawn: 'This paper has been withdrawn by the author due"
    ):
        find(parse_source("2106.00002"))


def published(net: responses.RequestsMock) -> None:
    arxiv(net, "arxiv-published.xml", "2106.00001")


def test_the_publication_that_arxiv_names_is_merged(net: responses.RequestsMock) -> None:
    published(net)
    doi(net, "10.1000/Example.2022.12", recorded("crossref-article.json"))
    found = find(parse_source("2106.00001"))
    entry = make_entry(found, ())
    assert (entry.type, entry.fields) == (
        "article",
        {
            # The publisher's title has lost the formula.
            "title": r"A Worked Example, with $\mathcal{O}(n\log n)$ Steps \& 100\% of the Naïve {BERT} Baselines",
            "author": "Example, Ada and van den Beispiel, Zoë and Example, IV, Robert L.",
            "journal": r"Journal of Examples \& Counterexamples",
            "volume": "12",
            "number": "3",
            "pages": "34--56",
            "year": "2022",  # The print edition is cited.
            "month": "March",
            "eprint": "2106.00001",
            "archiveprefix": "arXiv",
            "primaryclass": "stat.ML",
            "doi": "10.1000/Example.2022.12",
            "url": "https://arxiv.org/abs/2106.00001",
        },
    )
    assert found.entry.fields["abstract"] == "An invented abstract."


LEFT_OUT = "the publication, DOI 10.1000/Example.2022.12, is left out, since"


@pytest.mark.parametrize(
    ("status", "note"),
    [
        (404, f"{LEFT_OUT} the DOI 10.1000/Example.2022.12 does not exist, or its agency has no record of it; check it"),
        (503, f"{LEFT_OUT} doi.org is unavailable (503)"),
    ],
)
def test_without_the_publication_the_preprint_is_found(
    status: int, note: str, net: responses.RequestsMock
) -> None:
    published(net)
    doi(net, "10.1000/Example.2022.12", "", status=status)
    found = find(parse_source("2106.00001"))
    assert (found.entry.type, found.entry.arxiv, found.entry.doi) == ("misc", "2106.00001", "")
    assert found.notes == (
        note,
        "arXiv says 'Journal of Examples 12 (3), 2022, 34–56'; if it is published there, name the venue in the entry",
    )


@pytest.mark.parametrize(
    ("title", "notes"),
    [
        (r"\ours{}: A Worked Example", ("the title holds the LaTeX command '\\ours', which is left out; compare it with the paper",)),
        ("A WORKED EXAMPLE", ()),  # The preprint's is kept.
    ],
)
def test_a_note_on_the_title_of_the_publication_is_handed_on(title: str, notes: tuple[str, ...], net: responses.RequestsMock) -> None:
    preprint = re.sub(rb"<title>A Worked.*?</title>", b"<title>A Worked Example</title>", recorded("arxiv-published.xml"), flags=re.DOTALL)
    net.get(ARXIV_API, preprint, content_type="application/atom+xml")
    published = json.loads(recorded("crossref-article.json")) | {"title": title}
    doi(net, "10.1000/Example.2022.12", json.dumps(published))
    assert find(parse_source("2106.00001")).notes == notes


def test_another_work_under_the_doi_is_doubted(net: responses.RequestsMock) -> None:
    published(net)
    doi(net, "10.1000/Example.2022.12", recorded("crossref-proceedings.json"))
    found = find(parse_source("2106.00001"))
    assert any("has another title" in note for note in found.notes)


ENTITIES = '<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>'


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (recorded("page.html"), "text/html", "export.arxiv.org answered with text/html that is not Atom"),
        (recorded("arxiv-one.xml")[:900], "application/atom+xml", "broken or truncated Atom"),
        (b"", "application/atom+xml", "broken or truncated Atom"),
        (recorded("arxiv-one.xml").replace(b"Jie", b"\xe9"), "application/atom+xml", "bytes that are not UTF-8"),
        (ENTITIES.encode(), "application/atom+xml", "application/atom+xml that is not Atom"),
        (ENTITIES.encode("utf-16"), "application/atom+xml", "bytes that are not UTF-8"),
        (b"<rss/>", "application/atom+xml", "application/atom+xml that is not Atom"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', "application/atom+xml", "does not exist"),
    ],
)
def test_an_answer_that_is_no_atom(
    body: bytes, content_type: str, said: str, net: responses.RequestsMock
) -> None:
    net.get(ARXIV_API, body, content_type=content_type)
    with pytest.raises(CannotFetch) as failure:
        find(parse_source("2103.10360"))
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)


# DOI


def test_a_publication_of_crossref(net: responses.RequestsMock) -> None:
    doi(net, "10.18653/v1/2022.acl-long.26", recorded("crossref-proceedings.json"))
    found = find(parse_source("10.18653/v1/2022.acl-long.26"))
    entry = found.entry
    assert (entry.type, entry.year, entry.fields["pages"]) == ("inproceedings", 2022, "320-335")
    assert entry.venue.startswith("Proceedings of the 60th Annual Meeting")
    assert (entry.fields["publisher"], entry.fields["address"]) == ("Association for Computational Linguistics", "Dublin, Ireland")
    assert "csl+json" in net.calls[0].request.headers["Accept"]


def test_markup_of_a_title_is_read(net: responses.RequestsMock) -> None:
    doi(net, "10.1000/example.2022.12", recorded("crossref-article.json"))
    found = find(parse_source("10.1000/example.2022.12"))
    assert found.entry.title == "A worked example, with n-step & CO₂ baselines for x=1"
    assert found.entry.arxiv == "2106.00001"
    assert found.entry.fields["abstract"] == "An invented abstract."


def test_an_answer_in_bibtex(net: responses.RequestsMock) -> None:
    doi(net, "10.1000/example.2022.12", recorded("doi.bib"), "application/x-bibtex")
    entry = make_entry(find(parse_source("10.1000/example.2022.12")), ())
    assert (entry.type, entry.title, entry.doi) == ("article", "A worked example, with CO₂ & Über-baselines", "10.1000/example.2022.12")
    assert (entry.year, entry.fields["month"], entry.venue) == (2022, "March", "Journal of Examples")
    assert entry.authors == (Person("Example", "Ada"), BEISPIEL)


def test_a_data_set_is_called_one(net: responses.RequestsMock) -> None:
    doi(net, "10.5281/zenodo.1000000", recorded("datacite-dataset.json"))
    found = find(parse_source("10.5281/zenodo.1000000"))
    assert found.entry.type == "dataset"
    assert found.entry.authors == (Person("Example", "Ada"), Person("Example Data Team"))


def test_an_article_without_a_journal_is_of_no_certain_type(net: responses.RequestsMock) -> None:
    doi(net, "10.5281/zenodo.1000001", recorded("datacite-report.json"))
    found = find(parse_source("10.5281/zenodo.1000001"))
    assert found.entry.authors == (Person("Example", "Ada"),), "':unav' means unavailable"
    made = make_entry(found, [])
    assert (made.type, made.key) == ("misc", "example2020report")


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (recorded("page.html"), "text/html", "doi.org answered with text/html that is not a whole record"),
        (recorded("page.html"), CSL, "that is not a whole record"),
        (recorded("crossref-article.json")[:300], CSL, f"{CSL} that is not a whole record"),
        (
            recorded("crossref-no-date.json"),
            CSL,
            "the record of 10.1000/x names no title and no authors and no year",
        ),
        (b"{}", CSL, "names no title and no authors and no year"),
        (b"[1]", CSL, "that is not a whole record"),
        (b'{"a":' * 100_000, CSL, f"{CSL} that is not a whole record"),
        (b"\xff\xfe{", CSL, "bytes that are not UTF-8"),
        (b"", "", "doi.org answered with a text that is not a whole record"),
        (b"%PDF-1.5", "application/pdf", "application/pdf that is not a whole record"),
        (b"@article{a, title = {Cut", "application/x-bibtex", "BibTeX that cannot be read"),
    ],
)
def test_an_answer_that_is_no_record(
    body: bytes, content_type: str, said: str, net: responses.RequestsMock
) -> None:
    doi(net, "10.1000/x", body, content_type)
    with pytest.raises(CannotFetch) as failure:
        find(parse_source("10.1000/x"))
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_doi_that_does_not_exist(net: responses.RequestsMock) -> None:
    doi(net, "10.1000/x", recorded("page.html"), "text/html", status=404)
    with pytest.raises(CannotFetch, match=r"^the DOI 10\.1000/x does not exist"):
        find(parse_source("10.1000/x"))


def csl(**fields: Any) -> Record:
    """What is found in a record that is sound but for some fields."""
    record = {"type": "journal-article", "title": "A Title", "container-title": "A Journal"}
    record |= {"author": [{"family": "Example"}], "issued": {"date-parts": [[2021]]}} | fields
    answer = Answer("doi.org", CSL, json.dumps(record))
    with patch.object(services, "fetch", return_value=answer):
        return fetch_doi("10.1000/x")


@pytest.mark.parametrize(
    ("fields", "what", "expected"),
    [
        ({"type": "never-heard-of"}, "type", "misc"),
        ({"type": "book-chapter", "container-title": ["Lecture Notes in Computer Science", "Computer Vision – ECCV 2020"]}, "type", "inproceedings"),
        ({"type": "book-chapter", "container-title": ["Computer Vision – ECCV 2020", "Lecture Notes in Computer Science"]}, "venue", "Computer Vision – ECCV 2020"),
        ({"type": "posted-content", "container-title": [], "institution": [{"name": "bioRxiv"}]}, "venue", "bioRxiv"),
        ({"type": "dissertation", "publisher": "Example University"}, "venue", "Example University"),
        ({"type": "proceedings-article", "publisher": "Institute of Electrical and Electronics Engineers (IEEE)"}, "publisher", "IEEE"),
        ({"type": "proceedings-article", "publisher": "Association for Computing Machinery (ACM)"}, "publisher", "Association for Computing Machinery"),
        ({"title": ["A Title"], "subtitle": ["And More"]}, "title", "A Title: And More"),
        ({"title": "Is it &lt;b&gt;bold&lt;/b&gt; &amp;amp; p<0.05?"}, "title", "Is it bold & p<0.05?"),
        ({"title": "A Title."}, "title", "A Title"),
        ({"issued": {"date-parts": [["2021", "7"]]}}, "month", "July"),
        ({"issued": {"date-parts": [[2021, None]]}}, "year", 2021),
        ({"issued": {"raw": "2020-05-01"}}, "month", "May"),
        ({"issued": {"date-parts": [[2021]], "circa": 1}}, "month", None),
        ({"issued": {"timestamp": 1616112000000, "date-parts": [[2021, 3]]}}, "year", 2021),
        ({"issued": {"date-parts": [[None]], "literal": "2019-11"}}, "month", "November"),
        ({"issued": [{"year": 2021, "month": 4}]}, "month", "April"),
        ({"issued": {"date-time": "2021-03-19T00:00:00Z"}}, "month", "March"),
        ({"issued": {"date-parts": [[2021, 13]]}}, "month", None),
        ({"page": None, "article-number": 127063}, "pages", "127063"),
        ({"page": "pp. 12-34"}, "pages", "12--34"),
        ({"page": "arXiv:2106.01250", "number": "arXiv:2106.01250"}, "pages", None),
        ({"author": [{"name": "H1 Collaboration", "sequence": "first"}]}, "authors", (Person("H1 Collaboration"),)),
        ({"author": [{"literal": "J. Paul Getty Museum"}]}, "authors", (Person("J. Paul Getty Museum"),)),
        ({"author": [{"name": "A. I. Lab"}]}, "authors", (Person("A. I. Lab"),)),
        ({"author": [{"family": "A. I. Example"}]}, "authors", (Person("Example", "A. I."),)),
        ({"author": [{"given": "Plato", "family": ""}]}, "authors", (Person("Plato"),)),
        ({"author": [{"family": "Berg", "given": "Ada", "non-dropping-particle": "van den"}]}, "authors", (Person("van den Berg", "Ada"),)),
        ({"author": ["Ada", None, 3, {"literal": ":unav"}, {"family": ":"}, {"family": "Example"}]}, "authors", (Person("Example"),)),
        ({"author": [], "editor": [{"family": "Example"}]}, "editors", (Person("Example"),)),
    ],
)  # fmt: skip
def test_dialects_of_csl_json(fields: dict[str, Any], what: str, expected: object) -> None:
    entry = make_entry(csl(**fields), ())
    assert getattr(entry, what, entry.fields.get(what)) == expected


@pytest.mark.parametrize("sign", ["<![CDATA[", "<mml:math>", "$", "{", "\\", "<!--", "&amp;", "<i "])
def test_a_title_without_end_is_cut_off(sign: str) -> None:
    """Of 900,000 characters, which some reader of markup would take minutes for."""
    found = csl(title=f"A Title {sign * (900_000 // len(sign))}")
    assert found.entry.title.startswith("A Title")
    assert len(found.entry.title) <= 10_000


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["date-parts", "family", "given", "name", "literal", "id", "location", "raw"]), inner),
    max_leaves=8,
)  # fmt: skip
FIELDS = "type title subtitle author editor issued published-print container-title event page volume publisher institution relation abstract"


@given(st.dictionaries(st.sampled_from(FIELDS.split()), ANYTHING))
def test_any_record_is_found_or_refused(fields: dict[str, Any]) -> None:
    try:
        found = csl(**fields)
    except CannotFetch as error:
        said = str(error)
    else:
        said = "" if found.entry.title and found.entry.year else "names nothing"
    assert said == "" or re.match("the record of 10.1000/x names no (title|authors|year)", said)


def test_no_network_is_said_for_each_arxiv_id(net: responses.RequestsMock) -> None:
    results = look_up([PaperSource("arxiv", "2103.10360"), PaperSource("arxiv", "1710.09412")])
    # Nothing is recorded: `responses` refuses the connection.
    failures = [failure for result in results for failure in result.failures]
    assert len(failures) == 2
    assert all(re.match("no connection to export.arxiv.org", str(one)) for one in failures)


def test_many_ids_go_in_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fetch(address: str, *, accept: str, params: dict[str, str]) -> Answer:
        asked.append(params["id_list"].count(",") + 1)
        return Answer("", "", '<feed xmlns="http://www.w3.org/2005/Atom"/>')

    sources = [PaperSource("arxiv", f"2103.{number:05}") for number in range(1, 121)]
    monkeypatch.setattr(services, "fetch", fetch)
    results = look_up(sources)
    assert asked == [120]
    assert len(results) == 120


# Pages of sites that offer BibTeX


def page(net: responses.RequestsMock, address: str, asked: str, name: str, content_type: str) -> Entry:
    """The entry that a page becomes, when its site answers as recorded."""
    net.get(asked, recorded(name), content_type=content_type)
    [outcome] = look_up([parse_source(address)])
    assert outcome.failures == []
    [record] = outcome.records
    return make_entry(record, ())


BEISPIEL = Person("van den Beispiel", "Zoë")


def test_a_page_of_openreview(net: responses.RequestsMock) -> None:
    asked = "https://api2.openreview.net/notes?id=exAmPle1Kt"
    entry = page(net, "https://openreview.net/forum?id=exAmPle1Kt", asked, "openreview-v2.json", "application/json")
    assert (entry.type, entry.title, entry.year) == ("inproceedings", "Kites in the Wind: Learning to Steer without a Map", 2024)
    assert entry.authors == (Person("Example", "Ada"), BEISPIEL)
    assert entry.venue == "The Twelfth International Conference on Learning Representations"
    assert entry.url == "https://openreview.net/forum?id=exAmPle1Kt"


@pytest.mark.parametrize(("status", "body"), [(404, "{}"), (200, '{"notes":[],"count":0}'), (403, "<html>Just a moment</html>")])
def test_an_older_page_of_openreview(net: responses.RequestsMock, status: int, body: str) -> None:
    net.get("https://api2.openreview.net/notes?id=exAmPle2Kt", body, status=status)
    asked = "https://api.openreview.net/notes?id=exAmPle2Kt"
    entry = page(net, "openreview.net/pdf?id=exAmPle2Kt", asked, "openreview-v1.json", "application/json")
    assert (entry.title, entry.year, entry.url) == ("Kites at Rest", 2018, "https://openreview.net/forum?id=exAmPle2Kt")


def test_a_page_of_the_acl_anthology(net: responses.RequestsMock) -> None:
    asked = "https://aclanthology.org/2021.acl-long.9999.bib"
    entry = page(net, "https://aclanthology.org/2021.acl-long.9999/", asked, "acl-anthology.bib", "text/plain")
    assert (entry.title, entry.year, entry.doi) == ("Kites that Speak: NLP in the Wind", 2021, "10.18653/v1/2021.acl-long.9999")
    assert entry.authors == (Person("Example", "Ada"), BEISPIEL)
    assert entry.venue.endswith("(Volume 1: Long Papers)")
    assert (entry.fields["month"], entry.fields["pages"], "abstract" in entry.fields) == ("August", "1--15", False)


def test_a_page_of_pmlr(net: responses.RequestsMock) -> None:
    asked = "https://proceedings.mlr.press/v139/example99a.html"
    entry = page(net, "http://proceedings.mlr.press/v139/example99a/example99a.pdf", asked, "pmlr.html", "text/html")
    assert (entry.title, entry.year, entry.url) == ("Kites & Other Things that Fly", 2021, asked)
    assert entry.authors == (Person("Example", "Ada"), BEISPIEL)
    assert entry.venue == "Proceedings of the 38th International Conference on Machine Learning"
    assert (entry.fields["volume"], entry.fields["series"]) == ("139", "Proceedings of Machine Learning Research")


def test_a_page_of_neurips(net: responses.RequestsMock) -> None:
    start = "https://proceedings.neurips.cc/paper_files/paper/2023"
    asked = f"{start}/file/0123abcd0123abcd0123abcd0123abcd-Bibtex-Conference.bib"
    address = f"{start}/hash/0123abcd0123abcd0123abcd0123abcd-Abstract-Conference.html"
    entry = page(net, address, asked, "neurips.bib", "application/octet-stream")
    assert (entry.title, entry.year, entry.venue) == ("Kites All the Way Down", 2023, "Advances in Neural Information Processing Systems")
    assert entry.authors == (Person("Example", "Ada"), BEISPIEL)
    assert entry.url == f"{start}/file/0123abcd0123abcd0123abcd0123abcd-Paper-Conference.pdf"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, "", "proceedings.mlr.press has no such work (404)"),
        (403, "", "proceedings.mlr.press answered with status 403"),
        (200, recorded("page.html"), "proceedings.mlr.press offers no BibTeX for it"),
        (200, '<code id="bibtex">Soon.</code>', "proceedings.mlr.press offers no BibTeX for it"),
        (200, "", "proceedings.mlr.press offers no BibTeX for it"),
        (200, '{"notes": [{"content": {"_bibtex": 3}}]}', "proceedings.mlr.press offers no BibTeX for it"),
        (200, '{"notes":' * 50_000, "proceedings.mlr.press offers no BibTeX for it"),
        (200, b"\xff@misc{", "proceedings.mlr.press answered with bytes that are not UTF-8"),
        (200, "@misc{a, title = {Cut", "proceedings.mlr.press/v1/a.html:1:18: B301 entry 'a' is cut off"),
        (200, '<code id="bibtex">' * 200_000, "proceedings.mlr.press offers no BibTeX for it"),
    ],
)
def test_a_page_that_offers_nothing(net: responses.RequestsMock, status: int, body: str | bytes, said: str) -> None:
    net.get("https://proceedings.mlr.press/v1/a.html", body, status=status)
    [outcome] = look_up([parse_source("https://proceedings.mlr.press/v1/a.html")])
    assert outcome.records == []
    assert [str(failure)[: len(said)] for failure in outcome.failures] == [said]


# The text that names a work


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
        ("https://browse.arxiv.org/abs/2103.10360", "2103.10360"),
        ("arXiv 2103.10360.", "2103.10360"),
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
        ("https://www.nature.com/articles/s41586-021-03819-2.pdf", "10.1038/s41586-021-03819-2"),
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
        ("https://www.jmlr.org/papers/v22/20-1234.html", "expected an arXiv id or address, a DOI or its address, a page of"),
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
