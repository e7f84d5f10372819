"""Summaries by author, and which summaries belong beside one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from shortlist.indexes import MAX_CITING_SUMMARIES, Relation, by_author, related
from shortlist.model import Body, Citation, Entry, FollowUp, Library, People, Person, Summary, SummaryHeader
from shortlist.problems import Place
from shortlist.text import sort_key

PLACE = Place("")
ADA = Person("Example", "Ada")


def follow_up(link: str) -> FollowUp:
    return FollowUp(date=date(2021, 6, 1), text="A.", link=link)


def header(paper: str, since: Sequence[FollowUp] = ()) -> SummaryHeader:
    return SummaryHeader(paper=paper, gist="A.", tags=[], since=list(since))


def library(papers: dict[str, tuple[Person, ...]]) -> Library:
    """Summary's id → the authors of its paper."""
    return Library(
        summaries={id: Summary(id, f"docs/{id}.md", header(id), lambda: Body("")) for id in papers},
        entries={id: Entry(id, "misc", {}, PLACE, authors=people) for id, people in papers.items()},
    )


def authors(*people: Person) -> list[str]:
    return [person.name for person in by_author(library({f"2021-04/{index}": (one,) for index, one in enumerate(people)}))]


def test_an_author_has_each_of_their_papers_once_newest_first() -> None:
    bob = Person("Builder", "Bob")
    found = by_author(library({"2021-05/new": (ADA, bob, ADA), "2021-04/old": (ADA,)}))
    assert found == {bob: ("2021-05/new",), ADA: ("2021-05/new", "2021-04/old")}


def test_names_that_are_declared_are_one_author() -> None:
    lucic, declared = Person("Lucic", "Mario"), Person("Lučić", "Mario")
    two = replace(library({"2021-05/new": (lucic,), "2021-04/old": (declared, ADA)}), people=People({declared: [lucic]}))
    assert by_author(two) == {ADA: ("2021-04/old",), declared: ("2021-05/new", "2021-04/old")}


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


@pytest.mark.parametrize(("text", "expected"), [("“Why?” Él", "why?” el"), ("Ørsted", "orsted"), ("---", "---"), ("", "")])
def test_sortable(text: str, expected: str) -> None:
    assert sort_key(text) == expected


def citing(cited: Mapping[str, str], followed: Mapping[str, str] | None = None) -> Library:
    """Summary's id → the keys it cites, parted by spaces; and → the paths of pages to which its follow-ups lead. A summary's
    paper has the key of its slug, in capitals.
    """
    summaries = {
        id: Summary(
            id=id,
            path=f"docs/{id}.md",
            header=header(
                id.partition("/")[2].upper(),
                since=[follow_up(f"../../{path}") for path in (followed or {}).get(id, "").split()],
            ),
            scan=partial(Body, text="", citations=tuple(Citation(key, PLACE) for key in keys.split())),
        )
        for id, keys in cited.items()
    }
    return Library(summaries=summaries)


def others(library: Library, id: str) -> list[str]:
    return [relation.summary for relation in related(library).get(id, ())]


def test_a_citation_relates_both_ways() -> None:
    found = related(citing({"2021-04/a": "A B", "2021-04/b": "B", "2021-04/c": "C"}))
    assert found == {
        "2021-04/a": (Relation("2021-04/b", cites=True),),
        "2021-04/b": (Relation("2021-04/a", is_cited=True),),
    }


def test_shared_works_relate_and_are_named_rarest_first() -> None:
    cited = {"2021-04/a": "x y A", "2021-04/b": "y x B", "2021-04/c": "y C"}
    assert related(citing(cited))["2021-04/a"] == (
        Relation("2021-04/b", shared=("x", "y")),
        Relation("2021-04/c", shared=("y",)),
    )


def test_rare_works_count_more_than_common_ones() -> None:
    cited = {"2021-04/a": "x y", "2021-04/b": "x", "2021-04/c": "y", "2021-03/d": "x"}
    assert others(citing(cited), "2021-04/a") == ["2021-04/c", "2021-04/b", "2021-03/d"]


def test_a_citation_outweighs_any_number_of_shared_works() -> None:
    many = " ".join(f"x{number}" for number in range(200))
    cited = {"2021-04/a": f"{many} C", "2021-04/b": many, "2020-01/c": ""}
    assert others(citing(cited), "2021-04/a") == ["2020-01/c", "2021-04/b"]


def test_citing_each_other_outweighs_one_citation() -> None:
    cited = {"2021-04/a": "B C", "2021-04/b": "", "2020-01/c": "A"}
    assert others(citing(cited), "2021-04/a") == ["2020-01/c", "2021-04/b"]


def test_the_two_papers_themselves_are_not_shared_works() -> None:
    """Both cite B, which is b's own paper; a cites it, and no more is to be said."""
    found = related(citing({"2021-04/a": "A B", "2021-04/b": "B"}))
    assert found["2021-04/a"] == (Relation("2021-04/b", cites=True),)


def test_a_third_summary_s_paper_is_a_shared_work() -> None:
    found = related(citing({"2021-04/a": "C", "2021-04/b": "C", "2021-03/c": "C"}))
    assert found["2021-04/a"] == (Relation("2021-03/c", cites=True), Relation("2021-04/b", shared=("C",)))


def test_its_own_paper_relates_a_summary_to_nothing() -> None:
    assert related(citing({"2021-04/a": "A A", "2021-04/b": "B"})) == {}


def test_of_equals_the_newest_issue_comes_first_then_the_earlier_pick() -> None:
    """As in the library, whose summaries are in the order of readers."""
    cited = {"2021-06/d": "x", "2021-05/z": "x", "2021-05/b": "x", "2021-04/c": "x", "2021-01/a": "x"}
    assert others(citing(cited), "2021-01/a") == ["2021-06/d", "2021-05/z", "2021-05/b"]


def test_a_follow_up_relates_both_ways() -> None:
    found = related(citing({"2021-04/a": "", "2021-05/b": "", "2021-05/c": ""}, {"2021-04/a": "docs/2021-05/b.md"}))
    assert found == {
        "2021-04/a": (Relation("2021-05/b", has_follow_up=True),),
        "2021-05/b": (Relation("2021-04/a", is_follow_up=True),),
    }


def test_a_follow_up_counts_like_a_citation() -> None:
    cited = {"2021-06/c": "", "2021-06/d": "x", "2021-05/b": "", "2021-04/a": "x C"}
    assert others(citing(cited, {"2021-04/a": "docs/2021-05/b.md"}), "2021-04/a") == ["2021-06/c", "2021-05/b", "2021-06/d"]
    assert others(citing(cited | {"2021-05/b": "A"}, {"2021-04/a": "docs/2021-05/b.md"}), "2021-04/a")[0] == "2021-05/b"


def test_what_is_no_later_pick_follows_no_pick() -> None:
    """Corrections may lead anywhere: to an older pick, one of the same issue, the page itself, or no summary."""
    cited = {"2021-03/z": "", "2021-04/a": "", "2021-04/b": ""}
    paths = "docs/2021-03/z.md docs/2021-04/a.md docs/2021-04/b.md docs/about.md"
    assert related(citing(cited, {"2021-04/a": paths})) == {}


def test_many_follow_ups_to_one_summary_count_once() -> None:
    cited = {"2021-04/a": "", "2021-05/b": "", "2021-05/c": "A"}
    followed = {"2021-04/a": "docs/2021-05/b.md docs/2021-05/b.md docs/2021-05/b.md docs/2021-05/c.md"}
    assert others(citing(cited, followed), "2021-04/a") == ["2021-05/c", "2021-05/b"]


def test_a_classic_relates_nobody() -> None:
    cited = {f"2021-04/s{number:03}": "x" for number in range(MAX_CITING_SUMMARIES + 1)}
    assert related(citing(cited)) == {}
    del cited["2021-04/s000"]
    assert len(related(citing(cited))) == MAX_CITING_SUMMARIES


def test_a_paper_that_everybody_cites_is_related_to_three() -> None:
    cited = {f"2021-04/s{number:03}": "HUB" for number in range(300)} | {"2021-01/hub": ""}
    found = related(citing(cited))
    assert [relation.summary for relation in found["2021-01/hub"]] == ["2021-04/s000", "2021-04/s001", "2021-04/s002"]
    assert all(found[id] == (Relation("2021-01/hub", cites=True),) for id in cited if id != "2021-01/hub")
