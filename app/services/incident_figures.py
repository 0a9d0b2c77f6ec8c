"""What a period's incidents tell: how soon alarms were answered, by day and priority, and which points cried wolf.

The shares are measured against our own targets (see docs/guide.md); they are no statement about any norm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import case, func, select

from alarms.model import Priority, Verdict
from alarms.nuisance import PointReport
from app.store.database import StationDatabase
from app.store.incident_alarms import Answerer, PointCost, answerers, costs
from app.store.incident_pages import IncidentFilter
from app.store.schema import alarm, incident
from app.store.search import first_place
from app.store.worst_points import worst_of
from widgets import times

#: Priority -> seconds and the share that should be answered within them: our own targets.
TARGETS: Final[dict[Priority, tuple[tuple[float, float], ...]]] = {
    Priority.P1: ((30.0, 0.80), (60.0, 0.985)),
    Priority.P2: ((90.0, 0.80), (180.0, 0.985)),
    Priority.P3: ((300.0, 0.80),),
    Priority.P4: ((1800.0, 0.80),),
}
#: Days of a period that names no beginning.
USUAL_DAYS: Final = 30.0
WORST: Final = 10
PEOPLE: Final = 30
_DAY_S: Final = 86_400.0
_FALSE: Final = (Verdict.FALSE.value, Verdict.NUISANCE.value)


@dataclass(frozen=True, slots=True)
class DayTimes:
    """One day (its midnight, UTC seconds) of one priority: how many were answered, and in how many seconds."""

    day: float
    priority: Priority
    count: int
    median_s: float
    p90_s: float


@dataclass(frozen=True, slots=True)
class TargetShare:
    """How many were answered within the seconds of a target, and how many should have been."""

    priority: Priority
    within_s: float
    wanted: float
    share: float
    count: int


@dataclass(frozen=True, slots=True)
class FalsePoint:
    """A point's alarms in the period, and those of them that were false or a nuisance: often none."""

    point: str
    alarms: int
    false: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A period from ``since`` to ``until`` (UTC seconds) in figures."""

    since: float
    until: float
    incidents: int = 0
    by_hand: int = 0
    days: tuple[DayTimes, ...] = ()
    targets: tuple[TargetShare, ...] = ()
    false_points: tuple[FalsePoint, ...] = ()
    worst: tuple[PointReport, ...] = ()
    costs: tuple[PointCost, ...] = ()
    answerers: tuple[Answerer, ...] = ()


def figures(database: StationDatabase, which: IncidentFilter, now: float) -> Figures:
    """Return the figures of a filter's period and zones, drills left out; reads the record, so not for the window."""
    until = now if which.until is None else min(which.until, now)
    since = until - USUAL_DAYS * _DAY_S if which.since is None else which.since
    answered = _answered(database, which, since, until)
    return Figures(
        since,
        until,
        incidents=len(answered),
        by_hand=sum(one.by_hand for one in answered),
        days=tuple(_days(answered)),
        targets=tuple(_targets(answered)),
        false_points=_false_points(database, which, since, until),
        costs=costs(database.read, since, until, which.zones, WORST),
        answerers=answerers(database.read, since, until, which.zones, PEOPLE),
        worst=worst_of(database, until, days=max(1.0, (until - since) / _DAY_S))[:WORST],
    )


@dataclass(frozen=True, slots=True)
class _Answered:
    at: float
    priority: Priority
    after_s: float | None
    by_hand: bool


def _answered(database: StationDatabase, which: IncidentFilter, since: float, until: float) -> list[_Answered]:
    columns = incident.c
    query = select(columns.opened_at, columns.priority, columns.first_acked_at, columns.opened_by).where(
        columns.place >= first_place(since),
        columns.place < first_place(until + 0.001),
        ~columns.drill,
    )
    if which.zones:
        query = query.where(columns.zone.in_(list(which.zones)))
    with database.read.connect() as connection:
        return [
            _Answered(
                row.opened_at,
                Priority(row.priority),
                None if row.first_acked_at is None else max(0.0, row.first_acked_at - row.opened_at),
                bool(row.opened_by),
            )
            for row in connection.execute(query)
        ]


def _days(answered: Iterable[_Answered]) -> Iterable[DayTimes]:
    found: dict[tuple[float, Priority], list[float]] = defaultdict(list)
    for one in answered:
        if one.after_s is not None:
            local = times.local(one.at).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
            found[times.utc(local), one.priority].append(one.after_s)
    for (day, priority), seconds in sorted(found.items()):
        yield DayTimes(day, priority, len(seconds), part(seconds, 0.5), part(seconds, 0.9))


def _targets(answered: Sequence[_Answered]) -> Iterable[TargetShare]:
    """Who was never answered counts as late; who opened a case by hand needed no answer."""
    for priority, targets in TARGETS.items():
        mine = [one for one in answered if one.priority is priority and not one.by_hand]
        for within, wanted in targets:
            if mine:
                soon = sum(one.after_s is not None and one.after_s <= within for one in mine)
                yield TargetShare(priority, within, wanted, soon / len(mine), len(mine))


def _false_points(
    database: StationDatabase, which: IncidentFilter, since: float, until: float
) -> tuple[FalsePoint, ...]:
    wrong = func.sum(case((incident.c.verdict.in_(_FALSE), 1), else_=0)).label("false")
    query = (
        select(alarm.c.point, func.count().label("alarms"), wrong)
        .select_from(alarm.outerjoin(incident, incident.c.id == alarm.c.incident))
        .where(alarm.c.raised_at >= since, alarm.c.raised_at < until, ~alarm.c.drill)
        .group_by(alarm.c.point)
    )
    if which.zones:
        query = query.where(alarm.c.zone.in_(list(which.zones)))
    with database.read.connect() as connection:
        found = [FalsePoint(row.point, row.alarms, int(row.false or 0)) for row in connection.execute(query)]
    return tuple(sorted(found, key=lambda one: (-one.false, -one.alarms, one.point))[:WORST])


def part(seconds: Iterable[float], share: float) -> float:
    """Return the value below which that share of them lies (nearest rank)."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
