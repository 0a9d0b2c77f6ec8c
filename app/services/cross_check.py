"""What the zone's cameras saw around an alarm, from five seconds before it to ten after: noted in the record.

It raises or lowers confidence on screen; it never hides, clears or answers an alarm. A camera whose pictures nobody
looked at, or too seldom, is named as such: not having looked is never noted as having seen nobody.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from alarms.case_marks import CrossCheck, Look, Sighting
from alarms.model import Occurrence
from video.detect.model import EngineName
from video.model import BoxSet

BEFORE_S: Final = 5.0
AFTER_S: Final = 10.0
#: Somebody who walks by is in the picture about as long: a camera not looked at for longer may have missed them.
LONGEST_GAP_S: Final = 3.0
#: How long is waited for what was found late, here or at another station, before it is noted that nobody looked.
LATE_S: Final = 5.0
#: How long what detection found is kept: an alarm that comes late, too, finds its seconds before.
KEEP_S: Final = 40.0
#: Alarms whose ten seconds run; a flood is looked at for the most urgent of them only.
MOST_WAITING: Final = 64

Record = Callable[[str, CrossCheck], Future[Any]]


@dataclass(frozen=True, slots=True)
class _Looked:
    """One picture that detection took: when it was made, what is on it, whether people would have been found."""

    at: float
    counted: Counter[str]
    for_people: bool


class SightingLog:
    """What detection found on each camera in the last seconds. Taken in the detection's thread, read in any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[str, deque[_Looked]] = {}

    def take(self, boxes: BoxSet) -> None:
        """Note what is on a picture, also that nothing is; movement alone tells nothing of people."""
        counted = Counter(box.label for box in boxes.boxes)
        with self._lock:
            kept = self._found.setdefault(boxes.camera, deque())
            kept.append(_Looked(boxes.captured_at, counted, boxes.engine != EngineName.MOTION))
            while kept and kept[0].at < boxes.captured_at - KEEP_S:
                kept.popleft()

    def between(self, cameras: Sequence[str], since: float, until: float) -> CrossCheck:
        """Return what these cameras saw between two moments (UTC seconds), and how often each was looked at."""
        looks, sightings = [], []
        with self._lock:
            for camera in cameras:
                within = [one for one in self._found.get(camera, ()) if since <= one.at <= until]
                within.sort(key=lambda one: one.at)
                looks.append(_look(camera, [one.at for one in within if one.for_people], since, until))
                sightings += _sightings(camera, within)
        enough = tuple(one.camera for one in looks if one.looks and one.gap <= LONGEST_GAP_S)
        return CrossCheck(enough, tuple(sightings), tuple(looks))


def _look(camera: str, moments: Sequence[float], since: float, until: float) -> Look:
    gap = max(later - earlier for earlier, later in pairwise((since, *moments, until)))
    return Look(camera, len(moments), round(gap, 1))


def _sightings(camera: str, pictures: Sequence[_Looked]) -> list[Sighting]:
    first: dict[str, float] = {}
    most: Counter[str] = Counter()
    for one in pictures:
        for what, count in one.counted.items():
            first.setdefault(what, one.at)
            most[what] = max(most[what], count)
    return [Sighting(camera, what, most[what], round(at, 3)) for what, at in first.items()]


class CrossChecker:
    """Waits until an alarm's ten seconds are over and has what was seen noted, or that nobody looked.

    detects: whether the site has detection at all; where it has none, nothing is said of not having looked.
    """

    def __init__(
        self, log: SightingLog, cameras: Callable[[str, str], Sequence[str]], record: Record, detects: bool = True
    ) -> None:
        self._log = log
        self._cameras = cameras
        self._record = record
        self._detects = detects
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[float, Sequence[str]]] = {}
        self._now = 0.0

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
        self._now = now
        with self._lock:
            over = {key: one for key, one in self._waiting.items() if one[0] + AFTER_S <= now}
        for key, (at, cameras) in over.items():
            check = self._around(cameras, at, at + AFTER_S)
            if check.missed and now < at + AFTER_S + LATE_S:
                continue
            with self._lock:
                self._waiting.pop(key, None)
            if check != CrossCheck():
                self._record(key, check)

    def so_far(self, point: str, zone: str, raised_at: float) -> CrossCheck:
        """Return what was seen until now, for the card while the ten seconds run; later only what is still known."""
        now = self._now
        found = self._around(self._cameras(point, zone), raised_at, min(max(now, raised_at), raised_at + AFTER_S))
        return found if now < raised_at + AFTER_S + LATE_S else replace(found, cameras=(), looks=())

    def _around(self, cameras: Sequence[str], raised_at: float, until: float) -> CrossCheck:
        found = self._log.between(cameras, raised_at - BEFORE_S, until)
        looked = self._detects or any(one.looks for one in found.looks)
        return found if looked else replace(found, looks=())
