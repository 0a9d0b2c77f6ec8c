"""What a person may do, checked and written down. Each method records its actions or raises ``ActionRefused``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from alarms.arming import Arming
from alarms.case_marks import CrossCheck, cross_check_data
from alarms.casework import Casework
from alarms.dispatching import Dispatching
from alarms.escalation import waiting
from alarms.guidance import UNSTATED, explained
from alarms.incidents import last_undoable
from alarms.model import (
    ActionKind,
    ActionRefused,
    EscalationStep,
    Handling,
    Incident,
    Occurrence,
    Priority,
    Verdict,
)
from alarms.priorities import default_priority
from alarms.raising import Raiser
from alarms.recorder import Recorder
from alarms.suppression import Suppressor

LOOK_S = 1.0
SHELF_MIN_S, SHELF_MAX_S = 600.0, 8 * 3600.0
SERVICE_MAX_S = 7 * 86400.0
MAX_NOTE = 4000

RequiredSteps = Callable[[Incident], Iterable[str]]


class Response:
    """The guard's and the supervisor's actions on occurrences, incidents, points and zones."""

    def __init__(
        self,
        recorder: Recorder,
        casework: Casework,
        suppressor: Suppressor,
        raiser: Raiser,
        arming: Arming,
        required_steps: RequiredSteps,
    ) -> None:
        self._recorder = recorder
        self._casework = casework
        self._suppressor = suppressor
        self._raiser = raiser
        self._arming = arming
        self._required_steps = required_steps
        self._ledger = recorder.ledger
        self.dispatching = Dispatching(recorder)

    def acknowledge(
        self,
        occurrence: str,
        user: str,
        picture_at: float | None = None,
        *,
        no_picture: bool = False,
        called_at: float | None = None,
    ) -> None:
        """Take notice of exactly one occurrence.

        ``picture_at`` is since when (UTC seconds) the zone's live picture has been on screen, ``called_at`` since when
        the alarm has been before the person. P1 and P2 ask for one second of the picture, or for ``no_picture`` where
        no camera is live; all are recorded.
        """
        found = self._occurrence(occurrence)
        if not found.unacked:
            return
        now = self._recorder.clock.now()
        if found.priority.guarded and not no_picture:
            if picture_at is None:
                raise ActionRefused("picture_not_seen")
            if 0 <= now - picture_at < LOOK_S:
                raise ActionRefused("picture_too_short", wait_s=LOOK_S - (now - picture_at))
        self._acknowledge(found, user, picture_at, no_picture, called_at)

    def acknowledge_many(self, occurrences: Iterable[str], user: str) -> None:
        """Acknowledge several at once, each by an action of its own; P1 and P2 are left out."""
        for key in occurrences:
            found = self._ledger.occurrences.get(key)
            if found is not None and found.unacked and not found.priority.guarded:
                self._acknowledge(found, user, None, False)

    def _acknowledge(
        self,
        found: Occurrence,
        user: str,
        picture_at: float | None,
        no_picture: bool,
        called_at: float | None = None,
    ) -> None:
        case = self._ledger.incidents.get(found.incident or "")
        holder = case.taken.user if case and case.taken else ""
        self._recorder.record(
            ActionKind.ACKNOWLEDGE,
            occurrence=found.id,
            incident=found.incident,
            user=user,
            data={
                "priority": int(found.severity),
                "picture_at": picture_at,
                "called_at": called_at,
                "no_picture": no_picture,
                "holder": holder,
            },
        )
        self._casework.settle(found.id)

    def silence(self, occurrence: str, user: str) -> None:
        """Stop the sound of one occurrence; it stays unacknowledged."""
        found = self._occurrence(occurrence)
        if found.silenced_at is None:
            self._recorder.record(ActionKind.SILENCE, occurrence=found.id, user=user)

    def reset(self, occurrence: str, disposition: Verdict, user: str) -> None:
        """Release a latched occurrence, saying what it was."""
        found = self._occurrence(occurrence)
        if found.active:
            raise ActionRefused("still_active")
        if found.unacked:
            raise ActionRefused("not_acknowledged")
        if found.awaiting_reset:
            data = {"disposition": Verdict(disposition).value}
            self._recorder.record(ActionKind.RESET, occurrence=found.id, user=user, data=data)
            self._casework.settle(found.id)

    def nuisance(self, occurrence: str, cause: str, user: str) -> None:
        """Call an occurrence a nuisance and say why (wind, an animal, a lamp); it changes nothing else about it."""
        if not cause.strip():
            raise ActionRefused("cause_missing")
        found = self._occurrence(occurrence)
        data = {"cause": cause.strip()[:MAX_NOTE]}
        self._recorder.record(ActionKind.NUISANCE, occurrence=found.id, user=user, data=data)

    def cross_check(self, occurrence: str, check: CrossCheck) -> None:
        """Note what the zone's cameras saw around an alarm; every station may, and the first in order counts."""
        self._occurrence(occurrence)
        data = cross_check_data(check)
        self._recorder.record(ActionKind.CROSS_CHECK, occurrence=occurrence, cause="cross check", data=data)

    def end_drill(self, user: str) -> None:
        """Have every alarm of a drill return to normal and its cases closed, so that nothing of it waits for anybody.

        Each by an entry of its own; the real ones are not touched. A verdict that was given stays, else it was a test.
        """
        cause = f"drill over {self._recorder.clock.now():.3f}"
        for one in self._ledger.open_occurrences():
            if one.drill and one.active:
                self._raiser.end(one, cause, delayed=False, user=user)
        for pending in self._ledger.all_pending():
            if pending.drill:
                self._raiser.withdraw(pending, cause)
        for one in self._ledger.open_occurrences():
            if one.drill:
                self._put_away(one.id, user)
        for case in [one for one in self._ledger.incidents.values() if one.drill and one.open]:
            if case.verdict is None:
                self.verdict(case.id, Verdict.TEST, cause, user)
            self._recorder.record(ActionKind.CLOSE, incident=case.id, user=user)

    def _put_away(self, occurrence: str, user: str) -> None:
        """Acknowledge and reset an alarm of a drill that is over; nobody looked, and the record says so."""
        found = self._ledger.occurrences[occurrence]
        if found.unacked:
            self._acknowledge(found, user, None, True)
        if self._ledger.occurrences[occurrence].awaiting_reset:
            self.reset(occurrence, Verdict.TEST, user)

    # Incidents.

    def take(self, incident: str, user: str, *, instead_of: str = "") -> None:
        """Take a case. Who takes it from somebody names that person, so that nobody does it unawares."""
        found = self._incident(incident)
        holder = found.taken
        if not found.open:
            raise ActionRefused("already_closed")
        if holder is not None and holder.user == user:
            return
        if holder is not None and holder.user != instead_of:
            raise ActionRefused("already_taken", user=holder.user, station=holder.station, at=holder.at)
        self._recorder.record(ActionKind.TAKE, incident=incident, user=user, data={"from": instead_of})

    def step(self, incident: str, step: str, user: str, *, done: bool = True) -> None:
        """Tick a step of the guidance, or take the tick away."""
        self._on_case(ActionKind.STEP, incident, user, step=step, done=done)

    def note(self, incident: str, text: str, user: str) -> None:
        """Add a line; also to a closed incident, since people remember later."""
        if not text.strip():
            raise ActionRefused("note_empty")
        self._incident(incident)
        self._recorder.record(ActionKind.NOTE, incident=incident, user=user, data={"text": text.strip()[:MAX_NOTE]})

    def handling(self, incident: str, handling: Handling, user: str) -> None:
        """Say how far people have come (verifying, dispatched, on scene); resolving is ``close``."""
        if handling in (Handling.NEW, Handling.RESOLVED):
            raise ActionRefused("handling_not_settable")
        found = self._incident(incident)
        if handling is Handling.REVIEWED and found.open:
            raise ActionRefused("not_closed")
        if handling is not Handling.REVIEWED and not found.open:
            raise ActionRefused("already_closed")
        data = {"handling": handling.value}
        self._recorder.record(ActionKind.HANDLING, incident=incident, user=user, data=data)

    def verdict(self, incident: str, verdict: Verdict, cause: str, user: str) -> None:
        """Say what it was; a false or nuisance alarm asks for its cause, and so does what was called real before."""
        if verdict in (Verdict.FALSE, Verdict.NUISANCE) and not cause.strip():
            raise ActionRefused("cause_missing")
        before = self._incident(incident).verdict
        if before is Verdict.REAL and verdict is not before and cause.strip() in UNSTATED:
            raise ActionRefused("change_needs_cause")
        self._on_case(ActionKind.VERDICT, incident, user, verdict=verdict.value, cause=cause.strip()[:MAX_NOTE])

    def escalate(self, incident: str, user: str, cause: str = "", *, step: EscalationStep | None = None) -> None:
        """Bring a case before the next who can help: other stations, the supervisor, whoever is called out.

        ``step`` says which; the one that stands already adds the reason to it. What nobody has acknowledged sounds at
        the other stations at once, as if its time had come.
        """
        found = self._incident(incident)
        if not found.open:
            raise ActionRefused("already_closed")
        occurrences = self._casework.occurrences_of(found)
        standing = max([found.help.step.level if found.help else 0, *(one.escalation.level for one in occurrences)])
        wanted = step or next((one for one in EscalationStep if one.level > standing), None)
        if wanted is None:
            raise ActionRefused("nobody_left_to_call")
        data = {"step": wanted.value, "cause": cause.strip()[:MAX_NOTE]}
        self._recorder.record(ActionKind.ESCALATE, incident=incident, user=user, data=data)
        for one in occurrences:
            if waiting(one) and one.escalation.level < wanted.level:
                told = {"step": wanted.value, "round": one.rounds}
                self._recorder.record(ActionKind.ESCALATE, occurrence=one.id, user=user, data=told)

    def close(self, incident: str, user: str) -> None:
        """Close an incident that was acknowledged and judged, resetting what has returned to normal.

        An occurrence that is still active stays on the list: closing a case hides no alarm.
        """
        found = self._incident(incident)
        if not found.open:
            return
        occurrences = self._casework.occurrences_of(found)
        unacked = [one.id for one in occurrences if one.unacked and one.open]
        if unacked:
            raise ActionRefused("not_acknowledged", occurrences=tuple(unacked))
        if (found.priority.guarded or found.opened_by) and found.verdict is None:
            raise ActionRefused("verdict_missing")
        if not explained(found.verdict, found.cause, ((one.alarm_class, one.kind) for one in occurrences)):
            raise ActionRefused("test_cause_missing")
        self._check_steps(found)
        for occurrence in occurrences:
            if occurrence.awaiting_reset:
                self.reset(occurrence.id, found.verdict or Verdict.REAL, user)
        if self._ledger.incidents[incident].open:
            self._recorder.record(ActionKind.CLOSE, incident=incident, user=user)

    def undo(self, incident: str, user: str) -> None:
        """Take back the newest act about the case (tick, note, verdict, sending, closing); the record keeps both."""
        self._incident(incident)
        last = last_undoable(self._ledger.history(incident))
        if last is None:
            raise ActionRefused("nothing_to_undo")
        data = {"undoes": last.id, "kind": last.kind.value}
        self._recorder.record(ActionKind.UNDO, incident=incident, user=user, data=data)

    def _check_steps(self, incident: Incident) -> None:
        done = {mark.step for mark in incident.steps_done}
        missing = [step for step in self._required_steps(incident) if step not in done]
        if missing:
            raise ActionRefused("steps_missing", steps=tuple(missing))

    def _on_case(self, kind: ActionKind, incident: str, user: str, **data: object) -> None:
        if not self._incident(incident).open:
            raise ActionRefused("already_closed")
        self._recorder.record(kind, incident=incident, user=user, data=data)

    # Points and zones.

    def shelve(self, point: str, reason: str, seconds: float, user: str) -> None:
        """Put a point aside for 10 minutes to 8 hours; it comes back by itself. Nobody shelves P1."""
        if not reason.strip():
            raise ActionRefused("reason_missing")
        if not SHELF_MIN_S <= seconds <= SHELF_MAX_S:
            raise ActionRefused("shelf_time", least_s=SHELF_MIN_S, most_s=SHELF_MAX_S)
        standing = [one for one in self._ledger.open_occurrences() if one.point == point]
        if self._usual(point) is Priority.P1 or any(one.severity is Priority.P1 for one in standing):
            raise ActionRefused("priority_one")
        until = self._recorder.clock.now() + seconds
        data = {"point": point, "reason": reason.strip()[:MAX_NOTE], "until": until}
        self._recorder.record(ActionKind.SHELVE, user=user, data=data)
        self._suppressor.refresh(user=user, point=point)
        self._raiser.leave_alone(point)

    def unshelve(self, point: str, user: str) -> None:
        """Take a point back before its time."""
        if self._ledger.register("shelf", point).on:
            self._recorder.record(ActionKind.UNSHELVE, user=user, data={"point": point})
            self._suppressor.refresh(user=user, point=point)

    def take_out_of_service(self, point: str, reason: str, seconds: float, user: str, second: str, patrol: str) -> None:
        """A supervisor's act with a second person, an expiry and a compensating patrol."""
        if not reason.strip() or not patrol.strip():
            raise ActionRefused("reason_missing")
        if not second.strip() or second == user:
            raise ActionRefused("second_person_missing")
        if not 0 < seconds <= SERVICE_MAX_S:
            raise ActionRefused("service_time", most_s=SERVICE_MAX_S)
        until = self._recorder.clock.now() + seconds
        data = {"point": point, "reason": reason, "until": until, "second": second, "patrol": patrol}
        self._recorder.record(ActionKind.OUT_OF_SERVICE, user=user, data=data)
        self._suppressor.refresh(user=user, point=point)
        self._raiser.leave_alone(point)

    def return_to_service(self, point: str, user: str) -> None:
        """Put a point back into service before its time."""
        if self._ledger.register("service", point).on:
            self._recorder.record(ActionKind.IN_SERVICE, user=user, data={"point": point})
            self._suppressor.refresh(user=user, point=point)

    def arm(self, zone: str, user: str, *, armed: bool = True) -> None:
        """Arm or disarm a zone and all below it. The record keeps it, so a power cut changes nothing."""
        if self._ledger.register("disarm", zone).on is armed:
            kind = ActionKind.ARM if armed else ActionKind.DISARM
            data = {"zone": zone, **self._arming.carried(zone)}
            self._recorder.record(kind, user=user, data=data)
            self._suppressor.refresh(user=user, zone=zone)

    def _usual(self, point: str) -> Priority | None:
        listed = self._recorder.site.points.get(point)
        return None if listed is None else listed.priority or default_priority(listed.alarm_class, listed.kind)

    def _occurrence(self, key: str) -> Occurrence:
        found = self._ledger.occurrences.get(key)
        if found is None:
            raise ActionRefused("unknown_occurrence")
        return found

    def _incident(self, key: str) -> Incident:
        found = self._ledger.incidents.get(key)
        if found is None:
            raise ActionRefused("unknown_incident")
        return found
