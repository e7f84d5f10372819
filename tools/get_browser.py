"""Find a Chromium for the browser tests, or get one; print its path.

In this order: the one that CHROMIUM names, one on PATH, Playwright's own, Playwright's download, and, as root on
Debian, the package `chromium`. A browser counts only once it has really started. Without one: exit status 1, and
what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu")  # The fonts have text and formulas (DejaVu Math); Chromium alone brings none.
# Chromium's own background calls would only wait for a network that a build machine may not have.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 60
DOWNLOAD_SECONDS = 900


class NoBrowser(Exception):
    """No browser could be had; the message says what was tried and what to install."""


def run(command: Sequence[str], seconds: float) -> tuple[bool, str]:
    """Run a command to its end; say whether it went well, and what it printed."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return False, f"no end after {seconds:g} seconds"
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, done.stdout


def starts(path: str) -> bool:
    """A browser starts if it loads the empty page and prints its document. No sandbox: root may not have one."""
    ok, output = run([path, "--headless", "--no-sandbox", *QUIET, "--dump-dom", "about:blank"], START_SECONDS)
    return ok and "<html" in output


def installed() -> Iterator[str]:
    """Paths of browsers that may be on this machine, the likeliest first."""
    yield from filter(None, map(shutil.which, NAMES))
    playwright = playwright_path()
    if playwright:
        yield playwright


def playwright_path() -> str | None:
    """Where Playwright keeps its own Chromium, if it is there."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def find() -> str | None:
    """A browser of this machine that starts.

    Raises:
        NoBrowser: CHROMIUM names one that does not start; another one would not be what was asked for.
    """
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        path = shutil.which(wanted)
        if path and starts(path):
            return path
        raise NoBrowser(f"CHROMIUM={wanted} does not start; correct the variable or unset it")
    return next(filter(starts, installed()), None)


def download() -> str | None:
    """Playwright's download, if it can be had and the machine has the libraries to start it."""
    say("downloading Playwright's Chromium")
    # Not its headless shell: that is another browser than the one readers have.
    ok, output = run([sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"], DOWNLOAD_SECONDS)
    path = playwright_path() if ok else None
    if path and starts(path):
        return path
    say("cannot be downloaded: " + reason(output) if not ok else "downloaded, but it does not start here")
    return None


def install_package() -> str | None:
    """Debian's package, where we may install it."""
    if not (os.geteuid() == 0 and shutil.which("apt-get")):
        return None
    say("installing Debian's " + " and ".join(PACKAGES))
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]):
        ok, output = run(["env", "DEBIAN_FRONTEND=noninteractive", *command], DOWNLOAD_SECONDS)
        if not ok:
            say(f"{' '.join(command)} failed: {reason(output)}")
            return None
    return next(filter(starts, filter(None, map(shutil.which, NAMES))), None)


def get() -> str:
    """A browser that starts, whatever it takes.

    Raises:
        NoBrowser: none could be had.
    """
    path = find() or download() or install_package()
    if path:
        return path
    raise NoBrowser(
        "the browser tests need Chromium, and none could be had here. Install one and try again:\n"
        f"  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install -y {' '.join(PACKAGES)}\n"
        "  elsewhere:       any Chromium or Chrome; CHROMIUM=/path/to/it if it is not on PATH"
    )


def reason(output: str) -> str:
    """What a failed command named as its error first, or else said last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no output"]
    return next((line for line in lines if line.startswith(("Error:", "E:"))), lines[-1])


def say(message: str) -> None:
    """Progress goes to standard error: standard output is the path."""
    print(f"browser: {message}", file=sys.stderr, flush=True)


def main() -> int:
    """Print the path of a browser; 0, or 1 if there is none."""
    try:
        print(get())
    except NoBrowser as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
