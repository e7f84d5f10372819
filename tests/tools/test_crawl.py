"""A crawl finds what a reader would find broken, below a path as at the root of a host."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import not_on_windows
from tools.crawl import crawl

pytestmark = not_on_windows("a symbolic link needs a right of its own")

HEAD = '<link rel="canonical" href="{base}"><link rel="stylesheet" href="{up}style.css">'


def built(folder: Path, base: str, body: str) -> Path:
    site = folder / "site"
    (site / "a/b").mkdir(parents=True)
    (site / "index.html").write_text(f'{HEAD.format(base=base, up="")}<h1 id="top">x</h1>{body}', encoding="utf-8")
    (site / "a/b/index.html").write_text('<a href="../../#top">x</a><i id="é">x</i><img src="../../p.png">', encoding="utf-8")
    (site / "404.html").write_text(f'<a href="{base}">home</a>', encoding="utf-8")
    (site / "style.css").write_text("i { background: url(p.png) } b { background: url('data:image/png;x') }", encoding="utf-8")
    (site / "p.png").write_bytes(b"\x89PNG")
    (site / "sitemap.xml").write_text(f"<loc>{base}a/b/</loc>", encoding="utf-8")
    return site


@pytest.mark.parametrize("base", ["https://example.org/shortlist/", "https://example.org/", "https://example.org/a/deep/path/"])
def test_a_sound_site_is_followed_everywhere_and_no_other_host_is_asked(tmp_path: Path, base: str) -> None:
    body = '<a href="a/b/#%C3%A9">x</a><a href="a/b">x</a><a href="https://example.com/x">x</a><a href="mailto:a@example.org">x</a>'
    count, faults = crawl(built(tmp_path, base, body))
    assert faults == []
    assert count == 5


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="a/c/">x</a>', "/s/: a/c/: status 404"),
        ('<a href="/a/b/">x</a>', "/s/: /a/b/: status 404"),
        ('<a href="a/b/#no">x</a>', "/s/: a/b/#no: nothing there has this id"),
        ('<img srcset="p.png 1x, q.png 2x">', "/s/: q.png: status 404"),
        ('<meta http-equiv="refresh" content="0; url=gone/">', "/s/: gone/: status 404"),
        ('<script type="x">"https://example.org/s/nowhere/"</script>', "/s/: https://example.org/s/nowhere/: status 404"),
    ],
)
def test_what_leads_nowhere_below_the_path_is_named(tmp_path: Path, body: str, fault: str) -> None:
    assert crawl(built(tmp_path, "https://example.org/s/", body))[1] == [fault]


def test_the_page_of_what_is_missing_must_lead_home_from_any_depth(tmp_path: Path) -> None:
    site = built(tmp_path, "https://example.org/s/", "")
    (site / "404.html").write_text('<a href="a/b/">x</a>', encoding="utf-8")
    assert crawl(site)[1] == ["/s/no/such/page/: a/b/: status 404"]


def test_a_site_without_an_address_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="names no address; build it with SITE_URL="):
        crawl(tmp_path)
