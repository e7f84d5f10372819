"""What the repository tells editors and pre-commit is true: files exist, patterns match, commands run."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from shortlist.checks import check
from shortlist.library import PEOPLE, REDIRECTS, TERMS, VENUES, VOCABULARY
from shortlist.problems import Place, Problem
from shortlist.reading.settings import settings_of
from tests.tiny import ROOT, not_on_windows

PROBLEM_MATCHERS = json.loads((ROOT / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"][0]["problemMatcher"]


def read_yaml(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


# VS Code and yaml-language-server


def test_each_data_file_has_its_schema_in_vs_code() -> None:
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.schemas"] == {
        "./schemas/tags.json": VOCABULARY,
        "./schemas/redirects.json": REDIRECTS,
        "./schemas/people.json": PEOPLE,
        "./schemas/terms.json": TERMS,
        "./schemas/venues.json": VENUES,
    }
    assert all((ROOT / schema).is_file() for schema in settings["yaml.schemas"])


def test_vs_code_completes_the_keys_of_the_bibliography() -> None:
    """The path is from the folder that is opened, as the extension PandocCiter reads it."""
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert settings["PandocCiter.DefaultBib"] == settings_of(ROOT)[0].bibliography


@pytest.mark.parametrize("path", sorted((ROOT / "data").glob("*.yml")), ids=lambda path: path.name)
def test_each_data_file_names_its_schema_in_its_first_line(path: Path) -> None:
    """As yaml-language-server reads it: a comment before everything else, with an address relative to the file."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert match, first
    assert (path.parent / match[1]).resolve() == ROOT / "schemas" / f"{path.stem}.json"


def test_extensions_are_named_as_the_marketplace_does() -> None:
    found = json.loads((ROOT / ".vscode/extensions.json").read_text(encoding="utf-8"))["recommendations"]
    assert all(re.fullmatch(r"[a-z0-9-]+\.[a-z0-9-]+", name) for name in found)
    assert {"redhat.vscode-yaml", "notzaki.pandocciter"} <= {*found}  # Else their settings are read by nobody.


def test_every_line_that_check_prints_becomes_one_problem_in_the_list() -> None:
    folder = ROOT / "tests/fixtures/everything-wrong"
    problems = [*check(folder)[1], Problem(Place("bib/references.bib"), "H601", "A hint.")]
    assert len(problems) > 20
    for problem, line in zip(problems, map(str, problems), strict=True):
        matching = [(matcher, re.match(matcher["pattern"]["regexp"], line)) for matcher in PROBLEM_MATCHERS]
        ((matcher, match),) = [(matcher, match) for matcher, match in matching if match]
        found = {name: match[matcher["pattern"][name]] for name in ("file", "line", "column", "code", "message")}
        assert found["file"] == problem.place.path
        assert (int(found["line"]), int(found["column"]), found["code"]) == (problem.place.line, problem.place.column, problem.code)
        assert matcher["severity"] == problem.severity.replace("hint", "info")


def test_the_task_is_a_goal_of_make() -> None:
    (task,) = json.loads((ROOT / ".vscode/tasks.json").read_text(encoding="utf-8"))["tasks"]
    make, goal = task["command"].split()
    assert make == "make"
    assert re.search(rf"^{goal}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_editors_keep_the_line_breaks_of_markdown() -> None:
    section = (ROOT / ".editorconfig").read_text(encoding="utf-8").partition("[*.md]\n")[2]
    assert section.startswith("trim_trailing_whitespace = false\n")


# pre-commit; the fields are those that its documentation lists ("Creating new hooks", "Adding pre-commit plugins")

_TEXTS = {"type": "array", "items": {"type": "string"}}
_HOOK: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name", "entry", "language"],
    "properties": {
        **dict.fromkeys(["id", "name", "entry", "language", "files", "exclude", "description", "language_version"], {"type": "string"}),
        **dict.fromkeys(["minimum_pre_commit_version", "log_file", "alias"], {"type": "string"}),
        **dict.fromkeys(["types", "types_or", "exclude_types", "args", "stages", "additional_dependencies"], _TEXTS),
        **dict.fromkeys(["pass_filenames", "always_run", "fail_fast", "verbose", "require_serial"], {"type": "boolean"}),
    },
    "additionalProperties": False,
}
_CONFIG = {
    "type": "object",
    "required": ["repos"],
    "properties": {
        "repos": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["repo", "hooks"],
                "properties": {"repo": {"const": "local"}, "hooks": {"type": "array", "items": _HOOK}},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}

LOCAL = [hook for repo in read_yaml(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
OFFERED = read_yaml(".pre-commit-hooks.yaml")


def test_hooks_are_written_as_pre_commit_documents() -> None:
    Draft7Validator(_CONFIG).validate(read_yaml(".pre-commit-config.yaml"))
    Draft7Validator({"type": "array", "items": _HOOK}).validate(OFFERED)
    for hooks in (LOCAL, OFFERED):
        assert len({hook["id"] for hook in hooks}) == len(hooks)


@not_on_windows("programs end in .exe")
@pytest.mark.parametrize("hook", LOCAL, ids=lambda hook: hook["id"])
def test_local_hooks_pass_on_the_repository(hook: dict[str, Any]) -> None:
    program, *arguments = shlex.split(hook["entry"])
    assert hook["language"] == "system"
    assert program.startswith(".venv/bin/")
    files = [] if hook.get("pass_filenames") is False else ["src/shortlist/cli.py"]
    command = [str(Path(sys.executable).parent / Path(program).name), *arguments, *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("hook", OFFERED, ids=lambda hook: hook["id"])
def test_offered_hooks_run_a_command_that_the_package_installs(hook: dict[str, Any]) -> None:
    program, *arguments = shlex.split(hook["entry"])
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert hook["language"] == "python"
    assert program in package["project"]["scripts"]
    command = [str(Path(sys.executable).parent / program), *arguments, "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("hook", [hook for hook in [*LOCAL, *OFFERED] if "files" in hook], ids=lambda hook: hook["id"])
def test_hooks_run_when_content_changes(hook: dict[str, Any]) -> None:
    """pre-commit searches the pattern in the path from the repository's root."""
    assert hook["pass_filenames"] is False  # They look at everything; a list of files would narrow the report.
    for path in ("docs/2021-04/glm.md", "docs/about.md", "bib/references.bib"):
        assert re.search(hook["files"], path)
    for path in ("src/shortlist/cli.py", "README.md", "tests/fixtures/docs/2021-04/page.md"):
        assert not re.search(hook["files"], path)
