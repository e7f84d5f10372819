"""Identifiers wherever they stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shortlist.identifiers import arxiv_month, is_doi
from shortlist.reading.found_identifiers import KEY, RULES, Fields, Rule, identifiers_in, may_be_misplaced, misplaced

ARXIV = {"eprint": "2106.01234", "archiveprefix": "arXiv", "url": "https://arxiv.org/abs/2106.01234"}
DOI = {"doi": "10.1000/x", "url": "https://doi.org/10.1000/x"}
PAGE = {"url": "https://example.org/post"}
EXAMPLES: list[Fields] = [
    {"eprint": "2106.01258v2 [cs.CL]", "eprinttype": "arxiv"},
    {"arxivid": "2106.01236"},
    {"doi": "10.48550/arXiv.2106.01236"},
    {"url": "http://arxiv.org/pdf/2106.01236v1.pdf"},
    {"note": r"\url{https://arxiv.org/abs/2106.01236}"},
    {"journal": "arXiv preprint arXiv:2106.01234"},
    {"journal": "CoRR", "volume": "cs.CL/0205067"},
    {"note": "arXiv: 2106.01234 [cs] version: 2"},
    {"doi": "https://doi.org/10.1000/ABC."},
    {"url": "https://dl.acm.org/doi/pdf/10.1145/1.2"},
    {"note": r"\url{https://doi.org/10.1000/x}"},
    {"note": "[PubMed:12345678] [DOI:10.1000/x]"},
    {KEY: "10.1007/978-3-030-58452-8_13"},
    {"url": r"\url{https://example.org/a\_b}"},
    {"howpublished": r"Available at: \url{https://example.org/a}"},
    {"html": "https://example.org/a"},
    {"doi": "10/abcd"},
    {"doi": "https://example.org/a"},
    {"eprint": "https://example.org/a.pdf"},
    {"urldate": "2021-07-01"},
    {"note": "[Online; accessed 2-July-2021]"},
]
"""One for each rule, in their order."""


def after(fields: Fields, key: str = "") -> dict[str, str]:
    return {name: value for name, value in {**fields, **identifiers_in(fields, key)}.items() if value}


@pytest.mark.parametrize(("rule", "example"), list(zip(RULES, EXAMPLES, strict=True)))
def test_each_rule_reads_its_example(rule: Rule, example: Fields) -> None:
    fields = {name: value for name, value in example.items() if name != KEY}
    changed = after(fields, example.get(KEY, ""))
    target = "url" if rule.target == "file" else rule.target
    assert changed[target]
    assert changed.get("url") or target == "urldate"
    assert identifiers_in(changed) == {}, "a second run changes nothing"
    [name] = [name for name in example if name in rule.fields]
    assert name not in changed or name == target or name == "url"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # S1: arXiv ids
        ({"journal": "arXiv preprint arXiv:2106.01234"}, ARXIV),
        ({"journal": "arXiv:2106.01234 [cs.CL]"}, {**ARXIV, "primaryclass": "cs.CL"}),
        ({"journal": "arXiv e-prints", "eid": "arXiv:2106.01234", "pages": "arXiv:2106.01234"}, ARXIV),
        ({"journal": "ArXiv", "volume": "abs/2106.01234", "url": "https://api.semanticscholar.org/CorpusID:1"}, ARXIV),
        ({"journal": "CoRR", "volume": "abs/2106.01234", "url": "http://arxiv.org/abs/2106.01234"}, ARXIV),
        ({"journal": "Computing Research Repository (CoRR) abs/2106.01234"}, ARXIV),
        ({"journal": "CoRR", "volume": "cs.CL/0205067"}, {"eprint": "cs/0205067", "archiveprefix": "arXiv", "url": "https://arxiv.org/abs/cs/0205067"}),
        ({"arxivid": "2106.01234"}, ARXIV),
        ({"arxiv": "2106.01234v3"}, ARXIV),
        ({"note": "arXiv:2106.01234v2"}, ARXIV),
        ({"note": "arXiv: 2106.01234 [cs]"}, ARXIV),
        ({"note": "Available at https://arxiv.org/abs/2106.01234"}, ARXIV),
        ({"number": "{arXiv}:2106.01234", "publisher": "{arXiv}"}, ARXIV),
        ({"howpublished": r"\url{https://arxiv.org/pdf/2106.01234.pdf}"}, ARXIV),
        ({"url": "https://arxiv.org/pdf/2106.01234v1"}, ARXIV),
        ({"doi": "10.48550/arXiv.2106.01234"}, ARXIV),
        ({"doi": "https://doi.org/10.48550/ARXIV.2106.01234", "eprint": "2106.01234", "archiveprefix": "arXiv"}, ARXIV),
        ({"journal": "Nature", "number": "3", "volume": "2106", "note": "arXiv:2106.01234"}, {**ARXIV, "journal": "Nature", "number": "3", "volume": "2106"}),
        # R5: biblatex
        ({"eprint": "2106.01234 [cs]", "eprinttype": "arxiv", "url": "http://arxiv.org/abs/2106.01234"}, ARXIV),
        ({"eprint": "2106.01234", "eprinttype": "arXiv", "eprintclass": "cs.CL"}, {**ARXIV, "primaryclass": "cs.CL"}),
        # R6: an address for an eprint
        ({"doi": "10.1000/x", "eprint": "https://example.org/x.full.pdf"}, DOI),
        ({"doi": "10.1000/x", "eprint": " https://doi.org/10.1000/x "}, DOI),
        ({"eprint": "https://example.org/x.pdf"}, {"url": "https://example.org/x.pdf"}),
        # DOIs
        ({"doi": "https://doi.org/10.1000/x"}, DOI),
        ({"doi": "doi: 10.1000/x."}, DOI),
        ({"doi": r"10.1000/x\_y"}, {"doi": "10.1000/x_y", "url": "https://doi.org/10.1000/x_y"}),
        ({"url": "http://dx.doi.org/10.1000/x"}, DOI),
        ({"note": r"\url{https://doi.org/10.1000/x}"}, DOI),
        ({"note": "doi:10.1000/x"}, DOI),
        ({"url": "https://onlinelibrary.wiley.com/doi/abs/10.1111/c.9"}, {"doi": "10.1111/c.9", "url": "https://onlinelibrary.wiley.com/doi/abs/10.1111/c.9"}),
        ({"doi": "https://example.org/post"}, PAGE),
        # S5, R9: addresses
        ({"howpublished": r"\url{https://example.org/post}"}, PAGE),
        ({"note": r"[Online]. Available: \url{https://example.org/post}"}, PAGE),
        ({"note": "https://example.org/post."}, PAGE),
        ({"note": r"\url{https://example.org/post}, accessed: 2021-07-01"}, {**PAGE, "urldate": "2021-07-01"}),
        ({"howpublished": r"Blog post, \url{https://example.org/post}"}, {**PAGE, "howpublished": "Blog post"}),
        ({"howpublished": r"Blog post, \url{https://example.org/post}, 2021"}, {**PAGE, "howpublished": "Blog post, 2021"}),
        ({"howpublished": r"\href{https://example.org/post}{A post}"}, PAGE),
        ({"url": "[https://example.org/post](https://example.org/post)"}, PAGE),
        ({"url": "https://huggingface.co/papers/2106.01234"}, ARXIV),
        ({"url": r"\url{https://example.org/post}"}, PAGE),
        ({"url": r"https://example.org/\~{}a/b\_c\%20d"}, {"url": "https://example.org/~a/b_c%20d"}),
        ({"url": "https://example.org/{\\textasciitilde}a"}, {"url": "https://example.org/~a"}),
        ({"url": "<Go to ISI>://WOS:1 https://example.org/post"}, PAGE),
        ({"url": "https://example.org/post?id=1&utm_source=x#a"}, {"url": "https://example.org/post?id=1#a"}),
        ({"url": "https://example.org/post?fbclid=x"}, PAGE),
        ({"url": "https://example.org/post,https://example.org/b"}, PAGE),
        ({"url": "https://example.org/?a=1&amp;b=2"}, {"url": "https://example.org/?a=1&b=2"}),
        ({"url": "https://doi.org/10.1002/(SICI)1&lt;1::AID&gt;3.0.CO;2-2"}, {"doi": "10.1002/(SICI)1<1::AID>3.0.CO;2-2", "url": "https://doi.org/10.1002/(SICI)1%3C1::AID%3E3.0.CO;2-2"}),
        ({"html": "https://example.org/post", "pdf": "https://example.org/a.pdf"}, PAGE),
        ({"url": "https://api.semanticscholar.org/CorpusID:1"}, {"url": "https://api.semanticscholar.org/CorpusID:1"}),
        ({"note": "[Online; accessed 2-July-2021]", **PAGE}, {**PAGE, "urldate": "2021-07-02"}),
        ({"note": "Accessed on July 2nd, 2021", **PAGE}, {**PAGE, "urldate": "2021-07-02"}),
        ({"urldate": "2022-01-02", **PAGE}, {**PAGE, "urldate": "2022-01-02"}),
        ({"urldate": "2022-01-02", **DOI}, DOI),
        # What programs write
        ({"journal": "arXiv:2106.01234 [cs, stat]", "note": "arXiv: 2106.01234"}, ARXIV),
        ({"note": "ZSCC: 0000012 arXiv: 2106.01234v2 [cs, math.OC] Comment: 12 pages"}, {**ARXIV, "note": "12 pages"}),
        ({"note": r"[PubMed Central:PMC1] [PubMed:\href{https://example.org/1}{1}] [DOI:\href{https://dx.doi.org/10.1000/x}{10.1000/x}]"}, DOI),
        ({"doi": "https://doi.org/10/abCd1"}, {"url": "https://doi.org/10/abCd1"}),
        ({"doi": "10/abcd", **PAGE}, PAGE),
        ({"url": "https://example.org/post https://example.org/b{\\_}c.pdf"}, PAGE),
        ({"url": "https://www.biorxiv.org/content/10.1101/2021.06.01.446000v2.full"}, {"doi": "10.1101/2021.06.01.446000", "url": "https://www.biorxiv.org/content/10.1101/2021.06.01.446000v2.full"}),
    ],
)  # fmt: skip
def test_identifiers_go_into_their_fields(fields: Fields, expected: dict[str, str]) -> None:
    assert after(fields) == expected
    assert identifiers_in(expected) == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"note": "Extended version of arXiv:2106.01234"},
        {"note": "See https://example.org/a and https://example.org/b"},
        {"note": "Best paper"},
        {"note": "arXiv: 2106.01234 is another"},
        {"note": "[PubMed:12345678]"},
        {"url": "https://example.org/a b"},
        {"url": "https://example.org/?a=1&lt;=2"},
        {"url": "https://example.org/?a=1,http:2"},
        {"journal": "Journal of Routing", "volume": "12", "number": "3"},
        {"eprint": "12345", "archiveprefix": "PubMed"},
        {"journal": "arXiv:2113.01234"},
        {"note": "Accessed often"},
        {"number": "2106.01234"},
        {"url": "www.example.org"},
        {"url": "https://link.springer.com/book/10.1007/978-3-030-58452-8"},
        {**ARXIV, "primaryclass": "cs.CL"},
        {**DOI, "journal": "Nature"},
        {**ARXIV, "url": "https://openreview.net/forum?id=a_b-"},
    ],
)  # fmt: skip
def test_what_could_mean_something_else_stays(fields: Fields) -> None:
    assert identifiers_in(fields) == {}


def test_an_id_that_contradicts_stays_where_it_is() -> None:
    for name, value in (("journal", "arXiv preprint arXiv:2106.09999"), ("arxivid", "2106.09999"), ("note", "doi:10.1000/y")):
        fields = {**ARXIV, "doi": "10.1000/x", name: value}
        assert identifiers_in(fields) == {}


@pytest.mark.parametrize("key", ["10.1000/x", "doi:10.1000/x", "https://doi.org/10.1000/x"])
def test_a_key_may_be_the_doi(key: str) -> None:
    assert after({}, key) == DOI
    assert after({}, "Doe2021.06.01.446000") == {}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"journal": "ArXiv", "volume": "abs/2106.01234"},
            ("journal", "journal 'ArXiv' and volume 'abs/2106.01234' should be eprint '2106.01234'"),
        ),
        (
            {**PAGE, "pdf": "https://example.org/a.pdf"},
            ("pdf", "pdf 'https://example.org/a.pdf' should be url 'https://example.org/post'"),
        ),
        (
            {"url": r"\url{https://example.org/post}"},
            ("url", r"url '\url{https://example.org/post}' should be url 'https://example.org/post'"),
        ),
        (
            {"url": "https://example.org/post,https://example.org/b"},
            ("url", "url 'https://example.org/post,https://example.org/b' should be url 'https://example.org/post'"),
        ),
        (ARXIV, ("", "")),
        ({**ARXIV, "url": "http://arxiv.org/pdf/2106.01234v2"}, ("", "")),
        ({**ARXIV, "doi": "10.48550/arXiv.2106.01234"}, ("", "")),
        ({**DOI, "url": r"https://doi.org/10.1000/x"}, ("", "")),
        ({"eprint": "2106.01234", "eprinttype": "arxiv"}, ("", "")),
    ],
)
def test_the_author_is_told(fields: Fields, said: tuple[str, str]) -> None:
    assert misplaced(fields, identifiers_in(fields)) == said


ADDRESSES = st.lists(st.sampled_from(["https://example.org/a", "/b", ",", "%5Cn", "&lt;", "&gt;", "&amp;", "?c=1", "<", ">", "{", "}", "\\_", " "]), max_size=6).map("".join)  # fmt: skip


@given(ADDRESSES)
def test_an_address_that_changes_is_looked_at(url: str) -> None:
    assert may_be_misplaced({"url": url}, "key") or not identifiers_in({"url": url}, "key")


@pytest.mark.parametrize(
    "fields",
    [
        {"doi": "10.1000/x."},
        {"doi": "10.1000/a&lt;1&gt;b"},
        {"doi": "10.48550/arXiv.2106.01234"},
        {"url": "https://www.biorxiv.org/content/10.1101/2021.06.01.446000v2"},
        {"url": "https://dl.acm.org/doi/pdf/10.1145/1.2"},
    ],
)
def test_an_identifier_that_is_not_plain_is_looked_at(fields: Fields) -> None:
    assert identifiers_in(fields, "key")
    assert may_be_misplaced(fields, "key")


VALUES = st.text() | st.lists(st.sampled_from(["arXiv:", "2106.01234", "https://", "example.org/a", "\\url{", "}", "{", "10.1000/x", " ", "[cs.CL]", "doi:", "accessed", "2021-07-01", "abs/"]), max_size=8).map("".join)  # fmt: skip
NAMES = st.sampled_from(sorted({name for rule in RULES for name in rule.fields if name != KEY} | {"archiveprefix", "eprinttype", "eprintclass", "primaryclass"}))  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(NAMES, VALUES, max_size=6), st.text(max_size=20))
def test_whatever_stands_there_the_outcome_is_sound_and_final(fields: dict[str, str], key: str) -> None:
    done = after(fields, key)
    if done.get("archiveprefix") == "arXiv" and identifiers_in(fields, key).get("eprint"):
        assert arxiv_month(done["eprint"])
    if done.get("doi", "") not in ("", fields.get("doi", "")):
        assert is_doi(done["doi"])
    assert after(done) == done
