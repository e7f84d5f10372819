"""Memoized results of pure functions, so that a save costs the preview what has changed. A public build uses none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from shortlist.reading.source import Source

T = TypeVar("T")


class Memo(Protocol):
    """Calls a pure function, or knows its result."""

    def __call__(self, function: Callable[..., T], /, *arguments: Any) -> T:
        """Return the function's result for these arguments."""


def uncached(function: Callable[..., T], /, *arguments: Any) -> T:
    """Call the function."""
    return function(*arguments)


class BuildCache:
    """Results that were asked for in this build or the one before. Callers must not change them.

    Sources are equal if their paths and texts are; other objects must be the very same.
    """

    def __init__(self) -> None:
        self._now: dict[tuple[Any, ...], tuple[tuple[Any, ...], Any]] = {}
        self._before: dict[tuple[Any, ...], tuple[tuple[Any, ...], Any]] = {}

    def next_build(self) -> None:
        """Drop the results that this build did not ask for."""
        self._before, self._now = self._now, {}

    def __call__(self, function: Callable[..., T], /, *arguments: Any) -> T:
        """Return the function's result, computed if it is not known."""
        key = (function, *map(_key, arguments))
        if key not in self._now:
            # The arguments are kept too: as long as they are there, no other object has their ids.
            self._now[key] = self._before.get(key) or (arguments, function(*arguments))
        return self._now[key][1]


def _key(argument: Any) -> Any:
    if isinstance(argument, Source):
        return Source, argument.path, argument.text
    return argument if isinstance(argument, str | int | type) else (id(argument),)
