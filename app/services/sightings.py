"""Keeps what detection saw and has it written every few seconds, beside everything that matters more.

What was not written yet when the program is killed is lost: at most ``FLUSH_S`` seconds of boxes.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from app.services.health import Level, PartStatus
from app.store.sightings import SeenFilter, SeenTrack, SightingFile
from video.clock import Clock
from video.model import Box, BoxSet

log = logging.getLogger(__name__)
T = TypeVar("T")

FLUSH_S: Final = 10.0
#: What may wait in memory while the disk takes nothing: beyond it the newest pictures' boxes are not kept.
MOST_WAITING: Final = 20_000
#: So much of the disk is left to the journal and the footage.
SPARED_BYTES: Final = 1 << 30
#: A number that was not seen for so long is another thing when it comes again, seconds.
GONE_S: Final = 30.0
#: Something seen once is no track worth finding.
LEAST_LOOKS: Final = 2


@dataclass(slots=True)
class _Open:
    """A track that may go on."""

    camera: str
    number: int
    first: float
    last: float
    seen_mono: float = 0.0
    labels: Counter[str] = field(default_factory=Counter)
    confidence: float = 0.0
    moved: bool = False
    id: int = 0
    fresh: bool = True

    def take(self, at: float, box: Box, now: float) -> None:
        self.seen_mono = now
        self.last = max(self.last, at)
        self.labels[box.label] += 1
        self.confidence = max(self.confidence, box.confidence)
        self.moved = self.moved or box.moved
        self.fresh = True

    def told(self) -> SeenTrack:
        label = self.labels.most_common(1)[0][0]
        looks = self.labels.total()
        return SeenTrack(
            self.camera, self.number, label, self.first, self.last, looks, self.confidence, self.moved, self.id
        )


class SightingRecorder:
    """Takes boxes in the detection's thread; writes them in a thread of its own from ``start`` to ``stop``."""

    def __init__(self, path: Path, clock: Clock, keep_days: float, flush_s: float = FLUSH_S) -> None:
        self._path, self._clock, self._keep_days, self._flush_s = path, clock, keep_days, flush_s
        self._file = SightingFile(path)
        self._lock = threading.Lock()
        self._waiting: list[BoxSet] = []
        self._open: dict[tuple[str, int], _Open] = {}
        self._ended: list[_Open] = []
        self._problem = ""
        self._lost = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to write."""
        self._thread = threading.Thread(target=self._run, name="sightings", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, and end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.flush()
        self._file.close()

    def take(self, found: BoxSet) -> None:
        """Note what is on a picture; never waits for the disk. Pictures with nothing on them are not kept."""
        if not found.boxes:
            return
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                self._lost += 1
                return
            self._waiting.append(found)
            for box in found.boxes:
                if box.track is not None:
                    self._follow(found.camera, box.track, found.captured_at, box)

    def _follow(self, camera: str, number: int, at: float, box: Box) -> None:
        known = self._open.get((camera, number))
        if known is not None and abs(at - known.last) > GONE_S:
            self._ended.append(known)
            known = None
        if known is None:
            known = self._open[camera, number] = _Open(camera, number, at, at)
        known.take(at, box, self._clock.monotonic())

    def looks(self, camera: str, start: float, end: float) -> list[BoxSet]:
        """Pictures with boxes on a camera from `start` to `end` (UTC seconds), written or not; reads the disk."""
        with self._lock:
            waiting = [one for one in self._waiting if one.camera == camera and start <= one.captured_at <= end]
        nothing: list[BoxSet] = []
        return self._read(lambda: self._file.looks(camera, start, end), nothing) + waiting

    def tracks(
        self, cameras: Sequence[str], start: float, end: float, labels: Sequence[str] = (), moved: bool = False
    ) -> list[SeenTrack]:
        """What came before any of the cameras (none named: all) in that time, in order; reads the disk."""
        return self._read(lambda: self._file.tracks(cameras, start, end, labels, moved), [])

    def beside(
        self, cameras: Sequence[str], at: float, step: int, moved: bool = False, labels: Sequence[str] = ()
    ) -> SeenTrack | None:
        """What came next after a time (step 1), or before it (-1); reads the disk."""
        return self._read(lambda: self._file.beside(cameras, at, step, moved, labels), None)

    def page(self, which: SeenFilter, before: SeenTrack | None, most: int) -> tuple[list[SeenTrack], float | None]:
        """A page of a search, the newest first, and since when anything is kept; reads the disk.

        before: the last of the page before. Raises OSError, ValueError, sqlite3.Error: "nothing" must not be a guess.
        """
        return self._file.page(which, before, most), self._file.since()

    def status(self) -> PartStatus:
        """Judge it for the health page."""
        if self._problem or self._lost:
            return PartStatus("seen", Level.DEGRADED, self._problem or "too_many", {"lost": self._lost})
        return PartStatus("seen", Level.GOOD, "kept", {"days": self._keep_days})

    def flush(self) -> None:
        """Write what waits, now; what cannot be written waits on."""
        with self._lock:
            looks, self._waiting = self._waiting, []
            ended, self._ended = self._ended, []
            tracks = [one for one in (*ended, *self._open.values()) if one.fresh and one.labels.total() >= LEAST_LOOKS]
            told = [one.told() for one in tracks]
        problem = self._write(looks, tracks, told)
        with self._lock:
            if problem:
                self._waiting = (looks + self._waiting)[:MOST_WAITING]
                self._ended = ended + self._ended
            else:
                self._lost = 0
                self._let_go()
        if problem != self._problem:
            log.log(logging.WARNING if problem else logging.INFO, "what was seen: %s", problem or "written again")
        self._problem = problem

    def _write(self, looks: list[BoxSet], tracks: list[_Open], told: list[SeenTrack]) -> str:
        try:
            if shutil.disk_usage(self._path.parent).free < SPARED_BYTES:
                return "disk_full"
            ids = self._file.write(looks, told, self._clock.now() - self._keep_days * 86_400.0)
        except (OSError, sqlite3.Error) as error:
            log.debug("what was seen was not written: %s", error)
            return "not_written"
        with self._lock:
            for track, number, row in zip(tracks, ids, told, strict=True):
                track.id = number
                track.fresh = track.labels.total() != row.looks
        return ""

    def _let_go(self) -> None:
        """Forget tracks that are over and written, and those of which too little was seen."""
        now = self._clock.monotonic()
        for key, one in list(self._open.items()):
            if now - one.seen_mono > GONE_S and (not one.fresh or one.labels.total() < LEAST_LOOKS):
                del self._open[key]

    def _read(self, read: Callable[[], T], nothing: T) -> T:
        try:
            return read()
        except (OSError, ValueError, sqlite3.Error) as error:
            log.warning("what was seen cannot be read: %s", error)
            return nothing

    def _run(self) -> None:
        while not self._stopping.wait(self._flush_s):
            self.flush()
