"""The rules that this selection keeps beyond those that `shortlist check` keeps. Another one has its own: `make yours` takes
this folder out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import html

from shortlist.checks import check
from shortlist.indexes import without_drafts
from shortlist.model import Library
from tests.conftest import ROOT

HOST = "https://example.org/"


@pytest.fixture(scope="module")
def library() -> Library:
    return without_drafts(check(ROOT)[0])


def test_a_tag_leads_from_one_summary_to_another(library: Library) -> None:
    tagged = Counter(tag for summary in library.summaries.values() for tag in set(summary.tags))
    assert [tag for tag in library.tags if tagged[tag] < 2] == []


def test_a_summary_leads_to_another_in_its_text(library: Library, site_dir: Path) -> None:
    summaries = {f"{id}/" for id in library.summaries}
    for address in summaries:
        links = html.parse(site_dir / address / "index.html").xpath("//*[@class='sl-text']/p//a/@href | //*[@class='sl-text']/ul//a/@href")
        assert {urljoin(HOST + address, link).removeprefix(HOST).partition("#")[0] for link in links} & (summaries - {address}), (
            address
        )


def test_every_summary_is_cited_well(library: Library) -> None:
    """Three works or more, the paper itself among them; a link to another pick."""
    for summary in library.summaries.values():
        keys = {citation.key for citation in summary.body.citations}
        assert len(keys) >= 3, summary.path
        assert summary.paper in keys, summary.path
        assert any(link.target.endswith(".md") for link in summary.body.links), summary.path


def test_summaries_keep_to_their_length(library: Library) -> None:
    for summary in library.summaries.values():
        assert 300 <= summary.body.words <= 800, f"{summary.path}: {summary.body.words}"


def test_the_editorial_links_to_every_pick(library: Library) -> None:
    for issue in library.issues.values():
        assert 150 <= issue.body.words <= 300, issue.path
        assert {link.target for link in issue.body.links} >= {f"{slug}.md" for slug in issue.picks}, issue.path


def test_facts_that_are_often_told_wrong() -> None:
    """Widespread mistakes about these papers, which an edit must not bring back."""

    def read(slug: str) -> str:
        return " ".join((ROOT / f"docs/2021-04/{slug}.md").read_text(encoding="utf-8").split())

    assert "ModelNet40 point clouds, with 85.7%" in read("perceiver")
    assert "the language model is trained too" in read("p-tuning")
    assert "BYOL shares this robustness" in read("barlow-twins")
    assert "gradient descent has no part in it" in read("rank-collapse")
    assert "### Seven tasks" in read("universal-computation-engines")
    assert "Transformers [@vaswani2017attention] enter only here" in read("variable-rate-speech")
