"""The pages on which papers are found: all papers, authors, and the neighbors of a tag."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from shortlist.site.pages import AuthorsPage, ListPage
from shortlist.text import typographic
from tests.site.conftest import Build
from tests.tiny import FIRST, SECOND, TinySite

Run = Callable[..., Build]

HOSTILE = "<script>alert(1)</script> \"quoted\" 'single' a < b"


@pytest.fixture
def site(site: TinySite) -> TinySite:
    site.write("docs/papers.md", "---\ntitle: Papers\ntemplate: papers.html\n---\n\nAll papers.\n")
    site.write("docs/authors.md", "---\ntitle: Authors\ntemplate: authors.html\n---\n\nAll authors.\n")
    site.write("docs/bibliography.md", "---\ntitle: Bibliography\ntemplate: bibliography.html\n---\n\nAll works.\n")
    return site


def add_issue(site: TinySite) -> None:
    """An issue of May with one summary of a third paper, by somebody new and somebody known."""
    paper = "@misc{third2021, title = {A Third Paper}, author = {{\\'A}ngel, Tom and Example, Bob and others}, year = {2021}}"
    site.write("bib/references.bib", f"{site.read('bib/references.bib')}\n{paper}\n")
    site.issue(folder="2021-05", issue="2021-05", published="2021-05-04", gist="One.", picks=["third"])
    header = {
        "paper": "third2021",
        "gist": "The third paper.",
        "tags": ["NLP", "Vision"],
        "links": {"code": "https://example.org/c"},
    }
    site.summary("third", header, folder="2021-05")


def rows(built: Build) -> list[html.HtmlElement]:
    """All rows of the list of papers, whatever its parts."""
    return built.page("papers/").xpath("//section[@aria-label='Papers']/ol/li")


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_paper_is_listed_newest_issue_first_in_order_of_the_picks(site: TinySite, run: Run) -> None:
    add_issue(site)
    site.issue(picks=["second", "first"])
    built = run()
    assert not built.log
    assert [row.xpath("string(a)") for row in rows(built)] == ["A Third Paper", "A Second Paper", "A First Paper"]
    assert [row.xpath("string(a/@href)") for row in rows(built)] == [
        "../2021-05/third/",
        "../2021-04/second/",
        "../2021-04/first/",
    ]


def test_a_list_needs_no_template_in_its_header(site: TinySite, run: Run) -> None:
    site.write("docs/papers.md", "All papers.\n")
    assert len(rows(run())) == 2


def part_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each page of a list have one row, where it has names for so many parts."""
    for kind in (ListPage, AuthorsPage):
        monkeypatch.setattr(kind, "max_size", 1)


def test_long_lists_come_in_parts_and_lose_nothing(site: TinySite, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    add_issue(site)
    site.write("data/people.yml", "authors:\n  Bob B. Example: [Bob Example]\n")
    lists = {
        "papers/": ["2021-05/", "2021-04/"],
        "authors/": ["a/", "exam/"],
        "bibliography/": ["a/", "b/", "t/"],
        "tags/nlp/": ["2021-05/", "2021-04/"],
    }
    path = "//article//section/*[self::ol or self::ul]/li | //ol[contains(@class, 'sl-picks')]/li"
    whole = run()
    items = {address: sorted(text(item) for item in whole.page(address).xpath(path)) for address in lists}
    part_lists(monkeypatch)
    parted = run()
    assert not parted.log
    for address, parts in lists.items():
        links = parted.page(address).xpath("//nav[@class='sl-initials']//a/@href")
        assert [link.removeprefix("../" * address.count("/") + address) for link in links] == parts, address
        assert sorted(text(item) for part in parts for item in parted.page(address + part).xpath(path)) == items[address] != []
    for address in ("papers/", "tags/nlp/"):  # Its newest papers.
        assert parted.text(address).index("A Third Paper") < parted.text(address).index("A First Paper")
    assert parted.page("papers/2021/").xpath("//section/ol/li") == []  # Part of a part: it leads on.
    assert "Papers: 2021-04" in parted.page("papers/2021-04/").xpath("string(//title)")


def test_every_link_leads_to_its_part(site: TinySite, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    add_issue(site)
    citing = "\n\n".join(f"Sentence {number} cites [@bob2021second]." for number in range(5))
    site.summary("first", FIRST, why=citing)
    part_lists(monkeypatch)
    built = run()
    pages = {path.relative_to(built.site).as_posix(): html.parse(path).getroot() for path in built.site.rglob("*.html")}
    ids = {path: {str(id) for id in page.xpath("//@id")} for path, page in pages.items()}
    targets = set()
    for path, page in pages.items():
        address = path.removesuffix("index.html")
        for href in page.xpath("//article//a/@href[not(contains(., '://')) and not(starts-with(., '/'))]"):
            target = urlsplit(urljoin(f"https://example.org/{address}", href))
            if not target.path.startswith(("/authors/", "/bibliography/", "/papers/", "/tags/nlp/")):
                continue
            file = target.path[1:] + ("index.html" if target.path.endswith("/") else "")
            assert file in pages or (built.site / file).is_file(), (path, href)
            assert not target.fragment or unquote(target.fragment) in ids[file], (path, href)
            targets.add(target.path + target.fragment)
    assert {"/authors/exam/example-bob", "/authors/a/angel-tom", "/bibliography/bob2/"} <= targets


def test_a_list_of_long_rows_comes_in_smaller_parts(site: TinySite, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A work that many pages cite takes many kilobytes."""
    monkeypatch.setattr(ListPage, "max_size", 5)
    parts = "//nav[@class='sl-initials']//a/@href"
    assert run().page("bibliography/").xpath(parts) == []
    site.summary("first", FIRST, why="\n\n".join(f"Sentence {number} cites [@bob2021second]." for number in range(10)))
    assert run().page("bibliography/").xpath(parts) == ["a/", "bob2/"]


def test_the_rows_of_all_parts_are_in_one_file(site: TinySite, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    site.replace("bib/references.bib", "Example, Ada and", f"{{{HOSTILE}}} and")
    part_lists(monkeypatch)
    built = run()
    assert not built.failed, built.log
    for address, count in (("papers/", 2), ("authors/", 3), ("bibliography/", 2)):
        form = built.page(address).xpath("//form[@class and @data-rows]")[0]
        assert (form.get("data-count"), form.get("data-root")) == (str(count), "../")
        file = html.fromstring(f"<ol>{(built.site / address / form.get('data-rows').removeprefix('../' + address)).read_text(encoding='utf-8')}</ol>")
        assert len(file.xpath("./li")) == count
        assert file.xpath("//script") == []
        for link in file.xpath("./li/a/@href"):
            assert (built.site / link.partition("#")[0] / "index.html").is_file()
    assert not (built.site / "tags/nlp/rows.txt").exists()


def test_a_row_tells_all_that_can_be_asked_for(site: TinySite, run: Run) -> None:
    add_issue(site)
    third, first, second = rows(run())
    assert [text(part) for part in first] == [
        "A First Paper",
        "The first paper.",
        "Ada Example, Zoë Example",
        "April 2021 · Journal of Examples, 2020 · NLP",
    ]
    assert [text(part) for part in second] == ["A Second Paper", "The second paper.", "Bob Example", "April 2021 · arXiv preprint, 2021 · Vision"]
    assert [text(part) for part in third] == [
        "A Third Paper",
        "The third paper.",
        "Tom Ángel, Bob Example, et al.",
        "May 2021 · 2021 · NLP, Vision · code",
    ]
    assert third.xpath("p[last()]/a/@href") == ["../2021-05/", "../tags/nlp/", "../tags/vision/", "https://example.org/c"]


def test_menus_offer_what_there_is_and_how_often(site: TinySite, run: Run) -> None:
    add_issue(site)
    site.replace("data/tags.yml", "  Vision: Images.\n", "  Vision: Images.\n  Audio: Sound.\n")
    form = run().page("papers/").xpath("//form[@aria-label='Papers']")[0]

    def menu(name: str) -> list[tuple[str, str]]:
        return [(option.get("value"), option.text) for option in form.xpath(f".//select[@name='{name}']/option")]

    assert menu("issue") == [("", "All issues"), ("2021-05", "May 2021 (1)"), ("2021-04", "April 2021 (2)")]
    assert menu("tag") == [("", "Add a tag"), ("NLP", "NLP (2)"), ("Vision", "Vision (2)")]
    assert menu("venue") == [
        ("", "All venues"),
        ("arXiv preprint", "arXiv preprint (1)"),
        ("Journal of Examples", "Journal of Examples (1)"),
    ]
    assert text(form.xpath(".//label[@for='sl-code']")[0]) == "Has code (1)"
    assert text(form.xpath(".//*[@role='status']")[0]) == "3 papers"


def test_a_long_venue_is_cut_in_its_menu_alone(site: TinySite, run: Run) -> None:
    long = "Proceedings of the 100th Meeting on Examples " * 5
    site.replace("bib/references.bib", "Journal of Examples", long)
    page = run().page("papers/")
    (option,) = (option for option in page.xpath("//option") if option.get("value").startswith("Proceedings"))
    assert option.get("value") == long.strip()
    assert option.text.endswith("… (1)")
    assert len(option.text) < 80
    assert long.strip() in text(page.xpath("//section[@aria-label='Papers']")[0])


def test_authors_stand_under_their_initials_with_their_papers(site: TinySite, run: Run) -> None:
    add_issue(site)
    site.replace("bib/references.bib", "and Example, Zo", "and {王} and Example, Zo")
    page = run().page("authors/")
    assert page.xpath("//nav[@aria-label='Initials']//a/@href") == ["#initial-a", "#initial-e", "#initial-other"]
    section = page.xpath("//section[@aria-label='Authors']")[0]
    assert section.xpath("h2/@id") == ["initial-a", "initial-e", "initial-other"]
    assert [[text(item.xpath("span")[0]) for item in group.xpath("li")] for group in section.xpath("ul")] == [
        ["Ángel, Tom"],
        ["Example, Ada", "Example, Bob", "Example, Zoë"],
        ["王"],
    ]
    bob = section.xpath(".//li[span='Example, Bob']/a")
    assert [(link.get("href"), link.text) for link in bob] == [
        ("../2021-05/third/", "A Third Paper"),
        ("../2021-04/second/", "A Second Paper"),
    ]
    assert text(page).count("5 authors") == 1


def test_an_author_of_several_names_has_one_entry(site: TinySite, run: Run) -> None:
    site.replace("bib/references.bib", "{Example, Bob}", "{Example, A.}")
    site.write("data/people.yml", "authors:\n  Ada Example: [A. Example]\n")
    built = run()
    assert not built.log
    entries = built.page("authors/").xpath("//section[@aria-label='Authors']/ul/li")
    assert [text(entry) for entry in entries] == [
        "Example, Ada also A. Example A First Paper A Second Paper",
        "Example, Zoë A First Paper",
    ]
    words = json.loads((built.site / "search/words.json").read_text(encoding="utf-8"))
    assert any("Ada" in also for also in words["also"])  # The second paper is by A. Example.


def test_tags_name_their_neighbors(site: TinySite, run: Run) -> None:
    assert "Together with" not in run().text("tags/nlp/")
    names = ["Audio", "Games", "Graphs", "Theory"]
    site.replace(
        "data/tags.yml", "  Vision: Images.\n", "  Vision: Images.\n" + "".join(f"  {name}: {name}.\n" for name in names)
    )
    site.summary("first", FIRST | {"tags": ["NLP", *reversed(names)]})
    site.summary("second", SECOND | {"tags": ["Vision", "NLP", "Theory"]})
    page = run().page("tags/nlp/")
    assert "Together with Theory (2), Vision (1), Audio (1), Games (1)." in text(page.xpath("//article")[0])
    assert page.xpath("//p[starts-with(., 'Together')]/a/@href") == ["../theory/", "../vision/", "../audio/", "../games/"]


def test_titles_names_and_venues_are_text(site: TinySite, run: Run) -> None:
    site.replace("bib/references.bib", "A First {Paper}", HOSTILE)
    site.replace("bib/references.bib", "Example, Ada and", f"{{{HOSTILE}}} and")
    site.replace("bib/references.bib", "Journal of Examples", HOSTILE)
    built = run()
    assert not built.failed, built.log
    for address in ("papers/", "authors/"):
        page = built.page(address)
        assert not [script for script in page.xpath("//article//script") if script.text], address
        assert typographic(HOSTILE) in page.xpath("//article//li/a/text()"), address
    row = rows(built)[0]
    assert text(row[2]) == f"{HOSTILE}, Zoë Example"
    assert row.xpath("string(p/i)") == HOSTILE
    assert HOSTILE in built.page("papers/").xpath("//select[@name='venue']/option/@value")
    assert HOSTILE in built.page("authors/").xpath("//li/span/text()")


def test_drafts_are_on_neither_list(site: TinySite, run: Run) -> None:
    add_issue(site)
    site.replace("docs/2021-05/index.md", "issue: 2021-05", "issue: 2021-05\nstatus: draft")
    built = run()
    assert not built.failed, built.log
    for address in ("papers/", "authors/", "tags/nlp/"):
        page = text(built.page(address).xpath("//article")[0])
        assert "Third" not in page, address
        assert "May 2021" not in page, address
        assert "Ángel" not in page, address
    assert len(rows(run(command="serve"))) == 3


def test_a_site_without_issues_has_empty_lists(site: TinySite, run: Run) -> None:
    site.issue(status="draft")
    built = run()
    assert not built.failed, built.log
    assert rows(built) == []
    assert "0 papers" in built.text("papers/")
    assert "0 authors" in built.text("authors/")
    assert built.page("authors/").xpath("//nav[@aria-label='Initials']") == []


def test_the_lists_do_not_fill_the_search_index(run: Run) -> None:
    """Else a title would be found there before its summary."""
    built = run()
    assert built.indexed("2021-04/first/") >= {"plain", "words"}
    for address in ("papers/", "authors/"):
        assert built.indexed(address) == set(), "its introduction stands in the head"


def test_a_draft_that_its_author_has_dated_is_announced(site: TinySite, run: Run) -> None:
    draft = {"issue": "2021-05", "published": "2021-05-04", "status": "draft", "picks": []}
    site.issue(folder="2021-05", **draft)
    site.write("docs/issues.md", "---\ntitle: Issues\ntemplate: issues.html\n---\n\nAll issues.\n")
    built = run()
    for address in ("index.html", "issues/"):
        assert "May 2021 is planned for 4 May 2021." in built.page(address).text_content()
    site.replace("docs/2021-05/index.md", "2021-05-04\n", "2021-05-04  # 'shortlist publish' sets it.\n")
    assert "planned" not in run().page("index.html").text_content()


def test_a_draft_of_an_earlier_day_is_not_announced(site: TinySite, run: Run) -> None:
    site.issue(folder="2021-03", issue="2021-03", published="2021-03-02", status="draft", picks=[])
    assert "planned" not in run().page("index.html").text_content()


def test_the_foot_leads_to_the_repository(site: TinySite, run: Run) -> None:
    assert not run().page("2021-04/").xpath("//footer//a[contains(., 'mistake')]")
    site.replace("mkdocs.yml", "cards: false", "cards: false\n      repository: https://github.com/example/letters")
    links = {link.text: link.get("href") for link in run().page("2021-04/").xpath("//footer//a")}
    assert links["Source"] == "https://github.com/example/letters"
    assert links["report a mistake"] == "https://github.com/example/letters/issues/new?template=report-a-mistake.yml"
