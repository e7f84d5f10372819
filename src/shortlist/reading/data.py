"""`data/tags.yml` → tags, `data/redirects.yml` → redirects."""

from __future__ import annotations

import re

from shortlist.model import Redirect, Tag
from shortlist.problems import Problem
from shortlist.reading.source import Source
from shortlist.reading.yaml import read_yaml


def slug(name: str) -> str:
    """The tag's name in its address: lower case, with a hyphen for every run of other characters than letters and digits."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")


def read_tags(source: Source) -> tuple[dict[str, Tag], list[Problem]]:
    """Groups of tags, each with its meaning in one line. Names are unique by their slugs, so also ignoring case."""
    document, problems = read_yaml(source, 0, len(source.text))
    if document is None:
        return {}, problems
    if not isinstance(document.data, dict):
        return {}, [
            *problems,
            source.problem(
                0, "F116", "expected groups of tags, as in 'Topics:' above '  NLP: Text understanding and generation.'"
            ),
        ]
    tags: dict[str, Tag] = {}
    slugs: dict[str, Tag] = {}
    for group, members in document.data.items():
        if not isinstance(members, dict) or not members:
            place = document.places[group]
            problems.append(Problem(place, "F116", f"group '{group}' holds no tags; expected indented lines 'Tag: meaning'"))
            continue
        for name, meaning in members.items():
            place = document.key_places[f"{group}.{name}" if group else name]
            if not isinstance(meaning, str) or not meaning.strip():
                problems.append(Problem(place, "F116", f"tag '{name}' has no meaning; expected one line of text after the colon"))
                continue
            if "[@" in name or "[@" in meaning:
                message = f"tag '{name}' cites, which only the text of a page can; take the citation out"
                problems.append(Problem(document.places[f"{group}.{name}" if group else name], "C203", message))
            tag = Tag(name, slug(name), group, meaning.strip(), place)
            if not tag.slug:
                problems.append(Problem(place, "F116", f"tag '{name}' has no letter or digit for its address; rename it"))
            elif (first := slugs.get(tag.slug)) is not None:
                message = f"tag '{name}' has the same address as '{first.name}' in line {first.place.line}; rename one"
                problems.append(Problem(place, "F116", message))
            else:
                tags[name] = slugs[tag.slug] = tag
    return tags, problems


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
