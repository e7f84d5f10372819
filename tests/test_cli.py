"""The help of `shortlist`: whole sentences, and an example of each command."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from shortlist.cli import main
from tests.conftest import ROOT


def help_of(*arguments: str) -> str:
    return CliRunner().invoke(main, [*arguments, "--help"], terminal_width=80).stdout


def test_no_line_of_the_list_of_commands_is_cut() -> None:
    lines = help_of().partition("Commands:\n")[2].splitlines()
    assert len(lines) >= len(main.commands)
    assert [line for line in lines if line.endswith(("...", "…"))] == []


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_help_of_a_command_has_sentences_and_an_example(command: str) -> None:
    text = help_of(command)
    assert f"\n  shortlist {command}" in text
    assert "Exit status: 0 " in text
    for line in text.partition("Options:\n")[2].split("\n  -"):
        assert " ".join(line.split()).endswith((".", "]")), line


def test_the_preview_says_what_to_install_where_there_is_no_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "shortlist.site.serve", None)
    answer = CliRunner().invoke(main, ["serve"])
    assert (answer.exit_code, answer.stderr.count("\n")) == (1, 1)
    assert answer.stderr.endswith("the preview needs MkDocs or ProperDocs; install what requirements.txt names\n")


@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
def test_a_pipe_gets_every_character_whatever_the_system_encodes_with(encoding: str) -> None:
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "shortlist", "check"]
    folder = ROOT / "tests/fixtures/everything-wrong"
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    assert "…" in done.stdout.decode()
