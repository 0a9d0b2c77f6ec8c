"""Floods (EEMUA 191): more alarms than a person can take in. Nothing is hidden; it is grouped, and less is spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alarms.model import ActionKind, Occurrence, Priority
from alarms.recorder import Recorder
from alarms.site import AlarmRules


@dataclass(frozen=True, slots=True)
class FloodState:
    """Whether a station is flooded, since when (UTC seconds)."""

    on: bool = False
    since: float = 0.0


NO_FLOOD: FloodState = FloodState()


@dataclass(frozen=True, slots=True)
class AlarmGroup:
    """The open occurrences of one zone that belong to one incident, most urgent first; the real apart from drills."""

    zone: str
    incident: str | None
    drill: bool
    priority: Priority
    occurrences: tuple[Occurrence, ...]

    @property
    def unacked(self) -> int:
        """How many of them nobody took notice of."""
        return sum(one.unacked for one in self.occurrences)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said in a flood: the P1 and P2 that wait for a person, and how many more alarms wait beside them."""

    occurrences: tuple[Occurrence, ...]
    more: int


class FloodWatch:
    """Writes down when this station's floods begin and end, those of drills apart."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._ledger = recorder.ledger

    def judge(self, at: float, *, drill: bool) -> None:
        """See whether one begins or is over at a moment (UTC seconds)."""
        rules, times, on = self._recorder.site.rules, self._ledger.recent(drill=drill), self.state(drill=drill).on
        if judged(times, at, rules, on=on) is on:
            return
        kind = ActionKind.FLOOD_END if on else ActionKind.FLOOD
        self._recorder.record(kind, data={"scope": self._scope(drill), "drill": drill})

    def ends(self, *, drill: bool) -> float | None:
        """When to judge again; None where there is no flood."""
        if not self.state(drill=drill).on:
            return None
        return ends_at(self._ledger.recent(drill=drill), self._recorder.site.rules)

    def state(self, *, drill: bool) -> FloodState:
        """Whether there is one, as the record says."""
        register = self._ledger.register("flood", self._scope(drill))
        return FloodState(register.on, register.at) if register.on else NO_FLOOD

    def _scope(self, drill: bool) -> str:
        return f"{self._recorder.site.station}{'#drill' if drill else ''}"


def judged(times: Sequence[float], at: float, rules: AlarmRules, *, on: bool) -> bool:
    """Whether it is a flood at a moment; ``times`` are those of the newest alarms, oldest first."""
    recent = sum(time > at - rules.flood_s for time in times)
    return recent >= rules.flood_leave if on else recent > rules.flood_enter


def ends_at(times: Sequence[float], rules: AlarmRules) -> float:
    """When a flood ends if nothing more comes; the beginning of time where it is over already."""
    if len(times) < rules.flood_leave:
        return 0.0
    return sorted(times)[-rules.flood_leave] + rules.flood_s


def grouped(occurrences: Iterable[Occurrence]) -> tuple[AlarmGroup, ...]:
    """All of them by zone and incident: real before drill, the most urgent group first, then the newest."""
    groups: dict[tuple[str, str | None, bool], list[Occurrence]] = {}
    for one in occurrences:
        groups.setdefault((one.zone, one.incident, one.drill), []).append(one)
    made = []
    for (zone, incident, drill), members in groups.items():
        members.sort(key=lambda one: (one.priority, not one.unacked, -one.raised_at, one.id))
        made.append(AlarmGroup(zone, incident, drill, members[0].priority, tuple(members)))
    made.sort(key=lambda group: (group.drill, group.priority, -group.occurrences[0].raised_at, group.zone))
    return tuple(made)


def spoken(occurrences: Iterable[Occurrence]) -> Spoken:
    """What a flooded station says, real before drill, and how many it does not say."""
    waiting = [one for one in occurrences if one.annunciated and one.unacked]
    said = [one for one in waiting if one.priority.guarded]
    said.sort(key=lambda one: (one.drill, one.alarm_class != "fire", one.priority, -one.raised_at, one.id))
    return Spoken(tuple(said), len(waiting) - len(said))
