"""What a station writes down and signs with: journal, records, audit, evidence, and the way to the shared database."""

from __future__ import annotations

import logging

from sqlalchemy.exc import SQLAlchemyError

from app.data_folder import DataFolder
from app.services import health
from app.services.evidence_export import EvidenceDesk
from app.services.footage_remote_clips import ClipsEverywhere
from app.services.gates import Passage
from app.services.health import Level, PartStatus
from app.services.incident_media import SavedClip
from app.site_document import SiteDocument
from app.site_fields import Secret, SecretError
from app.store import records
from app.store.audit import AuditLog
from app.store.compaction import Compaction
from app.store.database import StationDatabase
from app.store.incident_people import IncidentPeople
from app.store.journal import SqliteJournal
from app.store.keys import station_key
from app.store.marks import MarkRecords
from app.store.outbox import OutboxCarrier
from app.store.people import PeopleRecords
from app.store.queries import IncidentQueries
from app.store.register import Register
from app.store.reserve import Reserve, fitting
from app.store.sealing import station_seal
from app.store.shared import open_shared
from app.store.site_keys import SiteKeys
from video.clock import Clock

log = logging.getLogger(__name__)


class StationRecords:
    """Open the station's own file, and the shared database where the site names one."""

    def __init__(self, site: SiteDocument, folder: DataFolder, clock: Clock) -> None:
        station = site.station.id
        self._clock = clock
        self.reserve = Reserve(folder.root / "reserve", fitting(folder.root))
        self.database = StationDatabase(folder.journal, self.reserve)
        self.journal = SqliteJournal(self.database, station, clock)
        self.audit = AuditLog(self.database, station, clock)
        self.clips = ClipsEverywhere(self.database, station, clock)
        self.marks = MarkRecords(self.database, station, clock)
        self.passages = records.PassageRecords(self.database, station, clock)
        self.incidents = IncidentQueries(self.database.read)
        self.key = station_key(folder.keys)
        self.book = PeopleRecords(self.database, station, self.key, clock, folder.keys)
        seal = station_seal(folder.keys)
        self.site_keys = SiteKeys(self.database, station, self.key, seal, clock, self.book.confirmed)
        self.people = IncidentPeople(self.database, station, clock, self.site_keys)
        self.register = Register(self.database, station, site.site.timezone, clock)
        self.evidence = EvidenceDesk(
            site, self.incidents, self.clips, self.passages, self.register, self.audit, self.key, clock
        )
        self._compaction = Compaction(self.database, station, self.key, clock, site.database.keep_days)
        self.outbox: OutboxCarrier | None = None
        self._problem = ""
        if site.database.url is not None:
            self._open_shared(site.database.url)

    def start(self) -> None:
        """Begin to carry records to the shared database."""
        if self.outbox is not None:
            self.outbox.start()

    def stop(self) -> None:
        """End an export that is under way, and carrying."""
        self.evidence.close()
        if self.outbox is not None:
            self.outbox.stop()

    def close(self) -> None:
        """Close the station's own file; nothing may be written afterwards."""
        self.database.close()

    def keep_clip(self, clip: SavedClip, clock_offset_ms: float | None) -> None:
        """Enter a complete clip of an incident."""
        self.clips.put(
            records.Clip(
                id=f"{clip.incident}:{clip.path.name}",
                path=str(clip.path),
                sha256=clip.sha256,
                size=clip.size,
                camera=clip.camera,
                start=clip.start,
                end=clip.end,
                incident=clip.incident,
                clock_offset_ms=clock_offset_ms,
            )
        )

    def keep_passage(self, passage: Passage) -> None:
        """Enter a vehicle's passage through a gate."""
        self.passages.put(
            records.Passage(
                id=passage.id,
                gate=passage.gate,
                at=passage.at,
                plate=passage.plate or passage.read_plate,
                raw_plate=passage.raw_plate or passage.read_plate,
                colour=passage.colour,
                confidence=passage.confidence,
                direction=passage.direction,
                matched_by=passage.read_engine,
                picture=passage.picture,
            )
        )

    def shared_statuses(self) -> tuple[PartStatus, ...]:
        """Judge the shared database, and what waits here to be carried there."""
        if self._problem:
            return (health.database_status(False, self._problem),)
        if self.outbox is None:
            return (PartStatus("database", Level.GOOD, "station_only"),)
        status = self.outbox.status()
        return (
            health.database_status(status.connected, status.error_code),
            health.outbox_status(status.depth, status.oldest_age, status.refused, status.refused_why),
        )

    def _open_shared(self, url: Secret) -> None:
        """A secret that cannot be read or an address that is none leaves the records here, and says so."""
        try:
            engine = open_shared(url.reveal(), purpose=f"outbox {self.journal.chain}")
        except (SecretError, SQLAlchemyError) as error:
            self._problem = getattr(error, "code", None) or type(error).__name__
            log.warning("the shared database is not used: %s", self._problem)
            return
        self.outbox = OutboxCarrier(self.database, engine, self._clock, self._compaction.run)
        self.journal.wake_on_commit(self.outbox.wake)
