"""Hints: said by a full check, and stopping nothing."""

from __future__ import annotations

import json
from subprocess import CompletedProcess

import pytest

from tests.authoring.commands import shortlist_here
from tests.tiny import BIBLIOGRAPHY, TinySite

BIB = "bib/references.bib"
IDLE = "@{type}{{aaa, title = {{A Work}}, author = {{Example, Ada}}, year = 2021, {fields}}}\n\n"


def run(site: TinySite, *arguments: str) -> CompletedProcess[str]:
    return shortlist_here(site.root, "check", *arguments)


def test_an_idle_entry_is_said_and_counted_apart(site: TinySite) -> None:
    site.write(BIB, IDLE.format(type="misc", fields="") + BIBLIOGRAPHY)
    done = run(site)
    assert done.returncode == 0
    assert done.stdout == f"{BIB}:1:7: H601 entry 'aaa' is cited nowhere; cite it or delete it\n"
    assert done.stderr == "no problems, 1 hint\n"
    assert [item["severity"] for item in json.loads(run(site, "--format", "json").stdout)] == ["hint"]
    assert run(site, "--format", "github").stdout.startswith(f"::notice file={BIB},line=1,col=7,title=H601::")


def test_a_check_of_some_files_gives_no_hints(site: TinySite) -> None:
    site.write(BIB, IDLE.format(type="misc", fields="") + BIBLIOGRAPHY)
    done = run(site, BIB)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no problems\n")


def test_a_problem_still_counts(site: TinySite) -> None:
    site.write(BIB, IDLE.format(type="msc", fields="") + BIBLIOGRAPHY)
    assert (run(site).returncode, run(site).stderr) == (1, "1 problem, 1 hint\n")


@pytest.mark.parametrize(
    ("type_", "fields", "is_said"),
    [
        ("misc", "", False),
        ("book", "publisher = {P}", False),
        ("phdthesis", "school = {S}", False),
        ("techreport", "institution = {I}", False),
        ("article", "journal = {J}", True),
        ("inproceedings", "booktitle = {B}", True),
        ("article", "journal = {J}, doi = {10.1000/x}", False),
        ("article", "journal = {J}, url = {https://example.org/}", False),
        ("article", "journal = {arXiv preprint arXiv:2101.01234}", False),
    ],
)
def test_cited_works_without_an_address(site: TinySite, type_: str, fields: str, is_said: bool) -> None:
    site.write(BIB, IDLE.format(type=type_, fields=fields) + BIBLIOGRAPHY)
    site.replace("docs/2021-04/first.md", "[@ada2020first]", "[@ada2020first; @aaa]")
    assert [" H602 entry 'aaa' " in hint for hint in site.hints()] == [True] * is_said


def test_an_entry_that_cannot_be_read_is_not_said_to_be_idle(site: TinySite) -> None:
    site.write(BIB, BIBLIOGRAPHY + "@misc{cut, title = {Cut off")
    assert ([line.split()[1] for line in site.problems()], site.hints()) == (["B301"], [])


def test_sets_and_volumes_are_used_by_the_entries_that_name_them(site: TinySite) -> None:
    sets = "@xdata{one, publisher = {P}}\n@xdata{two, year = 2020}\n@proceedings{volume, title = {Talks}, editor = {Roe, Ed}, year = 2020}\n"
    site.write(BIB, BIBLIOGRAPHY.replace("  year = {2020},", "  crossref = {volume}, xdata = {one, two},") + sets)
    assert (site.problems(), site.hints()) == ([], [])
