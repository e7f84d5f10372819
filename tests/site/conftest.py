"""Tiny sites built by MkDocs, in this process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import html
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

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


class Messages(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture
def site(tmp_path: Path) -> TinySite:
    return TinySite(tmp_path)


@pytest.fixture
def run(site: TinySite) -> Callable[..., Build]:
    """Builds the tiny site strictly, as `mkdocs build --strict` does; `command="serve"` builds it as the preview does."""
    logger = logging.getLogger("mkdocs")

    def run(*, strict: bool = True, command: str = "build") -> Build:
        handler = Messages()
        logger.addHandler(handler)
        try:
            config = load_config(str(site.root / "mkdocs.yml"), strict=strict, site_dir=str(site.root / "site"))
            config.plugins.on_startup(command=command, dirty=False)
            build(config, serve_url="http://127.0.0.1/" if command == "serve" else None)
            failed = False
        except Abort:
            failed = True
        finally:
            logger.removeHandler(handler)
        return Build(site.root / "site", handler.messages, failed)

    return run
