"""Fields of an entry as clean plain text, and the terms in which BibTeX speaks of kinds, venues and pages.

Entries are not trusted: text is rid of what no text needs. Escaping is left to whoever knows the format that it goes into.
"""

import re

from shortlist.identifiers import arxiv_url, doi_url, safe_url
from shortlist.latex import latex_to_text
from shortlist.model import Entry
from shortlist.text import clean

KINDS = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
    "thesis": "Thesis",
    "techreport": "Technical report",
    "report": "Report",
    "software": "Software",
    "dataset": "Data set",
    # Localisation keys of biblatex, which stand in the field `type`.
    "mathesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis",
    "resreport": "Research report",
    "datacd": "Data set",
}
"""Type of entry, or what biblatex writes into the field `type` → what a reference says of it."""

ARXIV_AS_VENUE = re.compile(r"\s*(?:arxiv\b|corr$|abs/)", re.IGNORECASE)
"""A venue that only says where the preprint is."""

ADDRESS_AS_VENUE = re.compile(r"\s*(?:https?://|www\.)\S+\s*$", re.IGNORECASE)

RANGE = re.compile(r"(?<=\d)\s*[-‐‑–—]+\s*(?=\w*\d)")
"""The dash between two numbers, however it is written."""


def field(entry: Entry, *names: str) -> str:
    """Return the first of these fields that the entry has, as plain text, or nothing."""
    for name in names:
        if name in entry.fields:
            return clean(latex_to_text(entry.fields[name]))
    return ""


def kind_name(entry: Entry) -> str:
    """Return `PhD thesis`, `Technical report`: as the entry's own `type` says it, else as its type means it, else nothing."""
    own = field(entry, "type")
    return KINDS.get(own.lower(), own) or KINDS.get(entry.type, "")


def best_url(entry: Entry) -> str:
    """Return where the work is best found: by DOI, by arXiv id, else at its URL. Empty if it has none that is safe."""
    return doi_url(entry.doi) or arxiv_url(entry.arxiv) or safe_url(entry.url)
