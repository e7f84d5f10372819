"""Settings are read as MkDocs reads them, without MkDocs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from pymdownx.superfences import fence_code_format

from shortlist.model import Settings
from shortlist.reading.settings import settings_of

ROOT = Path(__file__).resolve().parents[2]


def read(root: Path, text: str, name: str = "mkdocs.yml") -> tuple[Settings, list[str]]:
    (root / name).write_text(text, encoding="utf-8")
    settings, problems = settings_of(root)
    return settings, [str(problem) for problem in problems]


def with_plain_paths(value: Any) -> Any:
    """Options with texts for the objects by which MkDocs keeps paths that are relative to its settings."""
    if isinstance(value, dict):
        return {name: with_plain_paths(item) for name, item in value.items()}
    if isinstance(value, list):
        return [with_plain_paths(item) for item in value]
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def test_our_own_settings_are_those_of_mkdocs() -> None:
    config = load_config(str(ROOT / "mkdocs.yml"))
    settings, problems = settings_of(ROOT)
    assert problems == []
    assert list(settings.extensions) == config.markdown_extensions
    assert settings.extension_configs == with_plain_paths(config.mdx_configs)
    assert settings.site_url == config.site_url
    assert (ROOT / settings.docs).samefile(config.docs_dir)
    assert (settings.docs, settings.bibliography) == ("docs", "bib/references.bib")


@pytest.mark.parametrize("extensions", ["[footnotes, toc: {toc_depth: 2}, footnotes]", "{footnotes: , toc: {toc_depth: 2}}"])
def test_built_in_extensions_come_first(extensions: str, tmp_path: Path) -> None:
    settings, problems = read(tmp_path, f"markdown_extensions: {extensions}\n")
    assert problems == []
    assert settings.extensions == ("toc", "tables", "fenced_code", "footnotes")
    assert settings.extension_configs == {"toc": {"toc_depth": 2}}


@pytest.mark.parametrize(
    ("plugins", "file"),
    [
        ("[bibtex: {bib_file: a.bib}, shortlist]", "a.bib"),
        ("[shortlist: {bib_file: ./b.bib}]", "b.bib"),
        ("{shortlist: {bib_file: b.bib}, bibtex: {bib_file: a.bib}}", "a.bib"),
        ("[search]", "bib/references.bib"),
        ("none", "bib/references.bib"),
    ],
)
def test_the_bibtex_file(plugins: str, file: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"plugins: {plugins}\n") == (Settings(bibliography=file), [])


def test_values_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADDRESS", "https://a.example/")
    settings, _ = read(tmp_path, "site_url: !ENV [NONE, ADDRESS, x]\ndocs_dir: !ENV [NONE, pages]\n")
    assert (settings.site_url, settings.docs) == ("https://a.example/", "pages")


def test_functions_of_extensions(tmp_path: Path) -> None:
    settings, problems = read(
        tmp_path,
        "markdown_extensions:\n"
        "  - pymdownx.superfences: {custom_fences: [{format: !!python/name:pymdownx.superfences.fence_code_format }]}\n"
        "  - toc: {slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}}\n",
    )
    assert problems == []
    assert settings.extension_configs["pymdownx.superfences"]["custom_fences"][0]["format"] is fence_code_format
    assert settings.extension_configs["toc"]["slugify"]("A B", "-") == "a-b"


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/name:os.system",
        "!!python/object/apply:os.getcwd {}",
        "!!python/name:pymdownx.slugs.none",
        "!!python/name:none",
        "!!python/module:os",
        "!!python/object/apply:pymdownx.superfences.fence_code_format {kwds: {none: 1}}",
    ],
)
def test_other_code_is_reported_and_not_run(tag: str, tmp_path: Path) -> None:
    settings, problems = read(tmp_path, f"markdown_extensions:\n  - toc:\n      slugify: {tag}\n")
    [problem] = problems
    assert problem.startswith("mkdocs.yml:3:16: F104 the Python name '")
    assert settings.extension_configs == {"toc": {"slugify": None}}


def test_inherited_settings(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text("docs_dir: pages\nplugins:\n  bibtex: {bib_file: a.bib}\n", encoding="utf-8")
    settings, problems = read(tmp_path, "INHERIT: base.yml\nplugins:\n  shortlist: {}\n")
    assert problems == []
    assert (settings.docs, settings.bibliography) == ("pages", "a.bib")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "mkdocs.yml:1:5: F104 the YAML cannot be read: did not find expected node content"),
        ("- a\n", "mkdocs.yml:1:1: F104 expected the settings of MkDocs"),
        (f"a: {'9' * 5000}\n", "mkdocs.yml:1:4: F104 the YAML cannot be read: a value cannot be read: Exceeds the limit"),
        ("a: {b: [!!timestamp x]}\n", "mkdocs.yml:1:9: F104 the YAML cannot be read: a value cannot be read"),
        ("a: 2021-99-99\n", "mkdocs.yml:1:4: F104 the YAML cannot be read: a value cannot be read: month must be in 1..12"),
        ('site_name: "A\\u202eB"\n', r"mkdocs.yml:1:12: F104 the YAML cannot be read: a value holds the character '\u202e', which is invisible"),
        ("site_name: A\x9bB\n", r"mkdocs.yml:1:13: F128 the file holds the character '\x9b'"),
        ("INHERIT: mkdocs.yml\n", "mkdocs.yml:1:1: F104 'mkdocs.yml' inherits from itself; take 'INHERIT' out"),
        ("INHERIT: ../base.yml\n", "../base.yml:1:1: F149 '../base.yml' is a symbolic link or leads out of the archive"),
        ("INHERIT: none.yml\n", "none.yml:1:1: F119 the file is missing; every part of the site needs it"),
        ("a: \x01\n", "mkdocs.yml:1:4: F104 the YAML cannot be read: it holds the character '\\x01'; delete it"),
    ],
)
def test_what_cannot_be_read(text: str, problem: str, tmp_path: Path) -> None:
    _, problems = read(tmp_path, text)
    assert any(line.startswith(problem) for line in problems), problems
