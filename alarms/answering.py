"""Who answers: a station for named zones on a schedule; the others see everything at once and sound it later.

They sound it when it is escalated, or when no station that answers was seen for ten seconds. A zone that no plan names
is answered by everybody, so that a mistake in a plan is heard.
"""

from __future__ import annotations

from typing import NamedTuple

from alarms.model import EscalationStep, Occurrence
from alarms.overview import ZoneAnswer
from alarms.ports import Clock
from alarms.schedule import LOOK_AGAIN_S
from alarms.site import AnswerPlan, Site

#: A station not seen for this long does not answer.
PRESENCE_S = 10.0


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


class _Kin(NamedTuple):
    """What decides whether those that sound do so here: they are kept together, so that a flood costs little."""

    zone: str
    drill: bool
    guarded: bool
    escalated: bool


class Answering:
    """Judges who answers now, of which alarms. What is in force is worked out once until a schedule changes."""

    def __init__(self, site: Site, clock: Clock, presence: Presence) -> None:
        self._site = site
        self._clock = clock
        self._presence = presence
        self._valid = (0.0, 0.0)
        self._in_force: tuple[AnswerPlan, ...] = ()
        self._kin: dict[str, _Kin] = {}
        self._sounding: dict[_Kin, set[str]] = {}

    def responsible(self, zone: str) -> frozenset[str]:
        """The stations that answer for a zone: those named for it or for the nearest zone above; empty: all do."""
        plans = self._plans()
        for name in self._site.lineage(zone):
            found = frozenset(plan.station for plan in plans if name in plan.zones)
            if found:
                return found
        return frozenset()

    def zone(self, zone: str) -> ZoneAnswer:
        """Who answers for a zone, whether one of them is there, and whether this station sounds its alarms at once."""
        stations = self.responsible(zone)
        own = self._site.station in stations
        present = own or any(self._presence.present(one) for one in stations)
        return ZoneAnswer(zone, tuple(sorted(stations)), present, not stations or own or not present)

    def zones(self) -> dict[str, ZoneAnswer]:
        """The same for every zone of the site; empty where every station answers for everything."""
        return {zone: self.zone(zone) for zone in self._site.zones} if self._site.answering else {}

    def note(self, key: str, occurrence: Occurrence | None) -> None:
        """An occurrence changed; None where it is not there any more."""
        kin = self._kin.pop(key, None)
        if kin is not None:
            self._sounding[kin].discard(key)
        if occurrence is not None and occurrence.sounding:
            escalated = occurrence.escalation is not EscalationStep.NONE
            kin = _Kin(occurrence.zone, occurrence.drill, occurrence.priority.guarded, escalated)
            self._kin[key] = kin
            self._sounding.setdefault(kin, set()).add(key)

    def audible(self, *, flood: bool, drill_flood: bool) -> frozenset[str]:
        """The ids of the occurrences that this station sounds now. In a flood only P1 and P2 do."""
        heard = [
            members
            for kin, members in self._sounding.items()
            if (kin.guarded or not (drill_flood if kin.drill else flood))
            and (kin.escalated or self.zone(kin.zone).here)
        ]
        return frozenset().union(*heard)

    def _plans(self) -> tuple[AnswerPlan, ...]:
        now = self._clock.now()
        if not self._valid[0] <= now < self._valid[1]:
            plans = self._site.answering
            changes = (plan.schedule.next_change(now) for plan in plans if plan.schedule is not None)
            self._in_force = tuple(plan for plan in plans if plan.holds(now))
            self._valid = (now, min((time for time in changes if time is not None), default=now + LOOK_AGAIN_S))
        return self._in_force
