"""The alarm service: what the rest of the program sees of the alarms. Durable first, then shown, then acknowledged.

The work is done in one thread (see ``committer``); this is its front: messages and people's acts in, futures out, and
listeners told of what has become true.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

from alarms.case_marks import CrossCheck
from alarms.committer import Committer, Group, Job, Receipt, ReceiptStatus, ServiceStoppedError
from alarms.devices import DeviceBoard
from alarms.engine import RECENT_S, AlarmEngine
from alarms.intake import Incoming
from alarms.ledger import as_listed
from alarms.messages import MessageError, derived_id, encode_message, parse_message
from alarms.model import Action, EscalationStep, Fault, Handling, Incident, Occurrence, Verdict
from alarms.overview import Overview
from alarms.ports import AlarmChange, AlarmSnapshot, Clock, Journal, Listener, Parcel, RawMessage
from alarms.refusals import Refusals
from alarms.sequences import ReplayRequest, SequenceBook

log = logging.getLogger(__name__)

T = TypeVar("T")

__all__ = ["AlarmService", "Receipt", "ReceiptStatus", "ServiceStoppedError"]


class AlarmService:
    """See the module. All public methods may be called from any thread; listeners are told from the alarm thread."""

    def __init__(self, engine: AlarmEngine, journal: Journal, clock: Clock) -> None:
        self._engine = engine
        self._journal = journal
        self._clock = clock
        self._committer = Committer(
            engine,
            journal,
            clock,
            on_durable=self._durable,
            on_fault=lambda fault: self._tell(AlarmChange(at=clock.now(), faults=(fault,))),
            on_idle=self._ask_for_missing,
        )
        self._sequences = SequenceBook()
        self._running = False
        self._overview = Overview()
        self._listeners: tuple[Listener, ...] = ()
        self._ask_replay: Callable[[ReplayRequest], None] | None = None
        self._shown = threading.Lock()
        self._occurrences: dict[str, Occurrence] = {}
        self._incidents: dict[str, Incident] = {}
        self.board = DeviceBoard()

    # Life.

    def start(self) -> None:
        """Rebuild the state from the journal and begin. Raises what the journal raises when it cannot be read."""
        if self._running:
            return
        self._engine.load(self._journal.standing())
        self._engine.ledger.archive = self._journal.actions_of
        self._sequences = SequenceBook(self._journal.sequences(), self._journal.gaps())
        for raw in self._journal.latest_states():
            self._recall(raw)
        self._overview = self._engine.overview()
        started = self._engine.snapshot()
        self._occurrences = {one.id: one for one in started.occurrences}
        self._incidents = {one.id: one for one in started.incidents}
        self._running = True
        self._committer.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Finish what is in hand; what still waits fails with ``ServiceStoppedError`` and so is not acknowledged."""
        if self._running:
            self._running = False
            self._committer.stop(timeout)

    def add_listener(self, listener: Listener) -> None:
        """Have a listener told of every change from now on."""
        with self._shown:
            self._listeners = (*self._listeners, listener)

    def remove_listener(self, listener: Listener) -> None:
        """Tell it no more."""
        with self._shown:
            self._listeners = tuple(one for one in self._listeners if one is not listener)

    def on_gap(self, ask: Callable[[ReplayRequest], None]) -> None:
        """Whom to ask, from the alarm thread, when numbers of a device are missing; it must only hand over."""
        self._ask_replay = ask

    def wake(self) -> None:
        """Look at the clock now (a test's clock moved, or the computer woke up)."""
        self._committer.wake()

    # Messages.

    def submit(
        self,
        topic: str,
        payload: bytes,
        received_at: float,
        origin: str,
        *,
        retained: bool = False,
        kept: bool = False,
    ) -> Future[Receipt]:
        """Hand in a message; ``retained``: a broker held it, ``kept``: a broker is to hold it.

        The future has a result only when the message is durable; acknowledge the sender then.
        It fails with ``ServiceStoppedError`` or ``JournalError`` (queue full): do not acknowledge, the sender repeats.
        """
        incoming = Incoming(topic, payload, received_at, origin, retained, kept)
        return self._committer.put(Job(Future(), incoming=incoming))

    def report(
        self, alarm_class: str, channel: str, active: bool, *, cause: str, kind: str = "", **data: Any
    ) -> Future[Receipt]:
        """Raise or end an alarm that the station itself found (a lost camera, a rule of detection).

        It takes the same path as a device's message. ``cause`` names what was found, so it counts once.
        """
        site = self._engine.site
        now = self._clock.now()
        body = {"active": active, "kind": kind, **data}
        message_id = derived_id("report", site.station, alarm_class, channel, cause, str(active))
        payload = encode_message(body, at=now, message_id=message_id)
        return self.submit(f"gs/1/{site.id}/{site.station}/event/{alarm_class}/{channel}", payload, now, "station")

    def merge(self, parcel: Parcel) -> Future[tuple[Action, ...]]:
        """Hand in what other stations did. The future gives the actions that were new once they are durable here.

        It fails with ``JournalError`` where they could not be written: hand them in again later.
        """
        return self._committer.put(Job(Future(), parcel=parcel))

    def stations_seen(self, seen: Mapping[str, float]) -> Future[tuple[Action, ...]]:
        """Other stations were seen there, each at its time (UTC seconds): they answer for their zones."""

        def note() -> None:
            for station, at in seen.items():
                self._engine.station_seen(station, at)

        return self._act(note)

    def listen(self, on: bool) -> Future[tuple[Action, ...]]:
        """Say whether devices can be heard at all: while the broker is away, none is taken for silent."""
        return self._act(lambda: self._engine.listen(on))

    # People's acts. Each future gives the actions made once they are durable, or fails with ActionRefused,
    # JournalError or ServiceStoppedError.

    def acknowledge(
        self,
        occurrence: str,
        user: str,
        picture_at: float | None = None,
        *,
        no_picture: bool = False,
        called_at: float | None = None,
    ) -> Future[tuple[Action, ...]]:
        """Take notice of exactly one occurrence; see ``Response.acknowledge`` for the picture rule."""
        respond = self._engine.respond
        return self._act(
            lambda: respond.acknowledge(occurrence, user, picture_at, no_picture=no_picture, called_at=called_at)
        )

    def acknowledge_many(self, occurrences: Iterable[str], user: str) -> Future[tuple[Action, ...]]:
        """Acknowledge several; P1 and P2 among them are left out."""
        listed = tuple(occurrences)
        return self._act(lambda: self._engine.respond.acknowledge_many(listed, user))

    def nuisance(self, occurrence: str, cause: str, user: str) -> Future[tuple[Action, ...]]:
        """Call an occurrence a nuisance and say why."""
        return self._act(lambda: self._engine.respond.nuisance(occurrence, cause, user))

    def silence(self, occurrence: str, user: str) -> Future[tuple[Action, ...]]:
        """Stop the sound of one occurrence."""
        return self._act(lambda: self._engine.respond.silence(occurrence, user))

    def reset(self, occurrence: str, disposition: Verdict, user: str) -> Future[tuple[Action, ...]]:
        """Release a latched occurrence."""
        return self._act(lambda: self._engine.respond.reset(occurrence, disposition, user))

    def take(self, incident: str, user: str, *, instead_of: str = "") -> Future[tuple[Action, ...]]:
        """Take a case; ``instead_of`` names who has it, where it is taken over."""
        return self._act(lambda: self._engine.respond.take(incident, user, instead_of=instead_of))

    def verdict(self, incident: str, verdict: Verdict, cause: str, user: str) -> Future[tuple[Action, ...]]:
        """Say what an incident was."""
        return self._act(lambda: self._engine.respond.verdict(incident, verdict, cause, user))

    def handling(self, incident: str, handling: Handling, user: str) -> Future[tuple[Action, ...]]:
        """Say how far people have come."""
        return self._act(lambda: self._engine.respond.handling(incident, handling, user))

    def tick_step(self, incident: str, step: str, user: str, *, done: bool = True) -> Future[tuple[Action, ...]]:
        """Tick a step of the guidance."""
        return self._act(lambda: self._engine.respond.step(incident, step, user, done=done))

    def note(self, incident: str, text: str, user: str) -> Future[tuple[Action, ...]]:
        """Add a note."""
        return self._act(lambda: self._engine.respond.note(incident, text, user))

    def close(self, incident: str, user: str) -> Future[tuple[Action, ...]]:
        """Close an incident."""
        return self._act(lambda: self._engine.respond.close(incident, user))

    def escalate(
        self, incident: str, user: str, cause: str = "", *, step: EscalationStep | None = None
    ) -> Future[tuple[Action, ...]]:
        """Bring a case before the next who can help, or say why it was."""
        return self._act(lambda: self._engine.respond.escalate(incident, user, cause, step=step))

    def dispatch(
        self, incident: str, guard: str, user: str, *, name: str = "", zone: str = "", point: str = ""
    ) -> Future[tuple[Action, ...]]:
        """Send somebody about a case; see ``Dispatching.send``."""
        sending = self._engine.respond.dispatching
        return self._act(lambda: sending.send(incident, guard, user, name=name, zone=zone, point=point))

    def arrived(self, incident: str, dispatch: str, user: str) -> Future[tuple[Action, ...]]:
        """Say that somebody who was sent is there."""
        return self._act(lambda: self._engine.respond.dispatching.arrived(incident, dispatch, user))

    def cleared(self, incident: str, dispatch: str, user: str) -> Future[tuple[Action, ...]]:
        """Say that somebody who was sent is free again."""
        return self._act(lambda: self._engine.respond.dispatching.cleared(incident, dispatch, user))

    def cross_check(self, occurrence: str, check: CrossCheck) -> Future[tuple[Action, ...]]:
        """Note what the zone's cameras saw around an alarm."""
        return self._act(lambda: self._engine.respond.cross_check(occurrence, check))

    def undo(self, incident: str, user: str) -> Future[tuple[Action, ...]]:
        """Take back the newest act on an incident."""
        return self._act(lambda: self._engine.respond.undo(incident, user))

    def open_incident(self, user: str, cameras: Iterable[str] = (), **said: Any) -> Future[str]:
        """Open a case by hand; see ``Handwork.open``. The future gives its id once it is durable."""
        opened: list[str] = []
        shown, cases = tuple(cameras), self._engine.cases
        act = self._act(lambda: opened.append(cases.open(user, shown, **said)))
        return _then(act, lambda: opened[-1])

    def describe(self, incident: str, user: str, **said: Any) -> Future[tuple[Action, ...]]:
        """Say what a case is; see ``Handwork.describe``."""
        return self._act(lambda: self._engine.cases.describe(incident, user, **said))

    def involve(
        self, incident: str, person: str, role: str, user: str, *, gone: bool = False
    ) -> Future[tuple[Action, ...]]:
        """Enter somebody whom a case concerns, or take them out."""
        return self._act(lambda: self._engine.cases.involve(incident, person, role, user, gone=gone))

    def snapshot_taken(
        self, incident: str, evidence: str, camera: str, at: float, user: str
    ) -> Future[tuple[Action, ...]]:
        """Note that a picture belongs to a case."""
        return self._act(lambda: self._engine.cases.snapshot(incident, evidence, camera, at, user))

    def review(self, incident: str, remark: str, user: str) -> Future[tuple[Action, ...]]:
        """Give a supervisor's word on a closed case."""
        return self._act(lambda: self._engine.cases.review(incident, remark, user))

    def shelve(self, point: str, reason: str, seconds: float, user: str) -> Future[tuple[Action, ...]]:
        """Put a point aside for a while."""
        return self._act(lambda: self._engine.respond.shelve(point, reason, seconds, user))

    def unshelve(self, point: str, user: str) -> Future[tuple[Action, ...]]:
        """Take a point back."""
        return self._act(lambda: self._engine.respond.unshelve(point, user))

    def take_out_of_service(
        self, point: str, reason: str, seconds: float, user: str, *, second: str, patrol: str
    ) -> Future[tuple[Action, ...]]:
        """Take a point out of service, with a second person and a compensating patrol."""
        respond = self._engine.respond
        return self._act(lambda: respond.take_out_of_service(point, reason, seconds, user, second, patrol))

    def return_to_service(self, point: str, user: str) -> Future[tuple[Action, ...]]:
        """Put a point back into service."""
        return self._act(lambda: self._engine.respond.return_to_service(point, user))

    def arm(self, zone: str, user: str, *, armed: bool = True) -> Future[tuple[Action, ...]]:
        """Arm or disarm a zone."""
        return self._act(lambda: self._engine.respond.arm(zone, user, armed=armed))

    def end_drill(self, user: str) -> Future[tuple[Action, ...]]:
        """Have every alarm of a drill return to normal and its cases closed."""
        return self._act(lambda: self._engine.respond.end_drill(user))

    # What is true.

    @property
    def overview(self) -> Overview:
        """What sounds here, what is put aside, armed, flooded, and who answers; see ``AlarmChange.overview``."""
        return self._overview

    def snapshot(self) -> AlarmSnapshot:
        """What is durable now: all open occurrences, all open and recent incidents. Never waits for the disk."""
        with self._shown:
            occurrences, incidents = tuple(self._occurrences.values()), tuple(self._incidents.values())
        cases = sorted(incidents, key=lambda one: (not one.open, one.priority, -one.opened_at, one.id))
        return AlarmSnapshot(as_listed(occurrences), tuple(cases))

    def history(self, entity: str) -> Future[tuple[Action, ...]]:
        """Every action of an occurrence or incident, in order."""
        read: list[Action] = []
        return _then(self._act(lambda: read.extend(self._engine.ledger.history(entity))), lambda: tuple(read))

    @property
    def intake_counters(self) -> Mapping[str, int]:
        """How many messages of each fate there were; ``seq_lost`` are numbers that no device could repeat."""
        counters = self._committer.intake.counters
        return {**counters, "seq_lost": self._sequences.lost, "waiting": self._committer.waiting}

    @property
    def refusals(self) -> Refusals:
        """What was not let in, by device, with an example of each kind."""
        return self._committer.intake.refusals

    @property
    def fault(self) -> Fault | None:
        """What is wrong with the journal now, or None."""
        return self._committer.fault or self._committer.slow()

    @property
    def commits(self) -> int:
        """How many groups became durable since the start."""
        return self._committer.commits

    # In the alarm thread.

    def _act(self, act: Callable[[], None]) -> Future[tuple[Action, ...]]:
        return self._committer.put(Job(Future(), act=act))

    def _durable(self, group: Group) -> None:
        self._show(group.occurrences, group.incidents)
        for message in group.messages:
            if not message.drill:  # what a drill says of a device is not what the device says
                self.board.apply(message)
            self._sequences.take(message)
        overview = self._engine.overview()
        news = overview if overview != self._overview else None
        self._overview = overview
        if group.messages or group.actions or group.merged or news:
            messages, actions, now = tuple(group.messages), tuple(group.actions), self._clock.now()
            merged = tuple(group.merged)
            self._tell(AlarmChange(group.occurrences, group.incidents, messages, now, (), actions, merged, news))

    def _show(self, occurrences: Iterable[Occurrence], incidents: Iterable[Incident]) -> None:
        since = self._clock.now() - RECENT_S
        with self._shown:
            for occurrence in occurrences:
                self._occurrences.pop(occurrence.id, None)
                if occurrence.open:
                    self._occurrences[occurrence.id] = occurrence
            for incident in incidents:
                self._incidents[incident.id] = incident
            if incidents:
                old = [key for key, one in self._incidents.items() if one.closed_at and one.closed_at < since]
                for key in old:
                    del self._incidents[key]

    def _tell(self, change: AlarmChange) -> None:
        for listener in self._listeners:
            try:
                listener.changed(change)
            except Exception:
                log.exception("a listener failed")

    def _ask_for_missing(self) -> None:
        if self._ask_replay is None:
            return
        for request in self._sequences.due(self._clock.monotonic()):
            try:
                self._ask_replay(request)
            except Exception:
                log.exception("asking for a replay failed")

    def _recall(self, raw: RawMessage) -> None:
        with contextlib.suppress(MessageError):
            self.board.apply(parse_message(raw.topic, raw.payload, raw.received_at, retained=True, origin=raw.origin))


def _then(act: Future[Any], result: Callable[[], T]) -> Future[T]:
    """A future of something else that is known once the act is done, failing as it does."""
    found: Future[T] = Future()

    def done(ended: Future[Any]) -> None:
        error = ended.exception()
        if error is not None:
            found.set_exception(error)
        else:
            found.set_result(result())

    act.add_done_callback(done)
    return found
