"""A station's past: playback over all footage, bookmarks and holds, and what happened when."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from app.people.authorised import Authorised
from app.people.mark_acts import MarkActs
from app.services.camera_ear import CameraEar, OpenOutput
from app.services.places import Places
from app.services.replay_alarms import AlarmMarks
from app.services.replay_footage import ReplayFootage
from app.services.replay_marks import AllMarks
from app.services.seen_search import SeenSearch
from app.station_records import StationRecords
from app.store.errors import StoreError
from video.archive.model import FootageError, FootageSource
from video.clock import Clock
from video.engine import VideoEngine
from video.model import StreamKind
from video.replay.engine import ReplayEngine
from video.views import ClipResult
from widgets.replay_content import BoxSource

log = logging.getLogger(__name__)

#: How far back one key goes from a live picture, seconds.
INSTANT_S = 30.0
#: How far is looked for footage beyond a gap, seconds.
REACH_S = 30 * 86_400.0
EXPIRE_PERIOD_S = 30.0


class StationReplay:
    """Joins them. The engine's process is started when something is first played.

    boxes, search: who knows what was seen in which picture, and when what was; None while nobody does. left: cameras
    and position that the last window showed, for the next. withheld: of which cameras nothing may be shown.
    """

    def __init__(
        self,
        archive: FootageSource,
        records: StationRecords,
        authorised: Authorised,
        places: Places,
        video: VideoEngine,
        folder: Path,
        clock: Clock,
        open_output: OpenOutput,
        withheld: Callable[[str], bool] = lambda _camera: False,
    ) -> None:
        self._video, self._folder, self._clock = video, folder, clock
        self._audit = records.audit
        self._expired_at = float("-inf")
        self.footage = ReplayFootage(archive, records.clips, withheld)
        self.engine = ReplayEngine(clock, self.footage, crash_log=folder / "crash.log")
        self.marks = records.marks
        self.acts = MarkActs(authorised, records.marks, places)
        self.events = AllMarks(AlarmMarks(records.incidents, places))
        self.boxes: BoxSource | None = None
        self.search: SeenSearch | None = None
        self.ear = CameraEar(self.engine.hear, open_output, lambda _camera, _phase: None)
        self.left: tuple[tuple[str, ...], float] = ((), 0.0)

    def start(self) -> None:
        """Begin with an empty folder for what is saved for a moment."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob("*.mp4*"):
            with contextlib.suppress(OSError):
                old.unlink()

    def stop(self) -> None:
        """End the process."""
        self.ear.stop()
        self.engine.stop()

    def tick(self) -> None:
        """In the station's own thread: let go of what was held long enough, and write down that it was."""
        if self._clock.monotonic() - self._expired_at < EXPIRE_PERIOD_S:
            return
        self._expired_at = self._clock.monotonic()
        try:
            for mark in self.marks.expire():
                log.info("the time of hold %s ran out: camera %s from %.0f", mark.id, mark.camera or "*", mark.start)
                told = {"camera": mark.camera, "start": mark.start, "end": mark.end, "owner": mark.owner}
                self._audit.append("station", "hold_expired", mark.id, after=told)
        except StoreError as error:
            log.warning("holds could not be looked through: %s", error)

    def save_instant(self, camera: str) -> Future[ClipResult]:
        """Write what the live camera sent in the last seconds, and know it as footage when the future is done."""
        now = self._clock.now()
        path = self._folder / f"{camera}-{int(now * 1000)}.mp4"
        saved = self._video.save_clip(camera, StreamKind.MAIN, now - INSTANT_S, now, path)
        done: Future[ClipResult] = Future()

        def known(ended: Future[ClipResult]) -> None:
            error = ended.exception()
            if error is not None:
                done.set_exception(error)
                return
            self.footage.add_instant(ended.result())
            done.set_result(ended.result())

        saved.add_done_callback(known)
        return done

    def footage_at(self, cameras: Sequence[str], at: float) -> bool:
        """Whether anything was recorded of any camera at this time."""
        for camera in cameras:
            with contextlib.suppress(FootageError):
                found = self.footage.stretches(camera, at, at)
                if any(one.cause != "gap" and one.start <= at <= one.end for one in found):
                    return True
        return False

    def footage_beside(self, cameras: Sequence[str], at: float, step: int) -> float | None:
        """Where the next footage of any camera begins after a time, or where it ends before; None: there is none."""
        found: list[float] = []
        for camera in cameras:
            start, end = (at, at + REACH_S) if step > 0 else (at - REACH_S, at)
            with contextlib.suppress(FootageError):
                for one in self.footage.stretches(camera, start, end):
                    near = one.start if step > 0 else one.end
                    if one.cause != "gap" and (near - at) * step > 0:
                        found.append(near)
        return min(found, key=lambda near: abs(near - at), default=None)
