"""`python tools/icons.py`: makes the icons that are no SVG from overrides/assets/favicon.svg. Run it when that has changed."""

from __future__ import annotations

import sys
from pathlib import Path

import typst

ASSETS = Path(__file__).resolve().parents[1] / "overrides" / "assets"
SOURCE = ASSETS / "favicon.svg"

ICONS = {"favicon.png": (32, 32, "none"), "apple-touch-icon.png": (180, 108, 'rgb("#fdfcf9")')}
"""File → its side and the mark's, in pixels, and what is behind the mark. iOS fills what is transparent with black, and
rounds the corners off."""

_TEMPLATE = """\
#set page(width: {side}pt, height: {side}pt, margin: 0pt, fill: {ground})
#align(center + horizon, image(bytes(sys.inputs.svg), width: {mark}pt))
"""


def draw(name: str) -> bytes:
    """The PNG of one of `ICONS`; the same bytes each time."""
    side, mark, ground = ICONS[name]
    source = _TEMPLATE.format(side=side, mark=mark, ground=ground).encode()
    return typst.compile(source, format="png", ppi=72, sys_inputs={"svg": SOURCE.read_text(encoding="utf-8")})


def main() -> int:
    for name in ICONS:
        (ASSETS / name).write_bytes(draw(name))
        print(f"overrides/assets/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
