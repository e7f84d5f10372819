"""The page for authors, as it is read on a phone and reached from a terminal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from shortlist.checks import RULES


@pytest.mark.parametrize("has_script", [True, False])
def test_tables_fit_a_phone(open_page: Callable[..., Page], has_script: bool) -> None:
    """Nobody scrolls sideways in eighty rows."""
    page = open_page(viewport={"width": 360, "height": 800}, java_script_enabled=has_script)
    page.goto("contribute/")
    tables = page.locator(".sl-table")
    assert tables.count() >= 7
    for table in tables.all():
        # Locators measure without the page's own scripts too.
        box, inside = table.bounding_box(), table.locator("table").bounding_box()
        assert box
        assert inside
        assert inside["width"] <= box["width"] + 1
        assert box["x"] + box["width"] <= 360


def test_a_code_leads_to_its_rule(page: Page) -> None:
    for code in ("F101", "C201", "S504"):
        page.goto(f"contribute/#{code.lower()}")
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=code, exact=True))
        expect(row).to_be_in_viewport()
        expect(row).to_contain_text(RULES[code].replace("`", ""))


def test_about_leads_there(page: Page) -> None:
    page.goto("about/")
    page.get_by_role("article").get_by_role("link", name="Contribute", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contribute")
