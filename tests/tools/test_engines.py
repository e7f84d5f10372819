"""The walk with three engines: what it says where one is missing, how it speaks to Firefox, and that it sees differences."""

from __future__ import annotations

import json
import socket
from threading import Thread
from typing import Any

import pytest

from tools import browsers, engines


@pytest.mark.parametrize(("name", "package"), [("Chromium", "chromium-driver"), ("Firefox", "firefox-esr"), ("WebKit", "xvfb")])
def test_a_missing_engine_is_named_with_its_packages(name: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(engines.EngineError, match=rf"(?s)the engine or its driver is missing.*apt-get install.* {package}\b"):
        engines.ensure(name)


def test_no_engine_takes_the_place_of_chromium(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    monkeypatch.setattr(browsers, "SITE", tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    assert browsers.main() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Chromium: the engine or its driver is missing.")


def test_a_difference_is_told_with_its_stop() -> None:
    found = {"home": ["link Papers"], "tag": ["link Atom feed", "button Search"]}
    wanted = {"home": ["link Papers"], "tag": ["link Atom feed", "heading NLP", "button Search"]}
    lines = list(browsers.differences("WebKit", found, wanted))
    assert lines[:2] == ["--- Chromium at tag", "+++ WebKit at tag"]
    assert "-heading NLP" in lines
    assert list(browsers.differences("WebKit", wanted, wanted)) == []


def test_firefox_is_spoken_to_in_messages_with_their_lengths_in_bytes() -> None:
    ours, theirs = socket.socketpair()
    answers = [{"sessionId": "1"}, {"value": "ü"}]
    asked: list[Any] = []

    def firefox() -> None:
        stream = theirs.makefile("rwb")
        stream.write(b'2:{}')
        for answer in answers:
            stream.flush()
            length = b"".join(iter(lambda: stream.read(1), b":"))
            asked.append(json.loads(stream.read(int(length))))
            body = json.dumps([1, 1, None, answer], ensure_ascii=False).encode()
            stream.write(b"%d:%b" % (len(body), body))
        stream.flush()

    thread = Thread(target=firefox)
    thread.start()
    session = engines.Session(engines.marionette(ours))
    assert session.run("return 'ü'") == "ü"
    thread.join()
    assert [message[2] for message in asked] == ["WebDriver:NewSession", "WebDriver:ExecuteScript"]
    ours.close()
    theirs.close()
