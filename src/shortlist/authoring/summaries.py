"""A summary that is just begun: its name, its header, and the sections to write."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import yaml

from shortlist.checks import SECTIONS, WORDS
from shortlist.reading.header import GIST_LENGTH, SLUG
from shortlist.text import fold

SHORT_NAME = 3
"""What stands before the colon of a title names the work if it has at most as many words: `GLM: General …`."""
_TELLING = 4
"""Else so many telling words of the title do."""
_LONGEST = 40
_FILLING = frozenset(
    "a an and are as at be by do does for from how in into is it its of on or that the to via what when with".split()
)


def slug_for(title: str, key: str, taken: Collection[str]) -> str:
    """The name of a summary's file: lower-case letters, digits and hyphens, as short as the title allows, and not taken.

    A title without any letter that a plain keyboard has, as in Chinese, gives way to the entry's key. The second of a name is
    `…-2`. `taken` is in lower case.
    """
    head, colon, _ = title.partition(":")
    words = _words(head)
    if not (colon and 0 < len(words) <= SHORT_NAME):
        all_words = _words(title)
        words = ([word for word in all_words if word not in _FILLING] or all_words)[:_TELLING]
    name = "-".join(words)
    while len(name) > _LONGEST and "-" in name:
        name = name.rpartition("-")[0]
    name = name[:_LONGEST].strip("-") or key
    number, slug = 1, name
    while slug in taken or slug == "index" or not SLUG.fullmatch(slug):
        number += 1
        slug = f"{name}-{number}" if SLUG.fullmatch(name) else f"paper-{number - 1}"
    return slug


def _words(title: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", fold(title).casefold()))


_CODE = re.compile(r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[\w.-]+/[\w.-]+", re.ASCII)
_PROJECT = re.compile(r"https?://[\w-]+\.(?:github|gitlab)\.io(?:/[\w./-]*)?", re.ASCII)


def links_in(text: str) -> dict[str, str]:
    """Addresses that an abstract names, by the kinds of `links`: of code, and of the project's page."""
    found = {}
    for kind, pattern in (("code", _CODE), ("project", _PROJECT)):
        if (match := pattern.search(text)) is not None:
            found[kind] = re.sub(r"^http:", "https:", match[0].rstrip("./-")).removesuffix(".git")
    return found


def summary_page(key: str, tags: Sequence[str], links: Mapping[str, str]) -> str:
    """The Markdown of a new summary, a draft. What stands in it comes from us, but for the key and the addresses."""
    header = {"paper": key, "gist": "TODO", "tags": list(tags), **({"links": dict(links)} if links else {}), "status": "draft"}
    fields = "".join(_yaml({name: value}, is_flow=name == "tags") for name, value in header.items())
    note = f"  # One sentence of at most {GIST_LENGTH} characters: what is new and why it counts."
    fields = fields.replace("gist: TODO\n", f"gist: TODO{note}\n", 1)
    asked = dict(zip(SECTIONS, (_why(key), _key_insights()), strict=True))
    sections = "".join(f"\n## {name}\n\n{text}\n" for name, text in asked.items())
    return f"---\n{fields}---\n{sections}"


def _yaml(fields: dict[str, object], *, is_flow: bool) -> str:
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, default_flow_style=None if is_flow else False, width=1000)


def _why(key: str) -> str:
    return f"TODO: say why the paper deserves a reader's time, and what you doubt. Cite it where the text leans on it: [@{key}]."


def _key_insights() -> str:
    return (
        "TODO: explain the mechanism so that a reader could sketch it, and name the headline numbers and what they are compared"
        f"\nto. The whole page has {WORDS.start} to {WORDS.stop - 1} words."
    )
