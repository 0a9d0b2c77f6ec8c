"""Call-up: which incident has the wall, as one explicit state machine without Qt and without time.

The rule a guard can rely on: what stands on the main place is always the highest incident that still waits for its
verdict (a real alarm before a drill, fire before everything, then priority, then what a person may be doing before the
site's own equipment, then the older one). Whoever has the main place keeps it against an equal or a lower claim; only a
higher one takes it. The guard may turn the wall to another incident, or back to his layout; both hold only until
something higher than what he knew asks. Nothing is ever hidden: what does not have the wall stands in the queue.
Source: GB 25506 (fire first), 10-alarms priorities.

    QUIET     nothing waits
    CALLED    the highest that asks has the wall
    CHOSEN    the guard turned to one of them; what he passed over does not take it back
    RELEASED  the guard turned the wall back; what he let go does not ask again unless it becomes worse

Events: `update` (the open alarms are these now), `choose`, `release`. The state after each is a function of the state
before and of what waits, so that a station that starts again with the journal's open alarms and what `remembered`
gave stands where it stood; only `release` does not outlive the program, so that nobody starts with a wall that hides
an alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from alarms.kinds import EQUIPMENT
from alarms.model import Handling, Incident, Occurrence, Priority, Suppression

CALL_UP_PRIORITIES = frozenset({Priority.P1, Priority.P2})
FIRE_CLASSES = frozenset({"fire"})
HANDLED = frozenset({Handling.RESOLVED, Handling.REVIEWED})

#: Whether an alarm may turn the wall at all: by its priority and its place.
Turns = Callable[[Occurrence], bool]


class Mode(StrEnum):
    """Who decided what stands on the wall."""

    QUIET = "quiet"
    CALLED = "called"
    CHOSEN = "chosen"
    RELEASED = "released"


class Claim(NamedTuple):
    """How much an incident has to say; the smallest is the highest."""

    drill: bool
    not_fire: bool
    priority: int
    equipment: bool


#: What nothing is lower than.
NO_CLAIM = Claim(True, True, int(Priority.EVENT), True)


@dataclass(frozen=True, slots=True)
class CallUp:
    """One incident that asks for the wall, shown by the next of its alarms to answer; times in UTC seconds.

    priority, fire, unacked: of that alarm; claim: the highest of the whole incident, since: when that one was raised.
    """

    incident: str
    occurrence: str
    zone: str
    point: str
    priority: Priority
    fire: bool
    raised_at: float
    drill: bool
    unacked: bool = True
    claim: Claim = NO_CLAIM
    since: float = 0.0

    @property
    def rank(self) -> tuple[Claim, float, str]:
        """Sort key: the smallest is first in the queue."""
        return (self.claim, self.since, self.incident)


@dataclass(frozen=True, slots=True)
class CallUpState:
    """Who has the wall and who waits for it, in order.

    passed: the higher ones that the guard knew when he chose; let_go: all that he knew when he turned the wall back;
    both with what they claimed then.
    """

    mode: Mode = Mode.QUIET
    current: CallUp | None = None
    queue: tuple[CallUp, ...] = ()
    passed: Mapping[str, Claim] = field(default_factory=dict)
    let_go: Mapping[str, Claim] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        """Whether the wall is turned to an incident."""
        return self.current is not None

    @property
    def waiting(self) -> tuple[CallUp, ...]:
        """All incidents without a verdict, what has the wall first."""
        return self.queue if self.current is None else (self.current, *self.queue)


def by_priority(occurrence: Occurrence) -> bool:
    """Let P1 and P2 turn the wall: what holds where the site document says nothing else."""
    return occurrence.priority in CALL_UP_PRIORITIES


class CallUpMachine:
    """Fold alarms and the guard's choices into the state of the wall."""

    def __init__(self, turns: Turns = by_priority) -> None:
        self.state = CallUpState()
        self._turns = turns
        self._ranked: tuple[CallUp, ...] = ()

    # Events.

    def update(self, occurrences: Iterable[Occurrence], incidents: Iterable[Incident]) -> CallUpState:
        """The open alarms and their incidents are these now."""
        self._ranked = rank_call_ups(occurrences, incidents, self._turns)
        return self._settle(self.state)

    def choose(self, incident: str) -> CallUpState:
        """The guard turns to an incident; one that does not wait changes nothing."""
        chosen = next((call for call in self._ranked if call.incident == incident), None)
        if chosen is None:
            return self.state
        passed = {call.incident: call.claim for call in self._ranked if call.claim < chosen.claim}
        let_go = {one: claim for one, claim in self.state.let_go.items() if one != incident}
        return self._settle(CallUpState(Mode.CHOSEN, chosen, (), passed, let_go))

    def release(self) -> CallUpState:
        """The guard turns the wall back; what waits stays in the queue."""
        let_go = {call.incident: call.claim for call in self._ranked}
        return self._settle(CallUpState(Mode.RELEASED, None, (), {}, let_go))

    # Over a restart.

    def remembered(self) -> dict[str, Any]:
        """Return, as JSON values, what the journal's open alarms do not tell: who has the main place, and why."""
        state = self.state
        if state.current is None:
            return {}
        passed = {incident: list(claim) for incident, claim in state.passed.items()}
        return {"incident": state.current.incident, "chosen": state.mode is Mode.CHOSEN, "passed": passed}

    def resume(self, remembered: Any) -> None:
        """Before the first update after a start: what had the main place has it again, if it still waits."""
        if isinstance(remembered, dict) and isinstance(remembered.get("incident"), str):
            mode = Mode.CHOSEN if remembered.get("chosen") is True else Mode.CALLED
            before = CallUp(remembered["incident"], "", "", "", Priority.EVENT, False, 0.0, False)
            self.state = CallUpState(mode, before, (), _claims(remembered.get("passed")))

    # Transitions.

    def _settle(self, state: CallUpState) -> CallUpState:
        """Let the mode decide who has the wall, and fall from one mode to the next where it no longer holds."""
        waiting = {call.incident: call for call in self._ranked}
        let_go = {one: claim for one, claim in state.let_go.items() if _let_go_still(waiting.get(one), claim)}
        asking = [call for call in self._ranked if call.incident not in let_go]
        before = None if state.current is None else waiting.get(state.current.incident)
        current = self._chosen(state, before, asking)
        mode, passed = Mode.CHOSEN, state.passed
        if current is None:
            current, passed = self._called(before, asking), {}
            mode = Mode.CALLED if current is not None else Mode.RELEASED if self._ranked else Mode.QUIET
        queue = tuple(call for call in self._ranked if current is None or call.incident != current.incident)
        self.state = CallUpState(mode, current, queue, passed, let_go)
        return self.state

    @staticmethod
    def _chosen(state: CallUpState, before: CallUp | None, asking: list[CallUp]) -> CallUp | None:
        """CHOSEN holds while it waits and nothing above it asks that the guard did not pass over."""
        if state.mode is not Mode.CHOSEN or before is None:
            return None
        above = (call for call in asking if call.claim < before.claim)
        news = any(call.claim < state.passed.get(call.incident, NO_CLAIM) and call.unacked for call in above)
        return None if news else before

    @staticmethod
    def _called(before: CallUp | None, asking: list[CallUp]) -> CallUp | None:
        """CALLED: the highest that asks; whoever has the place keeps it against an equal."""
        first = next(iter(asking), None)
        if first is not None and before is not None and before in asking and before.claim <= first.claim:
            return before
        return first


def rank_call_ups(
    occurrences: Iterable[Occurrence], incidents: Iterable[Incident], turns: Turns = by_priority
) -> tuple[CallUp, ...]:
    """Return one call-up per open incident that may turn the wall, highest first."""
    handled = {incident.id for incident in incidents if incident.handling in HANDLED}
    cases: dict[str, list[CallUp]] = {}
    for occurrence in occurrences:
        call = _call_up(occurrence, turns)
        if call is not None and call.incident not in handled:
            cases.setdefault(call.incident, []).append(call)
    return tuple(sorted((_of_case(calls) for calls in cases.values()), key=lambda call: call.rank))


def highest(occurrences: Iterable[Occurrence]) -> Occurrence | None:
    """Return the alarm that stands for an incident once nothing is left to acknowledge; None where there is none."""
    return min(
        occurrences,
        key=lambda one: (one.alarm_class not in FIRE_CLASSES, one.priority, one.raised_at),
        default=None,
    )


def _of_case(calls: list[CallUp]) -> CallUp:
    """An incident is shown by the next alarm to acknowledge, so that no key ever answers two; it claims the highest."""
    top = min(calls, key=lambda call: call.rank)
    shown = min(calls, key=lambda call: (not call.unacked, call.rank))
    return replace(shown, claim=top.claim, since=top.since)


def _let_go_still(call: CallUp | None, claim: Claim) -> bool:
    """What waits no longer is forgotten; what became worse, and nobody has acknowledged, asks again."""
    return call is not None and not (call.unacked and call.claim < claim)


def _call_up(occurrence: Occurrence, turns: Turns) -> CallUp | None:
    if occurrence.incident is None or not turns(occurrence):
        return None
    if occurrence.suppression is not Suppression.NONE:
        return None  # shelved or disarmed: on its list, but the wall stays
    fire = occurrence.alarm_class in FIRE_CLASSES
    return CallUp(
        incident=occurrence.incident,
        occurrence=occurrence.id,
        zone=occurrence.zone,
        point=occurrence.point,
        priority=occurrence.priority,
        fire=fire,
        raised_at=occurrence.raised_at,
        drill=occurrence.drill,
        unacked=occurrence.unacked,
        claim=Claim(occurrence.drill, not fire, int(occurrence.priority), occurrence.alarm_class in EQUIPMENT),
        since=occurrence.raised_at,
    )


def _claims(value: Any) -> dict[str, Claim]:
    """Return the claims of a document; of what cannot be read, nothing."""
    found = value.items() if isinstance(value, dict) else ()
    claims: dict[str, Claim] = {}
    for incident, claim in found:
        match claim:
            case [bool() as drill, bool() as not_fire, int() as priority, bool() as equipment]:
                claims[str(incident)] = Claim(drill, not_fire, priority, equipment)
    return claims
