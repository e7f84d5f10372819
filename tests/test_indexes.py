"""Summaries by author, and tags by the company they keep."""

from __future__ import annotations

from itertools import combinations

import pytest

from shortlist.indexes import by_author, tags_together
from shortlist.model import Body, Entry, Library, Person, Summary, Tag
from shortlist.problems import Place
from shortlist.text import sortable

PLACE = Place("")
ADA = Person("Example", "Ada")


def library(papers: dict[str, tuple[Person, ...]] | None = None, tags: dict[str, tuple[str, ...]] | None = None) -> Library:
    """Summary's id → the authors of its paper, or its tags. The vocabulary is `A`, `B`, … `E`."""
    ids = papers or tags or {}
    return Library(
        summaries={id: Summary(id, f"docs/{id}.md", id, "", (tags or {}).get(id, ()), Body("")) for id in ids},
        entries={id: Entry(id, "misc", {}, PLACE, authors=(papers or {}).get(id, ())) for id in ids},
        tags={name: Tag(name, name.lower(), "Topics", "", PLACE) for name in "ABCDE"},
    )


def authors(*people: Person) -> list[str]:
    return [person.name for person in by_author(library({f"2021-04/{index}": (one,) for index, one in enumerate(people)}))]


def test_an_author_has_each_of_their_papers_once_newest_first() -> None:
    bob = Person("Builder", "Bob")
    found = by_author(library({"2021-05/new": (ADA, bob, ADA), "2021-04/old": (ADA,)}))
    assert found == {bob: ("2021-05/new",), ADA: ("2021-05/new", "2021-04/old")}


def test_authors_stand_by_family_name_without_diacritics_and_case() -> None:
    names = [
        Person("Zu", "Al"),
        Person("Łuk", "Zoë"),
        Person("lund", "B"),
        Person("Luk", "Ada"),
        Person("OpenAI"),
        Person("’t Hooft", "G"),
    ]
    assert authors(*names) == ["Ada Luk", "Zoë Łuk", "B lund", "OpenAI", "G ’t Hooft", "Al Zu"]


def test_people_of_one_name_are_one_however_it_is_written() -> None:
    parted = Person("de Vries", "Jan"), Person("Vries", "Jan de")
    assert authors(*parted) == ["Jan de Vries"]
    assert len(authors(Person("Noe\u0308l", "A"), Person("No\u00ebl", "A"))) == 1
    assert len(authors(Person("Logan", "Bob"), Person("Logan", "Bob", "Jr."))) == 2


def test_a_paper_that_is_no_entry_has_no_authors() -> None:
    assert by_author(Library(summaries=library({"2021-04/a": (ADA,)}).summaries)) == {}


TAGGED = {"2021-04/a": ("A", "B", "C"), "2021-04/b": ("C", "A", "A"), "2021-04/c": ("B", "D"), "2021-04/d": ("A", "unknown")}


@pytest.mark.parametrize("tag", "ABCDE")
def test_tags_are_counted_together(tag: str) -> None:
    """Judged by looking at every pair of tags in every summary."""
    found = dict(tags_together(library(tags=TAGGED))[tag])
    counted = {
        other: sum({tag, other} in map(set, combinations(tags, 2)) for tags in TAGGED.values())
        for other in "ABCDE"
        if other != tag
    }
    assert found == {other: count for other, count in counted.items() if count}


def test_the_most_frequent_company_comes_first_then_the_vocabulary_decides() -> None:
    found = tags_together(library(tags=TAGGED))
    assert found["A"] == (("C", 2), ("B", 1))
    assert found["B"] == (("A", 1), ("C", 1), ("D", 1))
    assert found["E"] == ()


@pytest.mark.parametrize(("text", "expected"), [("“Why?” Él", "why?” el"), ("Ørsted", "orsted"), ("---", "---"), ("", "")])
def test_sortable(text: str, expected: str) -> None:
    assert sortable(text) == expected
