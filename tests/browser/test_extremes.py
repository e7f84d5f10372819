"""What strains a layout: names, titles, words, tables, formulas and lists of every size and script. Nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serve
from tests.browser.extremes import ENDLESS, TAGS, build_extremes
from tests.browser.layout import faults
from tests.browser.pictures import differences
from tests.browser.test_accessibility import OF_COLORS, violations

PAGES = [
    *("", "issues/", "2021-05/", "2021-05/all/", "2021-05/first/", "2021-05/second/", "2021-05/third/", "2021-05/fourth/"),
    *("2021-04/", "2021-04/alone/", "papers/", "authors/", "tags/", "tags/nlp/", "tags/lonely/", "bibliography/", "updates/"),
    "no-such-page/",
]
JUDGED = [("", "dark"), ("2021-05/", "light"), ("2021-05/first/", "dark"), ("2021-05/third/", "light"), ("2021-04/all/", "light")]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("extremes")
    with serve(root / "site", "/") as address:
        build_extremes(root, address)
        yield address


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Page]:
    """One page for all tests; it loads anew in each."""
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def page(opened: Page) -> Page:
    """In the light on a desktop, whatever the test before has asked for."""
    opened.set_viewport_size({"width": 1280, "height": 800})
    opened.emulate_media(color_scheme="light")
    return opened


def in_each_width(page: Page) -> Iterator[int]:
    """Narrow the window of an open page, then widen it step by step."""
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        yield width


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


@pytest.mark.parametrize("template", PAGES)
def test_nothing_is_cut_off_or_overlaps(page: Page, template: str) -> None:
    page.goto(template)
    for width in in_each_width(page):
        unfold(page)
        assert faults(page) == [], width


def test_the_open_search_holds_any_result(page: Page) -> None:
    page.goto("papers/")
    page.keyboard.press("/")
    for words in (ENDLESS, "long title", "البيانات"):
        page.get_by_role("textbox", name="Search").fill(words)
        expect(page.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()
        for width in in_each_width(page):
            assert faults(page) == [], (width, words)


def test_a_card_holds_any_reference(page: Page) -> None:
    page.goto("2021-05/first/")
    for width in in_each_width(page):
        for number in range(1, 5):
            page.locator(f"a[role=doc-noteref]:text-is('{number}')").first.hover()
            card = page.locator(".sl-card")
            expect(card).to_have_accessible_name(f"Reference {number}")
            assert card.evaluate("card => card.scrollWidth <= card.clientWidth"), (width, number)


@pytest.mark.parametrize(("template", "scheme"), JUDGED)
def test_axe_finds_nothing(page: Page, template: str, scheme: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(template)
    unfold(page)
    assert (violations(page) if scheme == "light" else violations(page, OF_COLORS)) == []


def test_what_is_wide_scrolls_by_keyboard(page: Page) -> None:
    """Tables, code, and formulas, also those in a line of text."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("2021-05/first/")
    wide = page.locator("article :is(.sl-table, .formula, .formula-in-line, pre code):visible")
    assert wide.count() > 8
    for box in wide.all():
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        box.focus()
        page.keyboard.press("ArrowRight")
        assert box.evaluate("""async box => {
            for (let frame = 0; frame < 120 && !box.scrollLeft; frame += 1) await new Promise(requestAnimationFrame)
            return box.scrollLeft
        }""")


SHORTEN = """(formula, pixels) => {
    const math = formula.querySelector("math")
    math.replaceChildren(...math.querySelectorAll("mfrac"))
    const [first, last] = ["firstElementChild", "lastElementChild"].map(name => () => math[name].getBoundingClientRect())
    while (last().right - first().left > pixels) math.lastElementChild.remove()
}"""


@pytest.mark.parametrize(("width", "room"), [(960, 35), (1100, 90), (1280, 180), (1920, 270)])
def test_a_formula_hangs_into_free_margins_before_it_scrolls(page: Page, width: int, room: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("2021-05/first/")
    box, contents = page.locator(".sl-text > .formula"), page.locator(".sl-contents")
    left, right, beside = page.evaluate("""() => {
        const text = document.querySelector(".sl-text").getBoundingClientRect()
        return [text.left, text.right, document.querySelector(".sl-side").getBoundingClientRect().left]
    }""")

    def ends() -> list[float]:
        found: list[float] = box.evaluate("""box => {
            const parts = [...box.querySelectorAll("mfrac")].map(part => part.getBoundingClientRect())
            return [parts[0].left, parts.at(-1).right]
        }""")
        return found

    expect(contents).to_be_visible()
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    box.evaluate(SHORTEN, right - left + room)
    assert right - left < ends()[1] - ends()[0]
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert ends()[0] >= 0
    assert ends()[1] <= beside - 10
    box.evaluate(SHORTEN, right - left - 100)
    assert abs(sum(ends()) - left - right) < 4  # In the middle of the text.


def test_everything_is_said(page: Page) -> None:
    """The fixture strains what it should: all of it is on the pages."""
    page.goto("2021-05/")
    assert page.locator(".sl-pick").count() == 40
    page.goto("2021-05/first/")
    assert page.get_by_role("list", name="Tags").get_by_role("listitem").count() == len(TAGS) - 1
    expect(page.get_by_text("and 90 more", exact=True)).to_be_visible()
    assert page.get_by_text("and 90 more", exact=True).evaluate(
        "fold => ['::before', '::after'].map(part => getComputedStyle(fold, part).display)"
    ) == ["none", "none"]
    unfold(page)
    expect(page.locator(".sl-authors")).to_contain_text("Person99x Example")
    page.goto("2021-04/")
    assert page.locator(".sl-pick").count() == 1
    page.goto("tags/lonely/")
    expect(page.get_by_role("article")).not_to_contain_text("Together with")


def test_everything_that_authors_may_write_looks_as_with_the_whole_stylesheet(page: Page) -> None:
    page.goto("2021-05/first/")
    unfold(page)
    assert differences(page) == []
