"""The picks as data, held by jsonschema to their schema, which is kept by hand beside `exports/papers.py`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from shortlist.exports.files import exported_works, page_entry
from shortlist.exports.papers import papers_json
from shortlist.reading.settings import Settings
from tests.exports.judges import exported, read_csl, read_pybtex
from tests.tiny import FIRST, ROOT, TinySite, notes_of

SCHEMA = json.loads((ROOT / "schemas/papers.json").read_text(encoding="utf-8"))
PLACE = Settings(site_name="Tiny", site_url="https://example.org/")


def papers(site: TinySite) -> dict[str, Any]:
    library = replace(site.library(), settings=PLACE)
    text = papers_json(library, exported_works(library), notes_of(library, "2021-04/second/"), {})
    document = json.loads(text)
    Draft7Validator.check_schema(SCHEMA)
    Draft7Validator(SCHEMA, format_checker=Draft7Validator.FORMAT_CHECKER).validate(document)
    return document


def test_the_file_says_what_the_pages_say(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    site.write("data/people.yml", "writers:\n  ada: {name: Ada Example, url: 'https://example.org/ada'}\n")
    note = {"date": "2021-05-04", "text": "One came.", "link": "second.md"}
    site.summary("first", FIRST | {"by": ["ada"], "links": {"code": "https://example.org/code"}, "since": [note]})
    site.issue(event={"title": "Talk", "start": "2021-04-09T17:00:00+02:00", "minutes": 60}, considered=40)
    document = papers(site)
    assert (document["version"], document["url"]) == (1, "https://example.org/")
    (issue,) = document["issues"]
    assert (issue["picks"], issue["event"]["start"]) == (["2021-04/first", "2021-04/second"], "2021-04-09T17:00:00+02:00")
    first, second = document["papers"]
    assert first["authors"] == ["Ada Example", "Zoë Example"]
    assert first["links"][-1] == {"name": "Code", "url": "https://example.org/code"}
    assert first["since"] == [{"date": "2021-05-04", "text": "One came.", "name": "Second", "address": "2021-04/second/"}]
    assert first["writers"] == [{"name": "Ada Example", "url": "https://example.org/ada"}]
    assert (second["arxiv"], second["first_on_arxiv"], second["rank"]) == ("2101.00001", "2021-01-01", 2)
    assert "2021-04/second/summary.bib" in second["files"]


def test_the_schema_names_all_there_is() -> None:
    for record in (SCHEMA, *SCHEMA["$defs"].values()):
        assert record["required"] == list(record["properties"])
        assert record["additionalProperties"] is False


@pytest.mark.parametrize("number", [1, 40])
def test_any_number_of_picks_is_there_in_its_order(tmp_path: Path, number: int) -> None:
    site = TinySite(tmp_path)
    slugs = site.only_picks(number)
    document = papers(site)
    assert [(paper["id"], paper["rank"]) for paper in document["papers"]] == [(f"2021-04/{slug}", rank) for rank, slug in enumerate(slugs, 1)]
    assert document["issues"][0]["picks"] == [f"2021-04/{slug}" for slug in slugs]


def test_our_own_pages_are_cited_in_their_own_words(tmp_path: Path) -> None:
    document = papers(TinySite(tmp_path))
    (summary,) = read_pybtex(document["papers"][0]["citation"]).entries.values()
    assert summary.fields["title"] == "Summary of ``A First {Paper}''"
    assert [str(person) for person in summary.persons["author"]] == ["{Tiny}"]
    assert summary.fields["url"] == "https://example.org/2021-04/first/"
    assert (summary.fields["howpublished"], summary.fields["year"]) == ("Tiny, April 2021", "2021")
    (issue,) = read_pybtex(document["issues"][0]["citation"]).entries.values()
    assert issue.fields["title"] == "Tiny, April 2021"


def test_a_site_with_signs_of_latex_in_its_name(tmp_path: Path) -> None:
    library = TinySite(tmp_path).library()
    entry = page_entry(library.issues["2021-04"], replace(library, settings=Settings(site_name="R&D 100%")))
    assert entry.fields["title"] == r"R\&D 100\%, April 2021"
    assert "url" not in entry.fields
    assert read_csl(exported([entry], "csl.json"))[0]["title"] == "R&D 100%, April 2021"
