"""Every template in both color schemes, on a phone and on a desktop, judged by axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

TEMPLATES = [
    "",
    "issues/",
    "2021-04/",
    "2021-04/all/",
    "2021-04/vivit/",  # A table wider than a phone.
    "2021-04/glm/#ref-wang2019superglue",  # Formulas, code, and a marked reference.
    "papers/",
    "papers/?tag=Vision&code=yes&order=title",
    "papers/?filter=nothing+like+it",
    "authors/",
    "tags/",
    "tags/vision/",
    "bibliography/",
    "bibliography/?filter=hinton",
    "bibliography/?filter=nothing+like+it",
    "updates/",
    "about/",
    "contribute/#c201",  # A marked row of a long table.
    "no-such-page/",
]

# WCAG 2.0 to 2.2, A and AA, and what axe's makers hold for good practice beyond it. 2.2 A has no rules of its own.
# Of what axe finds in order, it is to report one example: telling where each stands takes half of the time.
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

OF_COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=[360, 1280])
def opened(request: pytest.FixtureRequest, browser: Browser, site_url: str, scheme: str) -> Iterator[Page]:
    """One page for all addresses, without motion, which would have axe judge colors halfway between two."""
    viewport = {"width": request.param, "height": 800}
    context = browser.new_context(base_url=site_url, color_scheme=scheme, viewport=viewport, reduced_motion="reduce")
    page = context.new_page()
    # `reduced_motion` says that motion is unwelcome; the theme fades some colors nevertheless.
    page.add_init_script("""addEventListener('DOMContentLoaded', () => {
        const still = new CSSStyleSheet()
        still.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }')
        document.adoptedStyleSheets.push(still)
    })""")
    yield page
    context.close()


def violations(page: Page) -> list[str]:
    """What axe finds; of a page in the dark scheme, which differs in its colors alone, by the rules about colors."""
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    found = Axe().run(page, options=RULES | {"runOnly": OF_COLORS} if is_dark else RULES).response
    assert found["passes"], "axe has judged nothing"
    return [f"{fault['id']}: {node['target']} {node['html'][:200]}" for fault in found["violations"] for node in fault["nodes"]]


@pytest.mark.parametrize("address", TEMPLATES)
def test_a_page_as_it_opens(opened: Page, address: str) -> None:
    opened.goto("about:blank")  # Else an address with a mere other hash would not load anew.
    opened.goto(address)
    assert violations(opened) == []


def test_an_open_card(opened: Page) -> None:
    opened.goto("2021-04/p-tuning/")
    opened.get_by_role("link", name="Reference 5: Wang et al., 2019").hover()
    expect(opened.get_by_role("group", name="Reference 5")).to_be_visible()
    assert violations(opened) == []


def test_an_open_search(opened: Page) -> None:
    opened.goto("2021-04/p-tuning/")
    opened.keyboard.press("/")
    opened.get_by_role("textbox", name="Search").fill("attention")
    dialog = opened.get_by_role("dialog", name="Search")
    expect(dialog.get_by_role("status")).to_contain_text("pages found", timeout=10_000)
    assert dialog.get_by_role("listitem").count() > 1
    assert violations(opened) == []


def test_contents_and_top_level_are_at_hand(opened: Page) -> None:
    """On the page itself, at every width; on a phone the contents are folded."""
    opened.goto("2021-04/glm/")
    if opened.viewport_size == {"width": 360, "height": 800}:
        opened.get_by_text("Contents", exact=True).click()
    expect(opened.get_by_role("navigation", name="Tabs").get_by_role("link", name="Issues")).to_be_visible()
    opened.get_by_role("navigation", name="Table of contents").get_by_role("link", name="Key insights").click()
    expect(opened.get_by_role("heading", name="Key insights")).to_be_in_viewport()


def test_the_first_stop_skips_the_header(opened: Page) -> None:
    opened.goto("about:blank")
    opened.goto("2021-04/glm/")
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(opened.get_by_role("link", name="Skip to content")).to_be_in_viewport(ratio=1)
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("article").get_by_role("link", name="April 2021").first).to_be_focused()


def test_unfolded_authors(opened: Page) -> None:
    """No paper of the site has so many authors yet; the fold is that of the template."""
    opened.goto("2021-04/glm/")
    opened.locator(".sl-authors").evaluate(
        "all => all.insertAdjacentHTML('beforeend', ' <details><summary>and 2 more</summary> Ada Example, Zoë Example</details>')"
    )
    fold = opened.get_by_text("and 2 more", exact=True)
    fold.focus()
    opened.keyboard.press("Enter")
    expect(opened.get_by_text("Zoë Example")).to_be_visible()
    assert violations(opened) == []


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
