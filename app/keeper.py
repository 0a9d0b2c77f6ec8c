"""Keeps the station up: starts it, hears it beat, and starts it again when it dies or its window stands still.

The station's window, alarms and sound live in one process. Where that breaks off, or its window stands still with a
picture that looks live, nobody at the desk may be awake to notice. So the program that was started only watches; the
station is its child. Nothing is lost by a restart: alarms come back from the journal, with the wall turned to them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from app.keeper_wire import END, Fall, Wire
from video.silence import Silence

_EXIT_FAILED: Final = 1
_EXIT_INTERRUPTED: Final = 130
#: Seconds between looks at whether somebody asked this process to end.
_LOOK_S: Final = 0.5
#: Exit codes by which a station that never stood says that it cannot be started as it is.
_ORDERLY: Final = frozenset({0, 1, 2})

#: What the station's process runs: the site file, what befell the one before, and the wire to here.
Program = Callable[[Path | None, Fall | None, Wire], None]


@dataclass(frozen=True, slots=True)
class KeepingPolicy:
    """Seconds: `silent_after` without a beat the window stands still; `first_beat_within` of the start it must stand.

    pauses: before each next start after a fall; the last goes on. `settled_after` so long without a fall they begin
    anew. tries: starts that may fail before a window ever stood.
    """

    silent_after: float = 20.0
    first_beat_within: float = 300.0
    pauses: tuple[float, ...] = (0.0, 1.0, 5.0, 30.0)
    settled_after: float = 600.0
    tries: int = 3
    last_words: float = 3.0


@dataclass(frozen=True, slots=True)
class _End:
    """How a station ended. code: its exit code, negative for a signal; stood: seconds since its first beat, or None.

    closing: it had said that it closes.
    """

    code: int
    silent: bool
    stood: float | None
    closing: bool

    @property
    def orderly(self) -> bool:
        if self.closing:
            return True
        return not self.silent and (self.code == 0 or (self.stood is None and self.code in _ORDERLY))


def run(site: Path | None = None) -> int:
    """Keep a station up until somebody closes it; returns its exit code."""
    return keep(_station, site, KeepingPolicy())


def keep(program: Program, site: Path | None, policy: KeepingPolicy) -> int:
    """Start `program` again and again until it ends in order. Call it in a process's main thread."""
    ever_stood, falls, fall = False, 0, None
    with _asked_to_end() as asked:
        while True:
            end = _Kept(program, site, fall, policy).follow(asked)
            if asked:
                return _EXIT_INTERRUPTED
            if end.orderly:
                return max(0, end.code)
            ever_stood = ever_stood or end.stood is not None
            falls = 1 if end.stood is not None and end.stood >= policy.settled_after else falls + 1
            if not ever_stood and falls >= policy.tries:
                return _EXIT_FAILED
            fall = Fall("stood_still" if end.silent else "broke_off", time.time(), falls)
            _pause(policy.pauses[min(falls, len(policy.pauses)) - 1], asked)


def _station(site: Path | None, fall: Fall | None, wire: Wire) -> None:
    """The station's process."""
    from app.bootstrap import run_station  # noqa: PLC0415 - the keeper itself needs nothing of it

    sys.exit(run_station(site, fall, wire))


class _Kept:
    """One life of the station."""

    def __init__(self, program: Program, site: Path | None, fall: Fall | None, policy: KeepingPolicy) -> None:
        context = multiprocessing.get_context("spawn")
        self._policy = policy
        self._wire, far = context.Pipe()
        self._process: BaseProcess = context.Process(target=program, args=(site, fall, far), name="station")
        self._process.start()
        far.close()
        self._first: float | None = None
        self._closing = False

    def follow(self, asked: list[int]) -> _End:
        """Hear it beat until it ends, falls silent, or somebody asks us to end."""
        silent = False
        try:
            while not asked:
                heard = self._hear(asked)
                if heard is None:
                    break
                if not heard:
                    silent = True
                    break
            if asked:
                self._ask_to_end()
            elif silent:
                self._end_the_silent()
            self._process.join()
        finally:
            self._wire.close()
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
        code = self._process.exitcode
        stood = None if self._first is None else time.monotonic() - self._first
        self._process.close()
        return _End(_EXIT_FAILED if code is None else code, silent, stood, self._closing)

    def _hear(self, asked: list[int]) -> bool | None:
        """Wait for a beat; True where one came, False where none did in time, None where the process has ended.

        A computer that stood still as a whole says nothing of the station.
        """
        stands = self._first is not None and not self._closing
        patience = self._policy.silent_after if stands else self._policy.first_beat_within
        now = time.monotonic()
        silence = Silence(now)
        ready: list[object] = []
        while not ready and not asked and silence.seconds(now) < patience:
            due = now + _LOOK_S
            ready = list(wait([self._wire, self._process.sentinel], _LOOK_S))
            now = time.monotonic()
            silence.looked(due, now)
        if self._wire not in ready:
            return None if ready or asked else False
        try:
            self._closing = self._wire.recv_bytes() == END
        except (EOFError, OSError):
            self._process.join(self._policy.last_words)
            return False if self._process.is_alive() else None
        if self._first is None:
            self._first = time.monotonic()
        return True

    def _ask_to_end(self) -> None:
        with contextlib.suppress(OSError):
            self._wire.send_bytes(END)
        self._process.join(self._policy.silent_after)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(self._policy.last_words)

    def _end_the_silent(self) -> None:
        """Let it write down where it stands, which the crash log does on SIGABRT, and end it."""
        if sys.platform != "win32" and self._process.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGABRT)
            self._process.join(self._policy.last_words)
        self._process.kill()


@contextlib.contextmanager
def _asked_to_end() -> Iterator[list[int]]:
    """Gather the signals that ask this process to end, in place of ending by them."""
    asked: list[int] = []
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = {kind: signal.signal(kind, lambda number, _frame: asked.append(number)) for kind in kinds}
    try:
        yield asked
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _pause(seconds: float, asked: list[int]) -> None:
    deadline = time.monotonic() + seconds
    while not asked and time.monotonic() < deadline:
        time.sleep(min(0.1, seconds))
