"""What has happened since a paper was picked: on its page, and on the page of updates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.builds.conftest import Build
from tests.builds.test_pages import second_issue
from tests.tiny import FIRST, SECOND, TinySite

Run = Callable[..., Build]


def follow_up(day: str, text: str, link: str) -> dict[str, Any]:
    return {"date": day, "text": text, "link": link}


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
    assert built.text("2021-04/first/").index("Since we picked it") < built.text("2021-04/first/").index("It cites")


def test_updates_hold_all_newest_first(site: TinySite, run: Run) -> None:
    with_updates(site)
    built = run()
    assert [text for text, _, _ in notes(built, "updates/")] == ["Newer. See", "Between <b>. See", "Older. See"]
    assert notes(built, "updates/")[1][1:] == ("April 2021", "../2021-04/")
    days = built.page("updates/").xpath("//ul[@class='sl-updates']/li/time/@datetime")
    assert days == ["2021-06-01", "2021-05-01", "2021-04-07"]
    links = built.page("updates/").xpath("//ul[@class='sl-updates']/li/a/@href")
    assert links == ["../2021-04/first/", "../2021-04/second/", "../2021-04/first/"]


def test_a_link_may_lead_to_any_page(site: TinySite, run: Run) -> None:
    site.write("docs/about.md", "---\ntitle: About us\n---\n\n## How\n\nText.\n")
    links = ["first.md#why", "../about.md#how", "../tags/nlp.md", "../index.md"]
    site.summary("first", FIRST | {"since": [follow_up("2021-04-07", "Text.", link) for link in links]})
    built = run()
    assert not built.log
    assert [(name, href) for _, name, href in notes(built, "2021-04/first/")] == [
        ("A First Paper", "#why"),
        ("About us", "../../about/#how"),
        ("NLP", "../../tags/nlp/"),
        ("Home", "../../"),
    ]


def test_a_summary_without_follow_ups_says_nothing_of_them(run: Run) -> None:
    assert "Since we picked it" not in run().text("2021-04/first/")


def test_notes_of_drafts_are_shown_by_the_preview_alone(site: TinySite, run: Run) -> None:
    with_updates(site)
    second_issue(site, status="draft")
    header = {
        "paper": "third2021",
        "gist": "The third paper.",
        "tags": ["NLP"],
        "since": [follow_up("2021-06-02", "Secret.", "third.md")],
    }
    site.summary("third", header, folder="2021-05")
    public = run()
    assert not public.log
    assert "Secret" not in public.text("updates/")
    assert "Secret" in run(command="serve").text("updates/")
