"""Pictures of a page with the stylesheet that the site has, and with the theme's whole one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import material
import yaml
from playwright.sync_api import Page

from tests.tiny import ROOT

SIZES = [(390, 2500), (1280, 1800)]
"""Of the windows: so much of a page is compared."""

# Constructed, since the policy allows no styles in a page.
_REPLACE = """css => {
    const link = document.querySelector("link[rel=stylesheet]")
    const sheet = new CSSStyleSheet({ baseURL: link.href })
    sheet.replaceSync(css)
    document.adoptedStyleSheets = [sheet]
    link.disabled = true
}"""
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


def differences(page: Page, sizes: Sequence[tuple[int, int]] = SIZES) -> list[str]:
    """The widths and schemes in which an open page looks otherwise without the cut; two pictures each, of the same load."""
    page.evaluate(_READY)
    before = _pictures(page, sizes)
    page.evaluate(_REPLACE, uncut())
    page.evaluate("document.fonts.ready")
    after = _pictures(page, sizes)
    return [name for name in before if before[name] != after[name]]


def _pictures(page: Page, sizes: Sequence[tuple[int, int]]) -> dict[str, bytes]:
    pictures = {}
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("default", "slate"):
            page.evaluate(_PAINT, scheme)
            pictures[f"{width} px, {scheme}"] = page.screenshot(animations="disabled")
    return pictures
