"""The rules for `data/`: names that may be one author's are suggested, and those that are declared are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import TinySite


def site_with(root: Path, first: str, second: str, people: str = "") -> TinySite:
    site = TinySite(root)
    site.replace("bib/references.bib", '{Example, Ada and Example, Zo{\\"e}}', f"{{{first}}}")
    site.replace("bib/references.bib", "{Example, Bob}", f"{{{second}}}")
    if people:
        site.write("data/people.yml", people)
    return site


def found(site: TinySite) -> set[str]:
    assert site.problems() == []
    return {hint.split()[1] for hint in site.hints()}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Le, Quoc V.", "Le, Quoc"),
        ("Le, Quoc Viet", "Le, Quoc V."),
        ("Lučić, Mario", "Lucic, Mario"),
        ("Zhu, Jun-Yan", "Zhu, Junyan"),
        ("Castro-Exámple, Ana", "Castro Example, Ana"),
    ],
)
def test_variants_are_suggested(tmp_path: Path, first: str, second: str) -> None:
    for number, authors in enumerate([(first, second), (second, first)]):
        assert found(site_with(tmp_path / str(number), *authors)) == {"H612"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lee, Kenton and Example, Bob", "Lee, Katherine and Example, Bob"),
        ("Tang, Jie and Tang, J. and Example, Bob", "Example, Bob"),
        ("Lu, M.", "Lú, M."),
        ("{OpenAI} and Example, Bob", "{OpenAi} and Example, Bob"),
        ("Le, Quoc V. and Example, Bob", "Le, Quoc V. and Example, Bob"),
    ],
)
def test_other_names_are_not(tmp_path: Path, first: str, second: str) -> None:
    site = site_with(tmp_path, first, second)
    site.replace("bib/references.bib", "A Second Paper", "Something Else")
    assert found(site) == set()


@pytest.mark.parametrize(
    "people",
    [
        "authors: {Quoc V. Le: [Quoc Le]}",
        "authors: {Quoc Le: [Quoc V. Le]}",
        'authors:\n  "Le, Quoc V.":\n    - Le, Quoc\n',
        "authors: {Quoc Le: []}",
    ],
)
def test_nothing_is_said_of_what_is_declared(tmp_path: Path, people: str) -> None:
    site = site_with(tmp_path, "Le, Quoc V. and Example, Bob", "Le, Quoc and Example, Bob", people)
    assert found(site) == set()


def test_an_author_who_is_declared_may_have_one_more_name(tmp_path: Path) -> None:
    people = "authors: {Quoc Viet Le: [Quoc V. Le]}"
    site = site_with(tmp_path, "Le, Quoc Viet", "Le, Quoc", people)
    assert found(site) == {"H612"}


def test_a_file_of_comments_says_nothing(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    site.write("data/people.yml", "# Later.\n")
    assert site.codes() == []


def test_of_a_file_with_a_fault_nobody_is_missed(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    site.replace("docs/2021-04/first.md", "tags: [NLP]\n", "tags: [NLP]\nby: bob\n")
    site.write("data/people.yml", "writers:\n  ada: Ada\n  bob: {name: Bob Example}\n")
    assert site.codes() == ["F108"]
