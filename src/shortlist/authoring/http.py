"""One GET from arXiv's API, the DOI resolver, or a site that offers BibTeX.

An answer is not trusted: its size and time are limited, redirects are followed to public hosts only, and no password or cookie
is sent.

Two environment variables name other services, such as a mirror: `SHORTLIST_ARXIV_API` (default
https://export.arxiv.org/api/query) and `SHORTLIST_DOI_RESOLVER` (default https://doi.org).
"""

from __future__ import annotations

import ipaddress
import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from shortlist.problems import printable
from shortlist.text import quoted

ARXIV_API = "https://export.arxiv.org/api/query"
DOI_RESOLVER = "https://doi.org"

MAX_BYTES = 10_000_000
"""Of an answer. The record of a paper with 3,000 authors and their affiliations has about a tenth of that."""
DEADLINE = 60.0
"""Seconds for an answer, with redirects, pauses and retries."""
TIMEOUT = (10.0, 20.0)
"""Seconds to connect, and between two pieces of an answer."""
PAUSES = (1.0, 3.0)
"""Seconds before the second and the third try. arXiv's terms ask for three seconds between requests."""
MAX_PAUSE = 20.0
"""Seconds that a server may ask us to wait."""
MAX_REDIRECTS = 8

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNAVAILABLE = frozenset({500, 502, 503, 504})


class CannotFetch(Exception):
    """No usable answer; the message is one line for the author."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds after which another try may succeed, if it may."""


class NoNetwork(CannotFetch):
    """There is no connection."""


class NotThere(CannotFetch):
    """The service has no such work."""


@dataclass(frozen=True, slots=True)
class Answer:
    url: str
    """After redirects."""
    media_type: str
    """Lower case, without parameters: `application/json`; may be empty."""
    body: bytes

    @property
    def host(self) -> str:
        return _host(self.url)


class Fetcher:
    """A client of the services. `allow_private` follows redirects to private hosts, for tests with a local server."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        deadline: float = DEADLINE,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self.arxiv_api = os.environ.get("SHORTLIST_ARXIV_API") or ARXIV_API
        self.doi_resolver = (os.environ.get("SHORTLIST_DOI_RESOLVER") or DOI_RESOLVER).rstrip("/")
        self._allow_private, self._deadline, self._pause = allow_private, deadline, pause

    def get(self, url: str, *, accept: str, params: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to a GET with status 200. The host of `url` is trusted, those of redirects are not.

        Tries again twice after a lost connection, 429 or 5xx. Raises `NoNetwork` when there is no connection, `NotThere` for
        404 and 410, `CannotFetch` for anything else: another status, too many or forbidden redirects, too large, too slow.
        """
        until = time.monotonic() + self._deadline
        for pause in (*PAUSES, None):
            try:
                return self._follow(url, accept, params, until)
            except CannotFetch as error:
                if error.retry_after is None:
                    raise
                if error.retry_after > MAX_PAUSE:
                    raise CannotFetch(f"{error}; it asks to try again in {error.retry_after:.0f} s") from None
                wait = max(pause or 0.0, error.retry_after)
                if pause is None or time.monotonic() + wait >= until:
                    raise
                self._pause(wait)
        raise AssertionError("the last try returns or raises")

    def _follow(self, url: str, accept: str, params: Mapping[str, str] | None, until: float) -> Answer:
        headers = {"Accept": accept, "User-Agent": f"shortlist/{version('shortlist')}"}
        for hop in range(MAX_REDIRECTS + 1):
            if hop and not self._allow_private:
                _refuse_private(url)
            host = _host(url)
            try:
                with _Session() as session, session.get(url, params=params, headers=headers, **_OPTIONS) as response:
                    if response.status_code not in _REDIRECTS:
                        return _read(response, host, until)
                    url, params = _target(response, host), None
            except requests.RequestException as error:
                raise _explain(error, host) from None
        raise CannotFetch(f"{_host(url)} redirects more than {MAX_REDIRECTS} times")


_OPTIONS: dict[str, Any] = {
    "timeout": TIMEOUT,
    "allow_redirects": False,
    "stream": True,
    # Else requests sends passwords from ~/.netrc or from the address of a redirect.
    "auth": lambda request: request,
}


class _Session(requests.Session):
    """One request, so no cookie outlives it."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return none: requests would read the body of a redirect, however large."""
        return


def _read(response: requests.Response, host: str, until: float) -> Answer:
    status = response.status_code
    if status in (404, 410):
        raise NotThere(f"{host} has no such work ({status})")
    if status == 429 or status in _UNAVAILABLE:
        message = f"rate-limited by {host}" if status == 429 else f"{host} is unavailable ({status})"
        raise CannotFetch(message, retry_after=_seconds(response.headers.get("Retry-After", "")))
    if status != 200:
        raise CannotFetch(f"{host} answered with status {status}")
    too_large = CannotFetch(f"{host} sends more than {MAX_BYTES // 1_000_000} MB, too much for the record of a work")
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        raise too_large
    body = bytearray()
    for piece in response.iter_content(65_536):
        body += piece
        if len(body) > MAX_BYTES:
            raise too_large
        if time.monotonic() > until:
            raise CannotFetch(f"{host} has not answered in time; try again later")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(response.url, media_type, bytes(body))


def _target(response: requests.Response, host: str) -> str:
    target = response.headers.get("Location", "")
    try:
        url = urljoin(response.url, target)
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        is_web = False
    if not is_web:
        raise CannotFetch(f"{host} redirects to {printable(quoted(target, 80))}, which is not an http or https address")
    return url


def _refuse_private(url: str) -> None:
    """Raises `CannotFetch` if the host of a redirect has an address of a private network. Source: RFC 6890.

    A name that cannot be looked up here is left to the connection, or to the proxy.
    """
    host = _host(url)
    try:
        addresses = [str(info[4][0]) for info in socket.getaddrinfo(host, None)]
    except (OSError, UnicodeError):
        addresses = []
    for address in addresses:
        ip = ipaddress.ip_address(address.partition("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or ip
        if not ip.is_global or ip.is_multicast:
            raise CannotFetch(f"{printable(quoted(url, 80))} is on a private network; it is not followed")


def _explain(error: requests.RequestException, host: str) -> CannotFetch:
    text = f"{type(error).__name__} {error}"
    if isinstance(error, requests.exceptions.SSLError):
        return CannotFetch(f"{host} has no valid certificate, so its answer cannot be trusted")
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return CannotFetch(f"{host} sends a damaged answer")
    if any(sign in text for sign in ("ReadTimeout", "Read timed out", "ChunkedEncodingError", "Connection aborted")):
        return CannotFetch(f"{host} stopped in the middle of its answer", retry_after=0.0)
    if not isinstance(error, requests.ConnectionError):
        return CannotFetch(f"{host} cannot be asked: {type(error).__name__}")
    reasons = {
        "NameResolutionError": "its name cannot be looked up",
        "ProxyError": "the proxy does not answer",
        "refused": "it is refused",
    }
    reason = next((reason for sign, reason in reasons.items() if sign in text), "it does not answer")
    return NoNetwork(f"no connection to {host} ({reason})", retry_after=0.0)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _seconds(value: str) -> float:
    """Of a header `Retry-After`, seconds or a date; zero if there is none."""
    try:
        return float(Retry().parse_retry_after(value))
    except InvalidHeader:
        return 0.0
