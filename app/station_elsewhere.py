"""What of a station lies elsewhere: other stations' footage, ours for them, and backups on another disk."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Final

from alarms.service import AlarmService
from app.archive_door.client import DoorClient
from app.archive_door.http import BadRequestError
from app.archive_door.identity import DoorIdentity, DoorKeyError, Peer, certificate_in, door_identity
from app.archive_door.library import ArchiveLibrary, Fetched
from app.archive_door.server import ArchiveDoor
from app.backup.make import Made
from app.data_folder import DataFolder
from app.services.backup import BACKUP_CLASS, CHANNEL, BackupService
from app.services.camera_archive import CameraArchives
from app.services.footage import FootageDesk
from app.services.footage_remote import Doors, RemoteFootage
from app.services.footage_remote_cache import FetchCache
from app.services.health import Level, PartStatus
from app.services.privacy import PrivacyBook
from app.services.recorders import Recorders
from app.settings import LoadResult
from app.site_document import SiteDocument
from app.station_records import StationRecords
from app.store.audit import AuditLog
from app.store.errors import StoreError
from video.archive.model import FootageSource
from video.clock import Clock

#: Footage of one hour of a camera, fetched for one person, is one entry of the audit log within this time.
SAME_S: Final = 3600.0
_REMEMBERED: Final = 2000

log = logging.getLogger(__name__)


class FetchedLog:
    """Enters who took what; raises BadRequestError where it cannot be entered: then it is not handed out."""

    def __init__(self, audit: AuditLog, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock
        self._lock = threading.Lock()
        self._entered: OrderedDict[tuple[str, str, str, str], float] = OrderedDict()

    def take(self, one: Fetched) -> None:
        """Enter it, unless the same was just now."""
        what = f"{one.what} {int(one.start // SAME_S)}" if one.what.startswith("segment") else one.what
        key = (one.station, one.person, one.camera, what)
        now = self._clock.monotonic()
        with self._lock:
            if now - self._entered.get(key, float("-inf")) < SAME_S:
                return
        told = {"for": one.person, "what": one.what, "start": one.start, "end": one.end}
        try:
            self._audit.append(f"station:{one.station}", "footage_fetched", one.camera, after=told)
        except StoreError as error:
            log.warning("footage is not handed out, since it cannot be entered: %s", error)
            raise BadRequestError(HTTPStatus.SERVICE_UNAVAILABLE) from error
        with self._lock:
            self._entered[key] = now
            while len(self._entered) > _REMEMBERED:
                self._entered.popitem(last=False)


class StationElsewhere:
    """Joins it all. ``tick`` in the station's own thread; ``footage`` is the desk that others' footage is added to."""

    def __init__(
        self,
        loaded: LoadResult,
        folder: DataFolder,
        records: StationRecords,
        alarms: AlarmService,
        recorders: Recorders,
        own: FootageSource,
        footage: FootageDesk,
        clock: Clock,
        person: Callable[[], str],
        privacy: PrivacyBook,
    ) -> None:
        self._alarms = alarms
        self._site = loaded.site
        self._clock = clock
        self._problem = ""
        self._audit = records.audit
        self.backup = BackupService(loaded, folder, clock, self._report, self._backup_made)
        self.recorders = recorders
        self.peers = self._read_peers(loaded.site, loaded.file)
        self._identity = self._open_identity(folder)
        archive = loaded.site.archive
        cache = FetchCache(folder.root / "fetched", archive.cache_gb * 1e9, archive.cache_days, clock)
        clients = [DoorClient(one, self._identity) for one in self.peers] if self._identity is not None else []
        self.doors = Doors(
            clients,
            clock,
            on_hello=lambda station, told: privacy.take(station, told.get("private"), told.get("private_unsure", ())),
        )
        self.remote = RemoteFootage(own, recorders, self.doors, cache, person)
        footage.add(CameraArchives(loaded.site, own, cache, clock))
        footage.add(self.remote)
        records.clips.join(self.doors, self.remote, cache, records.audit)
        library = ArchiveLibrary(
            loaded.site.station.id,
            own,
            records.clips.of_station,
            records.clips.get,
            clock,
            FetchedLog(records.audit, clock).take,
            lambda: privacy.own,
            lambda: privacy.unsure,
            folder.seen,
        )
        self.door = self._make_door(library)

    def start(self) -> None:
        """Begin; after the alarms. A door that cannot be opened is told on the health page."""
        self.backup.recall(self._alarms.snapshot().occurrences)
        self.doors.start()
        if self.door is not None:
            host, _, port = self._site.archive.listen.rpartition(":")
            try:
                self.door.start(host.strip("[]"), int(port))
            except (OSError, DoorKeyError) as error:
                log.warning("the archive's door cannot be opened: %s", error)
                self._problem = "not_listening"

    def stop(self) -> None:
        """End; before the alarms."""
        if self.door is not None:
            self.door.stop()
        self.remote.close()
        self.doors.stop()
        self.backup.stop()

    def tick(self) -> None:
        """Every second or so; never waits."""
        self.backup.tick()

    def statuses(self) -> tuple[PartStatus, ...]:
        """Judge it for the health page."""
        return (self.backup.status(), self._archives())

    def _archives(self) -> PartStatus:
        away = self.doors.all_away()
        detail: dict[str, str | float] = {"here": len(self.peers) - len(away), "stations": len(self.peers)}
        detail |= {"names": ", ".join(one.station for one in away), "port": self.door.port if self.door else 0}
        if self._problem:
            return PartStatus("archives", Level.FAILED, self._problem, detail)
        if not self.peers:
            return PartStatus("archives", Level.ABSENT, "none", detail)
        refused = [one.station for one in away if one.code == "refused"]
        if refused:
            return PartStatus("archives", Level.FAILED, "refused", detail | {"names": ", ".join(refused)})
        if away:
            return PartStatus("archives", Level.DEGRADED, "away", detail)
        return PartStatus("archives", Level.GOOD, "all_there", detail)

    def _make_door(self, library: ArchiveLibrary) -> ArchiveDoor | None:
        archive = self._site.archive
        if not archive.listen or self._identity is None:
            return None
        return ArchiveDoor(self._identity, self.peers, library, self._clock, archive.rate_mb_s * 1e6)

    def _open_identity(self, folder: DataFolder) -> DoorIdentity | None:
        if not self.peers and not self._site.archive.listen:
            return None
        try:
            return door_identity(folder.keys, self._site.station.id)
        except DoorKeyError as error:
            log.warning("footage cannot be exchanged: %s", error)
            self._problem = "no_certificate"
            return None

    def _read_peers(self, site: SiteDocument, document: Path | None) -> tuple[Peer, ...]:
        """The others of the site document; one whose certificate cannot be read is left out, and told."""
        found = []
        base = document.parent if document is not None else Path()
        for one in site.archive_stations:
            if one.id == site.station.id:
                continue
            try:
                found.append(Peer(one.id, one.address, certificate_in(base / one.certificate)))
            except DoorKeyError as error:
                log.warning("the archive of %s is left out: %s", one.id, error)
                self._problem = "no_certificate"
        return tuple(found)

    def _report(self, active: bool, cause: str, kind: str) -> None:
        self._alarms.report(BACKUP_CLASS, CHANNEL, active, cause=cause, kind=kind)

    def _backup_made(self, made: Made) -> None:
        """Enter it; the copy is good whether or not it can be entered."""
        told = {"folder": str(made.folder), "bytes": made.size, "rows": sum(made.facts.rows.values())}
        try:
            self._audit.append(f"system@{self._site.station.id}", "backup", made.folder.name, after=told)
        except StoreError as error:
            log.warning("a backup could not be entered: %s", error)
