"""Readers that know nothing of our writers: pybtex and our own for BibTeX, rispy for RIS, jsonschema for CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import rispy
from jsonschema import Draft7Validator
from pybtex.database import BibliographyData, parse_string

from shortlist.checks.markup import check_markup
from shortlist.exports.files import FORMATS
from shortlist.model import Body, Converted, Entry, Library
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.source import Source
from tests.exports.csl_schema import SCHEMA

_CSL = Draft7Validator(SCHEMA)


def exported(entries: Iterable[Entry], ending: str) -> str:
    """The entries as a file with that ending, as it comes from the disk."""
    return FORMATS[ending].joined(map(FORMATS[ending].write, entries)).encode().decode()


def read_ours(text: str) -> Mapping[str, Entry]:
    """The entries, if each can be read whole. What they hold stays as it was written, sound or not."""
    entries, problems = read_bibtex(Source("r.bib", text))
    assert [str(problem) for problem in problems if problem.code in ("B301", "B302", "B303", "B305", "B306")] == []
    return entries


def read_pybtex(text: str) -> BibliographyData:
    return parse_string(text, "bibtex")


def read_ris(text: str) -> list[dict[str, Any]]:
    """Records with the tags as their names, so that nothing depends on rispy's own table of names."""
    tags = {tag: tag for line in text.split("\r\n") if (tag := line[:2])}
    lists = ["AU", "A2", "ED", "UR"]
    return rispy.loads(text, mapping=tags, list_tags=lists, delimiter_tags_mapping={}, newline="\r\n")


def read_csl(text: str) -> list[dict[str, Any]]:
    items = json.loads(text)
    _CSL.validate(items)
    return items


def is_published(html: str) -> bool:
    """Tell whether a page that holds this HTML passes the checks, without which nothing is built."""
    page = Converted(html, [], (), (), (), (), (), frozenset(), (), "")
    return not list(check_markup(Body(""), page, Library()))
