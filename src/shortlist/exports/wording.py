"""A work, a summary, and why one belongs beside another, in a few words, as lists, heads, feeds and data say it. All text is
plain.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from shortlist.citations.references import short_name
from shortlist.identifiers import arxiv_url, doi_url, safe_url
from shortlist.indexes import Relation
from shortlist.model import Entries, Entry, Event, Library, Person, Summary
from shortlist.text import clean, month

AUTHORS_IN_LISTS = 3
"""A list names this many authors before it counts the rest."""

MAX_WORK_NAME_LENGTH = 40
"""Characters of a title, or of its part before the colon, that may name a work."""

MAX_NAMED = 2
"""Shared works that are named before the rest is counted."""

LANGUAGE = "en"


def day(day: date) -> str:
    """`6 April 2021`."""
    return f"{day.day} {month(day)}"


def hours(event: Event) -> str:
    """`Friday 9 April 2021, 17:00–18:00 (UTC+2)`; of a day without its time, `Friday 9 April 2021`."""
    start = event.start
    if not isinstance(start, datetime):
        return f"{start:%A} {day(start)}"
    end = start + timedelta(minutes=event.minutes or 0)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{day(end)}, {end:%H:%M}"
    return f"{start:%A} {day(start)}, {start:%H:%M}–{until} ({_offset(start)})"


def _offset(time: datetime) -> str:
    """`UTC`, `UTC+2`, `UTC−3:30`."""
    minutes = round((time.utcoffset() or UTC.utcoffset(None)).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def names(entry: Entry) -> tuple[str, ...]:
    """Return all authors in reading order; `et al.` comes last where the bibliography names no more."""
    return (*(person.name for person in entry.authors), *(["et al."] if entry.has_more_authors else []))


def named_title(summary: Summary, library: Library) -> str:
    """Return the title after the name, if it does not begin with it: `DINO: Emerging Properties in …`."""
    name, title = library.name_above(summary), library.entries[summary.paper].title
    return clean(f"{name}: {title}" if name else title)


def first_authors(entry: Entry) -> tuple[Sequence[Person], str]:
    """Return the authors that a list names, and what it says of the others."""
    people = entry.authors
    if len(people) <= AUTHORS_IN_LISTS + 1 and not entry.has_more_authors:
        return people, ""
    return people[:AUTHORS_IN_LISTS], "et al." if entry.has_more_authors else f"and {len(people) - AUTHORS_IN_LISTS} more"


def short_names(entry: Entry) -> str:
    """Return the authors for a list: a few names, and how many more there are."""
    people, more = first_authors(entry)
    return " ".join(filter(None, (", ".join(person.name for person in people), more)))


def writers(summary: Summary, library: Library) -> list[str]:
    """Return the names of those who wrote a summary."""
    return [clean(library.people.writers[id].name) for id in summary.by]


def about(entry: Entry, authors: str = "") -> str:
    """Return what a line below the title says: `Ada Example. NeurIPS, 2021`. It names few authors, unless told whom."""
    return clean(". ".join(filter(None, (authors or short_names(entry), published(entry)))))


def venue(entry: Entry) -> str:
    """Return where the paper was published, or `arXiv preprint`, or nothing."""
    return entry.venue or ("arXiv preprint" if entry.arxiv else "")


def venue_in_short(entry: Entry, library: Library) -> str:
    """Return the venue for a list: `ICML`; else as the entry has it, or `arXiv preprint`, or nothing."""
    return library.short_venue(entry) or venue(entry)


def published(entry: Entry) -> str:
    """`NeurIPS, 2021`, or as much of it as is known."""
    return ", ".join(filter(None, (venue(entry), str(entry.year or ""))))


def links(summary: Summary, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield names and URLs: the published paper, arXiv and the PDF there, then what the header names."""
    published = doi_url(entry.doi) or safe_url(entry.url)
    if published and not published.startswith("https://arxiv.org/"):
        yield "Paper", published
    if arxiv := arxiv_url(entry.arxiv):
        yield "arXiv", arxiv
        yield "PDF", arxiv.replace("/abs/", "/pdf/", 1)
    for kind, url in summary.links.items():
        yield "Project page" if kind == "project" else kind.capitalize(), url


def elsewhere(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield names and URLs of the pages that other sites have of a paper on arXiv, by its id."""
    if not arxiv_url(entry.arxiv):
        return
    if "/" not in entry.arxiv:  # Ids of before 2007, which it does not know.
        yield "Hugging Face", f"https://huggingface.co/papers/{entry.arxiv}"
    yield "alphaXiv", f"https://www.alphaxiv.org/abs/{entry.arxiv}"
    yield "Semantic Scholar", f"https://api.semanticscholar.org/arXiv:{entry.arxiv}"


def reason(relation: Relation, entries: Entries) -> str:
    """Return plain text that stands on the page of the summary whose relation it is, after the other one's title.

    `follows up on this pick`, `cited in this summary`, `its summary cites this paper`, `both cite Linformer, Performer and 2
    more`. Raises `KeyError` for a shared work without an entry.
    """
    if relation.has_follow_up:
        return "follows up on this pick"
    if relation.is_follow_up:
        return "this pick follows up on it"
    if relation.cites and relation.is_cited:
        return "each summary cites the other’s paper"
    if relation.cites:
        return "cited in this summary"
    if relation.is_cited:
        return "its summary cites this paper"
    names = [work_name(key, entries) for key in relation.shared[:MAX_NAMED]]
    if more := len(relation.shared) - len(names):
        return f"both cite {', '.join(names)} and {more} more"
    return f"both cite {' and '.join(names)}"


def work_name(key: str, entries: Entries) -> str:
    """Return the name of a work in passing: its title up to the colon if that is short (`Linformer`), else a short whole title,
    else who and when (`Vaswani et al., 2017`). Raises `KeyError` for an unknown key.
    """
    title = clean(entries[key].title)
    for name in (title.partition(":")[0].rstrip(), title):
        if name and len(name) <= MAX_WORK_NAME_LENGTH:
            return name
    return short_name(entries[key])
