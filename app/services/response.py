"""Call-up: which incident has the wall, decided by one explicit state machine without Qt.

The rule a guard can rely on: what stands on the main place is always the highest incident that still waits for its
verdict (fire before everything, then priority, then the older one), unless the guard chose another one by hand, and a
choice by hand ends as soon as something higher arrives. Nothing here hides an alarm: incidents that do not have the
wall stay in the queue. Source: GB 25506 (fire first), 10-alarms priorities.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from alarms.model import Handling, Incident, Occurrence, Priority, Suppression

CALL_UP_PRIORITIES = frozenset({Priority.P1, Priority.P2})
FIRE_CLASSES = frozenset({"fire"})
HANDLED = frozenset({Handling.RESOLVED, Handling.REVIEWED})


@dataclass(frozen=True, slots=True)
class CallUp:
    """One incident that asks for the wall: what it is, where, and since when (UTC seconds)."""

    incident: str
    occurrence: str
    zone: str
    point: str
    priority: Priority
    fire: bool
    raised_at: float
    drill: bool
    unacked: bool = True

    @property
    def rank(self) -> tuple[bool, int, float, str]:
        """Sort key: the smallest has the main place."""
        return (not self.fire, int(self.priority), self.raised_at, self.incident)


@dataclass(frozen=True, slots=True)
class ResponseState:
    """Who has the wall and who waits for it, in order."""

    current: CallUp | None = None
    queue: tuple[CallUp, ...] = ()
    chosen: str | None = None
    released: frozenset[str] = frozenset()

    @property
    def active(self) -> bool:
        """Whether the wall is turned to an incident."""
        return self.current is not None


class Response:
    """Fold alarms and the guard's choices into the state of the wall."""

    def __init__(self) -> None:
        self.state = ResponseState()
        self._ranked: tuple[CallUp, ...] = ()
        self._places: dict[str, int] = {}

    def update(self, occurrences: Iterable[Occurrence], incidents: Iterable[Incident]) -> ResponseState:
        """Take the present alarms and incidents; return who has the wall now."""
        before = {call.incident: call.priority for call in self._ranked}
        self._ranked = rank_call_ups(occurrences, incidents)
        self._places = {call.incident: place for place, call in enumerate(self._ranked)}
        alive = {call.incident for call in self._ranked}
        chosen = self.state.chosen if self.state.chosen in alive else None
        arrived = [call for call in self._ranked if call.incident not in before or _rose(call, before[call.incident])]
        released = (self.state.released & alive) - {call.incident for call in arrived}
        if chosen is not None and any(self._places[call.incident] < self._places[chosen] for call in arrived):
            chosen = None
        self.state = self._settle(replace(self.state, chosen=chosen, released=released))
        return self.state

    def choose(self, incident: str) -> ResponseState:
        """The guard opens an incident of the list: it takes the wall until something higher arrives."""
        if any(call.incident == incident for call in self._ranked):
            released = self.state.released - {incident}
            self.state = self._settle(replace(self.state, chosen=incident, released=released))
        return self.state

    def release(self) -> ResponseState:
        """The guard turns the wall back (Esc); what waits stays in the list, a new incident takes the wall again."""
        released = self.state.released | {call.incident for call in self._ranked}
        self.state = self._settle(replace(self.state, chosen=None, released=released))
        return self.state

    def _settle(self, state: ResponseState) -> ResponseState:
        wanting = [call for call in self._ranked if call.incident not in state.released]
        current = next((call for call in wanting if call.incident == state.chosen), None)
        if current is None and wanting:
            current = wanting[0]
        queue = tuple(call for call in self._ranked if current is None or call.incident != current.incident)
        return replace(state, current=current, queue=queue)


def rank_call_ups(occurrences: Iterable[Occurrence], incidents: Iterable[Incident]) -> tuple[CallUp, ...]:
    """Return one call-up per open P1/P2 incident, highest first, each with its highest occurrence."""
    handled = {incident.id for incident in incidents if incident.handling in HANDLED}
    cases: dict[str, list[CallUp]] = {}
    for occurrence in occurrences:
        call = _call_up(occurrence)
        if call is not None and call.incident not in handled:
            cases.setdefault(call.incident, []).append(call)
    ordered = sorted(cases.values(), key=lambda calls: min(call.rank for call in calls))
    return tuple(min(calls, key=_next_to_answer) for calls in ordered)


def highest(occurrences: Iterable[Occurrence]) -> Occurrence | None:
    """Return the alarm that stands for an incident once nothing is left to acknowledge; None where there is none."""
    return min(
        occurrences,
        key=lambda one: (one.alarm_class not in FIRE_CLASSES, one.priority, one.raised_at),
        default=None,
    )


def _rose(call: CallUp, before: Priority) -> bool:
    """Tell whether an incident became worse by an alarm that nobody has acknowledged: then Esc counts no longer."""
    return call.unacked and call.priority < before


def _next_to_answer(call: CallUp) -> tuple[bool, tuple[bool, int, float, str]]:
    """Within one incident the next alarm to acknowledge is shown, so that no key ever answers two at once."""
    return (not call.unacked, call.rank)


def _call_up(occurrence: Occurrence) -> CallUp | None:
    if occurrence.priority not in CALL_UP_PRIORITIES or occurrence.incident is None:
        return None
    if occurrence.suppression is not Suppression.NONE:
        return None  # shelved or disarmed: on its list, but the wall stays
    return CallUp(
        incident=occurrence.incident,
        occurrence=occurrence.id,
        zone=occurrence.zone,
        point=occurrence.point,
        priority=occurrence.priority,
        fire=occurrence.alarm_class in FIRE_CLASSES,
        raised_at=occurrence.raised_at,
        drill=occurrence.drill,
        unacked=occurrence.unacked,
    )
