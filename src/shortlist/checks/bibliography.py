"""The rules for each entry of the BibTeX file by itself, and for works that are entered twice."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from shortlist.checks.registry import CHECKS, rule
from shortlist.identifiers import arxiv_id, arxiv_month, first_doi, is_doi
from shortlist.model import Entries, Entry
from shortlist.problems import Fix, Problem, Problems
from shortlist.reading.bibtex_rules import ENTRY_TYPES
from shortlist.text import fold, quoted, sort_key


def check_entries(entries: Entries) -> Problems:
    """Hold entries, which need not be in the library, against every rule for them alone."""
    for entry in _works(entries):
        for check in CHECKS["entry"]:
            yield from check(entry)
    for check in CHECKS["entries"]:
        yield from check(entries)


def _works(entries: Entries) -> Iterator[Entry]:
    """Yield the works that could be read. The others are reported already, and an `xdata` is part of works."""
    return (entry for entry in entries.values() if entry.type not in ("", "xdata"))


def _problem(entry: Entry, field: str, code: str, message: str, fix: Fix | None = None) -> Problem:
    return Problem(entry.field_places.get(field, entry.place), code, f"entry '{entry.key}': {message}", fix)


def _new_value(entry: Entry, field: str, value: str, behind: str = "") -> Fix | None:
    """Return the fix that gives a field another value, and more `behind` it; nothing for a value that is made of several."""
    written = entry.written.get(field, "")
    if written[:1] + written[-1:] not in ("{}", '""') or written[1:-1] != entry.fields[field]:
        return None
    return Fix(entry.field_places[field], written, written[0] + value + written[-1] + behind)


_NEEDED = (("title",), ("author", "editor"), ("year", "date"))
"""Whatever the type of an entry."""


@rule("entry", B308="A BibTeX entry has a title, an author or editor, a year, and the fields that its type needs.")
def check_needed_fields(entry: Entry) -> Problems:
    by_type = ENTRY_TYPES.get(entry.type, ())
    has_eprint = {"eprint"} if entry.arxiv else set()
    lacks = [names for names in (*_NEEDED, *by_type) if not any(map(entry.fields.get, names)) and not has_eprint & {*names}]
    if lacks:
        or_type = f", or correct the type {quoted(entry.type)}" if lacks[-1] in by_type else ""
        message = f"entry '{entry.key}' lacks {', and '.join(map(' or '.join, lacks))}; add it{or_type}"
        yield Problem(entry.place, "B308", message)


_YEAR = re.compile(r"\{?([12][0-9]{3})\}?")
_DATE = re.compile(r"([12][0-9]{3})(?:[-/~?%].*)?")
"""As biblatex takes it: ISO 8601-2, Extended Format, levels 0 and 1, as far as it begins with a year."""


@rule("entry", B314="A year is one, and does not lie before the work's arXiv id.")
def check_years(entry: Entry) -> Problems:
    field, form, wanted = ("date", _DATE, "YYYY-MM-DD or YYYY")
    if entry.fields.get("year"):
        field, form, wanted = ("year", _YEAR, "four digits")
    value, posted = entry.fields.get(field, ""), arxiv_month(entry.arxiv)
    if value and form.fullmatch(value) is None:
        # A letter behind it is that of a citation: `(Doe 2021b)`.
        fix = _new_value(entry, field, value[:4]) if re.fullmatch("[12][0-9]{3}[a-z]", value) else None
        hint = f"write '{value[:4]}'" if fix else f"expected {wanted}"
        yield _problem(entry, field, "B314", f"{field} {quoted(value)} is not a year; {hint}", fix)
    # A publication may be dated a year before: authors post in January what appeared in December.
    elif entry.year and posted and entry.year < posted.year - bool(entry.venue):
        when = f"the arXiv id '{entry.arxiv}', which is of {posted.year}"
        yield _problem(entry, field, "B314", f"{field} {entry.year} lies before {when}; correct the one that is wrong")


@rule("entry", B311="A `doi` is a DOI.", S506="A `doi` is written bare, and an arXiv id without address and version.")
def check_dois(entry: Entry) -> Problems:
    value = entry.fields.get("doi", "")
    if value and not is_doi(entry.doi):
        inside = first_doi(entry.doi)
        wanted = "expected one as in '10.18653/v1/N19-1423'; an address belongs into 'url'"
        hint = f"did you mean '{inside}'?" if inside else wanted
        yield _problem(entry, "doi", "B311", f"{quoted(value)} is not a DOI; {hint}")
    elif value and not value.lstrip("{").startswith("10."):  # Else it differs in LaTeX's escapes alone.
        message = f"{quoted(value)} is more than the DOI; write '{entry.doi}'"
        yield _problem(entry, "doi", "S506", message, _new_value(entry, "doi", entry.doi))


@rule("entry", B312="An arXiv id is one, and an `eprint` says of which archive it is.")
def check_arxiv_ids(entry: Entry) -> Problems:
    value = entry.fields.get("eprint", "")
    if value and not (entry.fields.get("archiveprefix") or entry.fields.get("eprinttype")):
        is_arxiv = arxiv_id(value)
        hint = "add archiveprefix = {arXiv}" if is_arxiv else "name the archive in 'archiveprefix', or delete it"
        fix = _new_value(entry, "eprint", value, ",\n  archiveprefix = {arXiv}") if is_arxiv else None
        message = f"eprint {quoted(value)} does not say of which archive it is; {hint}"
        yield _problem(entry, "eprint", "B312", message, fix)
    elif entry.arxiv and not arxiv_month(entry.arxiv):
        wanted = "expected YYMM.NNNNN, YYMM.NNNN before 2015, or archive/YYMMNNN before April 2007"
        message = f"{quoted(entry.arxiv)} is not an arXiv id; {wanted}"
        yield _problem(entry, "eprint" if value else "url", "B312", message)
    elif entry.arxiv and value and not arxiv_month(value):
        message = f"eprint {quoted(value)} is more than the arXiv id; write '{entry.arxiv}'"
        yield _problem(entry, "eprint", "S506", message, _new_value(entry, "eprint", entry.arxiv))


@rule("entry", B313="A `url` is an `https:`, `http:` or `mailto:` address.")
def check_urls(entry: Entry) -> Problems:
    value = entry.fields.get("url", "")
    if value and not entry.url:
        wanted = "expected one that begins with https://, http:// or mailto:, without spaces"
        yield _problem(entry, "url", "B313", f"url {quoted(value)} is not an address; {wanted}")


_ONE_HYPHEN = re.compile(r"([0-9]{1,9})[ ]?[-–—][ ]?([0-9]{1,9})")


@rule("entry", S507="A range of pages is written with two hyphens.")
def check_page_ranges(entry: Entry) -> Problems:
    """Source: BibTeXing (Patashnik, 1988), section 3.2: `7,41,73--97`. A number such as `3-2` may be that of an article."""
    value = entry.fields.get("pages", "")
    if (pages := _ONE_HYPHEN.fullmatch(value)) and int(pages[1]) < int(pages[2]):
        right = f"{pages[1]}--{pages[2]}"
        message = f"pages {quoted(value)} is a range; write '{right}'"
        yield _problem(entry, "pages", "S507", message, _new_value(entry, "pages", right))


# Works that are entered twice

_PAPERS = frozenset("article conference electronic inproceedings misc online report techreport unpublished www".split())
"""Types that one work may be entered under, as preprint and as publication.

A book, a thesis, a program and a data set may have the same title as a paper and yet be another work.
"""
_MAX_ALIKE = 50
"""As many entries of one title are compared with a new one, so that a file of one title does not take for ever."""


@rule("entries", B318="One work has one BibTeX entry.")
def check_duplicates(entries: Entries) -> Problems:
    works = Works()
    for entry in _works(entries):
        match = works.find(entry, max_years_apart=1)
        works.add(entry)
        if match is not None:
            yield _duplicate(match, entry)


class Match(NamedTuple):
    """An entry that is the same work as another."""

    entry: Entry
    field: str
    """By which it was found: `doi`, `eprint` or `title`."""
    reason: str
    """`the same DOI`."""


class Works:
    """Entries, to be asked whether one of them is the same work as another entry."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._by_id: dict[tuple[str, str], Entry] = {}
        self._by_title: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        for id in ids_of(entry).items():
            self._by_id.setdefault(id, entry)
        self._by_title[_title_key(entry)].append(entry)

    def find(self, entry: Entry, max_years_apart: int | None = None) -> Match | None:
        """Return the first entry with the same DOI or arXiv id, else with the same title and one of the people.

        Two DOIs, or two preprints, are two works: a talk and its long version. A preprint may be years older than its
        publication, so years count only if they are limited.
        """
        for field, id in ids_of(entry).items():
            if (other := self._by_id.get((field, id))) is not None:
                return Match(other, field, "the same DOI" if field == "doi" else "the same arXiv id")
        for other in self._by_title[key][:_MAX_ALIKE] if (key := _title_key(entry)) else ():
            is_near = max_years_apart is None or abs((entry.year or 0) - (other.year or 0)) <= max_years_apart
            if is_near and _may_be_same(entry, other):
                return Match(other, "title", "the same title and people")
        return None


def _may_be_same(one: Entry, other: Entry) -> bool:
    is_same_kind = one.type == other.type or {one.type, other.type} <= _PAPERS
    ours, theirs = ({sort_key(person.family) for person in entry.authors or entry.editors} for entry in (one, other))
    return is_same_kind and not ids_of(one).keys() & ids_of(other).keys() and (not ours or not theirs or bool(ours & theirs))


def _title_key(entry: Entry) -> str:
    """Return a title's letters and digits, or nothing for one word: "Editorial" is the title of many works."""
    words = re.findall(r"[^\W_]+", fold(entry.title).casefold())
    return "".join(words) if len(words) > 1 else ""


def ids_of(entry: Entry) -> Mapping[str, str]:
    """Return DOI and arXiv id by their fields, in lower case. The DOI that arXiv itself gives to a preprint is its arXiv id."""
    doi, arxiv = entry.doi.lower(), entry.arxiv.lower()
    own = arxiv_id(doi)
    ids = {"eprint": arxiv or own} if own else {"doi": doi, "eprint": arxiv}
    return {field: id for field, id in ids.items() if id}


def _duplicate(match: Match, entry: Entry) -> Problem:
    """Return the problem, at the entry that says less: that is the one to give up."""
    keep, drop = (entry, match.entry) if _worth(entry) > _worth(match.entry) else (match.entry, entry)
    place = next((drop.field_places[name] for name in (match.field, "url", "doi") if name in drop.field_places), drop.place)
    message = (
        f"entry '{drop.key}' in line {drop.place.line} has {match.reason} as '{keep.key}' in line {keep.place.line}; "
        f"keep '{keep.key}', or tell two works apart"
    )
    return Problem(place, "B318", message)


def _worth(entry: Entry) -> tuple[bool, int]:
    """Rank the published version before the preprint, then the one with more fields."""
    return bool(entry.venue or "doi" in ids_of(entry)), len(entry.fields)
