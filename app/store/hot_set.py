"""Which actions the present rests on: what is read at the start instead of the whole record.

A case (occurrence or incident) belongs to it while it stands, while anything happened to it within the last 26 hours,
and as the newest of its point; with a case come all cases that its actions name, so none is ever held in part. Actions
of no case (shelves, arming) belong to it, of those that overwrite each other only the newest. Everything else is
fetched by its id when somebody speaks of it (see `alarms.archive`), so what is decided is the same.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, text

from alarms.hlc import AHEAD_S, reading_at, reading_before
from alarms.model import ActionKind
from app.store.schema import STANDING, alarm, alarm_action, incident

RECENT_S: Final = 26 * 3600.0
_AT_ONCE: Final = 400

#: Of these the newest of each kind and subject says all.
_OVERWRITING: Final = (
    ActionKind.SHELVE,
    ActionKind.UNSHELVE,
    ActionKind.OUT_OF_SERVICE,
    ActionKind.IN_SERVICE,
    ActionKind.ARM,
    ActionKind.DISARM,
)

_NEWEST_OF_POINTS: Final = text(
    """
    WITH RECURSIVE points(point) AS (
        SELECT min(point) FROM alarm
        UNION ALL
        SELECT (SELECT min(point) FROM alarm WHERE point > points.point) FROM points WHERE points.point IS NOT NULL
    )
    SELECT (SELECT id FROM alarm WHERE alarm.point = points.point ORDER BY raised_at DESC LIMIT 1)
    FROM points WHERE point IS NOT NULL
    """
)


def standing_rows(connection: Connection, now: float, recent_s: float = RECENT_S) -> list[Row[Any]]:
    """The rows of `alarm_action` that the present rests on, in the order in which every station folds.

    What is recent is counted from the newest reading that is not absurd at `now` (UTC seconds).
    """
    found = {(row.id, row.station): row for row in connection.execute(_of_no_case())}
    known: set[str] = set()
    wanted = _cases(connection, reading_at(now + AHEAD_S), recent_s)
    while wanted:
        known |= wanted
        mentioned: set[str] = set()
        for row in _of_cases(connection, sorted(wanted)):
            found[row.id, row.station] = row
            mentioned.update(case for case in (row.occurrence, row.incident) if case is not None)
        wanted = mentioned - known
    return sorted(found.values(), key=lambda row: (row.clock, row.station, row.id))


def _cases(connection: Connection, latest: str, recent_s: float) -> set[str]:
    cases = set(connection.execute(select(alarm.c.id).where(text(STANDING))).scalars())
    cases |= set(connection.execute(select(incident.c.id).where(incident.c.closed_at.is_(None))).scalars())
    cases |= set(connection.execute(_NEWEST_OF_POINTS).scalars())
    believed = select(func.max(alarm_action.c.clock)).where(alarm_action.c.clock <= latest)
    newest = connection.execute(believed).scalar() or ""
    recent = alarm_action.c.clock >= reading_before(newest, recent_s)
    for row in connection.execute(select(alarm_action.c.occurrence, alarm_action.c.incident).where(recent)):
        cases.update(case for case in row if case is not None)
    return cases


def _of_no_case() -> Select[Any]:
    """Actions of no case; of those that overwrite each other the newest per kind and subject."""
    columns = alarm_action.c
    no_case = and_(columns.occurrence.is_(None), columns.incident.is_(None))
    order = (columns.clock.desc(), columns.station.desc(), columns.id.desc())
    subject = (columns.kind, columns.data["point"].as_string(), columns.data["zone"].as_string())
    place = func.row_number().over(partition_by=subject, order_by=order).label("place")
    ranked = select(alarm_action, place).where(no_case).subquery()
    overwriting: ColumnElement[bool] = ranked.c.kind.in_([kind.value for kind in _OVERWRITING])
    kept = select(*(ranked.c[column.name] for column in alarm_action.columns))
    return kept.where(or_(ranked.c.place == 1, ~overwriting))


def _of_cases(connection: Connection, cases: Sequence[str]) -> Iterable[Row[Any]]:
    for start in range(0, len(cases), _AT_ONCE):
        some = cases[start : start + _AT_ONCE]
        for column in (alarm_action.c.occurrence, alarm_action.c.incident):
            yield from connection.execute(select(alarm_action).where(column.in_(some)))
