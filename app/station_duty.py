"""The shift of a station: log and presence, handover, drills, joined over its records, alarms and people."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from alarms.ports import AlarmChange
from alarms.schedule import Schedule, read_window
from alarms.service import AlarmService
from app.data_folder import DataFolder
from app.duty.desk import DUTY_CLASS, Around, DutyWatch, OnDuty
from app.duty.drill_request import DrillRequests
from app.duty.drills import DRILL_USER, DrillDesk, Joints
from app.duty.handing import HandoverDesk
from app.duty.page import Listing, listing
from app.people.duty_acts import DutyActs
from app.services.device_link import DeviceLink
from app.services.health import PartStatus
from app.services.places import Places
from app.site_document import SiteDocument
from app.site_fields import Secret, SecretError
from app.station_people import StationPeople
from app.station_records import StationRecords
from app.store.duty_feed import DutyFeed
from app.store.errors import StoreError
from app.store.people import BookState
from app.store.remembered import Remembered
from app.store.shared import open_shared
from video.clock import Clock

log = logging.getLogger(__name__)

#: Seconds for which an act on an open case shows that somebody is at work on it.
AT_WORK_S = 600.0


class StationDuty:
    """See the module. ``parts`` gives the health of the station's parts."""

    def __init__(
        self,
        records: StationRecords,
        people: StationPeople,
        alarms: AlarmService,
        devices: DeviceLink,
        places: Places,
        folder: DataFolder,
        clock: Clock,
        parts: Callable[[], tuple[PartStatus, ...]],
        on_changed: Callable[[], None],
    ) -> None:
        site = places.site
        self._people = people
        self._alarms = alarms
        self._places = places
        self._parts = parts
        self._clock = clock
        self._station = site.station.id
        self._acted_at = float("-inf")
        self._actor = ""
        self.records = people.duty
        remembered = Remembered(records.database, clock, "duty.")
        around = Around(self._on_duty, self._busy, self._standing, alarms.report)
        self.watch = DutyWatch(site.duty, _schedule(site), self.records, around, clock, random.SystemRandom())
        self.handing = HandoverDesk(site, people.desk, remembered, self.listing, clock)
        joints = Joints(devices.open_drill, alarms.end_drill, alarms.snapshot, on_changed)
        self.drills = DrillDesk(site, folder.drills, self.records, remembered, joints, clock)
        self.acts = DutyActs(people.authorised, self.records, places, self.watch, self.handing, self.drills, on_changed)
        self._requests = DrillRequests(
            folder.drills,
            records.audit,
            clock,
            lambda asked: self.drills.start(asked.scenario, asked.label, asked.account),
        )
        self._feed = self._open_feed(site.database.url, on_changed)

    def start(self) -> None:
        """Take up what was left; called once the alarms run. What cannot be read is said and keeps nobody waiting."""
        try:
            self.handing.recall()
            self.drills.recall()
        except StoreError as error:
            log.warning("what was left of handover and drill cannot be read: %s", error)
        if self._feed is not None:
            self._feed.start()

    def stop(self) -> None:
        """End a drill that runs; called while the alarms still run."""
        if self._feed is not None:
            self._feed.stop()
        self.drills.close()

    def tick(self) -> None:
        """Every second or so, in the station's own thread."""
        actor, self._actor = self._actor, ""
        try:
            if actor:
                self.watch.acted(actor)
            self.watch.tick()
            self.drills.tick()
            self._requests.tick()
        except StoreError as error:
            log.warning("duty: %s", error)

    def changed(self, change: AlarmChange) -> None:
        """Take what one commit changed; called in the alarm thread."""
        self.drills.changed(change)
        own = [one.user for one in change.actions if one.station == self._station]
        people = [user for user in own if user not in ("", DRILL_USER)]
        if people:
            self._acted_at, self._actor = self._clock.monotonic(), people[-1]

    def listing(self) -> Listing:
        """What the next shift has to know."""
        return listing(self._alarms.snapshot(), self._alarms.overview, self._parts(), self._places)

    def _on_duty(self) -> OnDuty:
        actor = self._people.desk.duty.actor
        accounts = self._people.accounts.state is BookState.SOUND
        if actor is None:
            return OnDuty(accounts=accounts)
        return OnDuty(True, accounts, actor.label, actor.account)

    def _busy(self) -> bool:
        """Whether an alarm is being handled: one waits for its answer, or somebody is at work on an open case."""
        snapshot = self._alarms.snapshot()
        if any(one.unacked and one.annunciated and one.priority.guarded for one in snapshot.occurrences):
            return True
        lately = self._clock.monotonic() - self._acted_at < AT_WORK_S
        return lately and any(one.open for one in snapshot.incidents)

    def _standing(self) -> frozenset[str]:
        """The channels of this station's own duty alarms that are active."""
        begin = f"{self._station}/{DUTY_CLASS}/"
        return frozenset(
            one.point.removeprefix(begin)
            for one in self._alarms.snapshot().occurrences
            if one.active and one.alarm_class == DUTY_CLASS and one.point.startswith(begin)
        )

    def _open_feed(self, url: Secret | None, on_taken: Callable[[], None]) -> DutyFeed | None:
        """A shared database that cannot be named is told by the records' own way there."""
        if url is None:
            return None
        try:
            engine = open_shared(url.reveal(), poolclass=NullPool)
        except (SecretError, SQLAlchemyError):
            return None
        return DutyFeed(engine, self.records, self._station, self._clock, on_taken)


def _schedule(site: SiteDocument) -> Schedule | None:
    times = site.duty.presence_times
    if not times:
        return None
    return Schedule(windows=tuple(read_window(time) for time in times), timezone=ZoneInfo(site.site.timezone))
