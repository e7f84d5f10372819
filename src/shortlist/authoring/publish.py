"""`shortlist publish`: an issue and its picks stop being drafts, if nothing is left to do in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from shortlist.authoring.edits import OpenFile, open_file
from shortlist.authoring.files import CannotChange, changes
from shortlist.authoring.pages import no_issue
from shortlist.checks import check_library
from shortlist.conversion import with_conversions
from shortlist.library import load
from shortlist.model import Issue, Library, Summary
from shortlist.problems import Problem
from shortlist.reading.header_fixes import new_value
from shortlist.reading.settings import settings_of


@dataclass(frozen=True)
class Published:
    issue: Issue
    """As it is now."""
    changed: list[str]
    """Paths of what was a draft; nothing if the issue was published already."""
    elsewhere: int
    """Number of problems in other files, which keep the whole site from being built."""


class NotReady(Exception):
    """The issue cannot be published yet."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} left to do")
        self.problems = problems


def publish_issue(root: Path, month: str, day: date | None, today: date) -> Published:
    """Publish an issue and its picks, on `day` or today. Nothing else in their files changes.

    An issue that is published keeps its day; picks that are drafts still are published with it, as after a run that was
    interrupted. Raises `NotReady` if its files would hold a problem as published ones, and `CannotChange` if there is no such
    issue, or it was published on another day.
    """
    settings, _ = settings_of(root)
    with changes(root) as staged:
        library, problems = load(root, settings)
        issue = library.issues.get(month)
        if issue is None:
            raise no_issue(month, library.issues)
        was_published = issue.status == "published" and issue.path not in library.unread
        if was_published and day not in (None, issue.published):
            place = issue.places["published"]
            message = f"issue {month} is published already, on {issue.published}; change that by hand"
            raise CannotChange(f"{place}: {message}")
        new_issue = issue.with_fields(status="published", published=issue.published if was_published else day or today)
        drafts = [summary for summary in library.picks(issue) if summary.status == "draft"]
        if was_published and not drafts:
            return Published(issue, [], 0)
        after = with_conversions(_with(library, new_issue, drafts), settings)
        found = {*problems, *check_library(after)}
        own = f"{settings.docs}/{month}/"
        if left := sorted(problem for problem in found if problem.place.path.startswith(own)):
            raise NotReady(left)
        pages: list[Issue | Summary] = [*([] if was_published else [issue]), *drafts]
        for page in pages:
            file = open_file(root, page.path)
            staged.replace(root / page.path, _published(file, page, new_issue.published), was=file.raw)
        return Published(new_issue, [page.path for page in pages], len(found))


def _with(library: Library, issue: Issue, drafts: Iterable[Summary]) -> Library:
    """Return the library as it will be, for the rules of published pages."""
    published = {summary.id: summary.with_fields(status="published") for summary in drafts}
    return replace(library, issues={**library.issues, issue.id: issue}, summaries={**library.summaries, **published})


_OWN_REMARK = re.compile(r"[ \t]*#[^\n]*'shortlist publish'[^\n]*")
"""The remark that `shortlist new` writes behind a value until it is published."""


def _published(file: OpenFile, page: Issue | Summary, day: date) -> str:
    """Return the file's text with the state, and the day of an issue."""
    values: dict[str, object] = {"status": "published"} | ({"published": day} if isinstance(page, Issue) else {})
    source, fixes = file.source, []
    for name, value in values.items():
        fix = new_value(source.text, name, value)
        if fix is None:
            raise CannotChange(f"{page.places[name]}: cannot write '{value}' here; do so by hand")
        remark = _OWN_REMARK.match(source.text, source.offset(fix.place) + len(fix.old))
        fixes.append(replace(fix, old=fix.old + remark[0]) if remark else fix)
    return file.with_fixes(fixes)
