"""What the preview shows, against MkDocs' own build and against a preview that knows nothing of before. No server."""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from lxml import html
from mkdocs.commands.build import build
from mkdocs.config import load_config

from shortlist.authoring.preview import Preview
from shortlist.checks import check
from shortlist.site.preview import Answer, Compiled
from tests.conftest import ROOT
from tests.tiny import FIRST, SECOND, SETTINGS, TinySite

ADDRESS = "http://127.0.0.1:8000"

THIRD = {"paper": "eve2021third", "gist": "The third paper.", "tags": ["NLP", "Vision"]}
THIRD_ENTRY = """
@misc{eve2021third,
  title = {A Third Paper},
  author = {Example, Eve},
  year = {2021},
  eprint = {2102.00001},
  archiveprefix = {arXiv}
}
"""


def add_second_issue(site: TinySite) -> None:
    """An issue whose only pick cites a paper of the first one."""
    site.write("bib/references.bib", site.read("bib/references.bib") + THIRD_ENTRY)
    site.issue(folder="2021-05", issue="2021-05", published="2021-05-04", gist="One paper.", picks=["third"])
    site.summary("third", THIRD, "As before [@ada2020first], see [the first](../2021-04/first.md).", folder="2021-05")


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    """Two issues, and every index page that the real site has, with its settings."""
    site = TinySite(tmp_path)
    add_second_issue(site)
    for page in sorted((ROOT / "docs").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        header = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
        site.write(f"docs/{page.name}", f"{header[0] if header else ''}\nShort.\n")
    return site


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    """Templates are compiled once for all tests; those that change are told apart by their text."""
    return Compiled()


@pytest.fixture
def start(compiled: Compiled) -> Iterator[Callable[..., Preview]]:
    """Begins a preview of a site."""
    begun = []

    def start(site: TinySite, issue: str = "") -> Preview:
        preview = Preview(site.root, ADDRESS, issue)
        preview.compiled = compiled
        begun.append(preview)
        preview.renew()
        return preview

    yield start
    for preview in begun:
        preview.close()


Start = Callable[..., Preview]


def text(answer: Answer) -> str:
    """All visible text of a page's article, white space collapsed."""
    return " ".join(html.fromstring(answer.body.decode()).xpath("string(//main)").split())


def strip(answer: Answer) -> list[str]:
    """The lines of the strip of problems."""
    return [line.text_content() for line in html.fromstring(answer.body.decode()).xpath("//*[@role='status']//li")]


def addresses(root: Path) -> list[str]:
    """The address of every page: those of files, and those of tags."""
    library, _ = check(root)
    files = [path.removeprefix("docs/") for path in library.files if path.endswith(".md")]
    pages = [f"/{path.removesuffix('.md').removesuffix('index')}".rstrip("/") for path in files]
    return sorted(f"{page}/" for page in [*pages, *(f"/tags/{tag.slug}" for tag in library.tags.values())])


def test_pages_are_those_of_a_whole_build(site: TinySite, start: Start) -> None:
    """MkDocs' own build, as `mkdocs serve` does it, is the judge."""
    preview = start(site)
    logging.getLogger("mkdocs").propagate = False
    config = load_config(str(site.root / "mkdocs.yml"), site_dir=str(site.root / "site"))
    config.site_url = f"{ADDRESS}/"
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url=f"{ADDRESS}/")
    built = sorted(path for path in (site.root / "site").rglob("*") if path.is_file() and path.name != "sitemap.xml.gz")
    assert len(built) > 60
    for path in built:
        name = path.relative_to(site.root / "site").as_posix().removesuffix("index.html")
        if name in ("sitemap.xml", "404.html", "tags.json"):
            continue  # Nobody reads them in a preview; this site's settings, unlike the real one's, ask for the last.
        answer = preview.get(f"/{name}")
        body = re.sub(rb'<script src="/_preview/[^\n]*\n', b"", answer.body)
        assert answer.status == 200, name
        assert body == path.read_bytes(), name


def change_text(site: TinySite, random: Random) -> None:
    path = random.choice(sorted(site.root.glob("docs/20*/*.md")))
    path.write_text(path.read_text() + f"\nSaid {random.random()} [@{random.choice(['ada2020first', 'bob2021second'])}].\n")


def change_gist(site: TinySite, random: Random) -> None:
    path = random.choice(sorted(site.root.glob("docs/20*/*.md")))
    path.write_text(re.sub(r"gist: .*", f"gist: Number {random.random()}.", path.read_text()))


def change_tags(site: TinySite, random: Random) -> None:
    path = random.choice([path for path in sorted(site.root.glob("docs/20*/*.md")) if path.name != "index.md"])
    tags = random.choice(["NLP", "Vision", "Vision, NLP"])
    path.write_text(re.sub(r"tags: .*", f"tags: [{tags}]", path.read_text()))


def change_entry(site: TinySite, random: Random) -> None:
    titles = re.findall(r"title = .*", site.read("bib/references.bib"))
    site.replace("bib/references.bib", random.choice(titles), f"title = {{Work {random.random()}}},")


def change_vocabulary(site: TinySite, random: Random) -> None:
    site.write("data/tags.yml", re.sub(r"NLP: .*", f"NLP: Meaning {random.random()}.", site.read("data/tags.yml")))


def change_order(site: TinySite, random: Random) -> None:
    text = site.read("docs/2021-04/index.md")
    found = re.search(r"picks: \[(.*)\]", text)
    if found:
        picks = found[1].split(", ")
        random.shuffle(picks)
        site.write("docs/2021-04/index.md", text.replace(found[0], f"picks: [{', '.join(picks)}]"))


def delete(site: TinySite, random: Random) -> None:
    (site.root / "docs/2021-04/second.md").unlink(missing_ok=True)
    site.write("docs/2021-04/index.md", re.sub(r"picks: .*", "picks: [first]", site.read("docs/2021-04/index.md")))


def add(site: TinySite, random: Random) -> None:
    site.summary("second", SECOND, f"New {random.random()}.")
    site.write("docs/2021-04/index.md", re.sub(r"picks: .*", "picks: [first, second]", site.read("docs/2021-04/index.md")))


def break_header(site: TinySite, random: Random) -> None:
    path = random.choice(sorted(site.root.glob("docs/20*/*.md")))
    path.write_text(path.read_text().replace("gist:", "gits:"))


def mend_headers(site: TinySite, random: Random) -> None:
    for path in site.root.glob("docs/20*/*.md"):
        path.write_text(path.read_text().replace("gits:", "gist:"))


EDITS = (change_text, change_gist, change_tags, change_entry, change_vocabulary, change_order, delete, add, break_header)


@pytest.mark.parametrize("seed", range(3))
def test_nothing_of_before_is_left_after_any_edits(seed: int, site: TinySite, start: Start) -> None:
    random = Random(seed)
    preview = start(site)
    for _ in range(6):
        for page in random.sample(addresses(site.root), 3):
            preview.get(page)  # What was asked for may be kept, and must not be.
        random.choice(EDITS)(site, random)
        preview.renew()
        if not preview.is_held:
            continue
        mend_headers(site, random)
        preview.renew()
    assert not preview.is_held
    fresh = start(site)
    assert preview.lines == fresh.lines
    for page in addresses(site.root):
        ours, theirs = preview.get(page), fresh.get(page)
        assert ours.status == 200
        assert ours.body.replace(preview.state.encode(), b"") == theirs.body.replace(fresh.state.encode(), b""), page


BREAKS = {
    "a header": ("docs/2021-04/first.md", "gist:", "gits:", "docs/2021-04/first.md:3:1: F106"),
    "a header's YAML": ("docs/2021-04/first.md", "gist: The", "gist: {The", "docs/2021-04/first.md"),
    "a header's end": ("docs/2021-04/first.md", "---\n\n## Why", "## Why", "docs/2021-04/first.md"),
    "BibTeX": ("bib/references.bib", "{A First {Paper}}", "{A First {Paper}", "bib/references.bib:"),
    "the vocabulary": ("data/tags.yml", "  NLP: Text.", "  NLP: [Text.", "data/tags.yml:"),
    "the settings": ("mkdocs.yml", "site_name: Tiny", "site_name: [Tiny", "mkdocs.yml:"),
    "a setting": ("mkdocs.yml", "name: material", "name: nowhere", "theme"),
    "an unknown plugin": ("mkdocs.yml", "  - search\n", "  - search\n  - nowhere\n", "nowhere"),
    "an extension": ("mkdocs.yml", "[attr_list,", "[nowhere,", "nowhere"),
    "no plugin of ours": ("mkdocs.yml", "  - shortlist:\n      cards: false\n", "  # None.\n", "shortlist"),
    "a template": ("theme/summary.html", "{% block content %}", "{% block content %}{% if %}", "theme/summary.html:"),
    "what a template shows": ("theme/summary.html", "{% block content %}", "{% block content %}{{ nothing.at.all }}", "theme/summary.html:"),
    "a template's parent": ("theme/summary.html", '{% extends "main.html" %}', '{% extends "nowhere.html" %}', "nowhere.html"),
}


@pytest.mark.parametrize("what", BREAKS)
def test_the_last_sound_page_stays_until_what_is_broken_is_mended(what: str, site: TinySite, start: Start) -> None:
    path, sound, broken, line = BREAKS[what]
    if path.startswith("theme/"):
        shutil.copytree(ROOT / "overrides", site.root / "theme")
        site.write("mkdocs.yml", SETTINGS.format(overrides="theme"))
    preview = start(site)
    assert preview.get("/2021-04/first/").status == 200
    before = text(preview.get("/2021-04/first/"))
    site.replace(path, sound, broken)
    preview.renew()
    answer = preview.get("/2021-04/first/")
    assert text(answer) == before
    assert any(line in shown for shown in strip(answer)), strip(answer)
    # Pages that nobody had asked for before are there too.
    assert "A Second Paper" in text(preview.get("/2021-04/second/"))
    site.replace(path, broken, sound)
    site.replace("docs/2021-04/first.md", "## Key insights", "## Key insights\n\nMended.")
    preview.renew()
    answer = preview.get("/2021-04/first/")
    assert "Mended." in text(answer)
    assert strip(answer) == []


def test_a_preview_begins_with_problems_and_shows_the_site_when_they_are_mended(site: TinySite, start: Start) -> None:
    site.replace("docs/2021-04/first.md", "gist:", "gits:")
    preview = start(site)
    answer = preview.get("/2021-04/first/")
    assert answer.status == 503
    assert [line.partition(" ")[0] for line in strip(answer)] == ["docs/2021-04/first.md:1:1:", "docs/2021-04/first.md:3:1:"]
    site.replace("docs/2021-04/first.md", "gits:", "gist:")
    preview.renew()
    assert preview.get("/2021-04/first/").status == 200


def test_problems_of_style_let_the_page_through(site: TinySite, start: Start) -> None:
    preview = start(site)
    site.summary("first", FIRST, body="## Why\n\nShort.\n\n## Key insights\n\nToo short.\n")
    preview.renew()
    answer = preview.get("/2021-04/first/")
    assert "Too short." in text(answer)
    assert strip(answer) == site.problems()


def test_the_strip_holds_what_check_says_and_no_markup_of_a_file(site: TinySite, start: Start) -> None:
    preview = start(site)
    site.replace("docs/2021-04/first.md", "gist:", '"<script>alert(1)</script>": 1\ngist:')
    preview.renew()
    answer = preview.get("/2021-04/first/")
    assert strip(answer) == site.problems()
    assert "<script>alert(1)" in strip(answer)[0]
    assert b"<script>alert" not in answer.body


def test_ten_thousand_problems_are_a_short_strip(site: TinySite, start: Start) -> None:
    preview = start(site)
    site.summary("first", FIRST, " ".join(f"[@nobody{number}]" for number in range(10_000)))
    preview.renew()
    lines = strip(preview.get("/2021-04/first/"))
    assert len(lines) == 31
    assert lines[-1] == "and 9,970 more; the terminal has them all"


def test_with_an_issue_other_issues_are_not_shown_and_yet_all_is_known(site: TinySite, start: Start) -> None:
    preview = start(site, "2021-04")
    page = html.fromstring(preview.get("/2021-04/first/").body.decode())
    cited = page.xpath("//*[@class='reference-cited-by']//a")
    assert [(link.get("href"), link.text) for link in cited] == [("../../2021-05/third/", "A Third Paper")]
    assert preview.lines == ()
    for address in ("/", "/issues/", "/papers/", "/tags/", "/tags/nlp/", "/authors/", "/bibliography/", "/updates/", "/about/"):
        assert preview.get(address).status == 200, address
    assert "A Third Paper" in text(preview.get("/papers/"))
    for address in ("/2021-05/third/", "/2021-05/", "/2021-05/all/"):
        answer = preview.get(address)
        assert answer.status == 404
        assert "not part of the preview of 2021-04" in text(answer)
        assert "shortlist serve" in text(answer)
    found = json.loads(preview.get("/search/search_index.json").body)
    assert not [entry for entry in found["docs"] if entry["location"].startswith("2021-05/")]
    assert [entry for entry in found["docs"] if entry["location"].startswith("2021-04/first/")]
    assert preview.get("/2021-05/third/paper.bib").body.startswith(b"@misc{eve2021third")


def test_drafts_are_shown(site: TinySite, start: Start) -> None:
    site.issue(status="draft")
    site.summary("first", FIRST | {"status": "draft"}, "Not yet done.")
    site.summary("third", THIRD, "Alone.", folder="2021-05")
    assert "Not yet done." in text(start(site).get("/2021-04/first/"))


def test_a_site_below_a_path_is_previewed_below_it(site: TinySite, start: Start) -> None:
    site.replace("mkdocs.yml", "https://example.org/", "https://example.org/a/b/")
    preview = start(site)
    assert preview.get("/").location == "/a/b/"
    assert preview.get("/a/b/2021-04/first").location == "/a/b/2021-04/first/"
    assert preview.get("/a/b/2021-04/first/").status == 200
    assert preview.get("/2021-04/first/").status == 404
    links = html.fromstring(preview.get("/a/b/nowhere/").body.decode()).xpath("//@href")
    assert all(link.startswith("/a/b/") for link in links if link.startswith("/") and not link.startswith("/_preview/"))


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd", "/assets/../../mkdocs.yml", "/2021-04/../../bib/references.bib", "/./", "/é/\ud83d/"],
)
def test_only_the_site_is_served(path: str, site: TinySite, start: Start) -> None:
    answer = start(site).get(path)
    assert answer.status in (200, 404)
    assert b"root:" not in answer.body
    assert b"site_name:" not in answer.body
    assert b"@misc" not in answer.body


def test_a_change_of_the_engine_asks_for_a_new_start(site: TinySite, start: Start) -> None:
    preview = start(site)
    preview.renew([str(site.root / "src" / "shortlist" / "model.py")])
    assert any("start it again" in line for line in strip(preview.get("/")))
    preview.renew()
    assert any("start it again" in line for line in strip(preview.get("/")))


def test_redirects_lead_on(site: TinySite, start: Start) -> None:
    site.write("data/redirects.yml", "old/: 2021-04/first/\n")
    preview = start(site)
    targets = html.fromstring(preview.get("/old/").body.decode()).xpath("//meta[@http-equiv='refresh']/@content")
    assert [urlsplit(target.partition("=")[2]).path for target in targets] == ["/2021-04/first/"] or "2021-04/first/" in targets[0]


