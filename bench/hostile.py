"""`python -m bench hostile`: how long `shortlist check` takes for texts that mean harm, and how that grows with their size.

Each shape is a text that once took a reader of pages, headers or BibTeX more than linear time, or is of their kind. It takes the
place of one file in a small archive. What is measured is a whole `shortlist check`; the time of the sound archive is taken off
before the exponent is computed, so 1.0 is linear and 2.0 quadratic.

Exit status: 0 when every shape keeps within the budgets, 1 when one does not.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bench import measure
from bench.archive import make_archive
from bench.peers import PEERS
from bench.report import machine

PROJECT = Path(__file__).resolve().parents[1]
SMALL, LARGE = 20_000, 160_000
"""Bytes."""
MAX_EXPONENT, MAX_SECONDS, MAX_MEMORY = 1.2, 5.0, 500_000_000
MIN_SECONDS = 0.3
"""The time from which on growth is more than noise."""
TIME_LIMIT = 20
PAPERS = 10


@dataclass(frozen=True)
class Shape:
    """A kind of text, made as long as one asks."""

    name: str
    file: str
    """`page`, `header`, `issue`, or a path from the root of the archive."""
    text: Callable[[int], str]
    """`@cited` in it stands for a key that the page may cite."""


def repeated(piece: str, end: str = "") -> Callable[[int], str]:
    """Return what repeats a piece to a length."""
    return lambda length: piece * (length // len(piece + end)) + end * (length // len(piece + end))


def numbered(piece: str) -> Callable[[int], str]:
    """Return what repeats a piece to a length, with its number where it says {n}."""
    return lambda length: "".join(piece.replace("{n}", str(number)) for number in range(length // len(piece)))


def in_field(name: str, text: Callable[[int], str]) -> Callable[[int], str]:
    """Return what makes an entry of BibTeX with a text in one of its fields."""
    return lambda length: f"@misc{{x2021, {name} = {{{text(length)}}}}}\n"


def nested_macros(length: int) -> str:
    """Return BibTeX macros each of which is twice the one before."""
    lines = ['@string{a0 = "Words"}', *(f"@string{{a{n} = a{n - 1} # a{n - 1}}}" for n in range(1, length // 30))]
    return "\n".join(lines) + "\n@misc{bomb2021, title = a30, author = {Example, Ada}, year = 2021, url = {https://example.org}}\n"


SHAPES = (
    Shape("brackets", "page", repeated("[", "](x)")),
    Shape("open brackets", "page", repeated("[")),
    Shape("open brackets of images", "page", repeated("![")),
    Shape("open brackets by line", "page", repeated("[a\n")),
    Shape("open links", "page", repeated("[a](")),
    Shape("open citations", "page", repeated("[@a ")),
    Shape("citations in brackets", "page", repeated("[@a", "]")),
    Shape("links", "page", repeated("[a](b) ")),
    Shape("links with spaces", "page", repeated("[a](x    y)\n")),
    Shape("quotes after a definition", "page", lambda length: "[a]: " + '"' * length),
    Shape("definitions with quotes", "page", numbered('[a{n}]: x "\n')),
    Shape("abbreviations", "page", numbered("*[A{n}]: words\n")),
    Shape("attribute list", "page", lambda length: "{" + " " * (length // 2) + "." * (length // 2)),
    Shape("attribute list of a heading", "page", lambda length: "## a {" + "." * length),
    Shape("blank lines", "page", repeated("\n")),
    Shape("spaces", "page", repeated(" ", "x")),
    Shape("lines of code", "page", repeated("    x\n")),
    Shape("fences that stay open", "page", repeated("```\n\n~~~\n\n")),
    Shape("fences before blank lines", "page", lambda length: "```a\n~~~b\n" * 90 + "\n" * (length - 900)),
    Shape("fences before words", "page", lambda length: "```a\n~~~b\n" * 90 + "Words.\n" * (length // 7 - 120)),
    Shape("backticks", "page", repeated("`")),
    Shape("backticks, ever more", "page", lambda length: " ".join("`" * n for n in range(1, math.isqrt(2 * length)))),
    Shape("dollars", "page", repeated("$")),
    Shape("dollars with letters", "page", repeated("$a ")),
    Shape("open display formulas", "page", repeated("$$a\n")),
    Shape("display formulas", "page", repeated("$$\na\n$$\n\n")),
    Shape("formulas", "page", repeated("$a$ ")),
    Shape("a formula of braces", "page", lambda length: "$" + "{" * (length // 2) + "}" * (length // 2) + "$"),
    Shape("headings of one name", "page", repeated("## A\n\n")),
    Shape("number signs", "page", repeated("#")),
    Shape("spaces in a heading", "page", lambda length: "# a" + " " * length + "b"),
    Shape("number signs in a heading", "page", lambda length: "# a" + "#" * length + "b"),
    Shape("escapes in a heading", "page", lambda length: "# a" + "\\" * 4900 + "x " * (length // 2) + "b"),
    Shape("spaces by the thousand", "page", lambda length: ("# a" + " " * 990 + "b\n\n") * (length // 1000)),
    Shape("a comment of dashes", "page", lambda length: "<!-- " + "-" * length + " x"),
    Shape("comments of dashes", "page", lambda length: ("<!-- " + "-" * 990 + " x -->\n") * (length // 1000)),
    Shape("list markers", "page", repeated("- ")),
    Shape("numbered markers", "page", repeated("1. ")),
    Shape("quotations", "page", repeated("> ")),
    Shape("stars", "page", repeated("*")),
    Shape("stars with letters", "page", repeated("*a **b ")),
    Shape("underscores", "page", repeated("_a")),
    Shape("bars", "page", repeated("|")),
    Shape("rows", "page", lambda length: "|a|b|\n|-|-|\n" + "|a|b|\n" * (length // 6)),
    Shape("tags", "page", repeated("<b>")),
    Shape("open tags", "page", repeated("<a ")),
    Shape("open comments", "page", repeated("<!-- ")),
    Shape("entities", "page", repeated("&amp")),
    Shape("captions that stay open", "page", repeated("/// caption\n")),
    Shape("definitions of terms", "page", repeated("a\n:   b\n")),
    Shape("footnotes", "page", numbered("[^{n}] ")),
    Shape("backslashes", "page", repeated("\\")),
    Shape("one word", "page", repeated("a")),
    Shape("sentences", "page", repeated("A b. ")),
    Shape("a sentence of spaces", "page", lambda length: "Cites [@cited] x" + " " * length + "y."),
    Shape("a sentence of marks", "page", lambda length: "Cites [@cited] " + "( " * (length // 2) + "."),
    Shape("stops in a sentence", "page", lambda length: "Cites [@cited]" + "." * length),
    Shape("quotes in a sentence", "page", lambda length: "Cites [@cited]." + "'" * length),
    Shape("citations in a sentence", "page", repeated("[@cited]")),
    Shape("number signs and spaces", "page", lambda length: "# " + " #" * (length // 2)),
    Shape("unknown keys", "page", numbered("[@key{n}] ")),
    Shape("words with handles", "page", repeated("@a ")),
    Shape("attribute lists", "page", repeated("*a*{ #b }\n")),
    Shape("refused tags", "page", repeated("<s onclick=x>a</s> ")),
    Shape("refused addresses", "page", repeated("<x:y> ")),
    Shape("an attribute of a tag", "page", lambda length: "<s" + " a" * (length // 2) + ">"),
    Shape("a tag of spaces", "page", lambda length: "<s a" + " " * length + "b"),
    Shape("half-written tags", "page", repeated("<a b='")),
    Shape("lines of a quotation", "page", repeated("> a\n")),
    Shape("terms", "page", repeated("a\n:   b\n\n")),
    Shape("tabs", "page", repeated('=== "a"\n\n    b\n\n')),
    Shape("colons", "page", repeated(":")),
    Shape("braces of templates", "page", repeated("{{ ")),
    Shape("tildes", "page", repeated("~~a ")),
    Shape("addresses", "page", repeated("http://a ")),
    Shape("sources of a chatbot", "page", repeated("【a")),
    Shape("references of a chatbot", "page", repeated(":contentReference[")),
    Shape("widths of images", "page", lambda length: "![" * (length // 6) + "|1" * (length // 3)),
    Shape("words that are indented", "page", lambda length: "Words.\n\n    The" + " aaa" * (length // 4) + " ="),
    Shape("duplicate tags", "tags", repeated("NLP, ")),
    Shape("unknown tags", "tags", numbered("t{n}, ")),
    Shape("tags in the wrong case", "tags", repeated("nlp, ")),
    Shape("follow-ups out of order", "header", lambda length: "since:\n" + "".join(
        f"  - {{date: {2500 - n % 500}-01-01, text: A}}\n" for n in range(length // 34))),
    Shape("lists in lists", "header", repeated("[")),
    Shape("maps in maps", "header", lambda length: "".join(" " * n + "a:\n" for n in range(math.isqrt(2 * length)))),
    Shape("unknown fields", "header", numbered("field{n}: 1\n")),
    Shape("duplicate picks", "picks", repeated("p, ")),
    Shape("entries that stay open", "bib/references.bib", numbered("@article{x{n},title={x")),
    Shape("braces", "bib/references.bib", in_field("title", lambda length: "{" * (length // 2) + "}" * (length // 2))),
    Shape("macros of macros", "bib/references.bib", nested_macros),
    Shape("authors", "bib/references.bib", in_field("author", lambda length: " and ".join(["A, B"] * (length // 9)))),
    Shape("commas between names", "bib/references.bib", in_field("author", repeated("a, "))),
    Shape("commands", "bib/references.bib", in_field("title", repeated("\\'"))),
    Shape("dollars in a title", "bib/references.bib", in_field("title", repeated("$a"))),
    Shape("digits of pages", "bib/references.bib", in_field("pages", repeated("1"))),
    Shape("names of the arXiv", "bib/references.bib", in_field("note", repeated("arxiv"))),
    Shape("a key", "bib/references.bib", lambda length: f"@misc{{{'x' * length}, title={{A}}}}"),
    Shape("tags of the vocabulary", "data/tags.yml", lambda length: "Topics:\n" + numbered("  t{n}: Words.\n")(length)),
    Shape("redirects", "data/redirects.yml", numbered("2021-01/p{n}/: 2021-02/p{n}/\n")),
    Shape("words of a venue", "data/venues.yml", lambda length: (
        f"series: {{A: {{bees: '{'bee ' * (length // 4)}'}}}}\n")),
)


def main(arguments: Sequence[str]) -> int:
    """Print the table, and return the exit status."""
    parser = argparse.ArgumentParser("python -m bench hostile", description=__doc__.splitlines()[0])
    parser.add_argument("shapes", nargs="*", metavar="WORD", help="measure the shapes with this word in their names only")
    wanted = parser.parse_args(arguments).shapes
    shapes = [shape for shape in SHAPES if not wanted or any(word in shape.name for word in wanted)]
    print(machine(), flush=True)
    with TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(Path(folder))
        print(f"\n`shortlist check` of a sound archive of {PAPERS} papers: {bench.base:.2f} s; beyond that:\n")
        print(f"{'shape':<30} {'20 kB':>8} {'160 kB':>8} {'exponent':>9} {'memory':>9}")
        kept = [bench.print_row(shape) for shape in shapes]
    print(f"\n{sum(kept)} of {len(kept)} shapes within exponent {MAX_EXPONENT}, {MAX_SECONDS:.0f} s and {MAX_MEMORY // 10**6} MB")
    return 0 if all(kept) else 1


class Bench:
    """A small archive, one file of which is exchanged for each shape."""

    def __init__(self, folder: Path) -> None:
        groups = yaml.safe_load((PROJECT / "data/tags.yml").read_text(encoding="utf-8"))
        archive = make_archive(PAPERS, 1, [tag for group in groups.values() for tag in group])
        self.folder = folder / "archive"
        self.log = folder / "log"
        PEERS["ours"].write(self.folder, archive, PROJECT)
        paper = archive.papers[0]
        self.key = paper.works[0].key
        self.page = self.folder / f"docs/{paper.issue}/{paper.slug}.md"
        self.issue = self.folder / f"docs/{paper.issue}/index.md"
        self.base = min(self.check()[0] for _ in range(3))

    def check(self) -> tuple[float, int]:
        """Return the seconds of the processor and the peak memory, in bytes, of one check."""
        command = [sys.executable, "-m", "shortlist", "check"]
        limit = shutil.which("timeout")
        done = measure.build([limit, str(TIME_LIMIT), *command] if limit else command, self.folder, dict(os.environ), self.log)
        if done["status"] < 0 or "Traceback" in self.log.read_text(encoding="utf-8", errors="replace"):
            return math.inf, int(done["memory"])
        return done["processor"], int(done["memory"])

    def print_row(self, shape: Shape) -> bool:
        """Measure a shape in both sizes; return whether it keeps within the budgets."""
        (small, _), (large, memory) = (self.check_with(shape, size) for size in (SMALL, LARGE))
        grown = math.log(large / max(small, 0.01)) / math.log(LARGE / SMALL) if MIN_SECONDS < large < math.inf else 0.0
        kept = grown <= MAX_EXPONENT and large <= MAX_SECONDS and memory <= MAX_MEMORY
        exponent = f"{grown:.1f}" if grown else "-"
        row = f"{shape.name:<30} {small:>6.2f} s {large:>6.2f} s {exponent:>9} {memory // 10**6:>6} MB"
        print(row if kept else f"{row}  !", flush=True)
        return kept

    def check_with(self, shape: Shape, size: int) -> tuple[float, int]:
        """Return seconds beyond those of the sound archive, and the peak memory, with the shape's text in its place."""
        path, text = self._placed(shape, shape.text(size).replace("@cited", f"@{self.key}"))
        before = path.read_bytes() if path.is_file() else None
        path.write_text(text, encoding="utf-8")
        try:
            seconds, memory = self.check()
        finally:
            path.unlink() if before is None else path.write_bytes(before)
        return max(0.0, seconds - self.base), memory

    def _placed(self, shape: Shape, text: str) -> tuple[Path, str]:
        """Return the file that the shape changes, and its new text."""
        page = self.page.read_text(encoding="utf-8")
        _, header, body = page.split("---\n", 2)
        lines = [line for line in header.splitlines() if not line.startswith("tags:")]
        match shape.file:
            case "page":
                return self.page, f"{page}\n\n{text}\n"
            case "header":
                return self.page, f"---\n{header}{text}\n---\n{body}"
            case "tags":
                return self.page, "\n".join(["---", *lines, f"tags: [{text}]", "---", body])
            case "picks":
                header = f"issue: {self.issue.parent.name}\npublished: 2021-01-01\ngist: A.\npicks: [{text}]"
                return self.issue, f"---\n{header}\n---\n"
        path = self.folder / shape.file
        return path, path.read_text(encoding="utf-8") + text if path.suffix == ".bib" else text
