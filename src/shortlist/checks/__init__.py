"""The rules that the library must keep. One generator a rule, all run every time; `RULES` says what each code means."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from urllib.parse import unquote, urlsplit

from shortlist.checks.bibliography import check_entries
from shortlist.checks.redirects import check_redirects
from shortlist.library import MONTH, VOCABULARY, load
from shortlist.maths import FormulaError, to_mathml
from shortlist.model import WHOLE_ISSUE, Body, Formula, Issue, Library, Link, Summary
from shortlist.problems import Fix, Place, Problem, did_you_mean
from shortlist.reading.header import SLUG
from shortlist.reading.header_fixes import items_in_order, new_value, without_item
from shortlist.reading.keeping import Call, plainly
from shortlist.reading.markdown import TODO, plain_text, target_path
from shortlist.reading.settings import Settings, settings_of
from shortlist.text import counted

SECTIONS = ("Why", "Key insights")
WORDS = range(250, 901)

FAMILIES: Mapping[str, str] = {
    "F": "files and headers",
    "B": "BibTeX",
    "C": "citations",
    "X": "what must fit together",
    "S": "style",
}
"""First letter of a code → what its rules are about."""

RULES: Mapping[str, str] = {
    "F101": "The file is UTF-8.",
    "F102": "The file is not empty.",
    "F103": "A page of an issue begins with a header between two lines `---`.",
    "F104": "The YAML can be read.",
    "F105": "A header names each field once.",
    "F106": "A header has only the fields that are known.",
    "F107": "A header has every required field.",
    "F108": "A field's value is of the kind that is wanted.",
    "F109": "YAML anchors, aliases and merge keys are not used.",
    "F110": "A gist, or the text of a follow-up, has at most 180 characters.",
    "F111": "An issue's folder is named like its `issue` field.",
    "F112": "A summary has the sections `## Why` and `## Key insights`.",
    "F113": "`## Why` comes before `## Key insights`.",
    "F114": "A page of an issue has no first-level heading; its title comes from the header or BibTeX.",
    "F115": "A section holds text.",
    "F116": "`data/tags.yml` holds groups of tags, each with a meaning and an address of its own.",
    "F117": "An issue's folder holds an `index.md`.",
    "F118": "A folder that begins like a year is a month, `YYYY-MM`.",
    "F119": "The BibTeX file and `data/tags.yml` exist.",
    "F120": "A link inside the site leads to a page or file.",
    "F121": "A link's anchor exists on the page it leads to.",
    "F122": "An image's file exists.",
    "F123": "An image has a text alternative.",
    "F124": "`[text][label]` and `[^note]` have a definition.",
    "F125": "A formula can be converted to MathML.",
    "F126": "A file of an issue is named in lower-case letters, digits and hyphens.",
    "F127": "A link's address is relative, `http:`, `https:` or `mailto:`.",
    "F128": "A file holds no control characters and no marks that override the direction of text.",
    "F129": "A code fence is closed.",
    "F130": "A page lies in `docs/` or in the folder of an issue, ends in `.md`, is no link, and has an address of its own.",
    "F131": "A footnote is referred to.",
    "F132": "A published summary has a tag, and a published issue has a pick.",
    "F133": "A file holds no marks of a merge that is not finished.",
    "F141": "`data/redirects.yml` holds lines `old address: new address`, both below the site's root, the old one a page's.",
    "B301": "A BibTeX entry can be read.",
    "B302": "A BibTeX key stands once.",
    "B303": "BibTeX keys differ in more than case.",
    "B304": "A BibTeX key consists of lower-case letters, digits and hyphens and begins with a letter.",
    "B305": "A BibTeX macro is defined before it is used.",
    "B306": "A BibTeX entry has each field once.",
    "B307": "A name in BibTeX has at most two commas.",
    "B308": "A BibTeX entry has a title, an author or editor, and a year.",
    "B309": "A BibTeX entry is of a type that BibTeX or biblatex knows.",
    "B310": "A BibTeX entry has the fields that its type needs.",
    "B311": "A `doi` is a DOI.",
    "B312": "An arXiv id is one, and an `eprint` says of which archive it is.",
    "B313": "A `url` is an `https:`, `http:` or `mailto:` address.",
    "B314": "A year is one, and does not lie before the work's arXiv id.",
    "B315": "A BibTeX field holds no bare `&`, `%`, `#`, `_` or `^`, and no open formula.",
    "B316": "The braces of a BibTeX field fit, for LaTeX too.",
    "B317": "A BibTeX field holds only LaTeX commands that the site can print.",
    "B318": "One work has one BibTeX entry.",
    "C201": "A cited key exists in the BibTeX file.",
    "C202": "A cited key is written exactly as in the BibTeX file.",
    "C203": "What looks like a citation is one, and stands where a page can show it.",
    "X401": "A summary's `paper` exists in the BibTeX file.",
    "X402": "A tag is in `data/tags.yml`.",
    "X403": "A tag is written exactly as in `data/tags.yml`.",
    "X404": "Every summary is among the picks of its issue.",
    "X405": "Every pick has a file.",
    "X406": "A pick is listed once.",
    "X407": "A paper has one summary.",
    "X408": "A published issue lists no draft.",
    "X409": "A published page links to no draft.",
    "X410": "A follow-up is not older than the issue of its summary.",
    "X411": "Follow-ups are in the order of their dates, the oldest first.",
    "X412": "A follow-up stands once.",
    "X413": "A follow-up leads to another page or site, or to a section of its own page.",
    "X421": "A redirect leads to a published page or a file.",
    "X422": "A redirect leads there in one step.",
    "X423": "No page or file has the old address of a redirect.",
    "S501": "A BibTeX entry is cited or summarised somewhere.",
    "S502": "A summary has 250 to 900 words.",
    "S503": "A summary cites the paper that it is about.",
    "S504": "A summary names each tag once.",
    "S505": "A published summary or issue holds no `TODO`.",
    "S506": "A `doi` is written bare, and an arXiv id without address and version.",
    "S507": "A range of pages is written with two hyphens.",
}
"""Code → the rule it stands for, in one sentence."""

UNFINISHED = frozenset({"F112", "F115", "F132", "S502", "S503", "S505"})
"""Codes of what a draft lacks because nobody has written it yet. Else a new page could not be previewed while it is written."""


def check(root: Path, call: Call = plainly) -> tuple[Library, list[Problem]]:
    """Load everything under `root` and hold it against every rule. All problems come back, in order.

    `call` may know values from before. Raises `OSError` when mkdocs.yml cannot be read.
    """
    settings, problems = settings_of(root)
    library, found = load_and_check(root, settings, call)
    return library, sorted([*problems, *found])


def load_and_check(root: Path, settings: Settings, call: Call = plainly) -> tuple[Library, list[Problem]]:
    """As `check`, with the settings given."""
    library, problems = load(root, settings, call)
    return library, sorted({*problems, *check_library(library, settings.docs, call)})


def check_library(library: Library, docs: str = "docs", call: Call = plainly) -> Iterator[Problem]:
    """Run every rule over a library whose pages lie in the folder `docs`. What drafts lack is left to `left_to_do`."""
    drafts = _draft_paths(library)
    for rule in _RULES:
        for problem in rule(library):
            if problem.code not in UNFINISHED or problem.place.path not in drafts:
                yield problem
    yield from call(check_entries, library.entries)
    yield from check_picks(library, docs)
    yield from check_links(library, docs)
    yield from check_files(library, docs)
    yield from check_redirects(library, docs, _hidden_paths(library), knows_tags=not _is_unread(library, VOCABULARY))


def left_to_do(library: Library) -> list[Problem]:
    """What keeps each draft from being published, in order: what would be a problem if it were."""
    drafts = _draft_paths(library)
    found = (problem for rule in _UNFINISHED_RULES for problem in rule(library))
    return sorted(problem for problem in found if problem.code in UNFINISHED and problem.place.path in drafts)


def _draft_paths(library: Library) -> set[str]:
    pages: tuple[Issue | Summary, ...] = (*library.issues.values(), *library.summaries.values())
    return {page.path for page in pages if page.status == "draft"}


def check_sections(library: Library) -> Iterator[Problem]:
    """A summary has its two sections, in order, with text in them, and no first-level heading."""
    for summary in library.summaries.values():
        body = summary.body
        found = {plain_text(heading.text): heading for heading in body.headings if heading.level == 2}
        for name in SECTIONS:
            if name not in found:
                near = next((text for text in found if text.casefold().strip(" .:") == name.casefold()), "")
                hint = f"; did you mean '## {near}' to be '## {name}'?" if near else f"; add '## {name}'"
                yield Problem(body.start, "F112", f"section '{name}' is missing{hint}")
        first, second = (found.get(name) for name in SECTIONS)
        if first and second and first.place > second.place:
            yield Problem(first.place, "F113", "section 'Why' comes after 'Key insights'; put it first")
        yield from _empty_sections(body)


def _empty_sections(body: Body) -> Iterator[Problem]:
    lines = body.text.split("\n")
    for heading, following in zip_longest(body.headings, body.headings[1:]):
        if following is not None and following.level > heading.level:
            continue
        first = heading.place.line - body.start.line + 1
        last = following.place.line - body.start.line if following else len(lines)
        if not "".join(lines[first:last]).strip(" \t=-"):
            yield Problem(heading.place, "F115", f"section '{heading.text}' is empty; write it or delete the heading")


def check_first_level_headings(library: Library) -> Iterator[Problem]:
    """The title of an issue's pages is not written in Markdown."""
    pages: tuple[Issue | Summary, ...] = (*library.issues.values(), *library.summaries.values())
    for page in pages:
        origin = "the header" if isinstance(page, Issue) else "BibTeX"
        for heading in page.body.headings:
            if heading.level == 1:
                yield Problem(
                    heading.place,
                    "F114",
                    f"own title '{heading.text}'; the title comes from {origin}, so delete it or write '## …'",
                )


def check_papers(library: Library) -> Iterator[Problem]:
    """The paper of a summary is in the BibTeX file, and has no other summary."""
    if _is_unread(library, ".bib"):
        return
    folded = {key.casefold(): key for key in library.entries}
    for summary in library.summaries.values():
        if not summary.paper:
            continue
        place = summary.places["paper"]
        if summary.paper not in library.entries:
            message = f"unknown paper '{summary.paper}'{_near_key(summary.paper, library)}"
            same = folded.get(summary.paper.casefold())  # Keys differ in more than case, so this is no guess.
            yield Problem(place, "X401", message, new_value(summary.header, "paper", same) if same else None)
        elif (first := library.summary_of[summary.paper]) != summary.id:
            other = library.summaries[first]
            yield Problem(place, "X407", f"paper '{summary.paper}' has a summary already, {other.path}; keep one of them")


def check_citations(library: Library) -> Iterator[Problem]:
    """Every cited key is in the BibTeX file, written as there."""
    if _is_unread(library, ".bib"):
        return
    folded = {key.casefold(): key for key in library.entries}
    for body in _bodies(library):
        for citation in body.citations:
            if citation.key in library.entries:
                continue
            if (same := folded.get(citation.key.casefold())) is not None:
                fix = Fix(citation.place, f"@{citation.key}", f"@{same}")
                yield Problem(citation.place, "C202", f"citation key '{citation.key}' differs in case; write '{same}'", fix)
            else:
                yield Problem(citation.place, "C201", f"unknown citation key '{citation.key}'{_near_key(citation.key, library)}")


def _near_key(key: str, library: Library) -> str:
    return did_you_mean(key, library.entries) or "; add the entry to the BibTeX file"


def check_tags(library: Library) -> Iterator[Problem]:
    """Tags come from the vocabulary, written as there, each once a summary."""
    if _is_unread(library, VOCABULARY):
        return
    folded = {name.casefold(): name for name in library.tags}
    for summary in library.summaries.values():
        for index, name in enumerate(summary.tags):
            place = summary.places[f"tags.{index}"]
            if name in summary.tags[:index]:
                fix = without_item(summary.header, "tags", index)
                yield Problem(place, "S504", f"tag '{name}' stands twice; keep one", fix)
            elif name in library.tags:
                continue
            elif (same := folded.get(name.casefold())) is not None:
                fix = new_value(summary.header, f"tags.{index}", same)
                yield Problem(place, "X403", f"tag '{name}' differs in case; write '{same}'", fix)
            else:
                hint = did_you_mean(name, library.tags) or f"; expected one of {', '.join(library.tags)}"
                yield Problem(place, "X402", f"unknown tag '{name}'{hint}")


def check_drafts(library: Library) -> Iterator[Problem]:
    """What a published issue lists is published."""
    for issue in library.issues.values():
        for index, slug in enumerate(issue.picks):
            summary = library.summaries.get(f"{issue.id}/{slug}")
            if issue.status == "published" and summary is not None and summary.status == "draft":
                message = f"pick '{slug}' is a draft; publish it, or make the issue a draft with 'status: draft'"
                yield Problem(issue.places[f"picks.{index}"], "X408", message)


def check_follow_ups(library: Library) -> Iterator[Problem]:
    """What follows a pick comes after its issue, in order, each thing once, and leads elsewhere."""
    for summary in library.summaries.values():
        issue = library.issues.get(summary.issue)
        known: dict[object, int] = {}
        for index, follow_up in enumerate(summary.since):
            day, place = follow_up.day, summary.places[f"since.{index}.date"]
            if issue and issue.path not in library.unread and day < issue.published:
                message = f"follow-up of {day} is older than the issue, published {issue.published}; mend the date"
                yield Problem(place, "X410", message)
            if index and day < (before := summary.since[index - 1].day):
                fix = items_in_order(summary.header, "since", [one.day for one in summary.since])
                message = f"follow-up of {day} stands below that of {before}; put the newest last"
                yield Problem(place, "X411", message, fix)
            for same in (" ".join(follow_up.text.casefold().split()), (day, follow_up.link)):
                if (first := known.setdefault(same, index)) != index:
                    line = summary.places[f"since.{first}"].line
                    yield Problem(
                        summary.places[f"since.{index}"], "X412", f"the follow-up stands twice, first in line {line}; keep one"
                    )
                    break
            if follow_up.page == summary.path and not follow_up.link.partition("#")[2]:
                message = f"follow-up link '{follow_up.link}' leads to its own page; name another one, or a section as in '#why'"
                yield Problem(summary.places[f"since.{index}.link"], "X413", message)
            elif follow_up.page in library.files and not follow_up.page.endswith(".md"):
                message = f"follow-up link '{follow_up.link}' leads to no page; link to one, as in '../2021-04/glm.md'"
                yield Problem(summary.places[f"since.{index}.link"], "X413", message)


def check_formulas(library: Library) -> Iterator[Problem]:
    """Every formula becomes MathML."""
    for body in _bodies(library):
        for formula in body.formulas:
            try:
                to_mathml(formula.source, is_display=formula.is_display)
            except FormulaError as error:
                shown = " ".join(formula.source.split())[:60]
                message = f"formula '{shown}' cannot be converted: {error}; fix the LaTeX"
                yield Problem(_place_inside(formula, error.offset), "F125", message)


def _place_inside(formula: Formula, offset: int) -> Place:
    *lines_before, line = formula.source[:offset].split("\n")
    column = len(line) + (1 if lines_before else formula.place.column)
    return Place(formula.place.path, formula.place.line + len(lines_before), column)


def check_misplaced_citations(library: Library) -> Iterator[Problem]:
    """What looks like a citation is one, and stands where it can be shown; no fence is left open."""
    for body in _bodies(library):
        for found in body.misplaced:
            shown = " ".join(found.text.split())[:60]
            yield Problem(found.place, "C203", f"'{shown}' does not cite: {found.reason}")
        for place in body.open_fences:
            yield Problem(place, "F129", "the code fence is not closed; add a line with the same marks after the code")


def check_unused_entries(library: Library) -> Iterator[Problem]:
    """The BibTeX file holds what the site uses."""
    if _is_unread(library, ".md"):
        return
    used = used_keys(library)
    for entry in library.entries.values():
        if entry.key not in used:
            yield Problem(entry.place, "S501", f"entry '{entry.key}' is cited nowhere; cite it or delete it")


def used_keys(library: Library) -> set[str]:
    """Keys of the entries that a page cites or a summary is about."""
    used = {citation.key for body in _bodies(library) for citation in body.citations}
    return used | {summary.paper for summary in library.summaries.values()}


def check_style(library: Library) -> Iterator[Problem]:
    """Length, and the citation of the paper itself."""
    for summary in library.summaries.values():
        words = summary.body.words
        if words not in WORDS:
            mend = "write more" if words < WORDS.start else "shorten it"
            message = f"{counted(words, 'word')}; expected {WORDS.start} to {WORDS.stop - 1}, so {mend}"
            yield Problem(summary.body.start, "S502", message)
        if summary.paper in library.entries and summary.paper not in {citation.key for citation in summary.body.citations}:
            yield Problem(
                summary.body.start,
                "S503",
                f"the paper itself is not cited; add [@{summary.paper}] where the text first leans on it",
            )


def check_empty_lists(library: Library) -> Iterator[Problem]:
    """A summary has tags, an issue has picks."""
    for summary in library.summaries.values():
        if not summary.tags and "tags" in summary.places and summary.path not in library.unread:
            yield Problem(summary.places["tags"], "F132", "'tags' is an empty list; expected at least one item")
    for issue in library.issues.values():
        if not issue.picks and "picks" in issue.places and issue.path not in library.unread:
            yield Problem(issue.places["picks"], "F132", "'picks' is an empty list; expected at least one item")


def check_todos(library: Library) -> Iterator[Problem]:
    """Nothing is left that its author has marked as unwritten."""
    pages: tuple[Issue | Summary, ...] = (*library.issues.values(), *library.summaries.values())
    for page in pages:
        for name, text in _texts(page):
            if TODO.search(text):
                wanted = "one sentence: what is new and why it counts" if name == "gist" else "what it asks for"
                yield Problem(page.places[name], "S505", f"'{name}' holds a TODO; write {wanted}")
        for place in page.body.todos:
            yield Problem(place, "S505", "TODO is left; write what it asks for, or delete it")


def _texts(page: Issue | Summary) -> Iterator[tuple[str, str]]:
    """Fields of the header that hold somebody's words or an address."""
    yield "gist", page.gist
    if isinstance(page, Issue):
        if page.event:
            yield from (("event.title", page.event.title), ("event.url", page.event.url))
        return
    yield "paper", page.paper
    yield from ((f"tags.{index}", name) for index, name in enumerate(page.tags))
    yield from ((f"links.{kind}", address) for kind, address in page.links.items())
    for index, follow_up in enumerate(page.since):
        yield from ((f"since.{index}.text", follow_up.text), (f"since.{index}.link", follow_up.link))


_RULES: tuple[Callable[[Library], Iterator[Problem]], ...] = (
    check_sections,
    check_first_level_headings,
    check_papers,
    check_citations,
    check_tags,
    check_drafts,
    check_follow_ups,
    check_formulas,
    check_misplaced_citations,
    check_unused_entries,
    check_style,
    check_empty_lists,
    check_todos,
)
_UNFINISHED_RULES = (check_sections, check_style, check_empty_lists, check_todos)
"""Those that report a code of `UNFINISHED`."""


def check_picks(library: Library, docs: str) -> Iterator[Problem]:
    """Picks and summaries of an issue correspond one to one."""
    slugs_by_folder = _slugs_by_folder(library)
    for issue in library.issues.values():
        slugs = slugs_by_folder.get(f"{docs}/{issue.id}", [])
        for index, slug in enumerate(issue.picks):
            place = issue.places[f"picks.{index}"]
            if slug in issue.picks[:index]:
                fix = without_item(issue.header, "picks", index)
                yield Problem(place, "X406", f"pick '{slug}' is listed twice; keep one", fix)
            elif slug not in slugs:
                hint = did_you_mean(slug, set(slugs) - set(issue.picks)) or f"; write {docs}/{issue.id}/{slug}.md or take it out"
                yield Problem(place, "X405", f"pick '{slug}' has no file{hint}")
    for summary in library.summaries.values():
        if SLUG.fullmatch(summary.slug) is None:
            message = f"file name '{summary.slug}.md'; use lower-case letters, digits and hyphens, since it is the page's address"
            yield Problem(Place(summary.path), "F126", message)
            continue
        index_path = f"{docs}/{summary.issue}/index.md"
        own = library.issues.get(summary.issue)
        if own is not None and own.path not in library.unread and summary.slug not in own.picks:
            message = f"summary '{summary.slug}' is not among the picks; add it to 'picks' in {index_path}"
            yield Problem(Place(summary.path), "X404", message)


def _slugs_by_folder(library: Library) -> Mapping[str, list[str]]:
    """Folder → names of its Markdown files without ending, `index.md` left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in library.files:
        folder, name = posixpath.split(path)
        if name.endswith(".md") and name != "index.md":
            found[folder].append(name.removesuffix(".md"))
    return found


def check_links(library: Library, docs: str) -> Iterator[Problem]:
    """Links and images inside the site lead somewhere, and images have a text alternative."""
    anchors = {body.start.path: body.anchors for body in _bodies(library)}
    files = library.files | {f"{docs}/tags/{tag.slug}.md" for tag in library.tags.values()}
    hidden = _hidden_paths(library)
    for body in _bodies(library):
        for link in body.undefined:
            yield Problem(
                link.place,
                "F124",
                f"'{link.text}' refers to '[{link.target}]', which is not defined; add '[{link.target}]: …' or write a link",
            )
        for note in body.unused:
            message = f"nothing refers to the footnote '[^{note.target}]'; write '[^{note.target}]' in the text, or delete it"
            yield Problem(note.place, "F131", message)
    for link in _links(library):
        if link.is_image and not link.text.strip():
            yield Problem(
                link.place,
                "F123",
                f"image '{link.target}' has no text alternative; say what it shows, ![like this]({link.target})",
            )
        if link.place.path not in hidden and target_path(link.target, link.place.path) in hidden:
            message = f"link '{link.target}' leads to a draft; publish that first, or take the link out"
            yield Problem(link.place, "X409", message)
        yield from _check_target(link.target, link.is_image, link.place, files, anchors, docs)


def _links(library: Library) -> Iterator[Link]:
    """Those of texts, and those of follow-ups, which stand in headers."""
    for body in _bodies(library):
        yield from body.links
    for summary in library.summaries.values():
        for index, follow_up in enumerate(summary.since):
            yield Link(follow_up.link, follow_up.text, summary.places[f"since.{index}.link"])


def _hidden_paths(library: Library) -> set[str]:
    """Paths of draft issues, of what stands in them, and of draft summaries."""
    drafts = {issue.id for issue in library.issues.values() if issue.status == "draft"}
    return {issue.path for issue in library.issues.values() if issue.id in drafts} | {
        summary.path for summary in library.summaries.values() if summary.status == "draft" or summary.issue in drafts
    }


def _check_target(
    target: str, is_image: bool, place: Place, files: Collection[str], anchors: Mapping[str, Collection[str]], docs: str
) -> Iterator[Problem]:
    try:
        parts = urlsplit(target)
    except ValueError:
        yield Problem(place, "F127", f"address '{target}' cannot be read; write it again")
        return
    if parts.scheme in ("http", "https", "mailto"):
        return
    if parts.scheme or parts.netloc or target.startswith("/"):
        wanted = "link to the file, as in '../2021-04/glm.md'"
        message = f"address '{target}' is neither relative nor http:, https: or mailto:; {wanted}"
        yield Problem(place, "F127", message)
        return
    path = posixpath.normpath(posixpath.join(posixpath.dirname(place.path), unquote(parts.path))) if parts.path else place.path
    if path not in files:
        code, what = ("F122", "image") if is_image else ("F120", "link")
        hint = (
            did_you_mean(target, _near_files(path, files, place.path)) or "; expected a file under docs/, named with its ending"
        )
        yield Problem(place, code, f"{what} '{target}' leads nowhere{hint}")
    elif parts.fragment and path in anchors and parts.fragment not in anchors[path]:
        hint = did_you_mean(parts.fragment, anchors[path]) or f"; the page has {', '.join(sorted(anchors[path])) or 'no anchors'}"
        yield Problem(place, "F121", f"'{target}' leads to the anchor '{parts.fragment}', which is not on {path}{hint}")


def _near_files(wanted: str, files: Collection[str], path: str) -> list[str]:
    """Files of the same name, or in the folder that was meant, as seen from the page at `path`."""
    folder, name = posixpath.split(wanted)
    near = [file for file in files if file.endswith(f"/{name}") or posixpath.dirname(file) == folder]
    return [posixpath.relpath(file, posixpath.dirname(path)) for file in near]


_MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")


def check_files(library: Library, docs: str) -> Iterator[Problem]:
    """Every file that MkDocs takes for a page is one of ours, and no two pages have one address."""
    known = {f"tags/{tag.slug}".removesuffix("/index"): f"the page of the tag '{tag.name}'" for tag in library.tags.values()}
    known |= {f"{id}/{WHOLE_ISSUE}": "the page with the whole issue" for id in library.issues}
    for path in sorted(library.files):
        if not path.endswith(_MARKDOWN):
            continue
        below = path.removeprefix(f"{docs}/")
        folder = posixpath.dirname(below)
        if folder[:2].isdigit() and "/" not in folder and not MONTH.fullmatch(folder):
            continue  # Not a month: reported as such.
        if not path.endswith(".md") or (folder and not MONTH.fullmatch(folder)):
            message = f"a page lies in {docs}/ or in the folder of an issue, and ends in .md; move or rename it"
            yield Problem(Place(path), "F130", message)
            continue
        address = below.removesuffix(".md").removesuffix("/index")
        if (other := known.get(address)) is not None:
            yield Problem(Place(path), "F130", f"its address is that of {other} too; rename one")
        known[address] = path


def _is_unread(library: Library, ending: str) -> bool:
    return any(path.endswith(ending) for path in library.unread)


def _bodies(library: Library) -> Iterator[Body]:
    for pages in (library.pages, library.issues, library.summaries):
        for page in pages.values():
            yield page.body
