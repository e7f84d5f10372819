"""Pages as plain Markdown: what stands around their texts, and where their links lead."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from shortlist.exports.markdown import MarkdownPages, llms_txt
from shortlist.indexes import without_drafts
from shortlist.model import Library
from shortlist.reading.settings import Settings
from tests.tiny import FIRST, SECOND, TinySite

FIRST_PAGE, ISSUE_PAGE = "docs/2021-04/first.md", "docs/2021-04/index.md"


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def pages(site: TinySite, library: Library, url: str = "https://example.org/") -> MarkdownPages:
    return MarkdownPages(replace(library, settings=replace(library.settings, site_url=url)))


def text_of(site: TinySite, path: str = FIRST_PAGE, url: str = "https://example.org/") -> str:
    library = without_drafts(site.library())
    return pages(site, library, url).text(next(page for page in library.all_pages if page.path == path))


def header_of(site: TinySite, path: str) -> dict[str, object]:
    library = without_drafts(site.library())
    text = pages(site, library).file(next(page for page in library.all_pages if page.path == path))
    return yaml.safe_load(text.split("\n---\n")[0])


def test_a_summary_stands_by_itself(site: TinySite) -> None:
    site.summary("first", FIRST | {"links": {"code": "https://example.org/code"}}, why="See [it](second.md#why) [see @bob2021second, p. 3; @ada2020first].")
    text = text_of(site)
    assert text.startswith("# A First Paper\n\nThe first paper.\n\nAda Example, Zoë Example. Journal of Examples, 2020.\n\n[Paper](https://doi.org/10.1000/first) · [Code](https://example.org/code)\n\nFrom [April 2021](https://example.org/2021-04/), dated 6 April 2021.\n\n## Why\n")
    assert "See [it](https://example.org/2021-04/second/#why) [see 1, p. 3; 2].\n\nIt cites [2].\n" in text
    first, second = text.partition("## References\n\n")[2].splitlines()
    assert first == "1. Bob Example. [A Second Paper](https://arxiv.org/abs/2101.00001). 2021. [arXiv:2101.00001](https://arxiv.org/abs/2101.00001) [Our summary](https://example.org/2021-04/second/)."
    assert second.startswith("2. Ada Example and Zoë Example. [A First Paper](https://doi.org/10.1000/first). *Journal of Examples*, 2020.")


def test_the_header_is_yaml_that_any_reader_takes(site: TinySite) -> None:
    site.write("data/people.yml", "writers:\n  ada: {name: 'Ada: \"Example\" #1'}\n")
    site.replace("bib/references.bib", "A First {Paper}", "\\#1: {A} {\"First\"} - \U0001f600 paper: [yes]")
    site.summary("first", FIRST | {"by": ["ada"]})
    header = header_of(site, FIRST_PAGE)
    assert header.pop("title") == site.library().entries["ada2020first"].title
    assert {name: str(value) for name, value in header.items()} == {
        "description": "The first paper.",
        "authors": "['Ada Example', 'Zoë Example']",
        "date": "2021-04-06",
        "written_by": "['Ada: \"Example\" #1']",
        "tags": "['NLP']",
        "links": "{'Paper': 'https://doi.org/10.1000/first'}",
    }


@pytest.mark.parametrize("number", [1, 40])
def test_an_issue_lists_its_picks_in_their_order(site: TinySite, number: int) -> None:
    slugs = site.only_picks(number)
    site.issue(picks=slugs, start_here={"pick": "p0", "why": "It is the first."}, considered=4000, selected_by="The *Ada*", event={"title": "Talk", "start": "2021-04-09"})
    text = text_of(site, ISSUE_PAGE)
    assert text.startswith("# April 2021\n\nTwo papers.\n\nDated 6 April 2021.\n\nSelected by The *Ada*.\n\nOut of more than 4,000 papers.\n\nTalk: Friday 9 April 2021.\n\nEditorial.\n")
    items = text.partition("## The picks\n\n")[2].splitlines()
    assert items[0] == "1. [Title p0](https://example.org/2021-04/p0/). Ada Example. Gist of p0. Start here: It is the first."
    assert [item.split("]")[0] for item in items] == [f"{rank}. [Title {slug}" for rank, slug in enumerate(slugs, 1)]


def test_what_has_happened_since_stands_above_the_text(site: TinySite) -> None:
    notes = [("2021-05-04", "One came.", "second.md#why"), ("2021-06-01", "Two_came.", "https://www.example.org/a_(b)"), ("2021-06-02", "Here.", "first.md#why")]
    site.summary("first", FIRST | {"since": [dict(zip(("date", "text", "link"), note, strict=True)) for note in notes]})
    assert text_of(site).partition("## Since then\n\n")[2].splitlines()[:3] == [
        "- 2 June 2021: [Here.](https://example.org/2021-04/first/#why)",
        "- 1 June 2021: [Two_came.](https://www.example.org/a_%28b%29)",
        "- 4 May 2021: [One came.](https://example.org/2021-04/second/#why)",
    ]


def test_what_happened_on_one_day_stands_in_the_order_of_the_page(site: TinySite) -> None:
    days = {"One.": "2021-05-04", "Two.": "2021-06-01", "Three.": "2021-06-01"}
    site.summary("first", FIRST | {"since": [{"date": date, "text": text, "link": "second.md"} for text, date in days.items()]})
    assert re.findall(r": \[(.*?)\]", text_of(site).partition("## Since then\n\n")[2])[:3] == ["Two.", "Three.", "One."]


LINKS = "[a](second.md) [b][B], [B] [c], [c][] ![d](d.svg \"D\") [e](https://example.net/(x)) [f](#why) <https://example.net/> `[g](second.md)`\n\n![d](d.svg)\n\n/// caption\nD.\n///\n\n[B]: second.md#why 'T'\n[c]: ../index.md"


@pytest.mark.parametrize(
    ("url", "base", "home", "own"),
    [
        ("https://example.org/x/", "https://example.org/x/2021-04/", "https://example.org/x/", "https://example.org/x/2021-04/first/"),
        ("", "../", "../../", ""),
    ],
    ids=["in full", "without site_url"],
)
def test_links_of_every_form_lead_where_they_led(site: TinySite, url: str, base: str, home: str, own: str) -> None:
    site.write("docs/2021-04/d.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"/>')
    site.summary("first", FIRST, why=f"{LINKS}\n\n<a href=\"../second/\">h</a>")
    second = f"{base}second/"
    assert text_of(site, url=url).partition("## Why\n\n")[2].partition("\n\nIt cites")[0] == (
        f"[a]({second}) [b]({second}#why), [B]({second}#why) [c]({home}), [c]({home}) ![d]({base}d.svg) [e](https://example.net/%28x%29) [f]({own}#why) "
        f"[https://example.net/](https://example.net/) `[g](second.md)`\n\n![d]({base}d.svg)\n\nD.\n\n[h]({second})"
    )


def test_links_may_stay_as_they_are_written(site: TinySite) -> None:
    site.summary("second", SECOND, why="See [it](first.md#why) and [@ada2020first].")
    library = site.library()
    text = MarkdownPages(library, keeps_links=True).text(library.summaries["2021-04/second"])
    assert "See [it](first.md#why) and [1]." in text
    assert text.count("[Our summary](first.md)") == 1


def test_code_from_another_file_stands_in_its_place(site: TinySite) -> None:
    site.replace("mkdocs.yml", "pymdownx.superfences,", "pymdownx.superfences, pymdownx.details, {pymdownx.highlight: {pygments_lang_class: true}}, {pymdownx.snippets: {base_path: [!relative $config_dir/figures]}},")
    site.write("figures/a.py", "# --8<-- [start:part]\nx = '[@ada2020first]'\n# --8<-- [end:part]\n")
    site.summary("first", FIRST, why='??? code "The idea"\n    ```python\n    --8<-- "a.py:part"\n    ```')
    assert "**The idea**\n\n```python\nx = '[@ada2020first]'\n```\n\nIt cites [1]." in text_of(site)


def test_the_guide_lists_the_newest_issues_with_their_picks(site: TinySite) -> None:
    site.write("docs/about.md", "---\ntitle: About us, 2 * 2\n---\n\nWe.\n")
    library = without_drafts(site.library())
    latest = library.issues["2021-04"]
    earlier = [f"2020-{month:02}" for month in range(7, 0, -1)]
    issues = {id: replace(latest, id=id, path=f"docs/{id}/index.md").with_fields(picks=[], gist=f"{id}.") for id in earlier}
    library = replace(library, issues={latest.id: latest, **issues})
    text = llms_txt(replace(library, settings=Settings(site_name="Tiny", site_description="A tiny *site*.")))
    sections = {part.partition("\n")[0]: part.partition("\n\n")[2].split("\n") for part in text.split("\n## ")}
    assert text.startswith("# Tiny\n\n> A tiny \\*site\\*.\n\n")
    assert list(sections)[1:] == ["April 2021", "July 2020", "June 2020", "May 2020", "April 2020", "March 2020", "Earlier issues", "About"]
    assert sections["April 2021"][1] == "- [A First Paper](2021-04/first/index.md): The first paper."
    assert sections["Earlier issues"] == ["- [February 2020](2020-02/index.md): 2020-02.", "- [January 2020](2020-01/index.md): 2020-01.", ""]
    assert sections["About"] == ["- [About us, 2 \\* 2](about/index.md)", ""]
