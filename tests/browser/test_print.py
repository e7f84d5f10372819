"""What comes out of the printer, or into a PDF. Paper is the emulated medium, as wide as the text of a sheet of A4."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

A4 = {"width": 643, "height": 960}
"""The text of a page, in px: 210 × 297 mm without the margins."""

ADDRESSES = ["2021-04/glm/", "2021-04/vivit/", "2021-04/all/"]
PAGES = ["", "issues/", "2021-04/", *ADDRESSES, "tags/", "tags/vision/", "bibliography/", "about/"]

# Elements that have words of their own and are drawn.
SEEN = """() => [...document.body.querySelectorAll('*')].filter(element =>
    [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
    && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && element.getClientRects().length)"""


@pytest.fixture
def printed(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens a page as it is printed by a reader who uses the dark scheme."""

    def printed(address: str) -> Page:
        page = open_page(viewport=A4, color_scheme="dark")
        page.goto(address)
        page.emulate_media(media="print")
        return page

    return printed


@pytest.mark.parametrize("address", PAGES)
def test_the_article_alone_is_printed_black_on_white(printed: Callable[..., Page], address: str) -> None:
    page = printed(address)
    outside = f"({SEEN})().filter(element => !element.closest('article')).map(element => element.outerHTML)"
    assert page.evaluate(outside) == []
    for name in ("button", "input", "[role=doc-backlink]", ".sl-cite", ".sl-next", ".sl-screen", ".footnote-backref"):
        assert page.locator(f"{name}:visible").count() == 0, name
    assert page.locator("h1").is_visible()
    # Black on white, also for who reads in the dark: the WCAG's contrast with the paper is at least 7 : 1.
    pale = f"""({SEEN})().filter(element => {{
        const [red, green, blue, alpha = 1] = getComputedStyle(element).color.match(/[\\d.]+/g).map(Number)
        const light = [red, green, blue].map(part => (part * alpha + 255 * (1 - alpha)) / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05) < 7
    }}).map(element => getComputedStyle(element).color + element.outerHTML.slice(0, 200))"""
    assert page.evaluate(pale) == []
    grounds = """[...document.querySelectorAll('*')].filter(element => element.checkVisibility() && element.getClientRects().length)
        .map(element => getComputedStyle(element).backgroundColor)"""
    assert set(page.evaluate(grounds)) <= {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}
    assert page.evaluate("getComputedStyle(document.querySelector('.sl-gist') || document.querySelector('article p')).fontFamily").endswith(" serif")


def after(page: Page, selector: str) -> list[tuple[str, str]]:
    """Links and what is printed behind each."""
    return page.locator(selector).evaluate_all("links => links.map(a => [a.href, getComputedStyle(a, '::after').content])")


def test_links_out_of_the_site_are_printed_with_their_addresses(printed: Callable[..., Page]) -> None:
    page = printed("2021-04/glm/")
    links = after(page, ".sl-links a")
    assert {href for href, _ in links} >= {"https://arxiv.org/abs/2103.10360", "https://github.com/THUDM/GLM"}
    for href, printed_after in links:
        assert href in printed_after.replace('" "', "")
    assert {shown for href, shown in after(page, "article a:not([href^=http])")} == {"none"}


def test_references_are_printed_with_what_finds_the_work(printed: Callable[..., Page]) -> None:
    """A DOI or an arXiv id is printed anyway; else the address is."""
    page = printed("2021-04/all/")
    references = after(page, ".reference a")
    known = [shown for href, shown in references if href.startswith(("https://doi.org/", "https://arxiv.org/"))]
    other = [(href, shown) for href, shown in references if not href.startswith(("https://doi.org/", "https://arxiv.org/"))]
    assert set(known) == {"none"}
    assert other
    assert all(href in shown for href, shown in other)


def test_a_link_that_shows_its_address_is_printed_as_it_is(printed: Callable[..., Page]) -> None:
    """The build marks such links."""
    page = printed("about/")
    page.evaluate("""document.querySelector('article').insertAdjacentHTML('beforeend',
        '<p class="test"><a class="sl-address" href="https://example.org/x">https://example.org/x</a></p>')""")
    assert after(page, ".test a") == [["https://example.org/x", "none"]]


@pytest.mark.parametrize("address", ADDRESSES)
def test_everything_fits_on_the_paper_and_what_belongs_together_stays_on_one_page(printed: Callable[..., Page], address: str) -> None:
    page = printed(address)
    wide = """[...document.querySelectorAll('article *')].filter(element => element.checkVisibility()
        && element.getBoundingClientRect().right > innerWidth + 1).map(element => element.outerHTML.slice(0, 200))"""
    assert page.evaluate(wide) == []
    style = "elements => [...new Set(elements.map(element => getComputedStyle(element)[{}]))]"
    assert page.locator("article :is(h1, h2, h3, h4, h5, h6)").evaluate_all(style.format("'breakAfter'")) == ["avoid"]
    whole = page.locator("article :is(figure, table, tr, pre, .formula, .references li)")
    assert whole.evaluate_all(style.format("'breakInside'")) == ["avoid"]


def test_a_table_of_many_columns_fits_too(printed: Callable[..., Page]) -> None:
    page = printed("2021-04/vivit/")
    page.evaluate("""document.querySelectorAll('article table tr').forEach(row => {
        while (row.children.length < 15) row.append(row.lastElementChild.cloneNode(true)) })""")
    right = page.evaluate("document.querySelector('article table').getBoundingClientRect().right")
    assert right <= A4["width"] + 1


def test_each_pick_of_a_whole_issue_begins_a_page(printed: Callable[..., Page]) -> None:
    page = printed("2021-04/all/")
    assert page.locator(".sl-whole").evaluate_all("all => all.map(one => getComputedStyle(one).breakBefore)") == 11 * ["page"]
    pages = _pages(page.pdf(prefer_css_page_size=True, format="A4"))
    assert pages >= 1 + 10 + 1
    # Through the object model: the page's policy allows no style elements.
    page.evaluate("[...document.querySelectorAll('.sl-whole')].forEach(one => { one.style.breakBefore = 'auto' })")
    assert _pages(page.pdf(prefer_css_page_size=True, format="A4")) < pages


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_paper_says_where_it_comes_from(printed: Callable[..., Page]) -> None:
    for address in ("2021-04/glm/", "2021-04/all/"):
        page = printed(address)
        head = page.locator("header.sl-head").first.inner_text()
        assert "The Shortlist" in head
        assert page.locator("link[rel=canonical]").get_attribute("href") in head
        page.emulate_media(media="screen")
        assert "The Shortlist" not in page.locator("header.sl-head").first.inner_text()


def test_what_is_folded_away_is_printed(printed: Callable[..., Page]) -> None:
    page = printed("about/")
    page.evaluate("""document.querySelector('article').insertAdjacentHTML('beforeend',
        '<details><summary>More</summary><p id="folded">Text</p></details>')""")
    assert page.evaluate("document.getElementById('folded').getBoundingClientRect().height") > 0
