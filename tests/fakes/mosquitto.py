"""A stock Mosquitto with persistence, started, killed and started again on the same port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

from tests.fakes.ports import free_port

PROGRAM = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")

#: As docs/contract.md asks of a site's own broker.
SETTINGS = """persistence true
persistence_location {folder}/
autosave_on_changes true
autosave_interval 1
max_queued_messages 0"""


def missing() -> str:
    """What keeps Mosquitto from being started here; empty when nothing does."""
    return "" if PROGRAM else "no Mosquitto broker (mosquitto) on this machine"


class MosquittoProcess:
    """One broker whose session store lies in `folder`.

    ``more`` are lines for its one listener (certificates, accounts); ``settings`` replace those for all of it.
    """

    def __init__(self, folder: Path, more: str = "allow_anonymous true", settings: str = SETTINGS) -> None:
        assert PROGRAM is not None, missing()
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"{settings.format(folder=folder)}\nlog_type none\nlistener {self.port} 127.0.0.1\n{more}\n"
            + ("user root\n" if _is_root() else "")
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it listens."""
        self._process = subprocess.Popen([str(PROGRAM), "-c", str(self._config)], stderr=subprocess.DEVNULL)
        pause, deadline = threading.Event(), time.monotonic() + 60
        while not self._listens():
            assert time.monotonic() < deadline, "Mosquitto does not listen"
            pause.wait(0.02)

    def kill(self) -> None:
        """Kill it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(60)
            self._process = None

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
