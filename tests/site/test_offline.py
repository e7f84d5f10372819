"""A site that opens from disk; and what would break addresses, which is refused."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import mkdocs
import pytest
from lxml import html

from shortlist.site.html import name_files
from tests.site.conftest import Build
from tests.tiny import TinySite


@pytest.fixture
def offline(site: TinySite) -> TinySite:
    site.replace("mkdocs.yml", "cards: false", "cards: false\n      offline: true")
    for name in ("bibliography", "issues", "tags"):
        site.write(f"docs/{name}.md", f"---\ntitle: {name.title()}\ntemplate: {name}.html\n---\n\nSee [first](2021-04/first.md#why).\n")
    site.write("docs/about.md", "---\ntitle: About\n---\n\nWords.\n")
    site.write("data/redirects.yml", "old/: 2021-04/first/\nolder/page.html: ./\n")
    return site


def test_every_link_of_an_offline_site_names_a_file(offline: TinySite, run: Callable[..., Build]) -> None:
    built = run()
    assert (built.failed, built.log) == (False, [])
    pages = [path for path in built.site.rglob("*.html") if path.name != "404.html"]  # Which a server hands out anywhere.
    links = [(path, urlsplit(link)) for path in pages for link in leading(path)]
    inside = [(path, unquote(link.path)) for path, link in links if not link.scheme and link.path]
    assert len(inside) > 100
    assert [(path, link) for path, link in inside if not (path.parent / link).is_file()] == []


def leading(path: Path) -> list[str]:
    page = html.fromstring(path.read_text(encoding="utf-8"))
    refreshes = [content.partition("url=")[2] for content in page.xpath("//meta[@http-equiv='refresh']/@content")]
    return [*page.xpath("//@href | //@src"), *refreshes]


def test_its_search_index_is_a_script_too(offline: TinySite, run: Callable[..., Build]) -> None:
    site = run().site
    for name in ("search/search_index", "search/words"):
        start, _, script = (site / f"{name}.js").read_text(encoding="utf-8").partition(" = ")
        assert start == f"(globalThis.searchFiles ??= {{}})['{name}.json']"
        assert json.loads(script) == json.loads((site / f"{name}.json").read_text(encoding="utf-8"))


def test_a_site_for_servers_has_neither(site: TinySite, run: Callable[..., Build]) -> None:
    built = run()
    assert not (built.site / "search/search_index.js").exists()
    assert not [link for link in leading(built.site / "2021-04/first/index.html") if link.endswith("/index.html")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="../glm/">', '<a href="../glm/index.html">'),
        ('<a href=".">', '<a href="./index.html">'),
        ('<a href="./#why">', '<a href="./index.html#why">'),
        ('<a href="../..">', '<a href="../../index.html">'),
        ('<a class="a > b" href="papers/?tag=NLP#x">', '<a class="a > b" href="papers/index.html?tag=NLP#x">'),
        ('<link rel="next" href="../b/">', '<link rel="next" href="../b/index.html">'),
        *((same, same) for same in ('<a href="#why">', '<a href="">', '<a href="?q=1">', '<a href="a.svg">', '<a href="/">')),
        *((same, same) for same in ('<a href="https://example.org/">', '<a href="//example.org/">', '<a href="mailto:a/">')),
        *((same, same) for same in ('&lt;a href="a/">', 'href="a/"', '<a title=\' href="a/"\'>', '<a data-href="a/">')),
    ],
)
def test_a_link_to_a_folder_names_its_page(before: str, after: str) -> None:
    assert name_files(before) == after
    assert name_files(after) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [("site_name", "use_directory_urls: false\nsite_name"), ("  - search\n", "  - search\n  - offline\n")],
    ids=["setting", "plugin"],
)
def test_other_addresses_are_refused_before_anything_is_emptied(
    site: TinySite, run: Callable[..., Build], before: str, after: str
) -> None:
    site.replace("mkdocs.yml", before, after)
    kept = site.write("site/index.html", "as it was")
    built = run(strict=False)
    assert built.failed
    assert [line.partition(":")[0] for line in built.log] == ["addresses of this site end in '/'"]
    assert built.log[0].endswith("set the option 'offline: true' of the plugin 'shortlist'")
    assert kept.read_text(encoding="utf-8") == "as it was"


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("https://example.org/", True),
        ("https://my.example.com/papers/", True),
        ("http://localhost:8000/", True),
        ("https://myexample.org/", False),
        ("https://example.org.uk/", False),
    ],
)
def test_an_example_of_an_address_is_told_of_but_stops_nothing(
    site: TinySite, run: Callable[..., Build], caplog: pytest.LogCaptureFixture, url: str, is_told: bool
) -> None:
    site.replace("mkdocs.yml", "site_url: https://example.org/", f"site_url: {url}")
    site.write("docs/2021-04/index.md", "")  # The build need not come to an end.
    with caplog.at_level(logging.INFO, mkdocs.__name__):
        run()
    assert ("is an example" in caplog.text) == is_told
