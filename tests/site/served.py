"""A preview as a process, for tests that talk to it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

LONG = 60
"""Seconds after which a preview hangs. No test says how fast it is."""

COMMAND = [sys.executable, "-c", "from shortlist.cli import main; main()", "serve"]


def can_be_interrupted() -> None:
    """Let Control-C end the process that begins, also where tests run in the background, which a shell keeps from it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Served:
    """A running preview."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.temporary = root.parent / "temporary"
        self.temporary.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [*COMMAND, "--addr", "127.0.0.1:0", *arguments],
            cwd=root,
            env=os.environ | {"TMPDIR": str(self.temporary), "NO_MKDOCS_2_WARNING": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            preexec_fn=can_be_interrupted,
        )
        self.said: list[str] = []
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        found = re.search(r"http://\S+", self.line("Preview of"))
        assert found
        self.address = found[0]

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self._news:
                self.said.append(line.rstrip("\n"))
                self._news.notify_all()
        with self._news:
            self.said.append("(end)")
            self._news.notify_all()

    def line(self, part: str, after: int = 0) -> str:
        """The first line that holds a text; waits for it."""
        with self._news:
            assert self._news.wait_for(lambda: any(part in line for line in self.said[after:]) or "(end)" in self.said, LONG), self.said
            return next((line for line in self.said[after:] if part in line), "\n".join(self.said))

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a path on the host."""
        address = urlsplit(self.address)
        connection = HTTPConnection(address.hostname or "", address.port, timeout=LONG)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def after(self, change: Callable[[], object], path: str = "/2021-04/first/") -> tuple[int, str]:
        """The page once the preview shows another state than before the change, as the script of MkDocs waits for it."""
        state = re.findall(r'src="/livereload/(\d+)\.js"', self.get("/")[1])[-1]
        change()
        end = time.monotonic() + LONG
        while self.get(f"/livereload/{state}/0")[1] == state:
            assert time.monotonic() < end, "nothing has changed"
        return self.get(path)

    def end(self, number: int = signal.SIGINT) -> int:
        """Exit status after the signal."""
        self.process.send_signal(number)
        status = self.process.wait(LONG)
        self._reader.join(LONG)
        return status

    def close(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._reader.join()
        assert self.process.stdout
        self.process.stdout.close()
