"""Ask whether what the pages link to on other sites is still there. Weekly, never in a build: it needs the network, for long.

    python tools/links.py

Links in texts and headers, and the works of the bibliography, at the address that the site prints. Each host is asked one thing
at a time, with a pause; HEAD first, and GET where that is refused, of which no body is read. A DOI is looked up at its resolver
and not followed to the publisher's, which turn programs away. Prints a report in Markdown; exit status 1 if a link is broken.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from shortlist.checks import check
from shortlist.citations.references import best_url
from shortlist.model import Issue, Library, Summary
from shortlist.problems import Place, printable

ROOT = Path(__file__).resolve().parent.parent
AGENT = "shortlist-links/1 (weekly check of a reading list; a HEAD for each link)"
RESOLVERS = ("doi.org", "dx.doi.org", "hdl.handle.net")
PAUSE, PAUSES_OF = 1.0, {"arxiv.org": 3.0}
"""Seconds between two questions to a host. arXiv's terms of use ask for three."""
RETRIES = (5.0, 30.0)
"""Seconds before the second and the third question, where a host is busy or out of order."""
MAX_WAIT = 120.0
"""Seconds that a host may ask us to wait."""
MAX_SECONDS = 40 * 60.0
"""What is not asked until then is said to be left."""
MAX_HOSTS = 8
"""Asked at a time."""
MAX_REDIRECTS = 8
TIMEOUT = (10.0, 20.0)

BROKEN, UNSURE = "broken", "unsure"
Pause = Callable[[float], object]


class Finding(NamedTuple):
    """An address that may lead nowhere."""

    url: str
    kind: str
    """`broken`: whoever follows it will see so. `unsure`: the host does not tell a program."""
    reason: str


def addresses(library: Library) -> dict[str, Place]:
    """Return each address on another site that a reader can follow, and the first place where it stands."""
    found: dict[str, Place] = {}
    for url, place in _links(library):
        if urlsplit(url).scheme in ("http", "https"):
            found.setdefault(url.partition("#")[0], place)
    return found


def _links(library: Library) -> Iterator[tuple[str, Place]]:
    for page in library.all_pages:
        yield from ((link.target, link.place) for link in page.body.links)
        if isinstance(page, Summary):
            values = {f"links.{kind}": url for kind, url in page.links.items()}
            values |= {f"since.{number}.link": follow_up.link or "" for number, follow_up in enumerate(page.since)}
        elif isinstance(page, Issue):
            values = {"event.url": (page.header.event and page.header.event.url) or ""}
        else:
            continue
        yield from ((url, page.places.get(name, Place(page.path))) for name, url in values.items())
    yield from ((best_url(entry), entry.place) for entry in library.entries.values())


def findings(urls: list[str], pause: Pause = time.sleep, seconds: float = MAX_SECONDS) -> list[Finding]:
    """Ask for all addresses, hosts beside each other; return what is not well, in the order given."""
    until = time.monotonic() + seconds
    by_host = defaultdict[str, list[str]](list)
    for url in urls:
        by_host[urlsplit(url).hostname or ""].append(url)
    with ThreadPoolExecutor(MAX_HOSTS) as pool:
        found = [f for some in pool.map(lambda host: _of_host(host, by_host[host], pause, until), by_host) for f in some]
    order = {url: number for number, url in enumerate(urls)}
    return sorted(found, key=lambda finding: order[finding.url])


def _of_host(host: str, urls: list[str], pause: Pause, until: float) -> list[Finding]:
    found = list[Finding]()
    with requests.Session() as session:
        session.headers["User-Agent"] = AGENT
        session.max_redirects = MAX_REDIRECTS
        for number, url in enumerate(urls):
            if time.monotonic() > until:
                return [*found, *(Finding(left, UNSURE, "not asked, the time was over") for left in urls[number:])]
            if number:
                pause(PAUSES_OF.get(host, PAUSE))
            if finding := _asked(session, url, pause):
                found.append(finding)
    return found


def _asked(session: requests.Session, url: str, pause: Pause) -> Finding | None:
    """Return what is wrong with an address, after two more questions to a host that is busy."""
    for wait in (*RETRIES, None):
        try:
            status, asks = _status(session, url)
        except requests.TooManyRedirects:
            return Finding(url, BROKEN, "it redirects without end")
        except requests.exceptions.SSLError:
            return Finding(url, BROKEN, "its certificate is not valid")
        except requests.RequestException as error:
            is_gone = "NameResolutionError" in str(error)
            status, asks, fault = 0, 0.0, "its host has no address" if is_gone else f"no answer ({type(error).__name__})"
        else:
            is_gone, fault = status in (404, 410), f"status {status}"
            if status < 400:
                return None
        is_passing = status in (0, 429) or status >= 500
        if wait is None or not is_passing or asks > MAX_WAIT:
            return Finding(url, BROKEN if is_gone else UNSURE, fault)
        pause(max(wait, asks))
    raise AssertionError("the last question returns")


def _status(session: requests.Session, url: str) -> tuple[int, float]:
    """Return the status, after redirects, and for how many seconds the host asks us to wait."""
    options: dict[str, Any] = {"timeout": TIMEOUT, "stream": True, "auth": lambda request: request}
    options["allow_redirects"] = urlsplit(url).hostname not in RESOLVERS
    for method in ("HEAD", "GET"):
        with session.request(method, url, **options) as answer:
            if answer.status_code < 400 or answer.status_code == 429:
                break
    try:
        return answer.status_code, float(Retry().parse_retry_after(answer.headers.get("Retry-After", "")))
    except InvalidHeader:
        return answer.status_code, 0.0


def report(places: dict[str, Place], found: list[Finding]) -> str:
    """Return the findings in Markdown, the broken ones first."""
    lines = [f"## Links to other sites\n\n{len(places):,} asked, {len(found):,} of them not well.\n"]
    for kind, meaning in ((BROKEN, "Broken: mend or replace them"), (UNSURE, "Unsure: these hosts do not tell a program")):
        some = [f"- `{places[url]}` {printable(url)} {reason}" for url, is_kind, reason in found if is_kind == kind]
        lines += [f"\n### {meaning}\n", *some] if some else []
    return "\n".join(lines) + "\n"


def main() -> int:
    """Ask for everything, print the report, and return the exit status."""
    places = addresses(check(ROOT)[0])
    found = findings(list(places))
    print(report(places, found), end="")
    return int(any(finding.kind == BROKEN for finding in found))


if __name__ == "__main__":
    sys.exit(main())
