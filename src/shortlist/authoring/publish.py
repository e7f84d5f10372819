"""`shortlist publish`: an issue with its picks, or one of them, stops being a draft, if nothing is left to do in it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from shortlist.authoring.files import CannotChange, changes, not_ready, open_file
from shortlist.authoring.pages import find_issue, find_summary
from shortlist.checks import check_future, check_library
from shortlist.conversion import with_conversions
from shortlist.library import load
from shortlist.model import Issue, Summary
from shortlist.reading.header import new_value
from shortlist.reading.settings import settings_of
from shortlist.reading.source import Source


def publish(root: Path, id: str, day: date | None, today: date) -> tuple[Issue, list[str]]:
    """Publish an issue and its picks, or one summary. Nothing else in their files changes.

    Returns the issue as it is now, and the paths of what was a draft.

    An issue is dated `day`, else as its author has dated it, else today. One that is published keeps its day; picks that are
    drafts still are published with it. Raises `CannotChange` if a file would hold a problem as a published one, if there is no
    such page, or if the issue was published on another day.
    """
    settings, _ = settings_of(root)
    with changes(root) as staged:
        library, problems = load(root, settings)
        issue = find_issue(library, id.partition("/")[0])
        only = None if id == issue.id else find_summary(library, id)
        is_new = only is None and (issue.status == "draft" or issue.path in library.unread)
        if not is_new and day not in (None, issue.published):
            message = f"issue {issue.id} is published already, on {issue.published}; change that by hand"
            raise CannotChange(f"{issue.places['published']}: {message}")
        own_day = issue.published if issue.has_own_day else None
        new_issue = issue.with_fields(status="published", published=day or own_day or today) if is_new else issue
        drafts = [summary for summary in ([only] if only else library.picks(issue)) if summary.status == "draft"]
        pages: list[Issue | Summary] = [*([issue] if is_new else []), *drafts]
        if not pages:
            return issue, []
        summaries = {summary.id: summary.with_fields(status="published") for summary in drafts}
        after = replace(library, issues={**library.issues, issue.id: new_issue}, summaries={**library.summaries, **summaries})
        own = only.path if only else f"{settings.docs}/{issue.id}/"
        after = with_conversions(after, lambda path: path.startswith(own))
        found = {*problems, *check_library(after), *check_future(after, today)}
        if left := sorted(problem for problem in found if problem.place.path.startswith(own)):
            raise not_ready(f"{only.id if only else f'issue {issue.id}'} stays a draft", left)
        for page in pages:
            file = open_file(root, page.path)
            staged.replace(file, _published(file, page, new_issue.published))
        return new_issue, [page.path for page in pages]


_OWN_REMARK = "'shortlist publish'"
"""Words of the remark that `shortlist new` writes behind a value until it is published."""


def _published(file: Source, page: Issue | Summary, day: date) -> Source:
    """Return the file's text with the state, and the day of an issue."""
    values: dict[str, object] = {"status": "published"} | ({"published": day} if isinstance(page, Issue) else {})
    fixes = []
    for name, value in values.items():
        if (fix := new_value(file.text, name, value, _OWN_REMARK)) is None:
            raise CannotChange(f"{page.places[name]}: cannot write '{value}' here; do so by hand")
        fixes.append(fix)
    return file.with_fixes(fixes)
