"""The page for what does not exist works at any depth: a host hands it out under whatever address was asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.site.conftest import Build
from tests.tiny import ROOT, TinySite

Run = Callable[..., Build]


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    site = TinySite(tmp_path)
    for name in ("issues", "tags"):
        site.write(f"docs/{name}.md", f"---\ntitle: {name.title()}\ntemplate: {name}.html\n---\n\nAll of them.\n")
    return site


@pytest.mark.parametrize("site_url", ["https://example.org/", "https://example.org/sub/dir/", "https://example.org/sub/dir", ""])
def test_links_lead_to_what_exists(site: TinySite, run: Run, site_url: str) -> None:
    site.write("mkdocs.yml", site.read("mkdocs.yml").replace("site_url: https://example.org/", f"site_url: '{site_url}'"))
    build = run()
    assert (build.log, build.failed) == ([], False)
    base = f"{site_url.rstrip('/') or 'https://example.org'}/"
    page = build.page("404.html")
    links = page.xpath("//@href[not(starts-with(., '#'))] | //@src")
    asked = ("nowhere", "2021-04/nowhere/", "a/b/c/d.html?q=1", "2021-04/first/nowhere")
    inside = [urljoin(base + address, link) for address in asked for link in links]
    inside = [link for link in inside if urlsplit(link).netloc == "example.org"]
    assert len(inside) >= 10 * len(asked)
    for link in inside:
        assert link.startswith(base)
        assert (build.site / urlsplit(link).path.removeprefix(urlsplit(base).path)).exists(), link


def test_without_a_script_there_is_still_somewhere_to_go(site: TinySite, run: Run) -> None:
    """What needs a script is marked, and the style sheet hides it from who has none."""
    build = run()
    article = build.page("404.html").xpath("//article")[0]
    for element in article.xpath(".//*[contains(@class, 'sl-needs-script')]"):
        element.drop_tree()
    assert article.xpath(".//label | .//button | .//input") == []
    assert article.xpath(".//a/@href") == ["/2021-04/", "/issues/", "/tags/"]
    assert ".no-js .sl-needs-script {\n  display: none;" in (ROOT / "overrides/assets/base.css").read_text(encoding="utf-8")
