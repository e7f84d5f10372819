"""BibTeX as programs export it becomes entries in the house form: one expected file beside each input."""

from __future__ import annotations

from pathlib import Path

import pytest

from shortlist.authoring.entries import FIELD_ORDER, format_fields, make_entry
from shortlist.authoring.formatting import format_bibliography
from shortlist.authoring.own_files import read_own
from shortlist.checks.bibliography import check_entries
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.source import Source

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
INPUTS = sorted(
    path for folder in ("exports", "bibtex") for path in (FIXTURES / folder).glob("*.bib") if ".expected." not in path.name
)


def test_there_are_inputs() -> None:
    assert len(INPUTS) == 71


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_exports_become_entries_in_the_house_form(path: Path) -> None:
    expected = path.with_suffix(".expected.bib").read_text(encoding="utf-8")
    written: dict[str, str] = {}
    outcome = read_own(str(path))
    assert outcome.failures == []
    for record in outcome.records:
        entry = make_entry(record, written, is_pick=False)
        written[entry.key] = format_fields(entry.type, entry.key, entry.fields)
    assert "\n".join(text for _, text in sorted(written.items())) == expected


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_the_house_form_is_sound_and_stays(path: Path) -> None:
    source = Source("references.bib", path.with_suffix(".expected.bib").read_text(encoding="utf-8"))
    entries, problems = read_bibtex(source)
    assert [*problems, *check_entries(entries)] == []
    assert format_bibliography(source) == source.text
    assert {name for entry in entries.values() for name in entry.fields} <= set(FIELD_ORDER)
    assert "/home/" not in source.text
