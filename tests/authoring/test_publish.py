"""`shortlist publish`: all or nothing, and nothing but the states and the day."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.authoring.commands import shortlist_here
from tests.tiny import BIBLIOGRAPHY, FILLER, FIRST, TinySite

INDEX = "docs/2021-05/index.md"
THIRD = "docs/2021-05/third.md"
FOURTH = "docs/2021-05/fourth.md"

ENTRIES = """
@misc{cleo2021third,
  title = {A Third Paper},
  author = {Example, Cleo},
  year = {2021}
}

@misc{dora2021fourth,
  title = {Another Paper},
  author = {Example, Dora},
  year = {2021}
}
"""
ISSUE = """\
---
# The month.
issue: 2021-05
published: 2021-05-01  # Until 'shortlist publish' sets it.
gist: 'Two papers.'   # In one sentence.

picks: [third, fourth]
status: draft  # 'shortlist publish' changes it.
---

Editorial, of which a `TODO` in code is no part.\
"""
SUMMARY = """\
---
status:   "draft"   # still
paper: {key}
gist: A paper.
tags: [NLP]
---

## Why

It cites [@{key}]. A TODOLIST is no mark.

## Key insights

{filler}

    TODO in code

"""


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    """The tiny site, and an issue of drafts that is ready, written with line ends of all kinds."""
    site = TinySite(tmp_path)
    site.write("bib/references.bib", BIBLIOGRAPHY + ENTRIES)
    site.write(INDEX, ISSUE)
    site.write(THIRD, "\ufeff" + SUMMARY.format(key="cleo2021third", filler=FILLER).replace("\n", "\r\n"))
    site.write(FOURTH, SUMMARY.format(key="dora2021fourth", filler=FILLER).replace('status:   "draft"   # still\n', ""))
    assert site.problems() == []
    return site


def publish(site: TinySite, *arguments: str) -> subprocess.CompletedProcess[str]:
    return shortlist_here(site.root, "publish", *arguments)


def contents(site: TinySite) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in site.root.rglob("*") if path.is_file() and ".cache" not in path.parts}


def test_only_states_and_the_day_change(site: TinySite) -> None:
    before = contents(site)
    done = publish(site, "2021-05", "--date", "2021-05-04")
    assert done.returncode == 0, done.stderr
    *lines, last = done.stdout.splitlines()
    assert lines == [f"{INDEX}: published", f"{THIRD}: published", "issue 2021-05 is published, dated 2021-05-04"]
    assert last == "next: make site, then git add bib data docs; git commit -m 'Publish 2021-05'; git push"
    after = contents(site)
    index, third = (str(site.root / path) for path in (INDEX, THIRD))
    assert {path for path in after if after[path] != before.get(path)} == {index, third}
    remarks = (b"  # Until 'shortlist publish' sets it.", b"  # 'shortlist publish' changes it.")
    expected = before[index].replace(b"2021-05-01" + remarks[0], b"2021-05-04").replace(b"draft" + remarks[1], b"published")
    assert after[index] == expected
    assert after[third] == before[third].replace(b'"draft"', b"published")
    assert site.problems() == []
    assert site.library().issues["2021-05"].published.isoformat() == "2021-05-04"


def test_a_second_run_changes_nothing(site: TinySite) -> None:
    assert publish(site, "2021-05", "--date", "2021-05-04").returncode == 0
    before = contents(site)
    done = publish(site, "2021-05")
    assert (done.returncode, done.stdout) == (0, "issue 2021-05 was published already, dated 2021-05-04\n")
    done = publish(site, "2021-05", "--date", "2021-05-05")
    assert done.returncode == 1
    assert f"{INDEX}:4:12: issue 2021-05 is published already, on 2021-05-04" in done.stderr
    assert contents(site) == before


def test_a_run_that_was_interrupted_is_completed(site: TinySite) -> None:
    """The issue's own file was renamed, its picks were not."""
    site.replace(INDEX, "status: draft", "status: published")
    done = publish(site, "2021-05")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:-1] == [f"{THIRD}: published", "issue 2021-05 is published, dated 2021-05-01"]
    assert site.problems() == []


REFUSED = [
    ("TODO in a gist", THIRD, "gist: A paper.", "gist: TODO", f"{THIRD}:4:7: S505"),
    ("TODO in a text", THIRD, "It cites", "TODO: cite. It cites", f"{THIRD}:10:1: S505"),
    ("TODO in a comment", THIRD, "It cites", "<!-- TODO: more --> It cites", f"{THIRD}:10:6: S505"),
    ("TODO in a link", THIRD, "tags: [NLP]\r\n", "tags: [NLP]\r\nlinks: {code: https://example.org/TODO}\r\n", f"{THIRD}:6:35: S505"),
    ("TODO in a published pick", FOURTH, "It cites", "TODO. It cites", f"{FOURTH}:9:1: S505"),
    ("TODO in an event", INDEX, "picks:", "event: {title: TODO, start: 2021-05-04T10:00:00Z, minutes: 9}\npicks:", f"{INDEX}:7:16: S505"),
    ("TODO in the editorial", INDEX, "Editorial,", "TODO", f"{INDEX}:11:1: S505"),
    ("no tags", THIRD, "[NLP]", "[]", f"{THIRD}:5:7: F132"),
    ("a pick without a file", INDEX, "fourth]", "fourth, fifth]", f"{INDEX}:7:24: X405"),
    ("no picks", INDEX, "[third, fourth]", "[]", f"{INDEX}:7:8: F132"),
    ("a broken header", INDEX, "gist: 'Two papers.'", "gist: Two: papers.", f"{INDEX}:5:10: F104"),
    ("a broken header of a pick", THIRD, "[NLP]", "[NLP", f"{THIRD}:6:1: F104"),
    ("an unknown key", THIRD, "[@cleo2021third]", "[@cleo2021thrid]", f"{THIRD}:10:11: C201"),
    ("markup of another tool", THIRD, "It cites", "{{ It }} cites", f"{THIRD}:10:1: F135"),
    ("a dead anchor", THIRD, "It cites", "[It](fourth.md#how) cites", f"{THIRD}:10:1: F121"),
    ("a follow-up from before that day", THIRD, "tags: [NLP]\r\n", "tags: [NLP]\r\nsince: [{date: 2021-05-02, text: It., link: fourth.md}]\r\n", f"{THIRD}:6:16: X410"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "expected"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_not_ready_is_refused_with_its_place(site: TinySite, path: str, old: str, new: str, expected: str) -> None:
    text = (site.root / path).read_bytes().decode()
    assert text.count(old) == 1
    site.write(path, text.replace(old, new))
    before = contents(site)
    done = publish(site, "2021-05", "--date", "2021-05-04")
    assert done.returncode == 1
    assert f"\n{expected}" in done.stderr
    assert done.stderr.startswith("Error: issue 2021-05 stays a draft: ")
    assert "Traceback" not in done.stderr
    assert contents(site) == before


def test_every_place_is_named_at_once(site: TinySite) -> None:
    site.replace(FOURTH, "A paper.", "TODO")
    site.replace(FOURTH, "It cites", "TODO, TODO: it cites")
    site.replace(INDEX, "Editorial,", "TODO")
    done = publish(site, "2021-05")
    places = [line.split(": ")[0] for line in done.stderr.splitlines()[1:]]
    assert places == [f"{FOURTH}:3:7", f"{FOURTH}:9:1", f"{FOURTH}:9:7", f"{INDEX}:11:1"]


def test_a_link_to_a_draft_elsewhere_is_refused(site: TinySite) -> None:
    site.write("docs/2021-06/index.md", ISSUE.replace("2021-05", "2021-06").replace("[third, fourth]", "[]"))
    site.replace(FOURTH, "It cites", "See [June](../2021-06/index.md). It cites")
    done = publish(site, "2021-05")
    assert (done.returncode, done.stderr.splitlines()[1][:32]) == (1, f"{FOURTH}:9:5: X409")


def test_problems_elsewhere_do_not_hold_it_up(site: TinySite) -> None:
    site.summary("first", FIRST | {"tags": ["Visoin"]})
    assert publish(site, "2021-05").returncode == 0


def test_an_issue_that_is_not_there(site: TinySite) -> None:
    done = publish(site, "2021-50")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no issue '2021-50'; did you mean '2021-05'?" in done.stderr
    assert "'shortlist new 2031-01' starts it" in publish(site, "2031-01").stderr


@pytest.mark.parametrize("day", ["2021-02-30", "tomorrow", "06.05.2021"])
def test_a_day_that_is_none_is_wrong_use(site: TinySite, day: str) -> None:
    done = publish(site, "2021-05", "--date", day)
    assert done.returncode == 2
    assert f"'{day}' does not match the format '%Y-%m-%d'" in done.stderr


def test_a_file_that_must_not_change_keeps_all_as_they_are(site: TinySite) -> None:
    (site.root / THIRD).chmod(0o444)
    before = contents(site)
    done = publish(site, "2021-05")
    assert done.returncode == 1
    assert f"{THIRD} is read-only" in done.stderr
    assert contents(site) == before


# The day


def test_a_day_that_the_author_has_set_stays(site: TinySite) -> None:
    site.replace(INDEX, "2021-05-01  # Until 'shortlist publish' sets it.", "2021-05-06  # A Thursday.")
    assert "dated 2021-05-06" in publish(site, "2021-05").stdout
    assert "published: 2021-05-06  # A Thursday.\n" in site.read(INDEX)


def test_the_day_of_a_new_issue_becomes_today(site: TinySite) -> None:
    assert f"dated {date.today()}" in publish(site, "2021-05").stdout


def test_an_issue_set_back_to_draft_keeps_its_day(site: TinySite) -> None:
    publish(site, "2021-05", "--date", "2021-05-04")
    site.replace(INDEX, "status: published", "status: draft")
    assert "dated 2021-05-04" in publish(site, "2021-05").stdout


@pytest.mark.parametrize(("day", "said"), [("2999-01-01", "and today is"), ("2021-04-30", "before its month 2021-05")])
def test_a_day_that_cannot_be_is_refused(site: TinySite, day: str, said: str) -> None:
    before = contents(site)
    done = publish(site, "2021-05", "--date", day)
    assert done.returncode == 1
    assert f"\n{INDEX}:4:12: X414 the issue is dated {day}" in done.stderr
    assert said in done.stderr
    assert contents(site) == before


# One summary


@pytest.mark.parametrize("name", ["2021-05/third", "2021-05/third/", THIRD, f"./{THIRD}"])
def test_one_late_pick(site: TinySite, name: str) -> None:
    site.replace(INDEX, "status: draft", "status: published")
    site.replace(FOURTH, "paper:", "status: draft\npaper:")
    done = publish(site, name)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == [f"{THIRD}: published", "2021-05/third is published"]
    library = site.library()
    assert [library.summaries[f"2021-05/{slug}"].status for slug in ("third", "fourth")] == ["published", "draft"]
    assert publish(site, name).stdout == "2021-05/third was published already\n"


def test_one_pick_of_a_draft_issue_waits_for_it(site: TinySite) -> None:
    done = publish(site, "2021-05/third")
    assert "next: shortlist publish 2021-05, since readers see it only when its issue is published" in done.stdout
    assert site.library().issues["2021-05"].status == "draft"


def test_one_pick_is_refused_for_its_own_faults_alone(site: TinySite) -> None:
    site.replace(FOURTH, "It cites", "TODO: it cites")
    assert publish(site, "2021-05/third").returncode == 0
    site.write(THIRD, (site.root / THIRD).read_text(encoding="utf-8").replace("published", "draft").replace("It cites", "TODO"))
    done = publish(site, "2021-05/third")
    assert done.returncode == 1
    assert "2021-05/third stays a draft: " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2021-05/thrid"], "there is no summary '2021-05/thrid'; did you mean '2021-05/third'?"),
        (["2021-06/third"], "there is no issue '2021-06'; did you mean '2021-05'?"),
        (["docs/index.md"], "there is no issue"),
        (["../x y/ü.md"], "there is no issue"),
        (["2021-05/third", "--date", "2021-05-04"], "only an issue has a day"),
    ],
)
def test_what_is_no_page_is_one_clear_line(site: TinySite, arguments: list[str], said: str) -> None:
    before = contents(site)
    done = publish(site, *arguments)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert contents(site) == before
