"""What GitHub reads: workflows, the forms of issues, the template of pull requests. GitHub says nothing of a faulty form but to
show it as empty, so its rules stand here. Sources: GitHub's documentation, "Syntax for issue forms", "Syntax for GitHub's form
schema", "Configuring issue templates for your repository", "Workflow syntax for GitHub Actions"."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.tiny import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted(path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")

_TEXT = {"type": "string", "pattern": r"\S"}


def _element(kind: str, required: list[str], attributes: dict[str, Any]) -> dict[str, Any]:
    """An element of a form; only what asks for something has an id and can be required."""
    asks = kind != "markdown"
    return {
        "type": "object",
        "required": ["type", "attributes", *(["id"] if asks else [])],
        "properties": {
            "type": {"const": kind},
            "attributes": {"type": "object", "required": required, "properties": attributes, "additionalProperties": False},
            **({"id": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}} if asks else {}),
            **({"validations": {"type": "object", "properties": {"required": {"type": "boolean"}}}} if asks else {}),
        },
        "additionalProperties": False,
    }


_LABELS = {"label": _TEXT, "description": _TEXT}
_TYPED = {**_LABELS, "placeholder": _TEXT, "value": _TEXT}
# GitHub refuses options that YAML takes for true and false.
_OPTIONS = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}
_BOXES = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["label"],
        "properties": {"label": _TEXT, "required": {"type": "boolean"}},
        "additionalProperties": False,
    },
}
FORM = {
    "type": "object",
    "required": ["name", "description", "body"],
    "properties": {
        "name": _TEXT,
        "description": _TEXT,
        "title": {"type": "string"},
        **dict.fromkeys(["labels", "assignees", "projects"], {"type": "array", "items": _TEXT}),
        "type": _TEXT,
        "body": {
            "type": "array",
            "minItems": 1,
            "items": {
                "oneOf": [
                    _element("markdown", ["value"], {"value": _TEXT}),
                    _element("input", ["label"], _TYPED),
                    _element("textarea", ["label"], {**_TYPED, "render": _TEXT}),
                    _element(
                        "dropdown",
                        ["label", "options"],
                        {**_LABELS, "options": _OPTIONS, "multiple": {"type": "boolean"}, "default": {"type": "integer"}},
                    ),
                    _element("checkboxes", ["label", "options"], {**_LABELS, "options": _BOXES}),
                ]
            },
            "contains": {"not": {"properties": {"type": {"const": "markdown"}}}},
        },
    },
    "additionalProperties": False,
}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_each_form_is_one_that_github_shows(path: Path) -> None:
    form = read(path)
    assert [error.message for error in Draft7Validator(FORM).iter_errors(form)] == []
    for name in ("id", "label"):
        found = [element.get("id") if name == "id" else element["attributes"].get("label") for element in form["body"]]
        named = [value for value in found if value]
        assert len(set(named)) == len(named), name


def test_there_is_a_form_for_each_thing_that_contributing_asks_for() -> None:
    assert {path.stem for path in FORMS} == {"report-a-mistake", "suggest-a-paper"}
    assert len({read(path)["name"] for path in FORMS}) == len(FORMS)
    # No labels: GitHub drops those that the repository does not have, without a word.
    assert not any("labels" in read(path) for path in FORMS)


def test_the_chooser_allows_other_issues() -> None:
    assert read(ROOT / ".github/ISSUE_TEMPLATE/config.yml") == {"blank_issues_enabled": True}


def test_the_pull_request_asks_for_commands_that_exist() -> None:
    text = (ROOT / ".github/PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    goals = re.findall(r"`make ([a-z]+)`", text)
    assert goals
    assert all(re.search(rf"^{goal}:", makefile, re.MULTILINE) for goal in goals)
    assert "- [ ] " in text


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_may_do_little(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    workflow = read(path)
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    assert [line for line in uses if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []
    assert workflow["permissions"] == {"contents": "read"}
    # Only the job that publishes may write, and no pull request gets there.
    writing = [job for job in workflow["jobs"].values() if "write" in str(job.get("permissions", ""))]
    assert all("github.event_name == 'push'" in job["if"] for job in writing)
    assert "pull_request_target" not in text


def test_pull_requests_show_problems_on_the_changed_lines() -> None:
    workflow = read(ROOT / ".github/workflows/ci.yml")
    assert "pull_request" in workflow[True]  # YAML 1.1 reads the key `on` so.
    job = workflow["jobs"]["content"]
    assert "if" not in job
    assert [step["run"] for step in job["steps"] if "run" in step] == ['make check ARGS="--format github"']
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ncheck:")[2].partition("\n\n")[0]
    assert recipe.rstrip().endswith("shortlist check $(ARGS)")
    assert "content" in workflow["jobs"]["deploy"]["needs"]
