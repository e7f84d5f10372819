"""The synthetic archive of the benchmark: the same for a seed, complete, and of the shape that it promises; the same
content for its peers; and how results are judged."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from pybtex.database import parse_file

from bench import report
from bench.archive import GIST_LIMIT, Archive, make_archive, write_content
from bench.paint import NoBrowser, Paint, find_browser
from bench.peers import PEERS
from bench.report import Figures, Result
from tests.tiny import ROOT

TAGS = ("NLP", "Vision", "Self-supervision", "Generative models", "Theory")
PAPERS = 20
CITATION = re.compile(r"\[@[a-z][a-z0-9-]*(?:; @[a-z][a-z0-9-]*)*\]")
KEY = re.compile(r"@([a-z][a-z0-9-]*)")


@pytest.fixture(scope="module")
def archive() -> Archive:
    return make_archive(PAPERS, seed=1, tags=TAGS)


@pytest.fixture(scope="module")
def folder(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    write_content(folder, archive)
    return folder


@pytest.fixture(scope="module")
def summaries(folder: Path) -> dict[str, tuple[dict, str]]:
    """Id → (header, body) of every summary as written."""
    pages = sorted(folder.glob("docs/*/*.md"))
    return {f"{page.parent.name}/{page.stem}": _split(page) for page in pages if page.stem != "index"}


@pytest.fixture(scope="module")
def issues(folder: Path) -> dict[str, tuple[dict, str]]:
    return {page.parent.name: _split(page) for page in sorted(folder.glob("docs/*/index.md"))}


def _split(page: Path) -> tuple[dict, str]:
    _, header, body = page.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(header), body


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_content(tmp_path, make_archive(PAPERS, seed=1, tags=TAGS))

    assert _files(tmp_path) == _files(folder)


def test_another_seed_gives_other_content(folder: Path, tmp_path: Path) -> None:
    write_content(tmp_path, make_archive(PAPERS, seed=2, tags=TAGS))

    assert not _files(tmp_path).items() & _files(folder).items()


@pytest.mark.parametrize(
    ("papers", "months", "sizes"),
    [
        (1, ["2025-12"], [1]),
        (10, ["2025-12"], [10]),
        (23, ["2025-10", "2025-11", "2025-12"], [10, 10, 3]),
    ],
)
def test_issues_are_months_counted_back_from_the_last(papers: int, months: list[str], sizes: list[int]) -> None:
    archive = make_archive(papers, seed=1, tags=TAGS)

    assert [issue.id for issue in archive.issues] == months
    assert [len(issue.papers) for issue in archive.issues] == sizes
    assert all(archive.body(paper) for paper in archive.papers)
    assert all(archive.editorial(issue) for issue in archive.issues)


@pytest.mark.parametrize("papers", [0, -10, 1_000_000])
def test_a_number_of_papers_without_months_is_refused(papers: int) -> None:
    with pytest.raises(ValueError, match=f"cannot make {papers} papers"):
        make_archive(papers, seed=1, tags=TAGS)


def test_each_issue_lists_each_of_its_summaries_once(folder: Path, issues: dict) -> None:
    for id, (header, _) in issues.items():
        files = {page.stem for page in (folder / "docs" / id).glob("*.md")} - {"index"}
        assert header["issue"] == id
        assert len(header["picks"]) == len(files) == 10
        assert set(header["picks"]) == files
        assert f"{header['published']:%Y-%m}" == id
        assert {"gist", "considered", "event", "status"} <= header.keys()


def test_each_header_is_complete(summaries: dict) -> None:
    assert len(summaries) == PAPERS
    for header, _ in summaries.values():
        assert header.keys() - {"links"} == {"paper", "name", "gist", "tags", "status"}
        assert 40 < len(header["gist"]) <= GIST_LIMIT
        assert header["gist"].endswith(".")
        assert set(header["tags"]) <= set(TAGS)
        assert 2 <= len(header["tags"]) == len(set(header["tags"]))


def test_the_bibliography_has_three_entries_a_paper_sorted_by_key(folder: Path, summaries: dict) -> None:
    entries = parse_file(folder / "bib" / "references.bib").entries
    keys = list(entries)

    assert len(keys) == 3 * PAPERS
    assert keys == sorted(keys)
    assert all(re.fullmatch("[a-z][a-z0-9-]*", key) for key in keys)
    assert {header["paper"] for header, _ in summaries.values()} <= set(keys)


def test_every_entry_says_what_it_is_and_where_it_appeared(folder: Path) -> None:
    for entry in parse_file(folder / "bib" / "references.bib").entries.values():
        assert entry.persons["author"]
        assert {"title", "year"} <= entry.fields.keys()
        assert "doi" in entry.fields or "url" in entry.fields
        assert ("eprint" in entry.fields) == ("archiveprefix" in entry.fields)


@pytest.mark.parametrize("name", ["title", "doi", "eprint"])
def test_no_two_entries_have_the_same(name: str, folder: Path) -> None:
    entries = parse_file(folder / "bib" / "references.bib").entries.values()
    values = [entry.fields[name].casefold() for entry in entries if name in entry.fields]

    assert len(values) > PAPERS
    assert len(values) == len(set(values))


def test_each_page_has_five_citation_places_of_five_known_entries(folder: Path, summaries: dict) -> None:
    known = set(parse_file(folder / "bib" / "references.bib").entries)
    for header, body in summaries.values():
        places = CITATION.findall(body)
        keys = [key for place in places for key in KEY.findall(place)]
        assert body.count("[@") == len(places) == 5
        assert header["paper"] in keys
        assert len(set(keys)) == 5
        assert set(keys) <= known


def test_each_page_borrows_two_entries_from_other_pages(archive: Archive) -> None:
    for paper in archive.papers:
        own = {work.key for work in paper.works}
        assert len(set(KEY.findall(archive.body(paper))) - own) == 2


def test_each_page_has_its_sections_formulas_words_and_a_link(folder: Path, summaries: dict) -> None:
    for id, (_, body) in summaries.items():
        assert re.findall("^#.*", body, re.M) == ["## Why", "## Key insights"]
        assert len(re.findall(r"^\$\$\n[^$]+\n\$\$$", body, re.M)) == 1
        assert len(re.findall(r"(?<!\$)\$(?![$\s])[^$\n]+(?<!\s)\$(?!\$)", body)) == 1
        assert 400 < len(body.split()) < 500
        (target,) = re.findall(r"\[[A-Z]+\]\(([a-z0-9-]+\.md)\)", body)
        assert target != f"{id.partition('/')[2]}.md"
        assert (folder / "docs" / id).with_name(target).is_file()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "docs/2021-04").mkdir(parents=True)
    (folder / "docs/2021-04/index.md").write_text("a real issue", encoding="utf-8")
    (folder / "docs/about.md").write_text("about", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: x\n"
        "markdown_extensions:\n"
        "  - attr_list\n"
        "  - toc: {toc_depth: 2-3}\n"
        "  - pymdownx.superfences:\n"
        "      custom_fences: [{format: !!python/name:pymdownx.superfences.fence_code_format }]\n"
        "  - shortlist.maths\n"
    , encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", PEERS)
def test_every_peer_gets_every_page_with_the_same_body(name: str, archive: Archive, project: Path, tmp_path: Path) -> None:
    PEERS[name].write(tmp_path / name, archive, project)

    assert (tmp_path / name / "mkdocs.yml").is_file()
    assert not (tmp_path / name / "docs/2021-04").exists()
    for paper in archive.papers:
        page = tmp_path / name / "docs" / paper.issue / f"{paper.slug}.md"
        assert page.read_text(encoding="utf-8").endswith(archive.body(paper))


def test_peers_use_the_markdown_extensions_of_the_project_but_not_its_own(
    archive: Archive, project: Path, tmp_path: Path
) -> None:
    PEERS["stock"].write(tmp_path / "stock", archive, project)

    config = (tmp_path / "stock/mkdocs.yml").read_text(encoding="utf-8")
    names = [line for line in config.partition("markdown_extensions:\n")[2].splitlines() if line.startswith("-")]
    assert names == [
        "- attr_list",
        "- toc: {toc_depth: 2-3}",
        "- pymdownx.superfences:",
        "- pymdownx.arithmatex: {generic: true}",
        "- footnotes",
    ]
    assert "!!python/name:pymdownx.superfences.fence_code_format" in config


FAST = Result((6.0, 5.0, 9.0), 100_000_000, 30_000_000, 2_000_000, 300_000, 80_000, True)
SLOW = Result((12.0,), 50_000_000, 120_000_000, 4_000_000, 0, 150_000, False)


def test_the_table_has_medians_and_ratios_and_says_what_failed() -> None:
    lines = report.table({"ours": FAST, "stock": SLOW, "zensical": None}, "ours").splitlines()

    assert [line.split() for line in lines[:2]] == [
        ["ours", "stock", "/", "ours", "zensical", "/", "ours"],
        ["time,", "median", "6.0", "s", "12.0", "s", "2.00", "failed", "-"],
    ]
    assert "5.0 to 9.0 s" in lines[2]
    assert len({len(line) for line in (lines[0], lines[1], lines[3])}) == 1


def test_budgets_are_met_not_met_or_not_measured() -> None:
    checks = {report.CHECK_ALL: (1.7, 90_000_000), report.CHECK_ONE: (1.2, 80_000_000)}
    paints = {"home page": Paint(0.4, 0.0), "all papers": Paint(1.2, 0.001)}
    figures = Figures(ours=FAST, zensical=SLOW, large=replace(FAST, seconds=(66.0,)), paints=paints, checks=checks)
    verdicts = {line.split("  ")[0]: line.split("  ")[-1] for line in report.budgets(figures).splitlines()[1:]}

    assert list(verdicts.values()) == [
        *("not met", "met", "not met", "met", "met", "met", "met"),
        *("met", "not met", "not measured here", "not met", "not met", "met"),
    ]
    assert verdicts["check, one page by its path"] == "not met"
    assert all(line.endswith("not measured here") for line in report.budgets(Figures()).splitlines()[1:])


def test_without_a_browser_paints_are_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(NoBrowser, match="no browser, run `make test` once"):
        find_browser(tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / "browser").touch()
    (tmp_path / ".venv" / "chromium").write_text(f"{tmp_path / 'browser'}\n", encoding="utf-8")
    assert find_browser(tmp_path) == str(tmp_path / "browser")


def test_it_starts_where_only_the_site_is_set_up() -> None:
    code = "import sys; sys.modules['playwright'] = None; import bench.__main__"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
