"""From a work to an entry in the house form, and back: pybtex and our own reader find the same work in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import responses
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from shortlist.authoring.dialects import plain, read_item
from shortlist.authoring.entries import FIELD_ORDER, Record, format_fields, make_entry, make_key
from shortlist.authoring.http import ARXIV_API, CannotFetch
from shortlist.authoring.markup import to_latex
from shortlist.authoring.own_files import read_own
from shortlist.authoring.services import look_up, parse_source
from shortlist.checks.bibliography import check_entries
from shortlist.exports.csl import csl_item
from shortlist.latex import latex_to_text
from shortlist.model import Entry, Person
from shortlist.problems import Place
from shortlist.reading import source as files
from shortlist.reading.bibtex import read_bibtex
from shortlist.text import typographic
from tests.conftest import ROOT, SAMPLE

FILE = (SAMPLE / "bib/references.bib").read_text(encoding="utf-8")
TEXTS = {found[1]: found[0] for found in re.finditer(r"^@\w+\{([^,]+),.*?^\}\n", FILE, re.MULTILINE | re.DOTALL)}
ENTRIES = read_bibtex(files.Source("bib/references.bib", FILE))[0]

ADA = {"family": "Example", "given": "Ada"}
WORK = {"type": "document", "title": "A First Paper", "author": [ADA], "issued": {"date-parts": [[2021]]}}


def entry_of(changes: dict[str, Any], taken: Iterable[str] = (), *, is_pick: bool = True) -> Entry:
    return make_entry(read_item("10.1000/x", WORK | changes), [key.casefold() for key in taken], is_pick=is_pick)


def text_of(record: Record, taken: Iterable[str] = ()) -> str:
    entry = make_entry(record, [key.casefold() for key in taken])
    return format_fields(entry.type, entry.key, entry.fields)


def read_back(text: str) -> Entry:
    """The one entry of a text that keeps every rule."""
    entries, problems = read_bibtex(files.Source("bib/references.bib", text))
    assert problems == []
    assert list(check_entries(entries)) == []
    [found] = entries.values()
    return found


# The form: the file itself is the standard.


def test_the_entries_of_the_file_have_the_form() -> None:
    assert {name: format_fields(record.type, record.key, record.fields) for name, record in ENTRIES.items()} == TEXTS


def test_the_file_can_be_written_again_from_the_csl_that_it_is_exported_as() -> None:
    """All but what only a person knows: proper names in a title, formulas, which address is best, a word chosen for a key."""
    differing = []
    for name, record in ENTRIES.items():
        csl = {**csl_item(record), "archive_collection": record.fields.get("primaryclass", "")}
        text = text_of(read_item(name, csl))
        lines = (line for line in TEXTS[name].splitlines() if "{10.48550/" not in line)  # It says no more than the arXiv id.
        for ours, theirs in zip(text.splitlines(), lines, strict=True):
            plain = {re.sub(r"[{}]", "", line) for line in (ours, theirs)}
            if len(plain) > 1 and not ours.startswith(("  url ", "@")):
                differing.append((ours, theirs))
    assert differing == []


def test_keys_are_those_of_the_file() -> None:
    ours = {name: {make_key(record, [], is_pick=is_pick) for is_pick in (True, False)} for name, record in ENTRIES.items()}
    chosen_by_hand = {"lu2021pretrained", "monfort2019moments"}
    assert {name for name, keys in ours.items() if name not in keys} == chosen_by_hand


def test_a_preprint_and_its_publication_make_one_entry() -> None:
    """The whole way, from what arXiv and Crossref send to the text of the file."""
    recorded = ROOT / "tests/fixtures/responses"
    with responses.RequestsMock() as net:
        net.get(ARXIV_API, (recorded / "arxiv-published.xml").read_bytes())
        net.get("https://doi.org/10.1000/Example.2022.12", (recorded / "crossref-article.json").read_bytes())
        [found] = look_up([parse_source("arXiv:2106.00001v3")])[0].records
    assert text_of(found, ["other2021key"]) == (
        "@article{example2021worked,\n"
        "  title         = {A Worked Example, with $\\mathcal{O}(n\\log n)$ Steps \\& 100\\% of the Naïve {BERT} Baselines},\n"
        "  author        = {Example, Ada and van den Beispiel, Zoë and Example, IV, Robert L.},\n"
        "  journal       = {Journal of Examples \\& Counterexamples},\n"
        "  volume        = {12},\n"
        "  number        = {3},\n"
        "  pages         = {34--56},\n"
        "  year          = {2022},\n"
        "  month         = mar,\n"
        "  eprint        = {2106.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass  = {stat.ML},\n"
        "  doi           = {10.1000/Example.2022.12},\n"
        "  url           = {https://arxiv.org/abs/2106.00001}\n"
        "}\n"
    )


# Keys


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "example2021first"),
        ({"author": [{"non-dropping-particle": "van den", "family": "Oord", "given": "Aaron"}]}, "oord2021first"),
        ({"author": [{"family": "Müller-Łoś", "given": "Zoë"}]}, "mullerlos2021first"),
        ({"author": [{"literal": "The ATLAS Collaboration"}]}, "atlas2021first"),
        ({"author": [{"family": "李", "given": "Ada"}]}, "ada2021first"),
        ({"author": [{"family": "李", "given": "明"}]}, "anonymous2021first"),
        ({"author": [], "editor": [ADA]}, "example2021first"),
        ({"title": "P-Tuning v2: More"}, "example2021ptuning"),
        ({"title": "Are Pre-trained Nets Better?"}, "example2021pretrained"),
        ({"title": "Don't Sweep"}, "example2021dont"),
        ({"title": "It Is What It Is"}, "example2021work"),
        ({"title": "深度学习"}, "example2021work"),
        ({"title": "$\\ell_1$ Norms"}, "example2021l1"),
        ({"archive_location": "2012.00001", "issued": {"date-parts": [[2022]]}}, "example2020first"),
    ],
)
def test_keys(changes: dict[str, Any], expected: str) -> None:
    assert entry_of(changes).key == expected


def test_a_key_has_a_bounded_length() -> None:
    entry = Entry("", "misc", {}, Place("r.bib"), authors=(Person("x" * 10_000),), title="y" * 10_000, year=2021)
    assert make_key(entry, ()) == f"{'x' * 30}2021{'y' * 30}"


def test_a_taken_key_is_left_alone() -> None:
    taken: list[str] = []
    for _ in range(30):
        taken.append(entry_of({}, taken).key)
    assert taken[:5] == ["example2021first", "example2021paper", "example2021first-b", "example2021first-c", "example2021first-d"]
    assert taken[-2:] == ["example2021first-28", "example2021first-29"]
    assert entry_of({}, ["Example2021First"]).key == "example2021paper", "keys differ in more than case"


def test_the_year_of_a_key_is_that_of_publication_if_it_is_not_a_pick() -> None:
    work = {"archive_location": "2012.00001", "issued": {"date-parts": [[2022]]}}
    assert entry_of(work, is_pick=False).key == "example2022first"


# Types and fields


@pytest.mark.parametrize(
    ("changes", "type_", "has"),
    [
        ({"type": "article-journal", "container-title": "AI Open"}, "article", {"journal": "{AI} Open"}),
        ({"type": "article-journal"}, "misc", {}),
        ({"type": "paper-conference", "container-title": "Talks"}, "inproceedings", {"booktitle": "Talks"}),
        ({"type": "paper-conference"}, "misc", {}),
        ({"type": "monograph", "publisher": "Example Press"}, "book", {"publisher": "Example Press"}),
        ({"type": "book"}, "misc", {}),
        ({"type": "chapter", "container-title": "Talks"}, "misc", {"howpublished": "Talks"}),
        ({"type": "report", "container-title": "Talks", "number": "7"}, "misc", {"howpublished": "Talks", "number": "7"}),
        ({"type": "thesis", "publisher": "Example University"}, "phdthesis", {"school": "Example University"}),
        ({"type": "thesis", "genre": "Master’s thesis", "publisher": "Example University"}, "mastersthesis", {"school": "Example University"}),
        ({"type": "report", "publisher": "Example Lab", "number": "7"}, "techreport", {"institution": "Example Lab", "number": "7"}),
        ({"type": "dataset", "publisher": "Zenodo"}, "dataset", {"publisher": "Zenodo"}),
        ({"type": "never-heard-of"}, "misc", {}),
        ({"publisher": "OpenAI"}, "misc", {"howpublished": "OpenAI"}),
        ({"DOI": "10.1000/x_(y)"}, "misc", {"doi": "10.1000/x_(y)", "url": "https://doi.org/10.1000/x_(y)"}),
        ({"type": "article", "number": "arXiv:2101.00001", "archive_collection": "cs.LG", "issued": {"date-parts": [[2021, 1]]}}, "misc", {"eprint": "2101.00001", "primaryclass": "cs.LG", "month": "January", "url": "https://arxiv.org/abs/2101.00001"}),
        ({"page": "34-56"}, "misc", {"pages": "34--56"}),
    ],
)  # fmt: skip
def test_what_a_type_needs_decides(changes: dict[str, Any], type_: str, has: dict[str, str]) -> None:
    made = entry_of(changes)
    assert made.type == type_
    assert has.items() <= made.fields.items()


def test_a_preprint_long_after_the_publication_is_not_named() -> None:
    work = {"type": "article-journal", "container-title": "Journal", "DOI": "10.1000/x", "archive_location": "2101.00001"}
    assert "eprint" not in entry_of(work | {"issued": {"date-parts": [[1990]]}}).fields


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "the record of 10.1000/x names no title"),
        ({"author": []}, "names no authors"),
        ({"issued": {}}, "names no year"),
        ({"title": "**Bold** Claims"}, r"10.1000/x: B315 the entry: field 'title' holds '\*\*', which is HTML or Markdown"),
    ],
)
def test_too_little_makes_no_entry(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(CannotFetch, match=said):
        entry_of(changes)


def test_3000_authors_are_all_kept() -> None:
    people = [{"family": f"Example{number}", "given": "Ada"} for number in range(3000)]
    assert entry_of({"author": people}).authors == tuple(Person(name["family"], "Ada") for name in people)


# Any work at all

WORDS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(list("ABab01 $\\{}&%#_^~-–—`'“”\"@,=:/.()<>\u202e\n")), min_size=1, max_size=40
)  # fmt: skip
# Marks of affiliations go from names.
NAMES = WORDS.map(lambda text: re.sub("[*†‡§¶⁎∗⋆✉\u00b2\u00b3\u00b9\u2070-\u2079]", "", text))
PEOPLE = st.fixed_dictionaries({"family": NAMES, "given": NAMES | st.just(""), "suffix": st.sampled_from(["", "Jr.", "IV"])})


def printable(text: str) -> str:
    return latex_to_text(to_latex(text))


def name_of(text: str) -> str:
    return plain(text).replace("$", "").strip(" ,;")


@settings(deadline=None)  # The first formula loads its converter.
@given(title=WORDS, people=st.lists(PEOPLE, min_size=1, max_size=4), year=st.integers(1000, 2999), venue=WORDS | st.just(""))
def test_any_work_is_read_back_as_it_is(title: str, people: list[dict[str, str]], year: int, venue: str) -> None:
    # Without a given name, a comma parts the two.
    people = [person for person in people if name_of(person["family"]) and (name_of(person["given"]) or "," not in person["family"])]
    # Markup of HTML goes, and that of Markdown is a problem of the author's.
    title, venue = (re.sub(r"[<>*\[\]]", "", text) for text in (title, venue))
    if not (plain(title) and people):
        return
    work = {"type": "article-journal", "title": title, "author": people, "container-title": venue}
    text = text_of(read_item("x", work | {"issued": {"date-parts": [[year]]}}))
    found = read_back(text)
    assert found.title == typographic(printable(plain(title)))
    shown = [re.sub(r"\s", "", "".join((name_of(person["given"]), name_of(person["family"]), person["suffix"]))) for person in people]
    assert [re.sub(r"\s", "", person.name) for person in found.authors] == shown
    assert (found.year, found.venue) == (year, printable(plain(venue)))
    # An independent judge: pybtex's own reader finds the same fields.
    [(name, theirs)] = parse_string(text, "bibtex").entries.items()
    assert name == found.key
    assert " ".join(theirs.fields["title"].split()) == found.fields["title"]
    assert len(theirs.persons["author"]) == len(people)
    assert theirs.fields["year"] == str(year)
    assert latex_to_text(to_latex(plain(title), is_title=True)) == printable(plain(title)), "protection changes no letter"


# Own entries


def own(folder: Path, text: str) -> Record:
    file = folder / "work.bib"
    file.write_text(text, encoding="utf-8")
    [record] = read_own(str(file)).records
    return record


def test_an_own_entry_is_written_as_the_house_does(tmp_path: Path) -> None:
    text = r"""@InProceedings{SomeKey,
      Year = 2022, zzz = {mine}, author = {M{\"u}ller, Zo{\"e} and others}, TITLE = "The {Title} --- of \emph{it}",
      month = jul, booktitle = {{Talks}}, abstract = {Not ours.}, file = {/home/ada/a.pdf}, note = {Best paper},
      eprint = {2101.00001}, archivePrefix = {arXiv} }"""
    assert text_of(own(tmp_path, text)) == (
        "@inproceedings{muller2021title,\n"
        "  title         = {The {Title} --- of it},\n"
        "  author        = {Müller, Zoë and others},\n"
        "  booktitle     = {Talks},\n"
        "  year          = {2022},\n"
        "  month         = jul,\n"
        "  eprint        = {2101.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "  note          = {Best paper},\n"
        "  url           = {https://arxiv.org/abs/2101.00001}\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("date", "month"),
    [
        ("year = {May 2020}", "May"),
        ("year = {2020 May}", "May"),
        ("year = {sept. 2020}", "September"),
        ("year = {21 August, 2020}", "August"),
        ("year = {August 21, 2020}", "August"),
        ("year = {May/June 2020}", "May"),
        ("year = {2020-nov}", "November"),
        ("year = {2020}, month = {21 Dec.}", "December"),
        ("year = {2020, published May}, month = {dec}", "December"),
        ("date = {March 2020}", "March"),
        ("year = {2020, to appear in Marine Biology}", None),
        ("year = {Marine Biology 2020}", None),
        ("year = {2020 (may change)}", None),
        ("year = {2020, may change}", None),
        ("year = {2020, as of the decision}", None),
    ],
)
def test_a_month_is_a_word_of_its_own_beside_the_year(date: str, month: str | None, tmp_path: Path) -> None:
    entry = make_entry(own(tmp_path, f"@misc{{a, title={{T}}, author={{A}}, url={{https://example.org/}}, {date}}}"), ())
    assert (entry.year, entry.fields.get("month")) == (2020, month)


@pytest.mark.parametrize("type_", ["article", "book", "incollection", "inproceedings", "mastersthesis", "phdthesis", "software", "techreport"])
def test_an_own_entry_without_what_its_type_needs_is_of_no_certain_type(type_: str, tmp_path: Path) -> None:
    text = text_of(own(tmp_path, f"@{type_}{{a, title={{A First Paper}}, author={{Example, Ada}}, year=2021}}"))
    assert text.startswith("@misc{example2021first,")
    assert read_back(text).title == "A First Paper"


@pytest.mark.parametrize("booktitle", ["10.1000/abc", "https://doi.org/10.1000/abc", "Talks"])
def test_an_identifier_in_the_place_of_a_venue_is_moved(booktitle: str, tmp_path: Path) -> None:
    fields = "title={A First Paper}, author={Example, Ada}, year=2021, journal={arXiv preprint arXiv:2103.10360}"
    found = read_back(text_of(own(tmp_path, f"@article{{a, {fields}, booktitle={{{booktitle}}}}}")))
    expected = ("", "Talks") if booktitle == "Talks" else ("10.1000/abc", None)
    assert (found.type, found.arxiv, found.doi, found.fields.get("howpublished")) == ("misc", "2103.10360", *expected)


def test_an_own_key_in_the_house_form_stays(tmp_path: Path) -> None:
    found = own(tmp_path, "@misc{example2021other, title={A First Paper}, author={Example, Ada}, year=2021}")
    assert text_of(found).startswith("@misc{example2021other,")
    assert text_of(found, ["example2021other"]).startswith("@misc{example2021first,")


def test_the_order_names_each_field_once() -> None:
    assert len(set(FIELD_ORDER)) == len(FIELD_ORDER)
