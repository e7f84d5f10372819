"""The rules for cited keys and formulas in texts, and for what the BibTeX file holds because of them."""

import shlex

from shortlist.checks.conversion import place_inside
from shortlist.checks.registry import rule
from shortlist.identifiers import arxiv_id, bare_doi, is_doi
from shortlist.maths import FormulaError, to_mathml
from shortlist.model import Body, Citation, Entries, Library
from shortlist.problems import Fix, Problem, Problems, did_you_mean, in_other_case
from shortlist.reading.bibtex_rules import named_entries


@rule(C201="A cited key exists in the BibTeX file, written exactly so.")
def check_citations(library: Library) -> Problems:
    if library.is_unread(".bib"):
        return
    for page in library.checked_pages:
        for citation in page.body.citations:
            if citation.key in library.entries:
                continue
            text = _written(page.body, citation)
            same, hint = meant(text, library.entries)
            fix = Fix(citation.place, f"@{text}", f"@{same}") if same else None
            yield Problem(citation.place, "C201", f"unknown citation key '{text if same else citation.key}'{hint}", fix)


def _written(body: Body, citation: Citation) -> str:
    """Return a key with all that is written after it without a space: a DOI may hold characters that no key has."""
    line = body.text.split("\n")[citation.place.line - body.start.line]
    return line[citation.place.column :].split()[0].partition("]")[0].partition(";")[0].rstrip(",.")


_HOW_TO_ADD = "; add its entry with 'shortlist add SOURCE --cite-only', where SOURCE is an arXiv id or a DOI"


def meant(text: str, entries: Entries) -> tuple[str, str]:
    """Return the key that a text can only mean, by its DOI or arXiv id too, or nothing; and the end of a message about it."""
    id = arxiv_id(text) or (doi if is_doi(doi := bare_doi(text)) else "")
    by_id = (entry.key for entry in entries.values() if id and id.casefold() in (entry.doi.casefold(), entry.arxiv.casefold()))
    if same := in_other_case(text, entries) or next(by_id, ""):
        return same, f"; did you mean '{same}'?"
    add = f"; add its entry: shortlist add {shlex.quote(id)} --cite-only" if id else ""
    return "", add or did_you_mean(text, entries) or _HOW_TO_ADD


@rule(S503="A summary cites the paper that it is about.")
def check_own_paper(library: Library) -> Problems:
    for summary in library.checked_summaries:
        if summary.paper in library.entries and summary.paper not in {citation.key for citation in summary.body.citations}:
            message = f"the paper itself is not cited; add [@{summary.paper}] where the text first leans on it"
            yield Problem(summary.body.start, "S503", message)


@rule("hint", H601="A BibTeX entry is cited or summarized somewhere.")
def check_unused_entries(library: Library) -> Problems:
    used = used_keys(library)
    for entry in library.entries.values():
        if entry.type and entry.key not in used and not library.is_unread(".md"):
            yield Problem(entry.place, "H601", f"entry '{entry.key}' is cited nowhere; cite it or delete it")


_ALWAYS_SOMEWHERE = frozenset("article conference dataset electronic inproceedings online software www".split())
"""Types of works that have an address. Books, theses and reports may stand on a shelf alone, and so may what `misc` holds."""


@rule("hint", H602="A work that is picked or cited has a DOI, an arXiv id or an address.")
def check_addresses(library: Library) -> Problems:
    picked = {summary.paper for summary in library.summaries.values()}
    for key in sorted(used_keys(library) & library.entries.keys()):
        entry = library.entries[key]
        if (key in picked or entry.type in _ALWAYS_SOMEWHERE) and not (entry.doi or entry.arxiv or entry.url):
            message = f"entry '{key}' has no DOI, arXiv id or URL, so that readers have to search for it; add one if there is one"
            yield Problem(entry.place, "H602", message)


def used_keys(library: Library) -> set[str]:
    """Return the keys of the entries that a page cites or a summary is about, and of the entries that these name."""
    used = {citation.key for page in library.all_pages for citation in page.body.citations}
    used |= {summary.paper for summary in library.summaries.values()}
    return used | {name for key in used & library.entries.keys() for _, name in named_entries(library.entries[key].fields)}


@rule(F125="A formula can be converted to MathML.")
def check_formulas(library: Library) -> Problems:
    for page in library.checked_pages:
        for formula in page.body.formulas:
            try:
                to_mathml(formula.source, is_display=formula.is_display)
            except FormulaError as error:
                shown = " ".join(formula.source.split())[:60]
                message = f"formula '{shown}' cannot be converted: {error}; fix the LaTeX"
                yield Problem(place_inside(formula.source, formula.place, error.offset), "F125", message)
