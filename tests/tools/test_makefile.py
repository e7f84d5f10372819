"""When `make` sets the environment up anew, and what it says when it cannot. Python and pip are fakes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tiny import ROOT

FAKE = """#!/bin/sh
case "$*" in
    *version_info*) [ -z "$TOO_OLD" ];;
    *ensurepip*) [ -z "$NO_VENV" ];;
    "-m venv"*) rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo venv >> log;;
    *" pip install"*) echo "${*##* }" >> log; [ -z "$NO_NETWORK" ];;
    tools/browser.py) echo browser >> log; echo "$PWD/.venv/bin/python";;
    -V) echo Python 3.9.2;;
esac
"""
SITE = ["venv", "requirements.txt"]
ALL = [*SITE, "requirements-dev.txt", "browser"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder whose set-up only writes down its steps."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("[project]\n\n[tool.x]\n")
    python = tmp_path / "bin/python3"
    python.parent.mkdir()
    python.write_text(FAKE)
    python.chmod(0o755)
    for minor in range(11, 15):
        (tmp_path / f"bin/python3.{minor}").symlink_to(python)
    return tmp_path


def make(project: Path, goal: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`make`, where no goal does more than to set up what it needs."""
    path = f"{project / 'bin'}:{os.environ['PATH']}"
    needs = {"site": "$(SITE)", "dev": "$(DEV)", "test": "browser"}
    (project / "rules.mk").write_text("include Makefile\n" + "".join(f".PHONY: up-{k}\nup-{k}: {v}\n" for k, v in needs.items()))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "-f", "rules.mk", f"up-{goal}"],
        cwd=project,
        env=clean | {"PATH": path, "PYTHON": "python3"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def steps(project: Path, goal: str) -> list[str]:
    """What a run that succeeds does."""
    (project / "log").write_text("")
    done = make(project, goal)
    assert done.returncode == 0, done.stderr
    return (project / "log").read_text().splitlines()


def test_each_goal_sets_up_what_it_needs_once(project: Path) -> None:
    assert [steps(project, goal) for goal in ("site", "site", "test", "test", "dev")] == [SITE, [], ALL[2:], [], []]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("requirements.txt", "# changed\n", ALL),
        ("requirements-dev.txt", "# changed\n", ALL[2:3]),
        ("pyproject.toml", "[project]\n# changed\n", ALL),
        ("pyproject.toml", "[project]\n\n[tool.y]\n", []),  # Settings of tools need no new environment.
    ],
)
def test_a_changed_file_is_followed_there_and_back(project: Path, name: str, text: str, expected: list[str]) -> None:
    steps(project, "test")
    before = (project / name).read_text()
    for content in (text, before):
        (project / name).write_text(content)
        assert steps(project, "test") == expected


def test_an_interrupted_set_up_is_made_again(project: Path) -> None:
    assert make(project, "test", NO_NETWORK="1").returncode != 0
    assert steps(project, "test") == ALL


def test_an_environment_that_was_moved_is_made_again(project: Path) -> None:
    steps(project, "site")
    moved = project.rename(project.with_name("moved"))
    assert steps(moved, "site") == SITE


@pytest.mark.parametrize(("lost", "expected"), [("bin/python", ALL), ("chromium", ["browser"])])
def test_what_was_removed_is_made_again(project: Path, lost: str, expected: list[str]) -> None:
    steps(project, "test")
    (project / ".venv" / lost).unlink()
    assert steps(project, "test") == expected


@pytest.mark.parametrize(
    ("variable", "message"),
    [
        ("TOO_OLD", "set-up: Python 3.11 or later is needed, and this is Python 3.9.2: install it, or name one with PYTHON=…"),
        ("NO_VENV", "set-up: python3 cannot make virtual environments: apt-get install python3-venv"),
    ],
)
def test_a_python_that_will_not_do_is_named(project: Path, variable: str, message: str) -> None:
    done = make(project, "site", **{variable: "1"})
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == message
    assert not (project / ".venv").exists()


def test_another_python_on_path_that_is_new_enough_is_taken(project: Path) -> None:
    for name in ("python3", "python3.14", "python3.13"):
        (project / "bin" / name).unlink()
        (project / "bin" / name).write_text("#!/bin/sh\nexit 1\n")
        (project / "bin" / name).chmod(0o755)
    (project / "bin/python3.12").unlink()
    (project / "bin/python3.12").write_text(FAKE)
    (project / "bin/python3.12").chmod(0o755)
    assert steps(project, "site") == SITE


@pytest.mark.parametrize("name", [".venv", ".cache", "site"])
def test_no_link_is_emptied(project: Path, name: str) -> None:
    precious = project / "precious"
    precious.mkdir()
    (precious / "notes.txt").write_text("precious")
    (project / name).symlink_to(precious)
    done = make(project, "site")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].endswith(f"symbolic links, whose targets would be emptied or overwritten: remove them with 'rm {name}'.  Stop.")
    assert [path.name for path in precious.iterdir()] == ["notes.txt"]
