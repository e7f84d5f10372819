"""What is exported can be read again, by others too, and says what the bibliography says; whatever a field holds."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database.input.bibtex import LowLevelParser

from shortlist.exports.files import FORMATS
from shortlist.latex import latex_to_text
from shortlist.model import Entry
from shortlist.problems import Place
from shortlist.text import clean, typographic
from tests.citations.records import ENTRIES
from tests.conftest import SAMPLE
from tests.exports.judges import exported, read_csl, read_ours, read_pybtex, read_ris
from tests.hostile import TYPES, hostile_entry

REAL = read_ours((SAMPLE / "bib/references.bib").read_text(encoding="utf-8"))


def without_places(entry: Entry) -> Entry:
    return replace(entry, place=Place("r.bib"))


def test_our_own_bibliography_comes_back_from_bibtex() -> None:
    again = read_ours(exported(REAL.values(), "bib"))
    assert [without_places(entry) for entry in again.values()] == [without_places(entry) for entry in REAL.values()]


def test_pybtex_reads_the_same_from_the_bibliography_and_from_its_export() -> None:
    before = read_pybtex((SAMPLE / "bib/references.bib").read_text(encoding="utf-8"))
    after = read_pybtex(exported(REAL.values(), "bib"))
    assert dict(before.entries) == dict(after.entries)


def test_exporting_what_was_exported_changes_nothing() -> None:
    once = exported(REAL.values(), "bib")
    assert exported(read_ours(once).values(), "bib") == once


def test_ris_of_our_own_bibliography() -> None:
    records = read_ris(exported(REAL.values(), "ris"))
    assert [record["ID"] for record in records] == list(REAL)
    for record, entry in zip(records, REAL.values(), strict=True):
        assert typographic(record["TI"]) == entry.title
        assert record["AU"] == [", ".join(filter(None, (who.family, who.given, who.suffix))) for who in entry.authors]
        assert record["PY"] == str(entry.year)
        assert record.get("DO", "") == entry.doi
        assert record.get("AN", "") == (f"arXiv:{entry.arxiv}" if entry.arxiv else "")
        if entry.venue:
            assert entry.venue in (record.get("T2"), record.get("PB"))


def test_csl_of_our_own_bibliography() -> None:
    items = read_csl(exported(REAL.values(), "csl.json"))
    assert [item["id"] for item in items] == list(REAL)
    for item, entry in zip(items, REAL.values(), strict=True):
        assert typographic(item["title"]) == entry.title
        assert len(item["author"]) == len(entry.authors)
        assert item["issued"]["date-parts"][0][0] == entry.year
        assert item.get("DOI", "") == entry.doi
        if entry.arxiv:
            assert entry.arxiv in (item.get("archive_location", ""), item.get("number", "").removeprefix("arXiv:"))
        if entry.venue:
            assert entry.venue in (item.get("container-title"), item.get("publisher"))


@pytest.mark.parametrize("ending", FORMATS)
def test_entries_of_other_shapes_are_all_there(ending: str) -> None:
    """Keys that are no good ones too: every entry is one record."""
    text = exported(ENTRIES.values(), ending)
    records = {"bib": lambda: read_pybtex(text).entries, "ris": lambda: read_ris(text), "csl.json": lambda: read_csl(text)}
    assert len(records[ending]()) == len(ENTRIES)


def hostile_among_others(words: str, type_: str) -> list[Entry]:
    """An entry full of these words between two that must not notice."""
    hostile = hostile_entry(words, type_)
    fields = {**hostile.fields, "title": words, "author": words, "doi": words, "url": words, "eprint": words, words: words}
    before, after = (Entry(key, "misc", {"title": key}, Place("r.bib"), title=key) for key in ("before", "after"))
    return [before, replace(hostile, key="hostile", fields=fields), after]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=())), st.sampled_from(TYPES))
def test_no_text_leaks(words: str, type_: str) -> None:
    assert_whole(words, type_)


@settings(max_examples=60, deadline=None)
@given(st.text('{}@"\\,=#%\r\n TYER-a'), st.sampled_from(TYPES))
def test_no_syntax_leaks(words: str, type_: str) -> None:
    assert_whole(words, type_)


def assert_whole(words: str, type_: str) -> None:
    """Every reader finds three records, and in them only the tags and fields that we write."""
    entries = hostile_among_others(words, type_)
    text = exported(entries, "bib")
    ours = read_ours(text)
    assert list(ours) == list(read_pybtex_fields(text)) == ["before", "hostile", "after"]
    assert set(ours["hostile"].fields) <= {name.lower() for name in entries[1].fields}
    assert dict(ours["before"].fields) == {"title": "before"}
    assert dict(ours["after"].fields) == {"title": "after"}
    records = read_ris(exported(entries, "ris"))
    assert [record.get("ID") for record in records] == ["before", "hostile", "after"]
    assert records[0] == {"TY": "GEN", "TI": "before", "ID": "before"}
    assert records[2] == {"TY": "GEN", "TI": "after", "ID": "after"}
    assert set(records[1]) <= set("TY TI AU A2 ED T2 T3 C3 VL IS M1 SP EP SE ET PB CY SN M3 PY DA DO DB AN UR ID".split())
    items = read_csl(exported(entries, "csl.json"))
    assert [item["id"] for item in items] == ["before", "hostile", "after"]
    assert items[0] == {"id": "before", "type": "document", "title": "before"}
    assert items[2] == {"id": "after", "type": "document", "title": "after"}
    json.dumps(items).encode()


def read_pybtex_fields(text: str) -> list[str]:
    """pybtex's own parser, without its reading of names: it refuses a name with three commas, whoever wrote it."""
    return [body[0] for _, body in LowLevelParser(text, macros={"jan": "January"})]


def assert_title_is_text(words: str) -> None:
    """A LaTeX title is exported as the text that it stands for, without control characters."""
    entry = Entry("a", "misc", {"title": words}, Place("r.bib"), title=words)
    expected = clean(latex_to_text(words))
    assert read_csl(exported([entry], "csl.json"))[0].get("title", "") == expected
    assert read_ris(exported([entry], "ris"))[0].get("TI", "") == expected


def test_a_megabyte_is_a_megabyte() -> None:
    words = "{Word} " * 149_999 + "word"
    plain = "Word " * 149_999 + "word"
    entry = Entry("a", "article", {"title": words, "journal": words}, Place("r.bib"), title=plain)
    assert read_ours(exported([entry], "bib"))["a"].fields["title"] == words
    assert read_ris(exported([entry], "ris"))[0]["TI"] == plain
    assert read_csl(exported([entry], "csl.json"))[0]["title"] == plain


def test_pages_have_typographic_quotes_and_exports_what_was_written() -> None:
    source = r"""@misc{a, title = {It's "Not" Just ``Size'' That $f'$ and <i> Math\'e Do}, author = {O'Hara, Ada}, year = {2020}}"""
    entry = read_ours(source)["a"]
    assert entry.title == "It’s “Not” Just “Size” That f′ and <i> Mathé Do"
    assert entry.title_html.startswith("It’s “Not” Just “Size” That <math")
    assert entry.title_html.endswith("</math> and &lt;i&gt; Mathé Do")
    assert read_csl(exported([entry], "csl.json"))[0]["title"].startswith("It's \"Not\" Just ")
    assert read_ris(exported([entry], "ris"))[0]["TI"].startswith("It's \"Not\" Just ")
    assert r"""{It's "Not" Just ``Size'' That""" in exported([entry], "bib")


@pytest.mark.parametrize("key", ["a}b", "a,b", "a b", "a\nb", 'a"b', "a{b", "@a", "%a", "a=b", "a\\", "été"])
def test_any_key_makes_one_entry(key: str) -> None:
    entry = Entry(key, "misc", {"title": "T"}, Place("r.bib"), title="T")
    (found,) = read_ours(exported([entry], "bib")).values()
    assert found.fields == {"title": "T"}
    assert len(read_csl(exported([entry], "csl.json"))) == len(read_ris(exported([entry], "ris"))) == 1


@pytest.mark.parametrize("type_", ["comment", "string", "preamble", "", "a{b", "@", "ARTICLE"])
def test_any_type_makes_one_entry(type_: str) -> None:
    entry = Entry("a", type_, {"title": "T"}, Place("r.bib"), title="T")
    assert list(read_ours(exported([entry], "bib"))) == ["a"]
    assert len(read_csl(exported([entry], "csl.json"))) == len(read_ris(exported([entry], "ris"))) == 1
