"""What the preview keeps from one reading to the next, so that a save costs what has changed, not the whole archive.

Only the preview keeps anything: a build for the public computes everything anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from shortlist.reading.source import Source

T = TypeVar("T")


class Call(Protocol):
    """How a pure function is called."""

    def __call__(self, function: Callable[..., T], /, *arguments: Any) -> T:
        """The function's value for these arguments."""


def plainly(function: Callable[..., T], /, *arguments: Any) -> T:
    """Call the function; nothing is kept."""
    return function(*arguments)


class Kept:
    """Values of pure functions, to be had again for the same arguments. Nobody changes such a value.

    A source is the same when its path and its text are, so that no clock and no date of a file decides; any other argument
    that is no plain value when it is the very same object. What one turn has not asked for, the next one does not know.
    """

    def __init__(self) -> None:
        self._now: dict[tuple[Any, ...], tuple[tuple[Any, ...], Any]] = {}
        self._before: dict[tuple[Any, ...], tuple[tuple[Any, ...], Any]] = {}

    def turn(self) -> None:
        """Begin the next reading."""
        self._before, self._now = self._now, {}

    def __call__(self, function: Callable[..., T], /, *arguments: Any) -> T:
        """The function's value, computed if it is not known."""
        key = (function, *map(_key, arguments))
        if (found := self._now.get(key)) is None:
            # The arguments stay too: as long as they are there, no other object has their ids.
            found = self._now[key] = self._before.get(key) or (arguments, function(*arguments))
        return found[1]


def _key(argument: Any) -> Any:
    if isinstance(argument, Source):
        return Source, argument.path, argument.text
    return argument if isinstance(argument, str | int | type) else (id(argument),)
