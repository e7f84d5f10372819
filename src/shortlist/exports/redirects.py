"""Redirects: pages that lead from an old address to the new one, on a host that can do nothing but hand out files.

Sources: HTML, `http-equiv=refresh`; Google Search Central, "Redirects and Google Search": an instant refresh counts as a lasting
move; RFC 6596, the canonical link. WCAG 2.2, technique H76: the refresh is instant, and a plain link stands in for it.
"""

import posixpath
from collections.abc import Iterable, Iterator
from html import escape

from shortlist.model import Redirect


def redirect_pages(redirects: Iterable[Redirect], site_url: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path below the site's root, as in `2021-04/glm-old/index.html`, and the HTML of each redirect.

    Links are relative, so they work wherever the site lies; the canonical address is left out without `site_url`.
    """
    for redirect in redirects:
        target = redirect.new.removeprefix("./")
        folder = redirect.old if redirect.old.endswith("/") else posixpath.dirname(redirect.old)
        href = posixpath.relpath(target or ".", folder or ".") + ("/" if not target or target.endswith("/") else "")
        yield redirect_path(redirect), _page(href, f"{site_url.rstrip('/')}/{target}" if site_url else "", target)


def redirect_path(redirect: Redirect) -> str:
    """Return the file that answers for the old address."""
    return f"{redirect.old}index.html" if redirect.old.endswith("/") else redirect.old


def _page(href: str, canonical: str, shown: str) -> str:
    link = f'<link rel="canonical" href="{escape(canonical)}">\n' if canonical else ""
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0; url={escape(href)}">
{link}<title>This page has moved</title>
</head>
<body>
<main>
<h1>This page has moved</h1>
<p>It is now at <a href="{escape(href)}">{escape(shown or "the home page")}</a>.</p>
</main>
</body>
</html>
"""
