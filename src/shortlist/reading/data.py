"""`data/tags.yml` → tags."""

from __future__ import annotations

import re

from shortlist.model import Tag
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
