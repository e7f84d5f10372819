"""The formats that citations can be taken away in: one table, and the texts, each entry formatted once a build and format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from shortlist.citations.works import Works
from shortlist.exports.bibtex import format_bibtex
from shortlist.exports.csl import format_csl
from shortlist.exports.ris import format_ris


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    """As a reader knows it."""
    media_type: str
    of_one: Callable[[Works, str], str]
    """Works and a key → the text of that one."""
    of_many: Callable[[Iterable[str]], str]
    """Texts of single works → that of a file."""


FORMATS: Mapping[str, Format] = {
    "bib": Format(
        "BibTeX",
        "application/x-bibtex",
        lambda works, key: format_bibtex(works.entries[key]),
        "\n".join,
    ),
    "ris": Format(
        "RIS",
        "application/x-research-info-systems",
        lambda works, key: format_ris(works[key]),
        "\r\n".join,
    ),
    "csl.json": Format(
        "CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        lambda works, key: format_csl(works[key]),
        lambda texts: "[" + ",\n".join(texts) + "]\n",
    ),
}
"""By the ending of the file's name."""


class Exports:
    """The texts of lists of works."""

    def __init__(self, works: Works) -> None:
        self.works = works
        self._texts: dict[str, dict[str, str]] = {ending: {} for ending in FORMATS}

    def text(self, ending: str, keys: Iterable[str]) -> str:
        """What a file with this ending says of the works with these keys, in their order.

        Raises `KeyError` for an unknown key or ending.
        """
        return FORMATS[ending].of_many([self._one(ending, key) for key in keys])

    def _one(self, ending: str, key: str) -> str:
        texts = self._texts[ending]
        if (found := texts.get(key)) is None:
            found = texts[key] = FORMATS[ending].of_one(self.works, key)
        return found
