"""A work and a summary in a few words, as lists, heads, feeds and data say it. All text is plain."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from shortlist.identifiers import arxiv_url, doi_url, safe_url
from shortlist.model import Entry, Event, Library, Person, Summary
from shortlist.text import MONTHS, clean

AUTHORS_IN_LISTS = 3
"""A list names this many authors before it counts the rest."""

LANGUAGE = "en"


def month(day: date) -> str:
    """`April 2021`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


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
