"""What a command is interrupted in, refused, or done at the same time as: files are the old or the new, and a person's stay."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from pybtex.database import parse_string

from shortlist.authoring import add as adding
from shortlist.authoring import files as changes
from shortlist.authoring.add import add_works
from shortlist.authoring.files import CannotChange
from shortlist.authoring.services import parse_source
from tests.authoring.commands import shortlist_here, tree
from tests.authoring.test_add import BIB, INDEX, KITE, PLAIN, header_of
from tests.tiny import ROOT, TinySite, not_on_windows

if sys.platform != "win32":
    import fcntl
    import resource

pytestmark = not_on_windows("files have no modes, no terminal is a file, and nothing limits their size")

KITE_PAGE = "docs/2021-07/kite.md"


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    site = TinySite(tmp_path)
    site.issue("TODO", folder="2021-07", issue="2021-07", picks=[], status="draft")
    site.write("new.bib", KITE)
    return site


def run(site: TinySite, name: str = "new.bib") -> None:
    add_works(site.root, [parse_source(str(site.root / name))], "2021-07")


def start(site: TinySite, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "shortlist", "add", *arguments, "--issue", "2021-07"]
    return subprocess.Popen(command, cwd=site.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")


def titles(site: TinySite) -> set[str]:
    return {entry.fields["title"].replace("{", "").replace("}", "") for entry in parse_string(site.read(BIB), "bibtex").entries.values()}


# At the same time


def test_commands_at_the_same_time_all_land(site: TinySite) -> None:
    names = ["Ant", "Bee", "Cow"]
    for number, name in enumerate(names):
        site.write(f"{name}.bib", KITE.replace("KITE", name).replace("2107.00001", f"2107.1000{number}"))
    for one in [start(site, f"{name}.bib") for name in names]:
        output, _ = one.communicate()
        assert one.returncode == 0, output
    assert {f"{name}: Images without Labels" for name in names} <= titles(site)
    assert sorted(header_of(site, INDEX)["picks"]) == ["ant", "bee", "cow"]
    assert site.codes() == []


def test_a_command_waits_for_another_and_keeps_what_it_wrote(site: TinySite) -> None:
    (site.root / ".cache").mkdir()
    with ThreadPoolExecutor() as pool, (site.root / ".cache/changes.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = pool.submit(run, site)
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        site.write(BIB, site.read(BIB) + "\n" + PLAIN)
        site.replace(INDEX, "picks: []", "picks: []  # Mine.")
    waiting.result()  # Raises what the command has raised.
    assert {"On the Shape of Plain Things", "KITE: Images without Labels"} <= titles(site)
    assert "picks:  # Mine.\n  - kite\n" in site.read(INDEX)


# Killed


def test_killed_at_any_point_files_are_the_old_or_the_new_and_a_second_run_completes(tmp_path: Path) -> None:
    source = tmp_path / "source.bib"
    source.write_text(KITE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.authoring.kill_rounds", tmp_path / "site", source],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["faults"] == []
    assert result["rounds"] == 40
    assert result["steps"] >= 10
    # Every state on the way was met: the entry, then the page, then the pick.
    assert set(result["states"]) == {"nothing", BIB, f"{BIB}, {KITE_PAGE}", f"{BIB}, {INDEX}, {KITE_PAGE}"}


def test_what_a_kill_leaves_is_seen_by_nobody_and_goes_with_the_next_run(site: TinySite) -> None:
    leftovers = [site.write(path, "half a pa") for path in ("bib/.shortlist-references.bib.tmp", "docs/2021-07/.shortlist-kite.md.tmp")]
    assert site.codes() == []
    config = load_config(str(site.root / "mkdocs.yml"), strict=True, site_dir=str(site.root / "site"))
    build(config)
    assert not list((site.root / "site").rglob("*shortlist-*"))
    run(site)
    assert not any(leftover.exists() for leftover in leftovers)


# Changed by a person meanwhile


def test_what_a_person_writes_while_the_network_is_asked_stays(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    find = adding.look_up

    def slow(*arguments: object) -> object:
        site.write(BIB, site.read(BIB) + "\n% Mine.\n")
        site.replace(INDEX, "gist: Two papers.", "gist: Mine.")
        return find(*arguments)

    monkeypatch.setattr(adding, "look_up", slow)
    run(site)
    assert site.read(BIB).count("% Mine.") == 1
    assert header_of(site, INDEX) | {"gist": "Mine.", "picks": ["kite"]} == header_of(site, INDEX)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (BIB, "bib/references.bib has changed meanwhile and stays as it is; run the command again"),
        (INDEX, "docs/2021-07/index.md has changed meanwhile and stays as it is; run the command again"),
        (KITE_PAGE, "docs/2021-07/kite.md is there meanwhile and stays as it is; run the command again"),
    ],
)
def test_what_a_person_saves_while_the_command_works_stays(
    site: TinySite, monkeypatch: pytest.MonkeyPatch, path: str, said: str
) -> None:
    before = tree(site.root)
    with_picks = adding.with_picks

    def late(*arguments: object) -> str:
        site.write(path, "A person's.")
        return with_picks(*arguments)

    monkeypatch.setattr(adding, "with_picks", late)
    with pytest.raises(CannotChange, match=said):
        run(site)
    assert tree(site.root) == before | {path: b"A person's."}


def test_a_page_that_a_person_saves_at_the_last_moment_stays(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def late(temporary: Path, path: Path, **options: bool) -> None:
        Path(path).write_text("A person's.", encoding="utf-8")
        link(temporary, path, **options)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(CannotChange, match=r"kite.md is there meanwhile and stays as it is"):
        run(site)
    assert site.read(KITE_PAGE) == "A person's."
    assert header_of(site, INDEX)["picks"] == []


def test_without_hard_links_a_page_is_made_all_the_same(site: TinySite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", lambda *arguments, **options: (_ for _ in ()).throw(OSError(errno.EPERM, "no links here")))
    run(site)
    assert site.codes() == []
    site.write("new.bib", PLAIN)
    site.write("docs/2021-07/plain.md", "A person's.")
    staged = changes.Changes(site.root)
    with pytest.raises(CannotChange, match=r"plain.md is there already"):
        staged.create("docs/2021-07/plain.md", "Ours.")


# Not writable


def read_only(path: str, mode: int) -> Callable[[TinySite], object]:
    return lambda site: (site.root / path).chmod(mode)


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (read_only(BIB, 0o444), "bib/references.bib is read-only; allow writing with 'chmod u+w bib/references.bib'"),
        (read_only("bib", 0o555), "bib is read-only; allow writing with 'chmod u+w bib'"),
        (read_only(INDEX, 0o444), "docs/2021-07/index.md is read-only; allow writing with 'chmod u+w docs/2021-07/index.md'"),
        (read_only("docs/2021-07", 0o555), "docs/2021-07 is read-only; allow writing with 'chmod u+w docs/2021-07'"),
        (lambda site: site.write(".cache", ""), "File exists"),
        (lambda site: site.write(".cache/changes.lock/x", ""), "Is a directory"),
    ],
)
def test_what_cannot_be_written_is_named_and_nothing_changes(
    site: TinySite, break_it: Callable[[TinySite], object], said: str
) -> None:
    before = tree(site.root)
    break_it(site)
    done = shortlist_here(site.root, "add", "new.bib", "--issue", "2021-07")
    for folder in ("bib", "docs/2021-07"):
        (site.root / folder).chmod(0o755)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    after = tree(site.root)
    assert {path: after[path] for path in before} == before
    assert KITE_PAGE not in after


@pytest.mark.parametrize("limit", [1, 300])
def test_a_full_disk_changes_nothing(site: TinySite, limit: int) -> None:
    """No file may grow beyond the limit, so that the page, the issue or the bibliography cannot be written in full."""
    before = tree(site.root)
    done = subprocess.run(
        [sys.executable, "-B", "-m", "shortlist", "add", "new.bib", "--issue", "2021-07"],
        cwd=site.root,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("cannot be written: File too large; nothing has changed\n")
    assert done.stderr.count("\n") == 1
    assert tree(site.root) == before


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_disk_that_is_full_at_any_file_changes_nothing(site: TinySite, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    before = tree(site.root)
    fsync, calls = os.fsync, iter(range(10))

    def full(handle: int) -> None:
        if next(calls) == number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotChange, match="No space left on device; nothing has changed"):
        run(site)
    assert tree(site.root) == before


def test_modes_stay(site: TinySite) -> None:
    (site.root / BIB).chmod(0o640)
    run(site)
    assert (site.root / BIB).stat().st_mode & 0o777 == 0o640
    assert "KITE: Images without Labels" in titles(site)
