"""Print the path of a Chromium for the browser tests, and install what is missing where that is allowed.

The browser is, in this order: the one that CHROMIUM names, one on PATH, as root on Debian a package, and Playwright's own
download. It counts only once it has really started. Without one: exit status 1, and what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

SHELL = "chromium-headless-shell"  # Chromium without its windows: a page opens in half of the time.
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = (SHELL, "chromium")  # Debian's, in order of preference; Ubuntu lacks the first.
FONTS = "fonts-dejavu"  # They have text and formulas (DejaVu Math); Chromium alone brings none.
NODE = Path(sysconfig.get_path("purelib"), "playwright", "driver", "node")  # Not there where only the site is built.
NODE_PACKAGES = ("libatomic1",)  # A library that Playwright's Node needs; bare Debian and slim containers lack it.
# Chromium's own background calls would only wait for a network that a build machine may not have.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MAX_START_SECONDS = 60
MAX_INSTALL_SECONDS = 900


class NoBrowser(Exception):
    """No browser is to be had; the message says what to install."""


def run(*command: str | Path, seconds: float = MAX_INSTALL_SECONDS) -> tuple[bool, str]:
    """Run a command to its end; return whether it succeeded, and what it printed."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return False, f"no end after {seconds:g} seconds"
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, done.stdout


def starts(path: str) -> bool:
    """Return whether this browser loads the empty page. No sandbox: root may not have one."""
    arguments = ("--headless", "--no-sandbox", *QUIET, "--dump-dom", "about:blank")
    ok, output = run(path, *arguments, seconds=MAX_START_SECONDS)
    return ok and "<html" in output


def find(names: Sequence[str] = (SHELL, *WHOLE)) -> str | None:
    """Return the first browser of these names on PATH that starts, or the one that CHROMIUM names.

    Raises:
        NoBrowser: CHROMIUM names one that does not start; another one would not be what was asked for.
    """
    wanted = os.environ.get("CHROMIUM")
    if not wanted:
        return next(filter(starts, filter(None, map(shutil.which, names))), None)
    path = shutil.which(wanted)
    if path and starts(path):
        return path
    raise NoBrowser(f"CHROMIUM={wanted} does not start; correct the variable or unset it")


def install(*packages: str) -> bool:
    """Install Debian's packages, where we may."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing Debian's {' and '.join(packages)}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    for command in (("update",), ("install", "-y", "--no-install-recommends", *packages)):
        ok, output = run("apt-get", *command)
        if not ok:
            say(f"apt-get {' '.join(command)} failed: {reason(output)}")
            return False
    return True


def download() -> str | None:
    """Return Playwright's own Chromium, downloaded unless it is there, if it starts."""
    say("downloading Playwright's Chromium")
    ok, output = run(sys.executable, "-m", "playwright", "install", "--no-shell", "chromium")
    if not ok:
        say(f"cannot be downloaded: {reason(output)}")
        return None
    code = "from playwright.sync_api import sync_playwright as p\nwith p() as p: print(p.chromium.executable_path)"
    path = run(sys.executable, "-c", code)[1].strip()
    if starts(path):
        return path
    say("downloaded, but it does not start here")
    return None


def get() -> str:
    """Return a browser that starts, and that Playwright can drive.

    Raises:
        NoBrowser: it could not be had; the message names the packages to install.
    """
    if not run(NODE, "--version")[0] and not install(*NODE_PACKAGES):
        raise NoBrowser(f"Playwright, which drives the browser, cannot start its Node.\n{advice(*NODE_PACKAGES)}")
    packaged = (find() for package in PACKAGES if install(package, FONTS))
    if path := find() or next(filter(None, packaged), None) or download():
        return path
    raise NoBrowser(
        f"the browser tests need Chromium, and none could be had here.\n{advice('chromium', FONTS)}\n"
        "  elsewhere:       any Chromium or Chrome; CHROMIUM=/path/to/it if it is not on PATH"
    )


def advice(*packages: str) -> str:
    return (
        "Install what is missing and try again:\n"
        f"  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
    )


def reason(output: str) -> str:
    """Return what a failed command named as its error first, or else said last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no output"]
    return next((line for line in lines if line.startswith(("Error:", "E:"))), lines[-1])


def say(message: str) -> None:
    """Print progress to standard error: standard output is the path."""
    print(f"browser: {message}", file=sys.stderr, flush=True)


def main() -> int:
    """Print the path of a browser; return 0, or 1 if there is none."""
    try:
        print(get())
    except NoBrowser as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
