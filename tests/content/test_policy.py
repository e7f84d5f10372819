"""No page holds what the content security policy blocks: scripts, styles and handlers written into the page itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import html

from tests.conftest import ROOT

DATA = ("application/json", "application/ld+json")


@pytest.fixture(scope="module")
def pages(site_dir: Path) -> dict[str, html.HtmlElement]:
    return {path.relative_to(site_dir).as_posix(): html.parse(path).getroot() for path in site_dir.rglob("*.html")}


def test_nothing_is_written_into_pages_that_the_policy_blocks(pages: dict[str, html.HtmlElement]) -> None:
    found = [
        f"{path}: {html.tostring(element, encoding='unicode')[:100]}"
        for path, page in pages.items()
        for element in page.iter("*")
        if element.tag == "style"
        or (element.tag == "script" and not element.get("src") and element.get("type") not in DATA)
        or any(name == "style" or name.startswith("on") for name in element.keys())
        or (element.get("href") or "").lower().startswith("javascript:")
    ]
    assert "index.html" in pages
    assert found == []


def test_the_policy_is_the_first_thing_a_page_says(pages: dict[str, html.HtmlElement]) -> None:
    """It governs only what comes after it."""
    policies = {page.find("head")[0].get("content") for page in pages.values()}
    assert len(policies) == 1
    (policy,) = policies
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_headers_say_the_same_policy(site_dir: Path, pages: dict[str, html.HtmlElement]) -> None:
    policy = pages["index.html"].find("head")[0].get("content")
    lines = (site_dir / "_headers").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "/*"
    headers = dict(line.strip().split(": ", 1) for line in lines[1:])
    assert headers["Content-Security-Policy"] == f"{policy}; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert {"Referrer-Policy", "Permissions-Policy"} < headers.keys()
    assert all(line.startswith("  ") for line in lines[1:])


def test_every_host_is_told_to_send_what_the_site_itself_asks_for(site_dir: Path) -> None:
    asked = dict(re.findall(r"^  (\S+): (.*)$", (site_dir / "_headers").read_text(encoding="utf-8"), re.MULTILINE))
    assert len(asked) == 4
    nginx = (ROOT / "hosting/nginx-headers.conf").read_text(encoding="utf-8")
    assert dict(re.findall(r'^add_header (\S+) "([^"]*)" always;$', nginx, re.MULTILINE)) == asked
    policy = json.loads((ROOT / "hosting/cloudfront-headers.json").read_text(encoding="utf-8"))
    security = policy["SecurityHeadersConfig"]
    assert security["ContentTypeOptions"] == {"Override": True}
    assert {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Content-Type-Options": "nosniff",
        **{item["Header"]: item["Value"] for item in policy["CustomHeadersConfig"]["Items"]},
    } == asked
    assert policy["CustomHeadersConfig"]["Quantity"] == len(policy["CustomHeadersConfig"]["Items"])


def test_there_is_a_recipe_for_each_host_and_its_files_are_there() -> None:
    text = (ROOT / "hosting/README.md").read_text(encoding="utf-8")
    assert all(f"| {host} |" in text for host in ("GitHub Pages", "Netlify", "Cloudflare Pages", "nginx", "S3 with CloudFront"))
    assert all((ROOT / "hosting" / name).is_file() for name in re.findall(r"\]\(([^)]+)\)", text))
    assert "file://hosting/cloudfront-headers.json" in text
