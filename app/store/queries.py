"""Reading incidents: pages by key, filters, and all that belongs to one case.

Works on the station's file and on the shared database alike. Never on the window's thread.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, RowMapping, Select, or_, select

from alarms.model import Action
from app.store import rows
from app.store.incident_alarms import IncidentAlarms, RaisedAlarm, alarms_of, raised
from app.store.incident_pages import Bounds, IncidentFilter, Meaning, count_of, read_page
from app.store.schema import alarm, alarm_action, incident, incident_step

__all__ = ["Cursor", "IncidentDetail", "IncidentFilter", "IncidentQueries", "IncidentSummary", "Meaning", "Page"]

EVERYTHING: Final = IncidentFilter()


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends: the place of its last incident in the list, which it keeps whatever is added."""

    place: int


@dataclass(frozen=True, slots=True)
class IncidentSummary:
    """One line of the incident list.

    `state` and `verdict` are the alarm core's words; `alarms` is how many; `opened_by` is empty where an alarm did.
    """

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
    title: str
    opened_by: str
    first_acked_at: float | None
    last_raised_at: float
    place: int

    @property
    def cursor(self) -> Cursor:
        """The key of this line."""
        return Cursor(self.place)


@dataclass(frozen=True, slots=True)
class Page:
    """Lines, newest first, and where to go on: `following` to the older ones, `preceding` to the newer; None: no more.

    There may be newer ones whenever somebody looks again.
    """

    incidents: tuple[IncidentSummary, ...]
    following: Cursor | None
    preceding: Cursor | None = None


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

    def page(
        self,
        which: IncidentFilter = EVERYTHING,
        after: Cursor | None = None,
        limit: int = 50,
        *,
        before: Cursor | None = None,
    ) -> Page:
        """A page of at most `limit` lines; `after` is a page's `following`, `before` a page's `preceding`."""
        bounds = Bounds(after.place if after else None, before.place if before else None)
        with self._engine.connect() as connection:
            found = [_summary(row) for row in read_page(connection, which, bounds, limit + 1)]
        shown, more = tuple(found[:limit]), len(found) > limit
        if before is not None:
            shown = shown[::-1]
            return Page(shown, shown[-1].cursor if shown else None, shown[0].cursor if more else None)
        first = shown[0].cursor if shown and after is not None else None
        return Page(shown, shown[-1].cursor if more else None, first)

    def count(self, which: IncidentFilter = EVERYTHING, most: int = 10_000) -> int:
        """How many there are, counted up to `most`."""
        with self._engine.connect() as connection:
            return count_of(connection, which, most)

    def alarms_of(self, incidents: Sequence[str]) -> dict[str, IncidentAlarms]:
        """What the alarms of some incidents add to their lines."""
        return alarms_of(self._engine, incidents)

    def raised(self, since: float, until: float, zones: Sequence[str], most: int) -> tuple[RaisedAlarm, ...]:
        """Alarms of a time beside those that opened their incidents; of all zones where none is named."""
        return raised(self._engine, since, until, zones, most)

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


def _summary(row: RowMapping) -> IncidentSummary:
    names = [name for name in IncidentSummary.__slots__ if name != "state"]
    return IncidentSummary(state=row["handling"], **{name: row[name] for name in names})
