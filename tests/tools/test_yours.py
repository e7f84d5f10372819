"""A clone becomes another selection, of which nothing that readers see names this one. `make yours` takes this file out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from lxml import html
from PIL import ImageColor

from shortlist.reading.colors import TOKENS, read_colors
from shortlist.reading.settings import settings_of
from tests.conftest import ROOT
from tools import yours as script
from tools.yours import contrast

NAME = 'Robots & "Friends" <2> \'26 🤖'
OLD = settings_of(ROOT)[0].site_name


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository as it stands, committed."""
    folder = tmp_path_factory.mktemp("original") / "clone"
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "All")
    return folder


@pytest.fixture
def clone(original: Path, tmp_path: Path) -> Path:
    git(tmp_path, "clone", "-q", str(original), "mine")
    return tmp_path / "mine"


@pytest.fixture(scope="module")
def made(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone that has become another selection, with every option."""
    folder = tmp_path_factory.mktemp("made")
    git(folder, "clone", "-q", str(original), "mine")
    options = ("--accent=#1F5F8B", "--license=CC-BY-SA-4.0", "--sections=Claim, Proof", "--words=100-200")
    done = yours(folder / "mine", NAME, *options)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "mine"


def git(folder: Path, *arguments: str) -> str:
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Ada Example"), ("EMAIL", "ada@example.org"))}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | who
    return subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=True).stdout


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run([sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


def yours(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return python(folder, "-m", "tools.yours", *arguments)


Refusal = Callable[..., str]


@pytest.fixture
def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refusal:
    """Runs it in this process, to be refused; the one line that it says."""

    def run(folder: Path, *arguments: str) -> str:
        monkeypatch.setattr(script, "ROOT", folder)
        status = script.main(list(arguments))
        said = capsys.readouterr()
        assert (status, said.out, said.err.count("\n")) == (1, "", 1)
        return said.err

    return run

def test_nothing_that_readers_see_names_the_old_one(made: Path) -> None:
    done = python(made, "-m", "mkdocs", "build", "--strict", "--quiet")
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    texts = {path: path.read_bytes().decode(errors="replace") for path in (made / "site").rglob("*") if path.is_file()}
    assert [path for path, text in texts.items() if OLD.casefold() in text.casefold()] == []
    assert OLD not in python(made, "-m", "shortlist", "--help").stdout
    home = html.fromstring(texts[made / "site/index.html"])
    assert home.xpath("string(//title)") == NAME == yaml.safe_load((made / "CITATION.cff").read_text(encoding="utf-8"))["title"]
    assert NAME in home.xpath("string(//header)")
    assert home.xpath("normalize-space(//section[@aria-labelledby='how-we-choose']/p)") == home.xpath("string(//section[@aria-labelledby='how-we-choose']/p/a)")
    (license,) = home.xpath("//footer//a[@rel='license']/@href")
    assert license == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert not any((made / name).exists() for name in ("docs/2021-04", "pictures", "tests/archive"))
    assert (made / "site/card.png").is_file()


def test_the_license_alone_names_the_old_one(made: Path) -> None:
    """And tests of the engine, whose sample it is."""
    named = git(made, "grep", "-l", "--ignore-case", "--fixed-strings", OLD).splitlines()
    assert [name for name in named if not name.startswith("tests/")] == ["LICENSE"]


def test_the_readme_offers_only_what_is_there(made: Path) -> None:
    text = (made / "README.md").read_text(encoding="utf-8")
    assert not re.search(r"make yours|make it yours|`archive`|TODO(?!: say in two sentences)", text, re.IGNORECASE)
    folders = re.findall(r"^\| `(\w+)/`(?:, `(\w+)/`)? \|", text, re.MULTILINE)
    assert len(folders) > 5
    assert [name for row in folders for name in row if name and not (made / name).is_dir()] == []


def test_the_check_names_what_is_to_be_written(made: Path) -> None:
    done = python(made, "-m", "shortlist", "check")
    assert done.returncode == 0
    assert {line.partition(":")[0] for line in done.stdout.splitlines() if "H604 TODO" in line} == {"docs/index.md", "docs/about.md"}


def test_git_shows_all_and_can_take_it_back(made: Path) -> None:
    assert {line[0] for line in git(made, "status", "--porcelain").splitlines()} <= set("AMDRC")
    assert all(line[1] == " " for line in git(made, "status", "--porcelain").splitlines())


def test_options_are_those_of_the_settings(made: Path) -> None:
    settings, problems = settings_of(made)
    assert problems == []
    assert (settings.site_name, settings.license, settings.sections, settings.words) == (NAME, "CC-BY-SA-4.0", ("Claim", "Proof"), range(100, 201))
    light, dark = read_colors((made / "overrides" / TOKENS).read_text(encoding="utf-8"))["accent"]
    assert light == "#1f5f8b"
    assert '"#1f5f8b"' in (made / "overrides/assets/favicon.svg").read_text(encoding="utf-8")
    blue = ImageColor.getrgb(dark)
    assert blue[2] > blue[1] > blue[0], "the dark one has the same hue"


def test_a_second_run_is_refused(made: Path, refusal: Refusal) -> None:
    git(made, "commit", "-qm", "Begin")
    assert "a selection of its own already" in refusal(made, "Another")
    assert git(made, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([""], "a name needs a letter or digit"),
        (["  🤖 "], "a name needs a letter or digit"),
        (["a" * 200], "the name has 200 characters; at most 60 fit"),
        (["a\nb"], "a line break"),
        (["a\u202eb"], "a character that nobody sees"),
        (["A", "--accent=teal"], "expected a color of six digits"),
        (["A", "--accent=#e0a000"], "too faint for text on a light ground; the nearest that can be read is #"),
        (["A", "--license=MIT"], "expected the SPDX id of a Creative Commons license"),
        (["A", "--sections=Why,,"], "expected the headings of a summary"),
        (["A", "--words=900-250"], "expected the least and the most words"),
        (["A", "--words=many"], "expected the least and the most"),
    ],
    ids=lambda value: value[-1][:20] if isinstance(value, list) else "",
)
def test_what_cannot_be_meant_is_refused_and_nothing_changes(original: Path, refusal: Refusal, arguments: list[str], reason: str) -> None:
    assert reason in refusal(original, *arguments)
    assert git(original, "status", "--porcelain") == ""


@pytest.mark.parametrize("change", [lambda root: (root / "note.txt").touch(), lambda root: (root / "README.md").unlink()], ids=["new", "deleted"])
def test_a_work_tree_with_changes_is_refused(clone: Path, refusal: Refusal, change: Callable[[Path], None]) -> None:
    change(clone)
    before = git(clone, "status", "--porcelain")
    assert "1 uncommitted change, such as '" in refusal(clone, "Robotics Monthly")
    assert git(clone, "status", "--porcelain") == before


def test_of_two_at_once_one_is_refused(clone: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(clone / "src")}
    running = [
        subprocess.Popen([sys.executable, "-m", "tools.yours", name], cwd=clone, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        for name in ("Robotics Monthly", "Botany Monthly")
    ]
    said = [process.communicate()[1] for process in running]
    assert sorted(process.returncode for process in running) == [0, 1]
    assert "a selection of its own already" in "".join(said)


def test_the_nearest_color_holds_on_every_ground(original: Path, refusal: Refusal) -> None:
    nearest = re.search(r"is (#\w{6})", refusal(original, "A", "--accent=#e0a000"))
    assert nearest
    tokens = read_colors((original / "overrides" / TOKENS).read_text(encoding="utf-8"))
    assert all(contrast(nearest[1], tokens[ground][0]) >= 4.5 for ground in ("paper", "shade"))


def test_contrast_is_that_of_the_guidelines() -> None:
    """Values of WCAG's own technique G18: white on black, and the gray that has just 4.5:1 on white."""
    assert contrast("#ffffff", "#000000") == contrast("#000000", "#ffffff") == 21
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


def test_the_options_of_the_exit_stay_those_of_the_site(made: Path) -> None:
    stock, exit = (re.findall(r"^      (?:authority|license|sections|words): [^#\n]*", (made / path).read_text(encoding="utf-8"), re.MULTILINE) for path in ("mkdocs.yml", "tests/exit/mkdocs.yml"))
    assert [line.strip() for line in stock] == [line.strip() for line in exit]
    assert len(stock) == 4
