"""Who cites what: the bibliography, "Also cited in", "Read next" and graph.json."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest

from shortlist.text import typographic
from tests.site.conftest import Build
from tests.tiny import FILLER, FIRST, SECOND, TinySite

Run = Callable[..., Build]

PAGE = "---\ntitle: Bibliography\ntemplate: bibliography.html\n---\n\nEvery work.\n"
CITES_BOTH = "It builds on [@ada2020first]. Unlike *that*, [@bob2021second] is new."


@pytest.fixture
def site(site: TinySite) -> TinySite:
    """With a bibliography. The second summary cites the first paper."""
    site.write("docs/bibliography.md", PAGE)
    site.summary("second", SECOND, why=CITES_BOTH)
    return site


def add_entry(site: TinySite, bibtex: str) -> None:
    site.write("bib/references.bib", f"{site.read('bib/references.bib')}\n{bibtex}\n")


def add_issue(site: TinySite, folder: str, cited: str, count: int = 1, **fields: Any) -> None:
    """An issue of new papers, each of whose summaries cites a work too."""
    slugs = [f"s{number}" for number in range(count)]
    header = {"issue": folder, "published": f"{folder}-09", "gist": "More.", "picks": slugs} | fields
    site.issue(folder=folder, **header)
    for slug in slugs:
        key = f"x{folder.replace('-', '')}{slug}"
        add_entry(site, f"@misc{{{key}, title = {{On {folder} {slug}}}, author = {{Example, Xi}}, year = {{2021}}}}")
        site.summary(slug, {"paper": key, "gist": "New.", "tags": ["NLP"]}, why=f"See [@{cited}].", folder=folder)


def works(built: Build) -> dict[str, list[str]]:
    """Id → the lines of each work."""
    items = built.page("bibliography/").xpath("//section[contains(@class, 'sl-works')]/ol/li")
    return {item.get("id"): [" ".join(line.text_content().split()) for line in item.xpath("./p|./ul/li")] for item in items}


def graph(built: Build) -> dict[str, Any]:
    return json.loads((built.site / "graph.json").read_text(encoding="utf-8"))


def test_every_work_with_our_summary_and_who_cites_it(run: Run) -> None:
    built = run()
    assert (built.log, built.failed) == ([], False)
    assert works(built) == {
        "ref-ada2020first": [
            "Ada Example and Zoë Example. A First Paper. Journal of Examples, 2020. doi:10.1000/first",
            "Our summary: A First Paper.",
            "Cited in A Second Paper: It builds on.",
        ],
        "ref-bob2021second": ["Bob Example. A Second Paper. 2021. arXiv:2101.00001", "Our summary: A Second Paper."],
    }
    assert "2 works, cited 4 times on 2 pages." in built.text("bibliography/")


def test_links_lead_to_the_place_that_cites(site: TinySite, run: Run) -> None:
    site.summary("second", SECOND, why="One [@ada2020first]. Two. Three [@ada2020first].")
    built = run()
    (item,) = built.page("bibliography/").xpath("//li[starts-with(., 'Cited in')]")
    assert item.text_content() == "Cited in A Second Paper: One. and again: Three."
    places = []
    for href in item.xpath(".//a/@href"):
        address, fragment = urldefrag(urljoin("https://example.org/bibliography/", href))
        places += built.page(address.removeprefix("https://example.org/")).xpath(f"//*[@id='{fragment}']/..")
    assert [" ".join(place.getparent().text_content().split())[:5] for place in places] == ["One1.", "One1."]
    assert len(set(places)) == 2


def test_works_stand_in_the_order_of_authors_year_and_title(site: TinySite, run: Run) -> None:
    for key, author, year, title in [
        ("e", "Ünder, U.", 2020, "E"),
        ("d", "Underwood, U.", 2019, "D"),
        ("c", "under, U.", 2021, "C"),
        ("b", "Under, U.", 2021, "B"),
        ("f", "van den Berg, V.", 2018, "F"),
    ]:
        add_entry(site, f"@misc{{{key}, title={{{title}}}, author={{{author}}}, year={{{year}}}}}")
    add_entry(site, "@misc{g, title={“Up?”}, organization={None}, editor={Urban, U.}, year={2000}}")
    site.summary("second", SECOND, why="See [@b; @c; @d; @e; @f; @g].")
    assert list(works(run())) == ["ref-ada2020first", "ref-bob2021second", *(f"ref-{key}" for key in "ebcdgf")]


def test_editorials_and_other_pages_cite_too(site: TinySite, run: Run) -> None:
    add_entry(site, "@misc{cy2019, title={Cy}, author={Cy, C.}, year={2019}}")
    site.issue("We read [@cy2019].")
    site.write("docs/index.md", "---\ntitle: Home\ntemplate: home.html\n---\n\nWelcome to [@cy2019]!\n")
    built = run()
    assert works(built)["ref-cy2019"][1:] == ["Cited in Editorial of April 2021: We read.", "Cited in Home: Welcome to!"]
    hrefs = built.page("bibliography/").xpath("//li[@id='ref-cy2019']/ul//a/@href")
    assert hrefs == ["../2021-04/#cite-1-cy2019", "../#cite-1-cy2019"]
    (work,) = (work for work in graph(built)["works"] if work["key"] == "cy2019")
    assert work["citations"] == [
        {"page": "2021-04/", "number": 1, "sentence": "We read."},
        {"page": "", "number": 1, "sentence": "Welcome to!"},
    ]


def test_a_page_that_is_not_published_cites_nothing(site: TinySite, run: Run) -> None:
    site.write("docs/notes.md", "# Notes\n\nSee [@ada2020first].\n")
    site.replace("mkdocs.yml", "site_name: Tiny\n", "site_name: Tiny\nexclude_docs: notes.md\n")
    built = run()
    assert not built.failed
    assert "Notes" not in built.text("bibliography/")
    assert "notes" not in (built.site / "graph.json").read_text(encoding="utf-8")


def test_pages_are_called_as_readers_call_them(site: TinySite, run: Run) -> None:
    site.summary("second", SECOND | {"name": "Deux"}, why=CITES_BOTH)
    assert works(run())["ref-ada2020first"][2] == "Cited in Deux: It builds on."


@pytest.mark.parametrize(("others", "last"), [(1, []), (2, []), (3, ["Cited on 1 more page"]), (4, ["Cited on 2 more pages"])])
def test_a_classic_names_so_many_pages_and_counts_the_others(
    site: TinySite, run: Run, monkeypatch: pytest.MonkeyPatch, others: int, last: list[str]
) -> None:
    monkeypatch.setattr("shortlist.site.pages.BibliographyPage.max_citing_pages", 2)
    add_entry(site, "@misc{cy2019, title={Cy}, author={Cy, C.}, year={2019}}")
    add_issue(site, "2021-05", "cy2019", others)
    lines = works(run())["ref-cy2019"][1:]
    assert lines[:2] == [f"Cited in On 2021-05 s{number}: See." for number in range(min(others, 2))]
    assert lines[2:] == last


def test_whatever_is_quoted_is_text(site: TinySite, run: Run) -> None:
    hostile = "<script>alert(1)</script> %d & \"'>"
    latex = hostile.replace("%", "\\%").replace("&", "\\&")
    add_entry(site, f"@misc{{evil, title={{{{{latex}}}}}, author={{Example, Ada}}, year={{2020}}}}")
    site.summary(
        "second", SECOND | {"paper": "evil"}, why="So `<img src=x onerror=y>` &lt;b> &lt;i&gt; [@ada2020first] [@bob2021second]."
    )
    built = run()
    page = built.page("bibliography/")
    assert page.xpath("//section[contains(@class, 'sl-works')]//*[self::script or self::img or self::b]") == []
    text = page.xpath("string(//li[@id='ref-ada2020first'])")
    assert "So <img src=x onerror=y> <b> <i>." in text
    assert typographic(hostile) in text
    assert typographic(hostile) in " ".join(found["title"] for found in graph(built)["summaries"])


def test_the_list_is_not_searched(run: Run) -> None:
    assert run().indexed("bibliography/") == set(), "its introduction stands in the head"


@pytest.mark.parametrize(("others", "line"), [
    (1, "Also cited in On 2021-05 s0."),
    (3, "Also cited in On 2021-05 s0, On 2021-05 s1, On 2021-05 s2."),
    (4, "Also cited in On 2021-05 s0, On 2021-05 s1, On 2021-05 s2 and 1 more."),
    (15, "Also cited in On 2021-05 s0, On 2021-05 s1, On 2021-05 s2 and 12 more."),
])  # fmt: skip
def test_a_reference_names_three_other_summaries(site: TinySite, run: Run, others: int, line: str) -> None:
    add_entry(site, "@misc{cy2019, title={Cy}, author={Cy, C.}, year={2019}}")
    site.summary("first", FIRST, why="See [@cy2019].")
    add_issue(site, "2021-05", "cy2019", others)
    built = run()
    (reference,) = built.page("2021-04/first/").xpath("//li[@id='ref-cy2019']")
    assert line in " ".join(reference.text_content().split())
    more = reference.xpath(".//a[contains(., ' more')]/@href")
    assert more == (["../../bibliography/#ref-cy2019"] if others > 3 else [])
    # A page that does not cite the work itself counts the same, and the newest come first.
    (reference,) = built.page("2021-05/s0/").xpath("//li[@id='ref-cy2019']")
    assert ("A First Paper" in reference.text_content()) == (others < 4)


def test_our_own_summary_of_a_work_stands_first_and_is_not_counted(site: TinySite, run: Run) -> None:
    add_issue(site, "2021-05", "ada2020first", 4)
    (reference,) = run().page("2021-04/second/").xpath("//li[@id='ref-ada2020first']")
    text = " ".join(reference.text_content().split())
    assert "Our summary: A First Paper. Also cited in On 2021-05 s0, On 2021-05 s1, On 2021-05 s2 and 1 more." in text


def test_without_the_page_nothing_links_to_it(site: TinySite, run: Run) -> None:
    (site.root / "docs/bibliography.md").unlink()
    add_issue(site, "2021-05", "ada2020first", 4)
    built = run()
    (reference,) = built.page("2021-04/second/").xpath("//li[@id='ref-ada2020first']")
    assert "and 1 more." in reference.text_content()
    assert not [href for href in reference.xpath(".//a/@href") if "bibliography" in href]
    assert graph(built)["works"]


def read_next(built: Build, address: str) -> list[str]:
    items = built.page(address).xpath("//nav[@aria-labelledby='sl-next']//li")
    return [f"{item.xpath('./a/@href')[0]} {' '.join(item.text_content().split())}" for item in items]


def test_read_next_says_why(run: Run) -> None:
    built = run()
    assert read_next(built, "2021-04/second/") == ["../first/ A First Paper April 2021 · cited in this summary"]
    assert read_next(built, "2021-04/first/") == ["../second/ A Second Paper April 2021 · its summary cites this paper"]


def test_what_is_related_to_nothing_has_no_read_next(site: TinySite, run: Run) -> None:
    site.summary("second", SECOND)
    built = run()
    assert "Read next" not in built.text("2021-04/second/")
    assert graph(built)["related"] == []


def test_the_graph(run: Run) -> None:
    built = run()
    assert graph(built) == {
        "version": 1,
        "summaries": [
            {"id": "2021-04/first", "title": "A First Paper", "address": "2021-04/first/", "paper": "ada2020first"},
            {"id": "2021-04/second", "title": "A Second Paper", "address": "2021-04/second/", "paper": "bob2021second"},
        ],
        "works": [
            {
                "key": "ada2020first",
                "name": "A First Paper",
                "title": "A First Paper",
                "address": "https://doi.org/10.1000/first",
                "summary": "2021-04/first",
                "citations": [
                    {"summary": "2021-04/first", "number": 1, "sentence": "It cites."},
                    {"summary": "2021-04/second", "number": 1, "sentence": "It builds on."},
                ],
            },
            {
                "key": "bob2021second",
                "name": "A Second Paper",
                "title": "A Second Paper",
                "address": "https://arxiv.org/abs/2101.00001",
                "summary": "2021-04/second",
                "citations": [
                    {"summary": "2021-04/second", "number": 1, "sentence": "Unlike that, is new."},
                    {"summary": "2021-04/second", "number": 2, "sentence": "It cites."},
                ],
            },
        ],
        "related": [
            {"from": "2021-04/first", "to": "2021-04/second", "reason": "its summary cites this paper"},
            {"from": "2021-04/second", "to": "2021-04/first", "reason": "cited in this summary"},
        ],
    }
    (href,) = built.page("bibliography/").xpath("//link[@type='application/json']/@href")
    assert urljoin("https://example.org/bibliography/", href) == "https://example.org/graph.json"


def test_drafts_cite_nothing(site: TinySite, run: Run) -> None:
    add_entry(site, "@misc{cy2019, title={Cy}, author={Cy, C.}, year={2019}}")
    add_issue(site, "2021-05", "ada2020first; @cy2019", status="draft")
    built = run()
    text = (built.site / "graph.json").read_text(encoding="utf-8") + built.text("bibliography/") + built.text("2021-04/first/")
    assert "2021-05" not in text
    assert "Cy" not in text
    assert "2021-05" in (run(command="serve").site / "graph.json").read_text(encoding="utf-8")


def test_a_site_without_issues(site: TinySite, run: Run) -> None:
    for path in (site.root / "docs/2021-04").iterdir():
        path.unlink()
    site.write("bib/references.bib", "@misc{cy2019, title={Cy}, author={Cy, C.}, year={2019}}")
    site.write("docs/index.md", f"---\ntitle: Home\ntemplate: home.html\n---\n\nNothing but [@cy2019]. {FILLER}\n")
    built = run()
    assert not built.failed
    assert list(works(built)) == ["ref-cy2019"]
