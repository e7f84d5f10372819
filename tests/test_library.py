"""What lies in the folders is read, or said to be unreadable."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.authoring.commands import shortlist_here
from tests.tiny import TinySite


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def refuse(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, refused: str) -> None:
    """Have a function of the system refuse what lies in a folder, as for its mode: root, who runs tests, may read all."""
    plain: Callable[..., Any] = getattr(module, name)

    def function(path: Any, *arguments: Any, **options: Any) -> Any:
        if Path(path).as_posix().endswith(refused):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return plain(path, *arguments, **options)

    monkeypatch.setattr(module, name, function)


@pytest.mark.parametrize("folder", ["docs", "docs/2021-04"])
@pytest.mark.parametrize("command", ["check", "list"])
def test_a_folder_that_cannot_be_listed_is_a_problem(
    site: TinySite, monkeypatch: pytest.MonkeyPatch, folder: str, command: str
) -> None:
    refuse(monkeypatch, os, "scandir", folder)
    done = shortlist_here(site.root, *(["check"] if command == "check" else ["list", "papers"]))
    assert done.returncode == 1
    assert f"{folder}:1:1: F119 cannot be read: Permission denied" in done.stdout + done.stderr


@pytest.mark.parametrize("path", ["data/tags.yml", "data/redirects.yml", "data/people.yml", "data/terms.yml", "data/venues.yml"])
def test_a_file_in_a_folder_that_cannot_be_entered_is_a_problem(site: TinySite, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    for name in ("read_bytes", "lstat", "stat"):
        refuse(monkeypatch, Path, name, path)
    assert f"{path}:1:1: F119 cannot be read: Permission denied" in site.problems()


def test_a_file_that_need_not_be_there(site: TinySite) -> None:
    assert site.problems() == []


def test_a_name_stands_before_the_colon_of_a_title_or_in_the_header(site: TinySite) -> None:
    """A title whose beginning is too long, or that has no colon, gives no name."""
    site.replace("bib/references.bib", "A First {Paper}", "{GLM}-2: A {First}: Paper")
    assert site.library().names == {"2021-04/first": "GLM-2", "2021-04/second": ""}
    site.replace("docs/2021-04/first.md", "gist", "name: 🦙 גם\ngist")
    assert site.library().names["2021-04/first"] == "🦙 גם"
    site.replace("bib/references.bib", "A Second Paper", f"{'long ' * 12}x: Paper")
    assert site.library().names["2021-04/second"] == ""
