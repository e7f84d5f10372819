"""From nothing to a green strict build, as an author does it: two commands and writing, in a copy of the sample.

The services are a server on this machine with answers in their formats. In `test_first_summary` every command is a process.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from lxml import html
from mkdocs.commands.build import build
from mkdocs.config import load_config
from pybtex.database import parse_file

from tests.authoring.commands import shortlist_here, tree
from tests.conftest import ROOT, copy_sample
from tests.tiny import FILLER, not_on_windows

pytestmark = not_on_windows("a symbolic link needs a right of its own")

RESPONSES = ROOT / "tests/fixtures/responses"
INDEX, KITE, KITES = (f"docs/2021-07/{name}.md" for name in ("index", "kite", "kites-cannot-see"))


class Services(BaseHTTPRequestHandler):
    """arXiv's API, which sends no entry for an id that it does not know, and the resolver of DOIs."""

    def do_GET(self) -> None:
        if self.path.startswith("/api/query?") and "id_list=2106.99901" in self.path:
            self._send("arxiv-month.xml", "application/atom+xml; charset=utf-8")
        elif self.path == "/10.1000/example.2021.7":
            self._send("doi-month.json", "application/vnd.citationstyles.csl+json")
        else:
            self.send_error(404)

    def _send(self, name: str, media_type: str) -> None:
        body = (RESPONSES / name).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def services() -> Iterator[dict[str, str]]:
    """The environment that names the server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Services) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        yield {"SHORTLIST_ARXIV_API": f"{address}/api/query", "SHORTLIST_DOI_RESOLVER": address, "NO_PROXY": "127.0.0.1"}
        server.shutdown()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A copy of the sample."""
    shutil.copytree(ROOT / "overrides", tmp_path / "overrides")
    (tmp_path / "src").mkdir()  # mkdocs.yml watches it.
    copy_sample(tmp_path)
    return tmp_path


def write(path: Path, *changes: tuple[str, str]) -> None:
    """What a person does: each pattern's only match in a file becomes another text."""
    text = path.read_text(encoding="utf-8")
    for pattern, new in changes:
        text, count = re.subn(pattern, lambda _, new=new: new, text, flags=re.MULTILINE)
        assert count == 1, pattern
    path.write_text(text, encoding="utf-8")


def build_strictly(archive: Path) -> None:
    config = load_config(str(archive / "mkdocs.yml"), strict=True, site_dir=str(archive / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)


def test_an_authors_month(archive: Path, services: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDS", "false")
    before = tree(archive)

    assert shortlist_here(archive, "new", "2021-07").returncode == 0

    sources = ["https://arxiv.org/abs/2106.99901v2", "doi:10.1000/example.2021.7"]
    done = shortlist_here(archive, "add", *sources, "--issue", "2021-07", **services)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == (
        f"next: write what says TODO in {KITE}; see it with 'shortlist serve 2021-07'"
    )
    keys = {fields["title"].replace("{", "").replace("}", ""): key for key, fields in entries(archive).items()}
    kite, kites = keys[r"KITE: Image Recognition without Labels \& without Regret"], keys["What Kites Cannot See"]
    assert kite.startswith("example2021")

    # A draft hinders no build, and is not in it.
    done = shortlist_here(archive, "check")
    [hint] = done.stdout.splitlines()  # Which stops nothing.
    assert (done.returncode, "H614 no series has the venue 'Journal of Examples'" in hint) == (0, True)
    left = done.stderr.splitlines()
    assert (left[0], left[-1]) == ("left to do in drafts:", "no problems, 1 hint")
    assert {line.partition(":")[0] for line in left[1:-1]} == {INDEX, KITE, KITES}
    build_strictly(archive)
    assert not (archive / "site/2021-07").exists()
    assert kite not in "".join(path.read_text("utf-8") for path in (archive / "site").rglob("*") if path.suffix in (".json", ".xml", ".bib"))

    for path, key in ((KITE, kite), (KITES, kites)):
        write(
            archive / path,
            (r"^gist: TODO.*$", "gist: What is new, in a sentence of the author's own."),
            (r"^tags: .*$", "tags: [Vision, Evaluation]"),
            (r"^TODO: say why(.|\n)*?\n$", f"It is worth a month [@{key}].\n"),
            (r"^TODO: explain(.|\n)*\Z", FILLER),
        )
    write(archive / INDEX, (r"^gist: TODO$", "gist: Two papers about kites."), (r"^TODO: the editorial.*$", "Read [KITE](kite.md) first."))
    done = shortlist_here(archive, "check")
    assert (done.returncode, done.stderr) == (0, "no problems, 1 hint\n")

    done = shortlist_here(archive, "fmt", "--check", INDEX, KITE, KITES)
    assert (done.returncode, done.stdout) == (0, "")
    done = shortlist_here(archive, "publish", "2021-07", "--date", "2021-07-06")
    assert (done.returncode, done.stderr) == (0, "")
    build_strictly(archive)
    page = html.parse(archive / "site/2021-07/kite/index.html")
    assert " ".join(page.xpath("string(//h1)").split()) == "KITE: Image Recognition without Labels & without Regret"
    assert page.xpath("//a[@href='https://github.com/example/kite']")
    assert page.xpath("//a[@href='https://arxiv.org/abs/2106.99901']")
    issue = html.parse(archive / "site/2021-07/index.html")
    assert issue.xpath("//a[contains(@href, 'kite/')]")
    assert issue.xpath("//a[contains(@href, 'kites-cannot-see/')]")

    # Nothing else has changed.
    after = tree(archive)
    changed = {path for path in before if after[path] != before[path]}
    assert changed == {"bib/references.bib"}
    lines = iter(after["bib/references.bib"].splitlines())
    assert all(any(line == other for other in lines) for line in before["bib/references.bib"].splitlines())


def entries(archive: Path) -> dict[str, dict[str, str]]:
    return {key: dict(entry.fields) for key, entry in parse_file(archive / "bib/references.bib", "bibtex").entries.items()}


def test_what_a_service_does_not_know_does_not_lose_the_others(archive: Path, services: dict[str, str]) -> None:
    shortlist_here(archive, "new", "2021-07")
    before = set(entries(archive))
    done = shortlist_here(archive, "add", "2106.99901", "2106.99999", "10.1000/nothing", "--issue", "2021-07", **services)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert "2106.99999" in done.stderr
    assert "10.1000/nothing" in done.stderr
    assert len(set(entries(archive)) - before) == 1
    assert (archive / KITE).is_file()


def test_a_work_of_the_archive_is_known_by_its_id(archive: Path, services: dict[str, str]) -> None:
    """Without a question to the network: nothing there could change the answer."""
    shortlist_here(archive, "new", "2021-07")
    before = tree(archive)
    nowhere = {"SHORTLIST_ARXIV_API": "http://127.0.0.1:9/", "SHORTLIST_DOI_RESOLVER": "http://127.0.0.1:9"}
    done = shortlist_here(archive, "add", "arXiv:2103.10360v3", "10.18653/v1/2022.acl-long.26", "--issue", "2021-07", **services | nowhere)
    assert done.returncode == 0, done.stderr
    line = next(number for number, text in enumerate((archive / "bib/references.bib").read_text("utf-8").splitlines(), 1) if "du2021glm" in text)
    where = f"bib/references.bib:{line}, its summary is docs/2021-04/glm.md"
    assert done.stdout.splitlines() == [
        f"du2021glm: there already, with the same arXiv id, {where}",
        "  nothing changes",
        f"du2021glm: there already, with the same DOI, {where}",
        "  nothing changes",
        "0 added, 2 there already, 0 failed",
    ]
    assert tree(archive) == before
