"""Texts for people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortlist.text import typographic


@pytest.mark.parametrize(
    ("straight", "curly"),
    [
        ("BERT's size", "BERT’s size"),
        ('the "lost" word', "the “lost” word"),
        ('("quoted")', "(“quoted”)"),
        ("\"a 'word' in it\"", "“a ‘word’ in it”"),
        ("authors' words", "authors’ words"),
        ("“as it is”", "“as it is”"),
        ("no quotes", "no quotes"),
        ('"', "”"),
    ],
)
def test_quotes_are_typographic(straight: str, curly: str) -> None:
    assert typographic(straight) == curly


@given(st.text("ab '\"(“-"))
def test_nothing_else_changes_and_a_second_run_changes_nothing(text: str) -> None:
    once = typographic(text)
    assert typographic(once) == once
    assert not set(once) & set("'\"")
    plain = str.maketrans("“”‘’", "\"\"''")
    assert once.translate(plain) == text.translate(plain)
