"""Set up in .venv what the commands need: `make` runs this, and where there is no make it is the whole set-up.

    python tools/set_up.py            what builds the site
    python tools/set_up.py dev        what tests, lint, figures and benchmarks need besides
    python tools/set_up.py browser    all that, and a browser for the tests

Installs what the lock files pin, each file held to its hash, with `uv` where it is on PATH; then the engine, from src/. What
stands is left alone, and a set-up that was interrupted, or is older than the files, is made again. Nothing here needs a newer
Python than 3.8, so that an old one says which it should be.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (3, 11)
NAMES = ("python3.14", "python3.13", "python3.12", "python3.11")
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
BROWSER = VENV / "chromium"
LOCKS = {"site": ("requirements.lock",), "dev": ("requirements.lock", "requirements-dev.lock")}
HASHED = ("--require-hashes", "-r")
ENGINE = ("--no-deps", "--no-build-isolation", "-e", ".")  # It has no file to hash; its build tool is in the lock.
GOALS = ("site", "dev", "browser")


class CannotSetUp(Exception):
    """What is missing, and what to do; one line for the person at the terminal."""


def main(arguments: list[str]) -> int:
    """Set up what is asked for, and return the exit status."""
    goal = arguments[0] if arguments else "site"
    if goal not in GOALS or len(arguments) > 1:
        say(f"'{' '.join(arguments)}' is none of {', '.join(GOALS)}")
        return 2
    try:
        if sys.version_info < NEEDED:
            return again_with_newer_python(arguments)
        refuse_links()
        with one_at_a_time():
            set_up(goal)
    except CannotSetUp as error:
        say(str(error))
        return 1
    except subprocess.CalledProcessError as error:  # It has said why.
        return error.returncode
    return 0


def again_with_newer_python(arguments: list[str]) -> int:
    """Run this file with another Python of the machine, and return its exit status."""
    for name in filter(shutil.which, NAMES):
        return subprocess.run([name, __file__, *arguments], check=False).returncode
    version = ".".join(map(str, sys.version_info[:3]))
    raise CannotSetUp(f"Python 3.11 or later is needed, and this is Python {version}: install it, or name one with PYTHON=…")


def refuse_links() -> None:
    """Raise `CannotSetUp` for a folder that is a link: it is committed like a file, and its target would be emptied."""
    links = [name for name in (".venv", ".cache") if (ROOT / name).is_symlink()]
    if links:
        command = f"rm {' '.join(links)}"
        raise CannotSetUp(f"symbolic links, whose targets would be emptied or overwritten: remove them with '{command}'")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other set-up of this folder runs. The end of a process, however it comes, lets the next one in."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache/set-up.lock").open("wb") as lock:
        wait_for(lock.fileno())
        yield


def wait_for(file: int) -> None:
    """Lock an open file, as soon as no other process has it locked."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            with suppress(OSError):  # After ten seconds.
                return msvcrt.locking(file, msvcrt.LK_LOCK, 1)
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX)


def set_up(goal: str) -> None:
    site, dev = stamp("site"), stamp("dev")
    if not site.exists() or not is_sound():
        make_environment()
        install("requirements.lock")
        pip(*ENGINE)
        # Packages are compiled when they are installed. Of a folder, containers often keep nothing: PYTHONDONTWRITEBYTECODE.
        run(str(PYTHON), "-m", "compileall", "-q", "src")
        site.touch()
    if goal != "site" and not dev.exists():
        for old in VENV.glob("dev-*"):
            old.unlink()
        install("requirements-dev.lock")
        dev.touch()
    if goal == "browser" and not (BROWSER.is_file() and os.access(BROWSER.read_text(encoding="utf-8").strip(), os.X_OK)):
        say("a browser")
        found = subprocess.run([str(PYTHON), "tools/browser.py"], cwd=str(ROOT), stdout=subprocess.PIPE, check=True)
        BROWSER.write_bytes(found.stdout)


def stamp(goal: str) -> Path:
    """Return the file that stands once a goal is set up.

    Its name tells what it was made from: the folder, since an environment cannot be moved, the locks, and the package's metadata.
    """
    digest = hashlib.sha256(str(ROOT).encode())
    for name in LOCKS[goal]:
        digest.update((ROOT / name).read_bytes())
    digest.update((ROOT / "pyproject.toml").read_bytes().partition(b"\n[tool")[0])
    return VENV / f"{goal}-{digest.hexdigest()[:16]}"


def is_sound() -> bool:
    """Return whether the environment's Python is the one that it was made with, which a newer one in its place is not."""
    try:
        return subprocess.run([str(PYTHON), "-c", "import pydantic_core"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    say(".venv with the pins of requirements.lock (about a minute)")
    if shutil.which("uv"):
        run("uv", "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV))
        return
    try:
        import ensurepip  # noqa: F401 - Debian parts it from Python.
        import venv
    except ImportError:
        name = Path(sys.executable).name
        raise CannotSetUp(f"{name} cannot make virtual environments: apt-get install python3-venv") from None
    venv.create(str(VENV), clear=True, with_pip=True, symlinks=sys.platform != "win32")


def install(lock: str) -> None:
    if lock != "requirements.lock":
        say(f"the pins of {lock}")
    pip(*HASHED, lock)


def pip(*arguments: str) -> None:
    if shutil.which("uv"):
        run("uv", "pip", "install", "--quiet", "--python", str(PYTHON), *arguments)
    else:
        run(str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", *arguments)


def run(*command: str) -> None:
    subprocess.run(command, cwd=str(ROOT), check=True)


def say(line: str) -> None:
    print(f"set-up: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
