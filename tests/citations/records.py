"""Entries and a Markdown parser for these tests, and HTML in a shorter form to compare."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from markdown import Markdown

from shortlist.citations.extension import CitationExtension
from shortlist.model import Entry, Person
from shortlist.problems import Place
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.source import Source

EXTENSIONS = (
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.arithmatex",
    "pymdownx.betterem",
    "pymdownx.blocks.caption",
    "pymdownx.blocks.details",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.snippets",
    "pymdownx.tasklist",
)
OPTIONS = {"pymdownx.arithmatex": {"generic": True}, "pymdownx.tabbed": {"alternate_style": True}}

KEYS = ("a", "b", "c", "x_y", "_u", "2020a", "a.b", "a:b", "a-b", "a+b", "a/b", "dblp:conf/x", "https://x.y/z", "été")
ENTRIES = {
    key: Entry(key=key, type="misc", fields={"title": f"On {key}"}, place=Place("r.bib"), authors=(Person("Ada"),), title=f"On {key}", year=2001)
    for key in KEYS
}


def entry(bibtex: str) -> Entry:
    """The one entry of a BibTeX text that has no fault, unless its identifiers are misplaced."""
    entries, problems = read_bibtex(Source("r.bib", bibtex))
    assert {problem.code for problem in problems} <= {"S508"}
    (found,) = entries.values()
    return found


def parser(entries: Mapping[str, Entry] = ENTRIES) -> Markdown:
    """A new parser with citations, beside everything that a page may use."""
    ours = CitationExtension(entries=entries)
    return Markdown(extensions=[*EXTENSIONS, ours], extension_configs=OPTIONS)


def render(markdown: str) -> str:
    return _parser().reset().convert(markdown)


def render_without(markdown: str) -> str:
    """The same without citations."""
    return _parser_without().reset().convert(markdown)


@cache
def _parser() -> Markdown:
    return parser()


@cache
def _parser_without() -> Markdown:
    return Markdown(extensions=EXTENSIONS, extension_configs=OPTIONS)


_LINK = re.compile(r'<a aria-label="[^"]*" href="#ref-[^"]*" id="cite-(\d+)-([^"]+)" role="doc-noteref">(\d+)</a>')
_SECTION = re.compile(r'\n?<section aria-labelledby="references".*</section>', re.DOTALL)


def in_short(html: str) -> str:
    """Without the reference section, and links as `{number key}`; later links to the same as `{number key count}`.

    A citation is `<sup>` without attributes, a locator is in parentheses of its own, `‹p. 3›`.
    """
    html = _LINK.sub(lambda link: f"{{{link[3]} {link[2]}{'' if link[1] == '1' else ' ' + link[1]}}}", html)
    html = re.sub(r'<span class="locator">(.*?)</span>(?=</sup>|[;,] )', r"‹\1›", html)
    return _SECTION.sub("", html).replace('<sup class="citation">', "<sup>")
