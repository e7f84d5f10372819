"""Lists in parts: nothing is lost, no part is too long that can be shorter, and addresses stay while a list grows."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from shortlist.site.parts import Parts, beginnings, in_parts

NAMES = st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 99)).map(lambda name: (*name[:2], str(name[2])))
ROWS = st.lists(NAMES, max_size=60)


def path(name: tuple[str, str, str]) -> Sequence[str]:
    return name[0], "".join(name[:2])


def parts_of(rows: Sequence[tuple[str, str, str]]) -> Parts[tuple[str, str, str]]:
    """Three rows fit on a page."""
    return in_parts("list/", rows, path, lambda row: 2, 6)


@given(ROWS)
def test_every_row_is_on_one_part_and_in_its_order(rows: list[tuple[str, str, str]]) -> None:
    parts = parts_of(rows)
    assert sorted(parts) == sorted(rows)
    for name, own in parts.rows.items():
        assert own == [row for row in rows if row in own]
        assert all("".join(row).startswith(name) for row in own)


@given(ROWS)
def test_a_part_that_is_too_long_is_parted_finer(rows: list[tuple[str, str, str]]) -> None:
    for name, own in parts_of(rows).rows.items():
        assert len(own) <= 3 or len(name) == 2  # There is no finer name.
        assert not own or name == "" or sum("".join(row).startswith(name[:-1]) for row in rows) > 3  # Nor without need.


@given(ROWS, ROWS)
def test_no_address_is_lost_while_a_list_grows(rows: list[tuple[str, str, str]], more: list[tuple[str, str, str]]) -> None:
    assert parts_of(rows).rows.keys() <= parts_of(rows + more).rows.keys()


def test_works_are_parted_by_their_keys_under_addresses_that_are_safe() -> None:
    """No part is called `index` or `readme`, which are the folder itself, or has a sign that means something in an address."""
    keys = ("ada2020x", "adams-b", "été", "2020a", "readme", "a:b", "index")
    parts = in_parts("bibliography/", keys, beginnings, len, 0)
    assert dict(parts.anchored(str)) == {
        "ada2020x": "bibliography/ada2/#ada2020x",
        "adams-b": "bibliography/adam/#adams-b",
        "été": "bibliography/other/#%C3%A9t%C3%A9",
        "2020a": "bibliography/other/#2020a",
        "readme": "bibliography/read/#readme",
        "a:b": "bibliography/a/#a:b",
        "index": "bibliography/inde/#index",
    }
    assert [name for name, _ in parts.links()] == ["a", "ada2", "adam", "inde", "other", "read"]
