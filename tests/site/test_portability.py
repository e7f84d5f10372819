"""The pages are plain input for the stock programs: MkDocs, Material and mkdocs-bibtex build them without the engine.

The settings are those of `mkdocs.yml` with everything of ours taken out. The stock plugin needs `footnotes` among the extensions
and `enable_inline_citations: false`, and appends the references by itself. Two things that the engine reads it does not: a group
that is wrapped over lines stays as it is, and `[@key]:` at the beginning of a line defines a footnote instead of citing. Formulas
stay LaTeX, titles in references lose their capitals, and what the engine takes from the library (titles of pages, lists, heads) is
missing; but no page loses a citation.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import mkdocs
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from tests.conftest import SAMPLE
from tests.site.conftest import Build, Messages

DOCS = SAMPLE / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
TEMPLATE = re.compile(r"^template: *(\S+)$", re.MULTILINE)
CITATION = re.compile(r"\[@[^\]]*\]")
KEY = re.compile(r"@([a-z][a-z0-9-]*)")


def stock_settings(folder: Path) -> dict[str, object]:
    """The site's settings as keyword arguments, without plugin, extensions and theme of ours, and with other folders."""
    loader = get_yaml_loader(config=MkDocsConfig(config_file_path=str(SAMPLE / "mkdocs.yml")))  # It knows `!relative`.
    settings = yaml_load((SAMPLE / "mkdocs.yml").read_text(encoding="utf-8"), loader)
    plugins = [plugin for plugin in settings["plugins"] if "shortlist" not in plugin]
    (bibtex,) = (plugin["bibtex"] for plugin in plugins if "bibtex" in plugin)
    bibtex["bib_file"] = str(SAMPLE / bibtex["bib_file"])
    extensions = [extension for extension in settings["markdown_extensions"] if not str(extension).startswith("shortlist.")]
    templates = folder / "templates"
    templates.mkdir()
    for name in {match[1] for page in PAGES for match in TEMPLATE.finditer((DOCS / page).read_text(encoding="utf-8"))}:
        (templates / name).write_text('{% extends "main.html" %}', encoding="utf-8")
    return settings | {
        "plugins": plugins,
        "markdown_extensions": extensions,
        "theme": settings["theme"] | {"custom_dir": str(templates), "static_templates": []},
        "docs_dir": str(DOCS),
        "site_dir": str(folder / "site"),
        "extra_css": [],
        "watch": [],
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("stock")
    (folder / "mkdocs.yml").write_text("site_name: Stock\n", encoding="utf-8")
    messages = Messages()
    logger = logging.getLogger(mkdocs.__name__)
    logger.addHandler(messages)
    try:
        config = load_config(str(folder / "mkdocs.yml"), strict=True, **stock_settings(folder))
        assert "shortlist" not in config.plugins
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        failed = False
    except Abort:
        failed = True
    finally:
        logger.removeHandler(messages)
    return Build(folder / "site", messages.messages, failed)


def test_the_stock_programs_have_nothing_to_say(built: Build) -> None:
    assert (built.log, built.failed) == ([], False)


@pytest.mark.parametrize("path", PAGES)
def test_every_citation_is_a_footnote(built: Build, path: str) -> None:
    text = (DOCS / path).read_text(encoding="utf-8")
    cited = {key for citation in CITATION.findall(text) for key in KEY.findall(citation)}
    address = re.sub(r"(?:(?<=/)|^)index\.md$", "", path).replace(".md", "/")
    article = built.page(address or "index.html").xpath("//article")[0]
    assert {id.removeprefix("fn:") for id in article.xpath(".//div[@class='footnote']//li/@id")} == cited
    assert {link.removeprefix("#fn:") for link in article.xpath(".//sup/a[@class='footnote-ref']/@href")} == cited
    # The page that explains how to cite shows citations, as code.
    assert not [text for text in article.xpath(".//text()[not(ancestor::code)]") if "[@" in text]


def test_there_is_something_to_see() -> None:
    assert sum(bool(CITATION.search((DOCS / page).read_text(encoding="utf-8"))) for page in PAGES) >= 10
