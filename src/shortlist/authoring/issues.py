"""`shortlist new`: an issue from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import wrap
from types import NoneType
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shortlist.authoring.files import CannotChange, changes
from shortlist.authoring.insertions import yaml_word
from shortlist.library import MONTH
from shortlist.reading.header import SLUG, IssueHeader
from shortlist.reading.settings import settings_of

WIDTH = 100
EDITORIAL = "TODO: the editorial. What do the picks have in common, where do they disagree, which one is for whom?"


def is_month(text: str) -> bool:
    """Whether a text names a month as folders do, `2021-07`."""
    return MONTH.fullmatch(text) is not None


def start_issue(root: Path, month: str, today: date) -> str:
    """Write the index.md of an issue that is not there yet, and give back its path from the root.

    The folder may be there, with summaries; they become the picks. Raises `CannotChange` if the issue is there.
    """
    docs = settings_of(root)[0].docs
    path = f"{docs}/{month}/index.md"
    if (root / path).exists():
        raise CannotChange(f"issue {month} is there already, {path}; add to it with 'shortlist add SOURCE --issue {month}'")
    with changes(root) as staged:
        picks = sorted(page.stem for page in (root / docs / month).glob("*.md") if SLUG.fullmatch(page.stem))
        staged.create(root / path, issue_page(month, today, picks))
    return path


def issue_page(month: str, today: date, picks: list[str]) -> str:
    """The index.md of a new issue, with every field of the header explained in the words of its model.

    The day of publication is today's within the month, else the month's first; `shortlist publish` sets the real one.
    """
    first = date.fromisoformat(f"{month}-01")
    day = today if (today.year, today.month) == (first.year, first.month) else first
    lines = "".join(f"\n  - {yaml_word(slug)}" for slug in picks)
    values = {
        "issue": f" {month}",
        "published": f" {day}  # Until 'shortlist publish' sets it.",
        "gist": " TODO",
        "picks": f"{'' if picks else ' []'}  # 'shortlist add' puts them here.{lines}",
        "status": " draft  # 'shortlist publish' changes it.",
    }
    return "\n".join(["---", *_header(IssueHeader, values), "---", "", EDITORIAL, ""])


def _header(model: type[BaseModel], values: dict[str, str]) -> Iterator[str]:
    """A comment for each field of a model, and its line, which is a comment too if it is left out for now.

    `values` maps names to what stands behind the colon.
    """
    for number, (name, field) in enumerate(model.model_fields.items()):
        if number:
            yield ""
        kind = "Required" if field.is_required() else "Optional"
        yield from _comment(f"{kind}. {field.description}")
        if name in values:
            yield f"{name}:{values[name]}"
        else:
            yield f"# {name}:"
            for inner, inner_field in _fields_inside(field).items():
                yield from _comment(f"{inner}: {inner_field.description}", "  ")


def _comment(text: str, indent: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=f"# {indent}", subsequent_indent=f"# {indent}", break_on_hyphens=False)


def _fields_inside(field: FieldInfo) -> dict[str, FieldInfo]:
    """Those of the model that is the field's value, if it is one."""
    kinds = [kind for kind in get_args(field.annotation) or (field.annotation,) if kind is not NoneType]
    inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
    return dict(inner.model_fields) if inner else {}
