"""`shortlist email`: a mail to standard output or to a new file, or the reason why not."""

from __future__ import annotations

import subprocess
from email import message_from_bytes, message_from_string
from email.policy import default
from pathlib import Path

import pytest

from tests.authoring.commands import shortlist, shortlist_here
from tests.tiny import FIRST, SECOND, TinySite


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


def run(site: TinySite, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return shortlist_here(site.root, "email", *arguments, **environment)


def test_a_message_on_standard_output(site: TinySite) -> None:
    done = shortlist(site.root, "email", "2021-04")
    assert done.returncode == 0
    assert done.stderr.startswith("Tiny, April 2021: 2 picks, ")
    assert done.stderr.endswith(" kB; links lead to https://example.org/\n")
    message = message_from_string(done.stdout, policy=default)
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_one_text_to_paste(site: TinySite) -> None:
    assert run(site, "2021-04", "--format", "html").stdout.startswith("<!DOCTYPE html>")
    text = run(site, "2021-04", "--format", "text").stdout
    assert text.startswith("# [Tiny, April 2021](https://example.org/2021-04/)\n")
    assert "Key insights" in run(site, "2021-04", "--format", "text", "--full").stdout


def test_a_file_is_never_overwritten(site: TinySite) -> None:
    file = site.write("april.eml", "Mine.")
    done = run(site, "2021-04", "--output", "april.eml")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("Error: Could not open file 'april.eml': File exists\n")
    assert file.read_text(encoding="utf-8") == "Mine."
    assert run(site, "2021-04", "-o", "new.eml").returncode == 0
    assert message_from_bytes((site.root / "new.eml").read_bytes(), policy=default)["Subject"] == "Tiny, April 2021"


@pytest.mark.parametrize("output", ["none/april.eml", "docs"])
def test_a_file_that_cannot_be_written(site: TinySite, output: str) -> None:
    done = run(site, "2021-04", "-o", output)
    assert done.returncode == 1
    assert f"Error: Could not open file '{output}': " in done.stderr


def test_a_draft_is_marked(site: TinySite) -> None:
    site.issue(status="draft")
    site.summary("second", SECOND | {"status": "draft"}, body="Nothing yet.\n")
    done = run(site, "2021-04")
    assert done.returncode == 0
    assert message_from_string(done.stdout, policy=default)["Subject"] == "Draft: Tiny, April 2021"
    assert "issue 2021-04 is a draft; publish it, and make the mail again, before you send it" in done.stderr
    text = run(site, "2021-04", "--format", "text").stdout
    assert "## [A Second Paper]" in text
    assert "Nothing yet." in text


def test_drafts_among_the_picks_of_a_published_issue_stay_out(site: TinySite) -> None:
    site.summary("second", SECOND | {"status": "draft"})
    assert "A Second Paper" not in run(site, "2021-04", "--format", "html").stdout


def test_what_is_left_to_the_site_is_named(site: TinySite) -> None:
    site.summary("first", FIRST, "Long words. " * 10_000)
    site.replace("docs/2021-04/first.md", "tags:", "status: draft\ntags:")
    site.issue(status="draft")
    done = run(site, "2021-04")
    assert "shortened in HTML, to fit into a mail: first\n" in done.stderr
    assert "shortened in plain text, to fit into a mail: first\n" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("site_url: https://example.org/", "", "'site_url' is missing"),
        ("site_url: https://example.org/", "site_url: example.org", "'site_url' is 'example.org'"),
        ("cards: false", "authority: 'a.example>\\r\\nBcc: x'", "the option 'authority'"),
    ],
)
def test_settings_without_which_there_is_no_mail(site: TinySite, old: str, new: str, message: str) -> None:
    site.replace("mkdocs.yml", old, new)
    done = run(site, "2021-04")
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert "as in '" in done.stderr


@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        ("docs/2021-04/first.md", "## Why", "![A missing figure.](none.svg)\n\n## Why", "docs/2021-04/first.md:7:1: F120"),
        ("docs/2021-04/index.md", "gist:", "gits:", "docs/2021-04/index.md:"),
        ("bib/references.bib", "{Example, Bob}", "{Example, Bob", "bib/references.bib:"),
        ("data/tags.yml", "  NLP: Text.", "  NLP Text.", "data/tags.yml:"),
    ],
)
def test_problems_are_named_with_their_places(site: TinySite, path: str, old: str, new: str, place: str) -> None:
    site.replace(path, old, new)
    done = run(site, "2021-04")
    assert (done.returncode, done.stdout) == (1, ""), "standard output is the mail's"
    assert done.stderr.startswith("Error: issue 2021-04 is not fit for a mail: ")
    assert done.stderr.splitlines()[1].startswith(place)


def test_problems_of_other_issues_do_not_matter(site: TinySite) -> None:
    site.issue(folder="2021-05", issue="2021-05", picks=["none"])
    assert run(site, "2021-04").returncode == 0


@pytest.mark.parametrize(("month", "status", "message"), [("2021-05", 1, "there is no issue '2021-05'; did you mean '2021-04'?"), ("april", 2, "'april' is not a month")])
def test_other_months(site: TinySite, month: str, status: int, message: str) -> None:
    done = run(site, month)
    assert (done.returncode, done.stdout) == (status, "")
    assert message in done.stderr
