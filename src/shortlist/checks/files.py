"""The rules for the files under `docs/`, where everything is published: their names, and what a page may be."""

import posixpath
import re
from pathlib import PurePosixPath

from shortlist.checks.registry import rule
from shortlist.model import MONTH, WHOLE_ISSUE, Library
from shortlist.problems import Place, Problem, Problems

ENDINGS = (".md", ".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp", ".csv", ".pdf")
OTHER_PAGES = (".markdown", ".mdown", ".mkdn", ".mkd")
"""Endings that MkDocs takes for those of pages, too."""
MADE_FOLDERS = ("assets", "search")
"""Top folders of the site that the build fills itself."""
MADE_FILES = ("readme.md", "card.png")
"""Names, in lower case, that MkDocs takes for `index.md`, and that the build gives to pictures beside pages."""
NOT_ON_WINDOWS = re.compile(r'(con|prn|aux|nul|(com|lpt)\d)(\..*)?|.*([<>:"|?*\\].*|[. ])')
"""Names, in lower case, of devices, and signs that no name may have. Source: Microsoft, "Naming Files, Paths, and Namespaces"."""


@rule(F143="Under `docs/` lie pages (`.md`), pictures, and files that end in `.csv` or `.pdf`.")
def check_endings(library: Library) -> Problems:
    for path in sorted(library.files):
        name = PurePosixPath(path)
        if name.suffix in OTHER_PAGES:
            message = f"MkDocs takes the file for a page, which ends in .md here; rename it to '{name.stem}.md'"
            yield Problem(Place(path), "F143", message)
        elif name.suffix not in ENDINGS:
            message = f"the file would be published as it is; {library.docs}/ holds {', '.join(ENDINGS)} only"
            yield Problem(Place(path), "F143", message)


@rule(F144="A file under `docs/` takes no address that the site itself fills, and its name is one on every system.")
def check_addresses(library: Library) -> Problems:
    known = dict[str, str]()
    for path in sorted(library.files):
        below = PurePosixPath(path).relative_to(library.docs)
        top, name = below.parts[0].lower(), below.name.lower()
        if len(below.parts) > 1 and top in MADE_FOLDERS:
            message = f"the folder '{top}/' is the site's own; put the file beside the page that shows it"
            yield Problem(Place(path), "F144", message)
        elif name in MADE_FILES:
            yield Problem(Place(path), "F144", f"'{below.name}' is a name of the site's own; choose another")
        elif NOT_ON_WINDOWS.fullmatch(name):
            yield Problem(Place(path), "F144", f"'{below.name}' cannot be the name of a file on Windows; choose another")
        elif other := known.get(path.lower()):
            yield Problem(Place(path), "F144", f"on Windows and macOS this is the same file as '{other}'; rename one")
        known[path.lower()] = path


@rule(F130="A page lies in `docs/` or in the folder of an issue, is not a link, and has an address of its own.")
def check_files(library: Library) -> Problems:
    known = {f"tags/{tag.slug}".removesuffix("/index"): f"the page of the tag '{tag.name}'" for tag in library.tags.values()}
    known |= {f"{id}/{WHOLE_ISSUE}": "the page with the whole issue" for id in library.issues}
    for path in sorted(library.files):
        below = path.removeprefix(f"{library.docs}/")
        folder = posixpath.dirname(below)
        if not path.endswith(".md"):
            continue
        if folder and not MONTH.fullmatch(folder):
            form = "which has a name as in '2021-04'"
            message = f"'{folder}' is not the folder of an issue, {form}; rename it, or move the page to {library.docs}/"
            yield Problem(Place(path), "F130", message)
            continue
        address = below.removesuffix(".md").removesuffix("/index")
        if (other := known.get(address)) is not None:
            yield Problem(Place(path), "F130", f"its address is that of {other} too; rename one")
        known[address] = path
