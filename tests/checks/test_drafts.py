"""A draft may be unfinished, which is said and hinders nothing; what is wrong in it is a problem as elsewhere."""

from __future__ import annotations

import pytest

from shortlist.checks import check, left_to_do
from tests.authoring.commands import shortlist_here
from tests.tiny import FIRST, TinySite

SKELETON = "## Why\n\nTODO: why.\n\n## Key insights\n\n"


def draft(site: TinySite, body: str = SKELETON, **fields: object) -> None:
    """The first summary and the issue as drafts."""
    site.issue(status="draft")
    site.summary("first", FIRST | {"status": "draft"} | fields, body=body)


def left(site: TinySite) -> list[str]:
    library, problems = check(site.root)
    assert problems == []
    return [str(one) for one in left_to_do(library)]


def test_what_a_draft_lacks_is_no_problem_and_is_said(site: TinySite) -> None:
    draft(site, tags=[], gist="TODO")
    assert left(site) == [
        "docs/2021-04/first.md:3:7: S505 TODO is left; write what it asks for, or delete it",
        "docs/2021-04/first.md:4:7: F132 'tags' is an empty list; expected at least one item",
        "docs/2021-04/first.md:7:1: S502 5 words; expected 250 to 900, so write more",
        "docs/2021-04/first.md:7:1: S503 the paper itself is not cited; add [@ada2020first] where the text first leans on it",
        "docs/2021-04/first.md:10:1: S505 TODO is left; write what it asks for, or delete it",
        "docs/2021-04/first.md:12:1: F115 section 'Key insights' is empty; write it or delete the heading",
    ]


def test_a_missing_section_is_left_to_do(site: TinySite) -> None:
    draft(site, "It cites [@ada2020first].\n")
    assert [line.split()[1] for line in left(site)] == ["F112", "F112", "S502"]


def test_a_draft_issue_may_have_no_picks_yet(site: TinySite) -> None:
    site.issue("TODO", folder="2021-05", issue="2021-05", picks=[], status="draft")
    assert [line.split()[:2] for line in left(site)] == [
        ["docs/2021-05/index.md:5:8:", "F132"],
        ["docs/2021-05/index.md:9:1:", "S505"],
    ]


@pytest.mark.parametrize(("body", "code"), [("[a](gone.md)", "F120"), ("[@nobody]", "C201"), ("# Title\n\ntext", "F114")])
def test_what_is_wrong_in_a_draft_is_a_problem(site: TinySite, body: str, code: str) -> None:
    draft(site, f"{SKELETON}{body}\n")
    assert site.codes() == [code]


def test_a_summary_that_is_declared_done_is_held_to_everything(site: TinySite) -> None:
    """Also in an issue that is still a draft."""
    site.issue(status="draft")
    site.summary("first", FIRST, body=SKELETON)
    assert sorted(site.codes()) == ["F115", "S502", "S503", "S505"]


def test_todo_in_code_and_as_part_of_a_word_says_nothing(site: TinySite) -> None:
    site.summary("first", FIRST, "Mark it `# TODO`, as in TODOs and toDo:\n\n```\nTODO\n```\n")
    assert site.problems() == []


def test_the_command_says_what_is_left_and_succeeds(site: TinySite) -> None:
    draft(site)
    done = shortlist_here(site.root, "check", "docs/2021-04/first.md")
    assert (done.returncode, done.stdout) == (0, "")
    first, *lines, last = done.stderr.splitlines()
    assert (first, last) == ("left to do in drafts:", "no problems")
    assert lines == left(site)


def test_a_draft_in_a_published_issue_is_no_problem_and_is_said(site: TinySite) -> None:
    site.summary("first", FIRST | {"status": "draft"})
    place = "docs/2021-04/first.md:5:9"
    assert left(site) == [f"{place}: X408 readers do not see this pick; 'shortlist publish 2021-04/first' shows it to them"]


def test_an_issue_dated_ahead_is_a_problem_of_the_command_alone(site: TinySite) -> None:
    """A build does not read the clock, and a draft may have its day ahead."""
    site.issue(published="2999-01-01")
    done = shortlist_here(site.root, "check")
    assert done.stdout.startswith("docs/2021-04/index.md:3:12: X414 the issue is dated 2999-01-01, and today is ")
    assert site.problems() == []
    site.issue(published="2999-01-01", status="draft")
    assert shortlist_here(site.root, "check").returncode == 0
