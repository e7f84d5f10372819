"""The first summary as a new author gets there: every command is taken from the published page /contribute/, in order, and run.

What the author adds is the writing. The one service that is asked, arXiv's API, stands on this machine and answers in its format.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from lxml import html

from tests.conftest import ROOT, copy_sample
from tests.site.served import can_be_interrupted
from tests.tiny import FILLER, not_on_windows

pytestmark = not_on_windows("there is no bash to follow the guide in")

FEED = """\
<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?search_query%3D%26id_list%3D{id}%26start%3D0%26max_results%3D1" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=&amp;id_list={id}&amp;start=0&amp;max_results=1</title>
  <id>http://arxiv.org/api/example</id>
  <updated>2021-07-01T00:00:00-04:00</updated>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:totalResults>
  <opensearch:startIndex xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">0</opensearch:startIndex>
  <opensearch:itemsPerPage xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:itemsPerPage>
  <entry>
    <id>http://arxiv.org/abs/{id}v1</id>
    <updated>2021-06-08T17:47:39Z</updated>
    <published>2021-06-08T17:47:39Z</published>
    <title>Kaleidoscopes: An Example of Attention
  to Images</title>
    <summary>  We show by example that vision needs attention.
</summary>
    <author>
      <name>Ada Example</name>
    </author>
    <author>
      <name>Bob van Example</name>
    </author>
    <link href="http://arxiv.org/abs/{id}v1" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/{id}v1" rel="related" type="application/pdf"/>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.CV" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.CV" scheme="http://arxiv.org/schemas/atom"/>
  </entry>
</feed>
"""
"""What arXiv's API sends for one id, with invented content. Source: https://info.arxiv.org/help/api/user-manual.html"""

WAIT = 60
"""Seconds for what takes a few."""


class _ArXiv(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        (id,) = parse_qs(urlsplit(self.path).query)["id_list"]
        body = FEED.format(id=id).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/atom+xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def arxiv() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _ArXiv) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api/query"
        server.shutdown()
        thread.join()


def commands_on(page: Path) -> list[str]:
    """The lines of the blocks of code under the heading of the first summary, as somebody pastes them."""
    (heading,) = html.fromstring(page.read_text(encoding="utf-8")).xpath("//h2[@id='your-first-summary-step-by-step']")
    found: list[str] = []
    for element in heading.itersiblings():
        if element.tag == "h2":
            break
        for block in element.iter("pre"):
            found += block.text_content().strip().splitlines()
    return found


@dataclass
class Author:
    """Somebody at a terminal, in a clone of the repository that has no network."""

    folder: Path
    environment: dict[str, str]
    said: list[str] = field(default_factory=list)
    """Lines that change the terminal itself, which are said again in front of each command."""

    def run(self, command: str) -> str:
        """Run a command to its end, which must be a good one; what it printed."""
        done = subprocess.run(
            ["bash", "-c", "\n".join(["set -e", *self.said, command])],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            timeout=WAIT,
            check=False,
        )
        assert done.returncode == 0, f"$ {command}\n{done.stdout}"
        if command.startswith(". "):
            self.said.append(command)
        return done.stdout

    def preview(self, command: str, log: Path) -> str:
        """Start the preview, look at the page that it names, write, see the page change, and end it with Control-C."""
        with log.open("w", encoding="utf-8") as output:
            running = subprocess.Popen(
                # Any free port, so that a preview that somebody has open is not disturbed.
                ["bash", "-c", "\n".join([*self.said, f"exec {command} --addr 127.0.0.1:0"])],
                cwd=self.folder,
                env=self.environment | {"PYTHONUNBUFFERED": "1"},
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=can_be_interrupted,
            )
            try:
                address = _wait_for(lambda: re.search(r"http://127\.0\.0\.1:[1-9]\d*\S*", log.read_text(encoding="utf-8")))[0]
                assert "Kaleidoscopes" in _page(address)
                self.write()
                _wait_for(lambda: "What colored glass has in common" in _page(address))
                os.kill(running.pid, signal.SIGINT)
                assert running.wait(WAIT) == 0, log.read_text(encoding="utf-8")
            finally:
                running.kill()
                running.wait()
        return log.read_text(encoding="utf-8")

    def write(self) -> None:
        """What only a person can: a summary and an editorial, wherever a TODO asks for one."""
        (page,) = (path for path in (self.folder / "docs/2021-07").glob("*.md") if path.stem != "index")
        header = page.read_text(encoding="utf-8").split("---\n")[1]
        key = re.search(r"^paper: (\S+)$", header, re.MULTILINE)[1]
        header = re.sub(r"^gist:.*$", "gist: Images are best looked at through colored glass.", header, flags=re.MULTILINE)
        header = re.sub(r"^tags:.*$", "tags: [Vision, Attention]", header, flags=re.MULTILINE)
        body = f"## Why\n\nIt says so itself [@{key}].\n\n## Key insights\n\n{FILLER}\n"
        page.write_text(f"---\n{header}---\n\n{body}", encoding="utf-8")
        index = self.folder / "docs/2021-07/index.md"
        text = index.read_text(encoding="utf-8").replace("gist: TODO", "gist: What colored glass has in common with attention.")
        index.write_text(re.sub(r"^TODO.*$", "One paper, and why it is one.", text, flags=re.MULTILINE), encoding="utf-8")


def _page(address: str) -> str:
    with urlopen(address, timeout=WAIT) as answer:
        return answer.read().decode()


def _wait_for(look: Callable[[], Any]) -> Any:
    end = time.monotonic() + WAIT
    while not (found := look()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
    return found


@pytest.fixture
def author(tmp_path: Path, arxiv: str) -> Author:
    """A fresh clone whose `.venv` is in place, so that nothing is fetched."""
    folder = tmp_path / "clone"
    made = shutil.ignore_patterns(".git", ".venv", ".cache", ".*_cache", ".hypothesis", "__pycache__")
    shutil.copytree(ROOT, folder, ignore=lambda at, names: made(at, names) | ({"site"} if Path(at) == ROOT else set()))
    copy_sample(folder)
    venv = folder / ".venv"
    venv.mkdir()
    for part in ("bin", "lib", "pyvenv.cfg"):
        (venv / part).symlink_to(Path(sys.prefix) / part)
    # Of `make test` itself, too: its ARGS would be those of the commands.
    foreign = ("GIT_", "PIP_", "VIRTUAL_ENV", "MAKE", "MFLAGS", "ARGS")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    environment |= {
        "PYTHONPATH": str(folder / "src"),
        "SHORTLIST_ARXIV_API": arxiv,
        "SHORTLIST_DOI_RESOLVER": "http://127.0.0.1:9",
        "CARDS": "false",
        "HOME": str(tmp_path),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada Example",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada Example",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
    }
    author = Author(folder, environment)
    author.run("python3 -c 'from tools.set_up import stamp; stamp(\"site\").touch()'")
    author.run("git init -q -b main && git add . && git commit -q -m Before")
    return author


def test_every_command_of_the_page_leads_to_a_published_issue(author: Author, sample_dir: Path, tmp_path: Path) -> None:
    printed: dict[str, str] = {}
    for command in commands_on(sample_dir / "contribute/index.html"):
        if command.startswith("shortlist serve"):
            printed[command] = author.preview(command, tmp_path / "preview.txt")
        else:
            printed[command] = author.run(command)

    names = ["new", "add", "serve", "fmt", "check", "publish"]
    assert [command.split()[1] for command in printed if command.startswith("shortlist ")] == names
    assert "Traceback" not in "".join(printed.values())

    (page,) = (path for path in (author.folder / "site/2021-07").iterdir() if path.is_dir() and path.name != "all")
    (title,) = html.fromstring((page / "index.html").read_text(encoding="utf-8")).xpath("//h1")
    assert title.text_content().strip() == "Kaleidoscopes: An Example of Attention to Images"
    assert "colored glass" in (author.folder / "site/index.html").read_text(encoding="utf-8")
    changed = author.run("git show --stat --format= --name-only").split()
    assert changed == ["bib/references.bib", "docs/2021-07/index.md", f"docs/2021-07/{page.name}.md"]
    assert author.run("git status --porcelain") == ""
