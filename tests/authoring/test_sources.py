"""From what an author names to a work: recorded answers of the services, and everything that may come instead."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import responses
from hypothesis import given
from hypothesis import strategies as st
from responses import matchers

from shortlist.authoring.arxiv import find_arxiv
from shortlist.authoring.doi import find_doi
from shortlist.authoring.entries import entry
from shortlist.authoring.http import ARXIV_API, CannotFetch, Fetcher, NoNetwork, NotThere
from shortlist.authoring.sources import Source, UnknownSource, UnusableBibtex, find, find_all, read_source
from shortlist.authoring.works import Found, person
from shortlist.model import Person

RESPONSES = Path(__file__).resolve().parents[1] / "fixtures/responses"
CSL = "application/vnd.citationstyles.csl+json"


def recorded(name: str) -> bytes:
    return (RESPONSES / name).read_bytes()


@pytest.fixture
def net():
    """No network but what a test records."""
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(pause=lambda seconds: None)


def arxiv(net: responses.RequestsMock, name: str, *ids: str) -> None:
    wanted = {"id_list": ",".join(ids), "max_results": str(len(ids))}
    net.get(ARXIV_API, recorded(name), content_type="application/atom+xml", match=[matchers.query_param_matcher(wanted)])


def doi(net: responses.RequestsMock, doi: str, body: bytes | str, content_type: str = CSL, status: int = 200) -> None:
    net.get(f"https://doi.org/{doi}", body, content_type=content_type, status=status)


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
    assert read_source(text) == Source("arxiv", id)


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
    assert read_source(text) == Source("doi", id)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing is named; expected an arXiv id"),
        ("2113.00001", "'2113.00001' is no arXiv id; expected YYMM.NNNNN"),
        ("2103.1036", "'2103.1036' is no arXiv id"),
        ("nonsense/0112017", "'nonsense/0112017' is no arXiv id"),
        ("https://www.alphaxiv.org/abs/2103.10360v2", "did you mean '2103.10360'?"),
        ("arXiv-2103.10360", "did you mean '2103.10360'?"),
        ("https://dl.acm.org/doi/10.1145/3292500.3330701", "did you mean '10.1145/3292500.3330701'?"),
        ("https://openreview.net/forum?id=abc", "expected an arXiv id or address, a DOI or its address, a BibTeX file, or '-'"),
        ("wrk.bib", "there is no file 'wrk.bib'; did you mean 'work.bib'?"),
        ("no-such.txt", "'no-such.txt' is nothing that can be added; expected"),
        ("a" * 5000, "…' is nothing that can be added"),
        ("a\0b\x1b[2J", "nothing that can be added"),
        ("http://[", "nothing that can be added"),
        ("--help", "nothing that can be added"),
        ("10.1000/", "nothing that can be added"),
    ],
)
def test_anything_else_is_refused_in_one_line(text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work.bib").touch()
    with pytest.raises(UnknownSource) as refused:
        read_source(text)
    message = str(refused.value)
    assert said in message
    assert message.isprintable()


def test_a_file_and_standard_input_are_sources(tmp_path: Path) -> None:
    (tmp_path / "work.bib").touch()
    assert read_source(str(tmp_path / "work.bib")).kind == "file"
    assert read_source("-").kind == "stdin"


@given(st.text())
def test_any_text_is_a_source_or_wrong_use(text: str) -> None:
    try:
        said = read_source(text).id
    except UnknownSource as error:
        said = str(error)
    assert said
    assert said.isprintable()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Example", Person("Example", "Ada")),
        ("Robert L. Logan IV", Person("Logan", "Robert L.", "IV")),
        ("Aaron van den Oord", Person("van den Oord", "Aaron")),
        ("Example, Ada", Person("Example", "Ada")),
        ("Example, Jr., Ada", Person("Example", "Ada", "Jr.")),
        ("OpenAI", Person("OpenAI")),
        ("The ATLAS Collaboration", Person("The ATLAS Collaboration")),
        ("Gemini Team, Google", Person("Gemini Team, Google")),
        (r"Zo\"e M{\"u}ller", Person("Müller", "Zoë")),
        ("", None),
    ],
)
def test_names_in_reading_order_are_taken_apart(text: str, name: Person | None) -> None:
    assert person(text) == name


# arXiv


def test_a_preprint(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    arxiv(net, "arxiv-one.xml", "2103.10360")
    [found] = find(read_source("https://arxiv.org/pdf/2103.10360v2"), fetcher)
    assert found.title == "GLM: General Language Model Pretraining with Autoregressive Blank Infilling"
    assert [author.name for author in found.authors][::6] == ["Zhengxiao Du", "Jie Tang"]
    assert (found.type, found.year, found.month, found.arxiv, found.primary_class) == ("misc", 2021, 3, "2103.10360", "cs.CL")
    assert found.abstract == "An invented abstract about language models and blank infilling."
    assert found.notes == (
        "arXiv's comment says 'To be published in ACL 2022. 16 pages, 4 figures'; if it is published there, name the venue in the entry",
    )
    assert net.calls[0].request.headers["User-Agent"].startswith("shortlist/")


def test_several_preprints_are_one_request_whatever_the_order_of_the_answer(
    net: responses.RequestsMock, fetcher: Fetcher
) -> None:
    arxiv(net, "arxiv-several.xml", "2103.10360", "1710.09412")
    works = find_all([read_source(text) for text in ("2103.10360", "1710.09412v1", "2103.10360v1")], fetcher)
    assert [work[0].arxiv for work in works if isinstance(work, list)] == ["2103.10360", "1710.09412", "2103.10360"]


def test_an_old_id(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    arxiv(net, "arxiv-old.xml", "cs/0112017")
    [found] = find(read_source("cs.CL/0112017v1"), fetcher)
    assert (found.year, found.month, found.arxiv) == (2001, 12, "cs/0112017")


@pytest.mark.parametrize("name", ["arxiv-unknown.xml", "arxiv-error.xml"])
def test_an_id_that_does_not_exist(name: str, net: responses.RequestsMock, fetcher: Fetcher) -> None:
    arxiv(net, name, "2106.99999")
    with pytest.raises(NotThere, match=r"^arXiv:2106\.99999 does not exist; check the number$"):
        find(read_source("2106.99999"), fetcher)


def test_one_unknown_id_does_not_hide_the_others(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    arxiv(net, "arxiv-unknown-among.xml", "2106.99999", "1710.09412")
    unknown, known = find_all([Source("arxiv", "2106.99999"), Source("arxiv", "1710.09412")], fetcher)
    assert isinstance(unknown, NotThere)
    assert isinstance(known, list)


def test_a_withdrawn_paper_is_refused(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    arxiv(net, "arxiv-withdrawn.xml", "2106.00002")
    with pytest.raises(
        CannotFetch, match="arXiv:2106.00002 has been withdrawn: 'This paper has been withdrawn by the author due"
    ):
        find(read_source("2106.00002"), fetcher)


def published(net: responses.RequestsMock) -> None:
    arxiv(net, "arxiv-published.xml", "2106.00001")


def test_the_publication_that_arxiv_names_is_merged(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    published(net)
    doi(net, "10.1000/Example.2022.12", recorded("crossref-article.json"))
    [found] = find(read_source("2106.00001"), fetcher)
    assert (found.type, found.venue) == ("article", "Journal of Examples & Counterexamples")
    assert (found.volume, found.number, found.pages) == ("12", "3", "34–56")
    assert (found.year, found.month, found.first_year) == (2022, 3, 2021), "the print edition is cited; the preprint came first"
    assert (found.arxiv, found.primary_class, found.doi) == ("2106.00001", "stat.ML", "10.1000/Example.2022.12")
    assert [one.name for one in found.authors] == ["Ada Example", "Zoë van den Beispiel", "Robert L. Example IV"]
    # The publisher's title has lost the formula.
    assert found.title == "A Worked Example, with $\\mathcal{O}(n\\log n)$ Steps & 100% of the Naïve BERT Baselines"


@pytest.mark.parametrize(
    ("status", "note"),
    [
        (404, "arXiv names the DOI 10.1000/Example.2022.12, which does not exist; the entry is that of the preprint"),
        (503, "the publication, DOI 10.1000/Example.2022.12, is left out, since doi.org is unavailable (503)"),
    ],
)
def test_without_the_publication_the_preprint_is_found(
    status: int, note: str, net: responses.RequestsMock, fetcher: Fetcher
) -> None:
    published(net)
    doi(net, "10.1000/Example.2022.12", "", status=status)
    [found] = find(read_source("2106.00001"), fetcher)
    assert (found.type, found.doi, found.year) == ("misc", "", 2021)
    assert found.notes == (
        note,
        "arXiv says that it is published: 'Journal of Examples 12 (3), 2022, 34–56'; name the venue in the entry",
    )


def test_another_work_under_the_doi_is_doubted(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    published(net)
    doi(net, "10.1000/Example.2022.12", recorded("crossref-proceedings.json"))
    [found] = find(read_source("2106.00001"), fetcher)
    assert any("has another title" in note for note in found.notes)


ENTITIES = '<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>'


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (recorded("page.html"), "text/html", "export.arxiv.org answered with a web page instead of Atom"),
        (recorded("arxiv-one.xml")[:900], "application/atom+xml", "broken or truncated Atom"),
        (b"", "application/atom+xml", "broken or truncated Atom"),
        (recorded("arxiv-one.xml").replace(b"Jie", b"\xe9"), "application/atom+xml", "bytes that are no UTF-8"),
        (ENTITIES.encode(), "application/atom+xml", "something else instead of Atom"),
        (ENTITIES.encode("utf-16"), "application/atom+xml", "bytes that are no UTF-8"),
        (b"<rss/>", "application/atom+xml", "something else instead of Atom"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', "application/atom+xml", "does not exist"),
    ],
)
def test_an_answer_that_is_no_atom(
    body: bytes, content_type: str, said: str, net: responses.RequestsMock, fetcher: Fetcher
) -> None:
    net.get(ARXIV_API, body, content_type=content_type)
    with pytest.raises(CannotFetch) as failure:
        find(read_source("2103.10360"), fetcher)
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)


# DOI


def test_a_publication_of_crossref(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    doi(net, "10.18653/v1/2022.acl-long.26", recorded("crossref-proceedings.json"))
    [found] = find(read_source("10.18653/v1/2022.acl-long.26"), fetcher)
    assert (found.type, found.year, found.pages) == ("inproceedings", 2022, "320–335")
    assert found.venue.startswith("Proceedings of the 60th Annual Meeting")
    assert (found.publisher, found.address) == ("Association for Computational Linguistics", "Dublin, Ireland")
    assert "csl+json" in net.calls[0].request.headers["Accept"]


def test_markup_of_a_title_is_read(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    doi(net, "10.1000/example.2022.12", recorded("crossref-article.json"))
    [found] = find(read_source("10.1000/example.2022.12"), fetcher)
    assert found.title == "A worked example, with n-step & CO₂ baselines for x=1"
    assert found.arxiv == "2106.00001"
    assert found.abstract == "An invented abstract."


def test_an_answer_in_bibtex(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    doi(net, "10.1000/example.2022.12", recorded("doi.bib"), "application/x-bibtex")
    [found] = find(read_source("10.1000/example.2022.12"), fetcher)
    assert (found.type, found.title) == ("article", "A worked example, with CO₂ & Über-baselines")
    assert (found.year, found.month, found.venue, found.pages) == (2022, 3, "Journal of Examples", "34–56")
    assert found.authors == (Person("Example", "Ada"), Person("van den Beispiel", "Zoë"))
    assert found.given is None


def test_a_data_set_is_called_one(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    doi(net, "10.5281/zenodo.1000000", recorded("datacite-dataset.json"))
    [found] = find(read_source("10.5281/zenodo.1000000"), fetcher)
    assert (found.type, found.is_paper) == ("dataset", False)
    assert found.notes == ("10.5281/zenodo.1000000 is a data set, no paper",)
    assert found.authors == (Person("Example", "Ada"), Person("Example Data Team"))


def test_an_article_without_a_journal_is_of_no_certain_type(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    doi(net, "10.5281/zenodo.1000001", recorded("datacite-report.json"))
    [found] = find(read_source("10.5281/zenodo.1000001"), fetcher)
    assert found.authors == (Person("Example", "Ada"),), "':unav' stands for nobody"
    assert entry(found, []).startswith("@misc{example2020report,")


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (recorded("page.html"), "text/html", "doi.org answered for 10.1000/x with a web page instead of a record"),
        (recorded("page.html"), CSL, "a web page instead of a record"),
        (recorded("crossref-article.json")[:300], CSL, "broken or truncated JSON"),
        (
            recorded("crossref-no-date.json"),
            CSL,
            "the record of 10.1000/x names no title and no authors and no year; add an entry",
        ),
        (b"{}", CSL, "names no title and no authors and no year"),
        (b"[" * 5, CSL, "expected CSL-JSON or BibTeX"),
        (b'{"a":' * 100_000, CSL, "broken or truncated JSON"),
        (b"\xff\xfe{", CSL, "bytes that are no UTF-8"),
        (b"", "", "text of no stated type"),
        (b"%PDF-1.5", "application/pdf", "application/pdf, expected CSL-JSON or BibTeX"),
        (b"@article{a, title = {Cut", "application/x-bibtex", "BibTeX that cannot be read"),
    ],
)
def test_an_answer_that_is_no_record(
    body: bytes, content_type: str, said: str, net: responses.RequestsMock, fetcher: Fetcher
) -> None:
    doi(net, "10.1000/x", body, content_type)
    with pytest.raises(CannotFetch) as failure:
        find(read_source("10.1000/x"), fetcher)
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_doi_that_does_not_exist(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    doi(net, "10.1000/x", recorded("page.html"), "text/html", status=404)
    with pytest.raises(NotThere, match=r"^the DOI 10\.1000/x does not exist"):
        find(read_source("10.1000/x"), fetcher)


def csl(**fields: Any) -> Found:
    """What is found in a record that is sound but for some fields."""
    record = {"type": "journal-article", "title": "A Title", "container-title": "A Journal"}
    record |= {"author": [{"family": "Example"}], "issued": {"date-parts": [[2021]]}} | fields
    answer = SimpleNamespace(body=json.dumps(record).encode(), media_type=CSL, host="doi.org")
    return find_doi("10.1000/x", SimpleNamespace(doi_resolver="", get=lambda *_, **__: answer))


@pytest.mark.parametrize(
    ("fields", "what", "expected"),
    [
        ({"type": "monograph", "publisher": "Example Press"}, "type", "book"),
        ({"type": "never-heard-of"}, "type", "misc"),
        ({"type": None}, "type", "misc"),
        ({"type": "book-chapter", "container-title": ["Lecture Notes in Computer Science", "Computer Vision – ECCV 2020"]}, "type", "inproceedings"),
        ({"type": "book-chapter", "container-title": ["Computer Vision – ECCV 2020", "Lecture Notes in Computer Science"]}, "venue", "Computer Vision – ECCV 2020"),
        ({"type": "posted-content", "container-title": [], "institution": [{"name": "bioRxiv"}]}, "venue", "bioRxiv"),
        ({"type": "dissertation", "publisher": "Example University"}, "venue", "Example University"),
        ({"type": "proceedings-article", "publisher": "Institute of Electrical and Electronics Engineers (IEEE)"}, "publisher", "IEEE"),
        ({"type": "proceedings-article", "publisher": "Association for Computing Machinery (ACM)"}, "publisher", "Association for Computing Machinery"),
        ({"title": ["A Title"], "subtitle": ["And More"]}, "title", "A Title: And More"),
        ({"title": "Is it &lt;b&gt; &amp;amp; p<0.05?"}, "title", "Is it <b> & p<0.05?"),
        ({"title": "A Title."}, "title", "A Title"),
        ({"issued": {"date-parts": [["2021", "7"]]}}, "month", 7),
        ({"issued": {"date-parts": [[2021, None]]}}, "month", None),
        ({"issued": {"raw": "2020-05-01"}}, "year", 2020),
        ({"issued": {"date-parts": [[2021, 13]]}}, "month", None),
        ({"page": "12-15"}, "pages", "12–15"),
        ({"page": None, "article-number": 127063}, "pages", "127063"),
        ({"author": [{"name": "H1 Collaboration", "sequence": "first"}]}, "authors", (Person("H1 Collaboration"),)),
        ({"author": [{"given": "Plato", "family": ""}]}, "authors", (Person("Plato"),)),
        ({"author": [{"family": "Berg", "given": "Ada", "non-dropping-particle": "van den"}]}, "authors", (Person("van den Berg", "Ada"),)),
        ({"author": ["Ada", None, 3, {"literal": ":unav"}, {"family": "Example"}]}, "authors", (Person("Example"),)),
        ({"author": [], "editor": [{"family": "Example"}]}, "editors", (Person("Example"),)),
    ],
)  # fmt: skip
def test_dialects_of_csl_json(fields: dict[str, Any], what: str, expected: object) -> None:
    assert getattr(csl(**fields), what) == expected


@pytest.mark.parametrize("sign", ["<![CDATA[", "<mml:math>", "$", "{", "\\", "<!--", "&amp;", "<i "])
def test_a_title_without_end_is_cut_off(sign: str) -> None:
    """Of 900,000 characters, which some reader of markup would take minutes for."""
    found = csl(title=f"A Title {sign * (900_000 // len(sign))}")
    assert found.title.startswith("A Title")
    assert found.notes[0] == "the title is cut off after 10,000 characters; compare it with the paper"


def test_an_unknown_type_is_noted() -> None:
    assert csl(type="never-heard-of").notes == (
        "the record calls it 'never-heard-of', for which BibTeX has no type; the entry is of type 'misc'",
    )


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
        said = "" if found.title and found.year else "names nothing"
    assert said == "" or re.match("the record of 10.1000/x names no (title|authors|year)", said)


# BibTeX


def bibtex(folder: Path, text: str | bytes) -> list[Found]:
    file = folder / "work.bib"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return find(read_source(str(file)))


def test_an_own_entry(tmp_path: Path) -> None:
    [found] = bibtex(
        tmp_path,
        "@inproceedings{Own:Key,\n title={A {Title} of {\\'E}tudes}, author={Example, Ada and others}, booktitle={Examples}, year=2021,\n"
        " abstract={Not ours.}, file={:home/ada/work.pdf:PDF}, note={see /home/ada/notes.txt}, eprint={2103.00001}, archiveprefix={arXiv}}",
    )
    assert (found.title, found.year, found.has_more_authors, found.arxiv) == ("A Title of Études", 2021, True, "2103.00001")
    assert found.given is not None
    assert found.notes == ("left out of 'Own:Key': abstract, file, note",)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("@article{a,\n title = {Cut", ["2:10: B301"]),
        ("<<<<<<< HEAD\n@misc{a, title={T}, author={A}, year=2020}\n=======\n>>>>>>> b\n", ["1:1: F133"]),
        ("@misc{a, title={T}, author={A},\n<<<<<<< HEAD\n year=2020}\n", ["2:1: F133", "2:9: B301"]),
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
    assert [found.title for found in find(read_source("-"))] == ["One", "Two"]


def test_a_file_that_cannot_be_read_or_is_too_large(tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="No such file"):
        find(Source("file", str(tmp_path / "gone.bib")))
    with pytest.raises(CannotFetch, match="more than 10 MB"):
        bibtex(tmp_path, b"%" * 10_000_001)


def test_no_network_is_said_for_each_arxiv_id(net: responses.RequestsMock, fetcher: Fetcher) -> None:
    results = find_all([Source("arxiv", "2103.10360"), Source("arxiv", "1710.09412")], fetcher)
    # Nothing is recorded: `responses` refuses the connection.
    assert all(isinstance(result, NoNetwork) and re.match("no connection to export.arxiv.org", str(result)) for result in results)


def test_many_ids_go_in_several_requests() -> None:
    asked = []

    def get(address: str, *, accept: str, params: dict[str, str]) -> Any:
        asked.append(params["id_list"].count(",") + 1)
        return SimpleNamespace(body=b'<feed xmlns="http://www.w3.org/2005/Atom"/>', media_type="", host="")

    found = find_arxiv([f"2103.{number:05}" for number in range(1, 121)], SimpleNamespace(arxiv_api="", get=get))
    assert asked == [50, 50, 20]
    assert len(found) == 120
