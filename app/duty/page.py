"""What the next shift has to know, as the handover lists it: facts with both names, to be read in either language.

Built from what the alarm service and the health board hold in memory; cheap enough for once a second.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from alarms.model import Incident, Occurrence
from alarms.overview import Overview, SetAside
from alarms.ports import AlarmSnapshot
from app.services.health import Level, PartStatus
from app.services.places import Places

SHELVED, OUT_OF_SERVICE, DISARMED = "shelved", "out_of_service", "disarmed"


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """An alarm that is not over; times are UTC seconds."""

    id: str
    name: str
    name_en: str
    alarm_class: str
    kind: str
    priority: int
    raised_at: float
    unacked: bool
    drill: bool


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """A case that is not closed. ``words``: what people wrote of it, its title and the newest note."""

    id: str
    number: str
    name: str
    name_en: str
    category: str
    priority: int
    opened_at: float
    handling: str
    drill: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """A point that is shelved or out of service, or a zone that was disarmed by hand; ``until`` None: no end is set."""

    id: str
    name: str
    name_en: str
    how: str
    until: float | None
    reason: str
    user: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A part of the station that is not well."""

    part: str
    level: str
    code: str
    detail: dict[str, str | float]
    since: float


@dataclass(frozen=True, slots=True)
class Listing:
    """The whole list."""

    alarms: tuple[OpenAlarm, ...] = ()
    incidents: tuple[OpenIncident, ...] = ()
    aside: tuple[Aside, ...] = ()
    faults: tuple[FaultLine, ...] = ()

    def content(self) -> dict[str, Any]:
        """As the record keeps it."""
        return {
            "alarms": [asdict(one) for one in self.alarms],
            "incidents": [asdict(one) for one in self.incidents],
            "aside": [asdict(one) for one in self.aside],
            "faults": [asdict(one) for one in self.faults],
        }

    def ids(self) -> frozenset[str]:
        """What is listed, by id: what came later is not among them."""
        listed = [one.id for one in self.alarms]
        listed += [one.id for one in self.incidents]
        listed += [one.id for one in self.aside]
        return frozenset(listed)


def listing(snapshot: AlarmSnapshot, overview: Overview, parts: Iterable[PartStatus], places: Places) -> Listing:
    """Make the list of now: the highest first, real before drills."""
    alarms = [_alarm(one, places) for one in snapshot.occurrences if one.open]
    cases = [_incident(one, places) for one in snapshot.incidents if one.open]
    return Listing(
        tuple(sorted(alarms, key=lambda one: (one.drill, one.priority, one.raised_at, one.id))),
        tuple(sorted(cases, key=lambda one: (one.drill, one.priority, one.opened_at, one.id))),
        (
            *(_aside(one, SHELVED, places) for one in overview.shelved),
            *(_aside(one, OUT_OF_SERVICE, places) for one in overview.out_of_service),
            *(
                Aside(
                    one.zone,
                    places.zone_name(one.zone, "zh"),
                    places.zone_name(one.zone, "en"),
                    DISARMED,
                    one.next_change,
                    "",
                    one.user,
                )
                for one in overview.armed
                if not one.armed and not one.by_schedule
            ),
        ),
        tuple(_fault(one) for one in parts if _is_fault(one)),
    )


def _alarm(one: Occurrence, places: Places) -> OpenAlarm:
    return OpenAlarm(
        one.id,
        places.point_name(one.point, "zh"),
        places.point_name(one.point, "en"),
        one.alarm_class,
        one.kind,
        int(one.priority),
        one.raised_at,
        one.unacked,
        one.drill,
    )


def _incident(one: Incident, places: Places) -> OpenIncident:
    return OpenIncident(
        one.id,
        one.number,
        places.zone_name(one.zone, "zh"),
        places.zone_name(one.zone, "en"),
        one.category,
        int(one.priority),
        one.opened_at,
        one.handling.value,
        one.drill,
        ": ".join(filter(None, (one.title, one.notes[-1].text if one.notes else ""))),
    )


def _aside(one: SetAside, how: str, places: Places) -> Aside:
    zh, en = places.point_name(one.point, "zh"), places.point_name(one.point, "en")
    return Aside(one.point, zh, en, how, one.until, one.reason, one.user)


def _is_fault(one: PartStatus) -> bool:
    """A station that cannot be heard is one too, also where no sound device was ever there."""
    silent = one.part == "sound" and one.level is Level.ABSENT
    return silent or one.level in (Level.DEGRADED, Level.FAILED)


def _fault(one: PartStatus) -> FaultLine:
    return FaultLine(one.part, one.level.value, one.code, dict(one.detail), one.since)
