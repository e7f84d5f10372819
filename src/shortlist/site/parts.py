"""Lists that are too long for one page: which rows stand on which part, and at which address."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Generic, TypeVar

from shortlist.citations.section import fragment

T = TypeVar("T")

MAX_PREFIX = 4
"""Letters that part a list at most, so that no part is called `index` or `readme`, which mean the folder itself."""


@dataclass(frozen=True)
class Parts(Generic[T]):
    """A list in parts, by their names; the part of the list's own page is called ``.

    A part that is too long gives way to parts of its own, and stays as a page that leads to them: no address is lost while the
    list grows. It keeps the rows that belong to none of those.
    """

    address: str
    """Of the list's page: `papers/`. Parts lie below it: `papers/2021/`."""
    rows: Mapping[str, Sequence[T]]

    @property
    def is_split(self) -> bool:
        """Tells whether there is more than one part."""
        return len(self.rows) > 1

    def __len__(self) -> int:
        """Return the number of rows."""
        return sum(map(len, self.rows.values()))

    def __iter__(self) -> Iterator[T]:
        """Return the rows of all parts, in their order."""
        return chain.from_iterable(self.rows.values())

    def anchored(self, anchor: Callable[[T], str]) -> Iterator[tuple[T, str]]:
        """Return each row with its address: `papers/2021/#` and its anchor."""
        return ((row, self.address_of(part) + fragment(anchor(row))) for part, rows in self.rows.items() for row in rows)

    def address_of(self, part: str) -> str:
        """Return the address of a part: `papers/2021/`."""
        return f"{self.address}{part}/" if part else self.address

    def links(self) -> list[tuple[str, str]]:
        """Return name and address of each part that has rows, but for the list's own page; years the newest first."""
        names = [name for name, rows in self.rows.items() if rows and name]
        is_of_years = any(name[0].isdigit() for name in names)
        return [(name, self.address_of(name)) for name in sorted(names, reverse=is_of_years)]


def in_parts(
    address: str, rows: Iterable[T], names: Callable[[T], Sequence[str]], size: Callable[[T], int], max_size: int
) -> Parts[T]:
    """Part rows by names from coarse to fine, until no part has more than `max_size`, or its rows have no finer name."""

    def divide(part: str, rows: Sequence[T], depth: int) -> dict[str, list[T]]:
        finer: dict[str, list[T]] = {}
        own: list[T] = []
        is_long = sum(map(size, rows)) > max_size
        for row in rows:
            path = names(row) if is_long else ()
            (finer.setdefault(path[depth], []) if depth < len(path) else own).append(row)
        parts = {part: own}
        for name, some in finer.items():
            parts |= divide(name, some, depth + 1)
        return parts

    return Parts(address, divide("", list(rows), 0))


def beginnings(text: str) -> list[str]:
    """Return the beginnings of a text that can be parts of an address: `du2021glm` → `d`, `du`, `du2`, `du20`."""
    match = re.match(rf"[a-z][a-z0-9-]{{,{MAX_PREFIX - 1}}}", text)
    return list(accumulate(match[0])) if match else ["other"]
