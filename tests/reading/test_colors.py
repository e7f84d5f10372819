"""The site's colors are set once, in tokens.css; what cannot read it at run time agrees with it."""

from __future__ import annotations

import re

from shortlist.reading.colors import TOKENS, read_colors
from tests.tiny import ROOT

CSS = (ROOT / "overrides" / TOKENS).read_text(encoding="utf-8")


def test_pairs_are_read_and_nothing_else_is() -> None:
    css = "a { --sl-one: light-dark(#000000,  #FFFFFF); --sl-two-b: light-dark( #111111 , #222222 ); --sl-three: #333333; --md-x: light-dark(#000000, #000000) }"
    assert read_colors(css) == {"one": ("#000000", "#FFFFFF"), "two-b": ("#111111", "#222222")}
    assert read_colors("") == {}


def test_browsers_without_light_dark_get_the_light_colors() -> None:
    old = CSS.partition("@supports not")[2].partition("[data-md-color-scheme")[0]
    assert dict(re.findall(r"--sl-([\w-]+): (#\w+);", old)) == {name: light for name, (light, _) in read_colors(CSS).items()}


def test_cards_and_icons_find_their_colors_there() -> None:
    assert {"paper", "shade", "ink", "quiet", "accent"} <= read_colors(CSS).keys()


def test_mails_have_the_colors_of_the_pages() -> None:
    light, _, dark = (ROOT / "src/shortlist/exports/mail.css").read_text(encoding="utf-8").partition("@media (prefers")
    pairs = read_colors(CSS).values()
    assert set(re.findall(r"#\w{6}", light)) <= {light for light, _ in pairs}
    assert set(re.findall(r"#\w{6}", dark)) <= {dark for _, dark in pairs}
