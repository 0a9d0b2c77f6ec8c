"""What the zone's cameras saw around an alarm, from five seconds before it to ten after: noted in the record.

It raises or lowers confidence on screen; it never hides, clears or answers an alarm.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Final

from alarms.case_marks import CrossCheck, Sighting
from alarms.model import Occurrence
from video.model import BoxSet

BEFORE_S: Final = 5.0
AFTER_S: Final = 10.0
#: How long what detection found is kept: an alarm that comes late, too, finds its seconds before.
KEEP_S: Final = 40.0
#: Alarms whose ten seconds run; a flood is looked at for the most urgent of them only.
MOST_WAITING: Final = 64

Record = Callable[[str, CrossCheck], Future[Any]]


class SightingLog:
    """What detection found on each camera in the last seconds. Taken in the detection's thread, read in any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[str, deque[tuple[float, Counter[str]]]] = {}

    def take(self, boxes: BoxSet) -> None:
        """Note what is on a picture, also that nothing is."""
        counted = Counter(box.label for box in boxes.boxes)
        with self._lock:
            kept = self._found.setdefault(boxes.camera, deque())
            kept.append((boxes.captured_at, counted))
            while kept and kept[0][0] < boxes.captured_at - KEEP_S:
                kept.popleft()

    def between(self, cameras: Sequence[str], since: float, until: float) -> CrossCheck:
        """Return what these cameras saw between two moments (UTC seconds); only those that were looked at are named."""
        looked, sightings = [], []
        with self._lock:
            for camera in cameras:
                within = [one for one in self._found.get(camera, ()) if since <= one[0] <= until]
                if within:
                    looked.append(camera)
                    sightings += _sightings(camera, within)
        return CrossCheck(tuple(looked), tuple(sightings))


def _sightings(camera: str, pictures: Sequence[tuple[float, Counter[str]]]) -> list[Sighting]:
    first: dict[str, float] = {}
    most: Counter[str] = Counter()
    for at, counted in pictures:
        for what, count in counted.items():
            first.setdefault(what, at)
            most[what] = max(most[what], count)
    return [Sighting(camera, what, most[what], round(at, 3)) for what, at in first.items()]


class CrossChecker:
    """Waits until an alarm's ten seconds are over and has what was seen noted."""

    def __init__(self, log: SightingLog, cameras: Callable[[str, str], Sequence[str]], record: Record) -> None:
        self._log = log
        self._cameras = cameras
        self._record = record
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[float, Sequence[str]]] = {}

    def raised(self, occurrence: Occurrence) -> None:
        """Look at an alarm of priority 1 or 2 that has cameras; called in the alarm thread."""
        if not occurrence.priority.guarded or occurrence.replay:
            return
        cameras = self._cameras(occurrence.point, occurrence.zone)
        with self._lock:
            if cameras and len(self._waiting) < MOST_WAITING:
                self._waiting[occurrence.id] = (occurrence.raised_at, cameras)

    def tick(self, now: float) -> None:
        """Note what was seen of the alarms whose time is over; about once a second."""
        with self._lock:
            due = {key: one for key, one in self._waiting.items() if one[0] + AFTER_S <= now}
            for key in due:
                del self._waiting[key]
        for key, (at, cameras) in due.items():
            check = self._log.between(cameras, at - BEFORE_S, at + AFTER_S)
            if check.cameras:
                self._record(key, check)

    def so_far(self, point: str, zone: str, raised_at: float) -> CrossCheck:
        """Return what was seen until now, for the card while the ten seconds run."""
        return self._log.between(self._cameras(point, zone), raised_at - BEFORE_S, raised_at + AFTER_S)
