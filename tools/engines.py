"""The three engines that readers come with, each started on a light or a dark system, and driven by W3C WebDriver's commands.

Chromium and WebKit have a driver that takes the commands over HTTP. Firefox takes the same ones over a socket, as Marionette,
without another program. Sources: https://www.w3.org/TR/webdriver2/,
https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from tools import browser

MAX_SECONDS = 60
"""For an engine to start or a page to load, on a machine that does other things too."""
POLL_INTERVAL = 0.1
HEIGHT = 900
"""Of the window, in CSS pixels."""
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key that the standard has for an element, as scripts and commands name it."""

Send = Callable[[str, str, str, dict[str, Any]], Any]
"""Give a command, by its method and path below the session, its name in Marionette, and its parameters; return its value."""


class EngineError(Exception):
    """An engine could not be started, or refused a command; the message says which and why."""


class Session:
    """One window of one engine. `downloads` is the folder where it saves files, if it can be told one."""

    def __init__(self, send: Send, downloads: Path | None = None) -> None:
        self._send = send
        self.downloads = downloads

    def go(self, url: str) -> None:
        self._send("POST", "/url", "Navigate", {"url": url})

    def resize(self, width: int) -> None:
        self._send("POST", "/window/rect", "SetWindowRect", {"width": width, "height": HEIGHT})

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a JavaScript function, and return what it returns."""
        return self._send("POST", "/execute/sync", "ExecuteScript", {"script": script, "args": list(arguments)})

    def click(self, element: dict[str, str]) -> None:
        self._send("POST", f"/element/{element[ELEMENT]}/click", "ElementClick", {"id": element[ELEMENT]})

    def type(self, element: dict[str, str], text: str) -> None:
        self._send("POST", f"/element/{element[ELEMENT]}/value", "ElementSendKeys", {"id": element[ELEMENT], "text": text})

    def hover(self, element: dict[str, str]) -> None:
        """Move the mouse to the middle of an element, brought to the middle of the window."""
        self.run("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", element)
        move = {"type": "pointerMove", "origin": element, "x": 0, "y": 0, "duration": 0}
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [move]}
        self._send("POST", "/actions", "PerformActions", {"actions": [mouse]})

    def role(self, element: dict[str, str]) -> str:
        """Return the role that the engine tells assistive technology."""
        return self._send("GET", f"/element/{element[ELEMENT]}/computedrole", "GetComputedRole", {"id": element[ELEMENT]})

    def label(self, element: dict[str, str]) -> str:
        """Return the accessible name that the engine tells assistive technology."""
        return self._send("GET", f"/element/{element[ELEMENT]}/computedlabel", "GetComputedLabel", {"id": element[ELEMENT]})

    def enter_popup(self) -> None:
        """Go on in a window without bars: that of a browser has a least width, which a phone's is below."""
        self.run("open('about:blank', '', 'popup')")
        while len(windows := self._send("GET", "/window/handles", "GetWindowHandles", {})) < 2:
            time.sleep(POLL_INTERVAL)
        self._send("POST", "/window", "SwitchToWindow", {"handle": windows[-1]})


@contextmanager
def chromium(scheme: str) -> Iterator[Session]:
    path = browser.find(browser.WHOLE)  # What readers have.
    driver = shutil.which("chromedriver")
    if not path or not driver:
        raise EngineError("Chromium or chromedriver is not on this machine")
    dark = ("--force-dark-mode",) if scheme == "dark" else ()
    options: dict[str, Any] = {"binary": path, "args": ["--headless", "--no-sandbox", *browser.QUIET, *dark]}
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options["prefs"] = {"download.default_directory": folder}
        with _driver(driver, {"goog:chromeOptions": options}) as session:
            session.downloads = Path(folder)
            yield session


@contextmanager
def firefox(scheme: str) -> Iterator[Session]:
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    if not path:
        raise EngineError("Firefox is not on this machine")
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        downloads = Path(profile, "downloads")
        prefs = {
            "marionette.port": 0,
            "dom.disable_open_during_load": False,
            "ui.systemUsesDarkTheme": int(scheme == "dark"),
            "browser.download.folderList": 2,  # A folder of our own.
            "browser.download.dir": str(downloads),
        }
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in prefs.items())
        Path(profile, "user.js").write_text("".join(lines), encoding="utf-8")
        with _started(path, "--headless", "--marionette", "--no-remote", "--profile", profile) as process:
            port = Path(profile, "MarionetteActivePort")
            _wait(process, lambda: port.is_file() and port.read_text(encoding="utf-8"))
            with socket.create_connection(("127.0.0.1", int(port.read_bytes())), timeout=MAX_SECONDS) as connection:
                session = Session(marionette(connection), downloads)
                session.enter_popup()
                yield session


@contextmanager
def webkit(scheme: str) -> Iterator[Session]:
    driver, display = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    path = next(Path("/").glob("usr/lib*/**/webkit2gtk-*/MiniBrowser"), None)
    if not driver or not display or not path:
        raise EngineError("WebKitWebDriver, its MiniBrowser or Xvfb is not on this machine")
    # Full screen, it has no bars of its own, and so may be narrow. The window manager that would refuse is not there.
    options = {"binary": str(path), "args": ["--automation", "--full-screen"]}
    read, write = os.pipe()
    with _started(display, "-displayfd", str(write), "-screen", "0", "1400x1000x24", pass_fds=(write,)):
        environment = {"DISPLAY": f":{os.read(read, 9).decode().strip()}", "GTK_THEME": f"Adwaita:{scheme}"}
        with _driver(driver, {"webkitgtk:browserOptions": options}, environment) as session:
            yield session


ENGINES = {"Chromium": chromium, "Firefox": firefox, "WebKit": webkit}
PACKAGES = {
    "Chromium": ("chromium", "chromium-driver", "fonts-dejavu"),
    "Firefox": ("firefox-esr",),
    "WebKit": ("webkit2gtk-driver", "xvfb"),
}
"""Debian's."""
PROGRAMS = {"Chromium": ("chromedriver",), "Firefox": ("firefox-esr", "firefox"), "WebKit": ("WebKitWebDriver",)}


def ensure(name: str) -> None:
    """Install an engine where that is allowed, unless it is there.

    Raises:
        EngineError: it is not there, and may not be installed; the message names the packages.
    """
    if any(map(shutil.which, PROGRAMS[name])) and (name != "WebKit" or shutil.which("Xvfb")):
        return
    if not browser.install(*PACKAGES[name]):
        raise EngineError(f"the engine or its driver is missing.\n{browser.advice(*PACKAGES[name])}")


@contextmanager
def _started(
    *command: str, environment: dict[str, str] | None = None, pass_fds: tuple[int, ...] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program that ends with the block."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=os.environ | (environment or {}), stdout=quiet, stderr=quiet, pass_fds=pass_fds)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], ready: Callable[[], Any]) -> None:
    end = time.monotonic() + MAX_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            raise EngineError(f"{process.args!r} did not start")
        time.sleep(POLL_INTERVAL)


@contextmanager
def _driver(path: str, options: dict[str, Any], environment: dict[str, str] | None = None) -> Iterator[Session]:
    """Start a driver, and a browser by it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with _started(path, f"--port={port}", environment=environment) as process:
        _wait(process, lambda: _answers(port))
        answer = _http(f"{url}/session")("POST", "", "", {"capabilities": {"alwaysMatch": options}})
        send = _http(f"{url}/session/{answer['sessionId']}")
        try:
            yield Session(send)
        finally:
            with suppress(EngineError, requests.RequestException):
                send("DELETE", "", "", {})


def _answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _http(url: str) -> Send:
    def send(method: str, path: str, _name: str, parameters: dict[str, Any]) -> Any:
        body = parameters if method == "POST" else None
        value = requests.request(method, url + path, json=body, timeout=MAX_SECONDS).json()["value"]
        if isinstance(value, dict) and "error" in value:
            raise EngineError(f"{method} {path}: {value['error']}: {value['message']}")
        return value

    return send


def marionette(connection: socket.socket) -> Send:
    """Open a session.

    A message is its length in bytes, a colon, and JSON: [0, number, command, parameters], answered by [1, number, error, value].
    """
    stream = connection.makefile("rwb")

    def receive() -> Any:
        length = b""
        while (byte := stream.read(1)) not in (b":", b""):
            length += byte
        return json.loads(stream.read(int(length)))

    def send(_method: str, _path: str, name: str, parameters: dict[str, Any]) -> Any:
        message = json.dumps([0, 1, f"WebDriver:{name}", parameters]).encode()
        stream.write(b"%d:%b" % (len(message), message))
        stream.flush()
        _, _, error, value = receive()
        if error:
            raise EngineError(f"{name}: {error['error']}: {error['message']}")
        return value["value"] if isinstance(value, dict) and value.keys() == {"value"} else value

    receive()  # Its greeting.
    send("", "", "NewSession", {})
    return send
