"""`shortlist mv` and `shortlist remove`: whatever leads to a summary follows it, or is named; and all of it, or nothing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from shortlist.authoring.moves import move_summary
from tests.authoring.commands import shortlist_here, tree
from tests.tiny import BIBLIOGRAPHY, FIRST, SECOND, TinySite, not_on_windows

FIRST_PAGE = "docs/2021-04/first.md"
SECOND_PAGE = "docs/2021-04/second.md"
THIRD_PAGE = "docs/2021-05/third.md"
INDEX = "docs/2021-04/index.md"
MAY = "docs/2021-05/index.md"
REDIRECTS = "data/redirects.yml"
THIRD = {"paper": "eve2021third", "gist": "The third paper.", "tags": ["NLP"]}
ENTRY = "\n@misc{eve2021third,\n  title = {A Third Paper},\n  author = {Example, Eve},\n  year = {2021}\n}\n"

SVG = '<svg xmlns="http://www.w3.org/2000/svg">'

LEADS = """\
[One](first.md), ![Two](first.svg), [three][label], [four](<first.md#why> "First"), `[no](first.md)`.

[label]: first.md#key-insights

A fifth one, [![six](first-b.svg)](first.md).
"""
LED = """\
[One](../2021-05/new.md), ![Two](../2021-05/new.svg), [three][label], [four](<../2021-05/new.md#why> "First"), `[no](first.md)`.

[label]: ../2021-05/new.md#key-insights

A fifth one, [![six](first-b.svg)](../2021-05/new.md).
"""


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    """Two issues whose pages lead to the first summary in every way."""
    site = TinySite(tmp_path)
    site.write("bib/references.bib", BIBLIOGRAPHY + ENTRY)
    site.issue(folder="2021-05", issue="2021-05", published="2021-05-04", picks=["third"])
    for name in ("first.svg", "first-b.svg"):
        site.write(f"docs/2021-04/{name}", f"{SVG}{name}</svg>")
    own = "See [second](second.md), [me](first.md#why), ![a](first.svg), [third](../2021-05/third.md)."
    site.summary("first", FIRST, own)
    site.summary("second", SECOND, LEADS)
    note = {"date": "2021-06-01", "text": "Later.", "link": "../2021-04/first.md#why"}
    site.summary("third", THIRD | {"since": [note]}, folder="2021-05")
    site.write("docs/about.md", "See [the first](2021-04/first.md).\n")
    site.write(REDIRECTS, "old/: 2021-04/first/  # Long ago.\n")
    assert site.problems() == []
    return site


def mv(site: TinySite, old: str, new: str) -> subprocess.CompletedProcess[str]:
    return shortlist_here(site.root, "mv", old, new)


def remove(site: TinySite, page: str) -> subprocess.CompletedProcess[str]:
    return shortlist_here(site.root, "remove", page)


def test_everything_follows_into_another_issue(site: TinySite) -> None:
    done = mv(site, "2021-04/first", "2021-05/new")
    assert done.returncode == 0, done.stderr
    assert site.problems() == []
    assert LED in site.read(SECOND_PAGE)
    new = site.read("docs/2021-05/new.md")
    assert "[second](../2021-04/second.md), [me](new.md#why), ![a](new.svg), [third](third.md)." in new
    library = site.library()
    assert library.summaries["2021-05/third"].since[0].link == "new.md#why"
    assert [list(library.issues[month].picks) for month in ("2021-04", "2021-05")] == [["second"], ["third", "new"]]
    assert site.read("docs/about.md") == "See [the first](2021-05/new.md).\n"
    assert site.read(REDIRECTS) == "old/: 2021-05/new/  # Long ago.\n2021-04/first/: 2021-05/new/\n"
    names = {path.name for path in (site.root / "docs").rglob("*.*") if path.suffix == ".svg" or path.stem in ("first", "new")}
    assert names == {"new.md", "new.svg", "first-b.svg"}
    assert site.read("docs/2021-05/new.svg") == f"{SVG}first.svg</svg>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2021-04/first", "new"),
        ("2021-04/first/", "2021-04/new"),
        (FIRST_PAGE, "docs/2021-04/new.md"),
        (FIRST_PAGE, "2021-04/new.md"),
    ],
)
def test_a_new_name_in_the_same_issue(site: TinySite, old: str, new: str) -> None:
    site.issue(start_here={"pick": "first", "why": "It is short."})
    assert site.problems() == []
    assert mv(site, old, new).returncode == 0
    issue = site.library().issues["2021-04"]
    assert list(issue.picks) == ["new", "second"]
    assert issue.header.start_here
    assert issue.header.start_here.pick == "new"
    assert "See [second](second.md), [me](new.md#why)" in site.read("docs/2021-04/new.md")


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_name_that_yaml_takes_for_something_else(site: TinySite, quote: str) -> None:
    site.replace(INDEX, "picks: [first, second]", f"picks: [{quote}first{quote}, second]\nstart_here: {{pick: {quote}first{quote}, why: Short.}}")
    assert mv(site, "2021-04/first", "on").returncode == 0
    assert site.problems() == []
    issue = site.library().issues["2021-04"]
    assert (issue.picks, issue.header.start_here and issue.header.start_here.pick) == (["on", "second"], "on")


def test_links_of_every_form_follow(site: TinySite) -> None:
    links = "[a]( <first.md> ) [first.md](first.md) <b class=\"first.md\">b</b> [q] [first.md][] [c](first%2Emd?x=1)"
    site.summary("second", SECOND, f"{links}\n\n[q]: <first.md> 'T'\n[first.md]: first.md\n")
    assert mv(site, "2021-04/first", "new").returncode == 0
    assert "[a]( <new.md> ) [first.md](new.md) <b class=\"first.md\">b</b> [q] [first.md][] [c](new.md?x=1)" in site.read(SECOND_PAGE)
    assert "[q]: <new.md> 'T'\n[first.md]: new.md\n" in site.read(SECOND_PAGE)


def test_tags_of_html_are_left_to_the_author(site: TinySite) -> None:
    site.summary("second", SECOND, "See <img alt='A' src='../first.svg'>.")
    assert mv(site, "2021-04/first", "2021-05/new").returncode == 0
    [problem] = site.problems()
    assert "docs/2021-04/second.md:9:5: F120" in problem


def test_back_again_once_the_redirect_is_gone(site: TinySite) -> None:
    before = tree(site.root)
    redirects = site.read(REDIRECTS)
    assert mv(site, "2021-04/first", "2021-05").returncode == 0
    refused = mv(site, "2021-05/first", "2021-04")
    assert "data/redirects.yml:2:1: '2021-04/first/' leads to '2021-05/first/'; delete that line, or choose another name" in refused.stderr
    site.write(REDIRECTS, redirects.replace("2021-04/first/", "2021-05/first/"))
    assert mv(site, "2021-05/first", "2021-04").returncode == 0
    after = tree(site.root)
    assert after.pop(REDIRECTS) == b"old/: 2021-04/first/  # Long ago.\n2021-05/first/: 2021-04/first/\n"
    before.pop(REDIRECTS)
    assert {path for path in before if before[path] != after.get(path)} == {INDEX}, "the pick comes last now"


def test_line_ends_and_byte_order_marks_stay(site: TinySite) -> None:
    for path in (FIRST_PAGE, SECOND_PAGE, INDEX, REDIRECTS):
        site.write(path, "\ufeff" + site.read(path).replace("\n", "\r\n"))
    assert mv(site, "2021-04/first", "2021-05/new").returncode == 0
    assert site.problems() == []
    for path in ("docs/2021-05/new.md", SECOND_PAGE, INDEX, REDIRECTS):
        data = (site.root / path).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n") > 0


def test_a_page_that_moves_into_a_draft_is_hidden(site: TinySite) -> None:
    site.issue(folder="2021-06", issue="2021-06", published="2021-06-04", picks=[], status="draft")
    assert mv(site, "2021-04/second", "2021-06").returncode == 0
    assert site.codes() == ["X421", "X409"]


@pytest.mark.parametrize("link", [">-\n    ../2021-04/first.md", "'../2021-04/first.md'  # Here."])
def test_a_follow_up_of_any_form_follows(site: TinySite, link: str) -> None:
    note = f"since:\n- date: 2021-06-01\n  text: Later.\n  link: {link}\n"
    site.write(THIRD_PAGE, re.sub(r"(?m)^since:\n(?:(?:- |  ).*\n)+", note, site.read(THIRD_PAGE)))
    assert site.problems() == []
    assert mv(site, "2021-04/first", "new").returncode == 0
    assert note.replace("first.md", "new.md") in site.read(THIRD_PAGE)
    assert site.problems() == []


def test_a_draft_leaves_no_redirect(site: TinySite) -> None:
    site.write("bib/references.bib", site.read("bib/references.bib") + ENTRY.replace("eve2021third", "fay2021fourth").replace("Third", "Fourth"))
    site.summary("late", THIRD | {"paper": "fay2021fourth", "status": "draft"})
    site.issue(picks=["first", "late", "second"])
    before = site.read(REDIRECTS)
    assert mv(site, "2021-04/late", "2021-05").returncode == 0
    assert site.read(REDIRECTS) == before
    assert list(site.library().issues["2021-05"].picks) == ["third", "late"]


def test_without_redirects_the_file_is_begun(site: TinySite) -> None:
    (site.root / REDIRECTS).unlink()
    assert mv(site, "2021-04/first", "new").returncode == 0
    assert site.read(REDIRECTS) == "2021-04/first/: 2021-04/new/\n"


def test_a_file_of_remarks_keeps_them(site: TinySite) -> None:
    site.write(REDIRECTS, "# Old addresses.\n")
    assert mv(site, "2021-04/first", "new").returncode == 0
    assert site.read(REDIRECTS) == "# Old addresses.\n2021-04/first/: 2021-04/new/\n"


def test_a_page_with_a_wrong_name_can_be_renamed(site: TinySite) -> None:
    text = site.read(SECOND_PAGE)
    (site.root / SECOND_PAGE).unlink()
    site.write("docs/2021-04/Séc ond.md", text)
    done = mv(site, "docs/2021-04/Séc ond.md", "second")
    assert done.returncode == 0, done.stderr
    assert site.problems() == []


REFUSED = [
    ("2021-04/first", "second", "docs/2021-04/second.md is there already"),
    ("2021-04/first", "first", "has that name already"),
    ("2021-04/first", "Not a slug", "'Not a slug' cannot be the name of a summary"),
    ("2021-04/first", "2021-05/ünïcode", "cannot be the name of a summary"),
    ("2021-04/first", "index", "cannot be the name of a summary"),
    ("2021-04/first", "all", "cannot be the name of a summary"),
    ("2021-04/first", "../../etc/passwd", "cannot be the name of a summary"),
    ("2021-04/first", "2021-07", "there is no issue '2021-07'; did you mean '2021-05'? 'shortlist new 2021-07' starts it"),
    ("2021-04/frist", "new", "there is no summary '2021-04/frist'; did you mean '2021-04/first'?"),
    ("docs/about.md", "new", "there is no summary 'about'"),
    ("2021-04", "2021-06", "there is no summary '2021-04'"),
]


@pytest.mark.parametrize(("old", "new", "said"), REFUSED)
def test_what_cannot_be_is_refused_in_one_line(site: TinySite, old: str, new: str, said: str) -> None:
    before = tree(site.root)
    done = mv(site, old, new)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert tree(site.root) == before


@not_on_windows("no folder is read-only")
@pytest.mark.parametrize("path", [FIRST_PAGE, SECOND_PAGE, MAY, REDIRECTS, "docs/2021-04/first.svg", "docs/2021-05"])
def test_a_file_that_must_not_change_keeps_all_as_they_are(site: TinySite, path: str) -> None:
    before = tree(site.root)
    (site.root / path).chmod(0o555 if (site.root / path).is_dir() else 0o444)
    done = mv(site, "2021-04/first", "2021-05/new")
    assert done.returncode == 1
    assert f"{path} is read-only" in done.stderr
    assert tree(site.root) == before


def test_an_old_address_of_another_page_is_not_taken(site: TinySite) -> None:
    site.write(REDIRECTS, "2021-04/new/: 2021-04/second/\n")
    done = mv(site, "2021-04/first", "new")
    assert "data/redirects.yml:1:1: '2021-04/new/' leads to '2021-04/second/'" in done.stderr


def test_the_pick_to_start_with_stays_in_its_issue(site: TinySite) -> None:
    site.issue(start_here={"pick": "first", "why": "It is short."})
    done = mv(site, "2021-04/first", "2021-05")
    assert "readers start with 2021-04/first here; name another pick first" in done.stderr


@pytest.mark.parametrize("picks", ["[\n  first,  # The best.\n  second,\n]", "[first, second,]", "\n- first  # The best.\n- second", "[ 'first' , second ]"])
def test_lists_of_any_form(site: TinySite, picks: str) -> None:
    site.replace(INDEX, "picks: [first, second]", f"picks: {picks}")
    before = tree(site.root)
    done = mv(site, "2021-04/first", "2021-05")
    if done.returncode:
        assert "the list 'picks' is missing or has an unusual form; make it [second] by hand" in done.stderr
        assert tree(site.root) == before
    else:
        assert list(site.library().issues["2021-04"].picks) == ["second"]


@pytest.mark.parametrize(("old", "new", "steps"), [("2021-04/first", "2021-05/new", 8), ("2021-05/third", "2021-04/new", 5)])
def test_a_run_that_was_interrupted_anywhere_is_completed_by_a_second(
    site: TinySite, monkeypatch: pytest.MonkeyPatch, old: str, new: str, steps: int
) -> None:
    before = {path: (site.root / path).read_bytes() for path in tree(site.root)}
    move_summary(site.root, old, new)
    after = tree(site.root)
    replace, link = Path.replace, Path.hardlink_to
    step = 0
    while True:
        for path in tree(site.root).keys() - before.keys():
            (site.root / path).unlink()
        for path, data in before.items():
            site.write(path, data)
        left = [step]

        def stop(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", lambda *arguments, stop=stop: (stop(), replace(*arguments))[1])
            patch.setattr(Path, "hardlink_to", lambda *arguments, stop=stop: (stop(), link(*arguments))[1])
            try:
                move_summary(site.root, old, new)
            except KeyboardInterrupt:
                pass
            else:
                break
        for path, data in tree(site.root).items():
            assert data in (before.get(path), after.get(path)), f"{path} is neither the old nor the new after {step} steps"
        move_summary(site.root, old, new)
        assert tree(site.root) == after, f"after {step} steps"
        step += 1
    assert step > steps


def test_a_run_that_ended_between_the_two_names_of_a_file_is_completed(site: TinySite) -> None:
    (site.root / "docs/2021-05/new.svg").hardlink_to(site.root / "docs/2021-04/first.svg")
    assert mv(site, "2021-04/first", "2021-05/new").returncode == 0
    assert not (site.root / "docs/2021-04/first.svg").exists()
    assert site.problems() == []


# Remove


def test_what_leads_to_a_page_keeps_it(site: TinySite) -> None:
    before = tree(site.root)
    done = remove(site, "2021-04/first")
    assert done.returncode == 1
    places = [line.strip() for line in done.stderr.splitlines()[1:]]
    assert {place.rpartition(":")[0].rpartition(":")[0] for place in places} == {SECOND_PAGE, THIRD_PAGE, REDIRECTS, "docs/about.md"}
    assert len(places) == 7
    assert tree(site.root) == before


def test_a_page_goes_with_its_pick_and_the_files_that_it_alone_shows(site: TinySite) -> None:
    site.summary("second", SECOND, "Only ![b](first-b.svg).")
    site.summary("third", THIRD, folder="2021-05")
    (site.root / REDIRECTS).unlink()
    (site.root / "docs/about.md").unlink()
    text = site.read(FIRST_PAGE)
    done = remove(site, FIRST_PAGE)
    assert done.returncode == 0, done.stderr
    assert [line.split(": ")[0] for line in done.stdout.splitlines()] == [INDEX, "docs/2021-04/first.svg", FIRST_PAGE, "next"]
    assert "such as '2021-04/first/: 2021-04/'" in done.stdout
    assert site.read(".cache/removed/first.md") == text
    assert site.codes() == []
    assert "there is no summary '2021-04/first'" in remove(site, FIRST_PAGE).stderr


def test_a_figure_that_another_page_shows_stays(site: TinySite) -> None:
    site.summary("second", SECOND, "Only ![b](first.svg).")
    site.summary("third", THIRD, folder="2021-05")
    (site.root / REDIRECTS).unlink()
    (site.root / "docs/about.md").unlink()
    assert remove(site, FIRST_PAGE).returncode == 0
    assert (site.root / "docs/2021-04/first.svg").exists()


def test_the_last_pick_leaves_an_empty_list(site: TinySite) -> None:
    site.write(MAY, site.read(MAY).replace("picks: [third]", "picks:  # One.\n  - third  # Eve's."))
    site.summary("first", FIRST)
    assert remove(site, "2021-05/third").returncode == 0
    assert "picks:  # One.\n  []  # Eve's.\n" in site.read(MAY)


def test_a_draft_goes_without_a_word_about_its_address(site: TinySite) -> None:
    site.issue(folder="2021-05", issue="2021-05", published="2021-05-04", picks=["third"], status="draft")
    done = remove(site, "2021-05/third")
    assert "address" not in done.stdout
