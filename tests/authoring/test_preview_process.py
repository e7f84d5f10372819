"""`shortlist serve` as a process: what the terminal says, what a browser gets, and how it ends."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.authoring.served import COMMAND, LONG, Served
from tests.conftest import ROOT
from tests.tiny import FIRST, SECOND, TinySite


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
    return subprocess.run([*COMMAND, *arguments], cwd=root, capture_output=True, text=True, timeout=LONG, check=False)


def test_an_hour_of_an_author(site: TinySite, serve: Callable[..., Served]) -> None:
    """One preview lives through everything, and ends quietly."""
    preview = serve("2021-04")
    assert preview.said == ["no problems", f"Preview of 2021-04 at {preview.address} (Ctrl-C ends it)"]
    assert preview.address.endswith("/2021-04/")

    status, page = preview.after(lambda: site.replace("docs/2021-04/first.md", "It cites", "My new words cite"))
    assert (status, "My new words cite" in page) == (200, True)

    # A broken header: the terminal says what `check` says, the page stays.
    start = len(preview.said)
    _, page = preview.after(lambda: site.replace("docs/2021-04/first.md", "gist:", "gits:"))
    assert "My new words cite" in page
    assert "2 problems; the page stays as it was" in page
    preview.line("pages stay as they were", start)
    assert preview.said[start : start + 2] == site.problems()

    start = len(preview.said)
    _, page = preview.after(lambda: site.replace("docs/2021-04/first.md", "gits:", "gist:"))
    assert "stays as it was" not in page
    assert preview.line("docs/2021-04/first.md: ", start).endswith(" s, no problems")

    # BibTeX, vocabulary, settings.
    _, page = preview.after(lambda: site.replace("bib/references.bib", "A First {Paper}", "A Renamed {Paper}"))
    assert "A Renamed Paper" in page
    _, page = preview.after(lambda: site.replace("data/tags.yml", "NLP: Text.", "NLP: All about text."), "/tags/nlp/")
    assert "All about text." in page
    _, page = preview.after(lambda: site.replace("mkdocs.yml", "site_name: Tiny", "site_name: Renamed"))
    assert "Renamed</title>" in page

    # Another order, a deleted page, a new one, a renamed one.
    _, page = preview.after(lambda: site.issue(picks=["second", "first"]), "/2021-04/")
    assert page.index("A Second Paper") < page.index("A Renamed Paper")
    site.issue(picks=["first"])
    status, page = preview.after(lambda: (site.root / "docs/2021-04/second.md").unlink(), "/2021-04/second/")
    while "S501" not in "".join(preview.said[start:]):
        preview.line("S501", start)
    status, page = preview.get("/2021-04/second/")
    assert (status, "cited nowhere" in page) == (404, True)
    site.issue(picks=["first", "renamed"])
    site.summary("renamed", SECOND, "Under a new name.")
    start = len(preview.said)
    preview.line("no problems", start)
    status, page = preview.get("/2021-04/renamed/")
    assert (status, "Under a new name." in page) == (200, True)

    assert preview.end() == 0
    assert preview.said[-2:] == ["", "(end)"]
    assert list(preview.temporary.iterdir()) == []


def test_a_mark_of_the_end_is_obeyed(serve: Callable[..., Served]) -> None:
    preview = serve()
    assert preview.end(signal.SIGTERM) == 128 + signal.SIGTERM
    assert list(preview.temporary.iterdir()) == []


def test_strict_does_not_begin_with_problems(site: TinySite) -> None:
    site.summary("first", FIRST, body="## Why\n\nShort.\n\n## Key insights\n\nToo short.\n")
    done = run(site.root, "--strict", "--addr", "127.0.0.1:0")
    assert done.returncode == 1
    assert done.stdout.splitlines() == site.problems()
    assert done.stderr.splitlines() == ["2 problems, 2 of them warnings"]


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
        (["1999-12"], 2, "there is no issue '1999-12'; the newest is '2021-04'"),
        (["../bib"], 2, "there is no issue '../bib'"),
        (["--addr", "here"], 2, "'here' is not an address; expected HOST:PORT"),
        (["--addr", "127.0.0.1:99999"], 2, "is not an address"),
        (["--addr", ":8000"], 2, "is not an address"),
        (["--addr", "nowhere.invalid:8000"], 1, "cannot listen at nowhere.invalid:8000"),
        (["--addr", "192.0.2.1:8000"], 1, "cannot listen at 192.0.2.1:8000"),
    ],
)
def test_wrong_use_is_one_clear_line(site: TinySite, arguments: list[str], status: int, words: str) -> None:
    done = run(site.root, *arguments)
    assert done.returncode == status
    assert words in done.stderr.splitlines()[-1]


def test_outside_a_repository_it_says_so() -> None:
    with tempfile.TemporaryDirectory() as folder:
        done = run(Path(folder))
    assert done.returncode == 2
    assert "no mkdocs.yml" in done.stderr


def test_make_serve_is_the_preview_and_strict() -> None:
    done = subprocess.run(["make", "-n", "serve"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "shortlist serve --strict --addr 127.0.0.1:8000" in done.stdout
