"""`shortlist mv` and `shortlist remove`: a summary gets another address, or goes, and what leads to it is put right."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from shortlist.authoring.edits import with_picks
from shortlist.authoring.files import CannotChange, Changes, changes, open_file
from shortlist.authoring.pages import RESERVED, find_issue, find_summary
from shortlist.checks.links import links_of
from shortlist.library import REDIRECTS, load
from shortlist.model import MONTH, SLUG, AnyPage, Issue, Library, Link, Summary
from shortlist.problems import Fix, Place, printable
from shortlist.reading.data import read_redirects
from shortlist.reading.header import new_value
from shortlist.reading.markdown import target_path
from shortlist.reading.settings import settings_of
from shortlist.reading.source import Source
from shortlist.reading.yaml import as_yaml


def move_summary(root: Path, id: str, new: str) -> list[str]:
    """Give a summary another name, `new` being a slug, or move it into another issue, a month or both. Return what was done.

    The files of the same name move too; picks, links and follow-ups follow, and a redirect leads on from an address that
    was public. The old page goes last, so that a second run completes one that was interrupted. Raises `CannotChange`.
    """
    with changes(root) as staged:
        move = _begin(root, id, new)
        library, summary = move.library, move.summary
        if redirect := library.redirects.get(f"{move.new_id}/"):
            hint = "delete that line, or choose another name"
            raise CannotChange(f"{redirect.place}: '{redirect.old}' leads to '{redirect.new}'; {hint}")
        if move.new_month != summary.issue and (starts := move.starts(library.issues[summary.issue])):
            raise CannotChange(f"{starts[0]}: readers start with {id} here; name another pick first")
        report = [f"{summary.path} → {move.new_path}", *(f"{path} → {move.path_of(path)}" for path in move.companions)]
        texts = {page.path: changed for page in library.all_pages if (changed := move.text_of(root, page))}
        unchanged = open_file(root, summary.path)
        own = texts.pop(summary.path, (unchanged, unchanged))
        written = root / move.new_path
        if not written.is_file() or written.read_bytes() != own[1].raw.encode():  # Else by a run that was interrupted.
            staged.create(move.new_path, own[1].raw)
        for path, (file, new_file) in texts.items():
            staged.replace(file, new_file)
            report.append(f"{path}: changed to match")
        report += _stage_redirects(staged, move)
        for path in move.companions:
            staged.move(path, move.path_of(path))
        staged.remove(summary.path)
    return report


def remove_summary(root: Path, id: str) -> list[str]:
    """Take a summary out, with its pick and the files that it alone shows. Return what was done, and what is left to do.

    Raises `CannotChange` with every place that leads to it, if there is one.
    """
    with changes(root) as staged:
        move = _begin(root, id)
        summary, issue = move.summary, move.library.issues[move.summary.issue]
        if places := sorted(move.places_of(summary.path)):
            shown = "".join(f"\n  {printable(str(place))}" for place in places)
            raise CannotChange(f"{summary.id} stays, since it is still needed here; change that first:{shown}")
        report = []
        if summary.slug in issue.picks:
            file = open_file(root, issue.path)
            picks = [pick for pick in issue.picks if pick != summary.slug]
            staged.replace(file, with_picks(file, picks))
            report.append(f"{issue.path}: no longer lists '{summary.slug}'")
        for path in (*(path for path in move.companions if not move.places_of(path)), summary.path):
            report.append(f"{path}: removed; a copy is {staged.remove(path)}")
    if move.is_public:
        line = f"{summary.id}/: {summary.issue}/"
        report.append(f"next: its address was public; lead its readers on by a line in {REDIRECTS}, such as '{line}'")
    return report


def _begin(root: Path, id: str, new: str = "") -> "_Move":
    """Raises `CannotChange` if there is no such page or issue, or if what changes with it could not be read in full."""
    library, problems = load(root, settings_of(root)[0])
    summary = find_summary(library, id)
    move = _Move(library, summary, *(_new_name(summary, new) if new else (summary.issue, "")))
    needed = {summary.path, REDIRECTS, *(find_issue(library, month).path for month in (summary.issue, move.new_month))}
    for problem in problems:
        if problem.place.path in needed & library.unread or problem.code == "F141":
            raise CannotChange(f"{problem}; then run the command again")
    return move


def _new_name(summary: Summary, new: str) -> tuple[str, str]:
    """Return month and slug. Raises `CannotChange` for a name that no summary can have."""
    month, slash, slug = new.rpartition("/")
    if not slash:
        month, slug = (new, summary.slug) if MONTH.fullmatch(new) else (summary.issue, new)
    if not MONTH.fullmatch(month) or not SLUG.fullmatch(slug) or slug in RESERVED:
        wanted = "lower-case letters, digits and hyphens, with or without a month, as in 2021-05/first, or a month"
        raise CannotChange(f"'{new}' cannot be the name of a summary; expected {wanted}")
    if (month, slug) == (summary.issue, summary.slug):
        raise CannotChange(f"{summary.id} has that name already")
    return month, slug


@dataclass(frozen=True)
class _Move:
    """A summary that goes, to another path if it has a new slug. Everything is read as it was before."""

    library: Library
    summary: Summary
    new_month: str
    new_slug: str

    @property
    def new_id(self) -> str:
        return f"{self.new_month}/{self.new_slug}"

    @property
    def new_path(self) -> str:
        return f"{self.library.docs}/{self.new_id}.md"

    @property
    def is_public(self) -> bool:
        """Return whether readers may know the address. One of an unusual name was never built."""
        return self.summary.path not in self.library.hidden and SLUG.fullmatch(self.summary.slug) is not None

    # Files

    @property
    def companions(self) -> list[str]:
        """The files of the summary's name with other endings, such as its figure."""
        stem = self.summary.path.removesuffix("md")
        return sorted(path for path in self.library.files if path.startswith(stem) and path != self.summary.path)

    def path_of(self, path: str) -> str:
        """Return where a file is afterwards. It may be there already, if a run was interrupted."""
        stem, new_stem = (name.removesuffix("md") for name in (self.summary.path, self.new_path))
        renamed = f"{new_stem}{path.removeprefix(stem)}"
        return renamed if path.startswith(stem) and not self.library.files.isdisjoint({path, renamed}) else path

    # Links

    def places_of(self, path: str) -> list[Place]:
        """Return the places in other pages, and in the redirects, that lead to a file."""
        pages = [page for page in self.library.all_pages if page is not self.summary]
        places = [link.place for page in pages for link in _links(page) if target_path(link.target, page.path) == path]
        if path == self.summary.path:
            places += [one.new_place for one in self.library.redirects.values() if one.new == f"{self.summary.id}/"]
            places += self.starts(self.library.issues[self.summary.issue])
        return places

    def starts(self, issue: Issue) -> list[Place]:
        """Return where the issue says to start with the summary."""
        start = issue.header.start_here
        return [issue.places["start_here.pick"]] if start and start.pick == self.summary.slug else []

    def _new_target(self, link: Link, page: str) -> str:
        """Return the address that the link has to have afterwards, or the one it has."""
        scheme, netloc, written, query, anchor = urlsplit(link.target)
        if scheme or netloc or not written or written.startswith("/"):
            return link.target
        file, folder = target_path(link.target, page), posixpath.dirname(self.path_of(page))
        new = self.path_of(file)
        if file == new and posixpath.dirname(page) == folder:
            return link.target
        return urlunsplit(("", "", quote(posixpath.relpath(new, folder)), query, anchor))

    # Texts

    def text_of(self, root: Path, page: AnyPage) -> tuple[Source, Source] | None:
        """Return the file of a page as it is and as it shall be, or nothing if it stays."""
        links = {link: new for link in _links(page) if (new := self._new_target(link, page.path)) != link.target}
        picks = self._new_picks(page) if isinstance(page, Issue) else []
        if not links and not (isinstance(page, Issue) and picks != page.picks):
            return None
        file = open_file(root, page.path)
        fixes = list({fix for link, new in links.items() for fix in _target_fixes(file, link, new)})
        if not isinstance(page, Issue):
            return file, file.with_fixes(fixes)
        if self.starts(page) and (start := new_value(file.text, "start_here.pick", self.new_slug)):
            fixes.append(start)
        return file, with_picks(file, picks, fixes)

    def _new_picks(self, issue: Issue) -> list[str]:
        """Return the picks of an issue afterwards."""
        ids = [f"{issue.id}/{pick}" for pick in issue.picks]
        ids = [self.new_id if id == self.summary.id else id for id in ids]
        if self.new_id not in ids and self.summary.issue != issue.id:
            ids.append(self.new_id)
        return [slug for month, slug in (id.split("/") for id in ids) if month == issue.id]


def _links(page: AnyPage) -> Iterator[Link]:
    """Yield the links of a page but for tags of HTML."""
    return (link for link in links_of(page) if not link.is_html)


def _target_fixes(source: Source, link: Link, new: str) -> list[Fix]:
    """Return the fixes for an address, which stands in the link, in definitions of labels, or in the header."""
    text, offset = source.text, source.offset(link.place)
    target = f"(?P<target>{re.escape(link.target)})"
    end = offset + link.is_image + 1 + len(link.text)
    if text[offset] not in "[!":
        matches = [re.compile(target).search(text, offset)]
    elif text.startswith("](", end):
        matches = [re.compile(rf"\]\(\s*<?{target}").match(text, end)]
    else:
        matches = [*re.finditer(rf"(?m)^[ ]{{0,3}}\[[^\]\n]+\]:[ \t]*\n?[ \t]*<?{target}(?=[\s>]|\Z)", text)]
    fixes = [source.fix(*match.span("target"), new) for match in matches if match]
    if not fixes:
        raise CannotChange(f"{link.place}: cannot write '{new}' instead of '{link.target}' here; do so by hand")
    return fixes


# Redirects


def _stage_redirects(staged: Changes, move: _Move) -> list[str]:
    """Stage what leads on from the old address, in one step. Return what was done."""
    old, new = f"{move.summary.id}/", f"{move.new_id}/"
    before = {one.old: one.new for one in move.library.redirects.values()}
    after = {source: new if target == old else target for source, target in before.items()}
    after |= {old: new} if move.is_public else {}
    if after == before:
        return []
    file = open_file(staged.root, REDIRECTS, may_be_empty=True)
    fixes = [new_value(file.text, source, new) for source, target in before.items() if target == old]
    if old not in before and move.is_public:
        newline = "" if file.text.endswith("\n") or not file.text else "\n"
        end = len(file.text)
        fixes.append(file.fix(end, end, f"{newline}{as_yaml(old)}: {as_yaml(new)}\n"))
    changed = file.with_fixes(filter(None, fixes))
    if {one.old: one.new for one in read_redirects(changed)[0].values()} != after:
        raise CannotChange(f"{REDIRECTS} has an unusual form; write '{old}: {new}' by hand first")
    staged.replace(file, changed)
    return [f"{REDIRECTS}: changed to match"]
