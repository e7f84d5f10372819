"""An SVG only draws, wherever it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from shortlist.reading.svg import MAX_BYTES, figure_source, read_svg

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def messages(root: Path, text: str | bytes) -> list[str]:
    (root / "a.svg").write_bytes(text if isinstance(text, bytes) else text.encode())
    return [str(problem) for problem in read_svg(root, "a.svg")[1]]


@pytest.mark.parametrize(
    "content",
    [
        '<title>A</title><path d="M 0 0 L 1 1" style="fill: var(--ink); clip-path: url(#a)"/>',
        '<defs><path id="a"/></defs><use href="#a"/><use xlink:href="#a"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        "<style>:root{--ink:#000} @media(prefers-color-scheme:dark){:root{--ink:#fff}} .a{fill:url('#b')}</style>",
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>',
        '<animate attributeName="x" from="0" to="1"/>',
    ],
)
def test_what_only_draws_is_sound(tmp_path: Path, content: str) -> None:
    assert messages(tmp_path, f"<svg {SVG}>{content}</svg>") == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<script>alert(1)</script>", "'<script>'"),
        ('<script href="a.js"/>', "'<script>'"),
        ('<x:script xmlns:x="http://www.w3.org/1999/xhtml" src="a.js"/>', "'<script>'"),
        ('<x:p xmlns:x="http://www.w3.org/1999/xhtml">words</x:p>', "'<p>'"),
        ("<foreignObject><p/></foreignObject>", "'<foreignObject>'"),
        ('<rect onload="alert(1)"/>', "'onload' of '<rect>' runs a script"),
        ('<rect ONCLICK="alert(1)"/>', "'onclick' of '<rect>' runs a script"),
        ('<a href="javascript:alert(1)"><text>A</text></a>', "'javascript:alert(1)' of '<a>' leads out"),
        ('<a xlink:href="java&#10;script:alert(1)"/>', "of '<a>' leads out"),
        ('<image href="https://example.org/a.png"/>', "'https://example.org/a.png' of '<image>' leads out"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "leads out"),
        ('<use href="b.svg#a"/>', "'b.svg#a' of '<use>' leads out"),
        ('<g xml:base="https://example.org/"/>', "leads out"),
        ('<set attributeName="href" to="javascript:alert(1)"/>', "'<set>' changes an address"),
        ('<animate attributeName="xlink:href" values="javascript:alert(1)"/>', "'<animate>' changes an address"),
        ('<set attributeName="onclick" to="alert(1)"/>', "'<set>' changes an address or a handler"),
        ("<style>@import 'https://example.org/a.css';</style>", "a style of the drawing loads"),
        ("<style>@im<!-- -->port 'a.css'; .a{fill:url(https://example.org/a)}</style>", "a style of the drawing loads"),
        (r"<style>@\69mport 'a.css'</style>", "a style of the drawing loads"),
        ("<style><g/>@import 'a.css';</style>", "a style of the drawing loads"),
        ("<style>.a{background:image-set('https://example.org/a' 1x)}</style>", "a style of the drawing loads"),
        ('<rect style="fill:url(https://example.org/a.svg#b)"/>', "'style' of '<rect>' loads"),
        (r'<rect style="fill:u\72l(https://example.org/a.svg#b)"/>', "'style' of '<rect>' loads"),
        ('<rect fill="url(https://example.org/a.svg#b)"/>', "'fill' of '<rect>' loads"),
        ("<?xml-stylesheet href='a.css'?>", "'<?xml-stylesheet …?>' can load"),
    ],
)
def test_what_does_more_is_refused_at_its_place(tmp_path: Path, content: str, message: str) -> None:
    (line,) = messages(tmp_path, f"<svg {SVG}>\n{content}\n</svg>")
    assert line.startswith("a.svg:2:")
    assert " F145 " in line
    assert message in line


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol"}">' for n in range(12))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"<!DOCTYPE svg [{BOMB}]><svg {SVG}>&a11;</svg>", "a document type can define entities"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>', "a document type can define entities"),
        ("<html><script>alert(1)</script></html>", "begins with '<html>', and is not an SVG"),
        ("<svg><rect/></svg>", "begins with '<svg>', and is not an SVG"),
        (f"<svg {SVG}><rect></svg>", "is not well-formed XML (mismatched tag)"),
        ("", "is not well-formed XML (no element found)"),
        (b"\x89PNG\r\n", "is not well-formed XML"),
        (f"<svg {SVG}>".encode("utf-16"), "is not well-formed XML"),
        (f"<svg {SVG}>{' ' * MAX_BYTES}</svg>", "at most 1,000,000 fit"),
        (f"<svg {SVG}>{'<g>' * 200_000}", "is not well-formed XML"),
    ],
)
def test_what_is_not_a_sound_svg_is_refused(tmp_path: Path, text: str | bytes, message: str) -> None:
    (line,) = messages(tmp_path, text)
    assert message in line


def test_a_figure_is_as_new_as_its_module(tmp_path: Path) -> None:
    module = tmp_path / "figures/rank.py"
    module.parent.mkdir()
    module.write_text("def compute(): ...\n", encoding="utf-8")
    fresh = f'<svg {SVG} data-source="{figure_source(tmp_path, "rank")}"/>'
    assert messages(tmp_path, fresh) == []
    module.write_text("def compute(): return 1\n", encoding="utf-8")
    assert messages(tmp_path, fresh) == ["a.svg:1:1: F146 the figure is older than 'figures/rank.py' or the house style; run 'make figures'"]
    module.unlink()
    (line,) = messages(tmp_path, fresh)
    assert "there is no such module" in line


@pytest.mark.parametrize("source", ["figures/../secret.py 0", "../a 0", "figures/x y.py", "x"])
def test_a_source_that_is_not_a_module_of_figures_is_named(tmp_path: Path, source: str) -> None:
    (line,) = messages(tmp_path, f'<svg {SVG} data-source="{source}"/>')
    assert "there is no such module" in line


@pytest.mark.parametrize(
    ("attributes", "size"),
    [('width="440" height="290"', ("440", "290")), ('width="4.4em" height="2em"', None), ('viewBox="0 0 4 2"', None)],
)
def test_a_size_in_pixels_is_read(tmp_path: Path, attributes: str, size: tuple[str, str] | None) -> None:
    (tmp_path / "a.svg").write_text(f"<svg {SVG} {attributes}/>", encoding="utf-8")
    assert read_svg(tmp_path, "a.svg") == (size, [])
