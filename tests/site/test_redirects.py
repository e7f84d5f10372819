"""Redirects of a build: pages that nobody finds but who comes from outside."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import pytest

from tests.site.conftest import Build
from tests.tiny import TinySite

Run = Callable[..., Build]

REDIRECTS = "2021-04/frist/: 2021-04/first/\nposts/1.html: 2021-04/second/\nwelcome/: ./\n"


@pytest.mark.parametrize("command", ["build", "serve"])
def test_old_addresses_lead_to_pages_that_exist(site: TinySite, run: Run, command: str) -> None:
    site.write("data/redirects.yml", REDIRECTS)
    build = run(command=command)
    assert (build.log, build.failed) == ([], False)
    for old, title in (("2021-04/frist/", "A First Paper"), ("posts/1.html", "A Second Paper"), ("welcome/", "Tiny")):
        (href,) = build.page(old).xpath("//a/@href")
        assert build.page(urljoin(f"/{old}", href).removeprefix("/") or "index.html").xpath("string(//h1)") == title


def test_nobody_lists_them(site: TinySite, run: Run) -> None:
    site.write("data/redirects.yml", REDIRECTS)
    build = run()
    listed = [
        (build.site / name).read_text(encoding="utf-8") for name in ("sitemap.xml", "search/search_index.json", "graph.json")
    ]
    for old in ("frist", "posts", "welcome/"):
        assert not any(old in text for text in listed)


def test_without_the_file_nothing_differs(site: TinySite, run: Run) -> None:
    def files(build: Build) -> dict[str, bytes]:
        return {str(path.relative_to(build.site)): path.read_bytes() for path in build.site.rglob("*.*") if path.suffix != ".gz"}

    before = files(run())
    site.write("data/redirects.yml", "# None yet.\n")
    assert files(run()) == before


def test_a_redirect_that_is_taken_stops_the_build(site: TinySite, run: Run) -> None:
    site.write("data/redirects.yml", "2021-04/first/: 2021-04/second/\n")
    build = run()
    assert build.failed
    assert "data/redirects.yml:1:1: X423" in build.log[0]


def test_a_page_of_another_plugin_is_not_overwritten(site: TinySite, run: Run) -> None:
    """Such as those that a hook makes; the checks do not know of them."""
    site.write(
        "hook.py",
        "from mkdocs.structure.files import File\n"
        "def on_files(files, config):\n"
        "    files.append(File.generated(config, 'made/index.html', content='Made.'))\n",
    )
    site.write("mkdocs.yml", site.read("mkdocs.yml") + "hooks: [hook.py]\n")
    site.write("data/redirects.yml", "elsewhere/: ./\nmade/: ./\n")
    build = run()
    assert build.failed
    assert build.log == ["data/redirects.yml:2:1: X423 a page has the address 'made/'; take the redirect out"]
