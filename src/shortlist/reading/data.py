"""The files of `data/` → tags, redirects, people, terms and venues."""

import re
from collections.abc import Iterator, Mapping, Sequence

from shortlist.model import (
    People,
    PeopleFile,
    Person,
    Redirect,
    Tag,
    Term,
    VenuesFile,
    series_of,
    words_of_venue,
)
from shortlist.problems import Place, Problem
from shortlist.reading.header import Model, shown, with_model
from shortlist.reading.names import read_name
from shortlist.reading.source import Source
from shortlist.reading.yaml import YamlData, read_yaml
from shortlist.text import quoted, shorten, typographic


def slug(name: str) -> str:
    """Return a tag's name for its address: lower case, a hyphen for every run of other characters than letters and digits."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


def _read(source: Source) -> tuple[YamlData, list[Problem]]:
    """Return the data of a file with places; none if it is empty or cannot be read; and what is wrong with it."""
    document, problems = read_yaml(source, 0, len(source.text))
    return YamlData({}) if document is None or document.data is None else document, problems


def _read_mapping(source: Source, code: str, wanted: str) -> tuple[YamlData, list[Problem]]:
    """Do as `_read` does; what is no mapping is a problem."""
    document, problems = _read(source)
    if not isinstance(document.data, dict):
        return YamlData({}), [*problems, source.problem(0, code, wanted)]
    return document, problems


def read_tags(source: Source) -> tuple[dict[str, Tag], list[Problem]]:
    """Read groups of tags, each with its meaning in one line. Names are unique by their slugs, so also ignoring case."""
    wanted = "expected groups of tags, as in 'Topics:' above '  NLP: Text understanding and generation.'"
    document, problems = _read_mapping(source, "F116", wanted)
    tags: dict[str, Tag] = {}  # By slug.
    for group, members in document.data.items():
        if not isinstance(members, dict) or not members:
            message = f"group '{group}' holds no tags; expected indented lines 'Tag: meaning'"
            problems.append(Problem(document.places[group], "F116", message))
            continue
        for name, meaning in members.items():
            place = document.key_places[f"{group}.{name}" if group else name]
            tag = Tag(name, slug(name), group, _text(meaning), place)
            if fault := _fault(tag, tags):
                problems.append(Problem(place, "F116", f"tag '{name}' {fault}"))
            else:
                tags[tag.slug] = tag
    return {tag.name: tag for tag in tags.values()}, problems


MAX_TERM_LENGTH, MAX_MEANING_LENGTH = 40, 240
"""Characters. A meaning has to fit beside the text where the term is used."""


def read_terms(source: Source) -> tuple[dict[str, Term], list[Problem]]:
    """Read terms of the glossary, each with its meaning in one plain sentence. Names are unique by their slugs, like tags."""
    document, problems = _read_mapping(source, "F148", "expected lines 'term: meaning', as in 'BLEU: A score for translations.'")
    terms: dict[str, Term] = {}
    for name, meaning in document.data.items():
        term = Term(name, slug(name), typographic(_text(meaning)), document.key_places[name])
        fault = _fault(term, terms)
        if len(name) > MAX_TERM_LENGTH or len(term.meaning) > MAX_MEANING_LENGTH:
            fault = f"is too long; at most {MAX_TERM_LENGTH} characters fit, and {MAX_MEANING_LENGTH} for its meaning"
        elif not set("<>*_`[]$\n").isdisjoint(name + term.meaning):
            fault = "holds markup; write plain words, since the meaning is shown where no markup can be"
        if fault:
            problems.append(Problem(term.place, "F148", f"term '{shorten(name, MAX_TERM_LENGTH)}' {fault}"))
        else:
            terms[term.slug] = term
    return {term.name: term for term in terms.values()}, problems


def _text(meaning: object) -> str:
    return meaning.strip() if isinstance(meaning, str) else ""


def _fault(item: Tag | Term, before: Mapping[str, Tag | Term]) -> str:
    """Return what is wrong with a tag or term that comes after others, which are given by their slugs."""
    if not item.meaning:
        return "has no meaning; expected one line of text after the colon"
    if "[@" in item.name + item.meaning:
        return "cites, which only the text of a page can; take the citation out"
    if not item.slug:
        return "has no letter or digit for its address; rename it"
    first = before.get(item.slug)
    return f"has the same address as '{first.name}' in line {first.place.line}; rename one" if first else ""


HOME = "./"
"""The address of the home page, which would be empty."""

_PART = r"[A-Za-z0-9_~-]+"
OLD = re.compile(rf"(?:{_PART}/)*{_PART}(?:/|\.html)")
NEW = re.compile(r"\./|(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*[A-Za-z0-9_~-][A-Za-z0-9._~-]*/?")
"""Old and new addresses, but for what `read_redirects` adds to them."""


def read_redirects(source: Source) -> tuple[dict[str, Redirect], list[Problem]]:
    """Read redirects by their old addresses, which are pages, `…/` or `….html`, and differ in more than case.

    Both addresses are relative to the site's root, without scheme, query and anchor. Whether anything is at either is for the
    checks to say.
    """
    wanted = "expected lines 'old address: new address', as in '2021-04/first-old/: 2021-04/first/'"
    document, problems = _read_mapping(source, "F141", wanted)
    redirects: dict[str, Redirect] = {}
    for old, new in document.data.items():
        place, new_place = document.key_places[old], document.places[old]
        if OLD.fullmatch(old) is None or old.endswith("index.html"):
            wanted = "expected a page's, as in '2021-04/first-old/' or 'posts/first.html'"
            problems.append(Problem(place, "F141", f"old address '{old}' is not one that a page can have here; {wanted}"))
        elif not isinstance(new, str) or NEW.fullmatch(new) is None:
            wanted = f"expected one below the site's root, as in '2021-04/first/', or '{HOME}' for the home page"
            problems.append(Problem(new_place, "F141", f"new address is {shown(new)}; {wanted}"))
        elif first := redirects.get(old.casefold()):
            message = f"old address '{old}' differs from '{first.old}' in case alone, first in line {first.place.line}; keep one"
            problems.append(Problem(place, "F141", message))
        else:
            redirects[old.casefold()] = Redirect(old, new, place, new_place)
    return {redirect.old: redirect for redirect in redirects.values()}, problems


def _read_fields(source: Source, model: type[Model]) -> tuple[Model, YamlData, list[Problem]]:
    """Return the fields of a file, which may be empty, with their places, and what is wrong with them."""
    document, problems = _read(source)
    header, more = with_model(source, document, model, 0)
    return header.fields, document, [*problems, *more]


def read_people(source: Source) -> tuple[People, list[Problem]]:
    """Read who is who. Names of authors are written as in BibTeX, each stands once, and order and form do not matter."""
    file, document, problems = _read_fields(source, PeopleFile)
    variants: dict[Person, list[Person]] = {}
    first: dict[str, tuple[Person, Place]] = {}
    for author, name, place in _declared(file.authors, document):
        known_author, known_place = first.setdefault(name.nfc, (author, place))
        if known_place is not place:
            message = f"'{name.name}' is declared already, as '{known_author.name}' in line {known_place.line}; keep one"
            problems.append(Problem(place, "F142", message))
        else:
            variants.setdefault(author, []).extend([name] if name is not author else [])
    return People(variants, file.writers), problems


def _declared(authors: Mapping[str, Sequence[str]], document: YamlData) -> Iterator[tuple[Person, Person, Place]]:
    """Yield each author with each of their names, the one that lists show first, and the name's place."""
    for text, others in authors.items():
        author, path = read_name(text), f"authors.{text}"
        yield author, author, document.key_places[path]
        for index, other in enumerate(others):
            yield author, read_name(other), document.places[f"{path}.{index}"]


_WORDS_OF_ANY_VENUE = frozenset(
    "a acm advances an and annual at conference conferences european for ieee in international joint journal letters main "
    "meeting notes of on papers proceedings report symposium technical the track transactions volume with workshop "
    "workshops".split()
)


def read_venues(source: Source) -> tuple[dict[str, str], list[Problem]]:
    """Read series of venues, by the words of their phrases. One tells its series from others, as the example beside it shows."""
    file, document, problems = _read_fields(source, VenuesFile)
    declared = [(short, *phrase) for short, phrases in file.series.items() for phrase in phrases.items()]
    series = {words_of_venue(phrase): short for short, phrase, _ in reversed(declared)}
    by_phrase = {words: series[words] for words in sorted(series, key=len, reverse=True) if words}
    for short, phrase, example in declared:
        if fault := _fault_of_phrase(short, phrase, example, by_phrase):
            place = document.key_places[f"series.{short}.{phrase}"]
            problems.append(Problem(place, "F151", f"phrase {quoted(phrase)} {fault}"))
    return by_phrase, problems


def _fault_of_phrase(short: str, phrase: str, example: str, by_phrase: Mapping[str, str]) -> str | None:
    """Return what is wrong with a phrase of a series."""
    words = words_of_venue(phrase)
    if not set(words.split()) - _WORDS_OF_ANY_VENUE:
        return "is in the names of many venues; add words that this one alone has"
    if f" {words} " not in f" {words_of_venue(example)} ":
        return f"does not stand in its example {quoted(example)}; correct one of them"
    if (other := series_of(example, by_phrase)) != short:
        return f"has an example that belongs to '{other}', {quoted(example)}; lengthen it, or take it out of one of them"
    return None
