"""Plays drills: sends what a scenario says, ends at once where a real alarm comes, keeps the score.

One drill at a time at all stations. ``tick`` runs in the station's own thread, ``changed`` in the alarms'; ``start``
and ``stop`` are people's acts. What a drill leaves is put away by the alarm core: nothing of it waits for anybody.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import resources
from alarms.messages import derived_id, encode_message
from alarms.model import ActionKind, Occurrence, Priority
from alarms.ports import AlarmChange, AlarmSnapshot, Clock
from app.duty.drill import DrillRun, Due, End
from app.duty.scenario import Planned, Scenario, ScenarioError, plan, read_scenario
from app.services.drill_link import DrillLink
from app.site_document import SiteDocument
from app.store.duty import DrillRecord, DutyRecords, digest_of
from app.store.errors import StoreError
from app.store.remembered import Remembered

log = logging.getLogger(__name__)

#: Whose name the entries bear that put a drill away: no person's, so that nobody is taken for present by them.
DRILL_USER = "drill"
SHIPPED = Path(resources.__file__).parent / "drills"
#: Seconds in which a message has to be taken by the broker.
SEND_S = 10.0
LARGEST = 256 * 1024
RUNNING = "drill"


class DrillRefused(Exception):  # noqa: N818 - an answer to a person
    """A drill cannot be begun. ``code``: unknown_scenario, drill_running, real_alarm, or a ScenarioError's own."""

    def __init__(self, code: str, given: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.given = given


@dataclass(frozen=True, slots=True)
class Offer:
    """One scenario that can be chosen, or (``problem``) a file that cannot be played, and why."""

    id: str
    scenario: Scenario | None = None
    problem: str = ""
    where: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class DrillState:
    """What there is to show: the drill that runs or ran last, what is left of it, what it has come to."""

    id: str = ""
    scenario: Scenario | None = None
    person: str = ""
    begun_at: float = 0.0
    left_s: float = 0.0
    running: bool = False
    end: End | None = None
    why: str = ""
    content: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Joints:
    """What a drill needs of the station."""

    open_link: Callable[[], DrillLink]
    end_drill: Callable[[str], object]
    snapshot: Callable[[], AlarmSnapshot]
    on_changed: Callable[[], None]


class DrillDesk:
    """See the module."""

    def __init__(
        self,
        site: SiteDocument,
        folder: Path,
        records: DutyRecords,
        remembered: Remembered,
        joints: Joints,
        clock: Clock,
    ) -> None:
        self._site = site
        self._folder = folder
        self._records = records
        self._remembered = remembered
        self._joints = joints
        self._clock = clock
        self._lock = threading.RLock()
        self._run: DrillRun | None = None
        self._actor = ""
        self._link: DrillLink | None = None
        self._waiting: list[tuple[float, Future[Any]]] = []
        self._later = ThreadPoolExecutor(1, "drill")

    def offers(self) -> tuple[Offer, ...]:
        """Every scenario: those of the data folder, then those that are shipped and not replaced there by id."""
        found: dict[str, Offer] = {}
        for folder in (self._folder, SHIPPED):
            for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
                offer = self._offer(file)
                found.setdefault(offer.id, offer)
        return tuple(found.values())

    def zones(self, scenario: str) -> tuple[str, ...]:
        """Where a scenario plays; nowhere, for one that is not there."""
        try:
            return self._planned(scenario).zones
        except DrillRefused:
            return ()

    def state(self) -> DrillState:
        """What there is to show; from any thread."""
        with self._lock:
            run = self._run
            if run is None:
                return DrillState()
            left = run.left(self._clock.monotonic())
            return DrillState(
                run.id,
                run.planned.scenario,
                run.person,
                run.begun_at,
                left,
                run.running,
                run.end,
                run.why,
                run.content(),
            )

    def recall(self) -> None:
        """Put away what a drill left that ran when the program was killed; called once the alarms are known."""
        kept = self._remembered.read().get(RUNNING)
        if not isinstance(kept, Mapping):
            return
        self._joints.end_drill(DRILL_USER)
        now = self._clock.now()
        content: dict[str, Any] = {
            "name": str(kept.get("name", "")),
            "why": "station_ended",
            "score": None,
            "results": [],
        }
        bare = DrillRecord(
            id=str(kept.get("id") or uuid.uuid4()),
            station=self._records.station,
            at=float(kept.get("at", now)),
            ended_at=now,
            scenario=str(kept.get("scenario", "")),
            person=str(kept.get("person", "")),
            outcome=End.FAILED.value,
            content=content,
        )
        self._keep(replace(bare, digest=digest_of(bare)), bare.person or DRILL_USER)

    def start(self, scenario: str, person: str, account: str, run: str = "") -> str:
        """Begin one; raises DrillRefused, or StoreError where nothing can be kept."""
        planned = self._planned(scenario)
        with self._lock:
            self._check()
            begun = DrillRun(run or str(uuid.uuid4()), planned, person, self._clock.now(), self._clock.monotonic())
            name = planned.scenario.name
            kept = {"id": begun.id, "scenario": scenario, "name": name, "person": person, "at": begun.begun_at}
            self._remembered.write({RUNNING: kept})
            self._run, self._actor, self._waiting = begun, account, []
            self._link = self._joints.open_link()
        self._joints.on_changed()
        return begun.id

    def stop(self, person: str) -> bool:
        """End it by hand."""
        return self._finish(End.STOPPED, person)

    def close(self) -> None:
        """The program ends: so does the drill, and what it left is put away."""
        self._finish(End.STOPPED, "station_ended")
        self._later.shutdown(wait=True)

    def tick(self) -> None:
        """Send what is due, see whether the broker took it, end what is over."""
        with self._lock:
            run, link, now = self._run, self._link, self._clock.monotonic()
            due = run.due(now) if run is not None else ()
            if run is not None and link is not None:
                self._waiting += [(now, self._send(run, link, one)) for one in due]
            lost = [one for since, one in self._waiting if _lost(one, now - since)]
            self._waiting = [(since, one) for since, one in self._waiting if not one.done()]
            over = run is not None and run.over(now)
        if run is None:
            return
        if lost:
            self._finish(End.FAILED, "not_sent")
        elif over:
            nothing = not run.content()["incidents"]
            self._finish(End.FAILED if nothing else End.COMPLETE, "nothing_raised" if nothing else "")

    def changed(self, change: AlarmChange) -> None:
        """Note what the drill did; a real alarm ends it at once."""
        with self._lock:
            run = self._run
            if run is None or not run.running:
                return
            run.take(change.occurrences, (*change.actions, *change.merged))
        real = real_alarm(change)
        if real is not None:
            self._finish(End.ABORTED, real.id)

    def _check(self) -> None:
        standing = self._joints.snapshot().occurrences
        if (self._run is not None and self._run.running) or any(one.drill and one.open for one in standing):
            raise DrillRefused("drill_running")
        if any(is_real(one) and one.unacked and one.priority.guarded for one in standing):
            raise DrillRefused("real_alarm")

    def _planned(self, scenario: str) -> Planned:
        offer = next((one for one in self.offers() if one.id == scenario), None)
        if offer is None:
            raise DrillRefused("unknown_scenario", scenario)
        if offer.scenario is None:
            raise DrillRefused(offer.problem, offer.given)
        try:
            return plan(offer.scenario, self._site)
        except ScenarioError as error:
            raise DrillRefused(error.code, error.given) from error

    def _offer(self, file: Path) -> Offer:
        """Read a file and try it on the site, so that whoever chooses sees what is wrong before he begins."""
        try:
            if file.stat().st_size > LARGEST:
                return Offer(file.stem, None, "too_large", file.name)
            scenario = read_scenario(file.read_text("utf-8"))
        except (OSError, ValueError):
            return Offer(file.stem, None, "unreadable", file.name)
        except ScenarioError as error:
            return Offer(file.stem, None, error.code, error.where, error.given)
        try:
            plan(scenario, self._site)
        except ScenarioError as error:
            return Offer(scenario.id, scenario, error.code, error.where, error.given)
        return Offer(scenario.id, scenario)

    def _send(self, run: DrillRun, link: DrillLink, due: Due) -> Future[Any]:
        own = {device.id for device in self._site.devices if device.kind == "station"}
        device = self._site.station.id if due.device in own else due.device
        topic = f"gs/1/{self._site.site.id}/{device}/event/{due.alarm_class}/{due.channel}"
        occ = f"drill-{run.id}-{due.alarm_class}-{due.channel}"
        body = {**due.data, "active": due.active, "drill": True, "occ": occ}
        name = derived_id("drill", run.id, str(due.step))
        try:
            return link.send(topic, encode_message(body, at=self._clock.now(), message_id=name))
        except (OSError, ValueError) as error:
            failed: Future[Any] = Future()
            failed.set_exception(error)
            return failed

    def _finish(self, end: End, why: str) -> bool:
        """End it once; what it left is put away and the record kept off this thread."""
        with self._lock:
            run, link = self._run, self._link
            if run is None or not run.finish(end, self._clock.now(), why):
                return False
            self._link, self._waiting = None, []
            actor = self._actor
        self._joints.end_drill(DRILL_USER)
        self._later.submit(self._settle, run, link, actor)
        self._joints.on_changed()
        return True

    def _settle(self, run: DrillRun, link: DrillLink | None, actor: str) -> None:
        if link is not None:
            link.close()
        assert run.end is not None
        bare = DrillRecord(
            id=run.id,
            station=self._records.station,
            at=run.begun_at,
            ended_at=run.ended_at,
            scenario=run.planned.scenario.id,
            person=run.person,
            outcome=run.end.value,
            content=run.content(),
        )
        self._keep(replace(bare, digest=digest_of(bare)), actor)
        self._joints.on_changed()

    def _keep(self, record: DrillRecord, actor: str) -> None:
        try:
            self._records.keep(record, actor)
            self._remembered.write({RUNNING: None})
        except StoreError as error:
            log.warning("a drill could not be entered: %s", error)


def is_real(one: Occurrence) -> bool:
    """Whether an alarm is one that somebody has to answer, and no drill's."""
    return not one.drill and one.annunciated and one.priority is not Priority.EVENT and not one.replay


def real_alarm(change: AlarmChange) -> Occurrence | None:
    """The first real alarm that a change raises, here or at another station."""
    raised: Sequence[str | None] = [
        one.occurrence for one in (*change.actions, *change.merged) if one.kind is ActionKind.RAISE
    ]
    return next((one for one in change.occurrences if one.id in raised and is_real(one)), None)


def _lost(sent: Future[Any], waited: float) -> bool:
    if sent.done():
        return sent.cancelled() or sent.exception() is not None
    return waited >= SEND_S
