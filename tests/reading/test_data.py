"""Series of venues: which series the venue of an entry belongs to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shortlist.model import series_of
from shortlist.reading.data import read_venues
from shortlist.reading.source import Source
from tests.conftest import SAMPLE
from tests.tiny import TinySite

REAL = (SAMPLE / "data/venues.yml").read_text(encoding="utf-8")


def sound(text: str) -> dict[str, str]:
    venues, problems = read_venues(Source("data/venues.yml", text))
    assert problems == []
    return venues


def of_phrases(*phrases: tuple[str, str]) -> dict[str, str]:
    """Series by their phrases, each of which is its own example."""
    return sound(yaml.safe_dump({"series": {short: {phrase: phrase} for short, phrase in phrases}}, sort_keys=False))


@pytest.mark.parametrize(
    ("venue", "series"),
    [
        ("Proceedings of the 38th International Conference on Machine Learning", "ICML"),
        ("PROCEEDINGS OF THE 39TH INTERNATIONAL CONFERENCE ON MACHINE LEARNING, ICML 2022", "ICML"),
        ("20th International Conference on Machine Learning and Applications", "ICMLA"),
        ("Advances in Neural Information Processing Systems 34", "NeurIPS"),
        ("Computer Vision -- ECCV 2024", "ECCV"),
        ("2024 IEEE/CVF Conference on Computer Vision and Pattern Recognition Workshops (CVPRW)", "CVPR Workshops"),
        ("Transactions of the Association for Computational Linguistics", "TACL"),
        ("Findings of the Association for Computational Linguistics: ACL 2023", "Findings of ACL"),
        ("Neurocomputing", "Neurocomputing"),
    ],
)
def test_a_venue_is_known_whatever_its_year_and_number(venue: str, series: str) -> None:
    assert series_of(venue, sound(REAL)) == series


@pytest.mark.parametrize("venue", ["", "Sensory Communication", "Machine Learning", "日本", "2021"])
def test_other_venues_have_no_series(venue: str) -> None:
    assert series_of(venue, sound(REAL)) == ""


def test_the_longer_of_two_phrases_counts_wherever_it_stands_in_the_file() -> None:
    for phrases in (("A", "Bee Keeping"), ("B", "Bee Keeping Workshops")), (("B", "Bee Keeping Workshops"), ("A", "Bee Keeping")):
        assert series_of("5th Bee-Keeping Workshops", of_phrases(*phrases)) == "B"
        assert series_of("5th Bee-Keeping Workshop", of_phrases(*phrases)) == "A"


WORDS = st.lists(st.sampled_from(["Bees", "Wäsps", "2021", "of", "5th", "Honey"]), max_size=6).map(" ".join)


@given(phrase=WORDS, venue=WORDS)
def test_a_phrase_stands_in_a_venue_word_by_word(phrase: str, venue: str) -> None:
    """Compared with a regular expression over the words without digits."""
    wanted, words = (re.sub(r"\S*\d\S* ?", "", text).strip() for text in (phrase, venue))
    venues, problems = read_venues(Source("v.yml", yaml.safe_dump({"series": {"A": {phrase or "5": phrase or "5"}}})))
    if set(wanted.split()) - {"of"}:
        assert problems == []
        assert series_of(venue.swapcase(), venues) == "A" * bool(re.search(rf"(^| ){wanted}( |$)", words))
    else:
        assert [problem.code for problem in problems] == ["F151"]


def test_a_short_name_shows_in_place_of_the_venue(tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    site.write("data/venues.yml", "series:\n  ABC:\n    Bees: Bees\n")
    site.replace("bib/references.bib", "@misc{bob2021second,", "@inproceedings{bob2021second, booktitle = {Proc. {BEES} '21},")
    library = site.library()
    assert [library.short_venue(entry) for entry in library.entries.values()] == ["Journal of Examples", "ABC"]
