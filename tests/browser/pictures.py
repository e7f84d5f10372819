"""Pictures of a page with the stylesheet that the site has, and with the theme's whole one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import material
import yaml
from PIL import Image, ImageChops
from playwright.sync_api import Page

from tests.tiny import ROOT

View = tuple[int, int, str]
"""The width and height of the window, so much of a page is compared, and the color scheme."""
VIEWS = [(390, 1600, "slate"), (1280, 1200, "default")]
"""Each width and each scheme once: no rule of the stylesheets is for one scheme at some widths."""
ROUNDING = 2
"""Of the 255 levels of a color."""

_REPLACE = """() => new Promise(resolve => {
    const link = document.querySelector("link[rel=stylesheet]")
    link.onload = resolve
    link.href = new URL("uncut.css", link.href)
})"""
# Pictures in a page take on another scheme some time after it, and so take up their room unseen.
_READY = """async () => {
    for (const image of document.images) {
        image.loading = "eager"
        image.style.visibility = "hidden"
    }
    await Promise.all([...document.images].map(image => image.decode().catch(() => {})))
    await document.fonts.ready
}"""
_PAINT = """async scheme => {
    document.body.dataset.mdColorScheme = scheme
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
}"""


@cache
def uncut() -> str:
    """The theme's stylesheet and the site's own, as they are written."""
    (theme,) = Path(str(material.__file__)).parent.glob("templates/assets/stylesheets/main.*.css")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("extra_css:")[2].partition("extra_javascript:")[0]
    own = [ROOT / "overrides" / path for path in yaml.safe_load(settings)]
    return "\n".join(path.read_text(encoding="utf-8") for path in (theme, *own))


def differences(page: Page, views: Sequence[View] = VIEWS) -> list[str]:
    """The views in which an open page looks otherwise without the cut; two pictures each, of the same load."""
    page.evaluate(_READY)
    before = _pictures(page, views)
    page.route("**/uncut.css", lambda route: route.fulfill(body=uncut(), content_type="text/css"))
    page.evaluate(_REPLACE)
    page.evaluate("document.fonts.ready")
    after = _pictures(page, views)
    return [name for name in before if _differ(before[name], after[name])]


def _pictures(page: Page, views: Sequence[View]) -> dict[str, bytes]:
    pictures = {}
    for width, height, scheme in views:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(_PAINT, scheme)
        pictures[f"{width} px, {scheme}"] = page.screenshot(animations="disabled")
    return pictures


def _differ(one: bytes, other: bytes) -> bool:
    """True for a pixel that differs by more than the browser's own rounding, which differs from one painting to the next."""
    if one == other:
        return False
    with Image.open(BytesIO(one)) as before, Image.open(BytesIO(other)) as after:
        difference = ImageChops.difference(before.convert("RGB"), after.convert("RGB"))
    return any(largest > ROUNDING for _, largest in difference.getextrema())
