"""Fixtures of several folders of tests: the site, and that of the sample, each built once."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

# The same examples each time, however busy the machine, so that a green commit stays green. Look for new ones with
# HYPOTHESIS_PROFILE=default.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# What is collected stays until the end: a search of it for garbage finds none, and takes a third of the collection's time.
gc.disable()

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests/fixtures/archive"
SAMPLE = KEPT if KEPT.is_dir() else ROOT
"""An archive with three issues, for the tests of the engine that need pages as they are written: this one, or, in a selection that
`make yours` has begun, what that has kept of it. Tests in `content` and `archive` are about what is published, in `ROOT`."""


LONG = ("browser/", "authoring/test_authors_month.py", "authoring/test_first_summary.py", "site/test_serve.py", "tools/test_yours.py")
"""Files of tests that take seconds each; `tests/` stands before them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest where several processes share the tests, so that all end at about the same time."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: not item.nodeid.removeprefix("tests/").startswith(LONG))


def pytest_collection_finish() -> None:
    """Search for garbage from now on, but not in what has been collected."""
    gc.freeze()
    gc.enable()


def copy_sample(folder: Path) -> None:
    """Put the sample with its settings in the place of what is published in a copy of this repository, or beside `overrides/`."""
    for name in ("docs", "bib", "data", "figures"):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(SAMPLE / name, folder / name)
    settings = (SAMPLE / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(settings.replace("../../../", ""), encoding="utf-8")


@pytest.fixture(scope="session")
def site_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of what is published here."""
    return built_once(ROOT, "site", tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def sample_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample."""
    return built_once(SAMPLE, "site" if SAMPLE == ROOT else "sample", tmp_path_factory.getbasetemp())


def built_once(root: Path, name: str, folder: Path) -> Path:
    """A strict build in a process of its own, started elsewhere than in the repository. All processes that run tests share it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    site, log = folder / name, folder / f"{name}.log"
    with FileLock(folder / f"{name}.lock"):
        if not log.exists():
            done = subprocess.run(
                [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", root / "mkdocs.yml", "--site-dir", site],
                cwd=folder,
                env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
            )
            failure = f"mkdocs build --strict: exit status {done.returncode}\n{done.stdout}" if done.returncode else ""
            log.write_text(failure, encoding="utf-8")
    if failure := log.read_text(encoding="utf-8"):
        pytest.fail(failure, pytrace=False)
    return site
