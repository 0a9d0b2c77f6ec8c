"""Floods (EEMUA 191): more alarms than a person can take in. Nothing is hidden; it is grouped, and less is spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alarms.model import Occurrence, Priority
from alarms.site import AlarmRules


@dataclass(frozen=True, slots=True)
class FloodState:
    """Whether a station is flooded, since when (UTC seconds)."""

    on: bool = False
    since: float = 0.0


NO_FLOOD = FloodState()


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


def judged(times: Sequence[float], at: float, rules: AlarmRules, *, on: bool) -> bool:
    """Whether it is a flood at a moment; ``times`` are those of the newest alarms, oldest first."""
    recent = sum(time > at - rules.flood_s for time in times)
    return recent >= rules.flood_leave if on else recent > rules.flood_enter


def ends_at(times: Sequence[float], rules: AlarmRules) -> float | None:
    """When a flood ends if nothing more comes; None where it is over already."""
    if len(times) < rules.flood_leave:
        return None
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
