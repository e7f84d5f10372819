"""What the heads of pages tell machines, read by parsers of HTML and JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader
from lxml import html

from shortlist.exports.json_ld import issue_json_ld, summary_json_ld
from shortlist.model import Body, Entry, Issue, IssueHeader, Library, Summary, SummaryHeader
from shortlist.reading.settings import Settings
from shortlist.site.filters import FILTERS
from tests.citations.records import entry
from tests.tiny import ROOT

SITE = "https://example.org/sub/"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
ENVIRONMENT = Environment(loader=FileSystemLoader(ROOT / "overrides"), autoescape=True)
ENVIRONMENT.filters |= FILTERS
TEMPLATE = ENVIRONMENT.get_template("partials/metadata.html")
PAPER = entry(
    "@inproceedings{a, title = {On {A} \\& B}, author = {Example, Ada and {The Group} and others}, booktitle = {Proceedings},"
    " year = 2020, month = jul, pages = {1--2}, publisher = {P}, doi = {10.1000/x}, eprint = {2007.00001}, archiveprefix = {arXiv},"
    " url = {https://x.org/a}}"
)


def library(paper: Entry = PAPER, gist: str = "A gist.", tags: tuple[str, ...] = ("NLP", "Vision")) -> Library:
    summary = Summary(
        "2021-04/first", "docs/2021-04/first.md", SummaryHeader.model_construct(paper=paper.key, gist=gist, tags=list(tags)), lambda: Body("")
    )
    header = IssueHeader.model_construct(issue="2021-04", published=date(2021, 4, 6), gist=gist, picks=["first"])
    issue = Issue("2021-04", "docs/2021-04/index.md", header, lambda: Body(""))
    return Library({issue.id: issue}, {summary.id: summary}, {paper.key: paper})


def head(library: Library, address: str = "2021-04/first", site_url: str = SITE, site_name: str = "The Site") -> html.HtmlElement:
    return head_for(library, address, Settings(site_name=site_name, site_url=site_url))


def head_for(library: Library, address: str, site: Settings) -> html.HtmlElement:
    """The head of a page, as its template prints it."""
    library = replace(library, settings=site)
    summary, issue = library.summaries.get(address), library.issues[address.partition("/")[0]]
    paper = library.entries[summary.paper] if summary else None
    title, gist = (paper.title, summary.gist) if summary and paper else (issue.title, issue.gist)
    text = TEMPLATE.render(
        page=SimpleNamespace(
            name=title,
            description=gist,
            url=f"{address}/",
            summary=summary,
            issue=issue,
            json_ld=summary_json_ld(summary, library) if summary else issue_json_ld(issue, library),
        ),
        library=library,
        site=SimpleNamespace(settings=site, has_cards=False),
    )
    parsed = html5lib.parse(f"<!doctype html><title>T</title>{text}", treebuilder="lxml", namespaceHTMLElements=False)
    # Whatever is no metadata would have opened the body.
    assert [child.tag for child in parsed.getroot()] == ["head", "body"]
    assert len(parsed.find("body")) == 0
    assert not (parsed.find("body").text or "").strip()
    assert {child.tag for child in parsed.find("head")} == {"title", "link", "meta", "script"}
    text.encode()
    return parsed.find("head")


def metas(head: html.HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in head.xpath("meta"):
        found.setdefault(meta.get("name") or meta.get("property"), []).append(meta.get("content"))
    return found


def json_ld(head: html.HtmlElement) -> dict[str, Any]:
    (script,) = head.xpath("script")
    assert script.get("type") == "application/ld+json"
    assert not re.search("[<>&\u2028\u2029]", script.text)
    return json.loads(script.text)


def test_dublin_core_and_open_graph_of_a_summary() -> None:
    assert metas(head(library())) == {
        "DC.creator": ["The Site"],
        "DC.rights": [LICENSE],
        "og:type": ["article"],
        "og:title": ["On A & B"],
        "og:description": ["A gist."],
        "og:url": [SITE + "2021-04/first/"],
        "og:site_name": ["The Site"],
        "article:published_time": ["2021-04-06"],
        "twitter:card": ["summary"],
    }
    assert head(library()).xpath("link[@rel='schema.DC']/@href") == ["http://purl.org/dc/elements/1.1/"]


def test_the_page_is_a_review_of_a_paper() -> None:
    organization = {"@type": "Organization", "name": "The Site", "url": SITE}
    assert json_ld(head(library())) == {
        "@context": "https://schema.org",
        "@type": "Review",
        "name": "On A & B",
        "url": SITE + "2021-04/first/",
        "datePublished": "2021-04-06",
        "inLanguage": "en",
        "keywords": ["NLP", "Vision"],
        "license": LICENSE,
        "author": organization,
        "publisher": organization,
        "isPartOf": {"@type": "PublicationIssue", "name": "April 2021", "url": SITE + "2021-04/"},
        "itemReviewed": {
            "@type": "ScholarlyArticle",
            "name": "On A & B",
            "author": [{"@type": "Person", "name": "Ada Example"}, {"@type": "Organization", "name": "The Group"}],
            "datePublished": "2020-07",
            "isPartOf": {"@type": "Book", "name": "Proceedings"},
            "pagination": "1–2",
            "publisher": {"@type": "Organization", "name": "P"},
            "sameAs": ["https://doi.org/10.1000/x", "https://arxiv.org/abs/2007.00001", "https://x.org/a"],
        },
    }


def test_an_issue_is_an_issue() -> None:
    found = head(library(), "2021-04")
    assert metas(found)["og:title"] == ["April 2021"]
    issue = json_ld(found)
    assert (issue["@type"], issue["issueNumber"], issue["datePublished"]) == ("PublicationIssue", "2021-04", "2021-04-06")
    assert issue["hasPart"] == [{"@type": "Review", "name": "On A & B", "url": SITE + "2021-04/first/"}]


def test_nobody_takes_the_page_for_the_paper() -> None:
    assert not [name for name in metas(head(library())) if name.startswith("citation_")]


def test_without_an_address_of_the_site_there_are_no_half_addresses() -> None:
    for address in ("2021-04/first", "2021-04"):
        found = head(library(), address, site_url="")
        assert "og:url" not in metas(found)
        assert "url" not in json_ld(found)
        assert '"url"' not in found.xpath("string(script)")


def test_an_address_without_its_slash_gets_it() -> None:
    assert Settings(site_url="https://example.org").url == "https://example.org/"


@pytest.mark.parametrize(
    ("id", "name", "url"),
    [
        ("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-NC-SA-3.0", "CC BY-NC-SA 3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ],
)
def test_heads_name_the_license_that_the_settings_choose(id: str, name: str, url: str) -> None:
    settings = Settings(license=id)
    assert (settings.license_name, settings.license_url) == (name, url)
    found = head_for(library(), "2021-04/first", settings)
    assert metas(found)["DC.rights"] == [url] == [json_ld(found)["license"]]


@pytest.mark.parametrize(
    ("bibtex", "type_"),
    [
        ("@article{a, title = {T}, journal = {J}}", "ScholarlyArticle"),
        ("@misc{a, title = {T}, eprint = {2007.00001}, archiveprefix = {arXiv}}", "ScholarlyArticle"),
        ("@misc{a, title = {T}}", "ScholarlyArticle"),
        ("@book{a, title = {T}}", "Book"),
        ("@phdthesis{a, title = {T}}", "Thesis"),
        ("@techreport{a, title = {T}}", "Report"),
        ("@software{a, title = {T}}", "SoftwareSourceCode"),
    ],
)
def test_what_is_reviewed(bibtex: str, type_: str) -> None:
    reviewed = json_ld(head(library(entry(bibtex))))["itemReviewed"]
    assert reviewed["@type"] == type_
    assert "author" not in reviewed
    assert "datePublished" not in reviewed
