"""Serve `site/` below the path of its address, as a host does, and follow every link, file and fragment in it.

    python tools/crawl.py           `SITE_URL=https://example.org/shortlist/ make site` before makes a site below a path

Absolute addresses of the site itself, in feeds, sitemap, calendar and metadata too, are looked up here as well. Nothing is asked
of other hosts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache, partial
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from tempfile import TemporaryDirectory
from threading import Thread
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

SITE = Path(__file__).resolve().parent.parent / "site"
TEXTS = (".atom", ".csl.json", ".html", ".ics", ".json", ".md", ".txt", ".xml")
"""Endings of files in which the site's own address may stand."""
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)"')
_CSS_URL = re.compile(r"""url\(\s*["']?(?!data:)([^"')]+)""")


class Answer(NamedTuple):
    """What the host says to an address."""

    url: str
    """After redirects to the address of a folder."""
    status: int
    text: str


class Links(HTMLParser):
    """Addresses and ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag leads to, and its id."""
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[name] for name in ("id", "name") if name in values}
        self.links += [values[name] for name in ("href", "src", "data", "poster", "action") if name in values]
        self.links += [part.split()[0] for part in values.get("srcset", "").split(",") if part.strip()]
        if values.get("http-equiv", "").lower() == "refresh":
            self.links.append(values.get("content", "").partition("url=")[2])


class Host(SimpleHTTPRequestHandler):
    """A static host: `404.html` for what is not there."""

    not_found = b""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page."""
        self.send_response(code)
        self.end_headers()
        self.wfile.write(self.not_found)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def crawl(site: Path) -> tuple[int, list[str]]:
    """Return how many addresses of the site were asked for, and what is wrong: `/path/: link: reason`.

    Raises `SystemExit` for a site that does not name its address.
    """
    index = site / "index.html"
    found = _CANONICAL.search(index.read_text(encoding="utf-8")) if index.is_file() else None
    if found is None:
        sys.exit(f"{index} is missing or names no address; build it with SITE_URL=https://example.org/shortlist/ make site")
    base = urlsplit(found[1])
    with TemporaryDirectory() as folder:
        below = Path(folder, base.path.strip("/"))
        below.parent.mkdir(parents=True, exist_ok=True)
        root = folder if below != Path(folder) else site
        if root == folder:
            below.symlink_to(site.resolve())
        handler = type("SiteHost", (Host,), {"not_found": (site / "404.html").read_bytes()})
        with ThreadingTCPServer(("127.0.0.1", 0), partial(handler, directory=str(root))) as server:
            Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            try:
                return _follow(site, found[1], server.server_address[1])
            finally:
                server.shutdown()


def _follow(site: Path, base: str, port: int) -> tuple[int, list[str]]:
    asked = cache(partial(_ask, port))
    ids = cache(lambda url: Links(asked(url).text).ids)
    own, faults, seen = urlsplit(base), list[str](), set[str]()
    paths = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    starts = [f"{own.path}{path.removesuffix('index.html')}" for path in paths if path.endswith((*TEXTS, ".css"))]
    for start in [*starts, f"{own.path}no/such/page/"]:
        answer = asked(start)
        for link in dict.fromkeys(_links(start, answer.text, base)):
            target = urlsplit(urljoin(f"{own.scheme}://{own.netloc}{answer.url}", link))
            if (target.scheme, target.netloc) != (own.scheme, own.netloc):
                continue
            url, fragment = target.path or "/", unquote(target.fragment)
            seen.add(url)
            there = asked(url)
            if there.status != 200 and url != answer.url:
                faults.append(f"{start}: {link}: status {there.status}")
            elif fragment and not fragment.startswith(("__", ":~:")) and there.text and fragment not in ids(url):
                faults.append(f"{start}: {link}: nothing there has this id")
    return len(seen), faults


def _links(path: str, text: str, base: str) -> Iterator[str]:
    """Yield the links of a page or style sheet, and the site's own addresses in any other text."""
    if path.endswith(".css"):
        yield from _CSS_URL.findall(text)
    elif path.endswith(("/", ".html")):
        yield from Links(text).links
    yield from re.findall(rf"""{re.escape(base)}[^\s"'<>(){{}}\\,;]*""", text.replace("\r\n ", ""))


def _ask(port: int, path: str) -> Answer:
    """Ask for a path, and follow a redirect to the address of a folder. Only texts are kept."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    if answer.status in (301, 302):
        return _ask(port, urldefrag(urljoin(path, answer.getheader("Location") or ""))[0])
    is_text = path.endswith((*TEXTS, ".css", "/")) or answer.status == 404
    return Answer(path, answer.status, data.decode("utf-8", "replace") if is_text else "")


def main() -> int:
    """Print what is wrong; return the exit status."""
    count, faults = crawl(SITE)
    print(*faults, f"{count:,} addresses of the site followed, {len(faults)} broken", sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
