"""The archive as plain Markdown, read by others: MkDocs without any plugin, Python-Markdown without our extensions, CommonMark."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from markdown import markdown
from markdown_it import MarkdownIt
from mkdocs.commands.build import build
from mkdocs.config import load_config

from shortlist.authoring.export import export_markdown
from tests.conftest import SAMPLE

SETTINGS = """\
site_name: Archive
plugins: []
theme: {name: null, custom_dir: theme}
validation:
  nav: {omitted_files: warn, not_found: warn, absolute_links: warn}
  links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}
"""
RENDERERS: dict[str, Callable[[str], str]] = {
    "Python-Markdown": lambda text: markdown(text, extensions=["tables", "fenced_code"]),
    "CommonMark": MarkdownIt("commonmark").enable("table").render,
}
FORMULA = re.compile(r"\$\$(?P<display>.+?)\$\$|(?<![\\\w])\$(?=\S)(?P<inline>[^$\n]*(?:\n[^$\n]+)*?)(?<=\S)\$(?!\d)", re.DOTALL)
CODE = re.compile(r"^(`{3,}).*?^\1$|(`+)[^`]+\2|<pre>.*?</pre>", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "docs"
    export_markdown(SAMPLE, folder)
    return folder


SUMMARIES = sorted(path.relative_to(SAMPLE / "docs").as_posix() for path in SAMPLE.glob("docs/*-*/*.md") if path.name != "index.md")


def words(element: html.HtmlElement) -> list[str]:
    return re.findall(r"\w+", element.text_content())


def of_page(site: Path, path: str) -> tuple[list[str], list[str], list[str]]:
    """Words of the text, formulas, and references of a page of the site."""
    page = html.parse(site / path.removesuffix(".md") / "index.html").getroot()
    (text,) = page.xpath("//div[@class='sl-text']")
    formulas = []
    for math in text.iter("math"):
        formulas += math.xpath(".//annotation/text()") if not math.xpath("ancestor::section") else []
        tail = math.tail
        math.clear()
        math.text, math.tail = " formula ", tail
    for citation in text.iter("sup"):
        citation.text = f" [{citation.text or ''}"
    references = [" ".join(words(work)) for work in text.find_class("reference")]
    for part in text.xpath("section | nav"):
        part.drop_tree()
    return words(text), formulas, references


def of_markdown(path: Path, render: Callable[[str], str]) -> tuple[list[str], list[str], list[str]]:
    """The same of a file of the archive, as a renderer reads it; formulas, which it does not know, by their dollars."""
    source = path.read_text(encoding="utf-8").partition("\n---\n")[2]
    body, _, references = source[source.index("\n## Why") :].partition("\n## References\n")
    formulas: list[str] = []

    def note(match: re.Match[str]) -> str:
        formulas.append((match["display"] or match["inline"]).strip())
        return " formula "

    parts, position = [], 0
    for code in CODE.finditer(body):
        parts += [FORMULA.sub(note, body[position : code.start()]), code[0]]
        position = code.end()
    text = render("".join([*parts, FORMULA.sub(note, body[position:])]))
    items = html.fromstring(render(references)).xpath("//ol/li") if references else []
    return words(html.fromstring(f"<div>{text}</div>")), formulas, [" ".join(words(item)) for item in items]


@pytest.mark.parametrize("path", SUMMARIES)
def test_a_renderer_of_plain_markdown_shows_what_the_page_says(path: str, archive: Path, sample_dir: Path) -> None:
    text, formulas, references = of_page(sample_dir, path)
    for render in RENDERERS.values():
        own_text, own_formulas, own_references = of_markdown(archive / path, render)
        assert own_text == text
        assert own_formulas == formulas
        assert len(own_references) == len(references) > 0
        for own, reference in zip(own_references, references, strict=True):
            assert own.startswith(reference)


def test_mkdocs_builds_it_strictly_without_plugins(archive: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/main.html").write_text("<title>{{ page.title }}</title>{{ page.content }}", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    config = load_config(str(tmp_path / "mkdocs.yml"), strict=True, docs_dir=str(archive), site_dir=str(tmp_path / "site"))
    build(config)
    assert [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []
    page = html.parse(tmp_path / "site/2021-04/glm/index.html").getroot()
    assert page.findtext(".//title").startswith("GLM: ")
    assert len(page.xpath("//h2[.='References']/following-sibling::ol/li")) == 9
    for picture in page.xpath("//img/@src"):
        assert (tmp_path / "site/2021-04/glm" / picture).resolve().is_file()


def test_no_draft_and_nothing_of_the_engine_is_in_it(archive: Path) -> None:
    assert {path.suffix for path in archive.rglob("*") if path.is_file()} == {".md", ".svg"}
    for path in archive.rglob("*.md"):
        text = CODE.sub("", path.read_text(encoding="utf-8"))
        assert not re.search(r"\[@|^///|^\?\?\?|--8<--|^status:", text, re.MULTILINE), path
