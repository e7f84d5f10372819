"""`shortlist email`: an issue as a mail, if its files hold no errors."""

from pathlib import Path

from click import ClickException

from shortlist.authoring.files import not_ready
from shortlist.authoring.pages import find_issue
from shortlist.checks import load_and_check
from shortlist.exports.mail import Edition
from shortlist.identifiers import is_url
from shortlist.indexes import without_drafts
from shortlist.model import Settings
from shortlist.reading.settings import settings_of


def read_edition(root: Path, month: str, *, is_full: bool) -> Edition:
    """Return the mail edition of an issue; that of a draft with the drafts among its picks, to be seen before it is published.

    Raises `CannotChange` if the issue, or what it shares with others, holds errors, or if there is no such issue, and
    `ClickException` if the settings do not say where the site is.
    """
    settings, problems = settings_of(root)
    if fault := _fault(settings):
        raise ClickException(f"mkdocs.yml: {fault}")
    docs, folder = f"{settings.docs}/", f"{settings.docs}/{month}/"
    library, more = load_and_check(root, settings, lambda path: path.startswith(folder))
    errors = [(problem, problem.place.path) for problem in (*problems, *more) if not problem.is_warning]
    if left := sorted(problem for problem, path in errors if path.startswith(folder) or not path.startswith(docs)):
        raise not_ready(f"issue {month} is not fit for a mail", left)
    shown = library if find_issue(library, month).status == "draft" else without_drafts(library)
    return Edition(shown, shown.issues[month], is_full=is_full)


def _fault(settings: Settings) -> str:
    if not is_url(settings.site_url):
        found = f"'site_url' is '{settings.site_url}'" if settings.site_url else "'site_url' is missing"
        return f"{found}, and a mail names the site in full; write its address, as in 'site_url: https://example.org/'"
    return settings.authority_fault
