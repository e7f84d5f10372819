"""Tiny sites built by MkDocs, in this process."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import jinja2
import mkdocs
import pytest
import tinycss2
from lxml import html
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from shortlist.exports.search import DIGITS, HEADS, WORDS
from tests.tiny import TinySite


@dataclass
class Build:
    """What came of a build."""

    site: Path
    log: list[str]
    """Messages of warnings and errors."""
    failed: bool

    def page(self, address: str) -> html.HtmlElement:
        """The parsed page of an address such as `2021-04/first/`."""
        path = self.site / address
        return html.fromstring((path / "index.html" if path.is_dir() else path).read_text(encoding="utf-8"))

    def text(self, address: str) -> str:
        """All visible text of a page's article, white space collapsed."""
        return " ".join(self.page(address).xpath("string(//article)").split())


    def indexed(self, address: str) -> set[str]:
        """The words by which search finds the text of a page."""
        pages = json.loads((self.site / HEADS).read_text(encoding="utf-8"))["docs"]
        number = [page["location"] for page in pages].index(address)
        places = decoded(json.loads((self.site / WORDS).read_text(encoding="utf-8")))
        return {word for word, pages in places.items() if number in pages}


def decoded(words: dict[str, Any]) -> dict[str, dict[int, bool]]:
    """Word → numbers of its pages and whether it stands there often, decoded as the description of the format has it."""
    found = {}
    for word, steps in zip(words["words"].split(), words["places"].split(), strict=True):
        pages, at, step, shift = {}, -1, 0, 0
        for letter in steps:
            value = DIGITS.index(letter)
            step |= (value & 31) << shift
            shift += 5
            if value < 32:
                at += step // 2 + 1
                pages[at] = step % 2 == 1
                step = shift = 0
        found[word] = pages
    return found


class Messages(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture(scope="session", autouse=True)
def the_theme_stays() -> Iterator[None]:
    """Material's stylesheet is parsed, and its files are listed, once and not at every build, as are the themes that are installed:
    half of the time of one.

    Its 14,000 icons, in folders that begin with a dot, are none of the site's files, which is said here for all of them at once.
    """
    lists = jinja2.FileSystemLoader.list_templates
    packages = Path(mkdocs.__file__).parent.parent

    @cache
    def of_theme(path: str) -> list[str]:
        return [name for name in lists(jinja2.FileSystemLoader(path)) if not name.startswith(".") and "/." not in name]

    def list_templates(loader: jinja2.FileSystemLoader) -> list[str]:
        theme = [str(path) for path in loader.searchpath if Path(path).is_relative_to(packages)]
        own = [path for path in loader.searchpath if str(path) not in theme]
        return sorted({*lists(jinja2.FileSystemLoader(own)), *chain.from_iterable(map(of_theme, theme))})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tinycss2, "parse_stylesheet", cache(tinycss2.parse_stylesheet))
        patch.setattr(jinja2.FileSystemLoader, "list_templates", list_templates)
        patch.setattr(mkdocs.utils, "get_themes", cache(mkdocs.utils.get_themes))
        yield


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


@pytest.fixture(scope="session")
def built_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sites that were built without a word, by the digest of what they were built from."""
    return tmp_path_factory.mktemp("built")


@pytest.fixture
def run(site: TinySite, built_before: Path, request: pytest.FixtureRequest) -> Callable[..., Build]:
    """Builds the tiny site strictly, as `mkdocs build --strict` does; `command="serve"` builds it as the preview does.

    A test that begins with the content of another one gets what was built for that.
    """
    logger = logging.getLogger(mkdocs.__name__)
    target = site.root / "site"
    changes_code = "monkeypatch" in request.fixturenames

    def run(*, strict: bool = True, command: str = "build") -> Build:
        before = built_before / digest(site.root, strict, command)
        if before.is_dir() and not target.exists() and not changes_code:
            shutil.copytree(before, target, copy_function=os.link)
            return Build(target, [], False)
        handler = Messages()
        logger.addHandler(handler)
        # The command `mkdocs`, which other tests call in this process, leaves a filter of what was said before.
        logging.getLogger(build.__module__).filters.clear()
        try:
            config = load_config(str(site.root / "mkdocs.yml"), strict=strict, site_dir=str(target))
            config.plugins.on_startup(command=command, dirty=False)
            build(config, serve_url="http://127.0.0.1/" if command == "serve" else None)
            failed = False
        except Abort:
            failed = True
        finally:
            logger.removeHandler(handler)
        if not (failed or handler.messages or changes_code or before.exists()):
            shutil.copytree(target, before, copy_function=os.link)
        return Build(target, handler.messages, failed)

    return run


def digest(root: Path, *options: object) -> str:
    """Everything that a build depends on."""
    found = hashlib.sha256(repr((options, os.environ.get("CARDS"))).encode())
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.relative_to(root).parts[0] not in ("site", ".cache"):
            found.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()
