"""A stock Mosquitto with persistence, started, killed and started again on the same port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

PROGRAM = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def missing() -> str:
    """What keeps Mosquitto from being started here; empty when nothing does."""
    return "" if PROGRAM else "no Mosquitto broker (mosquitto) on this machine"


class MosquittoProcess:
    """One broker whose session store lies in `folder`."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAM is not None, missing()
        folder.mkdir(parents=True, exist_ok=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nautosave_on_changes true\nautosave_interval 1\n"
            "max_queued_messages 0\nlog_type none\n" + ("user root\n" if _is_root() else "")
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it listens."""
        self._process = subprocess.Popen([str(PROGRAM), "-c", str(self._config)], stderr=subprocess.DEVNULL)
        pause, deadline = threading.Event(), time.monotonic() + 10
        while not self._listens():
            assert time.monotonic() < deadline, "Mosquitto does not listen"
            pause.wait(0.02)

    def kill(self) -> None:
        """Kill it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
