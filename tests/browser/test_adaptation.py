"""Readers who enlarge, who want no motion, and whose system has colors of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.layout import faults
from tests.browser.test_keyboard import SEEN

TEMPLATES = [
    *("", "issues/", "2021-04/", "2021-04/all/", "2021-04/glm/", "2021-04/vivit/", "papers/", "authors/"),
    *("tags/", "tags/vision/", "bibliography/", "updates/", "about/", "404.html"),
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_enlarged(open_page: Callable[..., Page], template: str) -> None:
    """A window of 1280 at 200 % is one of 640; at 400 % it is one of 320. Source: WCAG 2.2, 1.4.4 and 1.4.10. Then text alone."""
    page = open_page(device_scale_factor=2)
    page.goto(template)
    before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('article')).fontSize)")
    for width, height in ((640, 400), (320, 256)):
        page.set_viewport_size({"width": width, "height": height})
        assert faults(page) == [], width
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '250%'")
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('article')).fontSize)") > 1.6 * before
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert faults(page) == [], ("text alone", width)


def test_nothing_moves_for_who_wants_no_motion(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="reduce")
    for template in TEMPLATES:
        page.goto(template)
        moving = page.evaluate("""() => [...document.querySelectorAll("*")].flatMap(element =>
            [null, "::before", "::after"].flatMap(part => {
                const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element, part)
                const isStill = /^(0s(, )?)+$/.test(transitionDuration) && animationName === "none" && scrollBehavior === "auto"
                return isStill ? [] : [`${element.tagName}.${element.className}${part ?? ""}`]
            }))""")
        assert moving == [], template
    page.goto("2021-04/glm/")
    page.locator("a[role=doc-noteref]").first.hover()
    expect(page.get_by_role("group", name="Reference 1", exact=True)).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0


def test_nothing_scrolls_by_itself(open_page: Callable[..., Page]) -> None:
    """For nobody: a jump is a jump."""
    page = open_page(reduced_motion="no-preference")
    page.goto("2021-04/glm/")
    page.get_by_role("link", name="References").first.click()
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    expect(page.locator("#references")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_shows_in_the_system_s_colors(open_page: Callable[..., Page], scheme: str) -> None:
    """Backgrounds, shadows and colors of ours are gone there; borders, outlines and underlines stay."""
    page = open_page(forced_colors="active", color_scheme=scheme)
    page.goto("2021-04/vivit/")
    tab = page.get_by_role("navigation", name="Main").get_by_role("link", name="Issues")
    expect(tab).to_have_css("text-decoration-line", "underline")
    for control in (
        page.locator(".sl-links a").first,
        page.get_by_role("button", name="Copy BibTeX of this paper"),
        page.get_by_role("button", name="Search"),
    ):
        expect(control).to_have_css("border-top-style", "solid")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN) == ""
    # Icons are drawn in the color of the text.
    icon = page.locator(".sl-name svg")
    assert icon.evaluate("icon => getComputedStyle(icon).fill === getComputedStyle(icon.parentElement).color")
    for button in page.locator(".sl-tools button").all():
        assert button.evaluate("button => getComputedStyle(button, '::before').backgroundColor === getComputedStyle(button).color")
    page.goto("2021-04/vivit/#ref-arnab2021vivit")
    expect(page.locator("li:target")).to_have_css("outline-style", "solid")
    page.goto("2021-04/")
    assert page.locator(".sl-pick__rank").first.evaluate(
        "rank => getComputedStyle(rank).color !== getComputedStyle(document.body).backgroundColor"
    )
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").fill("video")
    expect(page.get_by_role("dialog").locator("mark").first).to_have_css("text-decoration-line", "underline")
    expect(page.get_by_role("dialog")).to_have_css("border-top-style", "solid")
    page.goto("papers/")
    for control in page.locator(".sl-find :is(input[type=search], select, button)").all():
        expect(control).not_to_have_css("border-top-style", "none")
