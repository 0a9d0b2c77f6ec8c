"""What a drawn rule would have told in the last days, from what was seen then; in a process of its own, for it is much
to reckon and nobody waits for it."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.store.sightings import SightingFile
from app.system import PipeEnd
from video.clock import Clock
from video.detect.model import Rule
from video.detect.rehearsal import BY_BOXES, WouldFire, rehearse
from video.model import BoxSet

DAYS: Final = 7
#: Looks are read so many seconds at a time.
_CHUNK_S: Final = 3600.0
_POLL_S: Final = 0.2
_NICENESS: Final = 10


@dataclass(frozen=True, slots=True)
class TrialResult:
    """hits: when it would have fired. since: from when on this camera's boxes are kept in that time, None: nothing is.

    start, end: the time that was tried, UTC seconds.
    """

    start: float
    end: float
    hits: tuple[WouldFire, ...]
    since: float | None


def can_be_tried(rule: Rule) -> bool:
    """Whether boxes are enough to say; things left or taken, fire and smoke need the pictures."""
    return rule.kind in BY_BOXES


def try_rule(path: Path, camera: str, rule: Rule, start: float, end: float) -> TrialResult:
    """Play a camera's looks of that time to a rule. Raises OSError, sqlite3.Error, ValueError."""
    file = SightingFile(path)
    first: list[float] = []

    def looks() -> Iterator[BoxSet]:
        at = start
        while at < end:
            for look in file.looks(camera, at, min(at + _CHUNK_S, end) - 0.001):
                if not first:
                    first.append(look.captured_at)
                yield look
            at += _CHUNK_S

    try:
        hits = tuple(rehearse(rule, looks()))
    finally:
        file.close()
    return TrialResult(start, end, hits, first[0] if first else None)


def _child(pipe: PipeEnd, path: Path, camera: str, rule: Rule, start: float, end: float) -> None:
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    try:
        pipe.send(try_rule(path, camera, rule, start, end))
    except (OSError, ValueError, sqlite3.Error) as error:
        pipe.send(OSError(str(error)))
    pipe.close()


class RuleTrials:
    """One trial at a time; a new one ends the one before."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, camera: str, rule: Rule) -> Future[TrialResult]:
        """Try a rule on the last days. The future fails with OSError where what was seen cannot be read, and is
        cancelled by the next trial and by `stop`."""
        self.stop()
        end = self._clock.now()
        given = self._path, camera, rule, end - DAYS * 86_400.0, end
        future: Future[TrialResult] = Future()
        with self._lock:
            self._stopping = threading.Event()
            order = future, self._stopping, given
            thread = threading.Thread(target=self._run, args=order, name="rule-trial", daemon=True)
            self._threads = [*(one for one in self._threads if one.is_alive()), thread]
            thread.start()
        return future

    def stop(self) -> None:
        """End what runs; never waits for it."""
        with self._lock:
            self._stopping.set()

    def close(self) -> None:
        """End what runs, and wait for that."""
        self.stop()
        for thread in self._threads:
            thread.join()

    @staticmethod
    def _run(
        future: Future[TrialResult], stopping: threading.Event, given: tuple[Path, str, Rule, float, float]
    ) -> None:
        if not given[0].is_file():
            future.set_result(TrialResult(given[3], given[4], (), None))
            return
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_child, args=(there, *given), name="rule-trial", daemon=True)
        process.start()
        there.close()
        answer: object = CancelledError()
        try:
            while not here.poll(_POLL_S) and not stopping.is_set():
                pass
            if not stopping.is_set():
                answer = here.recv()
        except EOFError:
            answer = OSError("the trial ended without a word")
        finally:
            here.close()
            process.kill()
            process.join()
            process.close()
        if isinstance(answer, TrialResult):
            future.set_result(answer)
        elif isinstance(answer, CancelledError):
            future.cancel()
        else:
            future.set_exception(answer if isinstance(answer, OSError) else OSError(str(answer)))
