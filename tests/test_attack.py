"""Files that once crashed, held up, emptied, or fooled a command: each is read in a second and ends in problems with places."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.authoring.commands import shortlist_here
from tests.tiny import FIRST, ROOT, TinySite

ATTACK = ROOT / "tests/fixtures/attack"
EXPECTED: dict[str, list[str]] = {
    "bib-pages-5000-digits.bib": [],
    "bib-string-bomb.bib": ["bib/references.bib:23:14: B301 macro 'a7' cannot be read: it stands for more than 1,000 characters"],
    "empty-header-about.md": ["docs/about.md:1:1: F108 expected fields such as 'title: …', found empty"],
    "gist-right-to-left-override.yml": ["docs/2021-04/first.md:3:7: F128"],
    "publish-with-todo.md": ["docs/2021-04/first.md:10:7: S505", "docs/2021-04/first.md:10:21: C201"],
    "recursion-cases.md": ["docs/2021-04/second.md:13:10: F125"],
    "recursion-list-markers.md": ["docs/2021-04/second.md:13:1: F147"],
    "redos-attribute-list.md": ["F147 more than 1,000 signs '.' stand in a row"],
    "unchecked-links.md": ["F127 address 'javascript:alert(1)'", "F138 a page may not hold '<script>'", "may not hold '<meta>'"],
}
"""What is said at least; nothing where a file does no harm."""
FILES = sorted(ATTACK.iterdir(), key=lambda path: path.name)
LOCATED = re.compile(r"[^:]+:\d+:\d+: [A-Z]\d{3} .+")


def place(site: TinySite, path: Path) -> None:
    """Put a file where it does harm."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".bib":
        site.write("bib/references.bib", site.read("bib/references.bib") + text)
    elif path.suffix == ".yml":
        site.replace("docs/2021-04/first.md", "gist: The first paper.\n", text)
    elif path.name.endswith("about.md"):
        site.write("docs/about.md", text)
    elif text.startswith("---"):
        site.write(f"docs/2021-04/{'second' if 'bob2021' in text[:40] else 'first'}.md", text)
    else:
        site.summary("first", FIRST, text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_attack_is_told_in_time(path: Path, tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    place(site, path)
    start = time.process_time()
    problems = site.problems()
    assert time.process_time() - start < 5
    assert all(map(LOCATED.fullmatch, problems))
    for expected in EXPECTED.get(path.name, []):
        assert any(expected in problem for problem in problems), problems
    if EXPECTED.get(path.name) == []:
        assert problems == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_outlive_an_attack(path: Path, tmp_path: Path) -> None:
    site = TinySite(tmp_path)
    place(site, path)
    for command in (("fmt",), ("check", "--fix"), ("list", "papers"), ("list", "unused"), ("publish", "2021-04")):
        done = shortlist_here(site.root, *command)  # An exception would be the test's.
        assert done.returncode in (0, 1)
