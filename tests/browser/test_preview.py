"""The preview in a browser: an author saves, and sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.test_accessibility import STILL, choose, violations
from tests.conftest import ROOT
from tests.site.served import LONG, Served
from tests.tiny import TinySite

FIRST = "docs/2021-04/first.md"


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    """With the real site's styles, on which the strip stands."""
    site = TinySite(tmp_path / "site")
    styles = re.search(r"^extra_css:.*\n(?:  - .*\n)+", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert styles
    site.write("mkdocs.yml", site.read("mkdocs.yml") + styles[0])
    return site


@pytest.fixture
def preview(site: TinySite) -> Iterator[Served]:
    served = Served(site.root)
    yield served
    served.close()


def in_each_view(page: Page) -> Iterator[int]:
    """Show the page on a desktop in the light, then on a phone in the dark."""
    for scheme, shown, width in (("light", "default", 1280), ("dark", "slate", 360)):
        page.set_viewport_size({"width": width, "height": 700})
        choose(page, scheme, shown)
        yield width


def judged(page: Page) -> list[str]:
    """What axe finds. On a busy machine one save may be seen as two, and the page reloads under its hands."""
    for _ in range(5):
        try:
            return judged_once(page)
        except Error:
            page.wait_for_load_state()
    return judged_once(page)


def judged_once(page: Page) -> list[str]:
    page.evaluate("window.returned?.clear()")  # Else what a failed try has asked about would not be judged.
    return [fault for _ in in_each_view(page) for fault in violations(page)]


def test_the_page_follows_what_is_saved(site: TinySite, preview: Served, open_page: Callable[..., Page]) -> None:
    page = open_page(base_url=preview.address, reduced_motion="reduce")
    page.add_init_script(STILL)
    page.set_default_timeout(1000 * LONG)
    expect.set_options(timeout=1000 * LONG)
    strip = page.get_by_role("status").filter(has_text="problem")
    page.goto("2021-04/first/")
    expect(strip).to_have_count(0)
    before = judged(page)

    site.replace(FIRST, "It cites", "My new words cite")
    expect(page.get_by_text("My new words cite")).to_be_visible()

    site.replace(FIRST, "gist:", "gits:")
    expect(strip).to_be_visible()
    expect(strip.get_by_role("listitem")).to_have_text(site.problems())
    expect(page.get_by_text("My new words cite")).to_be_visible()
    assert judged(page) == before
    # Wherever the author is, the strip is in sight; and at the end of the page it hides nothing.
    for _ in in_each_view(page):
        for place in (0, 100_000):
            page.evaluate("place => scrollTo(0, place)", place)
            expect(strip).to_be_in_viewport(ratio=0.99)
        footer, shown = page.locator(".sl-footer").bounding_box(), strip.bounding_box()
        assert footer
        assert shown
        assert footer["y"] + footer["height"] <= shown["y"] + 0.5

    site.replace(FIRST, "gits:", "gist:")
    expect(strip).to_have_count(0)
    site.replace(FIRST, "My new words cite", "My last words cite")
    expect(page.get_by_text("My last words cite")).to_be_visible()


def test_every_open_page_follows(site: TinySite, preview: Served, open_page: Callable[..., Page]) -> None:
    pages = [open_page(base_url=preview.address) for _ in range(2)]
    for page, address in zip(pages, ("2021-04/first/", "2021-04/"), strict=True):
        page.goto(address)
    site.replace(FIRST, "gist: The first paper.", "gist: Something else.")
    for page in pages:
        expect(page.get_by_text("Something else.").first).to_be_visible(timeout=1000 * LONG)
