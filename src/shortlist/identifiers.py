"""DOIs, arXiv ids, URLs and licenses: their forms, whether they are sound, and where they lead. The only patterns for them.

Sources: DOI Handbook, sections 2.2 and 3.8; https://info.arxiv.org/help/arxiv_identifier.html; https://spdx.org/licenses.
"""

import re
from datetime import date
from functools import cache
from urllib.parse import quote, unquote, urlsplit

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s{}\\]+")
_DOI_ADDRESS = re.compile(r"\s*(?:https?://)?(?:(?:dx|www)\.)?doi\.org/", re.IGNORECASE)
_DOI_LABEL = re.compile(r"^\s*doi(?::\s*|\s+(?=10\.))", re.IGNORECASE)

_ARXIV = re.compile(r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,12}(?:\.[A-Z]{2})?/[0-9]{7})", re.IGNORECASE)
_ARXIV_ADDRESS = re.compile(
    r"\s*(?:https?://)?(?:(?:www|browse|export|ar5iv\.labs)\.)?(?:(?:ar[x5]iv\.org/(?-i:abs|pdf|html|format|ps|src|e-print)"
    r"|alphaxiv\.org/\w+|(?:huggingface|hf)\.co/papers)/([^?#]+)|ar[x5]iv\.org/)",
    re.IGNORECASE,
)
_ARXIV_LABEL = re.compile(r"^\s*(?:arxiv[:\s]\s*|10\.48550/arxiv\.|abs/)", re.IGNORECASE)
_ARXIV_VERSION = re.compile(r"(?:v[0-9]+)?(?:\.pdf|\.ps)?[/.]?$")
_ARXIV_CLASS = re.compile(r"\.[A-Z]{2}(?=/)", re.IGNORECASE)
_NEW_ARXIV = re.compile(r"([0-9]{2})(0[1-9]|1[0-2])\.([0-9]{4,5})")
_OLD_ARXIV = re.compile(r"([a-z-]+)(?:\.[A-Z]{2})?/([0-9]{2})(0[1-9]|1[0-2])[0-9]{3}")
_ARCHIVES = frozenset(
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga funct-an"
    " gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio quant-ph"
    " solv-int supr-con".split()
)
"""Every archive that gave ids of its own until March 2007."""

_URL = re.compile(r"(?:https?://[^\s/?#{}\\]|mailto:[^\s@]+@)", re.IGNORECASE)


def bare_doi(text: str) -> str:
    """Return a DOI without the address or label around it; any other text as it is. `is_doi` tells them apart."""
    if address := _DOI_ADDRESS.match(text):
        # A `#` stays, since old DOIs may end in one.
        return unquote(text[address.end() :].partition("?")[0]).strip()
    return _DOI_LABEL.sub("", text).strip()


def first_doi(text: str) -> str:
    """Return the first DOI inside a text, or nothing."""
    match = _DOI.search(text)
    return match[0].rstrip(".,;") if match else ""


def is_doi(text: str) -> bool:
    """Return whether the text is a bare DOI: the prefix `10.`, a registrant's number, a slash and a suffix."""
    return _DOI.fullmatch(text) is not None and text.isprintable()


def is_short_doi(text: str) -> bool:
    """Return whether the text is a bare short DOI, `10/abcd`, which leads to the work like a DOI. Source: https://shortdoi.org."""
    return re.fullmatch(r"10/[a-z0-9]+", text, re.IGNORECASE) is not None


def doi_url(doi: str) -> str:
    """Return the URL of a DOI, or nothing if it is not one."""
    return f"https://doi.org/{quote(doi, safe=_SAFE_IN_DOI)}" if is_doi(doi) else ""


def bare_arxiv(text: str) -> str:
    """Return an arXiv id without address, label, version and class of subject: `math.GT/0309136v1` is `math/0309136`.

    arXiv's own DOIs are read too, and the stamp of a first page, `arXiv:2103.10360v2 [cs.CL]`. Nothing comes back for the URL
    of another page, any other text as it is; `arxiv_month` tells whether it is an id.
    """
    if address := _ARXIV_ADDRESS.match(unquote(text)):
        text = address[1] or ""
    else:
        text = _ARXIV_LABEL.sub("", bare_doi(text)).partition("[")[0]
    is_other = "://" in text or is_doi(text) or is_short_doi(text)
    return "" if is_other else _ARXIV_CLASS.sub("", _ARXIV_VERSION.sub("", text.strip()))


def arxiv_id(text: str) -> str:
    """Return the arXiv id that a text is, however it is written, bare; or nothing."""
    id = bare_arxiv(text)
    return id if arxiv_month(id) else ""


def first_arxiv(text: str) -> str:
    """Return the first text of the form of an arXiv id, or nothing. It need not exist: `2113.00001` has the form."""
    match = re.search(rf"(?<![0-9.]){_ARXIV.pattern}(?![0-9])", text, re.IGNORECASE)
    return match[0] if match else ""


def arxiv_url(arxiv: str) -> str:
    """Return the URL of an arXiv id, or nothing if it is not one."""
    return f"https://arxiv.org/abs/{arxiv}" if arxiv_month(arxiv) else ""


@cache
def arxiv_month(arxiv: str) -> date | None:
    """Return the first day of the month in which a bare arXiv id was given, or nothing for any other text.

    Ids are `YYMM.NNNN` from April 2007, with five digits from January 2015; before that `archive/YYMMNNN` or
    `archive.SC/YYMMNNN`, from August 1991.
    """
    if (new := _NEW_ARXIV.fullmatch(arxiv)) is not None:
        month = date(2000 + int(new[1]), int(new[2]), 1)
        digits = 5 if month >= date(2015, 1, 1) else 4
        return month if month >= date(2007, 4, 1) and len(new[3]) == digits and int(new[3]) > 0 else None
    if (old := _OLD_ARXIV.fullmatch(arxiv)) is not None and old[1] in _ARCHIVES:
        month = date((1900 if int(old[2]) > 90 else 2000) + int(old[2]), int(old[3]), 1)
        return month if date(1991, 8, 1) <= month <= date(2007, 3, 1) else None
    return None


def is_url(text: str) -> bool:
    """Return whether the text is a whole http or https URL with a host, or mailto, without white space."""
    try:
        parts = urlsplit(text)
        has_host = parts.scheme == "mailto" or bool(parts.hostname)
    except ValueError:
        return False
    return has_host and " " not in text and bool(safe_url(text))


def safe_url(text: str) -> str:
    """Return an http, https or mailto URL with what no URL can hold percent-encoded, or nothing for any other text."""
    return quote(text, safe=_SAFE_IN_URL) if _URL.match(text) and text.isprintable() else ""


_SAFE_IN_DOI = "/:;()._-~,@!$&'*+="
_SAFE_IN_URL = "%/:=&?~#+!$,;'@()*[]"


def license_url(id: str) -> str:
    """Return where a Creative Commons license stands that is named by its SPDX id, `CC-BY-4.0`; nothing for another text."""
    if id == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    match = re.fullmatch(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-([1-4]\.0)", id)
    return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/" if match else ""
