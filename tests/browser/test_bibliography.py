"""The bibliography in a browser: the filter, and the list without it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

WORKS = ".sl-works > ol > li"


@pytest.fixture(scope="module")
def count(sample_dir: Path) -> int:
    """How many works there are, by another way than the page."""
    return len(json.loads((sample_dir / "graph.json").read_text(encoding="utf-8"))["works"])


def shown(page: Page) -> int:
    return page.locator(f"{WORKS}:visible").count()


def test_typing_filters_and_says_how_many_are_left(page: Page, count: int) -> None:
    page.goto("bibliography/")
    status = page.get_by_role("status")
    expect(status).to_have_text(f"{count} works")
    box = page.get_by_role("searchbox", name="Filter by author, title, year or any other word")
    box.press_sequentially("trigger thermionic")
    expect(status).to_have_text(f"1 of {count} works")
    expect(page.locator(f"{WORKS}:visible")).to_contain_text("Thermionic")
    box.fill("xyzzy")
    expect(status).to_have_text(f"0 of {count} works")
    assert shown(page) == 0


def test_words_match_in_any_order_without_diacritics_and_case_and_so_do_those_of_sentences(page: Page, count: int) -> None:
    page.goto("bibliography/")
    box = page.get_by_role("searchbox", name="Filter")
    for words in ("Lučić", "lucic", "LUCIC mario", "mario  lucic 2021", "  Vivit Dehghani "):
        box.fill("")
        expect(page.get_by_role("status"), words).to_have_text(f"{count} works")
        box.fill(words)
        expect(page.locator(f"{WORKS}:visible"), words).to_have_count(1)
        expect(page.locator(f"{WORKS}:visible"), words).to_contain_text("Lučić")
    box.fill("easily misread")
    expect(page.locator(f"{WORKS}:visible")).to_have_count(1)
    expect(page.locator(f"{WORKS}:visible")).to_contain_text("easily misread")


def test_escape_clears(page: Page, count: int, site_url: str) -> None:
    page.goto("bibliography/?filter=bert")
    box = page.get_by_role("searchbox", name="Filter")
    expect(box).to_have_value("bert")
    assert 0 < shown(page) < count
    box.press("Escape")
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    expect(page.get_by_role("status")).to_have_text(f"{count} works")
    assert shown(page) == count
    expect(page).to_have_url(f"{site_url}bibliography/")


def test_the_address_keeps_the_filter_and_the_way_back_restores_it(page: Page, site_url: str, count: int) -> None:
    page.goto("bibliography/")
    box = page.get_by_role("searchbox", name="Filter")
    box.press_sequentially("thermionic & co")
    expect(page).to_have_url(f"{site_url}bibliography/?filter=thermionic+%26+co")
    # At once, before the pause after which the address follows; one entry of the history for the whole page.
    box.fill("thermionic")
    page.locator(f"{WORKS}:visible ul a").first.click()
    page.wait_for_url("**/2021-04/**")
    page.go_back()
    expect(page.get_by_role("searchbox", name="Filter")).to_have_value("thermionic")
    expect(page.get_by_role("status")).to_have_text(f"1 of {count} works")
    assert shown(page) == 1


def test_the_search_of_all_pages_stays_closed(page: Page) -> None:
    page.goto("bibliography/?filter=linformer")
    expect(page.locator(f"{WORKS}:visible")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_by_keyboard_alone(page: Page, site_url: str) -> None:
    page.goto("bibliography/")
    box = page.get_by_role("searchbox", name="Filter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    # Letters and signs that are keys of the theme elsewhere.
    page.keyboard.type("schmitt, s. f/n")
    expect(box).to_have_value("schmitt, s. f/n")
    box.fill("schmitt thermionic")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}bibliography/?filter=schmitt+thermionic")
    expect(page.locator(f"{WORKS}:visible")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(f"{WORKS}:visible a").first).to_be_focused()


def test_everything_is_there_without_javascript(open_page: Callable[..., Page], count: int) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("bibliography/?filter=thermionic")
    assert shown(page) == count
    expect(page.get_by_role("searchbox", name="Filter")).to_be_hidden()
    expect(page.locator("#ref-devlin2019bert")).to_contain_text("BERT looks at a text from both sides")


def test_a_sentence_s_link_leads_to_its_place(page: Page, site_url: str) -> None:
    page.goto("bibliography/#ref-vaswani2017attention")
    work = page.locator("#ref-vaswani2017attention")
    expect(work).to_be_in_viewport()
    work.get_by_role("link", name="Perceiver").click()
    expect(page).to_have_url(f"{site_url}2021-04/perceiver/#cite-1-vaswani2017attention")
    expect(page.locator("#cite-1-vaswani2017attention")).to_be_in_viewport()


def test_an_address_of_a_work_leads_to_the_part_that_has_it_now(page: Page, sample_dir: Path, site_url: str) -> None:
    """Of two parts of which one holds the other, to the finer one; and to a work that no part has, nowhere."""
    text = (sample_dir / "bibliography/index.html").read_text(encoding="utf-8")
    links = "".join(f'<a href="/bibliography/{part}/" data-part="{part}">{part}</a>' for part in ("d", "dev", "v", "other"))
    whole = re.sub(r"<ol[^>]*>.*</ol>", links, text, flags=re.DOTALL).replace(" data-noun=", ' data-rows="rows.txt" data-root="../" data-noun=')
    page.route("**/bibliography/", lambda route: route.fulfill(body=whole, content_type="text/html; charset=utf-8"))
    page.route("**/bibliography/*/", lambda route: route.fulfill(body=text.replace('"../', '"../../'), content_type="text/html; charset=utf-8"))
    for key, part in (("devlin2019bert", "dev"), ("dosovitskiy2021vit", "d"), ("2020", "other")):
        page.goto(f"bibliography/#ref-{key}")
        expect(page).to_have_url(f"{site_url}bibliography/{part}/#ref-{key}")
        page.goto("about:blank")
