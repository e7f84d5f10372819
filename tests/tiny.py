"""A tiny site, sound as it stands, that a test breaks in one place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from shortlist.checks import check, hints
from shortlist.model import Library, Note, Notes

TAGS = "Topics:\n  NLP: Text.\n  Vision: Images.\n"

BIBLIOGRAPHY = """\
@article{ada2020first,
  title = {A First {Paper}},
  author = {Example, Ada and Example, Zo{\\"e}},
  journal = {Journal of Examples},
  year = {2020},
  doi = {10.1000/first}
}

@misc{bob2021second,
  title = {A Second Paper},
  author = {Example, Bob},
  year = {2021},
  eprint = {2101.00001},
  archiveprefix = {arXiv}
}
"""

SETTINGS = """\
site_name: Tiny
site_url: https://example.org/
theme:
  name: material
  custom_dir: {overrides}
  font: false
nav:
  - Home: index.md
not_in_nav: "*"
plugins:
  - bibtex:
      bib_file: bib/references.bib
      enable_inline_citations: false
  - shortlist:
      cards: false
  - tags:
      listings: false
  - search
markdown_extensions: [attr_list, footnotes, tables, toc, admonition, pymdownx.superfences, pymdownx.blocks.caption, shortlist.maths]
validation:
  links: {{not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}}
"""

ROOT = Path(__file__).resolve().parent.parent

FILLER = "Plain words that fill the page. " * 50
"""300 words."""

FIRST = {"paper": "ada2020first", "gist": "The first paper.", "tags": ["NLP"]}
SECOND = {"paper": "bob2021second", "gist": "The second paper.", "tags": ["Vision"]}
ISSUE: dict[str, Any] = {
    "issue": "2021-04",
    "published": "2021-04-06",
    "gist": "Two papers.",
    "picks": ["first", "second"],
}


def not_on_windows(reason: str) -> pytest.MarkDecorator:
    """Skip there, and say why. CI runs there what needs no browser."""
    return pytest.mark.skipif(sys.platform == "win32", reason=f"on Windows {reason}")


class TinySite:
    """Two summaries in one issue, every rule kept. Methods change one thing and write it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("mkdocs.yml", SETTINGS.format(overrides=(ROOT / "overrides").as_posix()))
        self.write("data/tags.yml", TAGS)
        self.write("bib/references.bib", BIBLIOGRAPHY)
        self.write("docs/index.md", "---\ntitle: Home\ntemplate: home.html\n---\n\nWelcome.\n")
        self.issue()
        self.summary("first", FIRST)
        self.summary("second", SECOND)

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def issue(self, body: str = "Editorial.", folder: str = "2021-04", **fields: Any) -> None:
        self.write(f"docs/{folder}/index.md", page(ISSUE | fields, body))

    def summary(self, slug: str, header: dict[str, Any], why: str = "", folder: str = "2021-04", body: str | None = None) -> None:
        """A summary whose text is sound but for `why`, which begins its first section, or the whole `body`."""
        text = body if body is not None else f"## Why\n\n{why}\n\nIt cites [@{header['paper']}].\n\n## Key insights\n\n{FILLER}\n"
        self.write(f"docs/{folder}/{slug}.md", page(header, text))

    def only_picks(self, number: int) -> list[str]:
        """Makes this many summaries the picks of the issue, and no others; returns their slugs."""
        slugs = [f"p{rank}" for rank in range(number)]
        for name in ("first", "second"):
            (self.root / f"docs/2021-04/{name}.md").unlink()
        form = "@misc{{k{0}, title = {{Title {0}}}, author = {{Example, Ada}}, year = {{2021}}, url = {{https://example.org/{0}}}}}\n"
        self.write("bib/references.bib", self.read("bib/references.bib") + "".join(map(form.format, slugs)))
        for slug in slugs:
            self.summary(slug, {"paper": f"k{slug}", "gist": f"Gist of {slug}.", "tags": ["NLP"]})
        self.issue(picks=slugs)
        return slugs

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def problems(self) -> list[str]:
        """What `shortlist check` prints, line by line."""
        return [str(problem) for problem in check(self.root)[1]]

    def hints(self) -> list[str]:
        return [str(hint) for hint in hints(check(self.root)[0])]

    def codes(self) -> list[str]:
        return [problem.code for problem in check(self.root)[1]]

    def library(self) -> Library:
        """The library of a site that must be sound."""
        library, problems = check(self.root)
        assert problems == []
        return library


def notes_of(library: Library, address: str) -> Notes:
    """All follow-ups as pages show them, each leading to one address."""

    def notes(id: str) -> list[Note]:
        newest_first = sorted(library.summaries[id].since, key=lambda note: note.date, reverse=True)
        return [Note(note.date, note.text, "Second", address) for note in newest_first]

    return {id: notes(id) for id in library.summaries}


def page(header: dict[str, Any], body: str) -> str:
    """A page with its header, in the order given."""
    lines = yaml.safe_dump(header, sort_keys=False, allow_unicode=True, default_flow_style=None, width=1000)
    return f"---\n{lines.replace(chr(39) + '2021-', '2021-').replace(chr(39), '')}---\n\n{body}"
