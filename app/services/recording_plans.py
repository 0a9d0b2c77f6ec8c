"""What is to be recorded of each camera now: by its mode, the time of the week, motion, and incidents."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from alarms.schedule import ALL_DAY, HolidayRule, Schedule, read_window
from app.site_document import Camera, SiteDocument
from app.site_recording import Mode
from video.archive.model import RecordingPlan
from video.clock import Clock
from video.model import StreamKind

SUB, MAIN = StreamKind.SUB, StreamKind.MAIN


@dataclass(slots=True)
class _Incident:
    incident: str
    until_mono: float


class RecordingPlans:
    """Any thread. `detects` is to be kept up: while nobody sees motion, what waits for it is recorded always."""

    def __init__(self, site: SiteDocument, folder: Path, clock: Clock) -> None:
        self._site, self._folder, self._clock = site, folder, clock
        self._lock = threading.Lock()
        self._moved: dict[str, float] = {}
        self._incidents: dict[str, _Incident] = {}
        self._ended: dict[str, float] = {}
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

    def moved(self, camera: str) -> None:
        """Something moves before a camera."""
        with self._lock:
            self._moved[camera] = self._clock.monotonic()

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
        if mode == "motion" and self.detects:
            with self._lock:
                moved = self._moved.get(camera, float("-inf"))
            return self._clock.monotonic() - moved < self._site.recording.motion_after_s
        return mode != "off"

    def plan(self, camera: str) -> RecordingPlan:
        """Give what a worker is to do."""
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
        if not kinds:
            self._ended[camera] = now
        on_motion = self.mode(camera) == "motion" and self.detects
        return RecordingPlan(
            self._folder,
            frozenset(kinds),
            "motion" if on_motion else "recording",
            found.incident if found is not None and MAIN in kinds else "",
            min(recording.before_s, now - self._ended.get(camera, float("-inf"))),
            marker=self.marker,
        )

    def _schedule(self, camera: Camera) -> Schedule:
        times = camera.record_times or self._site.recording.times
        windows = tuple(read_window(time) for time in times) or (ALL_DAY,)
        holidays = frozenset(date.fromisoformat(day) for day in self._site.site.holidays)
        return Schedule(windows, ZoneInfo(self._site.site.timezone), holidays, HolidayRule.AS_SUNDAY)
