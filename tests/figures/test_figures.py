"""Every figure is drawn by its module, shown by its page, and readable by anyone."""

from __future__ import annotations

import gzip
import importlib
import inspect
import re
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from figures.__main__ import main, names, render, svg_path
from shortlist.reading.svg import figure_source
from tests.tiny import ROOT

MAX_COMPRESSED = 10_000  # Bytes, as the design's budget says.
MAX_LINES = 40  # Of `compute`: the idea must fit on a screen.
MAX_DIFFERENCE = 1.0  # Units of the SVG, of which a figure is 440 wide: what another processor's rounding may move.
SVG = "{http://www.w3.org/2000/svg}"
SHOWN = re.compile(r"!\[(?P<alt>[^\]]+)\]\((?P<target>[\w.-]+\.svg)\)[^\n]*\n+/// figure-caption\n(?P<caption>.+?)\n///", re.DOTALL)
CODE = re.compile(r"```python\n\s*(?P<head>(?:(?!```).)*?)\n\s*--8<-- \"(?P<name>\w+)\.py:compute\"\n\s*```", re.DOTALL)

every_figure = pytest.mark.parametrize("name", names())


def module(name: str):
    return importlib.import_module(f"figures.{name}")


@cache
def computed(name: str) -> Any:
    """Return the data of a figure, computed once: some take a second."""
    return module(name).compute()


def page_of(name: str) -> Path:
    return ROOT / "docs" / f"{module(name).PAGE}.md"


def committed(name: str) -> str:
    return svg_path(module(name)).read_text(encoding="utf-8")


def parts(svg: str) -> list[tuple[str, list[float]]]:
    """Each element with its text and attributes without numbers, and the numbers; names that matplotlib makes are left out."""
    number = r"-?\d+(?:\.\d+)?"
    listed = []
    for element in etree.fromstring(svg.encode()).iter(tag=etree.Element):
        values = " ".join(value for key, value in sorted(element.attrib.items()) if key not in ("id", "data-source") and "url(#" not in value and "href" not in key)
        listed.append((f"{element.tag} {re.sub(number, '#', values)} {(element.text or '').strip()}", [float(n) for n in re.findall(number, values)]))
    return listed


def test_each_figure_has_a_test_of_its_claim_and_each_test_a_figure() -> None:
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests/figures").glob("test_*.py")}
    assert tested - {"figures", "house"} == set(names())


@every_figure
def test_a_committed_figure_is_what_its_module_draws(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = computed(name)
    monkeypatch.setattr(module(name), "compute", lambda: deepcopy(data))
    fresh = render(name)
    if fresh != committed(name):  # Those bytes have been drawn before.
        assert fresh == render(name), "the same figure twice gives the same bytes"
    assert f'data-source="{figure_source(ROOT, name)}"' in committed(name), "older than its module: run make figures"
    there, here = parts(committed(name)), parts(fresh)
    assert [part[0] for part in there] == [part[0] for part in here]
    for (text, old), (_, new) in zip(there, here, strict=True):
        assert all(abs(a - b) <= MAX_DIFFERENCE for a, b in zip(old, new, strict=True)), text


@every_figure
def test_a_figure_is_readable_by_all_and_safe(name: str) -> None:
    svg = committed(name)
    root = etree.fromstring(svg.encode())
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title")
    assert len(root.findtext(f"{SVG}desc") or "") > 60
    assert root.findall(f".//{SVG}text"), "text as text"
    assert "prefers-color-scheme:dark" in svg
    assert len(gzip.compress(svg.encode())) <= MAX_COMPRESSED
    ids = root.xpath("//@id")
    assert len(set(ids)) == len(ids)
    assert all(path.get("d") for path in root.iter(f"{SVG}path"))
    for element in root.iter(tag=etree.Element):
        assert element.tag.removeprefix(SVG) not in ("script", "foreignObject", "a", "animate", "set")
        for key, value in element.attrib.items():
            assert not key.startswith("on")
            assert not key.endswith("href") or value.startswith(("#", "data:image/png;base64,"))
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)]
    assert min(sizes) >= 10.5, "readable on a phone, where a figure is 320 wide"


@every_figure
def test_a_page_shows_the_figure_with_its_finding_a_caption_and_its_code(name: str) -> None:
    text = page_of(name).read_text(encoding="utf-8")
    shown = next((match for match in SHOWN.finditer(text) if match["target"] == svg_path(module(name)).name), None)
    assert shown, f"![what it shows]({svg_path(module(name)).name}), then a figure-caption"
    assert len(shown["alt"]) > 30
    assert re.search(r"comput|plotted|arithmetic|calculat|ours", shown["caption"], re.IGNORECASE), "a caption says whose numbers these are"
    assert any(match["name"] == name for match in CODE.finditer(text)), "the idea in code, folded under the figure"


@every_figure
def test_the_idea_fits_on_a_screen_and_runs_where_it_is_pasted(name: str) -> None:
    lines = [line for line in inspect.getsource(module(name).compute).splitlines() if line.strip()]
    assert len(lines) <= MAX_LINES
    head = next(match["head"] for match in CODE.finditer(page_of(name).read_text(encoding="utf-8")) if match["name"] == name)
    section = Path(module(name).__file__).read_text(encoding="utf-8").split("# --8<-- [start:compute]\n")[1].split("# --8<-- [end:compute]")[0]
    notebook: dict[str, object] = {}
    exec(compile(f"from __future__ import annotations\n{head.strip()}\n{section}", name, "exec"), notebook)
    assert repr(notebook["compute"]()) == repr(computed(name)), "or two runs differ"


def test_an_unknown_figure_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rank_colapse"]) == 2
    assert "rank_colapse" in capsys.readouterr().err


def test_what_is_up_to_date_is_not_written_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "wrote" not in capsys.readouterr().out
