"""One GET from arXiv's API, the DOI resolver, or a site that offers BibTeX.

An answer is not trusted: its size and time are limited, redirects are followed to public hosts only, and no password or cookie
is sent.

Two environment variables name other services, such as a mirror: `SHORTLIST_ARXIV_API` (default
https://export.arxiv.org/api/query) and `SHORTLIST_DOI_RESOLVER` (default https://doi.org).
"""

import ipaddress
import os
import socket
import time
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from shortlist.identifiers import is_url
from shortlist.problems import printable
from shortlist.text import quoted

ARXIV_API = "https://export.arxiv.org/api/query"
DOI_RESOLVER = "https://doi.org"

MAX_BYTES = 10_000_000
"""Of an answer. The record of a paper with 3,000 authors and their affiliations has about a tenth of that."""
MAX_SECONDS = 60.0
"""To read an answer."""
TIMEOUT = (10.0, 20.0)
"""Seconds to connect, and between two pieces of an answer."""
MAX_REDIRECTS = 8

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNAVAILABLE = frozenset({500, 502, 503, 504})
_RETRIES = Retry(
    2,
    status_forcelist={429, *_UNAVAILABLE},
    raise_on_status=False,
    backoff_factor=1.5,  # Three seconds before the third try, which is what arXiv's terms ask for.
    retry_after_max=20,
)


class CannotFetch(Exception):
    """No usable answer; the message is one line for the author, or one for each fault."""


class NotThere(CannotFetch):
    """The service has no such work."""


class Answer(NamedTuple):
    host: str
    """That has sent it, after redirects."""
    media_type: str
    """Lower case, without parameters: `application/json`; may be empty."""
    text: str


def arxiv_api() -> str:
    return os.environ.get("SHORTLIST_ARXIV_API") or ARXIV_API


def doi_resolver() -> str:
    return (os.environ.get("SHORTLIST_DOI_RESOLVER") or DOI_RESOLVER).rstrip("/")


def fetch(url: str, *, accept: str, params: Mapping[str, str] | None = None) -> Answer:
    """Return the answer to a GET with status 200. The host of `url` is trusted, those of redirects are not.

    Tries again twice without a connection, or after 429 or 5xx. Raises `NotThere` for 404 and 410,
    `CannotFetch` for anything else: no connection, another status, too many or forbidden redirects, too large, too slow.
    """
    headers = {"Accept": accept, "User-Agent": f"shortlist/{version('shortlist')}"}
    for hop in range(MAX_REDIRECTS + 1):
        if hop:
            refuse_private(url)
        host = _host(url)
        try:
            with _Session() as session, session.get(url, params=params, headers=headers, **_OPTIONS) as response:
                if response.status_code not in _REDIRECTS:
                    return _read(response, host)
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

    def __init__(self) -> None:
        super().__init__()
        for scheme in ("http://", "https://"):
            self.mount(scheme, HTTPAdapter(max_retries=_RETRIES))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return none: requests would read the body of a redirect, however large."""
        return


def _read(response: requests.Response, host: str) -> Answer:
    status, until = response.status_code, time.monotonic() + MAX_SECONDS
    if status in (404, 410):
        raise NotThere(f"{host} has no such work ({status})")
    if status == 429:
        raise CannotFetch(f"rate-limited by {host}; try again later")
    if status in _UNAVAILABLE:
        raise CannotFetch(f"{host} is unavailable ({status})")
    if status != 200:
        raise CannotFetch(f"{host} answered with status {status}")
    body = bytearray()
    for piece in response.iter_content(65_536):
        body += piece
        if len(body) > MAX_BYTES:
            raise CannotFetch(f"{host} sends more than {MAX_BYTES // 1_000_000} MB, too much for the record of a work")
        if time.monotonic() > until:
            raise CannotFetch(f"{host} has not answered in time; try again later")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        return Answer(host, media_type, body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise CannotFetch(f"{host} answered with bytes that are not UTF-8") from None


def _target(response: requests.Response, host: str) -> str:
    target = response.headers.get("Location", "")
    try:
        url = urljoin(response.url, target)
    except ValueError:
        url = ""
    if not url.startswith("http") or not is_url(url):
        raise CannotFetch(f"{host} redirects to {printable(quoted(target, 80))}, which is not an http or https address")
    return url


def refuse_private(url: str) -> None:
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
    if any(sign in text for sign in ("ReadTimeout", "Read timed out", "ChunkedEncodingError", "Connection aborted")):
        return CannotFetch(f"{host} stopped in the middle of its answer")
    if not isinstance(error, requests.ConnectionError):
        return CannotFetch(f"{host} cannot be asked: {type(error).__name__}")
    return CannotFetch(f"no connection to {host}")


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
