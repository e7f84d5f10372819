r"""Find arXiv ids, DOIs and URLs in the fields of BibTeX from elsewhere, and the field that each belongs into.

Only what stands alone in a field is moved (`journal = {arXiv preprint arXiv:2106.01234}`): an id within a sentence may be that of
another work. What a rule further up has found wins, so a right field stays as it is, and so does an id that contradicts it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from shortlist.identifiers import (
    arxiv_id,
    arxiv_month,
    arxiv_url,
    bare_arxiv,
    bare_doi,
    doi_url,
    first_arxiv,
    is_doi,
    is_short_doi,
    is_url,
)
from shortlist.latex import latex_to_text
from shortlist.text import quoted

Fields = Mapping[str, str]
"""Names in lower case, values without their outer braces, as `Entry.fields` has them."""
KEY = "<key>"
"""Name under which rules read the entry's key."""


class Rule(NamedTuple):
    """One place where an identifier may stand."""

    target: str
    """The field that it belongs into; `file` for an address to name if there is none better."""
    fields: tuple[str, ...]
    read: Callable[[str], str]
    """From a field's value to the identifier, or nothing."""
    rest: Callable[[str], str] = lambda _value: ""
    """From the field's value to the text that stays in it."""
    applies: Callable[[Fields], bool] = lambda _fields: True


def identifiers_in(fields: Fields, key: str = "") -> dict[str, str]:
    """Return what is to change in an entry: field → new value, or nothing where the field goes."""
    new = dict(fields)
    for _ in range(3):  # A note that has lost its address may say no more than a DOI, or the day of a visit.
        before, new = new, _moved(new, key)
        if new == before:
            break
    return {name: value for name, value in new.items() if value != fields.get(name, "")}


def may_be_misplaced(fields: Fields, key: str) -> bool:
    """Return whether `identifiers_in` is worth asking: nearly every entry has what it has in its own fields.

    False for entries whose other fields hold nothing that looks like an identifier or address.
    """
    eprint, doi, url = (fields.get(name, "") for name in ("eprint", "doi", "url"))
    if eprint and not (arxiv_month(eprint) and {"archiveprefix", "eprinttype"} & fields.keys()):
        return True
    if not _PLAIN_DOI.fullmatch(doi) or not (_PLAIN_URL.fullmatch(url) or url in (arxiv_url(eprint), doi_url(doi))):
        return True
    return any(_HINT.search(value) for name, value in fields.items() if name in _ELSEWHERE) or key.startswith("10.")


_PLAIN_DOI = re.compile(r"(?:10\.(?!48550)[0-9]+/[\w.():/-]*[\w)])?")
_PLAIN_URL = re.compile(r"(?:https?://(?!.*(?:arxiv|10\.))[\w.:/~#@+-]*[\w/])?", re.IGNORECASE)
"""Those that need no second look, or nothing."""
_HINT = re.compile(
    r"://|10\.[0-9]{4}|arxiv|corr\b|\babs/|accessed|visited|retrieved|www\.|[0-9]{4}\.[0-9]{4}|/[0-9]{7}", re.IGNORECASE
)


def _moved(fields: Fields, key: str) -> dict[str, str]:
    new = {**fields, KEY: key}
    found: dict[str, str] = {}
    class_ = ""
    for rule in RULES:
        if not rule.applies(fields):
            continue
        for name in rule.fields:
            if not (value := new.get(name, "")) or not (id_ := rule.read(value)):
                continue
            if rule.target == "url" and _INDEX.match(id_):
                continue  # It stays if there is nothing better.
            known = found.setdefault(rule.target, id_)
            if _is_same(id_, known):
                class_ = class_ or _class_in(value)
                new[name] = rule.rest(value)
    arxiv, doi, url = (found.get(name, "") for name in ("eprint", "doi", "url"))
    if arxiv:
        new |= {name: "" for name in ARXIV_IN_WORDS if new.get(name) and _says_only(new[name], arxiv)}
        own = new.get("primaryclass") or new.get("eprintclass") or class_
        new |= {"eprint": arxiv, "archiveprefix": "arXiv", "primaryclass": own if _CLASS.fullmatch(own) else ""}
        new |= dict.fromkeys(("eprinttype", "eprintclass"), "")
    if found:
        new |= {name: "" for name in ("eprint", *ALIASES) if _address(new.get(name, ""))}
    if _is_same(url, arxiv):
        url = arxiv_url(arxiv)
    elif _is_same(url, doi):
        url = doi_url(doi)
    if own_url := new.get("url", ""):
        url = url if _own_address(own_url) else own_url  # What is no address may be meant as one.
    url = url or arxiv_url(arxiv) or doi_url(doi) or found.get("file", "") or new.get("url", "")
    new |= {"doi": doi or ("" if _address_of_short_doi(new.get("doi", "")) else new.get("doi", "")), "url": url}
    # A page may change after it was read; a preprint and a publication do not.
    new["urldate"] = "" if arxiv or doi else found.get("urldate", "")
    del new[KEY]
    return new


def misplaced(fields: Fields, changes: Fields) -> tuple[str, str]:
    """Return the first field that holds an identifier of another one, and a sentence about all; nothing if none does.

    The arXiv's own DOI beside its id may stay, and so may an address of the page that an identifier leads to.
    """
    after = {**fields, **changes}
    may_keep_doi = "eprint" not in changes and not _address_of_short_doi(fields.get("doi", ""))
    kept = _SILENT | {"doi"} if may_keep_doi else _SILENT
    gone = [name for name in fields if name in changes and name not in kept and (not changes[name] or name not in _TARGETS)]
    moved = [name for name in ("eprint", "doi", "urldate") if changes.get(name)]
    if changes.get("url") and not any(_is_same(changes["url"], after.get(name, "")) for name in ("eprint", "doi")):
        moved.append("url")
        gone += ["url"] if fields.get("url") and literal(fields["url"]) != changes["url"] else []
    ids = moved or [name for name in ("eprint", "doi", "url") if after.get(name)][:1]
    if not (gone and ids):
        return "", ""
    there, here = (
        " and ".join(f"{name} {quoted(values[name])}" for name in names) for names, values in ((gone, fields), (ids, after))
    )
    return gone[0], f"{there} should be {here}"


# Readers of one field


@lru_cache(maxsize=10_000)
def _arxiv(value: str) -> str:
    """Return an arXiv id that stands with or without label, version, class or address."""
    return arxiv_id(_address(value) or literal(value))


def _arxiv_address(value: str) -> str:
    return arxiv_id(_address(value))


def _labelled_arxiv(value: str) -> str:
    """Return an id behind arXiv's name, with nothing else: `arXiv preprint arXiv:2106.01234 [cs.CL], 2021`."""
    id_ = arxiv_id(first_arxiv(latex_to_text(value))) if _ARXIV_NAME.search(value) else ""
    return id_ if _says_only(value, id_) else ""


def _arxiv_of_zotero(value: str) -> str:
    match = _EXTRA.fullmatch(value)
    return arxiv_id(match[1]) if match else ""


def _comment_of_zotero(value: str) -> str:
    return _EXTRA.sub(r"\2", value)


def _says_only(value: str, arxiv: str) -> bool:
    """Return whether a text names arXiv, perhaps with this id, and says nothing else."""
    text = latex_to_text(value)
    if not (_ARXIV_NAME.search(text) or _is_same(text, arxiv)):
        return False
    id_ = first_arxiv(text)
    rest = _STAMP.sub("", text.replace(id_, " ") if _is_same(id_, arxiv) else text)
    return not _NOISE.sub("", rest)


def _class_in(value: str) -> str:
    match = _STAMP.search(latex_to_text(value))
    return match[1] if match and _CLASS.fullmatch(match[1]) else ""


def _doi(value: str) -> str:
    doi = bare_doi(literal(value).rstrip(".,;"))  # The dot is that of the sentence that it was copied from.
    return doi if is_doi(doi) and not arxiv_id(doi) else ""


def _doi_address(value: str) -> str:
    """Return the DOI in the address of its page, also at a publisher."""
    url = _NATURE.sub(r"https://doi.org/10.1038/\1", _address(value))
    match = _DOI_PATH.search(url)
    return _doi(match[1] or match[2] if match else url)


def _doi_of_pubmed(value: str) -> str:
    match = _PUBMED.fullmatch(latex_to_text(value))
    return _doi(match[1]) if match else ""


def _address_of_short_doi(value: str) -> str:
    doi = bare_doi(value)
    return f"https://doi.org/{doi}" if is_short_doi(doi) else ""


def _address(value: str) -> str:
    """Return the one web address of a value; nothing if there is none or more than one."""
    commands = [match[match.lastindex or 0] for match in _URL_COMMAND.finditer(value)]
    words = commands or re.findall(r"https?://[^\s<>]+(?:<[^\s<>]+>[^\s<>]+)*", literal(value), re.IGNORECASE)
    urls = {url for word in words if is_url(url := _without_trackers(literal(word).rstrip(".,;")))}
    return urls.pop() if len(urls) == 1 else ""


def _own_address(value: str) -> str:
    """Return the address of a `url`, the first of those that Mendeley joins. EndNote has others in pointed brackets."""
    words = re.split(r"\s+|(?:,|\{?\\?%\}?5Cn)(?=https?://)", value)
    if "<" not in value and len(words) > 1:
        return _address(words[0]) if all(is_url(literal(word)) for word in words) else ""
    return _address(value)


def _page_address(value: str) -> str:
    return "" if bare_arxiv(url := _address(value)) else url


def _without_address(value: str) -> str:
    """Return a text without an address and the words that announce it: of `Available at: \\url{…}` nothing is left."""
    rest = re.sub(r"https?://[^\s<>]+", " ", _URL_COMMAND.sub(" ", value), flags=re.IGNORECASE)
    return _ANNOUNCED.sub("", " ".join(rest.split()).replace(", ,", ",")).strip(" ,;:.<>[]()")


def _accessed(value: str) -> str:
    """Return the day on which a web page was read, as ISO has it, of a text that says nothing else."""
    match = _ACCESSED.fullmatch(latex_to_text(value))
    text = re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b|[,.]", "", match[1].replace("-", " ")) if match else ""
    for form in ("%Y %m %d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y"):
        try:
            return datetime.strptime(" ".join(text.split()), form).date().isoformat()
        except ValueError:
            continue
    return ""


def _is_same(one: str, other: str) -> bool:
    """Return whether two DOIs or arXiv ids, however they are written, name the same work."""
    one, other = ((arxiv_id(text) or bare_doi(text)).lower() for text in (one, other))
    return one == other


def literal(value: str) -> str:
    """Return a value that LaTeX takes literally, without escapes: `\\_`, `{\\textasciitilde}`, `\\~{}`; nor HTML's: `&amp;`."""
    references = "amp|lt|gt" if "&lt;" in value and "&gt;" in value else "amp"  # One alone is a query's: `?a=1&lt;=2`.
    value = re.sub(rf"&(?:{references});", lambda reference: unescape(reference[0]), value)
    if "\\" not in value and "{" not in value:
        return value.strip()
    value = re.sub(r"\{?\\textasciitilde(?![A-Za-z])(?:\{\}|\})?|\\~\{\}|\$\\sim\$", "~", value)
    return re.sub(r"\\([&%#_$~])", r"\1", value).replace("{", "").replace("}", "").strip()


def _without_trackers(url: str) -> str:
    head, mark, rest = url.partition("?")
    query, hash_, fragment = rest.partition("#")
    kept = "&".join(part for part in query.split("&") if not _TRACKER.match(part))
    return f"{head}{mark if kept else ''}{kept}{hash_}{fragment}"


def _says_arxiv(fields: Fields) -> bool:
    return any(_ARXIV_NAME.search(fields.get(name, "")) for name in ("archiveprefix", "eprinttype", "journal", "publisher"))


def _has_no_other_archive(fields: Fields) -> bool:
    return (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").lower() == "arxiv"


ALIASES = ("link", "ee", "html", "website", "pdf")
"""Other programs' names for the address. Such fields go when an identifier is known."""
ARXIV_ALIASES = ("arxivid", "arxiv", "arxiv_id")
ARXIV_IN_WORDS = tuple(
    "journal journaltitle volume number note howpublished pages eid articleno publisher institution organization series booktitle"
    " addendum".split()
)
_NOTES = ("howpublished", "note", "addendum")
RULES = (
    Rule("eprint", ("eprint",), _arxiv, applies=_has_no_other_archive),  # 2106.01258v2 [cs.CL]
    Rule("eprint", ARXIV_ALIASES, _arxiv),
    Rule("eprint", ("doi",), _arxiv),  # 10.48550/arXiv.2106.01236
    Rule("eprint", ("url",), _arxiv_address, rest=str),  # http://arxiv.org/pdf/2106.01236v1.pdf
    Rule("eprint", (*_NOTES, *ALIASES), _arxiv_address, rest=_without_address),  # \url{https://arxiv.org/abs/2106.01236}
    Rule("eprint", ARXIV_IN_WORDS, _labelled_arxiv),  # arXiv preprint arXiv:2106.01234
    Rule("eprint", ("volume", "number"), _arxiv, applies=_says_arxiv),  # CoRR, cs.CL/0205067
    Rule("eprint", ("note",), _arxiv_of_zotero, rest=_comment_of_zotero),  # arXiv: 2106.01258 [cs] Comment: 12 pages
    Rule("doi", ("doi", *_NOTES), _doi),  # https://doi.org/10.1000/ABC.
    Rule("doi", ("url", "eprint", *ALIASES), _doi_address, rest=str),  # https://dl.acm.org/doi/pdf/10.1145/1.2
    Rule("doi", _NOTES, _doi_address, rest=_without_address),  # \url{https://doi.org/10.1000/x}
    Rule("doi", ("note",), _doi_of_pubmed),  # [PubMed:12345678] [DOI:10.1000/x]
    Rule("doi", (KEY,), _doi),  # 10.1007/978-3-030-58452-8_13
    Rule("url", ("url",), _own_address, rest=str),  # \url{https://example.org/a\_b}
    Rule("url", _NOTES, _address, rest=_without_address),  # Available at: \url{https://example.org/a}
    Rule("url", ("link", "ee", "html", "website"), _address),
    Rule("url", ("doi",), _address_of_short_doi),  # 10/abcd
    Rule("url", ("doi",), _page_address),  # https://example.org/a
    Rule("file", ("eprint", "pdf"), _address),  # https://example.org/a.pdf
    Rule("urldate", ("urldate",), str, rest=str),
    Rule("urldate", _NOTES, _accessed),  # [Online; accessed 2-July-2021]
)
"""Every place, the most trusted first."""

_TARGETS = frozenset({"eprint", "archiveprefix", "doi", "url"})
_ELSEWHERE = frozenset({"eprinttype", *(name for rule in RULES for name in rule.fields)}) - _TARGETS
_SILENT = frozenset({"eprinttype", "eprintclass", "urldate", "primaryclass"})
_ARXIV_NAME = re.compile(r"arxiv|\bcorr\b|\babs/", re.IGNORECASE)
_STAMP = re.compile(r"\[([a-z-]+(?:\.[A-Za-z-]+)?)(?:, ?[A-Za-z.-]+)*\]")
"""`[cs.CL]`, `[cs, stat]`."""
_CLASS = re.compile(r"[a-z-]+\.[A-Za-z-]+|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nucl-(?:ex|th)|quant-ph")
"""`cs.CL`, and archives without subjects. The `cs` of Zotero's stamp is an archive with subjects, and no class."""
_EXTRA = re.compile(
    r"(?:ZSCC: \S+ )?arXiv: ?([a-z.-]*/?[0-9.]+)(?:v[0-9]+)?(?: \[[^\[\]]*\])?(?: version: ?[0-9]+)?(?: Comment: (.*))?",
    re.IGNORECASE,
)
"""Zotero's field "Extra" of a preprint."""
_NOISE = re.compile(
    r"\b(?:arxiv|corr|abs|pdf|preprints?|prepr|e-?prints?|available|published|submitted|online|at|on|as|in|from|to|https?|www"
    r"|export|org|url|id|computing research repository|v[0-9]+|(?:19|20)[0-9]{2})\b|[\W_]",
    re.IGNORECASE,
)
_DOI_PATH = re.compile(
    r"://[^/?#]+/(?:doi|article|chapter)/(?:abs/|full/|pdf/|epdf/|pdfdirect/|epub/)?(10\.[0-9]{4,9}/[^\s?#]+)"
    r"|://(?:www\.)?(?:bio|med)rxiv\.org/content/(10\.1101/[0-9.]*[0-9])"
)
"""At Wiley, Taylor & Francis, Sage, ACM, Science, PNAS, SIAM, Springer, bioRxiv. Not of books: the entry may be a chapter."""
_NATURE = re.compile(r"https?://(?:www\.)?nature\.com/articles/([\w-]+).*")
_PUBMED = re.compile(r"(?:\[(?:PubMed|PubMed ?Central|PMC): ?[A-Z]*[0-9]+\] ?)+\[DOI: ?(10\.[^\s\[\]]+)\]", re.IGNORECASE)
_URL_COMMAND = re.compile(
    r"\\(?:url|path|nolinkurl)\s*\{((?:[^{}]|\{[^{}]*\})*)\}|\\href\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*\{[^{}]*\}"
    r"|\[[^\[\]]*\]\((https?://[^\s()]*)\)"
)
"""LaTeX's, and Markdown's link."""
_ANNOUNCED = re.compile(
    r"^(?:\[online\][.:,]?\s*)?"
    r"(?:(?:available|accessible|retrieved)(?:\s+(?:at|from|on|online))?|url|link|see|web ?page)?[\s:.]*",
    re.IGNORECASE,
)
_TRACKER = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid)=", re.IGNORECASE)
_INDEX = re.compile(  # Records of search engines, which lead to the work in two steps.
    r"https?://(?:(?:api|www)\.semanticscholar\.org|ui\.adsabs\.harvard\.edu|inspirehep\.net|(?:www\.)?scopus\.com"
    r"|(?:www\.)?webofscience\.com|dblp\.org|(?:search|www)\.proquest\.com|scholar\.google\.)",
    re.IGNORECASE,
)
_ACCESSED = re.compile(
    r"\[?(?:online[;,.:]? ?)?(?:last )?(?:accessed|visited|retrieved)(?: on)?[:,]? ?"
    r"([\w ,.–-]*[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})\]?\.?",
    re.IGNORECASE,
)
