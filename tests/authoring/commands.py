"""The `shortlist` command as authors run it, in a folder of theirs: as a process of its own, or in this one, which is quicker."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner

from shortlist.cli import main


def shortlist(root: Path, *arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in `root` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "shortlist", *arguments],
        cwd=root,
        env=os.environ | environment,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def shortlist_here(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in this process; an exception that it does not handle is the test's."""
    with chdir(root):
        done = CliRunner(catch_exceptions=False).invoke(main, arguments, prog_name="shortlist", env=environment)
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)


def tree(root: Path) -> dict[str, bytes]:
    """Every file below a folder but the lock of the commands: path → content."""
    files = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
