"""The commit loop: a thread that takes what waits as a group, lets the engine decide, commits once, and then tells.

Where the commit fails the engine is rewound: nothing was acknowledged and nothing was shown. Messages stay at the head
of the queue and are tried again, one by one so that one that cannot be written does not hold the others; a person's act
is tried once more and then fails, so that the person sees it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from alarms.engine import AlarmEngine
from alarms.intake import Admission, Incoming, Intake, SkewWatch, set_aside
from alarms.messages import DeviceMessage, derived_id, encode_message, parse_message
from alarms.model import Action, ActionRefused, Fault, Incident, Occurrence
from alarms.ports import Batch, ChainMark, Clock, ForeignAction, Journal, JournalError, Parcel, RawMessage

log = logging.getLogger(__name__)

GROUP = 500
QUEUE_LIMIT = 20_000
HEAD_TRIES = 3
ACT_TRIES = 2
RETRY_S = (0.1, 0.5, 1.0, 2.0, 5.0)
IDLE_S = 1.0
#: How often cases that are over are let go of, and how long after their last action (seconds).
FORGET_EVERY_S = 3600.0
HOT_S = 26 * 3600.0
#: Seconds after which a commit that has not come back is a fault.
SLOW_S = 3.0


class ReceiptStatus(StrEnum):
    """What became of a message that was let go."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a submission: the message is durable (or can never be) and may be acknowledged to its sender."""

    status: ReceiptStatus
    message_id: str = ""
    problem: str = ""


class ServiceStoppedError(RuntimeError):
    """The service is not running; nothing was done."""


@dataclass(slots=True, eq=False)
class Job:
    """One thing to do in the alarm thread: a message, a person's act on the engine, or what other stations did."""

    future: Future[Any]
    incoming: Incoming | None = None
    act: Callable[[], None] | None = None
    parcel: Parcel | None = None
    tries: int = 0


@dataclass(slots=True)
class Group:
    """What one commit is made of, and how each job is to be answered once it is durable."""

    raw: list[RawMessage] = field(default_factory=list)
    messages: list[DeviceMessage] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    foreign: list[ForeignAction] = field(default_factory=list)
    marks: dict[str, ChainMark] = field(default_factory=dict)
    merged: list[Action] = field(default_factory=list)
    occurrences: tuple[Occurrence, ...] = ()
    incidents: tuple[Incident, ...] = ()
    answers: list[tuple[Job, Receipt | tuple[Action, ...]]] = field(default_factory=list)
    refusals: list[tuple[Job, Exception]] = field(default_factory=list)
    refused: list[tuple[Job, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    ids: set[str] = field(default_factory=set)

    @property
    def durable(self) -> bool:
        """Whether there is anything to make durable."""
        return bool(self.raw or self.actions or self.foreign or self.marks)

    @property
    def batch(self) -> Batch:
        """What is to be made durable."""
        return Batch(
            tuple(self.raw),
            tuple(self.actions),
            self.occurrences,
            self.incidents,
            tuple(self.foreign),
            tuple(self.marks.values()),
        )


class Committer:
    """Owns the alarm thread. ``on_durable`` and ``on_fault`` are called in it, ``on_idle`` after each round."""

    def __init__(
        self,
        engine: AlarmEngine,
        journal: Journal,
        clock: Clock,
        *,
        on_durable: Callable[[Group], None],
        on_fault: Callable[[Fault], None],
        on_idle: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._journal = journal
        self._clock = clock
        self._on_durable = on_durable
        self._on_fault = on_fault
        self._on_idle = on_idle
        self._skew = SkewWatch()
        self._jobs: deque[Job] = deque()
        self._wake = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._failures = 0
        self._committing_since: float | None = None
        self._forgot_at = clock.monotonic()
        self.intake = Intake(engine.site)
        self.fault: Fault | None = None
        self.commits = 0

    @property
    def waiting(self) -> int:
        """How many jobs wait for the journal."""
        return len(self._jobs)

    def start(self) -> None:
        """Begin; the engine has been loaded."""
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="alarms", daemon=True)
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Finish the group in hand and end; what still waits fails with ``ServiceStoppedError``: not acked."""
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
            fail(job.future, ServiceStoppedError())

    def wake(self) -> None:
        """Look at the clock now."""
        with self._wake:
            self._wake.notify_all()

    def put(self, job: Job) -> Future[Any]:
        """Queue a job; its future fails at once where the service is stopped or the queue is full."""
        with self._wake:
            if self._thread is None or self._stopping:
                job.future.set_exception(ServiceStoppedError())
            elif job.act is not None and self._failures:
                self._jobs.appendleft(job)  # a person is not kept waiting behind what cannot be written
                self._wake.notify_all()
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
            self._forget()
            self._on_idle()

    def _wait(self) -> list[Job] | None:
        """The next group, an empty one where only the clock is to be looked at, None at the end."""
        with self._wake:
            if self._failures and not self._stopping:
                pause = RETRY_S[min(self._failures, len(RETRY_S)) - 1]
                self._wake.wait_for(lambda: self._stopping or self._person_waits(), pause)
            elif not self._jobs and not self._stopping:
                due = self._engine.next_due()
                self._wake.wait(IDLE_S if due is None else min(IDLE_S, max(0.01, due - self._clock.now())))
            if self._stopping:
                return None
            size = min(len(self._jobs), 1 if self._failures else GROUP)
            return [self._jobs.popleft() for _ in range(size)]

    def _forget(self) -> None:
        """Let go of cases that are over; the record gives them back when they are spoken of."""
        now = self._clock.monotonic()
        if now - self._forgot_at >= FORGET_EVERY_S:
            self._forgot_at = now
            self._engine.ledger.forget(self._clock.now() - HOT_S)

    def _person_waits(self) -> bool:
        return bool(self._jobs) and self._jobs[0].act is not None and not self._jobs[0].tries

    def _process(self, jobs: list[Job]) -> None:
        group = Group()
        try:
            self._engine.tick()
            group.actions.extend(self._engine.take())
            for job, admission in zip(jobs, self._admissions(jobs), strict=True):
                self._decide(job, admission, group)
            group.occurrences, group.incidents = self._engine.ledger.touched()
            if group.durable:
                self._commit(group.batch)
        except JournalError as error:
            self._put_back(jobs, error)
            return
        except Exception as error:
            log.exception("the journal failed")
            self._put_back(jobs, JournalError("failed", type(error).__name__))
            return
        self._publish(group)

    def _commit(self, batch: Batch) -> None:
        self._committing_since = self._clock.monotonic()
        try:
            self._journal.commit(batch)
        finally:
            self._committing_since = None

    def slow(self) -> Fault | None:
        """What is wrong where a commit has not come back for long: the disk stalls, and nothing is acknowledged."""
        since = self._committing_since
        waited = 0.0 if since is None else self._clock.monotonic() - since
        if waited < SLOW_S:
            return None
        return Fault("journal", self._clock.now() - waited, True, {"code": "slow", "seconds": round(waited)})

    def _admissions(self, jobs: list[Job]) -> list[Admission | None]:
        """Read all messages of the group, and ask once which of them the journal has already."""
        admissions = [self.intake.admit(job.incoming) if job.incoming else None for job in jobs]
        ids = {one.raw.id for one in admissions if one and one.raw}
        known = self._journal.known_messages(ids) if ids else set()
        return [set_aside(one, "duplicate") if one and one.raw and one.raw.id in known else one for one in admissions]

    def _decide(self, job: Job, admission: Admission | None, group: Group) -> None:
        if job.parcel is not None:
            self._decide_parcel(job, job.parcel, group)
        elif admission is None:
            self._decide_act(job, group)
        elif admission.raw is None:
            group.counts[admission.problem] += 1
            group.refused.append((job, admission.problem))
            group.answers.append((job, Receipt(ReceiptStatus.COUNTED, "", admission.problem)))
        elif admission.problem == "duplicate" or admission.raw.id in group.ids:
            group.counts["duplicate"] += 1
            group.answers.append((job, Receipt(ReceiptStatus.DUPLICATE, admission.raw.id)))
        else:
            problem, raw = self._decide_message(admission, admission.raw, group)
            group.ids.add(raw.id)
            group.raw.append(raw)
            group.counts[problem or "accepted"] += 1
            if problem:
                group.refused.append((job, problem))
            group.answers.append((job, Receipt(ReceiptStatus.STORED, raw.id, problem)))

    def _decide_message(self, admission: Admission, raw: RawMessage, group: Group) -> tuple[str, RawMessage]:
        """Let the engine decide; what it chokes on is kept and counted, and never stops the others."""
        if admission.message is None:
            return admission.problem, raw
        mark = self._engine.mark()
        try:
            self._engine.message(admission.message)
            self._note_skew(admission.message)
        except Exception:
            log.exception("a message could not be taken in")
            self._engine.rewind(mark)
            aside = set_aside(admission, "internal_error")
            return aside.problem, aside.raw or raw
        group.actions.extend(self._engine.take())
        group.messages.append(admission.message)
        return "", raw

    def _decide_act(self, job: Job, group: Group) -> None:
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

    def _decide_parcel(self, job: Job, parcel: Parcel, group: Group) -> None:
        """Take in what other stations did; what the engine cannot make sense of is kept, and stops nothing else."""
        merged: list[Action] = []
        for one in parcel.actions:
            if one.action is None:
                continue
            mark = self._engine.mark()
            try:
                if self._engine.merge(one.action):
                    merged.append(one.action)
            except Exception:
                log.exception("another station's action could not be taken in")
                self._engine.rewind(mark)
        group.actions.extend(self._engine.take())
        group.foreign.extend(parcel.actions)
        group.marks.update({one.chain: one for one in parcel.marks})
        group.merged.extend(merged)
        group.answers.append((job, tuple(merged)))

    def _note_skew(self, message: DeviceMessage) -> None:
        """A device's wrong clock is an alarm of its own, raised and ended through the same path."""
        skew = self._skew.skew(message)
        point = self._engine.site.point(message.device, "clock", "skew")
        if skew is None or bool(skew) is bool(self._engine.ledger.active_of(point.id)):
            return
        topic = f"gs/1/{message.address.site}/{message.device}/event/clock/skew"
        data = {"active": bool(skew), "kind": "skew", "skew_s": round(skew, 1)}
        body = encode_message(data, at=message.received_at, message_id=derived_id("skew", message.id))
        self._engine.message(parse_message(topic, body, message.received_at, origin="station"))

    def _put_back(self, jobs: list[Job], error: JournalError) -> None:
        """Nothing became durable: undo it all, keep what can wait, tell the rest."""
        self._engine.rewind()
        for job in jobs:
            job.tries += 1
        given_up = [job for job in jobs if job.act is not None and job.tries >= ACT_TRIES]
        again = [job for job in jobs if job not in given_up]
        again.sort(key=lambda job: job.act is None)
        with self._wake:
            self._failures += 1
            if len(again) == 1 and again[0].tries % (HEAD_TRIES + 1) == HEAD_TRIES:
                self._jobs.append(again[0])  # let others show whether it is this message or the disk
            else:
                self._jobs.extendleft(reversed(again))
        since = self.fault.since if self.fault else self._clock.now()
        self._set_fault(Fault("journal", since, True, {"code": error.code, "detail": error.detail}))
        for job in given_up:
            fail(job.future, error)

    def _publish(self, group: Group) -> None:
        """It is durable: now it may be counted, shown and acknowledged, in this order."""
        self._engine.settle()
        self.intake.counters.update(group.counts)
        for job, problem in group.refused:
            if job.incoming is not None:
                self.intake.refused(job.incoming, problem)
        if group.durable:
            self.commits += 1
            self._failures = 0
            if self.fault is not None:
                self._set_fault(Fault(self.fault.code, self.fault.since, False))
        try:
            self._on_durable(group)
        except Exception:
            log.exception("what became durable could not be shown")
        for job, answer in group.answers:
            with contextlib.suppress(InvalidStateError):
                job.future.set_result(answer)
        for job, error in group.refusals:
            fail(job.future, error)

    def _set_fault(self, fault: Fault) -> None:
        """Say once that it is down, once that it is back."""
        news = self.fault is None or not fault.active or fault.detail != self.fault.detail
        self.fault = fault if fault.active else None
        if news:
            self._on_fault(fault)


def fail(future: Future[Any], error: Exception) -> None:
    """Fail a future that its owner may have given up already."""
    with contextlib.suppress(InvalidStateError):
        future.set_exception(error)
