"""What a build writes: one idea a test."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from lxml import html
from mkdocs.commands.build import build
from mkdocs.config import load_config

from tests.site.conftest import Build
from tests.tiny import FILLER, FIRST, SECOND, TinySite

Run = Callable[..., Build]

ENDINGS = (".bib", ".ris", ".csl.json")


def second_issue(site: TinySite, **fields: object) -> None:
    """An issue of May with one summary of a third paper."""
    site.write(
        "bib/references.bib",
        site.read("bib/references.bib") + "\n@misc{third2021, title = {A Third Paper}, author = {Third, Tom}, year = {2021}}\n",
    )
    header = {"paper": "third2021", "gist": "The third paper.", "tags": ["NLP"]}
    site.issue(folder="2021-05", **{"issue": "2021-05", "published": "2021-05-04", "gist": "One.", "picks": ["third"]} | fields)
    site.summary("third", header, folder="2021-05")


def addresses(built: Build) -> set[str]:
    return {path.parent.relative_to(built.site).as_posix() for path in built.site.rglob("index.html")}


def test_a_sound_site_builds_without_a_word(run: Run) -> None:
    built = run()
    assert not built.failed
    assert built.log == []
    assert addresses(built) == {".", "2021-04", "2021-04/all", "2021-04/first", "2021-04/second", "tags/nlp", "tags/vision"}


def test_the_settings_may_be_named_by_a_relative_path(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site.root)
    config = load_config(Path("mkdocs.yml").open("rb"), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    assert (site.root / "site/2021-04/first/index.html").is_file()


def test_the_head_of_a_summary_comes_from_bibtex(run: Run) -> None:
    article = run().page("2021-04/first/").xpath("//article")[0]
    assert article.xpath("string(.//h1)") == "A First Paper"
    head = " ".join(article.xpath("string(.//header)").split())
    assert "Ada Example, Zoë Example" in head
    assert facts(article)["Paper"] == "Journal of Examples, 2020"
    assert "On arXiv" not in facts(article)
    assert article.xpath(".//ul[starts-with(@aria-label, 'Links')]//a[.='Paper']/@href") == ["https://doi.org/10.1000/first"]


def test_a_summary_names_its_writers(site: TinySite, run: Run) -> None:
    site.write("data/people.yml", "writers:\n  ada: {name: Ada <Example>, url: 'https://example.org/ada'}\n  bob: {name: Bob Example}\n")
    site.summary("first", FIRST | {"by": ["ada", "bob"]})
    built = run()
    assert not built.log
    for address, line in (
        ("2021-04/first/", "Summary by Ada <Example> and Bob Example, dated 6 April 2021, 1 minute"),
        ("2021-04/second/", "Dated 6 April 2021, 1 minute"),
        ("2021-04/all/", "Summary by Ada <Example> and Bob Example"),
    ):
        gist = built.page(address).xpath("//p[@class='sl-gist']")[1 if "all" in address else 0]
        assert " ".join(gist.getnext().text_content().split()) == line
    page = built.page("2021-04/first/")
    assert page.xpath("//a[@rel='author']/@href") == ["https://example.org/ada"]
    assert page.xpath("//meta[@name='DC.creator']/@content") == ["Ada <Example>", "Bob Example"]
    (data,) = page.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(data)["author"] == [
        {"@type": "Person", "name": "Ada <Example>", "url": "https://example.org/ada"},
        {"@type": "Person", "name": "Bob Example"},
    ]


def test_an_arxiv_paper_links_to_arxiv(run: Run) -> None:
    article = run().page("2021-04/second/").xpath("//article")[0]
    links = {link.text: link.get("href") for link in article.xpath(".//ul[starts-with(@aria-label, 'Links')]//a")}
    assert links == {"arXiv": "https://arxiv.org/abs/2101.00001", "PDF": "https://arxiv.org/pdf/2101.00001"}
    assert facts(article) == {"Paper": "arXiv preprint, 2021", "On arXiv": "January 2021"}
    elsewhere = article.xpath(".//p[contains(., 'Elsewhere')]/a")
    assert {link.text: link.get("href") for link in elsewhere} == {
        "Hugging Face": "https://huggingface.co/papers/2101.00001",
        "alphaXiv": "https://www.alphaxiv.org/abs/2101.00001",
        "Semantic Scholar": "https://api.semanticscholar.org/arXiv:2101.00001",
    }
    assert "Elsewhere" not in run().text("2021-04/first/")


def test_a_heading_is_a_link_to_itself_unless_it_holds_one(site: TinySite, run: Run) -> None:
    body = f"## Why\n\nIt says [@ada2020first].\n\n## Key insights\n\n### See [that](second.md)\n\nText.\n\n### A *word*\n\n{FILLER}"
    site.summary("first", FIRST, body=body)
    built = run()
    links = {link.get("href"): link.text_content() for link in built.page("2021-04/first/").xpath("//h2/a | //h3/a")}
    assert links == {"#why": "Why", "#key-insights": "Key insights", "../second/": "that", "#a-word": "A word", "#references": "References"}
    assert not built.page("2021-04/all/").xpath("//h3[@id='pick-first:why']/a")


def test_the_newest_note_stands_above_the_text_and_earlier_ones_below(site: TinySite, run: Run) -> None:
    notes = [{"date": f"2021-0{month}-01", "text": f'"Of {month}."', "link": '"second.md"'} for month in (5, 6, 7)]
    for count in range(4):
        site.summary("first", FIRST | {"since": notes[:count]})
        page = run().page("2021-04/first/")
        texts = [text.partition(" See")[0].strip() for text in page.xpath("//ul[@class='sl-updates']/li/p/text()") if text.strip()]
        assert texts == ["Of 7.", "Of 6.", "Of 5."][3 - count :]
        assert page.xpath("count(//header//ul[@class='sl-updates']/li)") == min(count, 1)
        updated = f", 1 minute, updated 1 {('May', 'June', 'July')[count - 1]} 2021" if count else ", 1 minute"
        assert page.xpath("//header/p[@class='sl-quiet']")[0].text_content().strip().endswith(updated)
        earlier = {2: ["1 earlier note"], 3: ["2 earlier notes"]}.get(count, [])
        assert page.xpath("//header//a[@href='#sl-since']/text()") == earlier
        assert bool(page.xpath("//h2[@id='sl-since']")) == bool(earlier) == ("Earlier notes" in page.xpath("//nav[@class='sl-contents']//a/text()"))


def facts(article: html.HtmlElement) -> dict[str, str]:
    """What stands beside the text, by its label."""
    items = article.xpath(".//dl[@class='sl-facts']/div")
    return {item.findtext("dt"): " ".join(item.xpath("string(dd)").split()) for item in items}


@pytest.mark.parametrize(("count", "folded"), [(10, 0), (11, 1), (500, 490)])
def test_many_authors_are_folded(site: TinySite, run: Run, count: int, folded: int) -> None:
    names = [f"Example{number:03}, Ada" for number in range(count)]
    site.replace("bib/references.bib", 'Example, Ada and Example, Zo{\\"e}', " and ".join(names))
    (authors,) = run().page("2021-04/first/").xpath("//div[@class='sl-authors']")
    assert [name in authors.text_content() for name in (f"Example{number:03}" for number in range(count))] == [True] * count
    assert authors.xpath("count(details)") == bool(folded)
    assert authors.xpath("string(details/summary)") == (f"and {folded} more" if folded else "")
    assert authors.xpath("count(details[@open])") == 0


def test_an_issue_lists_its_picks_in_order(site: TinySite, run: Run) -> None:
    site.issue(picks=["second", "first"])
    titles = run().page("2021-04/").xpath("//ol[contains(@class, 'sl-picks')]//h3/a/text()")
    assert titles == ["A Second Paper", "A First Paper"]


def test_an_issue_says_whose_selection_it_is_and_what_to_read_first(site: TinySite, run: Run) -> None:
    site.issue(
        considered=4000,
        selected_by="By *Ada* & [Example](https://example.org/?a=1&b=2)",
        start_here={"pick": "second", "why": "Short & plain."},
        event={"title": "Talk", "start": "2021-04-09"},
    )
    built = run()
    assert not built.log
    facts = built.page("2021-04/").xpath("//dl[contains(@class, 'sl-facts')]/div")
    texts = {fact.findtext("dt"): " ".join(fact.xpath("string(dd)").split()) for fact in facts}
    assert texts["Selected by"] == "By Ada & Example"
    assert texts["Contents"] == "2 picks in reading order, 3 minutes, out of more than 4,000 papers, by their estimate"
    assert texts["Start here"] == "A Second Paper. Short & plain."
    assert texts["Talk"] == "Friday 9 April 2021. For your calendar"
    hrefs = [href for fact in facts for href in fact.xpath(".//a/@href")]
    assert "https://example.org/?a=1&b=2" in hrefs
    assert "second/" in hrefs
    assert "2021-04-09" in [time for fact in facts for time in fact.xpath(".//time/@datetime")]


def test_picks_lead_to_their_neighbors(run: Run) -> None:
    built = run()
    assert built.page("2021-04/first/").xpath("//link[@rel='next']/@href") == ["../second/"]
    assert built.page("2021-04/second/").xpath("//link[@rel='prev']/@href") == ["../first/"]
    assert built.page("2021-04/second/").xpath("//link[@rel='next']/@href") == []


def test_the_top_level_has_no_neighbors(run: Run) -> None:
    assert run().page("index.html").xpath("//link[@rel='next' or @rel='prev']") == []


def test_home_shows_the_newest_issue_first(site: TinySite, run: Run) -> None:
    second_issue(site)
    built = run()
    home = built.page("index.html")
    assert home.xpath("string(//title)") == "Tiny"
    assert home.xpath("//section[@aria-labelledby='latest-issue']//h2/a/text()") == ["May 2021"]
    assert home.xpath("//section[@aria-labelledby='latest-issue']//h3/a/text()") == ["A Third Paper"]
    assert home.xpath("//section[@aria-labelledby='earlier-issues']//h3/a/@href") == ["2021-04/"]
    assert "A First Paper, A Second Paper" in home.xpath("string(//section[@aria-labelledby='earlier-issues'])")


def test_of_many_issues_home_shows_the_oldest_as_months(site: TinySite, run: Run) -> None:
    for year in range(2010, 2016):
        entry = f"@misc{{of{year}, title = {{Of {year}}}, author = {{Third, Tom}}, year = {{{year}}}}}\n"
        site.write("bib/references.bib", f"{site.read('bib/references.bib')}\n{entry}")
        site.issue(folder=f"{year}-04", issue=f"{year}-04", published=f"{year}-04-06", gist="One.", picks=["third"])
        site.summary("third", {"paper": f"of{year}", "gist": "The third paper.", "tags": ["NLP"]}, folder=f"{year}-04")
    earlier = run().page("index.html").xpath("//section[@aria-labelledby='earlier-issues']")[0]
    assert earlier.xpath(".//h3/a/text()") == ["April 2015", "April 2014", "April 2013", "April 2012"]
    assert earlier.xpath(".//dt/text()") == ["2011", "2010"]


def test_an_issue_names_its_picks_beside_the_editorial(run: Run) -> None:
    page = run().page("2021-04/")
    (names,) = page.xpath("//nav[@aria-label='Picks']")
    assert names.xpath(".//a/@href") == page.xpath("//h3/a/@href")
    assert "2 picks in reading order, 3 minutes" in " ".join(page.xpath("string(//dl)").split())


def test_the_foot_of_every_page_leads_on(site: TinySite, run: Run) -> None:
    site.write("docs/about.md", "---\ntitle: About us\n---\n\nText.\n")
    built = run()
    for address in ("index.html", "2021-04/first/", "404.html"):
        assert built.page(address).xpath("//footer//nav//a/text()") == ["About us", "Feed"]


def test_the_first_issue_has_none_before_it(run: Run) -> None:
    built = run()
    assert "Earlier issues" not in built.text("index.html")
    assert "Previous issue" not in built.text("2021-04/")


def test_issues_lead_to_their_neighbors(site: TinySite, run: Run) -> None:
    second_issue(site)
    built = run()
    for address, label, other in (("2021-04/", "Next issue", "../2021-05/"), ("2021-05/", "Previous issue", "../2021-04/")):
        (link,) = built.page(address).xpath("//nav[@aria-label='Other issues']/a")
        assert link.get("href") == other
        assert link.text_content().startswith(label)


def test_a_tag_page_lists_every_issue_newest_first(site: TinySite, run: Run) -> None:
    second_issue(site)
    page = run().page("tags/nlp/")
    assert page.xpath("//article//h2/a/text()") == ["A Third Paper", "A First Paper"]
    assert page.xpath("//article//div[@class='sl-pick__side']//p/a/text()") == ["May 2021", "April 2021"]


def test_a_summary_names_its_own_issue_only(site: TinySite, run: Run) -> None:
    """Else every page would grow with the archive."""
    second_issue(site)
    built = run()
    for address, own, other in [
        ("2021-04/first/", ("A Second Paper", "April 2021"), ("A Third Paper", "May 2021")),
        ("2021-05/third/", ("A Third Paper", "May 2021"), ("A First Paper", "A Second Paper", "April 2021")),
    ]:
        related = built.page(address).xpath("string(//nav[@class='sl-next'])")
        text = built.page(address).text_content().replace(related, "")
        assert all(name in text for name in own)
        assert not any(name in text for name in other)


def test_the_tabs_say_where_a_page_lies(site: TinySite, run: Run) -> None:
    site.write("docs/issues.md", "---\ntitle: Issues\ntemplate: issues.html\n---\n\nAll.\n")
    site.replace("mkdocs.yml", "  - Home: index.md\n", "  - Home: index.md\n  - Issues: issues.md\n")
    built = run()
    current = "//nav[@aria-label='Main']//a[@aria-current='{}']/text()"
    assert built.page("index.html").xpath(current.format("page")) == ["Home"]
    for address in ("2021-04/", "2021-04/first/"):
        assert built.page(address).xpath(current.format("true")) == ["Issues"]
        assert built.page(address).xpath(current.format("page")) == []
    assert built.page("tags/nlp/").xpath("//nav[@aria-label='Main']//a[@aria-current]") == []


def test_an_issue_may_stand_in_the_navigation_itself(site: TinySite, run: Run) -> None:
    site.replace("mkdocs.yml", "  - Home: index.md\n", "  - Home: index.md\n  - Latest: 2021-04/index.md\n")
    built = run()
    assert not built.log
    assert "Two papers." in built.text("2021-04/")
    assert "Latest" in built.page("").xpath("string(//nav[@aria-label='Main'])")


def test_drafts_are_shown_by_the_preview_alone(site: TinySite, run: Run) -> None:
    second_issue(site, status="draft")
    built = run()
    assert not built.failed, built.log
    assert not any(address.startswith("2021-05") for address in addresses(built))
    assert "Third" not in "".join(path.read_text(encoding="utf-8") for path in built.site.rglob("*.html"))
    assert "Third" not in (built.site / "search/search_index.json").read_text(encoding="utf-8")
    assert "2021-05" not in (built.site / "sitemap.xml").read_text(encoding="utf-8")
    assert "2021-05/third" in addresses(run(command="serve"))


def test_fields_of_bibtex_are_text(site: TinySite, run: Run) -> None:
    """No field can put markup on a page, wherever it shows: head, lists, navigation, title, search index."""
    site.replace("bib/references.bib", "A First {Paper}", '<script>alert(1)</script> "quoted" {{7*7}} a < b \\&amp; c')
    site.replace("bib/references.bib", "Example, Ada and", "<img src=x onerror=alert(1)>, Ada and")
    built = run()
    assert not built.failed, built.log
    title = '<script>alert(1)</script> “quoted” 7*7 a < b &amp; c'
    for address in ("index.html", "2021-04/", "2021-04/first/", "2021-04/second/", "tags/nlp/"):
        page = built.page(address)
        scripts = page.xpath("//script[not(@type='application/ld+json')]")
        assert not [script for script in scripts if "alert(1)" in (script.text or "")], address
        assert not page.xpath("//img[@onerror]"), address
    assert built.page("2021-04/first/").xpath("string(//h1)") == title
    assert built.page("2021-04/first/").xpath("string(//title)") == f"{title} - Tiny"


@pytest.mark.parametrize("gist", ["'<b> & <img src=x> “quoted”'", "'{{ 7 * 7 }} {% raw %}'"])
def test_gists_are_text(site: TinySite, run: Run, gist: str) -> None:
    site.replace("docs/2021-04/first.md", "gist: The first paper.", f"gist: {gist}")
    page = run().page("2021-04/first/")
    assert page.xpath("string(//p[@class='sl-gist'])") == gist.strip("'")
    assert page.xpath("//meta[@name='description']/@content") == [gist.strip("'")]


def test_formulas_are_mathml(site: TinySite, run: Run) -> None:
    site.summary("first", FIRST, "Let $a<b$ and\n\n$$\n\\frac{a}{b}\n$$\n\nbut not `$code$`, nor 5$ or 6$.")
    page = run().page("2021-04/first/")
    assert page.xpath("//article//p//math//annotation/text()") == ["a<b"]
    assert page.xpath("//article//div[@class='formula']/math[@display='block']//annotation/text()") == ["\\frac{a}{b}"]
    assert page.xpath("//article//code/text()")[0] == "$code$"


def test_the_search_index_knows_names_authors_venue_gist_and_tags(site: TinySite, run: Run) -> None:
    site.replace("docs/2021-04/first.md", "gist", "name: Firstly\ngist")
    site_dir = run().site
    documents = json.loads((site_dir / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    words = json.loads((site_dir / "search/words.json").read_text(encoding="utf-8"))
    [(number, first)] = [found for found in enumerate(documents) if found[1]["location"] == "2021-04/first/"]
    assert (first["name"], first["title"]) == ("Firstly", "A First Paper")
    assert words["gists"][number] == "The first paper."
    assert words["also"][number] == "10.1000/first ada2020first"
    assert first["venue"] == "Journal of Examples 2020"
    assert "Zoë Example" in first["authors"]
    assert first["kind"] == "April 2021"
    assert first["tags"] == ["NLP"]


def test_the_sitemap_dates_what_bears_a_day(run: Run) -> None:
    sitemap = (run().site / "sitemap.xml").read_text(encoding="utf-8")
    days = dict(re.findall(r"<loc>https://example.org/(.*?)</loc>\s*(.*?)\s*</url>", sitemap))
    dated = {address for address in days if address.startswith("2021-04/")}
    assert dated < days.keys()
    assert days == {address: "<lastmod>2021-04-06</lastmod>" if address in dated else "" for address in days}


def test_the_same_tree_builds_to_the_same_bytes(run: Run) -> None:
    def digests(built: Build) -> dict[str, str]:
        return {
            path.relative_to(built.site).as_posix(): hashlib.sha256(_unpacked(path)).hexdigest()
            for path in sorted(built.site.rglob("*"))
            if path.is_file()
        }

    assert digests(run()) == digests(run())


def _unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_a_rebuild_forgets_what_is_gone(site: TinySite, run: Run) -> None:
    second_issue(site)
    assert "tags/vision" in addresses(run())
    site.issue(picks=["first"])
    (site.root / "docs/2021-04/second.md").unlink()
    site.replace("data/tags.yml", "  Vision: Images.\n", "")
    site.replace("bib/references.bib", site.read("bib/references.bib").split("\n\n")[1], "")
    april, may = {"2021-04", "2021-04/all", "2021-04/first"}, {"2021-05", "2021-05/all", "2021-05/third"}
    assert addresses(run()) == {".", *april, *may, "tags/nlp"}


def test_settings_can_be_built_twice(site: TinySite) -> None:
    site.write("mkdocs.yml", site.read("mkdocs.yml") + "extra_css: [assets/tokens.css]\n")
    config = load_config(str(site.root / "mkdocs.yml"), strict=True, site_dir=str(site.root / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    pages = []
    for _ in range(2):
        build(config)
        pages.append((site.root / "site/2021-04/first/index.html").read_text(encoding="utf-8"))
        (style,) = html.fromstring(pages[-1]).xpath("//link[@rel='stylesheet']/@href")
        assert (site.root / "site/2021-04/first" / style).is_file()
    assert pages[0] == pages[1]


def test_the_home_page_is_titled_once(site: TinySite, run: Run) -> None:
    site.replace("docs/index.md", "title: Home", "title: Tiny")
    assert run().page("").xpath("//title/text()") == ["Tiny"]


def test_a_site_without_an_address_prints_none(site: TinySite, run: Run) -> None:
    site.replace("mkdocs.yml", "site_url: https://example.org/\n", "")
    built = run()
    assert not built.log
    for address in ("", "2021-04/", "2021-04/first/", "2021-04/all/"):
        assert "None" not in built.page(address).text_content()
        assert not built.page(address).xpath("//link[@rel='canonical']")


def test_two_builds_in_one_process_do_not_mix(site: TinySite, run: Run) -> None:
    run()
    site.summary("second", SECOND | {"gist": "Changed."})
    assert "Changed." in run().text("2021-04/")


TRICKY = (
    """\
## Why

It cites [@ada2020first] and HTML[^note], see [this].

*[HTML]: A format

[^note]: A note on $x$.

[this]: https://example.org/

/// caption
A caption
///

## Key insights

"""
    + FILLER
)


def test_no_page_leaves_traces_in_the_next(site: TinySite, run: Run) -> None:
    """All pages go through one parser: definitions of labels, notes and abbreviations must not outlive theirs."""
    site.replace("mkdocs.yml", "[attr_list, ", "[abbr, attr_list, ")
    site.summary("second", SECOND, "HTML without a meaning.")
    alone = content(run(), "2021-04/second/")
    site.summary("first", FIRST, body=TRICKY)
    built = run()
    assert not built.log
    assert built.page("2021-04/first/").xpath("//abbr[@title='A format']")
    assert content(built, "2021-04/second/") == alone


def content(built: Build, address: str) -> str:
    (article,) = built.page(address).xpath("//article")
    return html.tostring(article, encoding="unicode")


def test_citations_can_be_taken_away(site: TinySite, run: Run) -> None:
    built = run()
    exports = {path.relative_to(built.site).as_posix() for path in built.site.rglob("*") if path.name.endswith(ENDINGS)}
    assert exports == {
        f"{stem}{ending}"
        for stem in (
            "2021-04/first/paper",
            "2021-04/first/references",
            "2021-04/first/summary",
            "2021-04/second/paper",
            "2021-04/second/references",
            "2021-04/second/summary",
            "2021-04/issue",
            "2021-04/references",
            "bibliography/references",
        )
        for ending in ENDINGS
    }
    for address, count in (("2021-04/first/", 9), ("2021-04/", 6)):
        links = built.page(address).xpath("//article//a[@download][not(@type)]")
        assert len(links) == count
        for link in links:
            assert (built.site / address / link.get("href")).is_file()
            assert link.text in link.get("aria-label")
        assert len({link.get("download") for link in links}) == count
        of_others = [href for link in links if not (href := link.get("href")).startswith(("summary.", "issue."))]
        in_head = built.page(address).xpath("//head/link[@rel='alternate'][not(contains(@href, '/')) and @type!='text/markdown']")
        assert [link.get("href") for link in in_head] == of_others
        kinds = ["application/x-bibtex", "application/x-research-info-systems", "application/vnd.citationstyles.csl+json"]
        assert [link.get("type") for link in in_head] == kinds * (len(in_head) // 3)


def test_a_page_without_citations_offers_no_references(site: TinySite, run: Run) -> None:
    site.summary("second", SECOND, body=f"## Why\n\nBecause.\n\n## Key insights\n\n{FILLER}")
    built = run(strict=False)
    assert not built.failed
    assert not (built.site / "2021-04/second/references.bib").exists()
    assert built.page("2021-04/second/").xpath("//a[@download]/@href") == [
        f"{name}.{ending}" for name in ("summary", "paper") for ending in ("bib", "ris", "csl.json")
    ]


def test_drafts_cannot_be_taken_away(site: TinySite, run: Run) -> None:
    second_issue(site, status="draft")
    built = run()
    for path in built.site.rglob("*.bib"):
        assert "third2021" not in path.read_text(encoding="utf-8")
    assert "third2021" in (run(command="serve").site / "bibliography/references.bib").read_text(encoding="utf-8")


def test_a_reference_manager_finds_each_work_once(site: TinySite, run: Run) -> None:
    """The paper itself from the head, also if it is among the references."""
    site.summary("first", FIRST, "See [@bob2021second; @ada2020first].")
    page = run().page("2021-04/first/")
    assert len(page.xpath("//article//li[starts-with(@id, 'ref-')]")) == 2
    works = [parse_qs(title) for title in page.xpath("//span[@class='Z3988']/@title")]
    assert [work["rft.atitle"] for work in works] == [["A First Paper"], ["A Second Paper"]]
    other = run().page("2021-04/")
    assert other.xpath("//span[@class='Z3988']") == []


def test_an_editorial_describes_all_that_it_cites(site: TinySite, run: Run) -> None:
    """Also the paper of the summary that was made before it."""
    site.issue("See [@bob2021second] and [@ada2020first].")
    works = [parse_qs(title) for title in run().page("2021-04/").xpath("//span[@class='Z3988']/@title")]
    assert [work["rft.atitle"] for work in works] == [["A Second Paper"], ["A First Paper"]]


def test_every_page_can_be_shared(site: TinySite, run: Run) -> None:
    built = run()
    for address, title in (
        ("index.html", "Tiny"),
        ("2021-04/", "April 2021"),
        ("2021-04/first/", "A First Paper"),
        ("tags/nlp/", "NLP"),
    ):
        page = built.page(address)
        assert page.xpath("//meta[@property='og:title']/@content") == [title]
        assert page.xpath("//meta[@property='og:url']/@content") == page.xpath("//link[@rel='canonical']/@href")
        assert len(page.xpath("//meta[@property='og:description']")) == (address != "index.html")


@pytest.mark.parametrize(("more", "size"), [("", ("440", "290")), ("{ width=300 }", ("300", None))])
def test_a_drawing_has_its_size_so_that_nothing_moves(site: TinySite, run: Run, more: str, size: tuple[str, str | None]) -> None:
    site.write("docs/2021-04/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="440" height="290"/>')
    site.summary("first", FIRST, f"![A sketch](a.svg){more}\n\n/// caption\nA.\n///")
    (image,) = run().page("2021-04/first/").xpath("//figure//img")
    assert (image.get("width"), image.get("height")) == size
