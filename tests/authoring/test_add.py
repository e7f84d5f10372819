"""`shortlist add` with BibTeX: what is written where, what is known already, what is refused. No network is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from lxml import html
from mkdocs.commands.build import build
from mkdocs.config import load_config
from pybtex.database import parse_string

from shortlist.authoring import add as adding
from shortlist.authoring.own_files import Outcome
from shortlist.authoring.services import parse_source
from shortlist.checks import check, left_to_do
from shortlist.cli import main
from shortlist.reading.bibtex import read_bibtex
from shortlist.reading.bibtex_rules import ENTRY_TYPES
from shortlist.reading.source import Source
from tests.authoring.commands import tree
from tests.tiny import FIRST, SECOND, TinySite

KITE = """\
@misc{any,
  title = {{KITE}: Images without Labels},
  author = {Example, Cy and Other, Di},
  year = {2021},
  month = jul,
  eprint = {2107.00001},
  archiveprefix = {arXiv},
  abstract = {We recognize images and video. Code: https://github.com/example/kite.git.}
}
"""
PLAIN = "@misc{any, title = {On the Shape of Plain Things}, author = {Plain, Eve}, year = {2020}, eprint = {2001.00002}, archiveprefix = {arXiv}}\n"
BIB, INDEX = "bib/references.bib", "docs/2021-07/index.md"

Add = Callable[..., Result]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinySite:
    """With an issue that is just begun."""
    site = TinySite(tmp_path)
    site.issue("TODO", folder="2021-07", issue="2021-07", picks=[], status="draft")
    monkeypatch.chdir(tmp_path)
    return site


@pytest.fixture
def add(site: TinySite) -> Add:
    def add(bibtex: str, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["add", *(arguments or ("-", "--issue", "2021-07"))], input=bibtex)

    return add


def key_of(site: TinySite, title: str) -> str:
    entries = parse_string(site.read(BIB), "bibtex").entries
    return next(key for key, entry in entries.items() if title in entry.fields["title"])


def header_of(site: TinySite, path: str) -> dict[str, object]:
    return yaml.safe_load(site.read(path).split("---\n")[1])


def test_an_entry_a_draft_and_a_pick(site: TinySite, add: Add) -> None:
    before = tree(site.root)
    done = add(KITE)
    assert (done.exit_code, done.stderr) == (0, "")
    key = key_of(site, "KITE")
    assert header_of(site, "docs/2021-07/kite.md") == {
        "paper": key,
        "gist": "TODO",
        "tags": ["Vision"],
        "links": {"code": "https://github.com/example/kite"},
        "status": "draft",
    }
    assert header_of(site, INDEX)["picks"] == ["kite"]
    after = tree(site.root)
    assert {path for path in after if after[path] != before.get(path)} == {BIB, INDEX, "docs/2021-07/kite.md"}
    assert "abstract" not in site.read(BIB)


def test_the_author_is_told_what_was_done_and_what_comes_next(site: TinySite, add: Add) -> None:
    lines = add(KITE).stdout.splitlines()
    key = key_of(site, "KITE")
    assert lines == [
        f"any → {key}: KITE: Images without Labels",
        "  note: left out of 'any': abstract",
        f"  {BIB}: a new entry",
        "  docs/2021-07/kite.md: a draft to write",
        "  tags: Vision; change them as you see fit",
        "next: write what says TODO in docs/2021-07/kite.md; see it with 'shortlist serve 2021-07'",
    ]


def test_the_draft_hinders_no_build_and_says_what_is_left(site: TinySite, add: Add) -> None:
    add(KITE)
    library, problems = check(site.root)
    assert problems == []
    left = [(problem.place.path, problem.code) for problem in left_to_do(library)]
    assert left == [(INDEX, "S505"), *(("docs/2021-07/kite.md", code) for code in ("S505", "S502", "S505", "S505"))]


def test_the_draft_is_in_the_house_form(site: TinySite, add: Add) -> None:
    add(KITE)
    assert CliRunner().invoke(main, ["fmt", "--check", "docs/2021-07"]).exit_code == 0


def test_the_preview_shows_the_draft(site: TinySite, add: Add) -> None:
    add(KITE)
    config = load_config(str(site.root / "mkdocs.yml"), strict=True, site_dir=str(site.root / "site"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1/")
    page = html.fromstring((site.root / "site/2021-07/kite/index.html").read_text(encoding="utf-8"))
    assert "TODO: say why" in " ".join(page.xpath("string(//article)").split())


def test_several_works_of_several_sources(site: TinySite, add: Add) -> None:
    site.write("one.bib", KITE)
    site.write("more/two.bib", PLAIN)
    done = add("", "one.bib", "more/two.bib", "--issue", "2021-07")
    assert done.exit_code == 0
    assert header_of(site, INDEX)["picks"] == ["kite", "shape-plain-things"]
    assert site.codes() == []


def test_cite_only_adds_the_entry_alone(site: TinySite, add: Add) -> None:
    before = tree(site.root)
    done = add(PLAIN, "-", "--cite-only")
    assert done.exit_code == 0
    key = key_of(site, "Plain Things")
    assert done.stdout.splitlines()[-1] == f"next: cite it, as in [@{key}]"
    after = tree(site.root)
    assert {path for path in after if after[path] != before.get(path)} == {BIB}


# What is there already

SAME_DOI = "@article{x, title = {Elsewhere}, author = {Nobody, N.}, journal = {J}, year = {1999}, doi = {10.1000/FIRST}}"
SAME_ARXIV = "@misc{x, title = {Elsewhere}, author = {Nobody, N.}, year = {2021}, eprint = {2101.00001}, archiveprefix = {arXiv}}"
OWN_DOI_OF_ARXIV = "@misc{x, title = {Elsewhere}, author = {Nobody, N.}, year = {2021}, doi = {10.48550/arXiv.2101.00001}}"
NEAR_TITLE = "@inproceedings{x, title = {A Sécond-Paper}, author = {Example, Bob}, booktitle = {C}, year = {2025}, doi = {10.1000/b}}"


@pytest.mark.parametrize("arguments", [("-", "--issue", "2021-07"), ("-", "--cite-only")])
@pytest.mark.parametrize(
    ("bibtex", "said"),
    [
        (SAME_DOI, f"x → ada2020first: there already, with the same DOI, {BIB}:1, its summary is docs/2021-04/first.md"),
        (SAME_ARXIV, f"x → bob2021second: there already, with the same arXiv id, {BIB}:9, its summary is docs/2021-04/second.md"),
        (OWN_DOI_OF_ARXIV, f"x → bob2021second: there already, with the same arXiv id, {BIB}:9, its summary is docs/2021-04/second.md"),
        (NEAR_TITLE, f"x → bob2021second: there already, with the same title and people, {BIB}:9, its summary is docs/2021-04/second.md"),
    ],
)
def test_a_work_that_is_there_stays_as_it_is(
    site: TinySite, add: Add, arguments: tuple[str, ...], bibtex: str, said: str
) -> None:
    before = tree(site.root)
    done = add(bibtex, *arguments)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, said)
    assert tree(site.root) == before


@pytest.mark.parametrize(
    "bibtex",
    [
        "@misc{x, title = {A Second Paper}, author = {Else, Somebody}, year = {2021}, url = {https://example.org/}}",
        "@misc{x, title = {A Second Paper, Part II}, author = {Example, Bob}, year = {2021}, url = {https://example.org/}}",
        "@misc{x, title = {A Second Paper}, author = {Example, Bob}, year = {2021}, eprint = {2101.00009}, archiveprefix = {arXiv}}",
        "@book{x, title = {A Second Paper}, author = {Example, Bob}, year = {2021}, publisher = {P}}",
    ],
)
def test_another_work_of_a_like_title_is_added(site: TinySite, add: Add, bibtex: str) -> None:
    add(bibtex)
    assert len(header_of(site, INDEX)["picks"]) == 1


def test_a_second_run_changes_nothing(site: TinySite, add: Add) -> None:
    add(KITE)
    before = tree(site.root)
    assert add(KITE).exit_code == 0
    assert tree(site.root) == before


@pytest.mark.parametrize("school", ["", ", school = {MIT}"])
@pytest.mark.parametrize("type_", sorted(ENTRY_TYPES.keys() - {"xdata"}))
def test_a_work_of_any_type_is_added_once(site: TinySite, add: Add, type_: str, school: str) -> None:
    """Though it may be of another type in the archive, where its source says too little."""
    bibtex = f"@{type_}{{roe, author = {{Roe, Rick}}, title = {{Third Big Work}}, year = {{2021}}{school}}}"
    add(bibtex, "-", "--cite-only")
    done = add(bibtex, "-", "--cite-only")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "there already, with the same title and people" in done.stdout
    assert site.codes() == []


def test_a_work_twice_in_one_call_is_added_once(site: TinySite, add: Add) -> None:
    site.write("one.bib", KITE + PLAIN.replace("any", "b"))
    site.write("two.bib", KITE.replace("KITE", "Kite"))
    done = add("", "one.bib", "two.bib", "one.bib", "--issue", "2021-07")
    assert "there already, with the same arXiv id, named before in this call" in done.stdout
    assert header_of(site, INDEX)["picks"] == ["kite", "shape-plain-things"]


def test_a_work_that_was_only_cited_gets_its_page(site: TinySite, add: Add) -> None:
    """As after a run that was killed behind its first step."""
    add(KITE, "-", "--cite-only")
    entries = site.read(BIB)
    done = add(KITE)
    assert "it has no summary yet; that is begun now" in done.stdout
    assert site.read(BIB) == entries
    assert header_of(site, INDEX)["picks"] == ["kite"]
    assert site.codes() == []


def test_a_page_that_is_no_pick_yet_becomes_one_and_keeps_its_words(site: TinySite, add: Add) -> None:
    """As after a run that was killed before its last step."""
    index = site.read(INDEX)
    add(KITE)
    complete = site.read(INDEX)
    site.write(INDEX, index)
    site.replace("docs/2021-07/kite.md", "gist: TODO", "gist: Mine")
    before = site.read("docs/2021-07/kite.md")
    done = add(KITE)
    assert "'kite' goes into 'picks' of docs/2021-07/index.md now" in done.stdout
    assert (site.read(INDEX), site.read("docs/2021-07/kite.md")) == (complete, before)


def test_a_summary_that_cannot_be_read_is_not_written_again(site: TinySite, add: Add) -> None:
    add(KITE)
    site.replace("docs/2021-07/kite.md", "gist: TODO", "gist: [")
    before = tree(site.root)
    done = add(KITE)
    assert done.exit_code == 1
    assert "docs/2021-07/kite.md cannot be read and may be its summary; 'shortlist check' says what to fix" in done.stderr
    assert tree(site.root) == before


def test_a_pick_that_waits_for_its_page_gets_it(site: TinySite, add: Add) -> None:
    site.replace(INDEX, "picks: []", "picks: [kite]")
    add(KITE)
    assert header_of(site, INDEX)["picks"] == ["kite"]
    assert site.codes() == []


# Names that are taken


@pytest.mark.parametrize("name", ["kite.md", "kite.png", "KITE.md", "kite/figure.png"])
def test_a_name_that_is_taken_gets_a_number(site: TinySite, add: Add, name: str) -> None:
    site.write(f"docs/2021-07/{name}", "Somebody's.")
    add(KITE)
    assert site.read(f"docs/2021-07/{name}") == "Somebody's."
    assert header_of(site, INDEX)["picks"] == ["kite-2"]


def test_an_address_that_leads_elsewhere_is_taken(site: TinySite, add: Add) -> None:
    site.write("data/redirects.yml", "2021-07/kite/: 2021-04/first/\n")
    add(KITE)
    assert header_of(site, INDEX)["picks"] == ["kite-2"]
    assert site.codes() == []


def test_two_works_of_one_name_in_one_call(site: TinySite, add: Add) -> None:
    add(KITE + KITE.replace("any", "other").replace("2107.00001", "2107.00002").replace("Images without", "Sounds with"))
    assert header_of(site, INDEX)["picks"] == ["kite", "kite-2"]


# What is refused


def test_an_issue_that_is_not_there(site: TinySite, add: Add) -> None:
    before = tree(site.root)
    done = add(KITE, "-", "--issue", "2012-07")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: there is no issue '2012-07'; did you mean '2021-07'? 'shortlist new 2012-07' starts it\n"
    done = add(KITE, "-", "--issue", "1999-12")
    assert done.stderr == "Error: there is no issue '1999-12'; did you mean '2021-07'? 'shortlist new 1999-12' starts it\n"
    assert tree(site.root) == before


def test_a_late_pick_begins_as_a_draft_beside_the_published_ones(site: TinySite, add: Add) -> None:
    done = add(KITE, "-", "--issue", "2021-04")
    assert done.exit_code == 0
    assert "docs/2021-04/kite.md: a draft to write; readers see it after 'shortlist publish 2021-04/kite'" in done.stdout
    assert site.library().issues["2021-04"].picks == ["first", "second", "kite"]
    assert site.library().summaries["2021-04/kite"].status == "draft"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-"], "expected either --issue YYYY-MM, or --cite-only for an entry without a summary"),
        (["-", "--issue", "2021-07", "--cite-only"], "expected either --issue YYYY-MM, or --cite-only"),
        (["-", "--issue", "2021-13"], "'2021-13' is not a month; expected a year and a month, as in 2021-07"),
        (["--cite-only"], "Missing argument 'SOURCE...'"),
    ],
)
def test_wrong_use(site: TinySite, add: Add, arguments: list[str], said: str) -> None:
    before = tree(site.root)
    done = add(KITE, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert tree(site.root) == before


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (BIB, "A First {Paper}", "A First {Paper", f"{BIB}:2:11: B301"),
        (BIB, "@misc{bob", "<<<<<<< ours\n@misc{bob", f"{BIB}:9:1: F133 '<<<<<<< ours' marks two versions"),
        (INDEX, "picks: []", "picks: kite", f"{INDEX}:5:8: the list 'picks' is missing or has an unusual form; make it [kite] by hand"),
        (INDEX, "picks: []\n", "", f"{INDEX}:1:1: the list 'picks' is missing or has an unusual form; make it [kite] by hand"),
        (INDEX, "gist: ", "gist: [", f"{INDEX}:5:6: F104"),
        (INDEX, "TODO", "<<<<<<< ours\n", f"{INDEX}:9:1: F133 "),
    ],
)
def test_a_file_that_cannot_be_added_to_is_named_and_nothing_changes(
    site: TinySite, add: Add, path: str, old: str, new: str, said: str
) -> None:
    site.replace(path, old, new)
    before = tree(site.root)
    done = add(KITE)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {said}")
    assert done.stderr.count("\n") == 1
    assert tree(site.root) == before


@pytest.mark.parametrize("path", [BIB, INDEX])
def test_a_source_that_names_nothing_is_told_though_the_archive_cannot_be_added_to(site: TinySite, add: Add, path: str) -> None:
    site.write(path, "---\nstatus: [\n")
    before = tree(site.root)
    done = add("@misc{cut, title = {Cut")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: <stdin>:1:")
    assert tree(site.root) == before


def test_what_fails_does_not_lose_the_others(site: TinySite, add: Add) -> None:
    site.write("good.bib", KITE)
    site.write("bad.bib", "@misc{cut, title = {Cut")
    done = add("", "bad.bib", "good.bib", "--issue", "2021-07")
    assert done.exit_code == 1
    assert "bad.bib" in done.stderr
    assert done.stderr.count("\n") == 1
    assert header_of(site, INDEX)["picks"] == ["kite"]


# Whole libraries

LIBRARY = "".join(
    f"@misc{{Key_{number:02}, title = {{The {word} Kite}}, author = {{Example, {word}}}, year = {{2021}}, url = {{https://example.org/{number}}}}}\n"
    for number, word in enumerate("Amber Brown Coral Denim Ebony Fawn Green Hazel Ivory Jade Khaki Lemon".split())
)
BROKEN = "@misc{bad, title = {No One Wrote This}}\n@article{cut, title = {Cut\n"


def test_a_library_is_added_but_for_what_is_not_sound(site: TinySite, add: Add) -> None:
    site.write("library.bib", LIBRARY + BROKEN)
    done = add("", "library.bib", "--cite-only")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "Error: library.bib:14:23: B301 entry 'cut' is cut off: field 'title' is not closed; add the missing brace",
        "Error: library.bib:13:7: B308 entry 'bad' lacks author or editor, and year or date; add it",
    ]
    assert "Key_00 → example2021amber: The Amber Kite" in done.stdout.splitlines()
    *_, summary, following = done.stdout.splitlines()
    assert summary == "12 added, 0 there already, 2 failed"
    assert following == "next: cite it, as in [@example2021amber]"
    assert site.codes() == []


def test_each_fault_of_an_entry_is_told(site: TinySite, add: Add) -> None:
    site.write("bad.bib", "@article{bad,\n title = {Dated},\n year = {2016},\n doi = {10.1000 x},\n journal = {A Journal}\n}\n")
    done = add("", "bad.bib", "--cite-only")
    assert (done.exit_code, done.stdout) == (1, "")
    assert [line.partition(" entry 'bad'")[0] for line in done.stderr.splitlines()] == [
        "Error: bad.bib:1:10: B308",
        "Error: bad.bib:4:8: B311",
    ]


def test_a_second_run_of_a_library_says_that_nothing_changes(site: TinySite, add: Add) -> None:
    site.write("library.bib", LIBRARY)
    add("", "library.bib", "--cite-only")
    before = tree(site.root)
    done = add("", "library.bib", "--cite-only")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "0 added, 12 there already, 0 failed"
    assert "Key_00 → example2021amber: there already, with the same title and people, bib/references.bib:" in done.stdout
    assert tree(site.root) == before


def test_some_entries_of_a_library(site: TinySite, add: Add) -> None:
    site.write("library.bib", LIBRARY + BROKEN)
    done = add("", "library.bib", "--cite-only", "--only", "Key_03,Key_01", "--only", "Key_02")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "next: cite it, as in [@example2021brown]"
    done = add("", "library.bib", "--cite-only", "--only", "Key_99")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: library.bib has no sound entry 'Key_99'; did you mean 'Key_09'?\n"


def test_only_needs_a_file(site: TinySite, add: Add) -> None:
    done = add("", "2107.00001", "--cite-only", "--only", "key")
    assert done.exit_code == 2
    assert "--only picks entries of a file or of standard input" in done.stderr


def test_nothing_on_standard_input(site: TinySite, add: Add) -> None:
    assert add("", "-", "--cite-only").stderr == "Error: <stdin> is empty\n"


@pytest.mark.parametrize("ending", ["ris", "csl.json"])
def test_an_export_of_the_site_is_added_again_as_it_was(site: TinySite, add: Add, ending: str) -> None:
    config = load_config(str(site.root / "mkdocs.yml"), strict=True, site_dir=str(site.root / "site"))
    build(config)
    site.write(f"paper.{ending}", site.read(f"site/2021-04/first/paper.{ending}"))
    [before, _] = read_bibtex(Source(BIB, site.read(BIB)))[0].values()
    site.write(BIB, "")
    done = add("", f"paper.{ending}", "--cite-only")
    assert (done.exit_code, done.stderr) == (0, "")
    [after] = read_bibtex(Source(BIB, site.read(BIB)))[0].values()
    for name in ("type", "title", "authors", "year", "venue", "doi", "arxiv"):
        assert getattr(after, name) == getattr(before, name)


# Strangers' texts


@pytest.mark.parametrize(
    "title",
    [
        "--- : {x: [y]} # no",
        "<script>alert(1)</script>: <img src=x onerror=alert(1)>",
        "`{% raw %}` [@nobody] ![](x.png) $\\unknown$",
        "\u202egnirts \x1b[31mred\x07",
        "深度学习的一切",
        "…!?",
        "null",
        "index",
        "a " * 2000,
    ],
)
def test_no_title_gets_into_a_page(site: TinySite, add: Add, title: str) -> None:
    done = add(KITE.replace("{KITE}: Images without Labels", title))
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert all(line.isprintable() for line in (done.stdout + done.stderr).splitlines())
    picks = header_of(site, INDEX)["picks"]
    if done.exit_code == 0:
        header = header_of(site, f"docs/2021-07/{picks[0]}.md")
        assert set(header) == {"paper", "gist", "tags", "links", "status"}
        assert header["gist"] == "TODO"
        assert not {problem.code for problem in check(site.root)[1]} - {"B315", "B316", "B317", "F128"}
    else:
        assert picks == []


def test_no_address_of_an_abstract_gets_in_but_of_code(site: TinySite, add: Add) -> None:
    abstract = "See javascript:alert(1), https://evil.example/, http://github.com/a/b?x=[y]: {z} and https://ada.github.io/kite/."
    site.write("x.bib", KITE.replace("Code: https://github.com/example/kite.git.", abstract.replace("{", "(").replace("}", ")")))
    add("", "x.bib", "--issue", "2021-07")
    assert header_of(site, "docs/2021-07/kite.md")["links"] == {"code": "https://github.com/a/b"}


def test_faults_of_a_source_are_said_with_their_place(site: TinySite, add: Add) -> None:
    before = tree(site.root)
    done = add(KITE.replace("eprint = {2107.00001}", "doi = {none}, eprint = {2107.00001}"))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: <stdin>:6:9: B311 entry 'any': 'none' is not a DOI")
    assert tree(site.root) == before


def test_what_is_no_paper_is_no_pick_and_can_be_cited(site: TinySite, add: Add) -> None:
    data = "@dataset{any, title = {Many Numbers at Once}, author = {Example, Cy}, year = {2021}, url = {https://example.org/}}"
    done = add(data)
    assert (done.exit_code, done.stderr) == (1, "Error: <stdin>:1: of type 'dataset', so not a paper to pick; to cite it, add it with --cite-only\n")
    assert add(data, "-", "--cite-only").exit_code == 0


def test_line_ends_of_the_files_stay(site: TinySite, add: Add) -> None:
    for path in (BIB, INDEX):
        site.write(path, site.read(path).replace("\n", "\r\n"))
    add(KITE)
    for path in (BIB, INDEX):
        data = (site.root / path).read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n")
    assert site.codes() == []


def test_notes_of_an_author_in_the_header_stay(site: TinySite, add: Add) -> None:
    site.replace(INDEX, "picks: []", "# The order is not final.\npicks:\n  - later  # waits\n")
    site.summary("later", SECOND | {"paper": "ada2020first", "status": "draft"}, folder="2021-07")
    add(KITE)
    assert "# The order is not final.\npicks:\n  - later  # waits\n  - kite\n" in site.read(INDEX)


def test_a_summary_elsewhere_is_named_even_for_another_issue(site: TinySite, add: Add) -> None:
    site.summary("kite", FIRST | {"status": "draft"}, folder="2021-07")
    site.replace(INDEX, "picks: []", "picks: [kite]")
    done = add(SAME_DOI)
    assert done.stdout.splitlines()[-1] == "  nothing changes"


# The network


def test_with_no_network_the_author_learns_how_to_go_on(site: TinySite, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "look_up", lambda sources, only: [Outcome([], ["no connection to arxiv.org"]) for _ in sources])
    before = tree(site.root)
    done = add("", "2107.00001", "--issue", "2021-07")
    assert (done.exit_code, done.stdout) == (1, "")
    hint = "go on with BibTeX: paste it into 'shortlist add - --issue 2021-07'"
    assert done.stderr == f"Error: arXiv:2107.00001: no connection to arxiv.org; {hint}\n"
    assert tree(site.root) == before
    assert add("", "2107.00001", "--cite-only").stderr.endswith("paste it into 'shortlist add - --cite-only'\n")


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_look_up_is_said_on_a_terminal(
    site: TinySite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_terminal: bool
) -> None:
    monkeypatch.setattr(adding, "look_up", lambda sources, only: [Outcome([]) for _ in sources])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    site.write("new.bib", KITE)
    adding.add_works(site.root, [parse_source("2107.00001"), parse_source("new.bib")], "2021-07")
    assert capsys.readouterr().err == ("looking up arXiv:2107.00001 …\n" if is_terminal else "")


def test_a_known_id_asks_no_network(site: TinySite, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(adding, "look_up", lambda sources, only: asked.extend(sources) or [])
    done = add("", "2101.00001v2", "https://doi.org/10.1000/FIRST", "--issue", "2021-07")
    assert (done.exit_code, asked) == (0, [])
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["bob2021second", "  nothing changes", "ada2020first", "  nothing changes", "0 added, 2 there already, 0 failed"]


@pytest.mark.parametrize("source", ["2113.00001", "gone.bib", "https://example.org/", "", "--help me"])
def test_what_names_no_work_is_wrong_use(site: TinySite, add: Add, source: str) -> None:
    before = tree(site.root)
    done = add("", "--issue", "2021-07", "--", "2107.00001", source)
    assert done.exit_code == 2
    assert len([line for line in done.stderr.splitlines() if line.startswith("Error: ")]) == 1
    assert tree(site.root) == before
