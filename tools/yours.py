"""`make yours NAME="…"`: turns a fresh clone into the beginning of another selection, which git then shows.

The name goes wherever this one's stood, home and about become short drafts whose TODOs `shortlist check` names, and issues,
bibliography, tags, terms, figures, pictures and the list of changes are gone from what is published. The issues are kept in
`tests/fixtures/archive/`, as pages for the tests of the engine to open. The engine, its package and its command stay `shortlist`.

    python -m tools.yours "Robotics Monthly" --accent "#1f5f8b" --license CC-BY-SA-4.0 --sections "Why, How" --words 200-600
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from shortlist.authoring.files import CannotChange, changes
from shortlist.reading.colors import TOKENS, read_colors
from shortlist.reading.settings import SETTINGS, settings_of
from shortlist.reading.yaml import as_yaml
from shortlist.text import HIDDEN, counted
from tools import icons

ROOT = Path(__file__).resolve().parents[1]
KEPT = "tests/fixtures/archive"
MAX_LENGTH = 60
"""Characters of a name: what the header of a page and a share card hold."""
MIN_CONTRAST = 4.5
"""Of text to its ground. Source: WCAG 2.2, success criterion 1.4.3."""

_OF_SETTINGS = (SETTINGS, "tests/exit/mkdocs.yml")
_WITH_ACCENT = (f"overrides/{TOKENS}", "overrides/assets/feed.css", "src/shortlist/exports/mail.css")
_HOUSE = {"__init__.py", "__main__.py", "house.py"}
_OWN_TESTS = ("tests/archive", "tests/tools/test_yours.py")
_OWN_PAGES = ("docs/five-years-on.md", "docs/paths.md")


def main(arguments: list[str]) -> int:
    """Make this clone another selection; return the exit status."""
    parser = argparse.ArgumentParser(prog="make yours", description='make yours NAME="Robotics Monthly", and with options:')
    parser.add_argument("name", help='NAME="…", what it is called')
    parser.add_argument("--accent", default="", help='ACCENT="#1f5f8b", the color of links in the light scheme')
    parser.add_argument("--license", default="", help="LICENSE=CC-BY-4.0, of the texts; one of Creative Commons")
    parser.add_argument("--sections", default="", help='SECTIONS="Why, Key insights", that a summary must have')
    parser.add_argument("--words", default="", help="WORDS=250-900, how many a summary may have")
    wanted = parser.parse_args(arguments)
    try:
        with changes(ROOT):  # No other command runs meanwhile, and of two of these the second finds a selection of its own.
            make_yours(wanted)
    except CannotChange as refusal:
        print(f"yours: {refusal.message}", file=sys.stderr)
        return 1
    print(f"This is {wanted.name.strip()} now. Look at it with 'git diff --staged -M', and take it back with 'git reset --hard'.")
    print("next: write what 'make check' names, and your topics in data/tags.yml; then 'shortlist new', as README.md says")
    return 0


def make_yours(wanted: argparse.Namespace) -> None:
    """Check everything, then change everything. Raises `CannotChange`, with nothing changed, for what cannot be meant."""
    name = sound_name(wanted.name)
    refuse_unfit_clone()
    settings = {path: with_options((ROOT / path).read_text(encoding="utf-8"), name, wanted) for path in _OF_SETTINGS}
    refuse_unfit_settings(settings[SETTINGS])
    colors = pair_for(wanted.accent) if wanted.accent else None
    keep_sample()
    drop_content()
    for path, text in (*settings.items(), *texts(name, settings[SETTINGS])):
        (ROOT / path).write_text(text, encoding="utf-8", newline="\n")
    if colors:
        set_accent(*colors)
        icons.main()
    git("add", "--all")


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise CannotChange(f"'git {arguments[0]}' says: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def sound_name(name: str) -> str:
    """Return the name without white space around it. Raises `CannotChange` for one that no page could show."""
    name = name.strip()
    if not re.search(r"\w", name):
        raise CannotChange('a name needs a letter or digit; expected NAME="Robotics Monthly"')
    if not name.isprintable() or HIDDEN.search(name):
        raise CannotChange("the name holds a line break, or a character that nobody sees; write it on one line")
    if len(name) > MAX_LENGTH:
        raise CannotChange(f"the name has {len(name)} characters; at most {MAX_LENGTH} fit the head of a page")
    return name


def refuse_unfit_clone() -> None:
    """Raises `CannotChange` unless git can show, and take back, every change, and this was not done before."""
    if (ROOT / KEPT).exists():
        name = settings_of(ROOT)[0].site_name
        raise CannotChange(f"this is a selection of its own already, '{name}'; mkdocs.yml holds its name and options")
    if Path(git("rev-parse", "--show-toplevel").strip()) != ROOT:
        raise CannotChange("the folder is no clone of its own; run this in a fresh 'git clone'")
    if changed := git("status", "--porcelain").splitlines():
        count = counted(len(changed), "uncommitted change")
        raise CannotChange(f"{count}, such as '{changed[0].strip()}'; commit or stash them first")


# Settings


def with_options(text: str, name: str, wanted: argparse.Namespace) -> str:
    """Return settings with the name and the options that were given. Raises `CannotChange` for words that are no range."""
    words = re.fullmatch(r"\s*(\d+)\s*(?:-|–|,|\s)\s*(\d+)\s*", wanted.words or "250-900")
    if not words:
        raise CannotChange(f"WORDS is '{wanted.words}'; expected the least and the most, as in WORDS=250-900")
    sections = [section.strip() for section in (wanted.sections or "Why, Key insights").split(",")]
    values = {
        "site_name": as_yaml(name),
        "site_description": "A monthly selection of papers, with summaries that say why each matters and how it works.",
        "      authority": '""      # A domain and a year in which it was yours, "example.org,2026"; set it first.',
        "      license": wanted.license or "CC-BY-4.0",
        "      sections": as_yaml(sections),
        "      words": f"[{words[1]}, {words[2]}]",
    }
    for option, value in values.items():
        line = re.compile(rf"^({option}:) .*?(  +#.*)?$", re.MULTILINE)
        text = line.sub(lambda old, value=value: f"{old[1]} {value}{'' if '#' in value else old[2] or ''}", text)  # type: ignore[misc]
    for page in _OWN_PAGES:
        text = text.replace(f"  /{Path(page).name}\n", "")
    return text


def refuse_unfit_settings(text: str) -> None:
    """Raises `CannotChange` with what the engine says of an option."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / SETTINGS).write_text(text, encoding="utf-8")
        for problem in settings_of(Path(folder))[1]:
            raise CannotChange(problem.message)


# Color


def pair_for(color: str) -> tuple[str, str]:
    """Return the accent of the light scheme as it was given, and the one of the dark scheme: as much lighter as it takes.

    Raises `CannotChange` for what is no color, and for one that is too faint on the light ground, with the nearest that is not.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        raise CannotChange(f"ACCENT is '{color}'; expected a color of six digits, as in ACCENT=\"#1f5f8b\"")
    tokens = read_colors((ROOT / "overrides" / TOKENS).read_text(encoding="utf-8"))
    on_light, on_dark = zip(tokens["paper"], tokens["shade"], strict=True)
    if (nearest := toward(color, "#000000", on_light)) != color:
        raise CannotChange(f"ACCENT {color} is too faint for text on a light ground; the nearest that can be read is {nearest}")
    return color.lower(), toward(color, "#ffffff", on_dark).lower()


def toward(color: str, end: str, grounds: tuple[str, str]) -> str:
    """Return the color, mixed with as little of another one as gives it the contrast of text on all grounds."""
    for part in range(101):
        pairs = zip(channels(color), channels(end), strict=True)
        mixed = "#" + "".join(f"{round(here + (there - here) * part / 100):02x}" for here, there in pairs)
        if all(contrast(mixed, ground) >= MIN_CONTRAST for ground in grounds):
            return mixed if part else color
    raise AssertionError("black and white can be read on every ground of the site")


def channels(color: str) -> list[int]:
    return [int(color[place : place + 2], 16) for place in (1, 3, 5)]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21. Source: WCAG 2.2, "contrast ratio" and "relative luminance"."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    values = [channel / 255 for channel in channels(color)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def set_accent(light: str, dark: str) -> None:
    """Write the accent of both schemes wherever a stylesheet has it; a test holds these files to `tokens.css`.

    Series in figures keep the old one, since a new one may look like another series to some eyes.
    """
    old = read_colors((ROOT / "overrides" / TOKENS).read_text(encoding="utf-8"))["accent"]
    new = dict(zip(old, (light, dark), strict=True))
    for name in _WITH_ACCENT:
        text = re.sub("|".join(old), lambda color: new[color[0]], (ROOT / name).read_text(encoding="utf-8"))
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")
    house = ROOT / "figures/house.py"
    text = house.read_text(encoding="utf-8").replace(', "accent")} | {', f')}} | {{\n    "accent": ("{old[0]}", "{old[1]}"),')
    house.write_text(text, encoding="utf-8", newline="\n")


# Content


def keep_sample() -> None:
    """Put the archive with its settings into the folder of fixtures, in the form that `tests/conftest.py` expects."""
    kept = ROOT / KEPT
    for name in git("ls-files", "docs", "bib", "data", "figures").splitlines():
        (kept / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, kept / name)
    shutil.copy(ROOT / "LICENSE-content", kept)
    settings = (ROOT / SETTINGS).read_text(encoding="utf-8")
    settings = settings.replace("custom_dir: overrides", "custom_dir: ../../../overrides")
    settings = settings.replace("watch: [bib, data, figures, overrides, src]", "watch: [bib, data, figures]")
    (kept / SETTINGS).write_text(settings, encoding="utf-8", newline="\n")


def drop_content() -> None:
    """Take out what belongs to this selection alone, and its figures with their tests."""
    figures = {Path(name).stem for name in git("ls-files", "figures/*.py").splitlines() if Path(name).name not in _HOUSE}
    tests = [f"tests/figures/test_{name}.py" for name in figures]
    names = git("ls-files", "docs/[0-9]*", "pictures", *_OWN_TESTS, *_OWN_PAGES).splitlines()
    git("rm", "-q", "--", *names, *(f"figures/{name}.py" for name in figures), *tests)


def texts(name: str, settings: str) -> Iterator[tuple[str, str]]:
    """Yield the path and the new text of each file that names this selection, or holds its content."""

    def read(path: str) -> str:
        return (ROOT / path).read_text(encoding="utf-8")

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / SETTINGS).write_text(settings, encoding="utf-8")
        new = settings_of(Path(folder))[0]
    link = f'<a href="{new.license_url}" rel="license">{new.license_name}</a>'
    yield SETTINGS, re.sub(r"^copyright: .*$", f"copyright: Text {link}, code MIT.", settings, flags=re.MULTILINE)
    for path in ("bib/references.bib", "data/tags.yml", "data/people.yml", "data/terms.yml", "data/redirects.yml"):
        yield path, "".join(re.findall(r"\A(?:[#%].*\n)+", read(path)))
    yield "docs/index.md", _HOME.format(name=as_yaml(name))
    yield "docs/about.md", about(read("docs/about.md"), new.license_name, new.license_url)
    yield "docs/updates.md", re.sub(r"\s*What they say together is told in \[[^]]*\]\([^)]*\)\.", "", read("docs/updates.md"))
    chosen = re.compile(r'(id="how-we-choose">[^<]*</h2>\s*<p>)[^<]*', re.DOTALL)
    yield "overrides/home.html", chosen.sub(r"\1", read("overrides/home.html"))
    yield "README.md", readme(read("README.md"), name)
    yield "CHANGELOG.md", "# Changes\n\nFor readers, newest first.\n"
    yield "LICENSE", read("LICENSE").replace("\nCopyright", f"\nCopyright (c) {name} contributors\nCopyright", 1)
    yield "LICENSE-content", _LICENSE.format(name=name, license=new.license_name, url=new.license_url)
    people = as_yaml(f"{name} contributors")
    yield "CITATION.cff", _CITATION.format(name=as_yaml(name), people=people, license=new.license)


def about(text: str, license: str, url: str) -> str:
    """Return the page about the selection: what is true of any stays, what only its editors know is to be written."""
    parts = {part.partition("\n")[0]: part for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]}
    for title, todo in _ABOUT.items():
        parts[title] = f"{title}\n\n{todo}\n\n"
    parts["Licenses"] = _ABOUT_LICENSES.format(license=license, url=url)
    return f"---\ntitle: About\n---\n\n{_ABOUT_FIRST}\n\n" + "".join(f"## {part}" for part in parts.values())


def readme(text: str, name: str) -> str:
    """Return the README with another head, without pictures, and without what `make yours` is for."""
    title = re.sub(r"([\\`*_{}\[\]<>#|$~!&])", r"\\\1", name)
    text = re.sub(r"^## Make it yours\n.*?(?=^## )|^make yours .*?\n", "", text, flags=re.DOTALL | re.MULTILINE)
    text = text.replace(", `archive` is this selection's own", "")
    rest = text[text.index("It is a static site") :]
    return f"# {title}\n\nTODO: say in two sentences what it selects, and for whom.\n\n{rest}"


_HOME = """\
---
title: {name}
template: home.html
---

TODO: say in a sentence what is selected here, how many a month, and for whom.
"""
_ABOUT_FIRST = "TODO: say what this selection is, and what one of its pages gives a reader."
_ABOUT = {
    "Whose selection, and when": "TODO: say who selects, who writes, and since when.",
    "How papers are chosen": "TODO: say what a pick must do, what counts against it, and what you are biased toward.",
    "What a summary promises": "TODO: say what readers may rely on: whose words, which sources, whose doubts.",
}
_ABOUT_LICENSES = """\
Licenses

Texts, tables and figures are published under the license [{license}]({url}). The code that builds the site is
under the MIT license. Papers belong to their authors; we link to them and do not copy them.
"""
_LICENSE = """\
The texts of {name}, that is, everything in docs/ and data/, are

Copyright (c) {name} contributors

and licensed under {license}: {url}

The records in bib/references.bib are facts about other people's works; use them as you like. The summarized papers
belong to their authors. The code is under the MIT License: see LICENSE. The pages in tests/fixtures/archive/ are those of
the selection that this one began as, under the license beside them.
"""
_CITATION = """\
cff-version: 1.2.0
message: To cite a page, name its title, issue and address; to cite the whole, use this record.
type: software
title: {name}
abstract: A monthly selection of papers, published as a static site, and the engine that builds it.
authors:
  - name: {people}
keywords:
  - paper summaries
  - static site
license:
  - MIT
  - {license}
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
