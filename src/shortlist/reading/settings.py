"""The two settings of `mkdocs.yml` that the engine needs, for commands that run without MkDocs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from shortlist.problems import Place, Problem
from shortlist.reading.source import Source, read_source


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths from the repository root, with forward slashes."""

    docs: str = "docs"
    """The folder of the pages, `docs_dir`."""
    bibliography: str = "bib/references.bib"
    """The BibTeX file, `bib_file` of the plugin `bibtex`, which is the one place that names it."""


def settings_of(root: Path) -> tuple[Settings, list[Problem]]:
    """What the `mkdocs.yml` in `root` says. Raises `OSError` if it cannot be read at all."""
    source, problems = read_source(root, "mkdocs.yml")
    settings, more = read_settings(source) if source else (Settings(), [])
    return settings, [*problems, *more]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # See strict_yaml.
    """Reads past MkDocs' own tags, such as `!ENV` and `!!python/name`."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


def read_settings(source: Source) -> tuple[Settings, list[Problem]]:
    """What `mkdocs.yml` says; defaults where it says nothing."""
    try:
        data = yaml.load(source.text, _Loader)  # A subclass of the safe loader.
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Settings(), [Problem(Place(source.path, *place), "F104", f"the YAML cannot be read: {error.problem}")]
    except yaml.YAMLError as error:
        return Settings(), [Problem(Place(source.path), "F104", f"the YAML cannot be read: {error}")]
    if not isinstance(data, dict):
        return Settings(), [source.problem(0, "F104", "expected the settings of MkDocs")]
    return Settings(_folder(data.get("docs_dir", Settings().docs)), _bibliography(data.get("plugins") or [])), []


def _folder(name: Any) -> str:
    return str(name).strip("/").removeprefix("./")


def _bibliography(plugins: Any) -> str:
    if not isinstance(plugins, dict | list):
        return Settings().bibliography
    named = (
        plugins.items()
        if isinstance(plugins, dict)
        else (item for plugin in plugins if isinstance(plugin, dict) for item in plugin.items())
    )
    for name, options in named:
        if name == "bibtex" and isinstance(options, dict) and options.get("bib_file"):
            return _folder(options["bib_file"])
    return Settings().bibliography
