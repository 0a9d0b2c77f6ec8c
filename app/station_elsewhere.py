"""What of a station lies elsewhere: backups on another disk."""

from __future__ import annotations

from alarms.service import AlarmService
from app.data_folder import DataFolder
from app.services.backup import BACKUP_CLASS, CHANNEL, BackupService
from app.services.health import PartStatus
from app.settings import LoadResult
from video.clock import Clock


class StationElsewhere:
    """Joins what keeps copies elsewhere. ``tick`` in the station's own thread."""

    def __init__(self, loaded: LoadResult, folder: DataFolder, alarms: AlarmService, clock: Clock) -> None:
        self._alarms = alarms
        self.backup = BackupService(loaded, folder, clock, self._report)

    def start(self) -> None:
        """Begin; after the alarms."""
        self.backup.recall(self._alarms.snapshot().occurrences)

    def stop(self) -> None:
        """End; before the alarms."""
        self.backup.stop()

    def tick(self) -> None:
        """Every second or so; never waits."""
        self.backup.tick()

    def statuses(self) -> tuple[PartStatus, ...]:
        """Judge it for the health page."""
        return (self.backup.status(),)

    def _report(self, active: bool, cause: str, kind: str) -> None:
        self._alarms.report(BACKUP_CLASS, CHANNEL, active, cause=cause, kind=kind)
