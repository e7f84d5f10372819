"""One build in a fresh process: time, peak memory, and the sizes of what it wrote.

Run as a file, this module is the launcher between the benchmark and the build. Linux counts the memory of the process
that starts a program as the program's own until it is replaced, so the one that starts it has to be small.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path

# The launcher stays small by importing nothing else; see above.

COMPRESSED = (".css", ".html", ".js", ".json", ".svg", ".xml")
"""Ends of the names of files that hosts compress."""

SEARCH_INDEXES = ("search/search_index.json", "search/words.json", "search.json")
"""Paths of the search index of MkDocs, the second file of ours, and the index of Zensical, below `site/`."""

_FONT = re.compile(r'url\("?([^")]+\.woff2)')
_FETCHED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"[^>]*? href|(?:script|img)\b[^>]*? src)="([^"]+)"')


def build(command: list[str], folder: Path, environment: dict[str, str], log: Path) -> dict[str, float]:
    """Runs the command in the folder; returns `status` (exit status), `seconds`, `processor` (its seconds) and `memory` (bytes).

    The memory is the largest resident set among the process and its children, as wait4 reports it. Everything that
    the command prints goes to the log.
    """
    import subprocess

    launcher = [sys.executable, "-I", "-S", __file__, str(log), *command]
    done = subprocess.run(launcher, cwd=folder, env=environment, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def size(folder: Path) -> int:
    """Bytes of all files below the folder, without what the file system adds."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def search_index(site: Path) -> tuple[int, int]:
    """Bytes of the search index, as it is and after `gzip -9`; nothing when the site has none."""
    import gzip

    files = [path.read_bytes() for name in SEARCH_INDEXES if (path := site / name).is_file()]
    return sum(map(len, files)), sum(len(gzip.compress(data, 9, mtime=0)) for data in files)


def first_visit(site: Path, page: str) -> int:
    """Bytes that a browser with an empty cache fetches for a page, texts compressed by `gzip -6` as hosts do.

    That is the page and the style sheets, scripts, icons and images that it names; and the fonts of its style sheets if it has
    formulas, since these alone have a font, and a browser fetches none that no text needs. What scripts fetch later is not
    seen here: our own pages fetch nothing, which a test in a browser makes sure of; others fetch the search index.
    """
    from urllib.parse import unquote, urljoin

    text = _text(site / page / "index.html")
    found = {f"{page}/index.html"}
    for address in _FETCHED.findall(text):
        if "//" not in address and not address.startswith("data:"):
            found.add(unquote(urljoin(f"{page}/", address.partition("?")[0])))
    if "<math" in text:
        found |= {urljoin(name, font) for name in found if name.endswith(".css") for font in _FONT.findall(_text(site / name))}
    return sum(_sent(site / name) for name in found)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _sent(file: Path) -> int:
    import gzip

    data = file.read_bytes()
    return len(gzip.compress(data, 6, mtime=0)) if file.suffix in COMPRESSED else len(data)


def _launch(log: str, command: list[str]) -> dict[str, float]:
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    redirections = [(os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, output, 2)]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=redirections)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    processor = usage.ru_utime + usage.ru_stime
    memory = usage.ru_maxrss * unit
    return {"status": os.waitstatus_to_exitcode(status), "seconds": seconds, "processor": processor, "memory": memory}


if __name__ == "__main__":
    print(json.dumps(_launch(sys.argv[1], sys.argv[2:])))
