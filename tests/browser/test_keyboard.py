"""The whole site without a mouse: every stop is seen, and everything that can be clicked can be reached."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

# The outline of what has the focus is at least 2 px wide and has 3:1 against what it stands on.
# Source: WCAG 2.2, 2.4.7, 1.4.11 and 2.4.13.
SEEN = """() => {
    const shown = document.activeElement
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shown)
    const channels = color => color.match(/[\\d.]+/g).map(Number)
    const light = color => channels(color).slice(0, 3).map(one => one / 255)
        .map(one => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
        .reduce((sum, one, index) => sum + one * [0.2126, 0.7152, 0.0722][index], 0)
    let ground = shown.parentElement
    while (ground.parentElement && channels(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement
    const [high, low] = [light(outlineColor), light(getComputedStyle(ground).backgroundColor)].sort((one, other) => other - one)
    const boxes = [...shown.getClientRects()]
    const isIn = boxes.some(box => box.width && box.height && box.bottom > 0 && box.top < innerHeight)
    const what = `${shown.outerHTML.slice(0, 120)}:`
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return `${what} no outline`
    if ((high + 0.05) / (low + 0.05) < 3) return `${what} faint outline`
    return isIn ? "" : `${what} out of the window`
}"""


def go_to(page: Page, target: Locator, *, most: int = 60) -> None:
    """Press Tab until the target has the focus; every stop on the way is seen."""
    element = target.element_handle()
    for _ in range(most):
        page.keyboard.press("Tab")
        fault, is_there = page.evaluate(f"target => [({SEEN})(), target === document.activeElement]", element)
        assert fault == ""
        if is_there:
            return
    pytest.fail(f"{target} is not among the first {most} stops")


def test_from_home_to_a_result(open_page: Callable[..., Page], site_url: str) -> None:
    """In the dark; the stops of single pages below are seen in the light."""
    page = open_page(color_scheme="dark", reduced_motion="reduce")
    page.goto("")
    go_to(page, page.get_by_role("link", name="Skip to content"), most=1)
    page.keyboard.press("Enter")
    go_to(page, page.locator("#latest-issue a"), most=8)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"^{site_url}[0-9]{{4}}-[0-9]{{2}}/$"))
    page.goto("2021-04/")
    go_to(page, page.get_by_role("heading", name="ViViT").get_by_role("link"), most=120)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}2021-04/vivit/")

    citation = page.get_by_role("link", name=re.compile("^Reference 1:")).first
    go_to(page, citation)
    card = page.get_by_role("group", name="Reference 1", exact=True)
    expect(card).to_be_visible()
    jump = card.get_by_role("link", name="Go to reference 1")
    page.keyboard.press("ArrowDown")
    go_to(page, jump, most=12)
    page.keyboard.press("Enter")
    expect(page.locator("ol > li:target")).to_be_in_viewport()
    go_to(page, page.get_by_role("link", name=re.compile("Back to .*citation.* of reference 1$")).first, most=12)
    page.keyboard.press("Enter")
    expect(citation).to_be_in_viewport()

    page.goto("2021-04/vivit/")
    go_to(page, page.get_by_role("list", name="Tags").get_by_role("link", name="Vision"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}tags/vision/")
    go_to(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Papers"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}papers/")
    go_to(page, page.get_by_role("searchbox", name="Name, title, author, venue, month or any other word"))
    page.keyboard.type("lucic video")
    expect(page.locator(".sl-papers li:visible")).to_have_count(1)
    go_to(page, page.get_by_role("link", name="ViViT: A Video Vision Transformer"), most=10)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("ViViT: A Video Vision Transformer")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_search_and_scheme(open_page: Callable[..., Page], site_url: str, scheme: str) -> None:
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto("2021-04/")
    button = page.get_by_role("banner").get_by_role("button", name="Search")
    go_to(page, button, most=12)
    page.keyboard.press("Enter")
    page.keyboard.type("tubelet")
    dialog = page.get_by_role("dialog", name="Search")
    result = dialog.get_by_role("link", name="ViViT: A Video Vision Transformer")
    expect(result).to_be_visible()
    assert page.evaluate(SEEN) == ""
    go_to(page, dialog.get_by_role("button", name="Close"), most=1)
    go_to(page, result, most=3)
    page.keyboard.press("Escape")
    expect(button).to_be_focused()

    there, back = ("dark", "light") if scheme == "light" else ("light", "dark")
    for wanted in (there, back):
        switch = page.get_by_role("button", name=f"Switch to the {wanted} scheme")
        if wanted == there:
            go_to(page, switch, most=1)
        page.keyboard.press("Enter" if wanted == there else "Space")
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate" if wanted == "dark" else "default")
        assert page.evaluate(SEEN) == ""
    expect(page.get_by_role("button", name=f"Switch to the {there} scheme")).to_be_focused()


@pytest.mark.parametrize("address", ["", "2021-04/vivit/", "2021-04/all/", "papers/", "bibliography/", "authors/", "updates/", "no-such-page/"])
def test_every_stop_of_a_page_is_seen(open_page: Callable[..., Page], complaints: list[str], address: str) -> None:
    """And there are no traps: Tab comes round."""
    page = open_page(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page.goto(address)
    first = page.get_by_role("link", name="Skip to content")
    go_to(page, first, most=1)
    stops = 1
    for _ in range(60):
        page.keyboard.press("Tab")
        is_round, fault = page.evaluate(f"[document.activeElement.matches('body, .md-skip'), ({SEEN})()]")
        if is_round:
            break
        assert fault == ""
        stops += 1
    assert stops > 8
    complaints[:] = [found for found in complaints if "404" not in found]


def test_n_and_p_go_through_an_issue(page: Page, site_url: str) -> None:
    page.goto("2021-04/")
    page.keyboard.press("p")  # There is none before.
    page.keyboard.press("Control+n")
    page.keyboard.press("n")
    page.wait_for_url(f"{site_url}2021-04/*/")
    page.wait_for_load_state("load")
    page.keyboard.press("p")
    page.wait_for_url(f"{site_url}2021-04/")
