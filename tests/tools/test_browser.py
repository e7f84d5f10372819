"""Where a browser comes from, with fakes for every source."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.tiny import not_on_windows
from tools import browser
from tools.browser import NoBrowser

pytestmark = not_on_windows("no shell script stands in for a program")

WORKS = 'echo "<html><head></head><body></body></html>"\n'
BROKEN = 'echo "error while loading shared libraries: libnss3.so" >&2; exit 127\n'


def program(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no browser, no network and no rights; returns the folder of its programs."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin-that-is-not-there")
    monkeypatch.setenv("DEBIAN_FRONTEND", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser, "NODE", program(tmp_path / "node", "echo v24\n"))
    monkeypatch.setattr(sys, "executable", str(program(tmp_path / "python", "echo 'Error: no network'\necho at x\nexit 1\n")))
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


@pytest.fixture
def apt(machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Rights, and an apt-get that installs a browser and mends Node; returns its log."""
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    ready, log = program(tmp_path / "browser.deb", WORKS), tmp_path / "log"
    mends = f"*-y*chromium*) /bin/cp {ready} {machine}/$4;; *libatomic1*) echo '#!/bin/sh' > {browser.NODE};;"
    program(machine / "apt-get", f'echo "$@" >> {log}; case "$*" in {mends} esac\n')
    return log


def test_the_one_that_chromium_names_comes_first(machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "chromium", WORKS)
    own = program(tmp_path / "my browser", WORKS)
    monkeypatch.setenv("CHROMIUM", str(own))
    assert browser.get() == str(own)


def test_a_named_one_that_does_not_start_is_not_replaced_by_another(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(machine / "chromium", WORKS)
    monkeypatch.setenv("CHROMIUM", str(program(tmp_path / "broken", BROKEN)))
    with pytest.raises(NoBrowser, match=r"CHROMIUM=.*broken does not start"):
        browser.get()


def test_one_without_windows_comes_before_the_whole_one_that_readers_have(machine: Path) -> None:
    whole = program(machine / "chromium", WORKS)
    assert browser.get() == str(whole)  # Nothing is installed beside it.
    shell = program(machine / "chromium-headless-shell", WORKS)
    assert browser.get() == str(shell)
    assert browser.find(browser.WHOLE) == str(whole)


def test_on_path_one_that_does_not_start_is_passed_over(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(machine / "chromium", BROKEN)
    chrome = program(machine / "google-chrome", WORKS)
    assert browser.main() == 0
    assert capsys.readouterr().out == f"{chrome}\n"  # Nothing else: `make` keeps it.


@pytest.mark.parametrize(("text", "starts"), [(WORKS, True), (BROKEN, False)])
def test_playwrights_download_is_used_if_it_starts(text: str, starts: bool, tmp_path: Path) -> None:
    chrome = program(tmp_path / "ms-playwright/chrome", text)
    program(tmp_path / "python", f'case "$1" in -c) echo {chrome};; esac\n')
    if starts:
        assert browser.get() == str(chrome)
    else:
        with pytest.raises(NoBrowser):
            browser.get()


def test_root_on_debian_gets_the_package(machine: Path, apt: Path) -> None:
    assert browser.get() == str(machine / "chromium-headless-shell")
    assert apt.read_text(encoding="utf-8").splitlines() == ["update", "install -y --no-install-recommends chromium-headless-shell fonts-dejavu"]


def test_where_the_shell_is_no_package_the_whole_browser_is_installed(machine: Path, apt: Path) -> None:
    works = (machine / "apt-get").read_text(encoding="utf-8")
    program(machine / "apt-get", works.replace("#!/bin/sh\n", 'case "$*" in *shell*) echo "E: Unable to locate package"; exit 100;; esac\n'))
    assert browser.get() == str(machine / "chromium")
    assert apt.read_text(encoding="utf-8").splitlines()[-1] == "install -y --no-install-recommends chromium fonts-dejavu"


def test_what_playwright_lacks_is_installed_or_named(machine: Path, apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "chromium", WORKS)
    program(browser.NODE, "echo 'node: error while loading shared libraries: libatomic.so.1' >&2; exit 127\n")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    with pytest.raises(NoBrowser, match=r"(?s)cannot start its Node.*apt-get install -y libatomic1$"):
        browser.get()
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert browser.get() == str(machine / "chromium")
    assert apt.read_text(encoding="utf-8").splitlines() == ["update", "install -y --no-install-recommends libatomic1"]


def test_a_package_that_cannot_be_installed_says_why(machine: Path, apt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(machine / "apt-get", "echo Reading; echo 'E: Could not get lock'; echo 'W: later'; exit 100\n")
    assert browser.main() == 1
    printed = capsys.readouterr().err
    assert "apt-get update failed: E: Could not get lock" in printed
    assert "cannot be downloaded: Error: no network" in printed


def test_without_rights_it_says_what_to_install(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(machine / "apt-get", "echo must not be called; exit 1\n")
    assert browser.main() == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "sudo apt-get update && sudo apt-get install -y chromium fonts-dejavu" in printed.err
    assert "must not be called" not in printed.err


def test_a_browser_that_hangs_does_not_start(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "chromium", "exec /bin/sleep 5\n")
    monkeypatch.setattr(browser, "MAX_START_SECONDS", 0.1)
    assert browser.find() is None
