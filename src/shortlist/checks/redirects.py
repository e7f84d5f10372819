"""The rules for redirects: each leads in one step to what exists, from where nothing is."""

from collections.abc import Iterator, Mapping

from shortlist.checks.registry import rule
from shortlist.library import VOCABULARY
from shortlist.model import Library
from shortlist.problems import Problem, did_you_mean
from shortlist.reading.data import HOME


@rule("X421", "A redirect leads to a published page or a file.")
@rule("X422", "A redirect leads there in one step.")
@rule("X423", "No page or file has the old address of a redirect.")
def check_redirects(library: Library) -> Iterator[Problem]:
    if not library.redirects:
        return
    paths = _addresses(library)
    folded = {address.casefold(): address for address in paths}
    for redirect in library.redirects.values():
        if taken := next(filter(None, map(folded.get, _in_the_way(redirect.old.casefold()))), ""):
            message = f"old address '{redirect.old}' is that of a page or file, '{taken}'; take the redirect out"
            yield Problem(redirect.place, "X423", message)
        if redirect.new in paths:
            if paths[redirect.new] in library.hidden:
                message = f"'{redirect.new}' is a draft; publish that first, or take the redirect out"
                yield Problem(redirect.new_place, "X421", message)
        elif redirect.new in library.redirects:
            message = f"'{redirect.new}' is itself an old address; name the page's own"
            yield Problem(redirect.new_place, "X422", message)
        elif not library.is_unread(VOCABULARY) or not redirect.new.startswith("tags/"):
            hint = did_you_mean(redirect.new, paths) or "; expected the address of a page"
            yield Problem(redirect.new_place, "X421", f"'{redirect.new}' leads nowhere{hint}")


def _in_the_way(old: str) -> Iterator[str]:
    """Yield addresses that cannot exist beside an old one. A disk that ignores case has one file for two of them."""
    yield old
    yield f"{old}index.html"
    parts = old.split("/")
    for length in range(1, len(parts)):
        yield "/".join(parts[:length])


def _addresses(library: Library) -> Mapping[str, str]:
    """Return the address of every page and file of an author with the file's path, and those of tags with nothing."""
    paths = {"404.html": ""} | {f"tags/{tag.slug}/": "" for tag in library.tags.values()}
    for path in library.files:
        below = path.removeprefix(f"{library.docs}/")
        if below.endswith(".md"):
            below = f"{below.removesuffix('.md').removesuffix('index').rstrip('/')}/".removeprefix("/") or HOME
        paths[below] = path
    return paths
