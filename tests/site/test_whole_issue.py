"""The page that has all of an issue: what ten pages say, with one set of ids, numbers and links."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from lxml import html

from shortlist.exports.whole_issue import whole_issue
from tests.site.conftest import Build
from tests.site.test_pages import second_issue
from tests.tiny import FILLER, FIRST, SECOND, TinySite

Run = Callable[..., Build]

WHOLE = "2021-04/all/"

# Everything that has an id or leads to one, the same in both summaries.
BUSY = """\
## Why

Both cite [@bob2021second] and [@ada2020first, p. 3], with a note.[^1] See [below](#key-insights), [again](#key-insights).

[^1]: A note that cites [@bob2021second].

`<h2 id="why">` and id="why" are text.

<i title=' id="why" '>Box</i> <i id=box aria-describedby="why own">Is described</i> <b ID='own'>Own</b>

<!-- <b id="why">Nobody sees this</b> -->

$$
a_i < b
$$

Inline $x^2$.

| a | b |
|---|---|
| 1 | 2 |

/// table-caption
Numbers [@ada2020first].
///

## Key insights { #key-insights .wide }

### Detail

###### Least

"""


def busy(site: TinySite, more: str = "") -> None:
    for slug, header in (("first", FIRST), ("second", SECOND)):
        site.summary(slug, header, body=f"{BUSY}{more}\n\n{FILLER}\n")


def ids(page: html.HtmlElement) -> list[str]:
    return page.xpath("//@id")


def test_it_has_everything_in_order(site: TinySite, run: Run) -> None:
    site.issue("The editorial.", picks=["second", "first"])
    built = run()
    assert built.log == []
    text = built.text(WHOLE)
    parts = ["April 2021", "Two papers.", "6 April 2021", "The editorial.", "Pick 1", "A Second Paper", "Bob Example", "Pick 2"]
    parts += ["A First Paper", "Ada Example, Zoë Example", "Journal of Examples, 2020", "The first paper.", "References"]
    end = 0
    for part in parts:  # Contents name some before, in the side column.
        end = text.index(part, end) + len(part)
    page = built.page(WHOLE)
    assert [(h.tag, h.text_content()) for h in page.xpath("//article//*[self::h1 or self::h2 or self::h3]")] == [
        ("h1", "April 2021"),
        ("h2", "A Second Paper"),
        ("h3", "Why"),
        ("h3", "Key insights"),
        ("h2", "A First Paper"),
        ("h3", "Why"),
        ("h3", "Key insights"),
        ("h2", "References"),
    ]
    toc = page.xpath("//nav[@class='sl-contents']//a/@href")
    assert toc == ["#pick-second", "#pick-first", "#references"]


def test_the_issue_leads_to_it(run: Run) -> None:
    (link,) = run().page("2021-04/").xpath("//article//a[.='The whole issue on one page']/@href")
    assert urljoin("2021-04/", link) == WHOLE


def test_no_two_elements_have_one_id(site: TinySite, run: Run) -> None:
    busy(site)
    built = run()
    assert not built.failed, built.log
    text = (built.site / WHOLE / "index.html").read_text(encoding="utf-8")
    tree = html5lib.parse(text, treebuilder="lxml", namespaceHTMLElements=False)
    found = Counter(tree.xpath("//@id"))
    assert [id for id, count in found.items() if count > 1] == []
    # Nothing was lost: each page's own ids are there twice.
    for id in ("why", "key-insights", "detail", "own", "box", "fn:1", "fnref:1", "cite-1-bob2021second", "cite-2-ada2020first"):
        assert {f"first:{id}", f"second:{id}"} <= found.keys()
    assert found.keys() >= {"pick-first", "pick-second", "references", "ref-ada2020first", "ref-bob2021second"}
    named = {name for value in tree.xpath("//article//@aria-labelledby | //article//@aria-describedby") for name in value.split()}
    assert named <= found.keys()
    assert tree.xpath("//i[.='Is described']/@aria-describedby") == ["first:why first:own", "second:why second:own"]
    assert tree.xpath("//i[.='Box']/@title") == [' id="why" '] * 2
    assert text.count('<!-- <b id="why">Nobody sees this</b> -->') == 2
    assert built.text(WHOLE).count('<h2 id="why"> and id="why" are text.') == 2


def test_headings_go_down_one_level_and_not_out_of_sight(site: TinySite, run: Run) -> None:
    busy(site)
    site.issue("Editorial.\n\n## Afterword\n")
    page = run().page(WHOLE)
    headings = page.xpath("//article//*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6]")
    assert [(heading.tag, heading.text_content()) for heading in headings][:6] == [
        ("h2", "Afterword"),
        ("h2", "A First Paper"),
        ("h3", "Why"),
        ("h3", "Key insights"),
        ("h4", "Detail"),
        ("h6", "Least"),
    ]
    assert "index:afterword" in ids(page)
    assert page.xpath("//h3[@id='first:key-insights']/@class") == ["wide"]


def test_works_are_numbered_once_in_order_of_first_citation(site: TinySite, run: Run) -> None:
    """Judged by the sources: the editorial, then the summaries, in each the text before its notes."""
    busy(site)
    site.issue("It cites [@bob2021second].")
    page = run().page(WHOLE)
    in_source = ["bob2021second"] + 2 * ["bob2021second", "ada2020first", "bob2021second", "ada2020first"]
    order = list(dict.fromkeys(in_source))
    assert page.xpath("//section[@role='doc-bibliography']/ol/li/@id") == [f"ref-{key}" for key in order]
    citations = page.xpath("//a[@role='doc-noteref']")
    assert len(citations) == len(in_source)
    for citation in citations:
        number = order.index(citation.get("href").removeprefix("#ref-")) + 1
        assert citation.text == str(number)
        assert citation.get("aria-label").startswith(f"Reference {number}: Example")
    assert page.xpath("//a[contains(@aria-label, 'p. 3')]/@id") == ["first:cite-1-ada2020first", "second:cite-1-ada2020first"]
    for key in order:
        back = page.xpath(f"//li[@id='ref-{key}']//a[@role='doc-backlink']/@href")
        assert sorted(back) == sorted(f"#{link.get('id')}" for link in citations if link.get("href") == f"#ref-{key}")
        assert back[0] == next(f"#{link.get('id')}" for link in citations if link.get("href") == f"#ref-{key}")
    assert len(page.xpath("//h2[.='References']")) == 1


def test_our_summary_of_a_cited_work_is_on_the_same_page(site: TinySite, run: Run) -> None:
    second_issue(site)
    site.summary("first", FIRST, "See [@bob2021second] and [@third2021].")
    links = run().page(WHOLE).xpath("//span[@class='reference-summary']/a")
    assert {(link.get("href"), link.text) for link in links} == {
        ("#pick-second", "A Second Paper"),
        ("../../2021-05/third/", "A Third Paper"),
        ("#pick-first", "A First Paper"),
    }


LINKS = """\
[pick](second.md), [its part](second.md#why), [itself](first.md), [issue](index.md), [other issue](../2021-05/third.md#why),
[tags](../index.md), [site](https://example.org/x?a=b&c#d), <ada@example.org>, ![Sketch](sketch.png), ![Own](first/own.png),
<a href='#why'>raw</a>.
"""


def test_links_lead_where_they_led(site: TinySite, run: Run) -> None:
    second_issue(site)
    for name in ("sketch.png", "first/own.png"):
        site.write(f"docs/2021-04/{name}", b"\x89PNG")
    site.summary("first", FIRST, LINKS)
    site.issue("[First](first.md), [May](../2021-05/index.md), [Home](../index.md), ![Sketch](sketch.png).")
    built = run()
    assert not built.failed, built.log
    article = built.page(WHOLE).xpath("//article")[0]

    def link(text: str) -> list[str]:
        return [a.get("href") for a in article.xpath(".//a") if a.text == text]

    assert link("pick") == ["#pick-second"]
    assert link("its part") == ["#second:why"]
    assert link("itself") == link("First") == ["#pick-first"]
    assert link("issue") == ["../"]
    assert link("other issue") == ["../../2021-05/third/#why"]
    assert link("May") == ["../../2021-05/"]
    assert link("site") == ["https://example.org/x?a=b&c#d"]
    assert link("ada@example.org") == ["mailto:ada@example.org"]
    assert link("raw") == ["#first:why"]
    assert urljoin(f"https://x/{WHOLE}", link("Home")[0]) == "https://x/"
    images = [urljoin(f"https://x/{WHOLE}", image) for image in article.xpath(".//img/@src")]
    assert images == [f"https://x/2021-04/{name}" for name in ("sketch.png", "sketch.png", "first/own.png")]
    check_links(built, WHOLE)


def check_links(built: Build, address: str) -> None:
    """Every relative address of a page leads to a file of the site, every anchor to an element."""
    page = built.page(address)
    anchors = set(ids(page))
    for found in page.xpath("//article//@href | //article//@src"):
        parts = urlsplit(found)
        if parts.scheme:
            continue
        target = built.site / unquote(urlsplit(urljoin(f"https://x/{address}", found)).path.removeprefix("/"))
        assert target.is_file() or (target / "index.html").is_file(), found
        if parts.fragment:
            there = anchors if not parts.path else set(ids(html.parse(target / "index.html").getroot()))
            assert unquote(parts.fragment) in there, found


def test_every_link_of_a_busy_issue_resolves(site: TinySite, run: Run) -> None:
    busy(site)
    built = run()
    assert not built.failed, built.log
    check_links(built, WHOLE)
    assert built.page(WHOLE).xpath("//a[.='below']/@href") == ["#first:key-insights", "#second:key-insights"]


def test_formulas_tables_and_notes_are_those_of_the_pages(site: TinySite, run: Run) -> None:
    busy(site)
    built = run()
    page = built.page(WHOLE)
    for what in ("//math//annotation/text()", "//table//td/text()", "//figcaption//p/text()", "//div[@class='formula']/@role"):
        alone = [found for slug in ("first", "second") for found in built.page(f"2021-04/{slug}/").xpath(f"//article{what}")]
        assert alone
        assert page.xpath(f"//article{what}") == alone
    assert len(page.xpath("//div[@class='footnote']//li")) == 2


def test_tabs_of_one_summary_close_none_of_another(site: TinySite, run: Run) -> None:
    site.replace("mkdocs.yml", "pymdownx.superfences,", "pymdownx.superfences, {pymdownx.tabbed: {alternate_style: true}},")
    for slug, header in (("first", FIRST), ("second", SECOND)):
        site.summary(slug, header, '=== "Tab"\n\n    Text [@ada2020first].')
    page = run().page(WHOLE)
    assert page.xpath("//article//input/@name") == ["first:__tabbed_1", "second:__tabbed_1"]
    ids = ["first:__tabbed_1_1", "second:__tabbed_1_1"]
    assert page.xpath("//article//label/@for") == page.xpath("//article//input/@id") == ids


def test_links_that_show_their_address_are_marked_for_print(site: TinySite, run: Run) -> None:
    site.summary(
        "first", FIRST, "<https://example.org/?a=b&c>, [https://example.org/](https://example.org/x), <ada@example.org>."
    )
    built = run()
    for address in ("2021-04/first/", WHOLE):
        assert built.page(address).xpath("//a[@class='sl-address']/@href") == ["https://example.org/?a=b&c"]


def test_search_engines_and_the_site_s_own_search_find_the_summaries_instead(run: Run) -> None:
    built = run()
    page = built.page(WHOLE)
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"https://example.org/{WHOLE}"]
    sitemap = (built.site / "sitemap.xml").read_text(encoding="utf-8")
    assert WHOLE not in sitemap
    assert "https://example.org/2021-04/first/" in sitemap
    documents = json.loads((built.site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    assert not [document for document in documents if WHOLE in document["location"]]


def test_it_is_no_neighbor_of_any_page(run: Run) -> None:
    built = run()
    assert built.page(WHOLE).xpath("//link[@rel='next' or @rel='prev']") == []
    for path in built.site.rglob("index.html"):
        assert not [a for a in html.parse(path).xpath("//link[@rel='next' or @rel='prev']/@href") if a.endswith("all/")]


def test_drafts_have_no_part_in_it(site: TinySite, run: Run) -> None:
    second_issue(site, status="draft")
    site.summary("first", FIRST, "See [@ada2020first].")
    built = run()
    assert not built.failed, built.log
    assert not (built.site / "2021-05").exists()
    assert "Third" not in (built.site / WHOLE / "index.html").read_text(encoding="utf-8")
    assert "A Third Paper" in run(command="serve").text("2021-05/all/")


def test_an_issue_that_cites_nothing_has_no_references(site: TinySite, run: Run) -> None:
    for slug, header in (("first", FIRST), ("second", SECOND)):
        site.summary(slug, header, body=f"## Why\n\nBecause.\n\n## Key insights\n\n{FILLER}")
    built = run(strict=False)
    assert not built.failed, built.log
    page = built.page(WHOLE)
    assert page.xpath("//*[@role='doc-bibliography'] | //*[@id='references']") == []
    assert page.xpath("//nav[@class='sl-contents']//a/@href") == ["#pick-first", "#pick-second"]


def test_slugs_that_look_like_other_ids(site: TinySite, run: Run) -> None:
    """No slug can make an id that something else has."""
    slugs = ["references", "ref-ada2020first", "a", "a-b"]
    entries = "".join(f"\n@misc{{x{n}, title = {{Work {n}}}, author = {{Example, Eve}}, year = {{2021}}}}\n" for n in (1, 2))
    site.write("bib/references.bib", site.read("bib/references.bib") + entries)
    papers = ["ada2020first", "bob2021second", "x1", "x2"]
    for slug, paper in zip(slugs, papers, strict=True):
        body = f"## Why\n\nAs [@{paper}; @ada2020first] say.\n\n### B why\n\nText.\n\n### Why\n\nText.\n\n## Key insights\n\n{FILLER}"
        site.summary(slug, {"paper": paper, "gist": "A paper.", "tags": ["NLP"]}, body=body)
    for slug in ("first", "second"):
        (site.root / f"docs/2021-04/{slug}.md").unlink()
    site.issue("Editorial.\n\n## Works {#references}\n\nText.\n\n## Pick a\n\nOf [@x1].", picks=slugs)
    built = run()
    assert not built.failed, built.log
    found = Counter(ids(built.page(WHOLE)))
    assert [id for id, count in found.items() if count > 1] == []
    check_links(built, WHOLE)


def test_fields_of_bibtex_are_text(site: TinySite, run: Run) -> None:
    site.replace("bib/references.bib", "A First {Paper}", '<script>alert(1)</script> "quoted" <h2 id=why>')
    page = run().page(WHOLE)
    assert page.xpath("//script[contains(., 'alert(1)')][not(@type)]") == []
    assert "<h2 id=why>" in page.xpath("string(//h2[@id='pick-first'])")
    assert "<h2 id=why>" in page.xpath("string(//li[@id='ref-ada2020first'])")


def test_an_issue_that_the_navigation_names_is_whole_too(site: TinySite, run: Run) -> None:
    """MkDocs converts its page with another parser."""
    site.replace("mkdocs.yml", "  - Home: index.md\n", "  - Home: index.md\n  - Latest: 2021-04/index.md\n")
    site.issue("Of [@bob2021second].")
    page = run().page(WHOLE)
    assert page.xpath("//li[starts-with(@id, 'ref-')]/@id") == ["ref-bob2021second", "ref-ada2020first"]
    assert "index:cite-1-bob2021second" in ids(page)


@pytest.mark.parametrize("text", ["<a " * 20_000, '<a b="' * 20_000, "<!-- " * 20_000, "<b id=x " * 20_000, "<style " * 20_000])
def test_any_text_is_put_together_in_no_time(site: TinySite, text: str) -> None:
    """The work grows with the text, not with its square: that would be minutes."""
    library = site.library()
    whole_issue(library, library.issues["2021-04"], {"index": text}, str)


def test_the_real_issue_is_whole(sample_dir: Path) -> None:
    built = Build(sample_dir, [], failed=False)
    check_links(built, WHOLE)
    page = built.page(WHOLE)
    picks = built.page("2021-04/").xpath("//ol[contains(@class, 'sl-picks')]//h3/a")
    assert [heading.text_content() for heading in page.xpath("//section/header/h2")] == [pick.text for pick in picks]
    sections = page.xpath("//article//section[header]")
    listed = page.xpath("//section[@role='doc-bibliography']/ol/li/@id")
    for pick, section in zip(picks, sections, strict=True):
        (alone,) = built.page(urljoin("2021-04/", pick.get("href"))).xpath("//article")
        assert section.xpath(".//math//annotation/text()") == alone.xpath(".//math//annotation/text()")
        cited = [link.get("href") for link in alone.xpath(".//a[@role='doc-noteref']")]
        assert [link.get("href") for link in section.xpath(".//a[@role='doc-noteref']")] == cited
        assert text_of(section) == text_of(alone)
    for link in page.xpath("//a[@role='doc-noteref']"):
        assert link.text == str(listed.index(link.get("href").removeprefix("#")) + 1)


def text_of(element: html.HtmlElement) -> str:
    """What a summary says, without its head, its references and their numbers."""
    beside = "ancestor-or-self::*[self::header or self::nav or self::sup or @role='doc-bibliography' or @class='sl-side' or @class='sl-since' or @class='sl-take']"
    return " ".join("".join(element.xpath(f".//text()[not({beside})]")).split())
