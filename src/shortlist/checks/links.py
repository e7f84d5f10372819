"""The rules for links and images in texts."""

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from shortlist.checks.registry import rule
from shortlist.citations.section import section_id
from shortlist.conversion import address_of
from shortlist.model import AnyPage, Converted, Library, Link, Summary
from shortlist.problems import Problem, Problems, did_you_mean
from shortlist.reading.markdown import target_path


@rule(F123="An image has a text alternative, and a link a text.")
def check_text_alternatives(library: Library) -> Problems:
    for link in _links(library):
        if not link.text.strip():
            like_this = f"[like this]({link.target})"
            message = f"link '{link.target}' has no text; write one, {like_this}"
            if link.is_image:
                message = f"image '{link.target}' has no text alternative; say what it shows, !{like_this}"
            yield Problem(link.place, "F123", message)


_UNCAPTIONED = re.compile(
    r"[ ]*!\[[^\]\n]*\]\([^()\n]*\)(?:\{[^{}\n]*\})?[ ]*$(?!\n+[ ]*/// (?:figure-)?caption)", re.MULTILINE
)
"""A line that holds an image and nothing else, and the lines below."""


@rule(S510="An image that stands alone has a caption.")
def check_captions(library: Library) -> Problems:
    wanted = "below it, write '/// figure-caption', what it means and where it is from, and '///'"
    for page in library.checked_pages:
        images = [link for link in page.body.links if link.is_image and ":" not in link.target]
        lines = page.body.text.split("\n") if images else []
        for link in images:
            number = link.place.line - page.body.start.line
            if _UNCAPTIONED.match("\n".join(lines[number : number + 4])):
                yield Problem(link.place, "S510", f"the image has no caption; {wanted}")


@rule(X409="A published page links to no draft.")
def check_links_to_drafts(library: Library) -> Problems:
    hidden = library.hidden
    for link in _links(library) if hidden else ():
        if link.place.path not in hidden and target_path(link.target, link.place.path) in hidden:
            message = f"link '{link.target}' leads to a draft; publish that first, or take the link out"
            yield Problem(link.place, "X409", message)


@rule(F120="A link or image inside the site leads to a page or file.", F121="A link's anchor exists on the page it leads to.")
def check_targets(library: Library) -> Problems:
    files = library.files | {f"{library.docs}/tags/{tag.slug}.md" for tag in library.tags.values()}
    addresses = {address_of(path.removeprefix(f"{library.docs}/")).rstrip("/"): path for path in files}
    for link in _links(library):
        yield from _check_target(link, files, addresses, library)


def _links(library: Library) -> Iterator[Link]:
    return (link for page in library.checked_pages for link in links_of(page))


def links_of(page: AnyPage) -> Iterator[Link]:
    """Yield the links of a page's text, and those of follow-ups, which stand in its header."""
    yield from page.body.links
    if isinstance(page, Summary):
        for index, follow_up in enumerate(page.since):
            yield Link(follow_up.link, follow_up.text, page.places[f"since.{index}.link"])


def _check_target(link: Link, files: Collection[str], addresses: Mapping[str, str], library: Library) -> Problems:
    target, place = link.target, link.place
    try:
        parts = urlsplit(target)
    except ValueError:
        return
    if parts.scheme or target.startswith("/"):
        return
    path = target_path(target, place.path)
    hint = ""
    if link.is_html and parts.path:
        folder = posixpath.dirname(address_of(place.path.removeprefix(f"{library.docs}/")))
        path = addresses.get(posixpath.normpath(posixpath.join("/", folder, unquote(parts.path))).strip("/"), "")
        hint = ": addresses in HTML are of the site, not of files; write '[text](file)', with '!' before it for an image"
    if path not in files or target in ("", "#"):
        hint = hint or did_you_mean(target, _near_files(path, files, place.path))
        what = "image" if link.is_image else "link"
        message = f"{what} '{target}' leads nowhere{hint or '; expected a file under docs/, named with its ending'}"
        yield Problem(place, "F120", message)
    elif parts.fragment and place.path in library.conversions and path in library.conversions:
        anchors = _anchors(library.conversions[path])
        if unquote(parts.fragment) not in anchors:
            own = ", ".join(sorted(id for id in library.conversions[path].ids if id[:1] != "_")) or "no anchors"
            hint = did_you_mean(parts.fragment, anchors) or f"; the page has {own}"
            yield Problem(place, "F121", f"'{target}' leads to the anchor '{parts.fragment}', which is not on {path}{hint}")


def _anchors(page: Converted) -> frozenset[str]:
    """Return the ids of a page with its references."""
    cited = {id for citation in page.citations for id in (citation.id, f"ref-{citation.key}")}
    return page.ids | cited | ({section_id(page.ids)} if cited else set())


def _near_files(wanted: str, files: Collection[str], path: str) -> list[str]:
    """Return files of the same name, or in the folder that was meant, as seen from the page at `path`."""
    folder, name = posixpath.split(wanted)
    near = [file for file in files if file.endswith(f"/{name}") or posixpath.dirname(file) == folder]
    return [posixpath.relpath(file, posixpath.dirname(path)) for file in near]
