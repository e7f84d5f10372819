"""The whole archive as plain Markdown with its pictures, in a new folder, from which any other generator builds.

Pages lie beside one another as in `docs/`, so that links and pictures are what their sources write.
"""

from pathlib import Path

from shortlist.authoring.files import CannotChange, not_ready
from shortlist.checks import load_and_check
from shortlist.exports.markdown import MarkdownPages
from shortlist.indexes import without_drafts
from shortlist.reading.markdown import target_path
from shortlist.reading.settings import settings_of
from shortlist.text import counted


def export_markdown(root: Path, folder: Path) -> str:
    """Write all published pages and what they show into a new folder, and return what was written.

    Raises `CannotChange`, with nothing written, while the files hold problems, and for a folder that is there.
    """
    settings, problems = settings_of(root)
    library, more = load_and_check(root, settings)
    if errors := [problem for problem in (*problems, *more) if not problem.is_warning]:
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
