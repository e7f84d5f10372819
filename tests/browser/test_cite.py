"""Taking a citation away: the button, the files, and what happens without JavaScript or permission."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

ADDRESS = "2021-04/glm/"
BUTTON = "Copy BibTeX of this summary"


def test_copying(open_page: Callable[..., Page], sample_dir: Path) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(ADDRESS)
    status = page.locator(".sl-cite:first-of-type [role=status]")
    expect(status).to_be_empty()
    page.get_by_role("button", name=BUTTON).click()
    expect(status).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == (sample_dir / ADDRESS / "summary.bib").read_text(encoding="utf-8")


def test_copying_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(ADDRESS)
    page.locator("#sl-cite").evaluate("heading => { heading.tabIndex = -1; heading.focus() }")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=BUTTON)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".sl-cite:first-of-type [role=status]")).to_have_text("Copied")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="BibTeX of this summary", exact=True)).to_be_focused()


@pytest.mark.parametrize(
    "fault",
    [
        "() => { navigator.clipboard.write = () => Promise.reject(new Error()) }",
        "() => { window.fetch = () => Promise.reject(new Error()) }",
        "() => { window.fetch = async () => new Response('', {status: 404}) }",
        "() => { window.ClipboardItem = undefined; navigator.clipboard.writeText = () => Promise.reject(new Error()) }",
        "Object.defineProperty(navigator, 'clipboard', {value: undefined})",
    ],
)
def test_who_cannot_copy_is_told_what_to_do(open_page: Callable[..., Page], fault: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(ADDRESS)
    page.evaluate(fault)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator(".sl-cite:first-of-type [role=status]")).to_have_text("Could not copy; download BibTeX instead")


def test_browsers_without_clipboard_items_copy_too(open_page: Callable[..., Page]) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(ADDRESS)
    page.evaluate("window.ClipboardItem = undefined")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator(".sl-cite:first-of-type [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("@misc{shortlist-2021-04-glm,")


def test_without_javascript_there_are_links_and_no_button(open_page: Callable[..., Page], sample_dir: Path) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(ADDRESS)
    expect(page.locator(".sl-copy:visible")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS of this paper").click()
    assert download.value.suggested_filename == "glm.ris"
    assert download.value.path().read_bytes() == (sample_dir / ADDRESS / "paper.ris").read_bytes()


@pytest.mark.parametrize(
    ("address", "name", "file"),
    [
        (ADDRESS, "BibTeX of these references", "glm-references.bib"),
        (ADDRESS, "CSL-JSON of these references", "glm-references.csl.json"),
        ("2021-04/", "RIS of all works of this issue", "2021-04-references.ris"),
    ],
)
def test_references_are_saved_under_a_telling_name(page: Page, address: str, name: str, file: str) -> None:
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    assert download.value.suggested_filename == file


def test_what_is_for_machines_is_silent_and_invisible(page: Page) -> None:
    """Yet it is in the document, where Zotero looks."""
    page.goto(ADDRESS)
    assert page.locator("span.Z3988").count() > 5
    for span in page.locator("span.Z3988").all():
        expect(span).to_be_hidden()
    assert "ctx_ver" not in page.locator("article").aria_snapshot()
    assert "ctx_ver" not in page.locator("article").inner_text()


def test_the_script_is_small(sample_dir: Path) -> None:
    assert len(gzip.compress((sample_dir / "assets/copy.js").read_bytes())) <= 1024
