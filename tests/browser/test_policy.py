"""The content security policy: said by the pages themselves and, where the host takes them, by headers. Everything works."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Server, StaticHost, site_prefix

TEMPLATES = ["", "issues/", "2021-04/", "2021-04/vivit/", "tags/", "tags/vision/", "bibliography/", "about/", "no-such-page/"]

SCHEMES = {"light": "default", "dark": "slate"}
"""Color scheme of the system → the name that the body has for it."""

# The browser tells the console, too; this names what was blocked.
REPORT = """document.addEventListener("securitypolicyviolation", event =>
    console.error(`blocked by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile}`))"""


class HostWithHeaders(StaticHost):
    """Sends what the site's file `_headers` says, as Netlify and Cloudflare Pages do: for all paths."""

    def end_headers(self) -> None:
        """Add the headers below the line of the path."""
        path, *lines = (Path(self.directory) / "_headers").read_text(encoding="utf-8").splitlines()
        assert path == "/*"
        for name, value in (line.strip().split(": ", 1) for line in lines if line.strip()):
            self.send_header(name, value)
        super().end_headers()


@pytest.fixture(scope="module")
def address(sample_dir: Path) -> Iterator[str]:
    """The site on a host that sets headers: both policies are in force, and what either forbids fails."""
    prefix = site_prefix(sample_dir)
    with Server(("127.0.0.1", 0), partial(HostWithHeaders, directory=str(sample_dir), prefix=prefix)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
        server.shutdown()
        thread.join()


@pytest.fixture
def page(open_page: Callable[..., Page], address: str) -> Page:
    return open_page(base_url=address, permissions=["clipboard-read", "clipboard-write"])


def without_meta(route: Route) -> None:
    """Answer with the headers alone."""
    answer = route.fetch()
    text, count = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", answer.text())
    assert count == 1
    route.fulfill(response=answer, body=text)


def test_every_page_works_under_the_policy(page: Page, complaints: list[str]) -> None:
    shown, other = "light", "dark"
    for template in TEMPLATES:
        page.goto(template)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[shown])  # As it was chosen on the page before.
        page.get_by_title(f"Switch to the {other} scheme").click()
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[other])
        if template == "no-such-page/":
            complaints[:] = [found for found in complaints if "404" not in found]
        page.get_by_role("banner").get_by_role("button", name="Search").click()
        page.get_by_role("textbox", name="Search").fill("tubelet")
        expect(page.get_by_role("dialog").get_by_role("link", name="ViViT")).to_be_visible()
        page.keyboard.press("Escape")
        shown, other = other, shown


def test_what_a_summary_does_works_under_the_policy(page: Page) -> None:
    page.goto("2021-04/vivit/")
    page.get_by_role("link", name=re.compile("^Reference 1:")).first.hover()
    expect(page.get_by_role("group", name="Reference 1")).to_be_visible()
    page.get_by_role("button", name="Copy BibTeX of this paper").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()


def test_the_filter_works_under_the_policy(page: Page) -> None:
    page.goto("bibliography/")
    page.get_by_label("Filter").fill("hinton")
    expect(page.get_by_role("search", name="Works").get_by_role("status")).to_contain_text(" of ")


@pytest.mark.parametrize("has_headers", [False, True])
def test_the_policy_is_in_force(open_page: Callable[..., Page], site_url: str, address: str, complaints: list[str], has_headers: bool) -> None:
    """Each of the two; else the tests above could not fail. What a hostile field might bring onto a page does nothing."""
    page = open_page(base_url=address if has_headers else site_url)
    page.add_init_script(REPORT)
    if has_headers:
        page.route("**/vivit/", without_meta)
    page.goto("2021-04/vivit/")
    page.evaluate("""() => {
        const script = document.createElement("script")
        script.textContent = "document.title = 'run'"
        document.head.append(script)
        document.body.insertAdjacentHTML("beforeend", `<img src="data:," onerror="document.title = 'run'"><p style="color: red">`)
        const foreign = document.createElement("script")
        foreign.src = "https://example.org/foreign.js"
        document.head.append(foreign)
    }""")
    page.wait_for_timeout(100)
    assert "ViViT" in page.title()
    text = "\n".join(complaints)
    for blocked in (
        "script-src-elem inline",
        "script-src-attr inline",
        "style-src-attr inline",
        "https://example.org/foreign.js",
    ):
        assert blocked in text
    complaints.clear()


def test_a_scheme_is_chosen_before_the_page_is_painted(page: Page) -> None:
    """No white flash in a dark room: the deferred scripts have no part in it."""
    page.emulate_media(color_scheme="dark")
    page.route(re.compile(r"/assets/(?!scheme)[^/]*\.js$"), lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto("2021-04/vivit/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 26, 31)"
