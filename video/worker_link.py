"""A worker process's side of its supervisor's pipe."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from video.usage import Usage, own_usage


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life: what this process has used so far and whatever its work wants to tell with it."""

    usage: Usage
    payload: object = None


class WorkerLink:
    """The pipe to the supervisor. `send` and `beat` may be called from any thread, `receive` from one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = threading.Lock()

    def receive(self) -> object | None:
        """Wait for the next message; None when the work is to end: asked to, or the supervisor is gone."""
        try:
            message: object | None = self._connection.recv()
        except (EOFError, OSError):
            return None
        return message

    def send(self, message: object) -> None:
        """Tell the supervisor something picklable; silently nothing once it is gone."""
        with self._sending:
            try:
                self._connection.send(message)
            except (BrokenPipeError, ConnectionResetError, OSError):
                return

    def beat(self, payload: object = None) -> None:
        """Prove that the work goes on. At least each half second, and only from what would hang in a hang."""
        self.send(Beat(own_usage(), payload))

    def close(self) -> None:
        """End the pipe; a `receive` in another thread may still wait until the process ends."""
        self._connection.close()


Target = Callable[[WorkerLink, Any], None]

#: The exit code of a worker that found itself hung.
EXIT_HUNG = 75


def give_up() -> None:
    """End this process now: a thread of it hangs in foreign code, and waiting for the supervisor would cost seconds."""
    os._exit(EXIT_HUNG)


def child_main(connection: Connection, target: Target, config: object, crash_log: Path | None) -> None:
    """What a spawned worker runs: `target(link, config)`, with crashes logged and Ctrl-C left to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if crash_log is not None:
        # Kept open for the life of the process: faulthandler writes to its descriptor.
        faulthandler.enable(crash_log.open("a", encoding="utf-8"))
    elif sys.stderr is not None:
        faulthandler.enable()
    link = WorkerLink(connection)
    link.beat()
    target(link, config)
    link.close()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    # Threads stuck in a codec must not keep a finished worker from ending.
    os._exit(0)
