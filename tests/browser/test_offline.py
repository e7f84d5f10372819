"""The site opened from disk: its pages, its filters and its search work without a server."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shortlist.exports.search import HEADS, WORDS, as_script
from shortlist.site.html import name_files


@pytest.fixture
def home(sample_dir: Path, tmp_path: Path) -> str:
    """The address of a copy as the option `offline` makes it."""
    site = Path(shutil.copytree(sample_dir, tmp_path / "a site, 100% ü"))
    for path in site.rglob("*.html"):
        path.write_text(name_files(path.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (HEADS, WORDS):
        name, script = as_script(path, (site / path).read_text(encoding="utf-8"))
        (site / name).write_text(script, encoding="utf-8")
    return (site / "index.html").as_uri()


def test_a_reader_gets_from_the_home_page_to_a_summary_and_searches(open_page: Callable[..., Page], home: str) -> None:
    page = open_page(base_url=home)
    page.goto(home)
    page.locator(".sl-cover a").click()
    page.locator(".sl-pick h2 a, .sl-pick h3 a").first.click()
    expect(page.get_by_role("heading", name="Key insights")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("rank collapse")
    page.locator(".sl-search__results a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.partition("#")[0].endswith("/index.html")
    page.goto(home.replace("index.html", "papers/index.html?filter=bert"))
    expect(page.get_by_role("search", name="Papers").get_by_role("status")).to_contain_text(" of ")


def test_a_copy_without_the_script_says_that_it_cannot_be_searched(
    open_page: Callable[..., Page], complaints: list[str], home: str, tmp_path: Path
) -> None:
    page = open_page(base_url=home)
    next(tmp_path.rglob("search_index.js")).unlink()
    page.goto(home)
    page.keyboard.press("/")
    expect(page.locator(".sl-search__status")).to_have_text("This copy of the site cannot be searched.")
    assert complaints
    assert all("search_index.js" in line for line in complaints)
    complaints.clear()
