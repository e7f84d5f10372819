"""Which pages have share cards, and where they are kept from one build to the next."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from shortlist.exports.cards import Card, draw, fingerprint
from shortlist.exports.metadata import CARD
from shortlist.site.views import Views
from shortlist.text import counted

_LAST_BYTES = b"IEND\xaeB`\x82"
"""Of every PNG that is whole. Source: PNG specification, 11.2.5."""


def cards(views: Views, site_name: str, description: str) -> Iterator[tuple[str, Card]]:
    """Path below the site's root, and card, of every issue and summary, and of the site for all other pages."""
    yield CARD, Card(site_name, description)
    for issue in views.issues.values():
        corner = counted(len(issue.picks), "pick")
        yield f"{issue.address}{CARD}", Card(issue.title, issue.gist, site_name, corner)
    for pick in views.picks.values():
        card = Card(pick.title, pick.short_authors, site_name, pick.issue_title, str(pick.rank), pick.gist)
        yield f"{pick.address}{CARD}", card


def write_cards(site: Path, cards: Mapping[str, Card], cache: Path) -> int:
    """Write every card below `site`; how many had to be drawn. The folders of their pages exist.

    What is drawn is kept in `cache`, and drawn again only when it would look different. A build that is interrupted leaves no
    half file there. Where nothing can be kept, cards are drawn each time.
    """
    missing = []
    for path, card in cards.items():
        kept = _read(cache / f"{fingerprint(card)}.png")
        if kept is None:
            missing.append(path)
        else:
            _write(site / path, kept)
    for path, drawn in zip(missing, draw(cards[path] for path in missing), strict=True) if missing else ():
        _write(site / path, drawn)
        _keep(cache / f"{fingerprint(cards[path])}.png", drawn)
    return len(missing)


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        data = path.read_bytes()
        if data.endswith(_LAST_BYTES):
            return data
    return None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _keep(path: Path, data: bytes) -> None:
    with suppress(OSError):
        new = path.with_suffix(f".{os.getpid()}")
        _write(new, data)
        new.replace(path)
