"""The architecture as a test: imports point one way, and MkDocs stays in one place."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src" / "shortlist"

# A module may import from its own layer and from those before it.
LAYERS = (
    "background",
    "maths",
    "extras",
    "latex",
    "text",
    "problems",
    "identifiers",
    "inline",
    "model",
    "glossary",
    "reading",
    "library",
    "indexes",
    "citations",
    "conversion",
    "checks",
    "exports",
    "site",
    "authoring",
    "cli",
    "__main__",
)
# The generator and what needs it. What is ours must outlive them, so only shortlist.site knows them, and only `shortlist serve`
# knows that.
GENERATOR = ("mkdocs", "mkdocs_bibtex", "material", "properdocs", "shortlist.site")
KNOWS_THE_PLUGIN = {("cli.py", "shortlist.site.serve")}

MODULES = sorted(SRC.rglob("*.py"))


def layer_of(path: Path) -> str:
    """The first part of a module's path below the package."""
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(source: str, package: str) -> set[str]:
    """Full names of the modules that a source imports, at any depth; a relative import is resolved against its package.

    `from a import b` counts as both `a` and `a.b`: whether b is a module cannot be seen from here.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: -(node.level - 1) or None] if node.level else []
            base = ".".join([*parents, *filter(None, [node.module])])
            found.update([base, *(f"{base}.{alias.name}" for alias in node.names)])
    return found


@cache
def imports_of(path: Path) -> set[str]:
    """The imports of one of our modules."""
    return imports(path.read_text(encoding="utf-8"), ".".join(["shortlist", *path.relative_to(SRC).parent.parts]))


def is_or_is_in(name: str, package: str) -> bool:
    """Whether a dotted name is a package or lies in it."""
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize(
    ("source", "package", "expected"),
    [
        ("import mkdocs.config", "shortlist", {"mkdocs.config"}),
        ("from shortlist import model", "shortlist", {"shortlist", "shortlist.model"}),
        ("from . import bibtex", "shortlist.reading", {"shortlist.reading", "shortlist.reading.bibtex"}),
        ("from .bib import read", "shortlist.reading", {"shortlist.reading.bib", "shortlist.reading.bib.read"}),
        ("from ..model import Entry", "shortlist.reading", {"shortlist.model", "shortlist.model.Entry"}),
        ("def f():\n    from ... import cli", "shortlist.a.b", {"shortlist", "shortlist.cli"}),
        ("if TYPE_CHECKING:\n    import mkdocs", "shortlist", {"mkdocs"}),
    ],
)
def test_every_form_of_import_is_seen(source: str, package: str, expected: set[str]) -> None:
    assert imports(source, package) == expected


def test_every_module_has_a_layer() -> None:
    assert {layer_of(path) for path in MODULES} <= {*LAYERS, "__init__"}


def test_imports_point_one_way() -> None:
    wrong = [
        f"{path.relative_to(SRC)} imports shortlist.{layer}"
        for path in MODULES
        if layer_of(path) in LAYERS
        for layer in LAYERS[LAYERS.index(layer_of(path)) + 1 :]
        if any(is_or_is_in(name, f"shortlist.{layer}") for name in imports_of(path))
    ]
    assert wrong == []


def test_the_package_itself_imports_none_of_its_layers() -> None:
    """Else an import of any module would import them all, MkDocs included."""
    assert [name for name in imports_of(SRC / "__init__.py") if is_or_is_in(name, "shortlist")] == []


def test_only_the_plugin_knows_the_generator() -> None:
    wrong = [
        f"{path.relative_to(SRC)} imports {name}"
        for path in MODULES
        if layer_of(path) != "site"
        for name in imports_of(path)
        if any(is_or_is_in(name, package) for package in GENERATOR)
        and not any(path == SRC / module and is_or_is_in(name, known) for module, known in KNOWS_THE_PLUGIN)
    ]
    assert wrong == []
