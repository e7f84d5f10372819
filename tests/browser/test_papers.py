"""The list of all papers in a browser: every filter, alone and together, judged by the library; authors; and no script."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from shortlist.checks import check
from shortlist.indexes import without_drafts
from tests.conftest import SAMPLE

ROWS = ".sl-papers > ol > li"
WORDS = "Name, title, author, venue, month or any other word"


@dataclass(frozen=True)
class Paper:
    """What there is to know of a pick, from the library."""

    title: str
    authors: tuple[str, ...]
    issue: str
    month: str
    tags: tuple[str, ...]
    venue: str
    has_code: bool


@pytest.fixture(scope="module")
def papers() -> list[Paper]:
    library = without_drafts(check(SAMPLE)[0])
    found = []
    for issue in library.issues.values():
        for summary in library.picks(issue):
            entry = library.entries[summary.paper]
            venue = library.short_venue(entry) or ("arXiv preprint" if entry.arxiv else "")
            names = tuple(person.name for person in entry.authors)
            found.append(Paper(entry.title, names, issue.id, issue.title, summary.tags, venue, "code" in summary.links))
    return found


def plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one)).lower()


def titles(page: Page) -> list[str]:
    return page.locator(f"{ROWS}:visible > a").all_text_contents()


def expect_papers(page: Page, expected: list[Paper], of: list[Paper]) -> None:
    """These are shown, in this order, and said to be; where a filter lets all through, it may say that it is there."""
    said = f"{len(expected)} of {len(of)} papers"
    expect(page.locator("form.sl-find").get_by_role("status")).to_have_text(
        said if len(expected) < len(of) else re.compile(f"({said}|{len(of)} papers)$")
    )
    assert titles(page) == [paper.title for paper in expected]


def menu(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name, exact=True)


def options(page: Page, name: str) -> dict[str, str]:
    """What a menu offers: value → text, without its first entry, which is for all."""
    found = menu(page, name).locator("option").evaluate_all("all => all.slice(1).map(one => [one.value, one.text])")
    return dict(found)


def test_words_filter(page: Page, papers: list[Paper]) -> None:
    page.goto("papers/")
    expect_papers(page, papers, papers)
    box = page.get_by_role("searchbox", name=WORDS)
    box.press_sequentially("LUCIC vídeo")
    expect_papers(page, [paper for paper in papers if "ViViT" in paper.title], papers)
    box.fill("no such paper")
    expect_papers(page, [], papers)


def test_an_author_s_words_belong_to_one_name(page: Page, papers: list[Paper]) -> None:
    page.goto("papers/")
    box = page.get_by_role("searchbox", name="Author", exact=True)
    box.fill("dehghani mostafa")
    expect_papers(page, [paper for paper in papers if "Mostafa Dehghani" in paper.authors], papers)
    box.fill("schmid mostafa")
    together = [paper for paper in papers if any({"schmid", "mostafa"} <= set(plain(name).split()) for name in paper.authors)]
    expect_papers(page, together, papers)
    box.fill("perceiver")  # A title's word.
    expect_papers(page, [], papers)


FACETS: dict[str, Callable[[Paper], tuple[str, ...]]] = {
    "Issue": lambda paper: (paper.issue,),
    "Tag": lambda paper: paper.tags,
    "Venue": lambda paper: (paper.venue,) if paper.venue else (),
}


@pytest.mark.parametrize("name", FACETS)
def test_every_choice_of_a_menu_shows_as_many_as_it_says(page: Page, papers: list[Paper], name: str) -> None:
    page.goto("papers/")
    values = Counter(value for paper in papers for value in FACETS[name](paper))
    offered = options(page, name)
    assert set(offered) == set(values)
    for value, count in values.items():
        assert offered[value].endswith(f"({count})"), value
        menu(page, name).select_option(value)
        expect_papers(page, [paper for paper in papers if value in FACETS[name](paper)], papers)
        if name == "Tag":
            page.get_by_role("button", name=f"Without the tag {value}").click()


def test_has_code(page: Page, papers: list[Paper]) -> None:
    page.goto("papers/")
    with_code = [paper for paper in papers if paper.has_code]
    assert 0 < len(with_code) < len(papers)
    page.get_by_role("checkbox", name=f"Has code ({len(with_code)})").check()
    expect_papers(page, with_code, papers)


def test_choices_combine_and_each_counts_what_it_would_show(page: Page, papers: list[Paper]) -> None:
    """A menu's counts follow all the other filters, not its own."""
    page.goto("papers/")
    tag = Counter(tag for paper in papers for tag in paper.tags).most_common(1)[0][0]
    menu(page, "Tag").select_option(tag)
    page.get_by_role("checkbox", name="Has code").check()
    box = page.get_by_role("searchbox", name=WORDS)
    box.fill("e")
    both = [paper for paper in papers if tag in paper.tags and paper.has_code]
    expect_papers(page, both, papers)
    assert 0 < len(both) < len(papers)
    expect(page.get_by_role("checkbox", name=f"Has code ({len(both)})")).to_be_checked()  # The counts are those of now.
    for name in ("Issue", "Venue", "Tag"):
        counts = Counter(value for paper in both for value in FACETS[name](paper))
        for value, text in options(page, name).items():
            assert text.endswith(f"({counts[value]})"), (name, value)


def test_order_by_title_and_back(page: Page, papers: list[Paper]) -> None:
    page.goto("papers/")
    menu(page, "Order").select_option("title")
    expect_papers(page, sorted(papers, key=lambda paper: plain(paper.title)), papers)
    menu(page, "Order").select_option("")
    expect_papers(page, papers, papers)


def test_several_tags_at_once(page: Page, papers: list[Paper], site_url: str) -> None:
    """Each is a button that takes it out again; the menu then offers to add another."""
    page.goto("papers/")
    for tag in ("Vision", "Attention"):
        menu(page, "Tag").select_option(tag)
    expect_papers(page, [paper for paper in papers if {"Vision", "Attention"} <= set(paper.tags)], papers)
    expect(page).to_have_url(f"{site_url}papers/?tag=Vision&tag=Attention")
    expect(menu(page, "Tag")).to_have_value("")
    page.get_by_role("button", name="Without the tag Vision").click()
    expect_papers(page, [paper for paper in papers if "Attention" in paper.tags], papers)
    page.go_back()
    expect(page.get_by_role("button", name="Without the tag Vision")).to_be_visible()


def test_every_tag_at_once_and_a_hundred_that_do_not_exist(open_page: Callable[..., Page], papers: list[Paper]) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto("papers/")
    page.get_by_role("button", name="Filter").click()
    tags = list(options(page, "Tag"))
    assert len(tags) > 5
    page.goto("papers/?" + urlencode([*(("tag", tag) for tag in tags * 2), *(("tag", f"<b>{number}") for number in range(100))]))
    expect_papers(page, [], papers)
    assert page.locator(".sl-chips button").count() == len(tags)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("button", name="Clear all").click()
    expect_papers(page, papers, papers)


def test_words_that_no_row_has_lead_to_the_search_of_the_texts(page: Page, sample_dir: Path) -> None:
    """The search says how many pages have them, and fetches its index for no other words."""
    texts = (file.read_text(encoding="utf-8").partition("\n## References\n")[0] for file in sample_dir.glob("**/index.md"))
    having = [text for text in texts if "bottleneck" in text.lower()]
    assert len(having) > 1
    page.goto("papers/")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    box = page.get_by_role("searchbox", name=WORDS)
    box.fill("attention")
    page.wait_for_timeout(1000)
    assert not [url for url in requests if "/search/" in url]
    box.fill("bottleneck")
    page.get_by_role("link", name=f"Search the texts: {len(having)} pages →").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox")).to_have_value("bottleneck")
    expect(dialog.get_by_role("listitem")).to_have_count(len(having))
    page.keyboard.press("Escape")
    box.fill("bottleneck qqqqxyzzy")
    page.get_by_role("link", name=f"Search the texts: {len(having)} pages with some of the words →").click()
    expect(dialog.get_by_role("status")).to_contain_text(f"{len(having)} pages found with some of them")


@pytest.mark.parametrize("answer", [{"status": 500, "body": "{"}, {"body": "{}"}, {"body": "null"}])
def test_without_its_index_the_search_is_still_offered(page: Page, complaints: list[str], answer: dict[str, Any]) -> None:
    page.route("**/words.json", lambda route: route.fulfill(**answer))
    page.goto("papers/")
    with page.expect_response("**/words.json"):
        page.get_by_role("searchbox", name=WORDS).fill("hyperparameter")
    page.wait_for_timeout(200)
    link = page.get_by_role("link", name="Search the texts for ‘hyperparameter’ →")
    link.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox")).to_have_value("hyperparameter")
    expect(dialog.get_by_role("status")).to_contain_text("could not be loaded")
    complaints.clear()


def test_clear_is_offered_only_when_there_is_something_to_clear(page: Page) -> None:
    page.goto("papers/")
    clear = page.get_by_role("button", name="Clear all")
    expect(clear).to_be_hidden()
    menu(page, "Order").select_option("title")
    expect(clear).to_be_hidden()
    page.get_by_role("searchbox", name="Author", exact=True).fill("a")
    expect(clear).to_be_visible()
    clear.click()
    expect(clear).to_be_hidden()
    expect(page.get_by_role("searchbox", name=WORDS)).to_be_focused()


@pytest.mark.parametrize("words", ["DINO", "ICML", "2021-04", "april 2021", "moco v3"])
def test_names_venues_and_months_are_found(page: Page, papers: list[Paper], words: str) -> None:
    page.goto(f"papers/?{urlencode({'filter': words})}")
    expect(page.locator(f"{ROWS}:visible").first).to_be_visible()
    assert 0 < len(titles(page)) < len(papers)


def test_on_a_phone_the_first_paper_is_in_sight_and_the_choices_are_folded(open_page: Callable[..., Page], papers: list[Paper]) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    page.goto("papers/?tag=Vision&author=a")
    expect(page.locator(f"{ROWS}:visible > a").first).to_be_in_viewport()
    expect(menu(page, "Issue")).to_be_hidden()
    button = page.get_by_role("button", name="Filter (2)")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(menu(page, "Issue")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_choice_moves_when_the_next_ones_arrive(open_page: Callable[..., Page], width: int) -> None:
    """A long page arrives in pieces, which may end anywhere in the form."""
    page = open_page(viewport={"width": width, "height": 844})
    page.goto("papers/")
    if width < 720:
        page.get_by_role("button", name="Filter").click()
    choices = page.locator("#sl-more > *")
    assert choices.count() == 7

    def boxes(number: int) -> list[list[float]]:
        found: list[list[float]] = choices.evaluate_all("""(all, number) => all.slice(0, number).map(one => {
            const { x, width } = one.getBoundingClientRect()
            return [x, width]
        })""", number)
        return found

    for number in range(6, 0, -1):
        before = boxes(number)
        choices.nth(number).evaluate("choice => choice.remove()")
        assert boxes(number) == before


@pytest.mark.parametrize("address", ["papers/", "authors/", "bibliography/"])
def test_the_script_says_how_long_a_list_is_as_the_page_did(page: Page, address: str) -> None:
    """So that nothing below moves when it comes."""
    page.goto(address)
    status = page.locator("form.sl-filter").get_by_role("status")
    written = page.request.get(address).text()
    expect(status).to_have_text(re.compile(r"^\d+ \w+$"))
    assert f'role="status">{status.text_content()}<' in written


def test_a_list_in_parts_works_as_one(page: Page, papers: list[Paper], sample_dir: Path) -> None:
    """The page of a part, here with two rows, finds those of all parts, which are fetched once somebody asks."""
    text = (sample_dir / "papers/index.html").read_text(encoding="utf-8")
    rows = re.findall(r"<li>(?:<b class|<a href=\"\.\./20).*?</p></li>", text, re.DOTALL)
    assert len(rows) == len(papers)
    part = re.sub(r"<ol>.*</ol>", f"<ol>{''.join(rows[:2])}</ol>", text, flags=re.DOTALL)
    part = part.replace(' data-noun=', ' data-rows="rows.txt" data-root="../" data-noun=')
    page.route("**/papers/*", lambda route: route.fulfill(body=part, content_type="text/html; charset=utf-8"))
    all_rows = "\n".join(rows).replace('href="../', 'href="')
    page.route("**/rows.txt", lambda route: route.fulfill(body=all_rows, content_type="text/plain; charset=utf-8"))
    page.goto("papers/")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{len(papers)} papers")
    assert titles(page) == [paper.title for paper in papers[:2]]
    menu(page, "Tag").select_option("Vision")
    vision = [paper for paper in papers if "Vision" in paper.tags]
    expect_papers(page, vision, papers)
    menu(page, "Order").select_option("title")
    expect_papers(page, sorted(vision, key=lambda paper: plain(paper.title)), papers)
    page.locator(f"{ROWS}:visible > a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(min(vision, key=lambda paper: plain(paper.title)).title)
    page.go_back()
    expect_papers(page, sorted(vision, key=lambda paper: plain(paper.title)), papers)
    page.get_by_role("button", name="Clear all").click()
    menu(page, "Order").select_option("")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text(f"{len(papers)} papers")
    assert titles(page) == [paper.title for paper in papers[:2]]


def test_the_whole_state_stays_in_the_address(page: Page, papers: list[Paper], site_url: str) -> None:
    vivit = next(paper for paper in papers if "ViViT" in paper.title)
    page.goto("papers/")
    page.get_by_role("searchbox", name=WORDS).fill("video")
    page.get_by_role("searchbox", name="Author", exact=True).fill("Lučić")
    menu(page, "Issue").select_option(vivit.issue)
    menu(page, "Tag").select_option("Vision")
    menu(page, "Venue").select_option(vivit.venue)
    menu(page, "Order").select_option("title")
    page.get_by_role("checkbox", name="Has code").check()
    state = {
        "filter": "video",
        "author": "Lučić",
        "issue": vivit.issue,
        "tag": "Vision",
        "venue": vivit.venue,
        "order": "title",
        "code": "yes",
    }
    expect(page).to_have_url(f"{site_url}papers/?{urlencode(state)}")
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect_papers(page, [vivit], papers)
    for name, value in (("Issue", vivit.issue), ("Tag", ""), ("Venue", vivit.venue), ("Order", "title")):
        expect(menu(page, name)).to_have_value(value)
    expect(page.get_by_role("button", name="Without the tag Vision")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Author", exact=True)).to_have_value("Lučić")
    expect(page.get_by_role("checkbox", name="Has code")).to_be_checked()
    assert page.url == address
    page.get_by_role("button", name="Clear all").click()
    expect_papers(page, sorted(papers, key=lambda paper: plain(paper.title)), papers)
    expect(page).to_have_url(f"{site_url}papers/?order=title")


def test_back_undoes_a_choice_and_returns_from_a_summary(page: Page, papers: list[Paper], site_url: str) -> None:
    vision = [paper for paper in papers if "Vision" in paper.tags]
    both = [paper for paper in vision if "Architectures" in paper.tags]
    page.goto("about/")
    page.goto("papers/")
    page.get_by_role("searchbox", name="Author", exact=True).fill("a")
    expect(page).to_have_url(f"{site_url}papers/?author=a")
    menu(page, "Issue").select_option("2021-04")
    menu(page, "Issue").select_option("")  # The same menu again: one step.
    menu(page, "Tag").select_option("Vision")
    expect(page).to_have_url(f"{site_url}papers/?author=a&tag=Vision")
    page.get_by_role("searchbox", name="Author", exact=True).fill("")
    page.get_by_role("searchbox", name=WORDS).fill("architectures")
    expect_papers(page, both, papers)
    page.locator(f"{ROWS}:visible > a").first.click()
    page.wait_for_url("**/20*/**")
    page.go_back()
    expect_papers(page, both, papers)
    expect(page.get_by_role("button", name="Without the tag Vision")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Without the tag Vision")).to_be_hidden()
    expect(page.get_by_role("searchbox", name="Author", exact=True)).to_have_value("a")
    page.go_forward()
    expect_papers(page, both, papers)


@pytest.mark.parametrize("query", ["tag=nonsense&issue=1999-01&order=x&code=no&venue=%00", "filter=+++", "q=vision", "tag="])
def test_an_address_that_asks_for_nothing_known_shows_all(page: Page, papers: list[Paper], query: str) -> None:
    page.goto(f"papers/?{query}")
    expect_papers(page, papers, papers)


def test_what_is_typed_before_the_script_is_there_counts(page: Page, papers: list[Paper]) -> None:
    waiting: list[Route] = []
    page.route("**/list-filter.js", lambda route: waiting.append(route))
    page.goto("papers/?tag=Vision", wait_until="commit")
    page.get_by_role("searchbox", name=WORDS).fill("vivit")
    while not waiting:  # The script stands below the list; a slow machine asks for it later.
        page.wait_for_timeout(50)
    waiting[0].continue_()
    expect_papers(page, [paper for paper in papers if paper.title.startswith("ViViT")], papers)
    expect(page.get_by_role("button", name="Without the tag Vision")).to_be_visible()
    assert "filter=vivit" in page.url


def test_a_hostile_address_is_text(page: Page, papers: list[Paper]) -> None:
    page.goto("papers/?" + urlencode({"filter": "<img src=x onerror=alert(1)> ( [ \\ .*", "author": "((((" * 500}))
    expect_papers(page, [], papers)
    expect(page.get_by_role("searchbox", name=WORDS)).to_have_value("<img src=x onerror=alert(1)> ( [ \\ .*")


def test_escape_clears_the_text_alone(page: Page, papers: list[Paper], site_url: str) -> None:
    page.goto("papers/?filter=perceiver&tag=Vision")
    box = page.get_by_role("searchbox", name=WORDS)
    box.press("Escape")
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    expect_papers(page, [paper for paper in papers if "Vision" in paper.tags], papers)
    expect(page).to_have_url(f"{site_url}papers/?tag=Vision")


def test_by_keyboard_alone(page: Page, papers: list[Paper], site_url: str) -> None:
    page.goto("papers/")
    box = page.get_by_role("searchbox", name=WORDS)
    for _ in range(40):
        page.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.type("s. f/n")  # Keys of the theme elsewhere.
    expect(box).to_have_value("s. f/n")
    page.keyboard.press("Escape")
    for name in ("Author", "Issue", "Tag"):
        page.keyboard.press("Tab")
        # Chromium's own button that empties a search field is no stop.
        expect(page.get_by_label(name, exact=True)).to_be_focused()
    menu(page, "Tag").press("V")
    vision = [paper for paper in papers if "Vision" in paper.tags]
    expect_papers(page, vision, papers)
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="Has code")).to_be_focused()
    page.keyboard.press("Space")
    expect_papers(page, [paper for paper in vision if paper.has_code], papers)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Without the tag Vision")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Clear all")).to_be_focused()
    page.keyboard.press("Enter")
    expect_papers(page, papers, papers)
    expect(box).to_be_focused()  # The button has gone.
    for _ in range(8):
        page.keyboard.press("Tab")
    expect(page.locator(f"{ROWS} a").first).to_be_focused()
    expect(page).to_have_url(f"{site_url}papers/")


def test_all_papers_are_there_without_javascript(open_page: Callable[..., Page], papers: list[Paper]) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("papers/?tag=Vision")
    assert titles(page) == [paper.title for paper in papers]
    expect(page.locator(".sl-find")).to_be_hidden()
    page.locator(f"{ROWS} > a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(papers[0].title)


@pytest.mark.parametrize("address", ["papers/", "papers/?filter=a", "authors/", "tags/vision/"])
def test_nothing_scrolls_sideways_on_a_phone(open_page: Callable[..., Page], address: str) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_every_author_is_found_from_their_initial(page: Page, papers: list[Paper], site_url: str) -> None:
    page.goto("authors/")
    page.get_by_role("navigation", name="Initials").get_by_role("link", name="L", exact=True).click()
    expect(page.get_by_role("heading", name="L", exact=True)).to_be_in_viewport()
    lucic = page.get_by_role("listitem").filter(has_text="Lučić, Mario")
    wanted = [paper.title for paper in papers if {"Mario Lučić", "Mario Lucic"} & set(paper.authors)]
    assert lucic.get_by_role("link").all_text_contents() == wanted
    lucic.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(wanted[0])
