"""JavaScript off: every template is complete and readable, every link of the site leads somewhere, no control is dead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from lxml import html
from playwright.sync_api import Page, expect

from shortlist.checks import check
from shortlist.indexes import by_author, without_drafts
from tests.browser.conftest import site_prefix
from tests.conftest import SAMPLE

TEMPLATES = [
    *("", "issues/", "2021-04/", "2021-04/all/", "2021-04/glm/", "2021-04/vivit/", "papers/", "authors/"),
    *("tags/", "tags/vision/", "bibliography/", "updates/", "about/", "404.html"),
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_is_whole(open_page: Callable[..., Page], template: str) -> None:
    """It shows what it shows with scripts, but for what needs them, and no control that does nothing."""
    plain, scripted = open_page(java_script_enabled=False), open_page()
    plain.goto(template)
    scripted.goto(template)
    scripted.locator(".sl-filter, .sl-copy, .sl-needs-script, .sl-marks, .sl-shelf").evaluate_all("all => all.forEach(one => one.remove())")
    for width in (360, 1280):
        for page in (plain, scripted):
            page.set_viewport_size({"width": width, "height": 800})
        expect(plain.get_by_role("heading", level=1)).to_be_visible()
        assert plain.locator(":is(button, input, select, textarea, [contenteditable]):visible").count() == 0, width
        texts = [page.get_by_role("article").inner_text().split() for page in (plain, scripted)]
        assert texts[0] == texts[1], width


def test_the_lists_are_complete(open_page: Callable[..., Page]) -> None:
    library = without_drafts(check(SAMPLE)[0])
    picks = [summary for issue in library.issues.values() for summary in library.picks(issue)]
    page = open_page(java_script_enabled=False)
    page.goto("issues/")
    assert page.locator("ol.sl-issues > li").count() == len(library.issues)
    page.goto("papers/")
    assert page.locator(".sl-papers > ol > li:visible").count() == len(picks)
    page.goto("authors/")
    assert page.locator(".sl-authors-index > ul > li:visible").count() == len(by_author(library))
    page.goto("tags/vision/")
    assert page.locator(".sl-pick").count() == sum("Vision" in summary.tags for summary in picks)
    page.goto("2021-04/all/")
    assert page.locator("section.sl-whole h2 a").count() == len(library.picks(library.issues["2021-04"]))


def test_every_link_leads_somewhere(sample_dir: Path) -> None:
    """Every address of the site that any page names is that of a file, and every fragment that of a place on its page."""
    prefix = site_prefix(sample_dir)
    pages = {file: html.parse(str(file)).getroot() for file in sample_dir.rglob("*.html")}
    places = {file: {*page.xpath("//@id"), *page.xpath("//a/@name"), ""} for file, page in pages.items()}
    assert len(pages) > 50
    dead = []
    count = 0
    for file, page in pages.items():
        here = "http://site" + prefix + file.relative_to(sample_dir).as_posix().removesuffix("index.html")
        for address in page.xpath("//a/@href | //link[not(@rel='canonical')]/@href | //script/@src | //img/@src"):
            target, fragment = urldefrag(urljoin(here, address))
            parts = urlsplit(target)
            if parts.netloc != "site" or parts.scheme != "http":
                continue
            count += 1
            assert parts.path.startswith(prefix), (here, address)
            path = sample_dir / unquote(parts.path.removeprefix(prefix))
            path = path / "index.html" if path.is_dir() else path
            if not path.is_file() or unquote(fragment) not in places.get(path, {""}):
                dead.append(f"{here}: {address}")
    assert dead == []
    assert count > 2000
