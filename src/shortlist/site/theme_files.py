"""What a page loads of Material for MkDocs. Each release names these files anew."""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files


@dataclass(frozen=True, slots=True)
class ThemeFiles:
    """Addresses from the site's root."""

    styles: str
    script: str


def theme_files(files: Files) -> ThemeFiles:
    """Raises `PluginError` if the theme has no such files, or several."""
    return ThemeFiles(
        _only(files, "assets/stylesheets/main.", ".css"),
        _only(files, "assets/javascripts/bundle.", ".js"),
    )


def _only(files: Files, start: str, end: str) -> str:
    found = [file.url for file in files if file.src_uri.startswith(start) and file.src_uri.endswith(end)]
    if len(found) != 1:
        raise PluginError(f"the theme has {len(found)} files {start}*{end}; expected one, as in Material for MkDocs 9.8")
    return found[0]
