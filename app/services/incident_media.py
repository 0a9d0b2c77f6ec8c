"""Keep the pictures of an incident: clips of its zone's cameras, from before the alarm to after it.

The packets are already in the ring; writing is a stream copy in the worker that holds it. A clip is entered in the
records only when its file is complete, with its SHA-256, so a record always has a file behind it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from alarms.cameras import CAMERA_CLASS
from alarms.model import Occurrence, Priority
from app.services.places import Places
from app.site_document import SiteDocument
from video.model import StreamKind
from video.views import ClipResult

log = logging.getLogger(__name__)


class ClipWriter(Protocol):
    """What this service asks of the video engine."""

    def save_clip(self, camera: str, kind: StreamKind, start: float, end: float, path: Path) -> Future[ClipResult]:
        """Write the ring's packets from `start` to `end` (UTC seconds) to `path`."""


@dataclass(frozen=True, slots=True)
class SavedClip:
    """A complete clip of an incident; times are UTC seconds of its first and last frame."""

    incident: str
    camera: str
    path: Path
    start: float
    end: float
    frames: int
    size: int
    sha256: str


class IncidentMedia:
    """Ask for the clips of every occurrence that has cameras, once per camera and stretch of time."""

    def __init__(
        self,
        site: SiteDocument,
        places: Places,
        writer: ClipWriter,
        folder: Path,
        *,
        on_saved: Callable[[SavedClip], None],
        on_failed: Callable[[str, str, BaseException], None],
        records: Callable[[str], bool] = lambda _camera: True,
    ) -> None:
        """``records`` says whether this station is to record a camera now; another one then keeps its clips."""
        self._recording = site.recording
        self._places = places
        self._writer = writer
        self._folder = folder
        self._on_saved = on_saved
        self._on_failed = on_failed
        self._records = records
        self._covered: dict[tuple[str, str], float] = {}

    def occurrence_raised(self, occurrence: Occurrence) -> None:
        """Order the clips of a new occurrence; asks nothing for ordinary events or zones without cameras."""
        if occurrence.priority is Priority.EVENT or occurrence.incident is None or occurrence.replay:
            return
        if occurrence.alarm_class == CAMERA_CLASS:
            return  # a lost camera has no pictures to keep
        for camera in self._places.cameras_for(occurrence.point, occurrence.zone):
            if self._records(camera):
                self._order(occurrence.incident, camera, occurrence.raised_at)

    def _order(self, incident: str, camera: str, raised_at: float) -> None:
        covered = self._covered.get((incident, camera), 0.0)
        start = max(raised_at - self._recording.before_s, covered)
        end = raised_at + self._recording.after_s
        if end <= covered:
            return
        self._covered[incident, camera] = end
        folder = self._folder / incident
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{camera}-{int(start * 1000)}.mp4"
        future = self._writer.save_clip(camera, StreamKind.SUB, start, end, path)
        future.add_done_callback(lambda done: self._finished(incident, camera, done))

    def _finished(self, incident: str, camera: str, done: Future[ClipResult]) -> None:
        if done.cancelled():
            return
        error = done.exception()
        if error is not None:
            log.warning("no clip of camera %s for incident %s: %s", camera, incident, error)
            self._on_failed(incident, camera, error)
            return
        result = done.result()
        path = Path(result.path)
        saved = SavedClip(
            incident, camera, path, result.start, result.end, result.frames, path.stat().st_size, file_sha256(path)
        )
        self._on_saved(saved)


def file_sha256(path: Path) -> str:
    """Return the hex SHA-256 of a file, read in 1 MiB blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
