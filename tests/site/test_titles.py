"""Formulas in titles: readable text wherever there is no markup, MathML where a title heads a page or stands in a reference."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import yaml

from shortlist.text import typographic
from tests.site.conftest import Build
from tests.tiny import FIRST, ROOT, SECOND, TinySite

Run = Callable[..., Build]
SHOWN = "RL² in 𝒪(n¹·⁵) at 10⁻³"
FORMULAS = ["^2", r"\mathcal{O}(n^{1.5})", "10^{-3}"]


@pytest.fixture
def built(site: TinySite, run: Run) -> Build:
    entry = r"@misc{rl2021, title = {RL$^2$ in $\mathcal{O}(n^{1.5})$ at $10^{-3}$}, author = {Doe, Jane}, year = {2021}}"
    site.write("bib/references.bib", f"{site.read('bib/references.bib')}\n{entry}\n")
    site.summary("first", FIRST | {"paper": "rl2021"})
    site.summary("second", SECOND, "It cites [@rl2021; @ada2020first].")
    return run()


def test_text_where_there_is_no_markup(built: Build) -> None:
    page = built.page("2021-04/first/")
    assert page.xpath("string(//title)") == f"{SHOWN} - Tiny"
    assert page.xpath("//meta[@property='og:title']/@content") == [SHOWN]
    assert SHOWN in built.page("2021-04/").xpath("//h3/a/text()")
    assert SHOWN in json.dumps(json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0]), ensure_ascii=False)
    assert any(SHOWN in values for coins in page.xpath("//span[@class='Z3988']/@title") for values in parse_qs(coins).values())
    index = json.loads((built.site / "search/search_index.json").read_text(encoding="utf-8"))
    assert SHOWN in {document["title"] for document in index["docs"]}
    assert f"TI  - {SHOWN}" in (built.site / "2021-04/first/paper.ris").read_text(encoding="utf-8")
    [item] = json.loads((built.site / "2021-04/first/paper.csl.json").read_text(encoding="utf-8"))
    assert item["title"] == SHOWN


def test_mathml_in_headings_and_references(built: Build) -> None:
    for heading in (built.page("2021-04/first/").xpath("//h1")[0], built.page("2021-04/all/").xpath("//article//h2[.//math]")[0]):
        assert heading.xpath(".//math//annotation/text()") == FORMULAS
    assert built.page("2021-04/second/").xpath("//li[@id='ref-rl2021']//math//annotation/text()") == FORMULAS


BREAKS_OUT = [path for path in sorted((ROOT / "tests/fixtures/attack").glob("*.about.md")) if "title: " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", BREAKS_OUT, ids=lambda path: path.stem)
def test_no_field_of_a_header_breaks_out(path: Path, site: TinySite, run: Run) -> None:
    source = path.read_text(encoding="utf-8")
    site.write("docs/about.md", source)
    fields = yaml.safe_load(source.split("---\n")[1])
    page = run().page("about/")
    assert page.xpath("string(//title)").startswith(fields["title"])
    assert typographic(fields.get("description", "")) in page.xpath("string(//meta[@name='description']/@content)")
    assert not page.xpath("//script[not(starts-with(@src, '../')) and not(contains(@type, 'json'))] | //script[contains(@src, 'evil')]")
