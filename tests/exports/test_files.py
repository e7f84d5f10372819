"""Which works can be taken away where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shortlist.checks import check
from shortlist.exports.files import FORMATS, export_files, exported_works
from shortlist.indexes import without_drafts
from shortlist.model import Entry, Library
from shortlist.reading.settings import Settings
from tests.exports.judges import read_ours
from tests.tiny import FIRST, SECOND, TinySite

PLACE = Settings(site_name="Tiny", site_url="https://example.org/")
MORE = "\n@misc{aside2019, title = {An Aside}, author = {Example, Ada}, year = {2019}}\n"


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    """First cites the aside and itself, twice; the editorial cites the aside."""
    site = TinySite(tmp_path)
    site.write("bib/references.bib", site.read("bib/references.bib") + MORE)
    site.summary("first", FIRST, "By [@bob2021second; @ada2020first], not [@ada2020first].")
    site.issue("Editorial [@aside2019].")
    return site


def listed(library: Library) -> dict[str, tuple[str, ...]]:
    """Path of each file without the ending → the keys of its works; but for our own pages."""
    works = exported_works(replace(library, settings=PLACE))
    return {path: tuple(work.key for work in works[path]) for path in works if not path.endswith(("/summary", "/issue"))}


def test_what_stands_where(site: TinySite) -> None:
    assert listed(site.library()) == {
        "2021-04/first/paper": ("ada2020first",),
        "2021-04/second/paper": ("bob2021second",),
        "2021-04/first/references": ("bob2021second", "ada2020first"),
        "2021-04/second/references": ("bob2021second",),
        "2021-04/references": ("aside2019", "ada2020first", "bob2021second"),
        "bibliography/references": ("ada2020first", "aside2019", "bob2021second"),
    }


def test_what_other_pages_cite_is_in_the_bibliography(site: TinySite) -> None:
    site.issue()
    site.write("docs/about.md", "---\ntitle: About\n---\n\nAs in [@aside2019].\n")
    found = listed(site.library())
    assert "aside2019" in found["bibliography/references"]
    assert "aside2019" not in found["2021-04/references"]


def test_drafts_appear_nowhere(site: TinySite) -> None:
    site.issue()
    site.issue("As in [@aside2019].", folder="2021-05", issue="2021-05", published="2021-05-04", picks=["third"], status="draft")
    site.summary("third", SECOND | {"paper": "aside2019"}, folder="2021-05")
    everything, _ = check(site.root)
    assert "aside2019" in str(listed(everything))
    assert "aside2019" not in str(listed(without_drafts(everything)))
    assert "2021-05" not in str(listed(without_drafts(everything)))


def test_what_cites_nothing_has_no_references(site: TinySite) -> None:
    site.summary("second", SECOND, body="## Why\n\nNothing.\n\n## Key insights\n\nNothing.\n")
    works = listed(check(site.root)[0])
    assert "2021-04/second/references" not in works
    assert works.keys() >= {"2021-04/first/references", "2021-04/references"}


def test_keys_that_nobody_knows_are_left_out(site: TinySite) -> None:
    """As in a preview, which shows a page that cites one, but none about one."""
    site.summary("second", SECOND, "See [@nobody2000; @aside2019].")
    assert listed(check(site.root)[0])["2021-04/second/references"] == ("aside2019", "bob2021second")


def test_each_address_has_a_file_of_each_format(site: TinySite) -> None:
    library = site.library()
    texts = dict(export_files(exported_works(replace(library, settings=PLACE))))
    own_pages = ("2021-04/first/summary", "2021-04/second/summary", "2021-04/issue")
    assert set(texts) == {f"{address}.{ending}" for address in (*listed(library), *own_pages) for ending in ("bib", "ris", "csl.json")}
    for address, keys in listed(library).items():
        assert tuple(read_ours(texts[f"{address}.bib"])) == keys


@pytest.mark.parametrize("ending", FORMATS)
def test_a_work_is_written_once_a_format(site: TinySite, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """However often it is cited; else the build would grow with citations, not with works."""
    written: list[str] = []

    def write(entry: Entry) -> str:
        written.append(entry.key)
        return entry.key

    monkeypatch.setitem(FORMATS, ending, FORMATS[ending]._replace(write=write))
    library = site.library()
    list(export_files(exported_works(replace(library, settings=PLACE))))
    own_pages = ["shortlist-2021-04", "shortlist-2021-04-first", "shortlist-2021-04-second"]
    assert sorted(written) == sorted({*own_pages, *(key for keys in listed(library).values() for key in keys)})
    assert len(written) < sum(map(len, listed(library).values()))
