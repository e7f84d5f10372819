"""The mark is one drawing, wherever it stands, and the icons that are no SVG are made from it."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from lxml import etree
from PIL import Image

from shortlist.exports.cards import Card, draw
from tests.tiny import ROOT
from tools import icons

SVG = "{http://www.w3.org/2000/svg}"
MARK = ROOT / "overrides/.icons/shortlist/mark.svg"


def test_icons_are_made_from_the_mark_and_the_tokens() -> None:
    made = {name: (icons.ASSETS / name).read_bytes() for name in ("favicon.svg", "favicon.png", "apple-touch-icon.png")}
    assert made == icons.icons(), "run: make figures"


@pytest.mark.parametrize(("name", "side", "corner"), [("favicon.png", 32, 0), ("apple-touch-icon.png", 180, 255)])
def test_pictures_have_their_size_and_ground(name: str, side: int, corner: int) -> None:
    with Image.open(icons.ASSETS / name) as picture:
        assert (picture.format, picture.size) == ("PNG", (side, side))
        assert picture.convert("RGBA").getpixel((0, 0))[3] == corner, "iOS paints what is transparent black"


def test_the_logo_and_the_favicon_are_one_drawing() -> None:
    logo, favicon = etree.parse(MARK).getroot(), etree.parse(icons.ASSETS / "favicon.svg").getroot()
    assert logo.get("viewBox") == favicon.get("viewBox")
    assert [path.get("d") for path in logo.iter(f"{SVG}path")] == [path.get("d") for path in favicon.iter(f"{SVG}path")]
    # The theme gives it the color of the text around it.
    assert "fill" not in etree.tostring(logo).decode()


def test_the_mark_on_cards_is_that_drawing() -> None:
    """Bars as wide and high as the path says, in units of three pixels."""
    png = draw(Card(""))
    with Image.open(BytesIO(png)) as card:
        picture = card.convert("RGB").crop((73, 66, 73 + 48, 66 + 48))
    paper = picture.getpixel((0, 0))
    (path,) = etree.parse(MARK).iter(f"{SVG}path")
    bars = [tuple(map(int, bar)) for bar in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)H1z", path.get("d"))]
    assert len(bars) == 3
    for x in range(16):
        for y in range(16):
            is_ink = any(left <= x < left + width and top <= y < top + height for left, top, width, height in bars)
            assert (picture.getpixel((3 * x + 1, 3 * y + 1)) != paper) == is_ink, (x, y)
