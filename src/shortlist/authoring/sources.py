"""The text that names a work: an arXiv id, a DOI, the address of a paper's page, or a file. `services` asks for the rest."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from click import UsageError

from shortlist.identifiers import arxiv_month, bare_arxiv, bare_doi, first_arxiv, is_doi
from shortlist.model import Entry
from shortlist.problems import printable
from shortlist.reading.found_identifiers import identifiers_in
from shortlist.text import quoted

ACCEPTED = (
    "an arXiv id or address, a DOI or its address, a page of OpenReview, ACL Anthology, PMLR, NeurIPS or ICLR proceedings,"
    " a file of BibTeX, RIS or CSL-JSON, or '-' for these on standard input"
)


class UnknownSource(UsageError):
    """A text that names no work; the message is one line for the user."""


@dataclass(frozen=True, slots=True)
class PaperSource:
    """One work or file as the user named it."""

    kind: Literal["arxiv", "doi", "page", "file"]
    id: str
    """arXiv id without version, DOI, address without its scheme, path, or `-` for standard input."""

    def __str__(self) -> str:
        return f"arXiv:{self.id}" if self.kind == "arxiv" else self.id


@dataclass(frozen=True, slots=True)
class Record:
    """A work as its source describes it."""

    source: str
    """`arXiv:2103.10360`, `10.18653/v1/N19-1423`, `work.bib:3`."""
    entry: Entry
    """With the key that its source gives to it, or none, and with fields that the house leaves out, such as the abstract."""
    notes: tuple[str, ...] = ()
    """For the user, one line each."""


# Sites that hold an arXiv id in the address.
_ARXIV_PAGES = re.compile(r"(?:(?:www\.)?alphaxiv\.org/\w+|(?:huggingface|hf)\.co/papers)/([\w./-]+)")
# Sites that offer BibTeX: form of a page's address → addresses to ask, one after the other.
_PAGES = {
    r"(?:www\.)?openreview\.net/(?:forum|pdf)\?(?:.*&)?id=([\w-]+).*": (
        # Venues before about 2023 are known to the first version of the interface only.
        r"https://api2.openreview.net/notes?id=\1",
        r"https://api.openreview.net/notes?id=\1",
    ),
    r"(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology)/([A-Z]\d\d-\d{4}|\d{4}\.[\w-]+\.\d+)(?:v\d+)?(?:/|\.pdf|\.bib)?": (
        r"https://aclanthology.org/\1.bib",
    ),
    r"proceedings\.mlr\.press/(\w+/[\w-]+?)(?:\.html|/[\w-]+\.pdf)": (r"https://proceedings.mlr.press/\1.html",),
    r"(\w+\.(?:neurips|nips|iclr)\.cc|proceedings\.mlsys\.org)/([\w/]+)/(?:hash|file)/(\w+)-[A-Z][a-z]+([\w-]*)\.\w+": (
        r"https://\1/\2/file/\3-Bibtex\4.bib",
    ),
}


def addresses_to_ask(page: str) -> list[str]:
    """Return the addresses at which a site offers the BibTeX of a paper, by the address of its page; none for other sites."""
    for form, addresses in _PAGES.items():
        if match := re.fullmatch(form, re.sub(r"^https?://", "", page.partition("#")[0], flags=re.IGNORECASE), re.ASCII):
            return [match.expand(address) for address in addresses]
    return []


def parse_source(text: str) -> PaperSource:
    """Return the source that a text names.

    arXiv ids, new and old, with `arXiv:` and version or without, and addresses of their pages and files; DOIs with `doi:` or
    without, and their addresses, at publishers too, where arXiv's own DOIs count as arXiv ids; pages of sites that offer
    BibTeX; the path of a file; `-`. Raises `UnknownSource` for anything else, also for an arXiv id that cannot exist.
    """
    text = text.strip()
    if page := _ARXIV_PAGES.match(re.sub(r"^https?://", "", text)):
        text = page[1]
    if first_arxiv(id := bare_arxiv(text).lower()) == id != "":
        if not arxiv_month(id):
            wanted = "expected YYMM.NNNNN, YYMM.NNNN before 2015, or archive/YYMMNNN before April 2007"
            raise UnknownSource(f"'{id}' is not an arXiv id; {wanted}")
        return PaperSource("arxiv", id)
    if is_doi(doi := bare_doi(text).rstrip(".,;")):  # Of the sentence that it was copied from.
        return PaperSource("doi", doi)
    if addresses_to_ask(text):
        return PaperSource("page", re.sub(r"^https?://", "", text, flags=re.IGNORECASE))
    if doi := identifiers_in({"url": text}).get("doi", ""):
        return PaperSource("doi", doi)
    if text == "-" or "://" not in text and _is_file(text):
        return PaperSource("file", text)
    raise UnknownSource(_complaint(text))


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # Too long for a path, or with a null byte.
        return False


def _complaint(text: str) -> str:
    shown = printable(quoted(text, 80))
    if not text:
        return f"nothing is named; expected {ACCEPTED}"
    if text.endswith((".bib", ".ris", ".json")) and "://" not in text:
        return f"there is no file {shown}"
    return f"{shown} cannot be added; expected {ACCEPTED}"
