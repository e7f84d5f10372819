"""The card that shows a citation's reference, with mouse, keyboard, finger, and without a script."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import serve
from tests.tiny import FILLER, FIRST, TinySite

OpenPage = Callable[..., Page]

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
# A window of 1280 × 1024 at 400 %, the most that WCAG 1.4.10 asks for.
ZOOMED: ViewportSize = {"width": 320, "height": 256}

LONG = "".join(
    f"""
@misc{{example{year}long,
  title = {{{title}}},
  author = {{Example, Ada and {" and ".join(f"Example, Person{number}" for number in range(6))}}},
  year = {{{year}}},
  doi = {{10.1000/{year}{"long" * 40}}}
}}
"""
    for year, title in (
        ("1999", "Unbreakable" * 60),
        ("2001", "Many words " * 120),
        ("2002", r"<script>alert(1)</script> \& <b>bold"),
    )
)

HOSTILE = f"""\
## Why [@example1999long; @bob2021second]

It cites [@ada2020first], and with many words [see @bob2021second, {"a very long locator " * 8}; @example2001long].

!!! note "Title [@ada2020first]"

    Inside [@example2002long].

??? note "Folded [@ada2020first]"

    Folded away [@example2001long].

| Head [@ada2020first] | Other |
|---|--:|
| Cell [@example1999long] | {"wide" * 60} [@bob2021second] |

A handmade note.[^1]

[^1]: It cites too [@example2001long].

## Key insights

{FILLER}

Last words [@example1999long]
"""


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A tiny site with every place and size of citation."""
    root = tmp_path_factory.mktemp("hostile")
    with serve(root / "site", "/") as address:
        site = TinySite(root)
        site.write("bib/references.bib", site.read("bib/references.bib") + LONG)
        site.summary("first", FIRST, body=HOSTILE)
        site.replace("mkdocs.yml", "https://example.org/", address)
        site.replace("mkdocs.yml", "admonition,", "admonition, pymdownx.details,")
        script = "extra_css: [assets/tokens.css, assets/base.css, assets/references.css]\nextra_javascript: [{path: assets/reference-card.js, defer: true}]\n"
        site.write("mkdocs.yml", site.read("mkdocs.yml") + script)
        # Not strict: long locators and few words are faults of style.
        config = load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site"))
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        yield address


def citations(page: Page) -> Locator:
    return page.get_by_role("article").locator("a[role=doc-noteref]")


def card(page: Page) -> Locator:
    """Not by its class: a reader knows it by its name."""
    return page.get_by_role("group", name=re.compile("^Reference [0-9]+$"))


def hover(page: Page, link: Locator) -> None:
    link.hover()
    expect(card(page)).to_be_visible()


# What it shows.


def test_it_shows_the_reference(page: Page) -> None:
    page.goto("2021-04/glm/")
    hover(page, citations(page).first)
    expect(card(page)).to_have_accessible_name("Reference 1")
    reference = page.locator("#ref-devlin2019bert .reference")
    expect(card(page)).to_contain_text(reference.inner_text())
    expect(card(page).get_by_role("link", name="arXiv:1810.04805")).to_have_attribute("href", "https://arxiv.org/abs/1810.04805")
    expect(card(page)).to_contain_text("Also cited in ")
    expect(card(page).get_by_role("link", name=re.compile("^[0-9]+ more$"))).to_have_attribute(
        "href", "../../bibliography/#ref-devlin2019bert"
    )
    expect(card(page).get_by_role("link", name="Go to reference 1")).to_have_attribute("href", "#ref-devlin2019bert")
    expect(card(page)).not_to_contain_text("↩")


def test_it_says_that_we_picked_the_work(open_page: OpenPage, hostile_url: str) -> None:
    page = open_page(base_url=hostile_url)
    page.goto("2021-04/first/")
    hover(page, page.get_by_role("link", name="Reference 2: Example, 2021").first)
    expect(card(page)).to_contain_text("We picked this: A Second Paper.")
    card(page).get_by_role("link", name="A Second Paper").last.click()
    expect(page).to_have_url(f"{hostile_url}2021-04/second/")


def test_nothing_stands_twice_and_no_data_for_reference_managers_is_copied(page: Page) -> None:
    page.goto("2021-04/glm/")
    page.evaluate("""
        document.querySelector('#ref-devlin2019bert .reference').insertAdjacentHTML(
            'beforeend', '<i id="within">x</i>')
    """)
    works = page.locator(".Z3988").count()
    assert works > 1
    hover(page, citations(page).first)
    assert (
        page.evaluate("""() => {
        const ids = [...document.querySelectorAll('[id]')].map(element => element.id)
        return ids.filter((id, index) => ids.indexOf(id) !== index)
    }""")
        == []
    )
    assert page.locator(".Z3988").count() == works


def test_text_of_an_entry_stays_text(open_page: OpenPage, hostile_url: str) -> None:
    page = open_page(base_url=hostile_url)
    page.goto("2021-04/first/")
    hover(page, page.get_by_role("link", name=re.compile("Example et al., 2002")))
    expect(card(page)).to_contain_text("<script>alert(1)</script> & <b>bold")
    assert card(page).locator("script, b").count() == 0


# Mouse.


def test_it_closes_when_the_pointer_leaves_and_not_on_the_way_into_it(page: Page) -> None:
    page.goto("2021-04/glm/")
    link = citations(page).nth(3)
    hover(page, link)
    start, end = link.bounding_box(), card(page).bounding_box()
    assert start
    assert end
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=20)
    page.wait_for_timeout(500)
    expect(card(page)).to_be_visible()
    page.mouse.move(end["x"] + 20, 700)
    expect(card(page)).to_have_count(0)


def test_a_pointer_that_passes_by_opens_nothing(page: Page) -> None:
    page.goto("2021-04/glm/")
    box = citations(page).first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.move(box["x"] + 2, box["y"] + 200)
    page.wait_for_timeout(300)
    expect(card(page)).to_have_count(0)


def test_selecting_text_opens_nothing(page: Page) -> None:
    page.goto("2021-04/glm/")
    box = citations(page).first.bounding_box()
    assert box
    page.mouse.move(box["x"] - 60, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 2, box["y"] + 5, steps=5)
    page.wait_for_timeout(300)
    expect(card(page)).to_have_count(0)


def test_one_card_at_a_time(page: Page) -> None:
    page.goto("2021-04/glm/")
    hover(page, citations(page).nth(1))
    citations(page).nth(2).hover()
    expect(card(page)).to_have_accessible_name("Reference 3")
    expect(card(page)).to_have_count(1)


def test_a_click_jumps(page: Page, site_url: str) -> None:
    page.goto("2021-04/glm/")
    citations(page).first.click()
    expect(page).to_have_url(f"{site_url}2021-04/glm/#ref-devlin2019bert")
    expect(card(page)).to_have_count(0)
    expect(page.locator("#ref-devlin2019bert")).to_be_in_viewport(ratio=1)


def test_a_click_with_a_modifier_is_the_browsers(page: Page, site_url: str) -> None:
    page.goto("2021-04/glm/")
    with page.context.expect_page() as opened:
        citations(page).first.click(modifiers=["Control"])
    expect(opened.value).to_have_url(f"{site_url}2021-04/glm/#ref-devlin2019bert")
    expect(page).to_have_url(f"{site_url}2021-04/glm/")


def test_it_closes_when_its_citation_has_scrolled_away(page: Page) -> None:
    page.goto("2021-04/glm/")
    hover(page, citations(page).first)
    page.mouse.wheel(0, 40)
    page.wait_for_timeout(100)
    expect(card(page)).to_be_visible()
    page.evaluate("scrollTo(0, 5000)")
    expect(card(page)).to_have_count(0)


def test_a_click_into_it_folds_no_details(open_page: OpenPage, hostile_url: str) -> None:
    page = open_page(base_url=hostile_url)
    page.goto("2021-04/first/")
    summary = page.locator("details.note summary")
    hover(page, summary.get_by_role("link"))
    card(page).click(position={"x": 4, "y": 4})
    expect(summary.locator("xpath=..")).not_to_have_attribute("open", "")
    page.mouse.move(5, 5)
    page.wait_for_timeout(400)
    expect(card(page)).to_be_visible()  # It has the focus.
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)


def test_a_handmade_note_has_none(open_page: OpenPage, hostile_url: str) -> None:
    page = open_page(base_url=hostile_url)
    page.goto("2021-04/first/")
    page.locator("a.footnote-ref").hover()
    page.wait_for_timeout(300)
    expect(card(page)).to_have_count(0)


def test_who_copies_the_text_copies_no_card(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("2021-04/glm/")
    hover(page, citations(page).first)
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "looks at a text from both sides" in copied
    assert "Go to reference" not in copied


def test_a_reader_can_copy_from_the_card(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("2021-04/glm/")
    hover(page, citations(page).first)
    page.get_by_text("Jacob Devlin").first.click(click_count=3)
    page.keyboard.press("Control+c")
    expect(card(page)).to_be_visible()
    assert "Jacob Devlin" in page.evaluate("navigator.clipboard.readText()")


def test_it_is_not_printed(page: Page) -> None:
    page.goto("2021-04/glm/")
    hover(page, citations(page).first)
    page.emulate_media(media="print")
    expect(page.locator(".sl-card")).to_be_hidden()


# Keyboard.


def focus(page: Page, link: Locator) -> None:
    """Reach the citation by Tab, from the link before it."""
    link.evaluate("""link => {
        const links = [...document.querySelectorAll('a[href]')].filter(other => other.checkVisibility())
        links[links.indexOf(link) - 1].focus()
    }""")
    for _ in range(20):  # If that link is a citation too, its card comes between.
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            return
    pytest.fail("the citation is out of reach")


def test_tab_leads_into_it_and_on(page: Page) -> None:
    page.goto("2021-04/glm/")
    focus(page, citations(page).first)
    expect(card(page)).to_be_visible()
    names = [""]
    while len(names) < 12 and names[-1] != "Go to reference 1":
        page.keyboard.press("Tab" if names[1:] else "ArrowDown")
        names.append(page.evaluate("document.activeElement.textContent"))
    names.remove("")
    assert names[0].startswith("BERT: Pre-training")
    assert names[1:3] == ["doi:10.18653/v1/N19-1423", "arXiv:1810.04805"]
    assert names[3:] == [*card(page).locator(".reference-cited-by a").all_inner_texts(), "Go to reference 1"]
    page.keyboard.press("Tab")
    expect(citations(page).nth(1)).to_be_focused()
    expect(card(page)).to_have_accessible_name("Reference 2")
    page.keyboard.press("Shift+Tab")
    expect(citations(page).first).to_be_focused()
    expect(card(page)).to_have_accessible_name("Reference 1")


def test_tab_passes_it_by_and_an_arrow_leads_into_it(page: Page) -> None:
    page.goto("2021-04/glm/")
    focus(page, citations(page).first)
    expect(card(page)).to_contain_text("↓ leads into this card")
    page.keyboard.press("Tab")
    expect(citations(page).nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(card(page).get_by_role("link").first).to_be_focused()
    expect(card(page).get_by_text("leads into")).to_be_hidden()


def test_escape_closes_it_and_leaves_the_focus_on_the_citation(page: Page) -> None:
    page.goto("2021-04/glm/")
    for keys in ([], ["ArrowDown", "Tab"]):
        focus(page, citations(page).first)
        for key in keys:
            page.keyboard.press(key)
        page.keyboard.press("Escape")
        expect(card(page)).to_have_count(0)
        expect(citations(page).first).to_be_focused()
    page.keyboard.press("Tab")
    expect(citations(page).nth(1)).to_be_focused()


def test_it_closes_without_a_fault_around_what_has_the_focus(page: Page) -> None:
    page.goto("2021-04/glm/")
    focus(page, citations(page).first)
    page.keyboard.press("ArrowDown")
    expect(card(page).get_by_role("link").first).to_be_focused()
    page.evaluate("scrollTo(0, 5000)")
    expect(card(page)).to_have_count(0)


def test_escape_closes_it_without_focus_too(page: Page) -> None:
    page.goto("2021-04/glm/")
    hover(page, citations(page).first)
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)


def test_enter_jumps_and_the_focus_follows(page: Page, site_url: str) -> None:
    page.goto("2021-04/glm/")
    focus(page, citations(page).first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}2021-04/glm/#ref-devlin2019bert")
    expect(card(page)).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.locator("#ref-devlin2019bert a").first).to_be_focused()


def test_its_own_link_jumps_and_the_back_link_returns(page: Page, site_url: str) -> None:
    page.goto("2021-04/glm/")
    focus(page, citations(page).nth(1))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}2021-04/glm/#ref-radford2018improving")
    expect(card(page)).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Back to the citation of reference 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}2021-04/glm/#cite-1-radford2018improving")
    header = page.get_by_role("banner").bounding_box()
    place = citations(page).nth(1).bounding_box()
    assert header
    assert place
    assert place["y"] > header["y"] + header["height"]


def test_going_back_by_tab_hides_no_link_under_the_header(open_page: OpenPage) -> None:
    """WCAG 2.4.11."""
    page = open_page(viewport=PHONE)
    page.goto("2021-04/vivit/")
    page.get_by_role("link", name="Next ").focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("""() => {
            const header = document.querySelector('header').getBoundingClientRect().bottom
            const focused = document.activeElement
            return focused.closest('header') || focused.getBoundingClientRect().top >= header - 1
        }"""), page.evaluate("document.activeElement.outerHTML")


# Finger.


def test_the_first_tap_opens_it_and_its_link_jumps(open_page: OpenPage, site_url: str) -> None:
    page = open_page(has_touch=True, is_mobile=True, viewport=PHONE)
    page.goto("2021-04/glm/")
    citations(page).nth(5).tap()
    expect(card(page)).to_have_accessible_name("Reference 6")
    page.wait_for_timeout(500)
    expect(card(page)).to_be_visible()
    expect(page).to_have_url(f"{site_url}2021-04/glm/")
    card(page).tap(position={"x": 3, "y": 3})
    page.wait_for_timeout(500)
    expect(card(page)).to_be_visible()
    page.get_by_role("article").locator("p").last.tap(position={"x": 2, "y": 2})
    expect(card(page)).to_have_count(0)
    citations(page).nth(1).tap()
    citations(page).nth(5).tap()
    expect(card(page)).to_have_accessible_name("Reference 6")
    card(page).get_by_role("link", name="Go to reference 6").tap()
    expect(page).to_have_url(f"{site_url}2021-04/glm/#ref-wang2019superglue")
    expect(card(page)).to_have_count(0)


def test_a_second_tap_follows_the_link(open_page: OpenPage, site_url: str) -> None:
    page = open_page(has_touch=True, is_mobile=True, viewport=PHONE)
    page.goto("2021-04/glm/")
    citations(page).first.tap()
    expect(card(page)).to_be_visible()
    citations(page).first.tap()
    expect(page).to_have_url(f"{site_url}2021-04/glm/#ref-devlin2019bert")


# Where it stands.

# Opens the card of each citation, with the citation at the top, in the middle and at the bottom of the window, and says what
# is wrong. What it may not cover is told by a selector: what the link stands in, or the link itself.
FAULTS = """async (uncovered) => {
    const frame = () => new Promise(requestAnimationFrame)
    const header = document.querySelector('.md-header')
    const faults = []
    let count = 0
    for (const details of document.querySelectorAll('details')) details.open = true
    for (const link of document.querySelectorAll('article a[role=doc-noteref]')) {
        for (const part of [0, 0.5, 1]) {
            document.activeElement.blur()
            const room = innerHeight - header.offsetHeight - 24
            scrollTo(0, scrollY + link.getBoundingClientRect().top - header.offsetHeight - part * room)
            link.focus({ preventScroll: true })
            await frame() // In which the scrolling is told to the card.
            const box = document.querySelector('.sl-card')?.getBoundingClientRect()
            const say = (what) => faults.push(`${link.id} at ${part}: ${what}`)
            if (!box) { say('no card'); continue }
            count += 1
            if (box.left < 0 || box.right > document.documentElement.clientWidth) say('out at a side')
            if (box.top < header.getBoundingClientRect().bottom) say('under the header')
            if (box.bottom > innerHeight) say('out at the bottom')
            if (box.height < 30) say('too low: ' + box.height)
            for (const own of link.closest(uncovered).getClientRects())
                if (own.left < box.right && own.right > box.left && own.top < box.bottom && own.bottom > box.top) say('covered')
        }
    }
    return { faults, count }
}"""


@pytest.mark.parametrize("address", ["2021-04/p-tuning/", "2021-04/vivit/"])
def test_it_is_in_the_window_and_covers_no_citation_of_its_own(page: Page, address: str) -> None:
    page.goto(address)
    for window in (PHONE, ZOOMED, DESKTOP):
        page.set_viewport_size(window)
        found = page.evaluate(FAULTS, "sup")
        assert found["faults"] == [], window
        assert found["count"] == 3 * citations(page).count()


def test_so_it_is_for_entries_without_measure_and_in_odd_places(open_page: OpenPage, hostile_url: str) -> None:
    page = open_page(base_url=hostile_url)
    page.goto("2021-04/first/")
    for window in (PHONE, ZOOMED, DESKTOP):
        page.set_viewport_size(window)
        found = page.evaluate(FAULTS, "a")
        assert found["faults"] == [], window
        assert found["count"] == 3 * citations(page).count() >= 30


# Without it, and its price.


def test_without_javascript_the_link_leads_to_the_reference(open_page: OpenPage, site_url: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("2021-04/glm/")
    citations(page).first.hover()
    citations(page).first.click()
    expect(page).to_have_url(f"{site_url}2021-04/glm/#ref-devlin2019bert")
    expect(page.locator("#ref-devlin2019bert")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Back to the citation of reference 1").click()
    expect(citations(page).first).to_be_in_viewport()


def test_the_card_is_small(sample_dir: Path) -> None:
    assert len(gzip.compress((sample_dir / "assets" / "reference-card.js").read_bytes())) <= 4096
