"""Build the site with other generators than MkDocs, and compare every file, and what the preview shows.

    make proofs                     all of them, each in an environment of its own: about a minute
    make proofs ARGS="exit"         one of properdocs, mkdocs-ng, exit and zensical
    make proofs ARGS="newest"       the newest releases of all that is pinned: what upstream will break; only when asked for

`exit` is the site without Material and mkdocs-bibtex: `tests/exit` has its settings, and what it needs of the theme. Of `newest`
the versions that differ are printed too; names and content of the theme's own files may differ, for they do with each release.
`zensical` runs no plugin, so all that is compared is how many citations, references and formulas each page of the issues shows.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ("bib", "data", "docs", "figures", "mkdocs.yml", "overrides", "src")
"""Of which the site is made; `src` because the settings watch it."""
PAGES = ("", "2021-04/", "2021-04/glm/", "bibliography/", "papers/", "tags/nlp/", "assets/scheme.js", "no-page/")
"""Looked at in the preview."""
MAX_START_SECONDS = 120
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==[^\s;\\]+", re.MULTILINE)
_THEME = re.compile(r"assets/(?:stylesheets|javascripts)/[^/]+$")
_HASH = re.compile(rb"\.[0-9a-f]{8}(?=\.min\.(?:css|js)\b)")
"""Of a file of the theme, in its name."""
_OF_ISSUES = re.compile(r"\d{4}-\d\d/(?!all/).*index\.html")
_SHOWN = (b'id="cite-', b'id="ref-', b"<math")
"""Of a citation, a reference and a formula."""
_EPOCH = re.compile(rb"/livereload/\d+")

_MKDOCS = {"mkdocs", "mkdocs-get-deps"}
_MATERIAL = {"mkdocs-material", "mkdocs-material-extensions", "babel", "backrefs", "colorama", "mergedeep", "paginate"}
_BIBTEX = {"mkdocs-bibtex", "pypandoc", "pybtex", "latexcodec", "responses", "setuptools", "validators"}


class Proof(NamedTuple):
    """A generator that makes the same site."""

    generator: str
    """Its pin."""
    module: str
    without: set[str]
    """Packages of requirements.txt that are not installed."""
    is_exit: bool = False
    is_newest: bool = False
    runs_plugins: bool = True


PROOFS = {
    "properdocs": Proof("properdocs==1.6.7", "properdocs", _MKDOCS),
    "mkdocs-ng": Proof("mkdocs-ng==1.8.0", "mkdocs", _MKDOCS),  # Its modules lie where those of MkDocs would.
    "exit": Proof("properdocs==1.6.7", "properdocs", _MKDOCS | _MATERIAL | _BIBTEX, is_exit=True),
    "zensical": Proof("zensical==0.0.73", "zensical", _MKDOCS | _MATERIAL | _BIBTEX, runs_plugins=False),
}
NEWEST = {"newest": Proof("mkdocs<2", "mkdocs", set(), is_newest=True)}
"""Proves nothing of this tree, and may fail on any day: not among those that CI asks of every change."""


def pins(without: set[str]) -> list[str]:
    """Return the pins of requirements.txt but for those of some packages."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return [match[0] for match in _PIN.finditer(text) if match[1] not in without]


def run(*command: str | Path, folder: Path = ROOT) -> None:
    """Run a command to its end. Raises `SystemExit` with what it printed if it fails."""
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stdout}{done.stderr}")


def _environment() -> dict[str, str]:
    return os.environ | {"NO_MKDOCS_2_WARNING": "1"}


def install(proof: Proof, folder: Path) -> Path:
    """Make an environment with the generator and what the engine needs; return its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin/python"
    pip = (python, "-m", "pip", "--disable-pip-version-check")
    if proof.is_newest:
        run(*pip, "install", proof.generator, *(pin.partition("==")[0] for pin in pins(set())))
        print("newer than pinned:", *_newer(python), sep="\n  ", flush=True)
    elif not proof.runs_plugins:
        run(*pip, "install", proof.generator, *pins(proof.without))
    else:  # Without dependencies: Material and mkdocs-bibtex ask for MkDocs by name.
        run(*pip, "install", "--no-deps", *pins(proof.without), proof.generator)
    run(*pip, "install", "--no-deps", "--editable", ROOT)
    if proof.is_exit:
        run(*pip, "check")
    return python


def _newer(python: Path) -> list[str]:
    """Return what is installed in another version than is pinned, `name==version`."""
    command = (python, "-m", "pip", "list", "--format", "freeze", "--disable-pip-version-check")
    installed = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.split()
    pinned = {_normal(pin) for pin in pins(set())}
    return [pin for pin in installed if _normal(pin) not in pinned and not pin.startswith("pip==")]


def _normal(pin: str) -> str:
    """Return a pin with its name as registries compare them. Source: PyPA, "Names and normalization"."""
    return re.sub(r"[-_.]+(?=.*==)", "-", pin).lower()


def settled(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files without what each release of the theme changes: its own files, and the hashes in their names."""
    return {path: _HASH.sub(b"", content) for path, content in files.items() if not _THEME.fullmatch(path)}


def shown(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return how many citations, references and formulas the pages of issues and summaries show."""
    pages = {path: content for path, content in files.items() if _OF_ISSUES.fullmatch(path)}
    return {path: str([content.count(mark) for mark in _SHOWN]).encode() for path, content in pages.items()}


def for_zensical(folder: Path) -> None:
    """Take out what Zensical cannot read, our templates among it, and leave the citations to their Markdown extension."""
    settings = folder / "mkdocs.yml"
    text = re.sub(r"^  custom_dir: .*\n", "", settings.read_text(encoding="utf-8"), flags=re.MULTILINE)
    citations = "markdown_extensions:\n  - shortlist.citations.extension: {bib_file: bib/references.bib}\n"
    text = text.replace("!relative $config_dir/", "").replace("markdown_extensions:\n", citations)
    settings.write_text(text, encoding="utf-8")
    for page in (folder / "docs").rglob("*.md"):
        text = re.sub(r"^template: .*\n", "", page.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        page.write_text(text, encoding="utf-8")


def copy(folder: Path, *, is_exit: bool = False) -> Path:
    """Copy what the site is made of; return the folder."""
    for name in CONTENT:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    if is_exit:
        (folder / "mkdocs.yml").rename(folder / "stock.yml")
        shutil.copy(ROOT / "tests/exit/mkdocs.yml", folder)
        shutil.copytree(ROOT / "tests/exit/theme", folder / "overrides", dirs_exist_ok=True)
    return folder


def built(python: Path, module: str, folder: Path) -> dict[str, bytes]:
    """Build strictly; return every file of the site, by its path."""
    run(python, "-m", module, "build", "--strict", "--config-file", "mkdocs.yml", folder=folder)
    site = folder / "site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def previewed(python: Path, folder: Path, port: int) -> dict[str, bytes]:
    """Return what the preview answers, but for the number of its build, with a complaint that only the generator has."""
    (folder / "docs/in-no-navigation.md").write_text("Text.\n", encoding="utf-8")
    address = f"127.0.0.1:{port}"
    with (folder / "preview.log").open("w+", encoding="utf-8") as log:
        command = (python, "-m", "shortlist", "serve", "--addr", address)
        preview = subprocess.Popen(command, cwd=folder, env=_environment(), stdout=log, stderr=subprocess.STDOUT)
        try:
            answers = {f"preview: /{page}": _EPOCH.sub(b"", _answer(f"http://{address}/{page}", preview)) for page in PAGES}
        finally:
            preview.send_signal(signal.SIGINT)
            preview.wait(MAX_START_SECONDS)
        log.seek(0)
        lines = [line for line in log if "problem" not in line and not line.startswith("Preview of")]
    answers["preview: terminal"] = "".join(lines).encode()
    if "in-no-navigation.md" not in "".join(lines):
        sys.exit("the preview does not show what the generator complains of")
    return answers


def _answer(url: str, preview: subprocess.Popen[bytes]) -> bytes:
    """Return the body of an answer, that of an error too, once there is one."""
    end = time.monotonic() + MAX_START_SECONDS
    while True:
        try:
            with urlopen(url, timeout=MAX_START_SECONDS) as answer:
                return bytes(answer.read())
        except URLError as error:
            if hasattr(error, "read"):
                return bytes(error.read())
            if preview.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{url}: {error}") from None
            time.sleep(0.2)


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths of what is not the same bytes in both, or is in one only."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def main(names: list[str]) -> int:
    """Prove all that is named, or everything; return the exit status."""
    known = PROOFS | NEWEST
    if unknown := [name for name in names if name not in known]:
        sys.exit(f"'{unknown[0]}' is not a proof; expected one of {', '.join(known)}")
    failed, port = False, free_port()
    with TemporaryDirectory(prefix="shortlist-proofs-") as temporary:
        folder, python = Path(temporary), Path(sys.executable)
        stock = copy(folder / "stock")
        expected = built(python, "mkdocs", stock) | previewed(python, stock, port)
        for name in names or PROOFS:
            proof = known[name]
            python = install(proof, folder / f"{name}-environment")
            archive = copy(folder / name, is_exit=proof.is_exit)
            if proof.runs_plugins:
                wanted, made = expected, built(python, proof.module, archive) | previewed(python, archive, port)
                if proof.is_newest:
                    wanted, made = settled(wanted), settled(made)
            else:
                for_zensical(archive)
                wanted, made = shown(expected), shown(built(python, proof.module, archive))
            found = differences(wanted, made)
            print(f"{name}: {len(wanted)} compared, {len(found)} of them differ", *found, sep="\n  ", flush=True)
            failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
