"""What the alarms of incidents add to their lines: at which points they were, and who took notice first."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, func, select

from app.store.schema import alarm, incident

#: An incident that stays open over night is no work all that time: so many seconds count at most.
MOST_WORK_S = 3600.0


@dataclass(frozen=True, slots=True)
class IncidentAlarms:
    """Points by id in the order in which they raised, and whoever acknowledged first, "" for nobody."""

    points: tuple[str, ...] = ()
    answered_by: str = ""


def alarms_of(engine: Engine, incidents: Sequence[str]) -> dict[str, IncidentAlarms]:
    """Read them for some incidents at once; not for the window's thread."""
    columns = alarm.c
    query = (
        select(columns.incident, columns.point, columns.acked_at, columns.acked_by)
        .where(columns.incident.in_(list(incidents)))
        .order_by(columns.raised_at, columns.id)
    )
    points: dict[str, dict[str, None]] = {}
    first: dict[str, tuple[float, str]] = {}
    with engine.connect() as connection:
        for row in connection.execute(query):
            points.setdefault(row.incident, {})[row.point] = None
            if row.acked_at is not None and row.acked_by:
                first[row.incident] = min(first.get(row.incident, (float("inf"), "")), (row.acked_at, row.acked_by))
    return {one: IncidentAlarms(tuple(found), first.get(one, (0.0, ""))[1]) for one, found in points.items()}


@dataclass(frozen=True, slots=True)
class RaisedAlarm:
    """An alarm of an incident: when it raised (UTC seconds), how grave it is, and the incident's id."""

    at: float
    priority: int
    incident: str


def raised(engine: Engine, since: float, until: float, zones: Sequence[str], most: int) -> tuple[RaisedAlarm, ...]:
    """The alarms that followed the one that opened their incident, the gravest where there are more, in order."""
    query = (
        select(alarm.c.raised_at, alarm.c.priority, alarm.c.incident)
        .select_from(alarm.join(incident, incident.c.id == alarm.c.incident))
        .where(alarm.c.raised_at >= since, alarm.c.raised_at < until, ~alarm.c.drill, *_in(zones))
        .where(alarm.c.raised_at > incident.c.opened_at)
        .order_by(alarm.c.priority, alarm.c.raised_at, alarm.c.id)
        .limit(most)
    )
    with engine.connect() as connection:
        found = [RaisedAlarm(row.raised_at, row.priority, row.incident) for row in connection.execute(query)]
    return tuple(sorted(found, key=lambda one: one.at))


@dataclass(frozen=True, slots=True)
class PointCost:
    """What a point cost in a period: its incidents, the seconds from notice to end, all together and half within."""

    point: str
    incidents: int
    seconds: float
    median_s: float


@dataclass(frozen=True, slots=True)
class Answerer:
    """Somebody who took notice of alarms: of how many, and half of them within how many seconds."""

    person: str
    alarms: int
    median_s: float


def costs(engine: Engine, since: float, until: float, zones: Sequence[str], most: int) -> tuple[PointCost, ...]:
    """The points that cost most time, drills left out; an incident of several points is the work of each."""
    work = func.coalesce(incident.c.closed_at, until) - incident.c.first_acked_at
    query = (
        select(alarm.c.point, incident.c.id, work.label("seconds"))
        .select_from(alarm.join(incident, incident.c.id == alarm.c.incident))
        .where(alarm.c.raised_at >= since, alarm.c.raised_at < until, ~alarm.c.drill)
        .where(incident.c.first_acked_at.is_not(None), *_in(zones))
        .distinct()
    )
    found: dict[str, list[float]] = {}
    with engine.connect() as connection:
        for row in connection.execute(query):
            found.setdefault(row.point, []).append(min(max(0.0, row.seconds), MOST_WORK_S))
    listed = (PointCost(point, len(each), sum(each), _middle(each)) for point, each in found.items())
    return tuple(sorted(listed, key=lambda one: (-one.seconds, one.point))[:most])


def answerers(engine: Engine, since: float, until: float, zones: Sequence[str], most: int) -> tuple[Answerer, ...]:
    """Who took notice of the alarms of a period, drills left out, the one with most first."""
    columns = alarm.c
    query = select(columns.acked_by, (columns.acked_at - columns.raised_at).label("seconds")).where(
        columns.raised_at >= since,
        columns.raised_at < until,
        ~columns.drill,
        columns.acked_at.is_not(None),
        columns.acked_by != "",
        *_in(zones),
    )
    found: dict[str, list[float]] = {}
    with engine.connect() as connection:
        for row in connection.execute(query):
            found.setdefault(row.acked_by, []).append(max(0.0, row.seconds))
    listed = (Answerer(person, len(each), _middle(each)) for person, each in found.items())
    return tuple(sorted(listed, key=lambda one: (-one.alarms, one.person))[:most])


def _in(zones: Sequence[str]) -> list[ColumnElement[bool]]:
    return [alarm.c.zone.in_(list(zones))] if zones else []


def _middle(seconds: Sequence[float]) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) // 2)]
