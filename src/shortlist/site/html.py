"""Small changes to HTML that Python-Markdown or a template has made, and its text for search."""

import re
from html import unescape

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
"""Of Markdown: tables of an author's own HTML have attributes, or are theirs to care for."""
_ALIGNED = re.compile(r'<(t[hd]) style="text-align: (left|center|right);"')
_CODE = ("<pre><span></span><code", "<pre><code")
"""As `pymdownx.highlight`, and Markdown itself, begin a block of code, which the theme's style lets scroll."""


def scrollable(html: str) -> str:
    """Put each table of Markdown into a box that scrolls, also without a script, and that the keyboard reaches, as it does code.

    Cells say how they are aligned by a class: the content security policy allows no styles in a page. The theme makes such boxes
    too, with a script, and leaves them out of reach of the keyboard.
    Source: WCAG 2.2, 2.1.1 Keyboard; axe's rule `scrollable-region-focusable`.
    """
    html = _ALIGNED.sub(r'<\1 class="sl-\2"', html)
    for start in _CODE:
        html = html.replace(f"{start}>", f'{start} tabindex="0">')
    return _TABLE.sub(r'<div class="sl-table" role="group" aria-label="Table" tabindex="0">\g<0></div>', html)


_BARE_URL = re.compile(r'<a (href="(https?://[^"]*)">\2</a>)')
"""As Python-Markdown prints `<https://…>`."""


def mark_bare_urls(html: str) -> str:
    """Add the class `sl-address` to links whose text is their URL, so that print, which shows URLs, does not say it twice."""
    return _BARE_URL.sub(r'<a class="sl-address" \1', html)


_HEADING = re.compile(r'<(h[23]) id="([^"]+)">(.*?)</\1>', re.DOTALL)


def link_headings(html: str) -> str:
    """Make each heading a link to itself, but for those that hold a link or another stop of the keyboard."""
    return _HEADING.sub(
        lambda match: match[0]
        if "<a " in match[3] or "tabindex" in match[3]
        else f'<{match[1]} id="{match[2]}"><a href="#{match[2]}">{match[3]}</a></{match[1]}>',
        html,
    )


_KEPT = re.compile(r"(<(?=[pstPST])(?i:(pre|textarea|script|style)\b.*?</\2\s*>))", re.DOTALL)
_INDENTATION = re.compile(r"\n\s+")


def squeeze(html: str) -> str:
    """Make each line end and the white space after it one line end: a fifth of what templates print is indentation.

    A browser shows the same, since it collapses white space in any case, but for the elements that keep it: these stay as
    they are. Source: CSS Text 3, section 4.1.
    """
    parts = _KEPT.split(html)  # One between two elements that are kept, the element, its name, and so on.
    parts[::3] = [_INDENTATION.sub("\n", part) for part in parts[::3]]
    del parts[2::3]
    return "".join(parts)


_ATTRIBUTES = r"""[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*"""
_CITATION = re.compile(r'<sup class="citation\b.*?</sup>', re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|object)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_SPACE_BEFORE_SIGN = re.compile(r" (?=[,.;:](?:\s|$))", re.MULTILINE)
"""Left by what was taken out."""
_TAG_IN_A_WORD = re.compile(rf"</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|u)\b{_ATTRIBUTES}>")
_OTHER_TAG = re.compile(rf"</?[a-zA-Z]{_ATTRIBUTES}>")


_FOLDER = re.compile(
    rf"""((?:<(?:a|link)\b{_ATTRIBUTES}\shref="|content="0; url=)(?!/)(?:[^":?#]*/)?)(?:(?<=/)|(\.{{1,2}}))(?=[?#"])"""
)
"""A link of ours to a folder, `../glm/` or `..`, up to its end."""


def name_files(html: str) -> str:
    """Let relative links, and the refresh of a redirect, name the `index.html` of a folder, as only servers do."""
    return _FOLDER.sub(lambda match: f"{match[1]}{match[2] + '/' if match[2] else ''}index.html", html)


def text_of(html: str) -> str:
    """Return the text of a page for search, a block a line: `…` for formulas, citations and what no reader sees left out.

    The theme's own search makes an entry of each section with a parser that takes a seventh of the build, never sees what the
    head of a summary shows, and has an index three times as large.
    """
    shown = _TAG_IN_A_WORD.sub("", _FORMULA.sub("…", _UNSEEN.sub(" ", _CITATION.sub("", html))))
    blocks = map(str.strip, _OTHER_TAG.sub("\n", " ".join(shown.split())).split("\n"))
    return _SPACE_BEFORE_SIGN.sub("", unescape("\n".join(filter(None, blocks))))
