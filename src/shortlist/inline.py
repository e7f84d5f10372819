"""One paragraph of Markdown in a field of a header → HTML."""

import re
from functools import cache
from html import unescape

from markdown import Markdown

from shortlist.identifiers import is_url

_TAG = re.compile(r'</?(?:em|strong|code)>|<a href="(?P<url>[^"]*)">|</a>')

_markdown = cache(Markdown)
"""Making one takes longer than converting a paragraph."""


@cache
def inline_html(text: str) -> str:
    """Return the HTML of a text with emphasis, code and links to other sites.

    Raises `ValueError` for anything else, such as a list, a picture or a tag of HTML.
    """
    try:
        html = _markdown().reset().convert(text)
    except RecursionError:
        html = ""
    inside = html.removeprefix("<p>").removesuffix("</p>")
    urls = [unescape(tag["url"]) for tag in _TAG.finditer(inside) if tag["url"] is not None]
    if not html.startswith("<p>") or "<" in _TAG.sub("", inside) or not all(map(is_url, urls)):
        raise ValueError("expected one paragraph, with no other Markdown than emphasis, code and links to https:// addresses")
    return inside
