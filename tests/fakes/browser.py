"""A real browser without a window, driven over the pipe that Chromium has for such ends."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

#: What Chromium and its relatives are called; WATCHROOM_BROWSER names another.
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_FLAGS: Final = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--proxy-server=127.0.0.1:9",  # nothing answers there: the page has to do without any network
)
#: The browser reads descriptor 3 and writes 4, wherever the pipes lie here.
_START: Final = """import os, sys
into, out = os.dup(int(sys.argv[1])), os.dup(int(sys.argv[2]))
while min(into, out) < 5:
    into, out = os.dup(into), os.dup(out)
os.dup2(into, 3)
os.dup2(out, 4)
os.execv(sys.argv[3], sys.argv[3:])"""
PATIENCE_S: Final = 60.0


def program_of(variable: str, names: Sequence[str]) -> str | None:
    """A browser's program: the one that the environment names, else the first that is installed; None on Windows,
    where none can be driven by what is used here."""
    if sys.platform == "win32":
        return None
    return os.environ.get(variable, "") or next(filter(None, map(shutil.which, names)), None)


def browser_program() -> str | None:
    """The browser's program; None where there is none, or it cannot be driven this way."""
    return program_of("WATCHROOM_BROWSER", _NAMES)


class Browser:
    """One browser with one page. `requests` are the addresses that the page asked for."""

    drops = True

    def __init__(self, program: str, profile: Path) -> None:
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        command = [program, *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(to_browser), str(from_browser), *command],
            pass_fds=(to_browser, from_browser),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._number, self._read, self._session = 0, b"", ""
        self.requests: list[str] = []

    def __enter__(self) -> Self:
        try:
            self._attach()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._end()

    def _attach(self) -> None:
        page = next(one for one in self.call("Target.getTargets")["targetInfos"] if one["type"] == "page")
        self._session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "DOM", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def _end(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(60)
        os.close(self._out)
        os.close(self._in)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask the browser; gives what it answers, fails with what it refuses."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer)
                result: dict[str, Any] = answer["result"]
                return result

    def open(self, page: Path) -> None:
        """Open a page from the disk, as a double click does."""
        self.call("Page.navigate", url=page.as_uri())
        self.until("document.readyState === 'complete' && location.protocol === 'file:'")

    def value(self, expression: str) -> Any:
        """What an expression gives in the page; a promise is waited for."""
        told = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def until(self, expression: str) -> Any:
        """Wait until an expression is true in the page."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := self.value(expression)):
            assert time.monotonic() < deadline, expression
            self.value("new Promise((done) => setTimeout(done, 20))")
        return found

    def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.value(f"document.querySelector({selector!r}).focus()")
        self.call("Input.insertText", text=text)

    def choose(self, selector: str, *paths: Path) -> None:
        """Choose files, or a folder where the field takes one, as its dialog does."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path) for path in paths])

    def drop(self, selector: str, path: Path) -> None:
        """Drop a file or folder from the desktop."""
        box = f"document.querySelector({selector!r}).getBoundingClientRect()"
        x, y = self.value(f"(({box}).x + 20)"), self.value(f"(({box}).y + 20)")
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

    def size(self, width: int, height: int) -> None:
        """Make the page so large, in pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self) -> bytes:
        """What is to be seen, as PNG in base 64."""
        return str(self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]).encode()

    def asked(self) -> set[str]:
        """Of which kinds the addresses are that the page asked for."""
        return {one.partition(":")[0] for one in self.requests}

    def _message(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_S
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._in, selectors.EVENT_READ)
            while b"\0" not in self._read:
                assert waiting.select(max(0.0, deadline - time.monotonic())), "the browser says nothing"
                data = os.read(self._in, 1 << 16)
                assert data, "the browser has ended"
                self._read += data
        one, _, self._read = self._read.partition(b"\0")
        told: dict[str, Any] = json.loads(one)
        if told.get("method") == "Network.requestWillBeSent":
            self.requests.append(told["params"]["request"]["url"])
        return told
