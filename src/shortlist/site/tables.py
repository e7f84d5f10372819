"""Tables that are wider than the screen scroll by themselves, also without a script and without a mouse."""

from __future__ import annotations

import re

# Exactly so are tables of Markdown opened; those with attributes belong to somebody else.
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_ALIGNED = re.compile(r'<(t[hd]) style="text-align: (left|center|right);"')


def scrollable(html: str) -> str:
    """The text of a page with each table of its own in a box that can scroll and be reached by keyboard.

    Cells say how they are aligned by a class: the content security policy allows no styles in a page.

    The theme makes such boxes too, with a script, and leaves them out of reach of the keyboard.
    Source: WCAG 2.2, 2.1.1 Keyboard; axe's rule `scrollable-region-focusable`.
    """
    html = _ALIGNED.sub(r'<\1 class="sl-\2"', html)
    return _TABLE.sub(r'<div class="sl-table" role="group" aria-label="Table" tabindex="0">\g<0></div>', html)
