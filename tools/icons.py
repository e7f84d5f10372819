"""Makes the icons from the mark, overrides/.icons/shortlist/mark.svg, in the colors of tokens.css. `make figures` runs it."""

from __future__ import annotations

import sys
from pathlib import Path

import typst

from shortlist.reading.colors import TOKENS, read_colors

OVERRIDES = Path(__file__).resolve().parents[1] / "overrides"
ASSETS = OVERRIDES / "assets"
MARK = OVERRIDES / ".icons" / "shortlist" / "mark.svg"

SIDES = {"favicon.png": (32, 32), "apple-touch-icon.png": (180, 108)}
"""File → its side and the mark's, in pixels."""

_TEMPLATE = """\
#set page(width: {side}pt, height: {side}pt, margin: 0pt, fill: {ground})
#align(center + horizon, image(bytes(sys.inputs.svg), width: {mark}pt))
"""


def svg_icon() -> str:
    """Return the mark in the accent color of the scheme that the reader's system has."""
    light, dark = read_colors((OVERRIDES / TOKENS).read_text(encoding="utf-8"))["accent"]
    style = f"<style>@media (prefers-color-scheme: dark) {{ path {{ fill: {dark} }} }}</style>"
    return MARK.read_text(encoding="utf-8").replace("<path ", f'{style}<path fill="{light}" ')


def png_icon(name: str) -> bytes:
    """Return the PNG of one of `SIDES`; the same bytes each time.

    iOS fills what is transparent with black, and rounds the corners off: its icon stands on the paper of the light scheme.
    """
    side, mark = SIDES[name]
    paper, _ = read_colors((OVERRIDES / TOKENS).read_text(encoding="utf-8"))["paper"]
    ground = f'rgb("{paper}")' if name == "apple-touch-icon.png" else "none"
    source = _TEMPLATE.format(side=side, mark=mark, ground=ground).encode()
    return typst.compile(source, format="png", ppi=72, sys_inputs={"svg": svg_icon()})


def icons() -> dict[str, bytes]:
    """Return each icon's file name and content."""
    return {"favicon.svg": svg_icon().encode(), **{name: png_icon(name) for name in SIDES}}


def main() -> int:
    """Write the icons that have changed, and say so."""
    for name, content in icons().items():
        path = ASSETS / name
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
            print(f"icons: wrote overrides/assets/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
