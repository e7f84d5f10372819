"""When the environment is made again, and what is said when it cannot be."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tools import set_up
from tools.set_up import Missing


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An empty project whose set-up steps only write down their names, and make what they would leave behind."""
    for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("[project]\n\n[tool.x]\n")
    venv = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin/python",
        "BROWSER": venv / "chromium",
    }.items():
        monkeypatch.setattr(set_up, name, value)
    done: list[str] = []

    def make_environment() -> None:
        done.append("site")
        (venv / "bin").mkdir(parents=True, exist_ok=True)
        (venv / "bin/python").unlink(missing_ok=True)
        (venv / "bin/python").symlink_to(sys.executable)
        for level in ("dev", "test"):
            set_up.stamp(level).unlink(missing_ok=True)  # As `venv --clear` does.

    def add_browser() -> None:
        done.append("test")
        (venv / "chromium").write_text(sys.executable + "\n")

    monkeypatch.setattr(set_up, "make_environment", make_environment)
    monkeypatch.setattr(set_up, "add_tools", lambda: done.append("dev"))
    monkeypatch.setattr(set_up, "add_browser", add_browser)
    return done


def test_what_is_in_place_is_left_alone(steps: list[str]) -> None:
    assert [set_up.main("test"), set_up.main("test"), set_up.main("site")] == [0, 0, 0]
    assert steps == ["site", "dev", "test"]


def test_each_level_stands_on_those_before(steps: list[str]) -> None:
    set_up.main("site")
    assert steps == ["site"]
    set_up.main("test")
    assert steps == ["site", "dev", "test"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("requirements.txt", ["site", "dev", "test"]),
        ("requirements-dev.txt", ["dev", "test"]),
        ("pyproject.toml", ["site", "dev", "test"]),
    ],
)
def test_a_changed_file_is_followed(steps: list[str], name: str, expected: list[str]) -> None:
    set_up.main("test")
    steps.clear()
    (set_up.ROOT / name).write_text("# changed\n")
    set_up.main("test")
    assert steps == expected


def test_settings_of_tools_need_no_new_environment(steps: list[str]) -> None:
    set_up.main("test")
    steps.clear()
    (set_up.ROOT / "pyproject.toml").write_text("[project]\n\n[tool.y]\n")
    set_up.main("test")
    assert steps == []


def test_an_interrupted_set_up_is_made_again(steps: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = set_up.make_environment

    def interrupted() -> None:
        whole()
        raise KeyboardInterrupt

    monkeypatch.setattr(set_up, "make_environment", interrupted)
    assert set_up.main("site") == 130
    monkeypatch.setattr(set_up, "make_environment", whole)
    set_up.main("site")
    assert steps == ["site", "site"]


@pytest.mark.parametrize("lost", ["bin/python", "chromium"])
def test_what_was_removed_is_made_again(steps: list[str], lost: str) -> None:
    set_up.main("test")
    (set_up.VENV / lost).unlink()
    steps.clear()
    set_up.main("test")
    assert "test" in steps


def test_a_python_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_up, "OLDEST", (3, 99))
    with pytest.raises(Missing, match=r"Python 3\.99 or later is needed, and this is 3\.\d+"):
        set_up.suitable_python()


def test_a_python_without_venv_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_up, "succeeds", lambda python, code: "ensurepip" not in code)
    with pytest.raises(Missing, match="cannot make virtual environments: apt-get install python3-venv"):
        set_up.suitable_python()


def test_what_is_missing_takes_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(level: str) -> None:
        raise Missing("no such thing")

    monkeypatch.setattr(set_up, "in_place", lambda level: False)
    monkeypatch.setattr(set_up, "set_up", fail)
    assert set_up.main("site") == 1
    assert capsys.readouterr().err == "set-up: no such thing\n"


def test_a_step_that_fails_is_named() -> None:
    with pytest.raises(Missing, match=r"failed: .* -c raise SystemExit\(3\)"):
        set_up.run(sys.executable, "-c", "raise SystemExit(3)")


def test_an_old_python_can_read_the_script() -> None:
    """It must live long enough to say that it is too old: no syntax after 3.7."""
    ast.parse(Path(set_up.__file__).read_text(encoding="utf-8"), feature_version=(3, 7))
