"""Problems: their order, their three forms, and suggestions."""

from __future__ import annotations

import json

import pytest

from shortlist.problems import Place, Problem, did_you_mean, github_report, json_report, summary_line

ERROR = Problem(Place("docs/2021-04/glm.md", 23, 14), "C201", "unknown citation key 'devlin2018bert'; did you mean 'devlin2019bert'?")
HINT = Problem(Place("bib/references.bib", 3, 7), "H601", "idle")
WARNING = Problem(Place("docs/a,b:c.md", 2, 1), "S502", "100% too\nlong")


def test_text_has_one_line_a_problem() -> None:
    assert str(ERROR) == f"docs/2021-04/glm.md:23:14: C201 {ERROR.message}"


def test_json_holds_every_field() -> None:
    place = {"path": "docs/2021-04/glm.md", "line": 23, "column": 14}
    assert json.loads(json_report([ERROR])) == [
        {**place, "code": "C201", "severity": "error", "message": ERROR.message, "fix": None}
    ]
    assert [item["severity"] for item in json.loads(json_report([WARNING, HINT]))] == ["warning", "hint"]


def test_github_shows_the_problem_on_its_line() -> None:
    assert github_report([ERROR, WARNING, HINT]).splitlines() == [
        f"::error file=docs/2021-04/glm.md,line=23,col=14,title=C201::{ERROR.message}",
        "::warning file=docs/a%2Cb%3Ac.md,line=2,col=1,title=S502::100%25 too%0Along",
        "::notice file=bib/references.bib,line=3,col=7,title=H601::idle",
    ]


def test_problems_sort_by_place() -> None:
    places = [("b", 1, 1), ("a", 10, 1), ("a", 9, 2), ("a", 9, 1)]
    found = sorted(Problem(Place(*place), "F101", "") for place in places)
    assert [(problem.place.path, problem.place.line, problem.place.column) for problem in found] == sorted(places)


@pytest.mark.parametrize(
    ("problems", "hints", "line"),
    [
        ([], [], "no problems"),
        ([ERROR], [], "1 problem"),
        ([ERROR, WARNING], [], "2 problems"),
        ([], [HINT], "no problems, 1 hint"),
        ([ERROR], [HINT, HINT], "1 problem, 2 hints"),
    ],
)
def test_the_last_line_counts(problems: list[Problem], hints: list[Problem], line: str) -> None:
    """A warning stops a strict build as any problem does, so it is counted as one. A hint stops nothing."""
    assert summary_line(problems, hints) == line


@pytest.mark.parametrize(
    ("found", "known", "hint"),
    [
        ("devlin2018bert", ["devlin2019bert", "other"], "; did you mean 'devlin2019bert'?"),
        ("Visoin", ["Vision", "NLP"], "; did you mean 'Vision'?"),
        ("nlp", ["NLP"], "; did you mean 'NLP'?"),
        ("robotics", ["NLP", "Vision"], ""),
        ("x", [], ""),
        ("ab", ["ac", "aa"], "; did you mean 'aa'?"),
        ("Zhai2021", ["zhai2021scaling", "zhai2022"], "; did you mean 'zhai2022'?"),
        ("zhai2021", ["zhai2021scaling", "other"], "; did you mean 'zhai2021scaling'?"),
        ("zhai2021", ["zhai2021scaling", "zhai2021vision"], ""),
        ("zh", ["zhai2021scaling"], ""),
    ],
)
def test_near_names_are_suggested(found: str, known: list[str], hint: str) -> None:
    assert did_you_mean(found, known) == hint
