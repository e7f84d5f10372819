"""The ways to build the archive: this project, and others given the same content in the form they want."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import yaml

from bench.archive import Archive, Issue, Paper, write_bibliography, write_content, write_text

ISSUE_FOLDER = "[0-9][0-9][0-9][0-9]-[0-9][0-9]"
"""The same as a pattern of file names and as a regular expression."""
PROJECT_PARTS = ("mkdocs.yml", "overrides", "data", "figures", "src")
"""The parts of the project that our build reads besides docs/ and bib/. The code that runs is the installed one; `src` is
there because mkdocs.yml watches it, as it does `figures`."""

ZENSICAL = "0.0.73"
"""The last that carries its theme in its own wheel: an index that lacks zensical-ui serves it too."""

MATHS = "pymdownx.arithmatex"

_STOCK_CONFIG = """\
site_name: Benchmark
site_url: https://example.org/
theme:
  name: material
  font: false
  features: [FEATURES]
plugins:
  search: {}
  tags: {}
"""
_BIBTEX = """\
  bibtex:
    bib_file: bib/references.bib
    enable_inline_citations: false
"""
_TAGS_PAGE = "# Tags\n\n<!-- material/tags -->\n"


class Skip(Exception):
    """A peer cannot be measured on this machine; the message says why."""


class NotInstalled(Exception):
    """A package is missing that the project itself needs; the message names it."""


@dataclass(frozen=True)
class Tool:
    """The command that starts a peer, and its versions."""

    command: list[str]
    versions: tuple[str, ...]
    """`name version` of what decides the result."""


@dataclass(frozen=True)
class Peer:
    name: str
    write: Callable[[Path, Archive, Path], None]
    """Writes the sources of a site into a folder: folder, archive, the project."""
    prepare: Callable[[Path], Tool]
    """Gets the tool ready, given a folder for caches. Raises `Skip` or `NotInstalled`."""
    note: str
    """For the readers of the table."""


def write_ours(folder: Path, archive: Archive, project: Path) -> None:
    """The archive with the project's own settings, theme, vocabulary and pages, so that the real site is measured."""
    folder.mkdir(parents=True)
    for name in PROJECT_PARTS:
        _copy(project / name, folder / name)
    if (docs := project / "docs").is_dir():
        shutil.copytree(docs, folder / "docs", ignore=shutil.ignore_patterns(ISSUE_FOLDER), dirs_exist_ok=True)
    for page in (folder / "docs").glob("*.md"):  # The real issues, which some of these pages link to, are not there.
        write_text(page, re.sub(rf"\]\({ISSUE_FOLDER}/[^)]*\)", "](index.md)", page.read_text(encoding="utf-8")))
    write_content(folder, archive)


def write_stock(folder: Path, archive: Archive, project: Path) -> None:
    """The same pages for Material with its tags and search and mkdocs-bibtex, set up as their documentation says."""
    _write_config(folder, _STOCK_CONFIG.replace("FEATURES", "") + _BIBTEX, project)
    _write_plain_pages(folder, archive)


def write_zensical(folder: Path, archive: Archive, project: Path) -> None:
    """As the stock stack, without the citation plugin, which Zensical does not have, and with Material's navigation.prune:
    a budget against a rival says something only when the rival is at its best.
    """
    _write_config(folder, _STOCK_CONFIG.replace("FEATURES", "navigation.prune"), project)
    _write_plain_pages(folder, archive)


def prepare_ours(cache: Path) -> Tool:
    return _mkdocs("shortlist")


def prepare_stock(cache: Path) -> Tool:
    return _mkdocs("mkdocs-bibtex")


def prepare_zensical(cache: Path) -> Tool:
    """Installs Zensical into an environment of its own, the first time.

    Raises:
        Skip: it cannot be installed.
    """
    home = cache / f"zensical-{ZENSICAL}-python{sys.version_info.major}.{sys.version_info.minor}"
    if reason := _install(home, [f"zensical=={ZENSICAL}", *_shared_versions()]):
        raise Skip(f"zensical {ZENSICAL} cannot be installed here: {reason}")
    return Tool([str(home / "bin" / "python"), "-m", "zensical", "build", "--strict", "--clean"], (f"zensical {ZENSICAL}",))


_ALL_PEERS = (
    Peer("ours", write_ours, prepare_ours, "ours: without share cards (CARDS=false), which are drawn once and then kept."),
    Peer(
        "stock",
        write_stock,
        prepare_stock,
        "stock: Material with search and tags, and mkdocs-bibtex; all navigation on every page, as by default.",
    ),
    Peer(
        "zensical",
        write_zensical,
        prepare_zensical,
        "zensical: the same pages as stock, with navigation.prune, which is its fastest; it has no citation plugin.",
    ),
)
PEERS = {peer.name: peer for peer in _ALL_PEERS}


def _mkdocs(package: str) -> Tool:
    wanted = (package, "mkdocs", "mkdocs-material", "pymdown-extensions", "Markdown")
    try:
        versions = tuple(f"{name} {version(name)}" for name in wanted)
    except PackageNotFoundError as error:
        raise NotInstalled(f"the package '{error.name}' is not installed beside {sys.executable}") from None
    return Tool([sys.executable, "-m", "mkdocs", "build", "--strict"], versions)


def _shared_versions() -> list[str]:
    """The Markdown packages that both stacks use, at the versions that this Python has, so that the tools differ and
    not their parsers."""
    return [f"{name}=={version(name)}" for name in ("Markdown", "pymdown-extensions")]


def _install(home: Path, requirements: list[str]) -> str:
    """Makes a virtual environment with the packages, unless it is there; returns why that failed, or nothing."""
    stamp = home / "complete"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == "\n".join(requirements):
        return ""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for command in (
        [sys.executable, "-m", "venv", str(home)],
        [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements],
    ):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        if done.returncode:
            shutil.rmtree(home)
            lines = done.stdout.strip().splitlines() or [f"exit status {done.returncode}"]
            return next((line for line in reversed(lines) if line.startswith("ERROR")), lines[-1])
    stamp.write_text("\n".join(requirements), encoding="utf-8")
    return ""


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    elif source.is_file():
        shutil.copy(source, target)


def _write_config(folder: Path, config: str, project: Path) -> None:
    extensions = _markdown_extensions(project / "mkdocs.yml")
    write_text(folder / "mkdocs.yml", config + yaml.serialize(extensions, allow_unicode=True))


def _markdown_extensions(config: Path) -> yaml.MappingNode:
    """`markdown_extensions` of the project as YAML nodes, so that tags such as `!!python/name` survive unread: without
    the project's own extensions and its snippets, whose folder only MkDocs' own tag can name, and with footnotes and plain
    maths marks, which the stock stack needs in their place.
    """
    items: list[yaml.Node] = []
    if config.is_file():
        root = yaml.compose(config.read_text(encoding="utf-8"), yaml.SafeLoader)
        pairs = root.value if root else []
        items = [item for name, value in pairs if name.value == "markdown_extensions" for item in _as_list(value)]
    kept: list[yaml.Node] = [item for item in items if not _name(item).startswith(("shortlist", "pymdownx.snippets", MATHS))]
    added = yaml.compose(f"- {MATHS}: {{generic: true}}\n" + "- footnotes\n" * all(map(_is_not_footnotes, kept)))
    assert isinstance(added, yaml.SequenceNode)
    text = "tag:yaml.org,2002:str"
    sequence = yaml.SequenceNode("tag:yaml.org,2002:seq", kept + added.value, flow_style=False)
    return yaml.MappingNode("tag:yaml.org,2002:map", [(yaml.ScalarNode(text, "markdown_extensions"), sequence)], flow_style=False)


def _as_list(extensions: yaml.Node) -> list[yaml.Node]:
    """MkDocs takes a list of names and one-item mappings, or one mapping; here it is always the list."""
    if isinstance(extensions, yaml.SequenceNode):
        return extensions.value
    return [yaml.MappingNode(extensions.tag, [pair], flow_style=False) for pair in extensions.value]


def _name(extension: yaml.Node) -> str:
    return extension.value if isinstance(extension, yaml.ScalarNode) else extension.value[0][0].value


def _is_not_footnotes(extension: yaml.Node) -> bool:
    return _name(extension) not in ("footnotes", "markdown.extensions.footnotes")


def _write_plain_pages(folder: Path, archive: Archive) -> None:
    """Pages that say in Markdown what ours take from headers and BibTeX: heads, lists of picks, lists of issues."""
    write_bibliography(folder / "bib" / "references.bib", archive)
    docs = folder / "docs"
    for issue in archive.issues:
        for paper in issue.papers:
            write_text(docs / issue.id / f"{paper.slug}.md", _plain_summary(paper) + archive.body(paper))
        page = f"# Issue {issue.id}\n\n{issue.gist}\n\n{archive.editorial(issue)}\n## Picks\n\n{_plain_picks(issue)}"
        write_text(docs / issue.id / "index.md", page)
    latest = archive.issues[-1]
    home = f"# Benchmark\n\n## [Issue {latest.id}]({latest.id}/index.md)\n\n{_plain_picks(latest, latest.id + '/')}"
    write_text(docs / "index.md", f"{home}\n## All issues\n\n{_plain_issues(archive)}")
    write_text(docs / "issues.md", f"# Issues\n\n{_plain_issues(archive)}")
    write_text(docs / "tags.md", _TAGS_PAGE)


def _plain_summary(paper: Paper) -> str:
    title = json.dumps(paper.work.title, ensure_ascii=False)  # A JSON string is a YAML string.
    links = "".join(f"[{kind.title()}]({address})\n\n" for kind, address in paper.links)
    venue = paper.work.venue or "Preprint"
    return (
        f"---\ntitle: {title}\ntags: [{', '.join(paper.tags)}]\n---\n\n# {paper.work.title}\n\n"
        f"{_names(paper)}. *{venue}*, {paper.work.year}\n\n{paper.gist}\n\n{links}"
    )


def _plain_picks(issue: Issue, folder: str = "") -> str:
    return "".join(
        f"1. [{paper.work.title}]({folder}{paper.slug}.md)  \n"
        f"    {_names(paper)}  \n    {paper.gist}  \n    {', '.join(paper.tags)}\n"
        for paper in issue.papers
    )


def _plain_issues(archive: Archive) -> str:
    return "".join(f"- [{issue.id}]({issue.id}/index.md): {issue.gist}\n" for issue in reversed(archive.issues))


def _names(paper: Paper) -> str:
    return ", ".join(author.name for author in paper.work.authors)
