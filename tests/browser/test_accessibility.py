"""Every template in both color schemes, on a phone and on a desktop, judged by axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 360, "height": 800}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
TEMPLATES = [
    "",
    "issues/",
    "2021-04/",
    "2021-04/vivit/",  # A table wider than a phone.
    "2021-04/glm/#ref-wang2019superglue",  # Formulas, code, and a marked reference.
    "papers/",
    "papers/?tag=Vision&code=yes&order=title",
    "papers/?filter=nothing+like+it",
    "authors/",
    "tags/",
    "tags/vision/",
    "bibliography/?filter=hinton",
    "bibliography/?filter=nothing+like+it",
    "updates/",
    "about/",
    "contribute/#c201",  # A marked row of a long table.
    "no-such-page/",
]

LONG = ["2021-04/all/", "bibliography/"]
"""Axe takes seconds for the colors of each. Shorter pages above hold the same parts: a summary, and a filtered bibliography."""

# WCAG 2.0 to 2.2, A and AA, and what axe's makers hold for good practice beyond it. 2.2 A has no rules of its own.
# Of what axe finds in order, it is to report one example: telling where each stands takes half of the time.
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLORS = ["color-contrast", "link-in-text-block"]
OF_COLORS = RULES | {"runOnly": {"type": "rule", "values": COLORS}}
BUT_OF_COLORS = RULES | {"rules": {name: {"enabled": False} for name in COLORS}}

SEEN = """() => [...document.body.querySelectorAll("*")].filter(one => {
    const { width, height } = one.getBoundingClientRect()
    return width > 2 && height > 2 && one.checkVisibility({ opacityProperty: true, visibilityProperty: true })
})"""


@pytest.fixture(scope="module")
def opened(browser: Browser, site_url: str) -> Iterator[Page]:
    """One page for all addresses, without motion, which would have axe judge colors halfway between two."""
    context = browser.new_context(base_url=site_url, reduced_motion="reduce")
    page = context.new_page()
    # `reduced_motion` says that motion is unwelcome; the theme fades some colors nevertheless.
    page.add_init_script("""addEventListener('DOMContentLoaded', () => {
        const still = new CSSStyleSheet()
        still.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }')
        document.adoptedStyleSheets.push(still)
    })""")
    yield page
    context.close()


every_window = pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
every_scheme = pytest.mark.parametrize("scheme", ["light", "dark"])


def go(page: Page, address: str, window: ViewportSize, scheme: Any = "light") -> None:
    page.goto("about:blank")  # Else an address with a mere other hash would not load anew.
    page.mouse.move(0, 0)
    page.set_viewport_size(window)
    page.emulate_media(color_scheme=scheme)
    page.goto(address)


def violations(page: Page, options: dict[str, Any] = RULES, part: str = "document") -> list[str]:
    """Return the faults that axe finds in a part of the page, an expression of JavaScript for one element or several."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"options => axe.run({part}, options)", options)
    assert found["passes"], "axe has judged nothing"
    return [f"{fault['id']}: {node['target']} {node['html'][:200]}" for fault in found["violations"] for node in fault["nodes"]]


@pytest.mark.parametrize("address", TEMPLATES)
def test_a_page_as_it_opens(opened: Page, address: str) -> None:
    """One load serves all: a page follows its window and the system's scheme.

    The scheme changes colors alone. The window changes none, so that on the desktop they are judged of what a phone hides.
    """
    go(opened, address, PHONE)
    assert violations(opened) == []
    opened.emulate_media(color_scheme="dark")
    assert violations(opened, OF_COLORS) == []
    opened.evaluate(f"() => {{ window.seen = new Set(({SEEN})()) }}")
    opened.set_viewport_size(DESKTOP)
    has_more = opened.evaluate(f"() => (window.more = ({SEEN})().filter(one => !seen.has(one))).length")
    for scheme in ("dark", "light"):
        opened.emulate_media(color_scheme=scheme)
        assert not has_more or violations(opened, OF_COLORS, "more") == []
    assert violations(opened, BUT_OF_COLORS) == []


@pytest.mark.parametrize("address", LONG)
def test_a_long_page_as_it_opens(opened: Page, address: str) -> None:
    go(opened, address, PHONE)
    assert violations(opened, BUT_OF_COLORS) == []
    opened.set_viewport_size(DESKTOP)
    assert violations(opened, BUT_OF_COLORS) == []


@every_window
@every_scheme
def test_an_open_card(opened: Page, window: ViewportSize, scheme: str) -> None:
    go(opened, "2021-04/p-tuning/", window, scheme)
    opened.get_by_role("link", name="Reference 5: Wang et al., 2019").hover()
    expect(opened.get_by_role("group", name="Reference 5")).to_be_visible()
    assert violations(opened, *within(".sl-card", scheme)) == []


@every_window
@every_scheme
def test_an_open_search(opened: Page, window: ViewportSize, scheme: str) -> None:
    go(opened, "2021-04/p-tuning/", window, scheme)
    opened.keyboard.press("/")
    opened.get_by_role("textbox", name="Search").fill("attention")
    dialog = opened.get_by_role("dialog", name="Search")
    expect(dialog.get_by_role("status")).to_contain_text("pages found", timeout=10_000)
    assert dialog.get_by_role("listitem").count() > 1
    assert violations(opened, *within("dialog", scheme)) == []


def within(part: str, scheme: str) -> tuple[dict[str, Any], str]:
    """Return the options and the part that axe is to judge of an opened part: in the dark scheme its colors alone."""
    return (RULES, "document") if scheme == "light" else (OF_COLORS, f"'{part}'")


@every_window
def test_contents_and_top_level_are_at_hand(opened: Page, window: ViewportSize) -> None:
    """On the page itself, at every width; on a phone the contents are folded."""
    go(opened, "2021-04/glm/", window)
    if window == PHONE:
        opened.get_by_text("Contents", exact=True).click()
    expect(opened.get_by_role("navigation", name="Tabs").get_by_role("link", name="Issues")).to_be_visible()
    opened.get_by_role("navigation", name="Table of contents").get_by_role("link", name="Key insights").click()
    expect(opened.get_by_role("heading", name="Key insights")).to_be_in_viewport()


@every_window
def test_the_first_stop_skips_the_header(opened: Page, window: ViewportSize) -> None:
    go(opened, "2021-04/glm/", window)
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(opened.get_by_role("link", name="Skip to content")).to_be_in_viewport(ratio=1)
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("article").get_by_role("link", name="April 2021").first).to_be_focused()


@every_window
@every_scheme
def test_unfolded_authors(opened: Page, window: ViewportSize, scheme: str) -> None:
    """No paper of the site has so many authors yet; the fold is that of the template."""
    go(opened, "2021-04/glm/", window, scheme)
    opened.locator(".sl-authors").evaluate(
        "all => all.insertAdjacentHTML('beforeend', ' <details><summary>and 2 more</summary> Ada Example, Zoë Example</details>')"
    )
    fold = opened.get_by_text("and 2 more", exact=True)
    fold.focus()
    opened.keyboard.press("Enter")
    expect(opened.get_by_text("Zoë Example")).to_be_visible()
    assert violations(opened, *within(".sl-authors", scheme)) == []


@pytest.mark.parametrize("has_script", [True, False])
def test_what_scrolls_sideways_can_be_scrolled_by_keyboard(open_page: Callable[..., Page], has_script: bool) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, java_script_enabled=has_script)
    page.goto("2021-04/vivit/")
    table = page.get_by_role("group", name="Table").first
    cell = table.get_by_role("cell").last
    table.scroll_into_view_if_needed()
    expect(cell).not_to_be_in_viewport(ratio=1)
    table.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    expect(cell).to_be_in_viewport(ratio=1)
