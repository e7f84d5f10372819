"""The theme's stylesheet is cut to a sixth, and nobody sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pictures import differences

OpenPage = Callable[..., Page]
TEMPLATES = [
    *("", "issues/", "2021-04/", "2021-04/all/", "2021-04/glm/", "2021-04/vivit/", "papers/", "authors/", "tags/", "tags/vision/"),
    *("bibliography/", "updates/", "glossary/", "about/", "contribute/", "no-such-page/"),
]


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(reduced_motion="reduce")


@pytest.mark.parametrize("address", TEMPLATES)
def test_every_template_looks_as_with_the_whole_one(page: Page, address: str, complaints: list[str]) -> None:
    page.goto(address)
    assert differences(page) == []
    complaints[:] = [complaint for complaint in complaints if "404" not in complaint]


def test_so_does_a_card_that_a_script_opens(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    page.goto("2021-04/vivit/")
    page.locator("a[role=doc-noteref]").first.hover()
    expect(page.get_by_role("group", name="Reference 1", exact=True)).to_be_visible()
    assert differences(page, [(1280, 800, "default"), (1280, 800, "slate")]) == []


def test_pictures_can_differ(page: Page) -> None:
    page.goto("tags/")
    page.add_init_script("")  # Not to be lent again.
    page.evaluate("document.querySelector('article').classList.add('md-banner')")  # Which nothing uses.
    assert differences(page) != []
