"""What has happened to picked papers since, as the pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown.extensions.toc import slugify

from shortlist.citations.references import PageLink
from shortlist.identifiers import safe_url
from shortlist.model import FollowUp, Library, Summary
from shortlist.reading.markdown import plain_text, target_path
from shortlist.site.views import DayView, LinkView, PickView, day_view


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """One follow-up. All text is plain; addresses are relative to the site's root, or whole."""

    pick: PickView
    """To which it belongs."""
    day: DayView
    text: str
    link: LinkView
    """Named after the page that it leads to, or the section of the pick's own page, or the other site."""


def follow_up_views(
    library: Library, picks: Mapping[str, PickView], pages: Mapping[str, PageLink]
) -> Mapping[str, tuple[FollowUpView, ...]]:
    """Id of a summary → its follow-ups, the newest first, those of one day as written. Summaries without any are not
    keys.

    `pages` maps the source's path of every page of the site to the page. Raises `KeyError` with the path of one that is not
    among them and that a follow-up leads to.
    """
    return {
        id: tuple(
            _view(one, library.summaries[id], picks[id], pages)
            for one in sorted(library.summaries[id].since, key=lambda one: one.date, reverse=True)
        )
        for id in picks
        if library.summaries[id].since
    }


def by_day(follow_ups: Mapping[str, Iterable[FollowUpView]]) -> tuple[tuple[DayView, tuple[FollowUpView, ...]], ...]:
    """All of them, for the page of updates: the newest day first, and those of one day in the order of their summaries."""
    found: dict[DayView, list[FollowUpView]] = {}
    for ones in follow_ups.values():
        for one in ones:
            found.setdefault(one.day, []).append(one)
    return tuple((day, tuple(found[day])) for day in sorted(found, key=lambda day: day.iso, reverse=True))


def _view(follow_up: FollowUp, summary: Summary, pick: PickView, pages: Mapping[str, PageLink]) -> FollowUpView:
    return FollowUpView(pick, day_view(follow_up.date), follow_up.text, _link(follow_up, summary, pages))


def _link(follow_up: FollowUp, summary: Summary, pages: Mapping[str, PageLink]) -> LinkView:
    path = target_path(follow_up.link, summary.path)
    if path not in pages:
        host = urlsplit(follow_up.link).hostname or follow_up.link
        return LinkView(host.removeprefix("www."), safe_url(follow_up.link))
    page = pages[path]
    _, hash, anchor = follow_up.link.partition("#")
    name = _section(anchor, summary) if path == summary.path else page.title
    return LinkView(name or page.title, f"{page.href or './'}{hash}{anchor}")


def _section(anchor: str, summary: Summary) -> str:
    """What the heading with this id says; nothing if the id is not made of a heading's words."""
    headings = (plain_text(heading.text) for heading in summary.body.headings)
    return next((text for text in headings if slugify(text, "-") == anchor), "")
