"""Getting a text from one of the two services that know papers, arXiv's API and the DOI resolver, and from nowhere else.

An answer is not trusted: it is read within a time and a size, redirects lead to public http and https addresses only, and no
password of the user's goes along.

Two environment variables name other services, such as a mirror: `SHORTLIST_ARXIV_API` (default
https://export.arxiv.org/api/query) and `SHORTLIST_DOI_RESOLVER` (default https://doi.org). The host that stands there is the
user's own choice and may be a private one; what it redirects to may not.
"""

from __future__ import annotations

import ipaddress
import os
import queue
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from shortlist.problems import printable

ARXIV_API = "https://export.arxiv.org/api/query"
DOI_RESOLVER = "https://doi.org"

LIMIT = 10_000_000
"""Bytes of an answer. The record of a paper with 3,000 authors and their affiliations has about a tenth of that."""
DEADLINE = 60.0
"""Seconds for an answer in all: redirects, pauses and second tries included."""
CONNECT, READ = 10.0, 20.0
"""Seconds for a connection, and between two pieces of an answer."""
PAUSES = (1.0, 3.0)
"""Seconds before the second and the third try. arXiv's terms ask for three seconds between requests."""
LONGEST_PAUSE = 20.0
"""Seconds that a server may ask us to wait for; who wants more is told to the user."""
REDIRECTS = 8

_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})


class CannotFetch(Exception):
    """No usable answer; the message is one line for the author."""


class NoNetwork(CannotFetch):
    """Not even a connection."""


class NotThere(CannotFetch):
    """The service answered that it knows no such thing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service sent."""

    address: str
    """Where it came from, after redirects."""
    media_type: str
    """Lower case, without parameters: `application/json`; empty if there is none."""
    body: bytes

    @property
    def host(self) -> str:
        return _host_of(self.address)


class Fetcher:
    """One session with the services. Nothing is sent before the first `get`.

    `allow_private` lets redirects lead into the own network, for tests with a local server.
    """

    def __init__(
        self,
        *,
        arxiv_api: str | None = None,
        doi_resolver: str | None = None,
        allow_private: bool = False,
        deadline: float = DEADLINE,
        limit: int = LIMIT,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self.arxiv_api = arxiv_api or os.environ.get("SHORTLIST_ARXIV_API") or ARXIV_API
        self.doi_resolver = (doi_resolver or os.environ.get("SHORTLIST_DOI_RESOLVER") or DOI_RESOLVER).rstrip("/")
        self._chosen = {_origin(address) for address in (self.arxiv_api, self.doi_resolver)} - {
            _origin(address) for address in (ARXIV_API, DOI_RESOLVER)
        }
        self._allow_private, self._deadline, self._limit, self._pause = allow_private, deadline, limit, pause
        self._public, self._any = _session(_PublicAdapter()), _session(HTTPAdapter())

    def get(self, address: str, *, accept: str, params: Mapping[str, str] | None = None) -> Answer:
        """The answer to a GET, after redirects, with status 200.

        Tries again twice after a lost connection, 429 or 5xx. Raises `NoNetwork` when there is no connection, `NotThere` for
        404 and 410, `CannotFetch` for anything else: another status, too many or forbidden redirects, too large, too slow.
        """
        # In a thread, since nothing else limits the time of a look-up of a name, or of headers that come letter by letter.
        outcome: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
        until = time.monotonic() + self._deadline

        def work() -> None:
            try:
                outcome.put(self._get_with_patience(address, accept, params, until))
            except BaseException as error:
                outcome.put(error)

        threading.Thread(target=work, daemon=True).start()
        try:
            result = outcome.get(timeout=self._deadline)
        except queue.Empty:
            raise CannotFetch(f"{_host_of(address)} has not answered within {self._deadline:.0f} s; try again later") from None
        if isinstance(result, BaseException):
            raise result
        return result

    def _get_with_patience(self, address: str, accept: str, params: Mapping[str, str] | None, until: float) -> Answer:
        for pause in (*PAUSES, None):
            try:
                return self._get(address, accept, params)
            except _TryAgain as error:
                wait = max(pause or 0.0, error.wait)
                if error.wait > LONGEST_PAUSE:
                    raise CannotFetch(f"{error.reason}, and asks to come back in {error.wait:.0f} s") from None
                if pause is None or time.monotonic() + wait >= until:
                    raise error.kind(error.reason) from None
                self._pause(wait)
        raise AssertionError("the last try returns or raises")

    def _get(self, address: str, accept: str, params: Mapping[str, str] | None) -> Answer:
        is_trusted = _origin(address) in self._chosen
        for _ in range(REDIRECTS + 1):
            host = self._checked_host(address, is_trusted)
            session = self._any if is_trusted or self._allow_private else self._public
            headers = {"Accept": accept}
            options: dict[str, Any] = {"timeout": (CONNECT, READ), "allow_redirects": False, "stream": True}
            with _understood(host), session.get(address, headers=headers, params=params, **options) as response:
                if response.status_code not in _REDIRECTS:
                    return self._answer(host, response)
                target = response.headers.get("Location", "")
            try:
                address = urljoin(response.url, target)
            except ValueError:
                raise CannotFetch(f"{host} redirects to {_quote(target)}, which is no address") from None
            params, is_trusted = None, False
        raise CannotFetch(f"{_host_of(address)} redirects more than {REDIRECTS} times")

    def _checked_host(self, address: str, is_trusted: bool) -> str:
        """The host of an address that may be asked. A name is checked again when it is connected to, by what it stands for."""
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
            parts.port  # noqa: B018  # Raises if it is none.
        except ValueError:
            parts, host = urlsplit(""), ""
        if parts.scheme not in ("http", "https") or not host:
            raise CannotFetch(f"{_quote(address)} is no http or https address; it is not followed")
        if not (is_trusted or self._allow_private) and not _may_be_public(host):
            raise CannotFetch(f"{_quote(address)} lies in the own network; it is not followed")
        return host

    def _answer(self, host: str, response: requests.Response) -> Answer:
        status = response.status_code
        if status in (404, 410):
            raise NotThere(f"{host} knows no such work (status {status})")
        if status in _TRY_AGAIN:
            what = "is asked too often" if status == 429 else "is out of order"
            raise _TryAgain(f"{host} {what} (status {status})", CannotFetch, _seconds(response.headers.get("Retry-After", "")))
        if status != 200:
            raise CannotFetch(f"{host} answered with status {status}")
        too_large = f"{host} sends more than {self._limit // 1_000_000 or 1} MB; that is no record of a work"
        length = response.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > self._limit:
            raise CannotFetch(too_large)
        body = bytearray()
        for piece in response.iter_content(_CHUNK):
            body += piece
            if len(body) > self._limit:
                raise CannotFetch(too_large)
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.url, media_type, bytes(body))


class _TryAgain(Exception):
    """A failure that may be over in a moment."""

    def __init__(self, reason: str, kind: type[CannotFetch], wait: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.kind, self.wait = reason, kind, wait


class _NotPublic(Exception):
    """Raised where requests would not mistake it for an error of the network."""


class _understood:
    """Turns what requests raises into what the user is told."""

    def __init__(self, host: str) -> None:
        self.host = host

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, _NotPublic):
            raise CannotFetch(f"{self.host} is {error} in the own network; it is not followed") from None
        if not isinstance(error, requests.RequestException):
            return
        if isinstance(error, requests.exceptions.SSLError):
            raise CannotFetch(f"{self.host} has no valid certificate, so its answer cannot be trusted") from None
        if isinstance(error, (requests.exceptions.ReadTimeout, requests.exceptions.ChunkedEncodingError)):
            raise _TryAgain(f"{self.host} stopped in the middle of its answer", CannotFetch) from None
        if isinstance(error, requests.ConnectionError):
            text = str(error)
            if "Read timed out" in text or "IncompleteRead" in text or "Connection aborted" in text:
                raise _TryAgain(f"{self.host} stopped in the middle of its answer", CannotFetch) from None
            raise _TryAgain(f"no connection to {self.host} ({_reason(error)})", NoNetwork) from None
        if isinstance(error, requests.exceptions.ContentDecodingError):
            raise CannotFetch(f"{self.host} sends a damaged answer") from None
        raise CannotFetch(f"{self.host} cannot be asked: {type(error).__name__}") from None


def _reason(error: requests.ConnectionError) -> str:
    text = str(error)
    for sign, reason in (
        ("NameResolutionError", "its name cannot be looked up"),
        ("ProxyError", "the proxy does not answer"),
        ("timed out", "it does not answer"),
        ("refused", "it is refused"),
        ("unreachable", "the network is unreachable"),
    ):
        if sign in text or sign in type(error).__name__:
            return reason
    return "it is lost"


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None that requests should know of: it would read the body of the redirect, however large, and parse the address."""
        return


def _session(adapter: HTTPAdapter) -> requests.Session:
    session = _Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
    session.headers["User-Agent"] = f"shortlist/{version('shortlist')} (an editor's tool; one request at a time)"
    session.auth = _no_password
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def _no_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps requests from sending what it finds in ~/.netrc or in a redirect's address."""
    return request


class _PublicOnly:
    """A connection to a public address, whatever its name stood for a moment ago. Checked before anything is asked.

    Through a proxy it is the proxy that looks up names and must not lead into its own network.
    """

    sock: socket.socket

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        peer = str(self.sock.getpeername()[0])
        if not _is_public(peer):
            self.sock.close()
            raise _NotPublic(peer)


class _PublicHTTP(_PublicOnly, HTTPConnection):
    pass


class _PublicHTTPS(_PublicOnly, HTTPSConnection):
    pass


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **keywords: Any) -> None:
        super().init_poolmanager(*args, **keywords)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicHTTPPool, "https": _PublicHTTPSPool}


def _may_be_public(host: str) -> bool:
    """Not so of `localhost`, names without a dot, and numbers of the own network."""
    host = host.rstrip(".").lower()
    if host.endswith((".localhost", ".local", ".internal")) or host == "localhost":
        return False
    return _is_public(host) if ":" in host or host.replace(".", "").isdigit() else "." in host


def _is_public(address: str) -> bool:
    """Whether an IP address is of the public internet. Source: RFC 6890 and IANA's registries, as `ipaddress` has them."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    ip = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return ip.is_global and not ip.is_multicast


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc.lower()


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address


def _quote(address: str) -> str:
    return f"'{printable(address[:80])}{'…' if len(address) > 80 else ''}'"


def _seconds(value: str) -> float:
    """Of a header Retry-After. Source: RFC 9110, section 10.2.3: seconds, or a date."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
