"""Make `.venv` what the requirement files say, to a level: `site` builds the site, `dev` adds the developers' tools,
`test` a browser.

Run by the Makefile before every goal, with whatever Python the machine has; does nothing, in a few hundredths of a
second, when all is in place. Each level's stamp is written last and holds a digest of what it was made from, so that a
level that was interrupted, or is older than the files, is made again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BROWSER = VENV / "chromium"  # Holds the path of the browser that get_browser.py found.
LEVELS = ("site", "dev", "test")  # Each stands on those before it.
OLDEST = (3, 11)


class Missing(Exception):
    """The machine lacks something; the message says what, and how to get it, in one line."""


def stamp(level: str) -> Path:
    """The file that says that this level is in place."""
    return VENV / f"{level}.stamp"


def digest(level: str) -> str:
    """What the environment depends on: the folder (a virtual environment cannot be moved), the Python under it (a newer
    one does not see what the older installed), the package's metadata (not the tools' settings, which follow it), and
    the pins.
    """
    metadata = (ROOT / "pyproject.toml").read_bytes().partition(b"\n[tool.")[0]
    names = ["requirements.txt"] if level == "site" else ["requirements.txt", "requirements-dev.txt"]
    pins = [(ROOT / name).read_bytes() for name in names]
    return hashlib.sha256(b"\0".join([os.fsencode(PYTHON.resolve()), os.fsencode(VENV), metadata, *pins])).hexdigest()


def in_place(level: str) -> bool:
    """Whether this level was set up to the end, from the files as they are now, and its Python is still there."""
    try:
        done = stamp(level).read_text() == digest(level) and os.access(PYTHON, os.X_OK)
        return done and (level != "test" or os.access(BROWSER.read_text().strip(), os.X_OK))
    except FileNotFoundError:
        return False


def suitable_python() -> str:
    """This Python, or another one on PATH that is new enough.

    Raises:
        Missing: there is none, or it cannot make virtual environments (Debian keeps that in a package of its own).
    """
    names = [sys.executable] + [f"python3.{minor}" for minor in range(20, OLDEST[1] - 1, -1)]
    for python in filter(None, map(shutil.which, names)):
        if succeeds(python, f"import sys; sys.exit(sys.version_info < {OLDEST})"):
            if succeeds(python, "import ensurepip, venv"):
                return python
            raise Missing(f"{python} cannot make virtual environments: apt-get install python3-venv")
    wanted, found = (".".join(map(str, version)) for version in (OLDEST, sys.version_info[:3]))
    raise Missing(f"Python {wanted} or later is needed, and this is {found}: install it, or name one with PYTHON=…")


def succeeds(python: str, code: str) -> bool:
    """Whether this Python runs this code and exits 0."""
    return subprocess.call([python, "-c", code], stderr=subprocess.DEVNULL) == 0


def run(*command: str | Path) -> None:
    """Run one step; its own output says what went wrong.

    Raises:
        Missing: the step failed.
    """
    if subprocess.call([str(part) for part in command], cwd=str(ROOT)) != 0:
        raise Missing("failed: " + " ".join(str(part) for part in command))


def make_environment() -> None:
    """A new `.venv` with the pins of the site."""
    python = suitable_python()
    print("set-up: .venv with the pins of requirements.txt (about a minute)", file=sys.stderr, flush=True)
    run(python, "-m", "venv", "--clear", VENV)
    install("requirements.txt")


def add_tools() -> None:
    """The pins of tests and lint."""
    print("set-up: the pins of requirements-dev.txt", file=sys.stderr, flush=True)
    install("requirements-dev.txt")


def add_browser() -> None:
    """A browser that starts."""
    print("set-up: a browser", file=sys.stderr, flush=True)
    found = subprocess.run([str(PYTHON), str(ROOT / "tools" / "get_browser.py")], stdout=subprocess.PIPE, text=True)
    if found.returncode != 0:
        raise Missing("no browser (see above)")
    BROWSER.write_text(found.stdout)


def install(requirements: str) -> None:
    """Exactly these pins."""
    run(PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-r", requirements)


def set_up(level: str) -> None:
    """Bring this level in place, and those under it."""
    work = {"site": make_environment, "dev": add_tools, "test": add_browser}
    for step in LEVELS[: LEVELS.index(level) + 1]:
        if not in_place(step):
            work[step]()
            stamp(step).write_text(digest(step))


def locked(level: str) -> None:
    """As `set_up`, one at a time: a second `make` in this folder waits for the first."""
    with (ROOT / "requirements.txt").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        set_up(level)


def main(level: str) -> int:
    """Set up unless all is in place; 0, or 1 with one line that says what is missing."""
    try:
        if not in_place(level):
            locked(level)
    except Missing as problem:
        print(f"set-up: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
