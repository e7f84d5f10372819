"""What GitHub reads: workflows, the forms of issues, the template of pull requests. GitHub says nothing of a faulty form but to
show it as empty, so its rules stand here. Sources: GitHub's documentation, "Syntax for issue forms", "Syntax for GitHub's form
schema", "Configuring issue templates for your repository", "Workflow syntax for GitHub Actions"."""

from __future__ import annotations

import re
import subprocess
import sysconfig
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


def test_each_action_has_one_version() -> None:
    uses = {line for path in WORKFLOWS for line in re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))}
    names = [line.partition("@")[0] for line in uses]
    assert sorted(names) == sorted(set(names))


def test_no_workflow_has_a_known_kind_of_hole() -> None:
    zizmor = Path(sysconfig.get_path("scripts"), "zizmor")
    done = subprocess.run([zizmor, "--offline", "--quiet", ".github"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pull_requests_show_problems_on_the_changed_lines() -> None:
    workflow = read(ROOT / ".github/workflows/ci.yml")
    assert "pull_request" in workflow[True]  # YAML 1.1 reads the key `on` so.
    job = workflow["jobs"]["content"]
    assert "if" not in job
    assert [step["run"] for step in job["steps"] if "run" in step] == ['make check ARGS="--format github"']
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ncheck:")[2].partition("\n\n")[0]
    assert recipe.rstrip().endswith("shortlist check $(ARGS)")
    assert "content" in workflow["jobs"]["deploy"]["needs"]


def jobs(name: str = "ci") -> dict[str, Any]:
    """The jobs of a workflow."""
    found: dict[str, Any] = read(ROOT / f".github/workflows/{name}.yml")["jobs"]
    return found


def commands(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def test_drafts_are_built_for_pull_requests_and_never_published() -> None:
    drafts = {name for name, job in jobs().items() if "DRAFTS" in str(job)}
    assert drafts == {"preview"}
    assert jobs()["preview"]["if"] == "github.event_name == 'pull_request'"
    assert not drafts & set(jobs()["deploy"]["needs"])
    (upload,) = (step for step in jobs()["preview"]["steps"] if "upload-artifact" in step.get("uses", ""))
    (build,) = (step for step in jobs()["preview"]["steps"] if "OFFLINE" in step.get("env", {}))
    assert (upload["with"]["path"], build["env"]["DRAFTS"], build["env"]["OFFLINE"]) == ("site", "true", "true")
    assert {"drafts: !ENV [DRAFTS, false]", "offline: !ENV [OFFLINE, false]"} <= {
        line.partition("#")[0].strip() for line in (ROOT / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    }


def test_what_is_published_was_followed_link_by_link_before() -> None:
    steps = [step.get("run") or step["uses"].partition("@")[0] for step in jobs()["test"]["steps"]]
    assert steps.index(".ci/run") < steps.index(".venv/bin/python tools/crawl.py") < steps.index("actions/upload-pages-artifact")


def test_each_system_and_the_oldest_and_newest_python_are_tried() -> None:
    job = jobs()["systems"]
    tried = {(each["system"].partition("-")[0], each["python"]) for each in job["strategy"]["matrix"]["include"]}
    assert {"ubuntu", "macos", "windows"} == {system for system, _ in tried}
    assert {("ubuntu", "3.11"), ("ubuntu", "3.14")} <= tried
    assert not any("make " in command for command in commands(job))
    (build,) = (step for step in job["steps"] if "mkdocs" in step.get("run", ""))
    assert build["env"]["SITE_URL"].count("/") == 4, "below a path"


def test_other_hosts_are_asked_weekly_and_in_no_build() -> None:
    assert read(ROOT / ".github/workflows/weekly.yml")[True].keys() == {"schedule", "workflow_dispatch"}
    weekly = [command for job in jobs("weekly").values() for command in commands(job)]
    for tool in ("tools/links.py", "tools/proofs.py newest"):
        assert any(tool in command for command in weekly)
        assert not any(tool in command for job in jobs().values() for command in commands(job))


def test_a_step_that_pipes_fails_with_what_it_runs() -> None:
    """GitHub's own shell has no `pipefail`; `shell: bash` has it."""
    steps = [(job.get("defaults"), step) for path in WORKFLOWS for job in read(path)["jobs"].values() for step in job["steps"]]
    piping = [step for defaults, step in steps if re.search(r" \| ", step.get("run", "")) and not defaults]
    assert piping
    assert [step["run"] for step in piping if step.get("shell") != "bash"] == []


def test_new_releases_wait_a_week() -> None:
    updates = read(ROOT / ".github/dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip"}
    assert [update for update in updates if update["cooldown"]["default-days"] < 7] == []
