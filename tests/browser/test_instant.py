"""The theme's instant navigation, which the site leaves off: whoever switches it on loses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Page, expect

from tests.browser.conftest import serve
from tests.conftest import SAMPLE


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = tmp_path_factory.mktemp("instant") / "site"
    with serve(site, "/") as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARDS", "false")
        config = load_config(str(SAMPLE / "mkdocs.yml"), site_dir=str(site), site_url=address)
        config.theme["features"] = ["navigation.instant"]
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        yield address


@pytest.fixture
def page(open_page: Callable[..., Page], address: str) -> Iterator[Page]:
    page = open_page(base_url=address, permissions=["clipboard-read", "clipboard-write"], color_scheme="light")
    page.goto("")
    expect(page.locator("a.sl-name")).to_have_attribute("href", address)  # So the theme has made itself ready.
    page.evaluate("document.loadedOnce = true")
    yield page
    assert page.evaluate("document.loadedOnce"), "this was no instant navigation"


def tab(page: Page, name: str) -> None:
    tabs = page.get_by_role("navigation", name="Tabs")
    tabs.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(tabs.locator("[aria-current]")).to_have_text([name])


def test_a_reader_s_way_there_and_back(page: Page, address: str) -> None:
    tab(page, "Papers")
    papers = page.get_by_role("search", name="Papers").get_by_role("status")
    words = page.get_by_role("searchbox", name="Name, title, author, venue, month or any other word")
    words.fill("video vivit")
    expect(papers).to_have_text(re.compile("^1 of "))
    expect(page).to_have_url(f"{address}papers/?filter=video+vivit")

    page.get_by_role("link", name="ViViT: A Video Vision Transformer").click()
    expect(page).to_have_url(f"{address}2021-04/vivit/")
    expect(page.get_by_role("navigation", name="Tabs").locator("[aria-current]")).to_have_text(["Issues"])
    page.get_by_role("link", name=re.compile("^Reference 1:")).first.hover()
    expect(page.get_by_role("group", name="Reference 1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Copy BibTeX of this paper").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("@inproceedings{arnab2021vivit")
    page.get_by_role("button", name="Switch to the dark scheme").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")

    tab(page, "Bibliography")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    expect(page.get_by_role("button", name="Switch to the light scheme")).to_be_visible()
    page.get_by_label("Filter").fill("hinton")
    expect(page.get_by_role("search", name="Works").get_by_role("status")).to_have_text(re.compile("^[0-9] of "))
    expect(page).to_have_url(f"{address}bibliography/?filter=hinton")

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("ViViT: A Video Vision Transformer")
    page.go_back()
    expect(words).to_have_value("video vivit")
    expect(papers).to_have_text(re.compile("^1 of "))


def test_the_search_leads_on_and_closes(page: Page, address: str) -> None:
    for query, place in (("tubelet", "2021-04/vivit/"), ("perceiver iterative", "2021-04/perceiver/")):
        page.keyboard.press("/")
        page.get_by_role("textbox", name="Search").fill(query)
        expect(page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"^{address}{place}"))
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.wait_for_load_state("networkidle")  # The address changes before the page has.
