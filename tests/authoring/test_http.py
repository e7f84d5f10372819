"""What a service may do to us: real sockets, a server of our own, no network."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
import responses

from shortlist.authoring import http
from shortlist.authoring.http import ARXIV_API, CannotFetch, NotThere, arxiv_api, doi_resolver, fetch

Handle = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A local service. `then` says how it answers next; the last answer stays."""

    def __init__(self) -> None:
        self.answers: list[Handle] = []
        self.asked: list[BaseHTTPRequestHandler] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append(self)
                answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
                with contextlib.suppress(OSError):  # Who has given up does not listen.
                    answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.httpd.server_port}"
        threading.Thread(target=self.httpd.serve_forever, args=(0.01,), daemon=True).start()

    def then(self, *answers: Handle) -> None:
        self.answers = list(answers)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.httpd.shutdown()
    server.httpd.server_close()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def sends(body: bytes, status: int = 200, **headers: str) -> Handle:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            if value:
                request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def redirects(target: str, status: int = 302) -> Handle:
    return sends(b"", status, Location=target)


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses before further tries, which are not made."""
    pauses: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time", SimpleNamespace(sleep=pauses.append, time=time.time))
    return pauses


@pytest.fixture
def _trusts_private(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if this machine were a public host."""
    monkeypatch.setattr(http, "refuse_private", lambda url: None)


def get(server: Server) -> str:
    """From a server that counts as the user's own choice."""
    return fetch(f"{server.address}/api", accept="text/plain").text


def test_an_answer(server: Server) -> None:
    server.then(sends(gzip.compress(b"Gr\xc3\xbc\xc3\x9fe"), Content_Encoding="gzip", Content_Type="Text/Plain; charset=utf-8"))
    answer = fetch(f"{server.address}/api", accept="text/plain", params={"id_list": "a,b"})
    assert (answer.text, answer.media_type, answer.host) == ("Grüße", "text/plain", "127.0.0.1")
    assert server.asked[0].path == "/api?id_list=a%2Cb"
    assert server.asked[0].headers["Accept"] == "text/plain"


def test_two_more_tries_with_a_pause_before_the_last(server: Server, pauses: list[float]) -> None:
    server.then(sends(b"", 503), sends(b"", 429), sends(b"x"))
    assert get(server) == "x"
    assert pauses == [3]


@pytest.mark.parametrize(("status", "said"), [(502, r"^127\.0\.0\.1 is unavailable \(502\)$"), (429, r"^rate-limited by 127\.0\.0\.1; try again later$")])
def test_after_three_failures_it_is_said(status: int, said: str, server: Server) -> None:
    server.then(sends(b"", status))
    with pytest.raises(CannotFetch, match=said):
        get(server)
    assert len(server.asked) == 3


@pytest.mark.parametrize(("value", "expected"), [("7", 7), ("120", 20), (format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True), 20)], ids=["seconds", "minutes", "date"])
def test_a_pause_that_the_server_asks_for_is_kept_within_reason(value: str, expected: float, server: Server, pauses: list[float]) -> None:
    server.then(sends(b"", 429, Retry_After=value), sends(b"x"))
    assert get(server) == "x"
    assert pauses == [expected]


@pytest.mark.parametrize("value", ["soon", "-5", "Mon, 99 Xyz 2021"])
def test_a_pause_that_cannot_be_read_is_an_error_of_the_server(value: str, server: Server) -> None:
    server.then(sends(b"", 503, Retry_After=value), sends(b"x"))
    with pytest.raises(CannotFetch, match="127.0.0.1 cannot be asked"):
        get(server)


@pytest.mark.parametrize(("status", "kind"), [(404, NotThere), (410, NotThere), (403, CannotFetch), (400, CannotFetch)])
def test_a_refusal_is_not_asked_again(status: int, kind: type[Exception], server: Server) -> None:
    server.then(sends(b"", status))
    with pytest.raises(kind, match=str(status)):
        get(server)
    assert len(server.asked) == 1


def without_end(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(3200):  # 200 MB
        request.wfile.write(b"x" * 65_536)
    request.server.was_sent_in_full = True  # type: ignore[attr-defined]


def test_200_mb_are_given_up_early(server: Server) -> None:
    server.then(without_end)
    with pytest.raises(CannotFetch, match="sends more than 10 MB, too much for the record of a work"):
        get(server)
    assert not hasattr(server.httpd, "was_sent_in_full")


def test_200_mb_in_a_small_packet_are_given_up(server: Server) -> None:
    server.then(sends(gzip.compress(bytes(200_000_000), 1), Content_Encoding="gzip"))
    with pytest.raises(CannotFetch, match="sends more than 10 MB"):
        get(server)


def test_a_damaged_packet_is_said(server: Server) -> None:
    server.then(sends(b"no gzip", Content_Encoding="gzip"))
    with pytest.raises(CannotFetch, match="cannot be asked: ContentDecodingError"):
        get(server)


def test_an_answer_that_stops_in_the_middle_is_said(server: Server) -> None:
    server.then(sends(b"half", Content_Length="8"))
    with pytest.raises(CannotFetch, match="stopped in the middle of its answer"):
        get(server)


def drop_by_drop(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b"x" * 65_536)
        time.sleep(0.05)


def test_an_answer_that_never_ends_is_given_up_in_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_SECONDS", 0.3)
    server.then(drop_by_drop)
    before = time.monotonic()
    with pytest.raises(CannotFetch, match="has not answered in time; try again later"):
        get(server)
    assert time.monotonic() - before < 3


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("file:///etc/passwd", "127.0.0.1 redirects to 'file:///etc/passwd', which is not an http or https address"),
        ("data:text/plain,x", "is not an http or https address"),
        ("http://example.org:port/", "example.org cannot be asked: InvalidURL"),
        ("http://[", "redirects to 'http://[', which is not an http or https address"),
        ("http://127.0.0.1/", "'http://127.0.0.1/' is on a private network; it is not followed"),
        ("http://2130706433/", "is on a private network"),
        ("http://LOCALHOST/", "is on a private network"),
        ("http://192.168.1.1/", "is on a private network"),
        ("http://169.254.169.254/latest/meta-data/", "is on a private network"),
        ("http://0.0.0.0/", "is on a private network"),
        ("http://100.64.0.1/", "is on a private network"),
        ("http://224.0.0.1/", "is on a private network"),
        ("http://[::1]/", "is on a private network"),
        ("http://[::ffff:127.0.0.1]/", "is on a private network"),
        ("http://[fd00::1]/", "is on a private network"),
        ("//127.0.0.1:1/", "is on a private network"),
        ("/elsewhere", "is on a private network"),  # Only the first hop is the user's choice.
    ],
)
def test_where_a_redirect_may_not_lead(target: str, said: str, server: Server) -> None:
    server.then(redirects(target))
    with pytest.raises(CannotFetch) as failure:
        get(server)
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)
    assert len(server.asked) == 1


def test_a_name_of_a_private_host_is_not_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.then(redirects("http://rebound.example.org/secret"))
    looked_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest: looked_up("127.0.0.1", *rest))
    with pytest.raises(CannotFetch, match=r"'http://rebound\.example\.org/secret' is on a private network; it is not followed"):
        get(server)
    assert len(server.asked) == 1


@pytest.mark.usefixtures("_trusts_private")
def test_redirects_are_followed_so_far(server: Server) -> None:
    server.then(redirects("/b", 301), redirects("c?d=e", 307), sends(b"x"))
    assert get(server) == "x"
    assert [request.path for request in server.asked] == ["/api", "/b", "/c?d=e"]
    server.then(redirects("/api"))
    with pytest.raises(CannotFetch, match="127.0.0.1 redirects more than 8 times"):
        get(server)


@pytest.mark.usefixtures("_trusts_private")
def test_the_body_of_a_redirect_is_not_read(server: Server) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", "/b")
        request.end_headers()
        for _ in range(3200):
            request.wfile.write(b"x" * 65_536)
        request.server.was_sent_in_full = True  # type: ignore[attr-defined]

    server.then(endless, sends(b"x"))
    assert get(server) == "x"
    assert not hasattr(server.httpd, "was_sent_in_full")


@pytest.mark.usefixtures("_trusts_private")
def test_no_password_and_no_cookie_goes_along(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password example\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    port = server.httpd.server_port
    server.then(sends(b"", 302, Location=f"http://user:password@127.0.0.1:{port}/b", Set_Cookie="a=b"), sends(b"x"))
    assert get(server) == "x"
    assert all("Authorization" not in request.headers and "Cookie" not in request.headers for request in server.asked)


def test_a_proxy_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may stand in the own network; what is asked of it may not."""
    monkeypatch.setenv("http_proxy", server.address)
    server.then(sends(b"x"))
    assert fetch("http://example.org/a", accept="*/*").text == "x"
    assert server.asked[0].path == "http://example.org/a"
    server.then(redirects("http://localhost/"))
    with pytest.raises(CannotFetch, match="is on a private network"):
        fetch("http://example.org/a", accept="*/*")
    assert len(server.asked) == 2


def test_a_closed_port_is_no_network(pauses: list[float]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(CannotFetch, match=r"^no connection to 127\.0\.0\.1$"):
            fetch(f"{address}/10.1000/x", accept="*/*")
    assert pauses == [3]


def test_a_name_that_cannot_be_looked_up_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(CannotFetch, match=r"^no connection to export\.arxiv\.org$"):
        fetch(ARXIV_API, accept="*/*")


def test_a_wrong_certificate_is_said() -> None:
    from requests.exceptions import SSLError

    with responses.RequestsMock() as net:
        net.get(ARXIV_API, body=SSLError("certificate verify failed"))
        with pytest.raises(CannotFetch, match="export.arxiv.org has no valid certificate"):
            fetch(ARXIV_API, accept="*/*")


def test_services_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_ARXIV_API", "http://127.0.0.1:1/api")
    monkeypatch.setenv("SHORTLIST_DOI_RESOLVER", "http://127.0.0.1:1/doi/")
    assert (arxiv_api(), doi_resolver()) == ("http://127.0.0.1:1/api", "http://127.0.0.1:1/doi")
