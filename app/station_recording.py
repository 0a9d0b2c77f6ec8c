"""A station's recording: the archive's place, its index, and the service that keeps them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alarms.model import Occurrence
from alarms.service import AlarmService
from app.data_folder import DataFolder
from app.services.health import PartStatus
from app.services.recorders import Recorders
from app.services.recording import RecordingService
from app.services.recording_watch import RECORDING_CLASS
from app.site_document import SiteDocument
from app.station_cameras import StationCameras
from app.station_records import StationRecords
from app.store.archive import ArchiveIndex
from video.clock import Clock
from video.detect.model import DetectorPhase, DetectorState
from video.model import Phase, StreamKind


def archive_root(site: SiteDocument, folder: DataFolder) -> Path:
    """Return the folder for footage: the one named, else one in the data folder."""
    return Path(site.recording.folder) if site.recording.folder else folder.archive


class StationRecording:
    """Joins recording with cameras, alarms and holds."""

    def __init__(
        self,
        site: SiteDocument,
        folder: DataFolder,
        records: StationRecords,
        alarms: AlarmService,
        recorders: Recorders,
        cameras: StationCameras,
        clock: Clock,
    ) -> None:
        self._alarms, self._cameras = alarms, cameras
        self.index = ArchiveIndex(records.database, archive_root(site, folder))
        self.service = RecordingService(
            site,
            self.index,
            cameras.video.recording,
            clock,
            self._report,
            own_folder=not site.recording.folder,
            live=self._live,
            held=records.marks.is_held,
            records=recorders.records_here,
        )
        cameras.on_boxes = self.service.plans.seen
        cameras.on_detector = self._detector

    def start(self, first: Callable[[], object]) -> None:
        """Begin with `first`, in the recording's thread; after the alarms and before the cameras."""
        self.service.recall(_own(self._alarms.snapshot().occurrences))
        self.service.start(first)

    def stop(self) -> None:
        """End; after the cameras and before the records."""
        self.service.stop()

    def status(self) -> PartStatus:
        """Judge it for the health page."""
        return self.service.status()

    def _live(self, camera: str) -> bool:
        states = self._cameras.stream_states()
        return any(one.camera == camera and one.phase is Phase.LIVE for one in states if one.kind in StreamKind)

    def _detector(self, state: DetectorState) -> None:
        self.service.plans.detects = state.phase is DetectorPhase.RUNNING

    def _report(self, channel: str, active: bool, cause: str, kind: str) -> None:
        self._alarms.report(RECORDING_CLASS, channel, active, cause=cause, kind=kind)


def _own(occurrences: tuple[Occurrence, ...]) -> tuple[Occurrence, ...]:
    return tuple(one for one in occurrences if one.alarm_class == RECORDING_CLASS)
