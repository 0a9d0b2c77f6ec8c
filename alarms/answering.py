"""Who answers: a station for named zones on a schedule; the others see everything at once and sound it later.

They sound it when it is escalated, or when no station that answers was seen for ten seconds. A zone that no plan names
is answered by everybody, so that a mistake in a plan is heard.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alarms.model import EscalationStep, Occurrence
from alarms.ports import Clock
from alarms.schedule import Schedule

if TYPE_CHECKING:
    from alarms.site import Site

#: A station not seen for this long does not answer.
PRESENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """``station`` answers for ``zones`` and all below them; always, or on a schedule."""

    station: str
    zones: frozenset[str]
    schedule: Schedule | None = None

    def holds(self, at: float) -> bool:
        """Whether it is in force at a moment (UTC seconds)."""
        return self.schedule is None or self.schedule.holds(at)


class Presence:
    """When each station was last seen. Nothing is kept over a restart: who was not seen yet does not answer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}

    def seen(self, station: str, at: float) -> None:
        """A sign of life of a station, ``at`` in this station's own UTC seconds."""
        age = max(0.0, self._clock.now() - at)
        moment = self._clock.monotonic() - age
        self._seen[station] = max(moment, self._seen.get(station, moment))

    def present(self, station: str) -> bool:
        """Whether it was seen within the last ten seconds."""
        seen = self._seen.get(station)
        return seen is not None and self._clock.monotonic() - seen < PRESENCE_S

    def next_loss(self) -> float | None:
        """UTC seconds at which the next station would be missed, or None."""
        mono = self._clock.monotonic()
        left = [seen + PRESENCE_S - mono for seen in self._seen.values() if mono - seen < PRESENCE_S]
        return self._clock.now() + min(left) if left else None


def responsible(site: Site, zone: str, at: float) -> frozenset[str]:
    """The stations that answer for a zone now: those named for it or for the nearest zone above; empty: all do."""
    for name in site.lineage(zone):
        found = frozenset(plan.station for plan in site.answering if name in plan.zones and plan.holds(at))
        if found:
            return found
    return frozenset()


def answers_here(site: Site, zone: str, presence: Presence, at: float) -> bool:
    """Whether this station has to sound an alarm of a zone at once."""
    stations = responsible(site, zone, at)
    return not stations or site.station in stations or not any(presence.present(one) for one in stations)


def audible(
    site: Site, occurrences: Iterable[Occurrence], presence: Presence, at: float, *, flood: bool, drill_flood: bool
) -> frozenset[str]:
    """The ids of the occurrences that this station sounds now. In a flood only P1 and P2 do."""
    here: dict[str, bool] = {}
    found = []
    for one in occurrences:
        flooded = drill_flood if one.drill else flood
        if not one.sounding or (flooded and not one.priority.guarded):
            continue
        if one.zone not in here:
            here[one.zone] = answers_here(site, one.zone, presence, at)
        if here[one.zone] or one.escalation is not EscalationStep.NONE:
            found.append(one.id)
    return frozenset(found)
