"""The rules for what stands in `data/`: people, redirects, terms and venues."""

import re
from collections import defaultdict
from collections.abc import Mapping

from shortlist.checks.registry import rule
from shortlist.conversion import address_of
from shortlist.library import PEOPLE, VENUES, VOCABULARY
from shortlist.model import Library, Person
from shortlist.problems import Problem, Problems, did_you_mean
from shortlist.reading.data import HOME
from shortlist.text import quoted, sort_key

# People: who wrote a summary, and authors of papers who sign in several ways


@rule(X431="A summary's `by` names writers of `data/people.yml`.")
def check_writers(library: Library) -> Problems:
    writers = library.people.writers
    for summary in library.summaries.values() if not library.is_unread(PEOPLE) else ():
        for index, id in enumerate(summary.by):
            if id not in writers:
                place = summary.places.get(f"by.{index}") or summary.places["by"]
                hint = did_you_mean(id, writers) or f"; add it below 'writers' in {PEOPLE}, with a name"
                yield Problem(place, "X431", f"unknown writer '{id}'{hint}")


@rule("hint", H612="An author who signs in several ways is declared in `data/people.yml`.")
def check_variants(library: Library) -> Problems:
    """Suggest that names of the same family and first given name, accents and hyphens aside, are one author's."""
    entries = [library.entries[summary.paper] for summary in library.summaries.values() if summary.paper in library.entries]
    first = {person.nfc: (person, entry) for entry in reversed(entries) for person in entry.authors}
    alike: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person, _ in first.values():
        alike[_plain(person.family), _plain(person.given.partition(" ")[0])].append(person)
    for (_, given), people in alike.items():
        *others, fullest = sorted(people, key=lambda person: (len(_plain(person.given)), person.nfc))
        for other in others if len(given) > 1 else ():
            if other.nfc not in library.people.author_of:
                entry = first[other.nfc][1]
                message = (
                    f"author '{other.name}' may be '{fullest.name}'; add '{fullest.name}: [{other.name}]' below 'authors' "
                    f"in {PEOPLE}, or '{other.name}: []' if not"
                )
                yield Problem(entry.field_places.get("author", entry.place), "H612", message)


def _plain(name: str) -> str:
    """Return a name without accents, case, spaces and hyphens."""
    return re.sub(r"\W", "", sort_key(name))


# Redirects: each leads in one step to what exists, from where nothing is


@rule(
    X421="A redirect leads to a published page or a file, in one step.",
    X423="No page or file has the old address of a redirect.",
)
def check_redirects(library: Library) -> Problems:
    if not library.redirects:
        return
    paths = _addresses(library)
    folded = {address.casefold(): address for address in paths}
    for redirect in library.redirects.values():
        # A disk that ignores case has one file for two addresses, and a file has nothing below it.
        old = redirect.old.casefold()
        in_the_way = [old, f"{old}index.html", *(old[:end] for end, char in enumerate(old) if char == "/")]
        if taken := next(filter(None, map(folded.get, in_the_way)), ""):
            message = f"old address '{redirect.old}' is that of a page or file, '{taken}'; take the redirect out"
            yield Problem(redirect.place, "X423", message)
        if redirect.new in paths:
            if paths[redirect.new] in library.hidden:
                message = f"'{redirect.new}' is a draft; publish that first, or take the redirect out"
                yield Problem(redirect.new_place, "X421", message)
        elif not library.is_unread(VOCABULARY) or not redirect.new.startswith("tags/"):
            hint = did_you_mean(redirect.new, paths) or "; expected the address that a page has now"
            yield Problem(redirect.new_place, "X421", f"'{redirect.new}' leads nowhere{hint}")


def _addresses(library: Library) -> Mapping[str, str]:
    """Return the address of every page and file of an author with the file's path, and those of tags with nothing."""
    others = {"404.html": ""} | {f"tags/{tag.slug}/": "" for tag in library.tags.values()}
    return others | {address_of(path.removeprefix(f"{library.docs}/")) or HOME: path for path in library.files}


# Terms of the glossary


@rule(X433="A term of the glossary is not the name of a tag, which has its meaning already.")
def check_terms(library: Library) -> Problems:
    tags = {tag.slug: tag for tag in library.tags.values()}
    for term in library.terms.values():
        if term.slug in tags:
            message = f"term '{term.name}' is a tag, which 'data/tags.yml' explains; take it out here"
            yield Problem(term.place, "X433", message)


@rule("hint", H613="A term of the glossary is used.")
def check_uses(library: Library) -> Problems:
    used = {term for page in library.dated_pages for term in library.conversions[page.path].terms}
    for term in library.terms.values():
        if term.name not in used:
            message = f"no page uses the term '{term.name}'; write it as the pages do, or take it out"
            yield Problem(term.place, "H613", message)


# Venues


@rule("hint", H614="The venue of a pick belongs to a series of `data/venues.yml`.")
def check_missing_series(library: Library) -> Problems:
    if not library.series_by_phrase:
        return
    for key in library.summary_of:
        entry = library.entries.get(key)
        field = next((name for name in ("journal", "journaltitle", "booktitle") if entry and name in entry.fields), "")
        if entry and field and not library.series_of_venue.get(entry.venue):
            message = f"no series has the venue {quoted(entry.venue)}; add it to {VENUES}, with a short name for lists"
            yield Problem(entry.field_places.get(field, entry.place), "H614", message)
