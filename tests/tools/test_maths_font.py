"""The font of formulas: small, licensed, made for maths, and with every character that the site's formulas need."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from lxml import html

from tools.maths_font import COMMON, FONT, characters


@pytest.fixture(scope="module")
def font() -> TTFont:
    return TTFont(FONT)


def test_it_is_small_and_its_license_lies_beside_it(font: TTFont) -> None:
    assert len(FONT.read_bytes()) <= 32_000
    text = FONT.with_name("OFL.txt").read_text(encoding="utf-8")
    assert text.startswith(font["name"].getDebugName(0))
    assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_it_is_made_for_maths(font: TTFont) -> None:
    table = font["MATH"].table
    assert table.MathConstants.FractionRuleThickness.Value > 0
    stretched = set(table.MathVariants.VertGlyphCoverage.glyphs)
    assert stretched >= {font.getBestCmap()[ord(sign)] for sign in "()[]{}|√∑∏"}


def test_it_has_every_character_of_the_site_s_formulas(sample_dir: Path, font: TTFont) -> None:
    known = {chr(code) for code in font.getBestCmap()}
    italics = {unicodedata.normalize("NFKC", letter) for letter in known if "ITALIC" in unicodedata.name(letter, "")} | {"h"}
    missing = set()
    for path in sample_dir.rglob("*.html"):
        for formula in html.fromstring(path.read_bytes()).iterfind(".//math"):
            for element in formula.iter("mi", "mn", "mo", "ms", "mtext"):
                text = element.text or ""
                alone = element.tag == "mi" and len(text) == 1 and text.isalpha() and not element.get("mathvariant")
                needed = italics if alone and unicodedata.normalize("NFKC", text) == text else known
                missing |= {(path.parent.name, sign) for sign in text if sign not in needed and not sign.isspace()}
    assert missing == set(), "run: python -m tools.maths_font"


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("<mi>x</mi>", "𝑥"),
        ("<mi>h</mi><mi>Γ</mi><mi>ω</mi>", "ℎ𝛤𝜔"),
        ("<mi>ab</mi><mo>&lt;</mo>", "ab<"),
        ('<mi mathvariant="normal">x</mi> <mn>1</mn>', "x1"),
        ("<mi>∞</mi>", "∞"),
    ],
)
def test_letters_that_stand_alone_are_italic(formula: str, shown: str) -> None:
    page = f"<p>No formula<math><mrow>{formula}</mrow><annotation>y</annotation></math>"
    assert characters([page]) == set(map(ord, shown))


def test_what_is_common_is_in_it(font: TTFont) -> None:
    assert COMMON - font.getBestCmap().keys() <= {0x3A2, 0x1D455, 0x1D49D, 0x1D4A0, 0x1D4A1, 0x1D4A3, 0x1D4A4, 0x1D4A7, 0x1D4A8, 0x1D4AD}  # Holes in Unicode.
