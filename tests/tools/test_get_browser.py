"""Where a browser comes from, with fakes for every source."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import get_browser
from tools.get_browser import NoBrowser


def program(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


WORKS = 'echo "<html><head></head><body></body></html>"\n'
BROKEN = 'echo "error while loading shared libraries: libnss3.so" >&2; exit 127\n'


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no browser, no network and no rights; returns the folder of its programs."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin-that-is-not-there")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(get_browser, "playwright_path", lambda: None)
    monkeypatch.setattr(get_browser.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "executable", str(program(tmp_path / "python", "echo 'Error: no network'\necho at x\nexit 1\n")))
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def test_the_one_that_chromium_names_comes_first(machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "chromium", WORKS)
    own = program(tmp_path / "my browser", WORKS)
    monkeypatch.setenv("CHROMIUM", str(own))
    assert get_browser.get() == str(own)


def test_a_named_one_that_does_not_start_is_not_replaced_by_another(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(machine / "chromium", WORKS)
    monkeypatch.setenv("CHROMIUM", str(program(tmp_path / "broken", BROKEN)))
    with pytest.raises(NoBrowser, match=r"CHROMIUM=.*broken does not start"):
        get_browser.get()


def test_on_path_one_that_does_not_start_is_passed_over(machine: Path) -> None:
    program(machine / "chromium", BROKEN)
    chrome = program(machine / "google-chrome", WORKS)
    assert get_browser.get() == str(chrome)


def test_playwrights_own_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = program(tmp_path / "ms-playwright" / "chrome", WORKS)
    monkeypatch.setattr(get_browser, "playwright_path", lambda: str(own))
    assert get_browser.find() == str(own)


def test_playwrights_download_is_used_if_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chrome = tmp_path / "ms-playwright" / "chrome"
    command = program(tmp_path / "python", f"mkdir -p {chrome.parent}; printf '#!/bin/sh\\n%s' '{WORKS}' > {chrome}")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(get_browser, "NAMES", ())
    monkeypatch.setattr(get_browser, "playwright_path", lambda: str(chrome) if chrome.exists() else None)
    with pytest.raises(NoBrowser):  # Downloaded, but it cannot be executed.
        get_browser.get()
    command.write_text(command.read_text() + f"; chmod +x {chrome}")
    assert get_browser.get() == str(chrome)


def test_root_on_debian_gets_the_package(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(get_browser.os, "geteuid", lambda: 0)
    ready = program(machine / "chromium.deb", WORKS)
    program(machine / "env", 'shift; exec "$@"\n')
    program(
        machine / "apt-get",
        f'echo "$@" >> {machine}/log; case $1 in install) /bin/cp {ready} {machine}/chromium;; esac\n',
    )
    assert get_browser.get() == str(machine / "chromium")
    assert (machine / "log").read_text().splitlines() == [
        "update",
        "install -y --no-install-recommends chromium fonts-dejavu",
    ]
    assert "cannot be downloaded: Error: no network" in capsys.readouterr().err


def test_a_package_that_cannot_be_installed_says_why(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(get_browser.os, "geteuid", lambda: 0)
    program(machine / "env", 'shift; exec "$@"\n')
    program(machine / "apt-get", "echo Reading; echo 'E: Could not get lock'; echo 'W: later'; exit 100\n")
    assert get_browser.main() == 1
    assert "apt-get update failed: E: Could not get lock" in capsys.readouterr().err


def test_without_rights_it_says_what_to_install(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(machine / "apt-get", "echo must not be called; exit 1\n")
    assert get_browser.main() == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "sudo apt-get update && sudo apt-get install -y chromium fonts-dejavu" in printed.err
    assert "must not be called" not in printed.err


def test_only_the_path_goes_to_standard_output(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chromium = program(machine / "chromium", WORKS)
    assert get_browser.main() == 0
    assert capsys.readouterr().out == f"{chromium}\n"


def test_a_browser_that_hangs_does_not_start(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "chromium", "exec /bin/sleep 5\n")
    monkeypatch.setattr(get_browser, "START_SECONDS", 0.1)
    assert get_browser.find() is None
