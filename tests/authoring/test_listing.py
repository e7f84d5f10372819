"""`shortlist list`: a table for people and stable names for scripts, whatever stands in the files."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.authoring.commands import shortlist_here
from tests.tiny import BIBLIOGRAPHY, TAGS, TinySite

COLUMNS = {
    "issues": ["issue", "status", "published", "picks", "path", "gist"],
    "papers": ["paper", "status", "key", "year", "tags", "path", "title"],
    "tags": ["tag", "slug", "group", "summaries", "meaning"],
    "unused": ["kind", "name", "path", "line"],
}


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    site = TinySite(tmp_path)
    site.write("bib/references.bib", BIBLIOGRAPHY + "\n@misc{cleo2021third,\n  title = {Third}\n}\n")
    site.write("data/tags.yml", TAGS + "  Rarely used: Nothing yet.\n")
    return site


def run(site: TinySite, *arguments: str) -> subprocess.CompletedProcess[str]:
    return shortlist_here(site.root, "list", *arguments)


EXPECTED = {
    "issues": ["2021-04|published|2021-04-06|2|docs/2021-04/index.md|Two papers."],
    "papers": [
        "2021-04/first|published|ada2020first|2020|NLP,Vision|docs/2021-04/first.md|A First Paper",
        "2021-04/second|draft|bob2021second|2021|Vision|docs/2021-04/second.md|A Second Paper",
    ],
    "tags": ["NLP|nlp|Topics|1|Text.", "Vision|vision|Topics|2|Images.", "Rarely used|rarely-used|Topics|0|Nothing yet."],
    "unused": ["entry|cleo2021third|bib/references.bib|17", "tag|Rarely used|data/tags.yml|4"],
}


@pytest.mark.parametrize("what", COLUMNS)
def test_rows(site: TinySite, what: str) -> None:
    site.replace("docs/2021-04/first.md", "[NLP]", "[NLP, Vision]")
    site.replace("docs/2021-04/second.md", "tags:", "status: draft\ntags:")
    done = run(site, what)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [[cell.replace(",", ", ") if "," in cell else cell for cell in row.split("|")] for row in EXPECTED[what]]
    assert [re.split(" {2,}", line) for line in done.stdout.splitlines()] == [COLUMNS[what], *rows]
    found = json.loads(run(site, what, "--format", "json").stdout)
    assert [list(row) for row in found] == [COLUMNS[what]] * len(EXPECTED[what])
    cells = [[",".join(cell) if isinstance(cell, list) else str(cell) for cell in row.values()] for row in found]
    assert ["|".join(row) for row in cells] == EXPECTED[what]


def test_the_help_names_every_column_in_order(site: TinySite) -> None:
    text = run(site, "--help").stdout
    for what, columns in COLUMNS.items():
        (line,) = (line for line in text.splitlines() if line.strip().startswith(f"{what}:"))
        words = line.replace(",", " ").replace("(", " ").split()
        assert sorted(columns, key=words.index) == columns


def test_values_stay_in_their_row_and_column(site: TinySite) -> None:
    site.replace("bib/references.bib", "{Third}", "{A\ttitle\n with \x1b[31m signs}")
    site.replace("docs/2021-04/second.md", "paper: bob2021second", "paper: cleo2021third")
    heading, first, second = run(site, "papers").stdout.splitlines()
    assert second.endswith(r"A title with \x1b[31m signs")
    titles = (heading.index("title"), first.index("A First Paper"), second.index("A title"))
    assert len(set(titles)) == 1, "columns are aligned"
    assert second[heading.index("year") : heading.index("tags")].strip() == ""
    assert json.loads(run(site, "papers", "--format", "json").stdout)[1]["year"] is None


BROKEN = [
    ("docs/2021-04/first.md", "gist: The", "gist: T: he", "issues", "docs/2021-04/first.md:3:8: F104", 1),
    ("bib/references.bib", "{A Second Paper}", "{A Second Paper", "papers", "bib/references.bib:10:11: B301", 2),
    ("data/tags.yml", "Topics:", "Topics: x: y", "tags", "data/tags.yml:1:10: F104", 0),
]


@pytest.mark.parametrize(("path", "old", "new", "what", "problem", "rows"), BROKEN, ids=[row[0] for row in BROKEN])
def test_what_cannot_be_read_is_named_and_the_rest_is_listed(
    site: TinySite, path: str, old: str, new: str, what: str, problem: str, rows: int
) -> None:
    site.replace(path, old, new)
    done = run(site, what)
    assert done.returncode == 1
    assert done.stderr.startswith(problem)
    assert len(done.stdout.splitlines()) == (rows and rows + 1)
    assert len(json.loads(run(site, what, "--format", "json").stdout)) == rows


def test_what_breaks_a_rule_is_listed_all_the_same(site: TinySite) -> None:
    site.replace("docs/2021-04/first.md", "[NLP]", "[Robotics]")
    done = run(site, "papers")
    assert (done.returncode, done.stderr) == (0, "")
    assert "  Robotics  " in done.stdout


def test_wrong_use(site: TinySite) -> None:
    assert run(site, "people").returncode == 2
    assert run(site).returncode == 2
