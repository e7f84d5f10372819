"""`shortlist serve`: what a browser gets while files are saved, what the terminal says, and how it ends."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lxml import html

from shortlist.site.serve import Preview
from tests.authoring.commands import shortlist_here
from tests.conftest import ROOT, SAMPLE
from tests.site.served import COMMAND, LONG, Served
from tests.tiny import FIRST, SETTINGS, TinySite, not_on_windows

pytestmark = not_on_windows("no process can be sent Ctrl-C")


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path / "site")


@pytest.fixture
def serve(site: TinySite) -> Iterator[Callable[..., Served]]:
    begun: list[Served] = []

    def serve(*arguments: str) -> Served:
        begun.append(Served(site.root, *arguments))
        return begun[-1]

    yield serve
    for served in begun:
        served.close()


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], cwd=root, capture_output=True, encoding="utf-8", timeout=LONG, check=False)


@dataclass(frozen=True)
class Answer:
    """What a browser gets."""

    status: int
    location: str
    body: str

    @property
    def text(self) -> str:
        """All visible text of a page's article, white space collapsed."""
        return " ".join(html.fromstring(self.body).xpath("string(//main)").split())

    @property
    def strip(self) -> list[str]:
        """The lines of the strip of problems."""
        return [line.text_content() for line in html.fromstring(self.body).xpath("//*[@role='status']//li")]


class Shown:
    """A preview that is asked without a network."""

    def __init__(self, site: TinySite, folder: Path, issue: str = "") -> None:
        folder.mkdir()
        self.preview = Preview(site.root, folder, "127.0.0.1", 8000, issue)
        self.preview.renew()

    def renew(self) -> None:
        self.preview.renew()

    def get(self, path: str) -> Answer:
        said: list[Any] = []
        environ = {"PATH_INFO": path.encode("utf-8", "surrogatepass").decode("latin-1"), "REQUEST_METHOD": "GET"}
        body = b"".join(self.preview.serve_request(environ, lambda *arguments: said.extend(arguments)))
        return Answer(int(said[0].split()[0]), dict(said[1]).get("Location", ""), body.decode(errors="replace"))


@pytest.fixture
def start(site: TinySite, tmp_path: Path) -> Iterator[Callable[..., Shown]]:
    """Begins a preview of the site: a second issue, and every index page that the real site has, with its settings."""
    add_issue_of_may(site)
    for page in sorted((SAMPLE / "docs").glob("*.md")):
        header = re.match(r"---\n.*?\n---\n", page.read_text(encoding="utf-8"), re.DOTALL)
        site.write(f"docs/{page.name}", f"{header[0] if header else ''}\nShort.\n")
    begun: list[Shown] = []

    def start(issue: str = "") -> Shown:
        begun.append(Shown(site, tmp_path / f"shown-{len(begun)}", issue))
        return begun[-1]

    yield start
    for shown in begun:
        shown.preview.server_close()


Start = Callable[..., Shown]

THIRD = {"paper": "eve2021third", "gist": "The third paper.", "tags": ["NLP", "Vision"]}


def add_issue_of_may(site: TinySite) -> None:
    """An issue whose only pick cites a paper of the first one."""
    entry = "@misc{eve2021third,\n  title = {A Third Paper},\n  author = {Example, Eve},\n  year = {2021}\n}\n"
    site.write("bib/references.bib", f"{site.read('bib/references.bib')}\n{entry}")
    site.issue(folder="2021-05", issue="2021-05", published="2021-05-04", gist="One paper.", picks=["third"])
    site.summary("third", THIRD, "As before [@ada2020first], see [the first](../2021-04/first.md).", folder="2021-05")


def change_text(site: TinySite, random: Random) -> None:
    path = random.choice(sorted(site.root.glob("docs/20*/*.md")))
    path.write_text(path.read_text(encoding="utf-8") + f"\nSaid {random.random()} [@{random.choice(['ada2020first', 'bob2021second'])}].\n", encoding="utf-8")


def change_header(site: TinySite, random: Random) -> None:
    path = random.choice([path for path in sorted(site.root.glob("docs/20*/*.md")) if path.name != "index.md"])
    text = re.sub(r"gist: .*", f"gist: Number {random.random()}.", path.read_text(encoding="utf-8"))
    path.write_text(re.sub(r"tags: .*", f"tags: [{random.choice(['NLP', 'Vision', 'Vision, NLP'])}]", text), encoding="utf-8")


def change_entry(site: TinySite, random: Random) -> None:
    titles = re.findall(r"title = .*", site.read("bib/references.bib"))
    site.replace("bib/references.bib", random.choice(titles), f"title = {{Work {random.random()}}},")


def change_vocabulary(site: TinySite, random: Random) -> None:
    site.write("data/tags.yml", re.sub(r"NLP: .*", f"NLP: Meaning {random.random()}.", site.read("data/tags.yml")))


def change_order(site: TinySite, random: Random) -> None:
    site.issue(picks=random.choice([["first", "second"], ["second", "first"]]))


EDITS = (change_text, change_header, change_entry, change_vocabulary, change_order)


@pytest.mark.parametrize("seed", range(2))
def test_nothing_of_before_is_left_after_any_edits(seed: int, site: TinySite, start: Start) -> None:
    random = Random(seed)
    shown = start()
    for _ in range(6):
        random.choice(EDITS)(site, random)
        shown.renew()
    fresh = start()
    assert shown.preview.lines == fresh.preview.lines == []
    ours, theirs = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file() and path.suffix != ".gz"}
        for root in (Path(shown.preview.root), Path(fresh.preview.root))
    )
    assert len(ours) > 60
    assert ours == theirs


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


def test_the_last_sound_page_stays_until_what_is_broken_is_fixed(site: TinySite, start: Start) -> None:
    """One preview lives through all of it: to begin one for each would build as many sites again."""
    shutil.copytree(ROOT / "overrides", site.root / "theme")
    site.write("mkdocs.yml", SETTINGS.format(overrides="theme"))
    shown = start()
    for what, (path, sound, broken, line) in BREAKS.items():
        before = shown.get("/2021-04/first/")
        assert before.status == 200
        site.replace(path, sound, broken)
        shown.renew()
        answer = shown.get("/2021-04/first/")
        assert answer.text == before.text, what
        assert any(line in found for found in answer.strip), (what, answer.strip)
        site.replace(path, broken, sound)
        site.replace("docs/2021-04/first.md", "## Key insights", f"## Key insights\n\nFixed: {what}.")
        shown.renew()
        answer = shown.get("/2021-04/first/")
        assert f"Fixed: {what}." in answer.text, what
        assert answer.strip == [], what


def test_a_preview_begins_with_problems_and_shows_the_site_when_they_are_fixed(site: TinySite, start: Start) -> None:
    site.replace("docs/2021-04/first.md", "gist:", "gits:")
    shown = start()
    answer = shown.get("/2021-04/first/")
    assert answer.status == 404
    assert "cannot be shown until its problems are fixed" in answer.text
    assert answer.strip == site.problems()
    assert shown.get("/2021-04/second/").status == 200
    site.replace("docs/2021-04/first.md", "gits:", "gist:")
    shown.renew()
    assert shown.get("/2021-04/first/").status == 200


FAULTS = {
    "a field": ("docs/2021-04/first.md", "gist:", "gits:"),
    "the header's end": ("docs/2021-04/first.md", "---\n\n## Why", "## Why"),
    "a byte": ("docs/2021-04/first.md", "Key insights", "Key \udcff insights"),
    "an unknown paper": ("docs/2021-04/first.md", "paper: ada2020first", "paper: nobody"),
    "an unknown tag": ("docs/2021-04/first.md", "[NLP]", "[Robotics]"),
    "an unknown writer": ("docs/2021-04/first.md", "tags:", "by: nobody\ntags:"),
    "a dead link": ("docs/2021-04/first.md", "It cites", "[It](gone.md) cites"),
    "the issue": ("docs/2021-04/index.md", "gist:", "gits:"),
    "another page": ("docs/about.md", "---\n", "---\ntemplate: [\n"),
}


def make_fault(site: TinySite, what: str) -> str:
    """Break a page; what it was."""
    path, sound, broken = FAULTS[what]
    before = site.read(path)
    site.write(path, before.replace(sound, broken, 1).encode("utf-8", "surrogateescape"))
    return before


def assert_that_others_go_on(site: TinySite, shown: Shown, what: str) -> None:
    site.replace("docs/2021-05/third.md", "As before", f"As before {what}")
    shown.renew()
    answer = shown.get("/2021-05/third/")
    assert f"As before {what}" in answer.text
    assert answer.strip == site.problems() != [], what
    assert shown.get("/").status == 200


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_of_one_page_holds_up_no_other_from_the_start(what: str, site: TinySite, start: Start) -> None:
    make_fault(site, what)
    assert_that_others_go_on(site, start(), what)


def test_a_fault_of_one_page_holds_up_no_other_later(site: TinySite, start: Start) -> None:
    shown = start()
    for what, (path, _, _) in FAULTS.items():
        before = make_fault(site, what)
        assert_that_others_go_on(site, shown, what)
        site.write(path, before)


def test_a_new_page_with_a_broken_header_is_left_out_wherever_others_lead_to_it(site: TinySite, start: Start) -> None:
    note = {"date": "2021-06-01", "text": "Later.", "link": "../2021-05/third.md"}
    site.summary("first", FIRST | {"since": [note]}, "See [the third](../2021-05/third.md).")
    shown = start()
    site.write("docs/2021-05/third.md", "No header.")
    shown = start()
    assert shown.get("/2021-05/third/").status == 404
    assert shown.get("/2021-05/third/").strip == site.problems()
    assert shown.get("/2021-04/first/").status == 200


def test_an_issue_set_back_to_draft_is_no_problem_of_pages_that_lead_to_it(site: TinySite, start: Start) -> None:
    site.write("data/redirects.yml", "old/: 2021-04/first/\n")
    site.issue(status="draft")
    shown = start()
    assert shown.preview.lines == []
    assert "../../2021-04/first/" in shown.get("/2021-05/third/").body
    assert [line.split()[1] for line in site.problems()] == ["X421", "X409"]


def test_problems_of_style_let_the_page_through(site: TinySite, start: Start) -> None:
    shown = start()
    site.summary("first", FIRST, body="## Why\n\nShort.\n\n## Key insights\n\nToo short.\n")
    shown.renew()
    answer = shown.get("/2021-04/first/")
    assert "Too short." in answer.text
    assert answer.strip == site.problems()


def test_the_strip_holds_what_check_says_and_no_markup_of_a_file(site: TinySite, start: Start) -> None:
    shown = start()
    site.replace("docs/2021-04/first.md", "gist:", '"<script>alert(1)</script>": 1\ngist:')
    shown.renew()
    answer = shown.get("/2021-04/first/")
    assert answer.strip == site.problems()
    assert "<script>alert(1)" in answer.strip[0]
    assert "<script>alert" not in answer.body


def test_four_thousand_problems_are_a_short_strip(site: TinySite, start: Start) -> None:
    shown = start()
    site.summary("first", FIRST, " ".join(f"[@nobody{number}]" for number in range(4_000)))
    shown.renew()
    lines = shown.get("/2021-04/first/").strip
    assert len(lines) == 31
    assert lines[-1] == "and 3,970 more; the terminal has them all"


def test_with_an_issue_other_issues_are_not_shown_and_yet_all_is_known(site: TinySite, start: Start) -> None:
    shown = start("2021-04")
    page = html.fromstring(shown.get("/2021-04/first/").body)
    cited = page.xpath("//*[@class='reference-cited-by']//a")
    assert [(link.get("href"), link.text) for link in cited] == [("../../2021-05/third/", "A Third Paper")]
    assert shown.preview.lines == []
    for address in ("/", "/issues/", "/papers/", "/tags/", "/tags/nlp/", "/authors/", "/bibliography/", "/updates/", "/about/"):
        answer = shown.get(address)
        assert answer.status == 200, address
        assert "This preview shows April 2021 alone" in answer.text
        assert "A Third Paper" not in answer.text
    assert "This preview shows" not in shown.get("/2021-04/first/").text
    for address in ("/2021-05/third/", "/2021-05/", "/2021-05/all/"):
        answer = shown.get(address)
        assert answer.status == 404
        assert "The preview shows 2021-04 and the index pages alone; shortlist serve shows all." in answer.text


def test_an_issue_may_lead_to_others_that_are_not_shown(site: TinySite, start: Start) -> None:
    note = {"date": "2021-06-01", "text": "Later.", "link": "../2021-04/first.md"}
    site.issue()  # The first preview makes the second issue.
    start()
    site.summary("third", THIRD | {"since": [note]}, "See [the first](../2021-04/first.md).", folder="2021-05")
    shown = start("2021-05")
    assert shown.preview.lines == []
    page = html.fromstring(shown.get("/2021-05/third/").body)
    assert page.xpath("//ul[@class='sl-updates']//p/a/text()") == ["A First Paper"]
    assert page.xpath("//a[.='the first']/@href") == ["../../2021-04/first/"]


def test_drafts_are_shown(site: TinySite, start: Start) -> None:
    site.issue(status="draft")
    site.summary("first", FIRST | {"status": "draft"}, "Not yet done.")
    shown = start()
    site.summary("third", THIRD, "Alone.", folder="2021-05")
    shown.renew()
    assert "Not yet done." in shown.get("/2021-04/first/").text


def test_a_site_below_a_path_is_previewed_below_it(site: TinySite, start: Start) -> None:
    site.replace("mkdocs.yml", "https://example.org/", "https://example.org/a/b/")
    shown = start()
    assert shown.get("/").location == "/a/b/"
    assert shown.get("/a/b/2021-04/first").location == "/a/b/2021-04/first/"
    assert shown.get("/a/b/2021-04/first/").status == 200
    assert shown.get("/2021-04/first/").status == 404


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd", "/assets/../../mkdocs.yml", "/2021-04/../../bib/references.bib", "/./", "/é/\ud83d/"],
)
def test_only_the_site_is_served(path: str, site: TinySite, start: Start) -> None:
    answer = start().get(path)
    assert answer.status in (200, 404)
    assert "root:" not in answer.body
    assert "site_name:" not in answer.body
    assert "@misc" not in answer.body


def test_redirects_lead_on(site: TinySite, start: Start) -> None:
    site.write("data/redirects.yml", "old/: 2021-04/first/\n")
    assert "2021-04/first/" in html.fromstring(start().get("/old/").body).xpath("//meta[@http-equiv='refresh']/@content")[0]


def test_what_the_system_does_not_delete_is_written_over(site: TinySite, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows does with a file that is being sent."""
    shown = start()
    monkeypatch.setattr(shutil, "rmtree", lambda *arguments, **options: None)
    for text in ("Said later.", "Said last."):
        site.write("docs/2021-04/first.md", f"{site.read('docs/2021-04/first.md')}\n{text}\n")
        shown.renew()
        assert text in shown.get("/2021-04/first/").text


def test_a_request_waits_for_the_build_that_is_going_on(site: TinySite, start: Start) -> None:
    shown = start()
    preview = shown.preview
    preview._wanted_epoch += 1
    site.write("docs/2021-04/first.md", f"{site.read('docs/2021-04/first.md')}\nSaid later.\n")
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(shown.get, "/2021-04/first/")
        shown.renew()
        with preview._epoch_cond:
            preview._visible_epoch = preview._wanted_epoch
            preview._epoch_cond.notify_all()
    assert (answer.result().status, "Said later." in answer.result().text) == (200, True)


def test_an_hour_of_an_author(site: TinySite, serve: Callable[..., Served]) -> None:
    """One preview lives through everything, and ends quietly."""
    preview = serve("2021-04")
    assert re.fullmatch(r"no problems \(\d+\.\d\d s\)", preview.said[0])
    assert preview.said[1] == f"Preview of 2021-04 at {preview.address} (Ctrl-C ends it)"
    assert preview.address.endswith("/2021-04/")

    status, page = preview.after(lambda: site.replace("docs/2021-04/first.md", "It cites", "My new words cite"))
    assert (status, "My new words cite" in page) == (200, True)

    preview.line("no problems", 2)
    # A broken header: the terminal says what `check` says, the page stays.
    start = len(preview.said)
    _, page = preview.after(lambda: site.replace("docs/2021-04/first.md", "gist:", "gits:"))
    assert "My new words cite" in page
    assert "2 problems; pages with errors stay as they were" in page
    preview.line("pages with errors stay as they were", start)
    assert preview.said[start : start + 2] == site.problems()

    start = len(preview.said)
    _, page = preview.after(lambda: site.replace("docs/2021-04/first.md", "gits:", "gist:"))
    assert "stay as they were" not in page
    preview.line("no problems", start)

    # BibTeX, vocabulary, settings.
    _, page = preview.after(lambda: site.replace("bib/references.bib", "A First {Paper}", "A Renamed {Paper}"))
    assert "A Renamed Paper" in page
    _, page = preview.after(lambda: site.replace("data/tags.yml", "NLP: Text.", "NLP: All about text."), "/tags/nlp/")
    assert "All about text." in page
    _, page = preview.after(lambda: site.replace("mkdocs.yml", "site_name: Tiny", "site_name: Renamed"))
    assert "Renamed</title>" in page

    # A new order, a deleted page.
    _, page = preview.after(lambda: site.issue(picks=["second", "first"]), "/2021-04/")
    assert page.index("A Second Paper") < page.index("A Renamed Paper")
    start = len(preview.said)
    site.issue(picks=["first"])
    (site.root / "docs/2021-04/second.md").unlink()
    preview.line("no problems", start)
    status, _ = preview.get("/2021-04/second/")
    assert status == 404

    assert preview.end() == 0
    assert preview.said[-2:] == ["", "(end)"]
    assert list(preview.temporary.iterdir()) == []


def test_a_preview_that_begins_with_broken_settings_recovers(site: TinySite, serve: Callable[..., Served]) -> None:
    site.replace("mkdocs.yml", "site_name: Tiny", "site_name: [Tiny")
    preview = serve()
    assert "mkdocs.yml:2:" in preview.get("/")[1]
    status, page = preview.after(lambda: site.replace("mkdocs.yml", "site_name: [Tiny", "site_name: Tiny"))
    assert (status, "A First Paper" in page) == (200, True)


def test_a_mark_of_the_end_is_obeyed(serve: Callable[..., Served]) -> None:
    preview = serve()
    assert preview.end(signal.SIGTERM) == 128 + signal.SIGTERM
    assert list(preview.temporary.iterdir()) == []


def test_strict_does_not_begin_with_problems(site: TinySite) -> None:
    site.summary("first", FIRST, body="## Why\n\nShort.\n\n## Key insights\n\nToo short.\n")
    done = run(site.root, "--strict", "--addr", "127.0.0.1:0")
    assert done.returncode == 1
    assert done.stdout.splitlines() == site.problems()
    assert done.stderr.startswith("2 problems (")


def test_a_port_in_use_is_named_with_a_free_one(site: TinySite) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(site.root, "--addr", f"127.0.0.1:{port}")
    assert done.returncode == 1
    assert re.fullmatch(
        rf"Error: 127\.0\.0\.1:{port} is in use, perhaps by another preview; 127\.0\.0\.1:(\d+) is free: --addr 127\.0\.0\.1:\1\n",
        done.stderr,
    )
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["2021-05"], 2, "there is no issue '2021-05'; did you mean '2021-04'?"),
        (["1999-12"], 2, "there is no issue '1999-12'; did you mean '2021-04'?"),
        (["../bib"], 2, "there is no issue '../bib'"),
        (["--addr", "here"], 2, "'here' is not an address; expected HOST:PORT"),
        (["--addr", "127.0.0.1:99999"], 2, "is not an address"),
        (["--addr", ":8000"], 2, "is not an address"),
        (["--addr", "nowhere.invalid:8000"], 1, "cannot listen at nowhere.invalid:8000"),
        (["--addr", "192.0.2.1:8000"], 1, "cannot listen at 192.0.2.1:8000"),
    ],
)
def test_wrong_use_is_one_clear_line(site: TinySite, arguments: list[str], status: int, words: str) -> None:
    done = shortlist_here(site.root, "serve", *arguments)
    assert done.returncode == status
    assert words in done.stderr.splitlines()[-1]


def test_outside_a_repository_it_says_so() -> None:
    with tempfile.TemporaryDirectory() as folder:
        done = shortlist_here(Path(folder), "serve")
    assert done.returncode == 2
    assert "no mkdocs.yml" in done.stderr


def test_make_serve_is_the_preview_and_strict() -> None:
    done = subprocess.run(["make", "-n", "serve"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "shortlist serve --strict --addr 127.0.0.1:8000" in done.stdout
