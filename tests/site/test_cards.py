"""Share cards of a build: beside their pages, named in the heads, drawn once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from shortlist.exports import cards as cards_module
from shortlist.reading.colors import TOKENS, read_colors
from shortlist.site import assets
from tests.site.conftest import Build
from tests.tiny import ROOT, TinySite

Run = Callable[..., Build]
CARDS = ["2021-04/card.png", "2021-04/first/card.png", "2021-04/second/card.png", "card.png"]


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    site = TinySite(tmp_path)
    site.replace("mkdocs.yml", "cards: false", "cards: true")
    return site


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names and titles of the cards that were drawn, in this process."""
    titles: list[str] = []

    def draw(card, colors):
        titles.append(f"{card.name} {card.title}".lstrip())
        return cards_module.draw(card, colors)

    monkeypatch.setattr(assets, "draw", draw)
    monkeypatch.setattr("shortlist.site.plugin.start_all", lambda *works: works)
    return titles


def cards(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("card.png"))


def metas(page: html.HtmlElement) -> dict[str, str]:
    found = page.xpath("//meta[starts-with(@property, 'og:image') or starts-with(@name, 'twitter:')]")
    return {meta.get("property") or meta.get("name"): meta.get("content") for meta in found}


def test_pages_name_their_cards(site: TinySite, run: Run) -> None:
    site.replace("mkdocs.yml", "https://example.org/", "https://example.org/sub")
    build = run()
    assert (build.log, build.failed) == ([], False)
    assert cards(build.site) == CARDS
    for address, card, alt in (
        ("2021-04/first/", "2021-04/first/card.png", "Title card: A First Paper"),
        ("2021-04/", "2021-04/card.png", "Title card: April 2021"),
        ("index.html", "card.png", "Title card: Tiny"),
        ("tags/nlp/", "card.png", "Title card: Tiny"),
    ):
        with Image.open(build.site / card) as picture:
            width, height = picture.size
        assert metas(build.page(address)) == {
            "og:image": f"https://example.org/sub/{card}",
            "og:image:width": str(width),
            "og:image:height": str(height),
            "og:image:alt": alt,
            "twitter:card": "summary_large_image",
        }


def test_only_what_changed_is_drawn_again(site: TinySite, run: Run, drawn: list[str]) -> None:
    first = run()
    assert sorted(drawn) == ["A First Paper", "A Second Paper", "April 2021", "April 2021", "Tiny"], "and the cover of a book"
    before = {path: (first.site / path).read_bytes() for path in CARDS}
    drawn.clear()
    second = run()
    assert drawn == []
    assert {path: (second.site / path).read_bytes() for path in CARDS} == before
    site.replace("bib/references.bib", "A Second Paper", "A Second Thought")
    site.replace("docs/2021-04/first.md", "The first paper.", "Another gist.")
    third = run()
    assert drawn == ["A Second Thought"]
    assert (third.site / "2021-04/second/card.png").read_bytes() != before["2021-04/second/card.png"]


def test_a_figure_is_shown_on_the_card_of_its_page_and_a_change_of_it_too(site: TinySite, run: Run, drawn: list[str]) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 54 40"><rect width="54" height="40" fill="#ff0000"/></svg>'
    site.write("docs/2021-04/first.svg", svg)
    site.write("docs/2021-04/first.md", site.read("docs/2021-04/first.md") + "\n![Red.](first.svg)\n\n/// figure-caption\nOurs.\n///\n")

    def at(point: tuple[int, int], card: str = "2021-04/first/card.png") -> str:
        with Image.open(run().site / card) as picture:
            return "#{:02x}{:02x}{:02x}".format(*picture.convert("RGB").getpixel(point))

    light = {name: pair[0] for name, pair in read_colors((ROOT / "overrides" / TOKENS).read_text(encoding="utf-8")).items()}
    assert (at((800, 400)), at((1, 1)), at((100, 145))) == ("#ff0000", light["paper"], light["accent"])
    assert at((800, 400), "2021-04/second/card.png") == light["paper"]
    drawn.clear()
    site.replace("docs/2021-04/first.svg", "#ff0000", "#00ff00")
    assert at((800, 400)) == "#00ff00"
    assert drawn == ["A First Paper"]


def test_a_name_that_the_title_does_not_begin_with_stands_above_it(site: TinySite, run: Run, drawn: list[str]) -> None:
    site.replace("docs/2021-04/first.md", "gist: ", "name: Uno\ngist: ")
    site.replace("docs/2021-04/second.md", "gist: ", "name: A second\ngist: ")
    assert (run().log, sorted(drawn)) == ([], ["A Second Paper", "April 2021", "April 2021", "Tiny", "Uno A First Paper"])


def test_what_an_interruption_left_is_drawn_again(site: TinySite, run: Run, drawn: list[str]) -> None:
    whole = (run().site / "card.png").read_bytes()
    for kept in (site.root / ".cache/cards").iterdir():
        assert kept.suffix == ".png"
        kept.write_bytes(kept.read_bytes()[:-20])
    drawn.clear()
    assert (run().site / "card.png").read_bytes() == whole
    assert len(drawn) == 5


def test_what_another_put_into_the_cache_is_not_published(site: TinySite, run: Run, drawn: list[str]) -> None:
    whole = (run().site / "card.png").read_bytes()
    for kept in (site.root / ".cache/cards").iterdir():
        kept.write_bytes(whole)
    drawn.clear()
    assert (run().site / "card.png").read_bytes() == whole
    assert len(drawn) == 5


def test_a_site_that_cannot_keep_cards_has_them_all_the_same(site: TinySite, run: Run) -> None:
    site.write(".cache", "A file stands where the folder would.")
    build = run()
    assert (build.log, build.failed, cards(build.site)) == ([], False, CARDS)


def test_drafts_have_no_cards(site: TinySite, run: Run) -> None:
    site.replace("docs/2021-04/index.md", "gist: Two papers.", "gist: Two papers.\nstatus: draft")
    assert cards(run().site) == ["card.png"]


@pytest.mark.parametrize(
    ("old", "new", "command"),
    [("cards: true", "cards: false", "build"), ("site_url: https://example.org/", "", "build"), ("", "", "serve")],
    ids=["off", "no address", "preview"],
)
def test_without_cards_pages_name_none(site: TinySite, run: Run, old: str, new: str, command: str) -> None:
    site.write("mkdocs.yml", site.read("mkdocs.yml").replace(old, new) if old else site.read("mkdocs.yml"))
    build = run(command=command)
    assert (build.log, build.failed, cards(build.site)) == ([], False, [])
    assert metas(build.page("2021-04/first/")) == {"twitter:card": "summary"}
    assert not (site.root / ".cache" / "cards").exists()
