"""What the fields of an entry say, fit for output: clean plain text, and addresses that are safe to follow.

Entries are not trusted. Text is rid of what no text needs: control characters and the characters that reorder the text around
them (Unicode Standard Annex 9, explicit embeddings, overrides and isolates). Addresses are http, https or mailto, or there are
none. Escaping is left to whoever knows the format that the text goes into.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

from shortlist.model import Entry
from shortlist.reading.latex import to_text


def field(entry: Entry, *names: str) -> str:
    """The first of these fields that the entry has, as plain text."""
    for name in names:
        if (latex := entry.fields.get(name)) is None:
            continue
        try:
            return clean(to_text(latex))
        except UnicodeDecodeError:  # A backslash at the end: the decoder of accents takes it for half a command.
            return clean(latex)
    return ""


def kind_name(entry: Entry) -> str:
    """`PhD thesis`, `Technical report`: as the entry's own `type` says it, else as its type means it, else nothing."""
    own = field(entry, "type")
    return _BIBLATEX_KINDS.get(own.lower(), own) or KINDS.get(entry.type, "")


def best_address(entry: Entry) -> str:
    """Where the work is best found: by DOI, by arXiv id, else at its URL. Empty if it has none that is safe."""
    return doi_address(entry.doi) or arxiv_address(entry.arxiv) or safe_address(entry.url)


def doi_address(doi: str) -> str:
    """The address of a DOI; empty unless it looks like one. Source: DOI Handbook, 2.2 and 3.8."""
    return f"https://doi.org/{quote(doi, safe=_SAFE_IN_DOI)}" if _DOI.fullmatch(doi) and not _UNFIT.search(doi) else ""


def arxiv_address(arxiv: str) -> str:
    """The address of an arXiv id, old or new; empty unless it looks like one."""
    return f"https://arxiv.org/abs/{arxiv}" if _ARXIV.fullmatch(arxiv) else ""


def arxiv_month(arxiv: str) -> date | None:
    """The first day of the month that an arXiv id tells; nothing unless it looks like one.

    Source: https://info.arxiv.org/help/arxiv_identifier.html: `YYMM.NNNN` from April 2007, before that `archive/YYMMNNN`
    from 1991 on.
    """
    if not _ARXIV.fullmatch(arxiv):
        return None
    digits = arxiv.rpartition("/")[2]
    year, month = int(digits[:2]), int(digits[2:4])
    is_old_century = "/" in arxiv and year > 90
    return date(1900 + year if is_old_century else 2000 + year, month, 1) if 1 <= month <= 12 else None


def safe_address(url: str) -> str:
    """The address if it is http, https or mailto, with what no address can hold percent-encoded; else nothing."""
    return quote(url, safe=_SAFE_IN_URL) if _WEB.match(url) and not _UNFIT.search(url) else ""


def clean(text: str) -> str:
    """The text without control characters and characters that reorder their surroundings, white space collapsed."""
    return " ".join(_UNFIT.sub("", _SPACE.sub(" ", text)).split()) if _NEEDS_WORK.search(text) else text


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

_SPACE = re.compile(r"[\s\u2028\u2029]")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_NEEDS_WORK = re.compile(rf"{_UNFIT.pattern}|\u2028|\u2029|\s\s|^\s|\s$")
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_ARXIV = re.compile(r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]+)?")
_WEB = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)", re.IGNORECASE)
_SAFE_IN_DOI = "/:;()._-~,@!$&'*+="
_SAFE_IN_URL = "%/:=&?~#+!$,;'@()*[]"
