"""A lost camera is an alarm: no packets for ten seconds raises one, the first live second ends it.

Judged by the stream's own state, not by what is on screen, so a camera nobody looks at is missed all the same. Where
several stations watch a camera, one of them says so; another that takes over goes on with the alarm that stands. A
loss is named by when the camera was last seen by its own clock, so stations cut apart find that theirs is the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable

from video.clock import Clock
from video.model import Phase, StreamKind, StreamState
from video.silence import Silence

LOST_AFTER_SECONDS = 10.0
#: Ticks come once a second; one later than this after the last finds what came meanwhile still waiting to be taken.
TICK_WITHIN_SECONDS = 2.0

Report = Callable[[str, bool, str], None]


def _always(_camera: str) -> bool:
    return True


def _none() -> Collection[str]:
    return ()


class CameraWatch:
    """Turn stream states into ``report(camera, active, cause)``; the cause names the loss, so it counts once.

    ``mine`` says whether this station is to report a camera, ``standing`` which cameras' alarms are active anywhere.
    """

    def __init__(
        self,
        clock: Clock,
        report: Report,
        mine: Callable[[str], bool] = _always,
        standing: Callable[[], Collection[str]] = _none,
    ) -> None:
        self._clock = clock
        self._report = report
        self._mine = mine
        self._standing = standing
        self._live: set[str] = set()
        self._down: dict[str, Silence] = {}
        self._ticked: float | None = None
        self._lost: dict[str, str] = {}
        self._offsets: dict[str, float] = {}
        self._last_seen: dict[str, float] = {}
        #: Held while reporting, so that the end of a loss never overtakes its beginning.
        self._lock = threading.RLock()

    def recall(self, cameras: Iterable[str]) -> None:
        """These were lost when the station last ran: their alarms stand, so none is raised again, and each may end."""
        with self._lock:
            for camera in cameras:
                self._lost.setdefault(camera, self._name(camera))

    def take(self, state: StreamState) -> None:
        """Take the state of a stream; only the sub stream counts, since it is always wanted."""
        if state.kind is not StreamKind.SUB:
            return
        with self._lock:
            if state.clock_offset is not None:
                self._offsets[state.camera] = state.clock_offset
            if state.phase is Phase.LIVE:
                self._live.add(state.camera)
                self._down.pop(state.camera, None)
                cause = self._lost.pop(state.camera, None)
            else:
                self._live.discard(state.camera)
                if state.camera not in self._down:
                    self._down[state.camera] = Silence(self._clock.monotonic())
                    self._last_seen[state.camera] = self._by_camera(state)
                cause = None
            if cause is not None and self._mine(state.camera):
                self._report(state.camera, False, cause)

    def tick(self) -> None:
        """Raise what has been down for long enough, end what another station left standing; about once a second."""
        now, standing = self._clock.monotonic(), self._standing()
        with self._lock:
            self._note_absence(now)
            due = [
                camera
                for camera, down in self._down.items()
                if camera not in self._lost and down.seconds(now) >= LOST_AFTER_SECONDS and self._mine(camera)
            ]
            for camera in due:
                self._lost[camera] = self._name(camera)
            for camera in due:
                if camera not in standing:
                    self._report(camera, True, self._lost[camera])
            for camera in standing:
                if camera in self._live and self._mine(camera):
                    # Named by now: this loss may have been ended before, and stand again by another station's word.
                    self._report(camera, False, f"{self._name(camera)} over@{self._clock.now():.3f}")

    def _note_absence(self, now: float) -> None:
        """A station that was late itself hears only now that cameras are back: that time is not theirs."""
        if self._ticked is not None:
            for down in self._down.values():
                down.looked(self._ticked + TICK_WITHIN_SECONDS, now)
        self._ticked = now

    def last_seen(self, camera: str) -> float:
        """When a lost camera was last seen: UTC seconds by its own clock, by the station's where it tells no time."""
        with self._lock:
            return round(self._last_seen.get(camera, self._clock.now()), 3)

    def _by_camera(self, state: StreamState) -> float:
        at = self._clock.now() if state.last_packet_at is None else state.last_packet_at
        return at + self._offsets.get(state.camera, 0.0)

    def _name(self, camera: str) -> str:
        return f"{camera}@{self._last_seen.get(camera, self._clock.now()):.3f}"
