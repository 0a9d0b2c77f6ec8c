"""A camera that shows what it should not is an alarm: frozen, covered, defocused, moved or looped, the worst of them.

Findings come from the video workers and end there. What stood when the station last ran and is not found again within
two minutes is over. Where several stations watch a camera, one of them says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from video.clock import Clock
from video.quality_state import QualityKind, QualityState

#: Seconds in which a picture's fault that still stands is found again.
FOUND_AGAIN_WITHIN = 120.0

#: camera, kind, active, cause: the cause names the finding, so it counts once. A further kind takes the place of the
#: one before; the end is of whatever stands.
ReportPicture = Callable[[str, QualityKind, bool, str], None]


def worst(kinds: Iterable[QualityKind]) -> QualityKind | None:
    """Give the one to show of several: they are listed worst first."""
    found = set(kinds)
    return next((kind for kind in QualityKind if kind in found), None)


class PictureWatch:
    """Turn findings into reports; `mine` says whether this station is to report a camera. Any thread."""

    def __init__(self, clock: Clock, report: ReportPicture, mine: Callable[[str], bool] = lambda _camera: True) -> None:
        self._clock = clock
        self._report = report
        self._mine = mine
        self._lock = threading.Lock()
        self._found: dict[str, dict[QualityKind, QualityState]] = {}
        self._told: dict[str, QualityKind] = {}
        self._recalled: dict[str, float] = {}

    def recall(self, standing: dict[str, str]) -> None:
        """These cameras' alarms (camera: kind) stood when the station last ran."""
        with self._lock:
            for camera, kind in standing.items():
                self._told[camera] = QualityKind(kind) if kind in set(QualityKind) else QualityKind.COVERED
                self._recalled[camera] = self._clock.monotonic() + FOUND_AGAIN_WITHIN

    def worst_of(self, camera: str) -> QualityKind | None:
        """Give what is wrong with a camera's picture now, whichever station reports it."""
        with self._lock:
            return worst(self._found.get(camera, ()))

    def take(self, state: QualityState) -> None:
        """Take a finding, or its end."""
        with self._lock:
            kinds = self._found.setdefault(state.camera, {})
            if state.active:
                kinds[state.kind] = state
                self._recalled.pop(state.camera, None)
            else:
                kinds.pop(state.kind, None)
            due = self._due(state.camera, state.since) if state.camera not in self._recalled else None
        self._tell(due)

    def tick(self) -> None:
        """End what was not found again; about once a second."""
        now = self._clock.monotonic()
        with self._lock:
            over = [camera for camera, until in self._recalled.items() if now >= until]
            for camera in over:
                del self._recalled[camera]
            due = [self._due(camera, self._clock.now()) for camera in over]
        for each in due:
            self._tell(each)

    def _due(self, camera: str, since: float) -> tuple[str, QualityKind, bool, str] | None:
        """With the lock held: what is to be reported of a camera, if anything."""
        now, told = worst(self._found.get(camera, ())), self._told.get(camera)
        if now is told or not self._mine(camera):
            return None
        if now is not None:
            self._told[camera] = now
            return camera, now, True, f"{camera}/{now.value}@{self._found[camera][now].since:.1f}"
        assert told is not None
        del self._told[camera]
        return camera, told, False, f"{camera}/{told.value} over@{since:.1f}"

    def _tell(self, due: tuple[str, QualityKind, bool, str] | None) -> None:
        if due is not None:
            self._report(*due)
