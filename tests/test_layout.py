"""The tests lie where what they test lies: `tests/<package>/test_<module>.py`. They know of a module what its users know."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.tiny import ROOT

TESTS = ROOT / "tests"
MODULES = {path.relative_to(at).with_suffix("") for at in (ROOT / "src/shortlist", ROOT) for path in at.glob("*/*.py")} | {
    path.relative_to(ROOT / "src/shortlist").with_suffix("") for path in (ROOT / "src/shortlist").glob("*.py")
}
KINDS = ("browser", "content", "archive")
"""Folders of tests of the whole: of the site in a browser, of whatever is published, and of what this archive publishes."""

CROSS_CUTTING = {
    "authoring/test_names_of_files": "what is printed of them",
    "authoring/test_authors_month": "what an author does in a month",
    "authoring/test_first_summary": "what the page for contributors says to do",
    "authoring/test_email": "the command of that name",
    "authoring/test_links": "what may be a symbolic link",
    "test_attack": "files that mean harm",
    "test_hostile": "every writer, asked for text that means harm",
    "test_layers": "what may import what",
    "test_layout": "this",
    "authoring/test_own_entries": "BibTeX of other programs, from the file to the entry",
    "checks/test_bad_input": "every fault of an author",
    "checks/test_drafts": "what a draft may lack, in all rules",
    "checks/test_hints": "what is said, and stops nothing",
    "checks/test_everything_wrong": "all faults in one site",
    "citations/test_properties": "laws that hold for any text",
    "exports/test_elsewhere": "the export, read by other programs",
    "exports/test_formats": "each format of each kind of work",
    "exports/test_round_trips": "what is exported is read again",
    "reading/test_any_text": "laws that hold for any text",
    "figures/test_figures": "what holds for every figure",
    "tools/test_editor_files": ".vscode/ and hooks",
    "tools/test_github_files": ".github/",
    "tools/test_makefile": "Makefile",
    "tools/test_schemas": "schemas/",
}
# Of builds of tiny sites, by what a reader finds there.
BUILDS = (
    "cards channels drafts finding follow_ups graph_of_citations not_found policy portability problems redirects search_index styles "
    "tables titles requests from_nothing whole_issue offline metadata"
)
CROSS_CUTTING |= {f"site/test_{idea}": idea for idea in BUILDS.split()}
FILES = sorted(path for path in TESTS.rglob("*.py") if "fixtures" not in path.parts)


def test_each_file_tests_the_module_that_it_names() -> None:
    names = {path.relative_to(TESTS).with_suffix("") for path in TESTS.rglob("test_*.py")}
    stray = {
        name.as_posix()
        for name in names
        if name.parts[0] not in KINDS and name.with_name(name.name.removeprefix("test_")) not in MODULES
    }
    assert stray - CROSS_CUTTING.keys() == set(), "name them after their module, or say in CROSS_CUTTING what they cut across"


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def private(source: str) -> Iterator[str]:
    """Names with an underscore in front that a source takes from modules that it imports."""
    modules: set[str] = set()
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            modules.update(alias.asname or alias.name for alias in node.names)
            yield from (alias.name for alias in node.names if is_private(alias.name))
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ast.Name(module), name) if module in modules - {"os", "sys"} and is_private(name):
                yield f"{module}.{name}"
            case ast.Call(ast.Attribute(_, "setattr"), [ast.Name(module), ast.Constant(str(name)), *_]) if is_private(name):
                yield f"{module}.{name}"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from shortlist.maths import _a, b", ["_a"]),
        ("from shortlist import maths as m\nm._a()", ["m._a"]),
        ("from shortlist import maths\nmonkeypatch.setattr(maths, '_a', 1)", ["maths._a"]),
        ("import os\nself._a = os._exit(0)", []),
    ],
)
def test_private_names_are_seen(source: str, names: list[str]) -> None:
    assert list(private(source)) == names


def test_no_private_name_is_used() -> None:
    found = {path.relative_to(TESTS).as_posix(): list(private(path.read_text(encoding="utf-8"))) for path in FILES}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("folder", ["src", "tools", "tests"])
def test_no_module_needs_what_windows_has_not(folder: str) -> None:
    """Such modules are imported where they are used, or below a question for the system."""
    only_posix = {"fcntl", "grp", "pty", "pwd", "resource", "termios", "tty"}
    needing = []
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            needing += [f"{path.relative_to(ROOT).as_posix()}: {name}" for name in names if name in only_posix]
    assert needing == []


def test_no_group_is_possessive() -> None:
    """Python before 3.11.5, as Debian 12 has it, matches `(…)*+` wrongly where the group tracks back; `(?>(…)*)` means the same.

    Source: the changelog of Python 3.11.5, gh-106052. The test can go when no supported system has an older one.
    """
    possessive = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"(?<!\\)\)[*+?]\+", line)
    ]
    assert possessive == []
