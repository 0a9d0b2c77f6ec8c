"""A real Firefox without a window, driven over the socket that it has for such ends (Marionette)."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tests.fakes.browser import program_of
from tests.fakes.waiting import wait_until

_NAMES: Final = ("firefox-esr", "firefox")
_FLAGS: Final = ("--headless", "--no-remote", "--marionette", "--remote-allow-system-access")
#: Nothing answers at the proxy, and nothing of its own accord is asked: the page has to do without any network.
_PREFERENCES: Final[dict[str, object]] = {
    "marionette.port": 0,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "dom.disable_open_during_load": False,
}
PATIENCE_S: Final = 60.0


def firefox_program() -> str | None:
    """Firefox's program; None where there is none."""
    return program_of("WATCHROOM_FIREFOX", _NAMES)


class Firefox:
    """One browser with one page. `drops`: whether `drop` is to be had."""

    drops = False

    def __init__(self, program: str, profile: Path) -> None:
        profile.mkdir()
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines), "utf-8")
        self._profile = profile
        # A home of its own: a root whose home is another's is refused.
        home = profile / "home"
        home.mkdir()
        self._process = subprocess.Popen(
            [program, *_FLAGS, "--profile", str(profile), "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {"HOME": str(home), "MOZ_CRASHREPORTER_DISABLE": "1"},
        )
        self._socket: socket.socket | None = None
        self._number, self._read = 0, b""

    def __enter__(self) -> Self:
        try:
            port = wait_until("the browser's port", self._port, PATIENCE_S)
            self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
            self._message()  # it says which protocol it speaks
            self._do("WebDriver:NewSession", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}})
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._end()

    def open(self, page: Path) -> None:
        """Open a page from the disk, as a double click does."""
        self._do("WebDriver:Navigate", url=page.as_uri())

    def value(self, expression: str) -> Any:
        """What an expression gives in the page."""
        return self._do("WebDriver:ExecuteScript", script=f"return {expression}", args=[])["value"]

    def until(self, expression: str) -> Any:
        """Wait until an expression is true in the page."""
        return wait_until(expression, lambda: self.value(expression), PATIENCE_S)

    def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        found = self._do("WebDriver:FindElement", using="css selector", value=selector)["value"]
        self._do("WebDriver:ElementSendKeys", id=next(iter(found.values())), text=text)

    def choose(self, selector: str, path: Path) -> None:
        """Choose a file as its dialog does.

        The dialog for folders cannot be driven: its files are put into the field, with the paths that it gives them.
        """
        if path.is_file():
            self.type(selector, str(path))
            return
        field = f"document.querySelector({json.dumps(selector)})"
        files = sorted(one for one in path.rglob("*") if one.is_file())
        named = json.dumps([f"{path.name}/{one.relative_to(path).as_posix()}" for one in files])
        put = f"Promise.all({json.dumps([str(one) for one in files])}.map((one) => File.createFromFileName(one)))"
        script = f"return {put}.then((files) => {field}.mozSetFileArray(files))"
        self._do("WebDriver:ExecuteScript", script=script, args=[], sandbox="system")
        self.value(
            f"{named}.forEach((value, at) => Object.defineProperty({field}.files[at], 'webkitRelativePath', {{value}}))"
        )
        self.value(f"{field}.dispatchEvent(new Event('change', {{bubbles: true}}))")

    def drop(self, selector: str, path: Path) -> None:
        """Not to be had here."""
        raise AssertionError("nothing is dropped on this one")

    def size(self, width: int, height: int) -> None:
        """Make the window so large, in pixels."""
        self._do("WebDriver:SetWindowRect", width=width, height=height)

    def picture(self) -> bytes:
        """What is to be seen, as PNG in base 64."""
        return str(self._do("WebDriver:TakeScreenshot", full=True)["value"]).encode()

    def asked(self) -> set[str]:
        """Of which kinds the addresses are that the page asked for."""
        names = "performance.getEntries().filter((one) => /^[a-z]+:/.test(one.name)).map((one) => one.name)"
        return {str(name).partition(":")[0] for name in [*self.value(names), self.value("location.href")]}

    def _port(self) -> int:
        assert self._process.poll() is None, "the browser has ended"
        told = self._profile / "MarionetteActivePort"
        return int(told.read_text() or 0) if told.is_file() else 0

    def _do(self, command: str, **parameters: Any) -> dict[str, Any]:
        assert self._socket is not None
        self._number += 1
        data = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(data), data))
        while True:
            kind, number, error, result = self._message()
            if (kind, number) == (1, self._number):
                assert error is None, (command, error)
                told: dict[str, Any] = result
                return told

    def _message(self) -> Any:
        assert self._socket is not None
        while b":" not in self._read:
            self._more()
        length, _, self._read = self._read.partition(b":")
        while len(self._read) < int(length):
            self._more()
        data, self._read = self._read[: int(length)], self._read[int(length) :]
        return json.loads(data)

    def _more(self) -> None:
        assert self._socket is not None
        data = self._socket.recv(1 << 16)
        assert data, "the browser has ended"
        self._read += data

    def _end(self) -> None:
        if self._socket is not None:
            self._socket.close()
        if sys.platform != "win32":
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(60)
