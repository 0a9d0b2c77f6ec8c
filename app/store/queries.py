"""Reading incidents: pages by key, filters, and all that belongs to one case.

Works on the station's file and on the shared database alike. Never on the window's thread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, RowMapping, Select, and_, func, or_, select

from alarms.model import Action
from app.store import rows
from app.store.schema import alarm, alarm_action, incident, incident_step


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents to list; empty or None means any.

    Times are UTC seconds, `since` included, `until` excluded. `text` looks through number, zone, cause and notes;
    `open_only` leaves out what is closed.
    """

    since: float | None = None
    until: float | None = None
    zones: Sequence[str] = ()
    categories: Sequence[str] = ()
    priorities: Sequence[int] = ()
    states: Sequence[str] = ()
    verdicts: Sequence[str] = ()
    text: str = ""
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends: the key of its last incident."""

    opened_at: float
    id: str


@dataclass(frozen=True, slots=True)
class IncidentSummary:
    """One line of the incident list. `state` and `verdict` are the alarm core's words; `alarms` is how many."""

    id: str
    number: str
    zone: str
    category: str
    priority: int
    opened_at: float
    state: str
    verdict: str
    cause: str
    closed_at: float | None
    closed_by: str
    drill: bool
    alarms: int

    @property
    def cursor(self) -> Cursor:
        """The key of this line."""
        return Cursor(self.opened_at, self.id)


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, newest first, and where to go on; `following` is None on the last page."""

    incidents: tuple[IncidentSummary, ...]
    following: Cursor | None


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """All that is known of one case: its line, notes, steps, alarms (as rows) and actions in their order."""

    summary: IncidentSummary
    notes: tuple[Mapping[str, Any], ...]
    steps: tuple[Mapping[str, Any], ...]
    alarms: tuple[Mapping[str, Any], ...]
    actions: tuple[Action, ...]


class IncidentQueries:
    """Asks one database about incidents; each call is one or a few SELECTs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, which: IncidentFilter = IncidentFilter(), after: Cursor | None = None, limit: int = 50) -> Page:
        """A page of at most `limit` lines; `after` is the page before's `following`."""
        query = select(incident).where(*_conditions(which))
        if after is not None:
            older = incident.c.opened_at < after.opened_at
            query = query.where(or_(older, and_(incident.c.opened_at == after.opened_at, incident.c.id < after.id)))
        newest_first = query.order_by(incident.c.opened_at.desc(), incident.c.id.desc()).limit(limit + 1)
        with self._engine.connect() as connection:
            found = [_summary(row) for row in connection.execute(newest_first).mappings()]
        shown = tuple(found[:limit])
        return Page(shown, shown[-1].cursor if len(found) > limit else None)

    def count(self, which: IncidentFilter = IncidentFilter(), most: int = 10_000) -> int:
        """How many there are, counted up to `most`."""
        some: Select[Any] = select(incident.c.id).where(*_conditions(which)).limit(most)
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()

    def detail(self, incident_id: str) -> IncidentDetail | None:
        """One case with everything that belongs to it; None where there is none of that id."""
        with self._engine.connect() as connection:
            row = connection.execute(select(incident).where(incident.c.id == incident_id)).mappings().first()
            if row is None:
                return None
            alarms = select(alarm).where(alarm.c.incident == incident_id).order_by(alarm.c.raised_at, alarm.c.id)
            steps = select(incident_step).where(incident_step.c.incident == incident_id).order_by(incident_step.c.at)
            found_alarms = tuple(dict(one) for one in connection.execute(alarms).mappings())
            found_steps = tuple(dict(one) for one in connection.execute(steps).mappings())
            actions = connection.execute(_actions_of(incident_id, [one["id"] for one in found_alarms])).all()
        notes = tuple(row["notes"])
        return IncidentDetail(_summary(row), notes, found_steps, found_alarms, tuple(map(rows.action_of, actions)))


def _actions_of(incident_id: str, occurrences: Sequence[str]) -> Select[Any]:
    mine = or_(alarm_action.c.incident == incident_id, alarm_action.c.occurrence.in_(occurrences))
    return select(alarm_action).where(mine).order_by(alarm_action.c.clock, alarm_action.c.station, alarm_action.c.id)


def _conditions(which: IncidentFilter) -> list[ColumnElement[bool]]:
    columns = incident.c
    conditions: list[ColumnElement[bool]] = []
    if which.since is not None:
        conditions.append(columns.opened_at >= which.since)
    if which.until is not None:
        conditions.append(columns.opened_at < which.until)
    chosen: tuple[tuple[Any, Sequence[Any]], ...] = (
        (columns.zone, which.zones),
        (columns.category, which.categories),
        (columns.priority, which.priorities),
        (columns.handling, which.states),
        (columns.verdict, which.verdicts),
    )
    conditions += [column.in_(list(values)) for column, values in chosen if values]
    if which.open_only:
        conditions.append(columns.closed_at.is_(None))
    conditions += [columns.search.contains(word, autoescape=True) for word in which.text.casefold().split()]
    return conditions


def _summary(row: RowMapping) -> IncidentSummary:
    names = [name for name in IncidentSummary.__slots__ if name != "state"]
    return IncidentSummary(state=row["handling"], **{name: row[name] for name in names})
