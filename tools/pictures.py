"""`make pictures`: takes the README's pictures from the site in `site/`: home, an issue and a summary, light and dark."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tools.host import serve

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"
PICTURES = ROOT / "pictures"

WIDTH, HEIGHT = 1180, 760
"""In CSS pixels: the widest layout, with the side column."""

COLORS = 64
"""Of a picture's palette; enough for smooth letters, and a quarter of the bytes."""


def pages(site: Path) -> dict[str, str]:
    """Return name → address of the pages: home, the newest issue, and the pick that it says to start with."""
    issues = json.loads((site / "papers.json").read_text(encoding="utf-8"))["issues"]
    addresses = {"home": ""}
    for issue in issues[:1]:
        addresses |= {"issue": issue["address"], "summary": f"{issue['start_here'] or issue['picks'][0]}/"}
    return addresses


def take(site: Path, into: Path) -> list[Path]:
    """Photograph the pages of a built site; returns the files written."""
    into.mkdir(exist_ok=True)
    written = []
    with serve(site) as host, sync_playwright() as playwright:
        # Without a sandbox, which needs rights that containers do not have; the pages are our own.
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
            for name, address in pages(site).items():
                page.goto(f"{host}{address}", wait_until="networkidle")
                picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLORS)
                written.append(into / f"{name}-{scheme}.png")
                picture.save(written[-1], optimize=True)
        browser.close()
    return written


def main() -> int:
    if not (SITE / "index.html").is_file():
        print("tools/pictures.py: there is no site; run 'make site' first", file=sys.stderr)
        return 1
    for picture in take(SITE, PICTURES):
        print(picture.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
