"""What is to be recorded of each camera now: by its mode, the time of the week, motion, and incidents."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from alarms.schedule import ALL_DAY, HolidayRule, Schedule, read_window
from app.site_document import Camera, SiteDocument
from app.site_recording import Mode
from video.archive.model import RecordingPlan
from video.clock import Clock
from video.detect.model import MOTION_LABEL
from video.model import Box, BoxSet, StreamKind

SUB, MAIN = StreamKind.SUB, StreamKind.MAIN
#: Seconds after which a camera that detection no longer looks at is recorded always.
UNSEEN_S: Final = 30.0
#: What memory holds beyond the seconds kept from before: so late may be seen what moves, and still be kept from before.
_LATE_S: Final = 15.0
#: Own sizes a second by which a thing moves; a box's edges around one that stands still wander by a few hundredths.
_MOVES: Final = 0.1


def moves(box: Box) -> bool:
    """Whether something moves there now. A person counts, too, who stands still; a parked car does not."""
    if box.label in (MOTION_LABEL, "person"):
        return True
    if box.velocity is None:
        return False
    width, height = max(box.right - box.left, 1e-6), max(box.bottom - box.top, 1e-6)
    return math.hypot(box.velocity[0] / width, box.velocity[1] / height) >= _MOVES


@dataclass(slots=True)
class _Incident:
    incident: str
    until_mono: float


class RecordingPlans:
    """Any thread. `detects` is to be kept up, and `seen` told of each picture that was looked at: while nobody sees a
    camera's motion, what waits for it is recorded always.
    """

    def __init__(self, site: SiteDocument, folder: Path, clock: Clock) -> None:
        self._site, self._folder, self._clock = site, folder, clock
        self._lock = threading.Lock()
        self._moved: dict[str, float] = {}
        self._moves_since: dict[str, float] = {}
        self._looked: dict[str, float] = {}
        self._incidents: dict[str, _Incident] = {}
        self._kept: dict[str, frozenset[StreamKind]] = {}
        self._kept_until: dict[tuple[str, StreamKind], float] = {}
        self._cameras = {camera.id: camera for camera in site.cameras}
        self._schedules = {camera.id: self._schedule(camera) for camera in site.cameras}
        self.detects = False
        self.marker = ""

    @property
    def any(self) -> bool:
        """Whether any camera is recorded beyond its incidents."""
        return any(self.mode(camera) != "off" for camera in self._cameras)

    def mode(self, camera: str) -> Mode:
        """When a camera is recorded."""
        return self._cameras[camera].record or self._site.recording.mode

    def seen(self, found: BoxSet) -> None:
        """Detection looked at a camera's picture, and found this."""
        now, moving = self._clock.monotonic(), any(map(moves, found.boxes))
        with self._lock:
            self._looked[found.camera] = now
            if not moving:
                return
            if not self._still_moves(found.camera, now):
                late = self._clock.now() - found.captured_at  # a camera's clock may be anything
                self._moves_since[found.camera] = now - min(max(0.0, late), _LATE_S)
            self._moved[found.camera] = now

    def _still_moves(self, camera: str, now: float) -> bool:
        return now - self._moved.get(camera, float("-inf")) < self._site.recording.motion_after_s

    def _watched(self, camera: str) -> bool:
        """Whether motion before a camera would be seen."""
        with self._lock:
            looked = self._looked.get(camera, float("-inf"))
        return self.detects and self._clock.monotonic() - looked < UNSEEN_S

    def incident(self, camera: str, incident: str, until: float) -> None:
        """Keep the large stream of a camera until a time (UTC) for an incident; asked again, until the later."""
        until_mono = self._clock.monotonic() + until - self._clock.now()
        with self._lock:
            known = self._incidents.get(camera)
            later = max(until_mono, known.until_mono if known is not None else until_mono)
            self._incidents[camera] = _Incident(incident, later)

    def wants(self, camera: str) -> bool:
        """Whether a camera's small stream is to be recorded now."""
        mode = self.mode(camera)
        if not (self._cameras[camera].sub or self._cameras[camera].main):
            return False
        if mode == "schedule":
            return self._schedules[camera].holds(self._clock.now())
        if mode == "motion" and self._watched(camera):
            with self._lock:
                return self._still_moves(camera, self._clock.monotonic())
        return mode != "off"

    def plan(self, camera: str) -> RecordingPlan:
        """Give what a worker is to do; to be asked for whenever it may have changed, and followed."""
        recording, now = self._site.recording, self._clock.monotonic()
        kinds = {SUB} if self.wants(camera) else set()
        with self._lock:
            found = self._incidents.get(camera)
            if found is not None and found.until_mono <= now:
                del self._incidents[camera]
                found = None
        entry = self._cameras[camera]
        if found is not None and recording.main_at_incidents and entry.main and entry.sub:
            kinds.add(MAIN)
        on_motion = self.mode(camera) == "motion" and self._watched(camera)
        late = min(now - self._moves_since.get(camera, now), _LATE_S) if on_motion else 0.0
        return RecordingPlan(
            self._folder,
            frozenset(kinds),
            "motion" if on_motion else "recording",
            found.incident if found is not None and MAIN in kinds else "",
            min(recording.before_s + late, self._not_kept(camera, frozenset(kinds), now)),
            marker=self.marker,
        )

    def _not_kept(self, camera: str, kinds: frozenset[StreamKind], now: float) -> float:
        """For how long what is to be kept from now on was not kept: what lies in files is not written again."""
        before, self._kept[camera] = self._kept.get(camera, frozenset()), kinds
        for kind in before - kinds:
            self._kept_until[camera, kind] = now
        return min((now - self._kept_until.get((camera, kind), -math.inf) for kind in kinds - before), default=math.inf)

    def _schedule(self, camera: Camera) -> Schedule:
        times = camera.record_times or self._site.recording.times
        windows = tuple(read_window(time) for time in times) or (ALL_DAY,)
        holidays = frozenset(date.fromisoformat(day) for day in self._site.site.holidays)
        return Schedule(windows, ZoneInfo(self._site.site.timezone), holidays, HolidayRule.AS_SUNDAY)
