"""Whatever a stranger's page or picture holds and `shortlist check` passes does nothing, even without the security policy.

The policy stops most of these too, but hosts without headers and old browsers do not keep all of it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Page, Request

from shortlist.checks import check
from tests.attacks import DRAWINGS, HEADERS, HOST, MARKDOWN
from tests.browser.conftest import serve
from tests.tiny import ROOT, TinySite

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
CONTROLS = [
    "<script>pwn()</script>",
    '<img src="gone.png" onerror="pwn()">',
    '<a href="javascript:pwn()">x</a>',
    f'<meta http-equiv="refresh" content="0;url={HOST}/">',
    f'<form action="{HOST}"><button>go</button></form>',
]
"""Faults that the judge has to see, as proof that it would."""
TOUCH = """() => {
    addEventListener("click", event => {
        const link = event.target.closest("a")
        if (link && ["http:", "https:", "mailto:"].includes(link.protocol)) event.preventDefault()  // The reader's choice.
    }, true)
    const events = ["pointerenter", "mouseover", "focus", "toggle", "beforetoggle", "error", "load"]
    for (const element of document.querySelectorAll("article *, svg, svg *")) {
        for (const name of events) element.dispatchEvent(new Event(name))
        element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))
        element.click?.()
    }
}"""


def write_attacks(site: TinySite) -> dict[str, str]:
    """Write each attack as a file of its own; file → attack."""
    extensions = re.search(r"^markdown_extensions:\n(?:[ \n].*\n)+", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.M)
    assert extensions
    site.write("mkdocs.yml", re.sub(r"(?m)^markdown_extensions:.*\n", lambda _: extensions[0], site.read("mkdocs.yml")))
    site.write("figures/none.py", "")
    site.write("docs/a.svg", PICTURE)
    attacks = {f"docs/m{number}.md": f"# Words\n\n{text}\n" for number, text in enumerate(MARKDOWN)}
    attacks |= {f"docs/h{number}.md": f"---\n{text}\n---\n\n# Words\n" for number, text in enumerate(HEADERS)}
    attacks |= {f"docs/s{number}.svg": text for number, text in enumerate(DRAWINGS)}
    for path, text in attacks.items():
        site.write(path, text)
    return attacks


def without_policy(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text), encoding="utf-8")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A built site of the attacks that pass, without the policy, and of the controls; address below it → attack."""
    site = TinySite(tmp_path_factory.mktemp("attacked"))
    attacks = write_attacks(site)
    refused = {problem.place.path for problem in check(site.root)[1]}
    for path in refused:
        (site.root / path).unlink()
    passed = {path: text for path, text in attacks.items() if path not in refused}
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "--strict"], cwd=site.root, check=True)
    without_policy(site.root / "site")
    addresses = {path.removeprefix("docs/").replace(".md", "/"): text for path, text in passed.items()}
    page = (site.root / "site/2021-04/first/index.html").read_text(encoding="utf-8")
    for number, control in enumerate(CONTROLS):
        site.write(f"site/2021-04/c{number}/index.html", re.sub("(?=</article>)", lambda _, text=control: text, page, count=1))
        addresses[f"2021-04/c{number}/"] = control
    with serve(site.root / "site", "/") as address:
        yield address, addresses


def visit(page: Page, address: str, addresses: dict[str, str]) -> dict[str, set[str]]:
    """Open all pages at once, each in a frame, touch all that is in them, and return address → what happened there."""
    happened: dict[str, set[str]] = {}
    page.expose_binding("pwn", lambda source: happened.setdefault(frames[source["frame"]], set()).add("ran a script"))
    frames: dict[Frame, str] = {}
    page.route(f"{address}frames", lambda route: route.fulfill(body="<!doctype html><body>", content_type="text/html"))
    page.goto(f"{address}frames")
    host = urlsplit(address).netloc

    def on_request(request: Request) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and urlsplit(request.url).netloc != host:
            what = "left the site" if request.is_navigation_request() else "asked another host"
            happened.setdefault(frames[request.frame], set()).add(what)

    page.on("request", on_request)
    for below in addresses:
        page.evaluate("() => document.body.append(document.createElement('iframe'))")
        frame = page.frames[-1]
        frames[frame] = below
        frame.goto(f"{address}{below}")
    for frame in frames:
        if frame.url.startswith(address):
            frame.evaluate(TOUCH)
    page.wait_for_timeout(500)
    for frame, below in frames.items():
        if frame.url.partition("#")[0] != f"{address}{below}":
            happened.setdefault(below, set()).add("left the page")
    return happened


def test_what_passes_does_nothing(browser: Browser, attacked: tuple[str, dict[str, str]]) -> None:
    address, addresses = attacked
    page = browser.new_page()
    happened = visit(page, address, addresses)
    page.context.close()
    controls = {below for below in addresses if below.startswith("2021-04/c")}
    assert {below: what for below, what in happened.items() if below not in controls} == {}, addresses
    assert happened.keys() == controls
    assert len(MARKDOWN) + len(HEADERS) + len(DRAWINGS) > 300


def test_most_are_refused_and_plain_ones_are_not(attacked: tuple[str, dict[str, str]]) -> None:
    assert 10 < len(attacked[1]) < 150
