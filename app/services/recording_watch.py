"""Whether what is to be recorded is recorded: read back from the disk, and told as the station's own alarms."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from alarms.model import Occurrence
from app.services.health import Level, PartStatus
from app.services.places import RECORDING_SUFFIX
from app.services.recording_room import GB, Forecast, HeldBack
from app.store.archive import ArchiveIndex
from video.archive.model import DiskFault, RecorderState
from video.archive.scan import scan
from video.clock import Clock
from video.model import StreamKind

log = logging.getLogger(__name__)

RECORDING_CLASS: Final = "recording"
DISK, ROOM = "disk", "room"
KIND_GAP, KIND_SHORT = "gap", "short"
#: The disk is full, and nothing is on it but what holds and incidents keep.
KIND_HELD: Final = "disk_held"
DISK_KINDS: Final[dict[DiskFault, str]] = {
    "gone": "disk_gone",
    "refused": "disk_refused",
    "full": "disk_full",
    "slow": "disk_slow",
    "failed": "disk_failed",
}
#: Footage older than this, of a camera that is to be recorded, is a gap.
GAP_S: Final = 30.0
#: A trouble of the disk counts after so long, and is over after so long without one.
FAULT_S: Final = 5.0

#: Tells (channel, active, cause, kind).
Report = Callable[[str, bool, str, str], object]


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What the newest file of a camera says: whether it is in order, and until when it shows the camera (UTC, ours)."""

    good: bool
    until: float


class RecordingWatch:
    """Belongs to the recording's thread, `status` to any. wanted_since: monotonic, per camera to be recorded."""

    def __init__(self, clock: Clock, index: ArchiveIndex, legal_days: int, station: str, report: Report) -> None:
        self._clock, self._index, self._legal_days = clock, index, legal_days
        self._station, self._report = station, report
        self._standing: dict[str, str] = {}
        self._fault: DiskFault = ""
        self._fault_since = self._good_since = clock.monotonic()
        self._gaps: set[str] = set()
        self._short: Forecast | None = None
        self._days: float | None = None
        self._recorded = 0
        self._held = HeldBack()

    def recall(self, occurrences: Iterable[Occurrence]) -> None:
        """What was raised when the station last ran stands, and may end now."""
        for one in occurrences:
            if one.alarm_class == RECORDING_CLASS and one.device == self._station and one.active:
                self._standing[one.point.rpartition("/")[2].removesuffix(RECORDING_SUFFIX)] = one.kind

    def disk(self, states: Iterable[RecorderState], folder: DiskFault, held: HeldBack) -> None:
        """Judge the disk by what recorders say of it, by the folder itself, and by what holds keep on it."""
        self._held = held
        faults = {state.fault for state in states if state.fault} | ({folder} if folder else set())
        worst: DiskFault = next((fault for fault in DISK_KINDS if fault in faults), "")
        now = self._clock.monotonic()
        if worst != self._fault:
            self._fault, self._fault_since = worst, now
        if now - self._fault_since >= FAULT_S:
            self._tell(DISK, self._disk_kind)

    @property
    def _disk_kind(self) -> str:
        kind = DISK_KINDS.get(self._fault, "")
        return KIND_HELD if kind == "disk_full" and self._held.all_of_it else kind

    def read_back(self, wanted: Mapping[str, float], live: Callable[[str], bool]) -> None:
        """Read back the newest footage of each camera that is to be recorded; note gaps and tell of them."""
        now, mono = self._clock.now(), self._clock.monotonic()
        self._recorded = len(wanted)
        for camera, since in wanted.items():
            newest = self._newest(camera)
            if newest is not None and newest.good and now - newest.until <= GAP_S:
                self._index.end_gap(camera, now)
                self._gaps.discard(camera)
                self._tell(camera, "")
            elif mono - since > GAP_S:
                lit = live(camera)
                reason = DISK_KINDS.get(self._fault, "") or ("not_written" if lit else "no_pictures")
                self._index.begin_gap(camera, now - (mono - since) if newest is None else newest.until, reason)
                self._gaps.add(camera)
                # A lost camera and a disk that takes nothing are alarms of their own.
                self._tell(camera, KIND_GAP if lit and not self._fault else "")
        for camera in self._gaps - set(wanted):
            self._index.end_gap(camera, now)
            self._tell(camera, "")
        self._gaps &= set(wanted)

    def room(self, forecasts: Iterable[Forecast]) -> None:
        """Judge whether footage can be kept for as long as the law says."""
        found = min(forecasts, key=lambda one: one.days, default=None)
        self._days = None if found is None else found.days
        self._short = found if found is not None and found.days < self._legal_days else None
        self._tell(ROOM, KIND_SHORT if self._short is not None else "")

    def status(self, *, any_recorded: bool) -> PartStatus:
        """Judge it for the health page."""
        detail: dict[str, str | float] = {
            "cameras": self._recorded,
            "days": "" if self._days is None else round(min(self._days, 9999.0), 1),
            "legal": self._legal_days,
            "missing": ", ".join(sorted(self._gaps)),
            "camera": "" if self._short is None else self._short.camera,
            "held_gb": round(max(self._held.too_much, self._held.too_old) / GB, 1),
        }
        if self._fault:
            return PartStatus("recording", Level.FAILED, self._disk_kind, detail)
        if self._gaps:
            return PartStatus("recording", Level.DEGRADED, KIND_GAP, detail)
        if self._short is not None:
            return PartStatus("recording", Level.DEGRADED, KIND_SHORT, detail)
        if self._held.too_much:
            return PartStatus("recording", Level.DEGRADED, "held", detail)
        if not any_recorded:
            return PartStatus("recording", Level.ABSENT, "incidents_only", detail)
        return PartStatus("recording", Level.GOOD, "held_longer" if self._held.too_old else "recording", detail)

    def _newest(self, camera: str) -> ReadBack | None:
        kinds = (self._index.newest(camera, kind) for kind in StreamKind)
        segments = [one for one in kinds if one is not None and one.cause != "incident"]
        if not segments:
            return None
        newest = max(segments, key=lambda one: one.end)
        offset = newest.clock_offset or 0.0
        try:
            found = scan(newest.path)
        except OSError as error:
            log.warning("footage cannot be read back: %s", error)
            return ReadBack(False, newest.end - offset)
        good = found.segment is not None and found.state in ("closed", "cut")
        return ReadBack(good, (found.segment or newest).end - offset)

    def _tell(self, channel: str, kind: str) -> None:
        """Raise, end or change the alarm of a channel."""
        standing = self._standing.get(channel, "")
        if kind == standing:
            return
        named = f"{self._station}/{channel}@{self._clock.now():.3f}"
        if standing:
            self._report(channel, False, f"{named} over", standing)
        if kind:
            self._report(channel, True, named, kind)
        self._standing[channel] = kind
