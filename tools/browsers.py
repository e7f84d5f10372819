"""`make browsers`: walks through a site with Chromium, Firefox and WebKit, and compares what a reader finds.

Each engine goes the same way, in a narrow and in a wide window, on a light and on a dark system: home, search, a summary, the
card of a reference, Papers, a tag, and the marks of a pick that is kept. At each stop it notes the roles and names that it gives
assistive technology, and the words on the page. Chromium's notes are what the others are held to. No pixels: letters have other
widths in each.
Exit status 1 if anything differs, or an engine is missing.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Any

from tools.engines import ENGINES, MAX_SECONDS, POLL_INTERVAL, EngineError, Session, ensure
from tools.host import serve

SITE = Path(__file__).resolve().parents[1] / ".cache/walk"
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")

_OWN_WORDS = re.compile(r"Browse…Nofileselected\.$")
"""Of Firefox, for the choice of a file, after the page's own."""
PLAIN_ROLES = {"doc-noteref": "link", "doc-backlink": "link", "doc-bibliography": "region", "combobox": "button"}
"""Role → what WebKit for Linux tells instead."""
MARKS = "file of marks"
"""The stop that only engines have that save files."""
STILL = 0.5
"""Seconds without a change after which a page is complete."""
SEEN = (Path(__file__).with_name("seen.js")).read_text(encoding="utf-8")
"""Functions for scripts that look at a page."""


@dataclass
class Walk:
    """One engine's way through the site, and what it found at each stop."""

    session: Session
    root: str
    notes: dict[str, list[str]] = field(default_factory=dict)

    def take(self) -> None:
        """Go the whole way. Raises `EngineError` where it cannot go on."""
        self.session.go(self.root)
        self.note("home")
        self.session.click(self.find("button", "Search"))
        self.session.type(self.find("textbox", "Search"), "VICReg")
        self.wait("a sentence around the word", "return seen('p mark', 'dialog[open]').length")
        self.note("search", within="dialog[open] :is(form, [role=status], li > a)")  # More sentences come with what is in view.
        self.session.click(self.find("link", "Variance-Invariance-Covariance", within="dialog[open]"))
        self.arrive("/2021-06/vicreg/")
        self.note("summary")
        self.session.hover(self.find("doc-noteref", "Reference 1"))
        self.find("group", "Reference 1")
        self.note("card", within=".sl-card")
        self.session.click(self.find("link", "Papers", within="header nav"))
        self.arrive("/papers/")
        self.note("papers")
        self.session.type(self.find("searchbox", "", within=".sl-find"), "covariance")
        self.wait("a filtered list", "return find('status', ' of ', 'form')")
        self.note("papers, filtered")
        self.session.click(self.find("link", "Self-supervision", within=".sl-papers p"))
        self.arrive("/tags/self-supervision/")
        self.note("tag")
        self.keep()
        self.session.click(self.find("button", "Switch to the"))
        self.note("tag, in the other scheme")

    def keep(self) -> None:
        """Keep the first pick of a tag, come back, find it in Papers, and save the marks as a file."""
        self.session.click(self.find("button", "Keep: "))
        self.session.go(f"{self.root}tags/self-supervision/")
        self.wait("a pick that is still kept", "return seen('[data-mark=kept][aria-pressed=true]', 'article').length == 1")
        self.session.click(self.find("link", "Papers", within="header nav"))
        self.arrive("/papers/")
        if folds := self.session.run(SEEN + "return find('button', 'Filter', 'form')"):
            self.session.click(folds)
        self.session.click(self.wait("a choice of marks", "return document.querySelector('[name=shelf] [value=kept]')"))
        self.wait("the pick that is kept", "return find('status', '1 of ', 'form')")
        self.note("papers, kept", within=":is(.sl-find [role=status], .sl-papers li:not([hidden]) a)")
        if self.session.downloads:
            self.session.click(self.find("button", "Save as a file"))
            self.notes[MARKS] = [self.saved(self.session.downloads / "shelf.json")]
        self.session.go(f"{self.root}tags/self-supervision/")

    def saved(self, file: Path) -> str:
        """Return the text of a file that is being saved, and remove it. Raises `EngineError` where it does not come."""
        end = time.monotonic() + MAX_SECONDS
        while not file.is_file() or not (text := file.read_text(encoding="utf-8")):
            if time.monotonic() > end:
                raise EngineError(f"no {file.name} was saved")
            time.sleep(POLL_INTERVAL)
        file.unlink()
        return text

    def find(self, role: str, name: str, within: str = "body") -> dict[str, str]:
        """Return what is seen first with this role and this in its name, once it is there."""
        return self.wait(f"a {role} '{name}' in {within}", "return find(...arguments)", role, name, within)

    def arrive(self, path: str) -> None:
        self.wait(path, "return document.readyState == 'complete' && location.pathname == arguments[0]", path)

    def wait(self, wanted: str, script: str, *arguments: str) -> Any:
        end = time.monotonic() + MAX_SECONDS
        while time.monotonic() < end:
            if found := self.session.run(SEEN + script, *arguments):
                return found
            time.sleep(POLL_INTERVAL)
        raise EngineError(f"no sign of {wanted} after stop {list(self.notes)[-1]!r}")

    def note(self, stop: str, within: str = "body") -> None:
        """Write down what is seen at a stop, once it stands still: facts of the page, then roles with names, then words.

        Names are without spaces: WebKit forgets one where a line ends.
        """
        before: Any = None
        found: Any = None
        while not found or found != before:
            time.sleep(STILL)
            before, found = found, self.session.run(SEEN + "return look(arguments[0])", within)
        facts, elements, words = found
        roles = [f"{self.role(element)} {self.name(element)}" for element in elements]
        self.notes[stop] = [*facts, *roles, *words]

    def name(self, element: dict[str, str]) -> str:
        """Return the name of an element, without spaces."""
        return _OWN_WORDS.sub("", "".join(self.session.label(element).split()))

    def role(self, element: dict[str, str]) -> str:
        """Return the role of an element, as all engines call it; empty for what ARIA has none for."""
        role = self.session.role(element)
        return PLAIN_ROLES.get(role, role) if role.islower() else ""


def walks(name: str, root: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield each walk of an engine, as the window and system that it was in, and what was found at each stop."""
    for scheme in SCHEMES:
        with ENGINES[name](scheme) as session:
            for width in WIDTHS:
                session.resize(width)
                walk = Walk(session, root)
                walk.take()
                session.run("localStorage.clear(); sessionStorage.clear()")
                yield f"{width} px, {scheme}", walk.notes


def differences(name: str, found: dict[str, list[str]], wanted: dict[str, list[str]]) -> Iterator[str]:
    """Yield how an engine's walk differs from Chromium's, stop by stop; WebKit's driver saves no files."""
    for stop, notes in wanted.items():
        if stop not in found and stop == MARKS:
            continue
        yield from unified_diff(notes, found[stop], f"Chromium at {stop}", f"{name} at {stop}", n=1, lineterm="")


def main() -> int:
    """Walk with all engines, and return the exit status."""
    if not (SITE / "index.html").is_file():
        print("browsers: the site has not been built; run 'make browsers'", file=sys.stderr)
        return 1
    wanted: dict[str, dict[str, list[str]]] = {}
    failed = False
    with serve(SITE) as root:
        for name in ENGINES:
            try:
                ensure(name)
                for where, found in walks(name, root):
                    lines = list(differences(name, found, wanted.setdefault(where, found)))
                    outcome = "not as in Chromium" if lines else f"{len(found)} stops"
                    print(f"{name}, {where}: {outcome}", *lines, sep="\n  ", flush=True)
                    failed |= bool(lines)
            except (EngineError, OSError) as error:
                print(f"{name}: {error}", file=sys.stderr)
                failed = True
            if not wanted:
                break  # Without Chromium's walk there is nothing to hold the others to.
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
