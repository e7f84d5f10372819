"""What several folders of tests share: the real site, built once."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples each time, however busy the machine, so that a green commit stays green. Look for new ones with
# HYPOTHESIS_PROFILE=default.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def site_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, from a strict build in a process of its own, started elsewhere than in the repository. All processes
    that run tests share it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    site, log = folder / "site", folder / "site.log"
    with (folder / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not log.exists():
            done = subprocess.run(
                [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", ROOT / "mkdocs.yml", "--site-dir", site],
                cwd=folder,
                env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            failure = f"mkdocs build --strict: exit status {done.returncode}\n{done.stdout}" if done.returncode else ""
            log.write_text(failure, encoding="utf-8")
    if failure := log.read_text(encoding="utf-8"):
        pytest.fail(failure, pytrace=False)
    return site
