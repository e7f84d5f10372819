"""What the preview answers to requests that no browser of its author sends: nothing of the site, and nothing that hurts."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from shortlist.site import serve
from shortlist.site.serve import STYLE_PATH, Preview
from tests.site.served import Served
from tests.tiny import TinySite, not_on_windows

pytestmark = not_on_windows("no process can be sent Ctrl-C")


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(TinySite(tmp_path_factory.mktemp("requests") / "site").root)
    yield served
    served.close()


def ask(preview: Served, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of an answer."""
    address = urlsplit(preview.address)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=20)
    connection.putrequest("GET", path, skip_host="Host" in headers, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example@127.0.0.1", "localhost@evil.example", "[", "[::1", "", " ", "192.0.2.1", "[2001:db8::1]", "0.0.0.0", "a" * 5000, "127.0.0.1/", "xn--localhost"],
)
@pytest.mark.parametrize("path", ["/", "/2021-04/first/", "/livereload/0/0", "/livereload/preview.css", "/none"])
def test_another_name_is_not_answered(preview: Served, host: str, path: str) -> None:
    status, _, text = ask(preview, path, Host=host)
    assert status == 421
    assert "First" not in text
    assert "html" not in text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "127.8.8.8"])
def test_our_own_name_is_answered(preview: Served, host: str) -> None:
    assert ask(preview, "/2021-04/first/", Host=host)[0] == 200


@pytest.mark.parametrize(
    ("own", "host", "status"),
    [
        ("0.0.0.0", "192.168.1.5:8000", 200),
        ("0.0.0.0", "evil.example", 421),
        ("0.0.0.0", socket.gethostname(), 200),
        ("::", "[2001:db8::1]:8000", 200),
        ("::1", "[::1]:8000", 200),
        ("192.168.1.5", "192.168.1.5", 200),
        ("192.168.1.5", "192.168.1.6", 421),
        ("desk.example", "desk.example:8000", 200),
        ("127.0.0.1", socket.gethostname(), 421),
    ],
)
def test_other_addresses_than_the_usual_one(tmp_path: Path, own: str, host: str, status: int) -> None:
    preview = Preview(TinySite(tmp_path / "site").root, tmp_path / "shown", own, 8000, "")
    said: list[str] = []
    list(preview.serve_request({"PATH_INFO": "/livereload/preview.css", "HTTP_HOST": host}, lambda line, headers: said.append(line)))
    assert said[0].startswith(str(status))
    preview.server_close()


def test_pages_come_with_the_policy_that_readers_get_and_keep_to_it(preview: Served) -> None:
    for path in ("/", "/2021-04/first/", "/none", "/assets/search.js"):
        _, headers, text = ask(preview, path)
        assert headers["content-security-policy"].startswith("default-src 'self'; ")
        assert "unsafe" not in headers["content-security-policy"]
        if path.endswith(".js"):
            continue
        page = html.fromstring(text)
        assert not page.xpath("//style | //script[not(@src) and not(contains(@type, 'json'))]")
        for address in page.xpath("//script/@src[contains(., 'livereload')] | //link/@href[contains(., 'livereload')]"):
            assert ask(preview, address)[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/" + "a" * 256, "/" + "a" * 256 + "/", "/" + "a/" * 3000, "/%00", "/a%00b/", "/livereload/" + "9" * 5000 + "/0", "/livereload/x.js", "/livereload/" + "9" * 5000 + ".js", "/?" + "a" * 5000, "//", "/..%2f..%2fmkdocs.yml"],
)
def test_odd_paths_are_not_found(preview: Served, path: str) -> None:
    said = len(preview.said)
    status, _, text = ask(preview, path)
    assert status in ((200, 302) if path.startswith(("/?", "//")) else (404,))
    assert "site_name: " not in text
    assert preview.said[said:] == []


@pytest.mark.parametrize("target", ["http://[", "http://evil.example/", "http://[/2021-04/first/", "*", "[", "../", "/\xff"])
def test_targets_that_are_no_paths_are_answered(preview: Served, target: str) -> None:
    address = urlsplit(preview.address)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("latin-1"))
        assert connection.recv(100).split()[1] in (b"404", b"200")


def test_connections_that_say_nothing_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How long one may stay is a constant; here is shown that it is heeded."""
    monkeypatch.setattr(serve, "TIMEOUT", 1)
    monkeypatch.setattr(Preview, "request_queue_size", 30)
    preview = Preview(TinySite(tmp_path / "site").root, tmp_path / "shown", "127.0.0.1", 0, "")
    preview.server_bind()
    preview.server_activate()
    preview.serve_thread.start()
    try:
        connections = []
        for length in range(1, 21):
            connections.append(socket.create_connection(preview.server_address, timeout=20))
            connections[-1].sendall(b"GET / HTTP/1.1\r\nHost: loc"[:length])
        with socket.create_connection(preview.server_address, timeout=20) as other:
            other.sendall(f"GET {STYLE_PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert other.recv(100).split()[1] == b"200"
        for connection in connections:
            assert connection.recv(1) == b""
            connection.close()
    finally:
        preview.shutdown()
        preview.serve_thread.join()


def test_folders_of_killed_previews_are_removed(tmp_path: Path) -> None:
    site = TinySite(tmp_path / "site")
    killed = Served(site.root)
    killed.end(signal.SIGKILL)
    killed.close()
    alive = Served(site.root)
    (kept,) = [path for path in alive.temporary.iterdir() if str(alive.process.pid) in path.name]
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "notes.txt").write_text("precious", encoding="utf-8")
    link = alive.temporary / f"shortlist-preview-{2**22 + 1}-link"  # No process has that number.
    link.symlink_to(precious)
    others = alive.temporary / "shortlist-preview-notes"
    others.mkdir()
    last = Served(site.root)
    left = {path.name for path in last.temporary.iterdir()}
    assert {kept.name, others.name} <= left
    assert not [name for name in left if f"-{killed.process.pid}-" in name]
    assert (precious / "notes.txt").read_text(encoding="utf-8") == "precious"
    for served in (alive, last):
        served.end()
        served.close()
    assert os.path.lexists(link)
