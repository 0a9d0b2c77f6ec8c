"""Gathers what devices measure by minutes and has it written every few seconds, beside everything that matters more.

What was not written yet when the program is killed is lost: at most ``FLUSH_S`` seconds of a trend.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import threading
from pathlib import Path
from typing import Final

from app.services.health import Level, PartStatus
from app.store.value_history import KEEP_S, MINUTE_S, MinuteValue, ValueHistory, ValueKey
from video.clock import Clock

log = logging.getLogger(__name__)

FLUSH_S: Final = 15.0
#: What may wait in memory while the disk takes nothing: beyond it the newest values are not kept.
MOST_WAITING: Final = 100_000
#: So much of the disk is left to the journal.
SPARED_BYTES: Final = 256 << 20


class ValueRecorder:
    """Takes values in the alarm thread; writes them in a thread of its own from ``start`` to ``stop``."""

    def __init__(self, path: Path, clock: Clock, flush_s: float = FLUSH_S) -> None:
        self._path = path
        self._clock = clock
        self._flush_s = flush_s
        self._file = ValueHistory(path)
        self._lock = threading.Lock()
        self._waiting: dict[ValueKey, dict[int, MinuteValue]] = {}
        self._count = 0
        self._problem = ""
        self._lost = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to write."""
        self._thread = threading.Thread(target=self._run, name="value-history", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, and end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.flush()
        self._file.close()

    def take(self, key: ValueKey, at: float, value: float) -> None:
        """Note a value that was measured at ``at`` (UTC seconds); never waits for the disk."""
        minute = int(at) // MINUTE_S * MINUTE_S
        one = MinuteValue(minute, value, value, value, 1)
        with self._lock:
            minutes = self._waiting.setdefault(key, {})
            before = minutes.get(minute)
            if before is None and self._count >= MOST_WAITING:
                self._lost += 1
                return
            self._count += before is None
            minutes[minute] = one if before is None else before.and_also(one)

    def read(self, key: ValueKey, since: float, until: float) -> list[MinuteValue]:
        """The minutes of a value, written or not; reads the disk, so not for the GUI thread."""
        with self._lock:
            waiting = dict(self._waiting.get(key, {}))
        found = {one.at: one for one in self._file.read(key, since, until)}
        for at, one in waiting.items():
            if since // MINUTE_S * MINUTE_S <= at <= until:
                found[at] = found[at].and_also(one) if at in found else one
        return [found[at] for at in sorted(found)]

    def status(self) -> PartStatus:
        """Judge it for the health page."""
        if self._problem or self._lost:
            return PartStatus("history", Level.DEGRADED, self._problem or "too_many", {"lost": self._lost})
        return PartStatus("history", Level.GOOD, "kept", {"hours": KEEP_S // 3600})

    def flush(self) -> None:
        """Write what waits, now; what cannot be written waits on."""
        with self._lock:
            taken, self._waiting = self._waiting, {}
            self._count = 0
        if not taken:
            return
        problem = self._write(taken)
        if problem:
            self._put_back(taken)
        else:
            self._lost = 0
        if problem != self._problem:
            log.log(logging.WARNING if problem else logging.INFO, "history of values: %s", problem or "written again")
        self._problem = problem

    def _write(self, taken: dict[ValueKey, dict[int, MinuteValue]]) -> str:
        try:
            if shutil.disk_usage(self._path.parent).free < SPARED_BYTES:
                return "disk_full"
            self._file.write({key: minutes.values() for key, minutes in taken.items()}, self._clock.now())
        except (OSError, sqlite3.Error) as error:
            log.debug("the history of values was not written: %s", error)
            return "not_written"
        return ""

    def _put_back(self, taken: dict[ValueKey, dict[int, MinuteValue]]) -> None:
        with self._lock:
            for key, minutes in self._waiting.items():
                held = taken.setdefault(key, {})
                for at, one in minutes.items():
                    held[at] = held[at].and_also(one) if at in held else one
            self._waiting = taken
            self._count = sum(map(len, taken.values()))

    def _run(self) -> None:
        while not self._stopping.wait(self._flush_s):
            self.flush()
