"""When the environment is set up anew, and what is said when it cannot be. Installing itself is a fake `uv`."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiny import ROOT, not_on_windows

pytestmark = not_on_windows("no shell script stands in for a program")

PYTHON = """#!/bin/sh
case "$*" in
    *pydantic_core*) [ -z "$OTHER_PYTHON" ];;
    tools/browser.py) echo browser >> log; [ -z "$NO_BROWSER" ] && echo "$PWD/.venv/bin/python";;
esac
"""
UV = f"""#!/bin/sh
case "$*" in
    "venv "*) rm -rf .venv; mkdir -p .venv/bin; cat > .venv/bin/python <<'END'
{PYTHON}END
        chmod +x .venv/bin/python; echo venv >> log;;
    "pip install "*) sleep "${{SLOW:-0}}"; for last; do :; done; echo "$last" >> log; [ -z "$NO_NETWORK" ];;
esac
"""
SITE = ["venv", "requirements.lock", "."]
ALL = [*SITE, "requirements-dev.lock", "browser"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder whose set-up only writes down its steps."""
    project = tmp_path / "project"
    (project / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", project)
    shutil.copy(ROOT / "tools/set_up.py", project / "tools")
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        (project / name).write_text("[project]\n\n[tool.x]\n", encoding="utf-8")
    executable(project / "bin/uv", UV)
    return project


def executable(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def command(project: Path, *arguments: str, **environment: str) -> tuple[list[str], Path, dict[str, str]]:
    path = environment.pop("path", f"{project / 'bin'}:{os.environ['PATH']}")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return [sys.executable, "tools/set_up.py", *arguments], project, clean | {"PATH": path} | environment


def set_up(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    line, folder, variables = command(project, *arguments, **environment)
    return subprocess.run(line, cwd=folder, env=variables, capture_output=True, encoding="utf-8", check=False)


def steps(project: Path, goal: str) -> list[str]:
    """The steps of a run that succeeds."""
    (project / "log").write_text("", encoding="utf-8")
    done = set_up(project, goal)
    assert done.returncode == 0, done.stderr
    return (project / "log").read_text(encoding="utf-8").splitlines()


def test_each_goal_sets_up_what_it_needs_once(project: Path) -> None:
    assert [steps(project, goal) for goal in ("site", "site", "browser", "browser", "dev")] == [SITE, [], ALL[3:], [], []]


def test_make_asks_for_what_a_goal_needs(project: Path) -> None:
    executable(project / "bin/python3", '#!/bin/sh\necho "$*" >> asked\n')
    for goal in ("check", "lint", "test"):
        path = f"{project / 'bin'}:{os.environ['PATH']}"
        subprocess.run(["make", goal], cwd=project, env={"PATH": path, "PYTHON": "python3"}, capture_output=True, check=False)
    assert (project / "asked").read_text(encoding="utf-8").splitlines() == [f"tools/set_up.py {goal}" for goal in ("site", "dev", "browser")]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("requirements.lock", "# changed\n", ALL[:4]),
        ("requirements-dev.lock", "# changed\n", ALL[3:4]),
        ("pyproject.toml", "[project]\n# changed\n", ALL[:4]),
        ("pyproject.toml", "[project]\n\n[tool.y]\n", []),  # Settings of tools need no new environment.
    ],
)
def test_a_changed_file_is_followed_there_and_back(project: Path, name: str, text: str, expected: list[str]) -> None:
    steps(project, "dev")
    before = (project / name).read_text(encoding="utf-8")
    for content in (text, before):
        (project / name).write_text(content, encoding="utf-8")
        assert steps(project, "dev") == expected


def test_an_interrupted_set_up_is_made_again(project: Path) -> None:
    assert set_up(project, "browser", NO_NETWORK="1").returncode != 0
    assert steps(project, "browser") == ALL


def test_a_set_up_that_was_killed_is_made_again(project: Path) -> None:
    line, folder, variables = command(project, "site", SLOW="60")
    running = subprocess.Popen(line, cwd=folder, env=variables, stderr=subprocess.DEVNULL, start_new_session=True)
    while not (project / ".venv/bin/python").exists():
        assert running.poll() is None
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert steps(project, "site") == SITE


def test_two_at_once_set_up_once(project: Path) -> None:
    line, folder, variables = command(project, "dev", SLOW="0.2")
    both = [subprocess.Popen(line, cwd=folder, env=variables, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [running.wait() for running in both] == [0, 0]
    assert (project / "log").read_text(encoding="utf-8").splitlines() == ALL[:4]


def test_a_browser_that_cannot_be_had_is_looked_for_again(project: Path) -> None:
    assert set_up(project, "browser", NO_BROWSER="1").returncode != 0
    assert steps(project, "browser") == ["browser"]


def test_an_environment_that_was_moved_is_made_again(project: Path) -> None:
    steps(project, "site")
    moved = project.rename(project.with_name("moved"))
    assert steps(moved, "site") == SITE


@pytest.mark.parametrize(("lost", "expected"), [("bin/python", ALL), ("chromium", ["browser"])])
def test_what_was_removed_is_made_again(project: Path, lost: str, expected: list[str]) -> None:
    steps(project, "browser")
    (project / ".venv" / lost).unlink()
    assert steps(project, "browser") == expected


def test_a_newer_python_in_the_place_of_the_old_one_is_seen(project: Path) -> None:
    steps(project, "site")
    (project / "log").write_text("", encoding="utf-8")
    set_up(project, "site", OTHER_PYTHON="1")
    assert (project / "log").read_text(encoding="utf-8").splitlines() == SITE


def too_old(project: Path) -> None:
    """Let the file need a Python that nobody has yet."""
    script = project / "tools/set_up.py"
    script.write_text(script.read_text(encoding="utf-8").replace("NEEDED = (3, 11)", "NEEDED = (3, 99)"), encoding="utf-8")


def test_a_python_that_is_too_old_is_named(project: Path, tmp_path: Path) -> None:
    too_old(project)
    done = set_up(project, "site", path=str(tmp_path / "nothing"))
    version = ".".join(map(str, sys.version_info[:3]))
    said = f"set-up: Python 3.11 or later is needed, and this is Python {version}: install it, or name one with PYTHON=…\n"
    assert (done.returncode, done.stderr) == (1, said)
    assert not (project / ".venv").exists()


def test_another_python_on_path_that_is_new_enough_is_taken(project: Path) -> None:
    too_old(project)
    # The first that is looked for: one of the machine would call itself for ever.
    executable(project / "bin/python3.14", '#!/bin/sh\nshift; echo "3.14 $*"\n')
    assert set_up(project, "dev", path=f"{project / 'bin'}:/bin").stdout == "3.14 dev\n"


def test_a_python_without_environments_is_named(project: Path, tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules/ensurepip.py").write_text("raise ImportError", encoding="utf-8")
    done = set_up(project, "site", path=str(tmp_path / "nothing"), PYTHONPATH=str(tmp_path / "modules"))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"set-up: {Path(sys.executable).name} cannot make virtual environments: apt-get install python3-venv"


@pytest.mark.parametrize("arguments", [["tests"], ["site", "dev"]])
def test_what_is_no_goal_is_wrong_use(project: Path, arguments: list[str]) -> None:
    done = set_up(project, *arguments)
    assert (done.returncode, done.stderr) == (2, f"set-up: '{' '.join(arguments)}' is none of site, dev, browser\n")


@pytest.mark.parametrize("name", [".venv", ".cache"])
def test_no_link_is_emptied(project: Path, name: str, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "notes.txt").write_text("precious", encoding="utf-8")
    (project / name).symlink_to(precious)
    done = set_up(project, "site")
    said = f"set-up: symbolic links, whose targets would be emptied or overwritten: remove them with 'rm {name}'\n"
    assert (done.returncode, done.stderr) == (1, said)
    assert [path.name for path in precious.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_a_lock_has_the_pins_and_hashes_for_each(name: str) -> None:
    """One that was forgotten would install, and so test, other versions than the pins say."""
    names = [name, "requirements"] if name == "requirements-dev" else [name]
    pins = "\n".join((ROOT / f"{part}.txt").read_text(encoding="utf-8") for part in names)
    lock = (ROOT / f"{name}.lock").read_text(encoding="utf-8")
    parts = re.split(r"^(?=[a-z0-9])", re.sub("^#.*\n", "", lock, flags=re.MULTILINE), flags=re.MULTILINE)
    assert all(part.count("--hash=sha256:") for part in parts if part.strip())
    assert _pins(lock) == _pins(pins), f"run 'make lock', and commit {name}.lock"


def _pins(text: str) -> set[str]:
    return {f"{name.lower().replace('_', '-')}=={version}" for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)}
