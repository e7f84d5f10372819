"""The `shortlist` command."""

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

import click

if TYPE_CHECKING:
    from shortlist.problems import Problem


def _format_option(*forms: str, help: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option that chooses among forms, the first of them without it."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help=help)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="shortlist")
def main() -> None:
    """Write, check, preview and publish a monthly selection of papers."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # Windows encodes for a pipe what its code page has, and no more.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":  # Source: https://no-color.org.
        click.get_current_context().color = False


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, resolve_path=True, path_type=Path))
@_format_option("text", "json", "github", help="How problems are printed.")
@click.option("--fix", is_flag=True, help="Fix first what there is one way to fix; near names are left to you.")
def check(paths: tuple[Path, ...], form: str, fix: bool) -> None:
    """Check all files, and say what is left to do in drafts.

    Headers, BibTeX, citations, tags, links and whatever else the site is made of: CONTRIBUTING.md lists the rules.

    \b
    shortlist check
    shortlist check docs/2021-07 --fix

    With PATHS, only problems in these files and folders are printed, and fixed; everything is read all the same, since a page
    may depend on any other. Without, hints follow: what is worth a look and stops nothing.

    Exit status: 0 clean, 1 problems, 2 wrong use. With --fix, what is left counts.
    """
    # A check is over before the collector of cycles, which takes a tenth of its time, has found any worth its while.
    import gc

    gc.disable()
    # Imported here so that `--help` answers at once.
    from shortlist.checks import check as check_all
    from shortlist.checks import hints, left_to_do
    from shortlist.problems import REPORTS, summary_line

    root = _root()
    is_wanted = _filter(paths, root)
    if fix:
        _fix(root, is_wanted)
    library, all_problems = check_all(root, is_wanted, dt.date.today())
    problems = [problem for problem in all_problems if is_wanted(problem.place.path)]
    advice = [] if paths else hints(library)
    if form == "text":
        _print(problems, sys.stdout)
        _print(advice, sys.stdout)
        # Drafts may be unfinished: not a problem, so neither in the other forms nor in the exit status.
        left = [problem for problem in left_to_do(library) if is_wanted(problem.place.path)]
        if left:
            click.echo("left to do in drafts:", err=True)
        _print(left, sys.stderr)
    else:
        sys.stdout.write(REPORTS[form]([*problems, *advice]))
    click.echo(summary_line(problems, advice), err=True)
    sys.exit(1 if problems else 0)


def _fix(root: Path, is_wanted: Callable[[str], bool]) -> None:
    """Say what was fixed, and what could not be, on standard error: standard output is for what is left."""
    from shortlist.authoring.edits import fix_problems

    fixed, refused = fix_problems(root, is_wanted)
    for problem in fixed:
        click.echo(f"fixed: {_shown(problem)}", err=True)
    for reason in refused:
        _say(f"not fixed: {reason}", err=True)
    click.echo(f"{len(fixed)} fixed", err=True)


def _print(problems: "Iterable[Problem]", stream: TextIO) -> None:
    for problem in problems:
        click.echo(_shown(problem), stream)


def _say(line: str, *, err: bool = False) -> None:
    """Print a line that may hold names of files, which may hold anything."""
    from shortlist.problems import printable

    click.echo(printable(line), err=err)


def _shown(problem: "Problem") -> str:
    """Return a problem's line, in colors, which Click takes out of what does not go to a terminal."""
    place, code, message = str(problem).partition(f": {problem.code} ")
    color = {"error": "red", "warning": "yellow", "hint": "cyan"}[problem.severity]
    return f"{click.style(place, bold=True)}:{click.style(code[1:], fg=color)}{message}"


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, resolve_path=True, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Change nothing, list the files that would change.")
def fmt(paths: tuple[Path, ...], only_check: bool) -> None:
    """Put headers and the bibliography into the house form.

    Fields get their order, quotes and lists one form; entries are sorted, in one layout. Comments stay, and so does every
    byte of the text below a header. A file that cannot be read stays as it is. With PATHS, only
    these files and folders are formatted.

    \b
    shortlist fmt
    shortlist fmt docs/2021-07 --check

    Exit status: 0 all is in the house form, 1 a file cannot be read or, with --check, would change, 2 wrong use.
    """
    from shortlist.authoring.formatting import format_files
    from shortlist.text import counted

    root = _root()
    changed, refused = format_files(root, _filter(paths, root), only_check=only_check)
    for path in changed:
        _say(path)
    for reason in refused:
        _say(reason, err=True)
    count = counted(len(changed), "file")
    click.echo(f"{count} would change; run 'shortlist fmt'" if only_check and changed else f"{count} formatted", err=True)
    sys.exit(1 if refused or (only_check and changed) else 0)


@main.command()
@click.argument("month", metavar="YYYY-MM")
def new(month: str) -> None:
    """Start the issue of a month, as a draft.

    Writes its folder with an index.md that explains every field of the header.

    \b
    shortlist new 2021-07

    Exit status: 0 started, 1 refused, 2 wrong use.
    """
    from shortlist.authoring.pages import start_issue

    path = start_issue(_root(), _month(month))
    click.echo(f"{path}: written as draft; it builds as it is")
    click.echo(f"next: shortlist add SOURCE --issue {month}, where SOURCE is an arXiv id, a DOI, an address or a file")


@main.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--issue", "month", metavar="YYYY-MM", default="", help="Also begin a summary in this issue.")
@click.option("--cite-only", is_flag=True, help="Add just the entry, to cite it.")
@click.option("--only", metavar="KEY,…", multiple=True, help="Of files, add only the entries with these keys.")
def add(sources: tuple[str, ...], month: str, cite_only: bool, only: tuple[str, ...]) -> None:
    """Add papers to the bibliography, and begin their summaries.

    With --issue, each gets a draft to write among the picks of that issue. SOURCE is an arXiv id or address, a DOI or its
    address, the page of a paper at OpenReview, ACL Anthology, PMLR, NeurIPS or
    ICLR, a file of BibTeX, RIS or CSL-JSON, or - for these on standard input. What is there already stays as it is.

    \b
    shortlist add 2103.10360 --issue 2021-07
    shortlist add library.bib --only roe2021kites,doe2020 --cite-only
    shortlist add https://aclanthology.org/N19-1423/ --cite-only

    Exit status: 0 added or there already, 1 if a work was refused, which the others survive, 2 wrong use.
    """
    import gc

    gc.disable()  # As in `check`.
    from shortlist.authoring.add import add_works
    from shortlist.authoring.services import parse_source

    if bool(month) == cite_only:
        raise click.UsageError("expected either --issue YYYY-MM, or --cite-only for an entry without a summary")
    works = list(dict.fromkeys(map(parse_source, sources)))
    if only and not any(source.kind == "file" for source in works):
        raise click.UsageError("--only picks entries of a file or of standard input, and there is none among the sources")
    keys = [key for keys in only for key in keys.split(",") if key]
    report = add_works(_root(), works, month and _month(month), keys)
    for line in filter(None, (*report.done, report.summary)):
        _say(line)
    for line in "\n".join(report.failed).splitlines():
        _say(f"Error: {line}", err=True)
    if report.pages:
        click.echo(f"next: write what says TODO in {next(iter(report.pages))}; see it with 'shortlist serve {month}'")
    elif report.entries:
        click.echo(f"next: cite it, as in [@{next(iter(report.entries))}]")
    sys.exit(1 if report.failed else 0)


@main.command()
@click.argument("page", metavar="ISSUE|PAGE")
@click.option(
    "--date",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The issue's day of publication; its own, or today, without it.",
)
def publish(page: str, date: dt.datetime | None) -> None:
    """Publish an issue with all its picks, or one late pick.

    Sets their state, and the day of an issue unless its author has set one. Nothing else in their files changes. Refuses, and
    names every place, while a TODO is left outside code, or the files hold any other problem that a published page must not
    have. What is published stays so.

    \b
    shortlist publish 2021-07                      the issue, and the drafts among its picks
    shortlist publish 2021-07 --date 2021-07-06    the issue, dated that day
    shortlist publish 2021-05/first                one pick; docs/2021-05/first.md will do, too

    Exit status: 0 published, now or before; 1 refused; 2 wrong use.
    """
    from shortlist.authoring.publish import publish as publish_page

    root = _root()
    id = _page_id(page, root)
    is_issue = "/" not in id
    name = f"issue {id}" if is_issue else id
    if date and not is_issue:
        raise click.UsageError("only an issue has a day of publication; leave --date out")
    issue, published = publish_page(root, id, date and date.date(), dt.date.today())
    for path in published:
        _say(f"{path}: published")
    dated = f", dated {issue.published}" if is_issue else ""
    click.echo(f"{name} {'is published' if published else 'was published already'}{dated}")
    if issue.status == "draft":
        click.echo(f"next: shortlist publish {issue.id}, since readers see it only when its issue is published")
    elif published:
        click.echo(f"next: make site, then git add bib data docs; git commit -m 'Publish {id}'; git push")


@main.command()
@click.argument("old", metavar="PAGE")
@click.argument("new", metavar="NEW")
def mv(old: str, new: str) -> None:
    """Rename a summary, or move it into another issue.

    The files of the same name, such as its figure, move too. Picks, links in Markdown, follow-ups and `start_here` follow, and an
    address that readers may know leads on to the new one, by data/redirects.yml.

    \b
    shortlist mv 2021-04/first renamed             another name in the same issue
    shortlist mv 2021-04/first 2021-05             the same name in another issue
    shortlist mv docs/2021-04/first.md docs/2021-05/renamed.md

    Exit status: 0 moved, 1 refused, 2 wrong use.
    """
    from shortlist.authoring.moves import move_summary

    root = _root()
    for line in move_summary(root, _page_id(old, root), _page_id(new, root)):
        _say(line)
    click.echo("next: git diff, then git add bib data docs; git commit; git push")


@main.command()
@click.argument("page", metavar="PAGE")
def remove(page: str) -> None:
    """Remove a summary, with its pick.

    Files of the same name go too, unless other pages show them. Refuses, and names every place, while another page leads to it.
    Says what to do about an address that readers may know. Copies are kept in .cache/removed.

    \b
    shortlist remove 2021-04/first
    shortlist remove docs/2021-04/first.md

    Exit status: 0 removed, 1 refused, 2 wrong use.
    """
    from shortlist.authoring.moves import remove_summary

    root = _root()
    for line in remove_summary(root, _page_id(page, root)):
        _say(line)


@main.command("list")
@click.argument("what", type=click.Choice(["issues", "papers", "tags", "unused"]))
@_format_option("text", "json", help="A table, or JSON for scripts.")
def list_(what: str, form: str) -> None:
    """List what is there, drafts too, or what nothing uses.

    JSON is a list of objects with the columns' names, for scripts.

    \b
    shortlist list papers
    shortlist list unused --format json

    \b
    issues: issue, status, published, picks (how many), path, gist
    papers: paper, status, key, year, tags, path, title
    tags:   tag, slug, group, summaries (how many), meaning
    unused: kind (entry or tag), name, path, line

    What cannot be read is named on standard error; the rest is listed all the same.

    Exit status: 0 all could be read, 1 something could not, 2 wrong use.
    """
    from shortlist.authoring.listing import LAYOUTS, LISTS
    from shortlist.library import load
    from shortlist.reading.settings import settings_of

    root = _root()
    settings, problems = settings_of(root)
    library, more = load(root, settings)
    sys.stdout.write(LAYOUTS[form](LISTS[what](library)))
    unread = [problem for problem in (*problems, *more) if problem.place.path in library.unread or problem.code in _UNREAD]
    _print(unread, sys.stderr)
    sys.exit(1 if unread else 0)


_UNREAD = ("F101", "F104", "F119", "F149", "B301", "B316")
"""Codes of folders that cannot be read, and of what cannot be in a file that can."""


@main.command()
@click.argument("month", metavar="YYYY-MM")
@click.option("--full", "is_full", is_flag=True, help="With full texts, as many as fit.")
@_format_option("eml", "html", "text", help="A message, or one of its two texts, to paste.")
@click.option("-o", "--output", metavar="FILE", type=click.File("xb", lazy=True), default="-", help="Write this new file.")
def email(month: str, is_full: bool, form: str, output: BinaryIO) -> None:
    """Write an issue as a mail.

    The editorial, and each pick with its gist and its section Why, in HTML and in plain text. It has no pictures, fetches nothing
    and stays below 100 kB: texts that do not fit are left to the site, and named on standard error. Sender, receivers and
    date are for your mail program or mailing service to set. A draft is written too, marked as one, for you to see.

    \b
    shortlist email 2021-04 > april.eml
    shortlist email 2021-04 --full --output april.eml
    shortlist email 2021-04 --format html | xclip

    Exit status: 0 written, 1 refused, 2 wrong use.
    """
    from shortlist.authoring.export import read_edition
    from shortlist.text import counted

    edition = read_edition(_root(), _month(month), is_full=is_full)
    parts = {}
    if form == "eml":
        message, parts["HTML"], parts["plain text"] = edition.message()
        data = message.as_bytes()
    else:
        parts[form] = edition.html() if form == "html" else edition.text()
        data = parts[form].text.encode()
    output.write(data)
    for name, part in parts.items():
        if part.shortened:
            _say(f"shortened in {name}, to fit into a mail: {', '.join(part.shortened)}", err=True)
    if edition.issue.status == "draft":
        click.echo(f"issue {month} is a draft; publish it, and make the mail again, before you send it", err=True)
    size = f"{len(data) / 1000:.0f} kB"
    _say(f"{edition.subject}: {counted(len(edition.picks), 'pick')}, {size}; links lead to {edition.settings.url}", err=True)


@main.command()
@click.argument("issue", default="", metavar="[ISSUE]")
@click.option("--addr", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT", help="Where browsers find the preview.")
@click.option("--open", "opens", is_flag=True, help="Open it in a browser.")
@click.option("--strict", "is_strict", is_flag=True, help="Do not begin while there are problems.")
def serve(issue: str, addr: str, opens: bool, is_strict: bool) -> None:
    """Preview the site, drafts too; the browser follows what you save.

    With ISSUE, only that issue and the index pages are shown. Problems are printed as `shortlist check` prints them, and stand
    on every page; meanwhile pages with errors stay as they were, and all do while BibTeX or settings have errors.

    \b
    shortlist serve
    shortlist serve 2021-07 --open

    Exit status: 0 after Ctrl-C, 1 problems with --strict or an address in use, 2 wrong use.
    """
    try:
        from shortlist.site.serve import serve as serve_site
    except ModuleNotFoundError as error:
        hint = "the preview needs MkDocs or ProperDocs; install what requirements.txt names"
        raise click.ClickException(f"{str(error)[:1].lower()}{str(error)[1:]}: {hint}") from None
    host, _, port = addr.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise click.UsageError(f"'{addr}' is not an address; expected HOST:PORT, as in 127.0.0.1:8000")
    sys.exit(serve_site(_root(), host.strip("[]"), int(port), issue, is_strict=is_strict, opens=opens))


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@_format_option("markdown", help="The form of the pages.")
def export(folder: Path, form: str) -> None:
    """Write all published pages as plain Markdown, with their pictures.

    Citations are numbers with a list of references, and what this site adds to Markdown is put into plain words, so that any
    other generator can build the archive. DIR must not be there yet.

    \b
    shortlist export ../archive
    shortlist export --format markdown /tmp/shortlist

    Exit status: 0 written, 1 refused, 2 wrong use.
    """
    from shortlist.authoring.export import export_markdown

    _say(export_markdown(_root(), folder))


def _root() -> Path:
    """Return the nearest folder at or above the current one that holds `mkdocs.yml`. Raises a usage error when there is none."""
    start = Path.cwd()
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file():
            return folder
    raise click.UsageError(f"no mkdocs.yml in {start} or above; run the command inside the repository")


def _page_id(text: str, root: Path) -> str:
    """Return the id of an issue or summary that is named by it, or by its file from the root: `2021-04`, `2021-04/first`."""
    from shortlist.reading.settings import settings_of

    name = Path(text).as_posix().removeprefix(f"{settings_of(root)[0].docs}/")
    return name.removesuffix(".md").removesuffix("/index")


def _month(text: str) -> str:
    """Return a month as folders are named. Raises a usage error for another text."""
    from shortlist.model import MONTH

    if MONTH.fullmatch(text) is None:
        raise click.UsageError(f"'{text}' is not a month; expected a year and a month, as in 2021-07")
    return text


def _filter(paths: Sequence[Path], root: Path) -> Callable[[str], bool]:
    """Return a function that tells whether a file is one of these, or below one of these folders; any file is for no paths.

    Raises a usage error for a path outside the repository.
    """
    home = root.resolve()
    if stray := next((path for path in paths if not path.is_relative_to(home)), None):
        raise click.UsageError(f"'{stray}' is outside the repository, {root}")
    return lambda path: not paths or any((home / path).is_relative_to(folder) for folder in paths)
