"""Every template in both color schemes, on a phone and on a desktop, judged by axe; a whole issue and the whole bibliography in part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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

# WCAG 2.0 to 2.2, A and AA, and what axe's makers hold for good practice beyond it. 2.2 A has no rules of its own.
# Of what axe finds in order, it is to report one example: telling where each stands takes half of the time.
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
BUT_CONTRAST = RULES | {"rules": {"color-contrast": {"enabled": False}}}
CONTRAST = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LINKS = RULES | {"runOnly": {"type": "rule", "values": ["link-in-text-block"]}}
OF_COLORS = [LINKS, CONTRAST]

# Of the texts in view, the first of each kind that has not been returned before. A kind is what the ratio of colors and its limit
# follow from: the style of a text and of all that it stands in. That texts stand on nothing else is judged by `layout.py`.
# What axe makes nothing of does not answer for its kind: what is too small to be seen or disabled, commas between links, a single
# letter, a checkbox.
NEW_KINDS = """() => {
    const styles = ["color", "backgroundColor", "backgroundImage", "opacity", "textDecorationLine", "textShadow"]
    const numbers = window.kinds ??= new Map()
    const known = new Map([[null, 0]])
    const groundOf = element => {
        if (!known.has(element)) {
            const style = getComputedStyle(element)
            const ground = [groundOf(element.parentElement), element.localName, ...styles.map(name => style[name])].join()
            if (!numbers.has(ground)) numbers.set(ground, numbers.size + 1)
            known.set(element, numbers.get(ground))
        }
        return known.get(element)
    }
    const returned = window.returned ??= new Set()
    return [...document.querySelectorAll("body *")].filter(element => {
        const words = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data).join("")
        const letters = words.match(/[\\p{L}\\p{N}]/gu) ?? []
        const hasText = letters.length || element.matches("input, select, textarea")
        if (!hasText || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false
        const { width, height } = element.getBoundingClientRect()
        if (width <= 2 || height <= 2 || element.closest(":disabled, [aria-disabled=true]")) return false
        const { fontSize, fontWeight } = getComputedStyle(element)
        const isLarge = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24)
        const kind = [groundOf(element), element.type, isLarge, letters.length > 1].join()
        return !returned.has(kind) && returned.add(kind)
    })
}"""


# `reduced_motion` says that motion is unwelcome; the theme fades some colors nevertheless.
STILL = """addEventListener('DOMContentLoaded', () => {
    const still = new CSSStyleSheet()
    still.replaceSync('*, ::before, ::after { transition: none !important; animation: none !important }')
    document.adoptedStyleSheets.push(still)
})"""


@pytest.fixture(scope="module")
def opened(browser: Browser, site_url: str) -> Iterator[Page]:
    """One page for all addresses, without motion, which would have axe judge colors halfway between two."""
    context = browser.new_context(base_url=site_url, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(STILL)
    yield page
    context.close()


every_window = pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])


def go(page: Page, address: str, window: ViewportSize) -> None:
    page.goto("about:blank")  # Else an address with a mere other hash would not load anew.
    page.mouse.move(0, 0)
    page.set_viewport_size(window)
    page.emulate_media(color_scheme="light")
    page.goto(address)


def violations(page: Page, questions: Sequence[dict[str, Any]] = (BUT_CONTRAST, CONTRAST)) -> list[str]:
    """Return the faults that axe finds in an open page: of contrast, those of kinds of text that it has not been asked about yet."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    faults = []
    for options in questions:
        part = "document"
        if options is CONTRAST:
            part = "newKinds"
            if not page.evaluate(f"() => (window.newKinds = ({NEW_KINDS})()).length"):
                continue
        found = page.evaluate(f"options => axe.run({part}, options)", options)
        assert found["passes"] or found["violations"] or options is LINKS, "axe has judged nothing"
        faults += [f"{fault['id']}: {node['target']} {node['html'][:200]}" for fault in found["violations"] for node in fault["nodes"]]
    return faults


def violations_in_both_schemes(page: Page) -> list[str]:
    """The scheme changes colors alone."""
    found = violations(page)
    choose(page, "dark", "slate")
    found += violations(page, OF_COLORS)
    choose(page, "light", "default")
    return found


def choose(page: Page, wanted: Any, scheme: str) -> None:
    """Have the system ask for a scheme, and wait until the page has followed."""
    page.emulate_media(color_scheme=wanted)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)


@pytest.mark.parametrize("address", TEMPLATES)
def test_a_page_as_it_opens(opened: Page, address: str) -> None:
    """One load serves all: a page follows its window and the system's scheme."""
    go(opened, address, PHONE)
    assert violations_in_both_schemes(opened) == []
    opened.set_viewport_size(DESKTOP)
    assert violations_in_both_schemes(opened) == []


def test_a_single_faint_word_is_found(opened: Page) -> None:
    """Among many others that are as they should be, and after these have been judged."""
    go(opened, "2021-04/vivit/", PHONE)
    assert violations(opened, OF_COLORS) == []
    opened.evaluate("document.querySelectorAll('article p:not([class])')[3].style.color = '#999'")
    assert {fault.partition(":")[0] for fault in violations(opened, OF_COLORS)} == {"color-contrast"}


@pytest.mark.parametrize(
    ("style", "first", "second", "rule"),
    [
        ("a { color: #444; text-decoration: none }", "<a href='#'>Alone</a>", "Words <a href='#'>link</a> words", "link-in-text-block"),
        ("b { color: #999 }", "<b style='position: absolute; overflow: hidden; width: 1px; height: 1px'>Unseen</b>", "<b>Faint</b>", "color-contrast"),
        ("button { color: #999; background: #fff }", "<button disabled>Off</button>", "<button>Faint</button>", "color-contrast"),
        ("p { color: #999 } a { color: #00f }", "<a href='#'>One</a>, <a href='#'>two</a>, <a href='#'>three</a>", "Faint", "color-contrast"),
        ("input { color: #999; background: #fff }", "<input type=checkbox>", "<input value=Faint>", "color-contrast"),
    ],
    ids=["link", "unseen", "disabled", "commas", "checkbox"],
)
def test_a_fault_behind_its_like_is_found(opened: Page, style: str, first: str, second: str, rule: str) -> None:
    """A first element of the same colors has no fault; the second one has, and is judged too."""
    go(opened, "about:blank", PHONE)
    opened.set_content(f"<style>{style}</style><div>Plain.</div><p>{first}</p>")
    assert violations(opened, OF_COLORS) == []
    opened.evaluate("second => document.body.insertAdjacentHTML('beforeend', `<p>${second}</p>`)", second)
    assert {fault.partition(":")[0] for fault in violations(opened, OF_COLORS)} == {rule}


def test_a_whole_issue_as_it_opens(opened: Page) -> None:
    """Axe takes seconds each time, and summaries, judged above, hold the same parts. A desktop shows texts of more kinds."""
    go(opened, "2021-04/all/", PHONE)
    assert violations(opened, [BUT_CONTRAST]) == []
    opened.set_viewport_size(DESKTOP)
    assert violations(opened, [CONTRAST]) == []
    choose(opened, "dark", "slate")
    assert violations(opened, [CONTRAST]) == []


def test_the_whole_bibliography_as_it_opens(opened: Page) -> None:
    """Its colors are those of the filtered bibliography, judged above; its ids, landmarks and headings are more."""
    go(opened, "bibliography/", PHONE)
    assert violations(opened, [BUT_CONTRAST]) == []


@every_window
def test_an_open_card(opened: Page, window: ViewportSize) -> None:
    go(opened, "2021-04/p-tuning/", window)
    opened.get_by_role("link", name="Reference 5: Wang et al., 2019").hover()
    expect(opened.get_by_role("group", name="Reference 5")).to_be_visible()
    assert violations_in_both_schemes(opened) == []


@every_window
def test_an_open_search(opened: Page, window: ViewportSize) -> None:
    go(opened, "2021-04/p-tuning/", window)
    opened.keyboard.press("/")
    opened.get_by_role("textbox", name="Search").fill("attention")
    dialog = opened.get_by_role("dialog", name="Search")
    expect(dialog.get_by_role("status")).to_contain_text("pages found", timeout=10_000)
    assert dialog.get_by_role("listitem").count() > 1
    assert violations_in_both_schemes(opened) == []


@every_window
def test_contents_and_top_level_are_at_hand(opened: Page, window: ViewportSize) -> None:
    """On the page itself, at every width; on a phone the contents are folded."""
    go(opened, "2021-04/glm/", window)
    if window == PHONE:
        opened.get_by_text("Contents", exact=True).click()
    expect(opened.get_by_role("navigation", name="Main").get_by_role("link", name="Issues")).to_be_visible()
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
def test_unfolded_authors(opened: Page, window: ViewportSize) -> None:
    """No paper of the site has so many authors yet; the fold is that of the template."""
    go(opened, "2021-04/glm/", window)
    opened.locator(".sl-authors").evaluate(
        "all => all.insertAdjacentHTML('beforeend', ' <details><summary>and 2 more</summary> Ada Example, Zoë Example</details>')"
    )
    fold = opened.get_by_text("and 2 more", exact=True)
    fold.focus()
    opened.keyboard.press("Enter")
    expect(opened.get_by_text("Zoë Example")).to_be_visible()
    assert violations_in_both_schemes(opened) == []


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
