"""Share cards, judged by their pixels."""

from __future__ import annotations

import struct
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from shortlist.exports.cards import Card, draw, fingerprint
from tests.conftest import SAMPLE
from tests.hostile import short

PLAIN = Card("A First Paper", "Ada Example", "The Site", "April 2021", "1", "The first paper.", "First")
TITLES = [
    '#panic("executed")',
    '"]) #panic("executed") #text("',
    "\\u{23}panic() $ \\ ` * _ <label> @ref // /* ~",
    "#set page(width: 1pt)",
    "#image('/etc/hostname') #read('card.typ')",
    '{"title": 1}',
    "words " * 100,
    "W" * 500,
    "W W " * 125,
    "Antidisestablishmentarianism-" * 10,
    "1234567890" * 3,
    "مقدمة في التعلم العميق",
    "מבוא ללמידה עמוקה 2021",
    "深度学习导论",
    "🙂🙂 emoji ☃ 👩‍👩‍👧",
    "e\u0301" * 300,
    "\U0001d49c ∀x ∈ ℝ: x² ≥ 0 — “quoted” ﬁ",
    "\ud800 half",
    "",
]


@cache
def drawn(card: Card, **colors: str) -> Image.Image:
    png = draw(card, colors)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (1200, 630)
    assert len(png) <= 300_000  # WhatsApp shows no larger ones.
    return Image.open(BytesIO(png)).convert("RGB")


def ink(card: Card, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a part of the card are not paper."""
    part = drawn(card).crop(box)
    paper = drawn(card).getpixel((1, 1))
    return sum(count for count, color in part.getcolors(part.width * part.height) if color != paper)


DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 54 40" width="54" height="40">
<style>:root{color-scheme:light dark;--hue:#ff0000}@media(prefers-color-scheme:dark){:root{--hue:#0000ff;--other:#0000ff}}</style>
<rect width="54" height="40" fill="var(--hue)"/></svg>
"""
RED, FIGURE = (255, 0, 0), (584, 172, 1124, 572)


@pytest.fixture
def figure(tmp_path: Path) -> Path:
    path = tmp_path / "figure.svg"
    path.write_text(DRAWING, encoding="utf-8")
    return path


TITLE, LINE, SITE, CORNER = (76, 180, 1124, 490), (76, 530, 900, 590), (70, 60, 500, 130), (700, 60, 1130, 130)


@pytest.mark.parametrize("title", TITLES, ids=short)
def test_any_text_is_only_text(title: str) -> None:
    for card in (Card(title, title, title, title, "", title, title), Card(title, name=title)):
        assert_within_margins(card)


def assert_within_margins(card: Card) -> None:
    for margin in ((0, 0, 1200, 50), (0, 0, 70, 630), (1130, 0, 1200, 630), (0, 600, 1200, 630)):
        assert ink(card, margin) == 0


@pytest.mark.parametrize(
    ("part", "box"), [("title", TITLE), ("line", LINE), ("site", SITE), ("corner", CORNER), ("rank", (1000, 380, 1140, 620))]
)
def test_each_part_stands_in_its_place(part: str, box: tuple[int, int, int, int]) -> None:
    less = replace(PLAIN, instead="", **{part: ""})
    assert ink(PLAIN, box) > ink(less, box)


def test_a_name_stands_above_the_title_in_the_accent_color() -> None:
    above = (76, 180, 600, 230)
    named, nameless = (drawn(card, accent="#ff0000").crop(above).getcolors(600 * 50) for card in (PLAIN, replace(PLAIN, name="")))
    assert any(red == 255 and green < 10 for _, (red, green, _) in named)
    assert not any(red == 255 and green < 10 for _, (red, green, _) in nameless)


def test_the_same_card_has_the_same_bytes() -> None:
    other = replace(PLAIN, title="Another Title", rank="2")
    first, between, again = map(draw, (PLAIN, other, PLAIN))
    assert first == again
    assert first != between


def test_short_titles_are_large_and_long_ones_small() -> None:
    def height_of_first_line(title: str) -> int:
        picture = drawn(Card(title)).crop(TITLE)
        paper = picture.getpixel((0, 0))
        rows = [any(picture.getpixel((x, y)) != paper for x in range(60)) for y in range(picture.height)]
        first = rows.index(True)
        return rows.index(False, first) - first

    assert height_of_first_line("HHH") > 1.5 * height_of_first_line("HHHH HHH " * 14) > 20


@pytest.mark.parametrize("title", ["深度学习导论", "ディープラーニング", "딥 러닝", "การเรียนรู้เชิงลึก", "गहरी सीख"])
def test_a_title_that_the_fonts_lack_gives_way_to_the_gist(title: str) -> None:
    assert draw(replace(PLAIN, title=title)) == draw(replace(PLAIN, title=PLAIN.instead))
    assert draw(replace(PLAIN, line=title)) == draw(replace(PLAIN, line=""))


def test_emoji_go_and_the_words_stay() -> None:
    assert draw(replace(PLAIN, title="🙂 A First Paper 🚀")) == draw(PLAIN)


def test_hebrew_begins_on_the_right() -> None:
    left, right = (76, 180, 400, 490), (800, 180, 1124, 490)
    hebrew = Card("מבוא ללמידה")
    assert ink(hebrew, left) == 0 < ink(hebrew, right)
    assert ink(Card("Learning"), right) == 0 < ink(Card("Learning"), left)


def test_another_card_is_another_file() -> None:
    names = {fingerprint(replace(PLAIN, **{part: "2"})) for part in ("title", "line", "site", "corner", "rank", "name")}
    assert len(names | {fingerprint(PLAIN), fingerprint(PLAIN, {"accent": "#ff0000"})}) == 8
    assert fingerprint(PLAIN) == fingerprint(replace(PLAIN))
    assert all(name.isalnum() for name in names)


def test_a_card_has_the_name_of_what_it_shows() -> None:
    """The gist is not shown beside a title that can be drawn, so it may change."""
    assert fingerprint(replace(PLAIN, instead="Another gist.")) == fingerprint(PLAIN)


def test_a_card_has_the_colors_it_is_given() -> None:
    plain, colored = drawn(PLAIN), drawn(PLAIN, accent="#ff0000", paper="#fffff0")
    assert (plain.getpixel((1, 1)), colored.getpixel((1, 1))) == ((255, 255, 255), (255, 255, 240))
    assert plain.getpixel((100, 145)) == (0, 0, 0), "the line below the head"
    assert colored.getpixel((100, 145)) == RED


def test_a_figure_stands_beside_the_texts_in_its_light_colors(figure: Path) -> None:
    card = drawn(replace(PLAIN, figure=figure))
    assert set(card.crop(FIGURE).getcolors(540 * 400)) == {(540 * 400, RED)}
    assert ink(replace(PLAIN, figure=figure), (76, 180, 560, 590)) > 0
    for title in TITLES:
        assert_within_margins(Card(title, title, title, title, "", title, title, figure))


def test_a_title_that_leaves_no_room_has_the_card_alone(figure: Path) -> None:
    long = replace(PLAIN, title="A Rather Long Title of Many Words " * 5)
    assert draw(replace(long, figure=figure)) == draw(long)


@pytest.mark.parametrize("title", ["Variance-Invariance-Covariance Regularization", "Self-Supervised Learning"])
def test_words_break_at_their_hyphens_only(title: str, figure: Path) -> None:
    """No line begins within a word: the lines are those of a title that has a space after each hyphen."""
    beside_figure = [replace(PLAIN, title=written, figure=figure) for written in (title, title.replace("-", "- "))]
    whole, parted = ([any(drawn(card).getpixel((x, y)) != (255, 255, 255) for x in range(76, 300)) for y in range(240, 480)] for card in beside_figure)
    assert whole == parted


@pytest.mark.parametrize(
    "svg",
    ["", "no SVG", "<svg/>", "<svg>", DRAWING[:-20], DRAWING.replace("viewBox", "view"), "\ud800"],
    ids=short,
)
def test_a_figure_that_cannot_be_drawn_is_left_out(svg: str, figure: Path) -> None:
    figure.write_bytes(svg.encode("utf-8", "surrogatepass"))
    assert draw(replace(PLAIN, figure=figure)) == draw(PLAIN)


USE, CLIPPED = '<use href="#g{}"/>', '<rect width="9" height="9" clip-path="url(#c{})"/>'
GROUPS = "".join(f'<g id="g{level}">{USE.format(level - 1) * 10}</g>' for level in range(1, 12))
CLIPS = "".join(f'<clipPath id="c{level}">{CLIPPED.format(level - 1) * 10}</clipPath>' for level in range(1, 12))


@pytest.mark.parametrize(
    "bomb",
    ['<rect id="g0" width="1" height="1"/><defs>' + GROUPS + '</defs><use href="#g11"/>', CLIPS + '<rect width="9" height="9" clip-path="url(#c11)"/>', "<!-- long -->" * 9_999],
    ids=["groups", "clips", "size"],
)
def test_a_figure_that_would_take_hours_is_left_out(bomb: str, figure: Path) -> None:
    figure.write_text(DRAWING.replace("</svg>", f"{bomb}</svg>"), encoding="utf-8")
    assert draw(replace(PLAIN, figure=figure)) == draw(PLAIN)


@pytest.mark.parametrize("name", sorted((SAMPLE / "docs").glob("*/*.svg")), ids=lambda path: path.stem)
def test_every_figure_of_ours_can_be_shown(name: Path) -> None:
    assert draw(replace(PLAIN, figure=name)) != draw(PLAIN)


def test_a_figure_may_use_what_it_does_not_define(figure: Path) -> None:
    figure.write_text(DRAWING.replace("var(--hue)", "var(--other)"), encoding="utf-8")
    assert {color for _, color in drawn(replace(PLAIN, figure=figure)).crop(FIGURE).getcolors(540 * 400)} <= {(0, 0, 0), (255, 255, 255)}


def test_another_drawing_is_another_file(figure: Path) -> None:
    card = replace(PLAIN, figure=figure)
    names = {fingerprint(PLAIN), fingerprint(card)}
    figure.write_text(DRAWING.replace("#ff0000", "#00ff00"), encoding="utf-8")
    assert len(names | {fingerprint(card)}) == 3
