"""The rules that each entry of the BibTeX file must keep by itself, and the search for works that are entered twice."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz.distance import OSA

from shortlist.identifiers import arxiv_month, bare_arxiv, first_doi, is_doi
from shortlist.model import Entry
from shortlist.problems import Fix, Problem
from shortlist.reading.bibtex_rules import ENTRY_TYPES


def check_entries(entries: Mapping[str, Entry]) -> tuple[Problem, ...]:
    """Every rule over every entry that could be read."""
    return tuple(_problems(entries))


def _problems(entries: Mapping[str, Entry]) -> Iterator[Problem]:
    for entry in entries.values():
        if entry.type:  # Else it is broken, and reported as such.
            yield from _check_fields(entry)
            yield from _check_year(entry)
            yield from _check_doi(entry)
            yield from _check_arxiv(entry)
            yield from _check_url(entry)
            yield from _check_pages(entry)
    yield from _check_duplicates(entries)


def _problem(entry: Entry, field: str, code: str, message: str, fix: Fix | None = None) -> Problem:
    return Problem(entry.field_places.get(field, entry.place), code, f"entry '{entry.key}': {message}", fix)


def _new_value(entry: Entry, field: str, value: str, behind: str = "") -> Fix | None:
    """The field with another value, and `behind` it whatever else. Nothing for a value that is made of several."""
    written = entry.written.get(field, "")
    if written[:1] + written[-1:] not in ("{}", '""') or written[1:-1] != entry.fields[field]:
        return None
    place = entry.field_places[field]
    return Fix(place, written, written[0] + value + written[-1] + behind)


def _quote(value: str) -> str:
    return f"'{value[:60]}{'…' if len(value) > 60 else ''}'"


def _check_fields(entry: Entry) -> Iterator[Problem]:
    """What every reference needs, and what its type needs."""
    fields = entry.fields
    needed = (("title",), ("author", "editor"), ("year", "date"))
    lacks = [names[0] for names in needed if not any(map(fields.get, names))]
    if lacks:
        mend = "it" if len(lacks) == 1 else "them"
        yield Problem(entry.place, "B308", f"entry '{entry.key}' lacks {' and '.join(lacks)}; add {mend}")
    for names in ENTRY_TYPES.get(entry.type, ()):
        if not any(map(fields.get, names)) and not ("eprint" in names and entry.arxiv):
            wanted = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
            mend = f"add {'it' if len(names) == 1 else 'one'}, or mend the type"
            message = f"entry '{entry.key}' is of type '{entry.type}' and lacks {wanted}; {mend}"
            yield Problem(entry.place, "B310", message)


_YEAR = re.compile(r"\{?([12][0-9]{3})\}?")
_DATE = re.compile(r"([12][0-9]{3})(?:[-/~?%].*)?")
"""As biblatex takes it: ISO 8601-2, Extended Format, levels 0 and 1, as far as it begins with a year."""


def _check_year(entry: Entry) -> Iterator[Problem]:
    """The year is one, and a work is not older than the arXiv had it.

    A publication may be dated a year before its arXiv id: authors post in January what appeared in December.
    """
    field, form, wanted = ("year", _YEAR, "four digits") if entry.fields.get("year") else ("date", _DATE, "YYYY-MM-DD or YYYY")
    value = entry.fields.get(field, "")
    if value and form.fullmatch(value) is None:
        yield _problem(entry, field, "B314", f"{field} {_quote(value)} is no year; expected {wanted}")
    elif entry.year and (posted := arxiv_month(entry.arxiv)) and entry.year < posted.year - bool(entry.venue):
        when = f"the arXiv id '{entry.arxiv}', which is of {posted.year}"
        message = f"{field} {entry.year} lies before {when}; mend the one that is wrong"
        yield _problem(entry, field, "B314", message)


def _check_doi(entry: Entry) -> Iterator[Problem]:
    """Source: DOI Handbook, section 2.2: a prefix `10.` and a registrant's number, a slash, a suffix."""
    value = entry.fields.get("doi", "")
    if not value:
        return
    if is_doi(entry.doi):
        if not value.lstrip("{").startswith("10."):  # Else it differs in LaTeX's escapes alone.
            message = f"{_quote(value)} is more than the DOI; write '{entry.doi}'"
            yield _problem(entry, "doi", "S506", message, _new_value(entry, "doi", entry.doi))
        return
    inside = first_doi(entry.doi)
    wanted = "expected one as in '10.18653/v1/N19-1423'; an address belongs into 'url'"
    hint = f"did you mean '{inside}'?" if inside else wanted
    yield _problem(entry, "doi", "B311", f"{_quote(value)} is no DOI; {hint}")


def _check_arxiv(entry: Entry) -> Iterator[Problem]:
    """An arXiv id is one, and an `eprint` says whose it is."""
    value = entry.fields.get("eprint", "")
    if value and not (entry.fields.get("archiveprefix") or entry.fields.get("eprinttype")):
        looks = arxiv_month(bare_arxiv(value))
        mend = "add archiveprefix = {arXiv}" if looks else "name the archive in 'archiveprefix', or delete it"
        fix = _new_value(entry, "eprint", value, ",\n  archiveprefix = {arXiv}") if looks else None
        yield _problem(entry, "eprint", "B312", f"eprint {_quote(value)} does not say of which archive it is; {mend}", fix)
    elif entry.arxiv and not arxiv_month(entry.arxiv):
        field = "eprint" if value else "url"
        wanted = "expected YYMM.NNNNN, YYMM.NNNN before 2015, or archive/YYMMNNN before April 2007"
        yield _problem(entry, field, "B312", f"{_quote(entry.arxiv)} is no arXiv id; {wanted}")
    elif entry.arxiv and value and not arxiv_month(value):
        message = f"eprint {_quote(value)} is more than the arXiv id; write '{entry.arxiv}'"
        yield _problem(entry, "eprint", "S506", message, _new_value(entry, "eprint", entry.arxiv))


def _check_url(entry: Entry) -> Iterator[Problem]:
    value = entry.fields.get("url", "")
    if value and not entry.url:
        wanted = "expected one that begins with https://, http:// or mailto:, without spaces"
        yield _problem(entry, "url", "B313", f"url {_quote(value)} is no address; {wanted}")


_ONE_HYPHEN = re.compile(r"([0-9]+)[ ]?[-–—][ ]?([0-9]+)")


def _check_pages(entry: Entry) -> Iterator[Problem]:
    """Source: BibTeXing (Patashnik, 1988), section 3.2: `7,41,73--97`. A number such as `3-2` may be that of an article."""
    value = entry.fields.get("pages", "")
    if (found := _ONE_HYPHEN.fullmatch(value)) and int(found[1]) < int(found[2]):
        right = f"{found[1]}--{found[2]}"
        message = f"pages {_quote(value)} is a range; write '{right}'"
        yield _problem(entry, "pages", "S507", message, _new_value(entry, "pages", right))


# Works that are entered twice.

_PAPERS = frozenset("article conference electronic inproceedings misc online report techreport unpublished www".split())
"""Types that one work may be entered under, as preprint and as publication.

A book, a thesis, a program and a data set may have the same title as a paper and yet be another work.
"""
_END = 5
"""So many letters of a title must be right at its beginning or at its end for a near title to be found."""
_MOST_ALIKE = 50
"""So many titles are held against a new one in a block, however many are alike: a file of one title must not take for ever."""


def _check_duplicates(entries: Mapping[str, Entry]) -> Iterator[Problem]:
    """One work has one entry: no two have the same DOI, the same arXiv id, or nearly the same title, people and year."""
    first_with: dict[tuple[str, str], Entry] = {}
    titles = _Titles()
    for entry in entries.values():
        if not entry.type:
            continue
        doi, arxiv = ids_of(entry)
        match = None
        for field, what, id in (("doi", "the same DOI", doi), ("eprint", "the same arXiv id", arxiv)):
            if id and (first := first_with.setdefault((field, id), entry)) is not entry and match is None:
                match = first, field, what
        near = titles.find_and_add(entry, doi, arxiv)
        if match is None and near is not None:
            match = near, "title", "nearly the same title, people and year"
        if match is not None:
            yield _duplicate(match[0], entry, match[1], match[2])


def same_work(new: Entry, entries: Iterable[Entry]) -> tuple[Entry, str] | None:
    """The first entry that is the same work as a new one, and what tells: the rules of B318, whatever the years are.

    A preprint may be years older than its publication; the title and one of the people are enough to ask before adding it.
    """
    doi, arxiv = ids_of(new)
    words, people = _words(new.title), {_folded(person.family) for person in new.authors or new.editors}
    near = None
    for entry in entries:
        other_doi, other_arxiv = ids_of(entry)
        if doi and doi == other_doi:
            return entry, "the same DOI"
        if arxiv and arxiv == other_arxiv:
            return entry, "the same arXiv id"
        if near is not None or len(words) < 2 or (doi and other_doi) or (arxiv and other_arxiv) or not entry.type:
            continue
        if (entry.type == new.type or {entry.type, new.type} <= _PAPERS) and _is_near(words, _words(entry.title)):
            theirs = {_folded(person.family) for person in entry.authors or entry.editors}
            if not (people and theirs) or people & theirs:
                near = entry
    return (near, "nearly the same title") if near else None


def _duplicate(first: Entry, second: Entry, field: str, what: str) -> Problem:
    """At the entry that says less: that is the one to give up."""
    keep, drop = (second, first) if _worth(second) > _worth(first) else (first, second)
    reason = "says more" if _worth(keep) > _worth(drop) else "comes first"
    doubt = "or tell them apart in the title" if field == "title" else "or mend the one that is wrong"
    message = f"in line {drop.place.line} has {what} as '{keep.key}' in line {keep.place.line}"
    place = next((drop.field_places[name] for name in (field, "url", "doi") if name in drop.field_places), drop.place)
    return Problem(place, "B318", f"entry '{drop.key}' {message}; keep '{keep.key}', which {reason}, {doubt}")


def _worth(entry: Entry) -> tuple[bool, int]:
    """The published version before the preprint, then the one with more fields."""
    return bool(entry.venue or ids_of(entry)[0]), len(entry.fields)


def ids_of(entry: Entry) -> tuple[str, str]:
    """Return DOI and arXiv id in lower case. The DOI that arXiv itself gives to a preprint says its arXiv id."""
    doi, arxiv = entry.doi.lower(), entry.arxiv.lower()
    own = bare_arxiv(doi)
    return ("", arxiv or own) if arxiv_month(own) else (doi, arxiv)


class _Titles:
    """The titles seen so far, found again by people, year, and the letters at either end.

    So the work grows with the number of entries, not with its square: few titles share all that and are not the same.
    """

    def __init__(self) -> None:
        self.blocks: dict[tuple[int, str, str], list[tuple[Entry, list[str], str, str]]] = defaultdict(list)

    def find_and_add(self, entry: Entry, doi: str, arxiv: str) -> Entry | None:
        """The first entry that is the same work, going by its title. Remembers the entry either way."""
        words = _words(entry.title)
        if entry.year is None or len(words) < 2:  # "Editorial" is the title of many works.
            return None
        letters = "".join(words)
        ends = (f"{letters[:_END]}…", f"…{letters[-_END:]}")
        found = None
        for family in {_folded(person.family) for person in entry.authors or entry.editors}:
            for end in ends:
                if found is None:
                    found = self._find(entry, family, end, words, doi, arxiv)
                block = self.blocks[entry.year, family, end]
                if len(block) < _MOST_ALIKE:
                    block.append((entry, words, doi, arxiv))
        return found

    def _find(self, entry: Entry, family: str, end: str, words: list[str], doi: str, arxiv: str) -> Entry | None:
        assert entry.year is not None
        for year in (entry.year - 1, entry.year, entry.year + 1):
            for other, other_words, other_doi, other_arxiv in self.blocks.get((year, family, end), ()):
                if (doi and other_doi and doi != other_doi) or (arxiv and other_arxiv and arxiv != other_arxiv):
                    continue  # Two DOIs, or two preprints, are two works: a talk and its long version, two parts.
                if (other.type == entry.type or {other.type, entry.type} <= _PAPERS) and _is_near(words, other_words):
                    return other
        return None


_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})
_TELLS_PARTS_APART = re.compile(r".*[0-9].*|[ivxlcdm]+|.")
"""A number, also in Roman numerals, or a single letter: `Part II`, `v2`, `Part B`."""


def _words(title: str) -> list[str]:
    return [word for word in _WORD.findall(_folded(title)) if word not in _ARTICLES]


def _folded(text: str) -> str:
    """Without case and accents."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return text.casefold()


def _is_near(ours: list[str], theirs: list[str]) -> bool:
    """Whether titles differ in nothing but spaces, hyphens and slips.

    A similarity of the whole would not do: "supervised" and "unsupervised", "Part I" and "Part II" make long titles that are
    nearly equal, and two works.
    """
    if ours == theirs:
        return True
    common = set(ours) & set(theirs)
    left, right = [word for word in ours if word not in common], [word for word in theirs if word not in common]
    if not left or not right or [word for word in ours if word in common] != [word for word in theirs if word in common]:
        return False
    if "".join(left) == "".join(right):
        return True
    if any(_TELLS_PARTS_APART.fullmatch(word) for word in (*left, *right)):
        return False
    pairs = zip(left, right, strict=True) if len(left) == len(right) else [("".join(left), "".join(right))]
    return all(_is_slip(one, other) for one, other in pairs)


def _is_slip(one: str, other: str) -> bool:
    """One letter more, less, other or swapped, in a word that begins alike: not "symmetric" and "asymmetric"."""
    return min(len(one), len(other)) > 3 and one[:2] == other[:2] and OSA.distance(one, other, score_cutoff=1) <= 1
