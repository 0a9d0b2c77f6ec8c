"""A lost camera is an alarm: no packets for ten seconds raises one, the first live second ends it.

Judged by the stream's own state, not by what is on screen, so a camera nobody looks at is missed all the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from video.clock import Clock
from video.model import Phase, StreamKind, StreamState

LOST_AFTER_SECONDS = 10.0

Report = Callable[[str, bool, str], None]


class CameraWatch:
    """Turn stream states into ``report(camera, active, cause)``; the cause names the loss, so it counts once."""

    def __init__(self, clock: Clock, report: Report) -> None:
        self._clock = clock
        self._report = report
        self._down_since: dict[str, float] = {}
        self._lost: dict[str, str] = {}
        self._lock = threading.Lock()

    def recall(self, cameras: Iterable[str]) -> None:
        """These were lost when the station last ran: their alarms stand, so none is raised again, and each may end."""
        with self._lock:
            for camera in cameras:
                self._lost.setdefault(camera, f"{camera}@{self._clock.now():.3f}")

    def take(self, state: StreamState) -> None:
        """Take the state of a stream; only the sub stream counts, since it is always wanted."""
        if state.kind is not StreamKind.SUB:
            return
        with self._lock:
            if state.phase is Phase.LIVE:
                self._down_since.pop(state.camera, None)
                cause = self._lost.pop(state.camera, None)
            else:
                self._down_since.setdefault(state.camera, self._clock.monotonic())
                cause = None
        if cause is not None:
            self._report(state.camera, False, cause)

    def tick(self) -> None:
        """Raise what has been down for long enough; called about once a second."""
        now = self._clock.monotonic()
        with self._lock:
            due = [
                camera
                for camera, since in self._down_since.items()
                if camera not in self._lost and now - since >= LOST_AFTER_SECONDS
            ]
            for camera in due:
                self._lost[camera] = f"{camera}@{self._clock.now():.3f}"
            causes = {camera: self._lost[camera] for camera in due}
        for camera, cause in causes.items():
            self._report(camera, True, cause)
