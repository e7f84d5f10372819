"""The `shortlist` command as authors run it: a process of its own, in a folder of theirs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def shortlist(root: Path, *arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in `root` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "shortlist", *arguments],
        cwd=root,
        env=os.environ | environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def tree(root: Path) -> dict[str, bytes]:
    """Every file below a folder but the lock of the commands: path → content."""
    files = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}
