"""What the fields of an entry say, fit for output: clean plain text, and addresses that are safe to follow.

Entries are not trusted. Text is rid of what no text needs: control characters and the characters that reorder the text around
them (Unicode Standard Annex 9, explicit embeddings, overrides and isolates). Addresses are http, https or mailto, or there are
none. Escaping is left to whoever knows the format that the text goes into.
"""

from __future__ import annotations

import re

from shortlist.identifiers import arxiv_url, doi_url, safe_url
from shortlist.model import Entry
from shortlist.text import clean, latex_to_text


def field(entry: Entry, *names: str) -> str:
    """The first of these fields that the entry has, as plain text."""
    for name in names:
        if (latex := entry.fields.get(name)) is None:
            continue
        try:
            return clean(latex_to_text(latex))
        except UnicodeDecodeError:  # A backslash at the end: the decoder of accents takes it for half a command.
            return clean(latex)
    return ""


def kind_name(entry: Entry) -> str:
    """`PhD thesis`, `Technical report`: as the entry's own `type` says it, else as its type means it, else nothing."""
    own = field(entry, "type")
    return _BIBLATEX_KINDS.get(own.lower(), own) or KINDS.get(entry.type, "")


def best_address(entry: Entry) -> str:
    """Where the work is best found: by DOI, by arXiv id, else at its URL. Empty if it has none that is safe."""
    return doi_url(entry.doi) or arxiv_url(entry.arxiv) or safe_url(entry.url)


KINDS = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
    "thesis": "Thesis",
    "techreport": "Technical report",
    "report": "Report",
    "software": "Software",
    "dataset": "Data set",
}
_BIBLATEX_KINDS = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
    "software": "Software",
    "datacd": "Data set",
}
"""What biblatex's localisation keys in the field `type` stand for."""

ARXIV_AS_VENUE = re.compile(r"\s*(?:arxiv\b|corr$|abs/)", re.IGNORECASE)
"""A venue that only says where the preprint is."""

ADDRESS_AS_VENUE = re.compile(r"\s*(?:https?://|www\.)\S+\s*$", re.IGNORECASE)

RANGE = re.compile(r"(?<=\d)\s*[-‐‑–—]+\s*(?=\w*\d)")
"""The dash between two numbers, however it is written."""

