"""The contents of a page: they mark what is being read, fold on a phone, and do without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

PHONE = {"width": 390, "height": 844}


def test_they_mark_what_is_being_read(page: Page) -> None:
    page.goto("2021-05/dino/")
    marked = page.get_by_role("navigation", name="Table of contents").locator("[aria-current]")
    expect(marked).to_have_count(0)
    for name in ("Key insights", "Two ways to say nothing", "References", "Why"):
        page.get_by_role("heading", name=name).evaluate("heading => heading.scrollIntoView()")
        expect(marked).to_have_text([name])
    page.get_by_text("By the authors’ repository, 100 epochs").evaluate("text => text.scrollIntoView({block: 'end'})")
    expect(marked).to_have_text(["What the crops do"])
    page.locator("#ref-zbontar2021barlow").evaluate("reference => reference.scrollIntoView({block: 'start'})")
    expect(marked).to_have_text(["References"])


def test_a_heading_gives_its_address_to_a_pointer_and_to_the_keyboard(page: Page, site_url: str) -> None:
    page.goto("2021-05/dino/")
    link = page.get_by_role("heading", name="Key insights").get_by_role("link", name="Key insights", exact=True)
    shown = "link => getComputedStyle(link, '::after').content.includes('#')"
    assert not link.evaluate(shown)
    link.hover()
    assert link.evaluate(shown)
    page.keyboard.press("Tab")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}2021-05/dino/#key-insights")


@pytest.mark.parametrize("has_script", [True, False])
def test_on_a_phone_they_are_folded_and_the_text_begins_near_the_first_screen(
    open_page: Callable[..., Page], has_script: bool
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=has_script)
    page.goto("2021-04/barlow-twins/")
    contents = page.get_by_role("navigation", name="Table of contents")
    expect(contents.get_by_role("link", name="Why")).to_be_hidden()
    box = page.get_by_role("heading", name="Why").bounding_box()
    assert box
    assert box["y"] < 1.1 * PHONE["height"]
    contents.get_by_text("Contents").click()
    contents.get_by_role("link", name="Key insights").click()
    expect(page.get_by_role("heading", name="Key insights")).to_be_in_viewport()


@pytest.mark.parametrize("has_script", [True, False])
def test_on_a_desktop_they_are_open(open_page: Callable[..., Page], has_script: bool) -> None:
    page = open_page(java_script_enabled=has_script)
    page.goto("2021-04/barlow-twins/")
    contents = page.get_by_role("navigation", name="Table of contents")
    expect(contents.get_by_text("Contents")).to_be_hidden()
    expect(contents.get_by_role("link", name="Key insights")).to_be_in_viewport()


def test_home_and_an_issue_have_picks_on_the_first_screen(open_page: Callable[..., Page]) -> None:
    for size in (PHONE, {"width": 1280, "height": 860}):
        page = open_page(viewport=size)
        page.goto("")
        expect(page.locator(".sl-pick").first.get_by_role("heading")).to_be_in_viewport(ratio=1)
        page.goto("2021-05/")
        names = page.get_by_role("navigation", name="Picks")
        expect(names).to_be_in_viewport(ratio=1)
        expect(names.get_by_role("link", name="MoCo v3")).to_be_visible()
