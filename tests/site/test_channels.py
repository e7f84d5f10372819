"""Ways to follow a built site: files, the lines that lead to them, and the heads that announce them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from zipfile import ZipFile

import feedparser
import pytest

from tests.site.conftest import Build
from tests.tiny import SECOND, TinySite

Run = Callable[..., Build]
FEEDS = ["feed.xml", "issues/feed.xml", "tags/nlp/feed.xml", "tags/vision/feed.xml", "updates/feed.xml"]


def feeds(build: Build) -> list[str]:
    return sorted(path.relative_to(build.site).as_posix() for path in build.site.rglob("feed.xml"))


def follow(build: Build, address: str) -> list[tuple[str, str]]:
    return [(link.text, link.get("href")) for link in build.page(address).xpath("//p[contains(@class, 'sl-follow')]/a")]


def announced(build: Build, address: str, media_type: str = "application/atom+xml") -> list[str]:
    return build.page(address).xpath(f"//head/link[normalize-space(@rel)='alternate'][@type='{media_type}']/@href")


def test_pages_lead_to_feeds_that_are_there(site: TinySite, run: Run) -> None:
    site.write("docs/issues.md", "---\ntitle: Issues\ntemplate: issues.html\n---\n\nAll.\n")
    build = run()
    assert (build.log, build.failed, feeds(build)) == ([], False, FEEDS)
    assert follow(build, "index.html")[:2] == [("feed of every summary", "feed.xml"), ("feed of the issues", "issues/feed.xml")]
    assert follow(build, "issues/")[0] == ("feed of the issues", "feed.xml")
    assert follow(build, "tags/nlp/")[0] == ("feed of this tag", "feed.xml")
    for address in ("index.html", "issues/", "tags/nlp/", "2021-04/", "2021-04/first/", "2021-04/all/"):
        for path in announced(build, address):
            assert (build.site / address.removesuffix("index.html") / path).resolve().is_file()
    assert announced(build, "tags/nlp/")[0] == "feed.xml", "the page's own first"
    for address in ("index.html", "issues/", "2021-04/", "2021-04/first/"):
        (path,) = announced(build, address, "text/markdown")
        assert (build.site / address.removesuffix("index.html") / path).is_file()
    assert announced(build, "tags/nlp/", "text/markdown") == announced(build, "2021-04/all/", "text/markdown") == []
    assert "(https://example.org/2021-04/first/index.md)" in (build.site / "llms.txt").read_text(encoding="utf-8")
    assert (build.site / "assets/feed.css").is_file()


@pytest.mark.parametrize(("site_url", "command"), [("", "build"), ("site_url: https://example.org/", "serve")], ids=["no address", "preview"])
def test_where_nobody_can_follow_nothing_offers_it(site: TinySite, run: Run, site_url: str, command: str, caplog: pytest.LogCaptureFixture) -> None:
    site.replace("mkdocs.yml", "site_url: https://example.org/", site_url)
    with caplog.at_level(logging.INFO, "mkdocs"):
        build = run(command=command)
    assert (build.log, build.failed, feeds(build)) == ([], False, [])
    assert follow(build, "index.html") == announced(build, "2021-04/") == []
    is_public = command == "build"
    assert ((build.site / "llms.txt").is_file(), bool(announced(build, "2021-04/", "text/markdown"))) == (is_public, is_public)
    said = [message for message in caplog.messages if "has no 'site_url'" in message]
    assert len(said) == (0 if site_url else 1)


def test_a_mailing_list_is_named(site: TinySite, run: Run) -> None:
    site.replace("mkdocs.yml", "cards: false", "cards: false\n      mailing_list: https://example.org/list")
    assert ("by mail", "https://example.org/list") in follow(run(), "index.html")


@pytest.mark.parametrize("authority", ["example.org", "https://example.org,2026", "example.org,26", "a b.org,2026"])
def test_a_wrong_authority_stops_the_build(site: TinySite, run: Run, authority: str) -> None:
    site.replace("mkdocs.yml", "cards: false", f'cards: false\n      authority: "{authority}"')
    build = run()
    assert build.failed
    assert "expected a domain and a year" in " ".join(build.log)


BOOK = "2021-04/tiny-2021-04.epub"


def test_an_issue_leads_to_its_book_and_says_how_large_it_is(site: TinySite, run: Run) -> None:
    site.write("docs/2021-04/first.svg", '<svg xmlns="http://www.w3.org/2000/svg"><title>T</title></svg>')
    site.write("docs/2021-04/first.md", site.read("docs/2021-04/first.md") + "\n![A.](first.svg)\n\n/// figure-caption\nOurs.\n///\n")
    build = run()
    assert (build.log, build.failed) == ([], False)
    size = (build.site / BOOK).stat().st_size
    (link,) = build.page("2021-04/").xpath("//a[@type='application/epub+zip']")
    assert (link.get("href"), link.text) == ("tiny-2021-04.epub", f"EPUB, {size / 1000:.0f} kB")
    assert json.loads((build.site / "papers.json").read_text(encoding="utf-8"))["issues"][0]["book"] == BOOK
    (entry,) = feedparser.parse((build.site / "issues/feed.xml").read_bytes()).entries
    assert [(file.href, file.length, file.type) for file in entry.enclosures] == [(f"https://example.org/{BOOK}", str(size), "application/epub+zip")]
    assert {"EPUB/pick-first.xhtml", "EPUB/picture-1.svg"} <= set(ZipFile(build.site / BOOK).namelist())


def test_books_need_no_address_and_have_no_drafts(site: TinySite, run: Run) -> None:
    site.replace("mkdocs.yml", "site_url: https://example.org/", "")
    site.summary("second", SECOND | {"status": "draft"})
    build = run()
    assert "EPUB/pick-second.xhtml" not in ZipFile(build.site / BOOK).namelist()
    assert build.page("2021-04/").xpath("//a[@type='application/epub+zip']/@href") == ["tiny-2021-04.epub"]


def test_a_preview_makes_no_books(run: Run) -> None:
    build = run(command="serve")
    assert (list(build.site.rglob("*.epub")), build.page("2021-04/").xpath("//a[contains(@href, '.epub')]")) == ([], [])


def test_a_book_has_a_cover_where_cards_are_drawn(site: TinySite, run: Run) -> None:
    site.replace("mkdocs.yml", "cards: false", "cards: true")
    assert ZipFile(run().site / BOOK).read("EPUB/cover.png").startswith(b"\x89PNG")
