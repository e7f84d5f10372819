"""What has happened since a paper was picked: on its page, and on the page of updates."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import pytest

from tests.site.conftest import Build
from tests.site.test_pages import second_issue
from tests.tiny import FIRST, SECOND, TinySite

Run = Callable[..., Build]

PAGE = "https://example.org/2021-04/first/"


def follow_up(day: str, text: str, link: str) -> dict[str, Any]:
    """In quotes of JSON, which YAML reads too and `tests.tiny` leaves alone."""
    return {"date": day, "text": json.dumps(text), "link": json.dumps(link)}


def with_updates(site: TinySite) -> None:
    site.write("docs/updates.md", "---\ntitle: Updates\ntemplate: updates.html\n---\n\nAll notes.\n")
    first = [follow_up("2021-04-07", "Older.", "second.md#why"), follow_up("2021-06-01", "Newer.", "https://example.org/a")]
    site.summary("first", FIRST | {"since": first})
    site.summary("second", SECOND | {"since": [follow_up("2021-05-01", "Between <b>.", "index.md")]})


def notes(built: Build, address: str) -> list[tuple[str, str, str]]:
    """Text, link's name and address of each note."""
    items = built.page(address).xpath("//ul[@class='sl-updates']/li/p")
    return [(item.text.strip(), item.xpath("string(a)"), item.xpath("string(a/@href)")) for item in items]


def test_a_summary_begins_with_what_has_happened_since_newest_first(site: TinySite, run: Run) -> None:
    with_updates(site)
    built = run()
    assert not built.log
    assert notes(built, "2021-04/first/") == [
        ("Newer. See", "example.org", "https://example.org/a"),
        ("Older. See", "A Second Paper", "../second/#why"),
    ]
    assert built.text("2021-04/first/").index("Since then") < built.text("2021-04/first/").index("It cites")


def test_the_whole_issue_has_them_too(site: TinySite, run: Run) -> None:
    with_updates(site)
    (first, second) = run().page("2021-04/all/").xpath("//section[header]")
    assert [item.text.strip() for item in first.xpath(".//ul[@class='sl-updates']/li/p")] == ["Newer. See", "Older. See"]
    assert second.xpath("string(.//ul[@class='sl-updates']/li/p/a/@href)") == "../"


def test_updates_hold_all_newest_first(site: TinySite, run: Run) -> None:
    with_updates(site)
    built = run()
    assert [text for text, _, _ in notes(built, "updates/")] == ["Newer. See", "Between <b>. See", "Older. See"]
    assert notes(built, "updates/")[1][1:] == ("April 2021", "../2021-04/")
    days = built.page("updates/").xpath("//article//h2/time/@datetime")
    assert days == ["2021-06-01", "2021-05-01", "2021-04-07"]
    links = built.page("updates/").xpath("//ul[@class='sl-updates']/li/a/@href")
    assert links == ["../2021-04/first/", "../2021-04/second/", "../2021-04/first/"]


def test_a_link_may_lead_to_any_page(site: TinySite, run: Run) -> None:
    site.write("docs/about.md", "---\ntitle: About us\n---\n\n## How\n\nText.\n")
    links = ["first.md#why", "../about.md#how", "../tags/nlp.md", "../index.md"]
    site.summary("first", FIRST | {"since": [follow_up("2021-04-07", f"To {link}.", link) for link in links]})
    built = run()
    assert not built.log
    assert [(name, href) for _, name, href in notes(built, "2021-04/first/")] == [
        ("Why", "#why"),
        ("About us", "../../about/#how"),
        ("NLP", "../../tags/nlp/"),
        ("Home", "../../"),
    ]


def test_updates_of_one_day_stand_together_in_the_order_of_picks(site: TinySite, run: Run) -> None:
    with_updates(site)
    site.summary(
        "first", FIRST | {"since": [follow_up("2021-05-01", "One.", "second.md"), follow_up("2021-05-01", "Two.", "#why")]}
    )
    built = run()
    assert not built.log
    (section,) = built.page("updates/").xpath("//article//section")
    assert section.xpath("string(h2)") == "1 May 2021"
    assert [text for text, _, _ in notes(built, "updates/")] == ["One. See", "Two. See", "Between <b>. See"]


def test_a_summary_without_follow_ups_says_nothing_of_them(run: Run) -> None:
    assert "Since then" not in run().text("2021-04/first/")


def test_notes_of_drafts_are_shown_by_the_preview_alone(site: TinySite, run: Run) -> None:
    with_updates(site)
    second_issue(site, status="draft")
    header = {
        "paper": "third2021",
        "gist": "The third paper.",
        "tags": ["NLP"],
        "since": [follow_up("2021-06-02", "Secret.", "#why")],
    }
    site.summary("third", header, folder="2021-05")
    public = run()
    assert not public.log
    assert "Secret" not in public.text("updates/")
    assert "Secret" in run(command="serve").text("updates/")


def named(site: TinySite, run: Run, link: str, address: str = "2021-04/first/") -> list[tuple[str, str]]:
    """Name and address that a link has on a page."""
    site.write("docs/updates.md", "---\ntitle: Updates\ntemplate: updates.html\n---\n\nAll notes.\n")
    site.write("docs/about-us.md", "# About *us*\n\n## How\n\nText.\n")
    site.summary("first", FIRST | {"since": [follow_up("2021-05-04", "Text.", link)]})
    built = run()
    assert not built.log
    return [note[1:] for note in notes(built, address)]


@pytest.mark.parametrize(
    ("link", "name", "address"),
    [
        ("#key-insights", "Key insights", "#key-insights"),
        ("first.md#key-insights", "Key insights", "#key-insights"),
        ("#references", "A First Paper", "#references"),
        ("../index.md", "Home", "../../"),
        ("../about-us.md#how", "About us", "../../about-us/#how"),
        ("../tags/nlp.md", "NLP", "../../tags/nlp/"),
        ("https://www.example.org:8443/a?b#c", "example.org", "https://www.example.org:8443/a?b#c"),
    ],
)
def test_links_are_named_after_where_they_lead(site: TinySite, run: Run, link: str, name: str, address: str) -> None:
    ((found, href),) = named(site, run, link)
    assert found == name
    assert urljoin(PAGE, href) == urljoin(PAGE, address)


def test_a_section_of_a_summary_is_named_among_the_updates_too(site: TinySite, run: Run) -> None:
    assert named(site, run, "#key-insights", "updates/") == [("Key insights", "../2021-04/first/#key-insights")]


def test_a_page_that_the_site_leaves_out_cannot_be_led_to(site: TinySite, run: Run) -> None:
    site.write("docs/hidden.md", "Text.\n")
    site.replace("mkdocs.yml", "theme:\n", "exclude_docs: hidden.md\ntheme:\n")
    site.summary("first", FIRST | {"since": [follow_up("2021-05-04", "Text.", "../hidden.md")]})
    built = run()
    assert built.failed
    assert "a follow-up leads to docs/hidden.md, which the site leaves out" in built.log[-1]


def test_notes_are_text(site: TinySite, run: Run) -> None:
    text = "</p><script>alert(1)</script> {{ 7 }} <b>& it ends."
    with_updates(site)
    site.summary("second", SECOND | {"since": [follow_up("2021-05-01", text, 'https://example.org/?"><img/src=x>')]})
    built = run()
    assert not built.log
    for address in ("2021-04/second/", "updates/"):
        assert not built.page(address).xpath("//article//script | //article//img")
        assert (f"{text} See", "example.org", "https://example.org/?%22%3E%3Cimg/src=x%3E") in notes(built, address)


def test_home_leads_to_the_updates_if_there_is_such_a_page(site: TinySite, run: Run) -> None:
    assert not run().page("").xpath("//article//a[@href='updates/']")
    with_updates(site)
    assert run().page("").xpath("//article//a[@href='updates/']")


def test_a_site_without_follow_ups_says_so(site: TinySite, run: Run) -> None:
    with_updates(site)
    site.summary("first", FIRST)
    site.summary("second", SECOND)
    built = run()
    assert not built.log
    assert "There are none yet." in built.text("updates/")
    assert not built.page("updates/").xpath("//ul[@class='sl-updates']")


def test_search_finds_a_summary_by_them(site: TinySite, run: Run) -> None:
    with_updates(site)
    built = run()
    assert built.indexed("2021-04/first/") >= {"older", "newer"}
    assert "between" in built.indexed("2021-04/second/")


def test_the_sitemap_dates_a_summary_by_its_latest_follow_up(site: TinySite, run: Run) -> None:
    with_updates(site)
    dates = dict(
        re.findall(r"<loc>https://example.org/(.*?)</loc>\s*<lastmod>(.*?)</lastmod>", (run().site / "sitemap.xml").read_text(encoding="utf-8"))
    )
    assert dates["2021-04/first/"] == "2021-06-01"
    assert dates["2021-04/second/"] == "2021-05-01"
    assert dates["2021-04/"] == "2021-04-06"


def test_a_later_pick_that_follows_up_is_read_next(site: TinySite, run: Run) -> None:
    second_issue(site)
    site.summary("first", FIRST | {"since": [follow_up("2021-05-04", "Text.", "../2021-05/third.md")]})
    built = run()
    for address, title, reason in (
        ("2021-04/first/", "A Third Paper", "follows up on this pick"),
        ("2021-05/third/", "A First Paper", "this pick follows up on it"),
    ):
        (item,) = built.page(address).xpath("//nav[@class='sl-next']//li")
        assert item.xpath("string(a)") == title
        assert item.xpath("string(span)").endswith(reason)
