"""Pages that are just begun: a summary's name, links and suggested tags; an issue that builds as it is and explains itself."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.commands.build import build
from mkdocs.config import load_config

from shortlist.authoring.files import CannotChange
from shortlist.authoring.pages import code_in, issue_page, slug_for, start_issue, suggest_tags, summary_page
from shortlist.checks import check, left_to_do
from shortlist.cli import main
from shortlist.model import Event, IssueHeader, Settings, SummaryHeader, Tag
from shortlist.problems import Place
from shortlist.reading.header import read_header
from shortlist.reading.source import Source
from tests.authoring.commands import shortlist, tree
from tests.conftest import SAMPLE
from tests.tiny import TinySite, not_on_windows


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("GLM: General Language Model Pretraining", "glm"),
        ("ViViT: A Video Vision Transformer", "vivit"),
        ("MLP-Mixer: An all-MLP Architecture for Vision", "mlp-mixer"),
        ("Barlow Twins: Self-Supervised Learning", "barlow-twins"),
        ("An Image Is Worth 16x16 Words: Transformers", "image-worth-16x16-words"),
        ("On the Shape of Things", "shape-things"),
        ("Lučić’s Théorème", "lucics-theoreme"),
        ("What Is It?", "what-is-it"),
        ("$\\pi$", "pi"),
        ("深度学习", "li2021deep"),
        ("…", "li2021deep"),
        (": plain name", "plain-name"),
        ("x" * 200, "x" * 40),
        ("Incomprehensibilities of counterrevolutionaries everywhere", "incomprehensibilities"),
        ("Index: A List", "index-2"),
        ("All: A List", "all-2"),
    ],
)
def test_a_name_is_short_and_of_the_title(title: str, slug: str) -> None:
    assert slug_for(title, "li2021deep", set()) == slug


def test_a_taken_name_gets_the_next_number() -> None:
    assert slug_for("GLM: More", "key", {"glm", "glm-2"}) == "glm-3"
    assert slug_for("CON: No Name for a File on Windows", "key", set()) == "paper"


@given(st.text(max_size=60), st.from_regex(r"\A[a-z][a-z0-9-]{0,9}\Z"), st.sets(st.sampled_from(["a", "b", "paper-1", "x-2"])))
def test_any_title_has_a_name_that_can_be_an_address(title: str, key: str, taken: set[str]) -> None:
    slug = slug_for(title, key, taken)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert slug not in taken | {"index"}
    assert len(slug) <= 45


@pytest.mark.parametrize(
    ("abstract", "code"),
    [
        ("Code is at https://github.com/a/b-c.d.", "https://github.com/a/b-c.d"),
        ("(http://www.github.com/a/b/tree/main)", "https://www.github.com/a/b"),
        ("[https://gitlab.com/a/b.git]", "https://gitlab.com/a/b"),
        ("https://github.com/a", ""),
        ("https://github.com.evil.example/a/b", ""),
        ("https://evil.example/github.com/a/b", ""),
        ("javascript:alert('https://github.com/a/b')", "https://github.com/a/b"),
        ("No address.", ""),
    ],
)
def test_the_address_of_code_is_found(abstract: str, code: str) -> None:
    assert code_in(abstract) == code


@given(
    st.from_regex(r"\A[a-z][a-z0-9-]{0,9}\Z"),
    st.lists(st.text(min_size=1, max_size=9).filter(str.strip), max_size=4),
    st.text(max_size=80),
)
def test_any_header_reads_back_as_it_was_meant(key: str, tags: list[str], abstract: str) -> None:
    code = code_in(f"https://github.com/a/b{abstract}")
    tags = [tag for tag in tags if "[@" not in tag and tag.isprintable()]
    page = summary_page(key, tags, code, Settings())
    header, problems = read_header(Source("x.md", page), SummaryHeader)
    assert problems == []
    assert header is not None
    assert header.fields == SummaryHeader(paper=key, gist="TODO", tags=tags, links={"code": code}, status="draft")


def test_the_skeleton_has_the_sections_and_says_what_belongs_there() -> None:
    page = summary_page("du2021glm", ["NLP"], "", Settings())
    assert re.findall(r"^## .*$", page, re.MULTILINE) == ["## Why", "## Key insights"]
    assert page.count("TODO") == 3
    assert "[@du2021glm]" in page
    assert yaml.safe_load(page.split("---\n")[1])["tags"] == ["NLP"]


def test_the_skeleton_has_the_sections_and_the_length_that_the_settings_ask_for() -> None:
    page = summary_page("ada2020first", [], "", Settings(sections=("Claim", "Proof"), words=range(10, 21)))
    assert re.findall(r"^## .*$", page, re.MULTILINE) == ["## Claim", "## Proof"]
    assert page.count("TODO: write this section.") == 2
    assert "[@ada2020first]" in page.partition("## Proof")[0]
    assert page.endswith("The whole page has 10 to 20 words.\n")


# Tags

TAGS = {"Vision": "Images and video.", "Audio": "Speech and sound.", "Attention": "How tokens exchange information.", "Theory": "What can be proved."}
VOCABULARY = [Tag(name, name.lower(), "Topics", meaning, Place("x")) for name, meaning in TAGS.items()]


def test_words_of_a_tag_and_of_its_meaning_suggest_it() -> None:
    assert suggest_tags(VOCABULARY, "Speeches without Attentive Images") == ["Attention", "Vision", "Audio"]


@pytest.mark.parametrize("title", ["", "Zzz", "…", "深度学习", "the of and", "-" * 500])
def test_what_tells_nothing_suggests_nothing(title: str) -> None:
    assert suggest_tags(VOCABULARY, title) == []
    assert suggest_tags([], title) == []


def test_suggestions_are_of_the_vocabulary_at_most_four_and_mostly_those_of_an_editor() -> None:
    """Of each summary as if it were new. A guard against a change that makes them useless; the numbers leave room."""
    real, _ = check(SAMPLE)
    right = wrong = missed = 0
    for summary in real.summaries.values():
        names = set(suggest_tags(real.tags.values(), f"{real.entries[summary.paper].title} {summary.gist}"))
        assert len(names) <= 4
        assert names <= set(real.tags)
        right += len(names & set(summary.tags))
        wrong += len(names - set(summary.tags))
        missed += len(set(summary.tags) - names)
    assert right / (right + wrong) > 0.5
    assert right / (right + missed) > 0.4


# An issue

@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def header_of(page: str) -> dict[str, object]:
    return yaml.safe_load(page.split("---\n")[1])


def test_the_command_writes_a_draft_and_says_what_comes_next(site: TinySite) -> None:
    before = tree(site.root)
    done = shortlist(site.root, "new", "2021-07")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "docs/2021-07/index.md: written as draft; it builds as it is",
        "next: shortlist add SOURCE --issue 2021-07, where SOURCE is an arXiv id, a DOI, an address or a file",
    ]
    after = tree(site.root)
    assert header_of(after.pop("docs/2021-07/index.md").decode())["issue"] == "2021-07"
    assert after == before


def test_a_new_issue_is_sound_and_its_author_knows_what_is_left(site: TinySite) -> None:
    start_issue(site.root, "2021-07")
    library, problems = check(site.root)
    assert problems == []
    assert [problem.code for problem in left_to_do(library)] == ["S505", "F132", "S505"]


@pytest.mark.parametrize("command", ["build", "serve"])
def test_a_new_issue_builds_strictly(site: TinySite, command: str) -> None:
    start_issue(site.root, "2021-07")
    config = load_config(str(site.root / "mkdocs.yml"), strict=True, site_dir=str(site.root / "site"))
    config.plugins.on_startup(command=command, dirty=False)
    build(config, serve_url="http://127.0.0.1/" if command == "serve" else None)
    assert (site.root / "site/2021-07/index.html").is_file() == (command == "serve")


def test_every_field_is_explained_in_the_words_of_the_model() -> None:
    page = issue_page("2021-07")
    comments = " ".join(re.sub(r"^#", "", line).strip() for line in page.splitlines() if line.startswith("#"))
    for model in (IssueHeader, Event):
        for name, field in model.model_fields.items():
            assert re.search(rf"^(# +)?{name}:", page, re.MULTILINE)
            assert field.description in comments


def test_optional_fields_are_left_to_the_author() -> None:
    header = header_of(issue_page("2021-07"))
    assert header == {"issue": "2021-07", "published": date(2021, 7, 1), "gist": "TODO", "picks": [], "status": "draft"}


def test_an_issue_that_is_there_stays_as_it_is(site: TinySite) -> None:
    before = tree(site.root)
    done = shortlist(site.root, "new", "2021-04")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: docs/2021-04/index.md is there already and stays as it is\n"
    assert tree(site.root) == before


@pytest.mark.parametrize("month", ["2021-13", "2021-7", "july", "2021-07-01", "../2021-07", "2021-07\n", ""])
def test_what_is_no_month_is_wrong_use(site: TinySite, month: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site.root)
    before = tree(site.root)
    done = CliRunner().invoke(main, ["new", month])
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1].endswith("is not a month; expected a year and a month, as in 2021-07")
    assert tree(site.root) == before


def test_a_file_in_the_way_is_named(site: TinySite) -> None:
    site.write("docs/2021-07", "not a folder")
    with pytest.raises(CannotChange, match=r"docs/2021-07: File exists"):
        start_issue(site.root, "2021-07")


@not_on_windows("no folder is read-only")
def test_nothing_is_left_of_an_issue_that_cannot_be_written(site: TinySite) -> None:
    (site.root / "docs").chmod(0o555)
    with pytest.raises(CannotChange, match="docs is read-only"):
        start_issue(site.root, "2021-07")
    (site.root / "docs").chmod(0o755)
    assert not (site.root / "docs/2021-07").exists()
