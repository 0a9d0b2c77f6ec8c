"""The guard's side of the alarms: what is open, which incident has the wall, and whether its picture was seen.

It lives in the GUI thread, longer than any window, and only ever learns of changes after they are durable. Acting goes
through the alarm service and comes back as a change like any other, so two guards at two stations see the same.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from alarms.model import EscalationStep, Incident, Occurrence, Priority
from alarms.overview import Overview
from alarms.ports import AlarmChange, AlarmSnapshot
from app.pages.card_content import PictureSeen
from app.pages.second_taker import came_second
from app.services.call_up import HANDLED, CallUp, CallUpMachine, CallUpState, Turns, by_priority
from app.services.dispatches import PresentDispatch, present_dispatches
from video.clock import Clock

#: Incidents that are over and still remembered, for whoever comes second or looks back.
CLOSED_KEPT = 200
#: Seconds in which the main place's live picture comes: after that it has none, and the guard need not wait for it.
PICTURE_COMES_WITHIN_S = 5.0


class AlarmDesk(QObject):
    """Open occurrences and incidents by id, and the call-up that follows from them."""

    alarms_changed = Signal(object)  # tuple[Occurrence, ...]
    turning = Signal()  # the wall is about to turn to another incident: nothing on screen has changed yet
    response_changed = Signal(object)  # CallUpState
    card_changed = Signal()
    chosen = Signal()  # the guard turned to an incident, also to the one that has the wall
    called_up = Signal()  # an alarm that is new, or has risen, asks for the guard
    overview_changed = Signal(object)  # Overview
    came_second = Signal(object)  # CameSecond
    help_called = Signal(object)  # Incident: a person brought it before others, at whichever station
    dispatches_changed = Signal(object)  # tuple[PresentDispatch, ...]
    resynced = Signal()

    def __init__(self, clock: Clock, turns: Turns = by_priority, parent: QObject | None = None) -> None:
        """`turns` tells whether an alarm may turn the wall and call the guard to it."""
        super().__init__(parent)
        self._clock = clock
        self._occurrences: dict[str, Occurrence] = {}
        self._incidents: dict[str, Incident] = {}
        self._turns = turns
        self._machine = CallUpMachine(turns)
        self._seen: dict[str, float] = {}
        self._called: set[tuple[str, Priority]] = set()
        self._told: CallUpState | None = None
        self.overview = Overview()
        self._called_at: dict[str, float] = {}
        self._turned: tuple[str, float] = ("", 0.0)
        self.dispatches: tuple[PresentDispatch, ...] = ()

    @property
    def state(self) -> CallUpState:
        """Who has the wall and who waits."""
        return self._machine.state

    @property
    def current(self) -> CallUp | None:
        """The incident that has the wall."""
        return self.state.current

    def occurrences(self) -> tuple[Occurrence, ...]:
        """Return everything that is open."""
        return tuple(self._occurrences.values())

    def occurrence(self, occurrence: str) -> Occurrence | None:
        """Return an open occurrence."""
        return self._occurrences.get(occurrence)

    def incident(self, incident: str | None) -> Incident | None:
        """Return an incident that is open or was lately."""
        return self._incidents.get(incident) if incident is not None else None

    def incidents(self) -> tuple[Incident, ...]:
        """Return the incidents that are open or were lately."""
        return tuple(self._incidents.values())

    def siblings(self, incident: str | None) -> tuple[Occurrence, ...]:
        """Return the open occurrences of an incident, oldest first."""
        found = [occurrence for occurrence in self._occurrences.values() if occurrence.incident == incident]
        return tuple(sorted(found, key=lambda occurrence: occurrence.raised_at))

    def take(self, change: AlarmChange) -> None:
        """Take what one commit changed."""
        seconds = came_second(self._occurrences, self._incidents, change)
        called = [one for one in change.incidents if one.help and self._help_of(one.id) != one.help.step]
        self._occurrences.update((occurrence.id, occurrence) for occurrence in change.occurrences)
        self._incidents.update((incident.id, incident) for incident in change.incidents)
        self._drop_finished()
        self._settle()  # first of all: pictures are on their way while lists and counts are brought up to date
        if self.dispatches or any(one.dispatches for one in change.incidents):
            self._count_dispatches()
        if change.occurrences:
            self.alarms_changed.emit(change.occurrences)
        self.card_changed.emit()
        self._call_guard(change.occurrences)
        if change.overview is not None:
            self._show(change.overview)
        for second in seconds:
            self.came_second.emit(second)
        for one in called:
            self.help_called.emit(one)

    def resync(self, snapshot: AlarmSnapshot, overview: Overview) -> None:
        """Start from what the alarm service holds now; done after connecting, so that nothing falls between."""
        self._occurrences = {occurrence.id: occurrence for occurrence in snapshot.occurrences}
        self._incidents = {incident.id: incident for incident in snapshot.incidents}
        self.resynced.emit()
        self._count_dispatches()
        self._settle()
        self.card_changed.emit()
        self._show(overview)

    def remembered(self) -> dict[str, Any]:
        """Return what of the call-up the journal does not tell, as JSON values, to be given to `resume`."""
        return self._machine.remembered()

    def resume(self, remembered: Any) -> None:
        """After a start of the program, before the first `resync`: what had the wall has it again."""
        self._machine.resume(remembered)

    def choose(self, occurrence: str) -> None:
        """Turn the wall to the incident of an occurrence that the guard picked from the list."""
        found = self._occurrences.get(occurrence)
        if found is not None and found.incident is not None:
            self._tell(self._machine.choose(found.incident))
            self.card_changed.emit()  # the card is never behind the wall
            self.chosen.emit()

    def release(self) -> None:
        """Turn the wall back by hand; the alarms stay in the list."""
        self._tell(self._machine.release())

    def picture_painted(self, occurrence: str) -> None:
        """Note that the main place shows a live picture of the occurrence's zone; the first time counts."""
        self._seen.setdefault(occurrence, self._clock.now())

    def picture_seen(self, occurrence: str, available: bool) -> PictureSeen:
        """Return since when the picture has been on screen, and whether there is one at all: `available` says whether
        a camera of the zone is live, but what the main place does not show for seconds is none."""
        turned, at = self._turned
        late = turned == occurrence and self._clock.monotonic() - at >= PICTURE_COMES_WITHIN_S
        since = self._seen.get(occurrence)
        return PictureSeen(available and (since is not None or not late), since, self._called_at.get(occurrence))

    def _help_of(self, incident: str) -> EscalationStep | None:
        known = self._incidents.get(incident)
        return known.help.step if known is not None and known.help is not None else None

    def _count_dispatches(self) -> None:
        found = present_dispatches(self._incidents.values())
        if found != self.dispatches:
            self.dispatches = found
            self.dispatches_changed.emit(found)

    def _call_guard(self, occurrences: tuple[Occurrence, ...]) -> None:
        """Only an alarm that is new, or has risen, calls; what is answered never does, in no window."""
        asking = {(one.id, one.priority) for one in occurrences if one.annunciated and one.unacked and self._turns(one)}
        if asking - self._called:
            self._called |= asking
            self.called_up.emit()

    def _show(self, overview: Overview) -> None:
        self.overview = overview
        self.overview_changed.emit(overview)

    def _drop_finished(self) -> None:
        """Forget what is over; an alarm that came and went still needs its verdict, so it stays until then."""
        finished = [one.id for one in self._occurrences.values() if not one.open and self._judged(one)]
        for occurrence in finished:
            del self._occurrences[occurrence]
            self._seen.pop(occurrence, None)
            self._called_at.pop(occurrence, None)
        self._called = {one for one in self._called if one[0] in self._occurrences}
        self._drop_closed()

    def _drop_closed(self) -> None:
        """Forget the oldest incidents that are over, once there are many; never one whose alarm is still here."""
        if len(self._incidents) <= CLOSED_KEPT:
            return
        held = {occurrence.incident for occurrence in self._occurrences.values()}
        over = [one for one in self._incidents.values() if not one.open and one.id not in held]
        for one in sorted(over, key=lambda one: one.opened_at)[: max(0, len(over) - CLOSED_KEPT)]:
            del self._incidents[one.id]

    def _judged(self, occurrence: Occurrence) -> bool:
        incident = self.incident(occurrence.incident)
        return incident is None or not occurrence.priority.guarded or incident.handling in HANDLED

    def _settle(self) -> None:
        self._tell(self._machine.update(self._occurrences.values(), self._incidents.values()))

    def _tell(self, state: CallUpState) -> None:
        if state != self._told:
            before = None if self._told is None or self._told.current is None else self._told.current.incident
            if state.current is not None and state.current.incident != before:
                self.turning.emit()
            self._told = state
            if state.current is not None:
                if state.current.occurrence != self._turned[0]:
                    self._turned = (state.current.occurrence, self._clock.monotonic())
                self._called_at.setdefault(state.current.occurrence, self._clock.now())
            else:
                self._turned = ("", 0.0)
            self.response_changed.emit(state)
