"""Does what is due by the clock, and what follows from what changed: delays, escalation, shelves, schedules, floods.

Every timer follows from the ledger, so after a restart, another station's actions or a failed commit they are as the
record says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alarms.agenda import Agenda
from alarms.arming import Arming
from alarms.cameras import CameraLosses
from alarms.escalation import due_steps, next_step, plan_of
from alarms.flood import FloodWatch
from alarms.heartbeat import Heartbeats
from alarms.messages import DeviceMessage
from alarms.model import ActionKind, Occurrence
from alarms.raising import Raiser
from alarms.recorder import Recorder
from alarms.suppression import Suppressor

_SHELVES = ("shelf", "service")
#: Nothing that is right needs more rounds at one moment; no mistake may keep messages from being taken in.
PASSES = 50


class Timekeeper:
    """See the module. ``changed`` is told of each occurrence that is not what it was, None where it was undone."""

    def __init__(
        self,
        recorder: Recorder,
        raiser: Raiser,
        suppressor: Suppressor,
        changed: Callable[[str, Occurrence | None], None],
    ) -> None:
        self._changed = changed
        self._recorder = recorder
        self._raiser = raiser
        self._suppressor = suppressor
        self._site = recorder.site
        self._ledger = recorder.ledger
        self._agenda = Agenda(recorder.clock)
        self._cameras = CameraLosses(recorder, raiser)
        self._unjudged: set[tuple[str, Any]] = set()
        self.arming = Arming(recorder, suppressor)
        self.floods = FloodWatch(recorder)
        self.heartbeats = Heartbeats(recorder, raiser, self._agenda)
        self._attend: dict[str, Callable[[Any, float], None]] = {
            "returning": self._end_off_delay,
            "stale": self._mark_stale,
            "escalate": self._escalate,
            "pending": self._mature,
            "register": lambda key, _at: self._suppressor.expire(*key),
            "arming": self.arming.attend,
            "flood": lambda drill, at: self.floods.judge(at, drill=drill),
            "heartbeat": lambda subject, _at: self.heartbeats.attend(subject),
        }
        self.start()

    def start(self) -> None:
        """The ledger was filled, with what follows from it: begin to listen, and see what the schedules say."""
        self.take_note()
        self._unjudged.clear()
        self.heartbeats.start()
        for zone in self.arming.zones:
            self._note("arming", zone)

    def hear(self, message: DeviceMessage) -> None:
        """A device spoke."""
        self.heartbeats.hear(message)

    def tick(self) -> None:
        """Do what is due, until nothing is; what is due again and again is left for the next time."""
        self.follow()
        for _ in range(PASSES):
            due = self._agenda.take_due()
            if not due:
                break
            for (kind, subject), at in due:
                self._attend[kind](subject, at)
                if kind != "heartbeat":
                    self._note(kind, subject)
            self.follow()

    def next_due(self) -> float | None:
        """UTC seconds of the next thing to do, or None."""
        self.take_note()
        return self._agenda.next()

    def follow(self) -> None:
        """Do what follows from what changed: floods, cameras lost together."""
        self.take_note()
        while self._unjudged:
            changed, self._unjudged = self._unjudged, set()
            for kind, key in sorted(changed, key=repr):
                if kind == "recent":
                    self.floods.judge(self._recorder.clock.now(), drill=key)
                elif (occurrence := self._ledger.occurrences.get(key)) is not None:
                    self._cameras.judge(occurrence)
            self.take_note()

    def rewound(self) -> None:
        """What was done was undone: listen on for what was taken for silent."""
        self.heartbeats.listen_on()

    def take_note(self) -> None:
        """See what changed, and when something is due for it."""
        for kind, key in self._ledger.drain():
            if kind == "occurrence":
                self._note_occurrence(key)
            elif kind == "pending":
                self._note("pending", key)
            elif kind == "recent":
                self._unjudged.add((kind, key))
                self._note("flood", key)
            elif key[0] == "disarm":
                self._note("arming", key[1])
            elif key[0] in _SHELVES:
                self._note("register", key)
            else:
                for drill in (False, True):
                    self._note("flood", drill)

    def _note_occurrence(self, key: str) -> None:
        for kind in ("returning", "stale", "escalate"):
            self._note(kind, key)
        occurrence = self._ledger.occurrences.get(key)
        self._changed(key, occurrence)
        if occurrence is not None and self._cameras.concerns(occurrence):
            self._unjudged.add(("occurrence", key))

    def _note(self, kind: str, subject: Any) -> None:
        self._agenda.note((kind, subject), self._due(kind, subject))

    def _due(self, kind: str, subject: Any) -> float | None:
        if kind == "arming":
            return self.arming.due(subject, self._recorder.clock.now())
        if kind == "flood":
            return self.floods.ends(drill=subject)
        if kind == "register":
            return self._ledger.register(*subject).until
        if kind == "pending":
            pending = self._ledger.pending(subject)
            return pending.due if pending else None
        occurrence = self._ledger.occurrences.get(subject)
        return None if occurrence is None else self._due_of(kind, occurrence)

    def _due_of(self, kind: str, occurrence: Occurrence) -> float | None:
        if kind == "returning":
            return occurrence.returning_due
        if kind == "stale":
            waits = occurrence.active and not occurrence.stale
            return occurrence.raised_at + self._site.rules.stale_s if waits else None
        following = next_step(plan_of(self._site, occurrence), occurrence)
        if following is None:
            return None
        # Another station's clock may be ahead: nobody waits longer for that.
        return min(occurrence.unacked_since, self._recorder.clock.now()) + following[0]

    # What is due.

    def _end_off_delay(self, key: str, _at: float) -> None:
        self._raiser.returned(self._ledger.occurrences[key])

    def _mark_stale(self, key: str, _at: float) -> None:
        self._recorder.record(ActionKind.STALE, occurrence=key, cause=key)

    def _escalate(self, key: str, at: float) -> None:
        occurrence = self._ledger.occurrences[key]
        plan = plan_of(self._site, occurrence)
        following = next_step(plan, occurrence)
        steps = due_steps(plan, occurrence, at) or ((following[1],) if following else ())
        for step in steps:
            data = {"step": step.value, "round": occurrence.rounds}
            cause = f"{key} {occurrence.rounds} {step.value}"
            self._recorder.record(ActionKind.ESCALATE, occurrence=key, cause=cause, data=data)

    def _mature(self, key: str, _at: float) -> None:
        pending = self._ledger.pending(key)
        if pending is not None:
            self._raiser.mature(pending)
