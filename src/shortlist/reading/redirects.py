"""`data/redirects.yml` → redirects."""

from __future__ import annotations

import re

from shortlist.model import Redirect
from shortlist.problems import Problem
from shortlist.reading.source import Source
from shortlist.reading.yaml import read_yaml

HOME = "./"
"""The address of the home page, which would be empty."""

_PART = r"[A-Za-z0-9_~-]+"
OLD = re.compile(rf"(?:{_PART}/)*{_PART}(?:/|\.html)")
NEW = re.compile(r"\./|(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*[A-Za-z0-9_~-][A-Za-z0-9._~-]*/?")
"""Old and new addresses, but for what `read_redirects` adds to them."""


def read_redirects(source: Source) -> tuple[dict[str, Redirect], list[Problem]]:
    """Old address → redirect. Old addresses are pages, `…/` or `….html`, and differ in more than case.

    Both addresses are relative to the site's root, without scheme, query and anchor. Whether anything is at either is for the
    checks to say.
    """
    document, problems = read_yaml(source, 0, len(source.text))
    if document is None or document.data is None:
        return {}, problems
    if not isinstance(document.data, dict):
        message = "expected lines 'old address: new address', as in '2021-04/glm-old/: 2021-04/glm/'"
        return {}, [*problems, source.problem(0, "F141", message)]
    found: dict[str, Redirect] = {}
    folded: dict[str, Redirect] = {}
    for old, new in document.data.items():
        place, new_place = document.key_places[old], document.places[old]
        if OLD.fullmatch(old) is None or old.endswith("index.html"):
            wanted = "expected a page's, as in '2021-04/glm-old/' or 'posts/glm.html'"
            problems.append(Problem(place, "F141", f"old address '{old}' is none that a page can have here; {wanted}"))
        elif not isinstance(new, str) or NEW.fullmatch(new) is None:
            shown = "empty" if new in (None, "") else f"'{new}'" if isinstance(new, str) else "no text"
            wanted = f"expected one below the site's root, as in '2021-04/glm/', or '{HOME}' for the home page"
            problems.append(Problem(new_place, "F141", f"new address is {shown}; {wanted}"))
        elif (first := folded.get(old.casefold())) is not None:
            message = f"old address '{old}' differs from '{first.old}' in case alone, first in line {first.place.line}; keep one"
            problems.append(Problem(place, "F141", message))
        else:
            found[old] = folded[old.casefold()] = Redirect(old, new, place, new_place)
    return found, problems
