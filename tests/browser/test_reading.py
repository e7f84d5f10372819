"""A reader's way through the site."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


def test_from_home_to_a_summary_to_a_tag_to_another_list(page: Page, site_url: str) -> None:
    page.goto("")
    expect(page.get_by_role("link", name=re.compile("^Read the editorial of "))).to_be_visible()
    page.get_by_role("region", name="Earlier issues").get_by_role("link", name="April").click()
    expect(page).to_have_url(f"{site_url}2021-04/")
    expect(page.get_by_role("heading", level=1)).to_have_text("April 2021")
    page.get_by_role("article").get_by_role("heading", name="Perceiver").get_by_role("link").click()
    expect(page).to_have_url(f"{site_url}2021-04/perceiver/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Perceiver: General Perception with Iterative Attention")
    page.get_by_role("list", name="Tags").get_by_role("link", name="Attention").click()
    expect(page).to_have_url(f"{site_url}tags/attention/")
    picks = page.get_by_role("article").get_by_role("heading", level=2)
    expect(picks.nth(2)).to_be_visible()
    page.get_by_role("article").get_by_role("link", name="April 2021").first.click()
    expect(page).to_have_url(f"{site_url}2021-04/")


def test_previous_and_next_pick(page: Page, site_url: str) -> None:
    page.goto("2021-04/glm/")
    page.get_by_role("link", name="Next P-tuning").click()
    expect(page).to_have_url(f"{site_url}2021-04/p-tuning/")
    page.get_by_role("link", name="Previous GLM").click()
    expect(page).to_have_url(f"{site_url}2021-04/glm/")


def test_the_top_level_is_on_every_page(page: Page) -> None:
    for address in ("", "issues/", "tags/", "bibliography/", "about/", "2021-04/", "2021-04/glom/", "tags/theory/"):
        page.goto(address)
        tabs = page.get_by_role("navigation", name="Main")
        expect(page.get_by_role("banner").get_by_role("link", name="The Shortlist")).to_be_visible()
        for name in ("Home", "Issues", "Tags", "Bibliography", "About"):
            expect(tabs.get_by_role("link", name=name, exact=True)).to_be_visible()


def test_an_address_that_is_not_there_offers_ways_on(page: Page, site_url: str, complaints: list[str]) -> None:
    response = page.goto("2021-04/no-such-page/")
    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("This page does not exist")
    page.get_by_role("article").get_by_role("link", name=re.compile("^[A-Z][a-z]+ [0-9]{4}$")).click()
    expect(page).to_have_url(re.compile(f"^{site_url}[0-9]{{4}}-[0-9]{{2}}/$"))
    complaints[:] = [line for line in complaints if "404" not in line]


def test_everything_is_there_without_javascript(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("2021-04/")
    assert len(page.locator(".sl-pick").all()) >= 1
    page.get_by_role("article").get_by_role("heading", name="Barlow Twins").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Key insights")).to_be_visible()
    expect(page.locator("math").first).to_be_visible()


def test_no_page_scrolls_sideways(page: Page) -> None:
    for address in ("", "issues/", "2021-04/", "2021-04/all/", "2021-04/barlow-twins/", "2021-04/vivit/", "bibliography/", "about/"):
        page.goto(address)
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


@pytest.mark.parametrize("address", ["", "2021-04/"])
def test_ranks_hang_in_the_margin_where_it_has_room(page: Page, address: str) -> None:
    page.goto(address)
    for width, hangs in ((390, False), (1000, False), (1120, True), (1280, True)):
        page.set_viewport_size({"width": width, "height": 800})
        edge = page.get_by_role("heading", level=1).bounding_box()
        picks = page.locator(".sl-pick").evaluate_all("""picks => picks.map(pick => {
            const [rank, title] = [".sl-pick__rank", "h2, h3"].map(name => pick.querySelector(name).getBoundingClientRect())
            return [rank.left, rank.right, title.left]
        })""")
        assert edge
        assert len(picks) == 10
        for left, right, title in picks:
            assert 0 <= left < right < title
            assert (title == edge["x"]) is hangs
