"""The people of a station: its accounts, who is on duty, and the acts that they may do."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from alarms.model import Priority
from alarms.service import AlarmService
from app.data_folder import DataFolder
from app.people.accounts import Accounts
from app.people.acts import Acts, Gates
from app.people.authorised import Authorised, Authority
from app.people.case_acts import CaseActs
from app.people.duty import Duty, DutyDesk
from app.people.managing import PeopleActs
from app.people.passwords import Hasher
from app.people.reading import AuditReading
from app.services.health import Level, PartStatus
from app.services.places import Places
from app.site_fields import Secret, SecretError
from app.station_records import StationRecords
from app.store.duty import DutyRecords
from app.store.errors import StoreError
from app.store.heads import HeadSigner
from app.store.incident_people import Left
from app.store.names_feed import NamesFeed
from app.store.people import BookState
from app.store.people_feed import PeopleFeed
from app.store.shared import open_shared
from video.clock import Clock

log = logging.getLogger(__name__)


class StationPeople:
    """Joins accounts, duty desk and acts over a station's records and services."""

    def __init__(
        self,
        records: StationRecords,
        alarms: AlarmService,
        gates: Gates,
        places: Places,
        folder: DataFolder,
        clock: Clock,
        on_changed: Callable[[Duty], None],
        hasher: Hasher | None = None,
    ) -> None:
        station = places.site.station.id
        self._alarms = alarms
        self._records = records
        self._station = station
        self._problem = ""
        self.heads = HeadSigner(records.database, station, records.key, clock, folder.keys)
        self.accounts = Accounts(records.book, records.audit, clock, hasher)
        self.duty = DutyRecords(records.database, station, clock)
        self.desk = DutyDesk(self.accounts, records.audit, self.duty, self.heads, clock, on_changed)
        self.authorised = Authorised(self.desk, records.audit, station, self._emergency)
        self._feed, self._names = self._open_feeds(places.site.database.url, station)
        self.managing = PeopleActs(self.authorised, self.accounts)
        self.reading = AuditReading(self.authorised, records.audit)
        self.acts = Acts(self.authorised, alarms, gates, records.evidence, records.clips, places, folder.exports)
        self.case_acts = CaseActs(self.authorised, alarms, records.people, places, station)

    @property
    def user(self) -> str:
        """Whose name an act bears now."""
        return Authority(self.desk.duty.actor, station=self._station).user

    def start(self) -> None:
        """Read the accounts; a book that cannot be read keeps nobody from the alarms."""
        try:
            self.accounts.refresh()
        except StoreError as error:
            self._problem = error.code.value
            log.warning("the accounts cannot be read: %s", error)
        for feed in self._feeds:
            feed.start()

    def stop(self) -> None:
        """Finish acts that are under way, and sign where the records end."""
        for feed in self._feeds:
            feed.stop()
        self.authorised.close()
        try:
            self.heads.sign("stop")
        except StoreError as error:
            log.warning("the heads of the records could not be signed: %s", error)

    def tick(self) -> None:
        """Every few seconds, in the station's own thread: end what has run out, sign once a day."""
        try:
            self.desk.expire()
            self.heads.sign_if_due()
            self._purge()
            self._problem = ""
        except StoreError as error:
            if self._problem != error.code.value:
                log.warning("people: %s", error)
            self._problem = error.code.value

    def _purge(self) -> None:
        """Personal data whose time is over goes, and the log says of how many."""
        left = Left() if self._names is None else self._names.left
        count = self._records.people.purge_if_due(left)
        if count:
            self._records.audit.append(self._station, "people_purged", "incident_person", after={"count": count})

    def status(self) -> PartStatus:
        """Judge the accounts for the health page."""
        if self._problem:
            return PartStatus("people", Level.FAILED, "unreadable", {"code": self._problem})
        trouble = self.accounts.trouble
        match self.accounts.state:
            case BookState.BROKEN if trouble is not None:
                return PartStatus("people", Level.FAILED, "changed", {"line": trouble.sequence, "what": trouble.what})
            case BookState.EMPTY:
                return PartStatus("people", Level.DEGRADED, "no_accounts")
        strangers = (*self.accounts.strangers, *(one for feed in self._feeds for one in feed.refused))
        if strangers:
            return PartStatus("people", Level.DEGRADED, "strangers", {"station": strangers[0].station})
        return self._names_status() or PartStatus("people", Level.GOOD, "sound")

    def _names_status(self) -> PartStatus | None:
        """Who cannot read whose names yet, where stations share a database."""
        circle = self._records.site_keys.circle
        if self._names is None:
            return None
        if self._station in circle.out:
            return PartStatus("people", Level.DEGRADED, "names_shut_out")
        members = sorted(set(circle.members) - {self._station})
        if not members:  # nobody shares names at this site
            return None
        if not self._records.site_keys.is_member:
            return PartStatus("people", Level.DEGRADED, "names_not_admitted", {"station": members[0]})
        waiting = [one for one in circle.waiting() if one != self._station]
        return PartStatus("people", Level.DEGRADED, "names_waiting", {"station": waiting[0]}) if waiting else None

    @property
    def _feeds(self) -> list[PeopleFeed | NamesFeed]:
        return [one for one in (self._feed, self._names) if one is not None]

    def _open_feeds(self, url: Secret | None, station: str) -> tuple[PeopleFeed | None, NamesFeed | None]:
        """A shared database that cannot be named is told by the records' own way there."""
        if url is None:
            return None, None
        try:
            engine, another = (open_shared(url.reveal(), poolclass=NullPool) for _ in range(2))
        except (SecretError, SQLAlchemyError):
            return None, None
        records = self._records
        people = PeopleFeed(engine, records.book, station, self.accounts.refresh)
        return people, NamesFeed(another, records.site_keys, records.people, station)

    def _emergency(self) -> bool:
        """Whether an alarm of priority 1 stands that is still active; a drill opens nothing to anybody."""
        standing = self._alarms.snapshot().occurrences
        return any(one.priority is Priority.P1 and one.active and not one.drill for one in standing)
