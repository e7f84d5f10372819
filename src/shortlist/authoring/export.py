"""Exports by a command: the whole archive as plain Markdown (`shortlist export`), and an issue as a mail (`email`)."""

from pathlib import Path

from click import ClickException

from shortlist.authoring.files import CannotChange, not_ready
from shortlist.authoring.pages import find_issue
from shortlist.checks import check
from shortlist.exports.mail import Edition
from shortlist.exports.markdown import MarkdownPages
from shortlist.identifiers import is_url
from shortlist.indexes import without_drafts
from shortlist.reading.markdown import target_path
from shortlist.reading.settings import settings_of
from shortlist.text import counted


def export_markdown(root: Path, folder: Path) -> str:
    """Write all published pages and what they show into a new folder, and return what was written.

    Pages lie beside one another as in `docs/`, so that links and pictures are what their sources write.

    Raises `CannotChange`, with nothing written, while the files hold problems, and for a folder that is there.
    """
    library, problems = check(root)
    if errors := [problem for problem in problems if not problem.is_warning]:
        raise not_ready("nothing is written", errors)
    library, docs = without_drafts(library), f"{library.docs}/"
    markdown = MarkdownPages(library, keeps_links=True)
    texts = {page.path: markdown.file(page).encode() for page in library.all_pages}
    links = {target_path(link.target, page.path) for page in library.all_pages for link in page.body.links}
    shown = sorted(path for path in links & library.files if not path.endswith(".md"))
    others = {path: (root / path).read_bytes() for path in shown}
    try:
        folder.mkdir(parents=True)
        for name, data in (texts | others).items():
            path = folder / name.removeprefix(docs)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except FileExistsError:
        raise CannotChange(f"'{folder}' is there already; name a new folder") from None
    except OSError as error:
        raise CannotChange(f"{error.filename or folder}: {error.strerror}") from None
    return f"{folder}: {counted(len(texts), 'page')} and {counted(len(others), 'file')} that they show or link to"


def read_edition(root: Path, month: str, *, is_full: bool) -> Edition:
    """Return the mail edition of an issue; that of a draft with the drafts among its picks, to be seen before it is published.

    Raises `CannotChange` if the issue, or what it shares with others, holds errors, or if there is no such issue, and
    `ClickException` if the settings do not say where the site is.
    """
    settings, _ = settings_of(root)
    if not is_url(settings.site_url):
        found = f"'site_url' is '{settings.site_url}'" if settings.site_url else "'site_url' is missing"
        wanted = "a mail names the site in full; write its address, as in 'site_url: https://example.org/'"
        raise ClickException(f"mkdocs.yml: {found}, and {wanted}")
    docs, folder = f"{settings.docs}/", f"{settings.docs}/{month}/"
    library, problems = check(root, lambda path: path.startswith(folder))
    errors = [(problem, problem.place.path) for problem in problems if not problem.is_warning]
    if left := [problem for problem, path in errors if path.startswith(folder) or not path.startswith(docs)]:
        raise not_ready(f"issue {month} is not fit for a mail", left)
    shown = library if find_issue(library, month).status == "draft" else without_drafts(library)
    return Edition(shown, shown.issues[month], is_full=is_full)
