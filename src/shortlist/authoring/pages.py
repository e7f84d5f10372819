"""Pages that are just begun: the index.md of an issue (`shortlist new`), and a summary (`shortlist add`)."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import shorten, wrap

from pydantic import BaseModel

from shortlist.authoring.files import CannotChange, changes
from shortlist.checks.files import NOT_ON_WINDOWS
from shortlist.library import missing_issue
from shortlist.model import (
    MAX_GIST_LENGTH,
    NESTED_HEADERS,
    SLUG,
    WHOLE_ISSUE,
    Issue,
    IssueHeader,
    Library,
    Settings,
    Summary,
    Tag,
)
from shortlist.problems import did_you_mean
from shortlist.reading.settings import settings_of
from shortlist.reading.yaml import as_fields, as_yaml
from shortlist.text import STOP_WORDS, fold

# An issue

_EDITORIAL = "TODO: the editorial. What do the picks have in common, where do they disagree, which one is for whom?"


def find_issue(library: Library, month: str) -> Issue:
    """Raises `CannotChange` if it is not there."""
    if month not in library.issues:
        raise CannotChange(missing_issue(month, library.issues))
    return library.issues[month]


def find_summary(library: Library, id: str) -> Summary:
    """Raises `CannotChange` if it is not there."""
    if id not in library.summaries:
        raise CannotChange(f"there is no summary '{id}'{did_you_mean(id, library.summaries)}")
    return library.summaries[id]


def start_issue(root: Path, month: str) -> str:
    """Write the index.md of a new issue, and return its path from the root. Raises `CannotChange` if it is there."""
    path = f"{settings_of(root)[0].docs}/{month}/index.md"
    with changes(root) as staged:
        staged.create(path, issue_page(month))
    return path


def issue_page(month: str) -> str:
    """Return the index.md of a new issue, with every field of the header explained in the words of its model."""
    values = {
        "issue": f" {month}",
        "published": f" {month}-01  # 'shortlist publish' sets it, unless you take this remark away.",
        "gist": " TODO",
        "picks": " []  # 'shortlist add' puts them here.",
        "status": " draft  # 'shortlist publish' changes it.",
    }
    return "\n".join(["---", *_explained(IssueHeader, values), "---", "", _EDITORIAL, ""])


def _explained(model: type[BaseModel], values: Mapping[str, str]) -> Iterator[str]:
    """Yield a comment for each field of a model, and its line, which is a comment too if it is left out for now."""
    for number, (name, field) in enumerate(model.model_fields.items()):
        if number:
            yield ""
        yield from _comment(f"{'Required' if field.is_required() else 'Optional'}. {field.description}")
        yield f"{name}:{values[name]}" if name in values else f"# {name}:"
        for inner, inner_field in NESTED_HEADERS[name].model_fields.items() if name in NESTED_HEADERS else ():
            yield from _comment(f"{inner}: {inner_field.description}", "  ")


def _comment(text: str, indent: str = "") -> list[str]:
    return wrap(text, 100, initial_indent=f"# {indent}", subsequent_indent=f"# {indent}", break_on_hyphens=False)


# A summary

RESERVED = frozenset({"index", WHOLE_ISSUE})
"""Names that no summary can have."""
SHORT_NAME = 3
"""Words before the colon of a title that make a name, `GLM: General …`, if there are no more."""
TITLE_WORDS = 4
"""Telling words of a title that make a name, if there is no short one."""
SLUG_LENGTH = 40


def slug_for(title: str, key: str, taken: Collection[str]) -> str:
    """Return a free name for a summary's file: lower-case letters, digits and hyphens, as short as the title allows.

    A title without any letter that a plain keyboard has, as in Chinese, gives way to the entry's key. The second of a name is
    `…-2`. `taken` is in lower case.
    """
    head, colon, _ = title.partition(":")
    words = _words(head)
    if not (colon and 0 < len(words) <= SHORT_NAME):
        all_words = _words(title)
        words = ([word for word in all_words if word not in STOP_WORDS] or all_words)[:TITLE_WORDS]
    name = shorten(" ".join(words), SLUG_LENGTH, placeholder="").replace(" ", "-") or "".join(words)[:SLUG_LENGTH] or key
    name = name if SLUG.fullmatch(name) and not NOT_ON_WINDOWS.fullmatch(name) else "paper"
    number, slug = 1, name
    while slug in taken or slug in RESERVED:
        number += 1
        slug = f"{name}-{number}"
    return slug


def _words(title: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", fold(title).casefold()))


_CODE = re.compile(r"https?://((?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/[\w.-]+/[\w.-]+)", re.ASCII)


def code_in(text: str) -> str:
    """Return the address of code that an abstract names, or nothing."""
    match = _CODE.search(text)
    return f"https://{match[1].rstrip('.').removesuffix('.git')}" if match else ""


_WANTED = {
    "Why": "say why the paper deserves a reader's time, and what you doubt",
    "Key insights": "explain the mechanism so that a reader could sketch it, and name the headline numbers and what they are "
    "compared to",
}
"""Name of a section → the advice that a new page has in it."""


def summary_page(key: str, tags: Sequence[str], code: str, settings: Settings) -> str:
    """Return the Markdown of a new summary, a draft."""
    lines = [
        "---",
        f"paper: {as_yaml(key)}",
        f"gist: TODO  # One sentence of at most {MAX_GIST_LENGTH} characters: what is new and why it counts.",
        f"tags: {as_yaml([*tags])}",
        *([as_fields({"links": {"code": code}}).rstrip()] if code else []),
        "status: draft",
        "---",
    ]
    texts = [f"TODO: {_WANTED.get(section, 'write this section')}." for section in settings.sections]
    texts[0] += f" Cite the paper where the text leans on it: [@{key}]."
    texts[-1] += f" The whole page has {settings.words.start} to {settings.words.stop - 1} words."
    for section, text in zip(settings.sections, texts, strict=True):
        lines += ["", f"## {section}", "", *wrap(text, 125, break_long_words=False, break_on_hyphens=False)]
    return "\n".join([*lines, ""])


# Tags

MAX_TAGS = 4
_COMMON_WORDS = STOP_WORDS | set(
    "gets large learn learning learns less model models network networks neural new one paper task tasks train trained training"
    " use used using within without work".split()
)
"""Words that tell nothing, or that stand in every abstract."""


def suggest_tags(tags: Iterable[Tag], text: str) -> list[str]:
    """Return at most four tags whose name or meaning shares a word with a title and abstract.

    A suggestion, which an author will change. A word of a tag's name counts more than one of its meaning.
    """
    ours = _stems(text)
    weights = {tag.name: 2 * len(ours & _stems(tag.name)) + len(ours & _stems(tag.meaning) - _stems(tag.name)) for tag in tags}
    return sorted(filter(weights.get, weights), key=lambda name: -weights[name])[:MAX_TAGS]


def _stems(text: str) -> set[str]:
    """Return the beginnings of telling words: `video` and `videos` begin alike."""
    return {word[:5] for word in _words(text) if len(word) > 2 and word not in _COMMON_WORDS}
