"""The reader's shelf: marks on picks that stay in the browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_accessibility import BUT_CONTRAST, violations

OFF = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('off') } })"
FULL = "Storage.prototype.setItem = function (name) { if (name.endsWith('sl-shelf')) throw new Error('full') }"


def mark(page: Page, name: str) -> Locator:
    return page.get_by_role("article").get_by_role("button", name=name, exact=True)


def test_marks_are_kept_from_page_to_page_and_taken_off_again(page: Page) -> None:
    page.goto("2021-05/")
    keep, read = mark(page, "Keep: DINO"), mark(page, "Read: DINO")
    expect(keep).to_have_attribute("aria-pressed", "false")
    keep.focus()
    page.keyboard.press("Space")
    expect(keep).to_have_attribute("aria-pressed", "true")
    expect(read).to_have_attribute("aria-pressed", "false")
    page.goto("2021-05/dino/")
    expect(keep).to_have_attribute("aria-pressed", "true")
    read.click()
    keep.click()
    page.goto("tags/vision/")
    expect(read).to_have_attribute("aria-pressed", "true")
    expect(keep).to_have_attribute("aria-pressed", "false")
    expect(mark(page, "Read: MoCo v3")).to_have_attribute("aria-pressed", "false")


def test_papers_are_found_by_their_marks(page: Page, site_url: str) -> None:
    page.goto("2021-05/dino/")
    mark(page, "Keep: DINO").click()
    page.goto("2021-04/glm/")
    mark(page, "Read: GLM").click()
    page.goto("papers/")
    form = page.get_by_role("search", name="Papers")
    rows = page.get_by_role("region", name="Papers", exact=True).locator("li:visible")
    total = rows.count()
    for value, titles in (("kept", "Emerging Properties"), ("read", "GLM")):
        form.get_by_label("Your marks").select_option(value)
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(titles)
    expect(page).to_have_url(f"{site_url}papers/?shelf=read")
    form.get_by_label("Your marks").select_option("unread")
    expect(rows).to_have_count(total - 1)


def test_marks_travel_in_a_file(page: Page, tmp_path: Path) -> None:
    page.goto("2021-05/dino/")
    mark(page, "Keep: DINO").click()
    page.goto("papers/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    path = tmp_path / "shelf.json"
    download.value.save_as(path)
    assert json.loads(path.read_text(encoding="utf-8")) == {"2021-05/dino": "kept"}
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget all").click()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.endsWith('sl-shelf'))") == []
    path.write_text('{"2021-05/dino": "read", "2021-04/glm": "kept"}', encoding="utf-8")
    status = page.get_by_role("region", name="Your marks").get_by_role("status")
    page.get_by_label("Add from a file").set_input_files(path)
    expect(status).to_have_text("2 marked picks were added.")
    page.goto("2021-05/dino/")
    expect(mark(page, "Read: DINO")).to_have_attribute("aria-pressed", "true")


BROKEN = ["", "no", "null", "[1]", '{"__proto__": "read"}', '{"../../x": "kept"}', '{"2021-05/dino": {"a": 1}}', '{"2021-05/dino": "<b>"}', "{" * 9000]


def test_a_broken_file_counts_as_nothing(page: Page, tmp_path: Path) -> None:
    page.goto("papers/")
    status = page.get_by_role("region", name="Your marks").get_by_role("status")
    for number, text in enumerate(BROKEN):
        path = tmp_path / f"{number}.json"  # The same once more would be no change.
        path.write_text(text, encoding="utf-8")
        status.evaluate("status => { status.textContent = '' }")
        page.get_by_label("Add from a file").set_input_files(path)
        expect(status, text).to_have_text("That file has no marks in it.")
    assert page.evaluate("Object.keys(localStorage).filter(name => name.endsWith('sl-shelf'))") == []


def test_what_is_broken_in_storage_counts_as_nothing(page: Page) -> None:
    page.goto("2021-05/dino/")
    for text in BROKEN:
        page.evaluate("text => localStorage.setItem(`${new URL('.', document.querySelector('a.sl-name').href).pathname}sl-shelf`, text)", text)
        page.reload()
        expect(mark(page, "Read: DINO"), text).to_have_attribute("aria-pressed", "false")
        mark(page, "Read: DINO").click()
        expect(mark(page, "Read: DINO"), text).to_have_attribute("aria-pressed", "true")
        expect(mark(page, "Keep: DINO"), text).to_have_attribute("aria-pressed", "false")


def test_where_storage_is_off_nothing_is_shown(page: Page) -> None:
    page.add_init_script(OFF)
    for address in ("", "2021-05/", "2021-05/dino/", "papers/"):
        page.goto(address)
        expect(page.locator(".sl-marks button")).to_have_count(0)
        for found in page.get_by_label("Your marks").all():
            expect(found).to_be_hidden()


def test_full_storage_does_no_harm(page: Page) -> None:
    page.add_init_script(FULL)
    page.goto("2021-05/dino/")
    mark(page, "Read: DINO").click()
    expect(mark(page, "Read: DINO")).to_have_attribute("aria-pressed", "false")


def test_home_says_what_is_new_since_the_last_visit(page: Page) -> None:
    page.goto("")
    news = page.get_by_text("new since your last visit")
    assert news.count() > 1
    for one in news.all():
        expect(one).to_be_hidden()
    page.evaluate("""() => {
        sessionStorage.clear()
        for (const name of Object.keys(localStorage)) if (name.endsWith("sl-seen")) localStorage.setItem(name, "2021-05")
    }""")
    for _ in range(2):  # As long as the window is open.
        page.goto("")
        assert [one.is_visible() for one in news.all()] == [True] + [False] * (news.count() - 1)
    page.evaluate("sessionStorage.clear()")
    page.goto("")
    expect(news.first).to_be_hidden()


def test_marks_are_accessible_and_fit(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 320, "height": 800}, reduced_motion="reduce")
    for address in ("", "2021-05/dino/", "papers/"):
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(address)
        for button in page.locator(".sl-marks button").all()[:3]:
            button.click()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 1280, "height": 800})
        assert violations(page, [BUT_CONTRAST]) == []  # No width changes a color.
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
