"""A public build holds nothing of a draft: not a word, a name, a number of its own, in any file, packed ones too."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from tests.tiny import BIBLIOGRAPHY, FIRST, SECOND, TinySite

WORD = "zyqx"
"""In every word that only drafts have."""

ENTRY = """
@article{{{key},
  title = {{{word}title of {key}}},
  author = {{{word}family, {word}given}},
  journal = {{{word}journal}},
  year = {{2020}},
  note = {{{word}note}},
  doi = {{10.1000/{word}-{key}}}
}}
"""

TEXT = f"""\
## Why

{WORD}text leans on [@{{key}}; @zyqxcited2020work] and `{WORD}code`, $x_{{{{{WORD}}}}}$. <!-- {WORD}comment -->

See ![{WORD}alternative]({WORD}figure.svg)

## Key insights

### {WORD}heading

See [{WORD}link](https://example.org/{WORD}), and [the first](../2021-04/first.md).

{"Plain words that fill the page. " * 45}
"""


def draft(key: str, **more: object) -> dict[str, object]:
    return {"paper": key, "gist": f"A {WORD}gist.", "tags": ["NLP"], "links": {"code": f"https://example.org/{WORD}code"}} | more


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A strict build of a published issue and a draft one between two others, with one summary that is a draft and one that is not."""
    tiny = TinySite(tmp_path_factory.mktemp("drafts"))
    keys = ("zyqx2020draft", "zyqx2020other", "zyqxcited2020work")
    later = ENTRY.format(key="late2021work", word="late")
    tiny.write("bib/references.bib", BIBLIOGRAPHY + "".join(ENTRY.format(key=key, word=WORD) for key in keys) + later)
    for page in ("papers", "authors", "bibliography", "updates", "tags", "issues"):
        tiny.write(f"docs/{page}.md", f"---\ntitle: {page}\ntemplate: {page}.html\n---\n\nText.\n")
    # The later issue, published before the draft one is.
    tiny.issue(folder="2021-06", issue="2021-06", published="2021-06-04", picks=["late"])
    tiny.summary("late", FIRST | {"paper": "late2021work"}, why="Another work [@ada2020first].", folder="2021-06")
    event = {"title": f"{WORD}event", "start": "2021-06-09T17:00:00+02:00", "minutes": 60, "url": f"https://example.org/{WORD}"}
    month = {"issue": "2021-05", "published": "2021-05-04", "gist": f"{WORD}month.", "event": event, "status": "draft"}
    tiny.issue(f"{WORD}editorial.", folder="2021-05", picks=["zyqxslug", "pick"], **month)
    since = [{"date": "2021-05-05", "text": f"A {WORD}update.", "link": "../2021-04/first.md"}]
    tiny.summary("zyqxslug", draft(keys[0], status="draft", since=since), body=TEXT.format(key=keys[0]), folder="2021-05")
    tiny.summary("pick", draft(keys[1]), body=TEXT.format(key=keys[1]), folder="2021-05")
    tiny.write("docs/2021-05/zyqxfigure.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{WORD}</svg>')
    tiny.replace("mkdocs.yml", "cards: false", "cards: true")
    config = load_config(str(tiny.root / "mkdocs.yml"), site_dir=str(tiny.root / "site"), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return tiny.root / "site"


def with_the_word(site: Path) -> list[str]:
    """Files that hold the word, or are called so."""
    found = []
    for path in (path for path in site.rglob("*") if path.is_file()):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        if WORD.encode() in data.lower() or WORD in path.relative_to(site).as_posix():
            found.append(path.relative_to(site).as_posix())
    return found


def test_no_file_holds_a_word_of_a_draft(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.is_file()]
    assert {"index.html", "sitemap.xml", "sitemap.xml.gz", "paper.bib", "references.ris"} <= {path.name for path in files}
    assert any(path.suffix == ".png" for path in files), "share cards are made"
    assert with_the_word(site) == []


def test_nothing_has_the_address_of_a_draft(site: Path) -> None:
    assert (site / "2021-04" / "first" / "index.html").is_file()
    assert (site / "2021-06" / "late" / "index.html").is_file()
    assert not (site / "2021-05").exists()
    text = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*") if path.suffix in (".html", ".json", ".xml", ".txt"))
    assert "2021-04/first" in text
    assert "2021-05" not in text


def test_a_late_pick_is_left_out_of_its_published_issue(tmp_path: Path) -> None:
    tiny = TinySite(tmp_path)
    tiny.summary("zyqx", draft("bob2021second", status="draft"), f"![A]({WORD}.svg) ![B](both.svg) [x](../index.md)")
    tiny.summary("first", FIRST, "See ![B](both.svg)")
    (tmp_path / "docs/2021-04/second.md").unlink()
    tiny.issue(picks=["zyqx", "first"])
    tiny.write(f"docs/2021-04/{WORD}.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{WORD}</svg>')
    tiny.write("docs/2021-04/zyqx.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{WORD}</svg>')
    tiny.write("docs/2021-04/both.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    config = load_config(str(tiny.root / "mkdocs.yml"), site_dir=str(tiny.root / "site"), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    assert with_the_word(tiny.root / "site") == []
    assert (tiny.root / "site/2021-04/both.svg").is_file()
    assert "pick 1 of 1" in (tiny.root / "site/2021-04/first/index.html").read_text(encoding="utf-8")


def test_a_build_for_review_has_drafts_and_says_on_each_page_what_it_is(site: Path) -> None:
    root = site.parent
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "review.yml").write_text(settings.replace("cards: true", "cards: true\n      drafts: true"), encoding="utf-8")
    config = load_config(str(root / "review.yml"), site_dir=str(root / "review"), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    pages = {path.relative_to(root / "review").as_posix(): path.read_text(encoding="utf-8") for path in (root / "review").rglob("*.html")}
    draft_pages = {"2021-05/index.html", "2021-05/all/index.html", "2021-05/zyqxslug/index.html", "2021-05/pick/index.html"}
    assert draft_pages < set(pages)
    assert {path for path, text in pages.items() if "This page is a draft." in text} == draft_pages
    assert [path for path, text in pages.items() if text.count("A preview with drafts, for review.") != 1] == []
    assert [path for path, text in pages.items() if '<meta name="robots" content="noindex">' not in text] == []
    # Nobody subscribes to it, shares its addresses, or keeps its books.
    assert [path for path in (root / "review").rglob("*") if path.suffix in (".ics", ".epub") or path.name in ("feed.xml", "card.png")] == []


def test_the_public_build_has_no_such_note(site: Path) -> None:
    assert "preview" not in (site / "2021-04/first/index.html").read_text(encoding="utf-8").lower()


def test_an_issue_whose_picks_are_all_drafts_is_not_built_at_all(tmp_path: Path) -> None:
    """Whether the build is strict or not."""
    tiny = TinySite(tmp_path)
    tiny.summary("first", FIRST | {"status": "draft"})
    tiny.summary("second", SECOND | {"status": "draft"}, why=WORD)
    config = load_config(str(tiny.root / "mkdocs.yml"), site_dir=str(tiny.root / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    with pytest.raises(Abort):
        build(config)
    assert not (tiny.root / "site").exists()
