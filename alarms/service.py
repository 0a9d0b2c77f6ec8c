"""The alarm service: one thread that makes the engine's decisions durable before anybody hears of them.

Messages and people's acts wait in one queue. The thread takes what is there as a group, lets the engine decide, commits
once, and only then answers the futures and tells the listeners. Where the commit fails the engine is rewound: nothing
has been acknowledged and nothing was shown. A message stays at the head of the queue and is tried again; a person's act
fails at once, so that the person sees it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from alarms.devices import DeviceBoard
from alarms.engine import RECENT_S, AlarmEngine
from alarms.intake import Admission, Incoming, Intake, SkewWatch, set_aside
from alarms.ledger import as_listed
from alarms.messages import DeviceMessage, MessageError, derived_id, encode_message, parse_message
from alarms.model import Action, ActionRefused, Fault, Handling, Incident, Occurrence, Verdict
from alarms.ports import AlarmChange, AlarmSnapshot, Batch, Clock, Journal, JournalError, Listener, RawMessage
from alarms.sequences import ReplayRequest, SequenceBook

log = logging.getLogger(__name__)

GROUP = 500
QUEUE_LIMIT = 20_000
HEAD_TRIES = 3
RETRY_S = (0.1, 0.5, 1.0, 2.0, 5.0)
IDLE_S = 1.0


class ReceiptStatus(StrEnum):
    """What became of a message that was let go."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to ``submit``: the message is durable (or can never be) and may be acknowledged to its sender."""

    status: ReceiptStatus
    message_id: str = ""
    problem: str = ""


class ServiceStopped(RuntimeError):
    """The service is not running; nothing was done."""


@dataclass(slots=True)
class _Job:
    """One thing to do in the alarm thread: a message, or a person's act on the engine."""

    future: Future[Any]
    incoming: Incoming | None = None
    act: Callable[[], None] | None = None
    tries: int = 0


@dataclass(slots=True)
class _Group:
    """What one commit is made of, and how each job is to be answered when it is durable."""

    raw: list[RawMessage] = field(default_factory=list)
    messages: list[DeviceMessage] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    answers: list[tuple[_Job, Receipt | tuple[Action, ...]]] = field(default_factory=list)
    refusals: list[tuple[_Job, Exception]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    ids: set[str] = field(default_factory=set)


class AlarmService:
    """See the module. All public methods may be called from any thread; listeners are told from the alarm thread."""

    def __init__(self, engine: AlarmEngine, journal: Journal, clock: Clock) -> None:
        self._engine = engine
        self._journal = journal
        self._clock = clock
        self._intake = Intake(engine.site)
        self._skew = SkewWatch()
        self._sequences = SequenceBook()
        self._jobs: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._listeners: tuple[Listener, ...] = ()
        self._ask_replay: Callable[[ReplayRequest], None] | None = None
        self._shown = threading.Lock()
        self._occurrences: dict[str, Occurrence] = {}
        self._incidents: dict[str, Incident] = {}
        self._fault: Fault | None = None
        self._failures = 0
        self.board = DeviceBoard()
        self.commits = 0

    # Life.

    def start(self) -> None:
        """Rebuild the state from the journal and begin. Raises what the journal raises when it cannot be read."""
        if self._thread is not None:
            return
        self._engine.load(self._journal.actions())
        self._sequences = SequenceBook(self._journal.sequences())
        for raw in self._journal.latest_states():
            self._recall(raw)
        started = self._engine.snapshot()
        self._occurrences = {one.id: one for one in started.occurrences}
        self._incidents = {one.id: one for one in started.incidents}
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="alarms", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Finish the group in hand and end; what still waits is refused with ``ServiceStopped`` (and so not acked)."""
        thread = self._thread
        if thread is None:
            return
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        thread.join(timeout)
        self._thread = None
        with self._wake:
            left, self._jobs = self._jobs, deque()
        for job in left:
            _fail(job.future, ServiceStopped())

    def add_listener(self, listener: Listener) -> None:
        """Have a listener told of every change from now on."""
        with self._wake:
            self._listeners = (*self._listeners, listener)

    def remove_listener(self, listener: Listener) -> None:
        """Tell it no more."""
        with self._wake:
            self._listeners = tuple(one for one in self._listeners if one is not listener)

    def on_gap(self, ask: Callable[[ReplayRequest], None]) -> None:
        """Whom to ask, from the alarm thread, when numbers of a device are missing; it must only hand over."""
        self._ask_replay = ask

    def wake(self) -> None:
        """Look at the clock now (a test's clock moved, or the computer woke up)."""
        with self._wake:
            self._wake.notify_all()

    # Messages.

    def submit(
        self, topic: str, payload: bytes, received_at: float, origin: str, *, retained: bool = False
    ) -> Future[Receipt]:
        """Hand in a message. The future has a result only when the message is durable; acknowledge the sender then.

        It fails with ``ServiceStopped`` or ``JournalError`` (queue full): then do not acknowledge, the sender repeats.
        """
        return self._put(_Job(Future(), incoming=Incoming(topic, payload, received_at, origin, retained)))

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

    # People's acts. Each future gives the actions made once they are durable, or fails with ActionRefused,
    # JournalError or ServiceStopped.

    def acknowledge(
        self, occurrence: str, user: str, picture_at: float | None = None, *, no_picture: bool = False
    ) -> Future[tuple[Action, ...]]:
        """Take notice of exactly one occurrence; see ``Response.acknowledge`` for the picture rule."""
        respond = self._engine.respond
        return self._act(lambda: respond.acknowledge(occurrence, user, picture_at, no_picture=no_picture))

    def acknowledge_many(self, occurrences: Iterable[str], user: str) -> Future[tuple[Action, ...]]:
        """Acknowledge several; P1 and P2 among them are left out."""
        listed = tuple(occurrences)
        return self._act(lambda: self._engine.respond.acknowledge_many(listed, user))

    def silence(self, occurrence: str, user: str) -> Future[tuple[Action, ...]]:
        """Stop the sound of one occurrence."""
        return self._act(lambda: self._engine.respond.silence(occurrence, user))

    def reset(self, occurrence: str, disposition: Verdict, user: str) -> Future[tuple[Action, ...]]:
        """Release a latched occurrence."""
        return self._act(lambda: self._engine.respond.reset(occurrence, disposition, user))

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

    def undo(self, incident: str, user: str) -> Future[tuple[Action, ...]]:
        """Take back the newest act on an incident."""
        return self._act(lambda: self._engine.respond.undo(incident, user))

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

    # What is true.

    def snapshot(self) -> AlarmSnapshot:
        """What is durable now: all open occurrences, all open and recent incidents. Never waits for the disk."""
        with self._shown:
            occurrences, incidents = tuple(self._occurrences.values()), tuple(self._incidents.values())
        cases = sorted(incidents, key=lambda one: (not one.open, one.priority, -one.opened_at, one.id))
        return AlarmSnapshot(as_listed(occurrences), tuple(cases))

    def history(self, entity: str) -> Future[tuple[Action, ...]]:
        """Every action of an occurrence or incident, in order."""
        found: Future[tuple[Action, ...]] = Future()

        def read() -> None:
            found.set_result(self._engine.ledger.history(entity))

        self._act(read).add_done_callback(lambda done: _pass_failure(done, found))
        return found

    @property
    def intake_counters(self) -> Mapping[str, int]:
        """How many messages of each fate there were; ``seq_lost`` are numbers no device could repeat."""
        return {**self._intake.counters, "seq_lost": self._sequences.lost, "waiting": len(self._jobs)}

    @property
    def fault(self) -> Fault | None:
        """What is wrong with the journal now, or None."""
        return self._fault

    # The queue.

    def _act(self, act: Callable[[], None]) -> Future[tuple[Action, ...]]:
        return self._put(_Job(Future(), act=act))

    def _put(self, job: _Job) -> Future[Any]:
        with self._wake:
            if self._thread is None or self._stopping:
                job.future.set_exception(ServiceStopped())
            elif job.incoming is not None and len(self._jobs) >= QUEUE_LIMIT:
                job.future.set_exception(JournalError("queue_full"))
            else:
                self._jobs.append(job)
                self._wake.notify()
        return job.future

    def _run(self) -> None:
        while True:
            jobs = self._wait()
            if jobs is None:
                return
            self._process(jobs)
            self._ask_for_missing()

    def _wait(self) -> list[_Job] | None:
        """The next group of jobs, an empty one where only the clock is to be looked at, None at the end."""
        with self._wake:
            if not self._jobs and not self._stopping:
                due = self._engine.next_due()
                patience = IDLE_S if due is None else min(IDLE_S, max(0.01, due - self._clock.now()))
                self._wake.wait(patience)
            if self._stopping:
                return None
            if self._failures:
                self._wake.wait_for(lambda: self._stopping, RETRY_S[min(self._failures, len(RETRY_S)) - 1])
                if self._stopping:
                    return None
            # After a failure one by one, so that one message that cannot be written does not hold all others.
            size = min(len(self._jobs), 1 if self._failures else GROUP)
            return [self._jobs.popleft() for _ in range(size)]

    def _process(self, jobs: list[_Job]) -> None:
        group = _Group()
        try:
            self._engine.tick()
            group.actions.extend(self._engine.take())
            admissions = self._admissions(jobs)
            for job, admission in zip(jobs, admissions, strict=True):
                self._decide(job, admission, group)
            self._commit(group)
        except JournalError as error:
            self._put_back(jobs, error)
            return
        self._publish(group)

    def _admissions(self, jobs: list[_Job]) -> list[Admission | None]:
        """Read all messages of the group, and ask once which of them the journal has already."""
        admissions = [self._intake.admit(job.incoming) if job.incoming else None for job in jobs]
        ids = {one.raw.id for one in admissions if one and one.raw}
        known = self._journal.known_messages(ids) if ids else set()
        return [set_aside(one, "duplicate") if one and one.raw and one.raw.id in known else one for one in admissions]

    def _decide(self, job: _Job, admission: Admission | None, group: _Group) -> None:
        if admission is None:
            self._decide_act(job, group)
            return
        if admission.raw is None:
            group.counts[admission.problem] += 1
            group.answers.append((job, Receipt(ReceiptStatus.COUNTED, "", admission.problem)))
            return
        if admission.problem == "duplicate" or admission.raw.id in group.ids:
            group.counts["duplicate"] += 1
            group.answers.append((job, Receipt(ReceiptStatus.DUPLICATE, admission.raw.id)))
            return
        admission = self._decide_message(admission, group)
        assert admission.raw is not None
        group.ids.add(admission.raw.id)
        group.raw.append(admission.raw)
        group.counts[admission.problem or "accepted"] += 1
        group.answers.append((job, Receipt(ReceiptStatus.STORED, admission.raw.id, admission.problem)))

    def _decide_message(self, admission: Admission, group: _Group) -> Admission:
        """Let the engine decide; what it chokes on is kept and counted, and never stops the others."""
        if admission.message is None:
            return admission
        mark = self._engine.mark()
        try:
            self._engine.message(admission.message)
            self._note_skew(admission.message)
        except Exception:
            log.exception("a message could not be taken in")
            self._engine.rewind(mark)
            return set_aside(admission, "internal_error")
        group.actions.extend(self._engine.take())
        group.messages.append(admission.message)
        return admission

    def _decide_act(self, job: _Job, group: _Group) -> None:
        assert job.act is not None
        mark = self._engine.mark()
        try:
            job.act()
        except Exception as error:
            if not isinstance(error, ActionRefused):
                log.exception("an act failed")
            self._engine.rewind(mark)
            group.refusals.append((job, error))
            return
        made = self._engine.take()
        group.actions.extend(made)
        group.answers.append((job, made))

    def _note_skew(self, message: DeviceMessage) -> None:
        skew = self._skew.note(message)
        if skew is None:
            return
        topic = f"gs/1/{message.address.site}/{message.device}/state/clock/skew"
        body = encode_message(
            {"active": skew != 0.0, "kind": "skew", "skew_s": round(skew, 1)},
            at=message.received_at,
            message_id=derived_id("skew", message.id),
        )
        self._engine.message(parse_message(topic, body, message.received_at, origin="station"))

    def _commit(self, group: _Group) -> None:
        if group.raw or group.actions:
            occurrences, incidents = self._engine.ledger.touched()
            batch = Batch(tuple(group.raw), tuple(group.actions), occurrences, incidents)
            try:
                self._journal.commit(batch)
            except JournalError:
                raise
            except Exception as error:
                log.exception("the journal failed")
                raise JournalError("failed", type(error).__name__) from error
            self.commits += 1

    def _put_back(self, jobs: list[_Job], error: JournalError) -> None:
        """Nothing became durable: undo it all, keep the messages, tell the people."""
        self._engine.rewind()
        self._failures += 1
        for job in jobs:
            job.tries += 1
        again = [job for job in jobs if job.act is None]
        with self._wake:
            if len(again) == 1 and again[0].tries % (HEAD_TRIES + 1) == HEAD_TRIES:
                self._jobs.append(again[0])  # let others show whether it is this message or the disk
            else:
                self._jobs.extendleft(reversed(again))
        self._set_fault(Fault("journal", self._fault.since if self._fault else self._clock.now(), True, _said(error)))
        for job in jobs:
            if job.act is not None:
                _fail(job.future, error)

    def _publish(self, group: _Group) -> None:
        """It is durable: now it may be shown, counted and acknowledged, in this order."""
        occurrences, incidents = self._engine.ledger.touched()
        self._engine.settle()
        self._show(occurrences, incidents)
        for message in group.messages:
            self.board.apply(message)
            if message.seq is not None and not message.retained:
                self._sequences.note(message.device, message.boot, message.seq)
        self._intake.counters.update(group.counts)
        if group.raw or group.actions:
            self._failures = 0
            if self._fault is not None:
                self._set_fault(Fault(self._fault.code, self._fault.since, False))
        for job, answer in group.answers:
            _answer(job.future, answer)
        for job, error in group.refusals:
            _fail(job.future, error)
        if group.messages or group.actions:
            now = self._clock.now()
            actions = tuple(group.actions)
            self._tell(AlarmChange(occurrences, incidents, tuple(group.messages), now, (), actions))

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

    def _set_fault(self, fault: Fault) -> None:
        news = self._fault is None or not fault.active or fault.detail != self._fault.detail
        self._fault = fault if fault.active else None
        if news:  # say once that it is down, once that it is back
            self._tell(AlarmChange(at=self._clock.now(), faults=(fault,)))

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


def _said(error: JournalError) -> dict[str, str]:
    return {"code": error.code, "detail": error.detail}


def _answer(future: Future[Any], result: object) -> None:
    with contextlib.suppress(InvalidStateError):
        future.set_result(result)


def _fail(future: Future[Any], error: Exception) -> None:
    with contextlib.suppress(InvalidStateError):
        future.set_exception(error)


def _pass_failure(done: Future[Any], found: Future[Any]) -> None:
    error = done.exception()
    if error is not None and not found.done():
        found.set_exception(error)
