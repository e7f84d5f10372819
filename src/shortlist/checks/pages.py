"""The rules for summaries and issues: sections, papers, tags, picks, follow-ups, length, and what is left to write."""

import re
from datetime import date
from itertools import pairwise, zip_longest

from shortlist.checks.citations import meant
from shortlist.checks.registry import rule
from shortlist.library import VOCABULARY
from shortlist.model import MAX_NAME_LENGTH, SLUG, WORDS, Issue, Library, Page, Summary
from shortlist.problems import Place, Problem, Problems, did_you_mean, in_other_case
from shortlist.reading.header import new_value, without_item
from shortlist.text import counted, quoted, sort_key

_MARKS = re.compile(r"\s*(?:\[[^\[\]]*\]|\{[^{}]*\})|[*_`]")
"""Of a heading: emphasis, code, citations and attributes."""


@rule(
    F112="A summary has the sections `## Why` and `## Key insights`, unless `mkdocs.yml` asks for others.",
    F113="These sections stand in their order: `## Why` before `## Key insights`.",
)
def check_sections(library: Library) -> Problems:
    for summary in library.checked_summaries:
        body = summary.body
        sections = {_MARKS.sub("", heading.text): heading for heading in body.headings if heading.level == 2}
        for name in library.settings.sections:
            if name not in sections:
                near = next((text for text in sections if text.casefold().strip(" .:") == name.casefold()), "")
                hint = f"; did you mean '## {near}' to be '## {name}'?" if near else f"; add '## {name}'"
                yield Problem(body.start, "F112", f"section '{name}' is missing{hint}")
        for first, second in pairwise(filter(sections.get, library.settings.sections)):
            if sections[first].place > sections[second].place:
                yield Problem(sections[first].place, "F113", f"section '{first}' comes after '{second}'; put it above")


@rule(F115="A section holds text.")
def check_empty_sections(library: Library) -> Problems:
    for summary in library.checked_summaries:
        body = summary.body
        lines = body.text.split("\n")
        for heading, following in zip_longest(body.headings, body.headings[1:]):
            if following is not None and following.level > heading.level:
                continue
            first = heading.place.line - body.start.line + 1
            last = following.place.line - body.start.line if following else len(lines)
            if not "".join(lines[first:last]).strip(" \t=-"):
                yield Problem(heading.place, "F115", f"section '{heading.text}' is empty; write it or delete the heading")


@rule(F114="A page of an issue has no first-level heading and no references of its own, which come from the header and BibTeX.")
def check_headings_of_the_site(library: Library) -> Problems:
    for page in library.checked_pages:
        if isinstance(page, Page):
            continue
        for heading in page.body.headings:
            if heading.level == 1 and heading.text:  # Else it is a problem of any page already.
                fix = "the title comes from the header or BibTeX, so delete it or write '## …'"
                yield Problem(heading.place, "F114", f"own title '{heading.text}'; {fix}")
            elif heading.text.lower() in ("references", "bibliography"):
                fix = "the page ends with what it cites as [@key], so delete it"
                yield Problem(heading.place, "F114", f"own section '{heading.text}'; {fix}")


@rule(X401="A summary's `paper` exists in the BibTeX file.", X407="A paper has one summary.")
def check_papers(library: Library) -> Problems:
    if library.is_unread(".bib"):
        return
    for summary in library.summaries.values():
        if not summary.paper:
            continue
        place = summary.places["paper"]
        if summary.paper not in library.entries:
            same, hint = meant(summary.paper, library.entries)
            fix = new_value(summary.header_text, "paper", same) if same else None
            yield Problem(place, "X401", f"unknown paper '{summary.paper}'{hint}", fix)
        elif (first := library.summary_of[summary.paper]) != summary.id:
            other = library.summaries[first]
            yield Problem(place, "X407", f"paper '{summary.paper}' has a summary already, {other.path}; keep one of them")


@rule(X434="Each pick has a name of its own.")
def check_names(library: Library) -> Problems:
    first_of: dict[str, Summary] = {}
    for id in sorted(filter(library.names.get, library.names)):
        summary = library.summaries[id]
        first = first_of.setdefault(sort_key(library.names[id]), summary)
        if first is not summary:
            name, place = library.names[id], _place_of_name(summary)
            message = f"the name '{name}' is that of {_place_of_name(first)} too; tell them apart with 'name: …'"
            yield Problem(place, "X434", message)


@rule("hint", H603=f"A pick with a title of more than {MAX_NAME_LENGTH} characters has a name.")
def check_nameless(library: Library) -> Problems:
    for id, name in library.names.items():
        summary = library.summaries[id]
        entry = library.entries.get(summary.paper)
        if entry is not None and not name and len(entry.title) > MAX_NAME_LENGTH:
            message = f"no name stands before a colon of {quoted(entry.title)}; if readers have one, add 'name: …'"
            yield Problem(_place_of_name(summary), "H603", message)


def _place_of_name(summary: Summary) -> Place:
    return summary.places.get("name") or summary.places["paper"]


@rule(X402="A tag is in `data/tags.yml`, written exactly so.")
def check_tags(library: Library) -> Problems:
    if library.is_unread(VOCABULARY):
        return
    for summary in library.summaries.values():
        for index, name in enumerate(summary.tags):
            if name not in library.tags:
                same = in_other_case(name, library.tags)
                fix = new_value(summary.header_text, f"tags.{index}", same) if same else None
                hint = did_you_mean(name, library.tags) or f"; expected one of {', '.join(library.tags)}"
                yield Problem(summary.places[f"tags.{index}"], "X402", f"unknown tag '{name}'{hint}", fix)


@rule(X406="A pick or a writer is listed once.", S504="A summary names each tag once.")
def check_repeated_items(library: Library) -> Problems:
    for page in library.dated_pages:
        lists = {"picks": page.picks} if isinstance(page, Issue) else {"tags": page.tags, "by": page.by}
        for name, items in lists.items():
            for index, item in enumerate(items):
                if item in items[:index]:
                    fix = without_item(page.header_text, name, index)
                    code = "S504" if name == "tags" else "X406"
                    yield Problem(page.places[f"{name}.{index}"], code, f"'{item}' is listed twice in '{name}'; keep one", fix)


@rule(F111="An issue's folder is named like its `issue` field.", X405="Every pick has a file.")
def check_picks(library: Library) -> Problems:
    for issue in library.issues.values():
        if issue.header.issue not in ("", issue.id):
            message = f"'issue' is '{issue.header.issue}' but the folder is '{issue.id}'; make them equal"
            yield Problem(issue.places["issue"], "F111", message)
        folder = f"{library.docs}/{issue.id}/"
        for index, slug in enumerate(issue.picks):
            if slug == "index" or f"{folder}{slug}.md" not in library.files:
                pages = (path for path in library.files if path.startswith(folder) and path.endswith(".md"))
                others = {path.removeprefix(folder).removesuffix(".md") for path in pages} - {"index", *issue.picks}
                hint = did_you_mean(slug, others) or f"; write {folder}{slug}.md or take it out"
                yield Problem(issue.places[f"picks.{index}"], "X405", f"pick '{slug}' has no file{hint}")


@rule(X408="A published issue has a published pick, and is built without the drafts among its picks.")
def check_drafts_among_picks(library: Library) -> Problems:
    for issue in library.issues.values():
        picks = library.picks(issue)
        drafts = [summary for summary in picks if summary.status == "draft"] if issue.status == "published" else []
        if drafts and drafts == picks:
            message = "all picks are drafts; publish one, or make the issue a draft with 'status: draft'"
            yield Problem(issue.places["picks"], "X408", message)
        for summary in drafts:
            message = f"readers do not see this pick; 'shortlist publish {summary.id}' shows it to them"
            yield Problem(summary.places["status"], "X408", message)


@rule(X432="An issue's `start_here` is one of its picks.")
def check_start(library: Library) -> Problems:
    for issue in library.issues.values():
        start = issue.header.start_here
        if start is None or issue.path in library.unread:
            continue
        place, summary = issue.places["start_here.pick"], library.summaries.get(f"{issue.id}/{start.pick}")
        if start.pick not in issue.picks:
            hint = did_you_mean(start.pick, issue.picks) or f"; expected one of {', '.join(issue.picks)}"
            yield Problem(place, "X432", f"'{start.pick}' is not a pick of the issue{hint}")
        elif issue.status == "published" and summary is not None and summary.status == "draft":
            yield Problem(place, "X432", f"'{start.pick}' is a draft; name another pick, or publish it")


@rule(X414="A published issue is dated in its month or later, and not in the future.")
def check_days_of_issues(library: Library) -> Problems:
    for issue in _published_issues(library):
        if issue.published < issue.month:
            message = f"the issue is dated {issue.published}, before its month {issue.id}; correct the day"
            yield Problem(issue.places["published"], "X414", message)


def check_future(library: Library, today: date) -> Problems:
    """Yield what only a command can say, since a build does not read the clock."""
    for issue in _published_issues(library):
        if issue.published > today:
            wanted = "make it a draft until then, or correct the day"
            message = f"the issue is dated {issue.published}, and today is {today}; {wanted}"
            yield Problem(issue.places["published"], "X414", message)


def _published_issues(library: Library) -> list[Issue]:
    """Return the published issues whose header could be read."""
    return [issue for issue in library.issues.values() if issue.status == "published" and issue.path not in library.unread]


@rule(F117="An issue's folder holds an `index.md`.")
def check_issues_are_there(library: Library) -> Problems:
    first = {summary.issue: summary.path for summary in reversed([*library.summaries.values()])}
    for id, path in first.items():
        index = f"{library.docs}/{id}/index.md"
        if index not in library.files:
            yield Problem(Place(path), "F117", f"issue '{id}' has no index.md; write {index} with its header and editorial")


@rule(
    F126="A file of an issue is named in lower-case letters, digits and hyphens.",
    X404="Every summary is among the picks of its issue.",
)
def check_summaries_are_picks(library: Library) -> Problems:
    for summary in library.summaries.values():
        issue = library.issues.get(summary.issue)
        if SLUG.fullmatch(summary.slug) is None:
            message = f"file name '{summary.slug}.md'; use lower-case letters, digits and hyphens, since it is the page's address"
            yield Problem(Place(summary.path), "F126", message)
        elif issue is not None and issue.path not in library.unread and summary.slug not in issue.picks:
            message = f"summary '{summary.slug}' is not among the picks; add it to 'picks' in {issue.path}"
            yield Problem(Place(summary.path), "X404", message)


@rule(
    X410="A follow-up is not older than the issue of its summary.",
    X411="Follow-ups are in the order of their dates, the oldest first.",
)
def check_dates_of_follow_ups(library: Library) -> Problems:
    for summary in library.summaries.values():
        issue = library.issues.get(summary.issue)
        days = [follow_up.date for follow_up in summary.since]
        for index, day in enumerate(days):
            place = summary.places[f"since.{index}.date"]
            if issue and issue.path not in library.unread and day < issue.published:
                message = f"follow-up of {day} is older than the issue, published {issue.published}; correct the date"
                yield Problem(place, "X410", message)
            if index and day < days[index - 1]:
                message = f"follow-up of {day} is listed below that of {days[index - 1]}; put the newest last"
                yield Problem(place, "X411", message)


@rule(S502=f"A summary has {WORDS.start} to {WORDS.stop - 1} words, unless `mkdocs.yml` asks for more or fewer.")
def check_length(library: Library) -> Problems:
    for summary in library.checked_summaries:
        words, allowed = summary.body.words, library.settings.words
        if words not in allowed:
            fix = "write more" if words < allowed.start else "shorten it"
            message = f"{counted(words, 'word')}; expected {allowed.start} to {allowed.stop - 1}, so {fix}"
            yield Problem(summary.body.start, "S502", message)


@rule(F132="A published summary has a tag, and a published issue has a pick.")
def check_empty_lists(library: Library) -> Problems:
    for page in library.dated_pages:
        name, items = ("picks", page.picks) if isinstance(page, Issue) else ("tags", page.tags)
        if not items and name in page.places and page.path not in library.unread:
            yield Problem(page.places[name], "F132", f"'{name}' is an empty list; expected at least one item")


@rule(S505="A published summary or issue holds no `TODO`.")
def check_todos(library: Library) -> Problems:
    for page in library.checked_pages:
        for place in page.body.todos if not isinstance(page, Page) else ():
            yield Problem(place, "S505", "TODO is left; write what it asks for, or delete it")


@rule("hint", H604="A page of `docs/` itself, such as `about.md`, holds no `TODO`.")
def check_todos_of_plain_pages(library: Library) -> Problems:
    for page in library.pages.values():
        for place in page.body.todos:
            yield Problem(place, "H604", "TODO is left, and readers see it; write what it asks for, or delete it")
