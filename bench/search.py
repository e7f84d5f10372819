"""`python -m bench search`: our search, stock Material's and Pagefind on the readers' queries of the tests, in one browser.

All have the same pages, those of our index, and the same words of them. The peers are given what else ours finds a page by, too:
identifiers, names, short venues, the words of the address.

- Material: MkDocs with its theme and the plugins `search` and `tags`, as they come. Queries go into its box, and its worker
  (lunr) answers.
- Pagefind indexes the built site. Tuned: only the text of these pages, without references, formulas and menus; names and titles
  weigh 10, authors and identifiers 8, tags 5, the gist 4. Its ranking options are left alone.

A page is right if the table names it. Where it names none, an answer is right that is empty, or says that words are missing.

Exit status: 0; 1 when something is missing or a build failed.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.paint import NoBrowser, find_browser
from bench.report import align, kilobytes, machine
from shortlist.exports.search import HEADS, WORDS
from tools.browser import QUIET
from tools.host import serve

PROJECT = Path(__file__).resolve().parents[1]
TABLES = sorted((PROJECT / "tests" / "fixtures").glob("search-queries*.tsv"))
MKDOCS = (sys.executable, "-m", "mkdocs", "build", "--quiet")
PAGEFIND = "pagefind@1"
NO_TEXT = re.compile(r"\A---\n.*?\n---\n|^# [^\n]*|^## References\n.*", re.DOTALL | re.MULTILINE)
"""Header, title and references of a page's Markdown."""
IGNORED = ".sl-rows, .citation, .references, nav, math, .sl-links, .sl-quiet, .sl-label"

OURS = """async () => {
  const read = async name => (await fetch(`search/${name}.json`)).json()
  await new Promise(resolve => document.head.append(Object.assign(
    document.createElement("script"), { src: "assets/search-engine.js", onload: resolve })))
  const heads = await read("search_index")
  makeSearch(heads)("first answer")
  const search = makeSearch(heads, await read("words"))
  window.answer = async query => search(query).pages.slice(0, 3).map(page => [page.address, !page.missing.length])
}"""
NOTE_WORKER = """window.Worker = class extends Worker {
  constructor(...given) {
    super(...given)
    window.ready = new Promise(resolve => this.addEventListener("message", ({ data: { type, data } }) => {
      if (type === 1) resolve()
      if (type === 3) window.answered(data.items.slice(0, 3).map(([{ location }]) => [location.split("#")[0], true]))
    }))
  }
}
window.answered = () => {}"""
MATERIAL = """async () => {
  await window.ready
  const box = document.querySelector("[data-md-component=search-query]")
  window.answer = query => new Promise(resolve => {
    window.answered = resolve
    setTimeout(() => resolve([]), 3000) // To what it takes for no question, or for the last one.
    box.value = query
    for (const name of ["focus", "input", "keyup"]) box.dispatchEvent(new Event(name))
  })
}"""
TUNED_PAGEFIND = """async () => {
  const pagefind = await import(new URL("pagefind/pagefind.js", location))
  await pagefind.init()
  window.answer = async query => {
    const { results } = await pagefind.search(query)
    const pages = await Promise.all(results.slice(0, 3).map(result => result.data()))
    return pages.map(({ url }) => [url.replace(/^\\/|index.html$/g, ""), true])
  }
}"""
ASK = """async queries => {
  const answers = [], times = []
  for (const query of queries) {
    const start = performance.now()
    answers.push(await answer(query))
    times.push(performance.now() - start)
  }
  return [answers, times.sort((a, b) => a - b)[times.length >> 1]]
}"""


class Failure(Exception):
    """Something is missing, or a command failed; the message says what."""


def run(*command: str, folder: Path = PROJECT) -> None:
    """Runs a command; raises `Failure` with the end of what it said."""
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "CARDS": "false"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise Failure(f"{' '.join(command)}: {(done.stdout + done.stderr)[-500:]}")


def documents(ours: Path) -> list[dict[str, Any]]:
    """The pages of our index, each with its gist, and with what else finds it."""
    heads, words = (json.loads((ours / path).read_text(encoding="utf-8")) for path in (HEADS, WORDS))
    pages = zip(heads["docs"], words["gists"], words["also"], strict=True)
    return [{"name": "", "venue": "", "tags": []} | head | {"gist": gist, "also": also} for head, gist, also in pages]


def last_part(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2].replace("-", " ")


def build_ours(folder: Path, ours: Path) -> None:
    shutil.copytree(ours, folder / "site")


def build_material(folder: Path, ours: Path) -> None:
    for page in documents(ours):
        source = folder / "docs" / page["location"] / "index.md"
        markdown = ours / page["location"] / "index.md"
        # The text of a tag's page is its gist.
        body = NO_TEXT.sub("", markdown.read_text(encoding="utf-8")) if markdown.is_file() else ""
        about = [*map(page.get, ("name", "authors", "venue", "also", "gist")), last_part(page["location"])]
        source.parent.mkdir(parents=True, exist_ok=True)
        head = json.dumps({"title": page["title"], "tags": page["tags"]}, ensure_ascii=False)
        text = f"---\n{head}\n---\n\n# {page['title']}\n\n{'. '.join(filter(None, about))}\n\n{body}"
        source.write_text(text, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: Stock\ntheme: {name: material, font: false}\nplugins: [search, tags]\n"
        "markdown_extensions: [tables, attr_list, md_in_html]\n",
        encoding="utf-8",
    )
    run(*MKDOCS, folder=folder)


def build_pagefind(folder: Path, ours: Path) -> None:
    shutil.copytree(ours, folder / "site")
    weights = {"<h1": 10, '<div class="sl-authors"': 8, '<ul class="sl-tags"': 5, '<p class="sl-gist"': 4}
    for page in documents(ours):
        path = folder / "site" / page["location"] / "index.html"
        html = path.read_text(encoding="utf-8")
        for tag, weight in weights.items():
            html = html.replace(tag, f"{tag} data-pagefind-weight={weight}")
        also = (
            f'<p data-pagefind-weight="10">{escape(page["name"])} {last_part(page["location"])}</p>'
            f'<p data-pagefind-weight="8">{escape(page["also"])} {escape(page["venue"])}</p>'
        )
        path.write_text(re.sub(r"<article([^>]*)>", rf"<article\1 data-pagefind-body>{also}", html, count=1), encoding="utf-8")
    if not shutil.which("npm"):
        raise Failure("no npm, which fetches Pagefind")
    run("npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), PAGEFIND, folder=folder)
    command = str(folder / "node_modules" / ".bin" / "pagefind")
    run(command, "--site", str(folder / "site"), "--exclude-selectors", IGNORED, folder=folder)
    # Our policy lets no WebAssembly run, which Pagefind is made of.
    (folder / "site" / "index.html").write_text("<!doctype html><title>Pagefind</title>", encoding="utf-8")


ENGINES: dict[str, tuple[str, Callable[[Path, Path], None]]] = {
    "ours": (OURS, build_ours),
    "Material": (MATERIAL, build_material),
    "Pagefind": (TUNED_PAGEFIND, build_pagefind),
}
"""Name → JavaScript that makes `answer`, from a query to its first three addresses, each with whether it has all words, and
what makes the site, given a folder for it and the site of ours."""


def ask(page: Any, prepare: str, site: Path, queries: Sequence[str]) -> tuple[list[Any], float, dict[str, int]]:
    """The answers, the median of milliseconds, and for the first query each file that was fetched, with its bytes compressed."""
    fetched: list[str] = []
    with serve(site) as root:
        page.on("request", lambda request: fetched.append(request.url.removeprefix(root).partition("?")[0]))
        page.add_init_script(NOTE_WORKER)
        page.goto(root)
        page.evaluate(prepare)
        page.evaluate(ASK, ["attention"])
        files = {name for name in fetched if re.search(r"search|pagefind/", name) and not name.endswith("assets/search.js")}
        answers, milliseconds = page.evaluate(ASK, queries)
    raw = {name: (site / name).read_bytes() for name in files if (site / name).is_file()}
    return answers, milliseconds, {name: min(len(data), len(gzip.compress(data, 6))) for name, data in raw.items()}


def is_right(answer: Sequence[tuple[str, bool]], expected: str, among: int) -> bool:
    if expected == "(none)":
        return not answer or not answer[0][1]
    return any(address in expected.split(" | ") for address, _ in answer[:among])


def table(asked: Sequence[Sequence[str]], found: dict[str, tuple[list[Any], float, dict[str, int]]]) -> str:
    """One row a category, then the sums, the bytes and the time."""

    def share(rows: Sequence[int], answers: Sequence[Any], among: int) -> str:
        return f"{100 * sum(is_right(answers[row], asked[row][2], among) for row in rows) / len(rows):.1f} %"

    rows = [["first page is right", "n", *found]]
    kinds: dict[str, list[int]] = {}
    for number, (category, _, expected, _) in enumerate(asked):
        kinds.setdefault("nothing" if expected == "(none)" else category, []).append(number)
    nothing = kinds.pop("nothing")
    every = [number for numbers in kinds.values() for number in numbers]
    tables = {f"all of {file.stem}": [number for number in every if asked[number][3] == file.stem] for file in TABLES}
    for kind, numbers in (kinds | tables | {"all of these": every, "nothing to be found": nothing}).items():
        rows.append([kind, str(len(numbers)), *(share(numbers, answers, 1) for answers, _, _ in found.values())])
    rows.append(["among the first three", str(len(every)), *(share(every, answers, 3) for answers, _, _ in found.values())])
    first = [sum(size for name, size in files.items() if not name.endswith("words.json")) for _, _, files in found.values()]
    rows.append(["bytes to a first answer", "", *map(kilobytes, first)])
    rows.append(["bytes to a whole answer", "", *(kilobytes(sum(files.values())) for _, _, files in found.values())])
    rows.append(["time a query, median", "", *(f"{milliseconds:.1f} ms" for _, milliseconds, _ in found.values())])
    return align(rows)


def main() -> int:
    """Prints one table: categories, then all that have an answer, bytes and times."""
    from playwright.sync_api import sync_playwright

    lines = ((line, file.stem) for file in TABLES for line in file.read_text(encoding="utf-8").splitlines()[1:])
    asked = [(*line.split("\t"), stem) for line, stem in lines]
    print(machine(), flush=True)
    found = {}
    try:
        with TemporaryDirectory(prefix="bench-search-") as folder, sync_playwright() as playwright:
            ours = Path(folder) / "built"
            run(*MKDOCS, "--site-dir", str(ours))
            browser = playwright.chromium.launch(executable_path=find_browser(PROJECT), args=QUIET)
            for name, (prepare, build) in ENGINES.items():
                build(Path(folder) / name, ours)
                found[name] = ask(browser.new_page(), prepare, Path(folder) / name / "site", [row[1] for row in asked])
            browser.close()
    except (Failure, NoBrowser) as reason:
        print(reason, file=sys.stderr)
        return 1
    print(table(asked, found), end="")
    return 0
