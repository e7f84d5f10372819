"""The site's colors, from its stylesheet `tokens.css`: what is no web page, such as a share card, takes them from there too."""

import re
from collections.abc import Mapping

TOKENS = "assets/tokens.css"
"""Path of the stylesheet below the theme's folder `overrides/`."""

_PAIR = re.compile(r"--sl-([\w-]+):\s*light-dark\(\s*(#[0-9a-f]{6})\s*,\s*(#[0-9a-f]{6})\s*\)", re.IGNORECASE)


def read_colors(css: str) -> Mapping[str, tuple[str, str]]:
    """Return each custom property `--sl-NAME: light-dark(#…, #…)` as its name and its colors in the light and the dark scheme.

    Source: CSS Color Module Level 5, `light-dark()`.
    """
    return {name: (light, dark) for name, light, dark in _PAIR.findall(css)}
