"""Links that show their own address, so that print, which shows where links lead, does not say it twice."""

from __future__ import annotations

import re

# Exactly so does Python-Markdown print `<https://…>`. No style sheet can compare the two.
_BARE = re.compile(r'<a (href="(https?://[^"]*)">\2</a>)')


def marked(html: str) -> str:
    """The text of a page with the class `sl-address` at links whose text is their address."""
    return _BARE.sub(r'<a class="sl-address" \1', html)
