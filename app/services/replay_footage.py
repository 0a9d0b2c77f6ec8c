"""All footage there is to play of a camera: archives, the clips of incidents, and the seconds that were just saved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.store.records import Clip
from video.archive.model import FootageError, FootageSource, Segment, Stretch
from video.model import StreamKind
from video.views import ClipResult

#: So many pieces saved for instant replay are known; the oldest file goes with the next.
INSTANTS = 6


class Clips(Protocol):
    """The record of incident clips."""

    def of_camera(self, camera: str, since: float, until: float) -> list[Clip]:
        """Clips of a camera that show any of a time."""


class ReplayFootage:
    """A FootageSource. Any thread but the window's.

    withheld: of which cameras nothing may be shown, since nobody knows any more what of them is private; raises
    FootageError "undeclared" then.
    """

    def __init__(
        self, archive: FootageSource, clips: Clips, withheld: Callable[[str], bool] = lambda _camera: False
    ) -> None:
        self._archive, self._clips, self._withheld = archive, clips, withheld
        self._lock = threading.Lock()
        self._instants: list[Segment] = []

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        """Give what overlaps `start` to `end`, in order of time."""
        self._refuse(camera)
        found = [*self._archive.segments(camera, start, end, kind), *self._beside(camera, start, end)]
        wanted = (one for one in found if kind in (None, one.kind))
        return tuple(sorted(wanted, key=lambda one: (one.start, str(one.path))))

    def stretches(self, camera: str, start: float, end: float) -> tuple[Stretch, ...]:
        """Give what there is and what is missing; of clips as well, where they are longer kept than all else."""
        kept = [Stretch(one.start, one.end, one.cause) for one in self._beside(camera, start, end)]
        found = (*self._archive.stretches(camera, start, end), *kept)
        return tuple(sorted(found, key=lambda one: (one.start, one.end)))

    def fetch(self, segment: Segment) -> Path:
        """Give the segment's whole file on this computer; raises FootageError."""
        self._refuse(segment.camera)
        return segment.path if segment.path.is_file() else self._archive.fetch(segment)

    def add_instant(self, clip: ClipResult) -> None:
        """Take the seconds of a live camera that were just written to a file."""
        told = (clip.camera, clip.kind, clip.path, clip.start, clip.end, clip.frames, clip.size)
        made = Segment(*told, clock_offset=None, camera_clock=False, closed=True, cause="incident")
        with self._lock:
            self._instants.append(made)
            gone = self._instants[:-INSTANTS]
            del self._instants[:-INSTANTS]
        for one in gone:
            one.path.unlink(missing_ok=True)

    def _refuse(self, camera: str) -> None:
        if self._withheld(camera):
            raise FootageError("undeclared", camera)

    def _beside(self, camera: str, start: float, end: float) -> list[Segment]:
        found = [
            segment
            for clip in self._clips.of_camera(camera, start, end)
            if clip.kind == "clip" and (segment := _segment_of(clip)) is not None
        ]
        with self._lock:
            mine = [one for one in self._instants if one.camera == camera and one.start <= end and one.end >= start]
        return found + mine


def _segment_of(clip: Clip) -> Segment | None:
    if clip.start is None or clip.end is None:
        return None
    offset = None if clip.clock_offset_ms is None else clip.clock_offset_ms / 1000
    told = offset is not None
    path, size = Path(clip.path), clip.size
    incident = clip.incident or ""
    return Segment(
        clip.camera, StreamKind.SUB, path, clip.start, clip.end, 0, size, offset, told, True, "incident", incident
    )
