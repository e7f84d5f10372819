"""The rules of CSL 1.0.2's input schema (csl-data.json of citation-style-language/schema), written down as JSON Schema.

Stricter in one place: there, a name without any part and a date without any are allowed.
"""

from __future__ import annotations

from typing import Any

TYPES = """
article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset document
entry entry-dictionary entry-encyclopedia figure graphic hearing interview legal_case legislation manuscript map motion_picture
musical_score pamphlet paper-conference patent performance periodical personal_communication post post-weblog regulation report
review review-book software song speech standard thesis treaty webpage
"""
NAMES = """
author chair collection-editor compiler composer container-author contributor curator director editor editorial-director
executive-producer illustrator interviewer organizer original-author performer producer recipient reviewed-author translator
"""
DATES = "accessed available-date event-date issued original-date submitted"
TEXTS = """
abstract annote archive archive-place archive_collection archive_location authority call-number citation-label
collection-title container-title container-title-short dimensions division DOI event event-place genre ISAN ISBN ISCI ISMN ISRC
ISSN ISWC journalAbbreviation jurisdiction keyword language medium note original-publisher original-publisher-place
original-title part-title PMCID PMID publisher publisher-place references reviewed-title scale section shortTitle source status
title title-short translated-title translated-title-short URL version year-suffix
"""
NUMBERS = """
chapter-number citation-number collection-number edition first-reference-note-number issue locator number number-of-pages
number-of-volumes page page-first part printing supplement volume
"""

_TEXT = {"type": "string"}
_NUMBER = {"type": ["string", "number"]}
_FLAG = {"type": ["string", "number", "boolean"]}
_NAME = {
    "type": "object",
    "properties": dict.fromkeys(("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"), _TEXT)
    | dict.fromkeys(("comma-suffix", "static-ordering", "parse-names"), _FLAG),
    "additionalProperties": False,
    "minProperties": 1,
}
_DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "items": {"type": "array", "items": _NUMBER, "minItems": 1, "maxItems": 3},
            "minItems": 1,
            "maxItems": 2,
        },
        "season": _NUMBER,
        "circa": _FLAG,
        "literal": _TEXT,
        "raw": _TEXT,
    },
    "additionalProperties": False,
    "minProperties": 1,
}

SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"type": {"enum": TYPES.split()}, "id": _NUMBER}
        | dict.fromkeys(NAMES.split(), {"type": "array", "items": _NAME})
        | dict.fromkeys(DATES.split(), _DATE)
        | dict.fromkeys(TEXTS.split(), _TEXT)
        | dict.fromkeys(NUMBERS.split(), _NUMBER),
        "required": ["type", "id"],
        "additionalProperties": False,
    },
}
