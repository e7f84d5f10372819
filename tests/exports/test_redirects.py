"""Pages that lead on, judged by a parser of HTML and by the rules of addresses."""

from __future__ import annotations

from urllib.parse import urljoin

import html5lib
import pytest

from shortlist.exports.redirects import redirect_pages
from shortlist.model import Redirect
from shortlist.problems import Place

SITE = "https://example.org/sub/"
PLACE = Place("data/redirects.yml")


@pytest.mark.parametrize(
    ("old", "new", "path", "target"),
    [
        ("2021-04/glm-old/", "2021-04/glm/", "2021-04/glm-old/index.html", "2021-04/glm/"),
        ("posts/2021/glm.html", "2021-04/glm/", "posts/2021/glm.html", "2021-04/glm/"),
        ("old.html", "2021-04/", "old.html", "2021-04/"),
        ("old/", "./", "old/index.html", ""),
        ("old.html", "./", "old.html", ""),
        ("a/b/c/", "about/", "a/b/c/index.html", "about/"),
        ("a/b/c/", "a/", "a/b/c/index.html", "a/"),
        ("a/", "a/b/", "a/index.html", "a/b/"),
        ("old/", "files/talk.pdf", "old/index.html", "files/talk.pdf"),
    ],
)
def test_a_redirect_leads_to_its_target(old: str, new: str, path: str, target: str) -> None:
    ((found, text),) = redirect_pages([Redirect(old, new, PLACE, PLACE)], SITE)
    assert found == path
    parser = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    page = parser.parse(text)
    (refresh,) = page.xpath("//meta[@http-equiv='refresh']/@content")
    (link,) = page.xpath("//a/@href")
    (canonical,) = page.xpath("//link[@rel='canonical']/@href")
    assert refresh == f"0; url={link}"
    assert urljoin(SITE + old, link) == urljoin(SITE, canonical) == SITE + target
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("string(//a)") in (target, "the home page")
    assert page.xpath("string(//h1)") == page.xpath("string(//title)") != ""


def test_without_an_address_of_the_site_no_canonical_one() -> None:
    ((_, text),) = redirect_pages([Redirect("old/", "new/", PLACE, PLACE)])
    assert "canonical" not in text
    assert '<a href="../new/">' in text


def test_no_address_leaves_its_place() -> None:
    """The reader refuses such addresses; should one come through, it stays text."""
    hostile = '"><script>alert(1)</script>/'
    ((_, text),) = redirect_pages([Redirect("old/", hostile, PLACE, PLACE)], hostile)
    page = html5lib.parse(text, treebuilder="lxml", namespaceHTMLElements=False)
    assert page.xpath("//script") == []
    assert urljoin("https://example.org/old/", page.xpath("//a/@href")[0]) == "https://example.org/" + hostile
