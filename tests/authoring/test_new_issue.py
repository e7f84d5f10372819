"""`shortlist new`: an issue from nothing, which builds as it is and explains itself."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from mkdocs.commands.build import build
from mkdocs.config import load_config

from shortlist.authoring.files import CannotChange
from shortlist.authoring.issues import issue_page, start_issue
from shortlist.checks import check, left_to_do
from shortlist.cli import main
from shortlist.reading.header import EventHeader, IssueHeader
from tests.authoring.commands import shortlist, tree
from tests.tiny import FIRST, TinySite

DAY = date(2021, 7, 6)


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def header_of(page: str) -> dict[str, object]:
    return yaml.safe_load(page.split("---\n")[1])


def test_the_command_writes_a_draft_and_says_what_comes_next(site: TinySite) -> None:
    before = tree(site.root)
    done = shortlist(site.root, "new", "2021-07")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "docs/2021-07/index.md: written as draft; it builds as it is",
        "next: shortlist add SOURCE --issue 2021-07, where SOURCE is an arXiv id, a DOI or a BibTeX file",
    ]
    after = tree(site.root)
    assert header_of(after.pop("docs/2021-07/index.md").decode())["issue"] == "2021-07"
    assert after == before


def test_a_new_issue_is_sound_and_its_author_knows_what_is_left(site: TinySite) -> None:
    start_issue(site.root, "2021-07", DAY)
    library, problems = check(site.root)
    assert problems == []
    assert [problem.code for problem in left_to_do(library)] == ["S505", "F132", "S505"]


@pytest.mark.parametrize("command", ["build", "serve"])
def test_a_new_issue_builds_strictly(site: TinySite, command: str) -> None:
    start_issue(site.root, "2021-07", DAY)
    config = load_config(str(site.root / "mkdocs.yml"), strict=True, site_dir=str(site.root / "site"))
    config.plugins.on_startup(command=command, dirty=False)
    build(config, serve_url="http://127.0.0.1/" if command == "serve" else None)
    assert (site.root / "site/2021-07/index.html").is_file() == (command == "serve")


def test_every_field_is_explained_in_the_words_of_the_model() -> None:
    page = issue_page("2021-07", DAY, [])
    comments = " ".join(re.sub(r"^#", "", line).strip() for line in page.splitlines() if line.startswith("#"))
    for model in (IssueHeader, EventHeader):
        for name, field in model.model_fields.items():
            assert re.search(rf"^(# +)?{name}:", page, re.MULTILINE)
            assert field.description in comments


def test_optional_fields_are_left_to_the_author() -> None:
    header = header_of(issue_page("2021-07", DAY, []))
    assert header == {"issue": "2021-07", "published": DAY, "gist": "TODO", "picks": [], "status": "draft"}


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2021, 7, 31), "2021-07-31"), (date(2021, 6, 30), "2021-07-01"), (date(2026, 7, 4), "2021-07-01")],
)
def test_the_date_is_today_within_the_month_and_else_its_first_day(today: date, expected: str) -> None:
    assert str(header_of(issue_page("2021-07", today, []))["published"]) == expected


def test_an_issue_that_is_there_stays_as_it_is(site: TinySite) -> None:
    before = tree(site.root)
    done = shortlist(site.root, "new", "2021-04")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: issue 2021-04 is there already, docs/2021-04/index.md; add to it with 'shortlist add SOURCE --issue 2021-04'\n"
    )
    assert tree(site.root) == before


@pytest.mark.parametrize("month", ["2021-13", "2021-7", "july", "2021-07-01", "../2021-07", "2021-07\n", ""])
def test_what_is_no_month_is_wrong_use(site: TinySite, month: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site.root)
    before = tree(site.root)
    done = CliRunner().invoke(main, ["new", month])
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1].endswith("is no month; expected a year and a month, as in 2021-07")
    assert tree(site.root) == before


def test_summaries_that_wait_in_the_folder_become_picks(site: TinySite) -> None:
    site.summary("on", FIRST | {"status": "draft"}, folder="2021-07")
    site.write("docs/2021-07/Not a slug.md", "")
    start_issue(site.root, "2021-07", DAY)
    assert header_of(site.read("docs/2021-07/index.md"))["picks"] == ["on"]


def test_a_file_in_the_way_is_named(site: TinySite) -> None:
    site.write("docs/2021-07", "not a folder")
    with pytest.raises(CannotChange, match=r"docs/2021-07: File exists"):
        start_issue(site.root, "2021-07", DAY)


def test_nothing_is_left_of_an_issue_that_cannot_be_written(site: TinySite) -> None:
    (site.root / "docs").chmod(0o555)
    with pytest.raises(CannotChange, match="docs is read-only"):
        start_issue(site.root, "2021-07", DAY)
    (site.root / "docs").chmod(0o755)
    assert not (site.root / "docs/2021-07").exists()
