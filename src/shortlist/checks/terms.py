"""The rules for the terms of the glossary."""

from collections.abc import Iterator

from shortlist.checks.registry import rule
from shortlist.model import Library
from shortlist.problems import Problem


@rule("X433", "A term of the glossary is not the name of a tag, which has its meaning already.")
def check_terms(library: Library) -> Iterator[Problem]:
    tags = {tag.slug: tag for tag in library.tags.values()}
    for term in library.terms.values():
        if term.slug in tags:
            message = f"term '{term.name}' is a tag, which 'data/tags.yml' explains; take it out here"
            yield Problem(term.place, "X433", message)


@rule("H613", "A term of the glossary is used.")
def check_uses(library: Library) -> Iterator[Problem]:
    if not library.terms:
        return
    used = {term for page in library.dated_pages for term in library.conversions[page.path].terms}
    for term in library.terms.values():
        if term.name not in used:
            message = f"no page uses the term '{term.name}'; write it as the pages do, or take it out"
            yield Problem(term.place, "H613", message)
