"""`shortlist mv` and `shortlist remove`: a summary gets another address, or goes, and what leads to it is put right."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from shortlist.authoring.edits import OpenFile, open_file
from shortlist.authoring.files import CannotChange, Changes, changes
from shortlist.authoring.pages import find_issue, find_summary
from shortlist.conversion import address_of, relative
from shortlist.library import REDIRECTS, load
from shortlist.model import MONTH, SLUG, WHOLE_ISSUE, AnyPage, Issue, IssueHeader, Library, Link, Summary
from shortlist.problems import Fix, Place, Problem
from shortlist.reading.data import read_redirects
from shortlist.reading.header import read_header
from shortlist.reading.header_fixes import new_value, taken_out, with_items
from shortlist.reading.markdown import target_path
from shortlist.reading.settings import Settings, settings_of
from shortlist.reading.source import Source
from shortlist.reading.yaml import YamlData, as_yaml, read_yaml


def move_summary(root: Path, id: str, new: str) -> list[str]:
    """Give a summary another name, `new` being a slug, or move it into another issue, a month or both. Return what was done.

    Its files, those named after it, move too; picks, links and follow-ups follow, and a redirect leads on from an address that
    was public. The old page goes last, so that a second run completes one that was interrupted. Raises `CannotChange`.
    """
    settings, _ = settings_of(root)
    with changes(root) as staged:
        library, problems = load(root, settings)
        summary = find_summary(library, id)
        new_id = _new_id(summary, new)
        issues = [find_issue(library, month) for month in dict.fromkeys((summary.issue, new_id.partition("/")[0]))]
        _refuse_unread(library, problems, [summary, *issues])
        move = _Move(library, settings, summary, f"{settings.docs}/{new_id}.md")
        _refuse_old_address(move)
        if len(issues) > 1 and (starts := move.starts(issues[0])):
            raise CannotChange(f"{starts[0]}: readers start with {id} here; name another pick first")
        report = [f"{summary.path} → {move.new_path}", *(f"{path} → {move.path_of(path)}" for path in move.companions)]
        texts = {page.path: texts for page in library.all_pages if (texts := move.texts_of(root, page))}
        _, own = texts.pop(summary.path, ("", open_file(root, summary.path).raw))
        if not _is_written(root / move.new_path, own):
            staged.create(root / move.new_path, own)
        for path, (was, text) in texts.items():
            staged.replace(root / path, text, was)
            report.append(f"{path}: changed to match")
        report += _stage_redirects(staged, move)
        for path in move.companions:
            staged.move(root / path, root / move.path_of(path))
        staged.remove(root / summary.path)
    if move.is_public and issues[-1].status == "draft":
        report.append(f"next: shortlist publish {issues[-1].id}, since readers see the page only when its issue is published")
    return report + list(_figures(root, id, new_id))


def _figures(root: Path, id: str, new_id: str) -> Iterator[str]:
    """Yield what is left to do in the code of figures. It is not changed: its figure would have to be drawn anew."""
    for path in sorted((root / "figures").glob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if f'"{id}"' in line:
                yield f"next: figures/{path.name}:{number}: write '{new_id}', then run 'make figures'"


def remove_summary(root: Path, id: str) -> list[str]:
    """Take a summary out, with its pick and the files that it alone shows. Return what was done, and what is left to do.

    Raises `CannotChange` with every place that leads to it, if there is one.
    """
    settings, _ = settings_of(root)
    with changes(root) as staged:
        library, problems = load(root, settings)
        summary = find_summary(library, id)
        issue = find_issue(library, summary.issue)
        _refuse_unread(library, problems, [summary, issue])
        move = _Move(library, settings, summary, "")
        if places := sorted(move.places_of(summary.path)):
            shown = "".join(f"\n  {place}" for place in places)
            raise CannotChange(f"{summary.id} stays, since it is still needed here; change that first:{shown}")
        report = []
        if summary.slug in issue.picks:
            file = open_file(root, issue.path)
            staged.replace(root / issue.path, _checked(file, move.pick_fixes(issue), move.picks_of(issue)), file.raw)
            report.append(f"{issue.path}: no longer lists '{summary.slug}'")
        for path in (*(path for path in move.companions if not move.places_of(path)), summary.path):
            kept = staged.remove(root / path).relative_to(root).as_posix()
            report.append(f"{path}: removed; a copy is {kept}")
    if move.is_public:
        line = f"{move.address(summary.path)}: {summary.issue}/"
        report.append(f"next: its address was public; lead its readers on by a line in {REDIRECTS}, such as '{line}'")
    return [*report, f"next: shortlist list unused, which names '{summary.paper}' if nothing cites it now"]


def _new_id(summary: Summary, new: str) -> str:
    """Raises `CannotChange` for a name that no summary can have."""
    month, slash, slug = new.rpartition("/")
    if not slash:
        month, slug = (new, summary.slug) if MONTH.fullmatch(new) else (summary.issue, new)
    if not MONTH.fullmatch(month) or not SLUG.fullmatch(slug) or slug in ("index", WHOLE_ISSUE):
        wanted = "lower-case letters, digits and hyphens, with or without a month, as in 2021-05/glm, or a month"
        raise CannotChange(f"'{new}' cannot be the name of a summary; expected {wanted}")
    if f"{month}/{slug}" == summary.id:
        raise CannotChange(f"{summary.id} has that name already")
    return f"{month}/{slug}"


def _refuse_unread(library: Library, problems: Iterable[Problem], pages: Iterable[AnyPage]) -> None:
    broken = {page.path for page in pages if page.path in library.unread} | ({REDIRECTS} & library.unread)
    for problem in problems:
        if problem.place.path in broken or problem.code == "F141":
            raise CannotChange(f"{problem}; then run the command again")


def _refuse_old_address(move: _Move) -> None:
    redirect = move.library.redirects.get(move.address(move.new_path))
    if redirect and redirect.new != move.address(move.summary.path):
        raise CannotChange(f"{redirect.place}: '{redirect.old}' leads to '{redirect.new}'; choose another name")


def _is_written(path: Path, text: str) -> bool:
    """Return whether a run that was interrupted has written the file already."""
    return path.is_file() and path.read_bytes() == text.encode()


@dataclass(frozen=True)
class _Move:
    """A summary that goes, to another path if there is one. Everything is read as it was before."""

    library: Library
    settings: Settings
    summary: Summary
    new_path: str

    @property
    def is_public(self) -> bool:
        """Return whether readers may know the address. One of an unusual name was never built."""
        return self.summary.path not in self.library.hidden and SLUG.fullmatch(self.summary.slug) is not None

    def address(self, path: str) -> str:
        return address_of(path.removeprefix(f"{self.settings.docs}/"), self.settings.use_directory_urls)

    # Files

    @property
    def companions(self) -> list[str]:
        return sorted(filter(self._is_companion, self.library.files))

    def _is_companion(self, path: str) -> bool:
        """Return whether a file is named after the summary, and after no other one of a longer name."""
        slugs = [other.slug for other in self.library.summaries.values() if other.issue == self.summary.issue]
        folder, name = posixpath.split(path)
        owners = [slug for slug in slugs if name.startswith((f"{slug}.", f"{slug}-"))]
        is_here = folder == posixpath.dirname(self.summary.path) and not name.endswith(".md")
        return is_here and max(owners, key=len, default="") == self.summary.slug

    def path_of(self, path: str) -> str:
        """Return where a file is afterwards."""
        if path == self.summary.path:
            return self.new_path
        stem, new_stem = (name.removesuffix(".md") for name in (self.summary.path, self.new_path))
        renamed = f"{new_stem}{path.removeprefix(stem)}"
        is_moved = self._is_companion(path) and not self.library.files.isdisjoint({path, renamed})
        return renamed if is_moved else path

    # Links

    def places_of(self, path: str) -> list[Place]:
        """Return the places in other pages, and in the redirects, that lead to a file."""
        pages = [page for page in self.library.all_pages if page is not self.summary]
        places = []
        for page in pages:
            places += [link.place for link in page.body.links if self._target(link, page.path) == path]
            places += [link.place for link in _follow_ups(page).values() if self._target(link, page.path) == path]
        if path == self.summary.path:
            places += [one.new_place for one in self.library.redirects.values() if one.new == self.address(path)]
            places += self.starts(self.library.issues[self.summary.issue])
        return places

    def starts(self, issue: Issue) -> list[Place]:
        """Return where the issue says to start with the summary."""
        start = issue.header.start_here
        return [issue.places["start_here.pick"]] if start and start.pick == self.summary.slug else []

    def _target(self, link: Link, path: str) -> str:
        """Return the file that a link of the page at `path` leads to; of an address in HTML, the summary or nothing."""
        if not link.is_html:
            return target_path(link.target, path)
        address = posixpath.join("/", posixpath.dirname(self.address(path)), unquote(urlsplit(link.target).path))
        is_summary = posixpath.normpath(address) == posixpath.normpath(f"/{self.address(self.summary.path)}")
        return self.summary.path if is_summary else ""

    def _new_target(self, link: Link, path: str) -> str:
        """Return the address that the link has to have afterwards, or the one it has."""
        scheme, netloc, written, query, anchor = urlsplit(link.target)
        if scheme or netloc or not written or written.startswith("/"):
            return link.target
        page, file = self.path_of(path), self._target(link, path)
        new_file = self.path_of(file)
        if new_file == file and posixpath.dirname(page) == posixpath.dirname(path) and not (link.is_html and page != path):
            return link.target
        if link.is_html:
            old = posixpath.join("/", posixpath.dirname(self.address(path)), unquote(written))
            address = self.address(new_file) if file else posixpath.normpath(old)[1:] + ("/" if written.endswith("/") else "")
            new = relative(address, self.address(page))
        else:
            new = posixpath.relpath(new_file, posixpath.dirname(page))
        return urlunsplit(("", "", quote(new) if "%" in written else new, query, anchor))

    # Texts

    def texts_of(self, root: Path, page: AnyPage) -> tuple[str, str] | None:
        """Return the text that a page has and the one it gets, or nothing if it stays as it is."""
        links = {link: new for link in page.body.links if (new := self._new_target(link, page.path)) != link.target}
        notes = {name: self._new_target(link, page.path) for name, link in _follow_ups(page).items()}
        notes = {name: new for name, new in notes.items() if new != _follow_ups(page)[name].target}
        picks = self.picks_of(page) if isinstance(page, Issue) else []
        has_new_picks = isinstance(page, Issue) and picks != list(page.picks)
        if not links and not notes and not has_new_picks:
            return None
        file = open_file(root, page.path)
        fixes = {fix for link, new in links.items() for fix in _target_fixes(file.source, link, new)}
        fixes |= {_value_fix(file.source, name, new) for name, new in notes.items()}
        if isinstance(page, Issue):
            return file.raw, _checked(file, [*self.pick_fixes(page), *fixes], picks)
        return file.raw, file.with_fixes(fixes)

    # Picks

    def picks_of(self, issue: Issue) -> list[str]:
        """Return the picks of an issue afterwards."""
        slug, new_issue, new_slug = self.summary.slug, *self.new_path.removesuffix(".md").rpartition("/")[::2]
        is_new = new_issue == posixpath.dirname(issue.path)
        if issue.id == self.summary.issue:
            kept = [new_slug if pick == slug and is_new else pick for pick in issue.picks]
            return kept if is_new else [pick for pick in kept if pick != slug]
        was_pick = slug in self.library.issues[self.summary.issue].picks
        return [*issue.picks, new_slug] if is_new and was_pick and new_slug not in issue.picks else [*issue.picks]

    def pick_fixes(self, issue: Issue) -> list[Fix]:
        """Return the fixes that make the picks of an issue what they are afterwards."""
        new, header = self.picks_of(issue), issue.header_text
        if new == list(issue.picks):
            return []
        if len(new) > len(issue.picks):
            return with_items(header, "picks", new[-1:])
        index = list(issue.picks).index(self.summary.slug)
        if len(new) < len(issue.picks):
            return taken_out(header, "picks", index)
        names = [f"picks.{index}", *(["start_here.pick"] if self.starts(issue) else [])]
        return [fix for name in names if (fix := new_value(header, name, new[index]))]


def _follow_ups(page: AnyPage) -> dict[str, Link]:
    """Return the links of a summary's follow-ups, by the names of their values in the header."""
    if not isinstance(page, Summary):
        return {}
    names = {f"since.{index}.link": note for index, note in enumerate(page.since)}
    return {name: Link(note.link, note.text, page.places[name]) for name, note in names.items()}


def _target_fixes(source: Source, link: Link, new: str) -> Iterator[Fix]:
    """Yield the fixes for an address in the text, which stands in the link, in a tag, or in definitions of labels."""
    text, offset = source.text, source.offset(link.place)
    target = re.escape(link.target)
    end = offset + link.is_image + 1 + len(link.text)
    if link.is_html:
        matches = [re.compile(rf"""=\s*["']?(?P<target>{target})(?=["'\s>])""").search(text, offset)]
    elif text.startswith("](", end):
        matches = [re.compile(rf"\]\(\s*<?(?P<target>{target})").match(text, end)]
    else:
        definition = rf"^[ ]{{0,3}}\[[^\]\n]+\]:[ \t]*\n?[ \t]*<?(?P<target>{target})(?=[\s>]|\Z)"
        matches = list(re.finditer(definition, text, re.MULTILINE))
    found = [match for match in matches if match]
    if not found:
        raise CannotChange(f"{link.place}: cannot write '{new}' instead of '{link.target}' here; do so by hand")
    for match in found:
        yield source.fix(*match.span("target"), new)


def _value_fix(source: Source, name: str, new: str) -> Fix:
    if (fix := new_value(source.text, name, new)) is None:
        raise CannotChange(f"{source.path}: cannot write '{new}' as '{name}'; put its value on one line first")
    return fix


def _checked(file: OpenFile, fixes: Iterable[Fix], picks: list[str]) -> str:
    """Return the text of an issue with fixes. Raises `CannotChange` if its picks would not be these."""
    text = file.with_fixes(fixes)
    header, _ = read_header(OpenFile(file.path, text).source, IssueHeader)
    if header is None or list(header.fields.picks) != picks:
        raise CannotChange(f"{file.path}: the list 'picks' has an unusual form; make it {as_yaml(picks)} by hand")
    return text


# Redirects


def _stage_redirects(staged: Changes, move: _Move) -> list[str]:
    """Stage what leads on from the old address, in one step. Return what was done."""
    old, new = move.address(move.summary.path), move.address(move.new_path)
    redirects = {one.old: new if one.new == old else one.new for one in move.library.redirects.values() if one.old != new}
    if move.is_public:
        redirects[old] = new
    if redirects == {one.old: one.new for one in move.library.redirects.values()}:
        return [] if move.is_public else ["no redirect, since readers never saw it: it is a draft"]
    path = staged.root / REDIRECTS
    file = open_file(staged.root, REDIRECTS) if path.exists() else OpenFile(REDIRECTS, "")
    text = file.with_fixes(_redirect_fixes(file.source, redirects))
    after, _ = read_redirects(OpenFile(REDIRECTS, text).source)
    if {one.old: one.new for one in after.values()} != redirects:
        raise CannotChange(f"{REDIRECTS} has an unusual form; write '{old}: {new}' by hand first")
    if path.exists():
        staged.replace(path, text, file.raw)
    else:
        staged.create(path, text)
    return [f"{REDIRECTS}: {old} leads to {new}" if move.is_public else f"{REDIRECTS}: changed to match"]


def _redirect_fixes(source: Source, redirects: Mapping[str, str]) -> Iterator[Fix]:
    """Yield the fixes that make the file hold these redirects: other values, lines that go, and new ones at the end."""
    document = read_yaml(source, 0, len(source.text))[0] or YamlData({})
    for old in document.key_places:
        start, end = source.offset(document.places[old]), source.offset(document.ends[old])
        if old not in redirects:
            line = source.offset(document.key_places[old])
            yield source.fix(line, source.text.find("\n", end) + 1 or len(source.text), "")
        elif document.data[old] != redirects[old]:
            yield source.fix(start, end, as_yaml(redirects[old]))
    newline = "\n" if source.text and not source.text.endswith("\n") else ""
    lines = [f"{as_yaml(old)}: {as_yaml(new)}\n" for old, new in redirects.items() if old not in document.key_places]
    if lines:
        yield source.fix(len(source.text), len(source.text), newline + "".join(lines))
