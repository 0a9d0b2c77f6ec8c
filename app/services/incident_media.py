"""Keep the pictures of an incident: clips of its zone's cameras, from before the alarm to after it.

The packets are already in the ring; writing is a stream copy in the worker that holds it. A clip is entered in the
records only when its file is complete, with its SHA-256, so a record always has a file behind it.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from alarms.cameras import CAMERA_CLASS
from alarms.model import Occurrence, Priority
from app.services.places import Places
from app.site_document import SiteDocument
from video.archive.scan import cut_back, scan
from video.clips import UNFINISHED, read_clip
from video.model import StreamKind
from video.views import ClipResult, MediaError

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
        main: Callable[[str, str, float], None] = lambda _camera, _incident, _until: None,
    ) -> None:
        """``records`` says whether this station is to record a camera now; another one then keeps its clips.

        ``main`` asks for a camera's large stream to be kept for an incident until a time (UTC seconds).
        """
        self._recording = site.recording
        self._places = places
        self._writer = writer
        self._folder = folder
        self._on_saved = on_saved
        self._on_failed = on_failed
        self._records = records
        self._main = main
        self._left = sorted(folder.glob(f"*/*{UNFINISHED}"))
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
        _unfinished(path).mkdir(exist_ok=True)
        self._main(camera, incident, end)
        future = self._writer.save_clip(camera, StreamKind.SUB, start, end, path)
        future.add_done_callback(lambda done: self._finished(incident, camera, path, done))

    def recover(self) -> None:
        """Enter what had come of clips when the station last ended; before the first alarm, not on the GUI thread."""
        left, self._left = self._left, []
        for folder in left:
            path = folder.with_name(folder.name.removesuffix(UNFINISHED))
            incident = path.parent.name
            camera = path.stem.rpartition("-")[0]
            try:
                if path.is_file():
                    clip = read_clip(path)
                    self._save(incident, camera, path, (clip.start, clip.end, len(clip.frames)))
                self._keep_rest(incident, camera, path)
            except (OSError, MediaError) as error:
                log.warning("an unfinished clip of camera %s for incident %s: %s", camera, incident, error)
                self._on_failed(incident, camera, error)

    def _finished(self, incident: str, camera: str, path: Path, done: Future[ClipResult]) -> None:
        if done.cancelled():
            return
        if isinstance(done.exception(), MediaError) and str(getattr(done.exception(), "code", "")) == "stopped":
            return  # what has come of it is entered at the next start
        error = done.exception()
        if error is not None:
            log.warning("no clip of camera %s for incident %s: %s", camera, incident, error)
            self._on_failed(incident, camera, error)
            return
        result = done.result()
        self._save(incident, camera, Path(result.path), (result.start, result.end, result.frames))
        try:
            self._keep_rest(incident, camera, path)
        except (OSError, MediaError) as failed:
            log.warning("what had come of a clip of camera %s is left: %s", camera, failed)

    def _save(self, incident: str, camera: str, path: Path, told: tuple[float, float, int]) -> None:
        self._on_saved(SavedClip(incident, camera, path, *told, path.stat().st_size, file_sha256(path)))

    def _keep_rest(self, incident: str, camera: str, path: Path) -> None:
        """Keep what the finished clip lacks: what came before a worker, or the station, was lost. Raises OSError."""
        folder = _unfinished(path)
        parts = sorted(one for one in folder.rglob("*.m*") if one.is_file())
        whole = read_clip(path) if parts and path.is_file() else None
        for number, part in enumerate(parts):
            found = scan(part)
            segment = found.segment
            if segment is None or (whole is not None and segment.end >= whole.start):
                continue
            if found.whole < found.size:
                cut_back(part, found.whole)
            kept = path if not path.exists() else path.with_stem(f"{path.stem}-{number + 1}")
            part.replace(kept)
            self._save(incident, camera, kept, (segment.start, segment.end, segment.frames))
        shutil.rmtree(folder)


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + UNFINISHED)


def file_sha256(path: Path) -> str:
    """Return the hex SHA-256 of a file, read in 1 MiB blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
